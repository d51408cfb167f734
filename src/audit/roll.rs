//! Which events there are, by id: all that is kept of each.
//!
//! Of an event ten bytes are kept, and six to find it by; that is what bounds
//! the memory of an audit. What few events have, such as a place that is not
//! their own, stands beside. Of its id only the first eight bytes are kept for
//! long, and whoever refers to an event chooses the other 24 at will; so they
//! are compared as well: with those of the latest events, most of what is
//! referred to, in memory, and with an earlier event as the log has it.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use super::positions::Positions;
use crate::domain::{EventId, Kind, Seq};
use crate::log::EventLog;

/// Of how many of the latest events the whole ids are kept.
const RECENT: usize = 1 << 18;

/// From here on, numbers are of events that are known by their names alone. A
/// log with as many positions would not fit on any disk of today.
const NAMED: u32 = 1 << 31;

/// For how many events room is set aside because a log says how many it has.
const RESERVED_MAX: usize = 1 << 26;

/// The number of a row: the position at which its event was first seen, in
/// what the log hands out.
pub(super) type RowIndex = u32;

/// What is known of an event, in two bytes: its kind, and in the upper byte
/// what became of it.
#[derive(Debug, Clone, Copy, Default)]
struct Facts(u16);

impl Facts {
    const RETRACTED: u16 = 1 << 8;
    const IN_PLACE: u16 = 1 << 9;
    /// A header was seen, and what it says it is.
    const SEEN: u16 = 1 << 10;

    fn new(kind: u16, in_place: bool) -> Self {
        let known = Kind::from_number(kind).and_then(|_| u8::try_from(kind).ok());
        let place = if in_place { Self::IN_PLACE } else { 0 };
        Self(u16::from(known.unwrap_or(0)) | Self::SEEN | place)
    }

    fn has(self, bit: u16) -> bool {
        self.0 & bit != 0
    }
}

/// An event that is known because another one names it.
struct Named {
    id: EventId,
    facts: Facts,
}

/// Every id that is known.
pub(super) struct Roll<'a> {
    log: &'a dyn EventLog,
    /// The first eight bytes of the id at each position.
    ids: Vec<u64>,
    facts: Vec<Facts>,
    /// The rest of the ids of the latest events.
    recent: Vec<[u8; 24]>,
    named: Vec<Named>,
    positions: Positions,
    hasher: RandomState,
    /// The places of those whose place is not their position.
    seqs: HashMap<RowIndex, Seq>,
    /// The fact that each amendment amends in the end.
    roots: HashMap<RowIndex, RowIndex>,
    /// How many events are missing without a trace of their ids.
    lost: u64,
    /// How many events that may have added a source say nothing any more.
    silent_sources: u64,
    /// How many that may have allowed somebody to sign.
    silent_keys: u64,
}

impl<'a> Roll<'a> {
    /// An empty one, of a log that says it has so many events.
    pub fn expecting(count: u64, log: &'a dyn EventLog) -> Self {
        let room = usize::try_from(count).unwrap_or(usize::MAX).min(RESERVED_MAX);
        Self {
            log,
            ids: Vec::with_capacity(room),
            facts: Vec::with_capacity(room),
            recent: Vec::new(),
            named: Vec::new(),
            positions: Positions::expecting(count),
            hasher: RandomState::new(),
            seqs: HashMap::new(),
            roots: HashMap::new(),
            lost: 0,
            silent_sources: 0,
            silent_keys: 0,
        }
    }

    /// Takes note of an event's id, at the next position.
    pub fn see(&mut self, id: EventId) {
        let (first, rest) = split(id);
        self.push(first, rest);
    }

    /// Takes note that what is at the next position cannot be read.
    pub fn pass_over(&mut self) {
        self.push(0, [0; 24]);
    }

    fn push(&mut self, first: u64, rest: [u8; 24]) {
        let slot = self.ids.len() % RECENT;
        match self.recent.get_mut(slot) {
            Some(recent) => *recent = rest,
            None => self.recent.push(rest),
        }
        self.ids.push(first);
        self.facts.push(Facts::default());
    }

    /// Enters the event that was seen last. One that is known by name only, or
    /// from a wrong place, is entered in full where it is known.
    pub fn enter(&mut self, known: Option<RowIndex>, seq: Seq, kind: u16, in_place: bool) -> RowIndex {
        let index = known.unwrap_or_else(|| {
            let last = self.ids.len().saturating_sub(1);
            let index = last as RowIndex;
            self.positions.insert(self.hasher.hash_one(self.ids[last]), index);
            index
        });
        *self.facts_mut(index) = Facts::new(kind, in_place);
        self.set_seq(index, seq);
        self.roots.remove(&index);
        index
    }

    /// Notes an id that another event names as its predecessor's. The event
    /// itself is missing, or its header was changed since.
    pub fn name(&mut self, id: EventId, seq: Option<Seq>) {
        let Some(seq) = seq else { return };
        if self.find(id).is_none() {
            let index = NAMED + self.named.len() as RowIndex;
            self.positions.insert(self.hasher.hash_one(split(id).0), index);
            self.named.push(Named { id, facts: Facts::default() });
            self.set_seq(index, seq);
            self.silent_sources += 1;
            self.silent_keys += 1;
        }
    }

    /// Notes that events are missing of which nothing is known.
    pub fn lose(&mut self, count: u64) {
        self.lost = self.lost.saturating_add(count);
    }

    /// Notes that an event's body does not read.
    pub fn silence(&mut self, kind: u16) {
        let kind = Kind::from_number(kind);
        self.silent_sources += u64::from(kind.is_none_or(|kind| kind == Kind::Source));
        self.silent_keys += u64::from(kind.is_none_or(|kind| kind == Kind::SigningKey));
    }

    /// Notes that an event was taken back.
    pub fn retract(&mut self, index: RowIndex) {
        self.facts_mut(index).0 |= Facts::RETRACTED;
    }

    /// Notes which fact an amendment amends in the end.
    pub fn root_in(&mut self, index: RowIndex, root: RowIndex) {
        self.roots.insert(index, root);
    }

    /// The row of an id.
    pub fn find(&self, id: EventId) -> Option<RowIndex> {
        let (first, rest) = split(id);
        let is_it = |index: &RowIndex| match index.checked_sub(NAMED) {
            Some(nth) => self.named[nth as usize].id == id,
            None => self.ids[*index as usize] == first && self.is_whole(*index as usize, rest, id),
        };
        self.positions.candidates(self.hasher.hash_one(first)).find(is_it)
    }

    /// Whether the event at a position has this id, where the first eight
    /// bytes of it are the same.
    fn is_whole(&self, position: usize, rest: [u8; 24], id: EventId) -> bool {
        if self.ids.len() - position <= RECENT {
            return self.recent[position % RECENT] == rest;
        }
        let stored = self.log.get(Seq(position as u64));
        stored.is_ok_and(|stored| stored.is_some_and(|stored| stored.id() == id))
    }

    /// An event's place in the log.
    pub fn seq(&self, index: RowIndex) -> Seq {
        self.seqs.get(&index).copied().unwrap_or(Seq(index.into()))
    }

    /// The fact that it amends in the end; itself where it amends none.
    pub fn root(&self, index: RowIndex) -> RowIndex {
        self.roots.get(&index).copied().unwrap_or(index)
    }

    /// An event's kind, where it is known.
    pub fn kind(&self, index: RowIndex) -> Option<Kind> {
        Kind::from_number(self.facts(index).0 & 0xff)
    }

    /// The kind of fact that a fact or amendment is about, where that can be told.
    pub fn fact_kind(&self, index: RowIndex) -> Option<Kind> {
        self.kind(self.root(index)).filter(|kind| kind.is_fact())
    }

    /// Whether it was taken back, itself or with the fact that it amends.
    pub fn is_retracted(&self, index: RowIndex) -> bool {
        [index, self.root(index)].iter().any(|index| self.facts(*index).has(Facts::RETRACTED))
    }

    /// Whether it stands in its place.
    pub fn stands(&self, index: RowIndex) -> bool {
        self.facts(index).has(Facts::IN_PLACE)
    }

    /// Whether its header was seen, wherever it stands.
    pub fn was_seen(&self, index: RowIndex) -> bool {
        self.facts(index).has(Facts::SEEN)
    }

    /// Whether some event is missing of which not even the id is known, so
    /// that any id may be its.
    pub fn has_lost(&self) -> bool {
        self.lost > 0
    }

    /// How many events may have added a source without saying so any more.
    pub fn silent_sources(&self) -> u64 {
        self.silent_sources.saturating_add(self.lost)
    }

    /// How many events may have allowed somebody to sign without saying so any more.
    pub fn silent_keys(&self) -> u64 {
        self.silent_keys.saturating_add(self.lost)
    }

    /// The first eight bytes of the id at each position; 0 where none could be
    /// read. Nothing else is kept any more.
    pub fn into_ids(self) -> Vec<u64> {
        self.ids
    }

    fn set_seq(&mut self, index: RowIndex, seq: Seq) {
        if seq.0 == u64::from(index) {
            self.seqs.remove(&index);
        } else {
            self.seqs.insert(index, seq);
        }
    }

    fn facts(&self, index: RowIndex) -> Facts {
        match index.checked_sub(NAMED) {
            Some(nth) => self.named[nth as usize].facts,
            None => self.facts[index as usize],
        }
    }

    fn facts_mut(&mut self, index: RowIndex) -> &mut Facts {
        match index.checked_sub(NAMED) {
            Some(nth) => &mut self.named[nth as usize].facts,
            None => &mut self.facts[index as usize],
        }
    }
}

fn split(id: EventId) -> (u64, [u8; 24]) {
    (u64::from_be_bytes(std::array::from_fn(|i| id.0[i])), std::array::from_fn(|i| id.0[i + 8]))
}
