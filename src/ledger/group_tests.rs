//! What many who append at once are promised, over a log that can be held up
//! and made to fail.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use super::{Appender, Environment, Error, Ledger, Options, Pending, Receipts, jsonl};
use crate::backend::memory::MemoryLog;
use crate::domain::time::Zone;
use crate::domain::{Draft, Name, Seq};
use crate::log::{EventLog, Head, LogError, StoredEvent};

/// A log that is watched from outside.
#[derive(Clone, Default)]
struct Watched {
    log: Arc<Mutex<MemoryLog>>,
    /// How many batches it has taken, each with one sync.
    batches: Arc<AtomicUsize>,
    /// Held by whoever wants appends to wait.
    gate: Arc<Mutex<()>>,
    fails: Arc<AtomicBool>,
}

impl Watched {
    fn lock(&self) -> MutexGuard<'_, MemoryLog> {
        self.log.lock().unwrap()
    }
}

impl EventLog for Watched {
    fn head(&self) -> Option<Head> {
        self.lock().head()
    }
    fn stage(&mut self, expected: Option<Head>, part: &[StoredEvent]) -> Result<(), LogError> {
        self.lock().stage(expected, part)
    }
    fn discard(&mut self) -> Result<(), LogError> {
        self.lock().discard()
    }
    fn append(&mut self, expected: Option<Head>, batch: &[StoredEvent]) -> Result<(), LogError> {
        drop(self.gate.lock().unwrap());
        if self.fails.load(Ordering::SeqCst) {
            return Err(LogError::Failed("no sync".to_owned()));
        }
        self.batches.fetch_add(1, Ordering::SeqCst);
        self.lock().append(expected, batch)
    }
    fn get(&self, seq: Seq) -> Result<Option<StoredEvent>, LogError> {
        self.lock().get(seq)
    }
    fn scan(&self, from: Seq) -> Box<dyn Iterator<Item = Result<StoredEvent, LogError>> + '_> {
        let events: Vec<_> = self.lock().scan(from).collect();
        Box::new(events.into_iter())
    }
    fn seqs_by_id(&self, low: [u8; 8], high: [u8; 8]) -> Result<Vec<Seq>, LogError> {
        self.lock().seqs_by_id(low, high)
    }
    fn reindex(&mut self) -> Result<u64, LogError> {
        self.lock().reindex()
    }
}

/// An appender over a new ledger in a watched log.
fn started() -> (Appender, Watched) {
    let watched = Watched::default();
    let log = watched.clone();
    let appender = Appender::start(move || {
        let mut ledger = Ledger::in_memory(
            "example.org/group".parse().unwrap(),
            &Zone::new("UTC").unwrap(),
            Name::new("desk").unwrap(),
            Environment::system(),
        )?;
        let begun: Vec<_> = ledger.log.scan(Seq(0)).map(Result::unwrap).collect();
        log.lock().append(None, &begun).unwrap();
        ledger.log = Box::new(log);
        Ok(ledger)
    });
    (appender.unwrap(), watched)
}

fn body(name: &str) -> Vec<Draft> {
    let line = format!(r#"{{"fact":"body","body":"{name}","why":"it is one"}}"#);
    jsonl::read_line(1, &line, None).says.unwrap()
}

fn options() -> Options {
    Options::by(Name::new("desk").unwrap())
}

/// Appends while the log is held up, so that all of it is one group.
fn in_one_group(
    appender: &Appender,
    watched: &Watched,
    asked: Vec<(Vec<Draft>, Options)>,
) -> Vec<Result<Receipts, Error>> {
    let held = watched.gate.lock().unwrap();
    // The writer is busy with this one while the others come.
    let first = appender.submit(body("In the way"), &options());
    thread::sleep(Duration::from_millis(50));
    let pending: Vec<Pending> = asked.into_iter().map(|(drafts, options)| appender.submit(drafts, &options)).collect();
    drop(held);
    first.wait().unwrap();
    pending.into_iter().map(Pending::wait).collect()
}

#[test]
fn sixty_four_threads_share_syncs_and_each_hears_of_its_own() {
    const EACH: usize = 20;
    let (appender, watched) = started();
    let held = watched.gate.lock().unwrap();
    let seqs: Vec<Vec<u64>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..64)
            .map(|client| {
                let appender = &appender;
                scope.spawn(move || {
                    let append = |nth| appender.append(body(&format!("Body {client} {nth}")), &options()).unwrap();
                    (0..EACH).map(|nth| append(nth).events[0].seq.0).collect::<Vec<_>>()
                })
            })
            .collect();
        thread::sleep(Duration::from_millis(50));
        drop(held);
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    drop(appender);
    assert!(seqs.iter().all(|seqs| seqs.windows(2).all(|pair| pair[0] < pair[1])), "{seqs:?}");
    let all: BTreeSet<u64> = seqs.into_iter().flatten().collect();
    assert_eq!(all, (1..=64 * EACH as u64).collect());
    let batches = watched.batches.load(Ordering::SeqCst);
    assert!(batches < 64 * EACH, "{batches} batches of {} appends", 64 * EACH);
}

#[test]
fn what_one_thread_hands_over_is_appended_in_that_order() {
    let (appender, watched) = started();
    let pending: Vec<_> = (0..3_000).map(|nth| appender.submit(body(&format!("Body {nth}")), &options())).collect();
    let seqs: Vec<u64> = pending.into_iter().map(|pending| pending.wait().unwrap().events[0].seq.0).collect();
    assert_eq!(seqs, (1..=3_000).collect::<Vec<_>>());
    assert_eq!(watched.head().unwrap().seq, Seq(3_000));
    assert!(watched.batches.load(Ordering::SeqCst) < 3_000);
}

#[test]
fn a_head_that_moved_within_the_group_refuses_that_append_alone() {
    let (appender, watched) = started();
    let expecting = |seq: u64| Options { expect_head: Some(seq.to_string()), ..options() };
    // One is in the way, so the head is event 1 when the group is taken up.
    let asked = vec![
        (body("Expects it"), expecting(1)),
        (body("Expects it too"), expecting(1)),
        (body("Does not mind"), options()),
        (body("Expects the last one"), expecting(3)),
    ];
    let done = in_one_group(&appender, &watched, asked);
    let seqs: Vec<_> = done.iter().map(|done| done.as_ref().ok().map(|done| done.events[0].seq.0)).collect();
    assert_eq!(seqs, [Some(2), None, Some(3), Some(4)]);
    assert!(matches!(&done[1], Err(Error::HeadMoved { actual: Some(head), .. }) if head.seq == Seq(2)));
    assert_eq!(watched.batches.load(Ordering::SeqCst), 2);
}

#[test]
fn a_refused_append_leaves_nothing_behind_and_harms_no_other() {
    let (appender, watched) = started();
    let keyed = |name: &str| {
        let line = format!(r#"{{"fact":"body","body":"{name}","why":"it is one","key":"k"}}"#);
        jsonl::read_line(1, &line, None).says.unwrap()
    };
    let both = [body("Half of it"), body("Half of it")].concat();
    let asked = vec![
        (keyed("First"), options()),
        // The second of these two has another fact under a key that is taken.
        ([both[..1].to_vec(), keyed("Other")].concat(), options()),
        (keyed("First"), options()),
        (body("Last"), options()),
        (body("A trial"), Options { dry_run: true, ..options() }),
    ];
    let done = in_one_group(&appender, &watched, asked);
    assert!(matches!(done[1], Err(Error::KeyConflict { .. })), "{:?}", done[1]);
    let of = |nth: usize| done[nth].as_ref().unwrap().events[0];
    assert_eq!((of(0).seq, of(2).seq, of(2).repeated, of(3).seq), (Seq(2), Seq(2), true, Seq(3)));
    assert_eq!((of(4).seq, watched.head().unwrap().seq), (Seq(4), Seq(3)));
}

#[test]
fn a_sync_that_fails_acknowledges_none_of_its_group_and_nothing_after() {
    let (appender, watched) = started();
    appender.append(body("Before"), &options()).unwrap();
    watched.fails.store(true, Ordering::SeqCst);
    let held = watched.gate.lock().unwrap();
    let pending: Vec<_> = (0..40).map(|nth| appender.submit(body(&format!("Body {nth}")), &options())).collect();
    drop(held);
    let answers: Vec<_> = pending.into_iter().map(Pending::wait).collect();
    let of_the_log = |answer: &Result<_, _>| matches!(answer, Err(Error::Log(LogError::Failed(_) | LogError::Halted)));
    assert!(answers.iter().all(of_the_log), "{answers:?}");
    assert!(matches!(answers[0], Err(Error::Log(LogError::Failed(_)))));
    watched.fails.store(false, Ordering::SeqCst);
    let after = appender.append(body("After"), &options());
    assert!(matches!(after, Err(Error::Log(LogError::Halted))), "{after:?}");
    drop(appender);
    assert_eq!(watched.head().unwrap().seq, Seq(1));
}

#[test]
fn a_ledger_that_does_not_open_is_an_error_at_the_start() {
    let started = Appender::start(|| Err(Error::NoLedger("nowhere".into())));
    assert!(matches!(started.err(), Some(Error::NoLedger(_))));
}
