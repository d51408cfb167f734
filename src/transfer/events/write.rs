//! Out: an event as a line.

use std::io::{self, Write};

use super::wire::{Wire, WireCitation, description_object, fact_object};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::FORMAT;
use crate::domain::time::{Moment, Zone};
use crate::domain::{Content, Entry, EventId};
use crate::proof::hex::hex;
use crate::transfer::export::json_line;

/// The bytes that go with the event that adds an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attached {
    /// The article's text; none where it was erased.
    pub text: Option<String>,
    /// The bytes that it is a transcript of.
    pub original: Option<Vec<u8>>,
}

/// The part of a line that every event has.
fn head(kind: &str, id: EventId, recorded_at: Moment, zone: &Zone) -> Wire {
    Wire { event: kind.to_owned(), id: id.to_string(), recorded_at: zone.show(recorded_at), ..Wire::default() }
}

/// Writes an event of which no more than its place is known: its body was
/// erased (`erased`), or its kind belongs to a later version (`unknown`).
///
/// # Errors
/// The writer's.
pub fn write_bare(
    (word, kind): (&str, Option<String>),
    (id, recorded_at): (EventId, Moment),
    zone: &Zone,
    out: &mut dyn Write,
) -> io::Result<()> {
    json_line(out, &Wire { kind, ..head(word, id, recorded_at, zone) })
}

/// Writes an event, with an article's bytes where it adds one.
///
/// # Errors
/// The writer's.
pub fn write(
    entry: &Entry,
    attached: Attached,
    (id, recorded_at): (EventId, Moment),
    zone: &Zone,
    out: &mut dyn Write,
) -> io::Result<()> {
    let kind = entry.content.kind();
    let mut line = head(kind.word(), id, recorded_at, zone);
    line.recorder = Some(entry.recorder.to_string());
    line.key = entry.key.as_ref().map(ToString::to_string);
    line.target = entry.content.target().map(|target| target.to_string());
    fill(&mut line, &entry.content, attached);
    json_line(out, &line)
}

fn fill(line: &mut Wire, content: &Content, attached: Attached) {
    match content {
        Content::Created(created) => {
            line.format = Some(FORMAT);
            line.origin = Some(created.origin.to_string());
            line.zone = Some(created.zone.to_string());
            line.public_key = Some(hex(&created.verifying_key));
        }
        Content::Source(source) => {
            line.source = Some(source.digest.to_string());
            line.length = Some(source.length);
            line.description = Some(description_object(&source.description));
            line.text = attached.text;
            line.original_base64 = attached.original.map(|bytes| BASE64.encode(&bytes));
        }
        Content::Redescribed { source, description, why } => {
            line.source = Some(source.to_string());
            line.description = Some(description_object(description));
            line.why = Some(why.to_string());
        }
        Content::Fact(fact) => {
            line.fact = Some(fact_object(fact));
            line.citations = Some(fact.citations.iter().map(WireCitation::from).collect());
        }
        Content::Amended { fact, why, .. } => {
            line.kind = Some(fact.claim.kind().word().to_owned());
            line.fact = Some(fact_object(fact));
            line.citations = Some(fact.citations.iter().map(WireCitation::from).collect());
            line.why = Some(why.to_string());
        }
        Content::Retracted { why, .. } => line.why = Some(why.to_string()),
        Content::Corroborated { citation, .. } => line.citations = Some(vec![citation.into()]),
        Content::Redacted { events, sources, why } => {
            line.events = Some(events.iter().map(ToString::to_string).collect());
            line.sources = Some(sources.iter().map(ToString::to_string).collect());
            line.why = Some(why.to_string());
        }
        Content::SigningKey { holder, key, change, endorsement } => {
            line.holder = holder.as_ref().map(ToString::to_string);
            line.public_key = Some(hex(key));
            line.change = Some(change.word().to_owned());
            line.endorsement = endorsement.as_ref().map(ToString::to_string);
        }
        Content::Signed { signature, .. } => line.signature = Some(signature.to_string()),
    }
}
