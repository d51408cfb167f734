//! The history of a record as a report: who recorded what, when and why.

use reshuffle::domain::time::Moment;
use reshuffle::domain::{Content, Fact, Field, Kind};
use reshuffle::ledger::{Read, RecordStep};
use serde_json::{Value, json};

use super::events::{event_json, summary, words_of};
use super::report::Report;
use super::times::short_id;
use super::views::Stated;

/// What was recorded of a person or a post, in order.
pub fn record_report(steps: &[RecordStep], stated: &Stated<'_>) -> Report {
    let zone = stated.zone();
    let mut report = stated.report();
    report.rows_name = "steps";
    report.columns = vec!["seq", "id", "recorded at", "recorder", "kind", "fact", "what", "why", "now"];
    for step in steps {
        let mut row = event_json(&step.stored, &step.read, zone);
        row["of"] = json!({ "seq": step.fact.0.0, "id": step.fact.1.to_string() });
        row["changes"] = changes(step).into_iter().map(change_json).collect();
        row["now"] = json!(step.fate.word());
        report.rows.push(row);
        let (kind, recorder, what, why) = in_words(step);
        report.cells.push(vec![
            step.stored.seq().to_string(),
            short_id(step.stored.id()),
            zone.show_without_name(Moment(step.stored.recorded_at_us())),
            recorder,
            kind.to_owned(),
            step.fact.0.to_string(),
            what,
            why,
            step.fate.word().to_owned(),
        ]);
    }
    report
}

/// Kind, recorder, what and why of an event.
fn in_words(step: &RecordStep) -> (&'static str, String, String, String) {
    let event = match &step.read {
        Read::Event(event) => event,
        Read::Erased(kind) => {
            return (kind.map_or("unknown", Kind::word), String::new(), "redacted".to_owned(), String::new());
        }
        Read::Unknown(_) => return ("unknown", String::new(), String::new(), String::new()),
    };
    let content = &event.entry.content;
    let (what, why) = match content {
        Content::Fact(fact) => {
            let why = fact.why.as_ref().map(ToString::to_string).unwrap_or_default();
            (words_of(fact, |field| field == Field::Why).join(" · ").replace('\n', " "), why)
        }
        Content::Amended { why, .. } => (changes_text(&changes(step)), why.to_string()),
        Content::Retracted { why, .. } => ("takes it back".to_owned(), why.to_string()),
        Content::Corroborated { citation, .. } => (format!("“{}”", citation.exact.replace('\n', " ")), String::new()),
        other => (summary(other), String::new()),
    };
    (content.kind().word(), event.entry.recorder.to_string(), what, why)
}

/// A field with its text before and after.
type Change = (Field, Option<String>, Option<String>);

/// What an amendment changed.
fn changes(step: &RecordStep) -> Vec<Change> {
    match (&step.read, &step.before) {
        (Read::Event(event), Some(before)) => match &event.entry.content {
            Content::Amended { fact, .. } => between(before, fact),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn between(before: &Fact, after: &Fact) -> Vec<Change> {
    let (old, new) = (before.to_fields(), after.to_fields());
    let text = |text: Option<&str>| text.map(str::to_owned);
    let both = Field::ALL.iter().map(|field| (*field, text(old.get(*field)), text(new.get(*field))));
    both.filter(|(_, old, new)| old != new).collect()
}

fn changes_text(changes: &[Change]) -> String {
    let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
    let each = changes.iter().map(|(field, old, new)| format!("{}: {} → {}", field.word(), shown(old), shown(new)));
    let each: Vec<String> = each.collect();
    if each.is_empty() { "another citation".to_owned() } else { each.join("; ") }
}

fn change_json((field, old, new): Change) -> Value {
    json!({ "field": field.word(), "before": old, "after": new })
}
