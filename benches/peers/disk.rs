//! What the ledger takes on disk, beside the bytes of its events.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::measure::{Table, thousands, times};

/// Compares what the files take up with the events' own bytes, as long as a
/// part of them says they are on the average.
pub fn compare(ledger: &Path, events: usize, event_len: f64, table: &mut Table) {
    let log = ledger.join("log");
    let all = taken(ledger) - taken(&ledger.join("sources"));
    let derived = ["ids", "index"].map(|folder| taken(&log.join(folder)));
    let own = events as f64 * event_len;
    let mut add = |what: &str, bytes: u64, wanted: &str| {
        let said = format!("{} MB", thousands(bytes as f64 / 1e6));
        let beside = format!("events of {event_len:.0} bytes: {} MB", thousands(own / 1e6));
        table.add(what, said, beside, times(bytes as f64 / own), wanted);
    };
    add("disk, events alone", all - derived.iter().sum::<u64>(), "≤ 1.7 ×");
    add("disk, with every index", all, "≤ 2.5 ×");
}

/// What files take up, holes left out.
fn taken(path: &Path) -> u64 {
    match fs::read_dir(path) {
        // A folder that is not there is a file that is not there, and takes nothing.
        Ok(entries) => entries.flatten().map(|entry| taken(&entry.path())).sum(),
        Err(_) => fs::metadata(path).map_or(0, |file| file.blocks() * 512),
    }
}
