//! People and posts as records: who is meant, and what is known of them.

use super::error::IN_BODIES;
use super::{Error, View};
use crate::domain::time::Moment;
use crate::domain::{Name, NameKey, Noun};
use crate::projections::World;
use crate::projections::register::people::{PersonRecord, PersonRow, people, person};
use crate::projections::register::posts::{PostRecord, PostRow, posts, posts_identified, posts_named};
use crate::projections::register::with_identifier;

impl View<'_> {
    /// Everyone whom standing facts name, with what they hold at a moment: in
    /// one body and its parts or in all, of one scheme of identifiers or of any.
    ///
    /// # Errors
    /// [`Error::NoBody`] where no fact names the body.
    pub fn people(&self, body: Option<&Name>, scheme: Option<&Name>, at: Moment) -> Result<Vec<PersonRow>, Error> {
        let known = self.known_in(body, Vec::new())?;
        let world = World::fold(&known, self.zone());
        self.check_body(&world, body)?;
        Ok(people(&world, body, scheme, at))
    }

    /// Every post that standing facts name, with who holds it at a moment.
    ///
    /// # Errors
    /// [`Error::NoBody`] where no fact names the body.
    pub fn posts(&self, body: Option<&Name>, scheme: Option<&Name>, at: Moment) -> Result<Vec<PostRow>, Error> {
        let known = self.known_in(body, Vec::new())?;
        let world = World::fold(&known, self.zone());
        self.check_body(&world, body)?;
        Ok(posts(&world, body, scheme, at))
    }

    /// Everything known of one person, given by a name in any recorded spelling
    /// or by an identifier.
    ///
    /// # Errors
    /// [`Error::Unnamed`] where nothing names it, [`Error::Several`] where the
    /// identifier is of several people.
    pub fn person(&self, given: &Name, at: Moment) -> Result<PersonRecord, Error> {
        self.of_person(given, |world| {
            let key = self.person_key(world, given)?;
            person(world, &key, at).ok_or_else(|| self.unnamed(Noun::Person, given, None))
        })
    }

    /// Everything known of one post, given by any of its names or an
    /// identifier, and by its body where several have it.
    ///
    /// # Errors
    /// [`Error::NoBody`] where no fact names the body, [`Error::Unnamed`] where
    /// nothing names the post, [`Error::Several`] where several bodies have it.
    pub fn post(&self, given: &Name, body: Option<&Name>, at: Moment) -> Result<PostRecord, Error> {
        let known = self.known_of_post(given, body)?;
        let world = World::fold(&known, self.zone());
        self.check_body(&world, body)?;
        let mut found = posts_named(&world, given, body, at);
        if found.is_empty() {
            found = posts_identified(&world, given.as_str(), body, at);
        }
        match found.len() {
            0 => Err(self.unnamed(Noun::Post, given, body)),
            1 => Ok(found.remove(0)),
            _ => {
                let bodies = found.iter().map(|post| format!("`{}`", post.row.body)).collect::<Vec<_>>();
                Err(Error::Several { given: given.to_string(), what: IN_BODIES, candidates: bodies.join(", ") })
            }
        }
    }

    /// The person that a name or an identifier names.
    pub(super) fn person_key(&self, world: &World<'_>, given: &Name) -> Result<NameKey, Error> {
        if world.names.knows(Noun::Person, &NameKey::of(given)) {
            return Ok(world.names.resolve(Noun::Person, given));
        }
        match &with_identifier(world, given.as_str())[..] {
            [] => Err(self.unnamed(Noun::Person, given, None)),
            [one] => Ok(one.clone()),
            several => {
                let people: Vec<String> = several.iter().map(|key| format!("`{}`", world.person(key))).collect();
                let what = "an identifier of several people";
                Err(Error::Several { given: given.to_string(), what, candidates: people.join(", ") })
            }
        }
    }
}
