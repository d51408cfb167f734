//! Reading articles again, each once as long as memory allows.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::page::Page;
use crate::domain::SourceId;
use crate::proof;
use crate::sources::{SourceError, SourceStore};

/// How many bytes of articles are held at a time. One that is cited again
/// after it was put away is read and hashed again.
const HELD_LEN_MAX: usize = 64 * 1024 * 1024;

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

/// The articles at hand.
pub(super) struct Shelf<'a> {
    store: &'a dyn SourceStore,
    conditions: HashMap<SourceId, Condition>,
    held: HashMap<SourceId, (Rc<Page>, u64)>,
    /// What is held, the longest unused first.
    by_use: BTreeMap<u64, SourceId>,
    held_len: usize,
    held_len_max: usize,
    uses: u64,
    read: u64,
}

impl<'a> Shelf<'a> {
    /// An empty shelf before a store.
    pub fn new(store: &'a dyn SourceStore) -> Self {
        Self {
            store,
            conditions: HashMap::new(),
            held: HashMap::new(),
            by_use: BTreeMap::new(),
            held_len: 0,
            held_len_max: HELD_LEN_MAX,
            uses: 0,
            read: 0,
        }
    }

    /// How many articles were read and hashed.
    pub fn read(&self) -> u64 {
        self.read
    }

    /// The store behind it.
    pub fn store(&self) -> &'a dyn SourceStore {
        self.store
    }

    /// In which condition an article is.
    pub fn condition(&mut self, id: SourceId) -> Condition {
        match self.conditions.get(&id) {
            Some(condition) => condition.clone(),
            None => self.fetch(id).map_or_else(|condition| condition, |page| Condition::Whole(page.len() as u64)),
        }
    }

    /// An article's text, where it is whole.
    pub fn page(&mut self, id: SourceId) -> Option<Rc<Page>> {
        if let Some((page, used)) = self.held.get_mut(&id) {
            self.by_use.remove(used);
            self.uses += 1;
            *used = self.uses;
            self.by_use.insert(self.uses, id);
            return Some(Rc::clone(page));
        }
        match self.conditions.get(&id) {
            None | Some(Condition::Whole(_)) => self.fetch(id).ok(),
            Some(_) => None,
        }
    }

    fn fetch(&mut self, id: SourceId) -> Result<Rc<Page>, Condition> {
        let read = hashed(self.store, id);
        let first = !self.conditions.contains_key(&id);
        self.read += u64::from(first && matches!(read, Ok(_) | Err(Condition::Damaged(_))));
        let page = read.and_then(|bytes| Page::read(bytes).map_err(Condition::NotText));
        match page {
            Ok(page) => {
                self.conditions.insert(id, Condition::Whole(page.len() as u64));
                Ok(self.hold(id, page))
            }
            Err(condition) => {
                self.conditions.insert(id, condition.clone());
                Err(condition)
            }
        }
    }

    fn hold(&mut self, id: SourceId, page: Page) -> Rc<Page> {
        self.held_len += page.len();
        while self.held_len > self.held_len_max
            && let Some((_, oldest)) = self.by_use.pop_first()
        {
            if let Some((page, _)) = self.held.remove(&oldest) {
                self.held_len -= page.len();
            }
        }
        let page = Rc::new(page);
        self.uses += 1;
        self.by_use.insert(self.uses, id);
        self.held.insert(id, (Rc::clone(&page), self.uses));
        page
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
    fn more_articles_than_are_held_are_all_read_and_counted_once() {
        let mut store = Articles(BTreeMap::new());
        let ids = ["a", "b", "c", "d", "e"].map(|text| store.put(text.repeat(10).as_bytes()).unwrap());
        let mut shelf = Shelf::new(&store);
        shelf.held_len_max = 42;
        for _ in 0..2 {
            for id in &ids {
                assert_eq!(shelf.page(*id).map(|page| page.len()), Some(10));
            }
        }
        assert_eq!((shelf.held.len(), shelf.by_use.len(), shelf.held_len), (4, 4, 40));
        assert_eq!((shelf.condition(ids[0]), shelf.read()), (Condition::Whole(10), 5));
    }
}
