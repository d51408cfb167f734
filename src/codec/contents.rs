//! The content of each kind of event, field by field.

use std::sync::Arc;

use bincode::{BorrowDecode, Encode};

use crate::domain::{Content, Created, EventId, KeyChange, Kind, Source, SourceDescription, SourceId};

use super::body::BodyError;
use super::claims::take_claim;
use super::parts::{
    CitationPart, Reader, Writer, name, parsed, parsed_option, put_citation, put_fact, take_fact, text, word,
};

/// The length of a digest, in bytes.
const DIGEST_LEN: usize = 32;

#[derive(Encode, BorrowDecode)]
struct DescriptionPart<'a> {
    label: &'a str,
    url: Option<&'a str>,
    archived: Option<&'a str>,
    publisher: Option<&'a str>,
    title: Option<&'a str>,
    author: Option<&'a str>,
    published: Option<&'a str>,
    as_of: Option<&'a str>,
    lang: Option<&'a str>,
    original: Option<[u8; 32]>,
    version_of: Option<[u8; 32]>,
}

impl<'a> From<&'a SourceDescription> for DescriptionPart<'a> {
    fn from(source: &'a SourceDescription) -> Self {
        Self {
            label: source.label.as_str(),
            url: text(source.url.as_ref()),
            archived: text(source.archived.as_ref()),
            publisher: text(source.publisher.as_ref()),
            title: text(source.title.as_ref()),
            author: text(source.author.as_ref()),
            published: text(source.published.as_ref()),
            as_of: text(source.as_of.as_ref()),
            lang: text(source.lang.as_ref()),
            original: source.original.map(|id| id.0),
            version_of: source.version_of.map(|id| id.0),
        }
    }
}

impl TryFrom<DescriptionPart<'_>> for SourceDescription {
    type Error = BodyError;

    fn try_from(part: DescriptionPart<'_>) -> Result<Self, BodyError> {
        Ok(Self {
            label: name(part.label)?,
            url: parsed_option(part.url)?,
            archived: parsed_option(part.archived)?,
            publisher: parsed_option(part.publisher)?,
            title: parsed_option(part.title)?,
            author: parsed_option(part.author)?,
            published: parsed_option(part.published)?,
            as_of: parsed_option(part.as_of)?,
            lang: parsed_option(part.lang)?,
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
            let (origin, zone, verifying_key): (&str, &str, [u8; 32]) = from.take()?;
            Content::Created(Created { origin: parsed(origin)?, zone: name(zone)?, verifying_key })
        }
        Kind::Source => {
            let (digest, length, description): ([u8; 32], u64, DescriptionPart<'_>) = from.take()?;
            Content::Source(Source { digest: SourceId(digest), length, description: description.try_into()? })
        }
        Kind::Redescribed => {
            let (source, description, why): ([u8; 32], DescriptionPart<'_>, &str) = from.take()?;
            Content::Redescribed { source: SourceId(source), description: description.try_into()?, why: parsed(why)? }
        }
        Kind::Amended => {
            let (target, why, number): ([u8; 32], &str, u16) = from.take()?;
            let kind = Kind::from_number(number).ok_or(BodyError::UnknownKind(number))?;
            let claim = take_claim(kind, from)?;
            Content::Amended { target: EventId(target), why: parsed(why)?, fact: Arc::new(take_fact(from, claim)?) }
        }
        Kind::Retracted => {
            let (target, why): ([u8; 32], &str) = from.take()?;
            Content::Retracted { target: EventId(target), why: parsed(why)? }
        }
        Kind::Corroborated => {
            let (target, citation): ([u8; 32], CitationPart<'_>) = from.take()?;
            Content::Corroborated { target: EventId(target), citation: citation.try_into()? }
        }
        Kind::Redacted => {
            let events = from.take_list(DIGEST_LEN, |id| Ok(EventId(id)))?;
            let sources = from.take_list(DIGEST_LEN, |id| Ok(SourceId(id)))?;
            Content::Redacted { events, sources, why: parsed(from.take::<&str>()?)? }
        }
        Kind::SigningKey => {
            let (holder, key, change, endorsement): (Option<&str>, [u8; 32], u8, Option<&str>) = from.take()?;
            Content::SigningKey {
                holder: parsed_option(holder)?,
                key,
                change: word(KeyChange::from_code, change)?,
                endorsement: parsed_option(endorsement)?,
            }
        }
        Kind::Signed => {
            let (target, signature): ([u8; 32], &str) = from.take()?;
            Content::Signed { target: EventId(target), signature: parsed(signature)? }
        }
        fact => {
            let claim = take_claim(fact, from)?;
            Content::Fact(Arc::new(take_fact(from, claim)?))
        }
    })
}
