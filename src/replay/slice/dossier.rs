//! Everything recorded of some names or events, with all that bears on the
//! people in it.

use std::collections::BTreeSet;

use super::ground::Ground;
use super::reading::Reading;
use crate::domain::{Claim, Name, Noun, Seq};
use crate::log::EventLog;
use crate::replay::Prefix;
use crate::replay::index::{Brief, Catalog, CatalogError};

/// What a dossier is about.
#[derive(Debug, Clone, Default)]
pub struct Subjects<'s> {
    /// Whatever names these, or ever did, under any name of theirs.
    pub names: Vec<(Noun, &'s Name)>,
    /// The facts that these events belong to.
    pub events: Vec<Seq>,
    /// Bodies of which it matters how they hang together.
    pub bodies: Vec<&'s Name>,
    /// Whether it is to be tried what would be without any one event: then what
    /// the facts said before they were amended matters, and who spells a name.
    pub is_tried: bool,
}

/// What is known up to an event of some subjects: the facts that speak of
/// them, and, of everyone in these, all facts that say what they hold and
/// left. Of such a person any answer is the one from the whole.
///
/// # Errors
/// [`CatalogError`] where the index or the log cannot be read.
pub fn dossier(
    log: &dyn EventLog,
    catalog: &Catalog,
    ground: &Ground,
    subjects: &Subjects<'_>,
) -> Result<Prefix, CatalogError> {
    let structure = &ground.structure;
    let mut reading = Reading::new(log, catalog, ground);
    for (noun, name) in &subjects.names {
        reading.want_named(*noun, Brief::named(*noun, name))?;
    }
    reading.want_events(&subjects.events)?;
    reading.read_with_ends()?;
    // Whoever is spoken of is told whole, so that what they left has a beginning.
    let names: BTreeSet<Brief> = reading.claims().flat_map(people).collect();
    for person in names {
        reading.want_named(Noun::Person, person)?;
    }
    reading.read_with_ends()?;
    let mut bodies = BTreeSet::new();
    let mut posts = BTreeSet::new();
    for (noun, name) in reading.claims().flat_map(Claim::names) {
        if noun == Noun::Body {
            bodies.insert(structure.standing(noun, Brief::named(noun, name)));
        }
    }
    for holding in reading.claims().filter_map(Claim::holding) {
        let body = Brief::named(Noun::Body, &holding.body);
        let post = holding.post.as_ref().map(|post| Brief::named(Noun::Post, post));
        posts.extend(post.map(|post| structure.post(body, post)));
    }
    for body in &subjects.bodies {
        let body = Brief::named(Noun::Body, body);
        reading.want_joins(structure.aliases_of(Noun::Body, body))?;
        bodies.insert(structure.standing(Noun::Body, body));
    }
    for body in structure.above(bodies) {
        reading.want_joins(structure.parts_of(body))?;
        let of_these = structure.posts_of(body).iter().filter(|join| posts.contains(&structure.post(body, join.name)));
        reading.want_joins(of_these)?;
    }
    reading.read()?;
    if subjects.is_tried {
        reading.want_joins(structure.formerly())?;
        reading.want_spellers()?;
        reading.read_with_ends()?;
    }
    reading.finish(BTreeSet::new())
}

fn people(claim: &Claim) -> impl Iterator<Item = Brief> {
    let people = claim.names().into_iter().filter(|(noun, _)| *noun == Noun::Person);
    people.map(|(noun, name)| Brief::named(noun, name))
}
