//! `reshuffle show`

use reshuffle::domain::Kind;
use reshuffle::ledger::Read;

use crate::arguments::Globals;
use crate::failure::Failure;
use crate::output::{Report, event_json, print, signature_json, signature_line};

/// One event with all its fields
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  reshuffle show 12\n  reshuffle show 7c1fa0 -o json\n  reshuffle show 12 --signature   for `ssh-keygen -Y verify -n event@reshuffle`"
)]
pub struct Args {
    /// The event: its seq, or the beginning of its id
    #[arg(value_name = "EVENT")]
    event: String,
    /// Print its signature as OpenSSH takes it, and nothing else
    #[arg(long)]
    signature: bool,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let ledger = globals.open()?;
    let seq = ledger.find_event(&args.event)?;
    if args.signature {
        let signature = ledger.signature_of(seq)?;
        let signature = signature.ok_or_else(|| Failure::refused(format!("event {seq} is not signed")))?;
        return print(signature.armored.as_str());
    }
    let found = ledger.event(seq)?;
    let (stored, read) = found.ok_or_else(|| Failure::refused(format!("event {seq} is not in the log")))?;
    let event = event_json(&stored, &read, ledger.zone());
    let mut report = Report { columns: vec!["field", "value"], ..Report::default() };
    for (name, value) in event.as_object().into_iter().flatten() {
        let citations = (name == "citations").then(|| value.as_array()).flatten();
        for citation in citations.into_iter().flatten() {
            let part = |part: &str| citation[part].as_str().unwrap_or_default().to_owned();
            report.cells.push(vec!["source".to_owned(), part("source")]);
            report.cells.push(vec!["quote".to_owned(), part("exact")]);
        }
        if citations.is_none() {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            report.cells.push(vec![name.replace('_', " "), text]);
        }
        report.set(name, value.clone());
    }
    let signs = matches!(&read, Read::Event(event) if event.entry.content.kind() == Kind::Signed);
    if !signs {
        let signature = ledger.signature_of(seq)?;
        report.cells.push(vec!["signed".to_owned(), signature_line(signature.as_ref())]);
        report.set("signed", signature_json(signature.as_ref()));
    }
    report.print(globals)
}
