//! Group commit: many appends, each its own, with one sync.
//!
//! A sync costs the same for one event as for hundreds. So one thread holds
//! the ledger, takes all that has come while it was busy, checks and seals
//! each request onto the one before, makes them durable together, and then
//! answers each. A request that is refused leaves nothing behind and harms no
//! other; where the sync fails, none of them is acknowledged.

use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};

use super::append::Staged;
use super::{Error, Ledger, Options, Receipts, jsonl};
use crate::domain::Draft;
use crate::log::LogError;

/// How many requests share one sync at most.
pub(super) const GROUP_LEN_MAX: usize = 512;

/// How many requests wait for the writer; whoever comes then waits to wait.
const WAITING_MAX: usize = 1_024;

/// One thing to be appended in a group, on its own.
pub(super) enum Asked<'a> {
    /// A JSON line, and the source of what names none.
    Line(&'a str, Option<&'a str>),
    /// Facts, all or none.
    Drafts(Vec<Draft>),
}

/// What became of it: receipts, or the column of a line and what is wrong there.
pub(super) type Outcome = Result<Receipts, (u64, Error)>;

/// All that has come by now, after what came first.
pub(super) fn gather<T>(first: T, waiting: &Receiver<T>) -> Vec<T> {
    std::iter::once(first).chain(waiting.try_iter()).take(GROUP_LEN_MAX).collect()
}

impl Ledger {
    /// Appends each on its own, all of them with one sync; answers when those
    /// that were accepted are durable. With `dry_run` nothing is.
    ///
    /// # Errors
    /// Where they could not be made durable: none of them is acknowledged.
    pub(super) fn append_each<'a>(
        &mut self,
        asked: impl Iterator<Item = (Asked<'a>, &'a Options)>,
        near_names: &mut usize,
        dry_run: bool,
    ) -> Result<Vec<Outcome>, Error> {
        let mut outcomes = Vec::new();
        let mut group = Staged { near_names: *near_names, ..Staged::default() };
        for (asked, options) in asked {
            // Those before it are staged too: a key that one of them has is
            // taken, and a head that one of them moved has moved.
            let before = group.events.len();
            let receipts = self.stage_asked(asked, options, &mut group);
            let warnings = std::mem::take(&mut group.warnings);
            outcomes.push(match receipts {
                Ok(events) => Ok(Receipts { events, warnings, sealed: group.events[before..].to_vec() }),
                Err(refused) => {
                    if group.events.len() > before {
                        group.cut_to(before);
                        self.restage(&group.events)?;
                    }
                    Err(refused)
                }
            });
        }
        *near_names = group.near_names;
        if dry_run {
            self.restage(&[])?
        } else {
            self.commit(&mut group)?
        }
        Ok(outcomes)
    }

    fn stage_asked(
        &mut self,
        asked: Asked<'_>,
        options: &Options,
        staged: &mut Staged,
    ) -> Result<Vec<super::Receipt>, (u64, Error)> {
        let (columns, drafts) = match asked {
            Asked::Drafts(drafts) => (None, Ok(drafts)),
            Asked::Line(text, source) => {
                let line = jsonl::read_line(0, text, source);
                (Some(line.columns), line.says.map_err(Error::from))
            }
        };
        let receipts = drafts.and_then(|drafts| {
            self.check_options(options, staged)?;
            self.stage(drafts, options, staged)
        });
        receipts.map_err(|error| {
            let part = error.part().map(super::Part::word);
            (columns.map_or(1, |columns| columns.of(part)), error)
        })
    }
}

/// A request on its way to the writer.
struct Request {
    drafts: Vec<Draft>,
    options: Options,
    answer: SyncSender<Result<Receipts, Error>>,
}

/// A ledger that any number of threads append to, through one that holds it.
///
/// ```
/// use reshuffle::domain::time::Zone;
/// use reshuffle::domain::Name;
/// use reshuffle::ledger::{Appender, Environment, Ledger, Options};
///
/// let appender = Appender::start(|| {
///     let (origin, desk) = ("example.org/doc".parse().expect("an origin"), Name::new("desk").expect("a name"));
///     Ledger::in_memory(origin, &Zone::new("UTC").expect("a zone"), desk, Environment::system())
/// })?;
/// let options = Options::by(Name::new("desk").expect("a name"));
/// std::thread::scope(|scope| {
///     for _ in 0..4 {
///         scope.spawn(|| appender.append(Vec::new(), &options).expect("nothing to append is no error"));
///     }
/// });
/// # Ok::<(), reshuffle::ledger::Error>(())
/// ```
pub struct Appender {
    /// Gone once no more may come.
    requests: Option<SyncSender<Request>>,
    writer: Option<JoinHandle<()>>,
}

/// An append that was handed over and not yet answered.
pub struct Pending(Receiver<Result<Receipts, Error>>);

impl Pending {
    /// Waits until it is durable or refused.
    ///
    /// # Errors
    /// As for [`Ledger::append`]; [`Error::Log`] where the group it was in
    /// could not be made durable.
    pub fn wait(self) -> Result<Receipts, Error> {
        self.0.recv().unwrap_or_else(|_| Err(gone()))
    }
}

impl Appender {
    /// Starts the thread that holds the ledger, which opens it as it is told to.
    ///
    /// # Errors
    /// What opening it fails with; [`Error::Io`] where no thread can be started.
    pub fn start(open: impl FnOnce() -> Result<Ledger, Error> + Send + 'static) -> Result<Self, Error> {
        let (requests, waiting) = sync_channel(WAITING_MAX);
        let (opened, is_open) = channel();
        let writer = thread::Builder::new().name("ledger-writer".to_owned()).spawn(move || match open() {
            Ok(ledger) => {
                // Whoever started this waits for it.
                let _ = opened.send(Ok(()));
                write(ledger, &waiting);
            }
            Err(why) => drop(opened.send(Err(why))),
        });
        let writer = writer.map_err(|why| Error::io("could not start a thread", why))?;
        is_open.recv().unwrap_or_else(|_| Err(gone()))?;
        Ok(Self { requests: Some(requests), writer: Some(writer) })
    }

    /// Appends facts, all or none, durable on return.
    ///
    /// # Errors
    /// As for [`Ledger::append`]; [`Error::Log`] where the group it was in
    /// could not be made durable.
    pub fn append(&self, drafts: Vec<Draft>, options: &Options) -> Result<Receipts, Error> {
        self.submit(drafts, options).wait()
    }

    /// Hands facts over, and does not wait for their sync. Those that one
    /// thread hands over are appended and answered in that order. Waits where
    /// too many are on their way already.
    pub fn submit(&self, drafts: Vec<Draft>, options: &Options) -> Pending {
        let (answer, answered) = sync_channel(1);
        if let Some(requests) = &self.requests {
            // Where the writer is gone, so is the sender of the answer, and waiting says so.
            let _ = requests.send(Request { drafts, options: options.clone(), answer });
        }
        Pending(answered)
    }
}

impl Drop for Appender {
    /// Waits for everything that was handed over, and closes the ledger.
    fn drop(&mut self) {
        drop(self.requests.take());
        if let Some(writer) = self.writer.take() {
            // A writer that panicked has answered nobody since, and they know.
            let _ = writer.join();
        }
    }
}

/// Serves requests until no more can come.
fn write(mut ledger: Ledger, waiting: &Receiver<Request>) {
    let mut near_names = 0;
    let mut failed = None;
    while let Ok(first) = waiting.recv() {
        let group = gather(first, waiting);
        if failed.is_some() {
            group.into_iter().for_each(|request| answer(&request.answer, Err(LogError::Halted.into())));
            continue;
        }
        let (trials, mut group): (Vec<_>, Vec<_>) = group.into_iter().partition(|request| request.options.dry_run);
        let drafts: Vec<_> = group.iter_mut().map(|request| std::mem::take(&mut request.drafts)).collect();
        let asked = drafts.into_iter().zip(&group).map(|(drafts, request)| (Asked::Drafts(drafts), &request.options));
        match ledger.append_each(asked, &mut near_names, false) {
            Ok(outcomes) => {
                for (request, outcome) in group.iter().zip(outcomes) {
                    answer(&request.answer, outcome.map_err(|(_, why)| why));
                }
            }
            Err(why) => {
                group.iter().for_each(|request| answer(&request.answer, Err(repeated(&why))));
                failed = Some(why);
            }
        }
        for Request { drafts, options, answer: to } in trials {
            let tried = if failed.is_none() { ledger.append(drafts, &options) } else { Err(LogError::Halted.into()) };
            answer(&to, tried);
        }
    }
}

fn answer(to: &SyncSender<Result<Receipts, Error>>, answer: Result<Receipts, Error>) {
    // Somebody who no longer waits does not want to know.
    let _ = to.send(answer);
}

/// The same failure, for each of those it concerns.
fn repeated(error: &Error) -> Error {
    Error::Log(match error {
        Error::Log(LogError::Broken(why)) => LogError::Broken(why.clone()),
        Error::Log(LogError::Failed(why)) => LogError::Failed(why.clone()),
        Error::Log(LogError::Halted) => LogError::Halted,
        other => LogError::Failed(other.to_string()),
    })
}

fn gone() -> Error {
    Error::Log(LogError::Halted)
}
