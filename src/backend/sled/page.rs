//! A page: many events in one value, with a table at its head.
//!
//! | offset | size | what |
//! |---|---|---|
//! | 0 | 2 | form of the page, 1 |
//! | 2 | 2 | how many events there are, at least one |
//! | 4 | 12 each | of each event: recorded_at (8), kind (2), where it begins in the page (2) |
//! | | | the events one after the other, each its header and its body |
//!
//! All integers are big-endian. The table repeats what the headers say, so
//! that a search in time and a scan for some kinds read a few bytes of each
//! event and not the event. An event whose header says otherwise is
//! unreadable: one of the two is damaged.

use super::layout::PAGE_LEN_MAX;
use crate::log::{HEADER_LEN, StoredEvent, StoredHeader};

/// The form of the pages that are written here.
const FORM: u16 = 1;
/// Length of what stands before the table.
const TABLE_AT: usize = 4;
/// Length of an event's row in the table.
const ROW_LEN: usize = 12;

/// What an event takes up in a page, its row included.
pub(super) fn len_in_page(event: &StoredEvent) -> usize {
    ROW_LEN + HEADER_LEN + event.body.len()
}

/// A page that is being put together.
#[derive(Default)]
pub(super) struct Draft {
    table: Vec<(i64, u16, usize)>,
    events: Vec<u8>,
}

impl Draft {
    /// How long the page is so far.
    pub(super) fn len(&self) -> usize {
        TABLE_AT + self.table.len() * ROW_LEN + self.events.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// Whether something that takes up `len` more fits in.
    pub(super) fn has_room_for(&self, len: usize) -> bool {
        self.len() + len <= PAGE_LEN_MAX
    }

    /// Takes the next event, for which there is room.
    pub(super) fn take(&mut self, header: &[u8; HEADER_LEN], body: &[u8]) {
        let header_says = StoredHeader { bytes: *header };
        self.table.push((header_says.recorded_at_us(), header_says.kind(), self.events.len()));
        self.events.extend_from_slice(header);
        self.events.extend_from_slice(body);
    }

    /// Takes all events of another page, for which there is room.
    pub(super) fn take_all(&mut self, page: &Page<'_>) -> Result<(), String> {
        for nth in 0..page.count() {
            let (header, body) = page.event(nth)?;
            self.take(header, body);
        }
        Ok(())
    }

    /// The page's bytes.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        let events_at = TABLE_AT + self.table.len() * ROW_LEN;
        let mut bytes = Vec::with_capacity(events_at + self.events.len());
        bytes.extend_from_slice(&FORM.to_be_bytes());
        bytes.extend_from_slice(&short(self.table.len()));
        for (recorded_at_us, kind, at) in self.table {
            bytes.extend_from_slice(&recorded_at_us.to_be_bytes());
            bytes.extend_from_slice(&kind.to_be_bytes());
            bytes.extend_from_slice(&short(events_at + at));
        }
        bytes.extend_from_slice(&self.events);
        bytes
    }
}

fn short(number: usize) -> [u8; 2] {
    // Both what a page holds and how long it is stay below PAGE_LEN_MAX, which
    // the layout keeps below 65,536.
    u16::try_from(number).unwrap_or(u16::MAX).to_be_bytes()
}

/// A page as it lies in the database.
#[derive(Clone, Copy)]
pub(super) struct Page<'a> {
    bytes: &'a [u8],
    count: usize,
}

impl<'a> Page<'a> {
    /// Reads a page's head, and makes sure of its table.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, String> {
        let number = |at| bytes.get(at..at + 2).map(|two| u16::from_be_bytes([two[0], two[1]]));
        if number(0) != Some(FORM) {
            return Err("its page is none".to_owned());
        }
        let count = usize::from(number(2).unwrap_or(0));
        let page = Self { bytes, count };
        let mut end = TABLE_AT + count * ROW_LEN;
        if count == 0 || end > bytes.len() {
            return Err("the table of its page is cut off".to_owned());
        }
        for nth in 0..count {
            let begin = page.begin(nth);
            let follows = if nth == 0 { begin == end } else { begin >= end };
            if !follows {
                return Err("the table of its page is damaged".to_owned());
            }
            end = begin + HEADER_LEN;
        }
        if end > bytes.len() { Err("its page is cut off".to_owned()) } else { Ok(page) }
    }

    /// A page of so many events that was read before.
    pub(super) fn again(bytes: &'a [u8], count: usize) -> Self {
        Self { bytes, count }
    }

    /// How many events there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// When an event was recorded, by the table.
    pub(super) fn recorded_at_us(&self, nth: usize) -> i64 {
        let row = self.row(nth);
        i64::from_be_bytes(std::array::from_fn(|i| row[i]))
    }

    /// An event's kind, by the table.
    pub(super) fn kind(&self, nth: usize) -> u16 {
        let row = self.row(nth);
        u16::from_be_bytes([row[8], row[9]])
    }

    /// An event's header and body.
    pub(super) fn event(&self, nth: usize) -> Result<(&'a [u8; HEADER_LEN], &'a [u8]), String> {
        let end = if nth + 1 < self.count { self.begin(nth + 1) } else { self.bytes.len() };
        let Some((header, body)) = self.bytes[self.begin(nth)..end].split_first_chunk::<HEADER_LEN>() else {
            return Err("its page is cut off".to_owned());
        };
        let row = self.row(nth);
        if row[..8] == header[16..24] && row[8..10] == header[6..8] {
            Ok((header, body))
        } else {
            Err("its header and the table of its page differ".to_owned())
        }
    }

    fn begin(&self, nth: usize) -> usize {
        let row = self.row(nth);
        usize::from(u16::from_be_bytes([row[10], row[11]]))
    }

    fn row(&self, nth: usize) -> &'a [u8] {
        let at = TABLE_AT + nth * ROW_LEN;
        &self.bytes[at..at + ROW_LEN]
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::samples::{Dice, batch};
    use super::*;

    fn page_of(events: &[StoredEvent]) -> Vec<u8> {
        let mut draft = Draft::default();
        for event in events {
            draft.take(&event.header, &event.body);
        }
        draft.into_bytes()
    }

    /// Everything that a page gives back, or the first thing that is wrong.
    fn all(bytes: &[u8]) -> Result<Vec<StoredEvent>, String> {
        let page = Page::read(bytes)?;
        (0..page.count())
            .map(|nth| {
                let (header, body) = page.event(nth)?;
                Ok(StoredEvent { header: *header, body: body.to_vec() })
            })
            .collect()
    }

    #[test]
    fn a_page_gives_back_what_was_put_in() {
        for lens in [&[0][..], &[300; 60], &[0, 7, 0, 0, 9_000, 1]] {
            let events = batch(None, lens, &mut Dice::new(3));
            let bytes = page_of(&events);
            let due: usize = events.iter().map(len_in_page).sum();
            assert_eq!(bytes.len(), due + TABLE_AT);
            assert_eq!(all(&bytes).unwrap(), events);
            let page = Page::read(&bytes).unwrap();
            for (nth, event) in events.iter().enumerate() {
                assert_eq!((page.recorded_at_us(nth), page.kind(nth)), (event.recorded_at_us(), 7));
            }
        }
    }

    #[test]
    fn pages_are_joined_event_by_event() {
        let events = batch(None, &[10, 0, 20, 30], &mut Dice::new(4));
        let mut joined = Draft::default();
        for part in [page_of(&events[..1]), page_of(&events[1..])] {
            joined.take_all(&Page::read(&part).unwrap()).unwrap();
        }
        assert_eq!(joined.into_bytes(), page_of(&events));
    }

    #[test]
    fn no_bytes_make_reading_a_page_panic() {
        let events = batch(None, &[10, 0, 200], &mut Dice::new(5));
        let whole = page_of(&events);
        for len in 0..whole.len() {
            let _ = all(&whole[..len]);
        }
        let mut differing = 0;
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut bytes = whole.clone();
                bytes[at] ^= 1 << bit;
                differing += usize::from(all(&bytes).is_ok_and(|found| found == events));
            }
        }
        assert_eq!(differing, 0, "a changed bit went unseen");
        assert!(all(&[]).is_err() && all(&[0; 100]).is_err() && all(&[0, 1, 255, 255]).is_err());
    }
}
