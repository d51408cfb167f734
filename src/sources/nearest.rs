//! The passage of a source that is nearest to a quote it does not have.
//!
//! Only ever shown, never used in the quote's stead: a person decides whether
//! it says the same.

use std::ops::Range;

use super::context::{line_of, quoted};
use super::fold::{Difference, fold, spelling};
use super::quote::MAX_QUOTE_BYTES;
use super::similar::most_similar;

/// A passage of a source that resembles a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    /// The source's own text.
    pub passage: String,
    /// Where it is, in bytes from the start of the source.
    pub bytes: Range<u64>,
    /// The line, counted from 1, that it begins in.
    pub line: u64,
    /// In what its spelling differs, where the words are the same.
    pub differs: Vec<Difference>,
    /// In what its words differ, where they do.
    pub wording: Option<Wording>,
}

/// The stretch of words in which a quote and a passage differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The quote's words; empty where it leaves some out.
    pub quote: String,
    /// The source's words; empty where the quote has some more.
    pub source: String,
}

impl Nearest {
    /// Says in what the passage differs from the quote, as part of a sentence.
    #[must_use]
    pub fn describe(&self) -> String {
        if let Some(Wording { quote, source }) = &self.wording {
            return match (quote.is_empty(), source.is_empty()) {
                (true, _) => format!("with {} besides", quoted(source)),
                (_, true) => format!("without {}", quoted(quote)),
                _ => format!("with {} instead of {}", quoted(source), quoted(quote)),
            };
        }
        let names: Vec<_> = self.differs.iter().map(ToString::to_string).collect();
        match &names[..] {
            [] => "in a slightly different spelling".to_owned(),
            [one] => format!("differing in {one}"),
            [most @ .., last] => format!("differing in {} and {last}", most.join(", ")),
        }
    }
}

/// Finds the passage nearest to a quote that `text` does not have as it is:
/// the first one of the same words in another typing, else the most similar one.
/// `None` when nothing is near, or when what is would itself be too long a quote.
///
/// It takes time linear in the text, and a bounded effort for the likeliest
/// places in it.
#[must_use]
pub fn nearest(text: &str, quote: &str) -> Option<Nearest> {
    if quote.len() > MAX_QUOTE_BYTES {
        return None;
    }
    let pattern = fold(quote)?.chars;
    if pattern.is_empty() {
        return None;
    }
    let folded = fold(text)?;
    let same_words = place_of(&folded.chars, &pattern);
    let choices = match same_words {
        Some(at) => std::array::repeat(at..at + pattern.len()),
        None => most_similar(&folded.chars, &pattern)?,
    };
    let bytes = choices
        .into_iter()
        .map(|found| folded.original(text, found.start, found.end))
        .find(|bytes| bytes.len() <= MAX_QUOTE_BYTES)?;
    let passage = &text[bytes.clone()];
    Some(Nearest {
        passage: passage.to_owned(),
        line: line_of(text.as_bytes(), bytes.start),
        bytes: bytes.start as u64..bytes.end as u64,
        differs: match same_words {
            Some(_) => Difference::between(quote, passage),
            None => Vec::new(),
        },
        wording: match same_words {
            Some(_) => None,
            None => Some(wording(quote, passage)),
        },
    })
}

/// Where some characters stand among others.
fn place_of(text: &[char], pattern: &[char]) -> Option<usize> {
    let (text, pattern) = (String::from_iter(text), String::from_iter(pattern));
    text.find(&pattern).map(|at| text[..at].chars().count())
}

/// The words left when those that agree at both ends are taken away.
fn wording(quote: &str, passage: &str) -> Wording {
    let words = |text: &str| -> Vec<String> {
        let words = text.split_whitespace();
        words.map(str::to_owned).collect()
    };
    let (mut quote, mut source) = (words(quote), words(passage));
    let same = |(one, other): &(&String, &String)| spelling(one, &[]) == spelling(other, &[]);
    let ahead = quote.iter().zip(&source).take_while(same).count();
    quote.drain(..ahead);
    source.drain(..ahead);
    let back = quote.iter().rev().zip(source.iter().rev());
    let back = back.take_while(same).count();
    quote.truncate(quote.len() - back);
    source.truncate(source.len() - back);
    Wording { quote: quote.join(" "), source: source.join(" ") }
}
