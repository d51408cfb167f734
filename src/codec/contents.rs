//! The content of each kind of event, field by field.

use bincode::{Decode, Encode};

use crate::domain::{Content, Created, EventId, KeyChange, Kind, Source, SourceDescription, SourceId};

use super::body::BodyError;
use super::claims::take_claim;
use super::parts::{
    CitationPart, Reader, Writer, name, parsed, parsed_option, put_citation, put_fact, take_fact, text, word,
};

/// The length of a digest, in bytes.
const DIGEST_LEN: usize = 32;

#[derive(Encode, Decode)]
struct DescriptionPart {
    label: String,
    url: Option<String>,
    archived: Option<String>,
    publisher: Option<String>,
    title: Option<String>,
    author: Option<String>,
    published: Option<String>,
    as_of: Option<String>,
    lang: Option<String>,
    original: Option<[u8; 32]>,
    version_of: Option<[u8; 32]>,
}

impl From<&SourceDescription> for DescriptionPart {
    fn from(source: &SourceDescription) -> Self {
        Self {
            label: source.label.to_string(),
            url: text(source.url.as_ref()).map(str::to_owned),
            archived: text(source.archived.as_ref()).map(str::to_owned),
            publisher: text(source.publisher.as_ref()).map(str::to_owned),
            title: text(source.title.as_ref()).map(str::to_owned),
            author: text(source.author.as_ref()).map(str::to_owned),
            published: text(source.published.as_ref()).map(str::to_owned),
            as_of: text(source.as_of.as_ref()).map(str::to_owned),
            lang: text(source.lang.as_ref()).map(str::to_owned),
            original: source.original.map(|id| id.0),
            version_of: source.version_of.map(|id| id.0),
        }
    }
}

impl TryFrom<DescriptionPart> for SourceDescription {
    type Error = BodyError;

    fn try_from(part: DescriptionPart) -> Result<Self, BodyError> {
        Ok(Self {
            label: name(part.label)?,
            url: parsed_option(part.url.as_deref())?,
            archived: parsed_option(part.archived.as_deref())?,
            publisher: parsed_option(part.publisher.as_deref())?,
            title: parsed_option(part.title.as_deref())?,
            author: parsed_option(part.author.as_deref())?,
            published: parsed_option(part.published.as_deref())?,
            as_of: parsed_option(part.as_of.as_deref())?,
            lang: parsed_option(part.lang.as_deref())?,
            original: part.original.map(SourceId),
            version_of: part.version_of.map(SourceId),
        })
    }
}

/// Writes an event's content.
pub(super) fn put_content(out: &mut Writer, content: &Content) -> Result<(), BodyError> {
    match content {
        Content::Created(Created { origin, zone, verifying_key }) => {
            out.put(&(origin.as_str(), zone.as_str(), verifying_key))
        }
        Content::Source(Source { digest, length, description }) => {
            out.put(&(digest.0, *length, DescriptionPart::from(description)))
        }
        Content::Redescribed { source, description, why } => {
            out.put(&(source.0, DescriptionPart::from(description), why.as_str()))
        }
        Content::Fact(fact) => put_fact(out, fact),
        Content::Amended { target, fact, why } => {
            out.put(&(target.0, why.as_str(), fact.claim.kind().number()))?;
            put_fact(out, fact)
        }
        Content::Retracted { target, why } => out.put(&(target.0, why.as_str())),
        Content::Corroborated { target, citation } => {
            out.put(&target.0)?;
            put_citation(out, citation)
        }
        Content::Redacted { events, sources, why } => {
            out.put_list(events.iter().map(|id| id.0))?;
            out.put_list(sources.iter().map(|id| id.0))?;
            out.put(&why.as_str())
        }
        Content::SigningKey { holder, key, change, endorsement } => {
            out.put(&(text(holder.as_ref()), key, change.code(), text(endorsement.as_ref())))
        }
        Content::Signed { target, signature } => out.put(&(target.0, signature.as_str())),
    }
}

/// Reads the content of a kind of event.
pub(super) fn take_content(kind: Kind, from: &mut Reader<'_>) -> Result<Content, BodyError> {
    Ok(match kind {
        Kind::Created => {
            let (origin, zone, verifying_key): (String, String, [u8; 32]) = from.take()?;
            Content::Created(Created { origin: parsed(&origin)?, zone: name(zone)?, verifying_key })
        }
        Kind::Source => {
            let (digest, length, description): ([u8; 32], u64, DescriptionPart) = from.take()?;
            Content::Source(Source { digest: SourceId(digest), length, description: description.try_into()? })
        }
        Kind::Redescribed => {
            let (source, description, why): ([u8; 32], DescriptionPart, String) = from.take()?;
            Content::Redescribed { source: SourceId(source), description: description.try_into()?, why: parsed(&why)? }
        }
        Kind::Amended => {
            let (target, why, number): ([u8; 32], String, u16) = from.take()?;
            let kind = Kind::from_number(number).ok_or(BodyError::UnknownKind(number))?;
            let claim = take_claim(kind, from)?;
            Content::Amended { target: EventId(target), why: parsed(&why)?, fact: take_fact(from, claim)? }
        }
        Kind::Retracted => {
            let (target, why): ([u8; 32], String) = from.take()?;
            Content::Retracted { target: EventId(target), why: parsed(&why)? }
        }
        Kind::Corroborated => {
            let (target, citation): ([u8; 32], CitationPart) = from.take()?;
            Content::Corroborated { target: EventId(target), citation: citation.try_into()? }
        }
        Kind::Redacted => {
            let events = from.take_list(DIGEST_LEN)?.into_iter().map(EventId).collect();
            let sources = from.take_list(DIGEST_LEN)?.into_iter().map(SourceId).collect();
            Content::Redacted { events, sources, why: parsed(&from.take::<String>()?)? }
        }
        Kind::SigningKey => {
            let (holder, key, change, endorsement): (Option<String>, [u8; 32], u8, Option<String>) = from.take()?;
            Content::SigningKey {
                holder: parsed_option(holder.as_deref())?,
                key,
                change: word(KeyChange::from_code, change)?,
                endorsement: parsed_option(endorsement.as_deref())?,
            }
        }
        Kind::Signed => {
            let (target, signature): ([u8; 32], String) = from.take()?;
            Content::Signed { target: EventId(target), signature: parsed(&signature)? }
        }
        fact => {
            let claim = take_claim(fact, from)?;
            Content::Fact(take_fact(from, claim)?)
        }
    })
}
