//! The history of a number: every moment at which least or most changes.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::time::Moment;
use crate::domain::{EventId, Seq};

use super::tally::{Bounds, Counter, Eligible, Rule};
use super::tenures::Certainty;
use super::world::{FactIndex, World};

/// A moment at which the number changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When; unbounded for what has no beginning.
    pub at: Moment,
    /// The number from then on.
    pub bounds: Bounds,
    /// What changed it.
    pub changes: Vec<Change>,
}

/// What changed for one counted person, or one counted holding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Who.
    pub person: String,
    /// From what, of a count by post.
    pub post: Option<String>,
    /// How surely it counted before.
    pub before: Option<Certainty>,
    /// How surely it counts from then on.
    pub after: Option<Certainty>,
    /// The events behind the change, oldest first.
    pub events: Vec<(Seq, EventId)>,
}

/// How the number of a rule came about, oldest first, until a moment.
///
/// It is the history in the world, as known by one point of record time: the
/// last step has the very bounds of the tally at that moment.
#[must_use]
pub fn steps(world: &World<'_>, rule: &Rule, until: Moment) -> Vec<Step> {
    let counter = Counter::new(world, rule, until);
    let mut changes: BTreeMap<Moment, Vec<Change>> = BTreeMap::new();
    for ((person, holding), eligible) in counter.eligible(rule.how) {
        let moments: BTreeSet<Moment> = eligible.iter().flat_map(|one| turns(one, rule)).collect();
        let mut before = None;
        for at in moments.into_iter().filter(|moment| *moment <= until) {
            let after = eligible.iter().filter_map(|one| counter.counts(one, at)).max();
            if before == after {
                continue;
            }
            let turned = eligible.iter().filter(|one| turns(one, rule).contains(&at));
            let facts: BTreeSet<FactIndex> = turned.flat_map(|one| behind(one, at)).collect();
            let post = holding.and_then(|(body, post)| Some(world.post(body, post?, at)));
            let events = world.facts.events(&facts);
            changes.entry(at).or_default().push(Change { person: world.person(person), post, before, after, events });
            before = after;
        }
    }
    let mut bounds = Bounds::default();
    let steps = changes.into_iter().map(|(at, changes)| {
        for change in &changes {
            bounds.take_away(change.before);
            bounds.add(change.after);
        }
        Step { at, bounds, changes }
    });
    // A moment at which one person comes and another goes changes no number, but who is counted.
    steps.collect()
}

/// The moments at which a departure may count otherwise than before.
fn turns(one: &Eligible<'_>, rule: &Rule) -> Vec<Moment> {
    let range = one.departure.range(rule.by_effect);
    let withdrawn = one.departure.withdrawn.iter().flat_map(|(when, _)| [when.earliest, when.latest]);
    // What may have happened before the window opens counts when it opens.
    [range.earliest, range.latest].into_iter().chain(rule.from).chain(withdrawn).collect()
}

/// The facts behind a turn: those that take a departure back, where it turns by that.
fn behind(one: &Eligible<'_>, at: Moment) -> BTreeSet<FactIndex> {
    let taken_back = one.departure.withdrawn.filter(|(when, _)| at == when.earliest || at == when.latest);
    taken_back.map_or_else(|| one.departure.facts.clone(), |(_, fact)| BTreeSet::from([fact]))
}
