//! Why: from an event down to the words it rests on, checked just now.

use super::{Error, Ledger, Read, Signature, View};
use crate::domain::time::Moment;
use crate::domain::{Citation, Claim, Event, EventId, Fact, HowRule, Name, Noun, Seq, Source};
use crate::projections::cabinet::{Cabinet, cabinet};
use crate::projections::claims::CheckedClaim;
use crate::projections::tally::{Rule, Tally, tally};
use crate::projections::{Knowledge, Names, Record, World};
use crate::proof::{Link, body_digest, follows, source_digest};
use crate::replay::slice::{Reach, Subjects};
use crate::replay::{KnownAt, read_event};
use crate::sources::read_text;

/// How many characters around a quote are shown with it.
const CONTEXT_SHOWN: usize = 160;

/// What has been checked just now, each with what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checks {
    /// What was checked and is so.
    pub passed: Vec<String>,
    /// What was checked and is not so.
    pub failed: Vec<String>,
}

/// A citation with the words around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The citation.
    pub citation: Citation,
    /// The source, where the ledger knows it.
    pub source: Option<Source>,
    /// The event that added the source.
    pub added: Option<Seq>,
    /// What stands before the quote; none where the text could not be read.
    pub before: String,
    /// What stands after the quote.
    pub after: String,
}

/// Everything about one event that a reader may ask for.
#[derive(Debug, Clone)]
pub struct Provenance {
    /// The event, as it was recorded.
    pub event: Event,
    /// The fact it belongs to, with everything done to it.
    pub record: Option<Record>,
    /// Who signed it; none where it is unsigned.
    pub signature: Option<Signature>,
    /// The words it rests on.
    pub citations: Vec<Shown>,
    /// The id of the event before it.
    pub prev: EventId,
    /// What has been checked just now.
    pub checks: Checks,
}

/// The answers that some events may stand behind, as far as they do.
#[derive(Debug, Clone)]
pub struct Answers {
    /// Who holds what.
    pub cabinet: Cabinet,
    /// Who has left, by every way out.
    pub tallies: Vec<Tally>,
    /// What articles count, where one of the events is such a number.
    pub claims: Vec<CheckedClaim>,
}

impl View<'_> {
    /// The answers of a moment that some events may stand behind: of everyone
    /// in these, who may be not all that there are.
    ///
    /// # Errors
    /// [`Error::Log`] and [`Error::Replay`] where the log cannot be read.
    pub fn answers_behind(&self, seqs: &[Seq], at: Moment) -> Result<Answers, Error> {
        let part = self.dossier(&Subjects { events: seqs.to_vec(), ..Subjects::default() })?;
        let known = self.or_all(part.filter(|part| seqs.iter().all(|seq| is_of_people(&part.knowledge, *seq))))?;
        let world = World::fold(&known, self.zone());
        // Every way out is looked at, so that a reshuffle has its line too.
        let tallies = [HowRule::Left, HowRule::Reshuffled].map(|how| tally(&world, &Rule::of(how), at)).to_vec();
        let counts = world.facts.iter().any(|(_, survivor)| matches!(survivor.fact.claim, Claim::Counted(_)));
        let claims = if counts { self.claims(None, at)? } else { Vec::new() };
        Ok(Answers { cabinet: cabinet(&world, None, at), tallies, claims })
    }
}

impl Ledger {
    /// Events with the words they rest on, everything checked anew, as known
    /// in a view. In the order asked for.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no such event, [`Error::RecordedLater`]
    /// where the view ends before it; [`Error::Refused`] where it says nothing
    /// that this version reads.
    pub fn provenance(&self, view: &View<'_>, seqs: &[Seq]) -> Result<Vec<Provenance>, Error> {
        let Some(first) = seqs.iter().min() else { return Ok(Vec::new()) };
        let chain = self.walk_chain(*first)?;
        let known = view.known_of(&Subjects { events: seqs.to_vec(), ..Subjects::default() })?;
        seqs.iter().map(|seq| self.provenance_of(view, &known, *seq, &chain)).collect()
    }

    fn provenance_of(
        &self,
        view: &View<'_>,
        knowledge: &Knowledge,
        seq: Seq,
        chain: &Walked,
    ) -> Result<Provenance, Error> {
        let stored = self.log.get(seq)?.ok_or_else(|| Error::NotFound { what: "event", given: seq.to_string() })?;
        if view.head().is_none_or(|head| head.seq < seq) {
            return Err(Error::RecordedLater { seq, head: view.head().map(|head| head.seq) });
        }
        let event = match read_event(&stored)? {
            Read::Event(event) => *event,
            Read::Erased(_) => {
                return Err(Error::Refused(format!(
                    "event {seq} was erased: its place in the chain stands, what it said is gone"
                )));
            }
            Read::Unknown(kind) => return Err(Error::Body(crate::codec::BodyError::UnknownKind(kind))),
        };
        let record = knowledge.record(event.id).cloned();
        let mut checks = Checks::default();
        let cited: Vec<Citation> = match &record {
            Some(record) if record.origin.0 == seq => record.citations().cloned().collect(),
            _ => event.entry.content.citations().to_vec(),
        };
        let shown = cited.into_iter().map(|citation| self.show_citation(knowledge, citation, &mut checks));
        let citations = shown.collect();
        let digest_holds = body_digest(&stored.body) == stored.body_digest();
        checks.note(digest_holds, "the body is the one that the header commits to");
        self.check_chain(seq, chain, &mut checks);
        let signature = self.signature_of(seq)?;
        Ok(Provenance { prev: stored.prev(), event, record, signature, citations, checks })
    }

    /// The facts that name a person, a body or a post, or once did, in any
    /// spelling known in a view, in order of recording. None where what names
    /// it was recorded later.
    ///
    /// # Errors
    /// [`Error::NoFacts`] where no fact ever named it.
    pub fn facts_naming(&self, view: &View<'_>, name: &Name) -> Result<Vec<Seq>, Error> {
        let names = Noun::ALL.iter().map(|noun| (*noun, name)).collect();
        let subjects = Subjects { names, reach: Reach::Named, ..Subjects::default() };
        let found = naming(&*view.known_of(&subjects)?, name, Noun::ALL);
        if found.is_empty() && naming(&*self.view(KnownAt::Head)?.known_of(&subjects)?, name, Noun::ALL).is_empty() {
            return Err(self.no_facts(name, Noun::ALL));
        }
        Ok(found)
    }

    /// Whether some fact names a person, or ever did.
    ///
    /// # Errors
    /// [`Error::NoFacts`] where none does, with the name that may have been meant.
    pub fn check_named(&self, person: &Name) -> Result<(), Error> {
        let is_named = self.view(KnownAt::Head)?.is_ever_named(Noun::Person, person)?;
        if is_named { Ok(()) } else { Err(self.no_facts(person, &[Noun::Person])) }
    }

    fn show_citation(&self, knowledge: &Knowledge, citation: Citation, checks: &mut Checks) -> Shown {
        let article = knowledge.articles.get(&citation.source);
        let label = article.map_or_else(|| citation.source.to_string(), |a| a.source.description.label.to_string());
        let text = match self.articles.get(citation.source) {
            Ok(Some(bytes)) => {
                let holds = source_digest(&bytes) == citation.source.0;
                checks.note(holds, &format!("the bytes of `{label}` are those that were added"));
                read_text(&bytes).map(str::to_owned).ok()
            }
            Ok(None) => {
                checks.failed.push(format!("the bytes of `{label}` are not there"));
                None
            }
            Err(why) => {
                checks.failed.push(why.to_string());
                None
            }
        };
        let span = usize::try_from(citation.bytes().start).ok().zip(usize::try_from(citation.bytes().end).ok());
        let around = text.as_deref().zip(span).and_then(|(text, (start, end))| {
            let stands = text.get(start..end)? == citation.exact;
            stands.then(|| (tail(&text[..start]), head(&text[end..])))
        });
        checks.note(around.is_some(), &format!("the quote stands in `{label}` at byte {}", citation.byte_start));
        let (before, after) = around.unwrap_or_default();
        let source = article.map(|article| article.source.clone());
        Shown { citation, source, added: article.map(|article| article.added.0), before, after }
    }

    /// Walks the chain from an event to the head.
    fn walk_chain(&self, from: Seq) -> Result<Walked, Error> {
        let mut walked = Walked::default();
        let mut last: Option<Link> = None;
        for stored in self.log.scan(from) {
            let stored = stored?;
            if let Some(link) = &last
                && let Err(fault) = follows(Some(link), stored.seq().0, stored.recorded_at_us(), &stored.prev().0)
            {
                walked.breaks.push((stored.seq(), fault.to_string()));
            }
            walked.reached = Some(stored.seq());
            let id = stored.id().0;
            last = Some(Link { seq: stored.seq().0, recorded_at_us: stored.recorded_at_us(), id });
        }
        Ok(walked)
    }

    /// Says of the chain from an event on whether it holds.
    fn check_chain(&self, from: Seq, walked: &Walked, checks: &mut Checks) {
        if let Some((seq, fault)) = walked.breaks.iter().find(|(seq, _)| *seq > from) {
            checks.failed.push(format!("the chain breaks at seq {seq}: {fault}"));
            return;
        }
        let head = self.head().map(|head| head.seq);
        let text = head.map_or_else(String::new, |head| {
            format!("the chain of headers holds from seq {from} to the head at seq {head}")
        });
        checks.note(walked.reached == head, &text);
    }
}

/// Whether only answers about the people in it can rest on an event. One that
/// describes a body or a post may stand behind anybody's.
fn is_of_people(knowledge: &Knowledge, seq: Seq) -> bool {
    let belongs = |record: &&Record| record.history().iter().any(|(of, _)| *of == seq);
    let describes = |fact: &Fact| match &fact.claim {
        Claim::Alias { noun, .. } => *noun != Noun::Person,
        claim => matches!(claim, Claim::Body { .. } | Claim::Post { .. } | Claim::Counted(_)),
    };
    !knowledge.records().filter(belongs).any(|record| record.ever_said().any(describes))
}

/// What a walk along the chain to the head found.
#[derive(Debug, Default)]
struct Walked {
    /// Where an event does not follow the one before it, and why.
    breaks: Vec<(Seq, String)>,
    /// The last event reached.
    reached: Option<Seq>,
}

/// The facts that name something, or once did, in order of recording.
pub(super) fn naming(knowledge: &Knowledge, name: &Name, nouns: &[Noun]) -> Vec<Seq> {
    let names = Names::of_survivors(knowledge);
    let speaks_of = |record: &&Record| {
        let mut named = record.ever_said().flat_map(|fact| fact.claim.names());
        named.any(|(noun, theirs)| nouns.contains(&noun) && names.resolve(noun, theirs) == names.resolve(noun, name))
    };
    knowledge.records().filter(speaks_of).map(|record| record.origin.0).collect()
}

impl Checks {
    fn note(&mut self, holds: bool, what: &str) {
        if holds {
            self.passed.push(what.to_owned());
        } else {
            self.failed.push(format!("NOT SO: {what}"));
        }
    }
}

/// The last characters of a text, from the beginning of a line if one is near.
fn tail(text: &str) -> String {
    let start = text.char_indices().rev().nth(CONTEXT_SHOWN - 1).map_or(0, |(at, _)| at);
    let kept = &text[start..];
    kept.rsplit_once('\n').map_or(kept, |(_, line)| line).to_owned()
}

/// The first characters of a text, to the end of the line if that is near.
fn head(text: &str) -> String {
    let end = text.char_indices().nth(CONTEXT_SHOWN).map_or(text.len(), |(at, _)| at);
    let kept = &text[..end];
    kept.split_once('\n').map_or(kept, |(line, _)| line).to_owned()
}
