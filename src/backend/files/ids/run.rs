//! A run: one file with the ids of events that follow each other, in order of
//! the ids.
//!
//! | part | size | what |
//! |---|---|---|
//! | entries | 12 each | first 8 bytes of an id, its place in the run (4 bytes) |
//! | fences | 16 for each 64 entries | the first of their ids, a checksum of them |
//! | foot | 64 | `RSHFIDS1`, first seq, number of entries, id of the last event, checksum of fences and foot |
//!
//! Integers are big-endian, checksums the first eight bytes of a BLAKE3
//! digest. A look-up reads the fences once and then 768 bytes at a time. The
//! file is synced before it gets its name, so it is there whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::Entry;
use crate::domain::{EventId, Seq};

const MAGIC: &[u8; 8] = b"RSHFIDS1";
const ENTRY_LEN: usize = 12;
const FENCE_LEN: usize = 16;
const FOOT_LEN: usize = 64;
/// How many entries have a fence.
const BLOCK: usize = 64;

/// A run, open for looking things up.
pub(super) struct Run {
    pub(super) path: PathBuf,
    pub(super) first: u64,
    pub(super) count: u64,
    /// The id of the last event in it.
    pub(super) last_id: EventId,
    fences: Vec<([u8; 8], [u8; 8])>,
    file: Mutex<File>,
}

impl Run {
    /// Opens a run and makes sure of everything but its entries, which are
    /// made sure of as they are read.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let len = file.metadata()?.len();
        let foot_at = len.checked_sub(FOOT_LEN as u64).ok_or_else(damaged)?;
        let mut foot = [0; FOOT_LEN];
        file.seek(SeekFrom::Start(foot_at))?;
        file.read_exact(&mut foot)?;
        let number = |at: usize| u64::from_be_bytes(std::array::from_fn(|i| foot[at + i]));
        let (first, count) = (number(8), number(16));
        let blocks = count.div_ceil(BLOCK as u64);
        let fences_at = count.checked_mul(ENTRY_LEN as u64).ok_or_else(damaged)?;
        let is_whole = foot[..8] == MAGIC[..]
            && count > 0
            && blocks.checked_mul(FENCE_LEN as u64).and_then(|len| len.checked_add(fences_at)) == Some(foot_at);
        if !is_whole {
            return Err(damaged());
        }
        let mut fences = vec![0; usize::try_from(foot_at - fences_at).map_err(|_| damaged())?];
        file.seek(SeekFrom::Start(fences_at))?;
        file.read_exact(&mut fences)?;
        if checksum(&[&fences, &foot[..FOOT_LEN - 8]]) != foot[FOOT_LEN - 8..] {
            return Err(damaged());
        }
        let fence = |bytes: &[u8]| (std::array::from_fn(|i| bytes[i]), std::array::from_fn(|i| bytes[8 + i]));
        let fences = fences.chunks_exact(FENCE_LEN).map(fence).collect();
        let last_id = EventId(std::array::from_fn(|i| foot[24 + i]));
        Ok(Self { path: path.to_owned(), first, count, last_id, fences, file: Mutex::new(file) })
    }

    /// The position of the last event in it.
    pub(super) fn last(&self) -> Seq {
        Seq(self.first.saturating_add(self.count - 1))
    }

    /// Adds the positions of ids within bounds.
    pub(super) fn find(&self, low: [u8; 8], high: [u8; 8], found: &mut Vec<Seq>) -> io::Result<()> {
        let begin = self.fences.partition_point(|(first, _)| *first < low).saturating_sub(1);
        for block in begin..self.fences.len() {
            if self.fences[block].0 > high {
                break;
            }
            let within = self.block(block)?.into_iter().filter(|(id, _)| low <= *id && *id <= high);
            found.extend(within.map(|(_, seq)| Seq(seq)));
        }
        Ok(())
    }

    /// The entries behind a fence.
    fn block(&self, block: usize) -> io::Result<Vec<Entry>> {
        let at = block * BLOCK;
        let count = usize::try_from(self.count).unwrap_or(usize::MAX).saturating_sub(at).min(BLOCK);
        let mut bytes = vec![0; count * ENTRY_LEN];
        {
            // A thread that panicked here has left no more than a place in the file behind.
            let mut file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            file.seek(SeekFrom::Start((at * ENTRY_LEN) as u64))?;
            file.read_exact(&mut bytes)?;
        }
        if checksum(&[&bytes]) != self.fences[block].1 {
            return Err(damaged());
        }
        let entry = |bytes: &[u8]| {
            let place = u32::from_be_bytes(std::array::from_fn(|i| bytes[8 + i]));
            (std::array::from_fn(|i| bytes[i]), self.first.saturating_add(u64::from(place)))
        };
        Ok(bytes.chunks_exact(ENTRY_LEN).map(entry).collect())
    }

    /// All entries, in order of the ids.
    pub(super) fn entries(&self) -> impl Iterator<Item = io::Result<Entry>> + '_ {
        (0..self.fences.len()).flat_map(|block| match self.block(block) {
            Ok(entries) => entries.into_iter().map(Ok).collect::<Vec<_>>(),
            Err(why) => vec![Err(why)],
        })
    }
}

/// Writes a run of `count` events from `first` on, whose entries come in order
/// of the ids, and opens it.
pub(super) fn write(
    dir: &Path,
    (first, count): (u64, u64),
    last_id: EventId,
    entries: &mut dyn Iterator<Item = io::Result<Entry>>,
) -> io::Result<Run> {
    fs::create_dir_all(dir)?;
    let unfinished = dir.join(UNFINISHED);
    let file = File::create(&unfinished)?;
    let mut out = BufWriter::with_capacity(1 << 16, &file);
    let mut fences = Vec::new();
    let mut block = Vec::with_capacity(BLOCK * ENTRY_LEN);
    let mut end_block = |block: &mut Vec<u8>| {
        fences.extend_from_slice(&block[..8]);
        fences.extend_from_slice(&checksum(&[block]));
        let written = out.write_all(block);
        block.clear();
        written
    };
    for entry in entries {
        let (id, seq) = entry?;
        let place = seq.checked_sub(first).and_then(|place| u32::try_from(place).ok()).ok_or_else(damaged)?;
        block.extend_from_slice(&id);
        block.extend_from_slice(&place.to_be_bytes());
        if block.len() == BLOCK * ENTRY_LEN {
            end_block(&mut block)?;
        }
    }
    if !block.is_empty() {
        end_block(&mut block)?;
    }
    let mut foot = MAGIC.to_vec();
    foot.extend_from_slice(&first.to_be_bytes());
    foot.extend_from_slice(&count.to_be_bytes());
    foot.extend_from_slice(&last_id.0);
    foot.extend_from_slice(&checksum(&[&fences, &foot]));
    out.write_all(&fences)?;
    out.write_all(&foot)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_data()?;
    let path = dir.join(name(first, count));
    fs::rename(&unfinished, &path)?;
    Run::open(&path)
}

/// What a run is called until it is whole.
pub(super) const UNFINISHED: &str = "unfinished";

/// A run's name: its first position and how many there are.
fn name(first: u64, count: u64) -> String {
    format!("{first:016x}-{count:016x}")
}

/// Reads a run's name.
pub(super) fn read_name(name: &str) -> Option<(u64, u64)> {
    let (first, count) = name.split_once('-')?;
    let number = |text: &str| u64::from_str_radix(text, 16).ok();
    let read = (number(first)?, number(count)?);
    (self::name(read.0, read.1) == name).then_some(read)
}

fn checksum(parts: &[&[u8]]) -> [u8; 8] {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part);
    }
    let digest = hasher.finalize();
    std::array::from_fn(|i| digest.as_bytes()[i])
}

fn damaged() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "a file of the index by id is damaged")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn entries(count: u64) -> Vec<Entry> {
        (0..count).map(|nth| ((nth * nth * 7 + 3).to_be_bytes(), 100 + (nth * 13) % count)).collect()
    }

    fn written(dir: &Path, entries: &[Entry]) -> Run {
        let count = entries.len() as u64;
        write(dir, (100, count), EventId([7; 32]), &mut entries.iter().copied().map(Ok)).unwrap()
    }

    #[test]
    fn a_run_finds_exactly_what_is_within_bounds() {
        for count in [1, 63, 64, 65, 1_000] {
            let dir = tempfile::tempdir().unwrap();
            let entries = entries(count);
            let run = written(dir.path(), &entries);
            assert_eq!((run.first, run.last(), run.last_id), (100, Seq(99 + count), EventId([7; 32])));
            assert_eq!(run.entries().collect::<io::Result<Vec<_>>>().unwrap(), entries);
            for (low, high) in [(0, 0), (0, u64::MAX), (3, 3), (4, 9), (10, 20_000), (700_000, u64::MAX)] {
                let mut found = Vec::new();
                run.find(u64::to_be_bytes(low), u64::to_be_bytes(high), &mut found).unwrap();
                let is_due = |id: &[u8; 8]| (low..=high).contains(&u64::from_be_bytes(*id));
                let due: Vec<Seq> = entries.iter().filter(|(id, _)| is_due(id)).map(|(_, seq)| Seq(*seq)).collect();
                assert_eq!(found, due, "{count} entries, {low} to {high}");
            }
        }
    }

    #[test]
    fn no_change_of_a_run_goes_unseen() {
        let dir = tempfile::tempdir().unwrap();
        let entries = entries(70);
        let path = written(dir.path(), &entries).path;
        let whole = fs::read(&path).unwrap();
        let read = || Run::open(&path).and_then(|run| run.entries().collect::<io::Result<Vec<_>>>());
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            fs::write(&path, bytes).unwrap();
            assert!(read().is_err(), "byte {at} was changed");
            fs::write(&path, &whole[..at]).unwrap();
            assert!(read().is_err(), "cut to {at} bytes");
        }
        fs::write(&path, &whole).unwrap();
        assert_eq!(read().unwrap(), entries);
    }

    #[test]
    fn a_name_says_what_is_inside() {
        assert_eq!(read_name(&name(5, 8_192)), Some((5, 8_192)));
        for other in ["", "5-2", UNFINISHED, "0000000000000005-000000000000200G"] {
            assert_eq!(read_name(other), None, "{other}");
        }
    }
}
