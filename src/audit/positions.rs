//! Where in the log something was seen, found by a hash, in some eight bytes
//! for each thing however long it is itself.
//!
//! Of a hash only 16 bits are kept, so what is found is a guess: whoever asks
//! compares what stands at the position with what was meant. About one guess
//! in ten thousand is wrong.

/// How many of a hundred slots are taken at most. In fuller ones, looking for
/// what is not there takes long.
const FULL_PERCENT: usize = 80;

/// The fewest slots that are set aside at once.
const SLOTS_MIN: usize = 1_024;

/// The most slots that are set aside because a log says how long it is. What
/// it says is not believed beyond that.
const SLOTS_EXPECTED_MAX: usize = 1 << 26;

/// Positions by hash.
pub(super) struct Positions {
    /// Each has room for twice as many as the one before. There is one,
    /// unless more came than were expected.
    levels: Vec<Level>,
}

struct Level {
    /// A part of the hash for each slot; 0 of one that is free.
    marks: Vec<u16>,
    positions: Vec<u32>,
    taken: usize,
}

impl Positions {
    /// None yet, and room for as many as are expected.
    pub fn expecting(count: u64) -> Self {
        let count = usize::try_from(count).unwrap_or(usize::MAX).min(SLOTS_EXPECTED_MAX);
        Self { levels: vec![Level::new(count / FULL_PERCENT * 100 + SLOTS_MIN)] }
    }

    /// Notes where the thing with this hash is.
    pub fn insert(&mut self, hash: u64, position: u32) {
        let last = self.levels.last().filter(|level| level.has_room());
        if last.is_none() {
            let slots = self.levels.last().map_or(SLOTS_MIN, |level| level.marks.len() * 2);
            self.levels.push(Level::new(slots));
        }
        if let Some(level) = self.levels.last_mut() {
            let slot = level.probe(hash).find(|slot| level.marks[*slot] == 0);
            // A level with room has a free slot.
            let Some(slot) = slot else { return };
            level.marks[slot] = mark(hash);
            level.positions[slot] = position;
            level.taken += 1;
        }
    }

    /// Where it may be.
    pub fn candidates(&self, hash: u64) -> impl Iterator<Item = u32> + '_ {
        self.levels.iter().flat_map(move |level| {
            let mut slots = level.probe(hash);
            std::iter::from_fn(move || {
                loop {
                    let slot = slots.next()?;
                    match level.marks[slot] {
                        0 => return None,
                        found if found == mark(hash) => return Some(level.positions[slot]),
                        _ => {}
                    }
                }
            })
        })
    }
}

impl Level {
    fn new(slots: usize) -> Self {
        Self { marks: vec![0; slots], positions: vec![0; slots], taken: 0 }
    }

    fn has_room(&self) -> bool {
        self.taken < self.marks.len() / 100 * FULL_PERCENT
    }

    /// The slots in which to look, in order. The first follows from the upper
    /// half of the hash, the mark from the lower.
    fn probe(&self, hash: u64) -> impl Iterator<Item = usize> + use<> {
        let slots = self.marks.len();
        let mut slot = ((u128::from(hash) * slots as u128) >> 64) as usize;
        (0..slots).map(move |_| {
            let here = slot;
            slot = if here + 1 == slots { 0 } else { here + 1 };
            here
        })
    }
}

fn mark(hash: u64) -> u16 {
    (hash as u16).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::source_digest;

    fn hash_of(nth: u32) -> u64 {
        let digest = source_digest(&nth.to_be_bytes());
        u64::from_be_bytes(std::array::from_fn(|i| digest[i]))
    }

    #[test]
    fn what_was_noted_is_found_and_little_else_however_many_were_expected() {
        for expected in [0, 100, 20_000, 1 << 16] {
            let mut positions = Positions::expecting(expected);
            for nth in 0..20_000 {
                positions.insert(hash_of(nth), nth);
            }
            let mut others = 0;
            for nth in 0..20_000 {
                let found: Vec<u32> = positions.candidates(hash_of(nth)).collect();
                assert!(found.contains(&nth), "{nth} of {expected}");
                others += found.len() - 1;
            }
            let strangers: usize = (20_000..40_000).map(|nth| positions.candidates(hash_of(nth)).count()).sum();
            assert!(others + strangers < 100, "{others} and {strangers} of {expected}");
        }
    }

    #[test]
    fn hashes_that_are_alike_are_all_found() {
        let mut positions = Positions::expecting(0);
        for nth in 0..2_000 {
            positions.insert(u64::MAX, nth);
        }
        assert_eq!(positions.candidates(u64::MAX).collect::<Vec<_>>(), (0..2_000).collect::<Vec<_>>());
    }
}
