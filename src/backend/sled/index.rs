//! The index by id of a log: files beside the database, and the few events
//! since that they do not speak of yet.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::SledLog;
use crate::backend::files::Runs;
use crate::domain::{EventId, Seq};
use crate::log::{EventLog, Head, LogError, StoredEvent};

/// How many events come together before they are put into a file. What is
/// not in one is read from the log by whoever asks for an id first.
const RUN_LEN_MIN: usize = 16_384;

/// Most events that are put into a file at once.
const RUN_LEN_MAX: usize = 1 << 18;

/// The first eight bytes of an event's id, and its position.
type Entry = ([u8; 8], u64);

/// Files of entries: eight bytes of each part.
type Ids = Runs<16>;

/// The index by id.
pub(super) struct Index {
    dir: PathBuf,
    pub(super) run_len_min: usize,
    known: Mutex<Option<Known>>,
}

/// What is known of the index, once it was needed.
struct Known {
    ids: Ids,
    /// Entries of events after those in the files, up to `read` exclusive.
    since: Vec<Entry>,
    read: u64,
    /// A file could not be written, so nothing more is: the log tells all.
    gave_up: bool,
}

impl Index {
    /// The index whose files are in a directory; nothing is touched yet.
    pub(super) fn at(dir: PathBuf) -> Self {
        Self { dir, run_len_min: RUN_LEN_MIN, known: Mutex::new(None) }
    }

    /// Takes note of a batch that is durable. Nothing that goes wrong here
    /// takes back that it is: what is in no file is read from the log.
    pub(super) fn grew(&self, log: &SledLog, batch: &[StoredEvent], head: Head) {
        let mut known = self.lock();
        let Ok(known) = self.opened(log, &mut known) else { return };
        if batch.first().is_some_and(|event| event.seq().0 == known.read) {
            let ids = batch.iter().skip(1).map(StoredEvent::prev).chain([head.id]);
            known.since.extend(ids.zip(known.read..).map(|(id, seq)| (first_eight(id), seq)));
            known.read = head.seq.0 + 1;
        }
        let unwritten = (head.seq.0 + 1).saturating_sub(known.ids.covered());
        if unwritten >= self.run_len_min as u64 && !known.gave_up {
            self.catch_up(log, known, head);
        }
    }

    /// Forgets all but so many events.
    pub(super) fn cut_to(&self, events: u64) {
        if let Some(known) = self.lock().as_mut() {
            known.ids.cut_to(events);
            known.since.clear();
            known.read = known.ids.covered();
        }
    }

    /// Positions of ids within bounds, oldest first.
    pub(super) fn find(&self, log: &SledLog, low: [u8; 8], high: [u8; 8]) -> Result<Vec<Seq>, LogError> {
        let Some(head) = log.head() else { return Ok(Vec::new()) };
        let mut known = self.lock();
        let known = self.opened(log, &mut known)?;
        self.catch_up(log, known, head);
        let in_files = known.ids.range(&low, &high).map(|row| row.map(|row| Seq(read(row).1)));
        let mut found = in_files.collect::<Result<Vec<_>, _>>().map_err(|why| self.unreadable(why))?;
        let within = known.since.iter().filter(|(id, _)| low <= *id && *id <= high);
        found.extend(within.map(|(_, seq)| Seq(*seq)));
        found.sort_unstable();
        Ok(found)
    }

    /// Builds all of it again; answers with the number of events in it.
    pub(super) fn rebuild(&self, log: &SledLog) -> Result<u64, LogError> {
        let mut known = self.lock();
        let dropped = match known.take() {
            Some(Known { mut ids, .. }) => ids.clear(),
            None => Ids::gone(&self.dir),
        };
        let refused =
            |source| LogError::Io { action: format!("could not write the index in {}", self.dir.display()), source };
        dropped.map_err(refused)?;
        let Some(head) = log.head() else { return Ok(0) };
        let known = self.opened(log, &mut known)?;
        for entry in entries(log, 0, head) {
            known.since.push(entry?);
            known.read += 1;
            let rest = (head.seq.0 + 1 - known.read) as usize;
            if known.since.len() >= RUN_LEN_MAX || (rest == 0 && known.since.len() >= self.run_len_min) {
                self.write(log, known, head).map_err(refused)?;
            }
        }
        Ok(known.read)
    }

    /// Reads what is not in the files, and puts it into one where it is much.
    fn catch_up(&self, log: &SledLog, known: &mut Known, head: Head) {
        if known.read <= head.seq.0 {
            // An event that cannot be read has no place here, nor has it any
            // in what it is looked up for.
            known.since.extend(entries(log, known.read, head).flatten());
            known.read = head.seq.0 + 1;
        }
        let whole = known.since.len() as u64 == known.read - known.ids.covered();
        if known.since.len() >= self.run_len_min && whole && !known.gave_up {
            known.gave_up = self.write(log, known, head).is_err();
        }
    }

    /// Puts what has come together into a file.
    fn write(&self, log: &SledLog, known: &mut Known, head: Head) -> std::io::Result<()> {
        let last = known.read - 1;
        let id = if last == head.seq.0 { Some(head.id) } else { id_at(log, Seq(last)).ok().flatten() };
        let id = id.ok_or_else(|| std::io::Error::other("the last event of it cannot be read"))?;
        let rows: Vec<_> = known.since.iter().map(written).collect();
        known.ids.extend(rows, known.since.len() as u64, id)?;
        known.since.clear();
        Ok(())
    }

    /// Makes few files of many before the log is closed.
    pub(super) fn close(&self) {
        if let Some(known) = self.lock().as_mut() {
            // As many files as there are do as well.
            let _ = known.ids.tidy();
        }
    }

    fn opened<'k>(&self, log: &SledLog, known: &'k mut Option<Known>) -> Result<&'k mut Known, LogError> {
        let opened = match known.take() {
            Some(opened) => opened,
            None => {
                let ids = Ids::open(&self.dir, |seq| id_at(log, seq))?;
                let read = ids.covered();
                Known { ids, since: Vec::new(), read, gave_up: false }
            }
        };
        Ok(known.insert(opened))
    }

    fn unreadable(&self, why: std::io::Error) -> LogError {
        if matches!(why.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof) {
            return LogError::Broken(format!("the index by id is not readable ({why}): {}", self.dir.display()));
        }
        LogError::Io { action: format!("could not read the index in {}", self.dir.display()), source: why }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Known>> {
        // What a panic left half done is at worst an index that lacks
        // something, which is found and mended like any.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn id_at(log: &SledLog, seq: Seq) -> Result<Option<EventId>, LogError> {
    Ok(log.get(seq)?.map(|event| event.id()))
}

fn written((id, seq): &Entry) -> [u8; 16] {
    let seq = seq.to_be_bytes();
    std::array::from_fn(|i| if i < 8 { id[i] } else { seq[i - 8] })
}

fn read(row: [u8; 16]) -> Entry {
    (std::array::from_fn(|i| row[i]), u64::from_be_bytes(std::array::from_fn(|i| row[8 + i])))
}

fn first_eight(id: EventId) -> [u8; 8] {
    std::array::from_fn(|i| id.0[i])
}

/// The entries of events up to the head. An event's id stands in the header of
/// the next one, so that hardly any has to be computed.
fn entries(log: &SledLog, from: u64, head: Head) -> impl Iterator<Item = Result<Entry, LogError>> + '_ {
    let mut headers = log.scan_headers(Seq(from)).peekable();
    let mut seq = from;
    std::iter::from_fn(move || {
        let header = match headers.next()? {
            Ok(header) => header,
            Err(why) => {
                seq += 1;
                return Some(Err(why));
            }
        };
        let id = match headers.peek() {
            Some(Ok(next)) => next.prev(),
            None if seq == head.seq.0 => head.id,
            _ => header.id(),
        };
        seq += 1;
        Some(Ok((first_eight(id), seq - 1)))
    })
}
