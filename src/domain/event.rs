//! Events: facts, and things done to facts, sealed into the log.

use std::sync::Arc;

use super::time::Moment;
use super::words::KeyChange;
use super::{Citation, ClientKey, EventId, Fact, Kind, Name, Origin, Seq, Source, SourceDescription, SourceId, Text};

/// An event as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its position.
    pub seq: Seq,
    /// Its id.
    pub id: EventId,
    /// When the ledger came to know it.
    pub recorded_at: Moment,
    /// What it is.
    pub entry: Entry,
}

/// What is recorded in an event, apart from its place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Who recorded it.
    pub recorder: Name,
    /// The client's own key for it.
    pub key: Option<ClientKey>,
    /// What it says.
    pub content: Content,
}

/// What an event says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// The ledger began.
    Created(Created),
    /// An article was added.
    Source(Source),
    /// An article's description was corrected; the whole new one is kept.
    Redescribed {
        /** Which. */
        source: SourceId,
        /** The new one. */
        description: SourceDescription,
        /** Why. */
        why: Text,
    },
    /// A source says something.
    Fact(Arc<Fact>),
    /// A fact was corrected; the whole new one is kept.
    Amended {
        /** The fact or an amendment of it. */
        target: EventId,
        /** The new one. */
        fact: Arc<Fact>,
        /** Why. */
        why: Text,
    },
    /// A fact or an amendment was taken back.
    Retracted {
        /** Which. */
        target: EventId,
        /** Why. */
        why: Text,
    },
    /// Another source says the same.
    Corroborated {
        /** As which fact. */
        target: EventId,
        /** In which words. */
        citation: Citation,
    },
    /// Bytes were erased.
    Redacted {
        /** The events whose bodies are gone. */
        events: Vec<EventId>,
        /** The sources that are gone. */
        sources: Vec<SourceId>,
        /** Why. */
        why: Text,
    },
    /// A signing key was accepted or revoked.
    SigningKey {
        /** The recorder it belongs to; the ledger itself where none is named. */
        holder: Option<Name>,
        /** An Ed25519 verifying key. */
        key: [u8; 32],
        /** What became of it. */
        change: KeyChange,
        /** For the ledger's own: the checkpoint by the old key. */
        endorsement: Option<Text>,
    },
    /// Somebody signed an event.
    Signed {
        /** Which. */
        target: EventId,
        /** An SSHSIG over its id. */
        signature: Text,
    },
}

/// The ledger's beginning: what event 0 says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// The ledger's name in the world.
    pub origin: Origin,
    /// The IANA name of its time zone.
    pub zone: Name,
    /// Its Ed25519 verifying key.
    pub verifying_key: [u8; 32],
}

impl Content {
    /// The kind of event.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Created(_) => Kind::Created,
            Self::Source(_) => Kind::Source,
            Self::Redescribed { .. } => Kind::Redescribed,
            Self::Fact(fact) => fact.claim.kind(),
            Self::Amended { .. } => Kind::Amended,
            Self::Retracted { .. } => Kind::Retracted,
            Self::Corroborated { .. } => Kind::Corroborated,
            Self::Redacted { .. } => Kind::Redacted,
            Self::SigningKey { .. } => Kind::SigningKey,
            Self::Signed { .. } => Kind::Signed,
        }
    }

    /// The citations in it.
    #[must_use]
    pub fn citations(&self) -> &[Citation] {
        match self {
            Self::Corroborated { citation, .. } => std::slice::from_ref(citation),
            _ => self.fact().map_or(&[], |fact| &fact.citations),
        }
    }

    /// What it says of the world: a fact, or what one says since it was amended.
    #[must_use]
    pub fn fact(&self) -> Option<&Arc<Fact>> {
        match self {
            Self::Fact(fact) | Self::Amended { fact, .. } => Some(fact),
            _ => None,
        }
    }

    /// The event that it speaks of, for those that speak of one.
    #[must_use]
    pub fn target(&self) -> Option<EventId> {
        match self {
            Self::Amended { target, .. }
            | Self::Retracted { target, .. }
            | Self::Corroborated { target, .. }
            | Self::Signed { target, .. } => Some(*target),
            _ => None,
        }
    }
}
