//! Whether a body is the one its header names, and reads.

use super::Code;
use super::report::Weight;
use crate::codec::{BodyError, HEADER_LEN, MAX_EVENT_LEN, decode_body};
use crate::domain::{Entry, EventId, Seq};
use crate::log::StoredHeader;

/// Why nothing can be told of a body. The place of its event is not known
/// where it is found, so the message is written where it is.
pub(super) struct Fault {
    code: Code,
    weight: Weight,
    about: About,
}

enum About {
    Digest,
    Kind(BodyError),
    Shape(BodyError),
}

impl Fault {
    /// What it is about, and how much it weighs.
    pub fn code(&self) -> (Code, Weight) {
        (self.code, self.weight)
    }

    /// What it is, of the event at that place.
    pub fn message(&self, seq: Seq) -> String {
        match &self.about {
            About::Digest => {
                format!("the body of event {seq} is not the one that its header names: it was changed")
            }
            About::Kind(why) => format!("what event {seq} says cannot be checked: {why}"),
            About::Shape(why) => format!("the body of event {seq} does not read: {why}"),
        }
    }
}

/// An event of the log, and what hashing it told.
pub(super) struct Hashed<'a> {
    pub header: StoredHeader,
    /// The digest of the header.
    pub id: EventId,
    pub body: &'a [u8],
    /// The digest of the body.
    pub digest: [u8; 32],
}

/// Reads a body that has been hashed. Bytes that the header does not name are
/// not read at all: what they say is not what was recorded.
///
/// # Errors
/// Why nothing can be told of it. An erased one says nothing, which is no fault.
pub(super) fn read(Hashed { header, body, digest, .. }: &Hashed<'_>) -> Result<Option<Entry>, Box<Fault>> {
    let faulty = |code, weight, about| Err(Box::new(Fault { code, weight, about }));
    // A body that was written begins with a salt, so an empty one was erased.
    if body.is_empty() {
        return Ok(None);
    }
    if *digest != header.body_digest() {
        return faulty(Code::BodyDigest, Weight::Broken, About::Digest);
    }
    let length = HEADER_LEN.saturating_add(body.len());
    let read = if length > MAX_EVENT_LEN { Err(BodyError::TooLong(length)) } else { decode_body(header.kind(), body) };
    match read {
        Ok(entry) => Ok(Some(entry)),
        Err(why @ BodyError::UnknownKind(_)) => faulty(Code::KindUnknown, Weight::Unverifiable, About::Kind(why)),
        Err(why) => faulty(Code::BodyMalformed, Weight::Broken, About::Shape(why)),
    }
}
