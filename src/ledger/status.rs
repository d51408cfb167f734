//! What a ledger is, in one look.

use std::path::PathBuf;

use super::{Error, Ledger};
use crate::domain::time::{Moment, Zone};
use crate::domain::{EventId, Origin};
use crate::log::Head;
use crate::projections::canonical_state;
use crate::proof::state_digest;
use crate::replay::KnownAt;

/// What a ledger is, in one look.
#[derive(Debug, Clone)]
pub struct Status {
    /// Its name in the world.
    pub origin: Origin,
    /// Its zone.
    pub zone: String,
    /// The release of the zone database that is compiled in.
    pub zone_database: &'static str,
    /// Its verifying key, in hex.
    pub verifying_key: String,
    /// Where it lies; nowhere for one in memory.
    pub dir: Option<PathBuf>,
    /// How many events it has.
    pub events: u64,
    /// How many sources.
    pub sources: u64,
    /// How many facts stand.
    pub facts: u64,
    /// How many facts were taken back.
    pub retracted: u64,
    /// Its last event.
    pub head: Option<Head>,
    /// The hash of tenures, departures and standing facts at the head, in hex.
    pub state: String,
    /// When it began.
    pub began: Option<Moment>,
}

impl Ledger {
    /// Drops everything derived from the events and builds it again; answers
    /// with the number of events.
    ///
    /// # Errors
    /// [`Error::Log`] where the log cannot be read or written.
    pub fn reindex(&mut self) -> Result<u64, Error> {
        let events = self.log.reindex()?;
        let mut catalog = self.catalog.borrow_mut();
        catalog.clear().map_err(|why| Error::io("could not drop the index of facts", why))?;
        catalog.catch_up(self.log.as_ref())?;
        Ok(events)
    }

    /// What this ledger is.
    ///
    /// # Errors
    /// [`Error::Log`] where the first event cannot be read.
    pub fn status(&self) -> Result<Status, Error> {
        let knowledge = self.knowledge()?;
        let head = self.head();
        let count = |number: usize| number as u64;
        let first = self.log.get(crate::domain::Seq(0))?;
        Ok(Status {
            origin: self.created.origin.clone(),
            zone: self.zone.name().to_owned(),
            zone_database: Zone::database_version(),
            verifying_key: EventId(self.created.verifying_key).to_string(),
            dir: self.place.as_ref().map(|place| place.dir.clone()),
            events: head.map_or(0, |head| head.seq.0 + 1),
            sources: count(knowledge.articles.len()),
            facts: count(knowledge.survivors().count()),
            retracted: count(knowledge.records().filter(|record| record.retraction.is_some()).count()),
            head,
            state: EventId(state_digest(&canonical_state(&self.view(KnownAt::Head)?.world()?))).to_string(),
            began: first.map(|event| Moment(event.recorded_at_us())),
        })
    }
}
