//! Corrections: a fact amended, taken back, or said by another source too.

use super::append::Staged;
use super::{Error, Ledger, Options, Receipts};
use crate::domain::{Content, EventId, Fact, Field, Fields, Quotation, Text};

/// A correction of a fact.
#[derive(Debug, Clone)]
pub struct Amendment {
    /// The fields that change. Those not given stay.
    pub changes: Fields,
    /// The fields that are cleared.
    pub cleared: Vec<Field>,
    /// The words that the correction rests on; they come before the old ones.
    pub quotation: Option<Quotation>,
    /// Why it is corrected.
    pub why: Text,
}

impl Ledger {
    /// Corrects a fact. The whole new fact is recorded; the old one stays in
    /// the log and answers as known before.
    ///
    /// # Errors
    /// [`Error::Target`] where there is nothing to correct, otherwise as for
    /// [`append`](Self::append).
    pub fn amend(&mut self, target: &str, amendment: Amendment, options: &Options) -> Result<Receipts, Error> {
        let target = self.find_event_id(target)?;
        self.amend_all(vec![(target, amendment)], options)
    }

    /// Corrects several facts, all or none, each checked against what the ones
    /// before it have made.
    ///
    /// # Errors
    /// As for [`amend`](Self::amend), for the first that is refused; nothing was recorded.
    pub fn amend_all(&mut self, amendments: Vec<(EventId, Amendment)>, options: &Options) -> Result<Receipts, Error> {
        let mut staged = Staged::default();
        let receipts = self.check_options(options, &mut staged).and_then(|()| {
            let stage = |(target, amendment)| {
                let content = self.amended(target, amendment)?;
                self.stage_content(content, None, options, &mut staged)
            };
            amendments.into_iter().map(stage).collect::<Result<Vec<_>, Error>>()
        });
        self.settle(staged, receipts, options)
    }

    /// What an amendment records.
    fn amended(&mut self, target: EventId, amendment: Amendment) -> Result<Content, Error> {
        let record = self.state.prefix.knowledge.target(target)?;
        let Some(fact) = record.current().cloned() else {
            return Err(Error::Refused(format!("event {target} was erased, so there is nothing to amend")));
        };
        let kind = fact.claim.kind();
        let before = fact.to_fields();
        let mut fields = before.clone();
        for field in &amendment.cleared {
            if fields.unset(*field).is_none() {
                return Err(Error::Refused(format!("`{field}` is not set, so it cannot be cleared")));
            }
        }
        for (field, text) in amendment.changes.iter() {
            fields.set(field, text);
        }
        let mut citations = fact.citations.clone();
        let mut published = None;
        if let Some(quotation) = &amendment.quotation {
            let article = self.article_of(quotation)?;
            published = article.source.description.published.clone();
            let citation = self.cite(article, quotation, &mut None)?;
            citations.retain(|known| *known != citation);
            citations.insert(0, citation);
        } else if let Some(citation) = citations.first() {
            let article = self.state.prefix.knowledge.articles.get(&citation.source);
            published = article.and_then(|article| article.source.description.published.clone());
        }
        self.resolve_times(kind, &mut fields, published.as_ref())?;
        self.resolve_ends(&mut fields)?;
        let amended = Fact::from_fields(kind, &fields, citations)?;
        if amended == fact {
            return Err(Error::Refused("that is what the fact says already".to_owned()));
        }
        self.check_amended(&fact, &amended)?;
        Ok(Content::Amended { target, fact: amended, why: amendment.why })
    }

    /// Takes a fact back, with its amendments; or one amendment of it.
    ///
    /// # Errors
    /// [`Error::Target`] where there is nothing to take back, [`Error::Alias`]
    /// where the form of an alias that would stand again does not fit any more.
    pub fn retract(&mut self, target: &str, why: Text, options: &Options) -> Result<Receipts, Error> {
        let target = self.find_event_id(target)?;
        let record = self.state.prefix.knowledge.target(target)?;
        if record.origin.1 != target
            && let (Some(now), Some(restored)) = (record.current().cloned(), record.without(target).cloned())
            && restored.claim.kind() == crate::domain::Kind::Alias
        {
            self.check_amended(&now, &restored)?;
        }
        self.append_contents(vec![(Content::Retracted { target, why }, None)], options)
    }

    /// Records that another source says the same.
    ///
    /// # Errors
    /// [`Error::Target`] where there is no such fact, [`Error::Quote`] where
    /// the quote is not in the source, and [`Error::Refused`] where the fact
    /// cites those very words already.
    pub fn corroborate(&mut self, target: &str, quotation: &Quotation, options: &Options) -> Result<Receipts, Error> {
        let target = self.find_event_id(target)?;
        let citation = self.cite(self.article_of(quotation)?, quotation, &mut None)?;
        let record = self.state.prefix.knowledge.target(target)?;
        if record.citations().any(|known| *known == citation) {
            return Err(Error::Refused("the fact cites those very words already".to_owned()));
        }
        self.append_contents(vec![(Content::Corroborated { target, citation }, None)], options)
    }

    /// What an amendment says is checked like a new fact, but for an alias
    /// whose own first form is not held against it.
    pub(super) fn check_amended(&mut self, before: &Fact, after: &Fact) -> Result<(), Error> {
        let untouched_alias = before.claim == after.claim;
        if untouched_alias || after.claim.kind() != crate::domain::Kind::Alias {
            return self.check_fact(after);
        }
        let names = std::mem::take(&mut self.state.names);
        for survivor in self.state.prefix.knowledge.survivors().filter(|survivor| survivor.fact != before) {
            self.state.names.note(&survivor.fact.claim, survivor.fact.stance);
        }
        let checked = self.check_fact(after);
        self.state.names = names;
        checked
    }
}
