//! `reshuffle import`

use std::fs::File;
use std::io::{BufRead, BufReader, stdin};
use std::path::{Path, PathBuf};

use reshuffle::ledger::Error;

use crate::arguments::{Globals, WriteArgs};
use crate::failure::Failure;
use crate::output::{counted, escape, receipts};

/// Record what other ledgers and databases hold
#[derive(Debug, clap::Args)]
#[command(
    subcommand_required = true,
    after_help = "Example:\n  reshuffle -L elsewhere export jsonl | reshuffle import jsonl -"
)]
pub struct Args {
    #[command(subcommand)]
    format: Format,
}

#[derive(Debug, clap::Subcommand)]
enum Format {
    Jsonl(JsonlArgs),
}

/// What `export jsonl` wrote, from this or another ledger
///
/// All of it or nothing. Recorders and keys stay as they are; ids and times of
/// recording are this ledger's own. What is here already is not recorded
/// again. The ledger that wrote it has to be in the same zone.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  reshuffle import jsonl elsewhere.jsonl")]
struct JsonlArgs {
    /// The file; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    write: WriteArgs,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    match &args.format {
        Format::Jsonl(args) => jsonl(args, globals),
    }
}

fn jsonl(args: &JsonlArgs, globals: &Globals) -> Result<(), Failure> {
    let name = args.file.display().to_string();
    let lines: Box<dyn BufRead> = if args.file == Path::new("-") {
        Box::new(stdin().lock())
    } else {
        let file = File::open(&args.file).map_err(|why| Failure::Io(format!("could not read {name}"), why))?;
        Box::new(BufReader::new(file))
    };
    let mut ledger = globals.open()?;
    let imported = ledger.import_events(lines, &args.write.options()?).map_err(|why| match why {
        Error::Lines(lines) => Failure::Lines(name, lines),
        other => other.into(),
    })?;
    let added = imported.receipts.events.len() as u64;
    globals.note(&format!(
        "{} {}, {} the same as here, {} passed over",
        counted(added, "event"),
        if args.write.dry_run { "would be added" } else { "added" },
        imported.same,
        imported.bound
    ));
    imported.notes.iter().for_each(|note| globals.note(&escape(note)));
    receipts(&ledger, &imported.receipts, args.write.dry_run, globals)
}
