//! The port of the log, answered from the room.

use std::collections::VecDeque;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::engine::{Engine, Fault, missing};
use super::opening;
use super::room::{NoAnswer, Room};
use crate::domain::Seq;
use crate::log::{EventLog, HEADER_LEN, Head, LogError, StoredEvent, fit};

/// How long to wait for an answer that touches few bytes.
const PATIENCE: Duration = Duration::from_secs(120);
/// How many more bytes are given another second.
const LEN_PER_SECOND: u64 = 1024 * 1024;
/// About how many bytes of events a scan reads ahead.
const CHUNK_LEN: usize = 1024 * 1024;

/// A log in a sled database.
///
/// One process at a time may have a log open; see
/// [`Lock`](crate::backend::files::Lock).
pub struct SledLog {
    room: Room<Engine>,
    dir: PathBuf,
    head: Option<Head>,
    halted: bool,
    patience: Duration,
}

impl SledLog {
    /// Makes an empty log in `dir`, a directory that is absent or empty; it
    /// survives a power cut from then on.
    ///
    /// # Errors
    /// [`LogError::Io`] where there is something already, or where the
    /// operating system refuses.
    pub fn create(dir: &Path) -> Result<Self, LogError> {
        let place = dir.to_owned();
        Self::start(dir, PATIENCE, move || Ok((opening::create(&place)?, None)))
    }

    /// Opens the log in `dir`. Drops what a batch that was never finished has
    /// left behind; makes nothing where there is no log.
    ///
    /// # Errors
    /// [`LogError::Io`] where there is no log or the operating system refuses,
    /// [`LogError::Broken`] where the database cannot be read, or does not
    /// hold the event that it names as its last.
    pub fn open(dir: &Path) -> Result<Self, LogError> {
        Self::open_within(dir, PATIENCE)
    }

    /// Opens with another patience than the usual.
    pub(super) fn open_within(dir: &Path, patience: Duration) -> Result<Self, LogError> {
        let place = dir.to_owned();
        Self::start(dir, patience, move || opening::open(&place))
    }

    fn start(
        dir: &Path,
        patience: Duration,
        job: impl FnOnce() -> Result<(Engine, Option<Head>), Fault> + Send + 'static,
    ) -> Result<Self, LogError> {
        let room =
            Room::new().map_err(|source| LogError::Io { action: "could not start a thread".to_owned(), source })?;
        let mut log = Self { room, dir: dir.to_owned(), head: None, halted: false, patience };
        let len = std::fs::metadata(dir.join("db")).map_or(0, |file| file.len());
        let opened = log.room.ask(log.patience_for(len), |kept| {
            let (engine, head) = job()?;
            *kept = Some(engine);
            Ok(head)
        });
        log.head = log.understood(opened)?;
        Ok(log)
    }

    fn patience_for(&self, len: u64) -> Duration {
        self.patience + Duration::from_secs(len / LEN_PER_SECOND)
    }

    /// Has something read.
    fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Engine) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, LogError> {
        self.understood(self.ask(self.patience, |engine| job(engine)))
    }

    pub(super) fn ask<T: Send + 'static>(
        &self,
        patience: Duration,
        job: impl FnOnce(&mut Engine) -> Result<T, Fault> + Send + 'static,
    ) -> Result<Result<T, Fault>, NoAnswer> {
        self.room.ask(patience, |kept| match kept {
            Some(engine) => job(engine),
            None => Err(Fault::Contradiction("it is closed".to_owned())),
        })
    }

    /// Has something written. After a failure nothing is written any more.
    fn write<T: Send + 'static>(
        &mut self,
        len: u64,
        job: impl FnOnce(&mut Engine) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, LogError> {
        let answer = self.ask(self.patience_for(len), job);
        self.halted = !matches!(answer, Ok(Ok(_)));
        match answer {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(fault @ (Fault::Io { .. } | Fault::Engine(::sled::Error::Io(_))))) => {
                Err(failed(&fault.to_string(), is_disk_full(&fault)))
            }
            Ok(Err(fault)) => Err(self.broken(&fault.to_string())),
            Err(no_answer) => Err(failed(&no_answer.to_string(), false)),
        }
    }

    /// An answer to reading, as the port's errors have it.
    fn understood<T>(&self, answer: Result<Result<T, Fault>, NoAnswer>) -> Result<T, LogError> {
        match answer {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(fault)) => Err(self.misread(fault)),
            Err(no_answer) => Err(self.broken(&no_answer.to_string())),
        }
    }

    fn misread(&self, fault: Fault) -> LogError {
        let disk_full = is_disk_full(&fault);
        match fault {
            Fault::Io { action, source } => LogError::Io { action, source },
            Fault::Engine(::sled::Error::Io(source)) if disk_full => LogError::Io {
                action: format!(
                    "the log in {} needs some megabytes on its disk to be opened; no event in \
                     it was changed, so free some space and run the command again",
                    self.dir.display()
                ),
                source,
            },
            // The engine reads past the end of a file that was cut short.
            Fault::Engine(::sled::Error::Io(source)) if source.kind() != ErrorKind::UnexpectedEof => {
                LogError::Io { action: format!("could not use the log in {}", self.dir.display()), source }
            }
            fault => self.broken(&fault.to_string()),
        }
    }

    fn broken(&self, said: &str) -> LogError {
        LogError::Broken(format!(
            "the database files in {} cannot be read ({said}); the sources beside them are \
             untouched; keep a copy of these files, and restore them from a backup or from a \
             published copy of the log",
            self.dir.display()
        ))
    }
}

impl EventLog for SledLog {
    fn head(&self) -> Option<Head> {
        self.head
    }

    fn append(&mut self, expected: Option<Head>, batch: &[StoredEvent]) -> Result<(), LogError> {
        if self.halted {
            return Err(LogError::Halted);
        }
        if expected != self.head {
            return Err(LogError::HeadMoved { actual: self.head });
        }
        let Some(head) = fit(expected, batch)? else {
            return Ok(());
        };
        if batch.is_empty() {
            return Ok(());
        }
        let len = batch.iter().map(|event| HEADER_LEN + event.body.len()).sum::<usize>();
        let batch = batch.to_vec();
        let len = u64::try_from(len).unwrap_or(u64::MAX);
        self.write(len, move |engine| engine.append(&batch, head))?;
        self.head = Some(head);
        Ok(())
    }

    fn get(&self, seq: Seq) -> Result<Option<StoredEvent>, LogError> {
        if self.head.is_none_or(|head| seq > head.seq) {
            return Ok(None);
        }
        self.read(move |engine| engine.get(seq)?.ok_or_else(|| missing(seq)).map(Some))
    }

    fn scan(&self, from: Seq) -> Box<dyn Iterator<Item = Result<StoredEvent, LogError>> + '_> {
        Box::new(Scan { log: self, next: from, read: VecDeque::new(), over: false })
    }

    fn seqs_by_id(&self, low: [u8; 8], high: [u8; 8]) -> Result<Vec<Seq>, LogError> {
        let Some(head) = self.head else {
            return Ok(Vec::new());
        };
        self.read(move |engine| engine.seqs_by_id(low, high, head.seq))
    }

    fn reindex(&mut self) -> Result<u64, LogError> {
        if self.halted {
            return Err(LogError::Halted);
        }
        let head = self.head.map(|head| head.seq);
        let len = std::fs::metadata(self.dir.join("db")).map_or(0, |file| file.len());
        self.write(len, move |engine| engine.reindex(head))
    }
}

impl Drop for SledLog {
    fn drop(&mut self) {
        // The engine writes and syncs once more when it is dropped. After a
        // failure it is left alone instead: the process is about to end, and
        // until then the engine would panic over its files or wait for ever.
        if !self.halted {
            // There is nothing to lose: all that was acknowledged is durable.
            let _ = self.room.ask(self.patience, |kept| drop(kept.take()));
        }
    }
}

/// A scan, reading ahead.
struct Scan<'a> {
    log: &'a SledLog,
    next: Seq,
    read: VecDeque<StoredEvent>,
    over: bool,
}

impl Iterator for Scan<'_> {
    type Item = Result<StoredEvent, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(event) = self.read.pop_front() {
            self.next = self.next.next();
            return Some(Ok(event));
        }
        let (from, to) = (self.next, self.log.head?.seq);
        if self.over || from > to {
            return None;
        }
        let chunk = self.log.ask(self.log.patience, move |engine| engine.chunk(from, to, CHUNK_LEN));
        match chunk {
            Ok(Ok(events)) if !events.is_empty() => {
                self.read = events.into();
                self.next()
            }
            // Something ahead is missing or unreadable: event by event, so that
            // all that can be read is.
            Ok(_) => {
                let one = self.log.ask(self.log.patience, move |engine| engine.get(from)?.ok_or_else(|| missing(from)));
                self.over = one.is_err();
                self.next = self.next.next();
                Some(self.log.understood(one))
            }
            Err(no_answer) => {
                self.over = true;
                Some(Err(self.log.broken(&no_answer.to_string())))
            }
        }
    }
}

fn failed(said: &str, disk_full: bool) -> LogError {
    let way_out = if disk_full {
        "free some space on that disk and run the command again"
    } else {
        "check the disk, then run the command again"
    };
    LogError::Failed(format!(
        "{said}; what was being recorded is not acknowledged: when the ledger is next opened \
             it is there as a whole or not at all; {way_out}"
    ))
}

fn is_disk_full(fault: &Fault) -> bool {
    let (Fault::Io { source, .. } | Fault::Engine(::sled::Error::Io(source))) = fault else {
        return false;
    };
    matches!(source.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
}
