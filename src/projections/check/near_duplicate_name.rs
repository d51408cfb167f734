//! Two names that are one slip apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Claim, LooseKey, NameKey, Noun, PostTurn};
use crate::projections::FactIndex;

use super::Rule;
use super::ground::{Doubt, Ground, facts_in_words};

pub(super) const RULE: Rule = Rule {
    code: "near-duplicate-name",
    what: "two names of persons, bodies or posts that are one slip apart and not joined",
    why: "One name is one person, body or post. Two names that differ by one character, or by case and accents alone, \
          are mostly one that was misspelt, and then half of somebody's record stands under each: departures without \
          appointments, holders who never left. Names that differ in a digit are never taken for a slip, nor are names \
          that an alias or a renaming joins, nor short forms of up to five characters (BEIS and BIS). Two people whose names truly are that close stay a finding; a \
          disambiguator (`Jo Bloggs #2`) tells them apart.",
    example: r#"{"fact": "appointed", "person": "Lilian Greene", "body": "Cabinet", "post": "Transport", "when": "2015-05-11"}
{"fact": "resigned", "person": "Lillian Greene", "body": "Cabinet", "post": "Transport", "when": "2016-06-26"}"#,
    counterexample: r#"{"fact": "appointed", "person": "Lilian Greene", "body": "Cabinet", "post": "Transport", "when": "2015-05-11"}
{"fact": "resigned", "person": "Lillian Greene", "body": "Cabinet", "post": "Transport", "when": "2016-06-26"}
{"fact": "alias", "name": "Lillian Greene", "of": "Lilian Greene", "names": "person"}"#,
    strict: false,
    find,
};

/// How many characters a short form has at most: these differ by one as a rule.
const SHORT_FORM_CHARS_MAX: usize = 5;

type Key<'w> = (Noun, &'w NameKey);

fn find(ground: &Ground<'_, '_>) -> Vec<Doubt> {
    let world = ground.world;
    let renamed = renamings(ground);
    let mut pairs: Vec<(Key<'_>, Key<'_>)> = Vec::new();
    for (one, other) in near(&world.names.all().collect::<Vec<_>>()) {
        let (a, b) = (world.names.resolve_key(one.0, one.1), world.names.resolve_key(other.0, other.1));
        let short_forms = [one, other].iter().all(|(_, key)| key.as_str().chars().count() <= SHORT_FORM_CHARS_MAX);
        let joined = a == b || short_forms || one.0 == Noun::Post && renamed.contains(&in_order(a, b));
        if !joined {
            pairs.push((one, other));
        }
    }
    let wanted: BTreeSet<Key<'_>> = pairs.iter().flat_map(|(one, other)| [*one, *other]).collect();
    let mut users: BTreeMap<(Noun, NameKey), BTreeSet<FactIndex>> = BTreeMap::new();
    for (index, survivor) in world.facts.iter().filter(|_| !wanted.is_empty()) {
        for (noun, name) in survivor.fact.claim.names() {
            let key = NameKey::of(name);
            if wanted.contains(&(noun, &key)) {
                users.entry((noun, key)).or_default().insert(index);
            }
        }
    }
    let none = BTreeSet::new();
    let using = |(noun, key): Key<'_>| users.get(&(noun, key.clone())).unwrap_or(&none);
    pairs.into_iter().map(|(one, other)| doubt(ground, (one, using(one)), (other, using(other)))).collect()
}

fn doubt<'f>(
    ground: &Ground<'_, '_>,
    one: (Key<'_>, &'f BTreeSet<FactIndex>),
    other: (Key<'_>, &'f BTreeSet<FactIndex>),
) -> Doubt {
    // The spelling that fewer facts have is the likelier slip.
    let ((key, facts), (rare, rare_facts)) = if one.1.len() < other.1.len() { (other, one) } else { (one, other) };
    let shown = |(noun, key): Key<'_>| ground.world.names.shown(noun, key);
    let noun = rare.0;
    Doubt {
        subject: format!("{}, {}", shown(key), shown(rare)),
        text: format!(
            "two names of a {} that are one slip apart; the one in {}, the other in {}",
            noun.word(),
            facts_in_words(facts.len()),
            facts_in_words(rare_facts.len())
        ),
        settle: format!(
            "where an article spells it so, append an alias of `{}` for `{}`; where it is our slip, amend the facts; \
             where they are two, give one a disambiguator",
            shown(key),
            shown(rare)
        ),
        // The facts to correct, with one of the others to hold them against.
        facts: rare_facts.iter().chain(facts.first()).copied().collect(),
        beside: facts.clone(),
        ..Doubt::default()
    }
}

/// The posts that a renaming makes one, both names as they resolve.
fn renamings(ground: &Ground<'_, '_>) -> BTreeSet<(NameKey, NameKey)> {
    let names = &ground.world.names;
    let pairs = ground.world.facts.iter().filter_map(|(_, survivor)| match &survivor.fact.claim {
        Claim::Post { post, turn: PostTurn::Renamed(to), .. } => {
            Some(in_order(names.resolve(Noun::Post, post), names.resolve(Noun::Post, to)))
        }
        _ => None,
    });
    pairs.collect()
}

fn in_order(a: NameKey, b: NameKey) -> (NameKey, NameKey) {
    if a <= b { (a, b) } else { (b, a) }
}

/// The pairs of one noun within one edit of each other. Such names share one
/// of their slips, so that only names that do are compared; who shares one by
/// chance is told apart by the comparison.
fn near<'w>(names: &[Key<'w>]) -> Vec<(Key<'w>, Key<'w>)> {
    let loose: Vec<LooseKey> = names.iter().map(|(_, key)| LooseKey::of(key)).collect();
    let mut slips: Vec<(u64, usize)> = Vec::new();
    for (place, key) in loose.iter().enumerate() {
        slips.extend(key.slips().into_iter().map(|slip| (slip, place)));
    }
    slips.sort_unstable();
    slips.dedup();
    let mut pairs = BTreeSet::new();
    for sharing in slips.chunk_by(|a, b| a.0 == b.0) {
        for (at, (_, one)) in sharing.iter().enumerate() {
            for (_, other) in &sharing[at + 1..] {
                if names[*one].0 == names[*other].0 && loose[*one].is_near(&loose[*other]) {
                    pairs.insert((*one, *other));
                }
            }
        }
    }
    pairs.into_iter().map(|(one, other)| (names[one], names[other])).collect()
}
