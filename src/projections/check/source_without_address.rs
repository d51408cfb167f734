//! An article that nobody else can look up.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::SourceId;
use crate::projections::FactIndex;

use super::Rule;
use super::ground::{Doubt, Ground, facts_in_words};

pub(super) const RULE: Rule = Rule {
    code: "source-without-address",
    what: "a source whose address was not recorded",
    why: "The ledger keeps a source's bytes, so its quotes can be checked here; a reader of what is published from it \
          needs to find the source where it was published. A description without `url` gives them nothing to look up. \
          A letter or a broadcast that was never at an address can have that of the archive or library that keeps it.",
    example: r#"{"article": "letter", "publisher": "The Courier"}
{"fact": "resigned", "person": "Anna Berg", "body": "Cabinet", "when": "2016-06-26", "source": "letter"}"#,
    counterexample: r#"{"article": "letter", "publisher": "The Courier", "url": "https://example.org/letters/1"}
{"fact": "resigned", "person": "Anna Berg", "body": "Cabinet", "when": "2016-06-26", "source": "letter"}"#,
    strict: false,
    find,
};

fn find(ground: &Ground<'_, '_>) -> Vec<Doubt> {
    let world = ground.world;
    let articles = world.knowledge.articles.iter();
    let lacking: BTreeMap<&SourceId, _> =
        articles.filter(|(_, article)| article.source.description.url.is_none()).collect();
    let mut citing: BTreeMap<SourceId, BTreeSet<FactIndex>> = BTreeMap::new();
    for (index, survivor) in world.facts.iter().filter(|_| !lacking.is_empty()) {
        for citation in survivor.record.citations().filter(|citation| lacking.contains_key(&citation.source)) {
            citing.entry(citation.source).or_default().insert(index);
        }
    }
    let mut doubts = Vec::new();
    for (id, article) in lacking {
        let label = &article.source.description.label;
        let citing = citing.remove(id).unwrap_or_default();
        let redescribed = article.redescribed.iter().map(|(seq, event, _)| (*seq, *event));
        doubts.push(Doubt {
            subject: label.to_string(),
            text: format!("has no address; it is cited by {}", facts_in_words(citing.len())),
            settle: format!("say where it is: reshuffle source redescribe '{label}' --url URL --why WHY"),
            events: std::iter::once(article.added).chain(redescribed).collect(),
            beside: citing,
            ..Doubt::default()
        });
    }
    doubts
}
