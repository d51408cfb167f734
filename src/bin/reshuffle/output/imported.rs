//! What came of importing a data set.

use reshuffle::ledger::{DataImported, Ledger};
use serde_json::json;

use super::{Report, counted, receipt_json};
use crate::arguments::{Format, Globals};

/// How many of what: for programs every new event too, which are too many for
/// people.
pub fn imported_report(ledger: &Ledger, imported: &DataImported, dry_run: bool, globals: &Globals) -> Report {
    let counts = imported.counts;
    let rows = [
        ("added", counts.added),
        ("same", counts.same),
        ("amended", counts.amended),
        ("retracted", counts.retracted),
        ("conflicting", counts.conflicting),
        ("refused", counts.refused),
    ];
    let mut report = Report { columns: vec!["outcome", "count"], ..Report::default() };
    report.set("sets", imported.sets.iter().map(|(set, is_newer)| json!({ "set": set, "newer": is_newer })).collect());
    rows.iter().for_each(|(outcome, count)| report.set(outcome, json!(count)));
    let refused = imported
        .refused
        .iter()
        .map(|row| json!({ "file": row.file, "line": row.line, "column": row.column, "why": row.why }));
    report.set("refused_rows", refused.collect());
    report.set("conflicts", json!(imported.conflicts));
    if dry_run {
        report.set("dry_run", json!(true));
    }
    if globals.output != Format::Table {
        report.rows_name = "events";
        report.rows = imported.receipts.events.iter().map(|receipt| receipt_json(ledger.zone(), receipt)).collect();
    }
    report.cells = rows.iter().map(|(outcome, count)| vec![(*outcome).to_owned(), count.to_string()]).collect();
    let events = counted(imported.receipts.events.len() as u64, "event");
    report.after.push(match (imported.receipts.events.is_empty(), dry_run) {
        (true, _) => "Nothing new: all of it is here already.".to_owned(),
        (false, true) => format!("{events} would be recorded; nothing was (--dry-run)."),
        (false, false) => format!("{events} recorded."),
    });
    report
}
