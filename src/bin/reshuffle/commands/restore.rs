//! `reshuffle restore` and `reshuffle follow`

use std::path::PathBuf;

use reshuffle::ledger::{Ledger, Publication, Restored, Verifier};
use serde_json::json;

use crate::arguments::Globals;
use crate::failure::Failure;
use crate::output::{Report, counted};

/// Make a ledger of a published log
///
/// Every byte is checked before it is written: tiles, chain, bodies, root and
/// signature. The ledger has the same events under the same ids, and no
/// private key. It is the way back, too, when a database does not open.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  reshuffle restore backup rescued --key example.org/desk+0a1b2c3d+AX…")]
pub struct RestoreArgs {
    /// The directory of the publication
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Where to make the ledger
    #[arg(value_name = "LEDGER")]
    into: PathBuf,
    #[command(flatten)]
    keys: Known,
}

/// Take in what a newer publication of the same log has
///
/// Refuses one that is not this ledger's log going on.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  reshuffle -L copy follow public")]
pub struct FollowArgs {
    /// The directory of the publication
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    #[command(flatten)]
    keys: Known,
}

/// Who has to have signed a publication.
#[derive(Debug, clap::Args)]
pub struct Known {
    /// A verifier key that has to have signed it; without one, a key that the log names itself
    #[arg(long = "key", value_name = "KEY")]
    pub keys: Vec<Verifier>,
}

pub fn run(args: &RestoreArgs, globals: &Globals) -> Result<(), Failure> {
    let publication = Publication::open(&args.dir)?;
    let restored = Ledger::restore(&publication, &args.into, &args.keys.keys)?;
    report(&restored, &args.keys, "restored").print(globals)
}

pub fn follow(args: &FollowArgs, globals: &Globals) -> Result<(), Failure> {
    let publication = Publication::open(&args.dir)?;
    let followed = Ledger::follow(&globals.ledger, globals.wait()?, &publication, &args.keys.keys)?;
    report(&followed, &args.keys, "took in").print(globals)
}

fn report(restored: &Restored, known: &Known, what: &str) -> Report {
    let Restored { examined, events } = restored;
    let mut report = Report { columns: vec!["what", "value"], ..Report::default() };
    report.before.push(format!("{what} {}", counted(*events, "event")));
    report.say("events", json!(events));
    let by = examined.by.as_ref();
    report.say("size", json!(by.map(|by| by.checkpoint.size)));
    report.say("signers", json!(by.map(|by| by.signers.join(", "))));
    report.say("sources", json!(examined.sources));
    let missing: Vec<String> = examined.missing.iter().map(ToString::to_string).collect();
    report.set("sources_missing", json!(missing));
    if !missing.is_empty() {
        report.after.push(format!(
            "{} not published, so an audit cannot check what cites them:",
            if missing.len() == 1 { "1 article is".to_owned() } else { format!("{} articles are", missing.len()) }
        ));
        report.after.extend(missing);
    }
    if known.keys.is_empty() {
        report.after.push(
            "The signature is by a key that the log names itself: give the key that you know with --key.".to_owned(),
        );
    }
    report
}
