//! Telling several places of one quote apart.

use std::ops::Range;

use super::context::{after, before, line_of};

/// How many places are compared with one another; beyond that only the count
/// is kept, which keeps the work small on a text that repeats itself.
pub(super) const KEPT: usize = 1000;
/// How many places are described to a person.
const SHOWN: usize = 5;
/// How much text around a place is shown, in characters.
const SHOWN_CHARS: usize = 24;
/// How far from a place, or beyond what was given, a difference is looked
/// for, in bytes.
const REACH: usize = 160;

/// Text that has to stand right around a quote; empty where anything may.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Surrounding<'a> {
    pub(super) prefix: &'a str,
    pub(super) suffix: &'a str,
}

/// A prefix and a suffix, either possibly empty, that mean one place only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// Text that ends right before the quote.
    pub prefix: String,
    /// Text that begins right after the quote.
    pub suffix: String,
}

/// One of several places of a quote, described.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Its line, counted from 1.
    pub line: u64,
    /// Where it is, in bytes from the start of the source.
    pub bytes: Range<u64>,
    /// A little of the text before it.
    pub before: String,
    /// The text at that place.
    pub exact: String,
    /// A little of the text after it.
    pub after: String,
    /// What to give to mean this place; absent where no short text would do.
    pub pick: Option<Pick>,
}

/// Describes the first few of `count` places, of which `places` are known.
pub(super) fn spots(text: &str, places: &[Range<usize>], count: usize, around: Surrounding) -> Vec<Spot> {
    let described = places.iter().take(SHOWN).map(|place| Spot {
        line: line_of(text.as_bytes(), place.start),
        bytes: place.start as u64..place.end as u64,
        before: before(text, place.start, SHOWN_CHARS).to_owned(),
        exact: text[place.clone()].to_owned(),
        after: after(text, place.end, SHOWN_CHARS).to_owned(),
        // Places that are not known could not be told from this one.
        pick: (count == places.len()).then(|| pick(text, places, place, around)).flatten(),
    });
    described.collect()
}

/// The shortest prefix that no other place has; else such a suffix; else both.
fn pick(text: &str, places: &[Range<usize>], place: &Range<usize>, around: Surrounding) -> Option<Pick> {
    let given = (around.prefix.len(), around.suffix.len());
    // All the places share what was given, so a difference lies beyond it.
    let reach = REACH + given.0.max(given.1);
    let others = || places.iter().filter(|other| *other != place);
    let same_before = |other: &Range<usize>| shared_before(text, place.start, other.start, reach);
    let same_after = |other: &Range<usize>| shared_after(text, place.end, other.end, reach);
    let back = 1 + others().map(same_before).max().unwrap_or(0);
    let ahead = 1 + others().map(same_after).max().unwrap_or(0);
    // Passages between dots may begin or end together: only the other side
    // can tell those apart.
    let beside = others().filter(|other| other.end == place.end);
    let beside = beside.map(|other| 1 + same_before(other)).max();
    let behind = others().filter(|other| other.start == place.start);
    let behind = behind.map(|other| 1 + same_after(other)).max();
    let candidates =
        [(back, given.1), (given.0, ahead), (beside.unwrap_or(given.0), behind.unwrap_or(given.1)), (back, ahead)];
    let (back, ahead) = candidates.into_iter().find(|&(back, ahead)| {
        // Nothing is known of what is shared beyond the reach.
        let known = back.max(ahead) <= reach;
        let (back, ahead) = (back.min(place.start), ahead.min(text.len() - place.end));
        let differs = |other: &Range<usize>| same_before(other) < back || same_after(other) < ahead;
        known && others().all(differs)
    })?;
    let start = whole_words_before(text, place.start, back);
    let end = whole_words_after(text, place.end, ahead);
    Some(Pick { prefix: text[start..place.start].to_owned(), suffix: text[place.end..end].to_owned() })
}

/// How many bytes before both places are the same, up to `reach`.
fn shared_before(text: &str, one: usize, other: usize, reach: usize) -> usize {
    let (one, other) = (&text.as_bytes()[..one], &text.as_bytes()[..other]);
    let pairs = one.iter().rev().zip(other.iter().rev()).take(reach);
    pairs.take_while(|(a, b)| a == b).count()
}

/// How many bytes after both places are the same, up to `reach`.
fn shared_after(text: &str, one: usize, other: usize, reach: usize) -> usize {
    let (one, other) = (&text.as_bytes()[one..], &text.as_bytes()[other..]);
    let pairs = one.iter().zip(other).take(reach);
    pairs.take_while(|(a, b)| a == b).count()
}

/// The start of the words that cover `bytes` bytes before `at`.
fn whole_words_before(text: &str, at: usize, bytes: usize) -> usize {
    if bytes == 0 {
        return at;
    }
    let least = text.floor_char_boundary(at.saturating_sub(bytes));
    let word = text[..least].chars().rev();
    let rest = word.take_while(|c| c.is_alphanumeric()).take(SHOWN_CHARS);
    match text[least..].starts_with(char::is_alphanumeric) {
        true => least - rest.map(char::len_utf8).sum::<usize>(),
        false => least,
    }
}

/// The end of the words that cover `bytes` bytes after `at`.
fn whole_words_after(text: &str, at: usize, bytes: usize) -> usize {
    if bytes == 0 {
        return at;
    }
    let least = text.ceil_char_boundary((at + bytes).min(text.len()));
    let word = text[least..].chars();
    let rest = word.take_while(|c| c.is_alphanumeric()).take(SHOWN_CHARS);
    match text[..least].ends_with(char::is_alphanumeric) {
        true => least + rest.map(char::len_utf8).sum::<usize>(),
        false => least,
    }
}
