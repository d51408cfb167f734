//! Citations as annotations of their articles, by the W3C Web Annotation Data
//! Model (Recommendation of 23 February 2017), in JSON-LD.
//!
//! The file is one `AnnotationCollection` with one page, an annotation a line.
//! Each says one fact of one quote: the body is the fact, in words and as
//! JSON, the target the article with the quote in it, as a
//! `TextQuoteSelector` and a `TextPositionSelector` (code points of the text
//! as it is kept).

use std::io::{self, Write};

use serde_json::{Value, json};

use super::json::json as write_json;
use super::words::sentence;
use crate::domain::time::{Moment, utc};
use crate::domain::{Citation, EventId, Fact, Name, Origin, Source};

const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

/// What an annotation is of.
#[derive(Debug, Clone, Copy)]
pub struct Cited<'a> {
    /// The event that cites.
    pub event: EventId,
    /// Its place among the citations of that event, from 1.
    pub nth: usize,
    /// Who recorded it.
    pub recorder: &'a Name,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// What the quote is said to mean.
    pub fact: &'a Fact,
    /// The quote.
    pub citation: &'a Citation,
    /// The article.
    pub source: &'a Source,
    /// When the ledger took the article in.
    pub kept_at: Moment,
}

/// Writes a collection, one annotation after the other.
pub struct Annotations<'w> {
    out: &'w mut dyn Write,
    collection: String,
    total: u64,
}

impl<'w> Annotations<'w> {
    /// Begins the collection of a ledger as known to an event.
    ///
    /// # Errors
    /// The writer's.
    pub fn begin(origin: &Origin, head: Option<EventId>, out: &'w mut dyn Write) -> io::Result<Self> {
        let collection = urn(head.unwrap_or(EventId::ZERO));
        let head = json!({
            "@context": CONTEXT,
            "id": format!("{collection}#annotations"),
            "type": "AnnotationCollection",
            "label": format!("Citations of the ledger {origin}"),
        });
        let mut text = head.to_string();
        text.pop();
        write!(out, "{text},\"first\":")?;
        let page = json!({ "id": format!("{collection}#annotations-1"), "type": "AnnotationPage", "startIndex": 0 });
        let mut text = page.to_string();
        text.pop();
        write!(out, "{text},\"items\":[")?;
        Ok(Self { out, collection, total: 0 })
    }

    /// Writes the annotation of a citation.
    ///
    /// # Errors
    /// The writer's.
    pub fn add(&mut self, cited: &Cited<'_>) -> io::Result<()> {
        self.out.write_all(if self.total == 0 { b"\n" } else { b",\n" })?;
        self.total += 1;
        write_json(self.out, &annotation(cited))
    }

    /// Ends the collection; answers with how many annotations it has.
    ///
    /// # Errors
    /// The writer's.
    pub fn finish(self) -> io::Result<u64> {
        let page = json!({ "total": self.total, "last": format!("{}#annotations-1", self.collection) });
        let rest = page.to_string();
        writeln!(self.out, "\n]}},{}", &rest[1..])?;
        Ok(self.total)
    }
}

fn urn(event: EventId) -> String {
    format!("urn:blake3:{event}")
}

fn annotation(cited: &Cited<'_>) -> Value {
    let Cited { event, nth, recorder, recorded_at, fact, citation, source, kept_at } = *cited;
    let fields = fact.to_fields();
    let fields = fields.iter().map(|(field, text)| (field.word().to_owned(), Value::from(text)));
    let mut told = serde_json::Map::from_iter([("fact".to_owned(), Value::from(fact.claim.kind().word()))]);
    told.extend(fields);
    json!({
        "@context": CONTEXT,
        "id": format!("{}#citation-{nth}", urn(event)),
        "type": "Annotation",
        "motivation": "describing",
        "created": utc(recorded_at),
        "creator": { "name": recorder.as_str() },
        "body": [
            { "type": "TextualBody", "value": sentence(fact), "format": "text/plain", "language": "en" },
            { "type": "TextualBody", "value": Value::Object(told).to_string(), "format": "application/json" },
        ],
        "target": target(citation, source, kept_at),
    })
}

fn target(citation: &Citation, source: &Source, kept_at: Moment) -> Value {
    let kept = format!("urn:blake3:{}", citation.source);
    let url = source.description.url.as_ref().map(|url| url.as_str()).filter(|url| super::is_web_address(url));
    let chars = citation.chars();
    let mut target = json!({
        "type": "SpecificResource",
        "source": url.unwrap_or(&kept),
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": citation.exact,
                "prefix": citation.prefix,
                "suffix": citation.suffix,
            },
            { "type": "TextPositionSelector", "start": chars.start, "end": chars.end },
        ],
    });
    if url.is_some() {
        // The numbers hold in the text that was kept; the address may show another by now.
        target["state"] = json!({ "type": "TimeState", "sourceDate": utc(kept_at), "cached": kept });
    }
    target
}
