//! Reading the events that a question needs, and all that these need in turn.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::ground::Ground;
use super::operations::Operations;
use super::structure::Structure;
use crate::domain::{Claim, Content, Holding, Name, NameKey, Noun, Seq, SourceId};
use crate::log::{EventLog, Head, Read, StoredEvent, read};
use crate::projections::Knowledge;
use crate::replay::index::{Brief, BriefId, Catalog, CatalogError, Join, Spell, Term};
use crate::replay::{Prefix, ReplayError};

/// Events of a log, read one by one, with what they need.
pub(super) struct Reading<'a> {
    log: &'a dyn EventLog,
    catalog: &'a Catalog,
    operations: &'a Operations,
    structure: &'a Structure,
    head: Head,
    events: BTreeMap<Seq, Rc<(StoredEvent, Read)>>,
    /// All that was looked at, to be looked at once: those that turn out not
    /// to be needed, too.
    looked_at: RefCell<BTreeMap<Seq, Rc<(StoredEvent, Read)>>>,
    /// Not read yet.
    wanted: BTreeSet<Seq>,
    /// Names in what was read, and the plainest spelling of each.
    names: BTreeSet<(Noun, Name)>,
    seen: BTreeSet<(Noun, Brief)>,
    /// Names of which every fact is wanted.
    told: BTreeSet<(Noun, Brief)>,
    /// Events of which it was looked for what they end and what ends them.
    ended: BTreeSet<Seq>,
    sources: BTreeSet<SourceId>,
}

impl<'a> Reading<'a> {
    pub fn new(log: &'a dyn EventLog, catalog: &'a Catalog, ground: &'a Ground) -> Self {
        Self {
            log,
            catalog,
            operations: &ground.operations,
            structure: &ground.structure,
            head: ground.head,
            events: BTreeMap::new(),
            looked_at: RefCell::default(),
            // The ledger's beginning.
            wanted: BTreeSet::from([Seq(0)]),
            names: BTreeSet::new(),
            seen: BTreeSet::new(),
            told: BTreeSet::new(),
            ended: BTreeSet::new(),
            sources: BTreeSet::new(),
        }
    }

    /// Wants a fact, with everything that was done to it.
    pub fn want(&mut self, seq: Seq, id: BriefId) -> Result<(), CatalogError> {
        self.wanted.insert(seq);
        if self.operations.is_untouched(id) {
            return Ok(());
        }
        let deeds = self.operations.deeds(id);
        self.wanted.extend(deeds.done.iter().map(|tie| tie.seq));
        if deeds.origin != id {
            let origin = self.seq_of(deeds.origin)?;
            self.wanted.extend(origin);
        }
        Ok(())
    }

    /// Wants the departures that name an event as what they end.
    pub fn want_ends_of(&mut self, id: BriefId) -> Result<(), CatalogError> {
        let mut names = vec![id];
        if !self.operations.is_untouched(id) {
            let deeds = self.operations.deeds(id);
            names.push(deeds.origin);
            names.extend(deeds.done.iter().map(|tie| tie.by));
        }
        for name in names {
            for tie in self.operations.ended_by(name).collect::<Vec<_>>() {
                self.want(tie.seq, tie.by)?;
            }
        }
        Ok(())
    }

    /// What stands of whoever an appointment is of now, where it is of.
    pub fn spells_beside(&self, appointment: BriefId) -> Result<Vec<Spell>, CatalogError> {
        let mut found = Vec::new();
        let current = self.operations.deeds(appointment).current;
        let Some(seq) = current.map_or(Ok(None), |current| self.seq_of(current))? else { return Ok(found) };
        let Some(event) = self.event(seq)? else { return Ok(found) };
        let Read::Event(event) = &event.1 else { return Ok(found) };
        let (Content::Fact(fact) | Content::Amended { fact, .. }) = &event.entry.content else { return Ok(found) };
        let Some(Holding { person, body, .. }) = fact.claim.holding() else { return Ok(found) };
        let names = |noun: Noun, name: &Name| self.structure.names_of(noun, Brief::of(noun, &NameKey::of(name)));
        for body in names(Noun::Body, body) {
            for person in names(Noun::Person, person) {
                for spell in self.catalog.spells_of((body, person)) {
                    found.push(spell?);
                }
            }
        }
        found.retain(|spell| spell.seq <= self.head.seq && self.operations.is_current(spell.id));
        Ok(found)
    }

    /// Wants every fact that names something, or ever did, under any of its names.
    pub fn want_named(&mut self, noun: Noun, name: Brief) -> Result<(), CatalogError> {
        let names = self.structure.names_of(noun, name).into_iter();
        let news = names.filter(|name| self.told.insert((noun, *name))).collect::<Vec<_>>();
        news.into_iter().map(Term::named).try_for_each(|term| self.want_marked(term))
    }

    /// Wants the facts that some events belong to.
    pub fn want_events(&mut self, seqs: &[Seq]) -> Result<(), CatalogError> {
        let last = self.head.seq;
        for seq in seqs.iter().copied().filter(|seq| *seq <= last) {
            if let Some(event) = self.event(seq)? {
                self.want(seq, event.0.id().into())?;
            }
        }
        Ok(())
    }

    /// Reads what is wanted, and with every appointment the departures that end
    /// it, and the other way round.
    pub fn read_with_ends(&mut self) -> Result<(), CatalogError> {
        loop {
            self.read()?;
            let unseen: Vec<_> = self.events.keys().copied().filter(|seq| self.ended.insert(*seq)).collect();
            if unseen.is_empty() {
                return Ok(());
            }
            for seq in unseen {
                let Some((stored, Read::Event(event))) = self.events.get(&seq).map(Rc::as_ref) else { continue };
                let (Content::Fact(fact) | Content::Amended { fact, .. }) = &event.entry.content else { continue };
                let id = stored.id().into();
                if let Claim::Departed { ends: Some(appointment), .. } = fact.claim
                    && let Some(seq) = self.seq_of(appointment.into())?
                {
                    self.want(seq, appointment.into())?;
                }
                self.want_ends_of(id)?;
            }
        }
    }

    /// What the facts say that were read.
    pub fn claims(&self) -> impl Iterator<Item = &Claim> {
        self.events.values().filter_map(|event| match &event.1 {
            Read::Event(event) => match &event.entry.content {
                Content::Fact(fact) | Content::Amended { fact, .. } => Some(&fact.claim),
                _ => None,
            },
            _ => None,
        })
    }

    /// Wants what says how things hang together.
    pub fn want_joins(&mut self, joins: impl IntoIterator<Item = &'a Join>) -> Result<(), CatalogError> {
        joins.into_iter().try_for_each(|join| self.want(join.seq, join.id))
    }

    /// Wants everything that is found by a term.
    pub fn want_marked(&mut self, term: Term) -> Result<(), CatalogError> {
        for seq in self.catalog.marked(term).collect::<Vec<_>>() {
            let seq = seq?;
            if seq <= self.head.seq
                && let Some(event) = self.event(seq)?
            {
                self.want(seq, event.0.id().into())?;
            }
        }
        Ok(())
    }

    /// Reads what is wanted, and what that needs: the aliases of the names in
    /// it, and the articles that it cites.
    pub fn read(&mut self) -> Result<(), CatalogError> {
        while let Some(seq) = self.wanted.pop_first() {
            if self.events.contains_key(&seq) {
                continue;
            }
            let Some(event) = self.event(seq)? else { continue };
            if let Read::Event(event) = &event.1 {
                self.needs(&event.entry.content)?;
            }
            self.events.insert(seq, event);
        }
        Ok(())
    }

    fn needs(&mut self, content: &Content) -> Result<(), CatalogError> {
        if let Content::Fact(fact) | Content::Amended { fact, .. } = content {
            for (noun, name) in fact.claim.names() {
                self.needs_name(noun, name)?;
            }
        }
        for citation in content.citations() {
            if self.sources.insert(citation.source) {
                let marked = self.catalog.marked(Term::source(citation.source));
                let marked = marked.collect::<Result<Vec<_>, _>>()?;
                self.wanted.extend(marked.into_iter().filter(|seq| *seq <= self.head.seq));
            }
        }
        Ok(())
    }

    fn needs_name(&mut self, noun: Noun, name: &Name) -> Result<(), CatalogError> {
        if !self.names.insert((noun, name.clone())) {
            return Ok(());
        }
        let brief = Brief::of(noun, &NameKey::of(name));
        if self.seen.insert((noun, brief)) {
            self.want_joins(self.structure.aliases_of(noun, brief))?;
        }
        Ok(())
    }

    /// A fact that names something and stands, if there is one; with how it
    /// spells the name.
    pub fn naming(&self, noun: Noun, key: &NameKey, plainly: bool) -> Result<Option<Name>, CatalogError> {
        let is_it = |name: &Name| (!plainly || name.as_str() == key.as_str()) && NameKey::of(name) == *key;
        for seq in self.catalog.marked(Term::named(Brief::of(noun, key))) {
            if let Some(found) = self.standing_name(seq?, noun, is_it)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn standing_name(&self, seq: Seq, noun: Noun, is_it: impl Fn(&Name) -> bool) -> Result<Option<Name>, CatalogError> {
        if seq > self.head.seq {
            return Ok(None);
        }
        let Some(event) = self.event(seq)? else { return Ok(None) };
        let Read::Event(event) = &event.1 else { return Ok(None) };
        let (Content::Fact(fact) | Content::Amended { fact, .. }) = &event.entry.content else { return Ok(None) };
        if !self.operations.is_current(event.id.into()) {
            return Ok(None);
        }
        let found = fact.claim.names().into_iter().find(|(of, name)| *of == noun && is_it(name));
        Ok(found.map(|(_, name)| name.clone()))
    }

    /// The spellings of the names read that facts use elsewhere: how a name is
    /// shown goes by all of them.
    fn spelt_elsewhere(&self) -> Result<BTreeSet<(Noun, Name)>, CatalogError> {
        let mut spelt = BTreeSet::new();
        let keys: BTreeSet<_> = self.names.iter().map(|(noun, name)| (*noun, NameKey::of(name))).collect();
        for (noun, key) in keys {
            let before = spelt.len();
            for seq in self.catalog.marked(Term::variant(Brief::of(noun, &key))) {
                let is_it = |name: &Name| NameKey::of(name) == key && name.as_str() != key.as_str();
                spelt.extend(self.standing_name(seq?, noun, is_it)?.map(|name| (noun, name)));
            }
            if spelt.len() > before {
                spelt.extend(self.naming(noun, &key, true)?.map(|name| (noun, name)));
            }
        }
        Ok(spelt)
    }

    /// What is known by the events read.
    pub fn finish(self, mut spelt: BTreeSet<(Noun, Name)>) -> Result<Prefix, CatalogError> {
        spelt.extend(self.spelt_elsewhere()?);
        let mut prefix = Prefix { knowledge: Knowledge::spelling(spelt), head: None };
        for event in self.events.values() {
            prefix.apply_read(&event.0, &event.1);
        }
        prefix.head = Some(self.head);
        prefix.knowledge.head = Some((self.head.seq, self.head.id));
        Ok(prefix)
    }

    fn event(&self, seq: Seq) -> Result<Option<Rc<(StoredEvent, Read)>>, CatalogError> {
        if let Some(seen) = self.looked_at.borrow().get(&seq) {
            return Ok(Some(seen.clone()));
        }
        let Some(stored) = self.log.get(seq)? else { return Ok(None) };
        let event = read(&stored).map_err(|why| ReplayError::Unreadable { seq, why })?;
        let event = Rc::new((stored, event));
        self.looked_at.borrow_mut().insert(seq, event.clone());
        Ok(Some(event))
    }

    fn seq_of(&self, id: BriefId) -> Result<Option<Seq>, CatalogError> {
        Ok(self.log.seq_of(&id.0)?.filter(|seq| *seq <= self.head.seq))
    }
}
