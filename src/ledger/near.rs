//! Names that are nearly the same, found through an index that is made when it
//! is first asked: most commands never do.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::domain::{LooseKey, NameKey, Noun};
use crate::projections::Names;

/// Names by each of their spellings that lack a character: two names within
/// one edit of each other share one of these.
#[derive(Debug, Default)]
pub(super) struct Near {
    names: Vec<(Noun, NameKey)>,
    /// The hash of a noun and a spelling that lacks a character, and whose it
    /// is. Two may share a hash; what is found is compared.
    by_spelling: BTreeSet<(u64, u32)>,
}

impl Near {
    /// The index of all names in use.
    pub fn of(names: &Names) -> Self {
        let mut near = Self::default();
        names.all().for_each(|(noun, key)| near.note(noun, key));
        near
    }

    /// Adds a name.
    pub fn note(&mut self, noun: Noun, key: &NameKey) {
        // As many names as four bytes count fit into no memory.
        let Ok(nth) = u32::try_from(self.names.len()) else { return };
        self.names.push((noun, key.clone()));
        let spellings = LooseKey::of(key).with_deletions();
        self.by_spelling.extend(spellings.iter().map(|spelling| (hash(noun, spelling), nth)));
    }

    /// The names within one edit of another one. A name that is not in use any
    /// more may be among them.
    pub fn to(&self, noun: Noun, key: &NameKey) -> impl Iterator<Item = &NameKey> {
        let loose = LooseKey::of(key);
        let spellings = loose.with_deletions().into_iter();
        let found = spellings.flat_map(move |spelling| {
            let hash = hash(noun, &spelling);
            self.by_spelling.range((hash, 0)..=(hash, u32::MAX)).map(|(_, nth)| &self.names[*nth as usize])
        });
        let near = found.filter(move |(of, known)| *of == noun && loose.is_near(&LooseKey::of(known)));
        near.map(|(_, known)| known)
    }
}

fn hash(noun: Noun, spelling: &LooseKey) -> u64 {
    let mut hasher = DefaultHasher::new();
    (noun, spelling).hash(&mut hasher);
    hasher.finish()
}
