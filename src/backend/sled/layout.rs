//! Keys and values: how events lie in the database.
//!
//! | tree | key | value |
//! |---|---|---|
//! | `pages` | seq of the first event (8 bytes, big-endian), two zeros | a page (see `page.rs`) |
//! | `pages` | seq (8 bytes), number of the piece, number of the last, at least 1 (a byte each) | a piece of an event too long for a page |
//! | `tail` | as a page's | a page of one small group, until it is packed |
//! | `meta` | `head` | seq, id, checksum |
//! | `meta` | `layout` | `2`; there from creation on |
//!
//! `pages` has the events from the first one on without a gap, and `tail`
//! those after them up to the head. What is appended a little at a time goes
//! to `tail`, and all of that becomes one page before it would not fit into
//! one any more. What is long enough by itself goes to `pages` at once.
//!
//! **How long a value may be.** What the engine writes at once is a leaf with
//! all its values. A leaf is split by count, not by size: it holds up to 17
//! values, and 20 for the moment in which it takes in a neighbour of three.
//! One that serializes to more than a quarter of a segment goes to a file of
//! its own, which the engine never syncs.

use crate::domain::Seq;
use crate::log::{HEADER_LEN, MAX_EVENT_LEN, StoredEvent};

use super::page::{Draft, len_in_page};

/// The engine's segment size, in bytes; fixed when a database is created.
pub(super) const SEGMENT_LEN: usize = 2 * 1024 * 1024;

/// Most bytes of a value: of a page, and of a piece.
pub(super) const PAGE_LEN_MAX: usize = 13_000;

pub(super) const PAGES: &str = "pages";
pub(super) const TAIL: &str = "tail";
pub(super) const META: &str = "meta";

/// What only the layout before this one had.
pub(super) const EARLIER: &str = "events";

pub(super) const META_HEAD: &[u8] = b"head";
pub(super) const META_LAYOUT: &[u8] = b"layout";
pub(super) const LAYOUT: &[u8] = b"2";

/// Length of a key of events.
pub(super) const KEY_LEN: usize = 10;

/// A key of events.
pub(super) type Key = [u8; KEY_LEN];

/// A value with its key.
pub(super) type Value = (Key, Vec<u8>);

// The envelope that the module describes, in the engine's own terms: a leaf of
// 20 values, for each its key, its value and eight bytes of lengths; 64 bytes
// for the leaf itself, 32 for the message around it, 20 for the segment's head.
const _: () = assert!(
    20 * (PAGE_LEN_MAX + KEY_LEN + 8) + 64 + 32 + 20 <= SEGMENT_LEN / 4,
    "a full leaf would leave the log for a file that is never synced"
);
const _: () = assert!(PAGE_LEN_MAX < 1 << 16, "a page's table counts in two bytes");
const _: () = assert!(MAX_EVENT_LEN.div_ceil(PAGE_LEN_MAX) <= 256, "pieces are counted in one byte");

/// The key of a page.
pub(super) fn page_key(first: Seq) -> Key {
    piece_key(first, 0, 0)
}

/// The key of a piece.
pub(super) fn piece_key(seq: Seq, piece: u8, last: u8) -> Key {
    let mut key = [0; KEY_LEN];
    key[..8].copy_from_slice(&seq.0.to_be_bytes());
    (key[8], key[9]) = (piece, last);
    key
}

/// The greatest key that anything of an event may have.
pub(super) fn last_key(seq: Seq) -> Key {
    piece_key(seq, u8::MAX, u8::MAX)
}

/// Reads a key: seq, number of the piece, number of the last, which is 0 of a page.
pub(super) fn read_key(key: &[u8]) -> Option<(Seq, u8, u8)> {
    let (seq, numbers) = key.split_first_chunk::<8>()?;
    match *numbers {
        [piece, last] if piece <= last => Some((Seq(u64::from_be_bytes(*seq)), piece, last)),
        _ => None,
    }
}

/// A batch as keys and values, in order.
pub(super) fn lay_out(batch: &[StoredEvent]) -> Vec<Value> {
    let mut values = Vec::new();
    let (mut first, mut page) = (Seq(0), Draft::default());
    for event in batch {
        let len = len_in_page(event);
        if !page.is_empty() && !page.has_room_for(len) {
            values.push((page_key(first), std::mem::take(&mut page).into_bytes()));
        }
        if page.has_room_for(len) {
            if page.is_empty() {
                first = event.seq();
            }
            page.take(&event.header, &event.body);
        } else {
            values.extend(pieces(event));
        }
    }
    if !page.is_empty() {
        values.push((page_key(first), page.into_bytes()));
    }
    values
}

/// The pieces of an event that no page can hold, with their keys.
fn pieces(event: &StoredEvent) -> Vec<Value> {
    let mut bytes = event.header.to_vec();
    bytes.extend_from_slice(&event.body);
    // Two at least, also where a page's table alone is what makes it too long:
    // a key of one piece would be that of a page.
    let len = PAGE_LEN_MAX.min(bytes.len().div_ceil(2));
    let last = byte(bytes.len().div_ceil(len) - 1);
    let seq = event.seq();
    bytes.chunks(len).zip(0..).map(|(bytes, piece)| (piece_key(seq, piece, last), bytes.to_vec())).collect()
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

    /// The event, once all of its pieces have been taken.
    pub(super) fn finish(self) -> Result<StoredEvent, String> {
        if self.next != u16::from(self.last) + 1 {
            return Err(format!("only {} of its pieces are there", self.next));
        }
        let Some((header, body)) = self.bytes.split_first_chunk::<HEADER_LEN>() else {
            return Err(format!("it has only {} bytes", self.bytes.len()));
        };
        Ok(StoredEvent { header: *header, body: body.to_vec() })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::page::Page;
    use super::super::samples::{Dice, batch};
    use super::*;

    /// Everything that was laid out, read back by its keys.
    fn read_back(values: &[(Key, Vec<u8>)]) -> Result<Vec<StoredEvent>, String> {
        let (mut events, mut assembly) = (Vec::new(), Assembly::default());
        for (key, bytes) in values {
            let (seq, piece, last) = read_key(key).unwrap();
            if last == 0 {
                let page = Page::read(bytes)?;
                assert_eq!(seq.0, events.len() as u64);
                for nth in 0..page.count() {
                    let (header, body) = page.event(nth)?;
                    events.push(StoredEvent { header: *header, body: body.to_vec() });
                }
            } else {
                assembly.take(piece, last, bytes)?;
                if piece == last {
                    events.push(std::mem::take(&mut assembly).finish()?);
                }
            }
        }
        Ok(events)
    }

    #[test]
    fn a_batch_of_any_lengths_is_put_together_again() {
        let edge = PAGE_LEN_MAX - HEADER_LEN - 4 - 12;
        let lens = [0, edge - 1, edge, edge + 1, edge + 12, edge + 16, edge + 17, 1, 2, 3 * PAGE_LEN_MAX / 2];
        let longest = [MAX_EVENT_LEN - HEADER_LEN, 5, MAX_EVENT_LEN - HEADER_LEN];
        for lens in [&lens[..], &longest, &[300; 500], &[]] {
            let events = batch(None, lens, &mut Dice::new(1));
            let values = lay_out(&events);
            assert!(values.iter().all(|(_, bytes)| bytes.len() <= PAGE_LEN_MAX));
            assert!(values.windows(2).all(|pair| pair[0].0 < pair[1].0));
            assert_eq!(read_back(&values).unwrap(), events);
        }
    }

    #[test]
    fn pages_are_as_full_as_they_can_be() {
        let events = batch(None, &[300; 1_000], &mut Dice::new(2));
        let values = lay_out(&events);
        let len = len_in_page(&events[0]);
        let (_, full) = values.split_last().unwrap();
        assert!(full.iter().all(|(_, bytes)| bytes.len() + len > PAGE_LEN_MAX));
    }

    #[test]
    fn an_event_that_lacks_any_of_its_pieces_is_not_an_event() {
        let events = batch(None, &[MAX_EVENT_LEN - HEADER_LEN], &mut Dice::new(3));
        let whole = lay_out(&events);
        assert_eq!(whole.len(), MAX_EVENT_LEN.div_ceil(PAGE_LEN_MAX));
        for gone in 0..whole.len() {
            let mut assembly = Assembly::default();
            let left = (0..whole.len()).filter(|at| *at != gone);
            let taken = left.into_iter().try_for_each(|at| {
                let (_, piece, last) = read_key(&whole[at].0).unwrap();
                assembly.take(piece, last, &whole[at].1)
            });
            assert!(taken.is_err() || assembly.finish().is_err(), "without piece {gone}");
        }
    }
}
