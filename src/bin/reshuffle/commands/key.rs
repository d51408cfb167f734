//! `reshuffle key`

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;

use crate::arguments::{Format, Globals, WriteArgs};
use crate::failure::Failure;
use crate::output::{Report, print, receipts};

/// The key that signs checkpoints: show, replace
///
/// It was made with the ledger. The private part lies in the ledger's folder
/// `keys`, readable by its owner only, and is never printed: keep a copy of it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  reshuffle key show\n  reshuffle key new")]
pub struct Args {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// The public part, as others give it to their programs
    #[command(after_help = "Example:\n  reshuffle key show")]
    Show,
    /// Make another key: the one before signs a last checkpoint, and an event names the new one
    #[command(after_help = "Example:\n  reshuffle key new")]
    New(#[command(flatten)] WriteArgs),
    /// The same with a private key that lies in a file
    #[command(after_help = "Example:\n  reshuffle key import ed25519.backup")]
    Import(ImportArgs),
}

#[derive(Debug, clap::Args)]
struct ImportArgs {
    /// The private key, as it lies in the folder `keys` of a ledger
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    write: WriteArgs,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let mut ledger = globals.open()?;
    let (write, done) = match &args.command {
        KeyCommand::Show => {
            let verifier = ledger.verifier()?;
            if globals.output == Format::Table {
                return print(&format!("{verifier}\n"));
            }
            let mut report = Report { columns: vec!["what", "value"], ..Report::default() };
            report.say("verifier_key", json!(verifier.to_string()));
            report.say("name", json!(verifier.name()));
            return report.print(globals);
        }
        KeyCommand::New(write) => (write, ledger.new_key(&write.options()?)?),
        KeyCommand::Import(args) => {
            let private = super::source::read_text(&args.file)?;
            (&args.write, ledger.import_key(&private, &args.write.options()?)?)
        }
    };
    receipts(&ledger, &done, write.options()?.dry_run, globals)
}
