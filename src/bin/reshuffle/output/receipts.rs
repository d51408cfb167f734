//! What came of writing, as programs and people read it.

use reshuffle::domain::Kind;
use reshuffle::domain::time::Zone;
use reshuffle::ledger::{Ledger, Read, Receipt, Receipts, StoredEvent, read};
use serde_json::{Value, json};

use super::{Report, counted, escape, short_id, summary};
use crate::arguments::{Format, Globals};
use crate::failure::Failure;

/// How many events of one command a table lists.
const SHOWN_MAX: usize = 1_000;

/// How many it lists where there are more.
const SHOWN_FIRST: usize = 20;

/// Says what came of writing.
pub fn receipts(ledger: &Ledger, receipts: &Receipts, dry_run: bool, globals: &Globals) -> Result<(), Failure> {
    receipts_report(ledger, receipts, dry_run, globals).print(globals)
}

/// What came of writing; the warnings are said.
pub fn receipts_report(ledger: &Ledger, receipts: &Receipts, dry_run: bool, globals: &Globals) -> Report {
    receipts.warnings.iter().for_each(|warning| globals.note(&format!("warning: {}", escape(warning))));
    let zone = ledger.zone();
    let mut report = nothing_recorded(dry_run);
    // Of a long batch each form would be as large as the batch itself.
    if matches!(globals.output, Format::Json | Format::Jsonl) {
        report.rows = receipts.events.iter().map(|receipt| receipt_json(zone, receipt)).collect();
        return report;
    }
    let shown = match &receipts.events[..] {
        [.., last] if globals.output == Format::Table && receipts.events.len() > SHOWN_MAX => {
            report.after.push(format!(
                "The first {SHOWN_FIRST} of {}; the last is event {}. `-o json` lists them all.",
                counted(receipts.events.len() as u64, "event"),
                last.seq
            ));
            &receipts.events[..SHOWN_FIRST]
        }
        all => all,
    };
    for receipt in shown {
        let recorded_at = zone.show_without_name(receipt.recorded_at);
        let outcome = match (dry_run, receipt.repeated) {
            (_, true) => "was there before",
            (true, false) => "would be recorded",
            (false, false) => "recorded",
        };
        let outcome = if receipt.signed { format!("{outcome}, signed") } else { outcome.to_owned() };
        // Salt and time are drawn anew when it is done, so a trial's id is not the one to come.
        let id = if dry_run && !receipt.repeated { "-".to_owned() } else { short_id(receipt.id) };
        let (kind, what) = in_words(ledger, receipts, receipt);
        report.cells.push(vec![receipt.seq.to_string(), id, recorded_at, outcome, kind.to_owned(), what]);
    }
    report
}

/// What came of writing where nothing was recorded.
pub fn nothing_recorded(dry_run: bool) -> Report {
    let mut report = Report {
        rows_name: "events",
        columns: vec!["seq", "id", "recorded at", "outcome", "kind", "what"],
        empty: "There was nothing to record.".to_owned(),
        ..Report::default()
    };
    if dry_run {
        report.set("dry_run", json!(true));
        report.after.push("Nothing was recorded (--dry-run).".to_owned());
    }
    report
}

/// The kind of the event that a receipt is for, and what it says; nothing where
/// that cannot be read, since the receipt holds all the same.
fn in_words(ledger: &Ledger, receipts: &Receipts, receipt: &Receipt) -> (&'static str, String) {
    let said = |read: &Read| match read {
        Read::Event(event) => (event.entry.content.kind().word(), summary(&event.entry.content)),
        Read::Erased(kind) => (kind.map_or("unknown", Kind::word), "redacted".to_owned()),
        Read::Unknown(_) => ("unknown", String::new()),
    };
    let sealed = receipts.sealed.binary_search_by_key(&receipt.seq, StoredEvent::seq).ok();
    let found = match sealed {
        Some(at) => read(&receipts.sealed[at]).ok(),
        None => ledger.event(receipt.seq).ok().flatten().map(|(_, read)| read),
    };
    found.as_ref().map_or_else(|| ("", String::new()), said)
}

/// One receipt, for programs.
pub fn receipt_json(zone: &Zone, receipt: &Receipt) -> Value {
    json!({
        "seq": receipt.seq.0,
        "id": receipt.id.to_string(),
        "recorded_at": zone.show(receipt.recorded_at),
        "repeated": receipt.repeated,
        "signed": receipt.signed,
    })
}
