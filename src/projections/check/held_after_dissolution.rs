//! A post that is held after it was abolished.

use std::collections::BTreeMap;

use crate::domain::time::Moment;
use crate::domain::{Claim, Noun, PostTurn, Stance};
use crate::projections::posts::PostKey;

use super::Rule;
use super::ground::{Doubt, Ground};

pub(super) const RULE: Rule = Rule {
    code: "held-after-dissolution",
    what: "a post that somebody surely holds after it was abolished",
    why: "Abolishing a post ends whoever is in it at that moment. A holder who was appointed after that, or whose own \
          departure names that appointment and comes later, is in a post that is not there: a date is wrong, or the \
          post was created again and that is not recorded.",
    example: r#"{"fact": "post", "body": "Cabinet", "post": "Brexit", "change": "abolished", "when": "2020-01-31"}
{"fact": "appointed", "person": "Anna Berg", "body": "Cabinet", "post": "Brexit", "when": "2020-02-13"}"#,
    counterexample: r#"{"fact": "post", "body": "Cabinet", "post": "Brexit", "change": "abolished", "when": "2020-01-31"}
{"fact": "post", "body": "Cabinet", "post": "Brexit", "change": "created", "when": "2020-02-10"}
{"fact": "appointed", "person": "Anna Berg", "body": "Cabinet", "post": "Brexit", "when": "2020-02-13"}"#,
    strict: false,
    find,
};

fn find(ground: &Ground<'_, '_>) -> Vec<Doubt> {
    let world = ground.world;
    let mut created: BTreeMap<PostKey, Vec<Moment>> = BTreeMap::new();
    for (index, survivor) in world.facts.iter().filter(|(_, survivor)| survivor.fact.stance == Stance::Reported) {
        if let (Claim::Post { body, post, turn: PostTurn::Created, .. }, Some(when)) =
            (&survivor.fact.claim, world.facts.when(index))
        {
            let key = (world.names.resolve(Noun::Body, body), world.names.resolve(Noun::Post, post));
            created.entry(world.posts.standing(&key)).or_default().push(when.latest);
        }
    }
    // A post that is there again is gone until then.
    let mut gone: BTreeMap<&PostKey, Vec<_>> = BTreeMap::new();
    for abolition in world.posts.abolitions() {
        let again = created.get(&abolition.post).into_iter().flatten();
        let again = again.copied().filter(|moment| *moment > abolition.when.latest).min();
        gone.entry(&abolition.post).or_default().push((abolition, again.unwrap_or(Moment::MAX)));
    }
    let mut doubts = Vec::new();
    for tenure in &world.tenures {
        let Some(post) = &tenure.post else { continue };
        let key = (tenure.body.clone(), post.clone());
        let periods = gone.get(&key).into_iter().flatten();
        let found = periods.into_iter().find_map(|(abolition, again)| {
            let mut spells = tenure.stretches.iter().filter_map(|stretch| ground.surely(stretch));
            let since = spells.find_map(|(from, until)| {
                let since = from.max(abolition.when.latest);
                (since < until.min(*again)).then_some(since)
            });
            Some((*abolition, since?))
        });
        let Some((abolition, since)) = found else { continue };
        doubts.push(Doubt {
            subject: ground.subject(tenure),
            text: format!(
                "surely held the post after {}, and it was abolished {}",
                ground.moment(since),
                ground.range(abolition.when)
            ),
            settle: format!(
                "amend the date that is wrong, or append that the post was created again (the abolition is event {})",
                ground.event(abolition.fact)
            ),
            since,
            facts: tenure.facts.iter().copied().chain([abolition.fact]).collect(),
            ..Doubt::default()
        });
    }
    doubts
}
