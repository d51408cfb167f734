//! One person in two posts that exclude each other.

use std::collections::BTreeMap;

use crate::projections::Tenure;

use super::Rule;
use super::ground::{Doubt, Ground};
use super::spells::{Spell, overlaps, spells};

pub(super) const RULE: Rule = Rule {
    code: "exclusive-posts",
    what: "one person who surely holds two exclusive posts at the same time",
    why: "Two posts exclude each other here when they are of the same body and of the same rank, and each is recorded \
          with one seat: a chancellor is not home secretary as well. Somebody who surely holds both at one moment was \
          most likely moved, and the departure from the first is missing. People do hold two offices at once, so posts \
          of different ranks, posts without a rank and posts without a number of seats are left alone, and so is \
          acting in one of them. Where both are truly held, one of the appointments has a rank of its own.",
    example: r#"{"fact": "post", "body": "Cabinet", "post": "Health", "change": "created", "when": "2010", "seats": 1, "rank": "cabinet"}
{"fact": "post", "body": "Cabinet", "post": "Defence", "change": "created", "when": "2010", "seats": 1, "rank": "cabinet"}
{"fact": "appointed", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2015-05-11"}
{"fact": "appointed", "person": "Anna Berg", "body": "Cabinet", "post": "Defence", "when": "2016-06-27"}"#,
    counterexample: r#"{"fact": "post", "body": "Cabinet", "post": "Health", "change": "created", "when": "2010", "seats": 1, "rank": "cabinet"}
{"fact": "post", "body": "Cabinet", "post": "Whip", "change": "created", "when": "2010", "seats": 1, "rank": "attends cabinet"}
{"fact": "appointed", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2015-05-11"}
{"fact": "appointed", "person": "Anna Berg", "body": "Cabinet", "post": "Whip", "when": "2016-06-27"}"#,
    strict: false,
    find,
};

fn find(ground: &Ground<'_, '_>) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    // Tenures stand by person, then body.
    let places = ground.world.tenures.chunk_by(|a, b| (&a.person, &a.body) == (&b.person, &b.body));
    for place in places.filter(|place| place.len() > 1) {
        let mut ranks: BTreeMap<_, Vec<Spell<'_>>> = BTreeMap::new();
        for spell in spells(ground, place, |tenure| tenure.post.as_ref()) {
            let has_one_seat = ground.one_seat_within(&spell.tenure.body, spell.key, spell.from, spell.until).is_some();
            if let (Some(rank), true) = (&spell.tenure.rank, has_one_seat) {
                ranks.entry(rank.as_str()).or_default().push(spell);
            }
        }
        for (rank, spells) in ranks {
            for overlap in overlaps(&spells) {
                let seat = |spell: &Spell<'_>| {
                    ground.one_seat_within(&spell.tenure.body, spell.key, overlap.from, overlap.until)
                };
                let (Some((one, seat_of_first)), Some((other, seat_of_second))) =
                    (seat(&overlap.first), seat(&overlap.second))
                else {
                    continue;
                };
                let (first, second): (&Tenure, &Tenure) = (overlap.first.tenure, overlap.second.tenure);
                let since = one.max(other);
                let lends = [first, second].into_iter().filter_map(|tenure| tenure.rank_fact);
                let facts = first.facts.iter().chain(&second.facts).copied();
                doubts.push(Doubt {
                    subject: ground.person(first),
                    text: format!(
                        "surely holds {} and {} from {} {}, both of one seat and of the rank `{rank}`",
                        ground.office(first),
                        ground.office(second),
                        ground.moment(since),
                        ground.until(overlap.until)
                    ),
                    settle: "append the departure from the first, or give one of the appointments its own rank"
                        .to_owned(),
                    since,
                    facts: facts.chain([seat_of_first, seat_of_second]).chain(lends).collect(),
                    ..Doubt::default()
                });
            }
        }
    }
    doubts
}
