//! Recalling, before something is recorded, what it is checked against: the
//! facts and articles that it names, found through the index.
//!
//! An append looks at little of what is known. What it looks at is folded
//! into a state of its own, to which what is sealed meanwhile is added; so
//! the checks are those that would be made against everything known.

use std::cell::Ref;
use std::collections::BTreeSet;

use super::state::State;
use super::{Error, Ledger};
use crate::domain::{
    Claim, ClientKey, Content, EventId, Holding, LooseKey, Name, NameKey, Noun, Seq, Source, SourceId,
};
use crate::log::Read;
use crate::replay::index::{Brief, Catalog, Term};

/// How many events are remembered before all is forgotten, to be recalled again.
const REMEMBERED_MAX: usize = 1 << 16;

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
        let plain = given.strip_prefix("id:").unwrap_or(given);
        let begin = plain.get(..4).and_then(|begin| u16::from_str_radix(begin, 16).ok());
        let terms = [Some(Term::label(given)), begin.map(|begin| Term::digest(begin.to_be_bytes()))];
        for term in terms.into_iter().flatten() {
            for seq in self.marked(term)? {
                if let Some(Content::Source(Source { digest, .. }) | Content::Redescribed { source: digest, .. }) =
                    self.content(seq)?
                {
                    self.recall_article(digest)?;
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
        let seqs = self.marked(Term::source(id))?;
        self.fold_in(seqs)
    }

    /// Recalls the event that has a client key.
    pub(super) fn recall_key(&mut self, key: &ClientKey) -> Result<(), Error> {
        if self.is_whole() || self.recalled.keyed(key).is_some() {
            return Ok(());
        }
        for seq in self.marked(Term::key(key))? {
            if let Some((_, Read::Event(event))) = self.event(seq)?
                && let Some(known) = event.entry.key
            {
                self.recalled.note_key(known, (event.seq, event.id));
            }
        }
        Ok(())
    }

    /// Recalls the fact that an event belongs to, with everything done to it.
    pub(super) fn recall_record(&mut self, id: EventId) -> Result<(), Error> {
        if self.is_whole() || self.recalled.prefix.knowledge.record(id).is_some() {
            return Ok(());
        }
        let Some(seq) = self.seq_of(id)? else { return Ok(()) };
        let seqs = self.record_of(seq)?;
        self.fold_in(seqs)
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
                let seqs = self.record_of(seq)?;
                self.fold_in(seqs)?;
                if let Some(Content::Fact(fact) | Content::Amended { fact, .. }) = self.content(seq)? {
                    asked.extend(fact.claim.names().into_iter().map(|(_, name)| NameKey::of(name)));
                }
            }
        }
        Ok(())
    }

    /// Recalls a fact that names something, or facts that name what is nearly
    /// spelt so.
    pub(super) fn recall_near(&mut self, noun: Noun, name: &Name) -> Result<(), Error> {
        let key = NameKey::of(name);
        if self.is_whole() || self.recall_named(noun, &key)? || !self.recalled.asks_for_near(noun, &key) {
            return Ok(());
        }
        let loose = LooseKey::of(&key);
        let mut near = BTreeSet::new();
        for slip in loose.slips() {
            for seq in self.marked(Term::near(noun, slip))? {
                let Some(Content::Fact(fact) | Content::Amended { fact, .. }) = self.content(seq)? else { continue };
                let names = fact.claim.names().into_iter().filter(|(of, _)| *of == noun);
                near.extend(names.map(|(_, name)| NameKey::of(name)).filter(|key| loose.is_near(&LooseKey::of(key))));
            }
        }
        near.iter().try_for_each(|key| self.recall_named(noun, key).map(drop))
    }

    /// Recalls the posts that a person took or held in a body.
    pub(super) fn recall_place(&mut self, holding: &Holding) -> Result<(), Error> {
        self.recall_aliases(Noun::Person, &holding.person)?;
        self.recall_aliases(Noun::Body, &holding.body)?;
        if self.is_whole() {
            return Ok(());
        }
        let names = &self.recalled.names;
        let people = names.same_as(Noun::Person, &holding.person);
        let bodies = names.same_as(Noun::Body, &holding.body);
        for (person, body) in people.iter().flat_map(|person| bodies.iter().map(move |body| (person, body))) {
            let place = (Brief::of(Noun::Body, body), Brief::of(Noun::Person, person));
            let spells: Vec<_> = self.index()?.spells_of(place).collect::<Result<_, _>>().map_err(unreadable)?;
            for spell in spells {
                let seqs = self.record_of(spell.seq)?;
                self.fold_in(seqs)?;
            }
        }
        Ok(())
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
            let seqs = seqs.map_err(unreadable)?;
            for seq in &seqs {
                let seqs = self.record_of(*seq)?;
                self.fold_in(seqs)?;
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

    /// Every event that has to do with the fact that one belongs to, oldest first.
    fn record_of(&self, seq: Seq) -> Result<Vec<Seq>, Error> {
        let mut origin = seq;
        while let Some(Content::Amended { target, .. } | Content::Corroborated { target, .. }) = self.content(origin)? {
            match self.seq_of(target)? {
                Some(target) => origin = target,
                None => break,
            }
        }
        let mut found = BTreeSet::from([origin]);
        let mut asked = vec![origin];
        while let Some(seq) = asked.pop() {
            let Some((stored, _)) = self.event(seq)? else { continue };
            for done in self.marked(Term::target(stored.id().into()))? {
                if found.insert(done) {
                    asked.push(done);
                }
            }
        }
        Ok(found.into_iter().collect())
    }

    fn fold_in(&mut self, seqs: Vec<Seq>) -> Result<(), Error> {
        for seq in seqs {
            if !self.recalled.has(seq)
                && let Some(stored) = self.log.get(seq)?
            {
                self.recalled.apply(&stored)?;
            }
        }
        Ok(())
    }

    fn content(&self, seq: Seq) -> Result<Option<Content>, Error> {
        Ok(self.event(seq)?.and_then(|(_, read)| match read {
            Read::Event(event) => Some(event.entry.content),
            _ => None,
        }))
    }

    fn seq_of(&self, id: EventId) -> Result<Option<Seq>, Error> {
        let begin: [u8; 8] = std::array::from_fn(|i| id.0[i]);
        for seq in self.log.seqs_by_id(begin, begin)? {
            if self.log.get(seq)?.is_some_and(|event| event.id() == id) {
                return Ok(Some(seq));
            }
        }
        Ok(None)
    }

    /// The index, up to where recalling began. What was sealed since is
    /// remembered by itself, so the log need not be read again for it.
    fn index(&self) -> Result<Ref<'_, Catalog>, Error> {
        if self.recalled.began.replace(true) { Ok(self.catalog.borrow()) } else { self.catalog() }
    }

    fn marked(&self, term: Term) -> Result<Vec<Seq>, Error> {
        self.index()?.marked(term).collect::<Result<_, _>>().map_err(unreadable)
    }
}

fn unreadable(why: std::io::Error) -> Error {
    Error::io("the index of facts cannot be read; `reshuffle reindex` makes it anew", why)
}
