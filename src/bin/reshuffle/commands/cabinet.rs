//! `reshuffle cabinet`

use crate::arguments::{BodyArg, CutArgs, Globals};
use crate::failure::Failure;
use crate::output::cabinet_report;

/// Who holds what at a moment
///
/// One row per person, body and post. `certain` is who has surely begun and
/// cannot yet have left; `possible` is who may have begun and has not surely
/// left. It speaks of recorded holders, never of nobody.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  reshuffle cabinet --body \"Labour Shadow Cabinet\" --at 2016-06-26T18:00")]
pub struct Args {
    #[command(flatten)]
    body: BodyArg,
    #[command(flatten)]
    cut: CutArgs,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let ledger = globals.open()?;
    let (at, view) = (args.cut.at(&ledger)?, args.cut.view(&ledger)?);
    let cabinet = view.cabinet(args.body.body.as_ref(), at)?;
    cabinet_report(&cabinet, &view.cut(at)).print(globals)
}
