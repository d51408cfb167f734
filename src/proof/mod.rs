//! Hashes in, hashes out: this room knows no facts.

mod chain;
mod digest;

pub use chain::{Link, LinkFault, follows};
pub use digest::{
    BODY_CONTEXT, HEADER_CONTEXT, STATE_CONTEXT, SourceHasher, body_digest, event_id, index_digest, source_digest,
    state_digest,
};
