//! redb, whose commits are durable unless one asks for less.

use std::path::Path;

use redb::{Database, TableDefinition};

const EVENTS: TableDefinition<u64, &[u8]> = TableDefinition::new("event");

/// A database of events by their numbers.
pub struct Redb(Database);

impl Redb {
    /// A new database.
    pub fn new(path: &Path) -> Self {
        Self(Database::create(path).expect("a database"))
    }

    /// Puts events in one transaction.
    pub fn put<'b>(&mut self, rows: impl Iterator<Item = (u64, &'b [u8], &'b [u8])>) {
        let transaction = self.0.begin_write().expect("a transaction");
        {
            let mut table = transaction.open_table(EVENTS).expect("a table");
            for (seq, header, body) in rows {
                let mut place = table.insert_reserve(seq, header.len() + body.len()).expect("a row");
                let (first, second) = place.as_mut().split_at_mut(header.len());
                first.copy_from_slice(header);
                second.copy_from_slice(body);
            }
        }
        transaction.commit().expect("a commit");
    }
}
