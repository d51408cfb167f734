//! What survives of a prefix of the log: articles as described, facts as amended.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::HashMap;

use crate::domain::{
    Citation, Content, Created, Event, EventId, Fact, Name, Noun, Seq, Source, SourceDescription, SourceId, Text,
};

/// An article as it is known, with the events that say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Its bytes by digest, and the latest description.
    pub source: Source,
    /// The event that added it.
    pub added: (Seq, EventId),
    /// The events that described it anew, oldest first, with the reason of each.
    pub redescribed: Vec<(Seq, EventId, Text)>,
}

/// One correction of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// Where it was recorded.
    pub seq: Seq,
    /// Its event.
    pub id: EventId,
    /// The whole new fact.
    pub fact: Arc<Fact>,
    /// Why.
    pub why: Text,
    /// The event that took it back.
    pub retracted: Option<(Seq, EventId)>,
}

/// A fact with everything that was done to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Where the fact itself was recorded.
    pub origin: (Seq, EventId),
    /// What it said; none where its body was erased.
    pub original: Option<Arc<Fact>>,
    /// The event that took it back, and why.
    pub retraction: Option<(Seq, EventId, Text)>,
    pub(super) amendments: Vec<Amendment>,
    pub(super) corroborations: Vec<(Seq, EventId, Citation)>,
}

/// A fact that stands, as last amended.
#[derive(Debug, Clone, Copy)]
pub struct Survivor<'a> {
    /// What it says now.
    pub fact: &'a Arc<Fact>,
    /// Everything recorded of it.
    pub record: &'a Record,
}

/// Why nothing can be done to an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetFault {
    /// It is no fact and no amendment.
    #[error("event {0} is not a fact or an amendment that this ledger knows by then")]
    Unknown(EventId),
    /// It was taken back.
    #[error("event {0} was retracted by event {1}, and a retraction is final; append the fact anew")]
    Retracted(EventId, EventId),
}

/// Everything known at one point of the log, folded event by event.
#[derive(Debug, Clone, Default)]
pub struct Knowledge {
    /// The ledger's beginning.
    pub created: Option<Created>,
    /// The last event folded in.
    pub head: Option<(Seq, EventId)>,
    /// The articles by digest.
    pub articles: BTreeMap<SourceId, Article>,
    /// How many events were erased.
    pub erased: u64,
    /// Events of kinds that this version does not know.
    pub unknown: Vec<(Seq, EventId)>,
    /// Spellings of names that facts use which are not known here.
    pub(super) spelt: BTreeSet<(Noun, Name)>,
    pub(super) records: Vec<Record>,
    /// Looked up alone: in no order.
    record_of: HashMap<EventId, usize>,
    /// The articles by label; where several have one, the least digest first.
    labelled: BTreeSet<(Name, SourceId)>,
}

impl Record {
    /// What the fact says now, unless it was taken back.
    #[must_use]
    pub fn current(&self) -> Option<&Fact> {
        self.standing().map(|fact| &**fact)
    }

    fn standing(&self) -> Option<&Arc<Fact>> {
        match (&self.retraction, self.latest_amendment()) {
            (Some(_), _) => None,
            (None, Some(amendment)) => Some(&amendment.fact),
            (None, None) => self.original.as_ref(),
        }
    }

    /// What the fact would say if one amendment of it were taken back.
    #[must_use]
    pub fn without(&self, amendment: EventId) -> Option<&Fact> {
        let mut others = self.amendments.iter().rev().filter(|other| other.id != amendment);
        let latest = others.find(|other| other.retracted.is_none());
        latest.map(|other| &*other.fact).or(self.original.as_deref())
    }

    /// What the fact said before it was taken back.
    #[must_use]
    pub fn last_said(&self) -> Option<&Fact> {
        self.latest_amendment().map(|amendment| &*amendment.fact).or(self.original.as_deref())
    }

    /// The events that make it what it is now, oldest first: the fact, the
    /// amendment in force, and what corroborates it.
    #[must_use]
    pub fn events(&self) -> Vec<(Seq, EventId)> {
        let amendment = self.latest_amendment().map(|amendment| (amendment.seq, amendment.id));
        let corroborations = self.corroborations.iter().map(|(seq, id, _)| (*seq, *id));
        let mut events: Vec<_> = std::iter::once(self.origin).chain(amendment).chain(corroborations).collect();
        events.sort_unstable();
        events
    }

    /// Every event that ever did something to it, its own among them, oldest first.
    #[must_use]
    pub fn history(&self) -> Vec<(Seq, EventId)> {
        let amendments = self
            .amendments
            .iter()
            .flat_map(|amendment| std::iter::once((amendment.seq, amendment.id)).chain(amendment.retracted));
        let corroborations = self.corroborations.iter().map(|(seq, id, _)| (*seq, *id));
        let retraction = self.retraction.iter().map(|(seq, id, _)| (*seq, *id));
        let mut events: Vec<_> =
            std::iter::once(self.origin).chain(amendments).chain(corroborations).chain(retraction).collect();
        events.sort_unstable();
        events
    }

    /// The amendment in force.
    #[must_use]
    pub fn amended(&self) -> Option<(Seq, EventId)> {
        self.latest_amendment().map(|amendment| (amendment.seq, amendment.id))
    }

    /// Why it says something else now than at first.
    #[must_use]
    pub fn amended_because(&self) -> Option<&Text> {
        self.latest_amendment().map(|amendment| &amendment.why)
    }

    /// The citations of what it says now, then those of the events that say the same.
    pub fn citations(&self) -> impl Iterator<Item = &Citation> {
        let own = self.last_said().map_or(&[][..], |fact| &fact.citations);
        own.iter().chain(self.corroborations.iter().map(|(_, _, citation)| citation))
    }

    /// Everything that it says, or would say again if amendments were taken
    /// back: as first recorded, and as each standing amendment has it.
    pub fn forms(&self) -> impl Iterator<Item = &Fact> {
        let standing = self.amendments.iter().filter(|amendment| amendment.retracted.is_none());
        self.original.as_deref().into_iter().chain(standing.map(|amendment| &*amendment.fact))
    }

    /// Everything that it ever said, oldest first.
    pub fn ever_said(&self) -> impl Iterator<Item = &Fact> {
        self.original.as_deref().into_iter().chain(self.amendments.iter().map(|amendment| &*amendment.fact))
    }

    /// Its corrections, oldest first, those taken back among them.
    #[must_use]
    pub fn amendments(&self) -> &[Amendment] {
        &self.amendments
    }

    /// The events that say the same, with their words, oldest first.
    pub fn corroborations(&self) -> impl Iterator<Item = (Seq, &Citation)> {
        self.corroborations.iter().map(|(seq, _, citation)| (*seq, citation))
    }

    /// Every event that says it, otherwise or again: all but its retraction.
    #[must_use]
    pub fn saying_it(&self) -> Vec<(Seq, EventId)> {
        let retraction = self.retraction.as_ref().map(|(seq, id, _)| (*seq, *id));
        self.history().into_iter().filter(|event| Some(*event) != retraction).collect()
    }

    /// Every event that belongs to it, but for its retraction.
    fn all_events(&self) -> impl Iterator<Item = EventId> {
        let amendments = self.amendments.iter().map(|amendment| amendment.id);
        let corroborations = self.corroborations.iter().map(|(_, id, _)| *id);
        std::iter::once(self.origin.1).chain(amendments).chain(corroborations)
    }

    fn latest_amendment(&self) -> Option<&Amendment> {
        self.amendments.iter().rev().find(|amendment| amendment.retracted.is_none())
    }
}

impl Knowledge {
    /// Nothing yet, of a part of a log beside which facts spell names so.
    #[must_use]
    pub fn spelling(spelt: BTreeSet<(Noun, Name)>) -> Self {
        Self { spelt, ..Self::default() }
    }

    /// Folds in the next event.
    ///
    /// An operation whose target is not there changes nothing: appending
    /// refuses it and the audit reports it, so it says nothing about the world.
    pub fn apply(&mut self, event: &Event) {
        let at = (event.seq, event.id);
        self.head = Some(at);
        match &event.entry.content {
            Content::Created(created) => self.created = Some(created.clone()),
            Content::Source(source) => {
                let article = Article { source: source.clone(), added: at, redescribed: Vec::new() };
                if let Entry::Vacant(place) = self.articles.entry(source.digest) {
                    self.labelled.insert((source.description.label.clone(), source.digest));
                    place.insert(article);
                }
            }
            Content::Redescribed { source, description, why } => self.redescribe(at, *source, description, why),
            Content::Fact(fact) => self.open_record(at, Some(fact.clone())),
            Content::Amended { target, fact, why } => {
                if let Some(index) = self.record_of.get(target).copied() {
                    let (seq, id) = at;
                    let amendment = Amendment { seq, id, fact: fact.clone(), why: why.clone(), retracted: None };
                    self.records[index].amendments.push(amendment);
                    self.record_of.insert(id, index);
                }
            }
            Content::Retracted { target, why } => self.retract(at, *target, why),
            Content::Corroborated { target, citation } => {
                if let Some(index) = self.record_of.get(target).copied() {
                    self.records[index].corroborations.push((at.0, at.1, citation.clone()));
                    self.record_of.insert(at.1, index);
                }
            }
            Content::Redacted { .. } | Content::SigningKey { .. } | Content::Signed { .. } => {}
        }
    }

    /// Folds in an event whose body was erased: its place is known, not what it said.
    pub fn apply_erased(&mut self, seq: Seq, id: EventId, is_fact: bool) {
        self.head = Some((seq, id));
        self.erased += 1;
        if is_fact {
            self.open_record((seq, id), None);
        }
    }

    /// Folds in an event of a kind that this version does not know.
    pub fn apply_unknown(&mut self, seq: Seq, id: EventId) {
        self.head = Some((seq, id));
        self.unknown.push((seq, id));
    }

    /// The facts that stand, in order of recording.
    pub fn survivors(&self) -> impl Iterator<Item = Survivor<'_>> {
        self.records.iter().filter_map(|record| Some(Survivor { fact: record.standing()?, record }))
    }

    /// Every fact ever recorded, in order of recording.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.iter()
    }

    /// The record that a fact, an amendment or a corroboration belongs to.
    #[must_use]
    pub fn record(&self, id: EventId) -> Option<&Record> {
        self.record_of.get(&id).map(|index| &self.records[*index])
    }

    /// The position of an event that is part of a standing fact.
    #[must_use]
    pub fn seq_of(&self, id: EventId) -> Option<Seq> {
        let events = self.record(id)?.events();
        events.into_iter().find(|(_, event)| *event == id).map(|(seq, _)| seq)
    }

    /// The record that something may still be done to.
    ///
    /// # Errors
    /// [`TargetFault`] where it is not there, or was taken back.
    pub fn target(&self, id: EventId) -> Result<&Record, TargetFault> {
        let record = self.record(id).ok_or(TargetFault::Unknown(id))?;
        if let Some((_, retraction, _)) = &record.retraction {
            return Err(TargetFault::Retracted(id, *retraction));
        }
        let amendment = record.amendments.iter().find(|amendment| amendment.id == id);
        match amendment.map(|amendment| amendment.retracted) {
            Some(Some((_, retraction))) => Err(TargetFault::Retracted(id, retraction)),
            None if record.origin.1 != id => Err(TargetFault::Unknown(id)),
            _ => Ok(record),
        }
    }

    /// What is known of some facts alone, given by their own events.
    #[must_use]
    pub fn part(&self, facts: &BTreeSet<EventId>) -> Self {
        let places: BTreeSet<usize> = facts.iter().filter_map(|id| self.record_of.get(id).copied()).collect();
        self.with_records(places.into_iter().map(|index| self.records[index].clone()).collect())
    }

    /// What would be known if an event had been taken back: a fact with
    /// everything done to it, an amendment or a corroboration.
    #[must_use]
    pub fn without(&self, event: EventId) -> Self {
        let mut records: Vec<Record> = self.records.iter().filter(|record| record.origin.1 != event).cloned().collect();
        for record in &mut records {
            record.amendments.retain(|amendment| amendment.id != event);
            record.corroborations.retain(|(_, id, _)| *id != event);
        }
        self.with_records(records)
    }

    fn with_records(&self, records: Vec<Record>) -> Self {
        let events =
            records.iter().enumerate().flat_map(|(index, record)| record.all_events().map(move |id| (id, index)));
        let record_of = events.collect();
        let said = records.iter().flat_map(Record::forms).flat_map(|fact| &fact.citations);
        let repeated = records.iter().flat_map(|record| record.corroborations.iter().map(|(_, _, citation)| citation));
        let cited: BTreeSet<SourceId> = said.chain(repeated).map(|citation| citation.source).collect();
        let articles = self.articles.iter().filter(|(id, _)| cited.contains(id));
        let labelled = self.labelled.iter().filter(|(_, id)| cited.contains(id)).cloned().collect();
        Self {
            created: self.created.clone(),
            head: self.head,
            articles: articles.map(|(id, article)| (*id, article.clone())).collect(),
            erased: self.erased,
            unknown: self.unknown.clone(),
            spelt: self.spelt.clone(),
            records,
            record_of,
            labelled,
        }
    }

    /// The article with that label.
    #[must_use]
    pub fn article_labelled(&self, label: &str) -> Option<&Article> {
        let label = Name::new(label).ok()?;
        let labelled = self.labelled.range((label.clone(), SourceId([0; 32]))..);
        labelled.take_while(|(of, _)| *of == label).find_map(|(_, id)| self.articles.get(id))
    }

    fn open_record(&mut self, origin: (Seq, EventId), original: Option<Arc<Fact>>) {
        self.record_of.insert(origin.1, self.records.len());
        let record = Record { origin, original, retraction: None, amendments: Vec::new(), corroborations: Vec::new() };
        self.records.push(record);
    }

    fn redescribe(&mut self, at: (Seq, EventId), source: SourceId, description: &SourceDescription, why: &Text) {
        if let Some(article) = self.articles.get_mut(&source) {
            self.labelled.remove(&(article.source.description.label.clone(), source));
            self.labelled.insert((description.label.clone(), source));
            article.source.description = description.clone();
            article.redescribed.push((at.0, at.1, why.clone()));
        }
    }

    fn retract(&mut self, at: (Seq, EventId), target: EventId, why: &Text) {
        let Some(record) = self.record_of.get(&target).map(|index| &mut self.records[*index]) else {
            return;
        };
        if record.origin.1 == target {
            record.retraction.get_or_insert_with(|| (at.0, at.1, why.clone()));
        } else if let Some(amendment) = record.amendments.iter_mut().find(|amendment| amendment.id == target) {
            amendment.retracted.get_or_insert(at);
        }
    }
}
