//! `reshuffle proof`

use std::path::{Path, PathBuf};

use clap::Subcommand;
use reshuffle::domain::time::Zone;
use reshuffle::ledger::verify_evidence;
use serde_json::json;

use super::checkpoint::verified_report;
use super::source::read_text;
use crate::arguments::{Globals, SignedArgs};
use crate::failure::Failure;
use crate::new_file::NewFile;
use crate::output::{event_json, print};

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
    /// Whether a proof holds, and what the event says; no ledger is needed
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
    let proven = verify_evidence(&read_text(&args.file)?, &args.keys)?;
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
