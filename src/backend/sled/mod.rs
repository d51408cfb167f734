//! The log in sled 0.34: the only room that names that engine.
//!
//! What the engine does not promise is made up for here:
//!
//! * Its `flush` does not reach the platter, so every append ends in an
//!   `fdatasync` of its file through a descriptor of our own.
//! * Its batches are not used: a batch of events exists once the head record,
//!   written last, names its last event. What lies beyond is dropped on open.
//! * A leaf that grows past a quarter of a segment leaves its log for a file
//!   that it never syncs; `layout.rs` keeps values short enough.
//! * A leaf is what it writes, so events lie in pages, and small groups become
//!   pages later; `page.rs` has their bytes, `engine.rs` the order of writing.
//! * It holds more in memory than it is allowed to, unless it is made to count.
//! * It reuses freed segments by its own idea of what is stable. A long write
//!   is therefore synced every few hundred kilobytes, well before a segment
//!   that was freed in it can be overwritten; and the file is synced before
//!   the engine opens it, as opening overwrites what looks free.
//! * A snapshot that it was writing when the process died would be taken for
//!   the newest one, so such a leftover is removed first.
//! * It panics or stands still on some damaged bytes; `room.rs` answers for it.

mod engine;
mod index;
mod layout;
mod log;
mod opening;
mod pace;
mod page;
mod reading;
mod room;
mod scan;

pub use log::SledLog;

#[cfg(test)]
mod crash_tests;
#[cfg(test)]
mod damage_tests;
#[cfg(test)]
mod envelope_tests;
#[cfg(test)]
mod packing_tests;
#[cfg(test)]
mod samples;
