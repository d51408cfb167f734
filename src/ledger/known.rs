//! What an answer is told from: the part of what is known that it needs, or
//! all of it.

use std::ops::Deref;

use super::{Error, View};
use crate::domain::{Name, Noun};
use crate::projections::Knowledge;
use crate::replay::Prefix;
use crate::replay::slice::Subjects;

/// What is known, as far as somebody asked.
pub(super) enum Known<'v> {
    /// A part of it.
    Part(Box<Prefix>),
    /// Everything.
    Whole(&'v Knowledge),
}

impl Deref for Known<'_> {
    type Target = Knowledge;

    fn deref(&self) -> &Knowledge {
        match self {
            Self::Part(part) => &part.knowledge,
            Self::Whole(knowledge) => knowledge,
        }
    }
}

impl View<'_> {
    /// A part that was told, or everything where none was.
    pub(super) fn or_all(&self, part: Option<Prefix>) -> Result<Known<'_>, Error> {
        match part {
            Some(part) => Ok(Known::Part(Box::new(part))),
            None => self.knowledge().map(Known::Whole),
        }
    }

    /// What is known of some subjects.
    pub(super) fn known_of(&self, subjects: &Subjects<'_>) -> Result<Known<'_>, Error> {
        self.or_all(self.dossier(subjects)?)
    }

    /// What rows about some people rest on, in an answer about a body: so much
    /// that it can be told what the rows would be without any one event.
    pub(super) fn known_behind(&self, people: &[Name], body: Option<&Name>) -> Result<Known<'_>, Error> {
        let names = people.iter().map(|person| (Noun::Person, person)).collect();
        self.known_of(&Subjects { names, bodies: body.into_iter().collect(), is_tried: true, ..Subjects::default() })
    }
}

/// Everything about one person.
pub(super) fn of_one(person: &Name) -> Subjects<'_> {
    Subjects { names: vec![(Noun::Person, person)], ..Subjects::default() }
}
