//! Every tenure and departure as rows, whatever the moment: what other formats carry.

use std::collections::BTreeSet;

use crate::domain::time::{Mark, Moment, MomentRange};
use crate::domain::{Claim, EventId, How, Seq, SourceId, Text};

use super::tally::publishers;
use super::tenures::{Certainty, Departure, End, Stretch, Tenure};
use super::world::{FactIndex, World};

/// A range of time with how it is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    /// The range inside which it happened.
    pub range: MomentRange,
    /// How the facts behind it mean that.
    pub mark: Mark,
}

/// One stretch of a tenure: from a start to an end, if that is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenureRow {
    /// Who.
    pub person: String,
    /// Where.
    pub body: String,
    /// As what, under one name for all the names of the post.
    pub post: Option<String>,
    /// When it began.
    pub since: Dated,
    /// When it ended, where that is recorded.
    pub until: Option<Dated>,
    /// In which ways its departure is said to have been.
    pub hows: Vec<How>,
    /// The departure that ended it, by place in [`History::departures`].
    pub departure: Option<usize>,
    /// Whether the appointment was as a stand-in.
    pub acting: bool,
    /// The standing of the office.
    pub rank: Option<Text>,
    /// How surely it is held at the moment asked for, where one was.
    pub certainty: Option<Certainty>,
    /// The events that make it so, oldest first.
    pub events: Vec<(Seq, EventId)>,
    /// The articles that these cite.
    pub sources: Vec<SourceId>,
}

/// One departure, however often it was reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartureRow {
    /// Who.
    pub person: String,
    /// From where.
    pub body: String,
    /// From what: the posts that it ended, else the one that its reports name.
    pub posts: Vec<String>,
    /// In which ways it is said to have been.
    pub hows: Vec<How>,
    /// When it took effect.
    pub when: Dated,
    /// When it became public, where that is recorded.
    pub announced: Option<Dated>,
    /// When it was taken back, where it was.
    pub withdrawn: Option<Dated>,
    /// At whose hands.
    pub by: Vec<String>,
    /// Why, as its reports say.
    pub reasons: Vec<String>,
    /// Whether an article denies it.
    pub disputed: bool,
    /// How many publishers report it.
    pub publishers: u32,
    /// Whether it has surely happened at the moment asked for, where one was.
    pub certainty: Option<Certainty>,
    /// The events that make it so, oldest first.
    pub events: Vec<(Seq, EventId)>,
    /// The articles that these cite.
    pub sources: Vec<SourceId>,
}

/// The tenures and departures of a world.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// By body, post, person and start.
    pub tenures: Vec<TenureRow>,
    /// By body, person and time.
    pub departures: Vec<DepartureRow>,
}

/// Every tenure and departure; with a moment, only what is held then and what
/// may have happened by then. A post has its name of that moment, else its last.
#[must_use]
pub fn history(world: &World<'_>, at: Option<Moment>) -> History {
    let mut departures: Vec<(usize, DepartureRow)> =
        world.departures.iter().enumerate().map(|(index, one)| (index, departure_row(world, one, at))).collect();
    departures.retain(|(_, row)| at.is_none() || row.certainty.is_some());
    departures.sort_by(|(_, a), (_, b)| departure_order(a).cmp(&departure_order(b)));
    let mut places = vec![None; world.departures.len()];
    departures.iter().enumerate().for_each(|(place, (index, _))| places[*index] = Some(place));
    let mut tenures = Vec::new();
    for tenure in &world.tenures {
        for stretch in &tenure.stretches {
            let row = tenure_row(world, tenure, stretch, at, &places);
            if at.is_none() || row.certainty.is_some() {
                tenures.push(row);
            }
        }
    }
    tenures.sort_by(|a, b| tenure_order(a).cmp(&tenure_order(b)));
    History { tenures, departures: departures.into_iter().map(|(_, row)| row).collect() }
}

/// The events behind a row.
type Events = [(Seq, EventId)];

fn departure_order(row: &DepartureRow) -> (&str, &str, MomentRange, &[String], &Events) {
    (&row.body, &row.person, row.when.range, &row.posts, &row.events)
}

fn tenure_order(row: &TenureRow) -> (&str, Option<&str>, &str, MomentRange, Option<MomentRange>, &Events) {
    (&row.body, row.post.as_deref(), &row.person, row.since.range, row.until.map(|until| until.range), &row.events)
}

fn tenure_row(
    world: &World<'_>,
    tenure: &Tenure,
    stretch: &Stretch,
    at: Option<Moment>,
    places: &[Option<usize>],
) -> TenureRow {
    let departure = match stretch.end {
        Some(End::Departure(index)) => Some(index),
        _ => None,
    };
    let hows = departure.map(|index| hows(&world.departures[index])).unwrap_or_default();
    let mut facts = tenure.facts.clone();
    facts.extend(tenure.rank_fact);
    TenureRow {
        person: world.person(&tenure.person),
        body: world.body(&tenure.body),
        post: tenure.post.as_ref().map(|post| world.post(&tenure.body, post, at.unwrap_or(Moment::MAX))),
        since: Dated { range: stretch.start, mark: stretch.start_mark(tenure, &world.facts) },
        until: stretch
            .end_range(&world.departures)
            .map(|range| Dated { range, mark: stretch.end_mark(tenure, &world.departures, &world.facts) }),
        hows,
        departure: departure.and_then(|index| places[index]),
        acting: tenure.acting,
        rank: tenure.rank.clone(),
        certainty: at.and_then(|at| stretch.held_at(at, &world.departures)),
        events: world.events(&facts),
        sources: sources(world, &facts),
    }
}

fn departure_row(world: &World<'_>, departure: &Departure, at: Option<Moment>) -> DepartureRow {
    let name = |post| world.post(&departure.body, post, at.unwrap_or(Moment::MAX));
    let mut posts: BTreeSet<String> = BTreeSet::new();
    posts.extend(departure.tenures.iter().filter_map(|index| world.tenures[*index].post.as_ref()).map(name));
    if posts.is_empty() {
        posts.extend(departure.post.as_ref().map(name));
    }
    let (mut by, mut reasons) = (BTreeSet::new(), BTreeSet::new());
    for fact in &departure.facts {
        if let Claim::Departed { by: at_hands, reason, .. } = &world.facts.get(*fact).fact.claim {
            by.extend(at_hands.as_ref().map(|name| world.person_named(name)));
            reasons.extend(reason.as_ref().map(ToString::to_string));
        }
    }
    let denials = world.denials(departure);
    let mut facts = departure.facts.clone();
    facts.extend(&denials);
    let withdrawn = departure.withdrawn.map(|(range, fact)| {
        facts.insert(fact);
        let mark = world.facts.get(fact).fact.when.as_ref().map(|when| when.mark()).unwrap_or_default();
        Dated { range, mark }
    });
    DepartureRow {
        person: world.person(&departure.person),
        body: world.body(&departure.body),
        posts: posts.into_iter().collect(),
        hows: hows(departure),
        when: Dated { range: departure.when, mark: departure.mark(true, &world.facts) },
        announced: departure.announced.map(|range| Dated { range, mark: departure.mark(false, &world.facts) }),
        withdrawn,
        by: by.into_iter().collect(),
        reasons: reasons.into_iter().collect(),
        disputed: !denials.is_empty(),
        publishers: u32::try_from(publishers(world, &departure.facts).len()).unwrap_or(u32::MAX),
        certainty: at.and_then(|at| happened(departure, at)),
        events: world.events(&facts),
        sources: sources(world, &facts),
    }
}

/// How surely a departure stands at a moment: it has happened, and was not taken back.
fn happened(departure: &Departure, at: Moment) -> Option<Certainty> {
    let back = departure.withdrawn.map(|(range, _)| range);
    if departure.when.latest <= at && back.is_none_or(|back| back.earliest > at) {
        Some(Certainty::Certain)
    } else if departure.when.earliest <= at && back.is_none_or(|back| back.latest > at) {
        Some(Certainty::Possible)
    } else {
        None
    }
}

fn hows(departure: &Departure) -> Vec<How> {
    departure.hows.iter().copied().collect()
}

fn sources(world: &World<'_>, facts: &BTreeSet<FactIndex>) -> Vec<SourceId> {
    let cited = facts.iter().flat_map(|fact| world.facts.get(*fact).record.citations());
    let sources: BTreeSet<SourceId> = cited.map(|citation| citation.source).collect();
    sources.into_iter().collect()
}
