//! Whether something that was ever recorded speaks of a person or a post.

use std::collections::BTreeSet;

use crate::domain::{Claim, Name, NameKey, Noun};

use super::super::Record;
use super::super::cabinet::behind;
use super::super::posts::PostKey;
use super::super::world::World;
use super::Register;

/// Whom or what the history of a record is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A person, by the name that all names of it stand for.
    Person(NameKey),
    /// A post, by body and the name that all its names stand for.
    Post(NameKey, NameKey),
}

impl Subject {
    /// How it is shown.
    #[must_use]
    pub fn shown(&self, world: &World<'_>) -> String {
        match self {
            Self::Person(key) => world.person(key),
            Self::Post(body, post) => world.post(body, post, crate::domain::time::Moment::MAX),
        }
    }

    /// The body of a post.
    #[must_use]
    pub fn body(&self, world: &World<'_>) -> Option<String> {
        match self {
            Self::Person(_) => None,
            Self::Post(body, _) => Some(world.body(body)),
        }
    }

    /// Every fact that speaks of it, or ever did, in order of recording.
    #[must_use]
    pub fn records<'k>(&self, world: &World<'k>) -> Vec<&'k Record> {
        let records = world.knowledge.records();
        records.filter(|record| record.ever_said().any(|fact| self.is_in(world, &fact.claim))).collect()
    }

    fn is_in(&self, world: &World<'_>, claim: &Claim) -> bool {
        match self {
            Self::Person(key) => {
                let people = claim.names().into_iter().filter(|(noun, _)| *noun == Noun::Person);
                people.into_iter().any(|(noun, name)| world.names.resolve(noun, name) == *key)
            }
            Self::Post(body, post) => {
                let is_it = |(of, name): &(NameKey, NameKey)| of == body && name == post;
                let named = |name: &Name| is_it(&standing(world, body.clone(), name));
                match claim {
                    Claim::Alias { name, of, noun: Noun::Post } => named(name) || named(of),
                    Claim::Identified { noun: Noun::Post, name, .. } => named(name),
                    _ => claim.places().into_iter().any(|place| is_it(&key_of(world, place))),
                }
            }
        }
    }
}

/// The posts that go by a name, or ever did, or have an identifier; in one body
/// and its parts or in all.
#[must_use]
pub fn post_subjects(world: &World<'_>, given: &Name, body: Option<&Name>) -> Vec<Subject> {
    let within = body.map(|body| world.bodies_within(body));
    let mut keys: BTreeSet<PostKey> = BTreeSet::new();
    for fact in world.knowledge.records().flat_map(Record::ever_said) {
        let found = fact.claim.places().into_iter().map(|place| key_of(world, place));
        keys.extend(found.filter(|key| *key == standing(world, key.0.clone(), given)));
    }
    if keys.is_empty() {
        let posts = Register::of(world).posts.into_iter();
        keys.extend(posts.filter(|(_, post)| post.identified_by(given.as_str()).is_some()).map(|(key, _)| key));
    }
    keys.retain(|(body, _)| behind(within.as_ref(), body).is_some());
    keys.into_iter().map(|(body, post)| Subject::Post(body, post)).collect()
}

fn key_of(world: &World<'_>, (body, post): (&Name, &Name)) -> PostKey {
    standing(world, world.names.resolve(Noun::Body, body), post)
}

fn standing(world: &World<'_>, body: NameKey, post: &Name) -> PostKey {
    world.posts.standing(&(body, world.names.resolve(Noun::Post, post)))
}
