//! Which events there are, by id: all that is kept of each.

use std::collections::HashMap;

use crate::domain::{EventId, Kind, Seq};

/// The number of a row.
pub(super) type RowIndex = usize;

/// What is kept of an event.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Its place in the log.
    pub seq: Seq,
    /// What its header says it is; none where no such header was seen.
    pub kind: Option<u16>,
    /// The fact that it amends in the end; itself where it amends none.
    pub root: RowIndex,
    /// Whether it was taken back.
    pub retracted: bool,
    in_place: bool,
}

/// Every id that is known.
#[derive(Debug, Default)]
pub(super) struct Roll {
    rows: Vec<Row>,
    of: HashMap<EventId, RowIndex>,
    /// How many events are missing without a trace of their ids.
    lost: u64,
    /// How many events that may have added a source say nothing any more.
    silent_sources: u64,
}

impl Roll {
    /// Enters an event. One that is known by name only, or from a wrong
    /// place, is entered in full.
    pub fn enter(&mut self, id: EventId, seq: Seq, kind: u16, in_place: bool) -> RowIndex {
        let index = *self.of.entry(id).or_insert(self.rows.len());
        let row = Row { seq, kind: Some(kind), root: index, retracted: false, in_place };
        match self.rows.get_mut(index) {
            Some(known) => *known = row,
            None => self.rows.push(row),
        }
        index
    }

    /// Notes an id that another event names as its predecessor's. The event
    /// itself is missing, or its header was changed since.
    pub fn name(&mut self, id: EventId, seq: Option<Seq>) {
        let Some(seq) = seq else { return };
        if !self.of.contains_key(&id) {
            let index = self.rows.len();
            self.of.insert(id, index);
            self.rows.push(Row { seq, kind: None, root: index, retracted: false, in_place: false });
            self.silent_sources += 1;
        }
    }

    /// Notes that events are missing of which nothing is known.
    pub fn lose(&mut self, count: u64) {
        self.lost = self.lost.saturating_add(count);
    }

    /// Notes that an event's body does not read.
    pub fn silence(&mut self, kind: u16) {
        if matches!(Kind::from_number(kind), Some(Kind::Source) | None) {
            self.silent_sources += 1;
        }
    }

    /// Whether an event with that id stands in its place already.
    pub fn stands(&self, id: EventId) -> bool {
        self.find(id).is_some_and(|index| self.rows[index].in_place)
    }

    /// The row of an id.
    pub fn find(&self, id: EventId) -> Option<RowIndex> {
        self.of.get(&id).copied()
    }

    /// A row.
    pub fn row(&self, index: RowIndex) -> &Row {
        &self.rows[index]
    }

    /// A row, to change it.
    pub fn row_mut(&mut self, index: RowIndex) -> &mut Row {
        &mut self.rows[index]
    }

    /// The kind of fact that a fact or amendment is about, where that can be told.
    pub fn fact_kind(&self, index: RowIndex) -> Option<Kind> {
        self.kind(self.row(index).root).filter(|kind| kind.is_fact())
    }

    /// An event's kind, where it is known.
    pub fn kind(&self, index: RowIndex) -> Option<Kind> {
        self.row(index).kind.and_then(Kind::from_number)
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
}
