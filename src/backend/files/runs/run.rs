//! A run: one file with what an index has of events that follow each other, in
//! the order in which it is looked up.
//!
//! | part | size | what |
//! |---|---|---|
//! | rows | all of one length | what is looked up, first the part it is looked up by |
//! | fences | the row's length and 8 for each block | the first row of a block, a checksum of the block |
//! | foot | 80 | `RSHFRUN1`, length of a row, first seq, number of events, number of rows, id of the last event, checksum of fences and foot |
//!
//! Integers are big-endian, checksums the first eight bytes of a BLAKE3
//! digest. A look-up reads the fences once and then a block at a time. The
//! file is synced before it gets its name, so it is there whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::domain::{EventId, Seq};

const MAGIC: &[u8; 8] = b"RSHFRUN1";
const SUM_LEN: usize = 8;
const FOOT_LEN: usize = 80;
/// About how long a block is. A row is looked up by reading one.
const BLOCK_LEN: usize = 1024;

/// How many blocks of a run are kept in memory.
const KEPT: usize = 64;

/// How many rows of a length share a fence.
const fn rows_in_block(row_len: usize) -> usize {
    let rows = BLOCK_LEN / row_len;
    if rows < 16 { 16 } else { rows }
}

/// What a run speaks of: the events from `first` on, and the last one's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    pub first: u64,
    /// How many events; never none.
    pub events: u64,
    pub last_id: EventId,
}

impl Extent {
    /// The position of the last event in it.
    pub fn last(&self) -> Seq {
        Seq(self.first.saturating_add(self.events - 1))
    }
}

/// A run, open for looking things up.
pub(super) struct Run<const N: usize> {
    pub path: PathBuf,
    pub extent: Extent,
    pub rows: u64,
    fences: Vec<([u8; N], [u8; SUM_LEN])>,
    reading: Mutex<Reading<N>>,
}

/// The file, and the blocks that were read last: whoever appends asks for the
/// same few over and over.
struct Reading<const N: usize> {
    file: File,
    /// A block's number and its rows, at the number's place among so many.
    kept: [Option<(usize, Block<N>)>; KEPT],
}

/// The rows behind a fence.
type Block<const N: usize> = Arc<[[u8; N]]>;

impl<const N: usize> Run<N> {
    /// How many rows have a fence.
    const BLOCK: usize = rows_in_block(N);

    /// Opens a run and makes sure of everything but its rows, which are made
    /// sure of as they are read.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let len = file.metadata()?.len();
        let foot_at = len.checked_sub(FOOT_LEN as u64).ok_or_else(damaged)?;
        let mut foot = [0; FOOT_LEN];
        file.seek(SeekFrom::Start(foot_at))?;
        file.read_exact(&mut foot)?;
        let number = |at: usize| u64::from_be_bytes(std::array::from_fn(|i| foot[at + i]));
        let (row_len, first, events, rows) = (number(8), number(16), number(24), number(32));
        let fences_at = rows.checked_mul(N as u64).ok_or_else(damaged)?;
        let fences_len = rows.div_ceil(Self::BLOCK as u64).checked_mul((N + SUM_LEN) as u64).ok_or_else(damaged)?;
        let is_whole = foot[..8] == MAGIC[..] && row_len == N as u64 && events > 0;
        if !is_whole || fences_at.checked_add(fences_len) != Some(foot_at) {
            return Err(damaged());
        }
        let mut fences = vec![0; usize::try_from(fences_len).map_err(|_| damaged())?];
        file.seek(SeekFrom::Start(fences_at))?;
        file.read_exact(&mut fences)?;
        if checksum(&[&fences, &foot[..FOOT_LEN - SUM_LEN]]) != foot[FOOT_LEN - SUM_LEN..] {
            return Err(damaged());
        }
        let fence = |bytes: &[u8]| (std::array::from_fn(|i| bytes[i]), std::array::from_fn(|i| bytes[N + i]));
        let fences = fences.chunks_exact(N + SUM_LEN).map(fence).collect();
        let last_id = EventId(std::array::from_fn(|i| foot[40 + i]));
        let extent = Extent { first, events, last_id };
        let reading = Mutex::new(Reading { file, kept: [const { None }; KEPT] });
        Ok(Self { path: path.to_owned(), extent, rows, fences, reading })
    }

    /// The rows from `low` on that begin with no more than `high`, in order.
    pub fn range(&self, low: &[u8], high: &[u8]) -> impl Iterator<Item = io::Result<[u8; N]>> + use<'_, N> {
        let begin = self.fences.partition_point(|(first, _)| first.as_slice() < low).saturating_sub(1);
        let (low, high) = (low.to_vec(), high.to_vec());
        let end = self.fences.partition_point(|(first, _)| first[..high.len()] <= high[..]);
        let rows = (begin..end).flat_map(move |block| match self.block(block) {
            Ok(rows) => rows.iter().copied().map(Ok).collect::<Vec<_>>(),
            Err(why) => vec![Err(why)],
        });
        let is_due = move |row: &[u8; N]| row[..] >= low[..] && row[..high.len()] <= high[..];
        rows.filter(move |row| row.as_ref().map_or(true, &is_due))
    }

    /// The rows behind a fence.
    fn block(&self, block: usize) -> io::Result<Block<N>> {
        // A thread that panicked here has left no more than a place in the file behind.
        let mut reading = self.reading.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((_, rows)) = reading.kept[block % KEPT].as_ref().filter(|(kept, _)| *kept == block) {
            return Ok(rows.clone());
        }
        let at = block * Self::BLOCK;
        let count = usize::try_from(self.rows).unwrap_or(usize::MAX).saturating_sub(at).min(Self::BLOCK);
        let mut bytes = vec![0; count * N];
        reading.file.seek(SeekFrom::Start((at * N) as u64))?;
        reading.file.read_exact(&mut bytes)?;
        if checksum(&[&bytes]) != self.fences[block].1 {
            return Err(damaged());
        }
        let rows: Block<N> = bytes.chunks_exact(N).map(|row| std::array::from_fn(|i| row[i])).collect();
        reading.kept[block % KEPT] = Some((block, rows.clone()));
        Ok(rows)
    }
}

/// Writes a run of rows that come in order, and opens it.
pub(super) fn write<const N: usize>(
    dir: &Path,
    extent: Extent,
    rows: &mut dyn Iterator<Item = io::Result<[u8; N]>>,
) -> io::Result<Run<N>> {
    fs::create_dir_all(dir)?;
    let unfinished = dir.join(UNFINISHED);
    let file = File::create(&unfinished)?;
    let mut out = BufWriter::with_capacity(1 << 16, &file);
    let mut fences = Vec::new();
    let mut block = Vec::with_capacity(Run::<N>::BLOCK * N);
    let mut end_block = |block: &mut Vec<u8>| {
        fences.extend_from_slice(&block[..N]);
        fences.extend_from_slice(&checksum(&[block]));
        let written = out.write_all(block);
        block.clear();
        written
    };
    let mut count: u64 = 0;
    for row in rows {
        count += 1;
        block.extend_from_slice(&row?);
        if block.len() == Run::<N>::BLOCK * N {
            end_block(&mut block)?;
        }
    }
    if !block.is_empty() {
        end_block(&mut block)?;
    }
    let mut foot = MAGIC.to_vec();
    for number in [N as u64, extent.first, extent.events, count] {
        foot.extend_from_slice(&number.to_be_bytes());
    }
    foot.extend_from_slice(&extent.last_id.0);
    foot.extend_from_slice(&checksum(&[&fences, &foot]));
    out.write_all(&fences)?;
    out.write_all(&foot)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_data()?;
    let path = dir.join(name(extent.first, extent.events));
    fs::rename(&unfinished, &path)?;
    Run::open(&path)
}

/// What a run is called until it is whole.
pub(super) const UNFINISHED: &str = "unfinished";

/// A run's name: its first position and how many events it speaks of.
fn name(first: u64, events: u64) -> String {
    format!("{first:016x}-{events:016x}")
}

/// Reads a run's name.
pub(super) fn read_name(name: &str) -> Option<(u64, u64)> {
    let (first, events) = name.split_once('-')?;
    let number = |text: &str| u64::from_str_radix(text, 16).ok();
    let read = (number(first)?, number(events)?);
    (self::name(read.0, read.1) == name).then_some(read)
}

fn checksum(parts: &[&[u8]]) -> [u8; SUM_LEN] {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part);
    }
    let digest = hasher.finalize();
    std::array::from_fn(|i| digest.as_bytes()[i])
}

fn damaged() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "a file of an index is damaged")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn rows(count: u64) -> Vec<[u8; 16]> {
        let row = |nth: u64| {
            let (id, seq) = ((nth * nth * 7 + 3).to_be_bytes(), (100 + (nth * 13) % count).to_be_bytes());
            std::array::from_fn(|i| if i < 8 { id[i] } else { seq[i - 8] })
        };
        (0..count).map(row).collect()
    }

    fn written(dir: &Path, rows: &[[u8; 16]]) -> Run<16> {
        let extent = Extent { first: 100, events: rows.len() as u64, last_id: EventId([7; 32]) };
        write(dir, extent, &mut rows.iter().copied().map(Ok)).unwrap()
    }

    fn all(run: &Run<16>) -> io::Result<Vec<[u8; 16]>> {
        run.range(&[], &[]).collect()
    }

    #[test]
    fn a_run_finds_exactly_what_is_within_bounds() {
        for count in [1, 63, 64, 65, 1_000] {
            let dir = tempfile::tempdir().unwrap();
            let rows = rows(count);
            let run = written(dir.path(), &rows);
            assert_eq!((run.extent.last(), run.extent.last_id), (Seq(99 + count), EventId([7; 32])));
            assert_eq!(all(&run).unwrap(), rows);
            for (low, high) in [(0, 0), (0, u64::MAX), (3, 3), (4, 9), (10, 20_000), (700_000, u64::MAX)] {
                let found = run.range(&u64::to_be_bytes(low), &u64::to_be_bytes(high)).collect::<io::Result<Vec<_>>>();
                let is_due =
                    |row: &&[u8; 16]| (low..=high).contains(&u64::from_be_bytes(std::array::from_fn(|i| row[i])));
                let due: Vec<_> = rows.iter().filter(is_due).copied().collect();
                assert_eq!(found.unwrap(), due, "{count} rows, {low} to {high}");
            }
        }
    }

    #[test]
    fn no_change_of_a_run_goes_unseen() {
        let dir = tempfile::tempdir().unwrap();
        let rows = rows(70);
        let path = written(dir.path(), &rows).path;
        let whole = fs::read(&path).unwrap();
        let read = || Run::open(&path).and_then(|run| all(&run));
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            fs::write(&path, bytes).unwrap();
            assert!(read().is_err(), "byte {at} was changed");
            fs::write(&path, &whole[..at]).unwrap();
            assert!(read().is_err(), "cut to {at} bytes");
        }
        fs::write(&path, &whole).unwrap();
        assert_eq!(read().unwrap(), rows);
        assert!(Run::<17>::open(&path).is_err(), "rows of another length");
    }

    #[test]
    fn events_of_which_there_is_nothing_to_say_make_a_run_too() {
        let dir = tempfile::tempdir().unwrap();
        let extent = Extent { first: 0, events: 5, last_id: EventId([1; 32]) };
        let run = write::<16>(dir.path(), extent, &mut std::iter::empty()).unwrap();
        assert_eq!((all(&run).unwrap().len(), run.extent.last()), (0, Seq(4)));
    }

    #[test]
    fn a_name_says_what_is_inside() {
        assert_eq!(read_name(&name(5, 8_192)), Some((5, 8_192)));
        for other in ["", "5-2", UNFINISHED, "0000000000000005-000000000000200G"] {
            assert_eq!(read_name(other), None, "{other}");
        }
    }
}
