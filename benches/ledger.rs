//! What the day's work costs: appending, opening, answering.
//!
//! `cargo bench` prints medians; compare them within one run only, since a
//! machine's speed drifts.

use std::path::Path;
use std::time::Duration;

use divan::Bencher;
use reshuffle::domain::time::Zone;
use reshuffle::domain::{HowRule, Name, SourceDescription};
use reshuffle::ledger::{Environment, KnownAt, Ledger, Line, NewSource, Options, Rule, jsonl};

fn main() {
    divan::main();
}

const QUOTE: &str = "left the board on Sunday";

fn made(dir: &Path) -> Ledger {
    let desk = Name::new("bench").expect("a name");
    let zone = Zone::new("Europe/London").expect("a zone");
    let origin = "example.org/bench".parse().expect("an origin");
    let mut ledger = Ledger::init(dir, origin, &zone, desk.clone(), Environment::system()).expect("a new ledger");
    let description = SourceDescription::labelled("minutes").expect("a label");
    let new = NewSource { bytes: format!("They {QUOTE}.").into_bytes(), description, original: None };
    ledger.add_source(new, &Options::by(desk)).expect("a source");
    ledger
}

fn facts(from: usize, count: usize) -> Vec<Line> {
    let line = |nth: usize| {
        format!(
            r#"{{"fact":"resigned","person":"Member {nth}","body":"Board","when":"2016-06-26","source":"minutes","quote":"{QUOTE}"}}"#
        )
    };
    let text: Vec<String> = (from..from + count).map(line).collect();
    jsonl::read(&text.join("\n"), None)
}

fn filled(dir: &Path, count: usize) -> Ledger {
    let mut ledger = made(dir);
    ledger.append_lines(facts(0, count), &options()).expect("facts");
    ledger
}

fn options() -> Options {
    Options::by(Name::new("bench").expect("a name"))
}

/// One durable append in a running process.
#[divan::bench(sample_count = 200, sample_size = 1)]
fn append_one(bencher: Bencher) {
    let dir = tempfile::tempdir().expect("a directory");
    let mut ledger = filled(&dir.path().join("ledger"), 1_000);
    let mut nth = 1_000;
    bencher.bench_local(|| {
        nth += 1;
        ledger.append_lines(facts(nth, 1), &options()).expect("a fact")
    });
}

/// A whole batch into a new ledger, durable at its end.
#[divan::bench(args = [100, 1_000, 10_000], sample_count = 5, sample_size = 1)]
fn append_batch(bencher: Bencher, count: usize) {
    bencher.with_inputs(|| tempfile::tempdir().expect("a directory")).bench_local_values(|dir| {
        filled(&dir.path().join("ledger"), count);
        dir
    });
}

/// Opening: everything known at the head is folded.
#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 5, sample_size = 1)]
fn open(bencher: Bencher, count: usize) {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("ledger");
    drop(filled(&path, count));
    bencher.bench_local(|| Ledger::open(&path, Duration::from_secs(5), Environment::system()).expect("the ledger"));
}

/// One tally of everybody, from what is known.
#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 5, sample_size = 1)]
fn tally(bencher: Bencher, count: usize) {
    let dir = tempfile::tempdir().expect("a directory");
    let ledger = filled(&dir.path().join("ledger"), count);
    let view = ledger.view(KnownAt::Head).expect("a view");
    let at = ledger.parse_at("2016-06-26").expect("a moment");
    bencher.bench_local(|| view.tally(&Rule::of(HowRule::Resigned), at).expect("a tally"));
}
