//! `reshuffle log`

use reshuffle::domain::time::Moment;
use reshuffle::domain::{Kind, Name, Seq, SourceId};
use reshuffle::ledger::{EventFilter, LoggedEvent, Read, hex};
use serde_json::json;

use crate::arguments::Globals;
use crate::failure::Failure;
use crate::output::{Report, Rows, event_json, print, release, short_id, summary};

/// The events, oldest first
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  reshuffle log --kind departed --since 2016-06-26\n  reshuffle log --raw > events.txt   header and body in hex, one event a line"
)]
pub struct Args {
    /// Only facts that name this person, in any recorded spelling
    #[arg(long, value_name = "NAME")]
    person: Option<Name>,
    /// Only events of this kind
    #[arg(long, value_name = "KIND")]
    kind: Option<Kind>,
    /// Only what cites this source
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// Only what was recorded at or after this time
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Only what was recorded at or before this time
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Print header and body in hex with a space between, one event a line
    #[arg(long)]
    raw: bool,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let ledger = globals.open()?;
    let source: Option<SourceId> = match &args.source {
        Some(text) => Some(ledger.find_source(text)?.source.digest),
        None => None,
    };
    if let Some(person) = &args.person {
        ledger.check_named(person)?;
    }
    let filter = EventFilter {
        person: args.person.clone(),
        kind: args.kind,
        source,
        since: args.since.as_deref().map(|text| ledger.parse_from(text)).transpose()?,
        until: args.until.as_deref().map(|text| ledger.parse_at(text)).transpose()?,
    };
    let zone = ledger.zone();
    let head = Report {
        rows_name: "events",
        columns: vec!["seq", "id", "recorded at", "kind", "what"],
        empty: "No event is recorded that fits.".to_owned(),
        ..Report::default()
    };
    if args.raw {
        // For programs, also where one is tried at a terminal.
        release(globals)?;
    }
    let mut rows = Rows::of(head, globals);
    for found in ledger.events(Seq(0), &filter)? {
        let LoggedEvent { stored, read, signature_follows } = found?;
        if args.raw {
            print(&format!("{} {}\n", hex(&stored.header), hex(&stored.body)))?;
            continue;
        }
        let is_signed = signature_follows && ledger.is_signed(stored.seq())?;
        let row = || {
            let mut row = event_json(&stored, &read, zone);
            row["signed"] = json!(is_signed);
            row
        };
        let cells = || {
            let (kind, what) = match &read {
                Read::Event(event) => (event.entry.content.kind().word(), summary(&event.entry.content)),
                Read::Erased(kind) => (kind.map_or("unknown", Kind::word), "redacted".to_owned()),
                Read::Unknown(number) => ("unknown", format!("kind {number}, of a later version")),
            };
            let what = if is_signed { format!("{what} · signed") } else { what };
            let recorded_at = zone.show_without_name(Moment(stored.recorded_at_us()));
            vec![stored.seq().to_string(), short_id(stored.id()), recorded_at, kind.to_owned(), what]
        };
        rows.push(row, cells)?;
    }
    if args.raw { Ok(()) } else { rows.finish() }
}
