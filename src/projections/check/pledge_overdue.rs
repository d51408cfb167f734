//! A promise of which nothing was heard again.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::time::Moment;
use crate::domain::{Claim, NameKey, Noun, Stance};
use crate::projections::FactIndex;
use crate::projections::timing::{range_of, readable_from};

use super::Rule;
use super::ground::{Doubt, Ground};

pub(super) const RULE: Rule = Rule {
    code: "pledge-overdue",
    what: "a pledge past its due date, with nothing recorded of that person since",
    why: "A pledge with a date is news twice: when it is made, and when it falls due. Once the whole of the due date \
          has passed and nothing of that person is recorded after the pledge, nobody has looked. Anything of that \
          person that is dated later settles it, whatever it says: a departure, a statement, another pledge. What has \
          no time of its own is dated by its article.",
    example: r#"{"fact": "pledged", "person": "Anna Berg", "pledge": "to resign unless there is a vote", "when": "2016-06-26", "due": "2016-06-30"}"#,
    counterexample: r#"{"fact": "pledged", "person": "Anna Berg", "pledge": "to resign unless there is a vote", "when": "2016-06-26", "due": "2016-06-30"}
{"fact": "said", "person": "Anna Berg", "when": "2016-07-01"}"#,
    strict: false,
    find,
};

fn find(ground: &Ground<'_, '_>) -> Vec<Doubt> {
    let world = ground.world;
    let mut overdue = Vec::new();
    for (index, survivor) in world.facts.iter().filter(|(_, survivor)| survivor.fact.stance == Stance::Reported) {
        let Claim::Pledged { person, pledge, due: Some(due) } = &survivor.fact.claim else { continue };
        let Some(due) = range_of(due, world.zone) else { continue };
        if due.latest < ground.at {
            overdue.push((index, world.names.resolve(Noun::Person, person), pledge, due));
        }
    }
    let people: BTreeSet<&NameKey> = overdue.iter().map(|(_, person, ..)| person).collect();
    let last = last_heard(ground, &people);
    let mut doubts = Vec::new();
    for (index, person, pledge, due) in &overdue {
        let made = moment(ground, *index).unwrap_or(Moment::MIN);
        if last.get(person).is_some_and(|(latest, fact)| *latest > made && fact != index) {
            continue;
        }
        doubts.push(Doubt {
            subject: world.person(person),
            text: format!("pledged “{pledge}”, due {}, and nothing of them is recorded since", ground.range(*due)),
            settle: format!(
                "append what became of it; where the pledge or its date is wrong, amend event {}",
                ground.event(*index)
            ),
            since: due.latest,
            facts: [*index].into(),
            ..Doubt::default()
        });
    }
    doubts
}

/// The latest fact by the moment asked for that names each of some people.
fn last_heard(ground: &Ground<'_, '_>, people: &BTreeSet<&NameKey>) -> BTreeMap<NameKey, (Moment, FactIndex)> {
    let world = ground.world;
    let mut last: BTreeMap<NameKey, (Moment, FactIndex)> = BTreeMap::new();
    for (index, survivor) in world.facts.iter().filter(|_| !people.is_empty()) {
        for (noun, name) in survivor.fact.claim.names().into_iter().filter(|(noun, _)| *noun == Noun::Person) {
            let person = world.names.resolve(noun, name);
            let heard = moment(ground, index).filter(|moment| *moment <= ground.at && people.contains(&person));
            if let Some(heard) = heard {
                let entry = last.entry(person).or_insert((heard, index));
                *entry = (*entry).max((heard, index));
            }
        }
    }
    last
}

/// The moment by which a fact is dated: its own, else that of an article it cites.
fn moment(ground: &Ground<'_, '_>, fact: FactIndex) -> Option<Moment> {
    let world = ground.world;
    let own = world.facts.when(fact).map(|when| when.latest);
    own.or_else(|| {
        let cited = world.facts.get(fact).record.citations();
        let articles = cited.filter_map(|citation| world.knowledge.articles.get(&citation.source));
        articles.filter_map(|article| Some(readable_from(article, world.zone)?.latest)).min()
    })
}
