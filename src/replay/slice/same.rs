//! Things that are the same: joined two by two, in any order.

use std::hash::Hash;

use foldhash::HashMap;

/// Groups of things that are the same.
#[derive(Debug, Clone)]
pub(super) struct Same<K> {
    /// What stands for each: the least of its group.
    standing: HashMap<K, K>,
    members: HashMap<K, Vec<K>>,
}

impl<K> Default for Same<K> {
    fn default() -> Self {
        Self { standing: HashMap::default(), members: HashMap::default() }
    }
}

impl<K: Ord + Hash + Copy> Same<K> {
    /// Makes two the same, and whatever is the same as either.
    pub fn join(&mut self, one: K, other: K) {
        let (one, other) = (self.standing(one), self.standing(other));
        if one == other {
            return;
        }
        let (least, greater) = if one < other { (one, other) } else { (other, one) };
        let moved = self.members.remove(&greater).unwrap_or_else(|| vec![greater]);
        for member in &moved {
            self.standing.insert(*member, least);
        }
        self.members.entry(least).or_insert_with(|| vec![least]).extend(moved);
    }

    /// What stands for one.
    pub fn standing(&self, one: K) -> K {
        self.standing.get(&one).copied().unwrap_or(one)
    }

    /// Whether another is the same.
    pub fn is_joined(&self, one: K) -> bool {
        self.members.contains_key(&self.standing(one))
    }

    /// The groups of more than one.
    pub fn groups(&self) -> impl Iterator<Item = &[K]> {
        self.members.values().map(Vec::as_slice)
    }

    /// All that are the same as one, itself among them.
    pub fn members(&self, one: K) -> Vec<K> {
        let standing = self.standing(one);
        self.members.get(&standing).cloned().unwrap_or_else(|| vec![standing])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_joined_stands_together_in_whatever_order() {
        let mut same = Same::default();
        for (one, other) in [(7, 3), (5, 9), (9, 3), (7, 5)] {
            same.join(one, other);
        }
        assert!([3, 5, 7, 9].iter().all(|one| same.standing(*one) == 3 && same.is_joined(*one)));
        let mut members = same.members(9);
        members.sort_unstable();
        assert_eq!(members, [3, 5, 7, 9]);
        assert_eq!((same.standing(4), same.is_joined(4), same.members(4)), (4, false, vec![4]));
    }
}
