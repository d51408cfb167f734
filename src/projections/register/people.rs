//! People as records.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::time::{Moment, MomentRange};
use crate::domain::{EventId, Name, NameKey, Noun, Seq, SourceId};

use super::super::cabinet::{Holder, cabinet};
use super::super::history::{TenureRow, history};
use super::super::tenures::Tenure;
use super::super::world::{FactIndex, World};
use super::{Register, Summary};

/// A person, with what is held at the moment asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Names, identifiers, and how much is recorded.
    pub summary: Summary,
    /// What is held, surely or possibly.
    pub holds: Vec<Holder>,
}

/// Everything known of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRecord {
    /// Names, identifiers, and what is held.
    pub row: PersonRow,
    /// The factions that the person is said to belong to, with the events that say so.
    pub groups: Vec<(String, Vec<(Seq, EventId)>)>,
    /// What is and was held, in order of time, whatever the moment.
    pub tenures: Vec<TenureRow>,
}

/// A standing fact that names a person, by what may tell two people apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FactOf {
    /// The body that it names, if it names one.
    pub body: Option<String>,
    /// The article that it cites first, if it cites one.
    pub source: Option<SourceId>,
    /// The fact, by the event that recorded it.
    pub fact: EventId,
}

/// Everyone whom standing facts name, by name; with a body, only whom facts
/// about it and its parts name; with a scheme, only who has an identifier of it.
#[must_use]
pub fn people(world: &World<'_>, body: Option<&Name>, scheme: Option<&Name>, at: Moment) -> Vec<PersonRow> {
    let register = Register::of(world);
    let within = body.map(|body| world.bodies_within(body));
    let mut held: BTreeMap<String, Vec<Holder>> = BTreeMap::new();
    for holder in cabinet(world, None, at).holders {
        held.entry(holder.person.clone()).or_default().push(holder);
    }
    let mut rows = Vec::new();
    for (key, mentioned) in &register.people {
        let there = |within: &BTreeMap<_, _>| mentioned.bodies.iter().any(|body| within.contains_key(body));
        if !within.as_ref().is_none_or(there) {
            continue;
        }
        let mut summary = Summary::of(world, Noun::Person, world.person(key), mentioned);
        if let Some(scheme) = scheme {
            summary.identifiers.retain(|identifier| identifier.scheme == scheme.as_str());
            if summary.identifiers.is_empty() {
                continue;
            }
        }
        let holds = held.remove(&summary.name).unwrap_or_default();
        rows.push(PersonRow { summary, holds });
    }
    rows.sort_by(|a, b| a.summary.name.cmp(&b.summary.name));
    rows
}

/// Everything known of one person; none where no standing fact names it.
#[must_use]
pub fn person(world: &World<'_>, key: &NameKey, at: Moment) -> Option<PersonRecord> {
    let register = Register::of(world);
    let mentioned = register.people.get(key)?;
    let summary = Summary::of(world, Noun::Person, world.person(key), mentioned);
    let mut groups: BTreeMap<String, BTreeSet<FactIndex>> = BTreeMap::new();
    for (group, fact) in world.groups(key) {
        groups.entry(group.to_string()).or_default().insert(fact);
    }
    let holds = cabinet(world, None, at).holders.into_iter().filter(|holder| holder.person == summary.name).collect();
    let mut tenures: Vec<TenureRow> =
        history(world, None).tenures.into_iter().filter(|row| row.person == summary.name).collect();
    tenures.sort_by_key(|row| (row.since.range, row.until.map(|until| until.range)));
    Some(PersonRecord {
        row: PersonRow { summary, holds },
        groups: groups.into_iter().map(|(group, facts)| (group, world.events(&facts))).collect(),
        tenures,
    })
}

/// The standing facts that name a person, by body, then article.
#[must_use]
pub fn facts_of(world: &World<'_>, key: &NameKey) -> Vec<FactOf> {
    let register = Register::of(world);
    let facts = register.people.get(key).into_iter().flat_map(|mentioned| &mentioned.facts);
    let mut facts: Vec<(FactOf, FactIndex)> = facts
        .map(|index| {
            let survivor = world.facts.get(*index);
            let names = survivor.fact.claim.names();
            let body = names.into_iter().find(|(noun, _)| *noun == Noun::Body);
            let body = body.map(|(noun, body)| world.body(&world.names.resolve(noun, body)));
            let source = survivor.fact.citations.first().map(|citation| citation.source);
            (FactOf { body, source, fact: survivor.record.origin.1 }, *index)
        })
        .collect();
    facts.sort_by(|(a, first), (b, second)| (&a.body, a.source, first).cmp(&(&b.body, b.source, second)));
    facts.into_iter().map(|(fact, _)| fact).collect()
}

/// Two offices that two people hold at one time: a sign that they are two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Together {
    /// What the one holds.
    pub one: String,
    /// What the other holds.
    pub other: String,
    /// From when on both surely do.
    pub since: Moment,
}

/// The different offices that two people surely hold at one time.
#[must_use]
pub fn held_together(world: &World<'_>, one: &NameKey, other: &NameKey) -> Vec<Together> {
    let of = |key: &NameKey| -> Vec<&Tenure> { world.tenures.iter().filter(|tenure| tenure.person == *key).collect() };
    let office = |tenure: &Tenure| {
        let post = tenure.post.as_ref().map(|post| format!("{}, ", world.post(&tenure.body, post, Moment::MAX)));
        format!("{}{}", post.unwrap_or_default(), world.body(&tenure.body))
    };
    let mut found = Vec::new();
    for first in of(one) {
        for second in of(other) {
            let same = first.body == second.body && first.post == second.post;
            let since = surely_held(world, first, second);
            if let (false, Some(since)) = (same, since) {
                found.push(Together { one: office(first), other: office(second), since });
            }
        }
    }
    found
}

/// The first moment at which two tenures are both surely held.
fn surely_held(world: &World<'_>, one: &Tenure, other: &Tenure) -> Option<Moment> {
    let surely = |tenure: &Tenure| -> Vec<(Moment, Moment)> {
        let ends = tenure.stretches.iter().map(|stretch| {
            let end: Option<MomentRange> = stretch.end_range(&world.departures);
            (stretch.start.latest, end.map_or(Moment::MAX, |end| end.earliest))
        });
        ends.collect()
    };
    let others = surely(other);
    let pairs = surely(one).into_iter().flat_map(|a| others.iter().map(move |b| (a.0.max(b.0), a.1.min(b.1))));
    pairs.filter(|(from, until)| from < until).map(|(from, _)| from).min()
}
