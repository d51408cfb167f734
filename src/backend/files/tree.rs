//! The Merkle tree of a log, in files beside it: a level for each eight
//! heights, as the tiles of a published log have them.
//!
//! The file `0` has the hashes of leaves, `1` those of subtrees of 256 leaves,
//! `2` of 65,536, and so on; what lies between is computed from at most 128
//! hashes. The file `size` says of how many leaves they are, with the last
//! event's id and the root. All of it is derived: what does not agree with
//! itself is dropped.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::domain::EventId;
use crate::proof::tree::{Hash, Subtrees, node_hash, root};

/// How many heights a level stands for.
const HEIGHTS: u32 = 8;

/// How many hashes make one of the next level.
const WIDTH: u64 = 1 << HEIGHTS;

const HASH_LEN: u64 = 32;

/// The tree's files.
pub struct TreeFiles {
    dir: PathBuf,
    size: u64,
    last: Option<EventId>,
}

impl TreeFiles {
    /// The tree in a directory, as far as its files agree with each other.
    #[must_use]
    pub fn open(dir: &Path) -> Self {
        let mut tree = Self { dir: dir.to_owned(), size: 0, last: None };
        if let Some((size, last, said)) = tree.said() {
            tree.size = size;
            match root(&tree, size) {
                Ok(found) if found == said => tree.last = Some(last),
                _ => tree.size = 0,
            }
        }
        tree
    }

    /// Of how many leaves it is.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The id of the event behind its last leaf.
    #[must_use]
    pub fn last(&self) -> Option<EventId> {
        self.last
    }

    /// Forgets all leaves, of another log.
    pub fn clear(&mut self) {
        (self.size, self.last) = (0, None);
    }

    /// Takes in the next leaves, of the last of which the event has this id.
    ///
    /// # Errors
    /// Where the files cannot be written; it is as it was.
    pub fn extend(&mut self, leaves: &[Hash], last: EventId) -> io::Result<()> {
        fs::create_dir_all(&self.dir)?;
        let before = self.size;
        let after = before + leaves.len() as u64;
        let mut level = 0;
        let mut hashes = leaves.to_vec();
        while !hashes.is_empty() {
            let first = before >> (HEIGHTS * level);
            let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(self.path(level))?;
            // What lies beyond is of a tree that was given up.
            file.set_len(first * HASH_LEN)?;
            file.seek(SeekFrom::End(0))?;
            file.write_all(hashes.as_flattened())?;
            let next = before >> (HEIGHTS * (level + 1))..after >> (HEIGHTS * (level + 1));
            hashes = next.map(|index| self.whole(level, index * WIDTH, WIDTH)).collect::<io::Result<_>>()?;
            level += 1;
        }
        let taken_in = Self { dir: self.dir.clone(), size: after, last: Some(last) };
        taken_in.say(last)?;
        *self = taken_in;
        Ok(())
    }

    fn path(&self, level: u32) -> PathBuf {
        self.dir.join(level.to_string())
    }

    /// Some hashes of a level.
    ///
    /// # Errors
    /// Where they cannot be read, or are not there.
    pub fn hashes(&self, level: u32, first: u64, count: u64) -> io::Result<Vec<Hash>> {
        let mut file = File::open(self.path(level))?;
        file.seek(SeekFrom::Start(first * HASH_LEN))?;
        let mut hashes = vec![[0; 32]; usize::try_from(count).unwrap_or(usize::MAX)];
        file.read_exact(hashes.as_flattened_mut())?;
        Ok(hashes)
    }

    /// The hash over as many hashes of a level as a power of two.
    fn whole(&self, level: u32, first: u64, count: u64) -> io::Result<Hash> {
        let mut hashes = self.hashes(level, first, count)?;
        while hashes.len() > 1 {
            hashes = hashes.chunks(2).map(|pair| node_hash(&pair[0], &pair[1])).collect();
        }
        Ok(hashes[0])
    }

    /// What the file `size` says: of how many leaves, the last event, the root.
    fn said(&self) -> Option<(u64, EventId, Hash)> {
        let bytes = fs::read(self.dir.join("size")).ok()?;
        let (said, sum) = bytes.split_at_checked(72)?;
        if sum != checksum(said) {
            return None;
        }
        let size = u64::from_be_bytes(*said.first_chunk()?);
        let id = EventId(std::array::from_fn(|i| said[8 + i]));
        Some((size, id, std::array::from_fn(|i| said[40 + i])))
    }

    fn say(&self, last: EventId) -> io::Result<()> {
        let mut said = self.size.to_be_bytes().to_vec();
        said.extend(last.0);
        said.extend(root(self, self.size)?);
        said.extend(checksum(&said));
        let unfinished = self.dir.join("size.new");
        fs::write(&unfinished, said)?;
        fs::rename(unfinished, self.dir.join("size"))
    }
}

impl Subtrees for TreeFiles {
    type Error = io::Error;

    fn subtree(&self, height: u32, index: u64) -> io::Result<Hash> {
        let within = height % HEIGHTS;
        self.whole(height / HEIGHTS, index << within, 1 << within)
    }
}

fn checksum(bytes: &[u8]) -> [u8; 8] {
    let digest = crate::proof::index_digest(&[bytes]);
    std::array::from_fn(|i| digest[i])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::backend::memory::MemoryTree;
    use crate::proof::tree::{consistency, inclusion, leaf_hash};

    fn leaves(from: u64, to: u64) -> Vec<Hash> {
        (from..to).map(|n| leaf_hash(&n.to_be_bytes())).collect()
    }

    #[test]
    fn it_grows_in_any_steps_to_the_tree_over_all_leaves() {
        let dir = tempfile::tempdir().unwrap();
        let mut tree = TreeFiles::open(dir.path());
        let mut known = MemoryTree::default();
        let ends = [1, 255, 256, 257, 511, 512, 1_000, 65_536, 65_537, 70_000];
        for end in ends {
            let next = leaves(tree.size(), end);
            known.extend(&next);
            tree.extend(&next, EventId([7; 32])).unwrap();
            tree = TreeFiles::open(dir.path());
            assert_eq!((tree.size(), tree.last()), (end, Some(EventId([7; 32]))));
            assert_eq!(root(&tree, end).unwrap(), root(&known, end).unwrap());
        }
        for size in ends {
            for index in [0, size / 3, size - 1] {
                assert_eq!(inclusion(&tree, index, size).unwrap(), inclusion(&known, index, size).unwrap());
                assert_eq!(consistency(&tree, index, size).unwrap(), consistency(&known, index, size).unwrap());
            }
        }
    }

    #[test]
    fn what_does_not_agree_with_itself_is_dropped() {
        let dir = tempfile::tempdir().unwrap();
        TreeFiles::open(dir.path()).extend(&leaves(0, 700), EventId([1; 32])).unwrap();
        for (file, at) in [("0", 32 * 699), ("1", 3), ("size", 5), ("size", 75)] {
            let path = dir.path().join(file);
            let whole = fs::read(&path).unwrap();
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            fs::write(&path, &bytes).unwrap();
            let mut tree = TreeFiles::open(dir.path());
            assert_eq!((tree.size(), tree.last()), (0, None), "{file} at {at}");
            fs::write(&path, &whole[..whole.len() - 1]).unwrap();
            assert_eq!(TreeFiles::open(dir.path()).size(), 0, "{file} cut short");
            tree.extend(&leaves(0, 700), EventId([2; 32])).unwrap();
            assert_eq!(TreeFiles::open(dir.path()).last(), Some(EventId([2; 32])));
        }
    }
}
