//! `reshuffle status`

use reshuffle::ledger::Ledger;
use serde_json::json;

use crate::arguments::Globals;
use crate::failure::Failure;
use crate::output::Report;

/// Say what this ledger is: name, zone, size, head
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  reshuffle status\n  reshuffle status --state -o json")]
pub struct Args {
    /// Also hash the state: everything that answers are made of, to compare with another holder of the log
    #[arg(long)]
    state: bool,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    report(&globals.open()?, args.state)?.print(globals)
}

/// What a ledger is, in one look.
pub fn report(ledger: &Ledger, with_state: bool) -> Result<Report, Failure> {
    let status = ledger.status()?;
    let zone = ledger.zone();
    let head = status.head;
    let mut report = Report { columns: vec!["what", "value"], ..Report::default() };
    let mut say = |name: &'static str, value: serde_json::Value| report.say(name, value);
    say("origin", json!(status.origin.as_str()));
    say("zone", json!(status.zone));
    say("zone_database", json!(status.zone_database));
    say("verifying_key", json!(status.verifying_key));
    say("events", json!(status.events));
    say("sources", json!(status.sources));
    say("facts", json!(status.facts));
    say("retracted", json!(status.retracted));
    if let Some(signed) = status.signed {
        say("signed", json!(signed));
        say("unsigned", json!(status.facts + status.retracted - signed));
    }
    say("began", json!(status.began.map(|moment| zone.show(moment))));
    say("head_seq", json!(head.map(|head| head.seq.0)));
    say("head_id", json!(head.map(|head| head.id.to_string())));
    if with_state {
        say("state", json!(ledger.state_hash()?));
    }
    Ok(report)
}
