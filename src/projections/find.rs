//! Who or what may be meant by a text: proposals with the reason of each, best first.
//!
//! Nothing acts on one. A name that is nearly another's is somebody else's
//! until a person says otherwise.

use crate::domain::time::Moment;
use crate::domain::{Likeness, Name, Noun, Resemblance, Sought};

use super::cabinet::behind;
use super::register::{Mentioned, Register};
use super::world::World;

/// Somebody or something that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The name that is shown.
    pub name: String,
    /// The body, of a post.
    pub body: Option<String>,
    /// The name or the identifier that is like what was sought.
    pub matched: String,
    /// How it is like it.
    pub resemblance: Resemblance,
    /// The same, for people.
    pub why: String,
    /// How many standing facts name it.
    pub facts: usize,
}

/// Everyone whom a text may mean, best first.
#[must_use]
pub fn people_like(world: &World<'_>, text: &Name) -> Vec<Proposal> {
    let (sought, register) = (Sought::new(Noun::Person, text), Register::of(world));
    let proposed = register
        .people
        .iter()
        .filter_map(|(key, person)| propose(world, &sought, text, (Noun::Person, world.person(key)), person));
    in_order(proposed.collect())
}

/// Every post that a text may mean, in one body and its parts or in all, best first.
#[must_use]
pub fn posts_like(world: &World<'_>, text: &Name, body: Option<&Name>) -> Vec<Proposal> {
    let (sought, register) = (Sought::new(Noun::Post, text), Register::of(world));
    let within = body.map(|body| world.bodies_within(body));
    let asked = register.posts.iter().filter(|((body, _), _)| behind(within.as_ref(), body).is_some());
    let proposed = asked.filter_map(|((body, post), mentioned)| {
        let shown = world.post(body, post, Moment::MAX);
        let proposal = propose(world, &sought, text, (Noun::Post, shown), mentioned)?;
        Some(Proposal { body: Some(world.body(body)), ..proposal })
    });
    in_order(proposed.collect())
}

fn in_order(mut found: Vec<Proposal>) -> Vec<Proposal> {
    found.sort_by(|a, b| (a.resemblance, &a.name, &a.body).cmp(&(b.resemblance, &b.name, &b.body)));
    found
}

/// The best that speaks for one of them.
fn propose(
    world: &World<'_>,
    sought: &Sought,
    text: &Name,
    (noun, name): (Noun, String),
    mentioned: &Mentioned,
) -> Option<Proposal> {
    let identifier = mentioned.identified_by(text.as_str()).map(|(scheme, id)| Proposal {
        why: format!("the same identifier, {scheme}:{id}"),
        matched: format!("{scheme}:{id}"),
        resemblance: Resemblance::of(Likeness::Identifier),
        ..blank(&name, mentioned.facts.len())
    });
    let spelt = mentioned.spellings.keys().filter_map(|key| {
        let resemblance = sought.like(key)?;
        Some(of_spelling(&name, &world.names.shown(noun, key), resemblance, mentioned.facts.len()))
    });
    let order = |proposal: &Proposal| (proposal.resemblance, proposal.matched != name, proposal.matched.clone());
    identifier.into_iter().chain(spelt).min_by_key(order)
}

/// What speaks for one of the names of somebody or something.
fn of_spelling(name: &str, spelling: &str, mut resemblance: Resemblance, facts: usize) -> Proposal {
    let mut why = resemblance.in_words();
    if spelling != name {
        if resemblance.likeness == Likeness::Same {
            resemblance.likeness = Likeness::AlsoKnown;
            why = format!("also known as {spelling}");
        } else {
            why = format!("also known as {spelling}: {why}");
        }
    }
    Proposal { matched: spelling.to_owned(), resemblance, why, ..blank(name, facts) }
}

fn blank(name: &str, facts: usize) -> Proposal {
    Proposal {
        name: name.to_owned(),
        body: None,
        matched: String::new(),
        resemblance: Resemblance::of(Likeness::Same),
        why: String::new(),
        facts,
    }
}
