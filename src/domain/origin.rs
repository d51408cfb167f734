//! A ledger's name in the world.

use std::fmt;
use std::str::FromStr;

/// A ledger's origin: a domain and a path, without a scheme, a space or `+`
/// (what C2SP `tlog-checkpoint` asks of the first line).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

/// Why a text is not an origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not an origin: {why}; write a domain and a path, such as `example.org/labour-2016`")]
pub struct OriginError {
    given: String,
    why: &'static str,
}

impl Origin {
    /// The most bytes that one may have.
    pub const MAX_LEN: usize = 256;

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let refuse = |why| Err(OriginError { given: super::excerpt(text), why });
        let (domain, path) = text.split_once('/').unwrap_or((text, "-"));
        if text.is_empty() || text.len() > Self::MAX_LEN {
            return refuse("it has no bytes, or more than 256");
        }
        if text.contains("://") {
            return refuse("it has a scheme");
        }
        if text.contains('+') || text.chars().any(char::is_whitespace) {
            return refuse("it has a space or a `+`");
        }
        if text.chars().any(super::text::is_deceptive) {
            return refuse("it has an invisible character");
        }
        if !domain.split('.').all(is_domain_label) {
            return refuse("what stands before the first `/` is not a domain");
        }
        if path.split('/').any(str::is_empty) {
            return refuse("a part of its path is empty");
        }
        Ok(Self(text.to_owned()))
    }
}

fn is_domain_label(label: &str) -> bool {
    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_alphanumeric() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_with_paths_are_origins() {
        for text in ["example.org/labour-2016", "example.org", "localhost/a/b", "bücher.example/x"] {
            assert_eq!(text.parse::<Origin>().map(|o| o.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn schemes_spaces_pluses_and_empty_parts_are_not() {
        for text in [
            "",
            "https://example.org/x",
            "a b",
            "a+b",
            "/x",
            "example..org",
            "example.org/",
            "example.org//x",
            "-a.org",
        ] {
            assert!(text.parse::<Origin>().is_err(), "{text:?} was accepted");
        }
    }
}
