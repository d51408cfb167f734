//! A log in memory: the port's promises without their durability.

use crate::domain::{EventId, Seq};
use crate::log::{EventLog, Head, LogError, StoredEvent, fit};

/// A log that lasts as long as the value.
#[derive(Debug, Default, Clone)]
pub struct MemoryLog {
    events: Vec<StoredEvent>,
    ids: Vec<EventId>,
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
        Self { events, ids }
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

    fn append(&mut self, expected: Option<Head>, batch: &[StoredEvent]) -> Result<(), LogError> {
        let actual = self.head();
        if expected != actual {
            return Err(LogError::HeadMoved { actual });
        }
        fit(actual, batch)?;
        self.ids.extend(batch.iter().map(StoredEvent::id));
        self.events.extend_from_slice(batch);
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
