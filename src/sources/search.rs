//! Every occurrence of a pattern, overlapping ones too, in linear time.
//!
//! A library finds where the next one begins. From there on the method is
//! Knuth, Morris and Pratt's ("Fast pattern matching in strings", 1977) for as
//! long as another one may have begun within it: unlike restarting a search
//! after each hit, it stays linear on a text that is one letter sixteen
//! million times.

use memchr::memmem::Finder;

/// An iterator over the positions where a pattern begins.
pub(super) struct Occurrences<'a> {
    text: &'a [u8],
    pattern: &'a [u8],
    finder: Finder<'a>,
    /// For each prefix of the pattern, how long a proper prefix of it also ends it.
    borders: Vec<usize>,
    next: usize,
    matched: usize,
}

/// The positions of `pattern` in `text`, ascending; none of an empty pattern.
pub(super) fn occurrences<'a>(text: &'a [u8], pattern: &'a [u8]) -> Occurrences<'a> {
    let mut borders = vec![0; pattern.len()];
    let mut matched = 0;
    for at in 1..pattern.len() {
        while matched > 0 && pattern[at] != pattern[matched] {
            matched = borders[matched - 1];
        }
        if pattern[at] == pattern[matched] {
            matched += 1;
        }
        borders[at] = matched;
    }
    Occurrences { text, pattern, finder: Finder::new(pattern), borders, next: 0, matched: 0 }
}

impl Iterator for Occurrences<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let whole = self.borders.last().copied()?;
        let length = self.pattern.len();
        loop {
            if self.matched == 0 {
                self.next += self.finder.find(self.text.get(self.next..)?)? + length;
                self.matched = length;
            } else {
                let byte = *self.text.get(self.next)?;
                while self.matched > 0 && byte != self.pattern[self.matched] {
                    self.matched = self.borders[self.matched - 1];
                }
                self.matched += usize::from(byte == self.pattern[self.matched]);
                self.next += 1;
            }
            if self.matched == length {
                self.matched = whole;
                return Some(self.next - length);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn overlapping_occurrences_all_count() {
        let found: Vec<_> = occurrences(b"aaaa", b"aa").collect();
        assert_eq!(found, [0, 1, 2]);
    }

    #[test]
    fn an_empty_pattern_occurs_nowhere() {
        assert_eq!(occurrences(b"abc", b"").next(), None);
    }

    proptest! {
        #[test]
        fn the_same_places_as_looking_everywhere(text in "[ab]{0,40}", pattern in "[ab]{1,4}") {
            let (text, pattern) = (text.as_bytes(), pattern.as_bytes());
            let slow: Vec<_> = (0..text.len()).filter(|&at| text[at..].starts_with(pattern)).collect();
            prop_assert_eq!(occurrences(text, pattern).collect::<Vec<_>>(), slow);
        }
    }
}
