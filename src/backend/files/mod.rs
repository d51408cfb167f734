//! What lies in a ledger as plain files.

mod articles;
mod head;
mod ids;
mod lock;

pub use articles::Articles;
pub use head::HeadFile;
pub(super) use ids::{Entry, Ids};
pub use lock::{Lock, LockError};
