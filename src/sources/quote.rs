//! Finding a quote in a source, on exact bytes.
//!
//! - A quote is found where the source has its very bytes; overlapping
//!   occurrences count. Nothing is folded, trimmed or moved to a look-alike.
//! - A given prefix must end right where the quote begins, a given suffix begin
//!   right where it ends: spaces and line breaks belong to them.
//! - What remains must be one place, else the quote is refused.
//! - A quote that does not occur so and has three full stops in it is read as
//!   `START...END`: the passage from an occurrence of START (after the prefix)
//!   to an END behind it (before the suffix). There must be exactly one such
//!   passage of at most [`MAX_QUOTE_BYTES`]; it is then the quote, in full.
//!   Spaces beside the dots belong to START and END. The one character `…`
//!   stands for itself.

use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;

use super::context::{after, before, line_of};
use super::nearest::nearest;
use super::pick::{KEPT, Surrounding, spots};
use super::quote_error::{Part, QuoteError};
use super::search::occurrences;

/// The longest quote, prefix or suffix, in bytes.
pub const MAX_QUOTE_BYTES: usize = 4096;
/// How much of the text on either side is stored with a quote, in code points.
pub const CONTEXT_CHARS: usize = 32;

/// What stands for words left out.
const GAP: &str = "...";
/// How many readings of the dots in one quote are tried: each costs two
/// passes over the source.
const READINGS_MAX: usize = 4;

/// A quote as someone gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// The quote, or `START...END`.
    pub exact: &'a str,
    /// Text that ends right before the quote.
    pub prefix: Option<&'a str>,
    /// Text that begins right after the quote.
    pub suffix: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    /// A quote without anything that picks one of several places.
    #[must_use]
    pub fn exact(exact: &'a str) -> Self {
        Self { exact, prefix: None, suffix: None }
    }
}

/// A quote at its place: the selectors of the W3C Web Annotation Data Model
/// (§4.2.4 and §4.2.5), with offsets in bytes as well.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The quote, as the source has it.
    pub exact: String,
    /// The [`CONTEXT_CHARS`] characters before it, fewer where the source begins.
    pub prefix: String,
    /// The [`CONTEXT_CHARS`] characters after it, fewer where the source ends.
    pub suffix: String,
    /// Where it is, in bytes from the start of the source.
    pub bytes: Range<u64>,
    /// Where it is, in Unicode code points from the start of the source; a
    /// byte-order mark counts as one.
    pub chars: Range<u64>,
}

/// Finds the one place that a quote means.
///
/// ```
/// use reshuffle::sources::{Wanted, locate};
///
/// let text = "Ann left. Bob stayed, then Bob left.";
/// let place = locate(text, &Wanted::exact("Bob stayed"))?;
/// assert_eq!(place.bytes, 10..20);
/// assert!(locate(text, &Wanted::exact("left")).is_err());
/// let wanted = Wanted { exact: "left", prefix: Some("Bob "), suffix: None };
/// assert_eq!(locate(text, &wanted)?.bytes, 31..35);
/// # Ok::<(), reshuffle::sources::QuoteError>(())
/// ```
///
/// # Errors
/// A [`QuoteError`] that says what is wrong, where, and what would do.
pub fn locate(text: &str, wanted: &Wanted) -> Result<Place, QuoteError> {
    let around = Surrounding { prefix: wanted.prefix.unwrap_or_default(), suffix: wanted.suffix.unwrap_or_default() };
    if wanted.exact.is_empty() {
        return Err(QuoteError::Empty);
    }
    let parts = [(Part::Quote, wanted.exact), (Part::Prefix, around.prefix), (Part::Suffix, around.suffix)];
    if let Some((part, long)) = parts.iter().find(|(_, p)| p.len() > MAX_QUOTE_BYTES) {
        return Err(QuoteError::TooLong { part: *part, bytes: long.len() });
    }
    let found = literally(text, wanted.exact, around);
    if found.count > 0 {
        return found.only(text, around);
    }
    let anywhere = literally(text, wanted.exact, Surrounding::default());
    if anywhere.count > 0 {
        return Err(anywhere.out_of_context(text, Part::Quote));
    }
    let readings = readings(wanted.exact);
    if readings.is_empty() {
        return Err(absent(text, Part::Quote, wanted.exact));
    }
    let mut passages = Found::default();
    for &(start, end) in &readings {
        passages.join(between(text, start, end, around));
    }
    if passages.count > 0 {
        return passages.only(text, around);
    }
    Err(no_passage(text, wanted.exact, &readings, around))
}

/// Places that answer to a quote: how many, and the first of them.
#[derive(Default)]
struct Found {
    count: usize,
    first: Vec<Range<usize>>,
}

impl Found {
    fn add(&mut self, place: Range<usize>) {
        self.count += 1;
        if self.first.len() < KEPT {
            self.first.push(place);
        }
    }

    /// Takes in another reading of the same quote, which may mean the same place.
    fn join(&mut self, other: Self) {
        let known: BTreeSet<_> = self.first.iter().map(|p| (p.start, p.end)).collect();
        self.count += other.count;
        for place in other.first {
            if known.contains(&(place.start, place.end)) {
                self.count -= 1;
            } else if self.first.len() < KEPT {
                self.first.push(place);
            }
        }
    }

    /// The place, if it is the only one.
    fn only(self, text: &str, around: Surrounding) -> Result<Place, QuoteError> {
        match &self.first[..] {
            [place] if self.count == 1 => Ok(describe(text, place)),
            _ => Err(QuoteError::Ambiguous { count: self.count, spots: spots(text, &self.first, self.count, around) }),
        }
    }

    fn out_of_context(self, text: &str, part: Part) -> QuoteError {
        let around = Surrounding::default();
        QuoteError::OutOfContext { part, count: self.count, spots: spots(text, &self.first, self.count, around) }
    }
}

fn describe(text: &str, place: &Range<usize>) -> Place {
    let exact = &text[place.clone()];
    let first = text[..place.start].chars().count() as u64;
    Place {
        exact: exact.to_owned(),
        prefix: before(text, place.start, CONTEXT_CHARS).to_owned(),
        suffix: after(text, place.end, CONTEXT_CHARS).to_owned(),
        bytes: place.start as u64..place.end as u64,
        chars: first..first + exact.chars().count() as u64,
    }
}

/// Where the quote stands with that text right around it. Whole characters
/// only ever match at whole characters: UTF-8 synchronizes itself.
fn literally(text: &str, exact: &str, around: Surrounding) -> Found {
    let pattern = [around.prefix, exact, around.suffix].concat();
    let mut found = Found::default();
    for at in occurrences(text.as_bytes(), pattern.as_bytes()) {
        let start = at + around.prefix.len();
        found.add(start..start + exact.len());
    }
    found
}

/// The ways to read a quote as `START...END`, the longest START first: four
/// dots are most often a full stop with words left out after it.
fn readings(exact: &str) -> Vec<(&str, &str)> {
    let dots = occurrences(exact.as_bytes(), GAP.as_bytes());
    let cut = dots.map(|at| (&exact[..at], &exact[at + GAP.len()..]));
    let mut readings: Vec<_> = cut.filter(|(start, end)| !start.is_empty() && !end.is_empty()).collect();
    readings.reverse();
    readings.truncate(READINGS_MAX);
    readings
}

/// Every passage from a START to an END behind it that is short enough.
fn between(text: &str, start: &str, end: &str, around: Surrounding) -> Found {
    let opening = [around.prefix, start].concat();
    let closing = [end, around.suffix].concat();
    let mut ends = occurrences(text.as_bytes(), closing.as_bytes()).peekable();
    // Both run forwards, so only the ENDs within reach are ever held.
    let mut within = VecDeque::new();
    let mut found = Found::default();
    for at in occurrences(text.as_bytes(), opening.as_bytes()) {
        let from = at + around.prefix.len();
        while let Some(at) = ends.next_if(|at| at + end.len() <= from + MAX_QUOTE_BYTES) {
            within.push_back(at);
        }
        while within.front().is_some_and(|&at| at < from + start.len()) {
            within.pop_front();
        }
        let kept = within.len().min(KEPT - found.first.len());
        let first = within.iter().take(kept);
        found.first.extend(first.map(|&at| from..at + end.len()));
        found.count += within.len();
    }
    found
}

/// The length of the shortest passage from a START to an END, however long.
fn shortest(text: &str, start: &str, end: &str, around: Surrounding) -> Option<usize> {
    let opening = [around.prefix, start].concat();
    let closing = [end, around.suffix].concat();
    let mut ends = occurrences(text.as_bytes(), closing.as_bytes()).peekable();
    let mut least = None;
    for at in occurrences(text.as_bytes(), opening.as_bytes()) {
        let from = at + around.prefix.len();
        while ends.next_if(|&at| at < from + start.len()).is_some() {}
        let Some(at) = ends.peek() else { break };
        let length = at + end.len() - from;
        least = Some(least.map_or(length, |least: usize| least.min(length)));
    }
    least
}

/// Says why no reading of the dots gives a passage.
fn no_passage(text: &str, exact: &str, readings: &[(&str, &str)], around: Surrounding) -> QuoteError {
    for &(start, end) in readings {
        if let Some(bytes) = shortest(text, start, end, around) {
            let part = Part::Passage;
            return QuoteError::TooLong { part, bytes };
        }
    }
    let gaps = exact.split(|c| c != '.').filter(|dots| dots.len() >= 3);
    let gaps = gaps.count();
    let [(start, end), ..] = readings else {
        return absent(text, Part::Quote, exact);
    };
    if gaps > 1 {
        return QuoteError::Gaps { count: gaps };
    }
    let starts = literally(text, start, Surrounding::default());
    let ends = literally(text, end, Surrounding::default());
    let (Some(first), Some(last)) = (starts.first.first(), ends.first.last()) else {
        return match starts.count {
            0 => absent(text, Part::Start, start),
            _ => absent(text, Part::End, end),
        };
    };
    let (start_line, end_line) = (line_of(text.as_bytes(), first.start), line_of(text.as_bytes(), last.start));
    let prefixed = Surrounding { suffix: "", ..around };
    let suffixed = Surrounding { prefix: "", ..around };
    if literally(text, start, prefixed).count == 0 {
        return starts.out_of_context(text, Part::Start);
    }
    if literally(text, end, suffixed).count == 0 {
        return ends.out_of_context(text, Part::End);
    }
    QuoteError::OutOfOrder { start_line, end_line }
}

fn absent(text: &str, part: Part, wanted: &str) -> QuoteError {
    QuoteError::Absent { part, nearest: nearest(text, wanted).map(Box::new) }
}
