//! Folds over a log, cut in record time.
//!
//! State *as known at K* is the fold of exactly the events recorded at or
//! before K: a prefix of the log. What was so *at T* in the world is then
//! asked of that state, in [`crate::projections`].

pub mod index;
pub mod slice;

use crate::domain::time::Moment;
use crate::domain::{Kind, Seq};
use crate::log::{EventLog, Head, LogError, Read, ReadError, StoredEvent, read};
use crate::projections::Knowledge;

/// Where in record time a replay stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownAt {
    /// At the last event.
    Head,
    /// At the last event recorded at or before a moment.
    Moment(Moment),
    /// At an event.
    Seq(Seq),
}

impl KnownAt {
    /// Whether an event is still part of the prefix.
    #[must_use]
    pub fn includes(self, seq: Seq, recorded_at: Moment) -> bool {
        match self {
            Self::Head => true,
            Self::Moment(moment) => recorded_at <= moment,
            Self::Seq(last) => seq <= last,
        }
    }
}

/// What was known at a point of record time.
#[derive(Debug, Clone, Default)]
pub struct Prefix {
    /// What the events of the prefix say.
    pub knowledge: Knowledge,
    /// The last event of the prefix.
    pub head: Option<Head>,
}

/// Why a log cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The log does not give its events.
    #[error(transparent)]
    Log(#[from] LogError),
    /// An event does not read.
    #[error("the event at seq {seq} cannot be replayed: {why}")]
    Unreadable {
        /// Its position.
        seq: Seq,
        /// What is wrong with it.
        why: ReadError,
    },
}

impl Prefix {
    /// Folds in the next event. An erased body and a kind of a later version
    /// are no errors: the fold knows of them.
    ///
    /// # Errors
    /// [`ReplayError::Unreadable`] where it does not read.
    pub fn apply(&mut self, stored: &StoredEvent) -> Result<(), ReplayError> {
        let seq = stored.seq();
        let event = read(stored).map_err(|why| ReplayError::Unreadable { seq, why })?;
        self.apply_read(stored, &event);
        Ok(())
    }

    /// Folds in the next event, which has been read.
    pub fn apply_read(&mut self, stored: &StoredEvent, event: &Read) {
        let (seq, id) = (stored.seq(), stored.id());
        match event {
            Read::Event(event) => self.knowledge.apply(event),
            Read::Erased(kind) => self.knowledge.apply_erased(seq, id, kind.is_some_and(Kind::is_fact)),
            Read::Unknown(_) => self.knowledge.apply_unknown(seq, id),
        }
        self.head = Some(Head { seq, id, recorded_at_us: stored.recorded_at_us() });
    }
}

/// Replays a log up to a point of record time.
///
/// # Errors
/// [`ReplayError`] where the log or an event of the prefix cannot be read.
pub fn replay(log: &dyn EventLog, known_at: KnownAt) -> Result<Prefix, ReplayError> {
    let mut prefix = Prefix::default();
    for stored in log.scan(Seq(0)) {
        let stored = stored?;
        if !known_at.includes(stored.seq(), Moment(stored.recorded_at_us())) {
            break;
        }
        prefix.apply(&stored)?;
    }
    Ok(prefix)
}
