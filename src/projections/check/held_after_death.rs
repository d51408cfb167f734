//! An office that is held by somebody who has died.

use std::collections::BTreeMap;

use crate::domain::How;
use crate::domain::NameKey;
use crate::projections::Departure;
use crate::projections::world::hows_without_unknown;

use super::Rule;
use super::ground::{Doubt, Ground};

pub(super) const RULE: Rule = Rule {
    code: "held-after-death",
    what: "an office that somebody surely holds after they died",
    why: "A departure by death ends the tenures it speaks of, and no others: a person who also held a post in another \
          body goes on holding that one in the ledger until its end is recorded. An appointment after a death is \
          somebody else of the same name, or one of the dates is wrong. A death that some report gives another way \
          out for, that an article denies, or that was taken back, is not sure and not counted.",
    example: r#"{"fact": "appointed", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2015-05-11"}
{"fact": "appointed", "person": "Anna Berg", "body": "Health Committee", "when": "2015-06-01"}
{"fact": "departed", "person": "Anna Berg", "body": "Cabinet", "how": "died", "when": "2016-06-16"}"#,
    counterexample: r#"{"fact": "appointed", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2015-05-11"}
{"fact": "appointed", "person": "Anna Berg", "body": "Health Committee", "when": "2015-06-01"}
{"fact": "departed", "person": "Anna Berg", "body": "Cabinet", "how": "died", "when": "2016-06-16"}
{"fact": "departed", "person": "Anna Berg", "body": "Health Committee", "how": "died", "when": "2016-06-16"}"#,
    strict: false,
    find,
};

fn find(ground: &Ground<'_, '_>) -> Vec<Doubt> {
    let world = ground.world;
    let mut deaths: BTreeMap<&NameKey, &Departure> = BTreeMap::new();
    let sure = world.departures.iter().filter(|departure| departure.withdrawn.is_none());
    let sure = sure.filter(|departure| world.denials(departure).is_empty());
    for death in sure.filter(|departure| hows_without_unknown(&departure.hows).iter().eq([&How::Died])) {
        let first = deaths.entry(&death.person).or_insert(death);
        if death.when.latest < first.when.latest {
            *first = death;
        }
    }
    let mut doubts = Vec::new();
    for tenure in &world.tenures {
        let Some(death) = deaths.get(&tenure.person) else { continue };
        let died = death.when.latest;
        let spells = tenure.stretches.iter().filter_map(|stretch| ground.surely(stretch));
        let Some((from, until)) = spells.into_iter().find(|(from, until)| died.max(*from) < *until) else { continue };
        let held = if from > died {
            format!("took it on {}", ground.moment(from))
        } else {
            format!("surely held it {}", ground.until(until))
        };
        doubts.push(Doubt {
            subject: ground.subject(tenure),
            text: format!("{held}, after dying {}", ground.range(death.when)),
            settle: "append the departure from this office too, amend the date that is wrong, or tell two people of \
                     one name apart (`Name #2`)"
                .to_owned(),
            since: died.max(from),
            facts: tenure.facts.iter().chain(&death.facts).copied().collect(),
            ..Doubt::default()
        });
    }
    doubts
}
