//! Whether the index by id says of every event where it is, and nothing else.
//!
//! Asking for each event by itself would cost more than all the hashing, so
//! the ids are asked for in ranges. Wide ones that leave nothing out show
//! whether each event is there once. Then narrow ones, from the first to the
//! last of a few ids that are neighbours, show whether it is found near its
//! own id. Up to [`EXACT_MAX`] events those few are one, and the comparison is
//! exact; in a longer log an entry that strayed, but not past its nearest
//! neighbours, is not noticed. Rebuilding the index never harms.

use std::collections::BTreeSet;

use super::order::Walked;
use super::report::{At, Findings, Weight};
use super::{Code, Progress, Stage};
use crate::domain::Seq;
use crate::log::{EventLog, LogError};

/// The most events in a log of which each is asked for by itself.
const EXACT_MAX: usize = 4_096;

/// The most events that a narrow range has in a log that is longer by far.
const NARROW_LEN: usize = 64;

/// How many events a wide range is to have.
const WIDE_LEN: usize = 65_536;

/// The most differing positions that are told apart; beyond, they are "at least" so many.
const DIFFERING_MAX: usize = 10_000;

/// The first eight bytes of an id, as two numbers, and the position of its
/// event: twelve bytes, where padding would make them sixteen.
type Key = (u32, u32, u32);

/// A comparison of the index with the events.
struct Comparison<'a> {
    log: &'a dyn EventLog,
    walked: &'a Walked,
    keys: Vec<Key>,
    differing: BTreeSet<u64>,
}

/// Compares the index with the ids that were computed, one at each position.
pub(super) fn check(
    log: &dyn EventLog,
    ids: Vec<u64>,
    walked: &Walked,
    findings: &mut Findings,
    progress: &mut dyn FnMut(Progress),
) {
    let mut comparison = Comparison { log, walked, keys: Vec::new(), differing: BTreeSet::new() };
    comparison.keys = comparison.sorted(ids);
    let outcome = comparison.run(progress);
    let differing = comparison.differing;
    let way_out = "no event was changed by that; `reshuffle reindex` builds it anew";
    match outcome {
        Ok(()) => {}
        Err(why @ LogError::Io { .. }) => {
            let message = format_args!("the index by id could not be read: {why}");
            findings.add(Code::LogUnreadable, Weight::Unverifiable, At::Nowhere, message);
        }
        Err(why) => {
            let message = format_args!("the index by id cannot be read: {why}; {way_out}");
            findings.broken(Code::IndexDiffers, At::Nowhere, message);
        }
    }
    if let Some(first) = differing.first() {
        let many = differing.len();
        let least = if many < DIFFERING_MAX { "" } else { "at least " };
        let message = format_args!(
            "the index by id differs from the events in {least}{many} of them, first event {first}, so looking one up may fail; {way_out}"
        );
        findings.broken(Code::IndexDiffers, At::Seq(Seq(*first)), message);
    }
}

impl Comparison<'_> {
    fn sorted(&self, ids: Vec<u64>) -> Vec<Key> {
        let mut keys = Vec::with_capacity(ids.len());
        for (position, id) in (0..).zip(ids) {
            if self.is_judged(u64::from(position)) {
                keys.push(((id >> 32) as u32, id as u32, position));
            }
        }
        keys.sort_unstable();
        keys
    }

    fn run(&mut self, progress: &mut dyn FnMut(Progress)) -> Result<(), LogError> {
        let wide = wide_ranges(self.keys.len());
        let narrow = narrow_ranges(&self.keys);
        let total = Some((wide.len() + narrow.len()) as u64);
        for (done, (low, high)) in (0..).zip(wide.into_iter().chain(narrow)) {
            progress(Progress { stage: Stage::Index, done, total });
            self.compare(low, high)?;
        }
        Ok(())
    }

    /// Compares what the index has from `low` to `high` with what it should.
    fn compare(&mut self, low: u64, high: u64) -> Result<(), LogError> {
        let from = self.keys.partition_point(|key| number(key) < low);
        let to = self.keys.partition_point(|key| number(key) <= high);
        let mut due: Vec<u64> = self.keys[from..to].iter().map(|(_, _, position)| (*position).into()).collect();
        due.sort_unstable();
        let found = self.log.seqs_by_id(low.to_be_bytes(), high.to_be_bytes())?;
        let mut found: Vec<u64> = found.into_iter().map(|seq| seq.0).filter(|at| self.is_judged(*at)).collect();
        found.sort_unstable();
        if due == found {
            return Ok(());
        }
        let mut room = DIFFERING_MAX.saturating_sub(self.differing.len());
        let (mut due, mut found) = (due.into_iter().peekable(), found.into_iter().peekable());
        while room > 0 {
            let odd = match (due.peek(), found.peek()) {
                (None, None) => break,
                (Some(a), Some(b)) if a == b => {
                    due.next();
                    found.next();
                    continue;
                }
                (Some(a), Some(b)) if a < b => due.next(),
                (Some(_), None) => due.next(),
                _ => found.next(),
            };
            room -= usize::from(odd.is_some_and(|at| self.differing.insert(at)));
        }
        Ok(())
    }

    /// Whether it is known what the index should say of a position. Of an
    /// event that could not be read it is not.
    fn is_judged(&self, position: u64) -> bool {
        let Walked { unread, positions, broke_off, .. } = self.walked;
        let run = unread.partition_point(|run| run.last_position() < position);
        let is_unread = unread.get(run).is_some_and(|run| run.position <= position);
        let is_beyond = *broke_off && position >= *positions;
        !(is_unread || is_beyond)
    }
}

/// Ranges of about [`WIDE_LEN`] events each that leave no id out.
fn wide_ranges(events: usize) -> Vec<(u64, u64)> {
    let count = (events / WIDE_LEN).max(1) as u64;
    let width = u64::MAX / count;
    (0..count).map(|nth| (nth * width, if nth + 1 == count { u64::MAX } else { (nth + 1) * width - 1 })).collect()
}

/// Ranges from one id to another, with all ids in them: one for each id where
/// they are few, and at most one for [`NARROW_LEN`] where they are many.
fn narrow_ranges(keys: &[Key]) -> Vec<(u64, u64)> {
    let few = keys.chunks(keys.len().div_ceil(EXACT_MAX).clamp(1, NARROW_LEN));
    let ends = |chunk: &[Key]| Some((number(chunk.first()?), number(chunk.last()?)));
    few.filter_map(ends).collect()
}

fn number((upper, lower, _): &Key) -> u64 {
    u64::from(*upper) << 32 | u64::from(*lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_ranges_leave_nothing_out() {
        for events in [0, 1, WIDE_LEN, 10 * WIDE_LEN + 7] {
            let ranges = wide_ranges(events);
            assert_eq!((ranges[0].0, ranges[ranges.len() - 1].1), (0, u64::MAX));
            assert!(ranges.windows(2).all(|pair| pair[0].1.checked_add(1) == Some(pair[1].0)), "{events}");
        }
        assert_eq!(wide_ranges(10 * WIDE_LEN).len(), 10);
    }

    #[test]
    fn narrow_ranges_are_exact_while_ids_are_few() {
        let keys = |count: u32| (0..count).map(|n| (0, n * 10, n)).collect::<Vec<_>>();
        assert_eq!(narrow_ranges(&keys(3)), [(0, 0), (10, 10), (20, 20)]);
        assert_eq!(narrow_ranges(&[]), []);
        let many = narrow_ranges(&keys(3 * EXACT_MAX as u32 + 1));
        assert!(many.len() <= EXACT_MAX && many[0] == (0, 30), "{} {:?}", many.len(), many[0]);
        let most = narrow_ranges(&keys(70 * EXACT_MAX as u32));
        assert_eq!((most.len(), most[0]), (70 * EXACT_MAX / NARROW_LEN, (0, 630)));
    }
}
