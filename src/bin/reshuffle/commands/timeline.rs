//! `reshuffle timeline`

use reshuffle::domain::Name;
use reshuffle::ledger::Topic;

use crate::arguments::{BodyArg, CutArgs, Globals};
use crate::failure::Failure;
use crate::output::{Stated, print_timeline};

/// What happened, in order, with ranges as ranges
///
/// Every start and departure once, however often it was reported, and every
/// other fact beside them: what was expected, rumoured or denied too. It shows
/// all that is known, whenever it was so; --at only tells what of it has
/// happened by then. What is not dated comes last.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  reshuffle timeline --person \"Heidi Alexander\"\n  reshuffle timeline --body \"Labour Shadow Cabinet\" --known-at 2016-06-26T18:00 -o csv"
)]
pub struct Args {
    /// Only this person, in any recorded spelling
    #[arg(long, value_name = "NAME")]
    person: Option<Name>,
    /// Only this post, under any of its names
    #[arg(long, value_name = "NAME")]
    post: Option<Name>,
    #[command(flatten)]
    body: BodyArg,
    #[command(flatten)]
    cut: CutArgs,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let ledger = globals.open()?;
    let (at, view) = (args.cut.at(&ledger)?, args.cut.view(&ledger)?);
    let topic = Topic { person: args.person.clone(), body: args.body.body.clone(), post: args.post.clone() };
    let entries = view.timeline(&topic, at)?;
    print_timeline(&entries, &Stated { ledger: &ledger, view: &view, at }, globals)
}
