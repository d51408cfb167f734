//! What lies in a ledger as plain files.

mod articles;
mod durable;
mod head;
mod index;
mod lock;
mod runs;
mod tree;

pub use articles::Articles;
pub use durable::write_durably;
pub use head::HeadFile;
pub use index::IndexFiles;
pub use lock::{Lock, LockError};
pub(super) use runs::Runs;
pub use tree::TreeFiles;
