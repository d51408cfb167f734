//! `reshuffle export`

use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use reshuffle::domain::time::Moment;
use reshuffle::ledger::{Error, Export, Exported, KnownAt, Ledger, View};

use crate::arguments::{Format as AnswerFormat, Globals};
use crate::failure::Failure;
use crate::new_file::NewFile;

/// The formats of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table: `csv` or `csv tenures` for who held what, `csv departures` for who left
    Csv,
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
    after_help = "Examples:\n  reshuffle export csv --at 2016-06-26T18:00\n  reshuffle export csv departures -O departures.csv"
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
    let ledger = globals.open()?;
    let at = args.at.as_deref().map(|text| ledger.parse_at(text)).transpose()?;
    let known_at = args.known_at.as_deref().map_or(Ok(KnownAt::Head), |text| ledger.parse_known_at(text))?;
    let view = ledger.view(known_at)?;
    let asked = Asked { what, ledger: &ledger, view: &view, at };
    let exported = match args.into.as_deref().filter(|path| *path != Path::new("-")) {
        Some(path) => asked.write_file(path, args.force)?,
        None => asked.write(&mut std::io::stdout().lock())?,
    };
    exported.notes.iter().for_each(|note| globals.note(note));
    Ok(())
}

/// An export before anything is written.
struct Asked<'a> {
    what: Export,
    ledger: &'a Ledger,
    view: &'a View<'a>,
    at: Option<Moment>,
}

impl Asked<'_> {
    fn write_file(&self, path: &Path, may_replace: bool) -> Result<Exported, Failure> {
        let new = NewFile::at(path, may_replace)?;
        let exported = self.write(&mut new.create()?)?;
        new.finish()?;
        Ok(exported)
    }

    fn write(&self, out: &mut dyn Write) -> Result<Exported, Failure> {
        let mut out = BufWriter::new(out);
        let exported = self.ledger.export(self.what, self.view, self.at, &mut out);
        let flushed = out.flush().map_err(|why| Error::io("could not write the export", why));
        match exported.and_then(|exported| flushed.map(|()| exported)) {
            // A reader who has left is no error.
            Err(Error::Io { source, .. }) if source.kind() == ErrorKind::BrokenPipe => Err(Failure::Closed),
            done => Ok(done?),
        }
    }
}
