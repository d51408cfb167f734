//! The only place where an engine is named.

pub mod files;
mod head_record;
pub mod memory;
pub mod sled;

pub use sled::SledLog;
