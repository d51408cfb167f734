//! Verifying the proof of an answer: the answer is made anew, from events that
//! are proved to be in a log.

use std::collections::BTreeSet;
use std::io::BufRead;

use super::cut::Cut;
use super::meant::no_body;
use super::prove::matters;
use super::{Error, VerifiedCheckpoint, verify_checkpoint};
use crate::domain::time::{Moment, Zone};
use crate::domain::{Content, EventId, Kind, Noun, Origin, Seq};
use crate::log::{Read, StoredEvent, StoredHeader, read};
use crate::projections::asked::Answered;
use crate::projections::{Names, World};
use crate::proof::note::Verifier;
use crate::proof::tree::{Frontier, leaf_hash, verify_inclusion};
use crate::proof::{Link, body_digest, follows};
use crate::replay::Prefix;
use crate::transfer::answer_proof::{AnswerProofFault, Exhibit, read as read_proof};

/// An answer that follows from events which are proved to be in a log.
#[derive(Debug, Clone)]
pub struct ProvenAnswer {
    /// What it stands on.
    pub cut: Cut,
    /// The answer.
    pub answered: Answered,
    /// The checkpoint that binds the events.
    pub by: VerifiedCheckpoint,
    /// How much of the log was there to make it from.
    pub extent: Extent,
}

/// How much of a log was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// How many events the log has.
    pub size: u64,
    /// How many were there.
    pub events: u64,
    /// How many of these lack a body that matters, and that nothing says was erased.
    pub lacking: u64,
    /// How many of these are of a kind that this version does not know.
    pub unknown: u64,
}

impl Extent {
    /// Whether nothing can have been left out that the answer would rest on.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.events == self.size && self.lacking == 0 && self.unknown == 0
    }
}

/// What was found in the events, one after the other.
struct Gathered {
    known_at: Moment,
    prefix: Prefix,
    beginning: Option<(Origin, Zone)>,
    /// Of all events, as long as none was left out.
    tree: Frontier,
    /// The last event, as long as none was left out.
    chain: Option<Link>,
    /// When the last one was recorded.
    last_recorded: Moment,
    events: u64,
    next: Seq,
    /// An event that only all headers together can prove.
    unproven: Option<Seq>,
    /// Events whose body matters, and is there and empty.
    empty: BTreeSet<EventId>,
    /// Events with a body that is left out.
    lacking: u64,
    /// Events of a kind that this version does not know.
    unknown: u64,
    /// What says that something was erased.
    redactions: Vec<(Seq, Vec<EventId>, bool)>,
}

/// Verifies an answer by the events that its proof has, without any ledger.
///
/// # Errors
/// [`Error::Refused`] where it is no such proof, as for [`verify_checkpoint`]
/// where the checkpoint is not signed, [`Error::Forged`] where an event is not
/// of that log or its body is another, [`Error::NoBody`] where no fact there
/// names the body.
pub fn verify_answer(from: impl BufRead, known: &[Verifier]) -> Result<ProvenAnswer, Error> {
    let (opening, exhibits) = read_proof(from).map_err(refused)?;
    let by = verify_checkpoint(&opening.checkpoint, known)?;
    let mut found = Gathered {
        known_at: opening.known_at,
        prefix: Prefix::default(),
        beginning: None,
        tree: Frontier::default(),
        chain: None,
        last_recorded: Moment::MIN,
        events: 0,
        next: Seq(0),
        unproven: None,
        empty: BTreeSet::new(),
        lacking: 0,
        unknown: 0,
        redactions: Vec::new(),
    };
    for exhibit in exhibits {
        found.take(exhibit.map_err(refused)?, &by)?;
    }
    let extent = found.extent(&by)?;
    let (origin, zone) = found
        .beginning
        .ok_or_else(|| Error::Refused("this is no proof: the event that began the log is not in it".to_owned()))?;
    if origin.as_str() != by.checkpoint.origin {
        return Err(Error::Forged(format!("the events are those of `{origin}`")));
    }
    let whole = &found.prefix.knowledge;
    let known = opening.reported_by.map(|moment| whole.reported_by(moment, &zone));
    let world = World::fold(known.as_ref().unwrap_or(whole), &zone);
    let names = Names::of_survivors(whole);
    if let Some(body) = opening.asked.body().filter(|_| whole.records().next().is_some())
        && !names.knows(Noun::Body, &names.resolve(Noun::Body, body))
    {
        return Err(no_body(&names, body));
    }
    let erases = |(seq, events, of_article): &(Seq, Vec<EventId>, bool)| {
        let is_known = found.prefix.head.is_some_and(|head| *seq <= head.seq);
        // Of some events alone it cannot be told whether it was one of those.
        let known_then = extent.events < extent.size || *of_article || events.iter().any(|id| found.empty.contains(id));
        (is_known || known_then).then_some(*seq)
    };
    let cut = Cut {
        origin,
        at: opening.at,
        // What was recorded after the last event is not shown.
        known_at: opening.known_at.min(found.last_recorded),
        head: found.prefix.head,
        reported_by: opening.reported_by,
        erasures: found.redactions.iter().filter_map(erases).collect(),
        zone: zone.clone(),
    };
    let answered = opening.asked.answer(&world, opening.at);
    Ok(ProvenAnswer { cut, answered, by, extent })
}

impl Gathered {
    fn take(&mut self, Exhibit { header, body, path }: Exhibit, by: &VerifiedCheckpoint) -> Result<(), Error> {
        let is_there = body.is_some();
        let stored = StoredEvent { header, body: body.unwrap_or_default() };
        let (seq, leaf) = (stored.seq(), leaf_hash(&header));
        if seq < self.next {
            return Err(Error::Forged(format!("event {seq} does not stand in its place")));
        }
        match path {
            Some(path) => verify_inclusion(&leaf, seq.0, by.checkpoint.size, &path, &by.checkpoint.root)
                .map_err(|why| Error::Forged(format!("event {seq} is not shown to be in the log: {why}")))?,
            None => self.unproven = self.unproven.or(Some(seq)),
        }
        if seq.0 == self.events {
            follows(self.chain.as_ref(), seq.0, stored.recorded_at_us(), &stored.prev().0)
                .map_err(|why| Error::Forged(format!("event {seq}: {why}")))?;
            self.chain = Some(Link { seq: seq.0, recorded_at_us: stored.recorded_at_us(), id: stored.id().0 });
        }
        self.last_recorded = Moment(stored.recorded_at_us());
        self.tree.push(leaf);
        self.events += 1;
        self.next = Seq(seq.0.saturating_add(1));
        if !stored.body.is_empty() && body_digest(&stored.body) != stored.body_digest() {
            return Err(Error::Forged(format!("the body of event {seq} is not the one that its header names")));
        }
        let event = read(&stored).map_err(|why| Error::Forged(format!("event {seq} does not read: {why}")))?;
        let is_known = Moment(stored.recorded_at_us()) <= self.known_at;
        let kind = Kind::from_number(StoredHeader { bytes: header }.kind());
        if is_known && kind.is_none() {
            self.unknown += 1;
        }
        if stored.body.is_empty() && matters(kind, is_known) {
            if is_there {
                self.empty.insert(stored.id());
            } else {
                self.lacking += 1;
            }
        }
        if let Read::Event(event) = &event {
            self.note(seq, &event.entry.content)?;
        }
        if is_known {
            self.prefix.apply_read(stored.as_head(), &event);
        }
        Ok(())
    }

    fn note(&mut self, seq: Seq, content: &Content) -> Result<(), Error> {
        match content {
            Content::Created(created) if seq == Seq(0) => {
                let zone = Zone::new(created.zone.as_str()).map_err(|why| Error::Refused(why.to_string()))?;
                self.beginning = Some((created.origin.clone(), zone));
            }
            Content::Redacted { events, sources, .. } => {
                let of_article = sources.iter().any(|id| self.prefix.knowledge.articles.contains_key(id));
                self.redactions.push((seq, events.clone(), of_article));
            }
            _ => {}
        }
        Ok(())
    }

    /// How much is there, once everything that is there is proved.
    fn extent(&self, by: &VerifiedCheckpoint) -> Result<Extent, Error> {
        let size = by.checkpoint.size;
        let is_whole = self.events == size && self.next == Seq(size);
        if is_whole && self.tree.root() != by.checkpoint.root {
            return Err(Error::Forged("the events do not lead to the root of the checkpoint".to_owned()));
        }
        if let Some(seq) = self.unproven.filter(|_| !is_whole) {
            return Err(Error::Forged(format!(
                "event {seq} is not shown to be in the log: not all headers are there, and it has no proof of its own"
            )));
        }
        let erased: BTreeSet<_> = self.redactions.iter().flat_map(|(_, events, _)| events).collect();
        let unexplained = self.empty.iter().filter(|id| !erased.contains(id)).count() as u64;
        Ok(Extent { size, events: self.events, lacking: self.lacking + unexplained, unknown: self.unknown })
    }
}

fn refused(why: AnswerProofFault) -> Error {
    match why {
        AnswerProofFault::Unreadable(why) => Error::io("could not read the proof", why),
        why => Error::Refused(format!("this is no proof: {why}")),
    }
}
