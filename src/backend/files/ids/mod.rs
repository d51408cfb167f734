//! The index by id: which event an id, or the beginning of one, names.
//!
//! It lies beside the log, in files that say of which events they speak and
//! end in the id of the last of them. What they say is derived: files that are
//! gone, damaged or of another log are dropped, and the log is asked again.
//! Files become fewer and longer when the log is closed, each longer than all
//! after it together, so that even of millions of events there are some ten.

mod run;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::domain::{EventId, Seq};
use run::Run;

/// The first eight bytes of an event's id, and its position.
pub(crate) type Entry = ([u8; 8], u64);

/// How many runs there are at most while a log grows. To ask each costs about
/// a read of the file.
const RUNS_MAX: usize = 48;

/// The index by id of a log's events up to some point.
pub(crate) struct Ids {
    dir: PathBuf,
    runs: Vec<Run>,
    grew: bool,
}

impl Ids {
    /// The index in a directory, as far as it is one of this log. `id_at`
    /// tells the id of the log's event at a position.
    ///
    /// # Errors
    /// What `id_at` fails with.
    pub(crate) fn open<E>(dir: &Path, mut id_at: impl FnMut(Seq) -> Result<Option<EventId>, E>) -> Result<Self, E> {
        let mut ids = Self { dir: dir.to_owned(), runs: Vec::new(), grew: false };
        for path in ids.listed() {
            match Run::open(&path) {
                Ok(run) if run.first == ids.covered() => ids.runs.push(run),
                // A part of one that is there, or of nothing.
                _ => remove(&path),
            }
        }
        while let Some(last) = ids.runs.last() {
            if id_at(last.last())? == Some(last.last_id) {
                break;
            }
            remove(&last.path);
            ids.runs.pop();
        }
        Ok(ids)
    }

    /// How many events from the first one on are in it.
    pub(crate) fn covered(&self) -> u64 {
        self.runs.last().map_or(0, |run| run.last().0.saturating_add(1))
    }

    /// Adds the positions of ids within bounds, in no order.
    ///
    /// # Errors
    /// Where a file cannot be read, or is damaged.
    pub(crate) fn find(&self, low: [u8; 8], high: [u8; 8], found: &mut Vec<Seq>) -> io::Result<()> {
        self.runs.iter().try_for_each(|run| run.find(low, high, found))
    }

    /// Takes in the events that follow those in it, the last of which has this id.
    ///
    /// # Errors
    /// Where a file cannot be written; the index is as it was.
    pub(crate) fn extend(&mut self, mut entries: Vec<Entry>, last_id: EventId) -> io::Result<()> {
        let (first, count) = (self.covered(), entries.len() as u64);
        if count == 0 {
            return Ok(());
        }
        entries.sort_unstable();
        let run = run::write(&self.dir, (first, count), last_id, &mut entries.into_iter().map(Ok))?;
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
            if run.count <= after {
                at = nth;
            }
            after += run.count;
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

    /// Sees to it that no index is in a directory.
    ///
    /// # Errors
    /// Where a file cannot be removed.
    pub(crate) fn gone(dir: &Path) -> io::Result<()> {
        match fs::remove_dir_all(dir) {
            Err(why) if why.kind() != ErrorKind::NotFound => Err(why),
            _ => Ok(()),
        }
    }

    fn merge(&mut self, at: usize) -> io::Result<()> {
        let parts = &self.runs[at..];
        let (first, count) = (parts[0].first, parts.iter().map(|run| run.count).sum());
        let last_id = parts[parts.len() - 1].last_id;
        let merged = run::write(&self.dir, (first, count), last_id, &mut Merge::of(parts)?)?;
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
                let (first, count) = match name.to_str()? {
                    run::UNFINISHED => (u64::MAX, 0),
                    name => run::read_name(name)?,
                };
                Some((first, Reverse(count), entry.path()))
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

/// The entries of several runs as one sequence.
struct Merge<'a> {
    parts: Vec<Entries<'a>>,
    /// The next entry of each part that has one.
    heads: BinaryHeap<Reverse<(Entry, usize)>>,
}

type Entries<'a> = Box<dyn Iterator<Item = io::Result<Entry>> + 'a>;

impl<'a> Merge<'a> {
    fn of(runs: &'a [Run]) -> io::Result<Self> {
        let parts = runs.iter().map(|run| Box::new(run.entries()) as Entries<'a>).collect();
        let mut merge = Self { parts, heads: BinaryHeap::new() };
        (0..runs.len()).try_for_each(|nth| merge.advance(nth))?;
        Ok(merge)
    }

    fn advance(&mut self, nth: usize) -> io::Result<()> {
        if let Some(entry) = self.parts[nth].next().transpose()? {
            self.heads.push(Reverse((entry, nth)));
        }
        Ok(())
    }
}

impl Iterator for Merge<'_> {
    type Item = io::Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        let Reverse((least, nth)) = self.heads.pop()?;
        Some(self.advance(nth).map(|()| least))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn id_of(seq: u64) -> EventId {
        EventId(*blake3::hash(&seq.to_be_bytes()).as_bytes())
    }

    fn entry(seq: u64) -> Entry {
        (std::array::from_fn(|i| id_of(seq).0[i]), seq)
    }

    fn opened(dir: &Path, events: u64) -> Ids {
        Ids::open(dir, |seq| Ok::<_, io::Error>((seq.0 < events).then(|| id_of(seq.0)))).unwrap()
    }

    /// An index of runs of these lengths.
    fn filled(dir: &Path, lens: &[u64]) -> Ids {
        let mut ids = opened(dir, 0);
        for len in lens {
            let from = ids.covered();
            ids.extend((from..from + len).map(entry).collect(), id_of(from + len - 1)).unwrap();
        }
        ids
    }

    fn assert_knows(ids: &Ids, events: u64) {
        assert_eq!(ids.covered(), events);
        for seq in 0..events {
            let (id, _) = entry(seq);
            let mut found = Vec::new();
            ids.find(id, id, &mut found).unwrap();
            assert_eq!(found, [Seq(seq)]);
        }
        let mut all = Vec::new();
        ids.find([0; 8], [255; 8], &mut all).unwrap();
        all.sort_unstable();
        assert_eq!(all, (0..events).map(Seq).collect::<Vec<_>>());
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
        assert!(ids.runs.windows(2).all(|pair| pair[0].count > pair[1].count) && ids.runs.len() < 4);
        assert_eq!(files(dir.path()).len(), ids.runs.len());
        drop(ids);
        assert_knows(&opened(dir.path(), 1_821), 1_821);
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
            ids.extend((ids.covered()..ids.covered() + 9).map(entry).collect(), id_of(ids.covered() + 8)).unwrap();
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
        let other = Ids::open(dir.path(), |seq| Ok::<_, io::Error>(Some(id_of(seq.0 + 1)))).unwrap();
        assert_knows(&other, 0);
        assert_eq!(files(dir.path()).len(), 0);
    }

    #[test]
    fn a_crash_between_a_merge_and_its_end_leaves_an_index() {
        let dir = tempfile::tempdir().unwrap();
        drop(filled(dir.path(), &[100, 100, 100]));
        let parts: Vec<_> = files(dir.path()).into_iter().map(|path| (fs::read(&path).unwrap(), path)).collect();
        let mut ids = opened(dir.path(), 300);
        ids.extend((300..400).map(entry).collect(), id_of(399)).unwrap();
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
