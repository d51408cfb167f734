//! `reshuffle checkpoint`

use clap::Subcommand;
use reshuffle::ledger::{VerifiedCheckpoint, hex, verify_checkpoint};
use serde_json::json;

use super::source::read_text;
use crate::arguments::{Format, Globals, SignedArgs};
use crate::failure::Failure;
use crate::output::{Report, counted, print};

/// Sign what the log is now, for others to keep
///
/// Prints a signed note of three lines: the log's name, its size and the root
/// of the Merkle tree over it. Whoever keeps it can show later whether the log
/// still begins with the same events: `audit --against`. Of a log that does
/// not go on from what was signed before nothing is signed.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  reshuffle checkpoint > monday.checkpoint\n  reshuffle checkpoint verify monday.checkpoint --key \"$(reshuffle key show)\""
)]
pub struct Args {
    #[command(subcommand)]
    command: Option<CheckpointCommand>,
}

#[derive(Debug, Subcommand)]
enum CheckpointCommand {
    /// Whether a checkpoint is signed by a key; no ledger is needed
    #[command(
        after_help = "Example:\n  reshuffle checkpoint verify monday.checkpoint --key example.org/desk+0a1b2c3d+AX…"
    )]
    Verify(SignedArgs),
    /// Keep what a witness has signed below a checkpoint of this ledger; it is published with it
    #[command(
        after_help = "Example:\n  reshuffle checkpoint keep cosigned.checkpoint --key witness.example/w+530d903a+BK…"
    )]
    Keep(SignedArgs),
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let issued = match &args.command {
        Some(CheckpointCommand::Verify(args)) => {
            return verified_report(&verify_checkpoint(&read_text(&args.file)?, &args.keys)?).print(globals);
        }
        Some(CheckpointCommand::Keep(args)) => {
            let note = read_text(&args.file)?;
            return verified_report(&globals.open()?.keep_checkpoint(&note, &args.keys)?).print(globals);
        }
        None => globals.open()?.checkpoint()?,
    };
    if globals.output == Format::Table {
        return print(&issued.note);
    }
    let mut report = Report { columns: vec!["what", "value"], ..Report::default() };
    let members = [
        ("origin", json!(issued.checkpoint.origin)),
        ("size", json!(issued.checkpoint.size)),
        ("root", json!(hex(&issued.checkpoint.root))),
        ("new", json!(issued.is_new)),
        ("note", json!(issued.note)),
    ];
    members.into_iter().for_each(|(name, value)| report.say(name, value));
    report.print(globals)
}

/// What a checkpoint that verified says.
pub fn verified_report(verified: &VerifiedCheckpoint) -> Report {
    let VerifiedCheckpoint { checkpoint, signers } = verified;
    let mut report = Report { columns: vec!["what", "value"], ..Report::default() };
    report.before.push(format!("verified: {} signed {}", signers.join(" and "), counted(checkpoint.size, "event")));
    report.say("origin", json!(checkpoint.origin));
    report.say("size", json!(checkpoint.size));
    report.say("root", json!(hex(&checkpoint.root)));
    report.say("signers", json!(signers.join(", ")));
    report
}
