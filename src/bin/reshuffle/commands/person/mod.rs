//! `reshuffle person`

mod split;

use clap::Subcommand;
use reshuffle::domain::{Name, Text};
use serde_json::json;

use crate::arguments::{BodyArg, CutArgs, Globals, QuoteArgs, SoughtArgs, WriteArgs};
use crate::failure::Failure;
use crate::output::{Stated, people_report, person_report, proposals_report, receipts, record_report};

/// People: list, show, how their record came about, find, merge, split
///
/// A name may be given in any recorded spelling, or as an identifier
/// (`wikidata:Q123`, or `Q123` alone). Nothing but `find` goes by what is
/// merely alike; where a name is not recorded, the names that may be meant are
/// told, and nothing is done.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  reshuffle person find \"Lord Coaker\"\n  reshuffle person show \"Vernon Coaker\" --at 2016-06-26"
)]
pub struct Args {
    #[command(subcommand)]
    command: PersonCommand,
}

#[derive(Debug, Subcommand)]
enum PersonCommand {
    /// Everyone whom standing facts name, with names, identifiers and what they hold
    #[command(
        after_help = "Examples:\n  reshuffle person list --body \"Labour Shadow Cabinet\" --at 2016-06-26\n  reshuffle person list --scheme wikidata -o csv"
    )]
    List(ListArgs),
    /// One person: names, identifiers, groups, what is and was held
    #[command(
        after_help = "Examples:\n  reshuffle person show \"Vernon Coaker\"\n  reshuffle person show wikidata:Q333 -o json"
    )]
    Show(ShowArgs),
    /// How the record of a person came about: who recorded what, when and why
    ///
    /// Everything that ever named the person, what was amended or taken back
    /// among it, in order of recording. What happened in the world, in its own
    /// order, is `timeline --person NAME`.
    #[command(after_help = "Example:\n  reshuffle person history \"Vernon Coaker\"")]
    History(ShowArgs),
    /// Who may be meant: forgives case, accents, titles, order and one typing error
    ///
    /// Proposals with the reason of each, the most alike first. Where the text
    /// has digits, only names with the very same are proposed.
    #[command(after_help = "Examples:\n  reshuffle person find \"Lord Coaker\"\n  reshuffle person find Q333 -o json")]
    Find(FindArgs),
    /// Record that a name is another name of somebody: an alias
    ///
    /// From then on both are one person under the second name; as known before,
    /// they are two. Where both hold different offices at one time, a warning
    /// says so. Retracting the alias undoes it.
    #[command(
        after_help = "Example:\n  reshuffle person merge \"Lord Coaker\" --into \"Vernon Coaker\" --why \"made a life peer in 2021\""
    )]
    Merge(MergeArgs),
    /// Give some of a person's facts to another name: amendments, all or none
    ///
    /// Without an EVENT it lists the facts that name the person, by body and
    /// article. With some it shows what would change, and asks on a terminal;
    /// elsewhere it needs --yes, or exits with 2 and changes nothing. A departure
    /// that names the appointment it ends goes with that, and that with it.
    #[command(
        after_help = "Examples:\n  reshuffle person split \"John Smith\"\n  reshuffle person split \"John Smith\" 12 14 --as \"John Smith #2\" --why \"the member for Bury\" --yes"
    )]
    Split(split::SplitArgs),
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    #[command(flatten)]
    body: BodyArg,
    /// Only people who have an identifier of this scheme, and only that
    #[arg(long, value_name = "NAME")]
    scheme: Option<Name>,
    #[command(flatten)]
    cut: CutArgs,
}

#[derive(Debug, clap::Args)]
struct ShowArgs {
    /// A name in any recorded spelling, or an identifier
    #[arg(value_name = "NAME")]
    name: Name,
    #[command(flatten)]
    cut: CutArgs,
}

#[derive(Debug, clap::Args)]
struct FindArgs {
    #[command(flatten)]
    sought: SoughtArgs,
    #[command(flatten)]
    cut: CutArgs,
}

#[derive(Debug, clap::Args)]
struct MergeArgs {
    /// The name that is another's, as it is recorded
    #[arg(value_name = "NAME")]
    name: Name,
    /// The name it stands for, which is shown from then on
    #[arg(long, value_name = "OTHER")]
    into: Name,
    /// Why they are one person
    #[arg(long, value_name = "WHY")]
    why: Text,
    #[command(flatten)]
    quote: QuoteArgs,
    #[command(flatten)]
    write: WriteArgs,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    match &args.command {
        PersonCommand::List(args) => list(args, globals),
        PersonCommand::Show(args) => show(args, globals),
        PersonCommand::History(args) => history(args, globals),
        PersonCommand::Find(args) => find(args, globals),
        PersonCommand::Merge(args) => merge(args, globals),
        PersonCommand::Split(args) => split::run(args, globals),
    }
}

fn list(args: &ListArgs, globals: &Globals) -> Result<(), Failure> {
    let ledger = globals.open()?;
    let (at, view) = (args.cut.at(&ledger)?, args.cut.view(&ledger)?);
    let people = view.people(args.body.body.as_ref(), args.scheme.as_ref(), at)?;
    people_report(&people, &Stated { ledger: &ledger, view: &view, at }).print(globals)
}

fn show(args: &ShowArgs, globals: &Globals) -> Result<(), Failure> {
    let ledger = globals.open()?;
    let (at, view) = (args.cut.at(&ledger)?, args.cut.view(&ledger)?);
    let record = view.person(&args.name, at)?;
    person_report(&record, &Stated { ledger: &ledger, view: &view, at }).print(globals)
}

fn history(args: &ShowArgs, globals: &Globals) -> Result<(), Failure> {
    let ledger = globals.open()?;
    let (at, view) = (args.cut.at(&ledger)?, args.cut.view(&ledger)?);
    let (person, steps) = ledger.recorded_of_person(&view, &args.name)?;
    let mut report = record_report(&steps, &Stated { ledger: &ledger, view: &view, at });
    report.before.push(format!("person   {person}"));
    report.set("person", json!(person));
    report.print(globals)
}

fn find(args: &FindArgs, globals: &Globals) -> Result<(), Failure> {
    let ledger = globals.open()?;
    let (at, view) = (args.cut.at(&ledger)?, args.cut.view(&ledger)?);
    let proposals = view.people_like(&args.sought.text)?;
    let stated = Stated { ledger: &ledger, view: &view, at };
    proposals_report(args.sought.text.as_str(), &proposals, args.sought.limit, &stated).print(globals)
}

fn merge(args: &MergeArgs, globals: &Globals) -> Result<(), Failure> {
    let options = args.write.options()?;
    let mut ledger = globals.open()?;
    let done = ledger.merge(&args.name, &args.into, &args.why, args.quote.quotation(), &options)?;
    receipts(&ledger, &done, options.dry_run, globals)
}
