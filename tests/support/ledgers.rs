//! Small ledgers, sealed as they should be or as a forger would.

use reshuffle::audit::{Progress, Report, Subject, audit};
use reshuffle::backend::memory::{MemoryArticles, MemoryLog};
use reshuffle::codec::Header;
use reshuffle::domain::time::{Edtf, Moment};
use reshuffle::domain::{
    Basis, Citation, Claim, Content, Created, Entry, EventId, Fact, Holding, How, KeyChange, Name, Noun, Seq, Source,
    SourceDescription, SourceId, Stance, Text,
};
use reshuffle::log::{EventLog, Head, StoredEvent, seal};
use reshuffle::proof::{self, ssh};
use reshuffle::sources::SourceStore;

/// An article, with what audits like least: two-, three- and four-byte characters.
pub const ARTICLE: &str = "Zoë — 😀 — left. Heidi Alexander led the departures. Hilary Benn was sacked at 01:00.";
/// Another one.
pub const REPLY: &str = "“Heidi Alexander has gone,” a spokesman said. Hilary Benn took office in 2015.";

/// A log and its articles, before anybody puts them together.
#[derive(Clone)]
pub struct Book {
    pub events: Vec<StoredEvent>,
    pub articles: MemoryArticles,
    head: Option<Head>,
}

impl Book {
    /// Nothing at all.
    pub fn blank() -> Self {
        Self { events: Vec::new(), articles: MemoryArticles::new(), head: None }
    }

    /// A ledger that was just made.
    pub fn new() -> Self {
        let mut book = Self::blank();
        book.push(created());
        book
    }

    /// A ledger in which something of every sort was recorded, all of it right.
    pub fn full() -> Self {
        let mut book = Self::new();
        book.add_source("first", ARTICLE);
        let original = book.articles.put(b"\x89PNG\0").unwrap();
        let reply = Source { description: described("reply", Some(original), Some(id_of(ARTICLE))), ..source(REPLY) };
        book.articles.put(REPLY.as_bytes()).unwrap();
        book.push(Content::Source(reply));
        let appointed = book.push(appointed("Hilary Benn", quote(REPLY, "Hilary Benn")));
        book.push(departed("Hilary Benn", Some(appointed), vec![quote(ARTICLE, "Hilary Benn was sacked")]));
        let left = book.push_keyed(departed("Heidi Alexander", None, vec![quote(ARTICLE, "Heidi Alexander")]), "k");
        let left = book.push(amended(left, departed("Heidi Alexander", None, vec![quote(ARTICLE, "Heidi")])));
        book.push(Content::Corroborated { target: left, citation: quote(REPLY, "Heidi Alexander has gone") });
        let said = book.push(said("Zoë", quote(ARTICLE, "— 😀 —")));
        book.push(Content::Retracted { target: said, why: text("a slip") });
        book.push(alias("Hilary Bnn", "Hilary Benn"));
        let description = described("answer", Some(original), None);
        book.push(Content::Redescribed { source: id_of(REPLY), description, why: text("clearer") });
        let allowed = book.push(key_change("desk", KeyChange::Added));
        book.push(signed(allowed));
        book
    }

    /// A ledger whose events refer to none before them, so that a forger may
    /// seal any of them anew.
    pub fn plain() -> Self {
        let mut book = Self::new();
        book.add_source("first", ARTICLE);
        for words in ["Zoë", "left", "Heidi", "led", "Hilary", "sacked", "Benn", "01:00"] {
            book.push(said("Zoë", quote(ARTICLE, words)));
        }
        book
    }

    /// Seals something onto the end, right or wrong.
    pub fn push(&mut self, content: Content) -> EventId {
        self.seal(Entry { recorder: name("desk"), key: None, content })
    }

    /// The same, by somebody else.
    pub fn push_by(&mut self, recorder: &str, content: Content) -> EventId {
        self.seal(Entry { recorder: name(recorder), key: None, content })
    }

    /// The same, with a client key.
    pub fn push_keyed(&mut self, content: Content, key: &str) -> EventId {
        self.seal(Entry { recorder: name("desk"), key: Some(key.parse().unwrap()), content })
    }

    fn seal(&mut self, entry: Entry) -> EventId {
        let salt = [u8::try_from(self.events.len() % 251).unwrap(); 16];
        let now = Moment(1_466_960_400_000_000 + self.events.len() as i64 * 1_000_000);
        let (event, head) = seal(self.head, now, &salt, &entry).unwrap();
        self.head = Some(head);
        self.events.push(event);
        head.id
    }

    /// Keeps an article and seals the event that adds it.
    pub fn add_source(&mut self, label: &str, text: &str) -> SourceId {
        let id = self.articles.put(text.as_bytes()).unwrap();
        self.push(Content::Source(Source { description: described(label, None, None), ..source(text) }));
        id
    }

    /// Seals a header and a body of any bytes onto the end.
    pub fn push_raw(&mut self, kind: u16, recorded_at: Moment, body: &[u8]) -> EventId {
        let header = Header {
            kind,
            seq: self.head.map_or(Seq(0), |head| head.seq.next()),
            recorded_at,
            body_digest: proof::body_digest(body),
            prev: self.head.map_or(EventId::ZERO, |head| head.id),
        };
        let event = StoredEvent { header: header.encode(), body: body.to_vec() };
        self.head = Some(Head { seq: header.seq, id: event.id(), recorded_at_us: recorded_at.0 });
        self.events.push(event);
        self.events[self.events.len() - 1].id()
    }

    /// Changes event `at` and links everything after it anew, as a forger
    /// does who hopes that nobody kept a copy.
    pub fn forge(&mut self, at: usize, change: impl FnOnce(&mut Header)) {
        let mut header = Header::decode(&self.events[at].header).unwrap();
        change(&mut header);
        self.events[at].header = header.encode();
        for next in at + 1..self.events.len() {
            let mut header = Header::decode(&self.events[next].header).unwrap();
            header.prev = self.events[next - 1].id();
            self.events[next].header = header.encode();
        }
    }

    /// The log as it lies there.
    pub fn log(&self) -> MemoryLog {
        MemoryLog::holding(self.events.clone())
    }

    /// What the head file says while all is well.
    pub fn head_file(&self) -> Option<(Seq, EventId)> {
        let last = self.events.last()?;
        Some((last.seq(), last.id()))
    }

    /// Audits it with the head file of the day it was whole.
    pub fn audit_against(&self, whole: &Self) -> Report {
        audit_log(&self.log(), &self.articles, whole.head_file())
    }

    /// Audits it as it is.
    pub fn audit(&self) -> Report {
        self.audit_against(self)
    }
}

/// Audits a log and articles.
pub fn audit_log(log: &dyn EventLog, articles: &dyn SourceStore, head_file: Option<(Seq, EventId)>) -> Report {
    let subject = Subject { log, sources: articles, head_file, settings: None };
    audit(&subject, &mut |_: Progress| {})
}

/// The findings, each as its code and the seq that it is at.
pub fn found(report: &Report) -> Vec<(&'static str, Option<u64>)> {
    report.findings.iter().map(|finding| (finding.code.word(), finding.seq.map(|seq| seq.0))).collect()
}

pub fn name(text: &str) -> Name {
    text.parse().unwrap()
}

pub fn text(text: &str) -> Text {
    text.parse().unwrap()
}

pub fn id_of(text: &str) -> SourceId {
    SourceId(proof::source_digest(text.as_bytes()))
}

pub fn created() -> Content {
    let origin = "example.org/test".parse().unwrap();
    Content::Created(Created { origin, zone: name("Europe/London"), verifying_key: [7; 32] })
}

pub fn source(text: &str) -> Source {
    Source { digest: id_of(text), length: text.len() as u64, description: described("unnamed", None, None) }
}

pub fn described(label: &str, original: Option<SourceId>, version_of: Option<SourceId>) -> SourceDescription {
    let published = Some(Edtf::parse("2016-06-26").unwrap());
    SourceDescription { published, original, version_of, ..SourceDescription::labelled(label).unwrap() }
}

/// A citation of words where they first stand, with a little context.
pub fn quote(article: &str, words: &str) -> Citation {
    let start = article.find(words).unwrap();
    let (before, after) = (&article[..start], &article[start + words.len()..]);
    let prefix: Vec<char> = before.chars().rev().take(32).collect();
    Citation {
        source: id_of(article),
        exact: words.to_owned(),
        prefix: prefix.into_iter().rev().collect(),
        suffix: after.chars().take(32).collect(),
        byte_start: start as u64,
        char_start: before.chars().count() as u64,
    }
}

pub fn fact(claim: Claim, when: Option<&str>, citations: Vec<Citation>) -> Fact {
    let why = if citations.is_empty() { Some(text("we know")) } else { None };
    let (basis, stance) = (Basis::Quote, Stance::Reported);
    let when = when.map(|when| Edtf::parse(when).unwrap());
    Fact { claim, when, basis, announced: None, stance, note: None, why, citations }
}

fn holding(person: &str) -> Holding {
    Holding { person: name(person), body: name("Shadow Cabinet"), post: None }
}

pub fn appointed(person: &str, citation: Citation) -> Content {
    let claim = Claim::Appointed { holding: holding(person), acting: false, rank: None };
    Content::Fact(fact(claim, Some("2015-09-13"), vec![citation]).into())
}

pub fn departed(person: &str, ends: Option<EventId>, citations: Vec<Citation>) -> Content {
    departed_when(person, "2016-06-26", ends, citations)
}

pub fn departed_when(person: &str, when: &str, ends: Option<EventId>, citations: Vec<Citation>) -> Content {
    let claim = Claim::Departed { holding: holding(person), how: How::Resigned, by: None, reason: None, ends };
    Content::Fact(fact(claim, Some(when), citations).into())
}

pub fn said(person: &str, citation: Citation) -> Content {
    Content::Fact(fact(Claim::Said { person: name(person) }, None, vec![citation]).into())
}

pub fn alias(spelling: &str, of: &str) -> Content {
    let claim = Claim::Alias { name: name(spelling), of: name(of), noun: Noun::Person };
    Content::Fact(fact(claim, None, Vec::new()).into())
}

/// The key that signs here.
pub fn signer() -> ssh::PrivateKey {
    include_str!("../fixtures/ssh/recorder").parse().unwrap()
}

/// That this key becomes, or is no longer, one of somebody.
pub fn key_change(holder: &str, change: KeyChange) -> Content {
    let key = signer().public().to_bytes();
    Content::SigningKey { holder: Some(name(holder)), key, change, endorsement: None }
}

/// Its signature of an event.
pub fn signed(target: EventId) -> Content {
    Content::Signed { target, signature: text(&ssh::sign_event(&signer(), &target.0)) }
}

/// What turns `target` into what `content` says.
pub fn amended(target: EventId, content: Content) -> Content {
    let Content::Fact(fact) = content else { panic!("only a fact is amended to") };
    Content::Amended { target, fact, why: text("corrected") }
}
