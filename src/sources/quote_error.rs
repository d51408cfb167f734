//! Why a quote was not found, in words that lead to one that is.

use std::fmt;

use super::context::{copyable, quoted};
use super::nearest::Nearest;
use super::pick::Spot;
use super::quote::MAX_QUOTE_BYTES;

/// What part of a wanted quote an error is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The quote as given.
    Quote,
    /// The words before the dots of `START...END`.
    Start,
    /// The words after the dots of `START...END`.
    End,
    /// The passage that `START...END` means.
    Passage,
    /// The given prefix.
    Prefix,
    /// The given suffix.
    Suffix,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Quote => "the quote",
            Self::Start => "what stands before the `...`",
            Self::End => "what stands after the `...`",
            Self::Passage => "the passage between both sides of the `...`",
            Self::Prefix => "the prefix",
            Self::Suffix => "the suffix",
        })
    }
}

/// Why a quote does not mean one place of a source.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuoteError {
    /// There is nothing to find.
    #[error("the quote is empty: give the article's words that say it")]
    Empty,
    /// A part is longer than [`MAX_QUOTE_BYTES`].
    #[error("{part} is {bytes} bytes long and {MAX_QUOTE_BYTES} is the most: quote only the words that say it")]
    TooLong {
        /// Which part.
        part: Part,
        /// Its length in bytes.
        bytes: usize,
    },
    /// The source does not have those bytes anywhere.
    #[error("{part} does not occur in the source{}", Suggestion(.nearest.as_deref()))]
    Absent {
        /// What was looked for.
        part: Part,
        /// What the source has instead.
        nearest: Option<Box<Nearest>>,
    },
    /// The quote means more than one place.
    #[error(
        "the quote fits {count} places of the source; quote more of the words, or say which is meant:{}",
        Choices(.spots, *.count)
    )]
    Ambiguous {
        /// How many.
        count: usize,
        /// The first of them.
        spots: Vec<Spot>,
    },
    /// The words occur, but never with the given prefix and suffix around them.
    #[error(
        "{part} occurs in the source ({count}×), but not with that prefix or suffix right beside it (spaces and line breaks count):{}",
        Choices(.spots, *.count)
    )]
    OutOfContext {
        /// What was looked for.
        part: Part,
        /// How often it occurs at all.
        count: usize,
        /// The first of those places.
        spots: Vec<Spot>,
    },
    /// Both sides of the dots occur, but the second never after the first.
    #[error(
        "both sides of the `...` occur, but the second never follows the first (lines {start_line} and {end_line}): swap them, or quote the words themselves"
    )]
    OutOfOrder {
        /// The line of the first START.
        start_line: u64,
        /// The line of the last END that was looked at.
        end_line: u64,
    },
    /// The quote leaves words out in more than one place.
    #[error(
        "the quote has `...` in {count} places and does not occur so: one may stand for words left out; give the first and the last words of the one passage"
    )]
    Gaps {
        /// How many.
        count: usize,
    },
}

/// The nearest passage, on lines of its own so that it can be copied.
struct Suggestion<'a>(Option<&'a Nearest>);

impl fmt::Display for Suggestion<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => {
                f.write_str(", nor anything like it: copy the words from the article, or name the source that has them")
            }
            Some(near) => {
                let (line, differs) = (near.line, near.describe());
                let passage = copyable(&near.passage);
                write!(f, "; line {line} has, {differs}:\n{passage}")
            }
        }
    }
}

/// A list of places, a line each, with what would pick each.
struct Choices<'a>(&'a [Spot], usize);

impl fmt::Display for Choices<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for spot in self.0 {
            let (line, before, after) = (spot.line, quoted(&spot.before), quoted(&spot.after));
            write!(f, "\n  line {line}: between {before} and {after}")?;
            let Some(pick) = &spot.pick else { continue };
            let mut word = "with";
            for (name, part) in [("prefix", &pick.prefix), ("suffix", &pick.suffix)] {
                if !part.is_empty() {
                    write!(f, ", {word} {name} {}", quoted(part))?;
                    word = "and";
                }
            }
        }
        match self.1.saturating_sub(self.0.len()) {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}
