//! What lies in a ledger as plain files.

mod articles;
mod head;
mod index;
mod lock;
mod runs;
mod tree;

pub use articles::Articles;
pub use head::HeadFile;
pub use index::IndexFiles;
pub use lock::{Lock, LockError};
pub(super) use runs::Runs;
pub use tree::TreeFiles;
