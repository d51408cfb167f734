//! What two answers differ in, as a report.

use reshuffle::domain::time::{Moment, Zone};
use reshuffle::ledger::{Change, Diff, Holder, TimelineEntry, View};
use serde_json::{Value, json};

use super::report::Report;
use super::timeline::{entry_json, what};
use super::times::marked_text;
use super::views::{Stated, holder_json, ids, seqs};

/// Along which time two answers differ, with where the first one stands.
pub enum Axis<'a> {
    /// In the world.
    World {
        /// The first moment.
        first: Moment,
    },
    /// In our knowing.
    Known {
        /// What was known first.
        first: &'a View<'a>,
    },
}

/// What two answers differ in; `stated` is the second.
pub fn diff_report(diff: &Diff, axis: Axis<'_>, stated: &Stated<'_>) -> Report {
    let zone = stated.zone();
    let mut report = stated.report();
    let (axis, first) = match axis {
        Axis::World { first } => ("world", Report::of(&stated.view.cut(first))),
        Axis::Known { first } => ("known", Report::of(&first.cut(stated.at))),
    };
    let mut before = first.members;
    before.shift_remove("origin");
    report.set("axis", json!(axis));
    report.set("before", Value::Object(before));
    let mut lines = Vec::new();
    for (first, second) in first.before.into_iter().zip(report.before.drain(..)) {
        if first == second {
            lines.push(second);
        } else {
            lines.extend([format!("first  {first}"), format!("second {second}")]);
        }
    }
    report.before = lines;
    report.rows_name = "changes";
    report.columns = vec!["change", "what", "person", "post", "body", "before", "after", "events"];
    let mut holders: Vec<_> = diff.holders.iter().collect();
    for change in &diff.departures {
        report.rows.push(change_json("departure", change, zone));
        // For people, who left and what they held before is one line.
        let held =
            holders.iter().position(|held| held.after.is_none() && change.before.is_none() && same_place(held, change));
        let held = held.map(|index| holders.remove(index)).and_then(|held| held.before.as_ref());
        let mut cells = cells("departure", change, zone);
        if let Some(held) = held {
            cells[BEFORE] = held.to_text(zone);
        }
        report.cells.push(cells);
    }
    report.rows.extend(diff.holders.iter().map(|change| change_json("holder", change, zone)));
    report.cells.extend(holders.into_iter().map(|change| cells("holder", change, zone)));
    report.empty = "No difference.".to_owned();
    report
}

/// A row of either answer.
trait Row {
    fn place(&self) -> [&str; 3];
    fn to_text(&self, zone: &Zone) -> String;
    fn to_json(&self, zone: &Zone) -> Value;
}

impl Row for Holder {
    fn place(&self) -> [&str; 3] {
        [&self.person, self.post.as_deref().unwrap_or_default(), &self.body]
    }

    fn to_text(&self, zone: &Zone) -> String {
        let mut words =
            vec![format!("{}, began {}", self.certainty.word(), marked_text(zone, self.since, self.since_mark))];
        words.extend(self.until.map(|until| format!("ends {}", marked_text(zone, until, self.until_mark))));
        words.extend(self.acting.then(|| "acting".to_owned()));
        words.extend(self.capacities.iter().map(|capacity| capacity.word().replace('_', " ")));
        words.extend(self.rank.as_ref().map(|rank| format!("rank: {rank}")));
        words.join(", ")
    }

    fn to_json(&self, zone: &Zone) -> Value {
        holder_json(self, zone)
    }
}

impl Row for TimelineEntry {
    fn place(&self) -> [&str; 3] {
        [&self.person, &self.post, &self.body].map(|name| name.as_deref().unwrap_or_default())
    }

    fn to_text(&self, zone: &Zone) -> String {
        let when = self.when.map(|when| marked_text(zone, when, self.mark)).unwrap_or_default();
        let happened = self.happened.map(|certainty| certainty.word()).unwrap_or_default();
        let disputed = if self.disputed { ", disputed" } else { "" };
        format!("{} {when} ({happened}{disputed})", what(self))
    }

    fn to_json(&self, zone: &Zone) -> Value {
        entry_json(self, zone)
    }
}

/// The column of what was so before.
const BEFORE: usize = 5;

/// The row that a change is about: as it is now, else as it was.
fn row<R>(change: &Change<R>) -> Option<&R> {
    change.after.as_ref().or(change.before.as_ref())
}

fn place<R: Row>(change: &Change<R>) -> [&str; 3] {
    row(change).map(Row::place).unwrap_or_default()
}

fn same_place<A: Row, B: Row>(one: &Change<A>, other: &Change<B>) -> bool {
    place(one) == place(other)
}

fn word<R>(change: &Change<R>) -> &'static str {
    match (&change.before, &change.after) {
        (None, _) => "new",
        (_, None) => "gone",
        _ => "changed",
    }
}

fn change_json<R: Row>(what: &str, change: &Change<R>, zone: &Zone) -> Value {
    let [person, post, body] = place(change);
    json!({
        "change": word(change),
        "what": what,
        "person": person,
        "post": Some(post).filter(|post| !post.is_empty()),
        "body": body,
        "before": change.before.as_ref().map(|row| row.to_json(zone)),
        "after": change.after.as_ref().map(|row| row.to_json(zone)),
        "events": ids(&change.events),
    })
}

fn cells<R: Row>(what: &str, change: &Change<R>, zone: &Zone) -> Vec<String> {
    let [person, post, body] = place(change).map(str::to_owned);
    let text = |row: &Option<R>| row.as_ref().map(|row| row.to_text(zone)).unwrap_or_default();
    let (before, after) = (text(&change.before), text(&change.after));
    vec![word(change).to_owned(), what.to_owned(), person, post, body, before, after, seqs(&change.events)]
}
