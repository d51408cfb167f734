//! What stands beside the rows: seats, bodies, other ways out, capacities.

use std::collections::BTreeMap;

use reshuffle::domain::time::{Moment, MomentRange};
use reshuffle::domain::{Capacity, Field, How, Kind, PostChange};

use super::answers::{Rule, bounds};
use super::tenures::{Sure, Tenure};
use super::world::World;

/// How many seats of a body or post are accounted for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeatsRow {
    pub body: String,
    pub post: Option<String>,
    pub seats: u32,
    pub certain: u32,
    pub possible: u32,
}

/// What facts about one body or post are told apart by: time, name, change, new name.
type Content = (MomentRange, Option<String>, Option<PostChange>, Option<String>);

impl World<'_> {
    /// The bodies and posts of which the number of seats may be in force: the
    /// last that was given.
    pub fn seats(&self, body: Option<&str>, at: Moment) -> Vec<SeatsRow> {
        let bodies = body.map(|body| self.bodies_in(body));
        let mut last: BTreeMap<(String, Option<String>), (Content, u32)> = BTreeMap::new();
        for fact in self.reported().filter(|fact| [Kind::Body, Kind::Post].contains(&fact.kind)) {
            let of = self.body_of(fact).expect("it is of a body");
            let post = fact.get(Field::Post).map(|post| self.post(&of, post));
            let Some(seats) = fact.get(Field::Seats).and_then(|seats| seats.parse().ok()) else { continue };
            let when = fact.when(&self.known, self.zone).unwrap_or(MomentRange::ALWAYS);
            if when.earliest > at || bodies.as_ref().is_some_and(|bodies| !bodies.contains(&of)) {
                continue;
            }
            let name = fact.get(Field::Post).map(|post| self.name("post", post));
            let change = fact.get(Field::Change).and_then(|change| change.parse().ok());
            let content = (when, name, change, fact.get(Field::To).map(str::to_owned));
            let this = (content, seats);
            let given = last.entry((of, post)).or_insert_with(|| this.clone());
            if *given < this {
                *given = this;
            }
        }
        let rows = last.into_iter().map(|((body, post), (_, seats))| {
            let of = |tenure: &Tenure| match &post {
                Some(_) => tenure.body == body && tenure.post == post,
                None => self.bodies_in(&body).contains(&tenure.body),
            };
            let mut people: BTreeMap<&String, Sure> = BTreeMap::new();
            for tenure in self.tenures.iter().filter(|tenure| of(tenure)) {
                if let Some(sure) = tenure.held_at(at, &self.departures) {
                    let known = people.entry(&tenure.person).or_insert(sure);
                    *known = (*known).max(sure);
                }
            }
            let number = |wanted| people.values().filter(|sure| **sure == wanted).count() as u32;
            let (certain, possible) = (number(Sure::Certain), number(Sure::Possible));
            let shown = post.as_ref().map(|post| self.post_at(&body, post, at));
            SeatsRow { body: body.clone(), post: shown, seats, certain, possible }
        });
        let mut rows: Vec<SeatsRow> = rows.collect();
        rows.sort();
        rows
    }

    /// A count broken down: in each body alone.
    pub fn by_body(&self, rule: &Rule, at: Moment) -> Vec<(String, (u32, u32))> {
        let inside = rule.body.as_ref().map(|body| self.bodies_in(body));
        let mut bodies: Vec<&String> = self.tenures.iter().map(|tenure| &tenure.body).collect();
        bodies.sort();
        bodies.dedup();
        bodies.retain(|body| inside.as_ref().is_none_or(|inside| inside.contains(body)));
        let counts = bodies.into_iter().map(|body| {
            let alone = World {
                known: self.known.clone(),
                zone: self.zone,
                renamings: self.renamings.clone(),
                tenures: self.tenures.iter().filter(|tenure| tenure.body == *body).cloned().collect(),
                departures: self.departures.clone(),
            };
            (body.clone(), bounds(&alone.tally(rule, at)))
        });
        counts.filter(|(_, (_, most))| *most > 0).collect()
    }

    /// The other ways out that somebody reports, counted by the same rule.
    pub fn besides(&self, rule: &Rule, at: Moment) -> Vec<(String, (u32, u32))> {
        let taken = |how: &str| how == rule.how || rule.how == "left" && how != "reshuffled";
        let others = How::ALL.iter().map(|how| how.word()).filter(|how| !taken(how));
        let counts = others.filter_map(|how| {
            let rows = self.tally(&Rule { how: how.to_owned(), ..rule.clone() }, at);
            rows.iter().any(|row| row.hows.contains(how)).then(|| (how.to_owned(), bounds(&rows)))
        });
        counts.collect()
    }

    /// The capacities surely in force, of those that changed since a tenure may
    /// have begun. To hold a post in full ends every other capacity.
    pub fn capacities(&self, tenure: &Tenure, at: Moment) -> Vec<Capacity> {
        let since = tenure.stretches[0].start.earliest;
        let mut changes = Vec::new();
        for fact in self.reported().filter(|fact| fact.kind == Kind::Status) {
            let post = fact.get(Field::Post).map(|post| self.post(&tenure.body, post));
            let when = fact.when(&self.known, self.zone).expect("it has a time");
            if self.person_of(fact).as_ref() == Some(&tenure.person)
                && self.body_of(fact).as_ref() == Some(&tenure.body)
                && tenure.may_be(post.as_ref())
                && since <= when.latest
                && when.latest <= at
            {
                let capacity: Capacity =
                    fact.get(Field::Status).and_then(|word| word.parse().ok()).expect("a capacity");
                changes.push((when, fact.get(Field::Change) == Some("began"), capacity));
            }
        }
        changes.sort();
        let mut in_force: Vec<Capacity> = Vec::new();
        for (_, began, capacity) in changes {
            let ends = |other: Capacity| began && (capacity == Capacity::Full || other == Capacity::Full);
            in_force.retain(|other| *other != capacity && !ends(*other));
            in_force.extend(began.then_some(capacity));
        }
        in_force.sort();
        in_force
    }
}
