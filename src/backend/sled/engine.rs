//! What is done with the database, inside the room's thread.

use std::fs::File;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use ::sled::{Db, Tree};

use super::layout::{
    Assembly, BY_ID, META_BY_ID, META_HEAD, WHOLE, id_bound, id_key, piece_key, pieces, read_id_key, read_piece_key,
};
use crate::backend::head_record;
use crate::domain::{EventId, Seq};
use crate::log::{Head, StoredEvent};

/// What can go wrong in here.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// The engine says so.
    #[error("{0}")]
    Engine(::sled::Error),
    /// What the engine gave back contradicts itself.
    #[error("{0}")]
    Contradiction(String),
    /// The operating system refused something of ours.
    #[error("{action}: {source}")]
    Io { action: String, source: std::io::Error },
}

impl From<::sled::Error> for Fault {
    fn from(error: ::sled::Error) -> Self {
        match error {
            ::sled::Error::Io(source) => Self::Engine(::sled::Error::Io(legible(source))),
            error => Self::Engine(error),
        }
    }
}

/// What the system said, where the engine handed on the debugging form of it.
fn legible(error: std::io::Error) -> std::io::Error {
    let text = error.to_string();
    let said = text.split_once("message: \"").and_then(|(_, rest)| rest.split_once('"'));
    match said {
        Some((said, _)) => std::io::Error::new(error.kind(), said),
        None => error,
    }
}

/// How many bytes of its own log the engine should write between two syncs. A
/// segment (512 KiB) that is freed while writing is overwritten two segments
/// later at the earliest, so this leaves room for a burst.
const UNSYNCED_LEN_AIM: usize = 256 * 1024;
/// Most bytes of events between two syncs.
const UNSYNCED_PAYLOAD_MAX: usize = 64 * 1024;
/// How many writes there are between the first two syncs, and at most later.
const STRIDE: RangeInclusive<usize> = 16..=1024;

/// The open database.
pub(super) struct Engine {
    pub(super) db: Db,
    pub(super) events: Tree,
    pub(super) by_id: Tree,
    pub(super) meta: Tree,
    /// Our own descriptor of the engine's file, opened before any write to it,
    /// so that no failed write-back goes unreported.
    pub(super) file: File,
    pub(super) dir: PathBuf,
}

impl Engine {
    /// Writes a batch that is known to fit, and the record of its last event;
    /// durable on return.
    pub(super) fn append(&self, batch: &[StoredEvent], head: Head) -> Result<(), Fault> {
        let mut pace = Pace::new();
        for event in batch {
            let seq = event.seq();
            for (key, piece) in pieces(seq, event) {
                pace.wrote(piece.len());
                self.events.insert(key, piece)?;
            }
            self.by_id.insert(id_key(event.id(), seq), &[])?;
            pace.wrote(0);
            if pace.is_due() {
                pace.synced(self.sync()?);
            }
        }
        self.meta.insert(META_HEAD, head_record::to_bytes(head.seq, head.id).to_vec())?;
        self.sync()?;
        Ok(())
    }

    /// Makes all that was written survive a power cut; answers with the number
    /// of bytes that the engine had not written yet.
    pub(super) fn sync(&self) -> Result<usize, Fault> {
        let written = self.db.flush()?;
        self.file.sync_data().map_err(|source| Fault::Io {
            action: format!("could not sync {}", self.dir.join("db").display()),
            source,
        })?;
        Ok(written)
    }

    /// The head record; `None` of an empty log.
    pub(super) fn head_record(&self) -> Result<Option<(Seq, EventId)>, Fault> {
        let Some(record) = self.meta.get(META_HEAD)? else {
            return Ok(None);
        };
        head_record::from_bytes(&record)
            .map(Some)
            .ok_or_else(|| Fault::Contradiction("the record of the last event is damaged".to_owned()))
    }

    /// One event, if any of its pieces is there.
    pub(super) fn get(&self, seq: Seq) -> Result<Option<StoredEvent>, Fault> {
        let mut assembly = Assembly::default();
        for entry in self.events.range(piece_key(seq, 0, 0)..=piece_key(seq, 255, 255)) {
            let (key, bytes) = entry?;
            let (_, piece, last) = known_key(&key)?;
            assembly.take(piece, last, &bytes).map_err(|why| unreadable(seq, &why))?;
        }
        assembly.finish().map_err(|why| unreadable(seq, &why))
    }

    /// As many events from `from` to `to` as come to about `len_max` bytes, at
    /// least one; ends early, without an error, before one that is missing.
    pub(super) fn chunk(&self, from: Seq, to: Seq, len_max: usize) -> Result<Vec<StoredEvent>, Fault> {
        let mut events = Vec::new();
        let (mut current, mut assembly, mut len) = (from, Assembly::default(), 0);
        for entry in self.events.range(piece_key(from, 0, 0)..=piece_key(to, 255, 255)) {
            let (key, bytes) = entry?;
            let (seq, piece, last) = known_key(&key)?;
            if seq != current {
                let ended = std::mem::take(&mut assembly).finish();
                match ended.map_err(|why| unreadable(current, &why))? {
                    Some(event) if seq == current.next() => events.push(event),
                    Some(event) => {
                        events.push(event);
                        return Ok(events);
                    }
                    None => return Ok(events),
                }
                if len >= len_max {
                    return Ok(events);
                }
                current = seq;
            }
            len += bytes.len();
            assembly.take(piece, last, &bytes).map_err(|why| unreadable(seq, &why))?;
        }
        events.extend(assembly.finish().map_err(|why| unreadable(current, &why))?);
        Ok(events)
    }

    /// Positions that the index gives for ids within bounds, up to `head`.
    pub(super) fn seqs_by_id(&self, low: [u8; 8], high: [u8; 8], head: Seq) -> Result<Vec<Seq>, Fault> {
        let mut seqs = Vec::new();
        for entry in self.by_id.range(id_bound(low, 0)..=id_bound(high, u64::MAX)) {
            let (key, _) = entry?;
            let seq =
                read_id_key(&key).ok_or_else(|| Fault::Contradiction("a key of the index is not one".to_owned()))?;
            if seq <= head {
                seqs.push(seq);
            }
        }
        seqs.sort_unstable();
        Ok(seqs)
    }

    /// Drops what an unfinished batch left beyond `head`, the index first.
    pub(super) fn drop_beyond(&self, head: Option<Seq>) -> Result<(), Fault> {
        let first = match head {
            None => Seq(0),
            Some(head) => head.next(),
        };
        let mut pace = Pace::new();
        while let Some(entry) = self.events.range(piece_key(first, 0, 0)..).next_back() {
            let (key, _) = entry?;
            if let Some((seq, _, _)) = read_piece_key(&key)
                && let Ok(Some(event)) = self.get(seq)
            {
                self.by_id.remove(id_key(event.id(), seq))?;
            }
            self.events.remove(&key)?;
            pace.wrote(0);
            if pace.is_due() {
                pace.synced(self.sync()?);
            }
        }
        Ok(())
    }

    /// Builds the index again from the events up to `head`.
    pub(super) fn reindex(&mut self, head: Option<Seq>) -> Result<u64, Fault> {
        // The mark goes first and comes back last, so that a crash in between
        // is seen, and made good, when the log is next opened.
        self.meta.remove(META_BY_ID)?;
        self.sync()?;
        self.db.drop_tree(BY_ID)?;
        self.by_id = self.db.open_tree(BY_ID)?;
        let mut pace = Pace::new();
        let mut indexed = 0;
        while let Some(to) = head
            && indexed <= to.0
        {
            let chunk = self.chunk(Seq(indexed), to, 1 << 20)?;
            if chunk.is_empty() {
                return Err(missing(Seq(indexed)));
            }
            for event in chunk {
                self.by_id.insert(id_key(event.id(), Seq(indexed)), &[])?;
                indexed += 1;
                pace.wrote(0);
                if pace.is_due() {
                    pace.synced(self.sync()?);
                }
            }
        }
        self.meta.insert(META_BY_ID, WHOLE)?;
        self.sync()?;
        Ok(indexed)
    }
}

/// How often a long write is synced: by what the engine turns out to write,
/// which is several times what it is given, and more when it tidies up.
struct Pace {
    stride: usize,
    writes: usize,
    payload: usize,
}

impl Pace {
    fn new() -> Self {
        Self { stride: *STRIDE.start(), writes: 0, payload: 0 }
    }

    fn wrote(&mut self, len: usize) {
        self.writes += 1;
        self.payload += len;
    }

    fn is_due(&self) -> bool {
        self.writes >= self.stride || self.payload >= UNSYNCED_PAYLOAD_MAX
    }

    fn synced(&mut self, written: usize) {
        if written > UNSYNCED_LEN_AIM {
            self.stride = (self.stride / 2).max(1);
        } else if written < UNSYNCED_LEN_AIM / 4 {
            self.stride = (self.stride * 2).min(*STRIDE.end());
        }
        (self.writes, self.payload) = (0, 0);
    }
}

fn known_key(key: &[u8]) -> Result<(Seq, u8, u8), Fault> {
    read_piece_key(key).ok_or_else(|| Fault::Contradiction("a key among the events is not one".to_owned()))
}

fn unreadable(seq: Seq, why: &str) -> Fault {
    Fault::Contradiction(format!("event {seq} cannot be read: {why}"))
}

/// An event up to the head that is not there.
pub(super) fn missing(seq: Seq) -> Fault {
    Fault::Contradiction(format!("event {seq} is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_said_is_told_in_its_own_words() {
        let full = std::io::Error::from_raw_os_error(28);
        let kind = full.kind();
        let repeated = ::sled::Error::Io(full).clone();
        let Fault::Engine(::sled::Error::Io(told)) = Fault::from(repeated) else {
            panic!("another fault");
        };
        assert_eq!((told.kind(), told.to_string().as_str()), (kind, "No space left on device"));
    }

    #[test]
    fn a_long_write_is_synced_the_more_often_the_more_the_engine_writes() {
        let mut pace = Pace::new();
        for _ in 0..10 {
            pace.synced(1_000);
        }
        assert_eq!(pace.stride, *STRIDE.end());
        for _ in 0..20 {
            pace.synced(UNSYNCED_LEN_AIM + 1);
        }
        assert_eq!(pace.stride, 1);
        pace.wrote(0);
        assert!(pace.is_due());
    }
}
