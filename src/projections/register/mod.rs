//! People and posts as records: their names, identifiers, and what is known of each.
//!
//! A [`Register`] is gathered once from a world; a [`people`] or [`posts`]
//! answer looks somebody or something up in it. Where [`directory`](super::directory)
//! lists names for other formats, this gives the events behind each.

mod gathered;
pub mod people;
pub mod posts;
mod subject;

use std::collections::BTreeSet;

use crate::domain::time::MomentRange;
use crate::domain::{EventId, NameKey, Noun, Seq};

pub(super) use gathered::Mentioned;
pub use gathered::Register;
pub use subject::{Subject, post_subjects};

use super::history::Dated;
use super::world::{FactIndex, World};

/// Another name of somebody or something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherName {
    /// The spelling or style.
    pub name: String,
    /// The events that join it to the name shown.
    pub events: Vec<(Seq, EventId)>,
}

/// An identifier in somebody else's scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    /// Whose identifiers.
    pub scheme: String,
    /// The identifier.
    pub id: String,
    /// The events that say so.
    pub events: Vec<(Seq, EventId)>,
}

/// What a record of a person and one of a post have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The name that is shown.
    pub name: String,
    /// The other names in use.
    pub other_names: Vec<OtherName>,
    /// The identifiers, by scheme.
    pub identifiers: Vec<Identifier>,
    /// How many standing facts name it.
    pub facts: usize,
    /// How many articles these cite.
    pub sources: usize,
    /// From the first to the last moment in the world that these facts are of;
    /// an end that is open counts for nothing.
    pub spoken_of: Option<MomentRange>,
}

impl Summary {
    fn of(world: &World<'_>, noun: Noun, name: String, mentioned: &Mentioned) -> Self {
        let shown = |key| world.names.shown(noun, key);
        let others = mentioned.spellings.iter().map(|(key, joins)| (shown(key), joins));
        let mut other_names: Vec<OtherName> = others
            .filter(|(other, _)| *other != name)
            .map(|(name, joins)| OtherName { name, events: world.facts.events(joins) })
            .collect();
        other_names.sort_by(|a, b| a.name.cmp(&b.name));
        let identifiers = mentioned.identifiers.iter().map(|((scheme, id), facts)| Identifier {
            scheme: scheme.clone(),
            id: id.clone(),
            events: world.facts.events(facts),
        });
        let cited = mentioned.facts.iter().flat_map(|fact| world.facts.get(*fact).record.citations());
        let sources: BTreeSet<_> = cited.map(|citation| citation.source).collect();
        Self {
            name,
            other_names,
            identifiers: identifiers.collect(),
            facts: mentioned.facts.len(),
            sources: sources.len(),
            spoken_of: spoken_of(world, &mentioned.facts),
        }
    }
}

/// The people who have an identifier, given alone or after its scheme and a colon.
#[must_use]
pub fn with_identifier(world: &World<'_>, given: &str) -> Vec<NameKey> {
    let people = Register::of(world).people.into_iter();
    people.filter(|(_, person)| person.identified_by(given).is_some()).map(|(key, _)| key).collect()
}

fn spoken_of(world: &World<'_>, facts: &BTreeSet<FactIndex>) -> Option<MomentRange> {
    let ends = facts.iter().filter_map(|fact| world.facts.when(*fact)).flat_map(|when| [when.earliest, when.latest]);
    let ends: BTreeSet<_> = ends.filter(|moment| !moment.is_unbounded()).collect();
    Some(MomentRange { earliest: *ends.first()?, latest: *ends.last()? })
}

/// When a fact says that something was so.
fn dated(world: &World<'_>, fact: FactIndex) -> Option<Dated> {
    let mark = world.facts.get(fact).fact.when.as_ref().map(|when| when.mark()).unwrap_or_default();
    world.facts.when(fact).map(|range| Dated { range, mark })
}
