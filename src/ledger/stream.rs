//! A stream of facts: each its own append, many sharing one sync.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::append::Staged;
use super::{Environment, Error, Ledger, LineError, Options, Receipt, jsonl};
use crate::domain::time::Zone;

/// How long a stream stays quiet before it lets the ledger go.
const QUIET: Duration = Duration::from_secs(1);

/// How many lines share one sync at most.
const GROUP_LINES_MAX: usize = 512;

/// What a stream remembers from one group to the next.
#[derive(Default)]
struct Run {
    /// How many lines have come.
    lines: u64,
    /// How many near names have been warned of.
    near_names: usize,
}

/// What comes down a stream.
#[derive(Debug)]
pub enum Incoming {
    /// A line.
    Line(String),
    /// Bytes that are no line of text, and why.
    Unreadable(String),
}

/// What came of one line of a stream.
#[derive(Debug)]
pub enum Answer {
    /// It is durable: what was recorded, what somebody should look at, and the
    /// ledger's zone to say the time in.
    Durable(Vec<Receipt>, Vec<String>, Zone),
    /// It was refused, and nothing of it was recorded.
    Refused(LineError),
}

/// Appends each line that comes, answering once it is durable. Lets the ledger
/// go after a quiet second, and takes it again when a line comes.
///
/// # Errors
/// What ends the stream: a ledger that cannot be held, a log that fails, or an
/// answer that could not be given. Everything answered as durable stays so.
pub fn stream(
    dir: &Path,
    wait: Duration,
    lines: &Receiver<Incoming>,
    source: Option<&str>,
    options: &Options,
    answer: &mut dyn FnMut(Answer) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut run = Run::default();
    let mut first = match lines.recv() {
        Ok(line) => Some(line),
        Err(_) => return Ok(()),
    };
    while let Some(line) = first.take() {
        let mut ledger = Ledger::open(dir, wait, Environment::system())?;
        let mut next = Some(line);
        while let Some(line) = next.take() {
            let group: Vec<Incoming> = std::iter::once(line).chain(lines.try_iter()).take(GROUP_LINES_MAX).collect();
            for done in ledger.append_group(&group, &mut run, source, options)? {
                answer(done)?;
            }
            match lines.recv_timeout(QUIET) {
                Ok(line) => next = Some(line),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
        drop(ledger);
        first = lines.recv().ok();
    }
    Ok(())
}

impl Ledger {
    /// Appends each line on its own, all of them with one sync; answers with
    /// one for each that is not blank, when those that are accepted are durable.
    fn append_group(
        &mut self,
        lines: &[Incoming],
        run: &mut Run,
        source: Option<&str>,
        options: &Options,
    ) -> Result<Vec<Answer>, Error> {
        let mut answers = Vec::new();
        let mut group = Staged { near_names: run.near_names, ..Staged::default() };
        for incoming in lines {
            run.lines += 1;
            let text = match incoming {
                Incoming::Line(text) if text.trim().is_empty() => continue,
                Incoming::Line(text) => text,
                Incoming::Unreadable(why) => {
                    let error = Error::Refused(why.clone());
                    answers.push(Answer::Refused(LineError { line: run.lines, column: 1, text: String::new(), error }));
                    continue;
                }
            };
            // The lines before it are staged too: a key that one of them has is taken.
            let before = group.events.len();
            let receipts = self.stage_line(text, source, options, &mut group);
            let warnings = std::mem::take(&mut group.warnings);
            match receipts {
                Ok(receipts) => answers.push(Answer::Durable(receipts, warnings, self.zone.clone())),
                Err((column, error)) => {
                    if group.events.len() > before {
                        group.events.truncate(before);
                        self.restage(&group.events)?;
                    }
                    answers.push(Answer::Refused(LineError { line: run.lines, column, text: text.clone(), error }));
                }
            }
        }
        run.near_names = group.near_names;
        if options.dry_run {
            self.restage(&[])?
        } else {
            self.commit(&group)?
        }
        Ok(answers)
    }

    fn stage_line(
        &mut self,
        text: &str,
        source: Option<&str>,
        options: &Options,
        staged: &mut Staged,
    ) -> Result<Vec<Receipt>, (u64, Error)> {
        let line = jsonl::read_line(0, text, source);
        let receipts = line.drafts.map_err(Error::from).and_then(|drafts| {
            self.check_options(options, staged)?;
            self.stage(drafts, options, staged)
        });
        receipts.map_err(|error| (line.columns.of(error.part().map(super::Part::word)), error))
    }
}
