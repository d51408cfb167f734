//! What a ledger is, in one look.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::events::events_of;
use super::{Error, Ledger};
use crate::domain::time::{Moment, Zone};
use crate::domain::{Content, EventId, Kind, Origin, Seq};
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
    /// How many facts are signed, those that were taken back too; none where
    /// nobody was ever to sign. Whether what signs them holds, an audit says.
    pub signed: Option<u64>,
    /// Its last event.
    pub head: Option<Head>,
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
        self.make_catalog_anew()?;
        self.drop_tree()?;
        Ok(events)
    }

    /// The hash of tenures, departures and standing facts at the head, in hex.
    /// For this everything known is folded.
    ///
    /// # Errors
    /// [`Error::Replay`] where the log cannot be read.
    pub fn state_hash(&self) -> Result<String, Error> {
        let view = self.view(KnownAt::Head)?;
        let world = view.world()?;
        Ok(EventId(state_digest(|take| canonical_state(&world, take))).to_string())
    }

    /// What this ledger is, by the headers of its events.
    ///
    /// # Errors
    /// [`Error::Log`] where the log cannot be read.
    pub fn status(&self) -> Result<Status, Error> {
        let head = self.head();
        let first = self.log.get(Seq(0))?;
        let (mut sources, mut facts, mut signed) = (0, 0, 0);
        let (mut is_fact, mut has_keys) = (false, false);
        for header in self.log.scan_headers(Seq(0)) {
            let kind = Kind::from_number(header?.kind());
            sources += u64::from(kind == Some(Kind::Source));
            has_keys |= kind == Some(Kind::SigningKey);
            // What signs an event stands right after it.
            signed += u64::from(is_fact && kind == Some(Kind::Signed));
            is_fact = kind.is_some_and(Kind::is_fact);
            facts += u64::from(is_fact);
        }
        let retracted = self.retracted()?;
        Ok(Status {
            origin: self.created.origin.clone(),
            zone: self.zone.name().to_owned(),
            zone_database: Zone::database_version(),
            verifying_key: EventId(self.created.verifying_key).to_string(),
            dir: self.place.as_ref().map(|place| place.dir.clone()),
            events: head.map_or(0, |head| head.seq.0 + 1),
            sources,
            facts: facts - retracted,
            retracted,
            signed: (has_keys && !self.recorders()?.all().is_empty()).then_some(signed),
            head,
            began: first.map(|event| Moment(event.recorded_at_us())),
        })
    }

    /// How many facts were taken back; of an amendment that was, the fact stays.
    fn retracted(&self) -> Result<u64, Error> {
        let mut targets = BTreeSet::new();
        for event in events_of(self.log.as_ref(), &[Kind::Retracted]) {
            if let Content::Retracted { target, .. } = event?.entry.content
                && let Some(seq) = self.log.seq_of(&target.0)?
                && let Some(target) = self.log.scan_headers(seq).next().transpose()?
                && Kind::from_number(target.kind()).is_some_and(Kind::is_fact)
            {
                targets.insert(seq);
            }
        }
        Ok(targets.len() as u64)
    }
}
