//! `reshuffle tally`

use crate::arguments::{CutArgs, Globals, RuleArgs};
use crate::failure::Failure;
use crate::output::{Stated, steps_report, tally_report};

/// How many have left, by a rule that is printed with the number
///
/// `least` counts those with a departure surely inside the window, `most`
/// those with one that may be. Two reports of one departure count once.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  reshuffle tally --body \"Labour Shadow Cabinet\" --from 2016-06-26 --at 2016-06-26T18:00\n  reshuffle tally --steps --how left --at 2016-06-26 -o csv"
)]
pub struct Args {
    #[command(flatten)]
    rule: RuleArgs,
    /// How the number came about: each moment until --at at which least or most changes
    #[arg(long)]
    steps: bool,
    #[command(flatten)]
    cut: CutArgs,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let ledger = globals.open()?;
    let (at, view) = (args.cut.at(&ledger)?, args.cut.view(&ledger)?);
    let rule = args.rule.rule(&ledger)?;
    if args.steps {
        let stated = Stated { ledger: &ledger, view: &view, at };
        return steps_report(&rule, &view.steps(&rule, at)?, &stated).print(globals);
    }
    let (tally, sentence) = view.tally(&rule, at)?;
    tally_report(&tally, &sentence, &view.cut(at)).print(globals)
}
