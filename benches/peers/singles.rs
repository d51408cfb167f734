//! One durable append after the other, in a process that runs anyway.

use std::path::Path;
use std::time::Duration;

use reshuffle::domain::Draft;
use reshuffle::ledger::{Ledger, StoredEvent, jsonl};

use crate::history::late;
use crate::made::{add, options};
use crate::measure::{Table, median, percentile, ratio, time, timed, times};
use crate::plain::Plain;
use crate::redb::Redb;
use crate::sqlite::{Sqlite, Tuning};

/// How many appends are timed.
const MANY: usize = 300;

/// The one fact of a line.
pub fn drafts(line: &str) -> Vec<Draft> {
    jsonl::read_line(1, line, None).says.expect("a fact")
}

/// Appends facts to the ledger, and the bytes of one to each peer, in turns:
/// who is first after whom is another each time, since a sync leaves less to
/// do for the next one.
pub fn compare(ledger: &mut Ledger, dir: &Path, table: &mut Table) {
    let (article, lines) = late(0, MANY);
    add(ledger, &article);
    let mut plain = Plain::new(&dir.join("single-plain"));
    let mut sqlite = Sqlite::of_rows(&dir.join("single-sqlite"), Tuning::PLAIN);
    let mut redb = Redb::new(&dir.join("single-redb"));
    let mut took: [Vec<Duration>; 4] = Default::default();
    let mut event: Option<StoredEvent> = None;
    for (nth, line) in lines.iter().enumerate() {
        for turn in 0..took.len() {
            let who = (nth + turn) % took.len();
            let row = event.as_ref().map(|event| (nth as u64, &event.header[..], event.body.as_slice())).into_iter();
            took[who].push(match who {
                0 => {
                    let drafts = drafts(line);
                    let (took, receipts) = timed(|| ledger.append(drafts, &options()).expect("a receipt"));
                    event = receipts.sealed.into_iter().next();
                    took
                }
                1 => timed(|| plain.put(row)).0,
                2 => timed(|| sqlite.put(row)).0,
                _ => timed(|| redb.put(row)).0,
            });
        }
    }
    let p99 = percentile(&took[0], 99);
    let [ours, plain, sqlite, redb] = took.map(|times| median(&times));
    let ours_words = format!("{} (p99 {})", time(ours), time(p99));
    let what = "one durable append in a running process, p50";
    for (name, took, wanted) in
        [("plain write and fdatasync", plain, "≤ 1.7 ×"), ("SQLite", sqlite, "–"), ("redb", redb, "–")]
    {
        let beside = format!("{name}: {}", time(took));
        table.add(what, ours_words.clone(), beside, times(ratio(ours, took)), wanted);
    }
}
