//! A number in an article that is not ours.

use std::collections::BTreeMap;

use crate::domain::EventId;
use crate::projections::FactIndex;
use crate::projections::claims::{Verdict, claims};

use super::Rule;
use super::ground::{Doubt, Ground};

pub(super) const RULE: Rule = Rule {
    code: "claim-disagrees",
    what: "a number that an article prints and the facts contradict",
    why: "Each number that was recorded with `counted` is compared with our own count under its own rule, at the end \
          of its own window. Where it lies outside of what the facts allow, either the article counts otherwise than \
          the rule recorded for it says, or somebody is missing here, or is counted here and should not be. `reshuffle \
          claims` names both, and `reshuffle why --claims` the events.",
    example: r#"{"fact": "resigned", "person": "Anna Berg", "body": "Cabinet", "when": "2016-06-26"}
{"fact": "counted", "body": "Cabinet", "how": "resigned", "number": 2, "when": "2016-06-26"}"#,
    counterexample: r#"{"fact": "resigned", "person": "Anna Berg", "body": "Cabinet", "when": "2016-06-26"}
{"fact": "resigned", "person": "Bo Carr", "body": "Cabinet", "when": "2016-06-26"}
{"fact": "counted", "body": "Cabinet", "how": "resigned", "number": 2, "when": "2016-06-26"}"#,
    strict: false,
    find,
};

fn find(ground: &Ground<'_, '_>) -> Vec<Doubt> {
    let world = ground.world;
    let checked = claims(world, None, ground.at).into_iter();
    let disagreeing: Vec<_> = checked.filter(|claim| claim.verdict == Verdict::Disagrees).collect();
    if disagreeing.is_empty() {
        return Vec::new();
    }
    let facts: BTreeMap<EventId, FactIndex> =
        world.facts.iter().map(|(index, survivor)| (survivor.record.origin.1, index)).collect();
    let named = |people: &[String], what: &str| match people {
        [] => String::new(),
        people => format!("; {what} {}", people.join(", ")),
    };
    disagreeing
        .into_iter()
        .filter_map(|claim| {
            let fact = *facts.get(&claim.event)?;
            let (least, most) = (claim.bounds.least, claim.bounds.most);
            let ours = if least == most { least.to_string() } else { format!("{least} to {most}") };
            Some(Doubt {
                subject: claim.source.clone(),
                text: format!(
                    "says {} {} {}, and by the facts it is {ours} at {}{}{}",
                    claim.count.compare.word().replace('_', " "),
                    claim.count.number,
                    claim.count.how,
                    ground.moment(claim.until),
                    named(&claim.missing, "it names but does not count"),
                    named(&claim.extra, "it does not name")
                ),
                settle: format!(
                    "append who is missing, correct who is counted wrongly, or amend the rule that the number counts by \
                     (event {})",
                    ground.event(fact)
                ),
                events: claim.events.clone(),
                facts: [fact].into(),
                ..Doubt::default()
            })
        })
        .collect()
}
