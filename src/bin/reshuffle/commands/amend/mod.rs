//! `reshuffle amend`

mod edit;
mod page;

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
///
/// With --edit the fact opens in $VISUAL, else $EDITOR, else vi: a line changed
/// is a field changed, a line removed a field cleared. The ledger is not held
/// meanwhile; where the fact was changed by somebody else, nothing is recorded.
/// An editor with a window of its own has to be told to wait, as `code -w` is.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  reshuffle amend 7c1f --when 2016-06-26T13:03 --source evening --quote \"went at 1.03pm\" \\\n      --why \"the evening edition has the time\"\n  reshuffle amend 7c1f --edit\n  EDITOR='sed -i s/Ian/Iain/' reshuffle amend 7c1f --edit --why \"a slip of ours\""
)]
pub struct Args {
    /// The fact or an amendment of it: its seq, or the beginning of its id
    #[arg(value_name = "EVENT")]
    event: String,
    /// Why it is corrected; --edit asks for it
    #[arg(long, value_name = "WHY", required_unless_present = "edit")]
    why: Option<Text>,
    /// Correct its fields in an editor
    #[arg(long, conflicts_with = "unset")]
    edit: bool,
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
    if args.edit {
        return match changes.iter().next() {
            Some((field, _)) => Err(Failure::refused(format!("change `{field}` as a flag or in the editor, not both"))),
            None => edit::run(args, globals),
        };
    }
    // Without --edit, clap asks for it.
    let why = args.why.clone().ok_or_else(|| Failure::refused("say why it is corrected: add --why"))?;
    let quotation = args.quote.quotation();
    if changes.is_empty() && args.unset.is_empty() && quotation.is_none() {
        return Err(Failure::refused("nothing to amend: give a field, --unset or --quote"));
    }
    let options = args.write.options()?;
    let amendment = Amendment { changes, cleared: args.unset.clone(), quotation, why };
    let mut ledger = globals.open()?;
    let done = ledger.amend(&args.event, amendment, &options)?;
    receipts(&ledger, &done, options.dry_run, globals)
}
