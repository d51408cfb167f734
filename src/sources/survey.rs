//! One pass over a text that is too long to be held: its digest, and where its
//! characters stand, so that any place in it can be cited later from a few
//! bytes around it.

use std::ops::Range;

use super::quote::{CONTEXT_CHARS, MAX_QUOTE_BYTES};
use crate::domain::{Citation, SourceId};
use crate::proof::SourceHasher;

/// The longest data file that may be a source, in bytes: 256 MiB.
pub const MAX_DATA_BYTES: u64 = 256 * 1024 * 1024;

/// How many bytes lie between two marks.
const STRIDE: u64 = 1_024;

/// How many bytes the context on either side of a quote has at most: 32
/// characters of four bytes.
const CONTEXT_BYTES: u64 = 4 * CONTEXT_CHARS as u64;

/// Why bytes are not a text; the caller, who has them, says what they may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("byte {0} is not part of a text")]
pub struct NotText(pub u64);

/// A pass that is under way.
#[derive(Debug, Default)]
pub struct Surveyor {
    hasher: SourceHasher,
    length: u64,
    chars: u64,
    marks: Vec<u64>,
    /// The beginning of a character whose end is in the next piece.
    cut: Vec<u8>,
}

/// What is known of a text after a pass over it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// The BLAKE3 of its bytes.
    pub id: SourceId,
    /// How many bytes it has.
    pub length: u64,
    /// How many characters begin before each multiple of [`STRIDE`].
    marks: Vec<u64>,
}

impl Surveyor {
    /// Takes the next bytes, in pieces of any size.
    ///
    /// # Errors
    /// [`NotText`] at the first byte that is NUL or not UTF-8.
    pub fn take(&mut self, piece: &[u8]) -> Result<(), NotText> {
        self.check(piece)?;
        self.hasher.update(piece);
        for byte in piece {
            if self.length.is_multiple_of(STRIDE) {
                self.marks.push(self.chars);
            }
            self.length += 1;
            self.chars += u64::from(begins_character(*byte));
        }
        Ok(())
    }

    /// Ends the pass.
    ///
    /// # Errors
    /// [`NotText`] where the text ends inside a character.
    pub fn finish(self) -> Result<Survey, NotText> {
        if !self.cut.is_empty() {
            return Err(NotText(self.length - self.cut.len() as u64));
        }
        Ok(Survey { id: SourceId(self.hasher.finish()), length: self.length, marks: self.marks })
    }

    fn check(&mut self, piece: &[u8]) -> Result<(), NotText> {
        let from = self.length - self.cut.len() as u64;
        if let Some(at) = piece.iter().position(|byte| *byte == 0) {
            return Err(NotText(self.length + at as u64));
        }
        let mut joined = std::mem::take(&mut self.cut);
        // Only what completes a cut character is copied; the rest is read in place.
        let borrowed = if joined.is_empty() {
            0
        } else {
            let more = piece.iter().take_while(|byte| !begins_character(**byte)).count().min(3);
            joined.extend(&piece[..more]);
            match std::str::from_utf8(&joined) {
                Ok(_) => more,
                Err(why) if why.error_len().is_none() && more == piece.len() => {
                    self.cut = joined;
                    return Ok(());
                }
                Err(why) => return Err(NotText(from + why.valid_up_to() as u64)),
            }
        };
        let rest = &piece[borrowed..];
        match std::str::from_utf8(rest) {
            Ok(_) => Ok(()),
            Err(why) if why.error_len().is_none() => {
                self.cut = rest[why.valid_up_to()..].to_vec();
                Ok(())
            }
            Err(why) => Err(NotText(self.length + (borrowed + why.valid_up_to()) as u64)),
        }
    }
}

impl Survey {
    /// The bytes that [`cite`](Self::cite) needs to cite a place.
    #[must_use]
    pub fn window(&self, place: &Range<u64>) -> Range<u64> {
        let before = place.start.saturating_sub(CONTEXT_BYTES);
        before - before % STRIDE..(place.end + CONTEXT_BYTES).min(self.length)
    }

    /// Cites a place, from the bytes of its [`window`](Self::window). None
    /// where the place is empty, too long for a quote or cuts a character, or
    /// the bytes are not those of the window.
    #[must_use]
    pub fn cite(&self, window: &[u8], place: &Range<u64>) -> Option<Citation> {
        let from = self.window(place).start;
        let at = |byte: u64| usize::try_from(byte.checked_sub(from)?).ok();
        let (start, end) = (at(place.start)?, at(place.end)?);
        let exact = std::str::from_utf8(window.get(start..end)?).ok()?;
        if exact.is_empty() || exact.len() > MAX_QUOTE_BYTES {
            return None;
        }
        let mark = self.marks.get(usize::try_from(from / STRIDE).ok()?)?;
        let head = &window[..start];
        Some(Citation {
            source: self.id,
            exact: exact.to_owned(),
            prefix: last_characters(head),
            suffix: first_characters(&window[end..]),
            byte_start: place.start,
            char_start: mark + beginnings(head),
        })
    }
}

/// Whether a byte of UTF-8 begins a character: all but continuation bytes do.
fn begins_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

fn beginnings(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| begins_character(**byte)).count() as u64
}

/// The context before a quote; bytes of a character that is cut off are left out.
fn last_characters(bytes: &[u8]) -> String {
    let starts = bytes.iter().enumerate().rev().filter(|(_, byte)| begins_character(**byte));
    let start = starts.take(CONTEXT_CHARS).last().map_or(bytes.len(), |(at, _)| at);
    String::from_utf8_lossy(&bytes[start..]).into_owned()
}

/// The context after a quote.
fn first_characters(bytes: &[u8]) -> String {
    let end = bytes.iter().enumerate().filter(|(_, byte)| begins_character(**byte)).nth(CONTEXT_CHARS);
    let kept = &bytes[..end.map_or(bytes.len(), |(at, _)| at)];
    let whole = match std::str::from_utf8(kept) {
        Ok(_) => kept.len(),
        Err(why) => why.valid_up_to(),
    };
    String::from_utf8_lossy(&kept[..whole]).into_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::proof::source_digest;
    use crate::sources::{Place, verify};

    fn survey(bytes: &[u8], piece: usize) -> Result<Survey, NotText> {
        let mut surveyor = Surveyor::default();
        bytes.chunks(piece).try_for_each(|piece| surveyor.take(piece))?;
        surveyor.finish()
    }

    proptest! {
        #[test]
        fn every_place_is_cited_as_it_verifies(
            lines in proptest::collection::vec("[a-zé€😀]{0,90}", 1..90), piece in 1usize..3_000, line: prop::sample::Index,
        ) {
            let text = lines.join("\n");
            let line = line.index(lines.len());
            let start = lines[..line].iter().map(|line| line.len() as u64 + 1).sum::<u64>();
            let place = start..start + lines[line].len() as u64;
            let survey = survey(text.as_bytes(), piece).unwrap();
            prop_assert_eq!(survey.id, SourceId(source_digest(text.as_bytes())));
            let window = survey.window(&place);
            let window = &text.as_bytes()[window.start as usize..window.end as usize];
            let Some(cited) = survey.cite(window, &place) else {
                prop_assert!(place.is_empty());
                return Ok(());
            };
            let (bytes, chars) = (cited.bytes(), cited.chars());
            let place = Place { bytes, chars, exact: cited.exact, prefix: cited.prefix, suffix: cited.suffix };
            prop_assert_eq!(verify(&text, &place), Ok(()));
        }

        #[test]
        fn what_is_no_text_is_told_as_of_the_whole(bytes in proptest::collection::vec(any::<u8>(), 0..40), piece in 1usize..9) {
            let nul = bytes.iter().position(|byte| *byte == 0);
            let whole = std::str::from_utf8(&bytes).err().map(|why| why.valid_up_to());
            let told = survey(&bytes, piece).err().map(|NotText(at)| at as usize);
            // In one piece a NUL is found before what is no UTF-8, whichever comes first.
            let expected = [nul, whole].into_iter().flatten().min();
            prop_assert_eq!(told.is_some(), expected.is_some());
            prop_assert!(told.is_none() || told == nul || told == whole, "{told:?} of {nul:?} and {whole:?}");
        }
    }

    #[test]
    fn a_place_that_cuts_a_character_or_is_too_long_is_not_cited() {
        let text = "é".repeat(5_000);
        let survey = survey(text.as_bytes(), 777).unwrap();
        for place in [1..3, 0..3, 0..4_098, 4..4, 9_999..10_001] {
            let window = survey.window(&place);
            let window = &text.as_bytes()[window.start as usize..window.end as usize];
            assert_eq!(survey.cite(window, &place), None, "{place:?}");
        }
    }
}
