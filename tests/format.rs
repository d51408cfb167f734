//! Format version 1 does not change: the golden vectors of `tests/fixtures/v1/`.
//!
//! `inputs.json` says in words what each event is; `chain.raw` and `ids.jsonl`
//! hold the bytes and digests that it had when the format was published. To
//! write those two again, which only a new kind or a new input justifies:
//!
//! ```text
//! RESHUFFLE_BLESS=1 cargo test --test format
//! ```

#[path = "support/golden.rs"]
mod golden;

use std::collections::{BTreeMap, BTreeSet};

use golden::{Golden, fixture, hex, unhex};
use reshuffle::codec::{HEADER_LEN, Header, SALT_LEN, decode_body, encode_body};
use reshuffle::domain::{
    Basis, Capacity, Citation, Claim, Compare, Content, Fact, Field, How, HowRule, KeyChange, Kind, Noun, Per,
    PostChange, SourceDescription, Stance, Turn,
};
use reshuffle::proof::{self, Link, follows};

/// Compares what the code makes with what is stored, or stores it when asked.
fn agrees_with_the_stored(name: &str, made: &str) {
    let path = fixture(name);
    if std::env::var_os("RESHUFFLE_BLESS").is_some_and(|value| value == "1") {
        std::fs::write(&path, made).expect("the fixture can be written");
        panic!("wrote {}; look at the difference, then run again without RESHUFFLE_BLESS", path.display());
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    for (at, (made, stored)) in made.lines().zip(stored.lines()).enumerate() {
        assert_eq!(made, stored, "{name}: event {at} has other bytes than those published");
    }
    assert_eq!(made.lines().count(), stored.lines().count(), "{name} has another number of events");
}

#[test]
fn each_input_has_the_published_bytes() {
    agrees_with_the_stored("chain.raw", &golden::raw(&golden::chain()));
}

#[test]
fn each_input_has_the_published_digests() {
    let lines = golden::chain().into_iter().map(|event| {
        format!(
            "{{\"seq\":{},\"kind\":{},\"word\":\"{}\",\"body_digest\":\"{}\",\"id\":\"{}\"}}\n",
            event.header.seq,
            event.header.kind,
            event.entry.content.kind(),
            hex(&event.header.body_digest),
            event.id
        )
    });
    agrees_with_the_stored("ids.jsonl", &lines.collect::<String>());
}

/// The published bytes: header, body.
fn published() -> Vec<(Vec<u8>, Vec<u8>)> {
    let text = std::fs::read_to_string(fixture("chain.raw")).expect("the published chain can be read");
    text.lines()
        .map(|line| line.split_once(' ').map(|(header, body)| (unhex(header), unhex(body))).expect("two words a line"))
        .collect()
}

#[test]
fn the_published_bytes_say_what_the_inputs_say() {
    let chain = golden::chain();
    assert_eq!(published().len(), chain.len());
    for ((header, body), event) in published().iter().zip(&chain) {
        assert_eq!(Header::decode(header), Ok(event.header), "{}", event.about);
        let entry = decode_body(event.header.kind, body).unwrap_or_else(|why| panic!("{}: {why}", event.about));
        assert_eq!(entry, event.entry, "{}", event.about);
        assert_eq!(encode_body(&event.salt, &entry).as_ref(), Ok(body), "{}", event.about);
        assert_eq!(body[..SALT_LEN], event.salt);
    }
}

#[test]
fn the_published_events_are_a_chain() {
    let mut last: Option<Link> = None;
    for (bytes, body) in published() {
        let header = Header::decode(&bytes).expect("a header");
        assert_eq!(bytes.len(), HEADER_LEN);
        assert_eq!(header.body_digest, proof::body_digest(&body));
        assert_eq!(follows(last.as_ref(), header.seq.0, header.recorded_at.0, &header.prev.0), Ok(()));
        last = Some(Link { seq: header.seq.0, recorded_at_us: header.recorded_at.0, id: proof::event_id(&bytes) });
    }
    assert_eq!(last.map(|link| link.seq + 1), Some(golden::chain().len() as u64));
}

#[test]
fn quotes_stand_where_the_golden_events_say() {
    let chain = golden::chain();
    let texts: BTreeMap<_, _> =
        chain.iter().filter_map(|event| Some((golden::source_of(event)?, event.text.as_deref()?))).collect();
    let cited = chain.iter().flat_map(|event| event.entry.content.citations());
    let found: Vec<&Citation> = cited.filter(|citation| texts.contains_key(&citation.source)).collect();
    for citation in &found {
        let text = texts[&citation.source];
        let at = usize::try_from(citation.byte_start).expect("a position");
        assert!(text[at..].starts_with(&format!("{}{}", citation.exact, citation.suffix)), "{citation:?}");
        assert!(text[..at].ends_with(&citation.prefix), "{citation:?}");
        assert_eq!(text[..at].chars().count() as u64, citation.char_start, "{citation:?}");
    }
    assert!(found.iter().any(|citation| citation.byte_start != citation.char_start), "only ASCII is cited");
}

/// Every fact among the events, those inside amendments too.
fn facts(chain: &[Golden]) -> impl Iterator<Item = &Fact> {
    chain.iter().filter_map(|event| match &event.entry.content {
        Content::Fact(fact) | Content::Amended { fact, .. } => Some(&**fact),
        _ => None,
    })
}

#[test]
fn the_golden_events_have_each_kind_and_each_option_present_and_absent() {
    let chain = golden::chain();
    let mut lacking = Vec::new();
    for kind in Kind::ALL {
        let of_kind: Vec<_> = chain.iter().filter(|event| event.entry.content.kind() == *kind).collect();
        for with_key in [true, false] {
            // Event 0 is the only one of its kind.
            if *kind != Kind::Created && !of_kind.iter().any(|event| event.entry.key.is_some() == with_key) {
                lacking.push(format!("{kind}, client key: {with_key}"));
            }
        }
        assert!(!of_kind.is_empty(), "no golden event is `{kind}`");
    }
    for kind in Kind::facts() {
        let written: Vec<_> = facts(&chain).filter(|fact| fact.claim.kind() == kind).map(Fact::to_fields).collect();
        for field in kind.fields() {
            let always = kind.required_fields().contains(&field) || !written.iter().any(|f| f.get(field).is_none());
            let defaulted = [Field::Basis, Field::Stance, Field::Compare, Field::Per, Field::Names].contains(&field);
            if !written.iter().any(|fields| fields.get(field).is_some()) {
                lacking.push(format!("{kind} with {field}"));
            }
            if always && !kind.required_fields().contains(&field) && !defaulted {
                lacking.push(format!("{kind} without {field}"));
            }
        }
        let citations: BTreeSet<usize> =
            facts(&chain).filter(|fact| fact.claim.kind() == kind).map(|fact| fact.citations.len().min(1)).collect();
        assert_eq!(citations.contains(&0), kind.may_rest_on_judgement(), "`{kind}` without a citation");
    }
    for (at, name) in
        ["url", "archived", "publisher", "title", "author", "published", "as_of", "lang", "original", "version_of"]
            .iter()
            .enumerate()
    {
        let seen: BTreeSet<bool> = descriptions(&chain).map(|description| options(description)[at]).collect();
        if seen.len() < 2 {
            lacking.push(format!("a description with and without {name}"));
        }
    }
    assert_eq!(lacking, Vec::<String>::new(), "no golden event is");
}

fn descriptions(chain: &[Golden]) -> impl Iterator<Item = &SourceDescription> {
    chain.iter().filter_map(|event| match &event.entry.content {
        Content::Source(source) => Some(&source.description),
        Content::Redescribed { description, .. } => Some(description),
        _ => None,
    })
}

fn options(of: &SourceDescription) -> [bool; 10] {
    [
        of.url.is_some(),
        of.archived.is_some(),
        of.publisher.is_some(),
        of.title.is_some(),
        of.author.is_some(),
        of.published.is_some(),
        of.as_of.is_some(),
        of.lang.is_some(),
        of.original.is_some(),
        of.version_of.is_some(),
    ]
}

/// Compares a vocabulary with the numbers that its words were published
/// with, and with the words that the golden events use.
macro_rules! pinned {
    ($name:ident, $words:expr, $used:expr) => {
        let words: Vec<(u8, &str)> = $name::ALL.iter().map(|word| (word.code(), word.word())).collect();
        let pinned: Vec<(u8, &str)> = $words.into_iter().collect();
        assert_eq!(words, pinned, stringify!($name));
        assert!($name::ALL.iter().all(|word| $name::from_code(word.code()) == Some(*word)));
        assert_eq!($name::from_code($name::ALL.len() as u8), None, stringify!($name));
        let used: BTreeSet<$name> = $used.collect();
        assert_eq!(used.len(), words.len(), "of {}, only {used:?} are used", stringify!($name));
    };
}

#[test]
fn every_word_keeps_its_number_and_is_in_a_golden_event() {
    let chain = golden::chain();
    let claims: Vec<&Claim> = facts(&chain).map(|fact| &fact.claim).collect();
    let each = |read: fn(&Claim) -> Option<u8>| claims.iter().filter_map(move |claim| read(claim)).collect::<Vec<u8>>();
    macro_rules! used {
        ($name:ident, $pattern:pat => $value:expr) => {
            each(|claim| if let $pattern = claim { Some($value.code()) } else { None })
                .into_iter()
                .filter_map($name::from_code)
        };
    }
    pinned!(
        How,
        [
            (0, "resigned"),
            (1, "sacked"),
            (2, "stood_down"),
            (3, "reshuffled"),
            (4, "died"),
            (5, "term_ended"),
            (6, "unknown")
        ],
        used!(How, Claim::Departed { how, .. } => how)
    );
    pinned!(
        HowRule,
        [
            (0, "resigned"),
            (1, "sacked"),
            (2, "stood_down"),
            (3, "reshuffled"),
            (4, "died"),
            (5, "term_ended"),
            (6, "unknown"),
            (7, "left"),
        ],
        used!(HowRule, Claim::Counted(count) => count.how)
    );
    pinned!(Basis, [(0, "quote"), (1, "published"), (2, "desk")], facts(&chain).map(|fact| fact.basis));
    pinned!(
        Stance,
        [(0, "reported"), (1, "expected"), (2, "rumoured"), (3, "denied")],
        facts(&chain).map(|fact| fact.stance)
    );
    pinned!(
        Compare,
        [(0, "exactly"), (1, "at_least"), (2, "about")],
        used!(Compare, Claim::Counted(count) => count.compare)
    );
    pinned!(Per, [(0, "person"), (1, "post")], used!(Per, Claim::Counted(count) => count.per));
    pinned!(
        Noun,
        [(0, "person"), (1, "body"), (2, "post")],
        used!(Noun, Claim::Alias { noun, .. } | Claim::Identified { noun, .. } => noun)
    );
    pinned!(
        PostChange,
        [(0, "created"), (1, "renamed"), (2, "abolished")],
        used!(PostChange, Claim::Post { turn, .. } => turn.change())
    );
    pinned!(
        Capacity,
        [(0, "acting"), (1, "on_leave"), (2, "attending"), (3, "full")],
        used!(Capacity, Claim::Status { capacity, .. } => capacity)
    );
    pinned!(Turn, [(0, "began"), (1, "ended")], used!(Turn, Claim::Status { turn, .. } => turn));
    let changes = chain.iter().filter_map(|event| match &event.entry.content {
        Content::SigningKey { change, .. } => Some(*change),
        _ => None,
    });
    pinned!(KeyChange, [(0, "added"), (1, "revoked")], changes);
}
