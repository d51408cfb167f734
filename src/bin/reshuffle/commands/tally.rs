//! `reshuffle tally`

use crate::arguments::{CutArgs, Globals, RuleArgs};
use crate::failure::Failure;
use crate::output::{Stated, tally_report};

/// How many have left, by a rule that is printed with the number
///
/// `least` counts those with a departure surely inside the window, `most`
/// those with one that may be. Two reports of one departure count once.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  reshuffle tally --body \"Labour Shadow Cabinet\" --from 2016-06-26 --at 2016-06-26T18:00"
)]
pub struct Args {
    #[command(flatten)]
    rule: RuleArgs,
    #[command(flatten)]
    cut: CutArgs,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let ledger = globals.open()?;
    let (at, view) = (args.cut.at(&ledger)?, args.cut.view(&ledger)?);
    let (tally, sentence) = view.tally(&args.rule.rule(&ledger)?, at)?;
    tally_report(&tally, &sentence, &Stated { ledger: &ledger, view: &view, at }).print(globals)
}
