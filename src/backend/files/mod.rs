//! What lies in a ledger as plain files.

mod articles;
mod head;
mod lock;

pub use articles::Articles;
pub use head::HeadFile;
pub use lock::{Lock, LockError};
