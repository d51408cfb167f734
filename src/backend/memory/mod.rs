//! Backends that forget everything with the process: for tests.

mod articles;
mod log;
mod tree;

pub use articles::MemoryArticles;
pub use log::MemoryLog;
pub use tree::MemoryTree;
