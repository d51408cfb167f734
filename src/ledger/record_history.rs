//! The history of a record: what was recorded of a person or a post, in order,
//! by whom, when and why. What happened in the world is a timeline's.

use std::sync::Arc;

use super::error::IN_BODIES;
use super::why::naming;
use super::{Error, Ledger, Read, StoredEvent, View};
use crate::domain::{EventId, Fact, Name, Noun, Seq};
use crate::projections::register::{Subject, post_subjects};
use crate::projections::{Record, World};
use crate::replay::read_event;

/// What has become of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// What it says stands.
    Stands,
    /// A later amendment says it otherwise.
    Amended,
    /// It was taken back.
    Retracted,
    /// It takes something back itself, which is final.
    Final,
}

impl Fate {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Stands => "stands",
            Self::Amended => "amended",
            Self::Retracted => "retracted",
            Self::Final => "final",
        }
    }
}

/// One event in the history of a record.
#[derive(Debug, Clone)]
pub struct RecordStep {
    /// The event, as stored.
    pub stored: StoredEvent,
    /// The event, as read.
    pub read: Read,
    /// The fact that it records, or does something to.
    pub fact: (Seq, EventId),
    /// What the fact said before, of an amendment.
    pub before: Option<Arc<Fact>>,
    /// What has become of it, as known in the view.
    pub fate: Fate,
}

impl Ledger {
    /// Everything recorded of a person, in order, with the name shown.
    ///
    /// # Errors
    /// [`Error::Unnamed`] where nothing ever named it.
    pub fn recorded_of_person(&self, view: &View<'_>, given: &Name) -> Result<(String, Vec<RecordStep>), Error> {
        view.of_person(given, |world| {
            let key = match view.person_key(world, given) {
                Err(Error::Unnamed { .. }) if !naming(world.knowledge, given, &[Noun::Person]).is_empty() => {
                    world.names.resolve(Noun::Person, given)
                }
                found => found?,
            };
            let subject = Subject::Person(key);
            Ok((subject.shown(world), self.history_of(&subject.records(world))?))
        })
    }

    /// Everything recorded of a post, in order, with the name shown and the body.
    ///
    /// # Errors
    /// [`Error::NoBody`] where no fact names the body, [`Error::Unnamed`] where
    /// nothing ever named the post, [`Error::Several`] where several bodies have it.
    pub fn recorded_of_post(
        &self,
        view: &View<'_>,
        given: &Name,
        body: Option<&Name>,
    ) -> Result<(String, String, Vec<RecordStep>), Error> {
        let known = view.known_of_post(given, body)?;
        let world = World::fold(&known, view.zone());
        view.check_body(&world, body)?;
        let subjects = post_subjects(&world, given, body);
        let bodies = subjects.iter().filter_map(|subject| subject.body(&world));
        match &subjects[..] {
            [] => Err(view.unnamed(Noun::Post, given, body)),
            [one] => {
                let body = one.body(&world).unwrap_or_default();
                Ok((one.shown(&world), body, self.history_of(&one.records(&world))?))
            }
            _ => {
                let candidates = bodies.map(|body| format!("`{body}`")).collect::<Vec<_>>().join(", ");
                Err(Error::Several { given: given.to_string(), what: IN_BODIES, candidates })
            }
        }
    }

    fn history_of(&self, records: &[&Record]) -> Result<Vec<RecordStep>, Error> {
        let mut steps = Vec::new();
        for record in records {
            for (seq, id) in record.history() {
                let stored =
                    self.log.get(seq)?.ok_or_else(|| Error::NotFound { what: "event", given: seq.to_string() })?;
                let read = read_event(&stored)?;
                let (before, fate) = (before(record, seq), fate(record, id));
                steps.push(RecordStep { stored, read, fact: record.origin, before, fate });
            }
        }
        steps.sort_by_key(|step| step.stored.seq());
        Ok(steps)
    }
}

/// What a fact said right before an amendment of it.
fn before(record: &Record, seq: Seq) -> Option<Arc<Fact>> {
    let amendments = record.amendments();
    amendments.iter().find(|amendment| amendment.seq == seq)?;
    let mut earlier = amendments.iter().rev().filter(|amendment| amendment.seq < seq);
    let stood = earlier.find(|amendment| amendment.retracted.is_none_or(|(retracted, _)| retracted > seq));
    stood.map(|amendment| &amendment.fact).or(record.original.as_ref()).cloned()
}

fn fate(record: &Record, id: EventId) -> Fate {
    let taken_back = record.retraction.as_ref().map(|(_, retraction, _)| *retraction);
    let of_amendments: Vec<EventId> =
        record.amendments().iter().filter_map(|amendment| amendment.retracted).map(|(_, id)| id).collect();
    let amendment = record.amendments().iter().find(|amendment| amendment.id == id);
    if taken_back == Some(id) || of_amendments.contains(&id) {
        Fate::Final
    } else if taken_back.is_some() || amendment.is_some_and(|amendment| amendment.retracted.is_some()) {
        Fate::Retracted
    } else if (record.origin.1 == id || amendment.is_some()) && record.amended().is_some_and(|(_, last)| last != id) {
        Fate::Amended
    } else {
        Fate::Stands
    }
}
