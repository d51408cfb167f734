//! The part of a log that a question needs, found through the index.
//!
//! Which holdings a question is about is told from the index by their
//! outlines, with every name, body and post as it was known then; nothing is
//! taken from it but which events to read. These are read from the log and
//! folded like all others, so an answer from a part is the answer from the
//! whole: a fact is left out only where its absence changes nothing.

mod article;
mod dossier;
mod ground;
mod held;
mod holders;
mod operations;
mod reading;
mod same;
mod spelling;
mod structure;

use std::collections::BTreeSet;

use super::Prefix;
use super::index::{Act, Brief, BriefId, Catalog, CatalogError, Spell, Term};
use crate::domain::time::Moment;
use crate::domain::{Name, NameKey, Noun, SourceId};
use crate::log::EventLog;
use crate::projections::outline::Outline;
pub use article::article;
pub use dossier::{Reach, Subjects, dossier};
pub use ground::Ground;
use holders::Holders;
use operations::Operations;
use reading::Reading;
pub use spelling::{bodies, near, spelt};
use structure::Structure;

/// What is asked of a log.
#[derive(Debug, Clone, Default)]
pub struct Question<'q> {
    /// In which body and its parts; in all of them where none is named.
    pub body: Option<&'q Name>,
    /// Who may hold something at one of these moments.
    pub held_at: Vec<Moment>,
    /// Who may have left something from one moment to another, in any of these times.
    pub left: Vec<(Moment, Moment)>,
    /// Whether factions matter.
    pub groups: bool,
    /// Whether every fact matters that names the body or a part of it.
    pub everything: bool,
    /// Whether the numbers matter that articles print of it, or of no body.
    pub numbers: bool,
}

impl Question<'_> {
    /// Whether it is about somebody whose holding comes to that.
    fn is_about(&self, outline: &Outline) -> bool {
        self.held_at.iter().any(|at| outline.may_hold(*at))
            || self.left.iter().any(|(from, to)| outline.may_leave(*from, *to))
    }

    /// Whether it is about anybody.
    fn asks_for_people(&self) -> bool {
        !self.held_at.is_empty() || !self.left.is_empty()
    }
}

/// Questions that are answered together, and what else the answer needs.
#[derive(Debug, Clone, Default)]
pub struct Inquiry<'q> {
    /// The questions.
    pub questions: Vec<Question<'q>>,
    /// Articles of which it matters whom they tell to have left.
    pub articles: Vec<SourceId>,
}

impl<'q> From<Question<'q>> for Inquiry<'q> {
    fn from(question: Question<'q>) -> Self {
        Self { questions: vec![question], ..Self::default() }
    }
}

/// What an inquiry needs to be known of a log up to an event, the ground's.
///
/// # Errors
/// [`CatalogError`] where the index or the log cannot be read.
pub fn slice(
    log: &dyn EventLog,
    catalog: &Catalog,
    ground: &Ground,
    inquiry: &Inquiry<'_>,
) -> Result<Prefix, CatalogError> {
    let Ground { head, operations, structure, .. } = ground;
    let mut reading = Reading::new(log, catalog, ground);
    inquiry.articles.iter().try_for_each(|article| reading.want_marked(Term::cites(*article)))?;
    reading.read_with_ends()?;
    let left = reading.places_left();
    let mut holders = Holders { operations, structure, last: head.seq, found: Vec::new(), elsewhere: Vec::new() };
    let mut places = Vec::new();
    for question in &inquiry.questions {
        let place = Place::of(question, structure);
        let names = place.names(structure);
        if question.asks_for_people() {
            holders.look_into(question, catalog, names.as_deref())?;
        }
        if question.numbers {
            let terms = match &names {
                Some(names) => names.iter().chain([&Brief::NONE]).map(|name| Term::counted_in(*name)).collect(),
                None => vec![Term::counted()],
            };
            terms.into_iter().try_for_each(|term| reading.want_marked(term))?;
        }
        for name in names.iter().flatten().filter(|_| question.everything) {
            reading.want_named(Noun::Body, *name)?;
        }
        places.push(place);
    }
    reading.read_with_ends()?;
    let Holders { mut found, elsewhere, .. } = holders;
    found.extend(told_whole(&reading, operations, left, elsewhere)?);
    want_described(&mut reading, ground, inquiry, &places, &found)?;
    reading.read()?;
    let mut spelt = BTreeSet::new();
    for body in inquiry.questions.iter().filter_map(|question| question.body) {
        spelt.extend(reading.naming(Noun::Body, &NameKey::of(body), false)?.map(|name| (Noun::Body, name)));
    }
    reading.finish(spelt)
}

/// Where a question looks.
struct Place {
    body: Option<Brief>,
    /// The body and its parts, by standing names; none of all.
    within: Option<BTreeSet<Brief>>,
    /// Whether it asks for seats, of which an answer speaks even where nobody
    /// holds any.
    seats: bool,
}

impl Place {
    fn of(question: &Question<'_>, structure: &Structure) -> Self {
        let body = question.body.map(|body| Brief::named(Noun::Body, body));
        Self { body, within: body.map(|body| structure.within(body)), seats: !question.held_at.is_empty() }
    }

    /// All names of the bodies in it; none of all.
    fn names(&self, structure: &Structure) -> Option<Vec<Brief>> {
        let within = self.within.as_ref()?;
        Some(within.iter().flat_map(|body| structure.names_of(Noun::Body, *body)).collect())
    }

    fn has(&self, body: Brief) -> bool {
        self.within.as_ref().is_none_or(|within| within.contains(&body))
    }
}

/// What stands of whoever left something by the articles, so that it is seen
/// from what; and of whoever has an appointment that a departure ends which was
/// made elsewhere, since it was moved.
fn told_whole(
    reading: &Reading<'_>,
    operations: &Operations,
    left: BTreeSet<(Brief, Brief)>,
    elsewhere: Vec<BriefId>,
) -> Result<Vec<Spell>, CatalogError> {
    let mut due = left;
    elsewhere.into_iter().try_for_each(|appointment| reading.place_of(appointment).map(|place| due.extend(place)))?;
    let (mut told, mut found) = (BTreeSet::new(), Vec::new());
    while let Some(place) = due.pop_first() {
        if !told.insert(place) {
            continue;
        }
        for spell in reading.spells_at(place)? {
            if let Some(appointment) = operations.appointment_of(spell.id) {
                due.extend(reading.place_of(appointment)?);
            }
            found.push(spell);
        }
    }
    Ok(found)
}

/// Wants the facts that were found, and what describes the people, bodies and
/// posts in them and in the places asked about.
fn want_described<'a>(
    reading: &mut Reading<'a>,
    Ground { structure, .. }: &'a Ground,
    inquiry: &Inquiry<'_>,
    places: &[Place],
    found: &[Spell],
) -> Result<(), CatalogError> {
    let mut people = BTreeSet::new();
    let mut posts = BTreeSet::new();
    let mut bodies = BTreeSet::new();
    for spell in found {
        reading.want(spell.seq, spell.id)?;
        if let Act::Appointed | Act::AppointedActing = spell.act {
            reading.want_ends_of(spell.id)?;
        }
        people.insert(spell.person);
        bodies.insert(spell.body);
        posts.extend(spell.post.some().map(|post| structure.post(spell.body, post)));
    }
    if inquiry.questions.iter().any(|question| question.groups) {
        let names = people.iter().flat_map(|person| structure.names_of(Noun::Person, *person));
        names.map(Term::aligned).try_for_each(|term| reading.want_marked(term))?;
    }
    for place in places {
        reading.want_joins(structure.bodies().filter(|(body, _)| place.has(*body)).flat_map(|(_, joins)| joins))?;
        if let Some(body) = place.body {
            reading.want_joins(structure.aliases_of(Noun::Body, body))?;
        }
        for (body, joins) in structure.posts().filter(|(body, _)| place.seats && place.has(*body)) {
            let seated = joins.iter().filter(|join| join.seats);
            posts.extend(seated.map(|join| structure.post(join.body, join.name)));
            bodies.insert(body);
        }
    }
    for body in bodies.into_iter().map(|body| structure.standing(Noun::Body, body)).collect::<BTreeSet<_>>() {
        let of_these = structure.posts_of(body).iter().filter(|join| posts.contains(&structure.post(body, join.name)));
        reading.want_joins(of_these)?;
    }
    Ok(())
}
