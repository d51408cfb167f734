//! What can be said of one event by itself, whatever stands before it.
//!
//! This is nearly all the work of an audit, and needs no order: workers do it
//! for stretches of the log at once. What depends on the events before is left
//! to whoever goes along the log, for whom the answer is kept short: of what
//! an event says only as much is handed on as others depend on.

use std::sync::Arc;

use super::body::{self, Fault, Hashed};
use super::page::{Misplaced, Page};
use super::shelf::Shelf;
use super::signatures::Signing;
use super::times::{Clocks, Impossible};
use crate::domain::{Citation, Claim, Content, Entry, EventId, Name, SourceId, excerpt};
use crate::log::StoredHeader;
use crate::proof::{self, ssh};

/// An event, as far as it can be judged by itself.
pub(super) struct Examined {
    /// Its header.
    pub header: StoredHeader,
    /// Its id.
    pub id: EventId,
    /// What its body says.
    pub reading: Reading,
}

/// What a body says.
pub(super) enum Reading {
    /// What was recorded.
    Says(Saying),
    /// Nothing: it was erased.
    Erased,
    /// Nothing that can be told.
    Faulty(Box<Fault>),
}

/// What was recorded, as far as later checks need it.
pub(super) struct Saying {
    /// Who recorded it.
    pub recorder: Name,
    /// The digest of the client's own key.
    pub key: Option<[u8; 32]>,
    /// What others depend on.
    pub matter: Matter,
    /// Its times that stand for no moment; none where no zone was known yet.
    pub times: Option<Vec<Impossible>>,
    /// Its first quote: mostly there is one.
    pub quote: Option<Quoted>,
    /// Its other quotes.
    pub quotes: Vec<Quoted>,
}

/// What of an event's content depends on others, or others on it.
pub(super) enum Matter {
    /// Nothing.
    Plain,
    /// Only that it ends an appointment.
    Ends(EventId),
    /// That it signs an event, and by which key.
    Signs(Box<Signing>),
    /// All of it.
    Whole(Box<Content>),
}

impl Matter {
    /// The content, where all of it matters.
    pub fn whole(&self) -> Option<&Content> {
        match self {
            Self::Whole(content) => Some(content),
            Self::Plain | Self::Ends(_) | Self::Signs(_) => None,
        }
    }
}

/// A quote, compared with its article.
pub(super) struct Quoted {
    /// The article.
    pub source: SourceId,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of comparing a quote.
pub(super) enum Outcome {
    /// It stands where it is said to.
    Stands,
    /// There is no such article to compare it with.
    Unchecked,
    /// It does not stand there.
    Misplaced(Box<Elsewhere>),
}

/// A quote that does not stand where it is said to.
pub(super) struct Elsewhere {
    /// Its words, or the beginning of them.
    pub quote: String,
    /// Where it is said to stand.
    pub byte: u64,
    /// How that is wrong.
    pub why: Misplaced,
}

/// The article that the last quote was compared with: mostly it is that of the
/// next one too, and nobody else has to be asked for it.
pub(super) type Open = Option<(SourceId, Option<Arc<Page>>)>;

/// Who examines events: what all workers share.
#[derive(Clone, Copy)]
pub(super) struct Examiner<'a> {
    /// The articles.
    pub shelf: &'a Shelf<'a>,
    /// The ledger's clocks, once the first event was read.
    pub clocks: &'a Clocks,
}

impl Examiner<'_> {
    /// Examines one event.
    pub fn examine(&self, event: &Hashed<'_>, open: &mut Open) -> Examined {
        let reading = match body::read(event) {
            Ok(Some(entry)) => Reading::Says(self.consider(entry, open)),
            Ok(None) => Reading::Erased,
            Err(fault) => Reading::Faulty(fault),
        };
        Examined { id: event.id, header: event.header, reading }
    }

    fn consider(&self, entry: Entry, open: &mut Open) -> Saying {
        let Entry { recorder, key, content } = entry;
        self.read_ahead(&content);
        let times = self.clocks.judge(&content);
        let mut quotes = content.citations().iter().map(|citation| self.compare(citation, open));
        let quote = quotes.next();
        let quotes = quotes.collect();
        let matter = match &content {
            Content::Fact(fact) if times.is_some() => match &fact.claim {
                Claim::Alias { .. } => Matter::Whole(Box::new(content)),
                Claim::Departed { ends: Some(id), .. } => Matter::Ends(*id),
                _ => Matter::Plain,
            },
            Content::Signed { target, signature } => {
                let key = ssh::verify_event(signature.as_str(), &target.0);
                Matter::Signs(Box::new(Signing { target: *target, key }))
            }
            _ => Matter::Whole(Box::new(content)),
        };
        let key = key.map(|key| proof::source_digest(key.as_str().as_bytes()));
        Saying { recorder, key, matter, times, quote, quotes }
    }

    /// Reads and hashes what an event adds or describes, so that its condition
    /// is known by the time that somebody asks.
    fn read_ahead(&self, content: &Content) {
        let (article, description) = match content {
            Content::Source(source) => (Some(source.digest), &source.description),
            Content::Redescribed { description, .. } => (None, description),
            _ => return,
        };
        if let Some(id) = article {
            self.shelf.condition(id);
        }
        if let Some(id) = description.original {
            self.shelf.original(id);
        }
    }

    fn compare(&self, citation: &Citation, open: &mut Open) -> Quoted {
        let page = match open {
            Some((id, page)) if *id == citation.source => page,
            _ => &mut open.insert((citation.source, self.shelf.page(citation.source))).1,
        };
        let outcome = match page.as_ref().map(|page| page.check(citation)) {
            None => Outcome::Unchecked,
            Some(Ok(())) => Outcome::Stands,
            Some(Err(why)) => {
                let quote = excerpt(&citation.exact).to_string();
                Outcome::Misplaced(Box::new(Elsewhere { quote, byte: citation.byte_start, why }))
            }
        };
        Quoted { source: citation.source, outcome }
    }
}
