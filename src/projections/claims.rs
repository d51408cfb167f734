//! The numbers that articles print, each beside the tally under its own rule.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::time::{Moment, MomentRange};
use crate::domain::{Claim, Compare, Count, EventId, Name, NameKey, Noun, Seq, SourceId, Stance};

use super::Survivor;
use super::tally::{Bounds, Rule, tally};
use super::timing::{range_of, stamp_of};
use super::world::{FactIndex, World};

/// What the ledger makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is so.
    Agrees,
    /// It is not so.
    Disagrees,
    /// It cannot be told.
    Unclear,
}

impl Verdict {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Disagrees => "disagrees",
            Self::Unclear => "unclear",
        }
    }
}

/// An article's number beside ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedClaim {
    /// The event that records it.
    pub event: EventId,
    /// The label of the article that prints it.
    pub source: String,
    /// The words it stands in.
    pub quote: String,
    /// What is counted.
    pub count: Count,
    /// The last moment that it speaks of.
    pub until: Moment,
    /// Our number.
    pub bounds: Bounds,
    /// What comes of it.
    pub verdict: Verdict,
    /// People whom the article names as having left, but whom its rule leaves out.
    pub missing: Vec<String>,
    /// People who are counted, but whom the article does not name.
    pub extra: Vec<String>,
    /// The events that it rests on, oldest first.
    pub events: Vec<(Seq, EventId)>,
}

/// A number that a standing fact records, and how it is counted.
pub struct Stated<'w> {
    /// The fact.
    pub survivor: &'w Survivor<'w>,
    /// What is counted.
    pub count: &'w Count,
    /// The last moment that it speaks of.
    pub until: Moment,
    /// The rule of the tally that it is held against.
    pub rule: Rule,
}

impl Stated<'_> {
    /// The articles that print it.
    #[must_use]
    pub fn sources(&self) -> BTreeSet<SourceId> {
        self.survivor.record.citations().map(|citation| citation.source).collect()
    }
}

/// The numbers that are stated of a body, or of all, by what is known at a moment.
#[must_use]
pub fn stated<'w>(world: &'w World<'_>, body: Option<&Name>, at: Moment) -> Vec<Stated<'w>> {
    let within = body.map(|body| world.bodies_within(body));
    let mut stated = Vec::new();
    for (index, survivor) in world.facts.iter().filter(|(_, s)| s.fact.stance == Stance::Reported) {
        let Claim::Counted(count) = &survivor.fact.claim else { continue };
        let of_body = count.body.as_ref().map(|body| world.names.resolve(Noun::Body, body));
        let elsewhere = |within: &BTreeMap<_, _>| of_body.as_ref().is_some_and(|body| !within.contains_key(body));
        if within.as_ref().is_some_and(elsewhere) {
            continue;
        }
        let until = end_of(world, index, count).map_or(at, |range| range.latest);
        let from = count.from.as_ref().and_then(|from| range_of(from, world.zone)).map(|range| range.earliest);
        let rule = Rule {
            body: count.body.clone(),
            rank: count.rank.clone(),
            from,
            to: Some(until),
            per: count.per,
            ..Rule::of(count.how)
        };
        stated.push(Stated { survivor, count, until, rule });
    }
    stated
}

/// Every number that a standing fact records, as it compares at a moment.
#[must_use]
pub fn claims(world: &World<'_>, body: Option<&Name>, at: Moment) -> Vec<CheckedClaim> {
    let mut checked = Vec::new();
    for number in stated(world, body, at) {
        let sources = number.sources();
        let Stated { survivor, count, until, rule } = number;
        let found = tally(world, &rule, until.min(at));
        let named = named_as_left(world, &sources);
        let counted: BTreeSet<&String> = found.people.iter().map(|row| &row.person).collect();
        let mut events: BTreeSet<(Seq, EventId)> = survivor.record.events().into_iter().collect();
        for row in &found.people {
            events.extend(&row.events);
        }
        let label = |id: &SourceId| world.knowledge.articles.get(id).map(|a| a.source.description.label.to_string());
        checked.push(CheckedClaim {
            event: survivor.record.origin.1,
            source: sources.iter().filter_map(label).collect::<Vec<_>>().join(", "),
            quote: survivor.fact.citations.first().map(|citation| citation.exact.clone()).unwrap_or_default(),
            count: count.clone(),
            until,
            bounds: found.bounds,
            verdict: if at < until { Verdict::Unclear } else { compare(count, found.bounds) },
            missing: named
                .iter()
                .filter(|(shown, _)| !counted.contains(shown))
                .map(|(shown, ())| shown.clone())
                .collect(),
            extra: counted.into_iter().filter(|shown| !named.contains_key(*shown)).cloned().collect(),
            events: events.into_iter().collect(),
        });
    }
    checked.sort_by_key(|claim| (claim.until, world.knowledge.seq_of(claim.event)));
    checked
}

/// The time up to which a number counts, where anything says: its own `to`,
/// else its `when`, else the stamp of the article.
pub(super) fn end_of(world: &World<'_>, index: FactIndex, count: &Count) -> Option<MomentRange> {
    let to = count.to.as_ref().and_then(|to| range_of(to, world.zone));
    let fact = world.facts.get(index).fact;
    let stamp = || fact.citations.iter().find_map(|citation| stamp_of(citation, world.knowledge, world.zone));
    to.or_else(|| world.facts.when(index)).or_else(stamp)
}

/// What comes of a stated number beside the least and most that we count.
fn compare(count: &Count, Bounds { least, most }: Bounds) -> Verdict {
    let number = count.number;
    let (agrees, disagrees) = match count.compare {
        Compare::Exactly => (least == number && most == number, number < least || most < number),
        Compare::AtLeast => (least >= number, most < number),
        Compare::About => {
            let slack = (number / 10).max(1);
            let (low, high) = (number.saturating_sub(slack), number.saturating_add(slack));
            (low <= least && most <= high, high < least || most < low)
        }
    };
    match (agrees, disagrees) {
        (true, _) => Verdict::Agrees,
        (_, true) => Verdict::Disagrees,
        _ => Verdict::Unclear,
    }
}

/// The people whom some articles name as having left, as they are shown.
fn named_as_left(world: &World<'_>, sources: &BTreeSet<SourceId>) -> BTreeMap<String, ()> {
    let of_departures = world.facts.iter().filter_map(|(_, survivor)| match &survivor.fact.claim {
        Claim::Departed { holding, .. } if survivor.fact.stance == Stance::Reported => {
            let cited = survivor.record.citations().any(|citation| sources.contains(&citation.source));
            cited.then(|| world.names.resolve(Noun::Person, &holding.person))
        }
        _ => None,
    });
    of_departures.map(|key: NameKey| (world.person(&key), ())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{HowRule, Per};

    fn verdict(compare_by: Compare, number: u32, least: u32, most: u32) -> Verdict {
        let count = Count {
            body: None,
            how: HowRule::Resigned,
            number,
            of: None,
            compare: compare_by,
            from: None,
            to: None,
            rank: None,
            per: Per::Person,
        };
        compare(&count, Bounds { least, most })
    }

    #[test]
    fn an_exact_number_agrees_only_when_nothing_is_open() {
        assert_eq!(verdict(Compare::Exactly, 11, 11, 11), Verdict::Agrees);
        assert_eq!(verdict(Compare::Exactly, 11, 10, 11), Verdict::Unclear);
        assert_eq!(verdict(Compare::Exactly, 11, 12, 14), Verdict::Disagrees);
        assert_eq!(verdict(Compare::Exactly, 11, 3, 10), Verdict::Disagrees);
    }

    #[test]
    fn at_least_is_settled_by_either_bound() {
        assert_eq!(verdict(Compare::AtLeast, 7, 7, 9), Verdict::Agrees);
        assert_eq!(verdict(Compare::AtLeast, 7, 6, 9), Verdict::Unclear);
        assert_eq!(verdict(Compare::AtLeast, 7, 2, 6), Verdict::Disagrees);
    }

    #[test]
    fn about_allows_a_tenth_and_at_least_one() {
        assert_eq!(verdict(Compare::About, 5, 4, 6), Verdict::Agrees);
        assert_eq!(verdict(Compare::About, 40, 36, 44), Verdict::Agrees);
        assert_eq!(verdict(Compare::About, 40, 35, 44), Verdict::Unclear);
        assert_eq!(verdict(Compare::About, 40, 20, 35), Verdict::Disagrees);
    }
}
