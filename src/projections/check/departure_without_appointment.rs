//! A departure from what nobody is recorded to have held.

use crate::domain::Claim;

use super::Rule;
use super::ground::{Doubt, Ground};

pub(super) const RULE: Rule = Rule {
    code: "departure-without-appointment",
    what: "a departure that no appointment and no holding comes before",
    why: "Whoever leaves must have come. A departure from what the person is not recorded to have held makes a tenure \
          whose start is unknown: cabinets before it show the person as possible only. It is a gap to fill, and now \
          and then a slip: a post or a body under another name, or a person spelt another way.",
    example: r#"{"fact": "resigned", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2016-06-26"}"#,
    counterexample: r#"{"fact": "held", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2016-01-01"}
{"fact": "resigned", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2016-06-26"}"#,
    strict: false,
    find,
};

fn find(ground: &Ground<'_, '_>) -> Vec<Doubt> {
    let world = ground.world;
    let mut doubts = Vec::new();
    for departure in &world.departures {
        for tenure in departure.tenures.iter().map(|index| &world.tenures[*index]) {
            let comes = |claim: &Claim| matches!(claim, Claim::Appointed { .. } | Claim::Held { .. });
            if tenure.facts.iter().any(|fact| comes(&world.facts.get(*fact).fact.claim)) {
                continue;
            }
            doubts.push(Doubt {
                subject: ground.subject(tenure),
                text: format!(
                    "left {} ({}), and is not recorded to have held it before",
                    ground.range(departure.when),
                    ground.ways(departure)
                ),
                settle: "append the appointment, or that it was held; or amend the name, the post or the body, where \
                         that is a slip"
                    .to_owned(),
                since: departure.when.latest,
                facts: tenure.facts.iter().chain(&departure.facts).copied().collect(),
                ..Doubt::default()
            });
        }
    }
    doubts
}
