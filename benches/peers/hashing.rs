//! Checking headers and bodies that are in memory.

use std::time::Duration;

use reshuffle::ledger::StoredEvent;
use reshuffle::log::fit;
use reshuffle::proof;

use crate::measure::{Table, median, ratio, timed, times};

/// How many events are hashed at most: more than any cache holds.
const MOST: usize = 200_000;

/// How many are checked at a time: few enough for one thread.
const STRETCH_LEN: usize = 512;

/// Compares checking every event with hashing one by one, and with hashing the
/// same bytes as one.
pub fn compare(events: &[StoredEvent], rounds: usize, table: &mut Table) {
    let events = &events[..events.len().min(MOST)];
    let bytes: usize = events.iter().map(|event| event.header.len() + event.body.len()).sum();
    let whole: Vec<u8> = events.iter().flat_map(|event| [&event.header[..], &event.body].concat()).collect();
    let mut took: [Vec<Duration>; 3] = Default::default();
    for _ in 0..rounds.max(5) {
        took[0].push(timed(|| assert!(ours(events))).0);
        took[1].push(timed(|| assert!(one_by_one(events))).0);
        took[2].push(timed(|| std::hint::black_box(blake3::hash(&whole))).0);
    }
    let [ours, scalar, bulk] = took.map(|times| median(&times));
    let rate = |took: Duration| format!("{:.2} GB/s", bytes as f64 / 1e9 / took.as_secs_f64());
    let what = "verifying headers and bodies in memory, one core";
    let beside = |name: &str, took| format!("{name}: {}", rate(took));
    table.add(what, rate(ours), beside("BLAKE3, event by event", scalar), times(ratio(scalar, ours)), "≥ 6 ×");
    table.add(what, rate(ours), beside("BLAKE3, one long text", bulk), times(ratio(bulk, ours)), "≥ 0.45 ×");
}

/// Whether every event is what its header and its successor say.
fn ours(events: &[StoredEvent]) -> bool {
    events.chunks(STRETCH_LEN).try_fold(None, fit).is_ok()
}

/// The same with nothing but the library: its hasher, prepared once, event by event.
fn one_by_one(events: &[StoredEvent]) -> bool {
    let of = |context| {
        let prepared = blake3::Hasher::new_derive_key(context);
        move |bytes: &[u8]| *prepared.clone().update(bytes).finalize().as_bytes()
    };
    let (body, id) = (of(proof::BODY_CONTEXT), of(proof::HEADER_CONTEXT));
    events.iter().all(|event| body(&event.body) == event.body_digest())
        && events.windows(2).all(|pair| id(&pair[0].header) == pair[1].prev().0)
}
