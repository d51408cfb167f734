//! The header: 88 bytes that are chained and never erased.

use crate::domain::time::Moment;
use crate::domain::{EventId, Seq};

/// The four bytes that every event begins with.
pub const MAGIC: [u8; 4] = *b"RSHF";
/// The version of the format that this code writes.
pub const FORMAT_VERSION: u16 = 1;
/// A header's length, in bytes.
pub const HEADER_LEN: usize = 88;

/// A header's fields. The kind is a plain number: a kind that this version
/// does not know still has a place in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// What the body is.
    pub kind: u16,
    /// Its position.
    pub seq: Seq,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// The digest of the body.
    pub body_digest: [u8; 32],
    /// The previous event's id; zeros at seq 0.
    pub prev: EventId,
}

/// Why bytes are not a header.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// They are not 88.
    #[error("a header has {HEADER_LEN} bytes, not {0}")]
    Length(usize),
    /// They do not begin with `RSHF`.
    #[error("a header begins with `RSHF`, not with {0:02x?}")]
    Magic([u8; 4]),
    /// They are of another version.
    #[error("format version {0} is not known here; a newer reshuffle may read it")]
    Version(u16),
}

impl Header {
    /// The header's bytes.
    #[must_use]
    pub fn encode(&self) -> [u8; HEADER_LEN] {
        let mut bytes = [0; HEADER_LEN];
        bytes[0..4].copy_from_slice(&MAGIC);
        bytes[4..6].copy_from_slice(&FORMAT_VERSION.to_be_bytes());
        bytes[6..8].copy_from_slice(&self.kind.to_be_bytes());
        bytes[8..16].copy_from_slice(&self.seq.0.to_be_bytes());
        bytes[16..24].copy_from_slice(&self.recorded_at.0.to_be_bytes());
        bytes[24..56].copy_from_slice(&self.body_digest);
        bytes[56..88].copy_from_slice(&self.prev.0);
        bytes
    }

    /// Reads a header.
    ///
    /// # Errors
    /// [`HeaderError`] where the bytes are not one of this version.
    pub fn decode(bytes: &[u8]) -> Result<Self, HeaderError> {
        let bytes: &[u8; HEADER_LEN] = bytes.try_into().map_err(|_| HeaderError::Length(bytes.len()))?;
        let magic = part::<4>(bytes, 0);
        if magic != MAGIC {
            return Err(HeaderError::Magic(magic));
        }
        let version = u16::from_be_bytes(part(bytes, 4));
        if version != FORMAT_VERSION {
            return Err(HeaderError::Version(version));
        }
        Ok(Self {
            kind: u16::from_be_bytes(part(bytes, 6)),
            seq: Seq(u64::from_be_bytes(part(bytes, 8))),
            recorded_at: Moment(i64::from_be_bytes(part(bytes, 16))),
            body_digest: part(bytes, 24),
            prev: EventId(part(bytes, 56)),
        })
    }
}

/// The bytes at a fixed place of a header.
#[inline]
pub(crate) fn part<const N: usize>(bytes: &[u8; HEADER_LEN], at: usize) -> [u8; N] {
    // Only places inside a header are asked for.
    *bytes[at..].first_chunk().expect("a place inside the header")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_header_reads_back(kind: u16, seq: u64, at: i64, body_digest: [u8; 32], prev: [u8; 32]) {
            let header = Header { kind, seq: Seq(seq), recorded_at: Moment(at), body_digest, prev: EventId(prev) };
            prop_assert_eq!(Header::decode(&header.encode()), Ok(header));
        }

        #[test]
        fn what_reads_as_a_header_writes_the_same_bytes(mut bytes in proptest::collection::vec(any::<u8>(), 80..96), begin: bool) {
            if begin { bytes[..6].copy_from_slice(b"RSHF\0\x01"); }
            if let Ok(header) = Header::decode(&bytes) {
                prop_assert_eq!(header.encode().to_vec(), bytes);
            }
        }
    }

    #[test]
    fn another_version_is_named() {
        let mut bytes =
            Header { kind: 1, seq: Seq(0), recorded_at: Moment(0), body_digest: [0; 32], prev: EventId::ZERO }.encode();
        bytes[5] = 2;
        assert_eq!(Header::decode(&bytes), Err(HeaderError::Version(2)));
        bytes[0] = b'X';
        assert_eq!(Header::decode(&bytes), Err(HeaderError::Magic(*b"XSHF")));
        assert_eq!(Header::decode(&bytes[1..]), Err(HeaderError::Length(87)));
    }
}
