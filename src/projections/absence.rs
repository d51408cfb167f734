//! Why somebody is not in an answer: the facts that could have put them there,
//! and what keeps each from doing so.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::time::{Moment, MomentRange};
use crate::domain::{Claim, EventId, Fact, How, Name, NameKey, Noun, Seq, Stance};

use super::cabinet::behind;
use super::tally::{Counter, Rule};
use super::tenures::{Departure, End, Tenure};
use super::world::{FactIndex, World};
use super::{Record, range_in_words};

/// What keeps somebody out of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It did not begin, or happen, until after the moment asked for.
    NotYet,
    /// It was over by the moment asked for.
    Ended,
    /// It was before or after the window.
    OutsideWindow,
    /// It was in another body.
    OutsideBody,
    /// They left in another way.
    Way,
    /// The office was of another standing.
    Rank,
    /// They are not said to belong to the faction.
    Group,
    /// They stayed after all.
    Withdrawn,
    /// It is said not to have happened.
    Denied,
    /// It is only expected.
    Expected,
    /// It is only a rumour.
    Rumoured,
    /// Whatever said so was retracted.
    Retracted,
    /// Whatever said so says something else now.
    Amended,
    /// They are named, but in no departure.
    NoDeparture,
    /// They are named, but as holding nothing.
    NoHolding,
    /// What puts them there stands only in articles that the cut leaves out.
    ReportedLater,
    /// What puts them there was recorded after the point asked for.
    RecordedLater,
    /// No fact names them.
    NothingRecorded,
}

impl Reason {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NotYet => "not_yet",
            Self::Ended => "ended",
            Self::OutsideWindow => "outside_window",
            Self::OutsideBody => "outside_body",
            Self::Way => "way",
            Self::Rank => "rank",
            Self::Group => "group",
            Self::Withdrawn => "withdrawn",
            Self::Denied => "denied",
            Self::Expected => "expected",
            Self::Rumoured => "rumoured",
            Self::Retracted => "retracted",
            Self::Amended => "amended",
            Self::NoDeparture => "no_departure",
            Self::NoHolding => "no_holding",
            Self::ReportedLater => "reported_later",
            Self::RecordedLater => "recorded_later",
            Self::NothingRecorded => "nothing_recorded",
        }
    }
}

/// One reason why somebody is not in an answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Absence {
    /// The reason.
    pub reason: Reason,
    /// The events behind it, oldest first.
    pub events: Vec<(Seq, EventId)>,
    /// The reason in words.
    pub text: String,
}

/// Why somebody is not counted in a tally; of somebody who is, what else is
/// recorded that does not count. In order of the reasons, then of recording.
#[must_use]
pub fn from_tally(world: &World<'_>, rule: &Rule, at: Moment, person: &Name) -> Vec<Absence> {
    let search = Search::new(world, rule.body.as_ref(), at, person);
    let counter = Counter::new(world, rule, at);
    let mut found = Vec::new();
    for departure in world.departures.iter().filter(|departure| departure.person == search.person) {
        search.of_departure(departure, rule, &counter, &mut found);
    }
    let departs = |claim: &Claim| matches!(claim, Claim::Departed { .. });
    search.of_facts(departs, "a departure", Reason::NoDeparture, found)
}

/// Why somebody does not hold anything in a cabinet; of somebody who does,
/// what else is recorded that is not so at that moment. In order of the
/// reasons, then of recording.
#[must_use]
pub fn from_cabinet(world: &World<'_>, body: Option<&Name>, at: Moment, person: &Name) -> Vec<Absence> {
    let search = Search::new(world, body, at, person);
    let mut found = Vec::new();
    for tenure in world.tenures.iter().filter(|tenure| tenure.person == search.person) {
        search.of_tenure(tenure, body, &mut found);
    }
    let takes_office = |claim: &Claim| matches!(claim, Claim::Appointed { .. } | Claim::Held { .. });
    search.of_facts(takes_office, "an office", Reason::NoHolding, found)
}

/// The search for what is recorded of somebody.
struct Search<'w, 'k> {
    world: &'w World<'k>,
    within: Option<BTreeMap<NameKey, BTreeSet<FactIndex>>>,
    at: Moment,
    person: NameKey,
}

impl<'w, 'k> Search<'w, 'k> {
    fn new(world: &'w World<'k>, body: Option<&Name>, at: Moment, person: &Name) -> Self {
        let within = body.map(|body| world.bodies_within(body));
        Self { world, within, at, person: world.names.resolve(Noun::Person, person) }
    }

    fn of_departure(&self, departure: &Departure, rule: &Rule, counter: &Counter<'_, '_>, found: &mut Vec<Absence>) {
        let range = departure.range(rule.by_effect);
        let told = format!(
            "{} from {} ({})",
            ways(&departure.hows),
            self.world.body(&departure.body),
            range_in_words(self.world.zone, range, self.at)
        );
        let mut add = |reason, text: String, more: &[FactIndex]| {
            let events = self.events(departure.facts.iter().chain(more));
            found.push(Absence { reason, events, text });
        };
        if let (None, Some(body)) = (behind(self.within.as_ref(), &departure.body), &rule.body) {
            add(Reason::OutsideBody, format!("{told}, which is not part of {body}"), &[]);
        }
        if counter.goes_by(departure, rule.how).is_none() {
            add(Reason::Way, format!("{told}, and what is counted is `{}`", rule.how), &[]);
        }
        if counter.happened(departure, self.at).is_none() {
            let withdrawn = departure.withdrawn.filter(|(when, _)| when.latest <= self.at);
            if range.earliest > self.at {
                add(Reason::NotYet, format!("{told}, which is after the moment asked for"), &[]);
            } else if rule.to.is_some_and(|to| range.earliest > to) {
                add(Reason::OutsideWindow, format!("{told}, which is after the window"), &[]);
            } else if rule.from.is_some_and(|from| range.latest < from) {
                add(Reason::OutsideWindow, format!("{told}, which is before the window"), &[]);
            } else if rule.from.is_some_and(|from| from > self.at || rule.to.is_some_and(|to| from > to)) {
                add(Reason::OutsideWindow, format!("{told}, and the window has nothing in it at that moment"), &[]);
            }
            if let Some((when, fact)) = withdrawn {
                let when = range_in_words(self.world.zone, when, self.at);
                add(Reason::Withdrawn, format!("{told}, which was withdrawn ({when})"), &[fact]);
            }
        }
        if let (None, Some(group)) = (counter.of_group(departure), &rule.group) {
            let others: Vec<FactIndex> =
                self.world.groups(&departure.person).into_iter().map(|(_, fact)| fact).collect();
            add(Reason::Group, format!("{told}, but is not said to belong to {group}"), &others);
        }
        if let Some(asked) = &rule.rank {
            let tenures = || departure.tenures.iter().map(|index| &self.world.tenures[*index]);
            let ranks: BTreeSet<&str> = tenures().filter_map(|tenure| Some(tenure.rank.as_ref()?.as_str())).collect();
            if tenures().all(|tenure| tenure.rank.as_ref().is_some_and(|rank| rank != asked)) {
                let behind: Vec<FactIndex> =
                    tenures().flat_map(|tenure| tenure.facts.iter().chain(&tenure.rank_fact)).copied().collect();
                let ranks = ranks.into_iter().collect::<Vec<_>>().join(", ");
                add(Reason::Rank, format!("{told} as {ranks}, and what is counted is {asked}"), &behind);
            }
        }
    }

    fn of_tenure(&self, tenure: &Tenure, body: Option<&Name>, found: &mut Vec<Absence>) {
        let words = |range: MomentRange| range_in_words(self.world.zone, range, self.at);
        let post = tenure.post.as_ref().map(|post| self.world.post(&tenure.body, post, self.at));
        let place = post.into_iter().chain([self.world.body(&tenure.body)]).collect::<Vec<_>>().join(", ");
        let mut add = |reason, text: String| {
            found.push(Absence { reason, events: self.events(&tenure.facts), text });
        };
        if let (None, Some(body)) = (behind(self.within.as_ref(), &tenure.body), body) {
            add(Reason::OutsideBody, format!("held {place}, which is not part of {body}"));
        }
        if tenure.held_at(self.at, &self.world.departures).is_some() {
            return;
        }
        // A tenure has a stretch, and one that may have begun and is not held is over.
        let begun = tenure.stretches.iter().rev().find(|stretch| stretch.start.earliest <= self.at);
        match begun.map(|stretch| stretch.end) {
            Some(Some(End::Departure(index))) => {
                let departure = &self.world.departures[index];
                let (ways, when) = (ways(&departure.hows), words(departure.when));
                add(Reason::Ended, format!("held {place}, until they left: {ways} ({when})"));
            }
            Some(Some(End::Other(when))) => {
                let what = "the post was abolished, or went to a substantive holder";
                add(Reason::Ended, format!("held {place}, until {what} ({})", words(when)));
            }
            _ => {
                let since = tenure.stretches.first().map_or(MomentRange::ALWAYS, |stretch| stretch.start);
                add(Reason::NotYet, format!("holds {place} only after the moment asked for ({})", words(since)));
            }
        }
    }

    /// Adds what single facts tell, and what is left to say where none does.
    fn of_facts(
        &self,
        is_asked: fn(&Claim) -> bool,
        what: &str,
        nothing: Reason,
        mut found: Vec<Absence>,
    ) -> Vec<Absence> {
        let asked_of = |fact: &Fact| {
            let holding = fact.claim.holding().filter(|_| is_asked(&fact.claim));
            holding.is_some_and(|holding| {
                let body = self.world.names.resolve(Noun::Body, &holding.body);
                self.is_person(&holding.person) && behind(self.within.as_ref(), &body).is_some()
            })
        };
        for (index, survivor) in self.world.facts.iter().filter(|(_, survivor)| asked_of(survivor.fact)) {
            let (reason, is) = match survivor.fact.stance {
                Stance::Reported => continue,
                Stance::Denied => (Reason::Denied, "denied"),
                Stance::Expected => (Reason::Expected, "only expected"),
                Stance::Rumoured => (Reason::Rumoured, "only rumoured"),
            };
            let when = self.world.facts.when(index).unwrap_or(MomentRange::ALWAYS);
            let when = range_in_words(self.world.zone, when, self.at);
            let text = format!("{what} is {is} ({when})");
            found.push(Absence { reason, events: survivor.record.events(), text });
        }
        self.of_what_was_said(asked_of, what, &mut found);
        if found.is_empty() {
            found.extend(self.named_otherwise(what, nothing));
        }
        if found.is_empty() {
            self.of_what_was_said(|fact| self.names_person(fact), "what named them", &mut found);
        }
        if found.is_empty() {
            let text = "no fact names them".to_owned();
            found.push(Absence { reason: Reason::NothingRecorded, events: Vec::new(), text });
        }
        found.sort();
        found.dedup();
        found
    }

    /// Facts that said what was asked for, and were retracted or amended since.
    fn of_what_was_said(&self, asked_of: impl Fn(&Fact) -> bool, what: &str, found: &mut Vec<Absence>) {
        let said = |record: &&Record| record.ever_said().any(&asked_of);
        for record in self.world.knowledge.records().filter(said) {
            if let Some((seq, id, why)) = &record.retraction {
                let text = format!("{what} was retracted by event {seq}, because: {why}");
                let mut events = record.events();
                events.push((*seq, *id));
                found.push(Absence { reason: Reason::Retracted, events, text });
            } else if !record.current().is_some_and(&asked_of) {
                let because = record.amended_because().map_or_else(String::new, |why| format!(", because: {why}"));
                let text =
                    format!("{what} is what event {} said, and it says something else now{because}", record.origin.0);
                found.push(Absence { reason: Reason::Amended, events: record.events(), text });
            }
        }
    }

    /// That somebody is named, where no fact says what was asked for: by the
    /// facts about what they hold, or by all others where there are none.
    fn named_otherwise(&self, what: &str, reason: Reason) -> Option<Absence> {
        let named: Vec<_> = self.world.facts.iter().filter(|(_, survivor)| self.names_person(survivor.fact)).collect();
        let holds = |fact: &Fact| fact.claim.holding().is_some_and(|holding| self.is_person(&holding.person));
        let of_holdings: Vec<_> = named.iter().filter(|(_, survivor)| holds(survivor.fact)).copied().collect();
        let shown = if of_holdings.is_empty() { named } else { of_holdings };
        let events = self.events(shown.iter().map(|(index, _)| index));
        let text = format!("what is recorded of them is not {what}");
        (!events.is_empty()).then_some(Absence { reason, events, text })
    }

    fn is_person(&self, name: &Name) -> bool {
        self.world.names.resolve(Noun::Person, name) == self.person
    }

    fn names_person(&self, fact: &Fact) -> bool {
        fact.claim.names().into_iter().any(|(noun, name)| noun == Noun::Person && self.is_person(name))
    }

    fn events<'f>(&self, facts: impl IntoIterator<Item = &'f FactIndex>) -> Vec<(Seq, EventId)> {
        let events = facts.into_iter().flat_map(|fact| self.world.facts.get(*fact).record.events());
        events.collect::<BTreeSet<_>>().into_iter().collect()
    }
}

fn ways(hows: &BTreeSet<How>) -> String {
    hows.iter().map(|how| how.word()).collect::<Vec<_>>().join(" or ")
}
