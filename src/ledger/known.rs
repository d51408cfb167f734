//! What an answer is told from: the part of what is known that it needs, or
//! all of it.

use std::ops::Deref;

use super::{Error, View};
use crate::domain::{Name, Noun, Seq};
use crate::projections::Knowledge;
use crate::replay::Prefix;
use crate::replay::slice::{Reach, Subjects};

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

    /// What is known of a body and its parts, of everyone in them, and of some
    /// events besides; of all bodies everything.
    pub(super) fn known_in(&self, body: Option<&Name>, events: Vec<Seq>) -> Result<Known<'_>, Error> {
        match body {
            Some(body) => self.known_of(&Subjects { within: Some(body), events, ..Subjects::default() }),
            None => self.or_all(None),
        }
    }

    /// What is known of a post, by a name of it or an identifier, in a body and
    /// its parts or in all; and of everyone who ever held it.
    pub(super) fn known_of_post(&self, given: &Name, body: Option<&Name>) -> Result<Known<'_>, Error> {
        self.known_of(&of_post(given, body))
    }

    /// What rows about some people rest on, in an answer about a body: so much
    /// that it can be told what the rows would be without any one event.
    pub(super) fn known_behind(&self, people: &[Name], body: Option<&Name>) -> Result<Known<'_>, Error> {
        let names = people.iter().map(|person| (Noun::Person, person)).collect();
        let beside = body.into_iter().map(|body| (Noun::Body, body)).collect();
        self.known_of(&Subjects { names, beside, reach: Reach::Trials, ..Subjects::default() })
    }
}

/// Everything about one person, given by a name or an identifier.
pub(super) fn of_one(person: &Name) -> Subjects<'_> {
    let names = vec![(Noun::Person, person)];
    Subjects { names, identifier: Some(person.as_str()), ..Subjects::default() }
}

/// Everything about one post, likewise, in a body and its parts or in all, and
/// about everyone who ever held it.
pub(super) fn of_post<'s>(post: &'s Name, body: Option<&'s Name>) -> Subjects<'s> {
    let names = vec![(Noun::Post, post)];
    let beside = names.iter().copied().chain(body.map(|body| (Noun::Body, body))).collect();
    Subjects { names, identifier: Some(post.as_str()), within: body, beside, ..Subjects::default() }
}
