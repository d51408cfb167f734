//! Sealing an entry onto a head, and reading it back: pure, both ways.

use super::port::{Head, StoredEvent};
use crate::codec::{BodyError, Header, HeaderError, Salt, decode_body, encode_body};
use crate::domain::time::Moment;
use crate::domain::{Content, Entry, Event, EventId, Kind, Seq};
use crate::proof;

/// How far a clock stands behind the head before it is worth a note: a minute, in microseconds.
pub const LAG_NOTED_US: i64 = 60 * 1_000_000;

/// How far a clock may stand behind the head without being vouched for: a day, in microseconds.
pub const LAG_REFUSED_US: i64 = 24 * 3_600 * 1_000_000;

/// When the next event is recorded: now, or a microsecond after the head
/// where the clock is at or behind it.
#[must_use]
pub fn stamp(head: Option<Head>, now: Moment) -> Moment {
    match head {
        Some(head) if now.0 <= head.recorded_at_us => Moment(head.recorded_at_us.saturating_add(1)),
        _ => now,
    }
}

/// How far the clock stands behind the head, in microseconds; 0 where it does not.
#[must_use]
pub fn lag_us(head: Option<Head>, now: Moment) -> i64 {
    head.map_or(0, |head| head.recorded_at_us.saturating_sub(now.0).max(0))
}

/// An entry as bytes: what of sealing does not depend on what it is sealed onto.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    kind: Kind,
    bytes: Vec<u8>,
    digest: [u8; 32],
}

impl Body {
    /// Writes an entry down.
    ///
    /// # Errors
    /// [`BodyError::TooLong`] where it would exceed the most that an event may have.
    pub fn of(salt: &Salt, entry: &Entry) -> Result<Self, BodyError> {
        let bytes = encode_body(salt, entry)?;
        let digest = proof::body_digest(&bytes);
        Ok(Self { kind: entry.content.kind(), bytes, digest })
    }

    /// Seals it as the event after a head.
    #[must_use]
    pub fn seal(self, head: Option<Head>, now: Moment) -> (StoredEvent, Head) {
        let recorded_at = stamp(head, now);
        let header = Header {
            kind: self.kind.number(),
            seq: head.map_or(Seq(0), |head| head.seq.next()),
            recorded_at,
            body_digest: self.digest,
            prev: head.map_or(EventId::ZERO, |head| head.id),
        };
        let sealed = StoredEvent { header: header.encode(), body: self.bytes };
        let head = Head { seq: header.seq, id: sealed.id(), recorded_at_us: recorded_at.0 };
        (sealed, head)
    }
}

/// Seals an entry as the event after a head.
///
/// # Errors
/// As for [`Body::of`].
pub fn seal(head: Option<Head>, now: Moment, salt: &Salt, entry: &Entry) -> Result<(StoredEvent, Head), BodyError> {
    Ok(Body::of(salt, entry)?.seal(head, now))
}

/// Why a stored event does not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Its header is not one.
    #[error("its header does not read: {0}")]
    Header(#[from] HeaderError),
    /// Its body does not read.
    #[error("its body does not read: {0}")]
    Body(#[from] BodyError),
}

/// What a stored event reads as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// An event of a known kind.
    Event(Box<Event>),
    /// An event whose body was erased, of a kind that may still be known.
    Erased(Option<Kind>),
    /// An event of a kind that this version does not know, by its number.
    Unknown(u16),
}

impl Read {
    /// What it says, where that is known.
    #[must_use]
    pub fn content(&self) -> Option<&Content> {
        match self {
            Self::Event(event) => Some(&event.entry.content),
            Self::Erased(_) | Self::Unknown(_) => None,
        }
    }
}

/// Reads a stored event. What was hashed is not checked here; the audit does that.
///
/// # Errors
/// [`ReadError`] where header or body do not read.
pub fn read(stored: &StoredEvent) -> Result<Read, ReadError> {
    let header = Header::decode(&stored.header)?;
    match decode_body(header.kind, &stored.body) {
        Ok(entry) => {
            let event = Event { seq: header.seq, id: stored.id(), recorded_at: header.recorded_at, entry };
            Ok(Read::Event(Box::new(event)))
        }
        Err(BodyError::Erased) => Ok(Read::Erased(Kind::from_number(header.kind))),
        Err(BodyError::UnknownKind(number)) => Ok(Read::Unknown(number)),
        Err(why) => Err(why.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Text;

    fn entry() -> Entry {
        let content = Content::Retracted { target: EventId([7; 32]), why: Text::new("a slip").unwrap() };
        Entry { recorder: "desk".parse().unwrap(), key: None, content }
    }

    #[test]
    fn sealed_events_read_back_and_chain() {
        let (first, head) = seal(None, Moment(5), &[1; 16], &entry()).unwrap();
        let (second, next) = seal(Some(head), Moment(9), &[2; 16], &entry()).unwrap();
        assert!(matches!(read(&first).unwrap(), Read::Event(event) if event.entry == entry()));
        assert_eq!((second.prev(), next.seq), (first.id(), Seq(1)));
        assert_eq!(super::super::fit(None, &[first, second]).unwrap(), Some(next));
    }

    #[test]
    fn time_goes_on_even_when_the_clock_does_not() {
        let head = Head { seq: Seq(3), id: EventId::ZERO, recorded_at_us: 1_000 };
        assert_eq!(stamp(Some(head), Moment(1_000)), Moment(1_001));
        assert_eq!(stamp(Some(head), Moment(-5)), Moment(1_001));
        assert_eq!(stamp(Some(head), Moment(2_000)), Moment(2_000));
        assert_eq!((lag_us(Some(head), Moment(400)), lag_us(Some(head), Moment(2_000))), (600, 0));
    }
}
