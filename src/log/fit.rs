//! Whether a batch continues a log: asked by every backend before it writes.

use std::num::NonZero;
use std::thread::{self, available_parallelism};

use super::port::{Head, LogError, StoredEvent};
use crate::codec::{HEADER_LEN, MAX_EVENT_LEN};
use crate::domain::EventId;
use crate::proof;

/// How many events are worth a thread of their own: what hashing them takes is
/// several times what starting one does.
const PART_LEN_MIN: usize = 2_048;

/// How many are hashed side by side: enough to find bodies of one length, and
/// few enough to lie near each other.
const STRETCH_LEN: usize = 256;

/// Checks that `batch` continues the log that ends in `head`, event by event:
/// positions without a gap, each naming its predecessor's id, times strictly
/// increasing, nothing longer than [`MAX_EVENT_LEN`], and every body the one
/// that its header names (or erased). Answers with the head after the batch.
///
/// Long batches are hashed by several threads; the answer is the same.
///
/// # Errors
/// [`LogError::Misfit`], which says which event of the batch it is and why.
pub fn fit(head: Option<Head>, batch: &[StoredEvent]) -> Result<Option<Head>, LogError> {
    let own = hash_all(batch);
    batch.iter().zip(own).enumerate().try_fold(head, |head, (at, (event, own))| {
        let fitted = follows(head, event, own).map(Some);
        fitted.map_err(|why| LogError::Misfit(format!("event {} of the batch {why}", at + 1)))
    })
}

/// What hashing tells of an event by itself.
#[derive(Clone, Copy)]
struct Hashed {
    id: EventId,
    has_its_body: bool,
}

fn hash(events: &[StoredEvent]) -> Vec<Hashed> {
    let mut hashed = Vec::with_capacity(events.len());
    for stretch in events.chunks(STRETCH_LEN) {
        let ids = proof::event_ids(&stretch.iter().map(|event| event.header.as_slice()).collect::<Vec<_>>());
        let digests = proof::body_digests(&stretch.iter().map(|event| event.body.as_slice()).collect::<Vec<_>>());
        hashed.extend(stretch.iter().zip(ids).zip(digests).map(|((event, id), digest)| {
            // An erased body is empty; a written one never is, as it begins with a salt.
            let has_its_body = event.body.is_empty() || digest == event.body_digest();
            Hashed { id: EventId(id), has_its_body }
        }));
    }
    hashed
}

fn hash_all(batch: &[StoredEvent]) -> Vec<Hashed> {
    // How many cores there are is read from files each time, which takes longer
    // than to hash a few events.
    let threads = if batch.len() > PART_LEN_MIN { available_parallelism().map_or(1, NonZero::get) } else { 1 };
    let part_len = batch.len().div_ceil(threads).max(PART_LEN_MIN);
    let mut parts = batch.chunks(part_len);
    let own = parts.next().unwrap_or_default();
    thread::scope(|scope| {
        let others: Vec<_> = parts.map(|part| (part, scope.spawn(|| hash(part)))).collect();
        let mut hashed = hash(own);
        for (part, other) in others {
            // A thread that could not do it is made up for.
            hashed.extend(other.join().unwrap_or_else(|_| hash(part)));
        }
        hashed
    })
}

fn follows(head: Option<Head>, event: &StoredEvent, hashed: Hashed) -> Result<Head, String> {
    let last = head.map(|head| proof::Link { seq: head.seq.0, recorded_at_us: head.recorded_at_us, id: head.id.0 });
    let recorded_at_us = event.recorded_at_us();
    proof::follows(last.as_ref(), event.seq().0, recorded_at_us, &event.prev().0)
        .map_err(|fault| format!("does not follow: {fault}"))?;
    let len = HEADER_LEN.saturating_add(event.body.len());
    if len > MAX_EVENT_LEN {
        return Err(format!("has {len} bytes, of which {MAX_EVENT_LEN} are allowed"));
    }
    if !hashed.has_its_body {
        return Err("has a body that its header does not name".to_owned());
    }
    Ok(Head { seq: event.seq(), id: hashed.id, recorded_at_us })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::Seq;

    fn batch(count: u64) -> Vec<StoredEvent> {
        let mut prev = EventId::ZERO;
        (0..count)
            .map(|seq| {
                // Of all lengths, the erased among them.
                let body = vec![1; (seq % 1_500) as usize];
                let mut header = [0; HEADER_LEN];
                header[8..16].copy_from_slice(&seq.to_be_bytes());
                header[16..24].copy_from_slice(&(seq + 1).to_be_bytes());
                header[24..56].copy_from_slice(&proof::body_digest(&body));
                header[56..].copy_from_slice(&prev.0);
                let event = StoredEvent { header, body };
                prev = event.id();
                event
            })
            .collect()
    }

    #[test]
    fn a_long_batch_fits_and_its_first_misfit_is_told() {
        let whole = batch(5_000);
        let head = fit(None, &whole).unwrap().unwrap();
        assert_eq!((head.seq, head.id), (Seq(4_999), whole[4_999].id()));
        for at in [1, 255, 256, 2_047, 2_048, 2_499, 2_501, 4_095, 4_096, 4_999] {
            let mut broken = whole.clone();
            broken[at].body[0] ^= 1;
            broken[4_999].body[1] ^= 1;
            let said = fit(None, &broken).unwrap_err().to_string();
            assert!(said.contains(&format!("event {} of the batch has a body", at + 1)), "{said}");
        }
        assert_eq!(fit(Some(head), &[]).unwrap(), Some(head));
    }
}
