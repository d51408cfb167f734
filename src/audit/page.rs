//! An article's text, and whether a quote stands in it where it is said to.
//!
//! This shares nothing with the finding of quotes: it only looks at the one
//! place that a citation names.

use std::fmt;

use crate::domain::{Citation, excerpt};

/// The longest text that a source may be, in bytes: 256 MiB, of a data file.
const TEXT_LEN_MAX: usize = 256 * 1024 * 1024;

/// How many bytes lie between two marks.
const STRIDE: usize = 512;

/// A text in which code points can be counted quickly.
#[derive(Debug)]
pub(super) struct Page {
    text: String,
    /// How many code points begin before each multiple of [`STRIDE`].
    marks: Vec<u32>,
}

/// In which way a quote does not stand where it is said to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Misplaced {
    /// The bytes are not all inside the text, or cut a character.
    Outside,
    /// Something else stands there.
    Words(String),
    /// The place in code points is another.
    Characters(u64),
    /// Something else stands right before it.
    Prefix,
    /// Something else stands right after it.
    Suffix,
}

impl Page {
    /// Reads bytes as a source's text.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read(bytes: Vec<u8>) -> Result<Self, String> {
        if bytes.is_empty() {
            return Err("it is empty".to_owned());
        }
        if bytes.len() > TEXT_LEN_MAX {
            return Err(format!("it has {} bytes, and {TEXT_LEN_MAX} are the most", bytes.len()));
        }
        if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
            return Err(format!("byte {at} is NUL"));
        }
        let text =
            String::from_utf8(bytes).map_err(|why| format!("byte {} is not UTF-8", why.utf8_error().valid_up_to()))?;
        let mut marks = vec![0];
        for chunk in text.as_bytes().chunks(STRIDE) {
            marks.push(marks[marks.len() - 1] + beginnings(chunk));
        }
        Ok(Self { text, marks })
    }

    /// The length in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Checks that a quote stands where it is said to, with its context.
    ///
    /// # Errors
    /// The first thing that differs.
    pub fn check(&self, citation: &Citation) -> Result<(), Misplaced> {
        let start = usize::try_from(citation.byte_start).map_err(|_| Misplaced::Outside)?;
        let end = start.checked_add(citation.exact.len()).ok_or(Misplaced::Outside)?;
        let words = self.text.get(start..end).ok_or(Misplaced::Outside)?;
        if words != citation.exact {
            return Err(Misplaced::Words(excerpt(words)));
        }
        let characters = self.marks[start / STRIDE] + beginnings(&self.text.as_bytes()[start - start % STRIDE..start]);
        let characters = u64::from(characters);
        if characters != citation.char_start {
            return Err(Misplaced::Characters(characters));
        }
        if !self.text[..start].ends_with(&citation.prefix) {
            return Err(Misplaced::Prefix);
        }
        if !self.text[end..].starts_with(&citation.suffix) {
            return Err(Misplaced::Suffix);
        }
        Ok(())
    }
}

/// How many code points begin in these bytes: all but continuation bytes do.
fn beginnings(bytes: &[u8]) -> u32 {
    // As many at a time as a byte can count, which the processor does at once.
    let count = |few: &[u8]| few.iter().fold(0_u8, |sum, byte| sum.wrapping_add(u8::from((*byte as i8) >= -64)));
    bytes.chunks(128).map(|few| u32::from(count(few))).sum()
}

impl fmt::Display for Misplaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outside => f.write_str("the source ends before, or has the middle of a character there"),
            Self::Words(found) => write!(f, "the source reads `{found}` there"),
            Self::Characters(actual) => write!(f, "that is character {actual} of the source, which the quote denies"),
            Self::Prefix => f.write_str("another text than its prefix stands right before it"),
            Self::Suffix => f.write_str("another text than its suffix stands right after it"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::SourceId;
    use proptest::prelude::*;

    fn citation(text: &str, start: usize, end: usize) -> Citation {
        Citation {
            source: SourceId([0; 32]),
            exact: text[start..end].to_owned(),
            prefix: text[..start].chars().rev().take(3).collect::<Vec<_>>().into_iter().rev().collect(),
            suffix: text[end..].chars().take(3).collect(),
            byte_start: start as u64,
            char_start: text[..start].chars().count() as u64,
        }
    }

    #[test]
    fn each_field_of_a_citation_is_compared() {
        let text = "\u{feff}Zoë left. 😀 Zoë stayed.";
        let page = Page::read(text.as_bytes().to_vec()).unwrap();
        let (start, end) = (14, 23);
        let right = citation(text, start, end);
        assert_eq!(page.check(&right), Ok(()));
        let check = |change: fn(&mut Citation)| {
            let mut wrong = right.clone();
            change(&mut wrong);
            page.check(&wrong).unwrap_err()
        };
        assert_eq!(check(|c| c.byte_start += 1), Misplaced::Outside);
        assert_eq!(check(|c| c.byte_start = u64::MAX), Misplaced::Outside);
        assert_eq!(check(|c| c.byte_start = 3), Misplaced::Words("Zoë left".to_owned()));
        assert_eq!(check(|c| c.char_start += 1), Misplaced::Characters(11));
        assert_eq!(check(|c| c.prefix = "x. ".to_owned()), Misplaced::Prefix);
        assert_eq!(check(|c| c.suffix = " s-".to_owned()), Misplaced::Suffix);
    }

    #[test]
    fn what_is_no_text_is_said_to_be_none() {
        for (bytes, why) in [(&b""[..], "it is empty"), (b"a\0b", "byte 1 is NUL"), (b"ab\xff", "byte 2 is not UTF-8")]
        {
            assert_eq!(Page::read(bytes.to_vec()).unwrap_err(), why);
        }
    }

    proptest! {
        #[test]
        fn code_points_are_counted_alike_near_and_far(text in "(a|é|—|😀){1,40}", times in 1usize..400, at in any::<prop::sample::Index>()) {
            let text = text.repeat(times);
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let start = places[at.index(places.len())];
            let end = start + text[start..].chars().next().map_or(0, char::len_utf8);
            let page = Page::read(text.as_bytes().to_vec()).unwrap();
            prop_assert_eq!(page.check(&citation(&text, start, end)), Ok(()));
        }
    }
}
