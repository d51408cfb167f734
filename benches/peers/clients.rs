//! Many who append at once, each waiting for its own to be durable.

use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use reshuffle::domain::Draft;
use reshuffle::ledger::{Appender, StoredEvent};

use crate::history::History;
use crate::made::{Made, options};
use crate::measure::{Table, per_second, percentile, rate, time, timed, times};
use crate::singles::drafts;
use crate::sqlite::{Sqlite, Tuning};

/// How many there are.
const CLIENTS: usize = 64;
/// How often each appends.
const EACH: usize = 200;
/// How often, where each append is a transaction of its own.
const EACH_ALONE: usize = 25;
/// How many share a sync at most, as in the ledger.
const GROUP: usize = 512;

/// What came of one run: how long all took, and how long each waited.
struct Run {
    took: Duration,
    waits: Vec<Duration>,
}

impl Run {
    fn per_second(&self) -> f64 {
        per_second(self.waits.len(), self.took)
    }

    fn words(&self) -> String {
        let [p50, p99] = [50, 99].map(|hundredth| time(percentile(&self.waits, hundredth)));
        format!("{} (p50 {p50}, p99 {p99})", rate(self.waits.len(), self.took))
    }
}

/// Compares 64 who append to a ledger with 64 who append to SQLite.
pub fn compare(events: &[StoredEvent], dir: &Path, rounds: usize, table: &mut Table) {
    let mut runs: [Vec<Run>; 3] = Default::default();
    for _ in 0..rounds {
        runs[0].push(ours(&dir.join("clients")));
        runs[1].push(alone(events, &dir.join("alone")));
        runs[2].push(together(events, &dir.join("together")));
        for name in ["clients", "alone", "together"] {
            let _ = std::fs::remove_dir_all(dir.join(name)).or_else(|_| std::fs::remove_file(dir.join(name)));
        }
    }
    let [ours, alone, together] = runs.map(|mut runs| {
        runs.sort_by_key(|run| run.took);
        runs.swap_remove(runs.len() / 2)
    });
    let what = format!("durable appends from {CLIENTS} clients at once");
    let mut add = |peer: &str, run: &Run, wanted: &str| {
        let share = times(ours.per_second() / run.per_second());
        table.add(&what, ours.words(), format!("{peer}: {}", run.words()), share, wanted);
    };
    add("SQLite, a transaction each", &alone, "≥ 10 ×");
    add("SQLite, one for all that wait", &together, "≥ 0.7 ×");
}

/// Runs as many threads as there are clients; each does its work so many times.
fn run(each: usize, work: impl Fn(usize) + Sync) -> Run {
    let begun = Instant::now();
    let one =
        |client: usize| -> Vec<Duration> { (0..each).map(|nth| timed(|| work(nth * CLIENTS + client)).0).collect() };
    let waits = std::thread::scope(|scope| {
        let one = &one;
        let threads: Vec<_> = (0..CLIENTS).map(|client| scope.spawn(move || one(client))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a client")).collect()
    });
    Run { took: begun.elapsed(), waits }
}

/// Whole facts: checked against their articles, sealed, durable.
fn ours(path: &Path) -> Run {
    let many = CLIENTS * EACH;
    drop(Made::articles(path, many));
    let lines = History::of(many).flat_map(|chapter| chapter.facts).map(|stated| drafts(&stated.line));
    let waiting: Vec<Mutex<Option<Vec<Draft>>>> = lines.map(|drafts| Mutex::new(Some(drafts))).collect();
    let dir = path.to_owned();
    let appender = Appender::start(move || Ok(crate::made::open(&dir))).expect("a ledger");
    let options = options();
    run(EACH, |nth| {
        let drafts = waiting[nth].lock().expect("a fact").take().expect("a fact once");
        appender.append(drafts, &options).expect("a receipt");
    })
}

/// Rows of as many bytes, each committed by itself, in turns.
fn alone(events: &[StoredEvent], path: &Path) -> Run {
    let sqlite = Mutex::new(Sqlite::of_rows(path, Tuning::PLAIN));
    run(EACH_ALONE, |nth| {
        let event = &events[nth % events.len()];
        sqlite.lock().expect("a turn").put([(nth as u64, &event.header[..], event.body.as_slice())].into_iter());
    })
}

/// The same rows, by one thread that commits together what waits for it.
fn together(events: &[StoredEvent], path: &Path) -> Run {
    let (sender, receiver) = sync_channel::<(usize, SyncSender<()>)>(CLIENTS);
    let mut sqlite = Sqlite::of_rows(path, Tuning::PLAIN);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            while let Some(group) = group(&receiver) {
                sqlite.put(group.iter().map(|(nth, _)| {
                    let event = &events[nth % events.len()];
                    (*nth as u64, &event.header[..], event.body.as_slice())
                }));
                // Whoever waits for an answer is there to take it.
                group.iter().for_each(|(_, answer)| answer.send(()).expect("a client"));
            }
        });
        // The writer ends when the last of those who ask it is gone.
        run(EACH, move |nth| {
            let (answer, answered) = sync_channel(1);
            sender.send((nth, answer)).expect("the writer");
            answered.recv().expect("an answer");
        })
    })
}

fn group(receiver: &Receiver<(usize, SyncSender<()>)>) -> Option<Vec<(usize, SyncSender<()>)>> {
    let first = receiver.recv().ok()?;
    Some(std::iter::once(first).chain(receiver.try_iter()).take(GROUP).collect())
}
