//! The Merkle tree of a log that is in memory.

use std::io;

use crate::proof::tree::{Hash, Subtrees, node_hash};

/// The hashes of leaves, and no others.
#[derive(Debug, Default, Clone)]
pub struct MemoryTree {
    leaves: Vec<Hash>,
}

impl MemoryTree {
    /// Takes in the next leaves.
    pub fn extend(&mut self, leaves: &[Hash]) {
        self.leaves.extend(leaves);
    }
}

impl Subtrees for MemoryTree {
    type Error = io::Error;

    fn subtree(&self, height: u32, index: u64) -> io::Result<Hash> {
        if height == 0 {
            let leaf = usize::try_from(index).ok().and_then(|index| self.leaves.get(index));
            return leaf.copied().ok_or_else(|| io::ErrorKind::NotFound.into());
        }
        Ok(node_hash(&self.subtree(height - 1, 2 * index)?, &self.subtree(height - 1, 2 * index + 1)?))
    }
}
