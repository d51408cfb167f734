//! One history, the same work: this ledger beside SQLite, redb and a plain file.
//!
//! `cargo bench --bench peers -- 1000000` makes a history of so many facts
//! (100,000 if no number is given), does the work with all of them in the same
//! run, and ends in a table. `--write DIR` only writes the history to a folder,
//! from which the command line builds the same ledger. Nothing here skips a
//! sync. What is measured and how is in `docs/PERFORMANCE.md`.

mod auditing;
mod bulk;
mod clients;
mod disk;
mod hashing;
mod history;
mod importing;
mod made;
mod measure;
mod opening;
mod plain;
mod point_in_time;
mod processes;
mod redb;
mod singles;
mod sqlite;
mod written;

use std::path::PathBuf;

use made::Made;
use measure::{Table, time, timed};
use processes::Took;

/// What was asked for on the command line.
struct Asked {
    facts: usize,
    write: Option<PathBuf>,
}

fn main() {
    let asked = asked();
    match &asked.write {
        Some(dir) => written::all(dir, asked.facts),
        None => measured(asked.facts),
    }
}

/// Reads the arguments; `cargo bench` gives some of its own, which say nothing here.
fn asked() -> Asked {
    let mut asked = Asked { facts: 100_000, write: None };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--write" => asked.write = arguments.next().map(PathBuf::from),
            other => asked.facts = other.replace('_', "").parse().unwrap_or(asked.facts),
        }
    }
    asked
}

/// Everything, on a history of so many facts.
fn measured(facts: usize) {
    let dir = tempfile::tempdir().expect("a directory");
    let dir = dir.path();
    let mut table = Table::default();
    let (took, files) = timed(|| written::facts(dir, facts));
    println!("{facts} facts were made in {}", time(took));
    let (took, made) = timed(|| Made::articles(&dir.join("ledger"), facts));
    println!("{} articles of {} bytes were added in {}", made.articles, made.article_bytes, time(took));
    importing::compare(&made, &files, dir, &mut table);
    files.iter().for_each(|file| std::fs::remove_file(file).expect("the file that was written"));

    let rounds = if facts > 200_000 { 3 } else { 5 };
    let events = bulk::events(&made.path.join("log"));
    let bytes: usize = events.iter().map(|event| event.header.len() + event.body.len()).sum();
    disk::compare(&made.path, made.seq(facts), bytes as f64 / events.len() as f64, &mut table);
    let rows = bulk::compare(&events, dir, rounds, &mut table);
    hashing::compare(&events, rounds, &mut table);
    clients::compare(&events, dir, rounds, &mut table);
    let in_rows = events.len();
    drop(events);

    auditing::compare(&made.path, made.seq(facts), &rows, in_rows, rounds, &mut table);
    std::fs::remove_file(rows).expect("the rows");
    made.correct();
    let database = point_in_time::database(dir);
    point_in_time::table(&made, &database);
    point_in_time::compare(&made, &database, &mut table);
    let mut ledger = made::open(&made.path);
    point_in_time::inside(&ledger, &made, &mut table);
    singles::compare(&mut ledger, dir, &mut table);
    drop(ledger);
    opening::one_command(&made.path, &mut table);
    opening::after_a_kill(&made.path, &mut table);
    table.print();
}

/// Adds how much memory a command had at most.
fn memory(table: &mut Table, command: &str, took: Took, wanted_mib: u64) {
    let what = format!("memory of `{command}`");
    let (had, wanted) = (format!("{} MiB", took.peak_kib / 1_024), format!("≤ {wanted_mib} MiB at 10 M"));
    table.add(&what, had, "–".to_owned(), "–".to_owned(), &wanted);
}
