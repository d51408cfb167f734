//! The Merkle tree gives the roots and proofs of RFC 6962, and takes no others.

#![allow(clippy::unwrap_used)]

#[path = "support/needs.rs"]
mod needs;

use std::convert::Infallible;

use proptest::prelude::*;
use reshuffle::proof::tree::{
    Hash, ProofFault, Subtrees, consistency, empty_root, inclusion, leaf_hash, node_hash, root, verify_consistency,
    verify_inclusion,
};
use serde_json::Value;

/// A tree of which only the leaves are kept.
struct Leaves(Vec<Hash>);

impl Leaves {
    fn of(many: u64) -> Self {
        Self((0..many).map(|n| leaf_hash(&n.to_be_bytes())).collect())
    }

    fn root(&self, size: u64) -> Hash {
        let Ok(root) = root(self, size);
        root
    }

    fn inclusion(&self, index: u64, size: u64) -> Vec<Hash> {
        let Ok(proof) = inclusion(self, index, size);
        proof
    }

    fn consistency(&self, first: u64, second: u64) -> Vec<Hash> {
        let Ok(proof) = consistency(self, first, second);
        proof
    }
}

impl Subtrees for Leaves {
    type Error = Infallible;

    fn subtree(&self, height: u32, index: u64) -> Result<Hash, Infallible> {
        if height == 0 {
            return Ok(self.0[usize::try_from(index).unwrap()]);
        }
        let (Ok(left), Ok(right)) = (self.subtree(height - 1, 2 * index), self.subtree(height - 1, 2 * index + 1));
        Ok(node_hash(&left, &right))
    }
}

/// The root as the RFC defines it, over all leaves again and again.
fn root_by_definition(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let half = leaves.len().next_power_of_two() / 2;
            node_hash(&root_by_definition(&leaves[..half]), &root_by_definition(&leaves[half..]))
        }
    }
}

fn bytes(text: &Value) -> Vec<u8> {
    let text = text.as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn hash(text: &Value) -> Hash {
    bytes(text).try_into().unwrap()
}

fn number(of: &Value, name: &str) -> u64 {
    of[name].as_u64().unwrap()
}

fn proof_in(of: &Value) -> Vec<Hash> {
    of["proof"].as_array().unwrap().iter().map(hash).collect()
}

#[test]
fn known_answers_are_given() {
    let Some(text) = needs::data("data/vectors/rfc6962-known-answers.json") else { return };
    let known: Value = serde_json::from_str(&text).unwrap();
    let leaves = known["leaf_inputs_hex"].as_array().unwrap().iter().map(|leaf| leaf_hash(&bytes(leaf)));
    let tree = Leaves(leaves.collect());
    for (size, root) in (0..).zip(known["roots_by_size"].as_array().unwrap()) {
        assert_eq!(tree.root(size), hash(root), "of {size}");
    }
    let hasher = &known["hasher"];
    assert_eq!(leaf_hash(b"L123456"), hash(&hasher["leaf_of_ascii_L123456"]));
    let (mut included, mut consistent) = (0, 0);
    for case in known["inclusion"].as_array().unwrap() {
        let (index, size) = (number(case, "leaf_index"), number(case, "tree_size"));
        assert_eq!(tree.inclusion(index, size), proof_in(case), "of {index} in {size}");
        included += 1;
    }
    for case in known["consistency"].as_array().unwrap() {
        let sizes = case.as_object().unwrap().iter().filter(|(_, value)| value.is_u64());
        let mut sizes: Vec<u64> = sizes.map(|(_, value)| value.as_u64().unwrap()).collect();
        sizes.sort_unstable();
        assert_eq!(tree.consistency(sizes[0], sizes[1]), proof_in(case), "from {} to {}", sizes[0], sizes[1]);
        consistent += 1;
    }
    assert!(included > 3 && consistent > 2, "{included} and {consistent}");
}

#[test]
fn every_proof_of_small_trees_holds_and_holds_for_nothing_else() {
    const MOST: u64 = 40;
    let tree = Leaves::of(MOST);
    for size in 0..=MOST {
        let of_size = tree.root(size);
        assert_eq!(of_size, root_by_definition(&tree.0[..usize::try_from(size).unwrap()]));
        for index in 0..size {
            let leaf = tree.0[usize::try_from(index).unwrap()];
            let proof = tree.inclusion(index, size);
            assert_eq!(verify_inclusion(&leaf, index, size, &proof, &of_size), Ok(()));
            for other in (0..=MOST).filter(|other| *other != index) {
                assert!(
                    verify_inclusion(&leaf, other, size, &proof, &of_size).is_err(),
                    "{index} as {other} in {size}"
                );
            }
        }
        for first in 0..=size {
            let proof = tree.consistency(first, size);
            let earlier = tree.root(first);
            assert_eq!(verify_consistency((first, &earlier), (size, &of_size), &proof), Ok(()), "{first} to {size}");
            for other in (1..=MOST).filter(|other| *other != first) {
                let shown = verify_consistency((other, &earlier), (size, &of_size), &proof);
                assert!(shown.is_err(), "{first} as {other} in {size}");
            }
        }
        assert_eq!(verify_consistency((size + 1, &of_size), (size, &of_size), &[]), Err(ProofFault::Range));
    }
}

/// What may happen to a proof on its way.
fn mutated() -> impl Strategy<Value = fn(&mut Vec<Hash>)> {
    let mutations: [fn(&mut Vec<Hash>); 5] = [
        |proof| proof.push([0; 32]),
        |proof| proof.insert(0, proof.first().copied().unwrap_or([1; 32])),
        |proof| proof.truncate(proof.len().saturating_sub(1)),
        |proof| proof.iter_mut().for_each(|hash| hash[7] ^= 1),
        |proof| proof.reverse(),
    ];
    prop::sample::select(mutations.to_vec())
}

proptest! {
    #[test]
    fn no_mutation_of_a_proof_passes(size in 2_u64..600, place in any::<prop::sample::Index>(), mutate in mutated()) {
        let tree = Leaves::of(size);
        let index = place.index(usize::try_from(size).unwrap()) as u64;
        let of_size = tree.root(size);
        let (included, consistent) = (tree.inclusion(index, size), tree.consistency(index, size));
        let mut proof = included.clone();
        mutate(&mut proof);
        let leaf = tree.0[usize::try_from(index).unwrap()];
        let shown = verify_inclusion(&leaf, index, size, &proof, &of_size);
        prop_assert!(shown.is_err() || proof == included);
        let mut proof = consistent.clone();
        mutate(&mut proof);
        let shown = verify_consistency((index, &tree.root(index)), (size, &of_size), &proof);
        prop_assert!(shown.is_err() || proof == consistent);
    }

    #[test]
    fn anything_may_come_as_a_proof(
        (first, second) in any::<(u64, u64)>(),
        proof in prop::collection::vec(any::<Hash>(), 0..80),
        (one, other) in any::<(Hash, Hash)>(),
    ) {
        prop_assert!(verify_inclusion(&one, first, second, &proof, &other).is_err());
        prop_assume!(first != second || one != other);
        prop_assert!(verify_consistency((first, &one), (second, &other), &proof).is_err());
    }
}
