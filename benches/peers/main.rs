//! One history, the same work: this ledger beside SQLite, redb and a plain file.

mod history;
mod measure;
mod written;

use std::path::PathBuf;

/// What was asked for on the command line.
struct Asked {
    facts: usize,
    write: Option<PathBuf>,
}

fn main() {
    let asked = asked();
    if let Some(dir) = &asked.write {
        return written::all(dir, asked.facts);
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
