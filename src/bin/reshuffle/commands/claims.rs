//! `reshuffle claims`

use crate::arguments::{BodyArg, CutArgs, Globals};
use crate::failure::Failure;
use crate::output::claims_report;

/// The numbers that articles print, each beside ours under its own rule
///
/// `missing` are people whom the article itself names as having left but whom
/// its rule leaves out; `extra` are people counted whom it does not name.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  reshuffle claims --at 2016-06-27")]
pub struct Args {
    #[command(flatten)]
    body: BodyArg,
    #[command(flatten)]
    cut: CutArgs,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let ledger = globals.open()?;
    let (at, view) = (args.cut.at(&ledger)?, args.cut.view(&ledger)?);
    let claims = view.claims(args.body.body.as_ref(), at)?;
    claims_report(&claims, &view.cut(at)).print(globals)
}
