//! `reshuffle post`

use clap::Subcommand;
use reshuffle::domain::Name;
use serde_json::json;

use crate::arguments::{BodyArg, CutArgs, Globals, SoughtArgs};
use crate::failure::Failure;
use crate::output::{Stated, post_report, posts_report, proposals_report, record_report};

/// Posts: list, show, how their record came about, find
///
/// A post may be given by any of its names or by an identifier; where several
/// bodies have it, with --body. Nothing but `find` goes by what is merely alike.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  reshuffle post list --body \"Labour Shadow Cabinet\"\n  reshuffle post show \"Shadow Chancellor\""
)]
pub struct Args {
    #[command(subcommand)]
    command: PostCommand,
}

#[derive(Debug, Subcommand)]
enum PostCommand {
    /// Every post that standing facts name, with names, rank, seats and holders
    #[command(
        after_help = "Examples:\n  reshuffle post list --body \"Labour Shadow Cabinet\" --at 2016-06-26\n  reshuffle post list --scheme wikidata -o csv"
    )]
    List(ListArgs),
    /// One post: its names over time, seats, rank, identifiers, who holds and held it
    #[command(after_help = "Example:\n  reshuffle post show \"Shadow Chancellor\" --body \"Labour Shadow Cabinet\"")]
    Show(ShowArgs),
    /// How the record of a post came about: who recorded what, when and why
    ///
    /// Everything that ever named the post, what was amended or taken back
    /// among it, in order of recording. What happened in the world, in its own
    /// order, is `timeline --post NAME`.
    #[command(after_help = "Example:\n  reshuffle post history \"Shadow Chancellor\"")]
    History(ShowArgs),
    /// Which post may be meant: forgives case, accents, order and one typing error
    ///
    /// Proposals with the reason of each, the most alike first. Where the text
    /// has digits, only names with the very same are proposed.
    #[command(after_help = "Example:\n  reshuffle post find \"health secretary\"")]
    Find(FindArgs),
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    #[command(flatten)]
    body: BodyArg,
    /// Only posts that have an identifier of this scheme, and only that
    #[arg(long, value_name = "NAME")]
    scheme: Option<Name>,
    #[command(flatten)]
    cut: CutArgs,
}

#[derive(Debug, clap::Args)]
struct ShowArgs {
    /// Any name of the post, or an identifier
    #[arg(value_name = "NAME")]
    name: Name,
    #[command(flatten)]
    body: BodyArg,
    #[command(flatten)]
    cut: CutArgs,
}

#[derive(Debug, clap::Args)]
struct FindArgs {
    #[command(flatten)]
    sought: SoughtArgs,
    #[command(flatten)]
    body: BodyArg,
    #[command(flatten)]
    cut: CutArgs,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    match &args.command {
        PostCommand::List(args) => list(args, globals),
        PostCommand::Show(args) => show(args, globals),
        PostCommand::History(args) => history(args, globals),
        PostCommand::Find(args) => find(args, globals),
    }
}

fn list(args: &ListArgs, globals: &Globals) -> Result<(), Failure> {
    let ledger = globals.open()?;
    let (at, view) = (args.cut.at(&ledger)?, args.cut.view(&ledger)?);
    let posts = view.posts(args.body.body.as_ref(), args.scheme.as_ref(), at)?;
    posts_report(&posts, &Stated { ledger: &ledger, view: &view, at }).print(globals)
}

fn show(args: &ShowArgs, globals: &Globals) -> Result<(), Failure> {
    let ledger = globals.open()?;
    let (at, view) = (args.cut.at(&ledger)?, args.cut.view(&ledger)?);
    let record = view.post(&args.name, args.body.body.as_ref(), at)?;
    post_report(&record, &Stated { ledger: &ledger, view: &view, at }).print(globals)
}

fn history(args: &ShowArgs, globals: &Globals) -> Result<(), Failure> {
    let ledger = globals.open()?;
    let (at, view) = (args.cut.at(&ledger)?, args.cut.view(&ledger)?);
    let (post, body, steps) = ledger.recorded_of_post(&view, &args.name, args.body.body.as_ref())?;
    let mut report = record_report(&steps, &Stated { ledger: &ledger, view: &view, at });
    report.before.push(format!("post     {post}"));
    report.before.push(format!("body     {body}"));
    report.set("post", json!(post));
    report.set("body", json!(body));
    report.print(globals)
}

fn find(args: &FindArgs, globals: &Globals) -> Result<(), Failure> {
    let ledger = globals.open()?;
    let (at, view) = (args.cut.at(&ledger)?, args.cut.view(&ledger)?);
    let proposals = view.posts_like(&args.sought.text, args.body.body.as_ref())?;
    let stated = Stated { ledger: &ledger, view: &view, at };
    proposals_report(args.sought.text.as_str(), &proposals, args.sought.limit, &stated).print(globals)
}
