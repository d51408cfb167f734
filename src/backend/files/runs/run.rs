//! A run: one file with what an index has of events that follow each other, in
//! the order in which it is looked up.
//!
//! | part | size | what |
//! |---|---|---|
//! | rows | all of one length | what is looked up, first the part it is looked up by |
//! | fences | the row's length and 4 for each block | the first row of a block of rows, a checksum of the block |
//! | fences | likewise | the same of each block of fences, and so on until they are few: the root |
//! | sieve | 64 for each block | what no row begins with: see [`Sieve`]; only where rows are looked up by digests |
//! | foot | 88 | `RSHFRUN6`, length of a row, first seq, number of events, number of rows, number of blocks of the sieve, id of the last event, checksum of the sieve, checksum of root and foot |
//!
//! Integers are big-endian, checksums a CRC-32 (that of zlib). Opening reads
//! the root and the foot, a look-up a block of each level below; whoever looks
//! up much reads the sieve. The file is synced before it gets its name, so it
//! is there whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crc32fast::Hasher;

use super::levels::{self, Block, Blocks, SUM_LEN, checksum, damaged, fence, levels, partition_point};
use super::sieve::{self, Sieve};
use crate::domain::{EventId, Seq};

const MAGIC: &[u8; 8] = b"RSHFRUN6";
const FOOT_LEN: usize = 88;

/// For how many rows of a run a look-up is worth reading its sieve: that reads
/// some gigabytes a second, and a look-up takes a few microseconds.
const ROWS_A_LOOK_UP: u64 = 4_096;

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
    blocks: Mutex<Blocks>,
    sieve_at: Range<u64>,
    sieve_sum: [u8; SUM_LEN],
    sieve: OnceLock<Sieve>,
}

impl<const N: usize> Run<N> {
    /// Opens a run and makes sure of its root and foot; all else is made sure
    /// of as it is read.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let len = file.metadata()?.len();
        let foot_at = len.checked_sub(FOOT_LEN as u64).ok_or_else(damaged)?;
        let mut foot = [0; FOOT_LEN];
        file.read_exact_at(&mut foot, foot_at)?;
        let number = |at: usize| u64::from_be_bytes(std::array::from_fn(|i| foot[at + i]));
        let (row_len, first, events, rows, sieve_blocks) = (number(8), number(16), number(24), number(32), number(40));
        if foot[..8] != MAGIC[..] || row_len != N as u64 || events == 0 {
            return Err(damaged());
        }
        let levels = levels(rows, N).ok_or_else(damaged)?;
        let root = levels.last().ok_or_else(damaged)?;
        let sieve_at = root.end().ok_or_else(damaged)?;
        if foot_at.checked_sub(sieve_at) != sieve_blocks.checked_mul(sieve::BLOCK_LEN as u64) {
            return Err(damaged());
        }
        let root = levels::read(&file, root, 0)?;
        if checksum(&[&root, &foot[..FOOT_LEN - SUM_LEN]]) != foot[FOOT_LEN - SUM_LEN..] {
            return Err(damaged());
        }
        let last_id = EventId(std::array::from_fn(|i| foot[48 + i]));
        let blocks = Mutex::new(Blocks::new(file, levels, root));
        Ok(Self {
            path: path.to_owned(),
            extent: Extent { first, events, last_id },
            rows,
            blocks,
            sieve_at: sieve_at..foot_at,
            sieve_sum: std::array::from_fn(|i| foot[80 + i]),
            sieve: OnceLock::new(),
        })
    }

    /// Whether surely no row begins so, by the sieve, which is read once so
    /// much was looked up that it is worth it.
    ///
    /// # Errors
    /// Where it cannot be read, or is damaged.
    pub fn lacks(&self, begin: &[u8], looked_up: u64) -> io::Result<bool> {
        if let Some(sieve) = self.sieve.get() {
            return Ok(sieve.lacks(begin));
        }
        if looked_up < self.rows / ROWS_A_LOOK_UP {
            return Ok(false);
        }
        let sieve = self.read_sieve()?;
        Ok(self.sieve.get_or_init(|| sieve).lacks(begin))
    }

    fn read_sieve(&self) -> io::Result<Sieve> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(self.sieve_at.start))?;
        let blocks = (self.sieve_at.end - self.sieve_at.start) / sieve::BLOCK_LEN as u64;
        let mut read = BufReader::with_capacity(1 << 16, file);
        let mut sieve = Sieve::with_room(usize::try_from(blocks).map_err(io::Error::other)?);
        let (mut sum, mut block) = (Hasher::new(), [0; sieve::BLOCK_LEN]);
        for _ in 0..blocks {
            read.read_exact(&mut block)?;
            sum.update(&block);
            sieve.push(&block);
        }
        if sum.finalize().to_be_bytes() == self.sieve_sum { Ok(sieve) } else { Err(damaged()) }
    }

    /// Lets go of the sieve, to be read again if somebody asks.
    pub fn forget_sieve(&mut self) {
        self.sieve = OnceLock::new();
    }

    /// The rows from `low` on that begin with no more than `high`, in order.
    pub fn range(&self, low: &[u8], high: &[u8]) -> impl Iterator<Item = io::Result<[u8; N]>> + use<'_, N> {
        let (low, high) = (low.to_vec(), high.to_vec());
        // Where it begins, a block of rows and those of its places that are due.
        let mut begin = None;
        let mut due: Option<(Block, Range<usize>)> = None;
        std::iter::from_fn(move || {
            loop {
                if let Some((rows, places)) = &mut due {
                    if let Some(place) = places.next() {
                        return Some(Ok(row(rows, place)));
                    }
                    if places.end * N < rows.len() {
                        // The next row is beyond.
                        return None;
                    }
                }
                let mut blocks = self.blocks();
                let next = match begin.map_or_else(|| blocks.first(&low), Ok) {
                    Ok(next) if next < blocks.count() => next,
                    Ok(_) => return None,
                    Err(why) => {
                        begin = Some(u64::MAX);
                        return Some(Err(why));
                    }
                };
                begin = Some(next + 1);
                match blocks.rows(next) {
                    Ok(rows) => {
                        let from = partition_point(&rows, N, |row| *row < low[..]);
                        let to = partition_point(&rows, N, |row| row[..high.len()] <= high[..]);
                        due = Some((rows, from..to));
                    }
                    Err(why) => {
                        due = None;
                        return Some(Err(why));
                    }
                }
            }
        })
    }

    fn blocks(&self) -> MutexGuard<'_, Blocks> {
        // A thread that panicked here has left no more than a place in the file behind.
        self.blocks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn row<const N: usize>(rows: &[u8], place: usize) -> [u8; N] {
    std::array::from_fn(|i| rows[place * N + i])
}

/// Writes a run of rows that come in order, and opens it; with a sieve of as
/// many blocks.
pub(super) fn write<const N: usize>(
    dir: &Path,
    extent: Extent,
    sieve_blocks: u64,
    rows: &mut dyn Iterator<Item = io::Result<[u8; N]>>,
) -> io::Result<Run<N>> {
    fs::create_dir_all(dir)?;
    let unfinished = dir.join(UNFINISHED);
    let file = File::create(&unfinished)?;
    let mut out = BufWriter::with_capacity(1 << 16, &file);
    let block_len = levels(0, N).map_or(N, |levels| levels[0].block_len());
    let mut fences = Vec::new();
    let mut block = Vec::with_capacity(block_len);
    let mut sieve = Sieve::of_blocks(sieve_blocks);
    let mut count: u64 = 0;
    for row in rows {
        let row = row?;
        count += 1;
        sieve.add(&row);
        block.extend_from_slice(&row);
        if block.len() == block_len {
            fences.extend(fence(&block, N));
            out.write_all(&block)?;
            block.clear();
        }
    }
    if !block.is_empty() {
        fences.extend(fence(&block, N));
        out.write_all(&block)?;
    }
    // The rows are written; above them come all levels but the root, and the root.
    let above = levels(count, N).ok_or_else(damaged)?.split_off(1);
    for level in &above[..above.len() - 1] {
        out.write_all(&fences)?;
        fences = fences.chunks(level.block_len()).flat_map(|block| fence(block, N)).collect();
    }
    let mut foot = MAGIC.to_vec();
    for number in [N as u64, extent.first, extent.events, count, sieve_blocks] {
        foot.extend_from_slice(&number.to_be_bytes());
    }
    foot.extend_from_slice(&extent.last_id.0);
    out.write_all(&fences)?;
    let mut sum = Hasher::new();
    for block in sieve.to_bytes() {
        sum.update(&block);
        out.write_all(&block)?;
    }
    foot.extend_from_slice(&sum.finalize().to_be_bytes());
    foot.extend_from_slice(&checksum(&[&fences, &foot]));
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
        write(dir, extent, Sieve::blocks_for(rows.len() as u64), &mut rows.iter().copied().map(Ok)).unwrap()
    }

    fn all(run: &Run<16>) -> io::Result<Vec<[u8; 16]>> {
        run.range(&[], &[]).collect()
    }

    /// All rows of a run that has its sieve.
    fn sieved(path: &Path) -> io::Result<Vec<[u8; 16]>> {
        let run = Run::open(path)?;
        let rows = all(&run)?;
        let wrongly =
            rows.iter().step_by(41).filter(|row| run.lacks(&row[..], u64::MAX).is_ok_and(|lacks| lacks)).count();
        assert_eq!(wrongly, 0, "rows that the sieve says are not there");
        run.lacks(&[0; 8], u64::MAX).map(|_| rows)
    }

    #[test]
    fn a_run_finds_exactly_what_is_within_bounds() {
        for count in [1, 63, 64, 65, 1_000, 64 * 64 + 1, 64 * 64 * 65] {
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
    fn rows_that_are_looked_up_alike_are_found_across_blocks_and_fences() {
        // Few beginnings, each of more rows than a block of fences covers.
        let each: u64 = 64 * 64 + 7;
        let row = |nth: u64| {
            let (begin, seq) = ((nth / each).to_be_bytes(), nth.to_be_bytes());
            std::array::from_fn(|i| if i < 8 { begin[i] } else { seq[i - 8] })
        };
        let rows: Vec<[u8; 16]> = (0..3 * each).map(row).collect();
        let dir = tempfile::tempdir().unwrap();
        let run = written(dir.path(), &rows);
        for begin in 0..4 {
            let begin = u64::to_be_bytes(begin);
            let found = run.range(&begin, &begin).collect::<io::Result<Vec<_>>>().unwrap();
            assert_eq!(found, rows.iter().filter(|row| row[..8] == begin).copied().collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_flipped_bit_or_cut_of_a_run_goes_unseen() {
        let dir = tempfile::tempdir().unwrap();
        let rows = rows(70);
        let path = written(dir.path(), &rows).path;
        let whole = fs::read(&path).unwrap();
        let read = || sieved(&path);
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
    fn no_change_of_a_fence_goes_unseen_at_any_level() {
        let dir = tempfile::tempdir().unwrap();
        let count = 64 * 64 * 2 + 1;
        let path = written(dir.path(), &rows(count)).path;
        let whole = fs::read(&path).unwrap();
        let fences_at = usize::try_from(count).unwrap() * 16;
        assert_eq!(levels(count, 16).unwrap().len(), 3, "fences over fences");
        for at in (fences_at..whole.len()).step_by(23) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            fs::write(&path, bytes).unwrap();
            assert!(sieved(&path).is_err(), "byte {at} was changed");
        }
    }

    #[test]
    fn events_of_which_there_is_nothing_to_say_make_a_run_too() {
        let dir = tempfile::tempdir().unwrap();
        let extent = Extent { first: 0, events: 5, last_id: EventId([1; 32]) };
        let run = write::<16>(dir.path(), extent, 0, &mut std::iter::empty()).unwrap();
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
