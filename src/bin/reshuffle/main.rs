//! The command line of Reshuffle: data on stdout, all else on stderr.

mod arguments;
mod commands;
mod editor;
mod failure;
mod fields;
mod new_file;
mod output;
mod patience;
mod programs;

use std::process::ExitCode;

use clap::parser::ValueSource;
use clap::{CommandFactory, FromArgMatches, Parser};

use arguments::Globals;
use commands::Command;
use failure::Failure;

/// Most of what a command does is many small allocations, and the system's
/// own allocator took up to half of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const EXAMPLES: &str = "Examples:
  reshuffle demo          a ledger to look at, and what to try next
  reshuffle help append   everything about one command";

const CODES: &str = "Exit codes:
  0  done; an empty answer too
  1  findings or differences: audit with warnings, check, diff
  2  usage, or input that is refused
  3  the ledger is broken
  4  something cannot be verified
  5  not found, or ambiguous
  6  a conflict, or the ledger is in use
  7  input or output failed";

const ENVIRONMENT: &str = "Environment:
  RESHUFFLE_LEDGER         the ledger's directory, as -L
  RESHUFFLE_SOURCE         the article that is quoted, as --source
  RESHUFFLE_BODY           the body that is spoken of, as --body
  RESHUFFLE_RECORDER       who records, as --recorder
  RESHUFFLE_SIGN           the key to sign with, as --sign
  RESHUFFLE_PAGER, PAGER   shows long tables; empty or cat: none
  VISUAL, EDITOR           opens a fact for amend --edit
  NO_COLOR                 no colour, whatever it says";

/// A ledger of who holds office and who has left, in which every fact cites
/// the exact words it came from.
#[derive(Debug, Parser)]
#[command(name = "reshuffle", version, max_term_width = 100, subcommand_required = true, arg_required_else_help = true)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{CODES}\n\n{ENVIRONMENT}"))]
struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

/// The whole command line, also for what is made from it.
fn command_line() -> clap::Command {
    Cli::command()
}

fn main() -> ExitCode {
    let matches = command_line().get_matches();
    let mut cli = Cli::from_arg_matches(&matches).unwrap_or_else(|why| why.exit());
    cli.globals.ledger_is_given = matches.value_source("ledger") == Some(ValueSource::CommandLine);
    cli.globals.apply_color();
    output::keep(&cli.globals);
    let done = cli.command.run(&cli.globals);
    // The command has let go of its ledger: nobody waits for who reads the answer.
    let shown = output::release(&cli.globals);
    match done.and_then(|code| shown.map(|()| code)) {
        Ok(code) => code,
        Err(Failure::Closed) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.print();
            failure.code()
        }
    }
}
