//! A full audit: chain, bodies, index, articles and quotes.

use std::path::Path;
use std::time::Duration;

use reshuffle::ledger::StoredEvent;

use crate::bulk;
use crate::measure::{Table, median, rate, ratio, timed, times};
use crate::processes::{Took, forget_files, reshuffle, run};
use crate::sqlite::{Sqlite, Tuning};

/// Compares an audit of a ledger of so many events with SQLite reading and
/// hashing as many rows of the same bytes: those of `stored` in turn.
pub fn compare(ledger: &Path, events: usize, stored: &[StoredEvent], dir: &Path, rounds: usize, table: &mut Table) {
    let (rows, in_rows) = (&dir.join("audited"), stored.len());
    bulk::rows(rows, stored, Tuning { page_size: 16_384, checkpoint_pages: 4_000, rows: 100_000 });
    let mut peak = Took::default();
    for cold in [false, true] {
        let mut took: [Vec<Duration>; 2] = Default::default();
        for _ in 0..rounds {
            if cold && !forget_files() {
                println!("skipped: an audit of files that are in no cache, which only root can make so");
                break;
            }
            let audit = run(&mut reshuffle(ledger, &["audit"]));
            peak.peak_kib = peak.peak_kib.max(audit.peak_kib);
            took[0].push(audit.time);
            if cold {
                forget_files();
            }
            took[1].push(timed(|| hashed(rows)).0.mul_f64(events as f64 / in_rows as f64));
        }
        if took[0].is_empty() {
            continue;
        }
        let [ours, theirs] = took.map(|times| median(&times));
        let what = format!("audit with articles and quotes, {}", if cold { "from the disk" } else { "from the cache" });
        let beside = format!("SQLite, read and hashed: {}", rate(events, theirs));
        let wanted = if cold { "≥ 1 ×" } else { "≥ 1,500,000 /s, ≥ 2.5 ×" };
        table.add(&what, rate(events, ours), beside, times(ratio(theirs, ours)), wanted);
    }
    std::fs::remove_file(rows).expect("the rows");
    crate::memory(table, "audit", peak, 512);
}

/// Every row hashed as an audit must, on one core.
fn hashed(rows: &Path) {
    let (mut hasher, sqlite) = (blake3::Hasher::new(), Sqlite::opened(rows));
    sqlite.scan(|header, body| {
        let digests = [blake3::hash(header), blake3::hash(body)];
        digests.iter().for_each(|digest| {
            hasher.update(digest.as_bytes());
        });
    });
    std::hint::black_box(hasher.finalize());
}
