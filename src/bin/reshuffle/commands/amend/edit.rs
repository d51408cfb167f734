//! `reshuffle amend --edit`: a fact corrected in an editor.

use reshuffle::domain::{Citation, Quotation, Text};
use reshuffle::ledger::{Amendment, Error, Ledger, LineError, Options, Receipts, Standing};

use super::Args;
use super::page::{Fault, Page, Places};
use crate::arguments::Globals;
use crate::editor::Draft;
use crate::failure::Failure;
use crate::output::{nothing_recorded, receipts, short_id, words_of};

/// What came of a text that was read.
enum Outcome {
    /// There is nothing to record, and why.
    Nothing(&'static str),
    /// What is to be recorded, and where in the text it stands.
    Change(Amendment, Places),
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    // Whatever may be refused is refused before somebody has worked for nothing.
    let options = args.write.options()?;
    let (standing, about) = {
        let mut ledger = globals.open()?;
        ledger.check_signer(&options)?;
        let standing = ledger.standing(&args.event)?;
        let new = args.quote.quotation().map(|quotation| ledger.citation(&quotation)).transpose()?;
        let about = about(&standing, new.as_ref(), &ledger)?;
        // Here the ledger is let go: an editor may be open for a day.
        (standing, about)
    };
    let before = standing.fact.to_fields();
    let page = Page { kind: standing.fact.claim.kind(), before: &before, asks_why: args.why.is_none() };
    let draft = Draft::new(&format!("amend-{}", standing.origin.0), &page.text(&about))?;
    match attempt(&draft, &page, &standing, &options, args, globals) {
        // What was recorded is not kept, whoever reads the receipt.
        Ok(Some((ledger, done))) => receipts(&ledger, &done, options.dry_run, globals),
        Ok(None) => nothing_recorded(options.dry_run).print(globals),
        Err(failure @ Failure::Ledger(Error::ChangedSince(_))) => {
            Err(draft.keep(failure, |_| "edit the fact anew, and take over from there what still holds".to_owned()))
        }
        Err(failure) => Err(draft.keep(failure, |name| {
            format!("put it right there, and take it in by the same command with `VISUAL=\"cp '{name}'\"` before it")
        })),
    }
}

/// Has the text edited, and records what it says; none where that is nothing.
fn attempt(
    draft: &Draft,
    page: &Page<'_>,
    standing: &Standing,
    options: &Options,
    args: &Args,
    globals: &Globals,
) -> Result<Option<(Ledger, Receipts)>, Failure> {
    let text = draft.edit()?;
    let refused = |fault: Fault| line_failure(draft, &text, fault.at, Error::Refused(fault.why));
    match outcome(page, &text, args.quote.quotation(), args.why.as_ref()).map_err(refused)? {
        Outcome::Nothing(why) => {
            globals.note(&format!("note: {why}"));
            Ok(None)
        }
        Outcome::Change(amendment, places) => {
            let mut ledger = globals.open()?;
            let done = ledger.amend_standing(standing, amendment, options).map_err(|error| {
                let at = error.field().and_then(|field| places.fields.get(&field));
                match at {
                    Some(at) => line_failure(draft, &text, *at, error),
                    None => Failure::Ledger(error),
                }
            })?;
            Ok(Some((ledger, done)))
        }
    }
}

/// What an edited text is to change.
fn outcome(page: &Page<'_>, text: &str, quotation: Option<Quotation>, why: Option<&Text>) -> Result<Outcome, Fault> {
    let edited = page.read(text)?;
    if !edited.has_fields {
        return Ok(Outcome::Nothing("the text was emptied, so the fact stays as it is"));
    }
    if edited.changes.is_empty() && edited.cleared.is_empty() && quotation.is_none() {
        return Ok(Outcome::Nothing("no field was changed, so the fact stays as it is"));
    }
    let why = match (why, edited.why.as_deref().map(str::trim)) {
        (Some(why), _) => why.clone(),
        (None, None | Some("")) => {
            let why = "say why the fact is corrected: `why = \"…\"`, above the fields".to_owned();
            return Err(Fault { at: edited.places.why.unwrap_or(0), why });
        }
        (None, Some(why)) => Text::new(why).map_err(|refusal| Fault {
            at: edited.places.why.unwrap_or(0),
            why: format!("`why` cannot be that: {refusal}"),
        })?,
    };
    let amendment = Amendment { changes: edited.changes, cleared: edited.cleared, quotation, why };
    Ok(Outcome::Change(amendment, edited.places))
}

/// What stands above the fields: which fact it is, and the words it rests on.
fn about(standing: &Standing, new: Option<&Citation>, ledger: &Ledger) -> Result<String, Failure> {
    let (seq, id) = standing.origin;
    let fact = &standing.fact;
    let amended =
        if standing.form == standing.origin { String::new() } else { format!(", as event {} has it", standing.form.0) };
    let mut about = format!(
        "Event {seq} ({}){amended}: {}\n{}",
        short_id(id),
        fact.claim.kind(),
        words_of(fact, |_| false).join(" · ")
    );
    let quotes = new
        .iter()
        .copied()
        .map(|citation| ("new: ", citation))
        .chain(fact.citations.iter().map(|citation| ("", citation)));
    for (mark, citation) in quotes {
        let label = ledger.find_source(&citation.source.to_string())?.source.description.label;
        about.push_str(&format!("\n{mark}“{}” ({label})", citation.exact));
    }
    Ok(about)
}

/// A failure at a place in the text that was edited.
fn line_failure(draft: &Draft, text: &str, at: usize, error: Error) -> Failure {
    let at = text.floor_char_boundary(at);
    let begins = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text[begins..].lines().next().unwrap_or_default().to_owned();
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let (row, column) = (text[..begins].matches('\n').count() + 1, text[begins..at].chars().count() + 1);
    let error = LineError { line: number(row), column: number(column), text: line, error };
    Failure::Line(draft.name(), Box::new(error))
}
