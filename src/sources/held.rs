//! What was read of articles, held as long as memory allows.

use std::collections::{BTreeMap, HashMap};

use crate::domain::SourceId;

/// What was read under digests: the latest used of it, up to so many bytes.
/// What was put away has to be read again.
#[derive(Debug)]
pub struct Held<T> {
    len_max: usize,
    read: HashMap<SourceId, Reading<T>>,
    /// The same, the longest unused first.
    by_use: BTreeMap<u64, SourceId>,
    len: usize,
    uses: u64,
}

#[derive(Debug)]
struct Reading<T> {
    what: T,
    len: usize,
    used: u64,
}

impl<T: Clone> Held<T> {
    /// Nothing yet, and at most so many bytes; one that is longer is held by itself.
    #[must_use]
    pub fn at_most(len_max: usize) -> Self {
        Self { len_max, read: HashMap::new(), by_use: BTreeMap::new(), len: 0, uses: 0 }
    }

    /// What was read under a digest, if that is still held.
    pub fn get(&mut self, id: SourceId) -> Option<T> {
        let reading = self.read.get_mut(&id)?;
        self.uses += 1;
        self.by_use.remove(&reading.used);
        self.by_use.insert(self.uses, id);
        reading.used = self.uses;
        Some(reading.what.clone())
    }

    /// Holds what was read under a digest, of so many bytes, and puts away
    /// what was longest unused.
    pub fn put(&mut self, id: SourceId, what: T, len: usize) {
        if let Some(before) = self.read.remove(&id) {
            self.by_use.remove(&before.used);
            self.len -= before.len;
        }
        while self.len + len > self.len_max
            && let Some((_, oldest)) = self.by_use.pop_first()
        {
            self.len -= self.read.remove(&oldest).map_or(0, |reading| reading.len);
        }
        self.uses += 1;
        self.len += len;
        self.by_use.insert(self.uses, id);
        self.read.insert(id, Reading { what, len, used: self.uses });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(nth: u8) -> SourceId {
        SourceId([nth; 32])
    }

    #[test]
    fn the_longest_unused_is_put_away() {
        let mut held = Held::at_most(30);
        (0..3).for_each(|nth| held.put(id(nth), nth, 10));
        assert_eq!(held.get(id(0)), Some(0));
        held.put(id(3), 3, 10);
        assert_eq!([0, 1, 2, 3].map(|nth| held.get(id(nth))), [Some(0), None, Some(2), Some(3)]);
        assert_eq!((held.len, held.by_use.len()), (30, 3));
    }

    #[test]
    fn one_that_is_too_long_is_held_alone_and_put_twice_counts_once() {
        let mut held = Held::at_most(30);
        held.put(id(0), 0, 10);
        held.put(id(1), 1, 40);
        held.put(id(1), 2, 40);
        assert_eq!((held.get(id(0)), held.get(id(1)), held.len, held.by_use.len()), (None, Some(2), 40, 1));
    }
}
