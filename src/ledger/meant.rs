//! What may have been meant by a name that nothing has: told from the log,
//! without folding it.

use std::hash::{DefaultHasher, Hash, Hasher};

use foldhash::HashSet;

use super::known::Known;
use super::why::naming;
use super::{Error, Ledger, Read, View};
use crate::domain::{Kind, LooseKey, Name, NameKey, Noun, Seq, Sought};
use crate::projections::find::{Proposal, people_like, posts_like};
use crate::projections::{Names, World};
use crate::replay::slice::{Reach, Subjects, bodies, near, spelt};
use crate::replay::{KnownAt, read_event};

/// How many names are proposed in place of one that nobody knows.
const PROPOSED_MOST: usize = 5;

impl View<'_> {
    /// Everyone whom a text may mean, best first. Nothing acts on it.
    ///
    /// # Errors
    /// [`Error::Replay`] where the log cannot be read.
    pub fn people_like(&self, text: &Name) -> Result<Vec<Proposal>, Error> {
        let known = self.known_like(Noun::Person, text, None)?;
        Ok(people_like(&World::fold(&known, self.zone()), text))
    }

    /// Every post that a text may mean, best first. Nothing acts on it.
    ///
    /// # Errors
    /// [`Error::NoBody`] where no fact names the body.
    pub fn posts_like(&self, text: &Name, body: Option<&Name>) -> Result<Vec<Proposal>, Error> {
        let known = self.known_like(Noun::Post, text, body)?;
        let world = World::fold(&known, self.zone());
        self.check_body(&world, body)?;
        Ok(posts_like(&world, text, body))
    }

    /// What is known of everybody, or every post, that a text may mean.
    fn known_like(&self, noun: Noun, text: &Name, body: Option<&Name>) -> Result<Known<'_>, Error> {
        if self.reported_by_moment().is_some() {
            return self.or_all(None);
        }
        let sought = Sought::new(noun, text);
        let names = self.names_ever(noun, |key| sought.like(key).is_some())?;
        self.known_by(noun, &names, text, body)
    }

    /// What is known of some people, or posts, and of who has an identifier.
    fn known_by(&self, noun: Noun, names: &[Name], identifier: &Name, body: Option<&Name>) -> Result<Known<'_>, Error> {
        self.known_of(&Subjects {
            names: names.iter().map(|name| (noun, name)).collect(),
            identifier: Some(identifier.as_str()),
            within: body,
            beside: body.into_iter().map(|body| (Noun::Body, body)).collect(),
            reach: Reach::Named,
            ..Subjects::default()
        })
    }

    /// The names that some fact has, or had, and that are wanted: each once,
    /// in one spelling.
    fn names_ever(&self, noun: Noun, is_wanted: impl Fn(&NameKey) -> bool) -> Result<Vec<Name>, Error> {
        let kinds: Vec<u16> = Kind::facts().chain([Kind::Amended]).map(Kind::number).collect();
        // Of millions of names a digest each; one that is missed for its sake
        // is a proposal less.
        let mut seen = HashSet::default();
        let mut wanted = Vec::new();
        for stored in self.ledger.log.scan_kinds(Seq(0), &kinds) {
            let stored = stored?;
            let seq = stored.seq();
            if self.head().is_none_or(|head| seq > head.seq) {
                break;
            }
            let Read::Event(event) = read_event(&stored)? else {
                continue;
            };
            let Some(fact) = event.entry.content.fact() else { continue };
            for (_, name) in fact.claim.names().into_iter().filter(|(of, _)| *of == noun) {
                let key = NameKey::of(name);
                let mut hasher = DefaultHasher::new();
                key.hash(&mut hasher);
                if seen.insert(hasher.finish()) && is_wanted(&key) {
                    wanted.push(name.clone());
                }
            }
        }
        Ok(wanted)
    }

    /// The name in use that is nearly one which is not.
    pub(super) fn near_name(&self, noun: Noun, name: &Name) -> Result<Option<String>, Error> {
        Ok(self.near_names(noun, name)?.into_iter().next())
    }

    /// All that are, in order.
    fn near_names(&self, noun: Noun, name: &Name) -> Result<Vec<String>, Error> {
        let key = NameKey::of(name);
        let names = self.told(|log, catalog, ground| near(log, catalog, ground, (noun, &key)))?;
        let names = Names::of_survivors(&*self.or_all(names)?);
        // A name that somebody has is nobody's slip.
        if names.knows(noun, &key) {
            return Ok(Vec::new());
        }
        let loose = LooseKey::of(&key);
        let nearly = names.all().filter(|(of, known)| *of == noun && loose.is_one_slip_from(&LooseKey::of(known)));
        Ok(nearly.map(|(_, known)| names.shown(noun, known)).collect())
    }

    /// The same at the head, where what was recorded later may be meant.
    pub(super) fn near_at_head(&self, noun: Noun, name: &Name) -> Result<Option<String>, Error> {
        self.ledger.view(KnownAt::Head)?.near_name(noun, name)
    }

    /// That no standing fact names something, with what may have been meant.
    pub(super) fn unnamed(&self, noun: Noun, given: &Name, body: Option<&Name>) -> Error {
        match self.hint_at(noun, given, body) {
            Ok(hint) => Error::Unnamed { noun, given: given.to_string(), hint },
            Err(why) => why,
        }
    }

    fn hint_at(&self, noun: Noun, given: &Name, body: Option<&Name>) -> Result<String, Error> {
        let like = self.likely(noun, given, body)?;
        let meant = like.iter().take(PROPOSED_MOST).map(|proposal| {
            let of = proposal.body.as_ref().map(|body| format!(" of {body}")).unwrap_or_default();
            format!("`{}`{of} ({})", proposal.name, proposal.why)
        });
        let meant: Vec<String> = meant.collect();
        let mut told = Vec::new();
        if self.is_ever_named(noun, given)? {
            told.push(format!("it is named by what does not stand: `reshuffle {noun} history` shows that"));
        } else if self.ledger.view(KnownAt::Head)?.is_ever_named(noun, given)? {
            told.push("it is named by what was recorded later, or is left out here".to_owned());
        }
        if !meant.is_empty() {
            told.push(format!("did you mean {}?", meant.join(" or ")));
        } else if told.is_empty() {
            told.push(format!("`reshuffle {noun} list` shows what is recorded"));
        }
        Ok(told.join("; "))
    }

    /// What a name that nothing has may mean: a slip of the fingers mostly, which
    /// is found without going through the log.
    fn likely(&self, noun: Noun, given: &Name, body: Option<&Name>) -> Result<Vec<Proposal>, Error> {
        let near = self.near_names(noun, given)?;
        let near: Vec<Name> = near.into_iter().filter_map(|name| Name::new(name).ok()).collect();
        if !near.is_empty() {
            let known = self.known_by(noun, &near, given, body)?;
            let found = like(&World::fold(&known, self.zone()), noun, given, body);
            if !found.is_empty() {
                return Ok(found);
            }
        }
        let known = self.known_like(noun, given, body)?;
        Ok(like(&World::fold(&known, self.zone()), noun, given, body))
    }

    /// Whether a fact names something, or ever did.
    pub(super) fn is_ever_named(&self, noun: Noun, name: &Name) -> Result<bool, Error> {
        let subjects = Subjects { names: vec![(noun, name)], reach: Reach::Named, ..Subjects::default() };
        Ok(!naming(&*self.known_of(&subjects)?, name, &[noun]).is_empty())
    }
}

impl Ledger {
    /// That no fact names something, with the known name that is nearest, or
    /// of people the one that is most like it.
    pub(super) fn no_facts(&self, name: &Name, nouns: &[Noun]) -> Error {
        match self.nearest(name, nouns) {
            Ok(near) => Error::NoFacts { name: name.to_string(), near },
            Err(why) => why,
        }
    }

    fn nearest(&self, name: &Name, nouns: &[Noun]) -> Result<Option<String>, Error> {
        let view = self.view(KnownAt::Head)?;
        for noun in nouns {
            if let Some(near) = view.near_name(*noun, name)? {
                return Ok(Some(near));
            }
        }
        let people = if nouns.contains(&Noun::Person) { view.people_like(name)? } else { Vec::new() };
        Ok(people.into_iter().next().map(|proposal| proposal.name))
    }

    /// That no fact names a body, with the names that may have been meant: those
    /// that differ by one slip, or are part of the other.
    pub(super) fn no_body(&self, given: &Name) -> Error {
        self.no_body_at_head(given).unwrap_or_else(|why| why)
    }

    fn no_body_at_head(&self, given: &Name) -> Result<Error, Error> {
        let view = self.view(KnownAt::Head)?;
        let proposed = Bodies::like(&Names::of_survivors(&*view.or_all(view.told(bodies)?)?), given);
        // There may be many bodies, and it matters of few how they are spelt.
        let keys = proposed.keys().map(|key| (Noun::Body, key.clone())).collect();
        let spelt = view.told(|log, catalog, ground| spelt(log, catalog, ground, &keys))?;
        Ok(proposed.instead_of(given, &Names::of_survivors(&*view.or_all(spelt)?)))
    }
}

fn like(world: &World<'_>, noun: Noun, text: &Name, body: Option<&Name>) -> Vec<Proposal> {
    match noun {
        Noun::Person => people_like(world, text),
        _ => posts_like(world, text, body),
    }
}

/// That no fact names a body, with those of some names that may have been meant.
pub(super) fn no_body(names: &Names, given: &Name) -> Error {
    Bodies::like(names, given).instead_of(given, names)
}

/// The bodies that are told of where a name is none.
struct Bodies {
    like: Vec<NameKey>,
    known: Vec<NameKey>,
}

impl Bodies {
    fn like(names: &Names, given: &Name) -> Self {
        let wanted = NameKey::of(given);
        let loose = |key: &NameKey| key.as_str().to_lowercase();
        let is_like = |known: &&NameKey| {
            let (a, b) = (loose(known), loose(&wanted));
            LooseKey::of(known).is_one_slip_from(&LooseKey::of(&wanted)) || a.contains(&b) || b.contains(&a)
        };
        let bodies = || names.all().filter(|(noun, _)| *noun == Noun::Body).map(|(_, key)| key);
        Self {
            like: bodies().filter(is_like).take(PROPOSED_MOST).cloned().collect(),
            known: bodies().take(PROPOSED_MOST).cloned().collect(),
        }
    }

    fn keys(&self) -> impl Iterator<Item = &NameKey> {
        self.like.iter().chain(&self.known)
    }

    fn instead_of(&self, given: &Name, names: &Names) -> Error {
        let shown = |keys: &[NameKey]| keys.iter().map(|key| names.shown(Noun::Body, key)).collect();
        Error::NoBody { given: given.to_string(), like: shown(&self.like), known: shown(&self.known) }
    }
}
