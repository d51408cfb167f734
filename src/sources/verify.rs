//! Checking a stored quote against its source.
//!
//! An audit asks this, so it shares no code with the finding of quotes: it
//! only cuts the text where the stored numbers say, and compares.

use std::ops::Range;

use super::quote::{CONTEXT_CHARS, Place};

/// How a stored quote contradicts the text it is said to come from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// The byte range is empty, reversed, past the end, or cuts a character.
    #[error("bytes {} to {} are not a passage of the source", .0.start, .0.end)]
    Bytes(Range<u64>),
    /// Something else stands at the byte range.
    #[error("at bytes {} to {} the source does not read as the quote does", .bytes.start, .bytes.end)]
    Exact {
        /// The stored byte range.
        bytes: Range<u64>,
        /// What the source has there.
        found: String,
    },
    /// The code-point range does not mean the same place as the byte range.
    #[error(
        "the quote is stored as characters {} to {} but stands at {} to {}",
        .stored.start, .stored.end, .actual.start, .actual.end
    )]
    Chars {
        /// The stored code-point range.
        stored: Range<u64>,
        /// The code-point range of the stored bytes.
        actual: Range<u64>,
    },
    /// The stored prefix is not the text before the quote.
    #[error("the stored prefix is not the {CONTEXT_CHARS} characters before the quote")]
    Prefix {
        /// What the source has there.
        found: String,
    },
    /// The stored suffix is not the text after the quote.
    #[error("the stored suffix is not the {CONTEXT_CHARS} characters after the quote")]
    Suffix {
        /// What the source has there.
        found: String,
    },
}

/// Checks that a quote stands where it is said to, with that text around it.
///
/// The context must be all of it: the whole of the nearest [`CONTEXT_CHARS`]
/// characters on each side, fewer only where the source begins or ends.
///
/// # Errors
/// The first [`Mismatch`] of bytes, text, characters, prefix, suffix.
pub fn verify(text: &str, place: &Place) -> Result<(), Mismatch> {
    let out_of_text = || Mismatch::Bytes(place.bytes.clone());
    let start = usize::try_from(place.bytes.start).map_err(|_| out_of_text())?;
    let end = usize::try_from(place.bytes.end).map_err(|_| out_of_text())?;
    if start >= end {
        return Err(out_of_text());
    }
    let found = text.get(start..end).ok_or_else(out_of_text)?;
    if found != place.exact {
        return Err(Mismatch::Exact { bytes: place.bytes.clone(), found: found.to_owned() });
    }
    let (head, tail) = (&text[..start], &text[end..]);
    let first = head.chars().count() as u64;
    let actual = first..first + found.chars().count() as u64;
    if actual != place.chars {
        return Err(Mismatch::Chars { stored: place.chars.clone(), actual });
    }
    let mut backwards: Vec<char> = head.chars().rev().take(CONTEXT_CHARS).collect();
    backwards.reverse();
    let prefix = String::from_iter(backwards);
    if prefix != place.prefix {
        return Err(Mismatch::Prefix { found: prefix });
    }
    let suffix: String = tail.chars().take(CONTEXT_CHARS).collect();
    if suffix != place.suffix {
        return Err(Mismatch::Suffix { found: suffix });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "\u{feff}Zoë left. 😀 Zoë stayed.";

    fn place() -> Place {
        Place {
            exact: "😀 Zoë".to_owned(),
            prefix: "\u{feff}Zoë left. ".to_owned(),
            suffix: " stayed.".to_owned(),
            bytes: 14..23,
            chars: 11..16,
        }
    }

    #[test]
    fn a_quote_that_stands_where_it_is_said_to_passes() {
        assert_eq!(verify(TEXT, &place()), Ok(()));
    }

    #[test]
    fn each_stored_field_is_checked() {
        let mut wrong = place();
        wrong.bytes = 13..23;
        assert_eq!(verify(TEXT, &wrong), Err(Mismatch::Exact { bytes: 13..23, found: " 😀 Zoë".to_owned() }));
        let mut wrong = place();
        wrong.chars = 10..15;
        let actual = 11..16;
        assert_eq!(verify(TEXT, &wrong), Err(Mismatch::Chars { stored: 10..15, actual }));
        let mut wrong = place();
        wrong.prefix.remove(0);
        let found = place().prefix;
        assert_eq!(verify(TEXT, &wrong), Err(Mismatch::Prefix { found }));
        let mut wrong = place();
        wrong.suffix.push('!');
        let found = place().suffix;
        assert_eq!(verify(TEXT, &wrong), Err(Mismatch::Suffix { found }));
    }

    #[test]
    fn ranges_that_are_no_passage_are_named() {
        let reversed = Range { start: 23, end: 14 };
        for bytes in [15..23, 14..99, 14..14, reversed, 0..u64::MAX] {
            let wrong = Place { bytes: bytes.clone(), ..place() };
            assert_eq!(verify(TEXT, &wrong), Err(Mismatch::Bytes(bytes)));
        }
    }

    proptest! {
        #[test]
        fn any_stored_numbers_are_judged_without_panic(
            text in ".{0,20}", exact in ".{0,3}", start: u64, end in 0u64..30, chars in 0u64..30,
        ) {
            let start = if start % 3 == 0 { start } else { start % 30 };
            let place = Place {
                prefix: String::new(),
                suffix: String::new(),
                bytes: Range { start, end },
                chars: Range { start: chars, end: start },
                exact,
            };
            let whole = start == 0 && end == text.len() as u64;
            if verify(&text, &place).is_ok() {
                prop_assert!(whole, "only the whole text has no context");
            }
        }
    }
}
