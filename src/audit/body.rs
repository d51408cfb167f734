//! Whether a body is the one its header names, and reads.

use super::Code;
use super::order::Step;
use super::report::{At, Findings, Weight};
use crate::codec::{BodyError, HEADER_LEN, MAX_EVENT_LEN, decode_body};
use crate::domain::Entry;
use crate::proof;

/// What a body says.
pub(super) enum Reading {
    /// What was recorded.
    Entry(Box<Entry>),
    /// Nothing: it was erased.
    Erased,
    /// Nothing that can be told.
    Nothing,
}

/// Reads a body after hashing it. Bytes that the header does not name are not
/// read at all: what they say is not what was recorded.
pub(super) fn read(step: &Step, kind: u16, findings: &mut Findings) -> Reading {
    let (seq, body) = (step.seq, &step.stored.body);
    let at = At::Event(seq, step.id);
    // A body that was written begins with a salt, so an empty one was erased.
    if body.is_empty() {
        return Reading::Erased;
    }
    if proof::body_digest(body) != step.stored.body_digest() {
        let message = format_args!("the body of event {seq} is not the one that its header names: it was changed");
        findings.broken(Code::BodyDigest, at, message);
        return Reading::Nothing;
    }
    let length = HEADER_LEN.saturating_add(body.len());
    let read = if length > MAX_EVENT_LEN { Err(BodyError::TooLong(length)) } else { decode_body(kind, body) };
    match read {
        Ok(entry) => return Reading::Entry(Box::new(entry)),
        Err(why @ BodyError::UnknownKind(_)) => {
            let message = format_args!("what event {seq} says cannot be checked: {why}");
            findings.add(Code::KindUnknown, Weight::Unverifiable, at, message);
        }
        Err(why) => {
            let message = format_args!("the body of event {seq} does not read: {why}");
            findings.broken(Code::BodyMalformed, at, message);
        }
    }
    Reading::Nothing
}
