//! Texts with a limit: names, prose, client keys.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Why a text is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing is there.
    #[error("it is empty")]
    Empty,
    /// It is longer than its kind allows.
    #[error("it has {length} bytes, and at most {most} are kept; shorten it")]
    TooLong {
        /// Its length in bytes.
        length: usize,
        /// The limit in bytes.
        most: usize,
    },
    /// A character that does not show, or that turns the text around it.
    #[error("it has the invisible character U+{:04X} at byte {at}; type it again without", *.character as u32)]
    Invisible {
        /// The character.
        character: char,
        /// Its byte offset.
        at: usize,
    },
    /// White space at an end, which no reader would see.
    #[error("it begins or ends with white space; trim it")]
    Untrimmed,
}

/// Whether a character is invisible or changes the direction of others:
/// control characters, the bidirectional overrides and isolates of Unicode
/// Annex 9, line and paragraph separators, and the byte-order mark.
#[must_use]
pub fn is_deceptive(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// The beginning of a text that may be long, for a message on one line.
#[must_use]
pub fn excerpt(text: &str) -> String {
    const MOST: usize = 60;
    let line: String = text.chars().take(MOST).map(|c| if is_deceptive(c) { '\u{FFFD}' } else { c }).collect();
    if text.chars().nth(MOST).is_some() { format!("{line}…") } else { line }
}

fn check_length(text: &str, most: usize) -> Result<(), TextError> {
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    if text.len() > most {
        return Err(TextError::TooLong { length: text.len(), most });
    }
    Ok(())
}

fn check_visible(text: &str) -> Result<(), TextError> {
    // Most names are letters that anybody sees, and are looked at as bytes.
    let is_plain = text.bytes().fold(true, |plain, byte| plain & (b' '..=b'~').contains(&byte));
    if is_plain {
        let is_trimmed = !text.starts_with(' ') && !text.ends_with(' ');
        return if is_trimmed { Ok(()) } else { Err(TextError::Untrimmed) };
    }
    match text.char_indices().find(|(_, c)| is_deceptive(*c)) {
        Some((at, character)) => Err(TextError::Invisible { character, at }),
        None if text.trim() != text => Err(TextError::Untrimmed),
        None => Ok(()),
    }
}

/// Defines a checked text type. A copy shares the bytes, since what a fact says
/// is handed on to whatever is made of it.
macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $most:expr, $($check:ident)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The most bytes that one may have.
            pub const MAX_LEN: usize = $most;

            /// Checks a text.
            ///
            /// # Errors
            /// [`TextError`] says what is wrong with it.
            pub fn new(text: impl Into<Arc<str>>) -> Result<Self, TextError> {
                let text = text.into();
                check_length(&text, Self::MAX_LEN)?;
                $($check(&text)?;)?
                Ok(Self(text))
            }

            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = TextError;

            fn from_str(text: &str) -> Result<Self, TextError> {
                Self::new(text)
            }
        }
    };
}

text! {
    /// The name of a person, body, post, group, recorder or source: at most
    /// 256 bytes, nothing invisible, kept as it was spelt.
    Name, 256, check_visible
}

impl Name {
    /// Its bytes, shared.
    pub(super) fn shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }
}

text! {
    /// Any other text: at most 4,096 bytes.
    Text, 4_096,
}

text! {
    /// A client's own key for an append, which makes repeating it harmless.
    ClientKey, 128, check_visible
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_as_it_was_spelt() {
        for name in ["Heidi Alexander", "Siân", "John Smith #2", "Ἀθηνᾶ", "👩‍🚀"] {
            assert_eq!(Name::new(name).map(|n| n.to_string()), Ok(name.to_owned()));
        }
    }

    #[test]
    fn invisible_and_turning_characters_are_refused_in_names() {
        for (name, at) in [("a\nb", 1), ("ab\u{202E}c", 2), ("\u{200B}a", 0), ("x\u{2066}y", 1)] {
            let refusal = Name::new(name);
            assert!(
                matches!(refusal, Err(TextError::Invisible { at: place, .. }) if place == at),
                "{name:?}: {refusal:?}"
            );
        }
    }

    #[test]
    fn prose_may_have_lines_but_not_be_endless() {
        assert!(Text::new("one\ntwo").is_ok());
        assert_eq!(Text::new("x".repeat(4_097)), Err(TextError::TooLong { length: 4_097, most: 4_096 }));
        assert_eq!(Text::new(""), Err(TextError::Empty));
    }
}
