//! `reshuffle reindex`

use serde_json::json;

use crate::arguments::Globals;
use crate::failure::Failure;
use crate::output::Report;

/// Drop everything derived from the events and build it again
///
/// The events stay as they are. For when `audit` says that the index differs
/// from the log.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  reshuffle reindex")]
pub struct Args {}

pub fn run(_args: &Args, globals: &Globals) -> Result<(), Failure> {
    let indexed = globals.open()?.reindex()?;
    let mut report = Report { columns: vec!["indexed"], ..Report::default() };
    report.set("indexed", json!(indexed));
    report.cells.push(vec![format!("{indexed} events")]);
    report.print(globals)
}
