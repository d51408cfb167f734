//! Backends that forget everything with the process: for tests.

mod articles;
mod log;

pub use articles::MemoryArticles;
pub use log::MemoryLog;
