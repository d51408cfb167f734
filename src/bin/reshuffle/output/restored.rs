//! What came of restoring or following a publication.

use reshuffle::ledger::Restored;
use serde_json::json;

use super::{Report, counted};
use crate::arguments::Known;

/// What came of it, beginning with what was done.
pub fn restored_report(restored: &Restored, known: &Known, what: &str) -> Report {
    let Restored { examined, events } = restored;
    let mut report = Report { columns: vec!["what", "value"], ..Report::default() };
    report.before.push(format!("{what} {}", counted(*events, "event")));
    report.say("events", json!(events));
    let by = examined.by.as_ref();
    report.say("size", json!(by.map(|by| by.checkpoint.size)));
    report.say("signers", json!(by.map(|by| by.signers.join(", "))));
    report.say("sources", json!(examined.sources));
    let missing: Vec<String> = examined.missing.iter().map(ToString::to_string).collect();
    report.set("sources_missing", json!(missing));
    if !missing.is_empty() {
        report.after.push(format!(
            "{} not published, so an audit cannot check what cites them:",
            if missing.len() == 1 { "1 article is".to_owned() } else { format!("{} articles are", missing.len()) }
        ));
        report.after.extend(missing);
    }
    if known.keys.is_empty() {
        report.after.push(
            "The signature is by a key that the log names itself: give the key that you know with --key.".to_owned(),
        );
    }
    report
}
