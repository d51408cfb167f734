//! What is surely in no row, told without reading any.
//!
//! A Bloom filter in blocks of one cache line (Putze, Sanders and Singler,
//! "Cache-, hash- and space-efficient Bloom filters", 2007). Most of what a
//! long append looks up was never said before: new names, and all that is
//! nearly spelt like them.

use super::term::Term;

/// How many words of 64 bits a block has.
const WORDS: usize = 8;

/// How many bits that are.
const BITS: u64 = 512;

/// The fewest blocks there are: 512 KiB.
const BLOCKS_MIN: u64 = 1 << 13;

/// The most: 128 MiB.
const BLOCKS_MAX: u64 = 1 << 21;

/// How many bits of a block are set for a term, each by nine bits of it.
const PROBES: u32 = 4;

/// How many bits there are for a term when a sieve is made.
const BITS_MADE: u64 = 16;

/// How many when it is full.
const BITS_FULL: u64 = 8;

/// A set of terms that may say yes to others, too.
pub(super) struct Sieve {
    blocks: Vec<[u64; WORDS]>,
    terms: u64,
}

impl Sieve {
    /// An empty one with room for so many terms, and as many again.
    pub(super) fn for_terms(terms: u64) -> Self {
        let blocks = (terms.saturating_mul(BITS_MADE) / BITS).clamp(BLOCKS_MIN, BLOCKS_MAX).next_power_of_two();
        Self { blocks: vec![[0; WORDS]; usize::try_from(blocks).unwrap_or(0)], terms: 0 }
    }

    /// Takes in a term.
    pub(super) fn add(&mut self, term: Term) {
        let (block, bits) = self.place(term);
        for bit in bits {
            self.blocks[block][bit / 64] |= 1 << (bit % 64);
        }
        self.terms += 1;
    }

    /// Whether a term was surely not taken in.
    pub(super) fn lacks(&self, term: Term) -> bool {
        let (block, mut bits) = self.place(term);
        bits.any(|bit| self.blocks[block][bit / 64] & 1 << (bit % 64) == 0)
    }

    /// Whether it says yes too often, and a larger one would not.
    pub(super) fn is_full(&self) -> bool {
        let blocks = self.blocks.len() as u64;
        blocks < BLOCKS_MAX && self.terms * BITS_FULL > blocks * BITS
    }

    /// A term is a digest, so its bits can be taken as they are.
    fn place(&self, Term(digest): Term) -> (usize, impl Iterator<Item = usize> + use<>) {
        let digest = u64::from_be_bytes(digest);
        let block = (digest >> (9 * PROBES)) as usize % self.blocks.len();
        (block, (0..PROBES).map(move |nth| (digest >> (9 * nth)) as usize % BITS as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::EventId;

    fn term(n: u64) -> Term {
        let digest = blake3::hash(&n.to_be_bytes());
        Term::target(EventId(*digest.as_bytes()).into())
    }

    #[test]
    fn what_was_taken_in_is_never_lacking_and_most_else_is() {
        let mut sieve = Sieve::for_terms(10_000);
        (0..10_000).for_each(|n| sieve.add(term(n)));
        assert!((0..10_000).all(|n| !sieve.lacks(term(n))));
        let wrongly = (10_000..30_000).filter(|n| !sieve.lacks(term(*n))).count();
        assert!(wrongly < 200, "{wrongly} of 20,000");
    }

    #[test]
    fn it_is_full_when_much_more_came_than_it_was_made_for() {
        let mut sieve = Sieve::for_terms(1 << 19);
        let full = (0..1 << 21).position(|n| {
            sieve.add(term(n));
            sieve.is_full()
        });
        assert_eq!(full, Some(1 << 20));
    }
}
