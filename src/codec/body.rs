//! The body: what the header's digest commits to, and what may be erased.

use crate::domain::{Entry, Kind};

use super::contents::{put_content, take_content};
use super::parts::{Reader, Writer, name, parsed_option, text};

/// The most bytes that an event may have, header and body together.
pub const MAX_EVENT_LEN: usize = 60_000;

/// The length of the random bytes that a body begins with.
pub const SALT_LEN: usize = 16;

/// How long hardly a body is, in bytes: what is set aside before one is written.
const LEN_MOSTLY: usize = 512;

/// The random bytes that a body begins with, so that an erased one cannot be
/// guessed back from its digest.
pub type Salt = [u8; SALT_LEN];

/// Why bytes are not a body, or a value cannot be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// A kind that this version does not know.
    #[error("kind {0} is not known here; a newer reshuffle may read it")]
    UnknownKind(u16),
    /// There are no bytes: the body was erased.
    #[error("the body is erased")]
    Erased,
    /// It is too long.
    #[error("the event would have {0} bytes, and at most {MAX_EVENT_LEN} are kept; cite fewer or shorter quotes")]
    TooLong(usize),
    /// The bytes do not have the shape of the kind.
    #[error("the bytes do not have the shape of their kind: {0}")]
    Malformed(String),
    /// It has the shape, and says nothing that can be.
    #[error("what it says cannot be: {0}")]
    Meaningless(String),
    /// The value has another encoding than these bytes.
    #[error("the bytes are not the canonical encoding of what they say")]
    NotCanonical,
}

/// A body's bytes. The same salt and entry always give the same bytes.
///
/// # Errors
/// [`BodyError::TooLong`] where the event would exceed 60,000 bytes,
/// [`BodyError::Meaningless`] where a fact or a citation does not pass its own
/// check, and so could not be read back.
pub fn encode_body(salt: &Salt, entry: &Entry) -> Result<Vec<u8>, BodyError> {
    let mut out = Writer(Vec::with_capacity(LEN_MOSTLY));
    out.0.extend_from_slice(salt);
    out.put(&(entry.recorder.as_str(), text(entry.key.as_ref())))?;
    put_content(&mut out, &entry.content)?;
    let length = out.0.len() + super::HEADER_LEN;
    if length > MAX_EVENT_LEN {
        return Err(BodyError::TooLong(length));
    }
    Ok(out.0)
}

/// Reads a body of the kind that its header names.
///
/// # Errors
/// [`BodyError`] where the kind is not known, the body is erased, or the
/// bytes are not the one encoding of a value of that kind.
pub fn decode_body(kind: u16, body: &[u8]) -> Result<Entry, BodyError> {
    if body.is_empty() {
        return Err(BodyError::Erased);
    }
    let known = Kind::from_number(kind).ok_or(BodyError::UnknownKind(kind))?;
    if body.len() + super::HEADER_LEN > MAX_EVENT_LEN {
        return Err(BodyError::TooLong(body.len() + super::HEADER_LEN));
    }
    let Some((salt, rest)) = body.split_first_chunk::<SALT_LEN>() else {
        return Err(BodyError::Malformed("it is shorter than its salt".to_owned()));
    };
    let mut from = Reader(rest);
    let (recorder, key): (&str, Option<&str>) = from.take()?;
    let entry = Entry { recorder: name(recorder)?, key: parsed_option(key)?, content: take_content(known, &mut from)? };
    if !from.0.is_empty() {
        return Err(BodyError::Malformed(format!("{} bytes are left over", from.0.len())));
    }
    if encode_body(salt, &entry)? != body {
        return Err(BodyError::NotCanonical);
    }
    Ok(entry)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Basis, Citation, Claim, Content, Fact, Name, SourceId, Stance};

    const SALT: Salt = [7; SALT_LEN];

    fn said(citations: Vec<Citation>) -> Entry {
        Entry {
            recorder: Name::new("desk").unwrap(),
            key: None,
            content: Content::Fact(std::sync::Arc::new(Fact {
                claim: Claim::Said { person: Name::new("Heidi Alexander").unwrap() },
                when: None,
                basis: Basis::Quote,
                announced: None,
                stance: Stance::Reported,
                note: None,
                why: None,
                citations,
            })),
        }
    }

    fn citation(exact: &str) -> Citation {
        let source = SourceId([1; 32]);
        Citation {
            source,
            exact: exact.to_owned(),
            prefix: String::new(),
            suffix: String::new(),
            byte_start: 0,
            char_start: 0,
        }
    }

    #[test]
    fn as_many_short_citations_as_fit_an_event_read_back() {
        let most = (MAX_EVENT_LEN - 200) / 38;
        let entry = said(vec![citation("x"); most]);
        let body = encode_body(&SALT, &entry).unwrap();
        assert_eq!(decode_body(entry.content.kind().number(), &body), Ok(entry));
    }

    #[test]
    fn an_event_may_have_60_000_bytes_and_not_one_more() {
        let mut citations = vec![citation(&"x".repeat(4_000)); 14];
        let length = encode_body(&SALT, &said(citations.clone())).unwrap().len();
        let missing = MAX_EVENT_LEN - super::super::HEADER_LEN - length - (32 + 3 + 4);
        citations.push(citation(&"y".repeat(missing)));
        let full = said(citations.clone());
        let body = encode_body(&SALT, &full).unwrap();
        assert_eq!(body.len() + super::super::HEADER_LEN, MAX_EVENT_LEN);
        assert_eq!(decode_body(full.content.kind().number(), &body), Ok(full));
        citations[14].exact.push('y');
        assert_eq!(encode_body(&SALT, &said(citations)), Err(BodyError::TooLong(MAX_EVENT_LEN + 1)));
    }

    #[test]
    fn what_could_not_be_read_back_is_not_written() {
        for citations in [vec![], vec![citation("")], vec![citation(&"x".repeat(4_097))]] {
            let refusal = encode_body(&SALT, &said(citations));
            assert!(matches!(refusal, Err(BodyError::Meaningless(_))), "{refusal:?}");
        }
    }

    #[test]
    fn an_erased_body_is_erased_whatever_its_kind() {
        assert_eq!(decode_body(20, &[]), Err(BodyError::Erased));
        assert_eq!(decode_body(4_000, &[]), Err(BodyError::Erased));
        assert_eq!(decode_body(4_000, &[1]), Err(BodyError::UnknownKind(4_000)));
    }
}
