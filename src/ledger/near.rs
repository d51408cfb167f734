//! Names that are nearly the same, found through an index that is made when it
//! is first asked: most commands never do.

use foldhash::HashMap;

use crate::domain::{LooseKey, NameKey, Noun};
use crate::projections::Names;

/// Names by their slips: two names within one edit of each other share one.
#[derive(Debug, Default)]
pub(super) struct Near {
    names: Vec<(Noun, NameKey)>,
    /// The last link of each slip.
    last: HashMap<u64, u32>,
    /// A name that has the slip, and the link before.
    links: Vec<(u32, Option<u32>)>,
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
        for slip in LooseKey::of(key).slips() {
            let Ok(link) = u32::try_from(self.links.len()) else { return };
            self.links.push((nth, self.last.insert(slip, link)));
        }
    }

    /// The names within one edit of another one. A name that is not in use any
    /// more may be among them, and one may come twice.
    pub fn to(&self, noun: Noun, key: &NameKey) -> impl Iterator<Item = &NameKey> {
        let loose = LooseKey::of(key);
        let found = loose.slips().into_iter().flat_map(|slip| {
            let first = self.last.get(&slip).copied();
            std::iter::successors(first, |link| self.links[*link as usize].1)
                .map(|link| &self.names[self.links[link as usize].0 as usize])
        });
        let near = found.filter(move |(of, known)| *of == noun && loose.is_near(&LooseKey::of(known)));
        near.map(|(_, known)| known)
    }
}
