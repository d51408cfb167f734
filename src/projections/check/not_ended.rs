//! A holder whose end was never recorded, though there is a successor.

use super::Rule;
use super::ground::{Doubt, Ground};
use super::spells::{Spell, spells};

pub(super) const RULE: Rule = Rule {
    code: "not-ended",
    what: "an appointment that never ended, though a successor surely holds the post of one seat",
    why: "Nobody's tenure ends because another begins: only a departure ends it. A post with one seat whose holder \
          has no recorded end goes on being held by that person after a successor took it, and every cabinet from \
          then on has one too many. Most often the departure was in the news and was not recorded. The successor \
          must have begun surely later, and not as a stand-in.",
    example: r#"{"fact": "post", "body": "Cabinet", "post": "Health", "change": "created", "when": "2010", "seats": 1}
{"fact": "appointed", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2015-05-11"}
{"fact": "appointed", "person": "Bo Carr", "body": "Cabinet", "post": "Health", "when": "2016-06-27"}"#,
    counterexample: r#"{"fact": "post", "body": "Cabinet", "post": "Health", "change": "created", "when": "2010", "seats": 1}
{"fact": "appointed", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2015-05-11"}
{"fact": "resigned", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2016-06-26"}
{"fact": "appointed", "person": "Bo Carr", "body": "Cabinet", "post": "Health", "when": "2016-06-27"}"#,
    strict: false,
    find,
};

/// Whether one spell has no recorded end and the other began surely later.
pub(super) fn is_succeeded(first: &Spell<'_>, second: &Spell<'_>) -> bool {
    first.stretch.end.is_none() && first.stretch.start.latest < second.stretch.start.earliest
}

fn find(ground: &Ground<'_, '_>) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    for ((body, post), tenures) in ground.of_one_seat_posts() {
        let mut spells = spells(ground, tenures, |tenure| Some(&tenure.person));
        spells.sort_by_key(|spell| (spell.stretch.start, spell.until, spell.key));
        for spell in spells.iter().filter(|spell| spell.stretch.end.is_none()) {
            let later = spells.partition_point(|other| other.stretch.start.earliest <= spell.stretch.start.latest);
            let successor = spells[later..].iter().find_map(|other| {
                let seat = ground.one_seat_within(body, post, other.from, other.until)?;
                (other.key != spell.key && is_succeeded(spell, other)).then_some((other, seat))
            });
            let Some((successor, (since, seat))) = successor else { continue };
            let (first, second) = (spell.tenure, successor.tenure);
            doubts.push(Doubt {
                subject: ground.subject(first),
                text: format!(
                    "was never recorded as leaving, though {} surely holds the post since {}, and it has one seat",
                    ground.person(second),
                    ground.moment(since)
                ),
                settle: format!("append the departure of {}, or record how many seats there are", ground.person(first)),
                since,
                facts: first.facts.iter().chain(&second.facts).copied().chain([seat]).collect(),
                ..Doubt::default()
            });
        }
    }
    doubts
}
