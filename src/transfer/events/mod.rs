//! A whole ledger as JSON Lines, out and in: one event a line, with its
//! citations, and each article with its text.
//!
//! The first line is the ledger's beginning:
//! `{"event":"created","format":1,"origin":…,"zone":…,…}`. Every other one has
//! `event` (its kind), `id`, `recorded_at`, `recorder` and perhaps `key`, and
//! then what its kind says. Ids are those of the ledger that wrote the line;
//! who reads it gives its own, so they only tell which line another speaks of.

mod read;
mod wire;
mod write;

pub use read::{Carried, read};
pub use write::{Attached, write, write_bare};

use crate::domain::Kind;

/// The version of this format.
pub const FORMAT: u32 = 1;

/// Whether events of a kind mean something in another ledger than their own:
/// what was erased, signed or opened with a key is bound to ids and bytes there.
#[must_use]
pub fn travels(kind: Kind) -> bool {
    !matches!(kind, Kind::Redacted | Kind::SigningKey | Kind::Signed)
}
