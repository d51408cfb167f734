//! Keys and values: how events lie in the database.
//!
//! | tree | key | value |
//! |---|---|---|
//! | `events` | seq (8 bytes, big-endian), number of the piece, number of the last piece (a byte each) | at most 6,000 bytes of header and body |
//! | `by_id` | first 8 bytes of the id, seq (8 bytes, big-endian) | empty |
//! | `meta` | `head` | seq, id, checksum |
//! | `meta` | `layout` | `1`; there from creation on |
//! | `meta` | `by_id` | `whole`, unless the index is being rebuilt |
//!
//! **Why pieces.** What the engine writes at once is a leaf with all its
//! values. A leaf is split by count, not by size: it holds up to 17 values,
//! and 20 for the moment in which it takes in a neighbour of three. One that
//! serializes to more than a quarter of a segment goes to a file of its own,
//! which the engine never syncs. Pieces of 6,000 bytes keep 20 values with
//! their keys near 120,000 bytes, below the quarter of 131,072.

use crate::domain::{EventId, Seq};
use crate::log::{HEADER_LEN, MAX_EVENT_LEN, StoredEvent};

/// Most bytes of a piece.
pub(super) const PIECE_LEN_MAX: usize = 6_000;

/// The engine's segment size, in bytes; fixed when a database is created.
pub(super) const SEGMENT_LEN: usize = 512 * 1024;

pub(super) const EVENTS: &str = "events";
pub(super) const BY_ID: &str = "by_id";
pub(super) const META: &str = "meta";

pub(super) const META_HEAD: &[u8] = b"head";
pub(super) const META_LAYOUT: &[u8] = b"layout";
pub(super) const META_BY_ID: &[u8] = b"by_id";
pub(super) const LAYOUT: &[u8] = b"1";
pub(super) const WHOLE: &[u8] = b"whole";

/// Length of a key in `events`.
pub(super) const PIECE_KEY_LEN: usize = 10;
/// Length of a key in `by_id`.
pub(super) const ID_KEY_LEN: usize = 16;

// The envelope that the module describes, in the engine's own terms: a leaf of
// 20 values, for each its key, its value and four bytes of lengths; 64 bytes
// for the leaf itself, 32 for the message around it, 20 for the segment's head.
const _: () = assert!(
    20 * (PIECE_LEN_MAX + PIECE_KEY_LEN + 4) + 64 + 32 + 20 <= SEGMENT_LEN / 4,
    "a full leaf would leave the log for a file that is never synced"
);
const _: () = assert!(MAX_EVENT_LEN.div_ceil(PIECE_LEN_MAX) <= 256);

/// The key of a piece.
pub(super) fn piece_key(seq: Seq, piece: u8, last: u8) -> [u8; PIECE_KEY_LEN] {
    let mut key = [0; PIECE_KEY_LEN];
    key[..8].copy_from_slice(&seq.0.to_be_bytes());
    key[8] = piece;
    key[9] = last;
    key
}

/// Reads a piece's key: seq, number of the piece, number of the last.
pub(super) fn read_piece_key(key: &[u8]) -> Option<(Seq, u8, u8)> {
    let (seq, numbers) = key.split_first_chunk::<8>()?;
    match *numbers {
        [piece, last] => Some((Seq(u64::from_be_bytes(*seq)), piece, last)),
        _ => None,
    }
}

/// An event's pieces with their keys, in order.
pub(super) fn pieces(seq: Seq, event: &StoredEvent) -> Vec<([u8; PIECE_KEY_LEN], Vec<u8>)> {
    let mut bytes = event.header.to_vec();
    bytes.extend_from_slice(&event.body);
    let last = byte(bytes.len().div_ceil(PIECE_LEN_MAX) - 1);
    bytes
        .chunks(PIECE_LEN_MAX)
        .enumerate()
        .map(|(piece, bytes)| (piece_key(seq, byte(piece), last), bytes.to_vec()))
        .collect()
}

fn byte(number: usize) -> u8 {
    // An event of at most MAX_EVENT_LEN bytes, checked before anything is
    // written, has fewer than 256 pieces.
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// Puts an event together from its pieces, as they come from the database.
#[derive(Default)]
pub(super) struct Assembly {
    bytes: Vec<u8>,
    next: u16,
    last: u8,
}

impl Assembly {
    /// Takes the next piece.
    pub(super) fn take(&mut self, piece: u8, last: u8, bytes: &[u8]) -> Result<(), String> {
        if u16::from(piece) != self.next || (piece > 0 && last != self.last) || piece > last {
            return Err(format!("its piece {} of {} is not in its place", u16::from(piece) + 1, u16::from(last) + 1));
        }
        self.next += 1;
        self.last = last;
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    /// The event, once all of its pieces have been taken; `None` before any.
    pub(super) fn finish(self) -> Result<Option<StoredEvent>, String> {
        if self.next == 0 {
            return Ok(None);
        }
        if self.next != u16::from(self.last) + 1 {
            return Err(format!("only {} of its pieces are there", self.next));
        }
        let Some((header, body)) = self.bytes.split_first_chunk::<HEADER_LEN>() else {
            return Err(format!("it has only {} bytes", self.bytes.len()));
        };
        Ok(Some(StoredEvent { header: *header, body: body.to_vec() }))
    }
}

/// An event's key in the index.
pub(super) fn id_key(id: EventId, seq: Seq) -> [u8; ID_KEY_LEN] {
    id_bound(std::array::from_fn(|i| id.0[i]), seq.0)
}

/// A bound of a range in the index.
pub(super) fn id_bound(id: [u8; 8], seq: u64) -> [u8; ID_KEY_LEN] {
    let mut key = [0; ID_KEY_LEN];
    key[..8].copy_from_slice(&id);
    key[8..].copy_from_slice(&seq.to_be_bytes());
    key
}

/// The seq that a key of the index names.
pub(super) fn read_id_key(key: &[u8]) -> Option<Seq> {
    let (_, seq) = key.split_first_chunk::<8>()?;
    Some(Seq(u64::from_be_bytes(seq.try_into().ok()?)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn event(body_len: usize) -> StoredEvent {
        StoredEvent { header: [9; HEADER_LEN], body: (0..body_len).map(|i| (i % 251) as u8).collect() }
    }

    fn assemble(pieces: &[([u8; PIECE_KEY_LEN], Vec<u8>)]) -> Result<Option<StoredEvent>, String> {
        let mut assembly = Assembly::default();
        for (key, bytes) in pieces {
            let (_, piece, last) = read_piece_key(key).unwrap();
            assembly.take(piece, last, bytes)?;
        }
        assembly.finish()
    }

    #[test]
    fn an_event_of_any_length_is_put_together_again() {
        let edge = PIECE_LEN_MAX - HEADER_LEN;
        for len in [0, 1, edge - 1, edge, edge + 1, 3 * PIECE_LEN_MAX, MAX_EVENT_LEN - HEADER_LEN] {
            let event = event(len);
            let pieces = pieces(Seq(5), &event);
            assert!(pieces.iter().all(|(_, bytes)| bytes.len() <= PIECE_LEN_MAX));
            assert!(pieces.windows(2).all(|pair| pair[0].0 < pair[1].0));
            assert_eq!(assemble(&pieces).unwrap(), Some(event), "body of {len}");
        }
    }

    #[test]
    fn an_event_that_lacks_any_of_its_pieces_is_not_an_event() {
        let whole = pieces(Seq(5), &event(4 * PIECE_LEN_MAX));
        for gone in 0..whole.len() {
            let mut torn = whole.clone();
            torn.remove(gone);
            assert!(assemble(&torn).is_err(), "without piece {gone}");
        }
        assert_eq!(assemble(&[]), Ok(None));
    }
}
