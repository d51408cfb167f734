//! The part of a log that a question needs, found through the index.
//!
//! Which holdings a question is about is told from the index by their
//! outlines, with every name, body and post as it was known then; nothing is
//! taken from it but which events to read. These are read from the log and
//! folded like all others, so an answer from a part is the answer from the
//! whole: a fact is left out only where its absence changes nothing.

mod dossier;
mod ground;
mod holders;
mod operations;
mod reading;
mod same;
mod structure;

use std::collections::BTreeSet;

use super::Prefix;
use super::index::{Act, Brief, Catalog, CatalogError, Term};
use crate::domain::time::Moment;
use crate::domain::{Name, NameKey, Noun};
use crate::log::EventLog;
use crate::projections::outline::Outline;
pub use dossier::{Subjects, dossier};
pub use ground::Ground;
use holders::Holders;
use reading::Reading;

/// What is asked of a log.
#[derive(Debug, Clone, Default)]
pub struct Question<'q> {
    /// In which body and its parts; in all of them where none is named.
    pub body: Option<&'q Name>,
    /// Who may hold something at one of these moments.
    pub held_at: Vec<Moment>,
    /// Who may have left something from one moment to another.
    pub left: Option<(Moment, Moment)>,
    /// Whether factions matter.
    pub groups: bool,
}

impl Question<'_> {
    /// Whether it is about somebody whose holding comes to that.
    fn is_about(&self, outline: &Outline) -> bool {
        self.held_at.iter().any(|at| outline.may_hold(*at))
            || self.left.is_some_and(|(from, to)| outline.may_leave(from, to))
    }
}

/// What a question needs to be known of a log up to an event, the ground's.
///
/// # Errors
/// [`CatalogError`] where the index or the log cannot be read.
pub fn slice(
    log: &dyn EventLog,
    catalog: &Catalog,
    ground: &Ground,
    question: &Question<'_>,
) -> Result<Prefix, CatalogError> {
    let Ground { head, operations, structure, .. } = ground;
    let asked = question.body.map(|body| (body, Brief::of(Noun::Body, &NameKey::of(body))));
    let within = asked.map(|(_, brief)| structure.within(brief));
    let names = within
        .as_ref()
        .map(|within| within.iter().flat_map(|body| structure.names_of(Noun::Body, *body)).collect::<Vec<_>>());
    let mut holders =
        Holders { operations, structure, question, last: head.seq, found: Vec::new(), elsewhere: Vec::new() };
    holders.look_into(catalog, names.as_deref())?;
    let mut reading = Reading::new(log, catalog, ground);
    let mut found = holders.found;
    // A departure that was moved since ends what its appointment says now.
    for appointment in holders.elsewhere {
        found.extend(reading.spells_beside(appointment)?);
    }
    let mut people = BTreeSet::new();
    let mut posts = BTreeSet::new();
    let mut bodies = BTreeSet::new();
    for spell in &found {
        reading.want(spell.seq, spell.id)?;
        if let Act::Appointed | Act::AppointedActing = spell.act {
            reading.want_ends_of(spell.id)?;
        }
        people.insert(spell.person);
        bodies.insert(spell.body);
        posts.extend(spell.post.some().map(|post| structure.post(spell.body, post)));
    }
    if question.groups {
        let names = people.iter().flat_map(|person| structure.names_of(Noun::Person, *person));
        names.map(Term::aligned).try_for_each(|term| reading.want_marked(term))?;
    }
    // Of seats an answer speaks even where nobody holds any.
    let is_asked = |body: Brief| within.as_ref().is_none_or(|within| within.contains(&body));
    reading.want_joins(structure.bodies().filter(|(body, _)| is_asked(*body)).flat_map(|(_, joins)| joins))?;
    for (body, joins) in structure.posts().filter(|(body, _)| is_asked(*body)) {
        let seated = joins.iter().filter(|join| join.seats);
        posts.extend(seated.map(|join| structure.post(join.body, join.name)));
        bodies.insert(body);
    }
    for body in bodies.into_iter().map(|body| structure.standing(Noun::Body, body)).collect::<BTreeSet<_>>() {
        let of_these = structure.posts_of(body).iter().filter(|join| posts.contains(&structure.post(body, join.name)));
        reading.want_joins(of_these)?;
    }
    if let Some((_, brief)) = asked {
        reading.want_joins(structure.aliases_of(Noun::Body, brief))?;
    }
    reading.read()?;
    let mut spelt = BTreeSet::new();
    if let Some((name, _)) = asked {
        spelt.extend(reading.naming(Noun::Body, &NameKey::of(name), false)?.map(|name| (Noun::Body, name)));
    }
    reading.finish(spelt)
}
