//! BLAKE3's `derive_key` of many short texts at once, sixteen side by side.
//!
//! The library divides one long text among the lanes of a processor. An event
//! is far shorter than the 1,024 bytes from which that begins, so here each
//! lane has a text of its own. The compression function and its constants are
//! those of section 2 of the BLAKE3 specification; tests hold every digest
//! against the library's. Bytes become words as they lie in memory, so this is
//! for machines that are little-endian, as nearly all are.

use std::{array, hint};

use fearless_simd::{Level, Simd, dispatch, prelude::*, u8x64, u32x16};

/// How many texts are hashed side by side.
const LANES: usize = 16;

/// The bytes that are compressed at a time.
const BLOCK_LEN: usize = 64;

/// The most blocks of a text that is one chunk; a longer one has a tree above.
const BLOCKS_MAX: usize = 16;

const IV: [u32; 8] =
    [0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19];

const CHUNK_START: u32 = 1 << 0;
const CHUNK_END: u32 = 1 << 1;
const ROOT: u32 = 1 << 3;
const DERIVE_KEY_MATERIAL: u32 = 1 << 6;

/// Which word of the message goes where, round by round.
const SCHEDULE: [[usize; 16]; 7] = schedule();

const fn schedule() -> [[usize; 16]; 7] {
    const PERMUTATION: [usize; 16] = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];
    let mut rounds = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]; 7];
    let mut round = 1;
    while round < 7 {
        let mut word = 0;
        while word < 16 {
            rounds[round][word] = rounds[round - 1][PERMUTATION[word]];
            word += 1;
        }
        round += 1;
    }
    rounds
}

/// Whether a text is one that lanes can take: one chunk, and not empty.
pub(super) fn fits(text: &[u8]) -> bool {
    cfg!(target_endian = "little") && (1..=BLOCKS_MAX * BLOCK_LEN).contains(&text.len())
}

/// Puts the `derive_key` digest of each text that [fits] at its place in
/// `digests`, by the key of their context.
pub(super) fn derive(context_key: &[u8; 32], texts: &[&[u8]], digests: &mut [[u8; 32]]) {
    derive_at(Level::new(), context_key, texts, digests);
}

/// The same by a set of instructions.
fn derive_at(level: Level, context_key: &[u8; 32], texts: &[&[u8]], digests: &mut [[u8; 32]]) {
    let key = array::from_fn(|word| word_at(context_key, word));
    let order = by_blocks(texts);
    fetch(order.iter().map(|at| texts[*at]));
    dispatch!(level, simd => {
        for group in order.chunks(LANES) {
            hash(simd, &key, group, texts, digests);
        }
    });
}

/// Reads a byte of each line of a cache. Nothing waits for one of them to come
/// before it asks for the next, as hashing does.
fn fetch<'t>(texts: impl Iterator<Item = &'t [u8]>) {
    let bytes = texts.flat_map(|text| text.iter().step_by(BLOCK_LEN));
    hint::black_box(bytes.fold(0, |all, byte| all ^ byte));
}

/// The places of the texts that fit, in the order of how many blocks they
/// have: those of one length go best side by side.
fn by_blocks(texts: &[&[u8]]) -> Vec<usize> {
    // Where those of each length begin, counted first.
    let mut places = [0; BLOCKS_MAX + 2];
    let fitting = || texts.iter().enumerate().filter(|(_, text)| fits(text));
    fitting().for_each(|(_, text)| places[blocks_of(text) + 1] += 1);
    for blocks in 1..places.len() {
        places[blocks] += places[blocks - 1];
    }
    let mut order = vec![0; places[BLOCKS_MAX + 1]];
    for (at, text) in fitting() {
        let place = &mut places[blocks_of(text)];
        order[*place] = at;
        *place += 1;
    }
    order
}

fn blocks_of(text: &[u8]) -> usize {
    text.len().div_ceil(BLOCK_LEN)
}

fn word_at(bytes: &[u8; 32], word: usize) -> u32 {
    u32::from_le_bytes(array::from_fn(|byte| bytes[4 * word + byte]))
}

/// Hashes at most as many texts as there are lanes, block by block.
#[inline(always)]
fn hash<S: Simd>(simd: S, key: &[u32; 8], group: &[usize], texts: &[&[u8]], digests: &mut [[u8; 32]]) {
    let mut lanes: [&[u8]; LANES] = [&[]; LANES];
    for (lane, at) in lanes.iter_mut().zip(group) {
        *lane = texts[*at];
    }
    let blocks = lanes.map(blocks_of);
    // The group is in order of length: its first text ends first, its last one last.
    let [least, most] = [group.first(), group.last()].map(|at| at.map_or(0, |at| blocks_of(texts[*at])));
    let mut chain: [u32x16<S>; 8] = key.map(|word| u32x16::splat(simd, word));
    for block in 0..most {
        let begun = if block == 0 { DERIVE_KEY_MATERIAL | CHUNK_START } else { DERIVE_KEY_MATERIAL };
        let (mut lens, mut flags) = ([BLOCK_LEN as u32; LANES], [begun; LANES]);
        let ends = block + 1 >= least;
        if ends {
            // What a lane makes after the end of its text is looked at by nobody.
            for lane in (0..LANES).filter(|lane| blocks[*lane] == block + 1) {
                lens[lane] = (lanes[lane].len() - block * BLOCK_LEN) as u32;
                flags[lane] |= CHUNK_END | ROOT;
            }
        }
        // A loop, since closures of an array's `map` are not compiled for the wider registers.
        let mut rows = [u32x16::splat(simd, 0); LANES];
        for lane in 0..LANES {
            rows[lane] = row(simd, lanes[lane], block);
        }
        let message = transposed(rows);
        compress(simd, &mut chain, &message, &lens, &flags);
        if ends {
            let mut rows = [u32x16::splat(simd, 0); LANES];
            rows[..8].copy_from_slice(&chain);
            let rows = transposed(rows);
            for (lane, at) in group.iter().enumerate().filter(|(lane, _)| blocks[*lane] == block + 1) {
                let bytes: u8x64<S> = rows[lane].bitcast();
                digests[*at].copy_from_slice(&bytes.as_array()[..32]);
            }
        }
    }
}

/// The words of a block of a text, which ends with zeros.
#[inline(always)]
fn row<S: Simd>(simd: S, text: &[u8], block: usize) -> u32x16<S> {
    let rest = text.get(block * BLOCK_LEN..).unwrap_or_default();
    if let Some(whole) = rest.first_chunk::<BLOCK_LEN>() {
        return u8x64::from_slice(simd, whole).bitcast();
    }
    let mut padded = [0; BLOCK_LEN];
    padded[..rest.len()].copy_from_slice(rest);
    u8x64::from_slice(simd, &padded).bitcast()
}

/// Rows that have a text each, turned to rows that have a word of each text:
/// four perfect shuffles of the rows transpose them.
#[inline(always)]
fn transposed<S: Simd>(mut rows: [u32x16<S>; LANES]) -> [u32x16<S>; 16] {
    for _ in 0..4 {
        let before = rows;
        for row in 0..8 {
            (rows[2 * row], rows[2 * row + 1]) = before[row].interleave(before[row + 8]);
        }
    }
    rows
}

/// One block of each text, compressed into its chaining value.
#[inline(always)]
fn compress<S: Simd>(
    simd: S,
    chain: &mut [u32x16<S>; 8],
    message: &[u32x16<S>; 16],
    lens: &[u32; LANES],
    flags: &[u32; LANES],
) {
    let splat = |word| u32x16::splat(simd, word);
    let [a, b, c, d, e, f, g, h] = *chain;
    let [lens, flags] = [lens, flags].map(|of_each| u32x16::from_slice(simd, of_each));
    // A first chunk has the counter 0.
    let zero = splat(0);
    let mut state =
        [a, b, c, d, e, f, g, h, splat(IV[0]), splat(IV[1]), splat(IV[2]), splat(IV[3]), zero, zero, lens, flags];
    for round in &SCHEDULE {
        let word = |at: usize| message[round[at]];
        mix(&mut state, [0, 4, 8, 12], word(0), word(1));
        mix(&mut state, [1, 5, 9, 13], word(2), word(3));
        mix(&mut state, [2, 6, 10, 14], word(4), word(5));
        mix(&mut state, [3, 7, 11, 15], word(6), word(7));
        mix(&mut state, [0, 5, 10, 15], word(8), word(9));
        mix(&mut state, [1, 6, 11, 12], word(10), word(11));
        mix(&mut state, [2, 7, 8, 13], word(12), word(13));
        mix(&mut state, [3, 4, 9, 14], word(14), word(15));
    }
    for word in 0..8 {
        chain[word] = state[word] ^ state[word + 8];
    }
}

/// The quarter round.
#[inline(always)]
fn mix<S: Simd>(state: &mut [u32x16<S>; 16], [a, b, c, d]: [usize; 4], x: u32x16<S>, y: u32x16<S>) {
    state[a] = state[a] + state[b] + x;
    state[d] = rotated::<S, 16>(state[d] ^ state[a]);
    state[c] += state[d];
    state[b] = rotated::<S, 12>(state[b] ^ state[c]);
    state[a] = state[a] + state[b] + y;
    state[d] = rotated::<S, 8>(state[d] ^ state[a]);
    state[c] += state[d];
    state[b] = rotated::<S, 7>(state[b] ^ state[c]);
}

#[inline(always)]
fn rotated<S: Simd, const BITS: u32>(word: u32x16<S>) -> u32x16<S> {
    (word >> BITS) | (word << (u32::BITS - BITS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CONTEXT: &str = "reshuffle 2026 test of lanes";

    /// The digests by the best instructions there are, which those that any
    /// such machine has do not differ from.
    fn derived(texts: &[&[u8]]) -> Vec<[u8; 32]> {
        let key = blake3::hazmat::hash_derive_key_context(CONTEXT);
        let [best, least] = [Level::new(), Level::baseline()].map(|level| {
            let mut digests = vec![[0; 32]; texts.len()];
            derive_at(level, &key, texts, &mut digests);
            digests
        });
        assert_eq!(best, least);
        best
    }

    #[test]
    fn every_length_has_the_digest_of_the_library_in_every_lane() {
        let bytes: Vec<u8> = (0..=255).cycle().take(BLOCKS_MAX * BLOCK_LEN).collect();
        for shift in 0..LANES {
            let texts: Vec<&[u8]> = (1..=bytes.len()).skip(shift).map(|len| &bytes[..len]).collect();
            assert!(texts.iter().all(|text| fits(text)));
            for (text, digest) in texts.iter().zip(derived(&texts)) {
                assert_eq!(digest, blake3::derive_key(CONTEXT, text), "{} bytes", text.len());
            }
        }
        assert!(!fits(b"") && !fits(&[0; 1_025]));
    }

    proptest! {
        #[test]
        fn mixed_texts_have_the_digests_of_the_library(texts in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..1_025), 0..70)) {
            let texts: Vec<&[u8]> = texts.iter().map(Vec::as_slice).collect();
            let single: Vec<[u8; 32]> = texts.iter().map(|text| blake3::derive_key(CONTEXT, text)).collect();
            prop_assert_eq!(derived(&texts), single);
        }
    }
}
