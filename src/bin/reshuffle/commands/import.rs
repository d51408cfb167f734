//! `reshuffle import`

use std::fs::File;
use std::io::{BufRead, BufReader, stdin};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use reshuffle::domain::Name;
use reshuffle::ledger::{DataFormat, DataImport, DataImported, Error, OnConflict};

use super::source::DescriptionArgs;
use crate::arguments::{Globals, WriteArgs};
use crate::failure::Failure;
use crate::output::{counted, escape, imported_report, receipts, say};
use crate::patience::Bar;

/// How many rows that were not taken are shown before the rest is counted.
const ROWS_SHOWN: usize = 100;

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
    /// The Institute for Government's ministers database: its CSV files, or the folder they are in
    #[command(after_help = "Example:\n  reshuffle import ifg data/ --as-of 2026-06-19")]
    Ifg(DataArgs),
    /// Popolo JSON: persons, organizations, posts and memberships, in one file or several
    #[command(
        after_help = "Example:\n  reshuffle import popolo assembly.json --body \"The Assembly\" --url https://example.org/assembly.json"
    )]
    Popolo(DataArgs),
    /// mySociety's parlparse: people.json, and files of ministers that refer to it
    #[command(after_help = "Example:\n  reshuffle import parlparse people.json ministers-2010.json")]
    Parlparse(DataArgs),
    Jsonl(JsonlArgs),
}

/// What is asked of every data set.
///
/// The files become sources, kept byte for byte, and every fact cites the rows
/// that say it. The same files again add nothing; of a newer version, the
/// differences are recorded. Rows that do not fit are told, and the rest goes in.
#[derive(Debug, clap::Args)]
struct DataArgs {
    /// The files, up to 256 MiB each
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// What to do with facts that were corrected here and changed there since: stop, keep-both or skip
    #[arg(long, value_name = "WHAT", default_value = "stop")]
    on_conflict: Conflict,
    /// The body that bodies without another are part of [default: UK Government, of ifg]
    #[arg(long, value_name = "NAME")]
    body: Option<Name>,
    /// The data set that this is a version of [default: the one that it shares most with]
    #[arg(long, value_name = "NAME")]
    set: Option<String>,
    #[command(flatten)]
    description: DescriptionArgs,
    #[command(flatten)]
    write: WriteArgs,
}

/// What is done with a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Conflict {
    /// Import nothing, and say what is in conflict
    Stop,
    /// Keep the correction, and record what the data set says beside it
    KeepBoth,
    /// Keep the correction
    Skip,
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

pub fn run(args: &Args, globals: &Globals) -> Result<ExitCode, Failure> {
    match &args.format {
        Format::Ifg(args) => data(DataFormat::Ifg, args, globals),
        Format::Popolo(args) => data(DataFormat::Popolo, args, globals),
        Format::Parlparse(args) => data(DataFormat::Parlparse, args, globals),
        Format::Jsonl(args) => jsonl(args, globals).map(|()| ExitCode::SUCCESS),
    }
}

fn data(format: DataFormat, args: &DataArgs, globals: &Globals) -> Result<ExitCode, Failure> {
    let options = args.write.options()?;
    let given = args.description.given().into_iter();
    let import = DataImport {
        format,
        files: args.files.clone(),
        set: args.set.clone(),
        body: args.body.clone(),
        on_conflict: match args.on_conflict {
            Conflict::Stop => OnConflict::Stop,
            Conflict::KeepBoth => OnConflict::KeepBoth,
            Conflict::Skip => OnConflict::Skip,
        },
        description: given.filter_map(|(field, text)| Some((field, text?))).collect(),
    };
    let mut ledger = globals.open()?;
    let imported = {
        let mut bar = Bar::new(globals);
        ledger.import_data(&import, &options, &mut |at| bar.show("rows", at.done, Some(at.total)))?
    };
    tell(&imported, globals);
    imported_report(&ledger, &imported, options.dry_run, globals).print(globals)?;
    Ok(if imported.refused.is_empty() && imported.conflicts.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Says what was not taken, and what somebody should look at.
fn tell(imported: &DataImported, globals: &Globals) {
    for row in imported.refused.iter().take(ROWS_SHOWN) {
        say(&format!("{}:{}:{}: {}", escape(&row.file), row.line, row.column, escape(&row.why)));
    }
    if imported.refused.len() > ROWS_SHOWN {
        say(&format!("… and {} more", imported.refused.len() - ROWS_SHOWN));
    }
    imported.conflicts.iter().for_each(|conflict| say(&format!("conflict: {}", escape(conflict))));
    let is_new = !imported.receipts.events.is_empty();
    for (set, _) in imported.sets.iter().filter(|(_, is_newer)| *is_newer && is_new) {
        globals.note(&format!("taken for another version of `{}`, which was imported before", escape(set)));
    }
    imported.notes.iter().for_each(|note| globals.note(&escape(note)));
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
