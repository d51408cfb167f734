//! Which spellings name the same person, body or post, and how they are shown.

use std::collections::BTreeMap;

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

#[derive(Debug, Clone)]
struct Alias {
    of: NameKey,
    fact: FactIndex,
}

/// The names in use, joined by aliases.
#[derive(Debug, Clone, Default)]
pub struct Names {
    aliases: BTreeMap<(Noun, NameKey), Alias>,
    spellings: BTreeMap<(Noun, NameKey), Name>,
}

impl Names {
    /// Gathers the names in facts.
    #[must_use]
    pub fn gather(facts: &Facts<'_>) -> Self {
        let mut names = Self::default();
        for (index, survivor) in facts.iter() {
            names.add(&survivor.fact.claim, survivor.fact.stance, index);
        }
        names
    }

    /// Gathers the names in what stands, where it does not matter which fact says it.
    #[must_use]
    pub fn of_survivors(knowledge: &Knowledge) -> Self {
        let mut names = Self::default();
        knowledge.survivors().for_each(|survivor| names.note(&survivor.fact.claim, survivor.fact.stance));
        names
    }

    /// Adds the names in one claim, where it does not matter which fact says it.
    pub fn note(&mut self, claim: &Claim, stance: Stance) {
        let fact = FactIndex::nth(self.aliases.len());
        self.add(claim, stance, fact);
    }

    fn add(&mut self, claim: &Claim, stance: Stance, fact: FactIndex) {
        for (noun, name) in claim.names() {
            // The least spelling stands for those that compare as equal, so
            // that the order of recording does not choose it.
            let shown = self.spellings.entry((noun, NameKey::of(name))).or_insert_with(|| name.clone());
            if name < shown {
                *shown = name.clone();
            }
        }
        if let (Claim::Alias { name, of, noun }, Stance::Reported) = (claim, stance) {
            let alias = Alias { of: NameKey::of(of), fact };
            self.aliases
                .entry((*noun, NameKey::of(name)))
                .and_modify(|held| {
                    if alias.of < held.of {
                        *held = alias.clone();
                    }
                })
                .or_insert(alias);
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

    /// The aliases that lead from a spelling to the name it stands for.
    #[must_use]
    pub fn aliases_behind(&self, noun: Noun, name: &Name) -> Vec<FactIndex> {
        self.follow(noun, NameKey::of(name)).1
    }

    /// How a name is shown: as the facts spell it.
    #[must_use]
    pub fn shown(&self, noun: Noun, key: &NameKey) -> String {
        let spelling = self.spellings.get(&(noun, key.clone()));
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
        match self.aliases.get(&(noun, key)) {
            Some(alias) if alias.of != target => {
                // The key of a recorded name is itself a name.
                let already = Name::new(self.shown(noun, &alias.of)).unwrap_or_else(|_| of.clone());
                Err(AliasFault::SecondTarget { name: name.clone(), already })
            }
            _ => Ok(()),
        }
    }

    fn follow(&self, noun: Noun, mut key: NameKey) -> (NameKey, Vec<FactIndex>) {
        let mut behind = Vec::new();
        while let Some(alias) = self.aliases.get(&(noun, key.clone())) {
            // Circles are refused when recorded; an amendment could still make one.
            if behind.contains(&alias.fact) {
                break;
            }
            behind.push(alias.fact);
            key = alias.of.clone();
        }
        (key, behind)
    }
}
