//! What a person sees when something did not work, and the exit code.

use std::process::ExitCode;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use reshuffle::ledger::{Class, Error, LineError};

use crate::output::{escape, say};

/// How many bad lines are shown before the rest is counted.
const LINES_SHOWN: usize = 100;

/// How many characters of a bad line are shown.
const LINE_CHARS_SHOWN: usize = 160;

/// Why a command ends early.
#[derive(Debug)]
pub enum Failure {
    /// A use case refused.
    Ledger(Error),
    /// Lines of a file are refused: the file's name, and what is wrong.
    Lines(String, Vec<LineError>),
    /// A text is refused, at a place in it: the text's name, and what is wrong.
    Line(String, Box<LineError>),
    /// A failure, and a way out of it beside its own.
    Hinted(Box<Self>, String),
    /// The arguments make no sense.
    Refused(String),
    /// The operating system refused something.
    Io(String, std::io::Error),
    /// What was checked does not hold, as the answer says.
    NotSo,
    /// What was checked holds, and does not show all, as the answer says.
    NotShown,
    /// Some lines of a stream were refused; each was told where it came.
    SomeRefused,
    /// Whoever read the output has left.
    Closed,
}

impl Failure {
    /// A refusal of the arguments.
    pub fn refused(why: impl Into<String>) -> Self {
        Self::Refused(why.into())
    }

    /// The same failure, with a way out that it does not know of itself.
    pub fn with_hint(self, hint: String) -> Self {
        Self::Hinted(Box::new(self), hint)
    }

    /// The exit code.
    pub fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Ledger(error) => error.class() as u8,
            Self::Lines(_, lines) => lines.first().map_or(Class::Refused, |line| line.error.class()) as u8,
            Self::Line(_, line) => line.error.class() as u8,
            Self::Hinted(failure, _) => return failure.code(),
            Self::Refused(_) | Self::SomeRefused => Class::Refused as u8,
            Self::NotSo => Class::Broken as u8,
            Self::NotShown => Class::Unverifiable as u8,
            Self::Io(..) => Class::Io as u8,
            Self::Closed => 0,
        })
    }

    /// Tells the person, on stderr.
    pub fn print(&self) {
        match self {
            Self::Closed | Self::SomeRefused | Self::NotSo | Self::NotShown => {}
            Self::Lines(file, lines) => print_lines(file, lines),
            Self::Line(name, line) => say(&render(name, line)),
            Self::Hinted(failure, hint) => {
                failure.print();
                print_hint(Some(hint));
            }
            Self::Ledger(error) => {
                print_error(&error.to_string());
                print_hint(error.hint().as_deref());
            }
            Self::Refused(why) => print_error(why),
            Self::Io(action, why) => print_error(&format!("{action}: {why}")),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Ledger(error)
    }
}

fn print_error(text: &str) {
    let style = anstyle::AnsiColor::Red.on_default().bold();
    say(&format!("{style}error{style:#}: {}", escape(text)));
}

fn print_hint(hint: Option<&str>) {
    if let Some(hint) = hint {
        let style = anstyle::AnsiColor::Cyan.on_default().bold();
        say(&format!("{style} hint{style:#}: {}", escape(hint)));
    }
}

fn print_lines(file: &str, lines: &[LineError]) {
    for line in lines.iter().take(LINES_SHOWN) {
        say(&render(file, line));
    }
    if lines.len() > LINES_SHOWN {
        say(&format!("… and {} more", lines.len() - LINES_SHOWN));
    }
    let were = if lines.len() == 1 { "line is" } else { "lines are" };
    print_error(&format!("{} {were} refused; nothing was appended", lines.len()));
}

/// One bad line: `FILE:LINE:COLUMN`, the line, a caret, and the way out.
pub fn render(file: &str, line: &LineError) -> String {
    // A window of the line around the fault, so that long lines stay readable.
    let at = usize::try_from(line.column).unwrap_or(1).saturating_sub(1);
    let skipped = at.saturating_sub(LINE_CHARS_SHOWN / 2);
    let left = if skipped > 0 { "…" } else { "" };
    let (mut window, mut characters) = (left.to_owned(), line.text.chars().skip(skipped));
    let before: String = characters.by_ref().take(at - skipped).collect();
    window.push_str(&escape(&before));
    let caret = window.len();
    let under: String = characters.by_ref().take(1).collect();
    window.push_str(&escape(&under));
    let end = window.len();
    let after: String = characters.by_ref().take(LINE_CHARS_SHOWN - (at - skipped)).collect();
    window.push_str(&escape(&after));
    window.push_str(if characters.next().is_some() { "…" } else { "" });
    let shown = window;
    let message = escape(&line.error.to_string());
    let number = usize::try_from(line.line).unwrap_or(1).max(1);
    let hint = line.error.hint();
    let snippet =
        Snippet::source(shown.as_str()).line_start(number).annotation(AnnotationKind::Primary.span(caret..end));
    let title = format!("{}:{}:{}: {message}", escape(file), line.line, line.column);
    let mut group = Level::ERROR.primary_title(title.as_str()).element(snippet);
    if let Some(hint) = &hint {
        group = group.element(Level::HELP.message(hint.as_str()));
    }
    Renderer::styled().render(&[group])
}
