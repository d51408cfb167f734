//! `reshuffle follow`

use std::path::PathBuf;

use reshuffle::ledger::{Ledger, Publication};

use crate::arguments::{Globals, Known};
use crate::failure::Failure;
use crate::output::restored_report;

/// Take in what a newer publication of the same log has
///
/// Refuses one that is not this ledger's log going on.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  reshuffle -L copy follow public")]
pub struct Args {
    /// The directory of the publication
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    #[command(flatten)]
    known: Known,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let publication = Publication::open(&args.dir)?;
    let followed = Ledger::follow(&globals.ledger, globals.wait()?, &publication, &args.known.keys)?;
    restored_report(&followed, &args.known, "took in").print(globals)
}
