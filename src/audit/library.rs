//! The articles that the log names: as described, as kept, as quoted.

use std::collections::{BTreeMap, HashMap};

use super::erasures::Erasures;
use super::examine::{Elsewhere, Outcome, Quoted};
use super::report::{At, Findings, Weight};
use super::shelf::{Condition, Shelf};
use super::{Code, Progress, Stage};
use crate::domain::{EventId, Seq, Source, SourceDescription, SourceId};

/// What is known of an article.
struct Article {
    /// The event that added it, or else the first that speaks of it.
    at: (Seq, EventId),
    /// Whether an event added it.
    added: bool,
    /// Its label, as last described.
    label: Option<String>,
    /// How many quotes could not be compared with it.
    unchecked: u64,
}

/// All articles that the log names so far.
pub(super) struct Library<'a> {
    shelf: &'a Shelf<'a>,
    articles: BTreeMap<SourceId, Article>,
    /// Those that were named before they were added, in that order.
    strangers: Vec<(SourceId, At)>,
    labels: HashMap<String, SourceId>,
    /// What is kept beside articles, by the first event that names it.
    originals: BTreeMap<SourceId, (Seq, EventId)>,
    quotes: u64,
    /// The article that was quoted last, and so is known.
    quoted: Option<SourceId>,
}

impl<'a> Library<'a> {
    /// An empty one before a shelf.
    pub fn new(shelf: &'a Shelf<'a>) -> Self {
        let (articles, originals) = (BTreeMap::new(), BTreeMap::new());
        Self { shelf, articles, strangers: Vec::new(), labels: HashMap::new(), originals, quotes: 0, quoted: None }
    }

    /// Notes an article, and reads it.
    pub fn add(&mut self, at: (Seq, EventId), source: &Source, findings: &mut Findings) {
        let here = At::Event(at.0, at.1);
        match self.articles.get(&source.digest) {
            Some(Article { at: (_, id), .. }) if *id == at.1 => return,
            Some(Article { at: (first, _), added: true, .. }) => {
                let message = format_args!("it adds the bytes that event {first} added");
                findings.broken(Code::SourceRepeated, here, message);
                return;
            }
            known => {
                let unchecked = known.map_or(0, |article| article.unchecked);
                self.articles.insert(source.digest, Article { at, added: true, label: None, unchecked });
            }
        }
        self.describe(source.digest, here, &source.description, findings);
        if let Condition::Whole(length) = self.shelf.condition(source.digest)
            && length != source.length
        {
            let message = format_args!("it says that the source has {} bytes, and it has {length}", source.length);
            findings.broken(Code::SourceLength, here, message);
        }
    }

    /// Notes that an article was described anew.
    pub fn redescribe(&mut self, at: (Seq, EventId), id: SourceId, to: &SourceDescription, findings: &mut Findings) {
        let here = At::Event(at.0, at.1);
        self.must_be_known(id, at);
        if let Some(label) = self.articles.get(&id).and_then(|article| article.label.as_ref())
            && self.labels.get(label) == Some(&id)
        {
            self.labels.remove(&label.clone());
        }
        self.describe(id, here, to, findings);
        self.follow_version(at, to);
    }

    /// Notes which earlier version an article is said to have.
    pub fn follow_version(&mut self, at: (Seq, EventId), description: &SourceDescription) {
        if let Some(earlier) = description.version_of {
            self.must_be_known(earlier, at);
        }
    }

    fn describe(&mut self, id: SourceId, here: At, description: &SourceDescription, findings: &mut Findings) {
        let At::Event(seq, event) = here else { return };
        let label = description.label.as_str();
        match self.labels.get(label) {
            Some(other) if *other != id => {
                let message = format_args!("it gives the label `{label}` to a second source; source {other} has it");
                findings.broken(Code::LabelRepeated, here, message);
            }
            _ => {
                self.labels.insert(label.to_owned(), id);
            }
        }
        if let Some(article) = self.articles.get_mut(&id) {
            article.label = Some(label.to_owned());
        }
        if let Some(original) = description.original {
            self.originals.entry(original).or_insert((seq, event));
        }
    }

    /// Notes that an event erases articles or what is kept beside them.
    pub fn erase(&mut self, at: (Seq, EventId), ids: &[SourceId]) {
        for id in ids.iter().filter(|id| !self.originals.contains_key(id)).copied().collect::<Vec<_>>() {
            self.must_be_known(id, at);
        }
    }

    /// Notes that an event speaks of an article as of one that is there.
    pub fn must_be_known(&mut self, id: SourceId, at: (Seq, EventId)) {
        self.articles.entry(id).or_insert_with(|| {
            self.strangers.push((id, At::Event(at.0, at.1)));
            Article { at, added: false, label: None, unchecked: 0 }
        });
    }

    /// Notes what came of comparing a quote with its article.
    pub fn quote(&mut self, at: (Seq, EventId), quoted: &Quoted, findings: &mut Findings) {
        if self.quoted != Some(quoted.source) {
            self.must_be_known(quoted.source, at);
            self.quoted = Some(quoted.source);
        }
        match &quoted.outcome {
            Outcome::Unchecked => {
                if let Some(article) = self.articles.get_mut(&quoted.source) {
                    article.unchecked += 1;
                }
                return;
            }
            Outcome::Stands => {}
            Outcome::Misplaced(elsewhere) => {
                let Elsewhere { quote, byte, why } = elsewhere.as_ref();
                let message = format_args!("its quote `{quote}` does not stand at byte {byte}: {why}");
                findings.broken(Code::QuoteMisplaced, At::Event(at.0, at.1), message);
            }
        }
        self.quotes += 1;
    }

    /// How many quotes were compared.
    pub fn quotes(&self) -> u64 {
        self.quotes
    }

    /// Reports the condition of every article, and what nobody names, where so
    /// many events may have added one without saying so any more. Answers with
    /// the number of articles that were read and hashed.
    pub fn report(
        mut self,
        silent_sources: u64,
        erasures: &Erasures,
        findings: &mut Findings,
        progress: &mut dyn FnMut(Progress),
    ) -> u64 {
        self.report_strangers(silent_sources, erasures, findings);
        let total = Some((self.articles.len() + self.originals.len()) as u64);
        let (mut done, mut read) = (0, 0);
        let mut step = || {
            progress(Progress { stage: Stage::Sources, done, total });
            done += 1;
        };
        for (id, article) in &self.articles {
            step();
            let condition = self.shelf.condition(*id);
            read += u64::from(condition.was_hashed());
            if !article.added && condition == Condition::Missing && erasures.of_source(*id).is_none() {
                // That no event added it is reported already, and says it all.
                continue;
            }
            let subject = Subject { article: true, label: article.label.as_deref(), unchecked: article.unchecked };
            report_condition(*id, article.at, &condition, &subject, erasures, findings);
        }
        for (id, at) in self.originals.iter().filter(|(id, _)| !self.articles.contains_key(id)) {
            step();
            let condition = self.shelf.original(*id);
            let subject = Subject { article: false, label: None, unchecked: 0 };
            report_condition(*id, *at, &condition, &subject, erasures, findings);
        }
        self.report_orphans(erasures, findings);
        read
    }

    /// An article that was named before any event added it is a forgery, but
    /// for as many as there are events that may have added one and cannot be
    /// read any more.
    fn report_strangers(&mut self, mut excuses: u64, erasures: &Erasures, findings: &mut Findings) {
        for (id, at) in std::mem::take(&mut self.strangers) {
            let kept = matches!(self.shelf.condition(id), Condition::Whole(_)) || erasures.of_source(id).is_some();
            let excused = excuses > 0;
            excuses = excuses.saturating_sub(1);
            if excused && kept {
                continue;
            }
            let weight = if excused { Weight::Unverifiable } else { Weight::Broken };
            let message = format_args!("it speaks of source {id}, which no event before it added");
            findings.add(Code::SourceUnknown, weight, at, message);
        }
    }

    fn report_orphans(&self, erasures: &Erasures, findings: &mut Findings) {
        match self.shelf.store().list() {
            Ok(ids) => {
                let named = |id: &SourceId| self.articles.contains_key(id) || self.originals.contains_key(id);
                for id in ids.iter().filter(|id| !named(id) && erasures.of_source(**id).is_none()) {
                    let message = format_args!("the bytes kept as {id} are named by no event that can be read");
                    findings.add(Code::SourceOrphan, Weight::Warning, At::Nowhere, message);
                }
            }
            Err(why) => {
                let message = format_args!("what else is kept among the sources could not be listed: {why}");
                findings.add(Code::SourceUnreadable, Weight::Unverifiable, At::Nowhere, message);
            }
        }
    }
}

/// What a finding about bytes says of them.
struct Subject<'a> {
    article: bool,
    label: Option<&'a str>,
    unchecked: u64,
}

impl std::fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.article, self.label) {
            (true, Some(label)) => write!(f, "source `{label}`"),
            (true, None) => f.write_str("a source"),
            (false, _) => f.write_str("an original"),
        }
    }
}

/// How many quotes went unchecked, as the end of a sentence.
struct Unchecked(u64);

impl std::fmt::Display for Unchecked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            0 => Ok(()),
            1 => f.write_str("; one quote from it could not be checked"),
            many => write!(f, "; {many} quotes from it could not be checked"),
        }
    }
}

fn report_condition(
    id: SourceId,
    at: (Seq, EventId),
    condition: &Condition,
    subject: &Subject<'_>,
    erasures: &Erasures,
    findings: &mut Findings,
) {
    let here = At::Event(at.0, at.1);
    let unchecked = Unchecked(subject.unchecked);
    if let Some(by) = erasures.of_source(id) {
        let (code, message) = match condition {
            Condition::Missing => (Code::Redacted, format!("{subject} ({id}) was erased, as event {by} says")),
            _ => (Code::NotErased, format!("event {by} says that {subject} ({id}) was erased, and it is still kept")),
        };
        findings.add(code, Weight::Warning, here, format_args!("{message}"));
        return;
    }
    match condition {
        Condition::Whole(_) => {}
        // Only what is quoted from has to be text.
        Condition::NotText(_) if !subject.article => {}
        Condition::NotText(why) => {
            findings.broken(Code::SourceNotText, here, format_args!("{subject} ({id}) is not text: {why}{unchecked}"));
        }
        Condition::Missing => {
            let message = format_args!("{subject} ({id}) is not kept any more: add the same article again{unchecked}");
            findings.add(Code::SourceMissing, Weight::Unverifiable, here, message);
        }
        Condition::Damaged(why) => {
            let message = format_args!("the bytes kept as {subject} ({id}) are not its own: {why}{unchecked}");
            findings.broken(Code::SourceDamaged, here, message);
        }
        Condition::Unreadable(why) => {
            let message = format_args!("{subject} ({id}) could not be read: {why}{unchecked}");
            findings.add(Code::SourceUnreadable, Weight::Unverifiable, here, message);
        }
    }
}
