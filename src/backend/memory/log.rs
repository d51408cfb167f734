//! A log in memory: the port's promises without their durability.

use crate::domain::{EventId, Seq};
use crate::log::{EventLog, Head, LogError, StoredEvent, fit};

/// A log that lasts as long as the value.
#[derive(Debug, Default, Clone)]
pub struct MemoryLog {
    events: Vec<StoredEvent>,
    ids: Vec<EventId>,
    /// How many of them are staged.
    staged: usize,
}

impl MemoryLog {
    /// An empty log.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A log of exactly these events, unchecked: for tests of whoever doubts.
    #[must_use]
    pub fn holding(events: Vec<StoredEvent>) -> Self {
        let ids = events.iter().map(StoredEvent::id).collect();
        Self { events, ids, staged: 0 }
    }

    fn position(seq: Seq) -> usize {
        usize::try_from(seq.0).unwrap_or(usize::MAX)
    }
}

impl EventLog for MemoryLog {
    fn head(&self) -> Option<Head> {
        let last = self.events.last()?;
        Some(Head {
            seq: Seq(u64::try_from(self.events.len() - 1).unwrap_or(u64::MAX)),
            id: *self.ids.last()?,
            recorded_at_us: last.recorded_at_us(),
        })
    }

    fn stage(&mut self, expected: Option<Head>, part: &[StoredEvent]) -> Result<(), LogError> {
        let actual = self.head();
        if expected != actual {
            return Err(LogError::HeadMoved { actual });
        }
        fit(actual, part)?;
        self.ids.extend(part.iter().map(StoredEvent::id));
        self.events.extend_from_slice(part);
        self.staged += part.len();
        Ok(())
    }

    fn discard(&mut self) -> Result<(), LogError> {
        let kept = self.events.len() - std::mem::take(&mut self.staged);
        self.events.truncate(kept);
        self.ids.truncate(kept);
        Ok(())
    }

    fn append(&mut self, expected: Option<Head>, batch: &[StoredEvent]) -> Result<(), LogError> {
        self.stage(expected, batch)?;
        self.staged = 0;
        Ok(())
    }

    fn get(&self, seq: Seq) -> Result<Option<StoredEvent>, LogError> {
        Ok(self.events.get(Self::position(seq)).cloned())
    }

    fn scan(&self, from: Seq) -> Box<dyn Iterator<Item = Result<StoredEvent, LogError>> + '_> {
        Box::new(self.events.iter().skip(Self::position(from)).cloned().map(Ok))
    }

    fn seqs_by_id(&self, low: [u8; 8], high: [u8; 8]) -> Result<Vec<Seq>, LogError> {
        let within = |id: &EventId| id.0[..8] >= low[..] && id.0[..8] <= high[..];
        Ok((0..).map(Seq).zip(&self.ids).filter(|(_, id)| within(id)).map(|(seq, _)| seq).collect())
    }

    fn reindex(&mut self) -> Result<u64, LogError> {
        Ok(u64::try_from(self.events.len()).unwrap_or(u64::MAX))
    }
}
