//! The SQLite form of a view: asked in memory, or written as a file.

use super::{Error, Ledger, Read, View};
use crate::domain::time::Moment;
use crate::transfer::sqlite::{Database, Picture, Recorded};

impl Ledger {
    /// What a view knows, and what was so at a moment, as a database in memory.
    ///
    /// # Errors
    /// [`Error::Replay`] where the log cannot be read, [`Error::Query`] where
    /// the database cannot be made.
    pub fn database(&self, view: &View<'_>, at: Moment) -> Result<Database, Error> {
        let world = view.world()?;
        let events = self.recorded(view)?;
        let picture = Picture {
            origin: self.created.origin.as_str(),
            world: &world,
            events: &events,
            at,
            known_at: view.known_at(),
            reported_by: view.reported_by_moment(),
        };
        Ok(Database::of(&picture)?)
    }

    /// The events of a view's prefix.
    fn recorded(&self, view: &View<'_>) -> Result<Vec<Recorded>, Error> {
        let mut events = Vec::new();
        for stored in self.prefix(view) {
            let (stored, read) = stored?;
            let (kind, entry, erased) = match read {
                Read::Event(event) => (Some(event.entry.content.kind()), Some(event.entry), false),
                Read::Erased(kind) => (kind, None, true),
                Read::Unknown(_) => (None, None, false),
            };
            let (id, prev) = (stored.id(), stored.prev());
            let recorded_at = Moment(stored.recorded_at_us());
            events.push(Recorded { seq: stored.seq(), id, prev, kind, recorded_at, entry, erased });
        }
        Ok(events)
    }
}
