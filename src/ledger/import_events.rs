//! In: the events of another ledger, or of this one, as its export wrote them.

use std::collections::{BTreeMap, VecDeque};
use std::io::BufRead;
use std::sync::Arc;

use super::append::Staged;
use super::{Error, Ledger, LineError, Options, Receipt, Receipts};
use crate::codec::{SALT_LEN, encode_body};
use crate::domain::time::Moment;
use crate::domain::{Citation, Claim, Content, Entry, EventId, Fact, Name, Seq, Source, SourceId};
use crate::log::{Read, read, seal};
use crate::proof::source_digest;
use crate::sources::{Landmarks, Place, read_text};
use crate::transfer::events::{self, Carried};

/// What came of importing events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// The new events.
    pub receipts: Receipts,
    /// How many were there already.
    pub same: u64,
    /// How many say nothing in another ledger, and were passed over.
    pub bound: u64,
    /// What somebody should know, such as articles that keep their description.
    pub notes: Vec<String>,
}

/// What an import knows while it goes.
#[derive(Default)]
struct Course {
    staged: Staged,
    receipts: Vec<Receipt>,
    /// Our event for each event of theirs.
    ours: BTreeMap<EventId, EventId>,
    /// The events that were here before, by what they say, that no line has met.
    there: BTreeMap<Vec<u8>, VecDeque<EventId>>,
    /// Articles to be kept, and their texts to look quotes up in.
    texts: BTreeMap<SourceId, String>,
    landmarks: BTreeMap<SourceId, Landmarks>,
    originals: Vec<Vec<u8>>,
    /// Articles that were here before under another description.
    described_here: BTreeMap<SourceId, String>,
    /// Labels that were free, by which articles go whose own were not.
    relabelled: BTreeMap<String, String>,
    begun: bool,
    same: u64,
    bound: u64,
}

impl Ledger {
    /// Records what the lines of an export of events say, all or nothing:
    /// recorders and keys as they are there, ids, salts and record times our
    /// own. What is here already is not recorded again, so that the same file
    /// a second time adds nothing.
    ///
    /// # Errors
    /// [`Error::Lines`] with the first line that does not fit, and why;
    /// nothing was recorded.
    pub fn import_events(&mut self, lines: impl BufRead, options: &Options) -> Result<Imported, Error> {
        if options.signer.is_some() {
            return Err(Error::Refused(
                "what comes from another ledger keeps its recorders, so nobody signs it here: leave out --sign and RESHUFFLE_SIGN".to_owned(),
            ));
        }
        // Every event is compared with what is known, so all of it is needed.
        self.forget_known();
        self.state()?;
        let mut course = Course { there: self.by_what_they_say()?, ..Course::default() };
        let checked = self.check_options(options, &mut course.staged);
        let tried = checked.and_then(|()| self.take_lines(lines, &mut course));
        let kept = tried.and_then(|()| if options.dry_run { Ok(()) } else { self.keep(&course) });
        let tried = kept.map(|()| course.receipts);
        let receipts = self.settle(course.staged, tried, options)?;
        let kept = course.described_here.into_values();
        let notes = kept.map(|label| format!("`{label}` was here already and keeps the description that it has here"));
        let relabelled = course.relabelled.into_iter();
        let relabelled =
            relabelled.map(|(free, own)| format!("`{own}` is the label of another article here: it is `{free}`"));
        Ok(Imported { receipts, same: course.same, bound: course.bound, notes: notes.chain(relabelled).collect() })
    }

    /// Keeps the articles, which have to be durable before what names them.
    fn keep(&mut self, course: &Course) -> Result<(), Error> {
        let texts = course.texts.values().map(String::as_bytes);
        for bytes in course.originals.iter().map(Vec::as_slice).chain(texts) {
            self.articles.put(bytes)?;
        }
        Ok(())
    }

    /// Every event here, by its recorder, key and content.
    fn by_what_they_say(&self) -> Result<BTreeMap<Vec<u8>, VecDeque<EventId>>, Error> {
        let mut there: BTreeMap<Vec<u8>, VecDeque<EventId>> = BTreeMap::new();
        for stored in self.log.scan(Seq(0)) {
            let stored = stored?;
            if let Ok(Read::Event(event)) = read(&stored) {
                there.entry(said(&event.entry)?).or_default().push_back(event.id);
            }
        }
        Ok(there)
    }

    fn take_lines(&mut self, lines: impl BufRead, course: &mut Course) -> Result<(), Error> {
        for (number, line) in (1..).zip(lines.lines()) {
            let line = line.map_err(|why| Error::io("could not read the lines", why))?;
            if line.trim().is_empty() {
                continue;
            }
            let tried = match events::read(line.trim_start_matches('\u{FEFF}')) {
                Ok(carried) => self.take(carried, course).map_err(|error| (1, error)),
                Err((column, why)) => Err((column, Error::Refused(why))),
            };
            // What follows may rest on this line, so its own faults would only be echoes.
            tried
                .map_err(|(column, error)| Error::Lines(vec![LineError { line: number, column, text: line, error }]))?;
        }
        if course.begun {
            Ok(())
        } else {
            Err(Error::Refused("there is no line: an export of events begins with the ledger it comes from".to_owned()))
        }
    }

    fn take(&mut self, carried: Carried, course: &mut Course) -> Result<(), Error> {
        match carried {
            Carried::Beginning { id, zone, .. } if !course.begun => {
                course.begun = true;
                if zone != self.zone.name() {
                    return Err(Error::Refused(format!(
                        "these events are told in the zone {zone} and this ledger is in {}, where their days would be other days: import them into a ledger made with `reshuffle init --zone {zone}`",
                        self.zone.name()
                    )));
                }
                let first = self.log.get(Seq(0))?.map(|stored| stored.id());
                course.ours.extend(first.map(|first| (id, first)));
                Ok(())
            }
            Carried::Beginning { .. } => Err(Error::Refused("a ledger begins once".to_owned())),
            _ if !course.begun => {
                Err(Error::Refused("an export of events begins with a line of the kind `created`".to_owned()))
            }
            Carried::Bound { .. } => {
                course.bound += 1;
                Ok(())
            }
            Carried::Event { id, entry, text, original } => {
                let entry = Entry { content: ours(entry.content, course)?, ..*entry };
                let same = course.there.get_mut(&said(&entry)?).and_then(VecDeque::pop_front);
                let event = match same {
                    Some(event) => {
                        course.same += 1;
                        event
                    }
                    None if self.is_described_here(&entry.content, course)? => return Ok(()),
                    None => self.add(self.with_free_label(entry, course)?, text, original, course)?,
                };
                course.ours.insert(id, event);
                Ok(())
            }
        }
    }

    /// Whether it describes an article that was here before otherwise: that
    /// stays as it is, and its later descriptions there are passed over too.
    fn is_described_here(&self, content: &Content, course: &mut Course) -> Result<bool, Error> {
        Ok(match content {
            Content::Source(source) => {
                let known = self.state()?.prefix.knowledge.articles.get(&source.digest);
                if let Some(known) = known {
                    let label = known.source.description.label.to_string();
                    course.described_here.insert(source.digest, label);
                }
                known.is_some()
            }
            Content::Redescribed { source, .. } => course.described_here.contains_key(source),
            _ => false,
        })
    }

    /// The same, under a numbered label where the article's own is that of
    /// another one here, as of two versions of one data set.
    fn with_free_label(&self, mut entry: Entry, course: &mut Course) -> Result<Entry, Error> {
        if let Content::Source(Source { digest, description, .. })
        | Content::Redescribed { source: digest, description, .. } = &mut entry.content
            && self.check_label(description, *digest).is_err()
        {
            let (label, _) = self.free_label(description.label.as_str())?;
            if let Ok(free) = Name::new(label) {
                course.relabelled.insert(free.to_string(), description.label.to_string());
                description.label = free;
            }
        }
        Ok(entry)
    }

    fn add(
        &mut self,
        entry: Entry,
        text: Option<String>,
        original: Option<Vec<u8>>,
        course: &mut Course,
    ) -> Result<EventId, Error> {
        let state = self.state()?;
        if let Some((_, other)) = entry.key.as_ref().and_then(|key| state.keyed(key)) {
            return Err(Error::KeyConflict {
                key: entry.key.map(|key| key.to_string()).unwrap_or_default(),
                id: other,
            });
        }
        match &entry.content {
            Content::Source(source) => self.check_source(source, text, original, course)?,
            Content::Redescribed { source, description, .. } => {
                self.check_source_times(description)?;
                self.check_label(description, *source)?;
            }
            Content::Fact(fact) => {
                self.check_fact(fact)?;
                self.check_quotes(&fact.citations, course)?;
            }
            Content::Amended { target, fact, .. } => {
                let before = self.state()?.prefix.knowledge.target(*target)?.current().cloned();
                self.check_amendment(before.as_ref(), fact)?;
                self.check_quotes(&fact.citations, course)?;
            }
            Content::Retracted { target, .. } => {
                self.state()?.prefix.knowledge.target(*target)?;
            }
            Content::Corroborated { target, citation } => {
                self.state()?.prefix.knowledge.target(*target)?;
                self.check_quotes(std::slice::from_ref(citation), course)?;
            }
            _ => {}
        }
        let (event, head) = seal(self.sealed, self.now(), &self.salt()?, &entry)?;
        self.take_sealed(&event)?;
        course.staged.events.push(event);
        let recorded_at = Moment(head.recorded_at_us);
        course.receipts.push(Receipt { seq: head.seq, id: head.id, recorded_at, repeated: false, signed: false });
        Ok(head.id)
    }

    fn check_amendment(&mut self, before: Option<&Fact>, after: &Fact) -> Result<(), Error> {
        match before {
            Some(before) if before.claim.kind() != after.claim.kind() => Err(Error::Refused(format!(
                "a fact of the kind `{}` cannot become one of the kind `{}`",
                before.claim.kind(),
                after.claim.kind()
            ))),
            Some(before) => self.check_amended(before, after),
            None => self.check_fact(after),
        }
    }

    fn check_source(
        &self,
        source: &Source,
        text: Option<String>,
        original: Option<Vec<u8>>,
        course: &mut Course,
    ) -> Result<(), Error> {
        let label = &source.description.label;
        let text = text.ok_or_else(|| Error::Refused(format!("`{label}` comes without its text, in `text`")))?;
        read_text(text.as_bytes())?;
        if SourceId(source_digest(text.as_bytes())) != source.digest || text.len() as u64 != source.length {
            return Err(Error::Refused(format!(
                "`text` is not the text of `{label}`: it has another digest or length"
            )));
        }
        let digest = original.as_ref().map(|bytes| SourceId(source_digest(bytes)));
        if digest != source.description.original {
            return Err(Error::Refused(format!("`original_base64` is not the original of `{label}`")));
        }
        self.check_source_times(&source.description)?;
        self.check_label(&source.description, source.digest)?;
        course.texts.insert(source.digest, text);
        course.originals.extend(original);
        Ok(())
    }

    /// Quotes have to stand in their articles, whoever says that they do.
    fn check_quotes(&self, citations: &[Citation], course: &mut Course) -> Result<(), Error> {
        for citation in citations {
            let id = citation.source;
            let Some(article) = self.state()?.prefix.knowledge.articles.get(&id) else {
                return Err(Error::NotFound { what: "source", given: id.to_string() });
            };
            let label = article.source.description.label.as_str();
            let kept;
            let text = match course.texts.get(&id) {
                Some(text) => text.as_str(),
                None => {
                    kept = self.article_text(id, label)?;
                    &kept
                }
            };
            let place = Place {
                bytes: citation.bytes(),
                chars: citation.chars(),
                exact: citation.exact.clone(),
                prefix: citation.prefix.clone(),
                suffix: citation.suffix.clone(),
            };
            let landmarks = course.landmarks.entry(id).or_insert_with(|| Landmarks::of(text));
            landmarks.verify(text, &place).map_err(|why| Error::Refused(format!("a quote from `{label}`: {why}")))?;
        }
        Ok(())
    }
}

/// What an event says, in bytes that are the same for the same.
fn said(entry: &Entry) -> Result<Vec<u8>, Error> {
    let mut bytes = entry.content.kind().number().to_be_bytes().to_vec();
    bytes.extend(encode_body(&[0; SALT_LEN], entry)?);
    Ok(bytes)
}

/// What is said, of our events instead of theirs.
fn ours(content: Content, course: &Course) -> Result<Content, Error> {
    let target = |id: EventId| {
        let known = course.ours.get(&id).copied();
        known.ok_or_else(|| Error::Refused(format!("it speaks of event {id}, which no line before it brought")))
    };
    Ok(match content {
        Content::Amended { target: id, fact, why } => {
            Content::Amended { target: target(id)?, fact: ended(fact, course), why }
        }
        Content::Retracted { target: id, why } => Content::Retracted { target: target(id)?, why },
        Content::Corroborated { target: id, citation } => Content::Corroborated { target: target(id)?, citation },
        Content::Fact(fact) => Content::Fact(ended(fact, course)),
        other => other,
    })
}

/// A departure ends our appointment instead of theirs. One that ends what did
/// not come along is one without `ends`, which is what it means there too.
fn ended(mut fact: Arc<Fact>, course: &Course) -> Arc<Fact> {
    if let Claim::Departed { ends: Some(_), .. } = &fact.claim
        && let Claim::Departed { ends, .. } = &mut Arc::make_mut(&mut fact).claim
    {
        *ends = ends.and_then(|id| course.ours.get(&id).copied());
    }
    fact
}
