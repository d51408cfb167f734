//! Articles in memory.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use crate::domain::SourceId;
use crate::proof::source_digest;
use crate::sources::{SourceError, SourceStore};

/// A store of articles that lasts as long as the value.
#[derive(Debug, Clone, Default)]
pub struct MemoryArticles {
    kept: BTreeMap<SourceId, Vec<u8>>,
}

impl MemoryArticles {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts any bytes under a digest, for tests of what notices damage.
    pub fn damage(&mut self, id: SourceId, bytes: Vec<u8>) {
        self.kept.insert(id, bytes);
    }

    /// Takes an article away, for tests of what notices a loss.
    pub fn lose(&mut self, id: SourceId) {
        self.kept.remove(&id);
    }
}

impl SourceStore for MemoryArticles {
    fn put_pieces(&mut self, pieces: &mut dyn Iterator<Item = io::Result<Vec<u8>>>) -> Result<SourceId, SourceError> {
        let mut bytes = Vec::new();
        for piece in pieces {
            bytes.append(&mut piece.map_err(SourceError::NotGiven)?);
        }
        let id = SourceId(source_digest(&bytes));
        if self.get(id)?.is_none() {
            self.kept.insert(id, bytes);
        }
        Ok(id)
    }

    fn get(&self, id: SourceId) -> Result<Option<Vec<u8>>, SourceError> {
        let Some(bytes) = self.kept.get(&id) else {
            return Ok(None);
        };
        let actual = SourceId(source_digest(bytes));
        if actual == id {
            Ok(Some(bytes.clone()))
        } else {
            Err(SourceError::Damaged { path: PathBuf::from(format!("memory:{id}")), actual })
        }
    }

    fn list(&self) -> Result<Vec<SourceId>, SourceError> {
        Ok(self.kept.keys().copied().collect())
    }
}
