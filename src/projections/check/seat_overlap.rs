//! More than one holder of a post that has one seat.

use crate::projections::Tenure;

use super::ground::{Doubt, Ground};
use super::spells::{overlaps, spells};
use super::{Rule, not_ended};

pub(super) const RULE: Rule = Rule {
    code: "seat-overlap",
    what: "two people who surely hold a post of one seat at the same time",
    why: "A post that is recorded with one seat has one holder. Where two people surely hold it at one moment, an \
          appointment is dated too early, a departure too late, or the post has more seats than recorded. Somebody \
          who acts for the holder is left aside, and dates that are merely coarse do not overlap: only what is sure \
          counts. Where the first holder's end is not recorded at all, `not-ended` says so instead, if it is asked.",
    example: r#"{"fact": "post", "body": "Cabinet", "post": "Health", "change": "created", "when": "2010", "seats": 1}
{"fact": "appointed", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2015-05-11"}
{"fact": "resigned", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2016-06-27"}
{"fact": "appointed", "person": "Bo Carr", "body": "Cabinet", "post": "Health", "when": "2016-06-20"}"#,
    counterexample: r#"{"fact": "post", "body": "Cabinet", "post": "Health", "change": "created", "when": "2010", "seats": 1}
{"fact": "appointed", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2015-05-11"}
{"fact": "resigned", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2016-06-27"}
{"fact": "appointed", "person": "Bo Carr", "body": "Cabinet", "post": "Health", "when": "2016-06-20", "acting": true}"#,
    strict: false,
    find,
};

fn find(ground: &Ground<'_, '_>) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    for ((body, post), tenures) in ground.of_one_seat_posts() {
        let spells = spells(ground, tenures, |tenure| Some(&tenure.person));
        for overlap in overlaps(&spells) {
            let Some((since, seat)) = ground.one_seat_within(body, post, overlap.from, overlap.until) else { continue };
            if ground.runs(not_ended::RULE.code) && not_ended::is_succeeded(&overlap.first, &overlap.second) {
                continue;
            }
            let (first, second): (&Tenure, &Tenure) = (overlap.first.tenure, overlap.second.tenure);
            let until = ground.until(overlap.until);
            doubts.push(Doubt {
                subject: ground.office(first),
                text: format!(
                    "{} and {} both surely hold it from {} {until}, and it has one seat",
                    ground.person(first),
                    ground.person(second),
                    ground.moment(since)
                ),
                settle: format!(
                    "amend the end of the first or the start of the second, record the second as acting, or record \
                     how many seats there are (event {})",
                    ground.event(seat)
                ),
                since,
                facts: first.facts.iter().chain(&second.facts).copied().chain([seat]).collect(),
                ..Doubt::default()
            });
        }
    }
    doubts
}
