//! `reshuffle retract`

use reshuffle::domain::Text;

use crate::arguments::{Globals, WriteArgs};
use crate::failure::Failure;
use crate::output::receipts;

/// Take a fact back, with its amendments; or one amendment of it
///
/// The fact stays in the log and answers as known before. A retraction is final.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  reshuffle retract 7c1f --why \"the paper withdrew the report\"")]
pub struct Args {
    /// The fact or amendment: its seq, or the beginning of its id
    #[arg(value_name = "EVENT")]
    event: String,
    /// Why it is taken back
    #[arg(long, value_name = "WHY")]
    why: Text,
    #[command(flatten)]
    write: WriteArgs,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let options = args.write.options()?;
    let mut ledger = globals.open()?;
    let done = ledger.retract(&args.event, args.why.clone(), &options)?;
    receipts(&ledger, &done, options.dry_run, globals)
}
