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
    /// Of posts only those of this body and its parts; where no names are asked
    /// for, whatever names the body or a part of it.
    pub within: Option<&'s Name>,
    /// Names that matter besides: whether facts use them, and of bodies how
    /// they hang together.
    pub beside: Vec<(Noun, &'s Name)>,
    /// How far it goes.
    pub reach: Reach,
}

/// How far a dossier goes beyond the facts that speak of its subjects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    /// No further.
    Named,
    /// Of everyone in these facts, all that say what they hold and left: any
    /// answer about them is the one from the whole.
    #[default]
    People,
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
    if subjects.reach != Reach::Named {
        let people: BTreeSet<Brief> = named(&reading, Noun::Person).collect();
        people.into_iter().try_for_each(|person| reading.want_named(Noun::Person, person))?;
        reading.read_with_ends()?;
    }
    if subjects.reach == Reach::Trials {
        // Before anything is described: they may bring other bodies and posts back.
        reading.want_joins(structure.formerly())?;
        reading.read()?;
    }
    want_described(&mut reading, structure, subjects)?;
    reading.read()?;
    if subjects.within.is_some() || subjects.names.iter().any(|(noun, _)| *noun == Noun::Post) {
        // An identifier names a post in no body.
        let posts = named(&reading, Noun::Post).flat_map(|post| structure.names_of(Noun::Post, post));
        let posts: BTreeSet<Brief> = posts.collect();
        posts.into_iter().map(Term::identified).try_for_each(|term| reading.want_marked(term))?;
        reading.read()?;
    }
    if subjects.reach == Reach::Trials {
        // Whoever spells a name is there, and may be tried as well.
        for (noun, name) in &subjects.beside {
            reading.note_name(*noun, name);
        }
        reading.want_spellers()?;
        reading.read_with_ends()?;
        return Ok(reading.finish_alone(BTreeSet::new()));
    }
    let mut spelt = BTreeSet::new();
    for (noun, name) in &subjects.beside {
        spelt.extend(reading.naming(*noun, &NameKey::of(name), false)?.map(|name| (*noun, name)));
    }
    reading.finish(spelt)
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
    let within: Option<BTreeSet<Brief>> = subjects.within.map(|body| {
        let bodies = structure.within(Brief::named(Noun::Body, body)).into_iter();
        bodies.flat_map(|body| structure.names_of(Noun::Body, body)).collect()
    });
    if subjects.names.is_empty() && subjects.identifier.is_none() {
        names.extend(within.iter().flatten().map(|body| (Noun::Body, *body)));
    }
    for (noun, name) in names {
        match (noun, &within) {
            (Noun::Post, Some(within)) => {
                for post in structure.names_of_post(name) {
                    reading.want_marked(Term::identified(post))?;
                    within.iter().try_for_each(|body| reading.want_marked(Term::seat(*body, post)))?;
                }
            }
            (Noun::Post, None) => {
                structure.names_of_post(name).into_iter().try_for_each(|post| reading.want_named(noun, post))?;
            }
            _ => reading.want_named(noun, name)?,
        }
    }
    reading.want_events(&subjects.events)
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
    for (body, post) in reading.claims().flat_map(Claim::places) {
        posts.insert(structure.post(Brief::named(Noun::Body, body), Brief::named(Noun::Post, post)));
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
