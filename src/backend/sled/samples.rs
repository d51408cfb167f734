//! Events and databases for the tests of this room.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use super::SledLog;
use crate::domain::EventId;
use crate::log::{EventLog, HEADER_LEN, Head, StoredEvent};
use crate::proof;

/// Numbers that look random and are the same every time (xorshift).
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 1).unwrap() % end
    }

    pub(super) fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).unwrap()
    }

    pub(super) fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.byte()).collect()
    }
}

/// An event that follows `head`.
pub(super) fn event(head: Option<Head>, body: Vec<u8>) -> StoredEvent {
    let (seq, prev) = head.map_or((0, EventId::ZERO), |head| (head.seq.0 + 1, head.id));
    let mut header = [0; HEADER_LEN];
    header[..8].copy_from_slice(b"RSHF\0\x01\0\x07");
    header[8..16].copy_from_slice(&seq.to_be_bytes());
    header[16..24].copy_from_slice(&(1_000 + seq).to_be_bytes());
    header[24..56].copy_from_slice(&proof::body_digest(&body));
    header[56..].copy_from_slice(&prev.0);
    StoredEvent { header, body }
}

pub(super) fn head_of(event: &StoredEvent) -> Head {
    event.as_head()
}

/// Events that follow `head`, with bodies of these lengths.
pub(super) fn batch(mut head: Option<Head>, lens: &[usize], dice: &mut Dice) -> Vec<StoredEvent> {
    lens.iter()
        .map(|&len| {
            let event = event(head, dice.bytes(len));
            head = Some(head_of(&event));
            event
        })
        .collect()
}

/// Appends a batch of events with bodies of these lengths, and answers with it.
pub(super) fn append(log: &mut SledLog, lens: &[usize], dice: &mut Dice) -> Vec<StoredEvent> {
    let events = batch(log.head(), lens, dice);
    log.append(log.head(), &events).unwrap();
    events
}

/// Copies a database as it lies there.
pub(super) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
