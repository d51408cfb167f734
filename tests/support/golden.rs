//! The golden events of format version 1: inputs in words, and the chain they make.
//!
//! `tests/fixtures/v1/inputs.json` is written by hand. Each input becomes a
//! value through the library's own types, then bytes, each event sealed onto
//! the one before it. `@N` in an input stands for the id of event N, or, where
//! a source is meant, for the digest of the text that event N adds.

#![allow(dead_code, reason = "each test binary uses a part of this module")]

use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;

use reshuffle::codec::{Header, SALT_LEN, Salt, encode_body};
use reshuffle::domain::time::Moment;
use reshuffle::domain::{
    Citation, Content, Created, Entry, EventId, Fact, Field, Fields, Kind, Seq, Source, SourceDescription, SourceId,
};
use reshuffle::proof;
use serde_json::{Map, Value};

/// One golden event.
pub struct Golden {
    /// What it is there to show.
    pub about: String,
    /// The random bytes of its body.
    pub salt: Salt,
    /// What it says.
    pub entry: Entry,
    /// Its header.
    pub header: Header,
    /// Its body's bytes.
    pub body: Vec<u8>,
    /// Its id.
    pub id: EventId,
    /// The text that it adds, where it adds one.
    pub text: Option<String>,
}

/// Where the fixtures of format version 1 lie.
pub fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/v1").join(name)
}

/// Every golden event, built from its input and chained onto the one before.
pub fn chain() -> Vec<Golden> {
    let text = std::fs::read_to_string(fixture("inputs.json")).expect("the inputs can be read");
    let inputs: Vec<Map<String, Value>> = serde_json::from_str(&text).expect("the inputs are JSON");
    inputs.iter().fold(Vec::new(), |mut chain, input| {
        let event = seal(&chain, input);
        chain.push(event);
        chain
    })
}

/// The text form of a chain: what `reshuffle log --raw` prints.
pub fn raw<'a>(events: impl IntoIterator<Item = &'a Golden>) -> String {
    events.into_iter().map(|event| format!("{} {}\n", hex(&event.header.encode()), hex(&event.body))).collect()
}

/// Seals an entry onto a chain.
pub fn seal_entry(chain: &[Golden], about: &str, at: i64, salt: Salt, entry: Entry) -> Golden {
    let body = encode_body(&salt, &entry).unwrap_or_else(|why| panic!("{about}: {why}"));
    let header = Header {
        kind: entry.content.kind().number(),
        seq: Seq(chain.len() as u64),
        recorded_at: Moment(at),
        body_digest: proof::body_digest(&body),
        prev: chain.last().map_or(EventId::ZERO, |event| event.id),
    };
    let id = EventId(proof::event_id(&header.encode()));
    Golden { about: about.to_owned(), salt, entry, header, body, id, text: None }
}

fn seal(chain: &[Golden], input: &Map<String, Value>) -> Golden {
    let input = Input { chain, map: input };
    let about = input.text("about");
    let entry = Entry { recorder: input.read("recorder"), key: input.maybe("key"), content: content(&input) };
    let salt: [u8; SALT_LEN] = unhex(&input.text("salt")).try_into().expect("a salt has 16 bytes");
    let at = input.map["recorded_at_us"].as_i64().expect("a time is an integer");
    Golden { text: input.maybe("text"), ..seal_entry(chain, &about, at, salt, entry) }
}

/// A JSON object among the inputs, and the events that it may speak of.
struct Input<'a> {
    chain: &'a [Golden],
    map: &'a Map<String, Value>,
}

impl<'a> Input<'a> {
    fn maybe<T: FromStr<Err: Display>>(&self, field: &str) -> Option<T> {
        let text = self.event_text(self.map.get(field)?.as_str()?);
        Some(text.parse().unwrap_or_else(|why| panic!("`{field}` is `{text}`: {why}")))
    }

    fn read<T: FromStr<Err: Display>>(&self, field: &str) -> T {
        self.maybe(field).unwrap_or_else(|| panic!("`{field}` is missing in {:?}", self.map))
    }

    fn text(&self, field: &str) -> String {
        self.read(field)
    }

    fn inner(&self, field: &str) -> Input<'a> {
        Input { chain: self.chain, map: self.map[field].as_object().expect("an object") }
    }

    fn list(&self, field: &str) -> &'a [Value] {
        self.map[field].as_array().expect("a list")
    }

    fn event_text(&self, text: &str) -> String {
        text.strip_prefix('@').map_or_else(|| text.to_owned(), |seq| self.event(seq).id.to_string())
    }

    fn event(&self, seq: &str) -> &'a Golden {
        &self.chain[seq.parse::<usize>().expect("a position follows `@`")]
    }

    fn source_id(&self, text: &str) -> SourceId {
        match text.strip_prefix('@') {
            Some(seq) => source_of(self.event(seq)).expect("that event adds a source"),
            None => text.parse().expect("a source is a digest or `@` and a position"),
        }
    }

    fn maybe_source(&self, field: &str) -> Option<SourceId> {
        Some(self.source_id(self.map.get(field)?.as_str()?))
    }

    fn source(&self, field: &str) -> SourceId {
        self.maybe_source(field).expect("a source")
    }
}

/// The source that an event adds, where it adds one.
pub fn source_of(event: &Golden) -> Option<SourceId> {
    match &event.entry.content {
        Content::Source(source) => Some(source.digest),
        _ => None,
    }
}

fn content(input: &Input<'_>) -> Content {
    let kind: Kind = input.read("kind");
    match kind {
        Kind::Created => Content::Created(Created {
            origin: input.read("origin"),
            zone: input.read("zone"),
            verifying_key: digest(&input.text("verifying_key")),
        }),
        Kind::Source => {
            let text = input.text("text");
            Content::Source(Source {
                digest: SourceId(proof::source_digest(text.as_bytes())),
                length: text.len() as u64,
                description: description(&input.inner("description")),
            })
        }
        Kind::Redescribed => Content::Redescribed {
            source: input.source("source"),
            description: description(&input.inner("description")),
            why: input.read("why"),
        },
        Kind::Amended => {
            let new = input.inner("fact");
            Content::Amended {
                target: input.read("target"),
                fact: fact(new.read("kind"), &new).into(),
                why: input.read("why"),
            }
        }
        Kind::Retracted => Content::Retracted { target: input.read("target"), why: input.read("why") },
        Kind::Corroborated => {
            Content::Corroborated { target: input.read("target"), citation: citation(&input.inner("citation")) }
        }
        Kind::Redacted => Content::Redacted {
            events: texts(input.list("events")).map(|text| input.event(&text[1..]).id).collect(),
            sources: texts(input.list("sources")).map(|text| input.source_id(text)).collect(),
            why: input.read("why"),
        },
        Kind::SigningKey => Content::SigningKey {
            holder: input.maybe("holder"),
            key: digest(&input.text("verifying_key")),
            change: input.read("change"),
            endorsement: input.maybe("endorsement"),
        },
        Kind::Signed => Content::Signed { target: input.read("target"), signature: input.read("signature") },
        kind => Content::Fact(fact(kind, input).into()),
    }
}

fn fact(kind: Kind, input: &Input<'_>) -> Fact {
    let mut fields = Fields::default();
    for (name, value) in input.inner("fields").map {
        let field: Field = name.parse().expect("a field");
        fields.set(field, input.event_text(value.as_str().expect("a field is a text")));
    }
    let citations = input.list("citations").iter();
    let citations =
        citations.map(|one| citation(&Input { chain: input.chain, map: one.as_object().expect("a citation") }));
    Fact::from_fields(kind, &fields, citations.collect()).unwrap_or_else(|why| panic!("{:?}: {why}", input.map))
}

fn citation(input: &Input<'_>) -> Citation {
    Citation {
        source: input.source("source"),
        exact: input.text("exact"),
        prefix: input.text("prefix"),
        suffix: input.text("suffix"),
        byte_start: input.map["byte_start"].as_u64().expect("a position"),
        char_start: input.map["char_start"].as_u64().expect("a position"),
    }
}

fn description(input: &Input<'_>) -> SourceDescription {
    SourceDescription {
        label: input.read("label"),
        url: input.maybe("url"),
        archived: input.maybe("archived"),
        publisher: input.maybe("publisher"),
        title: input.maybe("title"),
        author: input.maybe("author"),
        published: input.maybe("published"),
        as_of: input.maybe("as_of"),
        lang: input.maybe("lang"),
        original: input.maybe_source("original"),
        version_of: input.maybe_source("version_of"),
    }
}

fn texts(list: &[Value]) -> impl Iterator<Item = &str> {
    list.iter().map(|value| value.as_str().expect("a text"))
}

fn digest(text: &str) -> [u8; 32] {
    unhex(text).try_into().expect("32 bytes in hexadecimal")
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes that hexadecimal digits stand for.
pub fn unhex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2), "an odd number of digits: {text}");
    let pairs = (0..text.len()).step_by(2).map(|at| &text[at..at + 2]);
    pairs.map(|pair| u8::from_str_radix(pair, 16).expect("hexadecimal digits")).collect()
}
