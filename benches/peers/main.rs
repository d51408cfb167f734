//! One history, the same work: this ledger beside SQLite, redb and a plain file.
//!
//! `cargo bench --bench peers -- 1000000` makes a history of so many facts
//! (100,000 if no number is given), does the work with all of them in the same
//! run, and ends in a table. Words after it choose: `import`, `disk`, `bulk`,
//! `hashing`, `clients`, `audit`, `questions`, `singles`, `opening`. `--write DIR` only writes the history to a folder,
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

use std::path::{Path, PathBuf};

use made::Made;
use measure::{Table, time, timed};
use processes::Took;

/// What was asked for on the command line.
struct Asked {
    facts: usize,
    write: Option<PathBuf>,
    parts: Vec<String>,
}

impl Asked {
    /// Whether a part is wanted: one that was named, or any if none was.
    fn wants(&self, part: &str) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|named| named == part)
    }
}

fn main() {
    let asked = asked();
    match &asked.write {
        Some(dir) => written::all(dir, asked.facts),
        None => measured(&asked),
    }
}

/// Reads the arguments; `cargo bench` gives some of its own, which say nothing here.
fn asked() -> Asked {
    let mut asked = Asked { facts: 100_000, write: None, parts: Vec::new() };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--write" => asked.write = arguments.next().map(PathBuf::from),
            other if other.starts_with("--") => {}
            other => match other.replace('_', "").parse() {
                Ok(facts) => asked.facts = facts,
                Err(_) => asked.parts.push(other.to_owned()),
            },
        }
    }
    asked
}

/// What was asked for, on a history of so many facts.
fn measured(asked: &Asked) {
    let facts = asked.facts;
    let dir = tempfile::tempdir().expect("a directory");
    let dir = dir.path();
    let mut table = Table::default();
    let (took, files) = timed(|| written::facts(dir, facts));
    println!("{facts} facts were made in {}", time(took));
    let (took, made) = timed(|| Made::articles(&dir.join("ledger"), facts));
    println!("{} articles of {} bytes were added in {}", made.articles, made.article_bytes, time(took));
    let filled = importing::ours(&made, &files);
    if asked.wants("import") {
        importing::compare(filled, &made, &files, dir, &mut table);
    }
    files.iter().for_each(|file| std::fs::remove_file(file).expect("the file that was written"));
    of_events(asked, &made, dir, &mut table);
    of_answers(asked, &made, dir, &mut table);
    table.print();
}

/// What is done with events as they are stored.
fn of_events(asked: &Asked, made: &Made, dir: &Path, table: &mut Table) {
    let rounds = if made.facts > 200_000 { 3 } else { 5 };
    let (many, events) = (made.seq(made.facts), bulk::events(&made.path.join("log")));
    if asked.wants("disk") {
        let bytes: usize = events.iter().map(|event| event.header.len() + event.body.len()).sum();
        disk::compare(&made.path, many, bytes as f64 / events.len() as f64, table);
    }
    if asked.wants("bulk") {
        bulk::compare(&events, dir, rounds, table);
    }
    if asked.wants("hashing") {
        hashing::compare(&events, rounds, table);
    }
    if asked.wants("clients") {
        clients::compare(&events, dir, rounds, table);
    }
    if asked.wants("audit") {
        auditing::compare(&made.path, many, &events, dir, rounds, table);
    }
}

/// What is done with a ledger as a whole, once its facts have been corrected.
fn of_answers(asked: &Asked, made: &Made, dir: &Path, table: &mut Table) {
    let (took, ()) = timed(|| made.correct());
    println!("some facts were corrected in {}", time(took));
    if asked.wants("questions") {
        let database = point_in_time::database(dir);
        point_in_time::table(made, &database);
        point_in_time::compare(made, &database, table);
    }
    if asked.wants("questions") || asked.wants("singles") {
        let mut ledger = made::open(&made.path);
        if asked.wants("questions") {
            point_in_time::inside(&ledger, made, table);
        }
        if asked.wants("singles") {
            singles::compare(&mut ledger, dir, table);
        }
    }
    if asked.wants("opening") {
        opening::one_command(&made.path, table);
        opening::after_a_kill(&made.path, table);
    }
}

/// Adds how much memory a command had at most.
fn memory(table: &mut Table, command: &str, took: Took, wanted_mib: u64) {
    let what = format!("memory of `{command}`");
    let (had, wanted) = (format!("{} MiB", took.peak_kib / 1_024), format!("≤ {wanted_mib} MiB at 10 M"));
    table.add(&what, had, "–".to_owned(), "–".to_owned(), &wanted);
}
