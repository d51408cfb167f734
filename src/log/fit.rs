//! Whether a batch continues a log: asked by every backend before it writes.

use super::port::{Head, LogError, StoredEvent};
use crate::codec::{HEADER_LEN, MAX_EVENT_LEN};
use crate::proof;

/// Checks that `batch` continues the log that ends in `head`, event by event:
/// positions without a gap, each naming its predecessor's id, times strictly
/// increasing, nothing longer than [`MAX_EVENT_LEN`], and every body the one
/// that its header names (or erased). Answers with the head after the batch.
///
/// # Errors
/// [`LogError::Misfit`], which says which event of the batch it is and why.
pub fn fit(head: Option<Head>, batch: &[StoredEvent]) -> Result<Option<Head>, LogError> {
    batch.iter().enumerate().try_fold(head, |head, (at, event)| {
        follows(head, event).map(Some).map_err(|why| LogError::Misfit(format!("event {} of the batch {why}", at + 1)))
    })
}

fn follows(head: Option<Head>, event: &StoredEvent) -> Result<Head, String> {
    let last = head.map(|head| proof::Link { seq: head.seq.0, recorded_at_us: head.recorded_at_us, id: head.id.0 });
    let recorded_at_us = event.recorded_at_us();
    proof::follows(last.as_ref(), event.seq().0, recorded_at_us, &event.prev().0)
        .map_err(|fault| format!("does not follow: {fault}"))?;
    let len = HEADER_LEN.saturating_add(event.body.len());
    if len > MAX_EVENT_LEN {
        return Err(format!("has {len} bytes, of which {MAX_EVENT_LEN} are allowed"));
    }
    // An erased body is empty; a written one never is, as it begins with a salt.
    if !event.body.is_empty() && proof::body_digest(&event.body) != event.body_digest() {
        return Err("has a body that its header does not name".to_owned());
    }
    Ok(Head { seq: event.seq(), id: event.id(), recorded_at_us })
}
