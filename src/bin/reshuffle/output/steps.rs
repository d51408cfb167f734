//! The history of a number, as a report.

use reshuffle::ledger::{Certainty, Rule, Step, StepChange};
use serde_json::{Value, json};

use super::report::Report;
use super::times::range_text;
use super::views::{Stated, ids, rule_json, rule_text, seqs};

/// How a number came about.
pub fn steps_report(rule: &Rule, steps: &[Step], stated: &Stated<'_>) -> Report {
    let zone = stated.zone();
    let mut report = stated.report();
    report.before.push(rule_text(rule, zone));
    report.set("rule", rule_json(rule, zone));
    report.rows_name = "steps";
    report.columns = vec!["from", "least", "most", "change", "events"];
    for step in steps {
        let at = if step.at.is_unbounded() { Value::Null } else { json!(zone.show(step.at)) };
        report.rows.push(json!({
            "at": at,
            "least": step.bounds.least,
            "most": step.bounds.most,
            "changes": step.changes.iter().map(change_json).collect::<Vec<_>>(),
        }));
        let at = if step.at.is_unbounded() {
            "the beginning".to_owned()
        } else {
            range_text(zone, reshuffle::domain::time::MomentRange::point(step.at))
        };
        report.cells.push(vec![
            at,
            step.bounds.least.to_string(),
            step.bounds.most.to_string(),
            step.changes.iter().map(change_text).collect::<Vec<_>>().join("; "),
            seqs(step.changes.iter().flat_map(|change| &change.events)),
        ]);
    }
    report.empty = "The number is 0 throughout.".to_owned();
    report
}

fn change_json(change: &StepChange) -> Value {
    json!({
        "person": change.person,
        "post": change.post,
        "before": change.before.map(Certainty::word),
        "after": change.after.map(Certainty::word),
        "events": ids(&change.events),
    })
}

fn change_text(change: &StepChange) -> String {
    let of = change.post.as_ref().map_or_else(|| change.person.clone(), |post| format!("{}, {post}", change.person));
    let becomes = match change.after {
        Some(certainty) => certainty.word(),
        None => "no more",
    };
    format!("{of}: {becomes}")
}
