//! Reading articles again, each once as long as memory allows.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::page::Page;
use crate::domain::SourceId;
use crate::proof;
use crate::sources::{Held, SourceError, SourceStore};

/// How many bytes of articles are held at a time. One that is cited again
/// after it was put away is read and hashed again.
const HELD_LEN_MAX: usize = 16 * 1024 * 1024;

/// In which condition an article is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    /// It is text with the digest that it is named by, and has that many bytes.
    Whole(u64),
    /// It has the digest and is not text, for that reason.
    NotText(String),
    /// It is not there.
    Missing,
    /// It has another digest.
    Damaged(String),
    /// It could not be read.
    Unreadable(String),
}

impl Condition {
    /// Whether its bytes were there to be hashed.
    pub fn was_hashed(&self) -> bool {
        matches!(self, Self::Whole(_) | Self::NotText(_) | Self::Damaged(_))
    }
}

/// What came of reading an article.
type Read = Result<Arc<Page>, Condition>;

/// The articles at hand, for all who compare quotes with them at once.
pub(super) struct Shelf<'a> {
    store: &'a dyn SourceStore,
    state: Mutex<State>,
}

struct State {
    conditions: HashMap<SourceId, Condition>,
    originals: HashMap<SourceId, Condition>,
    /// Those that somebody is reading; whoever else needs one waits for that.
    under_way: HashMap<SourceId, Arc<OnceLock<Read>>>,
    held: Held<Arc<Page>>,
}

impl<'a> Shelf<'a> {
    /// An empty shelf before a store.
    pub fn new(store: &'a dyn SourceStore) -> Self {
        Self::holding(store, HELD_LEN_MAX)
    }

    fn holding(store: &'a dyn SourceStore, len_max: usize) -> Self {
        let (conditions, originals, under_way) = Default::default();
        Self { store, state: Mutex::new(State { conditions, originals, under_way, held: Held::at_most(len_max) }) }
    }

    /// The store behind it.
    pub fn store(&self) -> &'a dyn SourceStore {
        self.store
    }

    /// In which condition an article is.
    pub fn condition(&self, id: SourceId) -> Condition {
        if let Some(condition) = self.state().conditions.get(&id) {
            return condition.clone();
        }
        self.fetch(id).map_or_else(|condition| condition, |page| Condition::Whole(page.len() as u64))
    }

    /// In which condition something is that is kept beside an article, and
    /// need not be text.
    pub fn original(&self, id: SourceId) -> Condition {
        if let Some(condition) = self.state().originals.get(&id) {
            return condition.clone();
        }
        let condition = hashed(self.store, id).map_or_else(|why| why, |bytes| Condition::Whole(bytes.len() as u64));
        self.state().originals.insert(id, condition.clone());
        condition
    }

    /// An article's text, where it is whole.
    pub fn page(&self, id: SourceId) -> Option<Arc<Page>> {
        {
            let mut state = self.state();
            if let Some(page) = state.held.get(id) {
                return Some(page);
            }
            if !matches!(state.conditions.get(&id), None | Some(Condition::Whole(_))) {
                return None;
            }
        }
        self.fetch(id).ok()
    }

    /// Reads an article, once for all who need it at a time.
    fn fetch(&self, id: SourceId) -> Read {
        let reading = Arc::clone(self.state().under_way.entry(id).or_default());
        let read = reading.get_or_init(|| {
            let bytes = hashed(self.store, id)?;
            Page::read(bytes).map(Arc::new).map_err(Condition::NotText)
        });
        let mut state = self.state();
        if state.under_way.remove(&id).is_some() {
            let condition = match read {
                Ok(page) => Condition::Whole(page.len() as u64),
                Err(condition) => condition.clone(),
            };
            state.conditions.insert(id, condition);
            if let Ok(page) = read {
                state.held.put(id, Arc::clone(page), page.len());
            }
        }
        read.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Whatever a panic leaves half done is at worst read again.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The bytes under a digest, hashed here whatever the store says of them.
pub(super) fn hashed(store: &dyn SourceStore, id: SourceId) -> Result<Vec<u8>, Condition> {
    match store.get(id) {
        Ok(Some(bytes)) => match SourceId(proof::source_digest(&bytes)) {
            actual if actual == id => Ok(bytes),
            actual => Err(Condition::Damaged(format!("they hash to {actual}"))),
        },
        Ok(None) => Err(Condition::Missing),
        Err(why @ SourceError::Damaged { .. }) => Err(Condition::Damaged(why.to_string())),
        Err(why) => Err(Condition::Unreadable(why.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    struct Articles(BTreeMap<SourceId, Vec<u8>>);

    impl SourceStore for Articles {
        fn put_pieces(
            &mut self,
            pieces: &mut dyn Iterator<Item = std::io::Result<Vec<u8>>>,
        ) -> Result<SourceId, SourceError> {
            let bytes: Vec<u8> = pieces.flat_map(|piece| piece.unwrap()).collect();
            let id = SourceId(proof::source_digest(&bytes));
            self.0.insert(id, bytes);
            Ok(id)
        }

        fn get(&self, id: SourceId) -> Result<Option<Vec<u8>>, SourceError> {
            Ok(self.0.get(&id).cloned())
        }

        fn list(&self) -> Result<Vec<SourceId>, SourceError> {
            Ok(self.0.keys().copied().collect())
        }
    }

    #[test]
    fn more_articles_than_are_held_are_all_read() {
        let mut store = Articles(BTreeMap::new());
        let ids = ["a", "b", "c", "d", "e"].map(|text| store.put(text.repeat(10).as_bytes()).unwrap());
        let shelf = Shelf::holding(&store, 42);
        for _ in 0..2 {
            for id in &ids {
                assert_eq!(shelf.page(*id).map(|page| page.len()), Some(10));
            }
        }
        let held = ids.iter().filter(|id| shelf.state().held.get(**id).is_some()).count();
        assert_eq!(held, 4);
        assert_eq!(shelf.condition(ids[0]), Condition::Whole(10));
    }
}
