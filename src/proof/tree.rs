//! The Merkle tree over the log: roots, and proofs that something is in it or
//! that it only grew.
//!
//! Hashes and proofs are those of RFC 6962, section 2.1, and are verified by
//! the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2. Where the hashes
//! of whole subtrees are kept is the caller's business.

use sha2::{Digest, Sha256};

/// A SHA-256 hash of a leaf, of a node or of a tree.
pub type Hash = [u8; 32];

/// Where the hashes of whole subtrees are had from.
pub trait Subtrees {
    /// Why one cannot be had.
    type Error;

    /// The hash of the subtree over the leaves from `index << height` up to
    /// `(index + 1) << height`, all of which are there; at height 0, of a leaf.
    ///
    /// # Errors
    /// Where it cannot be had.
    fn subtree(&self, height: u32, index: u64) -> Result<Hash, Self::Error>;
}

/// Why a proof shows nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofFault {
    /// There is no such leaf, or the later tree is the smaller one.
    #[error("it is about a leaf or a tree that cannot be")]
    Range,
    /// It has fewer or more hashes than its place in the tree asks for.
    #[error("it has {found} hashes, which is too few or too many")]
    Length {
        /// How many it has.
        found: usize,
    },
    /// Its hashes do not lead to the root.
    #[error("its hashes do not lead to the root")]
    Root,
}

/// The hash of a leaf.
#[must_use]
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(leaf).finalize().into()
}

/// The hash of a node over two others.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root of a tree without leaves.
#[must_use]
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// The root of the tree over the first `size` leaves.
///
/// ```
/// use reshuffle::proof::tree::{Hash, Subtrees, inclusion, leaf_hash, node_hash, root, verify_inclusion};
///
/// struct Leaves(Vec<Hash>);
/// impl Subtrees for Leaves {
///     type Error = std::convert::Infallible;
///     fn subtree(&self, height: u32, index: u64) -> Result<Hash, Self::Error> {
///         if height == 0 {
///             return Ok(self.0[index as usize]);
///         }
///         let half = |side| self.subtree(height - 1, 2 * index + side);
///         Ok(node_hash(&half(0)?, &half(1)?))
///     }
/// }
///
/// let leaves = Leaves((0..5).map(|n| leaf_hash(&[n])).collect());
/// let Ok(root) = root(&leaves, 5);
/// let Ok(proof) = inclusion(&leaves, 2, 5);
/// assert_eq!(verify_inclusion(&leaf_hash(&[2]), 2, 5, &proof, &root), Ok(()));
/// assert!(verify_inclusion(&leaf_hash(&[3]), 2, 5, &proof, &root).is_err());
/// ```
///
/// # Errors
/// Where a subtree cannot be had.
pub fn root<S: Subtrees + ?Sized>(tree: &S, size: u64) -> Result<Hash, S::Error> {
    if size == 0 { Ok(empty_root()) } else { over(tree, 0, size) }
}

/// The proof that the leaf at `index`, which is below `size`, is in the tree
/// over the first `size` leaves: from its sibling's hash up.
///
/// # Errors
/// Where a subtree cannot be had.
pub fn inclusion<S: Subtrees + ?Sized>(tree: &S, index: u64, size: u64) -> Result<Vec<Hash>, S::Error> {
    let mut proof = Vec::new();
    let (mut begin, mut end) = (0, size);
    while end - begin > 1 {
        let middle = begin + split(end - begin);
        if index < middle {
            proof.push(over(tree, middle, end)?);
            end = middle;
        } else {
            proof.push(over(tree, begin, middle)?);
            begin = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The proof that the tree over the first `first` leaves is the beginning of
/// the one over the first `second`. Of no leaves, and of the same tree, it is empty.
///
/// # Errors
/// Where a subtree cannot be had.
pub fn consistency<S: Subtrees + ?Sized>(tree: &S, first: u64, second: u64) -> Result<Vec<Hash>, S::Error> {
    let mut proof = Vec::new();
    if first == 0 || first >= second {
        return Ok(proof);
    }
    let (mut begin, mut end) = (0, second);
    // Down to the subtree that ends where the earlier tree did.
    while end != first {
        let middle = begin + split(end - begin);
        if first <= middle {
            proof.push(over(tree, middle, end)?);
            end = middle;
        } else {
            proof.push(over(tree, begin, middle)?);
            begin = middle;
        }
    }
    // The earlier root itself, where it is that subtree, is known to whoever verifies.
    if begin > 0 {
        proof.push(over(tree, begin, end)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Verifies that a leaf is in a tree.
///
/// # Errors
/// [`ProofFault`] where the proof does not show it.
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> Result<(), ProofFault> {
    if index >= size {
        return Err(ProofFault::Range);
    }
    let mut climb = Climb { at: index, last: size - 1 };
    let mut hash = *leaf;
    for sibling in proof {
        hash = match climb.is_right(proof.len())? {
            true => node_hash(sibling, &hash),
            false => node_hash(&hash, sibling),
        };
    }
    climb.is_at_top(proof.len())?;
    if hash == *root { Ok(()) } else { Err(ProofFault::Root) }
}

/// Verifies that one tree is the beginning of another.
///
/// # Errors
/// [`ProofFault`] where the proof does not show it.
pub fn verify_consistency(
    (first, first_root): (u64, &Hash),
    (second, second_root): (u64, &Hash),
    proof: &[Hash],
) -> Result<(), ProofFault> {
    if first > second {
        return Err(ProofFault::Range);
    }
    if first == 0 || first == second {
        let expected = if first == 0 { &empty_root() } else { second_root };
        return match proof {
            [] if first_root == expected => Ok(()),
            [] => Err(ProofFault::Root),
            _ => Err(ProofFault::Length { found: proof.len() }),
        };
    }
    let length = ProofFault::Length { found: proof.len() };
    let mut climb = Climb { at: first - 1, last: second - 1 };
    while climb.at & 1 == 1 {
        climb.up();
    }
    // Where the earlier tree is a whole subtree its root is not in the proof.
    let (begin, rest) = match first.is_power_of_two() {
        true => (first_root, proof),
        false => proof.split_first().ok_or(length)?,
    };
    let (mut earlier, mut later) = (*begin, *begin);
    for sibling in rest {
        if climb.is_right(proof.len())? {
            earlier = node_hash(sibling, &earlier);
            later = node_hash(sibling, &later);
        } else {
            later = node_hash(&later, sibling);
        }
    }
    climb.is_at_top(proof.len())?;
    if earlier == *first_root && later == *second_root { Ok(()) } else { Err(ProofFault::Root) }
}

/// A way up through the nodes of a tree: where it is on its level, and what
/// the last node there is.
struct Climb {
    at: u64,
    last: u64,
}

impl Climb {
    fn up(&mut self) {
        (self.at, self.last) = (self.at >> 1, self.last >> 1);
    }

    /// Whether the node is the right one of the next pair; goes up to that.
    fn is_right(&mut self, found: usize) -> Result<bool, ProofFault> {
        if self.last == 0 {
            return Err(ProofFault::Length { found });
        }
        let is_right = self.at & 1 == 1 || self.at == self.last;
        // The last node of a level may have no sibling for a while.
        while is_right && self.at & 1 == 0 && self.at != 0 {
            self.up();
        }
        self.up();
        Ok(is_right)
    }

    fn is_at_top(&self, found: usize) -> Result<(), ProofFault> {
        if self.last == 0 { Ok(()) } else { Err(ProofFault::Length { found }) }
    }
}

/// The largest power of two below a number of leaves, of which there are two or more.
fn split(leaves: u64) -> u64 {
    1 << (u64::BITS - 1 - (leaves - 1).leading_zeros())
}

/// The hash over the leaves from `begin`, where a subtree as large begins, up to `end`.
fn over<S: Subtrees + ?Sized>(tree: &S, begin: u64, end: u64) -> Result<Hash, S::Error> {
    let leaves = end - begin;
    if leaves.is_power_of_two() {
        let height = leaves.trailing_zeros();
        return tree.subtree(height, begin >> height);
    }
    let middle = begin + split(leaves);
    Ok(node_hash(&over(tree, begin, middle)?, &over(tree, middle, end)?))
}

/// The tree over leaves that come one after the other, of which only what the
/// next root needs is kept.
#[derive(Debug, Default, Clone)]
pub struct Frontier {
    size: u64,
    /// The roots of whole subtrees, the largest first.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// Takes in the next leaf, by its hash.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// The root over all leaves so far.
    #[must_use]
    pub fn root(&self) -> Hash {
        let peaks = self.peaks.iter().rev().copied();
        peaks.reduce(|right, left| node_hash(&left, &right)).unwrap_or_else(empty_root)
    }
}
