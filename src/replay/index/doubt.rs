//! Whether an index says of events what there is to say of them.
//!
//! Of a log that is short each event is noted again and looked up, and the
//! rows are counted, so that none is missing and none too many. Of a long one
//! that is done of events spread over all of it, and not counted.

use std::io;

use super::catalog::{Catalog, CatalogError, stamp_of};
use super::notes::{Earlier, Noter, Notes};
use super::port::{IndexStore, Rows};
use super::rows::{Brief, Mark, Row};
use super::term::Term;
use crate::domain::time::{MomentRange, Zone};
use crate::domain::{Seq, SourceId};
use crate::log::EventLog;
use crate::replay::read_event;

/// Up to how many events each is noted again.
const EXACT_MAX: u64 = 8_192;

/// How many of a longer log are.
const SAMPLED: u64 = 1_024;

impl Catalog {
    /// The first event of which the kept rows do not say what they should;
    /// none where they do.
    ///
    /// # Errors
    /// [`CatalogError`] where the rows, the log or an event cannot be read.
    pub fn first_differing(&self, log: &dyn EventLog) -> Result<Option<Seq>, CatalogError> {
        let store = self.store();
        let events = store.covered();
        let is_exact = events <= EXACT_MAX;
        let step = if is_exact { 1 } else { events / SAMPLED };
        let mut noter = Noter::new(self.zone().clone());
        let mut counted = Counted::default();
        for seq in (0..events).step_by(usize::try_from(step.max(1)).unwrap_or(usize::MAX)).map(Seq) {
            let Some(stored) = log.get(seq)? else { continue };
            let event = read_event(&stored)?;
            noter.note(&event, &mut Before { store, log, zone: self.zone(), seq })?;
            let notes = noter.take_all();
            counted.add(&notes);
            if !has(store, &notes)? {
                return Ok(Some(seq));
            }
        }
        if is_exact && counted != Counted::of(store)? {
            return Ok(Some(Seq(events.saturating_sub(1))));
        }
        Ok(None)
    }
}

/// How many rows there are of each kind.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counted([usize; 3]);

impl Counted {
    fn add(&mut self, notes: &Notes) {
        let counts = [notes.spells.len(), notes.ties.len(), notes.joins.len()];
        self.0.iter_mut().zip(counts).for_each(|(all, some)| *all += some);
    }

    fn of(store: &dyn IndexStore) -> io::Result<Self> {
        Ok(Self([count(store.spells(&[]))?, count(store.ties(&[]))?, count(store.joins(&[]))?]))
    }
}

fn count<const N: usize>(rows: Rows<'_, N>) -> io::Result<usize> {
    let mut count = 0;
    for row in rows {
        row?;
        count += 1;
    }
    Ok(count)
}

/// Whether each of some rows is kept.
fn has(store: &dyn IndexStore, notes: &Notes) -> io::Result<bool> {
    fn is_there<const N: usize>(mut rows: Rows<'_, N>) -> io::Result<bool> {
        Ok(rows.next().transpose()?.is_some())
    }
    for row in &notes.spells {
        if !is_there(store.spells(row))? {
            return Ok(false);
        }
    }
    for row in &notes.ties {
        if !is_there(store.ties(row))? {
            return Ok(false);
        }
    }
    for row in &notes.joins {
        if !is_there(store.joins(row))? {
            return Ok(false);
        }
    }
    for row in &notes.marks {
        if store.hides_mark(row)? || !is_there(store.marks(row))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What was known before an event.
struct Before<'a> {
    store: &'a dyn IndexStore,
    log: &'a dyn EventLog,
    zone: &'a Zone,
    seq: Seq,
}

impl Earlier for Before<'_> {
    type Error = CatalogError;

    fn stamp(&mut self, source: SourceId) -> Result<Option<MomentRange>, CatalogError> {
        stamp_of(self.store, self.log, self.zone, source, self.seq)
    }

    fn names(&mut self, name: Brief) -> Result<bool, CatalogError> {
        let first = self.store.marks(&Term::named(name).0).next().transpose()?;
        Ok(first.and_then(|row| Mark::of_bytes(&row)).is_some_and(|mark| mark.seq < self.seq))
    }
}
