//! What becomes the last file of an index, while somebody waits for it or
//! nobody does.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use super::merge::{Merge, Rows};
use super::run::{self, Extent, Run};
use super::sieve::Sieve;

/// Rows that are to be a file, and the last files, where it is to take their
/// place.
pub(super) struct Addition<const N: usize> {
    pub dir: PathBuf,
    /// What it speaks of, with what those files speak of.
    pub extent: Extent,
    pub parts: Vec<Arc<Run<N>>>,
    /// In order.
    pub rows: Arc<Vec<[u8; N]>>,
    /// Whether they begin with digests.
    pub of_digests: bool,
}

impl<const N: usize> Addition<N> {
    /// Writes the file.
    pub fn write(&self) -> io::Result<Run<N>> {
        let own: Rows<'_, N> = Box::new(self.rows.iter().copied().map(Ok));
        let parts = self.parts.iter().map(|run| Box::new(run.range(&[], &[])) as Rows<'_, N>);
        let rows = self.parts.iter().map(|run| run.rows).sum::<u64>() + self.rows.len() as u64;
        let blocks = if self.of_digests { Sieve::blocks_for(rows) } else { 0 };
        run::write(&self.dir, self.extent, blocks, &mut Merge::of(parts.chain([own]))?)
    }
}

/// An addition that a thread writes, and its rows for whoever looks them up
/// meanwhile.
pub(super) struct Coming<const N: usize> {
    pub extent: Extent,
    rows: Arc<Vec<[u8; N]>>,
    sieve: Sieve,
    writer: JoinHandle<io::Result<(Addition<N>, Run<N>)>>,
}

impl<const N: usize> Coming<N> {
    /// Has an addition written.
    ///
    /// # Errors
    /// Where there can be no thread for it.
    pub fn start(addition: Addition<N>) -> io::Result<Self> {
        let (extent, rows) = (addition.extent, Arc::clone(&addition.rows));
        let blocks = if addition.of_digests { Sieve::blocks_for(rows.len() as u64) } else { 0 };
        let mut sieve = Sieve::of_blocks(blocks);
        rows.iter().for_each(|row| sieve.add(row));
        let write = move || addition.write().map(|run| (addition, run));
        let writer = thread::Builder::new().name("ledger-index".to_owned()).spawn(write)?;
        Ok(Self { extent, rows, sieve, writer })
    }

    /// Its own rows.
    pub fn rows(&self) -> &[[u8; N]] {
        &self.rows
    }

    /// Those of them from `low` on that begin with no more than `high`.
    pub fn range(&self, low: &[u8], high: &[u8]) -> Rows<'_, N> {
        let from = self.rows.partition_point(|row| row[..] < *low);
        let to = self.rows.partition_point(|row| row[..high.len()] <= *high);
        Box::new(self.rows[from..to.max(from)].iter().copied().map(Ok))
    }

    /// Whether surely none begins so.
    pub fn lacks(&self, begin: &[u8]) -> bool {
        self.sieve.lacks(begin)
    }

    /// Waits for the file.
    ///
    /// # Errors
    /// Where it could not be written.
    pub fn finish(self) -> io::Result<(Addition<N>, Run<N>)> {
        let panicked = |_| Err(io::Error::other("a thread that wrote rows has panicked"));
        self.writer.join().unwrap_or_else(panicked)
    }
}
