//! Which spellings name the same person, body or post, and how they are shown.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Claim, Name, NameKey, Noun, Stance};

use super::Knowledge;
use super::world::{FactIndex, Facts};

/// Why an alias is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AliasFault {
    /// A name cannot stand for itself, nor for one that stands for it.
    #[error("`{name}` would stand for itself: `{of}` already leads back to it")]
    Cycle {
        /// The spelling.
        name: Name,
        /// What it was to stand for.
        of: Name,
    },
    /// A name stands for one other only.
    #[error("`{name}` already stands for `{already}`; retract that alias first")]
    SecondTarget {
        /// The spelling.
        name: Name,
        /// What it stands for.
        already: Name,
    },
}

/// One of the facts that say the same, and how many there are.
#[derive(Debug, Clone, Copy)]
struct Said {
    first: FactIndex,
    times: u32,
}

/// The names in use, joined by aliases. Each with how often it is said, so
/// that what is not said any more can be taken out again.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// What each spelling stands for. The least is followed, so that the order
    /// of recording does not choose it.
    aliases: BTreeMap<(Noun, NameKey), BTreeMap<NameKey, Said>>,
    /// The names that stand for each name, and by how many facts.
    stands_for: BTreeMap<(Noun, NameKey), BTreeMap<NameKey, u32>>,
    /// The least spelling stands for those that compare as equal, likewise.
    spellings: BTreeMap<(Noun, NameKey), BTreeMap<Name, u32>>,
}

impl Names {
    /// Gathers the names in facts, and how they are spelt besides.
    #[must_use]
    pub fn gather(facts: &Facts<'_>, spelt: &BTreeSet<(Noun, Name)>) -> Self {
        let mut names = Self::default();
        spelt.iter().for_each(|(noun, name)| names.spell(*noun, name));
        for (index, survivor) in facts.iter() {
            names.add(&survivor.fact.claim, survivor.fact.stance, index);
        }
        names
    }

    /// Gathers the names in what stands, and how they are spelt besides, where
    /// it does not matter which fact says it.
    #[must_use]
    pub fn of_survivors(knowledge: &Knowledge) -> Self {
        let mut names = Self::default();
        knowledge.spelt.iter().for_each(|(noun, name)| names.spell(*noun, name));
        knowledge.survivors().for_each(|survivor| names.note(&survivor.fact.claim, survivor.fact.stance));
        names
    }

    /// Adds the names in one claim, where it does not matter which fact says it.
    pub fn note(&mut self, claim: &Claim, stance: Stance) {
        self.add(claim, stance, FactIndex::nth(0));
    }

    fn add(&mut self, claim: &Claim, stance: Stance, fact: FactIndex) {
        claim.names().into_iter().for_each(|(noun, name)| self.spell(noun, name));
        if let (Claim::Alias { name, of, noun }, Stance::Reported) = (claim, stance) {
            let targets = self.aliases.entry((*noun, NameKey::of(name))).or_default();
            targets.entry(NameKey::of(of)).or_insert(Said { first: fact, times: 0 }).times += 1;
            let joined = self.stands_for.entry((*noun, NameKey::of(of))).or_default();
            *joined.entry(NameKey::of(name)).or_default() += 1;
        }
    }

    fn spell(&mut self, noun: Noun, name: &Name) {
        let spelt = self.spellings.entry((noun, NameKey::of(name))).or_default();
        match spelt.get_mut(name) {
            Some(times) => *times += 1,
            None => drop(spelt.insert(name.clone(), 1)),
        }
    }

    /// Takes out the names in one claim that was added before.
    pub fn forget(&mut self, claim: &Claim, stance: Stance) {
        for (noun, name) in claim.names() {
            let key = (noun, NameKey::of(name));
            let Some(spelt) = self.spellings.get_mut(&key) else { continue };
            if let Some(times) = spelt.get_mut(name) {
                *times -= 1;
                spelt.retain(|_, times| *times > 0);
            }
            if spelt.is_empty() {
                self.spellings.remove(&key);
            }
        }
        if let (Claim::Alias { name, of, noun }, Stance::Reported) = (claim, stance) {
            let key = (*noun, NameKey::of(name));
            let Some(targets) = self.aliases.get_mut(&key) else { return };
            if let Some(said) = targets.get_mut(&NameKey::of(of)) {
                said.times -= 1;
                targets.retain(|_, said| said.times > 0);
            }
            if targets.is_empty() {
                self.aliases.remove(&key);
            }
            let of = (*noun, NameKey::of(of));
            if let Some(joined) = self.stands_for.get_mut(&of) {
                joined.entry(key.1).and_modify(|times| *times -= 1);
                joined.retain(|_, times| *times > 0);
                if joined.is_empty() {
                    self.stands_for.remove(&of);
                }
            }
        }
    }

    /// The name that a spelling stands for in the end.
    #[must_use]
    pub fn resolve(&self, noun: Noun, name: &Name) -> NameKey {
        self.follow(noun, NameKey::of(name)).0
    }

    /// The name that a key stands for in the end.
    #[must_use]
    pub fn resolve_key(&self, noun: Noun, key: &NameKey) -> NameKey {
        self.follow(noun, key.clone()).0
    }

    /// Every name that stands for the same as one in the end, itself among them.
    #[must_use]
    pub fn same_as(&self, noun: Noun, name: &Name) -> BTreeSet<NameKey> {
        let mut same = BTreeSet::new();
        let mut asked = vec![self.resolve(noun, name)];
        while let Some(key) = asked.pop() {
            let joined = self.stands_for.get(&(noun, key.clone()));
            if same.insert(key) {
                asked.extend(joined.into_iter().flat_map(BTreeMap::keys).cloned());
            }
        }
        // A name that an amendment made stand for two others is no less itself.
        same.insert(NameKey::of(name));
        same
    }

    /// The aliases that lead from a spelling to the name it stands for.
    #[must_use]
    pub fn aliases_behind(&self, noun: Noun, name: &Name) -> Vec<FactIndex> {
        self.follow(noun, NameKey::of(name)).1
    }

    /// How a name is shown: as the facts spell it.
    #[must_use]
    pub fn shown(&self, noun: Noun, key: &NameKey) -> String {
        let spelling = self.spellings.get(&(noun, key.clone())).and_then(|spelt| spelt.keys().next());
        spelling.map_or_else(|| key.as_str().to_owned(), ToString::to_string)
    }

    /// Whether some fact uses that spelling, or one that compares as equal.
    #[must_use]
    pub fn knows(&self, noun: Noun, key: &NameKey) -> bool {
        self.spellings.contains_key(&(noun, key.clone()))
    }

    /// Every spelling in use of a noun.
    pub fn all(&self) -> impl Iterator<Item = (Noun, &NameKey)> {
        self.spellings.keys().map(|(noun, key)| (*noun, key))
    }

    /// Checks an alias before it is recorded.
    ///
    /// # Errors
    /// [`AliasFault`] where it would close a circle, or give a second target.
    pub fn check_alias(&self, noun: Noun, name: &Name, of: &Name) -> Result<(), AliasFault> {
        let (key, target) = (NameKey::of(name), NameKey::of(of));
        if self.follow(noun, target.clone()).0 == key {
            return Err(AliasFault::Cycle { name: name.clone(), of: of.clone() });
        }
        match self.target(noun, &key) {
            Some((other, _)) if *other != target => {
                // The key of a recorded name is itself a name.
                let already = Name::new(self.shown(noun, other)).unwrap_or_else(|_| of.clone());
                Err(AliasFault::SecondTarget { name: name.clone(), already })
            }
            _ => Ok(()),
        }
    }

    /// What a spelling stands for, and a fact that says so.
    fn target(&self, noun: Noun, key: &NameKey) -> Option<(&NameKey, FactIndex)> {
        let targets = self.aliases.get(&(noun, key.clone()))?;
        targets.first_key_value().map(|(of, said)| (of, said.first))
    }

    fn follow(&self, noun: Noun, key: NameKey) -> (NameKey, Vec<FactIndex>) {
        let mut behind = Vec::new();
        let mut passed = Vec::new();
        let mut at = key;
        while let Some((of, fact)) = self.target(noun, &at) {
            // Circles are refused when recorded; an amendment could still make one.
            if passed.contains(&at) {
                break;
            }
            behind.push(fact);
            passed.push(std::mem::replace(&mut at, of.clone()));
        }
        (at, behind)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::new(text).unwrap()
    }

    fn alias(from: &str, to: &str) -> Claim {
        Claim::Alias { name: name(from), of: name(to), noun: Noun::Person }
    }

    fn same(names: &Names, text: &str) -> Vec<String> {
        names.same_as(Noun::Person, &name(text)).iter().map(|key| key.as_str().to_owned()).collect()
    }

    #[test]
    fn names_that_stand_for_one_are_the_same_in_both_directions_until_they_are_forgotten() {
        let mut names = Names::default();
        for (from, to) in [("b", "a"), ("c", "b"), ("d", "a"), ("d", "a"), ("y", "x")] {
            names.note(&alias(from, to), Stance::Reported);
        }
        for text in ["a", "b", "c", "d"] {
            assert_eq!(same(&names, text), ["a", "b", "c", "d"], "{text}");
        }
        assert_eq!(same(&names, "x"), ["x", "y"]);
        assert_eq!(same(&names, "z"), ["z"]);
        names.forget(&alias("d", "a"), Stance::Reported);
        assert_eq!(same(&names, "a"), ["a", "b", "c", "d"], "another fact still says so");
        names.forget(&alias("d", "a"), Stance::Reported);
        names.forget(&alias("b", "a"), Stance::Reported);
        assert_eq!(
            (same(&names, "a"), same(&names, "b")),
            (vec!["a".to_owned()], vec!["b".to_owned(), "c".to_owned()])
        );
    }
}
