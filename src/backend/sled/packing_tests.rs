//! That packing small groups into a page loses nothing, wherever it is cut
//! short, and that the index beside the log is never believed over it.

#![allow(clippy::unwrap_used)]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::engine::Engine;
use super::layout::{PAGE_LEN_MAX, lay_out, page_key};
use super::page::Draft;
use super::samples::{Dice, append, batch, copy, head_of};
use super::{SledLog, opening};
use crate::domain::Seq;
use crate::log::{EventLog, LogError, StoredEvent};

/// A closed log with some full pages and some small groups after them.
fn closed(groups: usize) -> (tempfile::TempDir, PathBuf, Vec<StoredEvent>) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log");
    let mut log = SledLog::create(&path).unwrap();
    let mut dice = Dice::new(7);
    let mut events = append(&mut log, &[300; 200], &mut dice);
    for _ in 0..groups {
        let lens: Vec<usize> = (0..=dice.below(3)).map(|_| dice.below(700)).collect();
        events.extend(append(&mut log, &lens, &mut dice));
    }
    (dir, path, events)
}

fn meddle<T>(path: &Path, with: impl FnOnce(&mut Engine) -> T) -> T {
    let (mut engine, _) = opening::open(path).unwrap();
    let made = with(&mut engine);
    engine.sync().unwrap();
    made
}

fn events_of(path: &Path) -> Vec<StoredEvent> {
    let log = SledLog::open(path).unwrap();
    log.scan(Seq(0)).collect::<Result<_, _>>().unwrap()
}

/// Writes the page of all that is in the tail, and goes no further.
fn write_page(engine: &Engine) {
    let page = engine.joined_tail().unwrap().into_bytes();
    engine.pages.insert(page_key(engine.tail_first.unwrap()), page).unwrap();
}

/// That a log is whole, that nothing of its tail is left, and that it goes on.
fn assert_settled(path: &Path, events: &[StoredEvent], groups_left: usize) {
    assert_eq!(events_of(path), events);
    assert_eq!(meddle(path, |engine| engine.tail.len()), groups_left);
    let mut log = SledLog::open(path).unwrap();
    let mut grown = events.to_vec();
    let mut dice = Dice::new(8);
    for lens in [&[20; 3][..], &[300; 100], &[40], &[9_000; 2], &[9_000; 2]] {
        grown.extend(append(&mut log, lens, &mut dice));
        for event in grown.iter().rev().take(8) {
            assert_eq!(log.get(event.seq()).unwrap().as_ref(), Some(event));
        }
    }
    drop(log);
    assert_eq!(events_of(path), grown);
}

#[test]
fn small_groups_become_full_pages_behind_the_writer() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log");
    let mut log = SledLog::create(&path).unwrap();
    let mut dice = Dice::new(3);
    let mut events = Vec::new();
    for _ in 0..1_000 {
        events.extend(append(&mut log, &[300], &mut dice));
    }
    drop(log);
    assert_eq!(events_of(&path), events);
    let (pages, groups, len) = meddle(&path, |engine| (engine.pages.len(), engine.tail.len(), engine.tail_len));
    let full = PAGE_LEN_MAX / (300 + 88 + 12 + 4);
    assert_eq!((pages, groups), (1_000 / full, 1_000 % full));
    assert!(len <= PAGE_LEN_MAX, "{len}");
}

#[test]
fn packing_that_is_cut_short_at_any_step_loses_nothing() {
    let groups = 12;
    for removed in 0..=groups {
        // The page is durable, and so many groups of it are gone, from either end.
        for backwards in [false, true] {
            let (_dir, path, events) = closed(groups);
            meddle(&path, |engine| {
                write_page(engine);
                let mut keys: Vec<_> = engine.tail.iter().keys().collect::<Result<_, _>>().unwrap();
                assert_eq!(keys.len(), groups);
                if backwards {
                    keys.reverse();
                }
                keys.iter().take(removed).for_each(|key| drop(engine.tail.remove(key).unwrap()));
            });
            assert_settled(&path, &events, 0);
        }
    }
}

#[test]
fn packing_whose_page_was_never_durable_is_as_if_it_had_not_begun() {
    let (_dir, path, events) = closed(12);
    assert_settled(&path, &events, 12);
}

#[test]
fn packing_goes_on_where_the_next_batch_was_cut_short_too() {
    let (_dir, path, events) = closed(12);
    let unfinished = batch(events.last().map(head_of), &[300; 300], &mut Dice::new(5));
    meddle(&path, |engine| {
        write_page(engine);
        for (key, value) in lay_out(&unfinished).into_iter().take(2) {
            engine.pages.insert(key, value).unwrap();
        }
    });
    assert_settled(&path, &events, 0);
}

#[test]
fn groups_that_differ_from_their_page_are_not_taken_for_remnants() {
    for part in [false, true] {
        let (_dir, path, _) = closed(12);
        meddle(&path, |engine| {
            let first = engine.tail_first.unwrap();
            if part {
                // A page that ends within a group.
                let group = lay_out(&batch(None, &[1; 400], &mut Dice::new(1))).remove(0).1;
                engine.pages.insert(page_key(Seq(first.0 - 2)), group).unwrap();
            } else {
                write_page(engine);
                let (key, value) = engine.tail.iter().next_back().unwrap().unwrap();
                let mut other = value.to_vec();
                let last = other.len() - 1;
                other[last] ^= 1;
                engine.tail.insert(key, other).unwrap();
            }
        });
        match SledLog::open(&path) {
            Err(LogError::Broken(why)) => assert!(why.contains("there twice, and not the same"), "{why}"),
            other => panic!("{:?}", other.map(|log| log.head())),
        }
    }
}

#[test]
fn a_tail_with_a_gap_is_not_packed() {
    let (dir, path, events) = closed(12);
    meddle(&path, |engine| {
        let key = engine.tail.iter().keys().nth(4).unwrap().unwrap();
        engine.tail.remove(key).unwrap();
    });
    let mut log = SledLog::open(&path).unwrap();
    let next = batch(log.head(), &[300; 200], &mut Dice::new(2));
    let error = log.append(log.head(), &next).unwrap_err();
    assert!(matches!(&error, LogError::Broken(why) if why.contains("is missing")), "{error}");
    drop(log);
    let later = dir.path().join("later");
    copy(&path, &later);
    let log = SledLog::open(&later).unwrap();
    assert_eq!(log.head(), events.last().map(head_of));
    let lost = log.scan(Seq(0)).filter(Result::is_err).count();
    assert!((1..=4).contains(&lost), "{lost}");
}

/// Fails the first sync of an append that has to pack, and looks at what a
/// later process finds: all that there was, and nothing of what failed.
#[test]
fn a_sync_that_fails_while_packing_ends_the_handle_and_loses_nothing() {
    let (dir, path, events) = closed(12);
    let mut log = SledLog::open(&path).unwrap();
    let swapped = log.ask(Duration::from_secs(60), |engine| {
        engine.file = File::open("/dev/null").unwrap();
        Ok(())
    });
    assert!(matches!(swapped, Ok(Ok(()))));
    let next = batch(log.head(), &[300; 200], &mut Dice::new(11));
    let head = log.head();
    assert!(matches!(log.append(head, &next), Err(LogError::Failed(_))));
    assert!(matches!(log.append(head, &next), Err(LogError::Halted)));
    let seen: Vec<_> = log.scan(Seq(0)).collect::<Result<_, _>>().unwrap();
    assert_eq!((log.head(), seen), (head, events.clone()));
    drop(log);
    let later = dir.path().join("later");
    copy(&path, &later);
    assert_settled(&later, &events, 0);
}

/// A closed log whose index lies in files for the most part.
fn indexed(seed: u64) -> (tempfile::TempDir, PathBuf, Vec<StoredEvent>) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log");
    let mut log = SledLog::create(&path).unwrap();
    log.index.run_len_min = 50;
    let mut dice = Dice::new(seed);
    let mut events = Vec::new();
    for len in [30, 30, 1, 100, 7, 49, 50, 3] {
        events.extend(append(&mut log, &vec![40; len], &mut dice));
    }
    drop(log);
    assert!(fs::read_dir(path.join("ids")).unwrap().count() > 0);
    (dir, path, events)
}

fn assert_found(path: &Path, events: &[StoredEvent]) {
    let log = SledLog::open(path).unwrap();
    for event in events {
        let id: [u8; 8] = std::array::from_fn(|i| event.id().0[i]);
        assert_eq!(log.seqs_by_id(id, id).unwrap(), [event.seq()]);
    }
    assert_eq!(log.seqs_by_id([0; 8], [255; 8]).unwrap().len(), events.len());
}

#[test]
fn ids_are_found_with_and_without_the_files_of_the_index() {
    let (_dir, path, events) = indexed(1);
    assert_found(&path, &events);
    fs::remove_dir_all(path.join("ids")).unwrap();
    assert_found(&path, &events);
}

#[test]
fn the_index_of_another_log_or_of_a_longer_one_is_not_believed() {
    let (_dir, path, events) = indexed(1);
    let (_other_dir, other, _) = indexed(2);
    fs::remove_dir_all(path.join("ids")).unwrap();
    copy(&other.join("ids"), &path.join("ids"));
    assert_found(&path, &events);
}

#[test]
fn a_damaged_index_is_an_error_until_it_is_built_again() {
    let (_dir, path, events) = indexed(1);
    let file = fs::read_dir(path.join("ids")).unwrap().next().unwrap().unwrap().path();
    let mut bytes = fs::read(&file).unwrap();
    bytes[3] ^= 1;
    fs::write(&file, bytes).unwrap();
    let mut log = SledLog::open(&path).unwrap();
    let error = log.seqs_by_id([0; 8], [255; 8]).unwrap_err();
    assert!(matches!(&error, LogError::Broken(why) if why.contains("index by id")), "{error}");
    log.index.run_len_min = 50;
    assert_eq!(log.reindex().unwrap(), events.len() as u64);
    drop(log);
    assert!(fs::read_dir(path.join("ids")).unwrap().count() == 1);
    assert_found(&path, &events);
}

#[test]
fn a_page_draft_counts_what_it_takes() {
    let events = batch(None, &[10, 20], &mut Dice::new(1));
    let mut draft = Draft::default();
    events.iter().for_each(|event| draft.take(&event.header, &event.body));
    let len = draft.len();
    assert_eq!(draft.into_bytes().len(), len);
}
