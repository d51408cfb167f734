//! The files of an import as sources.

use std::collections::BTreeSet;

use super::files::{Surveyed, pieces};
use super::past::{Form, Past};
use super::{DataFormat, Run};
use crate::domain::{Content, FieldError, Source, SourceDescription, SourceField, SourceId};
use crate::ledger::append::Staged;
use crate::ledger::{Error, Ledger};

impl Ledger {
    /// Records files as sources, but for those whose very bytes are one;
    /// answers with those that are new.
    pub(super) fn add_data_files(
        &mut self,
        files: &[Surveyed],
        set: &str,
        run: &mut Run<'_>,
    ) -> Result<BTreeSet<SourceId>, Error> {
        let mut new = BTreeSet::new();
        for file in files {
            let knowledge = &self.state()?.prefix.knowledge;
            if knowledge.articles.contains_key(&file.survey.id) {
                continue;
            }
            let (label, earlier) = self.free_label(&format!("{}/{}", run.import.format.word(), file.name))?;
            let earlier = match earlier {
                // Which of several files is a newer one of which only names could tell.
                None if files.len() == 1 => self.last_cited(run.import.format, set)?,
                earlier => earlier,
            };
            let mut description = SourceDescription::labelled(&label).map_err(|why| {
                Error::Refused(format!("`{label}` cannot be the label of a source: {why}; rename the file"))
            })?;
            let publisher = run.import.format.publisher().map(|name| (SourceField::Publisher, name.to_owned()));
            for (field, text) in publisher.iter().chain(&run.import.description) {
                let text = self.source_time(*field, text)?;
                description.set(*field, Some(&text)).map_err(FieldError::from)?;
            }
            self.check_source_times(&description)?;
            description.version_of = earlier;
            let source = Source { digest: file.survey.id, length: file.survey.length, description };
            let receipt = self.stage_content(Content::Source(source), None, run.options, &mut run.staged)?;
            run.receipts.push(receipt);
            new.insert(file.survey.id);
        }
        Ok(new)
    }

    /// A label that no source has: the plain one, else one numbered by version.
    /// With it comes the source that had it last.
    pub(in crate::ledger) fn free_label(&self, plain: &str) -> Result<(String, Option<SourceId>), Error> {
        let numbered = (2_u32..).map(|number| format!("{plain}@{number}"));
        let mut last = None;
        for label in std::iter::once(plain.to_owned()).chain(numbered) {
            match self.state()?.prefix.knowledge.article_labelled(&label) {
                Some(article) => last = Some(article.source.digest),
                None => return Ok((label, last)),
            }
        }
        Ok((plain.to_owned(), last))
    }

    /// The newest source that the imported facts of a data set cite.
    fn last_cited(&self, format: DataFormat, set: &str) -> Result<Option<SourceId>, Error> {
        let knowledge = &self.state()?.prefix.knowledge;
        let past = Past::of(self.state()?, format);
        let cited = past.statements(set).filter_map(|(_, latest)| {
            let citation = Form::of(knowledge, latest.event)?.stated.citations.first()?;
            Some((knowledge.articles.get(&citation.source)?.added.0, citation.source))
        });
        Ok(cited.max().map(|(_, source)| source))
    }

    /// Keeps the files, which have to be durable before what names them.
    pub(super) fn keep_files(&mut self, files: &[Surveyed], staged: &Staged) -> Result<(), Error> {
        if staged.events.is_empty() {
            return Ok(());
        }
        for file in files {
            let kept = self.articles.put_pieces(&mut pieces(file.open()?))?;
            if kept != file.survey.id {
                return Err(file.changed());
            }
        }
        Ok(())
    }
}
