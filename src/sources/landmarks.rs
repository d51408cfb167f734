//! Checking many quotes against one long source.

use super::quote::Place;
use super::verify::{Mismatch, verify};

/// How far landmarks stand apart, in bytes.
const APART_BYTES: usize = 16 * 1024;

/// How many bytes the context before a quote has at most: 32 characters of four bytes.
const CONTEXT_BYTES: usize = 128;

/// Where in a text its bytes and its characters stand, every so often, so that
/// characters are not counted from the beginning for each quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landmarks(Vec<(usize, u64)>);

impl Landmarks {
    /// The landmarks of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut marks = vec![(0, 0)];
        let (mut byte, mut chars) = (0, 0);
        while byte + APART_BYTES < text.len() {
            let mut next = byte + APART_BYTES;
            while !text.is_char_boundary(next) {
                next += 1;
            }
            chars += text[byte..next].chars().count() as u64;
            byte = next;
            marks.push((byte, chars));
        }
        Self(marks)
    }

    /// The same as [`verify`], in time that does not depend on how far into
    /// the text the quote stands.
    ///
    /// # Errors
    /// Those of [`verify`].
    pub fn verify(&self, text: &str, place: &Place) -> Result<(), Mismatch> {
        self.near(text, place).map_or_else(|| verify(text, place), |()| Ok(()))
    }

    /// Whether the quote stands where it is said to, as seen from the last
    /// landmark before its context. Faults are left to be told from the beginning.
    fn near(&self, text: &str, place: &Place) -> Option<()> {
        let before = usize::try_from(place.bytes.start).ok()?.checked_sub(CONTEXT_BYTES)?;
        let nth = self.0.partition_point(|(byte, _)| *byte <= before).checked_sub(1)?;
        let (byte, chars) = self.0[nth];
        let window = text.get(byte..)?;
        let byte = byte as u64;
        let place = Place {
            bytes: place.bytes.start - byte..place.bytes.end.checked_sub(byte)?,
            chars: place.chars.start.checked_sub(chars)?..place.chars.end.checked_sub(chars)?,
            ..place.clone()
        };
        verify(window, &place).ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sources::{Wanted, locate};

    /// A long text in which every line is another.
    fn text(lines: usize) -> String {
        (0..lines).map(|line| format!("{line}: Ó, 𝔸nn said – “so”.\n")).collect()
    }

    proptest! {
        #[test]
        fn the_answer_is_that_of_looking_from_the_beginning(line in 0usize..3_000, off in -2i64..=2, cut in any::<bool>()) {
            let text = text(3_000);
            let exact = format!("\n{line}: Ó, 𝔸nn");
            let wanted = Wanted { exact: exact.trim_start(), prefix: (line > 0).then_some("\n"), suffix: None };
            let Ok(mut place) = locate(&text, &wanted) else { return Ok(()) };
            let shift = |end: u64| end.saturating_add_signed(off);
            if cut {
                place.bytes = shift(place.bytes.start)..shift(place.bytes.end);
            } else {
                place.chars = shift(place.chars.start)..shift(place.chars.end);
            }
            let found = Landmarks::of(&text).verify(&text, &place);
            prop_assert_eq!(found.is_ok(), off == 0);
            prop_assert_eq!(found, verify(&text, &place));
        }
    }

    #[test]
    fn a_quote_right_behind_a_landmark_has_its_whole_context() {
        let text = text(3_000);
        let landmarks = Landmarks::of(&text);
        assert!(landmarks.0.len() > 3, "{landmarks:?}");
        for (byte, _) in landmarks.0.iter().skip(1) {
            let line_start = text[*byte..].find('\n').map_or(0, |at| byte + at + 1);
            let line = text[line_start..].lines().next().unwrap_or_default();
            let wanted = Wanted { exact: line, prefix: Some("\n"), suffix: Some("\n") };
            let Ok(place) = locate(&text, &wanted) else { continue };
            assert_eq!(landmarks.near(&text, &place), Some(()), "{line}");
        }
    }
}
