//! `reshuffle amend`

use reshuffle::domain::{Field, Text};
use reshuffle::ledger::Amendment;

use crate::arguments::{Globals, QuoteArgs, WriteArgs};
use crate::failure::Failure;
use crate::fields::FieldArgs;
use crate::output::receipts;

/// Correct a fact
///
/// Fields not given stay as they are. A quote given here comes before the old
/// ones, so that a corrected time shows its own receipt. As known before the
/// amendment, the old fact answers.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  reshuffle amend 7c1f --when 2016-06-26T13:03 --source evening --quote \"went at 1.03pm\" \\\n      --why \"the evening edition has the time\""
)]
pub struct Args {
    /// The fact or an amendment of it: its seq, or the beginning of its id
    #[arg(value_name = "EVENT")]
    event: String,
    /// Why it is corrected
    #[arg(long, value_name = "WHY")]
    why: Text,
    /// A field to clear; may be given again
    #[arg(long, value_name = "FIELD")]
    unset: Vec<Field>,
    #[command(flatten)]
    quote: QuoteArgs,
    #[command(flatten)]
    write: WriteArgs,
    #[command(flatten)]
    fields: FieldArgs,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let mut changes = args.fields.fields.clone();
    match args.fields.people.as_slice() {
        [] => {}
        [one] => {
            changes.set(Field::Person, one);
        }
        _ => return Err(Failure::refused("a fact is about one person; give --person once")),
    }
    let quotation = args.quote.quotation();
    if changes.is_empty() && args.unset.is_empty() && quotation.is_none() {
        return Err(Failure::refused("nothing to amend: give a field, --unset or --quote"));
    }
    let options = args.write.options()?;
    let amendment = Amendment { changes, cleared: args.unset.clone(), quotation, why: args.why.clone() };
    let mut ledger = globals.open()?;
    let done = ledger.amend(&args.event, amendment, &options)?;
    receipts(&ledger, &done, options.dry_run, globals)
}
