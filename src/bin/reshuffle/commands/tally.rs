//! `reshuffle tally`

use clap::ValueEnum;
use reshuffle::domain::{HowRule, Name, Per, Text};
use reshuffle::ledger::{Ledger, Rule};

use crate::arguments::{BodyArg, CutArgs, Globals};
use crate::failure::Failure;
use crate::output::{Stated, steps_report, tally_report};

/// What a departure is dated by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// When it was announced, where that is recorded; else when it took effect.
    Announced,
    /// When it took effect.
    Effect,
}

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
    body: BodyArg,
    /// Which way out: resigned, sacked, stood_down, reshuffled, died, term_ended, unknown, or left (all but reshuffled)
    #[arg(long, value_name = "WAY", default_value = "resigned")]
    how: HowRule,
    /// Only departures from offices of this rank
    #[arg(long, value_name = "RANK")]
    rank: Option<Text>,
    /// Only people said to belong to this group
    #[arg(long, value_name = "GROUP")]
    group: Option<Name>,
    /// Since when; of a coarse time its beginning
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Until when; of a coarse time its end [default: --at]
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
    /// What is counted once: person or post
    #[arg(long, value_name = "WHAT", default_value = "person")]
    per: Per,
    /// What a departure is dated by
    #[arg(long, value_name = "WHAT", default_value = "announced")]
    by: By,
    /// How the number came about: each moment until --at at which least or most changes
    #[arg(long)]
    steps: bool,
    #[command(flatten)]
    cut: CutArgs,
}

impl Args {
    fn rule(&self, ledger: &Ledger) -> Result<Rule, Failure> {
        Ok(Rule {
            body: self.body.body.clone(),
            how: self.how,
            rank: self.rank.clone(),
            group: self.group.clone(),
            from: self.from.as_deref().map(|text| ledger.parse_from(text)).transpose()?,
            to: self.to.as_deref().map(|text| ledger.parse_at(text)).transpose()?,
            per: self.per,
            by_effect: self.by == By::Effect,
        })
    }
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let ledger = globals.open()?;
    let (at, view) = (args.cut.at(&ledger)?, args.cut.view(&ledger)?);
    let (rule, stated) = (args.rule(&ledger)?, Stated { ledger: &ledger, view: &view, at });
    if args.steps {
        return steps_report(&rule, &view.steps(&rule, at)?, &stated).print(globals);
    }
    let (tally, sentence) = view.tally(&rule, at)?;
    tally_report(&tally, &sentence, &stated).print(globals)
}
