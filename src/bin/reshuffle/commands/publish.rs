//! `reshuffle publish`

use std::path::PathBuf;

use serde_json::json;

use crate::arguments::Globals;
use crate::failure::Failure;
use crate::output::{Report, counted};

/// Write the log as static files, to be served, checked and restored by anybody
///
/// The layout is C2SP's tlog-tiles: a signed checkpoint, tiles of hashes, the
/// headers of events in bundles; beside them what the events say, and a page
/// for people. A second time only what is new is written, the checkpoint last.
/// Whoever has such a directory has a backup: `restore` makes a ledger of it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  reshuffle publish public\n  reshuffle publish backup --with-sources")]
pub struct Args {
    /// The directory
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Also the articles, which may belong to others; without them a restored ledger has no quotes to check
    #[arg(long)]
    with_sources: bool,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let published = globals.open()?.publish(&args.dir, args.with_sources)?;
    let mut report = Report { columns: vec!["what", "value"], ..Report::default() };
    let size = published.issued.checkpoint.size;
    report.before.push(format!("published {}, {} of them new", counted(size, "event"), size - published.before));
    report.say("size", json!(size));
    report.say("before", json!(published.before));
    report.say("files_written", json!(published.written));
    report.set("cleansed", json!(published.cleansed));
    if !published.cleansed.is_empty() {
        report.after.push("These held what was erased since: delete them wherever they were copied to.".to_owned());
        report.after.extend(published.cleansed);
    }
    report.print(globals)
}
