//! What two answers differ in: who came and went between two moments, or what
//! was thought otherwise at two points of our knowing.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::time::Moment;
use crate::domain::{EventId, Name, Seq};

use super::Knowledge;
use super::cabinet::{Holder, cabinet_with_names_of};
use super::timeline::{Entry, departures};
use super::world::World;

/// A row that two answers do not share, or not alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<R> {
    /// The row of the first answer.
    pub before: Option<R>,
    /// The row of the second.
    pub after: Option<R>,
    /// The events behind the difference, oldest first.
    pub events: Vec<(Seq, EventId)>,
}

/// Everything that two answers differ in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    /// Who holds what, in the one and not, or otherwise, in the other.
    pub holders: Vec<Change<Holder>>,
    /// Departures that have, or may have, happened in the one and not, or
    /// otherwise, in the other.
    pub departures: Vec<Change<Entry>>,
}

impl Diff {
    /// The same, seen from the second answer.
    #[must_use]
    pub fn reversed(self) -> Self {
        fn turn<R>(changes: Vec<Change<R>>) -> Vec<Change<R>> {
            let turned = changes.into_iter();
            turned.map(|Change { before, after, events }| Change { before: after, after: before, events }).collect()
        }
        Self { holders: turn(self.holders), departures: turn(self.departures) }
    }

    /// Whether both answers are the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.holders.is_empty() && self.departures.is_empty()
    }
}

/// What changed in the world from one moment to another. The posts are shown
/// by their names at the second, so that a new name alone is no change.
#[must_use]
pub fn between_moments(world: &World<'_>, body: Option<&Name>, first: Moment, second: Moment) -> Diff {
    let side = |at: Moment| Side::of(world, body, at, second);
    side(first).diff(side(second), |_, before, after| {
        // What the rows rest on in the one and not in the other would be
        // nothing: both rest on the same facts. So it is all of them.
        before.iter().chain(after).copied().collect()
    })
}

/// What is thought otherwise of one moment by two points of our knowing, the
/// earlier one first. The events behind a difference are those recorded
/// between the two that concern its rows.
#[must_use]
pub fn between_points(earlier: &World<'_>, later: &World<'_>, body: Option<&Name>, at: Moment) -> Diff {
    let known = earlier.knowledge.head.map(|(seq, _)| seq);
    Side::of(earlier, body, at, at).diff(Side::of(later, body, at, at), |person, before, after| {
        let concerned = before.iter().chain(after).copied();
        let mut events = recorded_after(known, later.knowledge, concerned.map(|(_, id)| id));
        if events.is_empty() {
            // Nothing behind the rows themselves: a fact about the same person
            // made the fold take them otherwise. The row of who was since joined
            // to somebody else is gone under a name that nobody has any more.
            let now = Name::new(person).map(|name| later.person_named(&name));
            let facts = later.knowledge.records().filter(|record| {
                let said = record.last_said().map(|fact| fact.claim.names());
                said.is_some_and(|names| {
                    names.iter().any(|(_, name)| now.as_deref() == Ok(later.person_named(name).as_str()))
                })
            });
            events = recorded_after(known, later.knowledge, facts.map(|record| record.origin.1));
        }
        events
    })
}

/// Everything done to some facts, and to the articles they cite, after a point.
fn recorded_after(
    known: Option<Seq>,
    knowledge: &Knowledge,
    facts: impl Iterator<Item = EventId>,
) -> BTreeSet<(Seq, EventId)> {
    let mut events = BTreeSet::new();
    for record in facts.filter_map(|id| knowledge.record(id)) {
        events.extend(record.history());
        for article in record.citations().filter_map(|citation| knowledge.articles.get(&citation.source)) {
            events.extend(article.redescribed.iter().map(|(seq, id, _)| (*seq, *id)));
        }
    }
    events.into_iter().filter(|(seq, _)| known.is_none_or(|known| *seq > known)).collect()
}

/// One of two answers.
struct Side<'a> {
    knowledge: &'a Knowledge,
    holders: Vec<Holder>,
    departures: Vec<Entry>,
}

impl<'a> Side<'a> {
    fn of(world: &World<'a>, body: Option<&Name>, at: Moment, names_of: Moment) -> Self {
        let mut departures = departures(world, body, at);
        departures.retain(|entry| entry.happened.is_some());
        Self {
            knowledge: world.knowledge,
            holders: cabinet_with_names_of(world, body, at, names_of).holders,
            departures,
        }
    }

    fn diff(
        self,
        other: Self,
        behind: impl Fn(&str, &[(Seq, EventId)], &[(Seq, EventId)]) -> BTreeSet<(Seq, EventId)>,
    ) -> Diff {
        let shares = |a: &[(Seq, EventId)], b: &[(Seq, EventId)]| {
            !origins(self.knowledge, a).is_disjoint(&origins(other.knowledge, b))
        };
        Diff {
            holders: changes(self.holders, other.holders, &shares, &behind),
            departures: changes(self.departures, other.departures, &shares, &behind),
        }
    }
}

/// The facts about a holding that some events belong to.
fn origins(knowledge: &Knowledge, events: &[(Seq, EventId)]) -> BTreeSet<EventId> {
    let records = events.iter().filter_map(|(_, id)| knowledge.record(*id));
    let about_holding = records.filter(|record| record.last_said().is_some_and(|fact| fact.claim.holding().is_some()));
    about_holding.map(|record| record.origin.1).collect()
}

/// A row that can be found again in another answer.
trait Comparable: Clone {
    fn person(&self) -> &str;
    fn place(&self) -> (&str, Option<&str>);
    fn events(&self) -> &[(Seq, EventId)];
    /// Whether both say the same; what they rest on may differ.
    fn says_the_same(&self, other: &Self) -> bool;
}

impl Comparable for Holder {
    fn person(&self) -> &str {
        &self.person
    }

    fn place(&self) -> (&str, Option<&str>) {
        (&self.body, self.post.as_deref())
    }

    fn events(&self) -> &[(Seq, EventId)] {
        &self.events
    }

    fn says_the_same(&self, other: &Self) -> bool {
        Self { events: Vec::new(), ..self.clone() } == Self { events: Vec::new(), ..other.clone() }
    }
}

impl Comparable for Entry {
    fn person(&self) -> &str {
        self.person.as_deref().unwrap_or_default()
    }

    fn place(&self) -> (&str, Option<&str>) {
        (self.body.as_deref().unwrap_or_default(), self.post.as_deref())
    }

    fn events(&self) -> &[(Seq, EventId)] {
        &self.events
    }

    fn says_the_same(&self, other: &Self) -> bool {
        let without = |entry: &Self| Self { events: Vec::new(), reports: Vec::new(), ..entry.clone() };
        without(self) == without(other)
    }
}

fn changes<R: Comparable>(
    mut before: Vec<R>,
    mut after: Vec<R>,
    shares: &impl Fn(&[(Seq, EventId)], &[(Seq, EventId)]) -> bool,
    behind: &impl Fn(&str, &[(Seq, EventId)], &[(Seq, EventId)]) -> BTreeSet<(Seq, EventId)>,
) -> Vec<Change<R>> {
    leave_out_the_same(&mut before, &mut after);
    // Rows of one person and post about one fact, then about one fact under
    // other names, then of one person and post by other facts.
    let named_alike = |a: &R, b: &R| a.person() == b.person() && a.place() == b.place();
    let about_one = |a: &R, b: &R| shares(a.events(), b.events());
    let mut pairs = pair(&mut before, &mut after, |a, b| named_alike(a, b) && about_one(a, b));
    pairs.extend(pair(&mut before, &mut after, about_one));
    pairs.extend(pair(&mut before, &mut after, named_alike));
    let pairs = pairs.into_iter().map(|(a, b)| (Some(a), Some(b)));
    let gone = before.into_iter().map(|row| (Some(row), None));
    let new = after.into_iter().map(|row| (None, Some(row)));
    let mut changes: Vec<Change<R>> = pairs
        .chain(gone)
        .chain(new)
        .map(|(before, after)| {
            let events = |row: &Option<R>| row.as_ref().map(|row| row.events().to_vec()).unwrap_or_default();
            let person = after.as_ref().or(before.as_ref()).map(R::person).unwrap_or_default();
            let events = behind(person, &events(&before), &events(&after));
            Change { events: events.into_iter().collect(), before, after }
        })
        .collect();
    changes.sort_by_cached_key(|change| {
        let row = change.after.as_ref().or(change.before.as_ref());
        row.map(|row| {
            let (body, post) = row.place();
            (body.to_owned(), post.map(str::to_owned), row.person().to_owned())
        })
    });
    changes
}

/// Takes out the rows that both have alike. Most rows are, so they are looked
/// up; only what is left is compared each with each.
fn leave_out_the_same<R: Comparable>(before: &mut Vec<R>, after: &mut Vec<R>) {
    let key = |row: &R| {
        let (body, post) = row.place();
        (row.person().to_owned(), body.to_owned(), post.map(str::to_owned))
    };
    let mut found: BTreeMap<_, Vec<R>> = BTreeMap::new();
    std::mem::take(after).into_iter().for_each(|row| found.entry(key(&row)).or_default().push(row));
    before.retain(|row| {
        let Some(rows) = found.get_mut(&key(row)) else { return true };
        let same = rows.iter().position(|other| row.says_the_same(other));
        same.map(|index| rows.remove(index)).is_none()
    });
    after.extend(found.into_values().flatten());
}

/// Takes out the rows that belong together.
fn pair<R>(before: &mut Vec<R>, after: &mut Vec<R>, belong: impl Fn(&R, &R) -> bool) -> Vec<(R, R)> {
    let mut pairs = Vec::new();
    for row in std::mem::take(before) {
        match after.iter().position(|other| belong(&row, other)) {
            Some(index) => pairs.push((row, after.remove(index))),
            None => before.push(row),
        }
    }
    pairs
}
