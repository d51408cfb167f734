//! A file of facts: read, checked against the articles, recorded.

use std::path::{Path, PathBuf};

use crate::made::Made;
use crate::measure::{Table, rate, ratio, time, times};
use crate::processes::{Took, reshuffle, run, sqlite3};

/// How SQLite is set up, and how it takes each line as one value: by a
/// separator that no line has. Its shell knows its own commands by their
/// first character.
const BEGINNING: &str = "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
PRAGMA cache_size = -131072;
.mode ascii
.separator \"\\037\" \"\\n\"";

/// The table of lines as they are, and the one that they become.
const TABLES: &str = "CREATE TABLE line (text TEXT);
CREATE TABLE fact (seq INTEGER PRIMARY KEY, fact, person, body, post, how, stated, source, quote);";

/// One pass over the lines, all in one transaction, and all in its place.
const END: &str = "BEGIN;
INSERT INTO fact SELECT NULL, text ->> 'fact', text ->> 'person', text ->> 'body', text ->> 'post',
    text ->> 'how', text ->> 'when', text ->> 'source', text ->> 'quote' FROM line;
DELETE FROM line;
COMMIT;
PRAGMA wal_checkpoint(TRUNCATE);";

/// Appends every file by a process; answers with what the largest took in memory.
pub fn ours(made: &Made, files: &[PathBuf]) -> Took {
    let mut all = Took::default();
    for file in files {
        let file = file.to_string_lossy();
        let took = run(&mut reshuffle(&made.path, &["append", "--from", &file, "-q"]));
        all.time += took.time;
        all.peak_kib = all.peak_kib.max(took.peak_kib);
    }
    all
}

/// SQLite's own way from lines of JSON to a table.
fn theirs(files: &[PathBuf], dir: &Path) -> Option<Took> {
    let database = dir.join("lines");
    let mut all = Took::default();
    for (nth, file) in files.iter().enumerate() {
        let path = file.to_string_lossy();
        let text = [BEGINNING, if nth == 0 { TABLES } else { "" }, &format!(".import '{path}' line"), END].join("\n");
        let script = dir.join("load.sql");
        std::fs::write(&script, text).expect("a script");
        let took = run(&mut sqlite3(&database, &format!(".read {}", script.display()))?);
        all.time += took.time;
        all.peak_kib = all.peak_kib.max(took.peak_kib);
    }
    let many = sqlite3(&database, "SELECT count(*) FROM fact")?.output().ok()?.stdout;
    println!("SQLite loaded {} lines", String::from_utf8_lossy(&many).trim());
    let _ = std::fs::remove_file(&database);
    Some(all)
}

/// Compares what filling the ledger took with SQLite's loading of the same files.
pub fn compare(ours: Took, made: &Made, files: &[PathBuf], dir: &Path, table: &mut Table) {
    let what = "`append --from` of lines with quotes, whole process";
    let said = format!("{} ({})", rate(made.facts, ours.time), time(ours.time));
    table.add(what, said.clone(), "–".to_owned(), "–".to_owned(), "≥ 250,000 /s");
    match theirs(files, dir) {
        Some(took) => {
            let beside = format!("`sqlite3`, lines to a table: {}", time(took.time));
            table.add(what, said, beside, times(ratio(ours.time, took.time)), "≤ 3 ×");
        }
        None => println!("skipped: loading the lines with `sqlite3`, which is not on this machine"),
    }
    crate::memory(table, "append --from", ours, 512);
}
