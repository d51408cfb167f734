//! `reshuffle monitor`

use std::collections::BTreeSet;
use std::path::PathBuf;

use reshuffle::ledger::{Error, Publication, Read};
use serde_json::json;

use super::source::read_text;
use crate::arguments::{Globals, Known};
use crate::failure::Failure;
use crate::output::{Report, counted, summary};

/// How many new events are listed.
const SHOWN: usize = 50;

/// Check a published log as an outsider, and list what is new in it
///
/// No ledger is needed. Every tile, link, body and signature is checked. With
/// --since, a checkpoint kept from an earlier look, the log has to go on from
/// there, and only events after it are listed.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  reshuffle monitor public --since monday.checkpoint --key example.org/desk+0a1b2c3d+AX…"
)]
pub struct Args {
    /// The directory of the publication
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// A checkpoint of the same log from an earlier look
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
    #[command(flatten)]
    keys: Known,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let publication = Publication::open(&args.dir)?;
    let since = args.since.as_ref().map(|path| read_text(path)).transpose()?;
    let mut report = Report { rows_name: "events", columns: vec!["seq", "kind", "what"], ..Report::default() };
    // Of which size is not known to be true before the end, and then it is looked at again.
    let from = since.as_deref().map_or(0, claimed_size);
    let mut new = 0_u64;
    let examined = publication.examine(&args.keys.keys, &BTreeSet::from([from]), &mut |stored, read| {
        if stored.seq().0 >= from {
            new += 1;
            let (kind, what) = match read {
                Read::Event(event) => (event.entry.content.kind().word(), summary(&event.entry.content)),
                Read::Erased(kind) => (kind.map_or("unknown", |kind| kind.word()), "redacted".to_owned()),
                Read::Unknown(_) => ("unknown", String::new()),
            };
            report
                .rows
                .push(json!({ "seq": stored.seq().0, "id": stored.id().to_string(), "kind": kind, "what": what }));
            if report.cells.len() < SHOWN {
                report.cells.push(vec![stored.seq().to_string(), kind.to_owned(), what]);
            }
        }
        Ok(())
    })?;
    if let Some(note) = &since {
        let earlier = examined.verify(note, &args.keys.keys)?.checkpoint;
        if examined.roots.get(&earlier.size) != Some(&earlier.root) {
            return Err(Failure::Ledger(Error::Forged(format!(
                "the log does not go on from the checkpoint of {}: its end was cut off, or there are two logs of one name",
                counted(earlier.size, "event")
            ))));
        }
    }
    let Some(by) = examined.by else { return Ok(()) };
    report.set("origin", json!(by.checkpoint.origin));
    report.set("size", json!(by.checkpoint.size));
    report.set("signers", json!(by.signers));
    report.set("redacted", json!(examined.redacted));
    report.set("sources", json!(examined.sources));
    report.set("sources_missing", json!(examined.missing.len()));
    report.before.push(format!(
        "{}: {}, {new} of them new, all that is published holds; signed by {}",
        by.checkpoint.origin,
        counted(by.checkpoint.size, "event"),
        by.signers.join(" and ")
    ));
    if new > SHOWN as u64 {
        report.after.push(format!("The first {SHOWN} of {new}; `-o json` lists them all."));
    }
    report.empty = "Nothing is new.".to_owned();
    report.print(globals)
}

/// The size that a checkpoint claims, before it is verified.
fn claimed_size(note: &str) -> u64 {
    note.lines().nth(1).and_then(|line| line.parse().ok()).unwrap_or_default()
}
