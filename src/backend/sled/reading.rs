//! What is read from the database, inside the room's thread.

use ::sled::{IVec, Tree};

use super::engine::{Engine, Fault, known_key, missing, unreadable};
use super::layout::{Assembly, last_key, page_key, piece_key};
use super::page::Page;
use crate::domain::Seq;
use crate::domain::time::Moment;
use crate::log::StoredEvent;

/// How often a leaf of pages is asked for again for each value that was read
/// from it. The engine counts what it keeps in memory only once 64 accesses
/// to one of 256 shards have gathered, and evicts nothing until then; a leaf
/// has nine values, mostly, so this makes it count each leaf by itself.
const TOUCHES: usize = 7;

/// The same where a value is read by itself, far from the one before.
const TOUCHES_ALONE: usize = 31;

/// What there is of a run of positions, which begins where the last one ended.
pub(super) struct Stretch {
    /// One past its last position.
    pub(super) until: u64,
    pub(super) found: Found,
}

/// What was found at some positions.
pub(super) enum Found {
    /// A page that reads, the position of its first event, and its number of events.
    Page(u64, IVec, usize),
    /// One event that was in pieces.
    Event(Box<StoredEvent>),
    /// What cannot be read, and why.
    Unreadable(String),
    Missing,
}

impl Engine {
    /// One event, if it is there.
    pub(super) fn get(&self, seq: Seq) -> Result<Option<StoredEvent>, Fault> {
        self.get_near(seq, &mut None)
    }

    /// The events at some positions, all of which must be there.
    pub(super) fn get_all(&self, seqs: &[Seq]) -> Result<Vec<StoredEvent>, Fault> {
        let mut page = None;
        seqs.iter().map(|seq| self.get_near(*seq, &mut page)?.ok_or_else(|| missing(*seq))).collect()
    }

    /// One event, which may be on the page that was read last.
    fn get_near(&self, seq: Seq, page: &mut Option<(Seq, IVec)>) -> Result<Option<StoredEvent>, Fault> {
        if let Some((first, bytes)) = page
            && let Some(event) = event_on(bytes, *first, seq)?
        {
            return Ok(Some(event));
        }
        if self.tail_first.is_some_and(|first| seq >= first)
            && let Some(event) = self.get_from(&self.tail, seq, page)?
        {
            return Ok(Some(event));
        }
        self.get_from(&self.pages, seq, page)
    }

    /// One event, if it is in this tree; with the page that it is on.
    pub(super) fn get_from(
        &self,
        tree: &Tree,
        seq: Seq,
        page: &mut Option<(Seq, IVec)>,
    ) -> Result<Option<StoredEvent>, Fault> {
        let Some((first, last, value)) = self.covering(tree, seq)? else { return Ok(None) };
        if last > 0 {
            return if first == seq { self.assembled(tree, seq).map(Some) } else { Ok(None) };
        }
        let event = event_on(&value, first, seq)?;
        *page = Some((first, value));
        Ok(event)
    }

    /// The value with the last key up to a position, which is where its event
    /// is if anywhere: its own seq, the number of its last piece, its bytes.
    pub(super) fn covering(&self, tree: &Tree, seq: Seq) -> Result<Option<(Seq, u8, IVec)>, Fault> {
        let Some(entry) = tree.range(..=last_key(seq)).next_back() else { return Ok(None) };
        let (key, value) = entry?;
        let (first, _, last) = known_key(&key)?;
        touch(tree, &key, TOUCHES_ALONE)?;
        Ok(Some((first, last, value)))
    }

    fn assembled(&self, tree: &Tree, seq: Seq) -> Result<StoredEvent, Fault> {
        let mut assembly = Assembly::default();
        for entry in tree.range(piece_key(seq, 0, 0)..=last_key(seq)) {
            let (key, bytes) = entry?;
            let (_, piece, last) = known_key(&key)?;
            assembly.take(piece, last, &bytes).map_err(|why| unreadable(seq, &why))?;
        }
        assembly.finish().map_err(|why| unreadable(seq, &why))
    }

    /// What there is from one position up to another, until about `len_max`
    /// bytes have come together. Leaves nothing out: what is not there and
    /// what cannot be read have their own places.
    pub(super) fn stretches(&self, from: Seq, to: Seq, len_max: usize) -> Result<Vec<Stretch>, Fault> {
        let mut reading = Reading { next: from.0, end: to.0.saturating_add(1), read: Vec::new(), damaged: None };
        let mut len = 0;
        for tree in [&self.pages, &self.tail] {
            let begin = tree.range(..=page_key(from)).next_back().transpose()?;
            let begin = begin.map_or(IVec::from(&page_key(from)), |(key, _)| key);
            for entry in tree.range(begin..=IVec::from(&last_key(to))) {
                let (key, value) = match entry {
                    Ok(entry) => entry,
                    // What was read up to here is good; asked again, the engine says so again.
                    Err(_) if !reading.read.is_empty() => return Ok(reading.read),
                    Err(why) => return Err(why.into()),
                };
                len += value.len();
                touch(tree, &key, TOUCHES)?;
                let (seq, piece, last) = known_key(&key)?;
                if seq.0 >= reading.end || reading.next >= reading.end {
                    break;
                }
                if last == 0 {
                    reading.page(seq.0, value);
                } else if piece == 0 && seq.0 >= reading.next {
                    let event = self.assembled(tree, seq);
                    reading.event(seq.0, event);
                }
                if len >= len_max && reading.next > from.0 {
                    return Ok(reading.read);
                }
            }
        }
        reading.skip_to(reading.end);
        Ok(reading.read)
    }

    /// The position of the first event up to `head` that was recorded after a
    /// moment, or the one past `head`.
    pub(super) fn seq_after(&self, moment: Moment, head: Seq) -> Result<Seq, Fault> {
        let (mut low, mut high) = (0, head.0.saturating_add(1));
        while low < high {
            let middle = low + (high - low) / 2;
            // Of a page, all events at once.
            let stretch = self.stretches(Seq(middle), Seq(middle), 1)?.into_iter().next();
            match stretch.map(|stretch| stretch.found) {
                Some(Found::Page(first, bytes, count)) => {
                    let page = Page::again(&bytes, count);
                    let after = (0..count).position(|nth| page.recorded_at_us(nth) > moment.0);
                    match after {
                        None => low = first + count as u64,
                        Some(0) => high = first,
                        Some(nth) => return Ok(Seq(first + nth as u64)),
                    }
                }
                Some(Found::Event(event)) if event.recorded_at_us() <= moment.0 => low = middle + 1,
                Some(Found::Event(_)) => high = middle,
                Some(Found::Unreadable(why)) => return Err(unreadable(Seq(middle), &why)),
                Some(Found::Missing) | None => return Err(missing(Seq(middle))),
            }
        }
        Ok(Seq(low))
    }
}

fn touch(tree: &Tree, key: &[u8], times: usize) -> Result<(), Fault> {
    for _ in 0..times {
        tree.contains_key(key)?;
    }
    Ok(())
}

/// The event at a position, if it is on a page that begins with another.
fn event_on(page: &[u8], first: Seq, seq: Seq) -> Result<Option<StoredEvent>, Fault> {
    let page = Page::read(page).map_err(|why| unreadable(seq, &why))?;
    let nth = seq.0.checked_sub(first.0).and_then(|nth| usize::try_from(nth).ok());
    let Some(nth) = nth.filter(|nth| *nth < page.count()) else { return Ok(None) };
    let (header, body) = page.event(nth).map_err(|why| unreadable(seq, &why))?;
    Ok(Some(StoredEvent { header: *header, body: body.to_vec() }))
}

/// What has been read of a run of positions.
struct Reading {
    next: u64,
    end: u64,
    read: Vec<Stretch>,
    /// Why what comes next cannot be read, where its extent is not known.
    damaged: Option<String>,
}

impl Reading {
    fn page(&mut self, first: u64, bytes: IVec) {
        let count = match Page::read(&bytes) {
            Ok(page) => page.count(),
            Err(why) => {
                self.skip_to(first);
                self.damaged = Some(why);
                return;
            }
        };
        let until = first.saturating_add(count as u64).min(self.end);
        if until > self.next {
            self.skip_to(first);
            self.push(until, Found::Page(first, bytes, count));
        }
    }

    fn event(&mut self, seq: u64, event: Result<StoredEvent, Fault>) {
        self.skip_to(seq);
        let found = match event {
            Ok(event) => Found::Event(Box::new(event)),
            Err(why) => Found::Unreadable(why.to_string()),
        };
        self.push(seq.saturating_add(1), found);
    }

    /// Accounts for everything before a position.
    fn skip_to(&mut self, position: u64) {
        let until = position.min(self.end);
        if self.next < until {
            let found = match &self.damaged {
                Some(why) => Found::Unreadable(why.clone()),
                None => Found::Missing,
            };
            self.read.push(Stretch { until, found });
            self.next = until;
        }
    }

    fn push(&mut self, until: u64, found: Found) {
        self.read.push(Stretch { until, found });
        self.next = until;
        self.damaged = None;
    }
}
