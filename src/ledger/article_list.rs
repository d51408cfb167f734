//! Adding the articles of a list in one go.

use std::io;

use super::append::Staged;
use super::articles::StagedSource;
use super::find::found_source;
use super::{Error, Ledger, LineError, NewSource, Options, Receipt, Receipts};
use crate::domain::{FieldError, SourceDescription, SourceField, TextError};
use crate::proof::source_digest;
use crate::transfer::{Line, ListedArticle};

/// How a file of a list is read.
type ReadFile<'a> = &'a dyn Fn(&str) -> io::Result<Vec<u8>>;

/// What is wrong, and the part of the line where, if it is one.
type Fault = (Option<&'static str>, Error);

impl Ledger {
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
        read: ReadFile<'_>,
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
        read: ReadFile<'_>,
        options: &Options,
        staged: &mut Staged,
    ) -> Result<Vec<Receipt>, Error> {
        let (mut receipts, mut faults, mut kept) = (Vec::new(), Vec::new(), Vec::new());
        for Line { number, text, columns, says } in lines {
            let tried = says.map_err(|fault| (None, fault.into())).and_then(|listed| {
                let new = self.listed(&listed, read)?;
                let StagedSource { receipt, keeps } = self.stage_source(&new, options, staged).map_err(|why| {
                    let is_label = matches!(why, Error::LabelTaken(_));
                    (is_label.then_some(SourceField::Label.word()), why)
                })?;
                let original = listed.original.zip(new.original).filter(|_| keeps.original);
                let text = keeps.text.then_some((listed.file, new.bytes));
                kept.extend(
                    original.into_iter().chain(text).map(|(file, bytes)| (number, file, source_digest(&bytes))),
                );
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
        for (line, file, digest) in kept.into_iter().filter(|_| !options.dry_run) {
            let way_out = "nothing was recorded; run the command again, which uses what was kept of the list so far";
            let bytes =
                read(&file).map_err(|why| Error::io(format!("line {line}: could not read {file}; {way_out}"), why))?;
            if source_digest(&bytes) != digest {
                return Err(Error::Refused(format!("line {line}: {file} changed while it was added; {way_out}")));
            }
            self.articles.put(&bytes)?;
        }
        Ok(receipts)
    }

    /// The article of a line, or the part of the line at fault.
    fn listed(&mut self, listed: &ListedArticle, read: ReadFile<'_>) -> Result<NewSource, Fault> {
        let description = self.describe(listed)?;
        let bytes = read(&listed.file).map_err(|why| (Some("file"), unreadable(&listed.file, why)))?;
        let original =
            listed.original.as_deref().map(|file| read(file).map_err(|why| (Some("original"), unreadable(file, why))));
        Ok(NewSource { bytes, description, original: original.transpose()? })
    }

    /// The description that a line gives, or the part of the line at fault.
    fn describe(&mut self, listed: &ListedArticle) -> Result<SourceDescription, Fault> {
        let label = |why: TextError| Error::Refused(format!("`label` is refused: {why}"));
        let mut description =
            SourceDescription::labelled(&listed.label).map_err(|why| (Some(SourceField::Label.word()), label(why)))?;
        for (field, text) in &listed.parts {
            let resolved = self.source_time(*field, text);
            let set = resolved
                .and_then(|text| description.set(*field, Some(&text)).map_err(|why| FieldError::from(why).into()));
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
}

fn unreadable(file: &str, why: io::Error) -> Error {
    Error::io(format!("could not read {file}"), why)
}
