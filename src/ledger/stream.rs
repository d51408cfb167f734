//! A stream of facts: each its own append, many sharing one sync.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::group::{Asked, gather};
use super::{Environment, Error, Ledger, LineError, Options, Receipt};
use crate::domain::time::Zone;

/// How long a stream stays quiet before it lets the ledger go.
const QUIET: Duration = Duration::from_secs(1);

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
        // That is no fault of any line.
        ledger.check_signer(options)?;
        let mut next = Some(line);
        while let Some(line) = next.take() {
            for done in ledger.append_incoming(&gather(line, lines), &mut run, source, options)? {
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
    fn append_incoming(
        &mut self,
        lines: &[Incoming],
        run: &mut Run,
        source: Option<&str>,
        options: &Options,
    ) -> Result<Vec<Answer>, Error> {
        let texts = lines.iter().filter_map(|line| match line {
            Incoming::Line(text) if !text.trim().is_empty() => Some((Asked::Line(text, source), options)),
            _ => None,
        });
        let mut outcomes = self.append_each(texts, &mut run.near_names, options.dry_run)?.into_iter();
        let mut answers = Vec::new();
        for incoming in lines {
            run.lines += 1;
            let (text, column, error) = match incoming {
                Incoming::Line(text) if text.trim().is_empty() => continue,
                Incoming::Unreadable(why) => (String::new(), 1, Error::Refused(why.clone())),
                Incoming::Line(text) => match outcomes.next() {
                    Some(Ok(done)) => {
                        answers.push(Answer::Durable(done.events, done.warnings, self.zone.clone()));
                        continue;
                    }
                    Some(Err((column, error))) => (text.clone(), column, error),
                    // There is one for each line that is not blank.
                    None => continue,
                },
            };
            answers.push(Answer::Refused(LineError { line: run.lines, column, text, error }));
        }
        Ok(answers)
    }
}
