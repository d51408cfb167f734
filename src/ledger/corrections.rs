//! Corrections: a fact amended, taken back, or said by another source too.

use super::append::Staged;
use super::prepare::resolve_times;
use super::{Error, Ledger, Options, Receipts};
use crate::domain::{Citation, Content, EventId, Fact, Field, Fields, Quotation, Seq, Text};

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

/// A fact as it stands: what a correction is written from.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The event that recorded it.
    pub origin: (Seq, EventId),
    /// The event that has it as it stands: that one, or the amendment in force.
    pub form: (Seq, EventId),
    /// What it says.
    pub fact: Fact,
}

impl Ledger {
    /// A fact as it stands, given by its own event or an amendment of it.
    ///
    /// # Errors
    /// [`Error::Target`] where there is nothing to correct, [`Error::Refused`]
    /// where it was erased.
    pub fn standing(&mut self, target: &str) -> Result<Standing, Error> {
        let target = self.find_event_id(target)?;
        self.recall_record(target)?;
        let record = self.working().prefix.knowledge.target(target)?;
        let fact = record.current().cloned().ok_or_else(|| erased(target))?;
        Ok(Standing { origin: record.origin, form: record.amended().unwrap_or(record.origin), fact })
    }

    /// The words of a source that a quotation names.
    ///
    /// # Errors
    /// [`Error::NotFound`] without that source, and [`Error::Quote`] where the
    /// words are not in it as given.
    pub fn citation(&mut self, quotation: &Quotation) -> Result<Citation, Error> {
        self.quotable(quotation)?.cite(quotation)
    }

    /// Corrects a fact, if it still is what it was when the correction was
    /// written. Between the two the ledger may have been let go.
    ///
    /// # Errors
    /// [`Error::ChangedSince`] where it was amended or taken back meanwhile,
    /// otherwise as for [`amend`](Self::amend).
    pub fn amend_standing(
        &mut self,
        standing: &Standing,
        amendment: Amendment,
        options: &Options,
    ) -> Result<Receipts, Error> {
        let (origin, form) = (standing.origin.1, standing.form.1);
        self.recall_record(origin)?;
        if let Some(record) = self.working().prefix.knowledge.record(origin) {
            let taken_back = record.retraction.as_ref().map(|(seq, _, _)| *seq);
            let undone = record.amendments().iter().find(|amendment| amendment.id == form);
            let undone = undone.and_then(|amendment| amendment.retracted).map(|(seq, _)| seq);
            let amended = record.amended().filter(|(_, id)| *id != form).map(|(seq, _)| seq);
            if let Some(by) = taken_back.or(undone).or(amended) {
                return Err(Error::ChangedSince(by));
            }
        }
        self.amend_all(vec![(origin, amendment)], options)
    }

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
        self.recall_record(target)?;
        let record = self.working().prefix.knowledge.target(target)?;
        let fact = record.current().cloned().ok_or_else(|| erased(target))?;
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
            let article = self.quotable(quotation)?;
            let citation = article.cite(quotation)?;
            published = article.published;
            citations.retain(|known| *known != citation);
            citations.insert(0, citation);
        } else if let Some(citation) = citations.first() {
            self.recall_article(citation.source)?;
            let article = self.working().prefix.knowledge.articles.get(&citation.source);
            published = article.and_then(|article| article.source.description.published.clone());
        }
        resolve_times(kind, &mut fields, published.as_ref(), self.now(), self.zone())?;
        self.resolve_ends(&mut fields)?;
        let amended = Fact::from_fields(kind, &fields, citations)?;
        if amended == fact {
            return Err(Error::Refused("that is what the fact says already".to_owned()));
        }
        self.check_amended(&fact, &amended)?;
        Ok(Content::Amended { target, fact: amended.into(), why: amendment.why })
    }

    /// Takes a fact back, with its amendments; or one amendment of it.
    ///
    /// # Errors
    /// [`Error::Target`] where there is nothing to take back, [`Error::Alias`]
    /// where the form of an alias that would stand again does not fit any more.
    pub fn retract(&mut self, target: &str, why: Text, options: &Options) -> Result<Receipts, Error> {
        let target = self.find_event_id(target)?;
        self.recall_record(target)?;
        let record = self.working().prefix.knowledge.target(target)?;
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
        let citation = self.citation(quotation)?;
        self.recall_record(target)?;
        let record = self.working().prefix.knowledge.target(target)?;
        if record.citations().any(|known| *known == citation) {
            return Err(Error::Refused("the fact cites those very words already".to_owned()));
        }
        self.append_contents(vec![(Content::Corroborated { target, citation }, None)], options)
    }

    /// What an amendment says is checked like a new fact, but for an alias
    /// whose own first form is not held against it.
    pub(super) fn check_amended(&mut self, before: &Fact, after: &Fact) -> Result<(), Error> {
        self.recall_checked(&before.claim)?;
        self.recall_checked(&after.claim)?;
        let untouched_alias = before.claim == after.claim;
        if untouched_alias || after.claim.kind() != crate::domain::Kind::Alias {
            return self.check_fact(after);
        }
        self.working_mut().names.forget(&before.claim, before.stance);
        let checked = self.check_fact(after);
        self.working_mut().names.note(&before.claim, before.stance);
        checked
    }
}

fn erased(target: EventId) -> Error {
    Error::Refused(format!("event {target} was erased, so there is nothing to amend"))
}
