//! The port of the log: a small trait that is a durability promise.

use crate::codec::{HEADER_LEN, part};
use crate::domain::time::Moment;
use crate::domain::{EventId, Kind, Seq};
use crate::proof;

/// The last event of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Its position.
    pub seq: Seq,
    /// Its id.
    pub id: EventId,
    /// When it was recorded: microseconds since 1970-01-01T00:00:00Z.
    pub recorded_at_us: i64,
}

/// An event as it lies in the log: exactly the bytes that were hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// The header's 88 bytes.
    pub header: [u8; HEADER_LEN],
    /// The body; empty once erased.
    pub body: Vec<u8>,
}

/// What the header says, read at its fixed places and checked against nothing.
impl StoredEvent {
    /// The event's id: the digest of its header.
    #[must_use]
    pub fn id(&self) -> EventId {
        EventId(proof::event_id(&self.header))
    }

    /// What it is as the last event of a log.
    #[must_use]
    pub fn as_head(&self) -> Head {
        Head { seq: self.seq(), id: self.id(), recorded_at_us: self.recorded_at_us() }
    }

    /// What kind of event it is; none for one that this version does not know.
    #[must_use]
    pub fn known_kind(&self) -> Option<Kind> {
        Kind::from_number(u16::from_be_bytes(part(&self.header, 6)))
    }

    /// The position that the header claims.
    #[must_use]
    pub fn seq(&self) -> Seq {
        Seq(u64::from_be_bytes(part(&self.header, 8)))
    }

    /// When it was recorded: microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn recorded_at_us(&self) -> i64 {
        i64::from_be_bytes(part(&self.header, 16))
    }

    /// The digest of the body that the header names.
    #[must_use]
    pub fn body_digest(&self) -> [u8; 32] {
        part(&self.header, 24)
    }

    /// The id that the header gives as its predecessor's.
    #[must_use]
    pub fn prev(&self) -> EventId {
        EventId(part(&self.header, 56))
    }
}

/// An event's header as it lies in the log, without its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredHeader {
    /// The header's 88 bytes.
    pub bytes: [u8; HEADER_LEN],
}

/// What the header says, read at its fixed places and checked against nothing.
impl StoredHeader {
    /// The event's id: the digest of its header.
    #[must_use]
    pub fn id(&self) -> EventId {
        EventId(proof::event_id(&self.bytes))
    }

    /// The number of the event's kind.
    #[must_use]
    pub fn kind(&self) -> u16 {
        u16::from_be_bytes(part(&self.bytes, 6))
    }

    /// The position that the header claims.
    #[must_use]
    pub fn seq(&self) -> Seq {
        Seq(u64::from_be_bytes(part(&self.bytes, 8)))
    }

    /// The body digest that the header names.
    #[must_use]
    pub fn body_digest(&self) -> [u8; 32] {
        part(&self.bytes, 24)
    }

    /// When it was recorded: microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn recorded_at_us(&self) -> i64 {
        i64::from_be_bytes(part(&self.bytes, 16))
    }

    /// The id that the header gives as its predecessor's.
    #[must_use]
    pub fn prev(&self) -> EventId {
        EventId(part(&self.bytes, 56))
    }
}

/// Why a log did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The head is not the one that the caller expected; nothing was written.
    #[error("the log's head has moved: it is {}", .actual.map_or("empty".to_owned(), |h| format!("at seq {} ({})", h.seq, h.id)))]
    HeadMoved {
        /// Where the head is.
        actual: Option<Head>,
    },
    /// The events do not continue the head, or are too long; nothing was written.
    #[error("a batch that does not fit onto the log was refused: {0}")]
    Misfit(String),
    /// The stored bytes contradict themselves.
    #[error("the log is broken: {0}")]
    Broken(String),
    /// A write or a sync failed. What was written may or may not be there
    /// after a restart; this handle acknowledges nothing any more.
    #[error("the log could not be written: {0}")]
    Failed(String),
    /// An earlier write or sync failed, so this handle refuses to go on.
    #[error("an earlier write failed, so nothing is acknowledged any more; run the command again to reopen the ledger")]
    Halted,
    /// The operating system refused something.
    #[error("{action}: {source}")]
    Io {
        /// What was being done, with the path.
        action: String,
        /// What it said.
        source: std::io::Error,
    },
}

/// An append-only log of sealed events.
///
/// **Promise.** When [`append`](EventLog::append) returns `Ok`, every event of
/// the batch survives a power cut. When it returns `Err`, either nothing of
/// the batch is in the log, or (after [`LogError::Failed`] and
/// [`LogError::Broken`], which end writing through this handle) all of it or
/// none of it is there when the log is next opened. A reader never sees part
/// of a batch.
pub trait EventLog {
    /// The last event, or `None` of an empty log. What is
    /// [staged](EventLog::stage) counts, and is read like what is in the log.
    fn head(&self) -> Option<Head>;

    /// Takes in the beginning of a batch that is too long to be held. It is
    /// read through this handle only, and is in the log once the
    /// [`append`](EventLog::append) of the batch's end returns; whatever ends
    /// the process before that, it is not there when the log is next opened.
    ///
    /// # Errors
    /// As for [`append`](EventLog::append).
    fn stage(&mut self, expected: Option<Head>, part: &[StoredEvent]) -> Result<(), LogError>;

    /// Drops what is staged.
    ///
    /// # Errors
    /// As for [`append`](EventLog::append).
    fn discard(&mut self) -> Result<(), LogError>;

    /// Appends a batch, or the end of one of which the rest is staged, onto
    /// `expected`, all or nothing, durable on return.
    ///
    /// # Errors
    /// [`LogError::HeadMoved`] where `expected` is not the head,
    /// [`LogError::Misfit`] where the events do not follow it one by one,
    /// [`LogError::Failed`] where writing failed, [`LogError::Broken`] where it
    /// met damage; [`LogError::Halted`] ever after either.
    fn append(&mut self, expected: Option<Head>, batch: &[StoredEvent]) -> Result<(), LogError>;

    /// The event at a position, or `None` past the end. Its bytes come as they
    /// are stored: whether they are the right ones is for the caller to check.
    ///
    /// # Errors
    /// [`LogError::Broken`] where the stored bytes cannot be read as an event,
    /// or where one that must be there is missing; [`LogError::Io`] where
    /// reading failed.
    fn get(&self, seq: Seq) -> Result<Option<StoredEvent>, LogError>;

    /// The events at some positions, in that order; positions past the end are
    /// passed over. Near ones are best given one after the other.
    ///
    /// # Errors
    /// As for [`get`](EventLog::get), where it is so for any of them.
    fn get_all(&self, seqs: &[Seq]) -> Result<Vec<StoredEvent>, LogError> {
        seqs.iter().filter_map(|seq| self.get(*seq).transpose()).collect()
    }

    /// Every event from a position on, oldest first. An event that is missing
    /// or cannot be read comes as an error in its place, and the next ones
    /// follow; only where the engine itself gives up is the error the last item.
    fn scan(&self, from: Seq) -> Box<dyn Iterator<Item = Result<StoredEvent, LogError>> + '_>;

    /// The headers of the events from a position on, oldest first, without
    /// reading what is in their bodies. Errors come as they do from
    /// [`scan`](EventLog::scan).
    fn scan_headers(&self, from: Seq) -> Box<dyn Iterator<Item = Result<StoredHeader, LogError>> + '_> {
        Box::new(self.scan(from).map(|event| event.map(|event| StoredHeader { bytes: event.header })))
    }

    /// The events of some kinds from a position on, oldest first, passing over
    /// all others without reading them. Kinds are given by their numbers.
    /// Errors come as they do from [`scan`](EventLog::scan).
    fn scan_kinds(&self, from: Seq, kinds: &[u16]) -> Box<dyn Iterator<Item = Result<StoredEvent, LogError>> + '_> {
        let kinds = kinds.to_vec();
        let wanted = move |event: &StoredEvent| kinds.contains(&u16::from_be_bytes(part(&event.header, 6)));
        Box::new(self.scan(from).filter(move |event| event.as_ref().map_or(true, &wanted)))
    }

    /// The position of the first event that was recorded after a moment; the
    /// one past the end where none was. Times increase along a log, so it is
    /// found by halving.
    ///
    /// ```
    /// use reshuffle::backend::memory::MemoryLog;
    /// use reshuffle::domain::Seq;
    /// use reshuffle::domain::time::Moment;
    /// use reshuffle::log::EventLog;
    ///
    /// assert_eq!(MemoryLog::new().seq_after(Moment(0))?, Seq(0));
    /// # Ok::<(), reshuffle::log::LogError>(())
    /// ```
    ///
    /// # Errors
    /// As for [`get`](EventLog::get).
    fn seq_after(&self, moment: Moment) -> Result<Seq, LogError> {
        let (mut low, mut high) = (0, self.head().map_or(0, |head| head.seq.0.saturating_add(1)));
        while low < high {
            let middle = low + (high - low) / 2;
            match self.get(Seq(middle))? {
                Some(event) if event.recorded_at_us() <= moment.0 => low = middle + 1,
                _ => high = middle,
            }
        }
        Ok(Seq(low))
    }

    /// Positions of the events whose ids begin, in their first eight bytes,
    /// with something from `low` to `high`, both inclusive; oldest first. This
    /// comes from an index: a caller compares the ids of the events it names.
    ///
    /// # Errors
    /// [`LogError::Broken`] where the index cannot be read.
    fn seqs_by_id(&self, low: [u8; 8], high: [u8; 8]) -> Result<Vec<Seq>, LogError>;

    /// The position of the event whose id begins with these bytes, of which
    /// there are eight or more; of the first one, where several begin so.
    ///
    /// # Errors
    /// As for [`seqs_by_id`](EventLog::seqs_by_id) and [`get`](EventLog::get).
    fn seq_of(&self, id: &[u8]) -> Result<Option<Seq>, LogError> {
        let begin = std::array::from_fn(|i| id.get(i).copied().unwrap_or_default());
        for seq in self.seqs_by_id(begin, begin)? {
            if self.get(seq)?.is_some_and(|event| event.id().0.starts_with(id)) {
                return Ok(Some(seq));
            }
        }
        Ok(None)
    }

    /// Drops everything derived from the events and builds it again; answers
    /// with the number of events indexed.
    ///
    /// # Errors
    /// As for [`append`](EventLog::append) and [`get`](EventLog::get).
    fn reindex(&mut self) -> Result<u64, LogError>;
}
