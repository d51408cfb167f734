//! `reshuffle corroborate`

use crate::arguments::{Globals, QuoteArgs, WriteArgs};
use crate::failure::Failure;
use crate::output::receipts;

/// Record that another source says the same
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  reshuffle corroborate 7c1f --source evening --quote \"Ms Alexander was the first to go\""
)]
pub struct Args {
    /// The fact: its seq, or the beginning of its id
    #[arg(value_name = "EVENT")]
    event: String,
    #[command(flatten)]
    quote: QuoteArgs,
    #[command(flatten)]
    write: WriteArgs,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let options = args.write.options()?;
    let quotation = args.quote.required()?;
    let mut ledger = globals.open()?;
    let done = ledger.corroborate(&args.event, &quotation, &options)?;
    receipts(&ledger, &done, options.dry_run, globals)
}
