//! `reshuffle redact`

use reshuffle::domain::{EventId, Seq, Text};
use serde_json::json;

use crate::arguments::{Globals, WriteArgs};
use crate::failure::Failure;
use crate::output::{Report, counted, short_id, short_source};

/// Erase what must not be kept: a fact, or the bytes of an article
///
/// The bodies, with their salts, are gone from the ledger's own files; the
/// chain, every checkpoint and every proof of another event stay valid, and an
/// audit says that something was erased, and why. A fact goes with its
/// amendments and corroborations. Of an article the events that quote it are
/// listed, and go too with --with-quotes. An event that quotes words beside the
/// erased ones keeps 32 characters around its own. Publications are brought up
/// to date by `publish`; what others copied, and free blocks of a disk, nobody
/// reaches from here. It needs room for a second database while it works.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  reshuffle redact 7c1f --why \"court order 12/34\" --dry-run\n  reshuffle redact minutes --why \"the paper's licence ended\" --with-quotes"
)]
pub struct Args {
    /// The fact, amendment or corroboration, by its seq or the beginning of its id; or an article, by its label or the beginning of its digest
    #[arg(value_name = "EVENT|SOURCE")]
    given: String,
    /// Why it is erased
    #[arg(long, value_name = "WHY")]
    why: Text,
    /// Also the events that quote the article
    #[arg(long)]
    with_quotes: bool,
    #[command(flatten)]
    write: WriteArgs,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let options = args.write.options()?;
    let redaction = globals.open()?.redact(&args.given, &args.why, args.with_quotes, &options)?;
    let mut report = Report { rows_name: "erased", columns: vec!["what", "seq", "id"], ..Report::default() };
    let event = |(seq, id): &(Seq, EventId)| json!({ "seq": seq.0, "id": id.to_string() });
    for (seq, id) in &redaction.events {
        report.rows.push(json!({ "what": "event", "seq": seq.0, "id": id.to_string() }));
        report.cells.push(vec!["event".to_owned(), seq.to_string(), short_id(*id)]);
    }
    for id in &redaction.sources {
        report.rows.push(json!({ "what": "source", "seq": null, "id": id.to_string() }));
        report.cells.push(vec!["source".to_owned(), String::new(), short_source(*id)]);
    }
    report.set("by", json!(redaction.by.as_ref().map(event)));
    report.set("quoting", json!(redaction.quoting.iter().map(event).collect::<Vec<_>>()));
    if !redaction.quoting.is_empty() {
        let seqs: Vec<String> = redaction.quoting.iter().map(|(seq, _)| seq.to_string()).collect();
        report.after.push(format!(
            "{} still from it: {}. They go too with --with-quotes.",
            if seqs.len() == 1 {
                "1 event quotes".to_owned()
            } else {
                format!("{} quote", counted(seqs.len() as u64, "event"))
            },
            seqs.join(", ")
        ));
    }
    report.after.push(match redaction.by {
        Some((seq, _)) => format!("Erased, as event {seq} says. Publish again, and delete what others copied."),
        None => "Nothing was erased (--dry-run).".to_owned(),
    });
    report.print(globals)
}
