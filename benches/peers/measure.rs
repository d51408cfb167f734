//! Times, medians, and the table that a run ends with.

use std::time::{Duration, Instant};

/// How long something took, and what it gave.
pub fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let given = work();
    (begun.elapsed(), given)
}

/// The one in the middle.
pub fn median(times: &[Duration]) -> Duration {
    percentile(times, 50)
}

/// The one below which so many in a hundred are.
pub fn percentile(times: &[Duration], hundredth: usize) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() * hundredth / 100).copied().unwrap_or_default()
}

/// How often a second.
pub fn per_second(many: usize, took: Duration) -> f64 {
    many as f64 / took.as_secs_f64()
}

/// How many times as long one is as the other.
pub fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

/// One line of the table.
struct Row {
    what: String,
    ours: String,
    peer: String,
    ratio: String,
    wanted: String,
}

/// What was measured, beside what is wanted of it.
#[derive(Default)]
pub struct Table {
    rows: Vec<Row>,
}

impl Table {
    /// Adds a line, and prints it at once for those who wait.
    pub fn add(&mut self, what: &str, ours: String, peer: String, ratio: String, wanted: &str) {
        println!("{what}: {ours}; {peer}; {ratio} (wanted: {wanted})");
        self.rows.push(Row { what: what.to_owned(), ours, peer, ratio, wanted: wanted.to_owned() });
    }

    /// Prints all lines as a table in Markdown.
    pub fn print(&self) {
        println!("\n| what | here | beside it | ratio | wanted |\n|---|---|---|---|---|");
        for Row { what, ours, peer, ratio, wanted } in &self.rows {
            println!("| {what} | {ours} | {peer} | {ratio} | {wanted} |");
        }
    }
}

/// A number with its thousands set apart.
pub fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let first = digits.len() % 3;
    let mut text = digits[..first].to_owned();
    for at in (first..digits.len()).step_by(3) {
        if !text.is_empty() {
            text.push(',');
        }
        text.push_str(&digits[at..at + 3]);
    }
    text
}

/// A rate, for the table.
pub fn rate(many: usize, took: Duration) -> String {
    format!("{} /s", thousands(per_second(many, took)))
}

/// A time, for the table.
pub fn time(took: Duration) -> String {
    match took.as_secs_f64() {
        s if s >= 1.0 => format!("{s:.2} s"),
        s if s >= 1e-3 => format!("{:.1} ms", s * 1e3),
        s => format!("{:.1} µs", s * 1e6),
    }
}

/// A ratio, for the table.
pub fn times(ratio: f64) -> String {
    format!("{ratio:.2} ×")
}
