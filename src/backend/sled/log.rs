//! The port of the log, answered from the room.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::engine::{Engine, Fault, missing};
use super::index::Index;
use super::layout::{Value, lay_out};
use super::opening;
use super::room::{NoAnswer, Room};
use super::scan::{Events, EventsOf, Headers, Scan};
use crate::domain::Seq;
use crate::domain::time::Moment;
use crate::log::{EventLog, Head, LogError, StoredEvent, StoredHeader, fit};

/// How long to wait for an answer that touches few bytes.
const PATIENCE: Duration = Duration::from_secs(120);
/// After how many written bytes a log is opened once more when it is closed.
/// Opening reads what was written since the last time, some 20 ms for as much.
const REOPENED_AT: u64 = 64 * 1024 * 1024;
/// How many events the room is asked for at once. Each time the two threads
/// wait for each other, which takes as long as reading some events does.
const AT_ONCE: usize = 1_024;
/// How many more bytes are given another second.
const LEN_PER_SECOND: u64 = 1024 * 1024;

/// A log in a sled database.
///
/// One process at a time may have a log open; see
/// [`Lock`](crate::backend::files::Lock).
pub struct SledLog {
    room: Room<Engine>,
    dir: PathBuf,
    head: Option<Head>,
    /// The last event that is there for good: what follows it is staged.
    settled: Option<Head>,
    halted: bool,
    patience: Duration,
    written: u64,
    pub(super) index: Index,
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
        let index = Index::at(dir.join("ids"));
        let mut log =
            Self { room, dir: dir.to_owned(), head: None, settled: None, halted: false, patience, written: 0, index };
        let len = std::fs::metadata(dir.join("db")).map_or(0, |file| file.len());
        let opened = log.room.ask(log.patience_for(len), |kept| {
            let (engine, head) = job()?;
            *kept = Some(engine);
            Ok(head)
        });
        log.head = log.understood(opened)?;
        log.settled = log.head;
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

    /// Has something read for a scan.
    pub(super) fn ask_reading<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Engine) -> Result<T, Fault> + Send + 'static,
    ) -> Result<Result<T, Fault>, NoAnswer> {
        self.ask(self.patience, |engine| job(engine))
    }

    /// Writes events that follow the last one.
    fn take(
        &mut self,
        expected: Option<Head>,
        events: &[StoredEvent],
        write: fn(&mut Engine, Vec<Value>, Head) -> Result<(), Fault>,
    ) -> Result<(), LogError> {
        if self.halted {
            return Err(LogError::Halted);
        }
        if expected != self.head {
            return Err(LogError::HeadMoved { actual: self.head });
        }
        let Some(head) = fit(expected, events)? else { return Ok(()) };
        if events.is_empty() && self.head == self.settled {
            return Ok(());
        }
        let values = lay_out(events);
        let len = values.iter().map(|(_, value)| value.len()).sum::<usize>();
        let len = u64::try_from(len).unwrap_or(u64::MAX);
        self.write(len, move |engine| write(engine, values, head))?;
        self.head = Some(head);
        self.written = self.written.saturating_add(len);
        self.index.grew(self, events, head);
        Ok(())
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

    pub(super) fn misread(&self, fault: Fault) -> LogError {
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

    pub(super) fn broken(&self, said: &str) -> LogError {
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

    fn stage(&mut self, expected: Option<Head>, part: &[StoredEvent]) -> Result<(), LogError> {
        self.take(expected, part, |engine, values, _| engine.stage(values))
    }

    fn discard(&mut self) -> Result<(), LogError> {
        if self.head == self.settled {
            return Ok(());
        }
        if self.halted {
            return Err(LogError::Halted);
        }
        let kept = self.settled.map(|head| head.seq);
        self.write(self.written, move |engine| engine.drop_beyond(kept))?;
        self.head = self.settled;
        self.index.cut_to(kept.map_or(0, |seq| seq.0 + 1));
        Ok(())
    }

    fn append(&mut self, expected: Option<Head>, batch: &[StoredEvent]) -> Result<(), LogError> {
        self.take(expected, batch, Engine::append)?;
        self.settled = self.head;
        Ok(())
    }

    fn get(&self, seq: Seq) -> Result<Option<StoredEvent>, LogError> {
        if self.head.is_none_or(|head| seq > head.seq) {
            return Ok(None);
        }
        self.read(move |engine| engine.get(seq)?.ok_or_else(|| missing(seq)).map(Some))
    }

    fn get_all(&self, seqs: &[Seq]) -> Result<Vec<StoredEvent>, LogError> {
        let seqs: Vec<Seq> =
            seqs.iter().copied().filter(|seq| self.head.is_some_and(|head| *seq <= head.seq)).collect();
        let mut events = Vec::with_capacity(seqs.len());
        for some in seqs.chunks(AT_ONCE) {
            let some = some.to_vec();
            events.extend(self.read(move |engine| engine.get_all(&some))?);
        }
        Ok(events)
    }

    fn scan(&self, from: Seq) -> Box<dyn Iterator<Item = Result<StoredEvent, LogError>> + '_> {
        Box::new(Scan::new(self, from, Events))
    }

    fn scan_headers(&self, from: Seq) -> Box<dyn Iterator<Item = Result<StoredHeader, LogError>> + '_> {
        Box::new(Scan::new(self, from, Headers))
    }

    fn scan_kinds(&self, from: Seq, kinds: &[u16]) -> Box<dyn Iterator<Item = Result<StoredEvent, LogError>> + '_> {
        Box::new(Scan::new(self, from, EventsOf(kinds.to_vec())))
    }

    fn seq_after(&self, moment: Moment) -> Result<Seq, LogError> {
        match self.head {
            None => Ok(Seq(0)),
            // Which is what is asked most, and needs no reading.
            Some(head) if head.recorded_at_us <= moment.0 => Ok(head.seq.next()),
            Some(head) => self.read(move |engine| engine.seq_after(moment, head.seq)),
        }
    }

    fn seqs_by_id(&self, low: [u8; 8], high: [u8; 8]) -> Result<Vec<Seq>, LogError> {
        self.index.find(self, low, high)
    }

    fn reindex(&mut self) -> Result<u64, LogError> {
        if self.halted {
            return Err(LogError::Halted);
        }
        self.index.rebuild(self)
    }
}

impl Drop for SledLog {
    fn drop(&mut self) {
        // The engine writes and syncs once more when it is dropped. After a
        // failure it is left alone instead: the process is about to end, and
        // until then the engine would panic over its files or wait for ever.
        if self.halted {
            return;
        }
        self.index.close();
        let again = (self.written >= REOPENED_AT).then(|| self.dir.clone());
        // There is nothing to lose: all that was acknowledged is durable.
        let _ = self.room.ask(self.patience_for(self.written), move |kept| {
            drop(kept.take());
            again.map(|dir| opening::open(&dir).map(drop))
        });
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
