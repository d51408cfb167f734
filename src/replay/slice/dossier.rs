//! Everything recorded of some names or events, with all that bears on the
//! people in it.

use std::collections::BTreeSet;

use super::ground::Ground;
use super::reading::Reading;
use super::structure::Structure;
use crate::domain::{Claim, Name, NameKey, Noun, Seq};
use crate::log::EventLog;
use crate::replay::Prefix;
use crate::replay::index::{Brief, Catalog, CatalogError, Term};

/// What a dossier is about.
#[derive(Debug, Clone, Default)]
pub struct Subjects<'s> {
    /// Whatever names these, or ever did, under any name of theirs.
    pub names: Vec<(Noun, &'s Name)>,
    /// Whatever has this identifier, given alone or after its scheme and a colon.
    pub identifier: Option<&'s str>,
    /// The facts that these events belong to.
    pub events: Vec<Seq>,
    /// Whatever names this body or a part of it.
    pub within: Option<&'s Name>,
    /// Names that matter besides: whether facts use them, and of bodies how
    /// they hang together.
    pub beside: Vec<(Noun, &'s Name)>,
    /// How far it goes.
    pub reach: Reach<'s>,
}

/// How far a dossier goes beyond the facts that speak of its subjects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach<'s> {
    /// No further.
    Named,
    /// Of everyone in these facts, all that say what they hold and left: any
    /// answer about them is the one from the whole.
    #[default]
    People,
    /// The same of everyone in facts about this body and its parts.
    PeopleIn(&'s Name),
    /// Of everyone, and so much more that it can be tried what an answer would
    /// be without any one event: what facts said before they were amended, and
    /// who spells a name.
    Trials,
}

/// What is known up to an event of some subjects.
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
    want_subjects(&mut reading, structure, subjects)?;
    reading.read_with_ends()?;
    // Whoever is spoken of is told whole, so that what they left has a beginning.
    for person in told_whole(&reading, structure, subjects.reach) {
        reading.want_named(Noun::Person, person)?;
    }
    reading.read_with_ends()?;
    want_described(&mut reading, structure, subjects)?;
    reading.read()?;
    if subjects.within.is_some() || subjects.names.iter().any(|(noun, _)| *noun == Noun::Post) {
        // An identifier names a post in no body.
        let posts = named(&reading, Noun::Post).flat_map(|post| structure.names_of(Noun::Post, post));
        let posts: BTreeSet<Brief> = posts.collect();
        posts.into_iter().map(Term::identified).try_for_each(|term| reading.want_marked(term))?;
        reading.read()?;
    }
    let mut spelt = BTreeSet::new();
    for (noun, name) in &subjects.beside {
        spelt.extend(reading.naming(*noun, &NameKey::of(name), false)?.map(|name| (*noun, name)));
    }
    if subjects.reach != Reach::Trials {
        return reading.finish(spelt);
    }
    reading.want_joins(structure.formerly())?;
    reading.want_spellers()?;
    reading.read_with_ends()?;
    // Whoever spells a name is there, and may be tried as well.
    Ok(reading.finish_alone(spelt))
}

/// Wants the facts that speak of the subjects.
fn want_subjects(
    reading: &mut Reading<'_>,
    structure: &Structure,
    subjects: &Subjects<'_>,
) -> Result<(), CatalogError> {
    let mut names: BTreeSet<(Noun, Brief)> =
        subjects.names.iter().map(|(noun, name)| (*noun, Brief::named(*noun, name))).collect();
    if let Some(identifier) = subjects.identifier {
        reading.want_marked(Term::identifier(identifier))?;
        reading.read()?;
        names.extend(reading.claims().filter_map(|claim| match claim {
            Claim::Identified { noun, name, .. } => Some((*noun, Brief::named(*noun, name))),
            _ => None,
        }));
    }
    if let Some(body) = subjects.within {
        names.extend(structure.within(Brief::named(Noun::Body, body)).into_iter().map(|body| (Noun::Body, body)));
    }
    for (noun, name) in names {
        let all = if noun == Noun::Post { structure.names_of_post(name) } else { BTreeSet::from([name]) };
        all.into_iter().try_for_each(|name| reading.want_named(noun, name))?;
    }
    reading.want_events(&subjects.events)
}

/// Who is told whole.
fn told_whole(reading: &Reading<'_>, structure: &Structure, reach: Reach<'_>) -> BTreeSet<Brief> {
    let within = match reach {
        Reach::Named => return BTreeSet::new(),
        Reach::People | Reach::Trials => None,
        Reach::PeopleIn(body) => Some(structure.within(Brief::named(Noun::Body, body))),
    };
    let is_there = |claim: &&Claim| {
        let standing = |(noun, name)| structure.standing(noun, Brief::named(noun, name));
        let mut bodies = claim.names().into_iter().filter(|(noun, _)| *noun == Noun::Body).map(standing);
        within.as_ref().is_none_or(|within| bodies.any(|body| within.contains(&body)))
    };
    let claims = reading.claims().filter(is_there);
    let people = claims.flat_map(Claim::names).filter(|(noun, _)| *noun == Noun::Person);
    people.map(|(noun, name)| Brief::named(noun, name)).collect()
}

/// Wants what describes the bodies and posts in what was read.
fn want_described<'a>(
    reading: &mut Reading<'a>,
    structure: &'a Structure,
    subjects: &Subjects<'_>,
) -> Result<(), CatalogError> {
    let mut bodies: BTreeSet<Brief> =
        named(reading, Noun::Body).map(|body| structure.standing(Noun::Body, body)).collect();
    for (noun, name) in &subjects.beside {
        let name = Brief::named(*noun, name);
        reading.want_joins(structure.aliases_of(*noun, name))?;
        if *noun == Noun::Body {
            bodies.insert(structure.standing(*noun, name));
        }
    }
    let mut posts = BTreeSet::new();
    for holding in reading.claims().filter_map(Claim::holding) {
        let body = Brief::named(Noun::Body, &holding.body);
        let post = holding.post.as_ref().map(|post| Brief::named(Noun::Post, post));
        posts.extend(post.map(|post| structure.post(body, post)));
    }
    for body in structure.above(bodies) {
        reading.want_joins(structure.parts_of(body))?;
        let of_these = structure.posts_of(body).iter().filter(|join| posts.contains(&structure.post(body, join.name)));
        reading.want_joins(of_these)?;
    }
    Ok(())
}

/// The names of a noun in what was read.
fn named(reading: &Reading<'_>, noun: Noun) -> impl Iterator<Item = Brief> {
    let names = reading.claims().flat_map(Claim::names).filter(move |(of, _)| *of == noun);
    names.map(|(noun, name)| Brief::named(noun, name))
}
