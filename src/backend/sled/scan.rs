//! Reading a log from a position on, page by page and ahead of the reader.

use std::collections::VecDeque;

use super::SledLog;
use super::engine::{Fault, missing, unreadable};
use super::page::Page;
use super::reading::{Found, Stretch};
use crate::domain::Seq;
use crate::log::{EventLog, HEADER_LEN, LogError, StoredEvent, StoredHeader};

/// About how many bytes of events are read at a time.
const CHUNK_LEN: usize = 1024 * 1024;

/// What a scan makes of events.
pub(super) trait Pick {
    /// What it hands out.
    type Item;

    /// Whether an event of this kind is handed out at all.
    fn wants(&self, kind: u16) -> bool;

    /// An event as it is handed out.
    fn pick(&self, header: &[u8; HEADER_LEN], body: &[u8]) -> Self::Item;
}

/// Hands out every event.
pub(super) struct Events;

/// Hands out events of some kinds.
pub(super) struct EventsOf(pub(super) Vec<u16>);

/// Hands out headers.
pub(super) struct Headers;

impl Pick for Events {
    type Item = StoredEvent;

    fn wants(&self, _kind: u16) -> bool {
        true
    }

    fn pick(&self, header: &[u8; HEADER_LEN], body: &[u8]) -> StoredEvent {
        StoredEvent { header: *header, body: body.to_vec() }
    }
}

impl Pick for EventsOf {
    type Item = StoredEvent;

    fn wants(&self, kind: u16) -> bool {
        self.0.contains(&kind)
    }

    fn pick(&self, header: &[u8; HEADER_LEN], body: &[u8]) -> StoredEvent {
        Events.pick(header, body)
    }
}

impl Pick for Headers {
    type Item = StoredHeader;

    fn wants(&self, _kind: u16) -> bool {
        true
    }

    fn pick(&self, header: &[u8; HEADER_LEN], _body: &[u8]) -> StoredHeader {
        StoredHeader { bytes: *header }
    }
}

/// A scan of a log up to its head.
pub(super) struct Scan<'a, P> {
    log: &'a SledLog,
    pick: P,
    next: Seq,
    read: VecDeque<Stretch>,
    over: bool,
}

impl<'a, P: Pick> Scan<'a, P> {
    pub(super) fn new(log: &'a SledLog, from: Seq, pick: P) -> Self {
        Self { log, pick, next: from, read: VecDeque::new(), over: false }
    }

    /// What is at a position, in a stretch that has it; nothing where it is not wanted.
    fn take(pick: &P, seq: Seq, found: &Found) -> Option<Result<P::Item, Fault>> {
        match found {
            Found::Page(first, bytes, count) => {
                let page = Page::again(bytes, *count);
                // A stretch lies within its page.
                let nth = usize::try_from(seq.0 - first).unwrap_or(usize::MAX);
                pick.wants(page.kind(nth)).then(|| match page.event(nth) {
                    Ok((header, body)) => Ok(pick.pick(header, body)),
                    Err(why) => Err(unreadable(seq, &why)),
                })
            }
            Found::Event(event) => {
                let kind = StoredHeader { bytes: event.header }.kind();
                pick.wants(kind).then(|| Ok(pick.pick(&event.header, &event.body)))
            }
            Found::Unreadable(why) => Some(Err(unreadable(seq, why))),
            Found::Missing => Some(Err(missing(seq))),
        }
    }
}

impl<P: Pick> Iterator for Scan<'_, P> {
    type Item = Result<P::Item, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        let to = self.log.head()?.seq;
        while !self.over && self.next <= to {
            let Some(stretch) = self.read.front() else {
                let from = self.next;
                match self.log.ask_reading(move |engine| engine.stretches(from, to, CHUNK_LEN)) {
                    Ok(Ok(read)) => self.read = read.into(),
                    // The engine cannot read this one; others may be elsewhere.
                    Ok(Err(why)) => {
                        self.next = from.next();
                        return Some(Err(self.log.misread(why)));
                    }
                    Err(no_answer) => {
                        self.over = true;
                        return Some(Err(self.log.broken(&no_answer.to_string())));
                    }
                }
                continue;
            };
            if self.next.0 >= stretch.until {
                self.read.pop_front();
                continue;
            }
            let seq = self.next;
            self.next = seq.next();
            if let Some(taken) = Self::take(&self.pick, seq, &stretch.found) {
                return Some(taken.map_err(|fault| self.log.misread(fault)));
            }
        }
        None
    }
}
