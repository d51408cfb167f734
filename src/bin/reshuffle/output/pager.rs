//! Long answers, a screen at a time.
//!
//! Where an answer is for a person at a terminal, what is printed is kept until
//! the command is over. Then its length is known, the ledger has been let go,
//! and what was to be said beside it can be said after the pager, not under it.

use std::env;
use std::io::{Error, ErrorKind, IsTerminal, Write};
use std::process::Stdio;
use std::sync::{Mutex, MutexGuard, PoisonError};

use console::{Term, measure_text_width};

use super::report::{escape, print_bytes, say};
use crate::arguments::{Format, Globals};
use crate::failure::Failure;
use crate::programs;

/// The variables that name a pager; the first that is set goes.
const NAMED_BY: [&str; 2] = ["RESHUFFLE_PAGER", "PAGER"];

/// The pager where none is named.
const USUAL: &str = "less";

/// How that is to behave where `LESS` does not say: go away from a text that
/// fits the screen, show colours, leave the text there, and end with us when
/// we are interrupted.
const LESS: &str = "FRXK";

/// What a shell answers where a program is not there or cannot be run.
const NOT_RUN: [Option<i32>; 2] = [Some(126), Some(127)];

/// What waits for the end of the command; nothing where all is printed at once.
static KEPT: Mutex<Option<Kept>> = Mutex::new(None);

#[derive(Debug, Default)]
struct Kept {
    text: String,
    notes: Vec<String>,
}

fn kept() -> MutexGuard<'static, Option<Kept>> {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The pager that somebody named with the variable that does, or the usual one.
fn pager() -> (Option<&'static str>, String) {
    let named = NAMED_BY.into_iter().find_map(|name| Some((Some(name), env::var(name).ok()?)));
    named.unwrap_or((None, USUAL.to_owned()))
}

/// Keeps what is printed from now on, where it may be shown in a pager.
pub fn keep(globals: &Globals) {
    let is_dumb = env::var_os("TERM").is_some_and(|name| name == "dumb");
    let no_pager = matches!(pager().1.trim(), "" | "cat");
    let may_page = globals.output == Format::Table && !globals.no_pager && !is_dumb && !no_pager;
    if may_page && std::io::stdout().is_terminal() {
        *kept() = Some(Kept::default());
    }
}

/// Keeps a text of the answer; no where it is to be printed at once.
pub fn keeps_text(text: &str) -> bool {
    let mut kept = kept();
    kept.as_mut().map(|kept| kept.text.push_str(text)).is_some()
}

/// Keeps a line for stderr; no where it is to be said at once.
pub fn keeps_note(line: &str) -> bool {
    let mut kept = kept();
    kept.as_mut().map(|kept| kept.notes.push(line.to_owned())).is_some()
}

/// Prints and says what was kept, and everything after it at once: for what is
/// read while it comes, and for the end of a command.
///
/// # Errors
/// As [`print_bytes`](super::print_bytes). A reader who leaves the pager early is none.
pub fn release(globals: &Globals) -> Result<(), Failure> {
    let Some(Kept { text, notes }) = kept().take() else { return Ok(()) };
    let paged = if is_long(&text, Term::stdout().size_checked()) { page(&text) } else { Ok(false) };
    let printed = if matches!(paged, Ok(true)) { Ok(()) } else { print_bytes(text.as_bytes()) };
    notes.iter().for_each(|line| say(line));
    // Who named none has not asked for one, either.
    if let (Err(why), (Some(variable), named)) = (paged, pager()) {
        globals.note(&format!(
            "note: could not start the pager `{}`: {why}; name another in {variable}, or none with --no-pager",
            escape(&named)
        ));
    }
    printed
}

/// Whether a text does not fit on a screen of so many rows and columns, with a
/// row left for whoever types next. Where nothing is known of the screen, it fits.
fn is_long(text: &str, size: Option<(u16, u16)>) -> bool {
    let Some((rows, columns)) = size else { return false };
    let rows_of = |line| measure_text_width(line).div_ceil(usize::from(columns).max(1)).max(1);
    text.lines().map(rows_of).sum::<usize>() >= usize::from(rows)
}

/// Shows a text in the pager, and waits until that is left.
fn page(text: &str) -> Result<bool, Error> {
    let mut command = programs::command(&pager().1)?;
    if env::var_os("LESS").is_none() {
        command.env("LESS", LESS);
    }
    let mut child = command.stdin(Stdio::piped()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // Who has read enough closes the pipe; what else may break here would
        // be the pager's own, which has the screen.
        let _ = stdin.write_all(text.as_bytes());
    }
    let status = child.wait()?;
    if NOT_RUN.contains(&status.code()) {
        return Err(Error::new(ErrorKind::NotFound, "it could not be run"));
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_long_where_it_leaves_no_row_on_the_screen() {
        let lines = |count: usize| "a line\n".repeat(count);
        assert!(!is_long(&lines(23), Some((24, 80))));
        assert!(is_long(&lines(24), Some((24, 80))));
        assert!(!is_long(&lines(1_000), None));
        assert!(!is_long("", Some((1, 1))));
    }

    #[test]
    fn a_line_takes_as_many_rows_as_it_is_wide() {
        assert!(is_long(&"x".repeat(81), Some((2, 80))));
        assert!(!is_long(&"x".repeat(80), Some((2, 80))));
        // Two columns a character; and colours take none.
        assert!(is_long(&"部".repeat(41), Some((2, 80))));
        assert!(!is_long(&format!("\u{1b}[31m{}\u{1b}[0m", "x".repeat(80)), Some((2, 80))));
    }
}
