//! Why a use case did not do what was asked, and what to do about it.

use std::path::PathBuf;

use crate::backend::files::LockError;
use crate::codec::BodyError;
use crate::domain::{EventId, Field, FieldError, Noun, Seq};
use crate::log::{Head, LogError};
use crate::projections::{AliasFault, TargetFault};
use crate::replay::ReplayError;
use crate::replay::index::CatalogError;
use crate::sources::{QuoteError, Refusal, SourceError};
use crate::transfer::LineFault;
use crate::transfer::import::Fault;
use crate::transfer::sqlite::QueryError;

/// What kind of failure it is; its number is the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Bad usage, or input that is refused.
    Refused = 2,
    /// The ledger's integrity is broken.
    Broken = 3,
    /// Something cannot be verified.
    Unverifiable = 4,
    /// Nothing, or more than one thing, has that name.
    NotFound = 5,
    /// Somebody else was there first, or is there now.
    Conflict = 6,
    /// The operating system refused something.
    Io = 7,
}

/// The part of an input that is at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A field of the fact.
    Field(Field),
    /// The source.
    Source,
    /// The quote.
    Quote,
    /// The client's key.
    Key,
}

impl Part {
    /// The name that the part has in JSON Lines and CSV.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Field(field) => field.word(),
            Self::Source => "source",
            Self::Quote => "quote",
            Self::Key => "key",
        }
    }
}

/// Why a use case did not do what was asked. Nothing was changed, except as
/// [`LogError::Failed`] says.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no ledger.
    #[error("there is no ledger at `{}`", .0.display())]
    NoLedger(PathBuf),
    /// Something is there already.
    #[error("`{}` is there already and is not empty", .0.display())]
    Occupied(PathBuf),
    /// The directory cannot be held.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The log did not do it.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The log does not replay.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// The log ends before, or disagrees with, what was acknowledged.
    #[error("the log {found}, but `head` says that event {seq} ({id}) was acknowledged")]
    TailLost {
        /// The acknowledged position.
        seq: Seq,
        /// The acknowledged id.
        id: EventId,
        /// What the log holds.
        found: String,
    },
    /// An article could not be kept or read.
    #[error(transparent)]
    Article(#[from] SourceError),
    /// An article's bytes are not there.
    #[error("the bytes of source `{0}` are not in the ledger's `sources` folder")]
    ArticleGone(String),
    /// Bytes are not an article.
    #[error(transparent)]
    NotText(#[from] Refusal),
    /// Bytes were added before with another description.
    #[error("these bytes were added before as `{label}`, and the descriptions differ in {differs}")]
    Described {
        /// The label they have.
        label: String,
        /// The parts that differ.
        differs: String,
    },
    /// A label is in use.
    #[error("the label `{0}` is in use for other bytes; choose another")]
    LabelTaken(String),
    /// A quote is not found as given.
    #[error("{0}")]
    Quote(Box<QuoteError>),
    /// A field does not fit.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// A part of the input does not fit.
    #[error("{why}")]
    Input {
        /// Which part.
        part: Part,
        /// What is wrong.
        why: String,
    },
    /// A part of the input names what cannot be had.
    #[error("{error}")]
    Within {
        /// Which part.
        part: Part,
        /// Why not.
        error: Box<Self>,
    },
    /// An alias does not fit.
    #[error(transparent)]
    Alias(#[from] AliasFault),
    /// Nothing can be done to an event.
    #[error(transparent)]
    Target(#[from] TargetFault),
    /// An event would be too long, or does not read.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// Nothing has that name.
    #[error("there is no {what} `{given}`")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// The name.
        given: String,
    },
    /// An event is in the log, but not in the part of it that was asked.
    #[error("event {seq} was recorded later: what was known then {}", .head.map_or_else(|| "is nothing".to_owned(), |head| format!("ends with event {head}")))]
    RecordedLater {
        /// Its position.
        seq: Seq,
        /// The last event that was known.
        head: Option<Seq>,
    },
    /// No fact names something.
    #[error("no fact names `{name}`{}", .near.as_ref().map_or_else(String::new, |near| format!("; did you mean `{near}`?")))]
    NoFacts {
        /// The name.
        name: String,
        /// A known name that is nearly the same.
        near: Option<String>,
    },
    /// No fact names a body.
    #[error("there is no body `{given}`")]
    NoBody {
        /// The name.
        given: String,
        /// Names of bodies that may have been meant.
        like: Vec<String>,
        /// The names of some bodies that are recorded.
        known: Vec<String>,
    },
    /// No standing fact names a person or a post.
    #[error("there is no {noun} `{given}`")]
    Unnamed {
        /// What was looked for.
        noun: Noun,
        /// The name.
        given: String,
        /// What names it all the same, and what may have been meant.
        hint: String,
    },
    /// A name or an identifier is that of several.
    #[error("`{given}` is {what}: {candidates}")]
    Several {
        /// The name or identifier.
        given: String,
        /// Of what it is one.
        what: &'static str,
        /// What it may be.
        candidates: String,
    },
    /// More than one thing has that name.
    #[error("`{given}` is the beginning of more than one {what}: {candidates}")]
    Ambiguous {
        /// What was looked for.
        what: &'static str,
        /// The name.
        given: String,
        /// What it may be.
        candidates: String,
    },
    /// A client key was used for something else.
    #[error("the key `{key}` was used for event {id}, which says something else")]
    KeyConflict {
        /// The key.
        key: String,
        /// The event that has it.
        id: EventId,
    },
    /// The head is not the expected one.
    #[error("the head is {}, not {expected} as expected", .actual.map_or_else(|| "nowhere".to_owned(), |head| head.id.to_string()))]
    HeadMoved {
        /// What was expected.
        expected: String,
        /// Where it is.
        actual: Option<Head>,
    },
    /// A fact that is to be corrected says something else than it did.
    #[error("the fact was changed meanwhile, by event {0}")]
    ChangedSince(Seq),
    /// The clock stands far behind the log.
    #[error("the clock stands {0} behind the last event")]
    ClockBehind(String),
    /// Names that are nearly the same as known ones, with `--strict-names`.
    #[error("{0}")]
    StrictNames(String),
    /// Lines of a file that are refused; nothing was appended.
    #[error("{} refused, nothing was appended", if .0.len() == 1 { "a line was".to_owned() } else { format!("{} lines were", .0.len()) })]
    Lines(Vec<LineError>),
    /// A file is not of the format that it should be imported from.
    #[error("{}{fault}", file.as_ref().map_or_else(|| format!("no data set of the format {format}: "), |file| format!("{file}{}: ", fault.place().map_or_else(String::new, |(line, column)| format!(":{line}:{column}")))))]
    NotDataSet {
        /// The format.
        format: &'static str,
        /// The file, where it is one.
        file: Option<String>,
        /// What is wrong with it.
        fault: Fault,
    },
    /// Facts that were corrected here are changed in what is imported.
    #[error("{}; nothing was imported:\n  {}", if .0.len() == 1 { "a fact was corrected here that the data set has otherwise".to_owned() } else { format!("{} facts were corrected here that the data set has otherwise", .0.len()) }, .0.join("\n  "))]
    Corrected(Vec<String>),
    /// A query has no answer.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The request makes no sense.
    #[error("{0}")]
    Refused(String),
    /// The log is not what was signed of it.
    #[error(
        "the log, of {events} events, does not go on from the checkpoint of {size} events that was signed before; nothing was signed"
    )]
    Forked {
        /// Of how many events the checkpoint is.
        size: u64,
        /// How many the log has.
        events: u64,
    },
    /// What is said to be signed or proved is not.
    #[error("{0}")]
    Forged(String),
    /// Nobody who is known signed it.
    #[error("{0}")]
    Unverified(String),
    /// The operating system refused something.
    #[error("{action}: {source}")]
    Io {
        /// What was being done, with the path.
        action: String,
        /// What it said.
        source: std::io::Error,
    },
}

/// What is wrong with one line of a file.
#[derive(Debug)]
pub struct LineError {
    /// Its number, from 1.
    pub line: u64,
    /// Where in it, in characters from 1.
    pub column: u64,
    /// The line itself.
    pub text: String,
    /// What is wrong.
    pub error: Error,
}

impl From<CatalogError> for Error {
    fn from(why: CatalogError) -> Self {
        match why {
            CatalogError::Replay(why) => Self::Replay(why),
            CatalogError::Kept(why) => {
                Self::io("the index of facts cannot be read; `reshuffle reindex` makes it anew", why)
            }
        }
    }
}

impl Error {
    /// An error of the operating system while doing something.
    #[must_use]
    pub fn io(action: impl Into<String>, source: std::io::Error) -> Self {
        Self::Io { action: action.into(), source }
    }

    /// What kind of failure it is.
    #[must_use]
    pub fn class(&self) -> Class {
        match self {
            Self::NoLedger(_) | Self::NotFound { .. } | Self::Ambiguous { .. } => Class::NotFound,
            Self::NoFacts { .. } | Self::NoBody { .. } | Self::RecordedLater { .. } => Class::NotFound,
            Self::Unnamed { .. } | Self::Several { .. } => Class::NotFound,
            Self::Within { error, .. } => error.class(),
            Self::Lock(LockError::Held { .. }) => Class::Conflict,
            Self::Corrected(_) | Self::Occupied(_) | Self::Described { .. } | Self::LabelTaken(_) => Class::Conflict,
            Self::KeyConflict { .. } | Self::HeadMoved { .. } | Self::ChangedSince(_) => Class::Conflict,
            Self::Log(LogError::HeadMoved { .. }) => Class::Conflict,
            Self::Log(LogError::Broken(_)) | Self::TailLost { .. } => Class::Broken,
            Self::Replay(ReplayError::Log(LogError::Io { .. })) => Class::Io,
            Self::Replay(_) | Self::Article(SourceError::Damaged { .. }) => Class::Broken,
            Self::Forked { .. } | Self::Forged(_) => Class::Broken,
            Self::ArticleGone(_) | Self::Unverified(_) => Class::Unverifiable,
            Self::Lock(LockError::Io { .. }) | Self::Log(_) | Self::Article(_) | Self::Io { .. } => Class::Io,
            Self::Target(TargetFault::Unknown(_)) => Class::NotFound,
            Self::Query(QueryError::NotMade(_)) => Class::Io,
            Self::NotDataSet { fault: Fault::Io(_), .. } => Class::Io,
            // Of several lines, the first that is at fault names the class.
            Self::Lines(lines) => lines.first().map_or(Class::Refused, |line| line.error.class()),
            _ => Class::Refused,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoLedger(_) => {
                "make one with `reshuffle init --origin example.org/name`, or say where it is with `-L DIR`"
            }
            Self::Lock(LockError::Io { .. }) => {
                "a ledger is locked to be read, too: copy it to where you may write, and name the copy with `-L DIR`"
            }
            Self::Occupied(_) => "choose another directory with `-L DIR`",
            Self::TailLost { .. } => {
                "run `reshuffle audit` for all findings; keep a copy of the ledger before anything else, and restore the log from a backup or a published copy"
            }
            Self::Replay(_) => "run `reshuffle audit` for all findings",
            Self::Forked { .. } => {
                "run `reshuffle audit`; nothing that was signed is taken back, so the log has to be restored from a copy that goes on from there"
            }
            Self::Unverified(_) => "give the verifier key of whoever signed it with --key",
            Self::Described { .. } => {
                "correct the description with `reshuffle source redescribe`, or add these bytes with the same one"
            }
            Self::ArticleGone(_) => {
                "put the file back from a backup; `reshuffle source show` says its digest, which is its name"
            }
            Self::KeyConflict { .. } => "choose another key, or append what that event says",
            Self::Corrected(_) => {
                "with --on-conflict skip the corrections stay as they are; with keep-both what the data set says stands beside them"
            }
            Self::HeadMoved { .. } => {
                "somebody appended meanwhile: look with `reshuffle log`, then try again with the new head"
            }
            Self::ChangedSince(seq) => return Some(format!("look at it with `reshuffle why {seq}`")),
            Self::ClockBehind(_) => "set the clock right; if it is right, say so with --clock-is-right",
            Self::StrictNames(_) => "spell it as known, or leave out --strict-names",
            Self::Within { error, .. } => return error.hint(),
            Self::Input { part: Part::Source, .. } | Self::NotFound { what: "source", .. } => {
                "`reshuffle source list` shows the labels"
            }
            Self::NoBody { known, .. } if known.is_empty() => "no body is recorded yet",
            Self::NoBody { like, known, .. } if like.is_empty() => {
                return Some(format!("recorded are {}", quoted(known, "and")));
            }
            Self::Unnamed { hint, .. } => return Some(hint.clone()),
            Self::Several { what: IN_BODIES, .. } => "say which with --body",
            Self::Several { .. } => "name one of them",
            Self::NoBody { like, .. } => return Some(format!("did you mean {}?", quoted(like, "or"))),
            Self::NotFound { what: "event", given } | Self::NoFacts { name: given, .. } if is_digits(given) => {
                "digits alone are an event's position, which `reshuffle log` shows; a day is written `2016-06-26`"
            }
            Self::NotFound { what: RECORDER | RECORDER_KEY, .. } => "`reshuffle key list` shows them",
            Self::NotFound { what: "event", .. } | Self::Target(TargetFault::Unknown(_)) => {
                "`reshuffle log` shows the events"
            }
            Self::Query(QueryError::Refused { .. }) => "`reshuffle sql --schema` shows the tables and views",
            Self::RecordedLater { .. } => "leave out --known-at, or name a later point",
            Self::Ambiguous { .. } => "write more of it",
            _ => return None,
        };
        Some(hint.to_owned())
    }

    /// The part of the input that is at fault, where it is one.
    #[must_use]
    pub fn part(&self) -> Option<Part> {
        match self {
            Self::Input { part, .. } | Self::Within { part, .. } => Some(*part),
            Self::Quote(_) => Some(Part::Quote),
            Self::Field(error) => error.field().map(Part::Field),
            Self::KeyConflict { .. } => Some(Part::Key),
            Self::NotFound { what: "source", .. } | Self::Ambiguous { what: "source", .. } => Some(Part::Source),
            Self::Alias(_) => Some(Part::Field(Field::Name)),
            _ => None,
        }
    }

    /// The field that is at fault, where it is one.
    #[must_use]
    pub fn field(&self) -> Option<Field> {
        match self.part() {
            Some(Part::Field(field)) => Some(field),
            _ => None,
        }
    }
}

/// What is looked for where a recorder's keys are meant.
pub(super) const RECORDER: &str = "recorder with a key";

/// What is looked for where one key of a recorder is meant.
pub(super) const RECORDER_KEY: &str = "key of a recorder";

/// What a name of a post is that several bodies have.
pub(super) const IN_BODIES: &str = "a post of several bodies";

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Names in a row, for a sentence.
fn quoted(names: &[String], joined_by: &str) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(&format!(" {joined_by} "))
}

impl From<LineFault> for Error {
    fn from(fault: LineFault) -> Self {
        Self::Refused(fault.0)
    }
}

impl From<QuoteError> for Error {
    fn from(error: QuoteError) -> Self {
        Self::Quote(Box::new(error))
    }
}
