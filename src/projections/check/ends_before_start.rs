//! A tenure that ends before it begins.

use super::Rule;
use super::ground::{Doubt, Ground};

pub(super) const RULE: Rule = Rule {
    code: "ends-before-start",
    what: "a tenure that surely ends before it begins",
    why: "A departure that names the appointment it ends closes that one, whatever the dates say. Where the whole \
          range of the end lies before the whole range of the start, nobody held the office for a moment, and no \
          cabinet ever shows it: one of the two dates is a slip, or the departure belongs to another appointment. \
          Published data sets have such rows. An end and a start on one day are no finding.",
    example: r#"{"fact": "appointed", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2016-07-14", "key": "a"}
{"fact": "departed", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "how": "unknown", "when": "2016-06-14", "ends": "a"}"#,
    counterexample: r#"{"fact": "appointed", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2016-07-14", "key": "a"}
{"fact": "departed", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "how": "unknown", "when": "2016-07-14", "ends": "a"}"#,
    strict: false,
    find,
};

fn find(ground: &Ground<'_, '_>) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    for tenure in &ground.world.tenures {
        for stretch in &tenure.stretches {
            let Some(end) = stretch.end_range(&ground.world.departures) else { continue };
            if end.latest >= stretch.start.earliest {
                continue;
            }
            doubts.push(Doubt {
                subject: ground.subject(tenure),
                text: format!("began {}, and ended before that: {}", ground.range(stretch.start), ground.range(end)),
                settle: format!(
                    "amend the date that is wrong, or what the departure ends (events {})",
                    ground.event_list(&tenure.facts)
                ),
                since: end.latest,
                facts: tenure.facts.clone(),
                ..Doubt::default()
            });
        }
    }
    doubts
}
