//! Reports of one thing whose dates have no moment in common.

use crate::domain::Claim;
use crate::domain::time::MomentRange;
use crate::projections::FactIndex;

use super::Rule;
use super::ground::{Doubt, Ground};
use super::reports::{departures, starts};

pub(super) const RULE: Rule = Rule {
    code: "dates-disagree",
    what: "two reports of one appointment or departure whose dates do not meet",
    why: "Reports of one departure narrow each other where their ranges meet, and where they do not, the ledger takes \
          the whole span: nobody is counted as gone before its end. A second report of an appointment that does not \
          meet the first is passed over. Either one of the sources is wrong, or there were two departures and the \
          appointment between them is missing. The time of the announcement is compared in the same way.",
    example: r#"{"fact": "appointed", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2015-05-11"}
{"fact": "resigned", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2016-06-26", "source": "herald"}
{"fact": "resigned", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2016-06-27", "source": "courier"}"#,
    counterexample: r#"{"fact": "appointed", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2015-05-11"}
{"fact": "resigned", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2016-06-26", "source": "herald"}
{"fact": "resigned", "person": "Anna Berg", "body": "Cabinet", "post": "Health", "when": "2016-06", "source": "courier"}"#,
    strict: false,
    find,
};

fn find(ground: &Ground<'_, '_>) -> Vec<Doubt> {
    let world = ground.world;
    let mut doubts = Vec::new();
    for (tenure, reports) in starts(ground) {
        let ranges = reports.iter().filter_map(|fact| Some((*fact, start(ground, *fact)?)));
        doubts.extend(doubt(ground, ground.subject(tenure), "the start", ranges.collect()));
    }
    for departure in &world.departures {
        let reports = departures(ground, &departure.facts);
        let Some(tenure) = departure.tenures.first().map(|index| &world.tenures[*index]) else { continue };
        let effective = reports.iter().filter_map(|fact| Some((*fact, world.facts.when(*fact)?)));
        let announced = reports.iter().filter_map(|fact| Some((*fact, world.facts.timing(*fact)?.announced?)));
        let by_effect = doubt(ground, ground.subject(tenure), "the departure", effective.collect());
        doubts.extend(
            by_effect.or_else(|| doubt(ground, ground.subject(tenure), "the announcement", announced.collect())),
        );
    }
    doubts
}

/// When something began by one report: held by a day, it may have begun at any time before.
fn start(ground: &Ground<'_, '_>, fact: FactIndex) -> Option<MomentRange> {
    let when = ground.world.facts.when(fact)?;
    match ground.world.facts.get(fact).fact.claim {
        Claim::Held { .. } => Some(MomentRange { earliest: MomentRange::ALWAYS.earliest, ..when }),
        _ => Some(when),
    }
}

/// The two reports that are furthest apart, where they have no moment in common.
fn doubt(
    ground: &Ground<'_, '_>,
    subject: String,
    what: &str,
    reports: Vec<(FactIndex, MomentRange)>,
) -> Option<Doubt> {
    let (first, early) = *reports.iter().min_by_key(|(fact, range)| (range.latest, *fact))?;
    let (second, late) = *reports.iter().max_by_key(|(fact, range)| (range.earliest, *fact))?;
    (early.latest < late.earliest).then(|| Doubt {
        subject,
        text: format!(
            "reports of {what} disagree: {} by event {}, {} by event {}",
            ground.range(early),
            ground.event(first),
            ground.range(late),
            ground.event(second)
        ),
        settle: "amend or retract the report that is wrong; where both are right, append what happened between them"
            .to_owned(),
        since: early.latest,
        facts: reports.iter().map(|(fact, _)| *fact).collect(),
        ..Doubt::default()
    })
}
