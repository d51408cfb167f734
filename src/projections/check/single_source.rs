//! What only one source says.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Claim, SourceId};
use crate::projections::FactIndex;

use super::Rule;
use super::ground::{Doubt, Ground};
use super::reports::{departures, starts};

pub(super) const RULE: Rule = Rule {
    code: "single-source",
    what: "a fact that no second source says",
    why: "Two sources that say the same are the oldest test of a newsroom. A fact counts as said twice when it cites \
          two sources, when a second one corroborates it, and when another fact from a second source reports the same \
          appointment or departure. Versions of one article are one source, and so are articles of one publisher. The desk's own judgements, and the numbers \
          that an article prints, are left aside. This rule is strict: it runs where it is named, or with `--strict`.",
    example: r#"{"fact": "resigned", "person": "Anna Berg", "body": "Cabinet", "when": "2016-06-26", "source": "herald"}"#,
    counterexample: r#"{"fact": "resigned", "person": "Anna Berg", "body": "Cabinet", "when": "2016-06-26", "source": "herald"}
{"fact": "resigned", "person": "Anna Berg", "body": "Cabinet", "when": "2016-06-26", "source": "courier"}"#,
    strict: true,
    find,
};

fn find(ground: &Ground<'_, '_>) -> Vec<Doubt> {
    let world = ground.world;
    let mut groups: Vec<(String, Vec<FactIndex>)> = Vec::new();
    for (tenure, reports) in starts(ground) {
        groups.push((ground.subject(tenure), reports));
    }
    for departure in &world.departures {
        let tenure = departure.tenures.first().map(|index| ground.subject(&world.tenures[*index]));
        groups.push((tenure.unwrap_or_default(), departures(ground, &departure.facts)));
    }
    let grouped: BTreeSet<FactIndex> = groups.iter().flat_map(|(_, facts)| facts).copied().collect();
    // Facts that make no tenure are the same where they say the same.
    let mut others: BTreeMap<&Claim, Vec<FactIndex>> = BTreeMap::new();
    for (index, survivor) in world.facts.iter().filter(|(index, _)| !grouped.contains(index)) {
        if !matches!(survivor.fact.claim, Claim::Counted(_)) {
            others.entry(&survivor.fact.claim).or_default().push(index);
        }
    }
    for (claim, facts) in others {
        let names: Vec<String> = claim.names().into_iter().map(|(_, name)| name.to_string()).collect();
        groups.push((names.join(", "), facts));
    }
    groups.into_iter().filter_map(|(subject, facts)| doubt(ground, subject, &facts)).collect()
}

/// That all of some facts come from one source.
fn doubt(ground: &Ground<'_, '_>, subject: String, facts: &[FactIndex]) -> Option<Doubt> {
    let world = ground.world;
    let cited = facts.iter().flat_map(|fact| world.facts.get(*fact).record.citations());
    let sources: BTreeSet<SourceId> = cited.map(|citation| first_version(ground, citation.source)).collect();
    let whose = |source: &SourceId| {
        let article = world.knowledge.articles.get(source);
        article.and_then(|article| article.source.description.publisher.as_ref()).map(|name| name.as_str())
    };
    // None at all: the desk's judgement.
    let source = *sources.first()?;
    let alone =
        sources.len() == 1 || whose(&source).is_some() && sources.iter().all(|other| whose(other) == whose(&source));
    if !alone {
        return None;
    }
    let first = *facts.first()?;
    let kind = world.facts.get(first).fact.claim.kind();
    let label = world.knowledge.articles.get(&source).map(|article| article.source.description.label.to_string());
    let since = facts.iter().filter_map(|fact| Some(world.facts.when(*fact)?.earliest)).min();
    Some(Doubt {
        subject,
        text: format!("`{kind}` rests on one source, {}", label.unwrap_or_else(|| source.to_string())),
        settle: format!("find a second one: reshuffle corroborate {} --source S --quote Q", ground.event(first)),
        since: since.unwrap_or(crate::domain::time::Moment::MIN),
        facts: facts.iter().copied().collect(),
        ..Doubt::default()
    })
}

/// The article that a later version of it names.
fn first_version(ground: &Ground<'_, '_>, source: SourceId) -> SourceId {
    let mut seen = BTreeSet::new();
    let mut first = source;
    while let Some(article) = ground.world.knowledge.articles.get(&first) {
        match article.source.description.version_of {
            Some(earlier) if seen.insert(first) => first = earlier,
            _ => break,
        }
    }
    first
}
