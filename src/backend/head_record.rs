//! Which event is the last, with a checksum: what the log says of itself.
//!
//! The same statement is kept twice, in the database and in a file beside it.
//! The checksum tells a torn or half-written statement from a true one; it is
//! no defence against someone who means harm, which is what ids are for.

use crate::domain::{EventId, Seq};

/// Key-derivation context of the checksum.
const CONTEXT: &str = "reshuffle 2026 head record v1";

/// Length of a record in bytes: seq, id, checksum.
pub(crate) const RECORD_LEN: usize = 8 + 32 + 8;

/// The first eight bytes of a digest over the seq (big-endian) and the id.
pub(crate) fn checksum(seq: Seq, id: EventId) -> [u8; 8] {
    let mut stated = [0; 40];
    stated[..8].copy_from_slice(&seq.0.to_be_bytes());
    stated[8..].copy_from_slice(&id.0);
    let digest = blake3::derive_key(CONTEXT, &stated);
    std::array::from_fn(|i| digest[i])
}

/// The record as bytes: seq (big-endian), id, checksum.
pub(crate) fn to_bytes(seq: Seq, id: EventId) -> [u8; RECORD_LEN] {
    let mut record = [0; RECORD_LEN];
    record[..8].copy_from_slice(&seq.0.to_be_bytes());
    record[8..40].copy_from_slice(&id.0);
    record[40..].copy_from_slice(&checksum(seq, id));
    record
}

/// Reads a record; `None` where it is torn or was never one.
pub(crate) fn from_bytes(record: &[u8]) -> Option<(Seq, EventId)> {
    let (seq, rest) = record.split_first_chunk::<8>()?;
    let (id, sum) = rest.split_first_chunk::<32>()?;
    let (seq, id) = (Seq(u64::from_be_bytes(*seq)), EventId(*id));
    (sum == checksum(seq, id)).then_some((seq, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_back_and_no_changed_bit_of_it_does() {
        let record = to_bytes(Seq(7), EventId([0xab; 32]));
        assert_eq!(from_bytes(&record), Some((Seq(7), EventId([0xab; 32]))));
        for bit in 0..RECORD_LEN * 8 {
            let mut torn = record;
            torn[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(from_bytes(&torn), None, "bit {bit}");
        }
        for len in 0..RECORD_LEN {
            assert_eq!(from_bytes(&record[..len]), None, "length {len}");
        }
    }
}
