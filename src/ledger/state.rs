//! What an append is checked against: everything known at the head.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use foldhash::HashMap;

use super::near::Near;
use crate::domain::{Claim, ClientKey, Content, EventId, Holding, Kind, Name, NameKey, Noun, Seq, Stance};
use crate::log::{EventLog, Head, Read, StoredEvent};
use crate::projections::Names;
use crate::replay::{Prefix, ReplayError, read_in_place};

/// The state at the head, and what is looked up in it.
#[derive(Default)]
pub(super) struct State {
    pub prefix: Prefix,
    pub names: Names,
    near: OnceCell<Near>,
    keys: BTreeMap<ClientKey, (Seq, EventId)>,
    posts: BTreeMap<(NameKey, NameKey), BTreeSet<NameKey>>,
    /// Whether something was looked up in the index for it.
    pub began: Cell<bool>,
    /// Events that were read for it of late.
    pub read: RefCell<HashMap<Seq, Rc<(Head, Read)>>>,
    applied: BTreeSet<Seq>,
    sources_asked: BTreeSet<String>,
    near_asked: BTreeSet<(Noun, NameKey)>,
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
        let (last, event) = read_in_place(stored)?;
        self.apply_read(last, &event);
        Ok(())
    }

    /// Folds in the next event, which has been read.
    pub fn apply_read(&mut self, last: Head, event: &Read) {
        self.applied.insert(last.seq);
        let content = event.content();
        // What is signed says the same as before.
        let target = content.filter(|content| content.kind() != Kind::Signed).and_then(Content::target);
        if let Some(fact) = content.and_then(Content::fact) {
            self.note_posts(&fact.claim);
        }
        // What an operation changes is forgotten as it stood and noted as it stands then.
        self.with_names_of(target, Names::forget);
        self.prefix.apply_read(last, event);
        self.with_names_of(target, Names::note);
        self.note_near_of(target);
        let Read::Event(event) = event else { return };
        if let Content::Fact(fact) = &event.entry.content {
            self.names.note(&fact.claim, fact.stance);
        }
        if let Some(key) = &event.entry.key {
            self.keys.entry(key.clone()).or_insert((event.seq, event.id));
        }
    }

    fn with_names_of(&mut self, target: Option<EventId>, change: fn(&mut Names, &Claim, Stance)) {
        let record = target.and_then(|target| self.prefix.knowledge.record(target));
        if let Some(fact) = record.and_then(|record| record.current()) {
            change(&mut self.names, &fact.claim, fact.stance);
        }
    }

    /// How many events it is of.
    pub fn events(&self) -> usize {
        self.applied.len()
    }

    /// Whether an event was folded in.
    pub fn has(&self, seq: Seq) -> bool {
        self.applied.contains(&seq)
    }

    /// Whether a source is asked for the first time.
    pub fn asks_for_source(&mut self, given: &str) -> bool {
        self.sources_asked.insert(given.to_owned())
    }

    /// Whether what is nearly spelt so is asked for the first time.
    pub fn asks_for_near(&mut self, noun: Noun, key: &NameKey) -> bool {
        self.near_asked.insert((noun, key.clone()))
    }

    /// Takes note of the event that has a client key.
    pub fn note_key(&mut self, key: ClientKey, at: (Seq, EventId)) {
        self.keys.entry(key).or_insert(at);
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

    /// Forgets which names are nearly alike, to find it out again if that is asked.
    pub fn forget_near(&mut self) {
        self.near = OnceCell::new();
    }

    /// A known name within one edit of a new one. None for a known name.
    pub fn near_name(&self, noun: Noun, name: &Name) -> Option<String> {
        let key = NameKey::of(name);
        if self.names.knows(noun, &key) {
            return None;
        }
        let near = self.near.get_or_init(|| Near::of(&self.names)).to(noun, &key);
        let least = near.filter(|known| self.names.knows(noun, known)).min()?;
        Some(self.names.shown(noun, least))
    }

    /// Whether a person is recorded in that very post of a body.
    pub fn knows_in_post(&self, holding: &Holding, post: &Name) -> bool {
        let post = self.names.resolve(Noun::Post, post);
        self.posts_of(holding).any(|known| self.names.resolve_key(Noun::Post, known) == post)
    }

    /// The posts that a person is recorded in, in a body.
    pub fn posts_shown(&self, holding: &Holding) -> Vec<String> {
        self.posts_of(holding).map(|known| self.names.shown(Noun::Post, known)).collect()
    }

    fn posts_of(&self, Holding { person, body, .. }: &Holding) -> impl Iterator<Item = &NameKey> {
        let place = (self.names.resolve(Noun::Person, person), self.names.resolve(Noun::Body, body));
        self.posts.get(&place).into_iter().flatten()
    }

    /// What an operation left or brought back may be nearly alike, too.
    fn note_near_of(&mut self, target: Option<EventId>) {
        let record = target.and_then(|target| self.prefix.knowledge.record(target));
        if let (Some(near), Some(fact)) = (self.near.get_mut(), record.and_then(|record| record.current())) {
            fact.claim.names().into_iter().for_each(|(noun, name)| near.note(noun, &NameKey::of(name)));
        }
    }

    /// Takes note of a name that may be nearly another. Only new names need it:
    /// all others the index tells of, when one is first asked for that is nearly
    /// so, and then they are noted.
    pub fn note_near(&mut self, noun: Noun, key: &NameKey) {
        if let Some(near) = self.near.get_mut() {
            near.note(noun, key);
        }
    }

    fn note_posts(&mut self, claim: &Claim) {
        if let Claim::Appointed { holding, .. } | Claim::Held { holding, .. } = claim
            && let Some(post) = &holding.post
        {
            let person = self.names.resolve(Noun::Person, &holding.person);
            let place = (person, self.names.resolve(Noun::Body, &holding.body));
            self.posts.entry(place).or_default().insert(NameKey::of(post));
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::time::Moment;
    use crate::domain::{Basis, Entry, Event, Fact, Text};

    fn body(text: &str) -> Arc<Fact> {
        let claim = Claim::Body { body: name(text), part_of: None, seats: None };
        let (stance, why) = (Stance::Reported, Some(why()));
        Arc::new(Fact {
            claim,
            when: None,
            basis: Basis::Desk,
            announced: None,
            stance,
            note: None,
            why,
            citations: vec![],
        })
    }

    fn name(text: &str) -> Name {
        Name::new(text).unwrap()
    }

    fn why() -> Text {
        Text::new("it is one").unwrap()
    }

    #[test]
    fn a_name_that_comes_back_is_one_that_another_may_be_nearly() {
        let mut state = State::default();
        let tell = |state: &mut State, content| {
            let seq = Seq(state.events() as u64);
            let id = EventId([seq.0 as u8; 32]);
            let entry = Entry { recorder: name("desk"), key: None, content };
            let event = Event { seq, id, recorded_at: Moment(0), entry };
            state.apply_read(Head { seq, id, recorded_at_us: 0 }, &Read::Event(Box::new(event)));
            id
        };
        let fact = tell(&mut state, Content::Fact(body("Council")));
        let amended = Content::Amended { target: fact, fact: body("Board"), why: why() };
        let amendment = tell(&mut state, amended);
        // Nothing has the other name when this is first asked.
        assert_eq!(state.near_name(Noun::Body, &name("Councel")), None);
        tell(&mut state, Content::Retracted { target: amendment, why: why() });
        assert_eq!(state.near_name(Noun::Body, &name("Councel")), Some("Council".to_owned()));
    }
}
