//! What an answer stands on: of which moment it is, and as known when.

use super::{Error, View};
use crate::domain::time::{Moment, Zone};
use crate::domain::{Content, Origin, Seq};
use crate::log::{Head, Read};
use crate::projections::sentence;
use crate::projections::tally::Tally;
use crate::replay::index::{CatalogError, Term};

/// What stands at the head of every answer.
#[derive(Debug, Clone)]
pub struct Cut {
    /// The ledger's name.
    pub origin: Origin,
    /// Its zone.
    pub zone: Zone,
    /// The moment in the world.
    pub at: Moment,
    /// The point of record time.
    pub known_at: Moment,
    /// The last event that was known then.
    pub head: Option<Head>,
    /// The moment by which the articles used could be read, where that was asked.
    pub reported_by: Option<Moment>,
    /// The events that say that something was erased which was known then.
    pub erasures: Vec<Seq>,
}

impl Cut {
    /// A tally of that moment in one sentence, fit to print.
    #[must_use]
    pub fn sentence(&self, tally: &Tally) -> String {
        sentence(tally, &self.zone, self.at, self.head.map(|head| head.seq), self.reported_by)
    }
}

impl View<'_> {
    /// What an answer of a moment stands on.
    #[must_use]
    pub fn cut(&self, at: Moment) -> Cut {
        Cut {
            origin: self.ledger.created().origin.clone(),
            zone: self.zone().clone(),
            at,
            known_at: self.known_at(),
            head: self.head(),
            reported_by: self.reported_by_moment(),
            // An answer that cannot be had will say why itself.
            erasures: self.erasures().unwrap_or_default(),
        }
    }

    /// The events that say that something was erased which was known by then,
    /// be it that they say so since.
    ///
    /// # Errors
    /// [`Error::Log`] and [`Error::Replay`] where the log cannot be read.
    pub fn erasures(&self) -> Result<Vec<Seq>, Error> {
        let Some(head) = self.head() else { return Ok(Vec::new()) };
        let seqs = self.ledger.catalog()?.marked(Term::erased()).collect::<Result<Vec<_>, _>>();
        let mut erasures = Vec::new();
        for seq in seqs.map_err(CatalogError::from)? {
            if seq <= head.seq || self.erases_before(seq, head.seq)? {
                erasures.push(seq);
            }
        }
        Ok(erasures)
    }

    /// Whether something that an event erased was recorded by a position.
    fn erases_before(&self, erasure: Seq, last: Seq) -> Result<bool, Error> {
        let Some((_, Read::Event(event))) = self.ledger.event(erasure)? else { return Ok(false) };
        let Content::Redacted { events, sources, .. } = &event.entry.content else { return Ok(false) };
        for id in events {
            if self.ledger.log.seq_of(&id.0)?.is_some_and(|seq| seq <= last) {
                return Ok(true);
            }
        }
        let catalog = self.ledger.catalog()?;
        for source in sources {
            let first = catalog.marked(Term::source(*source)).next().transpose().map_err(CatalogError::from)?;
            if first.is_some_and(|seq| seq <= last) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
