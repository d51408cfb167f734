//! In: a line as an event.

use super::wire::{Wire, read_description, read_fact, read_source};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::{FORMAT, travels};
use crate::domain::{ClientKey, Content, Entry, EventId, Kind, Name, Text};

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carried {
    /// Where the lines come from.
    Beginning {
        /** The id of the event. */
        id: EventId,
        /** The ledger's name in the world. */
        origin: String,
        /** The IANA name of its time zone. */
        zone: String,
    },
    /// An event, in which the ids of others are those of the ledger it comes from.
    Event {
        /** Its id there. */
        id: EventId,
        /** What it says. */
        entry: Box<Entry>,
        /** The bytes of the article that it adds. */
        text: Option<String>,
        /** The bytes that this article is a transcript of. */
        original: Option<Vec<u8>>,
    },
    /// An event that means nothing in another ledger.
    Bound {
        /** Its id there. */
        id: EventId,
        /** The word for what it is. */
        what: String,
    },
}

/// Reads a line.
///
/// # Errors
/// What is wrong with it, with the character at which that shows.
pub fn read(line: &str) -> Result<Carried, (u64, String)> {
    let wire: Wire = serde_json::from_str(line).map_err(|why| {
        let told = why.to_string();
        let before = line.get(..why.column().saturating_sub(1)).unwrap_or(line);
        (before.chars().count() as u64 + 1, told.split(" at line ").next().unwrap_or_default().to_owned())
    })?;
    carried(wire).map_err(|why| (1, why))
}

fn carried(mut wire: Wire) -> Result<Carried, String> {
    let id: EventId = wire.id.parse().map_err(|why| format!("`id`: {why}"))?;
    let Ok(kind) = wire.event.parse::<Kind>() else {
        return match wire.event.as_str() {
            "erased" | "unknown" => Ok(Carried::Bound { id, what: wire.event }),
            other => Err(format!("`{other}` is no kind of event")),
        };
    };
    if kind == Kind::Created {
        if wire.format != Some(FORMAT) {
            return Err(format!("the lines are not of format {FORMAT}, which is the one read here"));
        }
        let (origin, zone) = (needed("origin", wire.origin)?, needed("zone", wire.zone)?);
        return Ok(Carried::Beginning { id, origin, zone });
    }
    if !travels(kind) {
        return Ok(Carried::Bound { id, what: wire.event });
    }
    let recorder: Name = parsed("recorder", &needed("recorder", wire.recorder.take())?)?;
    let key: Option<ClientKey> = wire.key.take().map(|key| parsed("key", &key)).transpose()?;
    let text = wire.text.take();
    let original = wire.original_base64.take();
    let original =
        original.map(|text| BASE64.decode(text).map_err(|_| "`original_base64` is no base64")).transpose()?;
    let entry = Box::new(Entry { recorder, key, content: content(kind, wire)? });
    Ok(Carried::Event { id, entry, text, original })
}

fn content(kind: Kind, wire: Wire) -> Result<Content, String> {
    let why = |why: Option<String>| parsed::<Text>("why", &needed("why", why)?);
    let target = |target: Option<String>| parsed::<EventId>("target", &needed("target", target)?);
    let citations = wire.citations.unwrap_or_default().into_iter().map(super::wire::WireCitation::read);
    let mut citations = citations.collect::<Result<Vec<_>, _>>()?;
    Ok(match kind {
        Kind::Source => {
            let digest = parsed("source", &needed("source", wire.source)?)?;
            let length = needed("length", wire.length)?;
            Content::Source(read_source(digest, length, needed("description", wire.description)?)?)
        }
        Kind::Redescribed => Content::Redescribed {
            source: parsed("source", &needed("source", wire.source)?)?,
            description: read_description(needed("description", wire.description)?)?,
            why: why(wire.why)?,
        },
        Kind::Amended => {
            let word = needed("kind", wire.kind)?;
            let kind = word.parse().ok().filter(|kind: &Kind| kind.is_fact());
            let kind = kind.ok_or_else(|| format!("`{word}` is no kind of fact"))?;
            let fact = read_fact(kind, needed("fact", wire.fact)?, citations)?;
            Content::Amended { target: target(wire.target)?, fact: fact.into(), why: why(wire.why)? }
        }
        Kind::Retracted => Content::Retracted { target: target(wire.target)?, why: why(wire.why)? },
        Kind::Corroborated if citations.len() == 1 => {
            Content::Corroborated { target: target(wire.target)?, citation: citations.remove(0) }
        }
        Kind::Corroborated => return Err("`corroborated` takes one citation".to_owned()),
        fact => Content::Fact(read_fact(fact, needed("fact", wire.fact)?, citations)?.into()),
    })
}

fn needed<T>(name: &str, value: Option<T>) -> Result<T, String> {
    value.ok_or_else(|| format!("`{name}` is missing"))
}

fn parsed<T>(name: &str, text: &str) -> Result<T, String>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|why: T::Err| format!("`{name}`: {why}"))
}
