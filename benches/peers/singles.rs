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
    jsonl::read_line(1, line, None).drafts.expect("a fact")
}

/// Appends to the ledger, and the same bytes to each peer right after it.
pub fn compare(ledger: &mut Ledger, dir: &Path, table: &mut Table) {
    let (article, lines) = late(0, MANY);
    add(ledger, &article);
    let mut plain = Plain::new(&dir.join("single-plain"));
    let mut sqlite = Sqlite::of_rows(&dir.join("single-sqlite"), Tuning::PLAIN);
    let mut redb = Redb::new(&dir.join("single-redb"));
    let mut took: [Vec<Duration>; 4] = Default::default();
    for line in &lines {
        let drafts = drafts(line);
        let (ours, receipts) = timed(|| ledger.append(drafts, &options()).expect("a receipt"));
        let row = |event: &StoredEvent| (event.seq().0, event.header, event.body.clone());
        let rows: Vec<_> = receipts.sealed.iter().map(row).collect();
        let rows = || rows.iter().map(|(seq, header, body)| (*seq, &header[..], body.as_slice()));
        took[0].push(ours);
        took[1].push(timed(|| plain.put(rows())).0);
        took[2].push(timed(|| sqlite.put(rows())).0);
        took[3].push(timed(|| redb.put(rows())).0);
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
