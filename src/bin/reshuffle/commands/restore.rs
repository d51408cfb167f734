//! `reshuffle restore`

use std::path::PathBuf;

use reshuffle::ledger::{Ledger, Publication};

use crate::arguments::{Globals, Known};
use crate::failure::Failure;
use crate::output::restored_report;

/// Make a ledger of a published log
///
/// Every byte is checked before it is written: tiles, chain, bodies, root and
/// signature. The ledger has the same events under the same ids, and no
/// private key. It is the way back, too, when a database does not open.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  reshuffle restore backup rescued --key example.org/desk+0a1b2c3d+AX…")]
pub struct Args {
    /// The directory of the publication
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Where to make the ledger
    #[arg(value_name = "LEDGER")]
    into: PathBuf,
    #[command(flatten)]
    known: Known,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let publication = Publication::open(&args.dir)?;
    let restored = Ledger::restore(&publication, &args.into, &args.known.keys)?;
    restored_report(&restored, &args.known, "restored").print(globals)
}
