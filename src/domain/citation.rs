//! The words that a fact rests on, and where they stand.

use std::ops::Range;

use super::{SourceId, TextError};

/// The most bytes that a quote may have.
pub const QUOTE_MAX_LEN: usize = 4_096;

/// How many characters before and after a quote are kept with it.
pub const CONTEXT_CHARS: usize = 32;

/// A source plus the exact quote in it, after the W3C Web Annotation model
/// (`TextQuoteSelector`, `TextPositionSelector`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Citation {
    /// The source.
    pub source: SourceId,
    /// The words themselves: 1 to 4,096 bytes.
    pub exact: String,
    /// Up to 32 characters that stand right before them.
    pub prefix: String,
    /// Up to 32 characters that stand right after them.
    pub suffix: String,
    /// Where they begin, in bytes from the source's beginning.
    pub byte_start: u64,
    /// Where they begin, in code points from the source's beginning.
    pub char_start: u64,
}

impl Citation {
    /// Where the words stand, in bytes.
    #[must_use]
    pub fn bytes(&self) -> Range<u64> {
        self.byte_start..self.byte_start.saturating_add(self.exact.len() as u64)
    }

    /// Where the words stand, in code points.
    #[must_use]
    pub fn chars(&self) -> Range<u64> {
        self.char_start..self.char_start.saturating_add(self.exact.chars().count() as u64)
    }

    /// Checks what can be checked without the source at hand.
    ///
    /// # Errors
    /// [`TextError`] where the quote is empty or too long, or its context too long.
    pub fn check(&self) -> Result<(), TextError> {
        for context in [&self.prefix, &self.suffix] {
            if context.chars().count() > CONTEXT_CHARS {
                return Err(TextError::TooLong { length: context.len(), most: 4 * CONTEXT_CHARS });
            }
        }
        match self.exact.len() {
            0 => Err(TextError::Empty),
            length if length > QUOTE_MAX_LEN => Err(TextError::TooLong { length, most: QUOTE_MAX_LEN }),
            _ => Ok(()),
        }
    }
}
