//! `reshuffle prove`

use std::path::PathBuf;

use clap::Subcommand;
use reshuffle::ledger::{Asked, Inquiry, Ledger};

use crate::arguments::{BodyArg, CutArgs, Globals, RuleArgs};
use crate::failure::Failure;
use crate::new_file::write_into;

/// Prove an answer to somebody without this ledger
///
/// One file has the question, a signed checkpoint, every header of the log up
/// to it, and the body of every event that an answer may rest on: whoever has
/// it makes the answer anew, and sees that nothing was left out. It holds all
/// facts known then, with their quotes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  reshuffle prove tally --body \"Labour Shadow Cabinet\" --at 2016-06-26T18:00 -O eleven.proof\n  reshuffle proof verify eleven.proof --key \"$(reshuffle key show)\""
)]
pub struct Args {
    #[command(subcommand)]
    command: ProveCommand,
}

#[derive(Debug, Subcommand)]
enum ProveCommand {
    /// How many have left, by a rule
    #[command(after_help = "Example:\n  reshuffle prove tally --how left --at 2016-06-26T18:00 -O left.proof")]
    Tally {
        #[command(flatten)]
        rule: RuleArgs,
        #[command(flatten)]
        file: FileArgs,
    },
    /// Who holds what at a moment
    #[command(
        after_help = "Example:\n  reshuffle prove cabinet --body \"Labour Shadow Cabinet\" --brief -O cabinet.proof"
    )]
    Cabinet {
        #[command(flatten)]
        body: BodyArg,
        #[command(flatten)]
        file: FileArgs,
    },
}

/// What the answer is of, and where its proof goes.
#[derive(Debug, clap::Args)]
struct FileArgs {
    #[command(flatten)]
    cut: CutArgs,
    /// Only the events that the answer rests on, each with a proof of its own: short, and not shown complete
    #[arg(long, conflicts_with = "reported_by")]
    brief: bool,
    /// Where to write it [default: stdout]
    #[arg(short = 'O', long = "into", value_name = "FILE")]
    into: Option<PathBuf>,
    /// Replace a file that is there already
    #[arg(long, requires = "into")]
    force: bool,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let mut ledger = globals.open()?;
    match &args.command {
        ProveCommand::Tally { rule, file } => {
            let asked = Asked::Tally(rule.rule(&ledger)?);
            file.prove(&mut ledger, asked)
        }
        ProveCommand::Cabinet { body, file } => file.prove(&mut ledger, Asked::Cabinet(body.body.clone())),
    }
}

impl FileArgs {
    fn prove(&self, ledger: &mut Ledger, asked: Asked) -> Result<(), Failure> {
        let at = self.cut.at(ledger)?;
        let (known_at, reported_by) = (self.cut.known_at(ledger)?, self.cut.reported_by(ledger)?);
        let inquiry = Inquiry { asked, at, known_at, reported_by };
        write_into(self.into.as_deref(), self.force, "the proof", |out| ledger.prove(&inquiry, self.brief, out))
    }
}
