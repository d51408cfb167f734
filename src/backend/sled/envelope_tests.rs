//! That no leaf grows so long that the engine puts it into a file of its own,
//! which it would never sync.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use super::layout::{PAGE_LEN_MAX, page_key};
use super::samples::{Dice, append};
use super::{SledLog, opening};
use crate::domain::Seq;
use crate::log::{EventLog, HEADER_LEN, MAX_EVENT_LEN};

fn blobs(path: &Path) -> usize {
    fs::read_dir(path.join("blobs")).unwrap().count()
}

/// Fills leaves with 17 values of `len` bytes, and has them written at that
/// moment: a leaf is written whole at the tenth change since it last was, so
/// one of ten numbers of changes before the last makes the last one the tenth.
fn blobs_of_full_leaves(len: usize) -> usize {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log");
    let engine = opening::create(&path).unwrap();
    for changes in 0..10_u8 {
        let tree = engine.db.open_tree(format!("changed {changes} times")).unwrap();
        // The engine does not write a value that is there already.
        let put = |seq, byte| {
            tree.insert(page_key(Seq(seq)), vec![byte; len]).unwrap();
        };
        (0..16).for_each(|seq| put(seq, 100));
        (0..changes).for_each(|change| put(0, change));
        put(16, 100);
    }
    engine.sync().unwrap();
    blobs(&path)
}

#[test]
fn a_full_leaf_of_the_longest_values_stays_in_the_log() {
    assert_eq!(blobs_of_full_leaves(PAGE_LEN_MAX), 0);
}

#[test]
fn a_full_leaf_of_longer_values_would_leave_the_log() {
    // The quarter of a segment, between 17 values: the envelope is where the
    // layout says it is.
    assert_eq!(blobs_of_full_leaves(30_700), 0);
    assert_ne!(blobs_of_full_leaves(31_000), 0);
}

#[test]
fn thousands_of_the_longest_events_never_leave_the_log() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log");
    let mut log = SledLog::create(&path).unwrap();
    let mut dice = Dice::new(5);
    for round in 1..=20 {
        append(&mut log, &[MAX_EVENT_LEN - HEADER_LEN; 100], &mut dice);
        assert_eq!(blobs(&path), 0, "after {} events", round * 100);
    }
    drop(log);
    let log = SledLog::open(&path).unwrap();
    assert_eq!(log.head().map(|head| head.seq), Some(Seq(1_999)));
    assert_eq!(blobs(&path), 0);
}

#[test]
fn groups_of_any_size_never_leave_the_log() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log");
    let mut log = SledLog::create(&path).unwrap();
    let mut dice = Dice::new(6);
    for round in 0..300 {
        let events = 1 + dice.below([2, 60, 400][round % 3]);
        let longest = [300, 3_000, 30_000][dice.below(3)];
        let lens: Vec<usize> = (0..events).map(|_| dice.below(longest)).collect();
        append(&mut log, &lens, &mut dice);
    }
    assert_eq!(blobs(&path), 0);
}
