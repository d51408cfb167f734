//! `reshuffle export`

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use reshuffle::ledger::{Export, KnownAt, Ledger, sqlite};

use crate::arguments::{Format as AnswerFormat, Globals};
use crate::failure::Failure;
use crate::new_file::{NewFile, write_into};

/// The formats of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table: `csv` or `csv tenures` for who held what, `csv departures` for who left
    Csv,
    /// A SQLite database with tables, views and full-text search, and FILE.metadata.json for Datasette beside it
    Sqlite,
    /// Every event with its citations and every article with its text: `import jsonl` reads it
    Jsonl,
    /// Every citation of what stands, as W3C Web Annotations in JSON-LD
    Annotations,
    /// Where every fact comes from and what was done to it, as W3C PROV-JSON
    Prov,
    /// Persons, organizations, posts and memberships, as Popolo JSON
    Popolo,
    /// Positions held, as QuickStatements for Wikidata, where persons and posts carry its identifiers
    Quickstatements,
}

/// The tables that there are as CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Table {
    /// Who held what: one row a stretch of a tenure
    Tenures,
    /// Who left: one row a departure, however often it was reported
    Departures,
}

/// Write what the ledger knows in a format that others read
///
/// On stdout, or into a file that is there whole or not at all. Without --at
/// it is everything, whenever it was so; with it only what is held at that
/// moment, or has happened by then. The same ledger and times give the same
/// bytes. What of the ledger each format holds, and what it cannot, is in
/// docs/EXCHANGE.md.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  reshuffle export csv --at 2016-06-26T18:00\n  reshuffle export csv departures -O departures.csv\n  reshuffle export sqlite -O ledger.db"
)]
pub struct Args {
    /// Which format
    #[arg(value_name = "FORMAT")]
    format: Format,
    /// Which table, of CSV [default: tenures]
    #[arg(value_name = "TABLE")]
    table: Option<Table>,
    /// Where to write it [default: stdout]
    #[arg(short = 'O', long = "into", value_name = "FILE")]
    into: Option<PathBuf>,
    /// Replace a file that is there already
    #[arg(long, requires = "into")]
    force: bool,
    /// Where to write the metadata for Datasette, of sqlite [default: FILE.metadata.json]
    #[arg(long, value_name = "FILE", requires = "into")]
    metadata: Option<PathBuf>,
    /// Only what is so at a moment in the world: EDTF (2016-06-26), now, today, yesterday; of a coarse time its end
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// As known when: a time, an event's seq or id, head, head~3 [default: head]
    #[arg(long, value_name = "TIME|EVENT")]
    known_at: Option<String>,
}

impl Args {
    fn what(&self) -> Result<Export, Failure> {
        match (self.format, self.table) {
            (Format::Csv, None | Some(Table::Tenures)) => Ok(Export::Tenures),
            (Format::Csv, Some(Table::Departures)) => Ok(Export::Departures),
            (_, Some(_)) => Err(Failure::refused("only CSV comes in tables; leave out TABLE")),
            (Format::Sqlite, None) => Ok(Export::Sqlite),
            (Format::Jsonl, None) => Ok(Export::Events),
            (Format::Annotations, None) => Ok(Export::Annotations),
            (Format::Prov, None) => Ok(Export::Provenance),
            (Format::Popolo, None) => Ok(Export::Popolo),
            (Format::Quickstatements, None) => Ok(Export::QuickStatements),
        }
    }
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    if globals.output != AnswerFormat::Table {
        return Err(Failure::refused("an export has one form, its FORMAT; leave out -o (a file is named with -O)"));
    }
    let what = args.what()?;
    let database = args.database()?;
    let ledger = globals.open()?;
    let at = args.at.as_deref().map(|text| ledger.parse_at(text)).transpose()?;
    let known_at = args.known_at.as_deref().map_or(Ok(KnownAt::Head), |text| ledger.parse_known_at(text))?;
    let view = ledger.view(known_at)?;
    let described = database.map(|database| database.metadata_file(args, &ledger)).transpose()?;
    let exported =
        write_into(args.into.as_deref(), args.force, "the export", |out| ledger.export(what, &view, at, out))?;
    if let Some(file) = described {
        file.finish()?;
    }
    exported.notes.iter().for_each(|note| globals.note(note));
    Ok(())
}

/// A database that is to be written into a file.
struct DatabaseFile<'a> {
    path: &'a Path,
    metadata: PathBuf,
}

impl Args {
    /// The file of a database. On a terminal its bytes are of no use, and
    /// through a pipe there is no name to describe it under.
    fn database(&self) -> Result<Option<DatabaseFile<'_>>, Failure> {
        match (self.format, self.into.as_deref().filter(|path| *path != Path::new("-"))) {
            (Format::Sqlite, Some(path)) => {
                let beside = || PathBuf::from(format!("{}.metadata.json", path.display()));
                Ok(Some(DatabaseFile { path, metadata: self.metadata.clone().unwrap_or_else(beside) }))
            }
            (Format::Sqlite, None) => Err(Failure::refused("a database is written into a file; name it with -O FILE")),
            (_, _) if self.metadata.is_some() => Err(Failure::refused("--metadata belongs to the format sqlite")),
            (_, _) => Ok(None),
        }
    }
}

impl DatabaseFile<'_> {
    /// What Datasette reads beside the file, written and not yet in its place.
    fn metadata_file(&self, args: &Args, ledger: &Ledger) -> Result<NewFile, Failure> {
        // Datasette serves a file under its name without the ending.
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy();
        let metadata = sqlite::metadata(ledger.created().origin.as_str(), &stem);
        let file = NewFile::at(&self.metadata, args.force)?;
        let written = writeln!(file.create()?, "{metadata:#}");
        written.map_err(|why| Failure::Io(format!("could not write {}", self.metadata.display()), why))?;
        Ok(file)
    }
}
