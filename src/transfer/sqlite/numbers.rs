//! The numbers of people, bodies and posts: by name, so that they follow from
//! what is known and not from the order in which it was recorded.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Claim, EventId, Name, NameKey, Noun, Seq};
use crate::projections::World;

use super::Recorded;

/// Which number each name has.
pub(super) struct Numbers<'a> {
    world: &'a World<'a>,
    persons: BTreeMap<NameKey, i64>,
    bodies: BTreeMap<NameKey, i64>,
    posts: BTreeMap<(NameKey, NameKey), i64>,
    seqs: BTreeMap<EventId, Seq>,
}

impl<'a> Numbers<'a> {
    /// Numbers every name in what is known.
    pub fn of(world: &'a World<'a>, events: &[Recorded]) -> Self {
        let of_noun = |wanted: Noun| {
            let keys = world.names.all().filter(|(noun, _)| *noun == wanted);
            numbered(keys.map(|(noun, key)| world.names.resolve_key(noun, key)).collect())
        };
        let mut posts: BTreeSet<(NameKey, NameKey)> = BTreeSet::new();
        posts.extend(world.tenures.iter().filter_map(|tenure| Some((tenure.body.clone(), tenure.post.clone()?))));
        let forms = world.knowledge.records().flat_map(|record| record.last_said());
        posts.extend(forms.filter_map(|fact| post_in(&fact.claim)).map(|(body, post)| post_key(world, body, post)));
        Self {
            world,
            persons: of_noun(Noun::Person),
            bodies: with_bodies_of(of_noun(Noun::Body), &posts),
            posts: numbered(posts),
            seqs: events.iter().map(|event| (event.id, event.seq)).collect(),
        }
    }

    /// Every person.
    pub fn persons(&self) -> impl Iterator<Item = (&NameKey, i64)> {
        self.persons.iter().map(|(key, number)| (key, *number))
    }

    /// Every body.
    pub fn bodies(&self) -> impl Iterator<Item = (&NameKey, i64)> {
        self.bodies.iter().map(|(key, number)| (key, *number))
    }

    /// Every post, with its body.
    pub fn posts(&self) -> impl Iterator<Item = (&NameKey, &NameKey, i64)> {
        self.posts.iter().map(|((body, post), number)| (body, post, *number))
    }

    pub fn person(&self, key: &NameKey) -> Option<i64> {
        self.persons.get(key).copied()
    }

    pub fn body(&self, key: &NameKey) -> Option<i64> {
        self.bodies.get(key).copied()
    }

    pub fn post(&self, body: &NameKey, post: &NameKey) -> Option<i64> {
        self.posts.get(&(body.clone(), post.clone())).copied()
    }

    /// The position of an event, if it is one of those that are known.
    pub fn seq(&self, id: EventId) -> Option<Seq> {
        self.seqs.get(&id).copied()
    }

    pub fn person_named(&self, name: &Name) -> Option<i64> {
        self.person(&self.world.names.resolve(Noun::Person, name))
    }

    pub fn body_named(&self, name: &Name) -> Option<i64> {
        self.body(&self.world.names.resolve(Noun::Body, name))
    }

    /// The person, body and post that a claim is about.
    pub fn about(&self, claim: &Claim) -> (Option<i64>, Option<i64>, Option<i64>) {
        let first = |wanted: Noun| {
            let mut names = claim.names().into_iter().filter(|(noun, _)| *noun == wanted);
            names.next().map(|(_, name)| name)
        };
        let post = post_in(claim).and_then(|(body, post)| {
            let (body, post) = post_key(self.world, body, post);
            self.post(&body, &post)
        });
        let (person, body) = (first(Noun::Person), first(Noun::Body));
        (person.and_then(|name| self.person_named(name)), body.and_then(|name| self.body_named(name)), post)
    }
}

fn numbered<K: Ord>(keys: BTreeSet<K>) -> BTreeMap<K, i64> {
    keys.into_iter().zip(1..).collect()
}

/// A body of which only posts tell would be missing; there is none as long as
/// every claim about a post names its body.
fn with_bodies_of(bodies: BTreeMap<NameKey, i64>, posts: &BTreeSet<(NameKey, NameKey)>) -> BTreeMap<NameKey, i64> {
    let all: BTreeSet<NameKey> = bodies.into_keys().chain(posts.iter().map(|(body, _)| body.clone())).collect();
    numbered(all)
}

fn post_in(claim: &Claim) -> Option<(&Name, &Name)> {
    match claim {
        Claim::Post { body, post, .. } => Some((body, post)),
        other => other.holding().and_then(|holding| Some((&holding.body, holding.post.as_ref()?))),
    }
}

fn post_key(world: &World<'_>, body: &Name, post: &Name) -> (NameKey, NameKey) {
    let body = world.names.resolve(Noun::Body, body);
    let post = world.post_named(&body, post);
    (body, post)
}
