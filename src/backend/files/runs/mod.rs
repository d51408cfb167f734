//! What an index says, in files beside the log: rows of one length, in the
//! order in which they are looked up.
//!
//! Each file says of which events it speaks and ends in the id of the last of
//! them. What they say is derived: files that are gone, damaged or of another
//! log are dropped, and the log is asked again. Files become fewer and longer
//! when the log is closed, each longer than all after it together, so that
//! even of millions of events there are some ten.

mod levels;
mod run;
mod sieve;

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering as Atomic};

use crate::domain::{EventId, Seq};
use run::{Extent, Run};
use sieve::Sieve;

/// How many runs there are at most while a log grows. To ask each costs about
/// a read of the file.
const RUNS_MAX: usize = 12;

/// The rows of an index for a log's events up to some point.
pub(crate) struct Runs<const N: usize> {
    dir: PathBuf,
    runs: Vec<Run<N>>,
    grew: bool,
    /// Whether rows begin with digests of what is looked up.
    of_digests: bool,
    /// How often rows were looked up that begin so.
    looked_up: AtomicU64,
}

impl<const N: usize> Runs<N> {
    /// The runs in a directory, as far as they are of this log. `id_at` tells
    /// the id of the log's event at a position.
    ///
    /// # Errors
    /// What `id_at` fails with.
    pub(crate) fn open<E>(dir: &Path, mut id_at: impl FnMut(Seq) -> Result<Option<EventId>, E>) -> Result<Self, E> {
        let (grew, of_digests, looked_up) = (false, false, AtomicU64::new(0));
        let mut runs = Self { dir: dir.to_owned(), runs: Vec::new(), grew, of_digests, looked_up };
        for path in runs.listed() {
            match Run::open(&path) {
                Ok(run) if run.extent.first == runs.covered() => runs.runs.push(run),
                // A part of one that is there, or of nothing.
                _ => remove(&path),
            }
        }
        while let Some(last) = runs.runs.last() {
            if id_at(last.extent.last())? == Some(last.extent.last_id) {
                break;
            }
            runs.drop_last();
        }
        Ok(runs)
    }

    /// The same of rows that begin with eight bytes of a digest, by which they
    /// are looked up: mostly in vain, which is told without reading rows.
    #[must_use]
    pub(crate) fn of_digests(self) -> Self {
        Self { of_digests: true, ..self }
    }

    /// How many events from the first one on they speak of.
    pub(crate) fn covered(&self) -> u64 {
        self.runs.last().map_or(0, |run| run.extent.last().0.saturating_add(1))
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> u64 {
        self.runs.iter().map(|run| run.rows).sum()
    }

    /// Drops the last runs until no more than so many events are spoken of.
    pub(crate) fn cut_to(&mut self, events: u64) {
        while self.covered() > events {
            self.drop_last();
        }
    }

    /// The rows from `low` on that begin with no more than `high`, in order.
    ///
    /// # Errors
    /// In a row's place, where a file cannot be read, or is damaged.
    pub(crate) fn range(&self, low: &[u8], high: &[u8]) -> Rows<'_, N> {
        match &self.runs[..] {
            [] => Box::new(std::iter::empty()),
            [run] => Box::new(run.range(low, high)),
            runs => match Merge::of(runs.iter().map(|run| Box::new(run.range(low, high)) as Rows<'_, N>)) {
                Ok(merge) => Box::new(merge),
                Err(why) => Box::new(std::iter::once(Err(why))),
            },
        }
    }

    /// The rows that begin so, where what follows is the position of the event:
    /// each run has later ones than the one before, so that none is read before
    /// its turn.
    ///
    /// # Errors
    /// As for [`range`](Self::range).
    pub(crate) fn in_turn(&self, begin: &[u8]) -> Rows<'_, N> {
        let begin = begin.to_vec();
        let looked_up = self.looked_up.fetch_add(1, Atomic::Relaxed);
        let lacks =
            move |run: &Run<N>, begin: &[u8]| if self.of_digests { run.lacks(begin, looked_up) } else { Ok(false) };
        Box::new(self.runs.iter().flat_map(move |run| match lacks(run, &begin) {
            Ok(true) => Box::new(std::iter::empty()) as Rows<'_, N>,
            Ok(false) => Box::new(run.range(&begin, &begin)),
            Err(why) => Box::new(std::iter::once(Err(why))),
        }))
    }

    /// Whether it is known without reading that no row begins so.
    pub(crate) fn lacks(&self, begin: &[u8]) -> bool {
        let looked_up = self.looked_up.load(Atomic::Relaxed);
        self.of_digests && self.runs.iter().all(|run| run.lacks(begin, looked_up).unwrap_or(false))
    }

    /// Whether a row is there that whoever looks up much would not be told of.
    ///
    /// # Errors
    /// Where a file cannot be read, or is damaged.
    pub(crate) fn hides(&self, row: &[u8; N]) -> io::Result<bool> {
        for run in self.runs.iter().filter(|_| self.of_digests) {
            if run.lacks(row, u64::MAX)? && run.range(row, row).next().transpose()?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Takes in what there is to say of the `events` that follow those spoken
    /// of, the last of which has this id. The rows may come in any order.
    ///
    /// # Errors
    /// Where a file cannot be written; the index is as it was.
    pub(crate) fn extend(&mut self, mut rows: Vec<[u8; N]>, events: u64, last_id: EventId) -> io::Result<()> {
        if events == 0 {
            return Ok(());
        }
        rows.sort_unstable_by(order);
        let extent = Extent { first: self.covered(), events, last_id };
        let blocks = self.sieve_blocks(rows.len() as u64);
        let run = run::write(&self.dir, extent, blocks, &mut rows.into_iter().map(Ok))?;
        self.runs.push(run);
        self.grew = true;
        if self.runs.len() > RUNS_MAX { self.tidy() } else { Ok(()) }
    }

    /// Makes few files of many, where any came to them.
    ///
    /// # Errors
    /// Where a file cannot be written; the index is as it was.
    pub(crate) fn tidy(&mut self) -> io::Result<()> {
        if !std::mem::take(&mut self.grew) {
            return Ok(());
        }
        let mut after = 0;
        let mut at = self.runs.len();
        for (nth, run) in self.runs.iter().enumerate().rev() {
            if run.extent.events <= after {
                at = nth;
            }
            after += run.extent.events;
        }
        if at < self.runs.len() { self.merge(at) } else { Ok(()) }
    }

    /// Drops all of it.
    ///
    /// # Errors
    /// Where a file cannot be removed.
    pub(crate) fn clear(&mut self) -> io::Result<()> {
        self.runs.clear();
        Self::gone(&self.dir)
    }

    /// Sees to it that nothing is in a directory.
    ///
    /// # Errors
    /// Where a file cannot be removed.
    pub(crate) fn gone(dir: &Path) -> io::Result<()> {
        match fs::remove_dir_all(dir) {
            Err(why) if why.kind() != ErrorKind::NotFound => Err(why),
            _ => Ok(()),
        }
    }

    fn sieve_blocks(&self, rows: u64) -> u64 {
        if self.of_digests { Sieve::blocks_for(rows) } else { 0 }
    }

    fn drop_last(&mut self) {
        if let Some(last) = self.runs.pop() {
            remove(&last.path);
        }
    }

    fn merge(&mut self, at: usize) -> io::Result<()> {
        // What replaces them is made beside them.
        self.runs[at..].iter_mut().for_each(Run::forget_sieve);
        let parts = &self.runs[at..];
        let extent = Extent {
            first: parts[0].extent.first,
            events: parts.iter().map(|run| run.extent.events).sum(),
            last_id: parts[parts.len() - 1].extent.last_id,
        };
        let mut merge = Merge::of(parts.iter().map(|run| Box::new(run.range(&[], &[])) as Rows<'_, N>))?;
        let blocks = self.sieve_blocks(parts.iter().map(|run| run.rows).sum());
        let merged = run::write(&self.dir, extent, blocks, &mut merge)?;
        drop(merge);
        let parts: Vec<PathBuf> = parts.iter().map(|run| run.path.clone()).collect();
        self.runs.truncate(at);
        self.runs.push(merged);
        parts.iter().for_each(|path| remove(path));
        Ok(())
    }

    /// The files in the directory, the longest of those that begin alike first.
    fn listed(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.dir).into_iter().flatten().flatten();
        let mut listed: Vec<_> = entries
            .filter_map(|entry| {
                let name = entry.file_name();
                let (first, events) = match name.to_str()? {
                    run::UNFINISHED => (u64::MAX, 0),
                    name => run::read_name(name)?,
                };
                Some((first, Reverse(events), entry.path()))
            })
            .collect();
        listed.sort();
        listed.into_iter().map(|(_, _, path)| path).collect()
    }
}

/// Removes a file of the index. One that stays is passed over the next time.
fn remove(path: &Path) {
    let _ = fs::remove_file(path);
}

pub(crate) type Rows<'a, const N: usize> = Box<dyn Iterator<Item = io::Result<[u8; N]>> + 'a>;

/// The order of rows, which is that of their bytes. Most differ in the first
/// sixteen, and to compare these as a number is several times faster.
fn order<const N: usize>(one: &[u8; N], other: &[u8; N]) -> Ordering {
    let begin = |row: &[u8; N]| row.first_chunk().map(|bytes| u128::from_be_bytes(*bytes));
    begin(one).cmp(&begin(other)).then_with(|| one.cmp(other))
}

/// The next row of a part of a merge, and which part that is: the least row is
/// the greatest, since a heap gives the greatest first.
#[derive(Clone, Copy)]
struct Next<const N: usize>([u8; N], usize);

impl<const N: usize> Ord for Next<N> {
    fn cmp(&self, other: &Self) -> Ordering {
        order(&other.0, &self.0).then(other.1.cmp(&self.1))
    }
}

impl<const N: usize> PartialOrd for Next<N> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<const N: usize> PartialEq for Next<N> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<const N: usize> Eq for Next<N> {}

/// The rows of several runs as one sequence.
struct Merge<'a, const N: usize> {
    parts: Vec<Rows<'a, N>>,
    /// The next row of each part that has one.
    heads: BinaryHeap<Next<N>>,
}

impl<'a, const N: usize> Merge<'a, N> {
    fn of(parts: impl Iterator<Item = Rows<'a, N>>) -> io::Result<Self> {
        let mut parts: Vec<_> = parts.collect();
        let first = parts.iter_mut().enumerate().filter_map(|(nth, part)| Some(part.next()?.map(|row| Next(row, nth))));
        let heads = first.collect::<io::Result<_>>()?;
        Ok(Self { parts, heads })
    }
}

impl<const N: usize> Iterator for Merge<'_, N> {
    type Item = io::Result<[u8; N]>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut head = self.heads.peek_mut()?;
        let Next(least, nth) = *head;
        match self.parts[nth].next() {
            // It finds its place among the others as it is let go.
            Some(Ok(row)) => head.0 = row,
            Some(Err(why)) => {
                PeekMut::pop(head);
                return Some(Err(why));
            }
            None => drop(PeekMut::pop(head)),
        }
        Some(Ok(least))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn id_of(seq: u64) -> EventId {
        EventId(*blake3::hash(&seq.to_be_bytes()).as_bytes())
    }

    fn row(seq: u64) -> [u8; 16] {
        let (id, at) = (id_of(seq).0, seq.to_be_bytes());
        std::array::from_fn(|i| if i < 8 { id[i] } else { at[i - 8] })
    }

    fn seq_in(row: [u8; 16]) -> u64 {
        u64::from_be_bytes(std::array::from_fn(|i| row[8 + i]))
    }

    fn rows(from: u64, events: u64) -> Vec<[u8; 16]> {
        (from..from + events).map(row).collect()
    }

    fn opened(dir: &Path, events: u64) -> Runs<16> {
        Runs::<16>::open(dir, |seq| Ok::<_, io::Error>((seq.0 < events).then(|| id_of(seq.0)))).unwrap()
    }

    /// An index of runs of these lengths.
    fn filled(dir: &Path, lens: &[u64]) -> Runs<16> {
        let mut ids = opened(dir, 0);
        for len in lens {
            let from = ids.covered();
            ids.extend(rows(from, *len), *len, id_of(from + len - 1)).unwrap();
        }
        ids
    }

    fn assert_knows(ids: &Runs<16>, events: u64) {
        assert_eq!(ids.covered(), events);
        for seq in 0..events {
            let id = &row(seq)[..8];
            assert_eq!(ids.range(id, id).map(|row| seq_in(row.unwrap())).collect::<Vec<_>>(), [seq]);
        }
        let rows: Vec<_> = ids.range(&[], &[]).map(Result::unwrap).collect();
        assert!(rows.is_sorted());
        let mut all: Vec<_> = rows.into_iter().map(seq_in).collect();
        all.sort_unstable();
        assert_eq!(all, (0..events).collect::<Vec<_>>());
    }

    fn files(dir: &Path) -> Vec<PathBuf> {
        let mut files: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    }

    #[test]
    fn an_index_grows_and_is_the_same_after_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let mut ids = filled(dir.path(), &[100, 150, 120, 90, 500, 1, 300, 110, 130, 200, 120]);
        assert_knows(&ids, 1_821);
        ids.tidy().unwrap();
        assert_knows(&ids, 1_821);
        assert!(ids.runs.windows(2).all(|pair| pair[0].extent.events > pair[1].extent.events) && ids.runs.len() < 4);
        assert_eq!(files(dir.path()).len(), ids.runs.len());
        drop(ids);
        assert_knows(&opened(dir.path(), 1_821), 1_821);
    }

    #[test]
    fn runs_asked_in_turn_say_what_they_say_together() {
        let dir = tempfile::tempdir().unwrap();
        let mut ids = opened(dir.path(), 0);
        // A beginning that all runs have, and one that each has alone.
        let row = |begin: u64, seq: u64| {
            let (begin, seq) = (begin.to_be_bytes(), seq.to_be_bytes());
            std::array::from_fn(|i| if i < 8 { begin[i] } else { seq[i - 8] })
        };
        for run in 0..5_u64 {
            let seqs = run * 300..(run + 1) * 300;
            let rows = seqs.clone().map(|seq| row(if seq % 3 == 0 { 9 } else { run }, seq)).collect();
            ids.extend(rows, 300, id_of(seqs.end - 1)).unwrap();
        }
        for begin in [0, 2, 4, 7, 9] {
            let begin = u64::to_be_bytes(begin);
            let all = |rows: Rows<'_, 16>| rows.collect::<io::Result<Vec<_>>>().unwrap();
            assert_eq!(all(ids.in_turn(&begin)), all(ids.range(&begin, &begin)));
        }
        assert_eq!(ids.in_turn(&9_u64.to_be_bytes()).count(), 500);
    }

    #[test]
    fn many_runs_become_few_and_long_ones_are_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let mut ids = filled(dir.path(), &[70; 200]);
        assert!(ids.runs.len() <= RUNS_MAX, "{} runs", ids.runs.len());
        assert_knows(&ids, 14_000);
        ids.tidy().unwrap();
        let long = files(dir.path())[0].clone();
        let written = fs::metadata(&long).unwrap().modified().unwrap();
        for _ in 0..5 {
            let mut ids = opened(dir.path(), ids.covered());
            ids.extend(rows(ids.covered(), 9), 9, id_of(ids.covered() + 8)).unwrap();
            ids.tidy().unwrap();
        }
        assert_eq!(fs::metadata(&long).unwrap().modified().unwrap(), written);
    }

    #[test]
    fn what_does_not_fit_the_log_is_dropped() {
        let dir = tempfile::tempdir().unwrap();
        drop(filled(dir.path(), &[400, 100, 50]));
        // The log ends before the last run does.
        assert_knows(&opened(dir.path(), 549), 500);
        assert_eq!(files(dir.path()).len(), 2);
        // The log is another one.
        let other = Runs::<16>::open(dir.path(), |seq| Ok::<_, io::Error>(Some(id_of(seq.0 + 1)))).unwrap();
        assert_knows(&other, 0);
        assert_eq!(files(dir.path()).len(), 0);
    }

    #[test]
    fn a_crash_between_a_merge_and_its_end_leaves_an_index() {
        let dir = tempfile::tempdir().unwrap();
        drop(filled(dir.path(), &[100, 100, 100]));
        let parts: Vec<_> = files(dir.path()).into_iter().map(|path| (fs::read(&path).unwrap(), path)).collect();
        let mut ids = opened(dir.path(), 300);
        ids.extend(rows(300, 100), 100, id_of(399)).unwrap();
        ids.tidy().unwrap();
        drop(ids);
        assert_eq!(files(dir.path()).len(), 1);
        for (bytes, path) in parts {
            fs::write(path, bytes).unwrap();
        }
        fs::write(dir.path().join(run::UNFINISHED), b"half").unwrap();
        assert_knows(&opened(dir.path(), 400), 400);
        assert_eq!(files(dir.path()).len(), 1);
    }

    #[test]
    fn a_damaged_or_lost_file_is_dropped_with_all_after_it() {
        let dir = tempfile::tempdir().unwrap();
        drop(filled(dir.path(), &[400, 100, 50]));
        let second = files(dir.path())[1].clone();
        let mut bytes = fs::read(&second).unwrap();
        let foot = bytes.len() - 9;
        bytes[foot] ^= 1;
        fs::write(second, bytes).unwrap();
        assert_knows(&opened(dir.path(), 550), 400);
        assert_eq!(files(dir.path()).len(), 1);
    }
}
