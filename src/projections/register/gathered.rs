//! Every person and post that standing facts name, with the facts that do.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::time::Moment;
use crate::domain::{Claim, Fact, Name, NameKey, Noun, Stance};

use super::super::posts::PostKey;
use super::super::world::{FactIndex, World};

/// What names one person or post.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Mentioned {
    /// The facts.
    pub facts: BTreeSet<FactIndex>,
    /// Every spelling, with the facts that join it to the name it stands for.
    pub spellings: BTreeMap<NameKey, BTreeSet<FactIndex>>,
    /// Scheme and identifier, with the facts that say so.
    pub identifiers: BTreeMap<(String, String), BTreeSet<FactIndex>>,
    /// The bodies that these facts name.
    pub bodies: BTreeSet<NameKey>,
}

/// Every person and every post of a body that standing facts name.
pub struct Register<'w, 'k> {
    pub(in super::super) world: &'w World<'k>,
    pub(in super::super) people: BTreeMap<NameKey, Mentioned>,
    pub(in super::super) posts: BTreeMap<PostKey, Mentioned>,
}

impl<'w, 'k> Register<'w, 'k> {
    /// Gathers them.
    #[must_use]
    pub fn of(world: &'w World<'k>) -> Self {
        let mut register = Self { world, people: BTreeMap::new(), posts: BTreeMap::new() };
        for (index, survivor) in world.facts.iter() {
            register.note_people(index, survivor.fact);
            register.note_posts(index, &survivor.fact.claim);
        }
        // An alias and an identifier name a post in no body: it is that of each.
        for (index, survivor) in world.facts.iter() {
            register.note_everywhere(index, survivor.fact);
        }
        register
    }

    /// The posts, by body and standing name, that go by a name in some bodies.
    pub(in super::super) fn posts_named(&self, name: &Name) -> Vec<&PostKey> {
        let wanted = self.world.names.resolve(Noun::Post, name);
        self.posts.iter().filter(|(_, post)| post.spellings.contains_key(&wanted)).map(|(key, _)| key).collect()
    }

    fn note_people(&mut self, index: FactIndex, fact: &Fact) {
        let names = &self.world.names;
        let named = fact.claim.names();
        let bodies: BTreeSet<NameKey> = named
            .iter()
            .filter(|(noun, _)| *noun == Noun::Body)
            .map(|(noun, body)| names.resolve(*noun, body))
            .collect();
        for (noun, name) in named.into_iter().filter(|(noun, _)| *noun == Noun::Person) {
            let mentioned = self.people.entry(names.resolve(noun, name)).or_default();
            mentioned.facts.insert(index);
            mentioned.bodies.extend(bodies.iter().cloned());
            mentioned.spellings.entry(NameKey::of(name)).or_default().extend(names.aliases_behind(noun, name));
            if let (Claim::Identified { scheme, id, .. }, Stance::Reported) = (&fact.claim, fact.stance) {
                let identifier = (scheme.to_string(), id.to_string());
                mentioned.identifiers.entry(identifier).or_default().insert(index);
            }
        }
    }

    fn note_posts(&mut self, index: FactIndex, claim: &Claim) {
        claim.places().into_iter().for_each(|(body, post)| self.note_post(index, body, post));
    }

    fn note_post(&mut self, index: FactIndex, body: &Name, post: &Name) {
        let (names, body) = (&self.world.names, self.world.names.resolve(Noun::Body, body));
        let resolved = names.resolve(Noun::Post, post);
        let key = self.world.posts.standing(&(body.clone(), resolved.clone()));
        let mentioned = self.posts.entry(key.clone()).or_default();
        mentioned.facts.insert(index);
        mentioned.bodies.insert(body);
        let renamings = self.world.posts.name_at(&key, Moment::MAX).1;
        mentioned.spellings.entry(resolved).or_default().extend(renamings);
        mentioned.spellings.entry(NameKey::of(post)).or_default().extend(names.aliases_behind(Noun::Post, post));
    }

    fn note_everywhere(&mut self, index: FactIndex, fact: &Fact) {
        let names = &self.world.names;
        let (name, identifier) = match &fact.claim {
            Claim::Alias { name, noun: Noun::Post, .. } => (name, None),
            Claim::Identified { noun: Noun::Post, name, scheme, id } if fact.stance == Stance::Reported => {
                (name, Some((scheme.to_string(), id.to_string())))
            }
            _ => return,
        };
        let resolved = names.resolve(Noun::Post, name);
        for mentioned in self.posts.values_mut().filter(|post| post.spellings.contains_key(&resolved)) {
            mentioned.facts.insert(index);
            mentioned.spellings.entry(NameKey::of(name)).or_default().extend(names.aliases_behind(Noun::Post, name));
            if let Some(identifier) = &identifier {
                mentioned.identifiers.entry(identifier.clone()).or_default().insert(index);
            }
        }
    }
}

impl Mentioned {
    /// The identifier that was given, alone or after its scheme and a colon.
    pub fn identified_by(&self, given: &str) -> Option<&(String, String)> {
        let is_it = |(scheme, own): &&(String, String)| {
            let after = given.strip_prefix(scheme.as_str()).and_then(|rest| rest.strip_prefix(':'));
            own == given || after == Some(own.as_str())
        };
        self.identifiers.keys().find(is_it)
    }
}
