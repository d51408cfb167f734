//! Reading the events that a question needs, and all that these need in turn.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::ground::Ground;
use super::held::{Event, Held};
use super::operations::Operations;
use super::structure::Structure;
use crate::domain::{Claim, Content, Holding, LooseKey, Name, NameKey, Noun, Seq, Source, SourceId};
use crate::log::{EventLog, Head, Read};
use crate::projections::Knowledge;
use crate::replay::index::{Brief, BriefId, Catalog, CatalogError, Join, Spell, Term};
use crate::replay::{Prefix, read_in_place};

/// How many events are asked for at once.
const LOOKED_AT_ONCE: usize = 1_024;

/// Events of a log, read one by one, with what they need.
pub(super) struct Reading<'a> {
    log: &'a dyn EventLog,
    catalog: &'a Catalog,
    operations: &'a Operations,
    structure: &'a Structure,
    held: &'a Held,
    head: Head,
    events: BTreeMap<Seq, Event>,
    /// All that was looked at, to be looked at once: those that turn out not
    /// to be needed, too.
    looked_at: RefCell<BTreeMap<Seq, Event>>,
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
            held: &ground.held,
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
        self.operations.ends_of(id).into_iter().try_for_each(|tie| self.want(tie.seq, tie.by))
    }

    /// Whose an appointment is now, and in which body, by standing names.
    pub fn place_of(&self, appointment: BriefId) -> Result<Option<(Brief, Brief)>, CatalogError> {
        let current = self.operations.deeds(appointment).current;
        let Some(seq) = current.map_or(Ok(None), |current| self.seq_of(current))? else { return Ok(None) };
        let event = self.event(seq)?;
        let claim = event.as_deref().and_then(|event| claim_of(&event.1));
        Ok(claim.and_then(Claim::holding).map(|holding| self.place(holding)))
    }

    /// Whose departures were read, and from which bodies, likewise.
    pub fn places_left(&self) -> BTreeSet<(Brief, Brief)> {
        let left = self.claims().filter_map(|claim| match claim {
            Claim::Departed { holding, .. } => Some(self.place(holding)),
            _ => None,
        });
        left.collect()
    }

    fn place(&self, Holding { person, body, .. }: &Holding) -> (Brief, Brief) {
        let standing = |noun: Noun, name: &Name| self.structure.standing(noun, Brief::named(noun, name));
        (standing(Noun::Body, body), standing(Noun::Person, person))
    }

    /// What stands of somebody's holdings in a body, under all names of both.
    pub fn spells_at(&self, (body, person): (Brief, Brief)) -> Result<Vec<Spell>, CatalogError> {
        let mut found = Vec::new();
        for body in self.structure.names_of(Noun::Body, body) {
            for person in self.structure.names_of(Noun::Person, person) {
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
        self.look_at(seqs.iter().copied())?;
        for seq in seqs {
            let event = self.event(*seq)?;
            event.map_or(Ok(()), |event| self.want(*seq, event.0.id.into()))?;
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
                let Some((place, event)) = self.events.get(&seq).map(Rc::as_ref) else { continue };
                let Some(claim) = claim_of(event) else { continue };
                let id = place.id.into();
                if let Claim::Departed { ends: Some(appointment), .. } = *claim
                    && let Some(seq) = self.seq_of(appointment.into())?
                {
                    self.want(seq, appointment.into())?;
                }
                self.want_ends_of(id)?;
            }
        }
    }

    /// The articles that are spoken of in what was read.
    pub fn articles(&self) -> impl Iterator<Item = SourceId> {
        self.sources.iter().copied()
    }

    /// What the facts say that were read.
    pub fn claims(&self) -> impl Iterator<Item = &Claim> {
        self.events.values().filter_map(|event| claim_of(&event.1))
    }

    /// The same of those that stand, as they say it now.
    pub fn standing_claims(&self) -> impl Iterator<Item = &Claim> {
        let standing = self.events.values().filter(|event| self.operations.is_current(event.0.id.into()));
        standing.filter_map(|event| claim_of(&event.1))
    }

    /// Wants what says how things hang together.
    pub fn want_joins(&mut self, joins: impl IntoIterator<Item = &'a Join>) -> Result<(), CatalogError> {
        joins.into_iter().try_for_each(|join| self.want(join.seq, join.id))
    }

    /// Wants everything that is found by a term.
    pub fn want_marked(&mut self, term: Term) -> Result<(), CatalogError> {
        let seqs = self.catalog.marked(term).collect::<Result<Vec<_>, _>>()?;
        self.want_events(&seqs)
    }

    /// Reads what is wanted, and what that needs: the aliases of the names in
    /// it, and the articles that it cites.
    pub fn read(&mut self) -> Result<(), CatalogError> {
        while !self.wanted.is_empty() {
            let wanted = std::mem::take(&mut self.wanted);
            self.look_at(wanted.iter().copied())?;
            for seq in wanted {
                if self.events.contains_key(&seq) {
                    continue;
                }
                let Some(event) = self.event(seq)? else { continue };
                event.1.content().map_or(Ok(()), |content| self.needs(content))?;
                self.events.insert(seq, event);
            }
        }
        Ok(())
    }

    fn needs(&mut self, content: &Content) -> Result<(), CatalogError> {
        if let Some(fact) = content.fact() {
            for (noun, name) in fact.claim.names() {
                self.needs_name(noun, name)?;
            }
        }
        if let Content::Source(Source { digest, .. }) | Content::Redescribed { source: digest, .. } = content {
            self.needs_article(*digest)?;
        }
        content.citations().iter().try_for_each(|citation| self.needs_article(citation.source))
    }

    fn needs_article(&mut self, id: SourceId) -> Result<(), CatalogError> {
        if self.sources.insert(id) {
            let marked = self.catalog.marked(Term::source(id)).collect::<Result<Vec<_>, _>>()?;
            self.wanted.extend(marked.into_iter().filter(|seq| *seq <= self.head.seq));
        }
        Ok(())
    }

    /// Takes note of a name, to be spelt as all facts spell it.
    pub fn note_name(&mut self, noun: Noun, name: &Name) -> bool {
        self.names.insert((noun, name.clone()))
    }

    /// The names that some fact has, or had, and that are nearly one.
    pub fn near(&self, noun: Noun, key: &NameKey) -> Result<BTreeSet<NameKey>, CatalogError> {
        let loose = LooseKey::of(key);
        let mut near = BTreeSet::new();
        for slip in loose.slips() {
            for seq in self.catalog.marked(Term::near(noun, slip)) {
                let event = self.event(seq?)?;
                let claim = event.as_deref().and_then(|event| claim_of(&event.1));
                let names = claim.into_iter().flat_map(Claim::names).filter(|(of, _)| *of == noun);
                let keys = names.map(|(_, name)| NameKey::of(name));
                near.extend(keys.filter(|known| loose.is_one_slip_from(&LooseKey::of(known))));
            }
        }
        Ok(near)
    }

    fn needs_name(&mut self, noun: Noun, name: &Name) -> Result<(), CatalogError> {
        if !self.note_name(noun, name) {
            return Ok(());
        }
        let brief = Brief::named(noun, name);
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
        let Some(fact) = event.entry.content.fact() else { return Ok(None) };
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

    /// Wants whatever spells the names in what was read, where they are spelt
    /// in several ways: every other spelling, and of the plain one two that
    /// stand, without either of which it stays in use; where there are none
    /// all, since an amendment may be why.
    pub fn want_spellers(&mut self) -> Result<(), CatalogError> {
        let keys: BTreeSet<_> = self.names.iter().map(|(noun, name)| (*noun, NameKey::of(name))).collect();
        for (noun, key) in keys {
            let brief = Brief::of(noun, &key);
            let variants = self.catalog.marked(Term::variant(brief)).collect::<Result<Vec<_>, _>>()?;
            if variants.is_empty() {
                continue;
            }
            self.want_events(&variants)?;
            let (mut plain, mut standing) = (Vec::new(), 0);
            for seq in self.catalog.marked(Term::named(brief)) {
                plain.push(seq?);
                let is_it = |name: &Name| name.as_str() == key.as_str();
                standing += usize::from(self.standing_name(plain[plain.len() - 1], noun, is_it)?.is_some());
                if standing == 2 {
                    break;
                }
            }
            self.want_events(&plain)?;
        }
        Ok(())
    }

    /// What is known by the events read, with names spelt as all facts do.
    pub fn finish(self, mut spelt: BTreeSet<(Noun, Name)>) -> Result<Prefix, CatalogError> {
        spelt.extend(self.spelt_elsewhere()?);
        Ok(self.finish_alone(spelt))
    }

    /// The same by these events alone, and some spellings.
    pub fn finish_alone(self, spelt: BTreeSet<(Noun, Name)>) -> Prefix {
        let Self { head, events, looked_at, .. } = self;
        drop(looked_at);
        let mut prefix = Prefix { knowledge: Knowledge::spelling(spelt), head: None };
        // Each goes as it is folded in, so that there is never all of it twice.
        for event in events.into_values() {
            prefix.apply_read(event.0, &event.1);
        }
        prefix.head = Some(head);
        prefix.knowledge.head = Some((head.seq, head.id));
        prefix
    }

    fn event(&self, seq: Seq) -> Result<Option<Event>, CatalogError> {
        self.look_at([seq])?;
        Ok(self.looked_at.borrow().get(&seq).cloned())
    }

    /// Looks at events of the log, all at once.
    fn look_at(&self, seqs: impl IntoIterator<Item = Seq>) -> Result<(), CatalogError> {
        let mut looked_at = self.looked_at.borrow_mut();
        let mut news = Vec::new();
        for seq in seqs.into_iter().filter(|seq| *seq <= self.head.seq) {
            if looked_at.contains_key(&seq) {
                continue;
            }
            match self.held.get(seq) {
                Some(event) => drop(looked_at.insert(seq, event)),
                None => news.push(seq),
            }
        }
        for some in news.chunks(LOOKED_AT_ONCE) {
            for stored in self.log.get_all(some)? {
                let event = Rc::new(read_in_place(&stored)?);
                self.held.put(&event, stored.body.len());
                looked_at.insert(event.0.seq, event);
            }
        }
        Ok(())
    }

    fn seq_of(&self, id: BriefId) -> Result<Option<Seq>, CatalogError> {
        Ok(self.log.seq_of(&id.0)?.filter(|seq| *seq <= self.head.seq))
    }
}

/// What a fact or an amendment says.
fn claim_of(event: &Read) -> Option<&Claim> {
    event.content()?.fact().map(|fact| &fact.claim)
}
