//! Many events at once: sealed, written, indexed and durable at the end.

use std::path::Path;
use std::time::Duration;

use reshuffle::backend::SledLog;
use reshuffle::domain::{Entry, Seq};
use reshuffle::ledger::{Environment, Read, StoredEvent, read};
use reshuffle::log::{EventLog, HEADER_LEN, seal};

use crate::measure::{Table, median, rate, ratio, thousands, timed, times};
use crate::plain::Plain;
use crate::redb::Redb;
use crate::sqlite::{Sqlite, Tuning};

/// How many events are appended at most: enough for a rate, and little enough
/// to be held in memory beside what is measured.
const MOST: usize = 1_000_000;
/// How many events a batch of ours has: both are tried, like SQLite's settings.
const BATCHES: [usize; 2] = [10_000, 100_000];
/// How many a transaction of redb has, and how many a plain file gets at once.
const BATCH: usize = 10_000;
/// How long a page of events is at most.
const PAGE_LEN: usize = 13_000;
/// How many events SQLite's settings are tried with.
const TRIAL: usize = 100_000;

/// The events of a log, oldest first.
pub fn events(log: &Path) -> Vec<StoredEvent> {
    let log = SledLog::open(log).expect("the log");
    log.scan(Seq(0)).take(MOST).map(|event| event.expect("an event")).collect()
}

/// Compares bulk appends of the same events.
pub fn compare(events: &[StoredEvent], dir: &Path, rounds: usize, table: &mut Table) {
    let pages = pages(events);
    let trial = &events[..events.len().min(TRIAL)];
    let best = |what: &str, works: &dyn Fn(Tuning) -> Duration| {
        let tried = Tuning::TRIED.map(|tuning| (works(tuning), tuning));
        let words = tried.map(|(took, tuning)| format!("{}: {}", tuning.words(), rate(trial.len(), took)));
        println!("SQLite, {what} of {} events: {}", trial.len(), words.join("; "));
        tried.into_iter().min_by_key(|(took, _)| *took).map_or(Tuning::PLAIN, |(_, tuning)| tuning)
    };
    let for_rows = best("rows", &|tuning| rows(&dir.join("trial"), trial, tuning));
    let few = pages.iter().filter(|(first, _)| *first < trial.len() as u64).count();
    let for_pages = best("pages", &|tuning| paged(&dir.join("trial"), &pages[..few], tuning));
    let batch = BATCHES.into_iter().min_by_key(|batch| ours(&dir.join("trial-ours"), trial, *batch)).unwrap_or(BATCH);
    let mut took: [Vec<Duration>; 5] = Default::default();
    for _ in 0..rounds {
        took[0].push(ours(&dir.join("ours"), events, batch));
        took[1].push(rows(&dir.join("rows"), events, for_rows));
        took[2].push(paged(&dir.join("pages"), &pages, for_pages));
        took[3].push(redb(&dir.join("redb"), events));
        took[4].push(plain(&dir.join("plain"), events));
    }
    let many = events.len();
    let [ours, rows, pages, redb, plain] = took.map(|times| median(&times));
    let what = format!("bulk append of {} events, chained and indexed", thousands(many as f64));
    let mut add = |peer: String, took: Duration, wanted: &str| {
        let beside = format!("{peer}: {}", rate(many, took));
        table.add(&what, rate(many, ours), beside, times(ratio(took, ours)), wanted);
    };
    add(format!("SQLite, the same rows ({})", for_rows.words()), rows, "≥ 1.8 ×");
    add(format!("SQLite, the same bytes in pages ({})", for_pages.words()), pages, "≥ 1.2 ×");
    add("redb, the same rows".to_owned(), redb, "–");
    add("plain file, a sync each 10,000".to_owned(), plain, "–");
    ["ours", "trial-ours"].iter().for_each(|name| std::fs::remove_dir_all(dir.join(name)).expect("a log"));
    ["rows", "pages", "redb", "plain", "trial"].iter().for_each(|name| remove(&dir.join(name)));
}

/// Seals every entry anew and appends it, to a log that is closed at the end.
fn ours(path: &Path, events: &[StoredEvent], many: usize) -> Duration {
    let _ = std::fs::remove_dir_all(path);
    let environment = Environment::system();
    let mut log = SledLog::create(path).expect("a log");
    let mut took = Duration::ZERO;
    for batch in events.chunks(many) {
        let entries: Vec<Entry> = batch.iter().map(entry).collect();
        took += timed(|| {
            let mut head = log.head();
            let sealed = entries.iter().map(|entry| {
                let mut salt = [0; 16];
                environment.random.fill(&mut salt).expect("random bytes");
                let (event, next) = seal(head, environment.clock.now(), &salt, entry).expect("an event");
                head = Some(next);
                event
            });
            let sealed: Vec<StoredEvent> = sealed.collect();
            log.append(log.head(), &sealed).expect("a batch");
        })
        .0;
    }
    took + timed(|| drop(log)).0
}

fn entry(stored: &StoredEvent) -> Entry {
    match read(stored).expect("an event that reads") {
        Read::Event(event) => event.entry,
        other => panic!("an event of this history, not {other:?}"),
    }
}

/// What peers are given: number, header, body.
fn row(event: &StoredEvent) -> (u64, &[u8], &[u8]) {
    (event.seq().0, &event.header, &event.body)
}

/// The events' bytes in pages, each with the number of its first event.
fn pages(events: &[StoredEvent]) -> Vec<(u64, Vec<u8>)> {
    let mut pages: Vec<(u64, Vec<u8>)> = Vec::new();
    for event in events {
        let len = HEADER_LEN + event.body.len();
        if pages.last().is_none_or(|(_, page)| page.len() + len > PAGE_LEN) {
            pages.push((event.seq().0, Vec::with_capacity(PAGE_LEN)));
        }
        // One was pushed if there was none.
        let page = &mut pages.last_mut().expect("a page").1;
        page.extend_from_slice(&event.header);
        page.extend_from_slice(&event.body);
    }
    pages
}

/// Writes the rows to a new database of SQLite.
pub fn rows(path: &Path, events: &[StoredEvent], tuning: Tuning) -> Duration {
    remove(path);
    let mut sqlite = Sqlite::of_rows(path, tuning);
    timed(|| {
        events.chunks(tuning.rows).for_each(|chunk| sqlite.put(chunk.iter().map(row)));
        sqlite.close();
    })
    .0
}

fn paged(path: &Path, pages: &[(u64, Vec<u8>)], tuning: Tuning) -> Duration {
    remove(path);
    let mut sqlite = Sqlite::of_pages(path, tuning);
    // As many bytes a transaction as the rows have, some seventy to a page.
    timed(|| {
        pages.chunks(tuning.rows / 70).for_each(|chunk| {
            sqlite.put(chunk.iter().map(|(first, page)| (*first, &[][..], page.as_slice())));
        });
        sqlite.close();
    })
    .0
}

fn redb(path: &Path, events: &[StoredEvent]) -> Duration {
    remove(path);
    let mut redb = Redb::new(path);
    timed(|| {
        events.chunks(BATCH).for_each(|chunk| redb.put(chunk.iter().map(row)));
        drop(redb);
    })
    .0
}

fn plain(path: &Path, events: &[StoredEvent]) -> Duration {
    remove(path);
    let mut plain = Plain::new(path);
    timed(|| events.chunks(BATCH).for_each(|chunk| plain.put(chunk.iter().map(row)))).0
}

/// Removes a database with what lies beside it.
fn remove(path: &Path) {
    for beside in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{beside}", path.display()));
    }
}
