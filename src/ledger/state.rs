//! What an append is checked against: everything known at the head.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Claim, ClientKey, Content, EventId, LooseKey, Name, NameKey, Noun, Seq, Stance};
use crate::log::{EventLog, Read, StoredEvent, read};
use crate::projections::Names;
use crate::replay::{Prefix, ReplayError};

/// The state at the head, and what is looked up in it.
#[derive(Default)]
pub(super) struct State {
    pub prefix: Prefix,
    pub names: Names,
    near: BTreeMap<(Noun, LooseKey), BTreeSet<NameKey>>,
    keys: BTreeMap<ClientKey, (Seq, EventId)>,
    posts: BTreeMap<(NameKey, NameKey), BTreeSet<NameKey>>,
}

impl State {
    /// Everything in a log.
    pub fn of(log: &dyn EventLog) -> Result<Self, ReplayError> {
        let mut state = Self::default();
        for stored in log.scan(Seq(0)) {
            state.apply(&stored?)?;
        }
        Ok(state)
    }

    /// Folds in the next event.
    pub fn apply(&mut self, stored: &StoredEvent) -> Result<(), ReplayError> {
        let seq = stored.seq();
        let event = read(stored).map_err(|why| ReplayError::Unreadable { seq, why })?;
        let target = if let Read::Event(event) = &event { event.entry.content.target() } else { None };
        // What an operation changes is forgotten as it stood and noted as it stands then.
        self.with_names_of(target, Names::forget);
        self.prefix.apply_read(stored, &event);
        self.with_names_of(target, Names::note);
        let Read::Event(event) = event else { return Ok(()) };
        match &event.entry.content {
            Content::Fact(fact) => {
                self.note_names(&fact.claim);
                self.names.note(&fact.claim, fact.stance);
            }
            Content::Amended { fact, .. } => self.note_names(&fact.claim),
            _ => {}
        }
        if let Some(key) = event.entry.key {
            self.keys.entry(key).or_insert((event.seq, event.id));
        }
        Ok(())
    }

    fn with_names_of(&mut self, target: Option<EventId>, change: fn(&mut Names, &Claim, Stance)) {
        let record = target.and_then(|target| self.prefix.knowledge.record(target));
        if let Some(fact) = record.and_then(|record| record.current()) {
            change(&mut self.names, &fact.claim, fact.stance);
        }
    }

    /// The keys that begin so, with their events.
    pub fn keys_from<'s>(&'s self, begin: &'s str) -> impl Iterator<Item = (&'s str, (Seq, EventId))> {
        let from = ClientKey::new(begin).ok();
        let keys = from.into_iter().flat_map(|from| self.keys.range(from..));
        keys.map(|(key, at)| (key.as_str(), *at)).take_while(move |(key, _)| key.starts_with(begin))
    }

    /// The event that has a client key.
    pub fn keyed(&self, key: &ClientKey) -> Option<(Seq, EventId)> {
        self.keys.get(key).copied()
    }

    /// A known name within one edit of a new one. None for a known name.
    pub fn near_name(&self, noun: Noun, name: &Name) -> Option<String> {
        let key = NameKey::of(name);
        if self.names.knows(noun, &key) {
            return None;
        }
        let loose = LooseKey::of(&key);
        let shorter = loose.with_deletions().into_iter();
        let candidates = shorter.flat_map(|shorter| self.near.get(&(noun, shorter)).into_iter().flatten());
        let near = candidates.filter(|known| loose.is_near(&LooseKey::of(known))).min()?;
        Some(self.names.shown(noun, near))
    }

    /// The posts that a person is recorded in, in a body, if the given one is
    /// not among them and there are others.
    pub fn other_posts(&self, person: &Name, body: &Name, post: &Name) -> Option<Vec<String>> {
        let place = (self.names.resolve(Noun::Person, person), self.names.resolve(Noun::Body, body));
        let posts = self.posts.get(&place)?;
        let post = self.names.resolve(Noun::Post, post);
        if posts.iter().any(|known| self.names.resolve_key(Noun::Post, known) == post) {
            return None;
        }
        Some(posts.iter().map(|known| self.names.shown(Noun::Post, known)).collect())
    }

    fn note_names(&mut self, claim: &Claim) {
        for (noun, name) in claim.names() {
            let key = NameKey::of(name);
            for shorter in LooseKey::of(&key).with_deletions() {
                self.near.entry((noun, shorter)).or_default().insert(key.clone());
            }
        }
        if let Claim::Appointed { holding, .. } | Claim::Held { holding, .. } = claim
            && let Some(post) = &holding.post
        {
            let person = self.names.resolve(Noun::Person, &holding.person);
            let place = (person, self.names.resolve(Noun::Body, &holding.body));
            self.posts.entry(place).or_default().insert(NameKey::of(post));
        }
    }
}
