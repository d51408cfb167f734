//! Adding articles and correcting what is said about them.

use std::sync::Arc;

use super::append::Staged;
use super::{Error, Ledger, Options, Receipt, Receipts};
use crate::domain::{Content, Seq, Source, SourceDescription, SourceField, SourceId, Text};
use crate::projections::Article;
use crate::proof::source_digest;
use crate::sources::{accept_text, read_text};

/// An article to add.
#[derive(Debug, Clone)]
pub struct NewSource {
    /// Its bytes: UTF-8 text.
    pub bytes: Vec<u8>,
    /// What is said about it.
    pub description: SourceDescription,
    /// The bytes that the text is a transcript of, of any kind.
    pub original: Option<Vec<u8>>,
}

/// What came of adding an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedSource {
    /// Its digest.
    pub id: SourceId,
    /// The event that names it.
    pub receipts: Receipts,
}

/// An article whose event is staged.
pub(super) struct StagedSource {
    pub receipt: Receipt,
    pub keeps: Keeps,
}

/// Which bytes of an article are to be kept: all of a new one, and what was
/// lost of one that is there, since adding it again is how to put it back.
pub(super) struct Keeps {
    pub text: bool,
    pub original: bool,
}

impl Ledger {
    /// Adds an article: its bytes first, durably, then the event that names
    /// them. The same bytes with the same description answer with the first.
    ///
    /// # Errors
    /// [`Error::NotText`], [`Error::Described`] where the bytes are there with
    /// another description, [`Error::LabelTaken`], [`Error::Article`] where
    /// they cannot be kept.
    pub fn add_source(&mut self, new: NewSource, options: &Options) -> Result<AddedSource, Error> {
        let mut staged = Staged::default();
        let tried = self.check_options(options, &mut staged).and_then(|()| {
            let StagedSource { receipt, keeps } = self.stage_source(&new, options, &mut staged)?;
            if !options.dry_run {
                new.original
                    .iter()
                    .filter(|_| keeps.original)
                    .try_for_each(|bytes| self.articles.put(bytes).map(drop))?;
                if keeps.text {
                    self.articles.put(&new.bytes)?;
                }
            }
            Ok(vec![receipt])
        });
        let receipts = self.settle(staged, tried, options)?;
        Ok(AddedSource { id: SourceId(source_digest(&new.bytes)), receipts })
    }

    /// Checks an article, and stages the event that names it; one that is there
    /// with the same description answers with its own.
    pub(super) fn stage_source(
        &mut self,
        new: &NewSource,
        options: &Options,
        staged: &mut Staged,
    ) -> Result<StagedSource, Error> {
        accept_text(&new.bytes)?;
        let id = SourceId(source_digest(&new.bytes));
        let mut description = new.description.clone();
        self.check_source_times(&description)?;
        description.original = new.original.as_ref().map(|bytes| SourceId(source_digest(bytes)));
        self.recall_article(id)?;
        if let Some(article) = self.working().prefix.knowledge.articles.get(&id) {
            let seq = described_at(article, &description)?;
            let stored =
                self.stored(seq, staged)?.ok_or_else(|| Error::NotFound { what: "event", given: seq.to_string() })?;
            let receipt = self.receipt_again(&stored, staged)?;
            let keeps = Keeps { text: self.articles.get(id)?.is_none(), original: false };
            return Ok(StagedSource { receipt, keeps });
        }
        self.recall_source(description.label.as_str())?;
        self.check_label(&description, id)?;
        let source = Source { digest: id, length: new.bytes.len() as u64, description };
        let receipt = self.stage_content(Content::Source(source), None, options, staged)?;
        let is_new = !receipt.repeated;
        Ok(StagedSource { receipt, keeps: Keeps { text: is_new, original: is_new } })
    }

    /// Corrects what is said about an article.
    ///
    /// # Errors
    /// [`Error::LabelTaken`], [`Error::Field`] where a part does not fit, and
    /// [`Error::Refused`] where nothing would change.
    pub fn redescribe(
        &mut self,
        source: SourceId,
        changes: &[(SourceField, Option<String>)],
        why: Text,
        options: &Options,
    ) -> Result<Receipts, Error> {
        self.recall_article(source)?;
        let known = self.working().prefix.knowledge.articles.get(&source);
        let known = known.ok_or_else(|| Error::NotFound { what: "source", given: source.to_string() })?;
        let before = known.source.description.clone();
        let mut description = before.clone();
        for (field, value) in changes {
            let resolved = value.as_deref().map(|text| self.source_time(*field, text)).transpose()?;
            description.set(*field, resolved.as_deref()).map_err(crate::domain::FieldError::from)?;
        }
        if description == before {
            return Err(Error::Refused("that is how the source is described already".to_owned()));
        }
        self.check_source_times(&description)?;
        self.recall_source(description.label.as_str())?;
        self.check_label(&description, source)?;
        self.append_contents(vec![(Content::Redescribed { source, description, why }, None)], options)
    }

    /// An article's bytes, exactly as they were added.
    ///
    /// # Errors
    /// [`Error::ArticleGone`] where they are not there; [`Error::Article`]
    /// where they are not what was added or cannot be read.
    pub fn source_bytes(&self, article: &Article) -> Result<Vec<u8>, Error> {
        self.article_bytes(article.source.digest, article.source.description.label.as_str())
    }

    /// An article's bytes, checked against its digest.
    pub(super) fn article_bytes(&self, id: SourceId, label: &str) -> Result<Vec<u8>, Error> {
        self.articles.get(id)?.ok_or_else(|| Error::ArticleGone(label.to_owned()))
    }

    /// An article's text, checked likewise when it is read: once, as long as
    /// it is held.
    pub(super) fn article_text(&self, id: SourceId, label: &str) -> Result<Arc<str>, Error> {
        if let Some(text) = self.texts.borrow_mut().get(id) {
            return Ok(text);
        }
        let text: Arc<str> = read_text(&self.article_bytes(id, label)?)?.into();
        self.texts.borrow_mut().put(id, Arc::clone(&text), text.len());
        Ok(text)
    }

    pub(super) fn check_label(&self, description: &SourceDescription, of: SourceId) -> Result<(), Error> {
        let label = description.label.as_str();
        match self.working().prefix.knowledge.article_labelled(label) {
            Some(article) if article.source.digest != of => Err(Error::LabelTaken(label.to_owned())),
            _ => Ok(()),
        }
    }

    /// A time of a description with `today`, `yesterday` and `now` written out
    /// by the clock; any other part as it is.
    ///
    /// # Errors
    /// [`Error::Refused`] where there is no such day.
    pub fn source_time(&self, field: SourceField, text: &str) -> Result<String, Error> {
        if !matches!(field, SourceField::Published | SourceField::AsOf) {
            return Ok(text.to_owned());
        }
        let now = self.now();
        crate::domain::time::resolve_words(text, self.zone.day(now), now, &self.zone)
            .map_err(|why| Error::Refused(format!("`{field}` cannot be `{text}`: {why}")))
    }

    pub(super) fn check_source_times(&self, description: &SourceDescription) -> Result<(), Error> {
        for time in [&description.published, &description.as_of].into_iter().flatten() {
            time.bounds(&self.zone).map_err(|why| Error::Refused(why.to_string()))?;
        }
        Ok(())
    }
}

/// The position of the event that describes an article as it is to be described.
fn described_at(article: &Article, description: &SourceDescription) -> Result<Seq, Error> {
    let known = &article.source.description;
    if known != description {
        let fields = SourceField::ALL.iter().filter(|field| known.get(**field) != description.get(**field));
        let mut differs: Vec<&str> = fields.map(|field| field.word()).collect();
        differs.extend((known.original != description.original).then_some("original"));
        differs.extend((known.version_of != description.version_of).then_some("version_of"));
        return Err(Error::Described { label: known.label.to_string(), differs: differs.join(", ") });
    }
    Ok(article.redescribed.last().map_or(article.added.0, |(seq, _, _)| *seq))
}
