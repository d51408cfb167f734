//! The port of the articles: a small trait that is a durability promise.

use std::io;
use std::path::PathBuf;

use crate::domain::SourceId;

/// Why an article was not kept or not given back; every variant names the place.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The bytes kept under a digest have another one: they were changed or
    /// lost. Nothing was written.
    #[error(
        "{} no longer holds the bytes it is named by (they hash to {actual}): move it aside as evidence, then add the same article again, or restore the file from a backup",
        .path.display()
    )]
    Damaged {
        /// Where the bytes lie.
        path: PathBuf,
        /// The digest that they have.
        actual: SourceId,
    },
    /// Something that is not a file is in the way.
    #[error("{} is not a file: move it aside, then add the article again", .0.display())]
    NotAFile(PathBuf),
    /// The article is there but could not be read. Whether it is intact is unknown.
    #[error("{} could not be read: {source}; check its permissions and the disk", .path.display())]
    Unreadable {
        /// What was being read.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The bytes to be kept could not be read where they come from. Nothing is kept.
    #[error("the bytes to be kept could not be read: {0}")]
    NotGiven(io::Error),
    /// Keeping the article failed, so it may be missing after a restart;
    /// nothing that cites it may be acknowledged.
    #[error(
        "{} could not be written: {source}; the article is not kept, so free some space or correct the permissions, and add it again",
        .path.display()
    )]
    NotKept {
        /// What was being written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Articles, and whatever else is kept beside them, by the digest of their bytes.
///
/// **Promise.** When [`put`](SourceStore::put) returns `Ok`, the bytes and every
/// folder entry that leads to them survive a power cut. Bytes stand under a
/// digest whole or not at all: an interrupted `put` leaves nothing there that
/// could be taken for an article. What is given back has the digest that was
/// asked for; what has not is [`SourceError::Damaged`], and is never
/// overwritten or repaired in passing.
///
/// `put` is for the process that holds the ledger. Reading writes nothing, and
/// many threads may read at once.
pub trait SourceStore: Sync {
    /// Keeps bytes, durable on return, and names them. Putting the same bytes
    /// again is harmless, and makes as sure of them as the first time.
    ///
    /// # Errors
    /// [`SourceError::Damaged`], [`SourceError::NotAFile`] or
    /// [`SourceError::Unreadable`] for what is already in that place, else
    /// [`SourceError::NotKept`].
    fn put(&mut self, bytes: &[u8]) -> Result<SourceId, SourceError> {
        self.put_pieces(&mut std::iter::once(Ok(bytes.to_vec())))
    }

    /// The same, of bytes that come one piece after the other and need never
    /// be in memory together. A piece that cannot be had ends it: nothing is kept.
    ///
    /// # Errors
    /// Those of [`put`](SourceStore::put); [`SourceError::NotGiven`] where a
    /// piece could not be had.
    fn put_pieces(&mut self, pieces: &mut dyn Iterator<Item = io::Result<Vec<u8>>>) -> Result<SourceId, SourceError>;

    /// The bytes of that digest, or `None` where nothing stands under it.
    ///
    /// # Errors
    /// [`SourceError::Damaged`], [`SourceError::NotAFile`] or
    /// [`SourceError::Unreadable`]: three findings that an audit tells apart.
    fn get(&self, id: SourceId) -> Result<Option<Vec<u8>>, SourceError>;

    /// Every digest that something stands under, intact or not, in order.
    ///
    /// # Errors
    /// [`SourceError::Unreadable`] where a folder cannot be listed.
    fn list(&self) -> Result<Vec<SourceId>, SourceError>;
}
