//! What happened, as a report.

use reshuffle::domain::time::Zone;
use reshuffle::domain::{Fact, Field, Kind, Stance};
use reshuffle::ledger::{Certainty, TimelineEntry};
use serde_json::{Value, json};

use super::rows::Rows;
use super::times::{marked_text, range_json};
use super::views::{Stated, ids, seqs};
use super::words_of;
use crate::arguments::Globals;
use crate::failure::Failure;

/// Prints what happened, in order.
pub fn print_timeline(entries: &[TimelineEntry], stated: &Stated<'_>, globals: &Globals) -> Result<(), Failure> {
    let zone = stated.zone();
    let mut head = stated.report();
    head.rows_name = "entries";
    head.columns = vec!["when", "what", "person", "post", "body", "happened", "remarks", "events"];
    head.empty = "Nothing is recorded of that.".to_owned();
    let mut rows = Rows::of(head, globals);
    for entry in entries {
        let cells = || {
            vec![
                entry.when.map(|when| marked_text(zone, when, entry.mark)).unwrap_or_default(),
                what(entry),
                entry.person.clone().unwrap_or_default(),
                entry.post.clone().unwrap_or_default(),
                entry.body.clone().unwrap_or_default(),
                happened(entry).unwrap_or_default().to_owned(),
                remarks(entry, zone),
                seqs(&entry.events),
            ]
        };
        rows.push(|| entry_json(entry, zone), cells)?;
    }
    rows.finish()
}

/// One entry, for programs.
pub fn entry_json(entry: &TimelineEntry, zone: &Zone) -> Value {
    let announced = entry.announced.map(|when| range_json(zone, when, entry.mark));
    json!({
        "when": entry.when.map(|when| range_json(zone, when, entry.mark)),
        "announced": announced,
        "fact": entry.kind.word(),
        "how": entry.hows.iter().map(|how| how.word()).collect::<Vec<_>>(),
        "person": entry.person,
        "body": entry.body,
        "post": entry.post,
        "stance": entry.stance.word(),
        "happened": happened(entry),
        "disputed": entry.disputed,
        "details": details(entry),
        "events": ids(&entry.events),
    })
}

/// What happened, in a word or two.
pub fn what(entry: &TimelineEntry) -> String {
    let hows: Vec<_> = entry.hows.iter().map(|how| how.word().replace('_', " ")).collect();
    let what = if hows.is_empty() || hows == ["unknown"] { entry.kind.word().to_owned() } else { hows.join(" or ") };
    match entry.stance {
        Stance::Reported => what,
        stance => format!("{what} ({stance})"),
    }
}

/// How surely it has happened: a word, for what is dated and reported.
fn happened(entry: &TimelineEntry) -> Option<&'static str> {
    entry.when.filter(|_| entry.stance == Stance::Reported)?;
    Some(entry.happened.map_or("not yet", Certainty::word))
}

fn remarks(entry: &TimelineEntry, zone: &Zone) -> String {
    let mut remarks = details(entry);
    remarks.extend(entry.announced.map(|when| format!("announced {}", marked_text(zone, when, entry.mark))));
    remarks.extend(entry.disputed.then(|| "disputed".to_owned()));
    remarks.join("; ")
}

/// What the reports say beside what the entry's own columns show.
fn details(entry: &TimelineEntry) -> Vec<String> {
    let mut details = Vec::new();
    for fact in &entry.reports {
        for detail in details_of(fact) {
            if !details.contains(&detail) {
                details.push(detail);
            }
        }
    }
    details
}

fn details_of(fact: &Fact) -> Vec<String> {
    let shown = [Field::Person, Field::Body, Field::Post, Field::When, Field::How, Field::Announced, Field::Stance];
    let of_a_count = fact.claim.kind() == Kind::Counted;
    words_of(fact, |field| shown.contains(&field) && !(of_a_count && field == Field::How))
}
