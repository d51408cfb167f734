//! The SQLite form of what is known at two times: tables, views and search.
//!
//! It is made in memory, and then either asked ([`Database::ask`]) or written
//! out as the bytes of a file ([`Database::bytes`]). The tables of tenures and
//! departures carry both bounds of their ends, so that a query may ask for any
//! moment; what depends on one (`certainty`, `happened`, `seats`, the claims)
//! is for the moment in the table `meta`. Tables that are not about the world
//! hold what was recorded, word by word.
//!
//! Moments are ISO 8601 in UTC, all of one length, so that they sort as text;
//! NULL is no bound. The same log and times give the same bytes.

mod facts;
mod filling;
mod meaning;
mod metadata;
mod moment;
mod numbers;
mod query;
mod records;
mod schema;
mod views;
mod world;

use crate::domain::time::Moment;
use crate::domain::{Entry, EventId, Kind, Seq};
use crate::projections::World;

pub use metadata::metadata;
pub use query::{Answer, Database, Place, QueryError, Value};
pub use schema::{Described, schema_columns, schema_text};

/// The version of the tables: a new one where a query may have to change.
pub const SCHEMA_VERSION: u32 = 1;

/// What a database is made from.
#[derive(Debug)]
pub struct Picture<'a> {
    /// The ledger's name in the world.
    pub origin: &'a str,
    /// Tenures and departures, with what is known.
    pub world: &'a World<'a>,
    /// The log up to the point asked for, oldest first.
    pub events: &'a [Recorded],
    /// The moment in the world.
    pub at: Moment,
    /// The point of record time.
    pub known_at: Moment,
    /// By what could be read when, where that was asked.
    pub reported_by: Option<Moment>,
}

/// An event as its row tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its position.
    pub seq: Seq,
    /// Its id.
    pub id: EventId,
    /// The id that it names as the one before.
    pub prev: EventId,
    /// What it is, where that is known.
    pub kind: Option<Kind>,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// What it says; none where it was erased or is of an unknown kind.
    pub entry: Option<Entry>,
    /// Whether its body was erased.
    pub erased: bool,
}
