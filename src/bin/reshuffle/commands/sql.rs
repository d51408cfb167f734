//! `reshuffle sql`

use std::io::Read;

use reshuffle::ledger::sqlite::{self, QueryError, Value as Cell};
use reshuffle::ledger::{Error, LineError};
use serde_json::{Map, Value, json};

use crate::arguments::{CutArgs, Format, Globals};
use crate::failure::Failure;
use crate::output::{Report, print};

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

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let Some(query) = &args.query else { return schema(globals) };
    let query = match query.as_str() {
        "-" => stdin()?,
        given => given.to_owned(),
    };
    let ledger = globals.open()?;
    let (at, view) = (args.cut.at(&ledger)?, args.cut.view(&ledger)?);
    let report = Report::of(&view, &ledger, at);
    let database = ledger.database(&view, at)?;
    drop(view);
    // A query may take long, and others need not wait for it.
    drop(ledger);
    answer(&database, &query, report)?.print(globals)
}

fn answer(database: &sqlite::Database, query: &str, mut report: Report) -> Result<Report, Failure> {
    let answer = database.ask(query).map_err(|why| match &why {
        QueryError::Refused { place: Some(place), .. } => {
            let (line, column, text) = (place.line, place.column, place.text.clone());
            let error = LineError { line, column, text, error: Error::Query(why) };
            Failure::Line("QUERY".to_owned(), Box::new(error))
        }
        _ => Failure::Ledger(Error::Query(why)),
    })?;
    report.set("columns", json!(answer.columns));
    report.rows_name = "rows";
    report.empty = "No row fits.".to_owned();
    for row in &answer.rows {
        let members = answer.columns.iter().cloned().zip(row.iter().map(cell_json));
        report.rows.push(Value::Object(members.collect::<Map<_, _>>()));
        report.cells.push(row.iter().map(cell_text).collect());
    }
    report.given_columns = answer.columns;
    Ok(report)
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
        Cell::Blob(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}
