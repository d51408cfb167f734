//! What an append came across among facts that stand: names, and people in
//! posts. Most lines of a long file speak of what some line before spoke of,
//! and need no look-up then. A name that was come across is in the index, or
//! was new when it was: what is nearly spelt so need not be told of it again.

use std::hash::BuildHasher;

use foldhash::HashSet;
use foldhash::quality::RandomState;

use crate::domain::{Claim, Content, Holding, Name, NameKey, Noun};

/// How many of each are remembered before they are forgotten, to be looked up
/// again: some 12 MB.
const REMEMBERED_MAX: usize = 1 << 19;

/// Names and seats that some fact which stands has, each as eight bytes of a
/// hash: enough that no two of a ledger's share them by chance, and what hangs
/// on them is a warning, or the refusal that `--strict-names` makes of it.
#[derive(Debug, Default)]
pub(super) struct Sightings {
    by: RandomState,
    names: HashSet<u64>,
    /// People in posts of bodies.
    seats: HashSet<u64>,
}

impl Sightings {
    /// Whether a name was come across.
    pub fn has_name(&self, noun: Noun, name: &Name) -> bool {
        self.names.contains(&self.name(noun, name))
    }

    /// Whether somebody was, in that very post.
    pub fn has_seat(&self, holding: &Holding, post: &Name) -> bool {
        !self.seats.is_empty() && self.seats.contains(&self.seat(holding, post))
    }

    /// Takes note of a name that some fact has which stands; answers whether it
    /// was not come across before.
    pub fn note_name(&mut self, noun: Noun, name: &Name) -> bool {
        if self.names.len() >= REMEMBERED_MAX {
            self.names.clear();
        }
        self.names.insert(self.name(noun, name))
    }

    fn name(&self, noun: Noun, name: &Name) -> u64 {
        self.by.hash_one((noun, NameKey::of(name)))
    }

    fn seat(&self, Holding { person, body, .. }: &Holding, post: &Name) -> u64 {
        self.by.hash_one([person, body, post].map(NameKey::of))
    }

    /// Takes note of what is about to be recorded; answers with the names in it
    /// that were not come across before. What an operation leaves standing is
    /// not told here, so after one nothing counts as come across.
    pub fn note<'c>(&mut self, content: &'c Content) -> Vec<(Noun, &'c Name)> {
        let Content::Fact(fact) = content else {
            if content.target().is_some() {
                self.clear();
            }
            return Vec::new();
        };
        let mut new = fact.claim.names();
        new.retain(|(noun, name)| self.note_name(*noun, name));
        if let Claim::Appointed { holding, .. } | Claim::Held { holding, .. } = &fact.claim
            && let Some(post) = &holding.post
        {
            if self.seats.len() >= REMEMBERED_MAX {
                self.seats.clear();
            }
            self.seats.insert(self.seat(holding, post));
        }
        new
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.names.clear();
        self.seats.clear();
    }
}
