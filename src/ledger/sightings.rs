//! What an append came across among facts that stand: names, and people in
//! posts. Most lines of a long file speak of what some line before spoke of,
//! and need no look-up then.

use foldhash::HashSet;

use crate::domain::{Claim, Content, Holding, Name, Noun};
use crate::replay::index::Brief;

/// How many of each are remembered before they are forgotten, to be looked up
/// again: some 12 MB.
const REMEMBERED_MAX: usize = 1 << 19;

/// A person in a post of a body, in eight bytes: enough that no two of a
/// ledger's share them by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Seat([u8; 8]);

impl Seat {
    fn of(Holding { person, body, .. }: &Holding, post: &Name) -> Self {
        let places = [(Noun::Person, person), (Noun::Body, body), (Noun::Post, post)];
        // Digests already; each in a place of its own.
        let mixed = places.into_iter().zip([0, 21, 42]).fold(0, |mixed, ((noun, name), turn)| {
            let Brief(digest) = Brief::named(noun, name);
            mixed ^ u64::from_be_bytes(std::array::from_fn(|i| digest[i])).rotate_left(turn)
        });
        Self(mixed.to_be_bytes())
    }
}

/// Names and seats that some fact which stands has.
#[derive(Debug, Default)]
pub(super) struct Sightings {
    names: HashSet<Brief>,
    seats: HashSet<Seat>,
}

impl Sightings {
    /// Whether a name was come across.
    pub fn has_name(&self, noun: Noun, name: &Name) -> bool {
        self.names.contains(&Brief::named(noun, name))
    }

    /// Whether somebody was, in that very post.
    pub fn has_seat(&self, holding: &Holding, post: &Name) -> bool {
        !self.seats.is_empty() && self.seats.contains(&Seat::of(holding, post))
    }

    /// Takes note of a name that some fact has which stands.
    pub fn note_name(&mut self, noun: Noun, name: &Name) {
        if self.names.len() >= REMEMBERED_MAX {
            self.names.clear();
        }
        self.names.insert(Brief::named(noun, name));
    }

    /// Takes note of what is about to be recorded. What an operation leaves
    /// standing is not told here, so after one nothing counts as come across.
    pub fn note(&mut self, content: &Content) {
        let Content::Fact(fact) = content else {
            if content.target().is_some() {
                self.clear();
            }
            return;
        };
        fact.claim.names().into_iter().for_each(|(noun, name)| self.note_name(noun, name));
        if let Claim::Appointed { holding, .. } | Claim::Held { holding, .. } = &fact.claim
            && let Some(post) = &holding.post
        {
            if self.seats.len() >= REMEMBERED_MAX {
                self.seats.clear();
            }
            self.seats.insert(Seat::of(holding, post));
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.names.clear();
        self.seats.clear();
    }
}
