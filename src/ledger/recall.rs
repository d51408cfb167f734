//! Recalling, before something is recorded, what it is checked against: the
//! facts and articles that it names, found through the index.
//!
//! An append looks at little of what is known. What it looks at is folded
//! into a state of its own, to which what is sealed meanwhile is added; so
//! the checks are those that would be made against everything known.

use std::cell::Ref;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use super::state::State;
use super::touched::Touched;
use super::{Error, Ledger};
use crate::domain::{
    Claim, ClientKey, Content, EventId, Fact, Holding, Kind, LooseKey, Name, NameKey, Noun, Seq, Source, SourceId,
};
use crate::log::{Head, Read};
use crate::replay::index::{Brief, Catalog, CatalogError, Spell, Term};
use crate::replay::read_in_place;

/// How many events are remembered before all is forgotten, to be recalled again.
const REMEMBERED_MAX: usize = 1 << 14;

/// How many events are read where an article is looked up.
const ARTICLES_AHEAD: u64 = 16;

/// How many events that were read are at hand.
const READ_MAX: usize = 1 << 10;

impl Ledger {
    /// What an append is checked against, as far as it was recalled.
    pub(super) fn working(&self) -> &State {
        self.state.get().unwrap_or(&self.recalled)
    }

    /// The same, to change it.
    pub(super) fn working_mut(&mut self) -> &mut State {
        match self.state.get_mut() {
            Some(whole) => whole,
            None => &mut self.recalled,
        }
    }

    /// Forgets what was recalled, where that has become much and everything
    /// sealed is in the log.
    pub(super) fn forget(&mut self) {
        if self.recalled.events() > REMEMBERED_MAX {
            self.recalled = State::default();
        }
    }

    /// Recalls the source that a text names: its label, or the beginning of its digest.
    pub(super) fn recall_source(&mut self, given: &str) -> Result<(), Error> {
        if self.is_whole() || !self.recalled.asks_for_source(given) {
            return Ok(());
        }
        for term in Term::of_source(given) {
            for seq in self.marked(term)? {
                self.read_articles_from(seq);
                if let Some(event) = self.event_again(seq)?
                    && let Some(Content::Source(Source { digest, .. }) | Content::Redescribed { source: digest, .. }) =
                        event.1.content()
                {
                    self.recall_article(*digest)?;
                }
            }
        }
        Ok(())
    }

    /// Recalls an article, with everything that was said of it.
    pub(super) fn recall_article(&mut self, id: SourceId) -> Result<(), Error> {
        if self.is_whole() {
            return Ok(());
        }
        for seq in self.marked(Term::source(id))? {
            if !self.recalled.has(seq)
                && let Some(event) = self.event_again(seq)?
            {
                self.recalled.apply_read(event.0, &event.1);
            }
        }
        Ok(())
    }

    /// Recalls the event that has a client key.
    pub(super) fn recall_key(&mut self, key: &ClientKey) -> Result<(), Error> {
        if self.is_whole() || self.recalled.keyed(key).is_some() {
            return Ok(());
        }
        for seq in self.marked(Term::key(key))? {
            if let Some((_, Read::Event(event))) = self.event_again(seq)?.as_deref()
                && let Some(known) = &event.entry.key
            {
                self.recalled.note_key(known.clone(), (event.seq, event.id));
            }
        }
        Ok(())
    }

    /// Recalls the fact that an event belongs to, with everything done to it.
    pub(super) fn recall_record(&mut self, id: EventId) -> Result<(), Error> {
        if self.is_whole() || self.recalled.prefix.knowledge.record(id).is_some() {
            return Ok(());
        }
        let Some(seq) = self.log.seq_of(&id.0)? else { return Ok(()) };
        self.recall_at(seq)
    }

    /// Recalls what a claim is checked against.
    pub(super) fn recall_checked(&mut self, claim: &Claim) -> Result<(), Error> {
        match claim {
            Claim::Alias { name, of, noun } => {
                self.recall_aliases(*noun, name)?;
                self.recall_aliases(*noun, of)
            }
            Claim::Departed { holding, ends: Some(ends), .. } => {
                self.recall_record(*ends)?;
                let record = self.working().prefix.knowledge.record(*ends);
                let theirs = record.and_then(|record| record.current()?.claim.holding()).cloned();
                for Holding { person, body, .. } in [Some(holding.clone()), theirs].iter().flatten() {
                    self.recall_aliases(Noun::Person, person)?;
                    self.recall_aliases(Noun::Body, body)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Recalls what a name stands for, and what stands for it.
    pub(super) fn recall_aliases(&mut self, noun: Noun, name: &Name) -> Result<(), Error> {
        let mut asked = vec![NameKey::of(name)];
        let mut seen = BTreeSet::new();
        while let Some(key) = asked.pop() {
            if self.is_whole() || !seen.insert(key.clone()) {
                continue;
            }
            for seq in self.marked(Term::alias(Brief::of(noun, &key)))? {
                self.recall_at(seq)?;
                if let Some(fact) = self.fact_again(seq)? {
                    asked.extend(fact.claim.names().into_iter().map(|(_, name)| NameKey::of(name)));
                }
            }
        }
        Ok(())
    }

    /// Whether something is surely named by a fact that stands, as far as that
    /// was found out or recorded since.
    pub(super) fn is_named(&self, noun: Noun, name: &Name) -> bool {
        self.sightings.has_name(noun, name) || self.working().names.knows(noun, &NameKey::of(name))
    }

    /// Whether a person is surely recorded in that very post of a body, likewise.
    pub(super) fn is_in_post(&self, holding: &Holding, post: &Name) -> bool {
        self.sightings.has_seat(holding, post) || self.working().knows_in_post(holding, post)
    }

    /// Recalls a fact that names something, or facts that name what is nearly
    /// spelt so.
    pub(super) fn recall_near(&mut self, noun: Noun, name: &Name) -> Result<(), Error> {
        let key = NameKey::of(name);
        if self.is_whole() {
            return Ok(());
        }
        if self.stands_somewhere(noun, &key)? {
            self.sightings.note_name(noun, name);
            return Ok(());
        }
        if !self.recalled.asks_for_near(noun, &key) {
            return Ok(());
        }
        let loose = LooseKey::of(&key);
        let mut near = BTreeSet::new();
        for slip in loose.slips() {
            for seq in self.marked(Term::near(noun, slip))? {
                let Some(fact) = self.fact_again(seq)? else { continue };
                let names = fact.claim.names().into_iter().filter(|(of, _)| *of == noun);
                near.extend(names.map(|(_, name)| NameKey::of(name)).filter(|key| loose.is_near(&LooseKey::of(key))));
            }
        }
        for key in near {
            self.recall_named(noun, &key)?;
            self.recalled.note_near(noun, &key);
        }
        Ok(())
    }

    /// Facts about what a person holds in a body, under these very names, to
    /// which nothing was done: as far as rows tell, so that no event is read.
    pub(super) fn untouched(&self, Holding { person, body, .. }: &Holding) -> Result<Vec<Spell>, Error> {
        let person = NameKey::of(person);
        if self.is_whole() || self.recalled.names.knows(Noun::Person, &person) {
            return Ok(Vec::new());
        }
        let place = (Brief::named(Noun::Body, body), Brief::of(Noun::Person, &person));
        let index = self.index()?;
        let mut untouched = Vec::new();
        for spell in index.spells_of(place) {
            let spell = spell.map_err(CatalogError::from)?;
            // What was done to a fact that was recalled may not be in a row yet.
            if !self.recalled.has(spell.seq) && index.marked(Term::target(spell.id)).next().is_none() {
                untouched.push(spell);
            }
        }
        Ok(untouched)
    }

    /// Whether a person is recorded in that very post of a body. Where it is
    /// not so, every post is recalled that they took or held there.
    pub(super) fn recall_in_post(&mut self, holding: &Holding, post: &Name) -> Result<bool, Error> {
        if self.working().knows_in_post(holding, post) {
            return Ok(true);
        }
        self.recall_aliases(Noun::Person, &holding.person)?;
        self.recall_aliases(Noun::Body, &holding.body)?;
        if self.is_whole() {
            return Ok(self.working().knows_in_post(holding, post));
        }
        let wanted = Brief::named(Noun::Post, post);
        let names = &self.recalled.names;
        let people = names.same_as(Noun::Person, &holding.person);
        let bodies = names.same_as(Noun::Body, &holding.body);
        for (person, body) in people.iter().flat_map(|person| bodies.iter().map(move |body| (person, body))) {
            let place = (Brief::of(Noun::Body, body), Brief::of(Noun::Person, person));
            let spells: Vec<_> =
                self.index()?.spells_of(place).collect::<Result<_, _>>().map_err(CatalogError::from)?;
            // Mostly the rows tell, and no event need be read.
            if spells.iter().any(|spell| spell.act.takes_post() && spell.post == wanted) {
                return Ok(true);
            }
            for spell in spells {
                self.recall_at(spell.seq)?;
            }
        }
        Ok(self.recalled.knows_in_post(holding, post))
    }

    /// Takes note of what is about to be recorded.
    pub(super) fn take_note(&mut self, content: &Content) {
        let new = self.sightings.note(content);
        let state = self.working_mut();
        new.into_iter().for_each(|(noun, name)| state.note_near(noun, &NameKey::of(name)));
        if content.target().is_some() {
            self.touched = Touched::Changed;
        }
    }

    /// Whether some fact that stands names something. It is recalled, where
    /// that is how to find out.
    fn stands_somewhere(&mut self, noun: Noun, key: &NameKey) -> Result<bool, Error> {
        if self.recalled.names.knows(noun, key) {
            return Ok(true);
        }
        let brief = Brief::of(noun, key);
        let first = self.index()?.marked(Term::named(brief)).next().transpose().map_err(CatalogError::from)?;
        if let Some(seq) = first {
            self.catalog.get_mut().has_named(brief);
            if self.is_untouched(seq)? {
                return Ok(true);
            }
        }
        self.recall_named(noun, key)
    }

    /// Whether some fact that stands names something; the first such is recalled.
    fn recall_named(&mut self, noun: Noun, key: &NameKey) -> Result<bool, Error> {
        if self.recalled.names.knows(noun, key) {
            return Ok(true);
        }
        let term = Term::named(Brief::of(noun, key));
        // The first fact mostly stands, and there may be a million.
        let (mut tried, mut count) = (0, 1);
        loop {
            let seqs = self.index()?.marked(term).skip(tried).take(count).collect::<Result<Vec<_>, _>>();
            let seqs = seqs.map_err(CatalogError::from)?;
            for seq in &seqs {
                self.recall_at(*seq)?;
                if self.recalled.names.knows(noun, key) {
                    return Ok(true);
                }
            }
            if seqs.len() < count {
                return Ok(false);
            }
            (tried, count) = (tried + count, 8 * count);
        }
    }

    fn is_whole(&self) -> bool {
        self.state.get().is_some()
    }

    /// Recalls the fact that an event belongs to, with everything done to it.
    /// What was recalled came with its whole record.
    fn recall_at(&mut self, seq: Seq) -> Result<(), Error> {
        if self.recalled.has(seq) {
            return Ok(());
        }
        let Some(mut origin) = self.event_again(seq)? else { return Ok(()) };
        while let Some(Content::Amended { target, .. } | Content::Corroborated { target, .. }) = origin.1.content()
            && let Some(target) = self.log.seq_of(&target.0)?
            && let Some(before) = self.event_again(target)?
        {
            origin = before;
        }
        let mut asked = vec![origin.0.id];
        let mut record = BTreeMap::from([(origin.0.seq, origin)]);
        while let Some(id) = asked.pop() {
            for seq in self.marked(Term::target(id.into()))? {
                if !record.contains_key(&seq)
                    && let Some(done) = self.event_again(seq)?
                {
                    asked.push(done.0.id);
                    record.insert(seq, done);
                }
            }
        }
        for (seq, event) in record {
            if !self.recalled.has(seq) {
                self.recalled.apply_read(event.0, &event.1);
            }
        }
        Ok(())
    }

    /// What a fact or an amendment says.
    fn fact_again(&self, seq: Seq) -> Result<Option<Arc<Fact>>, Error> {
        Ok(self.event_again(seq)?.and_then(|event| event.1.content()?.fact().map(Arc::clone)))
    }

    /// An event, read from the log only where it was not just before: to ask the
    /// log takes two threads, which wait for each other.
    fn event_again(&self, seq: Seq) -> Result<Option<Rc<(Head, Read)>>, Error> {
        if let Some(event) = self.recalled.read.borrow().get(&seq) {
            return Ok(Some(Rc::clone(event)));
        }
        let Some(stored) = self.log.get(seq)? else { return Ok(None) };
        Ok(Some(self.remembered(read_in_place(&stored)?)))
    }

    /// Reads an event that may have added an article, and those after it: most
    /// articles are quoted from in the order in which they were added. What
    /// cannot be read is told to whoever needs it.
    fn read_articles_from(&self, seq: Seq) {
        if self.recalled.read.borrow().contains_key(&seq) {
            return;
        }
        let seqs: Vec<Seq> = (seq.0..seq.0.saturating_add(ARTICLES_AHEAD)).map(Seq).collect();
        let stored = self.log.get_all(&seqs).unwrap_or_default();
        let articles = stored.iter().filter(|stored| stored.known_kind() == Some(Kind::Source));
        articles.filter_map(|stored| read_in_place(stored).ok()).for_each(|event| drop(self.remembered(event)));
    }

    fn remembered(&self, event: (Head, Read)) -> Rc<(Head, Read)> {
        let event = Rc::new(event);
        let mut read = self.recalled.read.borrow_mut();
        if read.len() >= READ_MAX {
            read.clear();
        }
        read.insert(event.0.seq, Rc::clone(&event));
        event
    }

    /// The index, up to where recalling began. What was sealed since is
    /// remembered by itself, so the log need not be read again for it.
    fn index(&self) -> Result<Ref<'_, Catalog>, Error> {
        if self.recalled.began.replace(true) { Ok(self.catalog.borrow()) } else { self.catalog() }
    }

    fn marked(&self, term: Term) -> Result<Vec<Seq>, Error> {
        let seqs = self.index()?.marked(term).collect::<Result<_, _>>();
        Ok(seqs.map_err(CatalogError::from)?)
    }
}
