//! What is doubtful in the facts, rule by rule, and what would settle it.
//!
//! An audit doubts the bytes; a check believes them, and doubts what they
//! say. Every rule is a file of this folder with a [`Rule`] in it, and a line
//! of [`RULES`]. It finds [`Finding`]s: a stable code, the events behind it,
//! the words they rest on, and what to record so that the doubt is gone. No
//! finding is an error of the ledger: two newspapers may disagree for good.
//!
//! A doubt shows from a moment in the world on, and an answer for a moment
//! before has none of it. No rule compares all facts with all others.

mod claim_disagrees;
mod dates_disagree;
mod departure_without_appointment;
mod ends_before_start;
mod exclusive_posts;
mod ground;
mod held_after_death;
mod held_after_dissolution;
mod near_duplicate_name;
mod not_ended;
mod pledge_overdue;
mod reports;
mod seat_overlap;
mod single_source;
mod source_without_address;
mod spells;

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::time::Moment;
use crate::domain::{EventId, Name, NameKey, Noun, Seq};

use super::world::{FactIndex, World};
use ground::{Doubt, Ground};

/// A rule: what it doubts, why, and how it finds that.
#[derive(Debug)]
pub struct Rule {
    /// Its name: stable, scripts may rely on it.
    pub code: &'static str,
    /// What it finds, in one line.
    pub what: &'static str,
    /// Why that is worth a look, what counts and what does not.
    pub why: &'static str,
    /// Facts in which it finds something, as `append --from` takes them, with
    /// two things left out that do not matter here: quotes, and articles that
    /// have an address. A line with `article` describes one that needs it.
    pub example: &'static str,
    /// Nearly the same facts, in which it finds nothing.
    pub counterexample: &'static str,
    /// Whether it is left out unless it is named, or all are asked for.
    pub strict: bool,
    find: fn(&Ground<'_, '_>) -> Vec<Doubt>,
}

/// Every rule, in the order in which findings are given.
pub const RULES: &[Rule] = &[
    ends_before_start::RULE,
    seat_overlap::RULE,
    exclusive_posts::RULE,
    held_after_death::RULE,
    held_after_dissolution::RULE,
    departure_without_appointment::RULE,
    not_ended::RULE,
    dates_disagree::RULE,
    claim_disagrees::RULE,
    near_duplicate_name::RULE,
    pledge_overdue::RULE,
    source_without_address::RULE,
    single_source::RULE,
];

/// The rule with that code.
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code == code)
}

/// Words that a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quoted {
    /// The event that recorded the fact they stand for.
    pub event: EventId,
    /// The label of the article.
    pub source: String,
    /// The words.
    pub exact: String,
}

/// Something doubtful.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The code of the rule that found it.
    pub code: &'static str,
    /// What it is about: person, post and body, a name, an article.
    pub subject: String,
    /// What is doubtful.
    pub text: String,
    /// What would settle it.
    pub settle: String,
    /// The events behind it, oldest first.
    pub events: Vec<(Seq, EventId)>,
    /// The words behind it.
    pub quotes: Vec<Quoted>,
}

/// What some rules find at a moment, in one body and its parts or in all.
///
/// Findings stand in the order of the rules, then of what they are about.
#[must_use]
pub fn check(world: &World<'_>, rules: &[&'static Rule], body: Option<&Name>, at: Moment) -> Vec<Finding> {
    let ground = Ground::new(world, at, rules);
    let scope = body.map(|body| Scope::of(world, body));
    let in_order = RULES.iter().filter(|rule| rules.iter().any(|asked| asked.code == rule.code));
    let mut findings = Vec::new();
    for rule in in_order {
        let doubts = (rule.find)(&ground).into_iter();
        let shown = doubts.filter(|doubt| doubt.since <= at);
        let concerned = shown.filter(|doubt| scope.as_ref().is_none_or(|scope| scope.takes(world, doubt)));
        let mut found: Vec<Finding> = concerned.map(|doubt| finding(world, rule.code, doubt)).collect();
        found.sort_by(|a, b| (&a.subject, &a.text, &a.events).cmp(&(&b.subject, &b.text, &b.events)));
        findings.extend(found);
    }
    findings
}

fn finding(world: &World<'_>, code: &'static str, doubt: Doubt) -> Finding {
    let mut events: BTreeSet<(Seq, EventId)> = world.events(&doubt.facts).into_iter().collect();
    events.extend(&doubt.events);
    let mut quotes = Vec::new();
    for fact in &doubt.facts {
        let record = world.facts.get(*fact).record;
        for citation in record.citations() {
            let article = world.knowledge.articles.get(&citation.source);
            let source = article.map(|article| article.source.description.label.to_string()).unwrap_or_default();
            quotes.push(Quoted { event: record.origin.1, source, exact: citation.exact.clone() });
        }
    }
    Finding {
        code,
        subject: doubt.subject,
        text: doubt.text,
        settle: doubt.settle,
        events: events.into_iter().collect(),
        quotes,
    }
}

/// A body with its parts, and the people who ever were in one of them.
struct Scope {
    bodies: BTreeMap<NameKey, BTreeSet<FactIndex>>,
    people: BTreeSet<NameKey>,
}

impl Scope {
    fn of(world: &World<'_>, body: &Name) -> Self {
        let bodies = world.bodies_within(body);
        let there = world.tenures.iter().filter(|tenure| bodies.contains_key(&tenure.body));
        let people = there.map(|tenure| tenure.person.clone()).collect();
        Self { bodies, people }
    }

    /// Whether a doubt concerns it: a fact behind it names one of the bodies,
    /// or names no body but somebody who was in one.
    fn takes(&self, world: &World<'_>, doubt: &Doubt) -> bool {
        doubt.facts.iter().chain(&doubt.beside).any(|fact| {
            let names = world.facts.get(*fact).fact.claim.names();
            let bodies: Vec<_> = names.iter().filter(|(noun, _)| *noun == Noun::Body).collect();
            if bodies.is_empty() {
                let mut people = names.iter().filter(|(noun, _)| *noun == Noun::Person);
                people.any(|(noun, name)| self.people.contains(&world.names.resolve(*noun, name)))
            } else {
                bodies.iter().any(|(noun, name)| self.bodies.contains_key(&world.names.resolve(*noun, name)))
            }
        })
    }
}
