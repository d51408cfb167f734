//! What an index says, in files beside the log: rows of one length, in the
//! order in which they are looked up.
//!
//! Each file says of which events it speaks and ends in the id of the last of
//! them. What they say is derived: files that are gone, damaged or of another
//! log are dropped, and the log is asked again. Files become fewer and longer
//! when there are many and when the log is closed, each longer than all after
//! it together, so that even of millions of events there are some ten. The last
//! one may still be being written, by a thread; its rows are in memory then.

mod addition;
mod levels;
mod merge;
mod run;
mod sieve;

use std::cmp::Reverse;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::domain::{EventId, Seq};
use addition::{Addition, Coming};
pub(crate) use merge::Rows;
use merge::{Merge, order};
use run::{Extent, Run};

/// How many runs there are at most while a log grows. To ask each costs about
/// a read of the file.
const RUNS_MAX: usize = 12;

/// From how many rows on a file is worth a thread that writes it.
const BESIDE_MIN: usize = 4_096;

/// The rows of an index for a log's events up to some point.
pub(crate) struct Runs<const N: usize> {
    dir: PathBuf,
    runs: Vec<Arc<Run<N>>>,
    /// What is about to be the last of them.
    coming: Option<Coming<N>>,
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
        let (coming, grew, of_digests, looked_up) = (None, false, false, AtomicU64::new(0));
        let mut runs = Self { dir: dir.to_owned(), runs: Vec::new(), coming, grew, of_digests, looked_up };
        for path in runs.listed() {
            match Run::open(&path) {
                Ok(run) if run.extent.first == runs.covered() => runs.runs.push(Arc::new(run)),
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
    pub(crate) fn of_digests(mut self) -> Self {
        self.of_digests = true;
        self
    }

    /// How many events from the first one on they speak of.
    pub(crate) fn covered(&self) -> u64 {
        let coming = self.coming.as_ref().map(|coming| coming.extent);
        let last = coming.or(self.runs.last().map(|run| run.extent));
        last.map_or(0, |extent| extent.last().0.saturating_add(1))
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> u64 {
        let coming = self.coming.as_ref().map_or(0, |coming| coming.rows().len() as u64);
        self.runs.iter().map(|run| run.rows).sum::<u64>() + coming
    }

    /// Drops the last runs until no more than so many events are spoken of.
    pub(crate) fn cut_to(&mut self, events: u64) {
        match self.coming.take().map(Coming::finish) {
            Some(Ok((addition, run))) if run.extent.last().0 < events => self.put(&addition, run),
            // What was to go into it is still there.
            Some(Ok((_, run))) => remove(&run.path),
            Some(Err(_)) | None => {}
        }
        while self.covered() > events {
            self.drop_last();
        }
    }

    /// The rows from `low` on that begin with no more than `high`, in order.
    ///
    /// # Errors
    /// In a row's place, where a file cannot be read, or is damaged.
    pub(crate) fn range(&self, low: &[u8], high: &[u8]) -> Rows<'_, N> {
        let runs = self.runs.iter().map(|run| Box::new(run.range(low, high)) as Rows<'_, N>);
        let mut parts: Vec<_> = runs.chain(self.coming.iter().map(|coming| coming.range(low, high))).collect();
        if parts.len() <= 1 {
            return parts.pop().unwrap_or_else(|| Box::new(std::iter::empty()));
        }
        match Merge::of(parts.into_iter()) {
            Ok(merge) => Box::new(merge),
            Err(why) => Box::new(std::iter::once(Err(why))),
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
        let looked_up = self.looked_up.fetch_add(1, Ordering::Relaxed);
        let lacks =
            move |run: &Run<N>, begin: &[u8]| if self.of_digests { run.lacks(begin, looked_up) } else { Ok(false) };
        let coming = self.coming.iter().flat_map({
            let begin = begin.clone();
            move |coming| (!coming.lacks(&begin)).then(|| coming.range(&begin, &begin)).into_iter().flatten()
        });
        let runs = self.runs.iter().flat_map(move |run| match lacks(run, &begin) {
            Ok(true) => Box::new(std::iter::empty()) as Rows<'_, N>,
            Ok(false) => Box::new(run.range(&begin, &begin)),
            Err(why) => Box::new(std::iter::once(Err(why))),
        });
        Box::new(runs.chain(coming))
    }

    /// Whether it is known without reading that no row begins so.
    pub(crate) fn lacks(&self, begin: &[u8]) -> bool {
        let looked_up = self.looked_up.load(Ordering::Relaxed);
        self.of_digests
            && self.runs.iter().all(|run| run.lacks(begin, looked_up).unwrap_or(false))
            && self.coming.as_ref().is_none_or(|coming| coming.lacks(begin))
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
    /// Where a file cannot be written, or that before could not: the index is as
    /// it was but for what was in that.
    pub(crate) fn extend(&mut self, rows: Vec<[u8; N]>, events: u64, last_id: EventId) -> io::Result<()> {
        self.settle()?;
        if events > 0 {
            let addition = self.addition(rows, events, last_id);
            self.put(&addition, addition.write()?);
        }
        Ok(())
    }

    /// The same, and of many rows a thread writes the file while they are
    /// looked up in memory.
    ///
    /// # Errors
    /// Where the file before could not be written: what was in that is not
    /// spoken of any more, and nothing was taken in. Where no thread can be had,
    /// the index is as it was.
    pub(crate) fn extend_beside(&mut self, rows: Vec<[u8; N]>, events: u64, last_id: EventId) -> io::Result<()> {
        if rows.len() < BESIDE_MIN {
            return self.extend(rows, events, last_id);
        }
        self.settle()?;
        self.coming = Some(Coming::start(self.addition(rows, events, last_id))?);
        Ok(())
    }

    /// Waits for the file that is being written.
    fn settle(&mut self) -> io::Result<()> {
        let Some(coming) = self.coming.take() else { return Ok(()) };
        let (addition, run) = coming.finish()?;
        self.put(&addition, run);
        Ok(())
    }

    /// What there is to say of the events that follow, and where there are many
    /// files by then, of those before with which it is to be in one.
    fn addition(&mut self, mut rows: Vec<[u8; N]>, events: u64, last_id: EventId) -> Addition<N> {
        rows.sort_unstable_by(order);
        let at = if self.runs.len() < RUNS_MAX { self.runs.len() } else { self.first_to_merge(events) };
        self.grew = true;
        let first = self.runs.get(at).map_or(self.covered(), |run| run.extent.first);
        let extent = Extent { first, events: self.covered() + events - first, last_id };
        self.merged(at, rows, extent)
    }

    fn merged(&self, at: usize, rows: Vec<[u8; N]>, extent: Extent) -> Addition<N> {
        let (dir, parts) = (self.dir.clone(), self.runs[at..].to_vec());
        Addition { dir, extent, parts, rows: Arc::new(rows), of_digests: self.of_digests }
    }

    /// The first run that is no longer than all after it together, of which the
    /// last are about to come.
    fn first_to_merge(&self, mut after: u64) -> usize {
        let mut first = self.runs.len();
        for (nth, run) in self.runs.iter().enumerate().rev() {
            if run.extent.events <= after {
                first = nth;
            }
            after += run.extent.events;
        }
        first
    }

    /// Puts a run in the place of those that went into it.
    fn put(&mut self, addition: &Addition<N>, run: Run<N>) {
        self.runs.truncate(self.runs.len() - addition.parts.len());
        self.runs.push(Arc::new(run));
        addition.parts.iter().for_each(|part| remove(&part.path));
    }

    /// Makes few files of many, where any came to them.
    ///
    /// # Errors
    /// As for [`extend`](Self::extend).
    pub(crate) fn tidy(&mut self) -> io::Result<()> {
        self.settle()?;
        let at = self.first_to_merge(0);
        let (true, Some(first), Some(last)) = (std::mem::take(&mut self.grew), self.runs.get(at), self.runs.last())
        else {
            return Ok(());
        };
        let (first, last_id) = (first.extent.first, last.extent.last_id);
        let extent = Extent { first, events: self.covered() - first, last_id };
        // What replaces them is made beside them.
        self.runs[at..].iter_mut().filter_map(Arc::get_mut).for_each(Run::forget_sieve);
        let addition = self.merged(at, Vec::new(), extent);
        self.put(&addition, addition.write()?);
        Ok(())
    }

    /// Drops all of it.
    ///
    /// # Errors
    /// Where a file cannot be removed.
    pub(crate) fn clear(&mut self) -> io::Result<()> {
        let _ = self.settle();
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

    fn drop_last(&mut self) {
        if let Some(last) = self.runs.pop() {
            remove(&last.path);
        }
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

impl<const N: usize> Drop for Runs<N> {
    fn drop(&mut self) {
        // Whoever opens it next finds what there is.
        let _ = self.settle();
    }
}

/// Removes a file of the index. One that stays is passed over the next time.
fn remove(path: &Path) {
    let _ = fs::remove_file(path);
}

#[cfg(test)]
mod tests;
