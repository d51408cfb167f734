//! Why a row of an answer is as it is, and why somebody has none.

use std::collections::BTreeSet;

use super::{Absence, Cabinet, CheckedClaim, Error, Ledger, Reason, Rule, Tally, View};
use crate::domain::time::Moment;
use crate::domain::{EventId, Name, NameKey, Noun, Seq};
use crate::projections::absence::{from_cabinet, from_tally};
use crate::projections::bearing::{Bearing, Events};
use crate::projections::{Knowledge, World};
use crate::replay::KnownAt;
use crate::replay::slice::Subjects;

use super::why::naming;

/// A row of an answer, and the events it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowEvents {
    /// Which row of the answer.
    pub row: usize,
    /// The events that make it so: those that the answer lists.
    pub events: Events,
    /// The events without which it would be otherwise, or not be there.
    pub would_change: Events,
}

/// Somebody who is not in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// Who, as asked for.
    pub person: String,
    /// Why not; at least one reason.
    pub reasons: Vec<Absence>,
}

/// An answer with its rows explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained<A> {
    /// The whole answer.
    pub answer: A,
    /// Its rows; of somebody asked for, only theirs.
    pub rows: Vec<RowEvents>,
    /// Why somebody asked for has none.
    pub absent: Option<Absent>,
}

impl Ledger {
    /// Why people are counted in a tally, or why somebody is not; with the
    /// sentence of the tally.
    ///
    /// # Errors
    /// [`Error::NotFound`] where no fact names the body.
    pub fn why_tally(
        &self,
        view: &View<'_>,
        rule: &Rule,
        at: Moment,
        person: Option<&Name>,
    ) -> Result<(Explained<Tally>, String), Error> {
        let (answer, sentence) = view.tally(rule, at)?;
        let people: Vec<&str> = answer.people.iter().map(|row| row.person.as_str()).collect();
        let known = view.known_behind(&about(&people, person), rule.body.as_ref())?;
        let bearing = Bearing::new(&known, view.zone());
        let world = World::fold(&known, view.zone());
        let rows = asked(&world, &people, person).into_iter().map(|row| RowEvents {
            row,
            events: answer.people[row].events.iter().copied().collect(),
            would_change: bearing.on_row(&answer.people[row], rule, at),
        });
        let rows: Vec<RowEvents> = rows.collect();
        let absent = person.filter(|_| rows.is_empty()).map(|person| {
            let reasons = from_tally(&world, rule, at, person);
            self.absent(view, (person, &[Noun::Person], rule.body.as_ref()), reasons, |world| {
                let found = crate::projections::tally::tally(world, rule, at);
                found.people.into_iter().map(|row| (row.person, row.events)).collect()
            })
        });
        let absent = absent.transpose()?;
        Ok((Explained { answer, rows, absent }, sentence))
    }

    /// Why people hold something in a cabinet, or why somebody does not.
    ///
    /// # Errors
    /// [`Error::NotFound`] where no fact names the body.
    pub fn why_cabinet(
        &self,
        view: &View<'_>,
        body: Option<&Name>,
        at: Moment,
        person: Option<&Name>,
    ) -> Result<Explained<Cabinet>, Error> {
        let answer = view.cabinet(body, at)?;
        let people: Vec<&str> = answer.holders.iter().map(|holder| holder.person.as_str()).collect();
        let known = view.known_behind(&about(&people, person), body)?;
        let bearing = Bearing::new(&known, view.zone());
        let world = World::fold(&known, view.zone());
        let rows = asked(&world, &people, person).into_iter().map(|row| RowEvents {
            row,
            events: answer.holders[row].events.iter().copied().collect(),
            would_change: bearing.on_holder(&answer.holders[row], body, at),
        });
        let rows: Vec<RowEvents> = rows.collect();
        let absent = person.filter(|_| rows.is_empty()).map(|person| {
            let reasons = from_cabinet(&world, body, at, person);
            self.absent(view, (person, &[Noun::Person], body), reasons, |world| {
                let found = crate::projections::cabinet::cabinet(world, body, at);
                found.holders.into_iter().map(|holder| (holder.person, holder.events)).collect()
            })
        });
        let absent = absent.transpose()?;
        Ok(Explained { answer, rows, absent })
    }

    /// Why articles' numbers stand as they do beside ours; of one event, only
    /// its own.
    ///
    /// # Errors
    /// [`Error::NotFound`] where no fact names the body, or the event is no
    /// number that stands.
    pub fn why_claims(
        &self,
        view: &View<'_>,
        body: Option<&Name>,
        at: Moment,
        event: Option<EventId>,
    ) -> Result<Explained<Vec<CheckedClaim>>, Error> {
        let answer = view.claims(body, at)?;
        // An amendment or a corroboration of a claim names it as well.
        let knowledge = view.knowledge()?;
        let origin = event.map(|id| knowledge.record(id).map_or(id, |record| record.origin.1));
        let is_asked = |claim: &CheckedClaim| origin.is_none_or(|id| claim.event == id);
        let bearing = Bearing::new(knowledge, view.zone());
        let rows = answer.iter().enumerate().filter(|(_, claim)| is_asked(claim)).map(|(row, claim)| RowEvents {
            row,
            events: claim.events.iter().copied().collect(),
            would_change: bearing.on_claim(claim, body, at),
        });
        let rows: Vec<RowEvents> = rows.collect();
        if let (Some(id), true) = (event, rows.is_empty()) {
            return Err(Error::NotFound { what: "standing claim", given: id.to_string() });
        }
        Ok(Explained { answer, rows, absent: None })
    }

    /// That whatever names something was recorded after the point asked for.
    ///
    /// # Errors
    /// [`Error::Replay`] where the log cannot be read.
    pub fn named_later(&self, view: &View<'_>, name: &Name) -> Result<Absent, Error> {
        let text = "no fact names it".to_owned();
        let nothing = Absence { reason: Reason::NothingRecorded, events: Vec::new(), text };
        self.absent(view, (name, Noun::ALL, None), vec![nothing], |_| Vec::new())
    }

    /// Adds what lies beyond the two cuts of what is known: what puts somebody
    /// in the answer by articles that could not be read by then, or by events
    /// that were recorded later, or names them at all.
    fn absent(
        &self,
        view: &View<'_>,
        (person, nouns, body): (&Name, &[Noun], Option<&Name>),
        mut reasons: Vec<Absence>,
        people: impl Fn(&World<'_>) -> Vec<(String, Vec<(Seq, EventId)>)>,
    ) -> Result<Absent, Error> {
        let mut add = |wider: &Knowledge, reason, text: &str, beyond: &dyn Fn(&(Seq, EventId)) -> bool| {
            let world = World::fold(wider, self.zone());
            let key = world.names.resolve(Noun::Person, person);
            let rows = people(&world).into_iter().filter(|(shown, _)| is_named(&world, shown, &key));
            let mut found: Events = rows.flat_map(|(_, events)| events).filter(beyond).collect();
            let unknown = reasons.iter().any(|absence| absence.reason == Reason::NothingRecorded);
            if found.is_empty() && unknown {
                let named = naming(wider, person, nouns);
                let records = wider.records().filter(|record| named.contains(&record.origin.0));
                found = records.flat_map(|record| record.events()).filter(beyond).collect();
            }
            if !found.is_empty() {
                reasons.retain(|absence| absence.reason != Reason::NothingRecorded);
                reasons.push(Absence { reason, events: found.into_iter().collect(), text: text.to_owned() });
            }
        };
        if view.reported_by_moment().is_some() {
            let used = view.knowledge()?.survivors().flat_map(|fact| fact.record.events()).map(|(_, id)| id);
            let used: BTreeSet<EventId> = used.collect();
            let text = "said by articles that could not be read by the moment asked for";
            add(view.whole()?, Reason::ReportedLater, text, &|(_, id)| !used.contains(id));
        }
        let known = view.head().map(|head| head.seq);
        if known < self.head().map(|head| head.seq) {
            let mut head = self.view(KnownAt::Head)?;
            if let Some(moment) = view.reported_by_moment() {
                head = head.reported_by(moment);
            }
            let names = nouns.iter().map(|noun| (*noun, person)).collect();
            let beside = body.into_iter().map(|body| (Noun::Body, body)).collect();
            let subjects = Subjects { names, beside, ..Subjects::default() };
            let later = |event: &(Seq, EventId)| known.is_none_or(|known| event.0 > known);
            add(&*head.known_of(&subjects)?, Reason::RecordedLater, "recorded after the point asked for", &later);
        }
        Ok(Absent { person: person.to_string(), reasons })
    }

    /// The refusal that fits somebody of whom nothing is recorded at all.
    #[must_use]
    pub fn nobody(&self, absent: &Absent) -> Option<Error> {
        let nothing = absent.reasons.iter().any(|absence| absence.reason == Reason::NothingRecorded);
        let name = Name::new(absent.person.as_str()).ok()?;
        nothing.then(|| self.no_facts(&name, &[Noun::Person]))
    }
}

/// Whom an explanation is about: somebody asked for, or everyone who has a row.
fn about(people: &[&str], person: Option<&Name>) -> Vec<Name> {
    // People are shown under a recorded name, so the text is one.
    let shown = || people.iter().filter_map(|shown| Name::new(*shown).ok()).collect();
    person.map_or_else(shown, |person| vec![person.clone()])
}

/// The rows of somebody, or all of them.
fn asked(world: &World<'_>, people: &[&str], person: Option<&Name>) -> Vec<usize> {
    let Some(person) = person else { return (0..people.len()).collect() };
    let key = world.names.resolve(Noun::Person, person);
    people.iter().enumerate().filter(|(_, shown)| is_named(world, shown, &key)).map(|(row, _)| row).collect()
}

/// Whether somebody is shown so.
fn is_named(world: &World<'_>, shown: &str, key: &NameKey) -> bool {
    Name::new(shown).is_ok_and(|shown| world.names.resolve(Noun::Person, &shown) == *key)
}
