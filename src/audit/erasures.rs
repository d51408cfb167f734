//! Whether what is gone was erased on record, and what was to be erased is gone.

use std::collections::{BTreeMap, BTreeSet};

use super::Code;
use super::report::{At, Findings, Weight};
use super::roll::Roll;
use crate::domain::{EventId, Kind, Seq, SourceId};

/// Bodies that are gone, and what `redacted` events name.
#[derive(Default)]
pub(super) struct Erasures {
    gone: BTreeSet<(Seq, EventId)>,
    named: BTreeMap<EventId, Seq>,
    sources: BTreeMap<SourceId, Seq>,
}

impl Erasures {
    /// Notes a body that is not there.
    pub fn is_gone(&mut self, seq: Seq, id: EventId) {
        self.gone.insert((seq, id));
    }

    /// Notes what a `redacted` event at `seq` names.
    pub fn name(&mut self, seq: Seq, events: &[EventId], sources: &[SourceId]) {
        for event in events {
            self.named.entry(*event).or_insert(seq);
        }
        for source in sources {
            self.sources.entry(*source).or_insert(seq);
        }
    }

    /// The event that says a source was erased.
    pub fn of_source(&self, id: SourceId) -> Option<Seq> {
        self.sources.get(&id).copied()
    }

    /// Compares what is gone with what was to go.
    pub fn report(&self, roll: &Roll, findings: &mut Findings) {
        let mut gone = BTreeSet::new();
        for (seq, id) in &self.gone {
            gone.insert(*id);
            let at = At::Event(*seq, *id);
            if let Some(by) = self.named.get(id) {
                // Without a change of keys nobody can tell who may sign.
                let kind = roll.find(*id).and_then(|row| roll.kind(row));
                let weight = if kind == Some(Kind::SigningKey) { Weight::Unverifiable } else { Weight::Warning };
                let message = format_args!("the body of event {seq} was erased, as event {by} says");
                findings.add(Code::Redacted, weight, at, message);
            } else {
                let message = format_args!("the body of event {seq} is gone, and no `redacted` event says so");
                findings.broken(Code::BodyMissing, at, message);
            }
        }
        let is_there = |id: &EventId| roll.find(*id).is_some_and(|index| roll.was_seen(index));
        for (id, by) in self.named.iter().filter(|(id, _)| !gone.contains(*id) && is_there(id)) {
            let message = format_args!("event {by} says that the body of event {id} was erased, and it is not");
            findings.add(Code::NotErased, Weight::Warning, At::Seq(*by), message);
        }
    }
}
