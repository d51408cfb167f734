//! Who holds what at a moment: recorded holders, never nobody.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::time::{Mark, Moment, MomentRange};
use crate::domain::{Capacity, EventId, Name, NameKey, Seq, Text, Turn};

use super::tenures::{Certainty, Stretch, Tenure};
use super::world::{FactIndex, World};

/// One holder: a row per person, body and post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Where.
    pub body: String,
    /// As what, under the name surely in force.
    pub post: Option<String>,
    /// Who.
    pub person: String,
    /// When it began.
    pub since: MomentRange,
    /// How the start is meant.
    pub since_mark: Mark,
    /// When it ends, where that is recorded.
    pub until: Option<MomentRange>,
    /// How the end is meant.
    pub until_mark: Mark,
    /// How sure it is.
    pub certainty: Certainty,
    /// Whether as a stand-in.
    pub acting: bool,
    /// Capacities other than in full that are surely in force.
    pub capacities: Vec<Capacity>,
    /// The standing of the office.
    pub rank: Option<Text>,
    /// The events that make it so, oldest first.
    pub events: Vec<(Seq, EventId)>,
}

/// How many seats of a body, or of one post, are accounted for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seats {
    /// Which body.
    pub body: String,
    /// Which post of it; none where the whole body is meant.
    pub post: Option<String>,
    /// How many seats it has.
    pub seats: u32,
    /// How many have a certain holder.
    pub certain: u32,
    /// How many more have a possible one.
    pub possible: u32,
    /// The event that says how many there are.
    pub events: Vec<(Seq, EventId)>,
}

impl Seats {
    fn of(seats: u32, holders: &[Certainty], events: Vec<(Seq, EventId)>) -> Self {
        let number = |wanted| {
            let number = holders.iter().filter(|certainty| **certainty == wanted).count();
            u32::try_from(number).unwrap_or(u32::MAX)
        };
        let (certain, possible) = (number(Certainty::Certain), number(Certainty::Possible));
        Self { body: String::new(), post: None, seats, certain, possible, events }
    }

    /// How many have no recorded holder.
    #[must_use]
    pub fn unaccounted(&self) -> u32 {
        self.seats.saturating_sub(self.certain + self.possible)
    }
}

/// The recorded holders at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cabinet {
    /// The rows, by body, post and person.
    pub holders: Vec<Holder>,
    /// The bodies and posts of which the number of seats is known.
    pub seats: Vec<Seats>,
}

/// Who holds what at a moment, in one body and its parts or in all.
#[must_use]
pub fn cabinet(world: &World<'_>, body: Option<&Name>, at: Moment) -> Cabinet {
    cabinet_with_names_of(world, body, at, at)
}

/// Who holds what at a moment, in posts under their names of another.
pub(super) fn cabinet_with_names_of(world: &World<'_>, body: Option<&Name>, at: Moment, names_of: Moment) -> Cabinet {
    let within = body.map(|body| world.bodies_within(body));
    let mut rows: BTreeMap<(String, bool, String, String), Row<'_>> = BTreeMap::new();
    for tenure in &world.tenures {
        let Some(certainty) = tenure.held_at(at, &world.departures) else { continue };
        let Some(behind) = behind(within.as_ref(), &tenure.body) else { continue };
        let post = tenure.post.as_ref().map(|post| world.post(&tenure.body, post, names_of));
        let key = (world.body(&tenure.body), post.is_none(), post.unwrap_or_default(), world.person(&tenure.person));
        let row = rows.entry(key).or_insert_with(|| Row { certainty, tenures: Vec::new(), facts: BTreeSet::new() });
        row.certainty = row.certainty.max(certainty);
        row.facts.extend(&tenure.facts);
        row.facts.extend(&behind);
        row.tenures.push(tenure);
    }
    let seats = seats(world, within.as_ref(), at);
    let holders = rows.into_iter().map(|(key, row)| row.holder(key, world, at)).collect();
    Cabinet { holders, seats }
}

struct Row<'w> {
    certainty: Certainty,
    tenures: Vec<&'w Tenure>,
    facts: BTreeSet<FactIndex>,
}

impl Row<'_> {
    fn holder(
        self,
        (body, no_post, post, person): (String, bool, String, String),
        world: &World<'_>,
        at: Moment,
    ) -> Holder {
        // The stretch that makes the row: the surest, and of those the latest.
        let best = self.tenures.iter().flat_map(|tenure| tenure.stretches.iter().map(move |stretch| (tenure, stretch)));
        let best = best
            .filter_map(|(tenure, stretch)| {
                Some((stretch.held_at(at, &world.departures)?, stretch.start, tenure, stretch))
            })
            .max_by_key(|(certainty, start, ..)| (*certainty, *start));
        // A row is made of tenures that are held, so one of their stretches is.
        let (_, since, tenure, stretch): (_, _, &&Tenure, &Stretch) = best.expect("a row has a stretch that is held");
        let mut facts = with_neighbours(world, tenure, self.facts);
        let capacities = capacities(world, tenure, at, &mut facts);
        facts.extend(tenure.rank_fact);
        Holder {
            body,
            post: (!no_post).then_some(post),
            person,
            since,
            since_mark: stretch.start_mark(tenure, &world.facts),
            until: stretch.end_range(&world.departures),
            until_mark: stretch.end_mark(tenure, &world.departures, &world.facts),
            certainty: self.certainty,
            acting: is_acting(tenure, &capacities),
            capacities: other_than_full(capacities),
            rank: tenure.rank.clone(),
            events: world.events(&facts),
        }
    }
}

/// The facts of a row, with those of every tenure of the same post that any of
/// them touches: an appointment that ended standing in opened a tenure too, and
/// without what ended that, it would seem to be held.
fn with_neighbours(world: &World<'_>, of: &Tenure, mut facts: BTreeSet<FactIndex>) -> BTreeSet<FactIndex> {
    // They stand in the order of person and body, so that few are looked at.
    let place = (&of.person, &of.body);
    let first = world.tenures.partition_point(|tenure| (&tenure.person, &tenure.body) < place);
    let there = world.tenures[first..].iter().take_while(|tenure| (&tenure.person, &tenure.body) == place);
    let mut others: Vec<&Tenure> = there.filter(|tenure| tenure.post == of.post).collect();
    while let Some(next) = others.iter().position(|tenure| !tenure.facts.is_disjoint(&facts)) {
        facts.extend(&others.swap_remove(next).facts);
    }
    facts
}

/// The capacities surely in force at a moment, of those that changed since the
/// tenure may have begun. `full` ends all others.
pub(super) fn capacities(
    world: &World<'_>,
    tenure: &Tenure,
    at: Moment,
    facts: &mut BTreeSet<FactIndex>,
) -> Vec<Capacity> {
    let mut in_force = BTreeSet::new();
    let since = tenure.stretches.first().map_or(Moment::MIN, |stretch| stretch.start.earliest);
    let changes = world.statuses(tenure).into_iter();
    for change in changes.filter(|change| since <= change.when.latest && change.when.latest <= at) {
        facts.insert(change.fact);
        match (change.capacity, change.turn) {
            (Capacity::Full, Turn::Began) => in_force = BTreeSet::from([Capacity::Full]),
            (capacity, Turn::Began) => {
                in_force.remove(&Capacity::Full);
                in_force.insert(capacity);
            }
            (capacity, Turn::Ended) => {
                in_force.remove(&capacity);
            }
        }
    }
    in_force.into_iter().collect()
}

fn is_acting(tenure: &Tenure, capacities: &[Capacity]) -> bool {
    tenure.acting && !capacities.contains(&Capacity::Full) || capacities.contains(&Capacity::Acting)
}

fn other_than_full(capacities: Vec<Capacity>) -> Vec<Capacity> {
    capacities.into_iter().filter(|capacity| *capacity != Capacity::Full).collect()
}

/// Whether a tenure is a stand-in's at a moment, and the capacities other than
/// in full that are surely in force then.
#[must_use]
pub fn capacities_at(world: &World<'_>, tenure: &Tenure, at: Moment) -> (bool, Vec<Capacity>) {
    let capacities = capacities(world, tenure, at, &mut BTreeSet::new());
    (is_acting(tenure, &capacities), other_than_full(capacities))
}

type Within = BTreeMap<NameKey, BTreeSet<FactIndex>>;

/// The facts by which a body belongs to an answer, if it does.
pub(super) fn behind(within: Option<&Within>, body: &NameKey) -> Option<BTreeSet<FactIndex>> {
    match within {
        None => Some(BTreeSet::new()),
        Some(within) => within.get(body).cloned(),
    }
}

fn seats(world: &World<'_>, within: Option<&Within>, at: Moment) -> Vec<Seats> {
    let asked = |body: &NameKey| behind(within, body).is_some();
    let described = world.bodies.seated(at).filter(|(body, ..)| asked(body));
    let bodies = described.map(|(body, seats, fact)| {
        let parts = world.bodies.within(body);
        let holders = people_in(world, at, |tenure| parts.contains_key(&tenure.body));
        Seats { body: world.body(body), post: None, ..Seats::of(seats, &holders, world.events([&fact])) }
    });
    let described = world.posts.seated(at).filter(|((body, _), ..)| asked(body));
    let posts = described.map(|((body, post), seats, fact)| {
        let holders = people_in(world, at, |tenure| tenure.body == *body && tenure.post.as_ref() == Some(post));
        let shown = world.post(body, post, at);
        Seats { body: world.body(body), post: Some(shown), ..Seats::of(seats, &holders, world.events([&fact])) }
    });
    bodies.chain(posts).collect()
}

/// The people who hold any of some tenures, each as surely as the surest.
fn people_in(world: &World<'_>, at: Moment, belongs: impl Fn(&Tenure) -> bool) -> Vec<Certainty> {
    let mut people: BTreeMap<&NameKey, Certainty> = BTreeMap::new();
    for tenure in world.tenures.iter().filter(|tenure| belongs(tenure)) {
        if let Some(certainty) = tenure.held_at(at, &world.departures) {
            let entry = people.entry(&tenure.person).or_insert(certainty);
            *entry = (*entry).max(certainty);
        }
    }
    people.into_values().collect()
}
