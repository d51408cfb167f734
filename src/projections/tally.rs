//! How many have left, by a rule that is printed with the number.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::time::{Mark, Moment, MomentRange};
use crate::domain::{Claim, EventId, How, HowRule, Name, NameKey, Per, Seq, Text};

use super::cabinet::behind;
use super::tenures::{Certainty, Departure, Tenure};
use super::world::{FactIndex, World, hows_without_unknown};

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// In which body and its parts; all of them where none is named.
    pub body: Option<Name>,
    /// Which ways out.
    pub how: HowRule,
    /// Only those of this standing.
    pub rank: Option<Text>,
    /// Only those of this faction.
    pub group: Option<Name>,
    /// From when on.
    pub from: Option<Moment>,
    /// Until when; never past the moment of the answer.
    pub to: Option<Moment>,
    /// What is counted once.
    pub per: Per,
    /// Whether a departure counts when it took effect, instead of when it was announced.
    pub by_effect: bool,
}

impl Rule {
    /// Every departure of some kind, each person once.
    #[must_use]
    pub fn of(how: HowRule) -> Self {
        Self { body: None, how, rank: None, group: None, from: None, to: None, per: Per::Person, by_effect: false }
    }
}

/// One counted person, or one counted holding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Who.
    pub person: String,
    /// Where, of a count by post; and every body left, of a count by person.
    pub bodies: Vec<String>,
    /// From what.
    pub posts: Vec<String>,
    /// How surely it counts.
    pub certainty: Certainty,
    /// The ways out that are reported.
    pub hows: BTreeSet<How>,
    /// When.
    pub when: MomentRange,
    /// How that time is meant.
    pub mark: Mark,
    /// When it was, or may have been, taken back, where a fact says so.
    pub withdrawn: Option<MomentRange>,
    /// Whether a surviving fact denies it.
    pub disputed: bool,
    /// Whether no standing is recorded, though the rule asks for one.
    pub without_rank: bool,
    /// How many publishers say so.
    pub publishers: u32,
    /// The events that make it so, oldest first.
    pub events: Vec<(Seq, EventId)>,
}

/// A number of one body, or of one way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bounds {
    /// So many surely.
    pub least: u32,
    /// So many at the most.
    pub most: u32,
}

/// A count of departures at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The rule that was counted by.
    pub rule: Rule,
    /// The number.
    pub bounds: Bounds,
    /// Who is counted.
    pub people: Vec<Row>,
    /// The other ways out under the same rule, where there are any.
    pub besides: BTreeMap<How, Bounds>,
    /// The number in each body.
    pub by_body: BTreeMap<String, Bounds>,
}

/// Counts departures at a moment by a rule.
#[must_use]
pub fn tally(world: &World<'_>, rule: &Rule, at: Moment) -> Tally {
    let (counted, by_body) = Counter::new(world, rule, at).count(rule.how);
    let besides = How::ALL.iter().filter(|how| !rule.how.takes(**how)).filter_map(|how| {
        // A way out that reports leave open is not settled here either, but one
        // that nobody reports is not worth a word.
        let one: HowRule = how.word().parse().ok()?;
        let (rows, _) = Counter::new(world, rule, at).count(one);
        rows.iter().any(|row| row.hows.contains(how)).then(|| (*how, Bounds::of(&rows)))
    });
    Tally { rule: rule.clone(), bounds: Bounds::of(&counted), besides: besides.collect(), by_body, people: counted }
}

impl Bounds {
    /// Counts one more, as surely as given; one that does not count changes nothing.
    pub(super) fn add(&mut self, certainty: Option<Certainty>) {
        self.most += u32::from(certainty.is_some());
        self.least += u32::from(certainty == Some(Certainty::Certain));
    }

    /// Counts one less.
    pub(super) fn take_away(&mut self, certainty: Option<Certainty>) {
        self.most -= u32::from(certainty.is_some());
        self.least -= u32::from(certainty == Some(Certainty::Certain));
    }

    fn of(rows: &[Row]) -> Self {
        let mut bounds = Self::default();
        rows.iter().for_each(|row| bounds.add(Some(row.certainty)));
        bounds
    }
}

/// A rule, ready to be counted by.
pub(super) struct Counter<'w, 'k> {
    world: &'w World<'k>,
    rule: &'w Rule,
    at: Moment,
    within: Option<BTreeMap<NameKey, BTreeSet<FactIndex>>>,
}

/// Who is counted, and, of a count by post, in which body and post.
pub(super) type UnitKey<'w> = (&'w NameKey, Option<(&'w NameKey, Option<&'w NameKey>)>);

/// A departure from one tenure that a rule takes, if it has happened.
pub(super) struct Eligible<'w> {
    pub departure: &'w Departure,
    pub tenure: &'w Tenure,
    /// How surely it can count, by its way out and its standing.
    at_most: Certainty,
    without_rank: bool,
    facts: BTreeSet<FactIndex>,
}

/// A counted unit while its departures are gathered.
struct Unit<'w> {
    certainty: Certainty,
    departures: Vec<&'w Departure>,
    posts: BTreeSet<String>,
    /// How surely it counts in each body alone.
    bodies: BTreeMap<String, Certainty>,
    facts: BTreeSet<FactIndex>,
    without_rank: bool,
}

impl<'w, 'k> Counter<'w, 'k> {
    pub(super) fn new(world: &'w World<'k>, rule: &'w Rule, at: Moment) -> Self {
        let within = rule.body.as_ref().map(|body| world.bodies_within(body));
        Self { world, rule, at, within }
    }

    /// Every departure that the rule takes at some moment, by what is counted once.
    pub(super) fn eligible(&self, how: HowRule) -> BTreeMap<UnitKey<'w>, Vec<Eligible<'w>>> {
        let mut units: BTreeMap<UnitKey<'_>, Vec<Eligible<'w>>> = BTreeMap::new();
        for departure in &self.world.departures {
            let Some(behind) = behind(self.within.as_ref(), &departure.body) else { continue };
            let Some(goes_by) = self.goes_by(departure, how) else { continue };
            let Some(group) = self.of_group(departure) else { continue };
            for index in &departure.tenures {
                let tenure = &self.world.tenures[*index];
                let (ranked, without_rank) = match (&self.rule.rank, &tenure.rank) {
                    (None, _) => (Certainty::Certain, false),
                    (Some(asked), Some(rank)) if asked == rank => (Certainty::Certain, false),
                    (Some(_), Some(_)) => continue,
                    (Some(_), None) => (Certainty::Possible, true),
                };
                let holding = (self.rule.per == Per::Post).then_some((&tenure.body, tenure.post.as_ref()));
                // What was left, and which reports are of one departure, follows
                // from the tenure, so what makes that is part of the reason.
                let mut facts: BTreeSet<_> = departure.facts.iter().chain(&tenure.facts).copied().collect();
                facts.extend(behind.iter().chain(&group));
                facts.extend(departure.withdrawn.iter().map(|(_, fact)| fact));
                if self.rule.rank.is_some() {
                    facts.extend(tenure.rank_fact);
                }
                let at_most = goes_by.min(ranked);
                let eligible = Eligible { departure, tenure, at_most, without_rank, facts };
                units.entry((&tenure.person, holding)).or_default().push(eligible);
            }
        }
        units
    }

    /// The rows, and the number in each body.
    fn count(&self, how: HowRule) -> (Vec<Row>, BTreeMap<String, Bounds>) {
        let (mut rows, mut by_body) = (Vec::new(), BTreeMap::<String, Bounds>::new());
        for ((person, _), eligible) in self.eligible(how) {
            let mut unit = Unit::empty();
            for departure in eligible {
                if let Some(certainty) = self.counts(&departure, self.at) {
                    unit.take(departure, certainty, self.world, self.at);
                }
            }
            if unit.departures.is_empty() {
                continue;
            }
            for (body, certainty) in &unit.bodies {
                by_body.entry(body.clone()).or_default().add(Some(*certainty));
            }
            rows.push(unit.row(self.world, person, self.rule.by_effect));
        }
        (rows, by_body)
    }

    /// How surely a departure counts at a moment.
    pub(super) fn counts(&self, eligible: &Eligible<'_>, at: Moment) -> Option<Certainty> {
        Some(self.happened(eligible.departure, at)?.min(eligible.at_most))
    }

    /// How surely it happened inside the window and still stands.
    pub(super) fn happened(&self, departure: &Departure, at: Moment) -> Option<Certainty> {
        let range = departure.range(self.rule.by_effect);
        let from = self.rule.from.unwrap_or(Moment::MIN);
        let to = self.rule.to.unwrap_or(Moment::MAX).min(at);
        // A coarse range reaches over an empty window without being in it.
        if to < from {
            return None;
        }
        let inside = if from <= range.earliest && range.latest <= to {
            Certainty::Certain
        } else if range.earliest <= to && from <= range.latest {
            Certainty::Possible
        } else {
            return None;
        };
        match departure.withdrawn {
            Some((when, _)) if when.latest <= at => None,
            Some((when, _)) if when.earliest <= at => Some(Certainty::Possible),
            _ => Some(inside),
        }
    }

    /// How surely it was of that way out. `unknown` agrees with any other
    /// report; reports that differ leave it open.
    pub(super) fn goes_by(&self, departure: &Departure, how: HowRule) -> Option<Certainty> {
        let said = hows_without_unknown(&departure.hows);
        if said.is_empty() {
            let taken = how.takes(How::Unknown);
            return Some(if taken { Certainty::Certain } else { Certainty::Possible });
        }
        let takes = said.iter().filter(|said| how.takes(**said)).count();
        match takes {
            0 => None,
            all if all == said.len() => Some(Certainty::Certain),
            _ => Some(Certainty::Possible),
        }
    }

    /// The facts that put the person in the faction asked for; none where nothing does.
    pub(super) fn of_group(&self, departure: &Departure) -> Option<BTreeSet<FactIndex>> {
        let Some(group) = &self.rule.group else { return Some(BTreeSet::new()) };
        let wanted = NameKey::of(group);
        let facts: BTreeSet<_> = self
            .world
            .groups(&departure.person)
            .into_iter()
            .filter(|(name, _)| NameKey::of(name) == wanted)
            .map(|(_, fact)| fact)
            .collect();
        (!facts.is_empty()).then_some(facts)
    }
}

impl<'w> Unit<'w> {
    fn take(&mut self, eligible: Eligible<'w>, certainty: Certainty, world: &World<'_>, at: Moment) {
        let Eligible { departure, tenure, without_rank, facts, .. } = eligible;
        self.certainty = self.certainty.max(certainty);
        self.without_rank = without_rank && (self.without_rank || self.departures.is_empty());
        self.departures.push(departure);
        let in_body = self.bodies.entry(world.body(&tenure.body)).or_insert(certainty);
        *in_body = (*in_body).max(certainty);
        self.posts.extend(tenure.post.as_ref().map(|post| world.post(&tenure.body, post, at)));
        self.facts.extend(facts);
    }

    fn empty() -> Self {
        Self {
            certainty: Certainty::Possible,
            departures: Vec::new(),
            posts: BTreeSet::new(),
            bodies: BTreeMap::new(),
            facts: BTreeSet::new(),
            without_rank: false,
        }
    }

    fn row(self, world: &World<'_>, person: &NameKey, by_effect: bool) -> Row {
        let mut facts = self.facts;
        let denials: BTreeSet<_> = self.departures.iter().flat_map(|departure| world.denials(departure)).collect();
        facts.extend(&denials);
        let ranges = self.departures.iter().map(|departure| departure.range(by_effect));
        // The unit was made for a departure, so there is a range.
        let when = ranges.reduce(MomentRange::span).expect("a counted unit has a departure");
        let publishers = publishers(world, self.departures.iter().flat_map(|departure| &departure.facts));
        Row {
            person: world.person(person),
            bodies: self.bodies.into_keys().collect(),
            posts: self.posts.into_iter().collect(),
            certainty: self.certainty,
            hows: self.departures.iter().flat_map(|departure| departure.hows.iter().copied()).collect(),
            when,
            mark: self.departures.iter().map(|d| d.mark(by_effect, &world.facts)).fold(Mark::default(), Mark::or),
            withdrawn: self.departures.iter().filter_map(|departure| Some(departure.withdrawn?.0)).max(),
            disputed: !denials.is_empty(),
            without_rank: self.without_rank,
            publishers: u32::try_from(publishers.len()).unwrap_or(u32::MAX),
            events: world.events(&facts),
        }
    }
}

/// The publishers of the articles that report a departure, an article without
/// one counting for itself.
pub(super) fn publishers<'f>(world: &World<'_>, facts: impl IntoIterator<Item = &'f FactIndex>) -> BTreeSet<String> {
    facts
        .into_iter()
        .map(|fact| world.facts.get(*fact))
        // Facts that join names stand behind it too, but do not report it.
        .filter(|survivor| matches!(survivor.fact.claim, Claim::Departed { .. }))
        .flat_map(|survivor| survivor.record.citations())
        .filter_map(|citation| world.knowledge.articles.get(&citation.source))
        .map(|article| {
            let description = &article.source.description;
            description.publisher.as_ref().map_or_else(|| description.label.to_string(), ToString::to_string)
        })
        .collect()
}
