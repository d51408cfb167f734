//! `reshuffle proof`

use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use reshuffle::domain::time::Zone;
use reshuffle::ledger::{Answered, Extent, ProvenAnswer, is_answer_proof, verify_answer, verify_evidence};
use serde_json::{Value, json};

use super::checkpoint::verified_report;
use super::source::{open, unreadable};
use crate::arguments::{Globals, SignedArgs};
use crate::failure::Failure;
use crate::new_file::NewFile;
use crate::output::{Report, cabinet_report, counted, event_json, print, tally_report};

/// Prove to somebody without this ledger that an event is in it
///
/// One file has the event's bytes, its place in the Merkle tree and a signed
/// checkpoint, in the form of C2SP's tlog-proof, which programs of others
/// verify.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  reshuffle proof 12 -O event-12.tlog-proof\n  reshuffle proof verify event-12.tlog-proof --key \"$(reshuffle key show)\""
)]
pub struct Args {
    #[command(subcommand)]
    command: Option<ProofCommand>,
    /// The event: its seq, or the beginning of its id
    #[arg(value_name = "EVENT", required = true)]
    event: Option<String>,
    /// Where to write it [default: stdout]
    #[arg(short = 'O', long = "into", value_name = "FILE")]
    into: Option<PathBuf>,
    /// Replace a file that is there already
    #[arg(long, requires = "into")]
    force: bool,
}

#[derive(Debug, Subcommand)]
enum ProofCommand {
    /// Whether a proof of an event or an answer holds, and what that is; no ledger is needed
    ///
    /// An answer that is not shown complete is printed, with exit code 4.
    #[command(
        after_help = "Example:\n  reshuffle proof verify event-12.tlog-proof --key example.org/desk+0a1b2c3d+AX…"
    )]
    Verify(SignedArgs),
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    if let Some(ProofCommand::Verify(args)) = &args.command {
        return verify(args, globals);
    }
    let mut ledger = globals.open()?;
    let seq = ledger.find_event(args.event.as_deref().unwrap_or_default())?;
    let text = ledger.evidence(seq)?;
    match args.into.as_deref().filter(|path| *path != Path::new("-")) {
        None => print(&text),
        Some(path) => NewFile::write(path, args.force, text.as_bytes()),
    }
}

fn verify(args: &SignedArgs, globals: &Globals) -> Result<(), Failure> {
    let name = args.file.display().to_string();
    let mut file = open(&name)?;
    let is_of_answer = is_answer_proof(file.fill_buf().map_err(|why| unreadable(&name, why))?);
    if is_of_answer {
        let proven = verify_answer(file, &args.keys)?;
        answer_report(&proven).print(globals)?;
        return if proven.extent.is_complete() { Ok(()) } else { Err(Failure::NotShown) };
    }
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(|why| unreadable(&name, why))?;
    let proven = verify_evidence(&text, &args.keys)?;
    let mut report = verified_report(&proven.by);
    // A proof knows no zone but the one that all know.
    let zone = Zone::new("UTC").map_err(|why| Failure::refused(why.to_string()))?;
    let event = event_json(&proven.stored, &proven.read, &zone);
    for (name, value) in event.as_object().into_iter().flatten() {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        report.cells.push(vec![name.replace('_', " "), text]);
    }
    report.set("event", json!(event));
    report.print(globals)
}

/// An answer, with how far it is proved.
fn answer_report(proven: &ProvenAnswer) -> Report {
    let cut = &proven.cut;
    let mut report = match &proven.answered {
        Answered::Cabinet(cabinet) => cabinet_report(cabinet, cut),
        Answered::Tally(tally) => tally_report(tally, &cut.sentence(tally), cut),
    };
    let by = verified_report(&proven.by);
    let Extent { size, events, lacking, unknown } = proven.extent;
    let is_complete = proven.extent.is_complete();
    let extent = if is_complete {
        format!("shown complete: all {} are there, and every body that the answer may rest on", counted(size, "header"))
    } else if unknown > 0 {
        format!("not shown complete: {} of a later version, which this program cannot read", counted(unknown, "event"))
    } else if events < size {
        format!(
            "not shown complete: {events} of {} are there, and the others may say otherwise",
            counted(size, "event")
        )
    } else {
        format!("not shown complete: {} without its body, and it may say otherwise", counted(lacking, "event"))
    };
    let lines = [by.before, vec![extent, String::new()]].concat();
    report.before.splice(0..0, lines);
    let mut members = by.members;
    members.insert("complete".to_owned(), json!(is_complete));
    members.insert("events".to_owned(), json!(events));
    members.insert("lacking".to_owned(), json!(lacking));
    members.insert("unknown".to_owned(), json!(unknown));
    report.set("proof", Value::Object(members));
    report
}
