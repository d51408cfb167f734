//! What events are looked up by, as a few bytes of a digest.

use super::rows::{Brief, BriefId, first};
use crate::domain::{ClientKey, Noun, SourceId};
use crate::proof::index_digest;

/// What events are looked up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term(pub [u8; 8]);

impl Term {
    fn new(what: u8, parts: &[&[u8]]) -> Self {
        let what = [what];
        let parts: Vec<&[u8]> = std::iter::once(&what[..]).chain(parts.iter().copied()).collect();
        Self(first(&index_digest(&parts)))
    }

    /// Facts that name something.
    #[must_use]
    pub fn named(name: Brief) -> Self {
        Self::new(0, &[&name.0])
    }

    /// Facts that name it in another spelling than the plainest.
    #[must_use]
    pub fn variant(name: Brief) -> Self {
        Self::new(1, &[&name.0])
    }

    /// What says something of an article.
    #[must_use]
    pub fn source(id: SourceId) -> Self {
        Self::new(2, &[&id.0])
    }

    /// Articles with a label.
    #[must_use]
    pub fn label(label: &str) -> Self {
        Self::new(3, &[label.as_bytes()])
    }

    /// What says something of the source that a text names: by its label, or by
    /// the beginning of its digest.
    pub fn of_source(given: &str) -> impl Iterator<Item = Self> + use<> {
        let plain = given.strip_prefix("id:").unwrap_or(given);
        let begin = plain.get(..4).and_then(|begin| u16::from_str_radix(begin, 16).ok());
        std::iter::once(Self::label(given)).chain(begin.map(|begin| Self::digest(begin.to_be_bytes())))
    }

    /// Facts that put a person in a faction.
    #[must_use]
    pub fn aligned(person: Brief) -> Self {
        Self::new(4, &[&person.0])
    }

    /// The event with a client key.
    #[must_use]
    pub fn key(key: &ClientKey) -> Self {
        Self::new(5, &[key.as_str().as_bytes()])
    }

    /// Facts that use a name with this slip: see
    /// [`LooseKey::slips`](crate::domain::LooseKey::slips).
    #[must_use]
    pub fn near(noun: Noun, slip: u64) -> Self {
        // A digest already; which names share one is looked at anyway.
        Self(slip.wrapping_add(noun as u64 + 1).rotate_left(29).wrapping_mul(0x94d0_49bb_1331_11eb).to_be_bytes())
    }

    /// Numbers that articles print.
    #[must_use]
    pub fn counted() -> Self {
        Self::new(10, &[])
    }

    /// Those of a body, or of none that is named.
    #[must_use]
    pub fn counted_in(body: Brief) -> Self {
        Self::new(13, &[&body.0])
    }

    /// Facts that cite an article, and what it corroborates others by.
    #[must_use]
    pub fn cites(id: SourceId) -> Self {
        Self::new(12, &[&id.0])
    }

    /// What says that something was erased.
    #[must_use]
    pub fn erased() -> Self {
        Self::new(11, &[])
    }

    /// Facts that make a name stand for another, by either.
    #[must_use]
    pub fn alias(name: Brief) -> Self {
        Self::new(8, &[&name.0])
    }

    /// What was done to an event.
    #[must_use]
    pub fn target(id: BriefId) -> Self {
        Self::new(9, &[&id.0])
    }

    /// Facts that name a post of a body.
    #[must_use]
    pub fn seat(body: Brief, post: Brief) -> Self {
        Self::new(16, &[&body.0, &post.0])
    }

    /// Facts that give something an identifier.
    #[must_use]
    pub fn identified(name: Brief) -> Self {
        Self::new(14, &[&name.0])
    }

    /// Facts that give an identifier, alone or after its scheme and a colon.
    #[must_use]
    pub fn identifier(given: &str) -> Self {
        Self::new(15, &[given.as_bytes()])
    }

    /// Articles whose digest begins so.
    #[must_use]
    pub fn digest(begin: [u8; 2]) -> Self {
        Self::new(7, &[&begin])
    }
}
