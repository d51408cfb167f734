//! Seeing past how a text is typed: what two spellings of the same words have
//! in common, and in which respect they differ.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// A respect in which two spellings of the same words differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// Typographic against typewriter quotes and apostrophes.
    Quotes,
    /// One dash, hyphen or minus against another.
    Dashes,
    /// `…` against three full stops.
    Ellipses,
    /// Spaces, tabs, line breaks, no-break spaces.
    WhiteSpace,
    /// Soft hyphens, joiners, direction marks, variation selectors, a byte-order mark.
    Invisible,
    /// Capital against small letters.
    Case,
    /// Accents and other combining marks.
    Accents,
    /// The same characters, composed or decomposed or in a compatibility form
    /// (Unicode Standard Annex 15).
    Form,
}

impl Difference {
    const ALL: [Self; 8] = [
        Self::Quotes,
        Self::Dashes,
        Self::Ellipses,
        Self::WhiteSpace,
        Self::Invisible,
        Self::Case,
        Self::Accents,
        Self::Form,
    ];

    /// Every respect in which two texts of the same folded words differ.
    pub(super) fn between(one: &str, other: &str) -> Vec<Self> {
        let differs = |respect: &Self| match respect {
            // Composed and decomposed letters can only be told apart with their
            // marks; a mark that is missing altogether is a matter of accents.
            Self::Form => {
                let kept = [Self::Form, Self::Accents];
                let (one, other) = (spelling(one, &kept), spelling(other, &kept));
                one != other && one.nfkd().eq(other.nfkd())
            }
            _ => {
                let (one, other) = (spelling(one, &[*respect]), spelling(other, &[*respect]));
                !one.nfd().eq(other.nfd())
            }
        };
        Self::ALL.into_iter().filter(differs).collect()
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Quotes => "typographic quotes",
            Self::Dashes => "dashes",
            Self::Ellipses => "an ellipsis",
            Self::WhiteSpace => "white space or line breaks",
            Self::Invisible => "invisible characters",
            Self::Case => "capital letters",
            Self::Accents => "accents",
            Self::Form => "Unicode normal form",
        })
    }
}

/// A folded text that remembers where its characters came from.
pub(super) struct Folded {
    pub(super) chars: Vec<char>,
    /// For each character, the byte at which its original begins.
    origin: Vec<u32>,
}

impl Folded {
    /// The original's bytes that the folded characters from `start` to before
    /// `end` came from, with the marks that hang on the last; `start < end`.
    pub(super) fn original(&self, text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
        let last = self.origin[end - 1] as usize;
        let mut rest = text[last..].chars();
        let base = rest.next().map_or(0, char::len_utf8);
        let marks = rest.take_while(|&c| is_combining_mark(c));
        let marks: usize = marks.map(char::len_utf8).sum();
        self.origin[start] as usize..last + base + marks
    }
}

/// Folds away every [`Difference`]; runs of white space become one space, and
/// there is none at the ends. `None` for a text of 4 GiB and more.
pub(super) fn fold(text: &str) -> Option<Folded> {
    u32::try_from(text.len()).ok()?;
    let mut folded = Folded { chars: Vec::with_capacity(text.len()), origin: Vec::with_capacity(text.len()) };
    each_folded(text, &[], |at, c| {
        folded.chars.push(c);
        folded.origin.push(at as u32);
    });
    if folded.chars.last() == Some(&' ') {
        folded.chars.pop();
        folded.origin.pop();
    }
    Some(folded)
}

/// Folds a text without regard to the given respects, which stay as written.
pub(super) fn spelling(text: &str, kept: &[Difference]) -> String {
    let mut out = String::new();
    each_folded(text, kept, |_, c| out.push(c));
    if !kept.contains(&Difference::WhiteSpace) && out.ends_with(' ') {
        out.pop();
    }
    out
}

fn each_folded(text: &str, kept: &[Difference], mut emit: impl FnMut(usize, char)) {
    // As at the beginning of a text: leading space is dropped like a run's rest.
    let mut last = ' ';
    let mut push = |at: usize, c: char, collapse: bool| {
        if !(collapse && c == last) {
            emit(at, c);
        }
        last = if collapse { c } else { '\0' };
    };
    for (at, c) in text.char_indices() {
        if c.is_ascii_alphanumeric() && kept.is_empty() {
            push(at, c.to_ascii_lowercase(), false);
            continue;
        }
        let respect = respect_of(c);
        if respect.is_some_and(|respect| kept.contains(&respect)) {
            push(at, c, false);
            continue;
        }
        match respect {
            Some(Difference::WhiteSpace) => push(at, ' ', true),
            Some(Difference::Dashes) => push(at, '-', true),
            Some(Difference::Quotes) => push(at, if is_single(c) { '\'' } else { '"' }, false),
            Some(Difference::Ellipses) => (0..3).for_each(|_| push(at, '.', false)),
            Some(Difference::Invisible) => {}
            _ => fold_letter(c, kept, |c| push(at, c, false)),
        }
    }
}

/// Folds form, accents and case of one character.
fn fold_letter(c: char, kept: &[Difference], mut push: impl FnMut(char)) {
    let mut part = |part: char| {
        if is_combining_mark(part) && !kept.contains(&Difference::Accents) {
            return;
        }
        if kept.contains(&Difference::Case) {
            push(part);
        } else {
            let lower = part.to_lowercase();
            // The dot that lower-casing İ leaves over is an accent.
            lower.filter(|&c| kept.contains(&Difference::Accents) || !is_combining_mark(c)).for_each(&mut push);
        }
    };
    if kept.contains(&Difference::Form) {
        part(c);
    } else {
        decompose_compatible(c, part);
    }
}

/// The respect in which a character is only another way to write something.
fn respect_of(c: char) -> Option<Difference> {
    match c {
        '\'' | '"' => Some(Difference::Quotes),
        '-' => Some(Difference::Dashes),
        _ if c.is_whitespace() => Some(Difference::WhiteSpace),
        _ if c.is_ascii() => None,
        _ if is_single(c) => Some(Difference::Quotes),
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' | '＂' => Some(Difference::Quotes),
        '\u{2010}'..='\u{2015}' | '−' | '⁃' | '﹘' | '﹣' | '－' => Some(Difference::Dashes),
        '…' => Some(Difference::Ellipses),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => Some(Difference::Invisible),
        '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' => Some(Difference::Invisible),
        '\u{feff}' | '\u{e0100}'..='\u{e01ef}' => Some(Difference::Invisible),
        _ => None,
    }
}

/// Whether a character is an apostrophe or a single quote.
fn is_single(c: char) -> bool {
    matches!(c, '\'' | '‘' | '’' | '‚' | '‛' | '′' | '‹' | '›' | 'ʼ' | 'ʹ' | '´' | '＇')
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        String::from_iter(fold(text).unwrap().chars)
    }

    #[test]
    fn each_respect_is_folded_and_named_alone() {
        for (one, other, respect) in [
            ("\"Corbyn's\"", "“Corbyn’s”", Difference::Quotes),
            ("1-2 -- 3", "1–2 — 3", Difference::Dashes),
            ("so...", "so…", Difference::Ellipses),
            ("a b c d", "a\u{a0}b\r\nc \t d", Difference::WhiteSpace),
            ("a b", " a b\n", Difference::WhiteSpace),
            ("👩\u{200d}👧 co\u{ad}op", "👩👧 coop", Difference::Invisible),
            ("LABOUR É", "Labour é", Difference::Case),
            ("Zoë", "Zoe", Difference::Accents),
            ("Zo\u{eb}", "Zoe\u{308}", Difference::Form),
            ("ﬁnal", "final", Difference::Form),
        ] {
            assert_eq!(folded(one), folded(other), "{one} / {other}");
            assert_eq!(Difference::between(one, other), [respect], "{one} / {other}");
        }
    }

    #[test]
    fn marks_in_another_order_are_a_matter_of_form() {
        let (one, other) = ("q\u{307}\u{323}", "q\u{323}\u{307}");
        assert_eq!(Difference::between(one, other), [Difference::Form]);
    }

    #[test]
    fn several_respects_are_all_named() {
        let found = Difference::between("zoe's  CAT", "Zoë’s cat");
        assert_eq!(found, [Difference::Quotes, Difference::WhiteSpace, Difference::Case, Difference::Accents]);
    }

    #[test]
    fn a_folded_stretch_leads_back_to_whole_letters_with_their_marks() {
        let text = "\u{feff} Zoe\u{308} ﬁts";
        let folded = fold(text).unwrap();
        assert_eq!(String::from_iter(&folded.chars), "zoe fits");
        assert_eq!(&text[folded.original(text, 0, 3)], "Zoe\u{308}");
        assert_eq!(&text[folded.original(text, 5, 8)], "ﬁts");
    }
}
