//! `reshuffle sql`

use std::io::Read;

use reshuffle::ledger::sqlite::{self, QueryError, Value as Cell};
use reshuffle::ledger::{Error, LineError, hex};
use serde_json::{Map, Value, json};

use crate::arguments::{CutArgs, Format, Globals};
use crate::failure::Failure;
use crate::output::{Report, Rows, print};

/// Ask any question in SQL
///
/// The ledger is laid out as SQLite tables in memory, as of the two times
/// asked for, and one query is run over them; it only reads. `export sqlite`
/// writes the same tables into a file. `--schema` says what there is; the
/// views are the place to begin.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  reshuffle sql --schema\n  reshuffle sql \"SELECT person, hows, latest FROM who_left\" --at 2016-06-26T18:00\n  reshuffle sql - < question.sql"
)]
pub struct Args {
    /// One SELECT; `-` reads it from stdin
    #[arg(value_name = "QUERY", required_unless_present = "schema")]
    query: Option<String>,
    /// Say which tables, views and columns there are, and what they mean
    #[arg(long, conflicts_with = "query")]
    schema: bool,
    #[command(flatten)]
    cut: CutArgs,
}

/// How many rows a table or one JSON object has at most.
const ROWS_MOST: usize = 100_000;
/// How many bytes its cells have together at most.
const BYTES_MOST: usize = 16 * 1024 * 1024;

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let Some(query) = &args.query else { return schema(globals) };
    let query = match query.as_str() {
        "-" => stdin()?,
        given => given.to_owned(),
    };
    let ledger = globals.open()?;
    let (at, view) = (args.cut.at(&ledger)?, args.cut.view(&ledger)?);
    let report = Report::of(&view.cut(at));
    let database = ledger.database(&view, at)?;
    drop(view);
    // A query may take long, and others need not wait for it.
    drop(ledger);
    match globals.output {
        Format::Csv | Format::Jsonl => as_it_comes(&database, &query, globals),
        Format::Table | Format::Json => whole(&database, &query, report)?.print(globals),
    }
}

fn refused(why: QueryError) -> Failure {
    match &why {
        QueryError::Refused { place: Some(place), .. } => {
            let (line, column, text) = (place.line, place.column, place.text.clone());
            let error = LineError { line, column, text, error: Error::Query(why) };
            Failure::Line("QUERY".to_owned(), Box::new(error))
        }
        _ => Failure::Ledger(Error::Query(why)),
    }
}

/// An answer that is laid out as a whole, and so has to fit into memory.
fn whole(database: &sqlite::Database, query: &str, mut report: Report) -> Result<Report, Failure> {
    let mut bytes = 0;
    let mut is_too_large = false;
    report.rows_name = "rows";
    report.empty = "No row fits.".to_owned();
    let columns = database.each(query, &mut |columns, row| {
        let cells: Vec<String> = row.iter().map(cell_text).collect();
        bytes += cells.iter().map(String::len).sum::<usize>();
        is_too_large = report.cells.len() == ROWS_MOST || bytes > BYTES_MOST;
        if !is_too_large {
            report.rows.push(row_json(columns, &row));
            report.cells.push(cells);
        }
        !is_too_large
    });
    let columns = columns.map_err(refused)?;
    if is_too_large {
        return Err(Failure::refused(format!(
            "the answer has more than {ROWS_MOST} rows or {} MiB: add LIMIT, or take it with -o csv or -o jsonl, which write each row as it comes",
            BYTES_MOST / 1024 / 1024
        )));
    }
    report.set("columns", json!(columns));
    report.given_columns = columns;
    Ok(report)
}

fn row_json(columns: &[String], row: &[Cell]) -> Value {
    let members = columns.iter().cloned().zip(row.iter().map(cell_json));
    Value::Object(members.collect::<Map<_, _>>())
}

/// An answer of any length, each row written as it comes.
fn as_it_comes(database: &sqlite::Database, query: &str, globals: &Globals) -> Result<(), Failure> {
    let headed = |columns: &[String]| {
        Rows::of(Report { rows_name: "rows", given_columns: columns.to_vec(), ..Report::default() }, globals)
    };
    let mut rows: Option<Rows> = None;
    let mut written = Ok(());
    let columns = database.each(query, &mut |columns, row| {
        let rows = rows.get_or_insert_with(|| headed(columns));
        written = rows.push(|| row_json(columns, &row), || row.iter().map(cell_text).collect());
        written.is_ok()
    });
    let columns = columns.map_err(refused)?;
    written?;
    rows.unwrap_or_else(|| headed(&columns)).finish()
}

fn stdin() -> Result<String, Failure> {
    let mut query = String::new();
    let read = std::io::stdin().lock().read_to_string(&mut query);
    read.map_err(|why| Failure::Io("could not read the query".to_owned(), why))?;
    Ok(query)
}

fn schema(globals: &Globals) -> Result<(), Failure> {
    if globals.output == Format::Table {
        return print(&sqlite::schema_text());
    }
    let mut report =
        Report { rows_name: "columns", columns: vec!["what", "of", "column", "type", "about"], ..Report::default() };
    report.set("schema", json!(sqlite::SCHEMA_VERSION));
    for sqlite::Described { what, of, column, is, about } in sqlite::schema_columns() {
        report.rows.push(json!({ "what": what, "of": of, "column": column, "type": is, "about": about }));
        report.cells.push([what, of, column, is, about].map(str::to_owned).to_vec());
    }
    report.print(globals)
}

/// A cell for programs. JSON has no bytes and no infinity, so these are texts.
fn cell_json(cell: &Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Integer(number) => json!(number),
        Cell::Real(number) if number.is_finite() => json!(number),
        Cell::Text(text) => json!(text),
        Cell::Real(_) | Cell::Blob(_) => json!(cell_text(cell)),
    }
}

/// A cell for people: what is not known is blank, as in every other table.
fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Integer(number) => number.to_string(),
        Cell::Real(number) => number.to_string(),
        Cell::Text(text) => text.clone(),
        Cell::Blob(bytes) => hex(bytes),
    }
}
