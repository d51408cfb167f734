//! The digests of format version 1, all BLAKE3.

use std::sync::LazyLock;

use blake3::hazmat::{ContextKey, HasherExt, hash_derive_key_context};

use super::lanes;

/// Key-derivation context of a body's digest.
pub const BODY_CONTEXT: &str = "reshuffle 2026 event body v1";
/// Key-derivation context of an event's id.
pub const HEADER_CONTEXT: &str = "reshuffle 2026 event header v1";

static BODY_KEY: LazyLock<ContextKey> = LazyLock::new(|| hash_derive_key_context(BODY_CONTEXT));
static HEADER_KEY: LazyLock<ContextKey> = LazyLock::new(|| hash_derive_key_context(HEADER_CONTEXT));

/// Key-derivation context of a state's hash.
pub const STATE_CONTEXT: &str = "reshuffle 2026 state v1";

/// Key-derivation context of what an index looks things up by.
const INDEX_CONTEXT: &str = "reshuffle 2026 index v1";

/// What an index looks something up by: a digest of parts, each with its length.
#[must_use]
pub fn index_digest(parts: &[&[u8]]) -> [u8; 32] {
    static KEY: LazyLock<ContextKey> = LazyLock::new(|| hash_derive_key_context(INDEX_CONTEXT));
    let mut hasher = blake3::Hasher::new_from_context_key(&KEY);
    for part in parts {
        hasher.update(&(part.len() as u64).to_be_bytes()).update(part);
    }
    *hasher.finalize().as_bytes()
}

/// The digest that a header carries of its body.
#[must_use]
pub fn body_digest(body: &[u8]) -> [u8; 32] {
    derived(&BODY_KEY, body)
}

/// The [`body_digest`] of each of some bodies, several times as fast as one by one.
#[must_use]
pub fn body_digests(bodies: &[&[u8]]) -> Vec<[u8; 32]> {
    all_derived(&BODY_KEY, bodies)
}

/// An event's id: the digest of its header's bytes.
#[must_use]
pub fn event_id(header: &[u8]) -> [u8; 32] {
    derived(&HEADER_KEY, header)
}

/// The [`event_id`] of each of some headers, likewise.
#[must_use]
pub fn event_ids(headers: &[&[u8]]) -> Vec<[u8; 32]> {
    all_derived(&HEADER_KEY, headers)
}

/// `derive_key` of a context that was hashed before: of something as short as
/// an event, hashing the context anew each time would be a fifth of the work.
fn derived(context: &ContextKey, bytes: &[u8]) -> [u8; 32] {
    *blake3::Hasher::new_from_context_key(context).update(bytes).finalize().as_bytes()
}

fn all_derived(context: &ContextKey, texts: &[&[u8]]) -> Vec<[u8; 32]> {
    let mut digests = vec![[0; 32]; texts.len()];
    lanes::derive(context, texts, &mut digests);
    for (digest, text) in digests.iter_mut().zip(texts).filter(|(_, text)| !lanes::fits(text)) {
        *digest = derived(context, text);
    }
    digests
}

/// The name of a source: the plain BLAKE3 hash of its bytes, as `b3sum` prints it.
#[must_use]
pub fn source_digest(bytes: &[u8]) -> [u8; 32] {
    *blake3::hash(bytes).as_bytes()
}

/// The name of a source whose bytes come in pieces.
#[derive(Debug, Clone, Default)]
pub struct SourceHasher(blake3::Hasher);

impl SourceHasher {
    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The [`source_digest`] of all bytes together.
    #[must_use]
    pub fn finish(&self) -> [u8; 32] {
        *self.0.finalize().as_bytes()
    }
}

/// The hash of the canonical form of a state: tenures, departures and the
/// facts that stand, piece by piece as `write` hands them over.
#[must_use]
pub fn state_digest(write: impl FnOnce(&mut dyn FnMut(&[u8]))) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key(STATE_CONTEXT);
    write(&mut |piece| {
        hasher.update(piece);
    });
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_their_contexts() {
        for len in [0, 1, 64, 88, 300, 5_000] {
            let bytes = vec![7; len];
            assert_eq!(body_digest(&bytes), blake3::derive_key(BODY_CONTEXT, &bytes));
            assert_eq!(event_id(&bytes), blake3::derive_key(HEADER_CONTEXT, &bytes));
        }
    }

    #[test]
    fn many_have_the_digests_that_each_has_alone() {
        let texts: Vec<Vec<u8>> = (0..2_100).map(|len| vec![len as u8; len]).collect();
        let texts: Vec<&[u8]> = texts.iter().map(Vec::as_slice).collect();
        assert_eq!(body_digests(&texts), texts.iter().map(|text| body_digest(text)).collect::<Vec<_>>());
        assert_eq!(event_ids(&texts), texts.iter().map(|text| event_id(text)).collect::<Vec<_>>());
    }

    #[test]
    fn pieces_have_the_digest_of_the_whole() {
        let bytes: Vec<u8> = (0..=255).cycle().take(70_000).collect();
        let mut hasher = SourceHasher::default();
        bytes.chunks(999).for_each(|piece| hasher.update(piece));
        assert_eq!(hasher.finish(), source_digest(&bytes));
    }
}
