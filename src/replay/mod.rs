//! Folds over a log, cut in record time.
//!
//! State *as known at K* is the fold of exactly the events recorded at or
//! before K: a prefix of the log. What was so *at T* in the world is then
//! asked of that state, in [`crate::projections`].

pub mod index;
pub mod slice;

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::domain::time::Moment;
use crate::domain::{Kind, Seq};
use crate::log::{EventLog, Head, LogError, Read, ReadError, StoredEvent, read};
use crate::projections::Knowledge;

/// How many events of a log are read together.
const STRETCH: usize = 1_024;

/// How many times so many are on their way to be folded: some megabytes, and
/// 180 if every event were as long as it may be.
const STRETCHES: usize = 3;

/// Events that follow each other, as the log gives them.
type Stretch = Vec<Result<StoredEvent, LogError>>;

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

/// Reads what a stored event says.
///
/// # Errors
/// [`ReplayError::Unreadable`] where it does not read.
pub fn read_event(stored: &StoredEvent) -> Result<Read, ReplayError> {
    read(stored).map_err(|why| ReplayError::Unreadable { seq: stored.seq(), why })
}

/// The same with where it stands: what it is as the last event of a prefix.
///
/// # Errors
/// Likewise.
pub fn read_in_place(stored: &StoredEvent) -> Result<(Head, Read), ReplayError> {
    let event = read_event(stored)?;
    let id = match &event {
        // To compute it takes as long as to fold the event in.
        Read::Event(event) => event.id,
        _ => stored.id(),
    };
    Ok((Head { seq: stored.seq(), id, recorded_at_us: stored.recorded_at_us() }, event))
}

impl Prefix {
    /// Folds in the next event. An erased body and a kind of a later version
    /// are no errors: the fold knows of them.
    ///
    /// # Errors
    /// [`ReplayError::Unreadable`] where it does not read.
    pub fn apply(&mut self, stored: &StoredEvent) -> Result<(), ReplayError> {
        let (last, event) = read_in_place(stored)?;
        self.apply_read(last, &event);
        Ok(())
    }

    /// Folds in the next event, which has been read: the prefix ends with it.
    pub fn apply_read(&mut self, last: Head, event: &Read) {
        let Head { seq, id, .. } = last;
        match event {
            Read::Event(event) => self.knowledge.apply(event),
            Read::Erased(kind) => self.knowledge.apply_erased(seq, id, kind.is_some_and(Kind::is_fact)),
            Read::Unknown(_) => self.knowledge.apply_unknown(seq, id),
        }
        self.head = Some(last);
    }

    /// Folds in stretches of the log that follow each other, which another
    /// thread reads meanwhile.
    fn apply_all(&mut self, mut stretches: impl Iterator<Item = Stretch>) -> Result<(), ReplayError> {
        thread::scope(|scope| {
            let (to_read, stored) = sync_channel(STRETCHES);
            let (to_fold, read) = sync_channel(STRETCHES);
            scope.spawn(move || read_stretches(&stored, &to_fold));
            let mut under_way = 0;
            loop {
                while under_way < STRETCHES
                    && let Some(stretch) = stretches.next()
                    && to_read.send(stretch).is_ok()
                {
                    under_way += 1;
                }
                // Where the reader has panicked nothing comes, and the scope passes it on.
                let Some(stretch) = (under_way > 0).then(|| read.recv().ok()).flatten() else { return Ok(()) };
                under_way -= 1;
                for event in stretch {
                    let (last, event) = event?;
                    self.apply_read(last, &event);
                }
            }
        })
    }
}

/// Reads stretches while those before are folded.
fn read_stretches(stored: &Receiver<Stretch>, to_fold: &SyncSender<Vec<Result<(Head, Read), ReplayError>>>) {
    for stretch in stored {
        let read = stretch.into_iter().map(|stored| read_in_place(&stored?)).collect();
        // Nobody waits any more once something went wrong there.
        if to_fold.send(read).is_err() {
            return;
        }
    }
}

/// Replays a log up to a point of record time.
///
/// Of a long log one thread folds, and another reads what the bodies say,
/// which takes longer.
///
/// # Errors
/// [`ReplayError`] where the log or an event of the prefix cannot be read.
pub fn replay(log: &dyn EventLog, known_at: KnownAt) -> Result<Prefix, ReplayError> {
    let includes = |stored: &StoredEvent| known_at.includes(stored.seq(), Moment(stored.recorded_at_us()));
    let mut events = log.scan(Seq(0)).take_while(|stored| stored.as_ref().map_or(true, includes));
    let mut prefix = Prefix::default();
    for stored in events.by_ref().take(STRETCH) {
        prefix.apply(&stored?)?;
    }
    let stretches =
        std::iter::from_fn(|| Some(events.by_ref().take(STRETCH).collect()).filter(|s: &Vec<_>| !s.is_empty()));
    let mut stretches = stretches.peekable();
    if stretches.peek().is_some() {
        prefix.apply_all(stretches)?;
    }
    Ok(prefix)
}
