//! Hashes in, hashes out: this room knows no facts.

mod chain;
pub mod checkpoint;
mod digest;
pub mod evidence;
pub mod hex;
mod lanes;
pub mod note;
pub mod ssh;
pub mod tree;

pub use chain::{Link, LinkFault, follows};
pub use digest::{
    BODY_CONTEXT, HEADER_CONTEXT, STATE_CONTEXT, SourceHasher, body_digest, body_digests, event_id, event_ids,
    index_digest, source_digest, state_digest,
};
