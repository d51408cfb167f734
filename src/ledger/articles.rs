//! Adding articles and correcting what is said about them.

use std::io;

use super::append::Staged;
use super::find::found_source;
use super::{Error, Ledger, LineError, Options, Receipt, Receipts};
use crate::domain::{Content, Seq, Source, SourceDescription, SourceField, SourceId, Text};
use crate::projections::Article;
use crate::proof::source_digest;
use crate::sources::accept_text;
use crate::transfer::{Line, ListedArticle};

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
            let (id, receipt) = self.stage_source(&new, options, &mut staged)?;
            if !options.dry_run {
                if !receipt.repeated {
                    new.original.iter().try_for_each(|bytes| self.articles.put(bytes).map(drop))?;
                }
                if !receipt.repeated || self.is_lost(id)? {
                    self.articles.put(&new.bytes)?;
                }
            }
            Ok((id, receipt))
        });
        let id = tried.as_ref().map_or(SourceId([0; 32]), |(id, _)| *id);
        let receipts = self.settle(staged, tried.map(|(_, receipt)| vec![receipt]), options)?;
        Ok(AddedSource { id, receipts })
    }

    /// Adds the articles of a list, all or none. Each file is read twice: first
    /// all of them are looked at, and only then is any kept. Every line that is
    /// at fault is told, not only the first.
    ///
    /// # Errors
    /// [`Error::Lines`] with what is wrong where, as of
    /// [`add_source`](Self::add_source); nothing was recorded.
    pub fn add_sources(
        &mut self,
        lines: impl IntoIterator<Item = Line<ListedArticle>>,
        read: &dyn Fn(&str) -> io::Result<Vec<u8>>,
        options: &Options,
    ) -> Result<Receipts, Error> {
        let mut staged = Staged::default();
        self.check_options(options, &mut staged)?;
        self.check_signer(options)?;
        let tried = self.stage_sources(lines.into_iter(), read, options, &mut staged);
        self.settle(staged, tried, options)
    }

    fn stage_sources(
        &mut self,
        lines: impl Iterator<Item = Line<ListedArticle>>,
        read: &dyn Fn(&str) -> io::Result<Vec<u8>>,
        options: &Options,
        staged: &mut Staged,
    ) -> Result<Vec<Receipt>, Error> {
        let (mut receipts, mut faults, mut kept) = (Vec::new(), Vec::new(), Vec::new());
        for Line { number, text, columns, says } in lines {
            let tried = says.map_err(|fault| (None, fault.into())).and_then(|listed| {
                let new = self.listed(&listed, read)?;
                let (id, receipt) = self.stage_source(&new, options, staged).map_err(|why| {
                    let is_label = matches!(why, Error::LabelTaken(_));
                    (is_label.then_some(SourceField::Label.word()), why)
                })?;
                let original = listed.original.zip(new.original).filter(|_| !receipt.repeated);
                kept.extend(original.map(|(file, bytes)| (file, SourceId(source_digest(&bytes)))));
                if !receipt.repeated || self.is_lost(id).map_err(|why| (None, why))? {
                    kept.push((listed.file, id));
                }
                Ok(receipt)
            });
            match tried {
                Ok(receipt) => receipts.push(receipt),
                Err((part, error)) => faults.push(LineError { line: number, column: columns.of(part), text, error }),
            }
            self.send_ahead(staged, options)?;
        }
        if !faults.is_empty() {
            return Err(Error::Lines(faults));
        }
        for (file, id) in kept.into_iter().filter(|_| !options.dry_run) {
            let bytes = read(&file).map_err(|why| unreadable(&file, why))?;
            if self.articles.put(&bytes)? != id {
                return Err(Error::Refused(format!("{file} changed while it was added; nothing was recorded")));
            }
        }
        Ok(receipts)
    }

    /// The article of a line, or the part of the line at fault.
    fn listed(
        &mut self,
        listed: &ListedArticle,
        read: &dyn Fn(&str) -> io::Result<Vec<u8>>,
    ) -> Result<NewSource, (Option<&'static str>, Error)> {
        let description = self.describe(listed)?;
        let bytes = read(&listed.file).map_err(|why| (Some("file"), unreadable(&listed.file, why)))?;
        let original =
            listed.original.as_deref().map(|file| read(file).map_err(|why| (Some("original"), unreadable(file, why))));
        Ok(NewSource { bytes, description, original: original.transpose()? })
    }

    /// The description that a line gives, or the part of the line at fault.
    fn describe(&mut self, listed: &ListedArticle) -> Result<SourceDescription, (Option<&'static str>, Error)> {
        let label = |why: crate::domain::TextError| Error::Refused(format!("`label` is refused: {why}"));
        let mut description =
            SourceDescription::labelled(&listed.label).map_err(|why| (Some(SourceField::Label.word()), label(why)))?;
        for (field, text) in &listed.parts {
            let resolved = self.source_time(*field, text);
            let set = resolved.and_then(|text| {
                description.set(*field, Some(&text)).map_err(|why| crate::domain::FieldError::from(why).into())
            });
            set.map_err(|why| (Some(field.word()), why))?;
        }
        if let Some(earlier) = &listed.version_of {
            let found = self
                .recall_source(earlier)
                .and_then(|()| Ok(found_source(&self.working().prefix.knowledge, earlier)?.source.digest));
            description.version_of = Some(found.map_err(|why| (Some("version_of"), why))?);
        }
        Ok(description)
    }

    /// Checks an article, and stages the event that names it; one that is there
    /// with the same description answers with its own.
    fn stage_source(
        &mut self,
        new: &NewSource,
        options: &Options,
        staged: &mut Staged,
    ) -> Result<(SourceId, Receipt), Error> {
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
            return Ok((id, self.receipt_again(&stored, staged)?));
        }
        self.recall_source(description.label.as_str())?;
        self.check_label(&description, id)?;
        let source = Source { digest: id, length: new.bytes.len() as u64, description };
        Ok((id, self.stage_content(Content::Source(source), None, options, staged)?))
    }

    /// Whether the bytes of an article that was added are gone: adding it again
    /// is the way to put them back.
    fn is_lost(&self, id: SourceId) -> Result<bool, Error> {
        Ok(self.articles.get(id)?.is_none())
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

fn unreadable(file: &str, why: io::Error) -> Error {
    Error::io(format!("could not read {file}"), why)
}
