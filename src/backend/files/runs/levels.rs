//! Rows in blocks, fences over the blocks, and fences over those, up to a few
//! that are kept in memory: so a row is found by a read of a block of each, and opening a
//! file of a hundred million rows reads as little as opening one of a hundred.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use crc32fast::Hasher;

/// The length of a checksum: a CRC-32, which finds what a disk does to a file.
/// No checksum stops a person, who can write it anew; an audit compares the
/// rows with the log, of a long one by samples.
pub(super) const SUM_LEN: usize = 4;

/// About how long a block of rows is.
const BLOCK_LEN: usize = 1024;

/// How many fences are in a block, and in the root at most.
const FENCES: usize = 64;

/// How many blocks of each level are kept in memory.
const KEPT: usize = 128;

/// Entries of one length, one after the other.
pub(super) type Block = Arc<[u8]>;

/// Where the entries of a level lie, and in which blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Level {
    pub at: u64,
    pub entries: u64,
    pub entry_len: usize,
    in_block: usize,
}

impl Level {
    /// The rows.
    fn of_rows(rows: u64, row_len: usize) -> Self {
        Self { at: 0, entries: rows, entry_len: row_len, in_block: (BLOCK_LEN / row_len).max(16) }
    }

    /// The fences over this level: for each block its first row, and a checksum.
    fn above(&self, row_len: usize) -> Option<Self> {
        Some(Self {
            at: self.end()?,
            entries: self.entries.div_ceil(self.in_block as u64),
            entry_len: row_len + SUM_LEN,
            in_block: FENCES,
        })
    }

    /// Where the next level begins; none where no file is so long.
    pub fn end(&self) -> Option<u64> {
        self.entries.checked_mul(self.entry_len as u64)?.checked_add(self.at)
    }

    /// How long a block of it is, if it is not the last.
    pub fn block_len(&self) -> usize {
        self.in_block * self.entry_len
    }
}

/// The levels of so many rows, these first and the root last.
pub(super) fn levels(rows: u64, row_len: usize) -> Option<Vec<Level>> {
    let mut below = Level::of_rows(rows, row_len);
    let mut levels = vec![below];
    loop {
        below = below.above(row_len)?;
        levels.push(below);
        if below.entries <= FENCES as u64 {
            return Some(levels);
        }
    }
}

/// The fence over a block.
pub(super) fn fence(block: &[u8], row_len: usize) -> impl Iterator<Item = u8> {
    block[..row_len].iter().copied().chain(checksum(&[block]))
}

/// The blocks of a file, read as they are asked for and made sure of.
pub(super) struct Blocks {
    file: File,
    levels: Vec<Level>,
    root: Block,
    /// Of each level but the root the blocks that were read last, each at its
    /// number's place among so many: whoever appends asks for the same few
    /// over and over.
    kept: Vec<Vec<Option<(u64, Block)>>>,
}

impl Blocks {
    /// The blocks of a file whose root is known to be right.
    pub fn new(file: File, levels: Vec<Level>, root: Block) -> Self {
        let kept = vec![vec![None; KEPT]; levels.len() - 1];
        Self { file, levels, root, kept }
    }

    /// How many blocks of rows there are.
    pub fn count(&self) -> u64 {
        self.levels[1].entries
    }

    /// The first block of rows that may have one from `low` on.
    pub fn first(&mut self, low: &[u8]) -> io::Result<u64> {
        (1..self.levels.len()).rev().try_fold(0, |nth, level| {
            let (entry_len, in_block) = (self.levels[level].entry_len, self.levels[level].in_block);
            let fences = self.block(level, nth)?;
            let before = partition_point(&fences, entry_len, |fence| &fence[..entry_len - SUM_LEN] < low);
            Ok(nth * in_block as u64 + before.saturating_sub(1) as u64)
        })
    }

    /// A block of rows.
    pub fn rows(&mut self, nth: u64) -> io::Result<Block> {
        self.block(0, nth)
    }

    fn block(&mut self, level: usize, nth: u64) -> io::Result<Block> {
        if level + 1 == self.levels.len() {
            return Ok(self.root.clone());
        }
        let place = (nth % KEPT as u64) as usize;
        if let Some((_, block)) = self.kept[level][place].as_ref().filter(|(kept, _)| *kept == nth) {
            return Ok(block.clone());
        }
        let above = self.levels[level + 1];
        let fences = self.block(level + 1, nth / FENCES as u64)?;
        let fence = &fences[(nth % FENCES as u64) as usize * above.entry_len..][..above.entry_len];
        let block = read(&self.file, &self.levels[level], nth)?;
        if checksum(&[&block]) != fence[above.entry_len - SUM_LEN..] {
            return Err(damaged());
        }
        self.kept[level][place] = Some((nth, block.clone()));
        Ok(block)
    }
}

/// Reads a block of a level, whatever is in it.
pub(super) fn read(file: &File, level: &Level, nth: u64) -> io::Result<Block> {
    let before = nth.saturating_mul(level.in_block as u64);
    let entries = level.entries.saturating_sub(before).min(level.in_block as u64);
    let mut bytes = vec![0; entries as usize * level.entry_len];
    file.read_exact_at(&mut bytes, level.at + before * level.entry_len as u64)?;
    Ok(bytes.into())
}

/// How many entries at the beginning of a block are so.
pub(super) fn partition_point(block: &[u8], entry_len: usize, is_so: impl Fn(&[u8]) -> bool) -> usize {
    let (mut low, mut high) = (0, block.len() / entry_len);
    while low < high {
        let middle = low.midpoint(high);
        if is_so(&block[middle * entry_len..][..entry_len]) { low = middle + 1 } else { high = middle }
    }
    low
}

pub(super) fn checksum(parts: &[&[u8]]) -> [u8; SUM_LEN] {
    let mut sum = Hasher::new();
    parts.iter().for_each(|part| sum.update(part));
    sum.finalize().to_be_bytes()
}

pub(super) fn damaged() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "a file of an index is damaged")
}
