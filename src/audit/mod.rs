//! Read-only doubt: recomputes everything that a ledger stands on.
//!
//! An audit shares with what it checks only the ports it reads through, the
//! decoder and the digests; how events are sealed, fitted, folded and indexed
//! is not asked. In one pass over the log it computes every digest and link
//! from the stored bytes, decodes every body, follows every reference and
//! holds every quote against its article; then it compares the index, the
//! articles and the records of the log's end with what it saw.
//!
//! What can be said of an event by itself is said by workers, on all cores, a
//! few stretches of the log at a time; one thread goes along their answers in
//! order and judges what depends on the events before. The report is the same
//! whatever their number.
//!
//! Of an event it keeps the beginning of its id and its kind; of an article its
//! label; of a client key where it was used.
//!
//! **What breaks a ledger and what does not.** A contradiction is broken:
//! among them a derived index that differs, because answers that go through it
//! may be wrong, though no event is (`reshuffle reindex` mends it). What is not
//! there to be checked is unverifiable: an article that is gone or cannot be
//! read, an event of a kind of a later version. What was erased on record, and
//! what lies about without harm, is a warning.
//!
//! **What it cannot see.** Whoever holds the ledger can write a whole other
//! log that hangs together, or cut off its end together with the head file.
//! That is told only by comparing with a copy or a checkpoint kept elsewhere.
//!
//! ```
//! use reshuffle::audit::{Subject, Verdict, audit};
//! use reshuffle::backend::memory::{MemoryArticles, MemoryLog};
//!
//! let (log, articles) = (MemoryLog::new(), MemoryArticles::new());
//! let subject = Subject { log: &log, sources: &articles, head_file: None, settings: None };
//! let report = audit(&subject, &mut |_| {});
//! // A ledger begins with an event, and this log has none.
//! assert_eq!(report.verdict, Verdict::Broken);
//! assert_eq!(report.findings[0].code.word(), "created-first");
//! ```

mod aliases;
mod auditor;
mod body;
mod code;
mod crew;
mod ends;
mod erasures;
mod examine;
mod index;
mod library;
mod order;
mod page;
mod positions;
mod references;
mod report;
mod roll;
mod roots;
mod settings;
mod shelf;
mod signatures;
mod strays;
mod times;

use std::num::NonZero;
use std::thread;

use auditor::Auditor;
pub use code::Code;
use crew::Crew;
use examine::Examiner;
pub use report::{Finding, KEPT_OF_A_CODE, Report, Share, Signed, Verdict, Weight};
pub use roots::roots_at;
pub use settings::Settings;
use shelf::Shelf;
use times::Clocks;

use crate::domain::{EventId, Seq};
use crate::log::EventLog;
use crate::sources::SourceStore;

/// What is audited.
pub struct Subject<'a> {
    /// The log.
    pub log: &'a dyn EventLog,
    /// The articles.
    pub sources: &'a dyn SourceStore,
    /// What the head file says; none where it is absent or torn.
    pub head_file: Option<(Seq, EventId)>,
    /// What `reshuffle.toml` says, where it is there.
    pub settings: Option<Settings>,
}

/// What an audit is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reading events, and with each article the quotes from it.
    Events,
    /// Comparing the index, range by range.
    Index,
    /// Going through the articles.
    Sources,
}

/// How far an audit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What it is at.
    pub stage: Stage,
    /// How many are done.
    pub done: u64,
    /// How many there are, where that is known.
    pub total: Option<u64>,
}

/// How many events lie between two reports of progress.
const PROGRESS_STRIDE: u64 = 1_024;

/// Checks everything that can be checked, on all cores, and reports all that
/// was found.
///
/// It writes nothing, and no bytes make it panic: what cannot be read is a
/// finding, and it goes on where it can.
#[must_use]
pub fn audit(subject: &Subject<'_>, progress: &mut dyn FnMut(Progress)) -> Report {
    audit_by(thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN), subject, progress)
}

/// The same, by so many workers beside the thread that reads the log. The
/// report is the same whatever their number.
#[must_use]
pub fn audit_by(workers: NonZero<usize>, subject: &Subject<'_>, progress: &mut dyn FnMut(Progress)) -> Report {
    let head = subject.log.head();
    let total = Some(head.map_or(0, |head| head.seq.0.saturating_add(1)));
    let (shelf, clocks) = (Shelf::new(subject.sources), Clocks::default());
    let examiner = Examiner { shelf: &shelf, clocks: &clocks };
    thread::scope(|scope| {
        let events = Crew::start(scope, workers, subject.log.scan(Seq(0)), examiner);
        let mut auditor = Auditor::new(subject, events, examiner);
        let mut done = 0;
        while auditor.step() {
            if done % PROGRESS_STRIDE == 0 {
                progress(Progress { stage: Stage::Events, done, total });
            }
            done += 1;
        }
        auditor.finish(subject, head, progress)
    })
}
