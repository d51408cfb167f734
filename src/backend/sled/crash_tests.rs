//! What is left after a crash or a failed write, and what opening makes of it.

#![allow(clippy::unwrap_used)]

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::engine::Engine;
use super::layout::{META_BY_ID, META_HEAD, META_LAYOUT, id_key, pieces};
use super::samples::{Dice, append, batch, copy, head_of};
use super::{SledLog, opening};
use crate::domain::Seq;
use crate::log::{EventLog, HEADER_LEN, LogError, MAX_EVENT_LEN, StoredEvent};

/// A directory with a log of `events` events in it, closed.
fn closed(events: usize) -> (tempfile::TempDir, PathBuf, Vec<StoredEvent>) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log");
    let mut log = SledLog::create(&path).unwrap();
    let mut dice = Dice::new(7);
    let events = append(&mut log, &vec![300; events], &mut dice);
    (dir, path, events)
}

/// Does something to a closed log's database.
fn meddle(path: &Path, with: impl FnOnce(&mut Engine)) {
    let (mut engine, _) = opening::open(path).unwrap();
    with(&mut engine);
    engine.sync().unwrap();
}

fn events_of(path: &Path) -> Vec<StoredEvent> {
    let log = SledLog::open(path).unwrap();
    log.scan(Seq(0)).collect::<Result<_, _>>().unwrap()
}

fn refusal(path: &Path) -> LogError {
    match SledLog::open(path) {
        Ok(log) => panic!("it opened, with head {:?}", log.head()),
        Err(error) => error,
    }
}

fn assert_broken(path: &Path, why: &str) {
    let error = refusal(path);
    let LogError::Broken(said) = &error else {
        panic!("expected a broken log, got {error}");
    };
    assert!(said.contains(why), "{said}");
    assert!(said.contains("untouched") && said.contains("backup"), "{said}");
}

#[test]
fn a_batch_without_its_head_record_is_dropped_on_open() {
    let (_dir, path, mut events) = closed(20);
    let mut dice = Dice::new(9);
    let lens = [50_000, 10, 20_000, 300, MAX_EVENT_LEN - HEADER_LEN];
    let unfinished = batch(events.last().map(head_of), &lens, &mut dice);
    // The last event is cut off as well.
    meddle(&path, |engine| {
        for event in &unfinished {
            let cut = if event == &unfinished[4] { 3 } else { 99 };
            for (key, piece) in pieces(event.seq(), event).into_iter().take(cut) {
                engine.events.insert(key, piece).unwrap();
            }
            engine.by_id.insert(id_key(event.id(), event.seq()), &[]).unwrap();
        }
    });
    let mut log = SledLog::open(&path).unwrap();
    assert_eq!(log.head(), events.last().map(head_of));
    assert_eq!(log.get(Seq(20)).unwrap(), None);
    // What comes next takes the same places, with fewer pieces.
    events.extend(append(&mut log, &[5, 6, 7], &mut dice));
    drop(log);
    assert_eq!(events_of(&path), events);
    meddle(&path, |engine| {
        let of_the_cut_one = id_key(unfinished[4].id(), Seq(24));
        assert_eq!(engine.by_id.len(), 23 + 1);
        assert!(engine.by_id.contains_key(of_the_cut_one).unwrap());
    });
}

#[test]
fn an_unfinished_first_batch_leaves_an_empty_log() {
    let (_dir, path, _) = closed(0);
    let unfinished = batch(None, &[100, 7_000], &mut Dice::new(3));
    meddle(&path, |engine| {
        for event in &unfinished {
            for (key, piece) in pieces(event.seq(), event) {
                engine.events.insert(key, piece).unwrap();
            }
        }
    });
    let log = SledLog::open(&path).unwrap();
    assert_eq!(log.head(), None);
    drop(log);
    meddle(&path, |engine| assert!(engine.events.is_empty()));
}

#[test]
fn index_entries_beyond_the_head_are_not_answered() {
    let (_dir, path, events) = closed(5);
    meddle(&path, |engine| {
        engine.by_id.insert(id_key(events[0].id(), Seq(5)), &[]).unwrap();
    });
    let log = SledLog::open(&path).unwrap();
    let every: Vec<Seq> = (0..5).map(Seq).collect();
    assert_eq!(log.seqs_by_id([0; 8], [255; 8]).unwrap(), every);
}

#[test]
fn a_reindex_drops_what_does_not_belong() {
    let (_dir, path, events) = closed(5);
    meddle(&path, |engine| {
        engine.by_id.insert([9; 16], &[]).unwrap();
        engine.by_id.remove(id_key(events[2].id(), Seq(2))).unwrap();
    });
    let mut log = SledLog::open(&path).unwrap();
    assert_eq!(log.reindex().unwrap(), 5);
    drop(log);
    meddle(&path, |engine| {
        assert_eq!(engine.by_id.len(), 5);
        assert!(engine.by_id.contains_key(id_key(events[2].id(), Seq(2))).unwrap());
    });
}

#[test]
fn an_index_that_was_being_rebuilt_is_rebuilt_on_open() {
    let (_dir, path, events) = closed(50);
    meddle(&path, |engine| {
        engine.meta.remove(META_BY_ID).unwrap();
        for event in &events[10..] {
            engine.by_id.remove(id_key(event.id(), event.seq())).unwrap();
        }
    });
    let log = SledLog::open(&path).unwrap();
    assert_eq!(log.seqs_by_id([0; 8], [255; 8]).unwrap().len(), 50);
}

#[test]
fn a_head_record_without_its_event_is_broken() {
    let (_dir, path, events) = closed(5);
    meddle(&path, |engine| {
        for (key, _) in pieces(Seq(4), &events[4]) {
            engine.events.remove(key).unwrap();
        }
    });
    assert_broken(&path, "event 4 is missing");
}

#[test]
fn a_head_record_that_names_another_event_is_broken() {
    let (_dir, path, events) = closed(5);
    meddle(&path, |engine| {
        let mut other = events[4].clone();
        other.header[30] ^= 1;
        for (key, piece) in pieces(Seq(4), &other) {
            engine.events.insert(key, piece).unwrap();
        }
    });
    assert_broken(&path, "event 4 should be");
}

#[test]
fn a_damaged_head_record_is_broken() {
    let (_dir, path, _) = closed(5);
    meddle(&path, |engine| {
        let mut record = engine.meta.get(META_HEAD).unwrap().unwrap().to_vec();
        record[7] ^= 1;
        engine.meta.insert(META_HEAD, record).unwrap();
    });
    assert_broken(&path, "the record of the last event is damaged");
}

#[test]
fn a_database_that_is_not_a_log_is_broken() {
    let (_dir, path, _) = closed(5);
    meddle(&path, |engine| {
        engine.meta.remove(META_LAYOUT).unwrap();
    });
    assert_broken(&path, "they hold no ledger");
}

#[test]
fn an_event_missing_in_the_middle_is_an_error_in_its_place() {
    let (_dir, path, events) = closed(100);
    meddle(&path, |engine| {
        for (key, _) in pieces(Seq(40), &events[40]) {
            engine.events.remove(key).unwrap();
        }
    });
    let log = SledLog::open(&path).unwrap();
    let scanned: Vec<_> = log.scan(Seq(0)).collect();
    assert_eq!(scanned.len(), 100);
    for (seq, found) in scanned.iter().enumerate() {
        match found {
            Ok(event) => assert_eq!(event, &events[seq]),
            Err(error) => {
                assert_eq!(seq, 40);
                assert!(error.to_string().contains("event 40 is missing"), "{error}");
            }
        }
    }
    assert!(scanned[40].is_err() && log.get(Seq(40)).is_err());
}

#[test]
fn a_snapshot_left_half_written_does_not_keep_the_log_from_opening() {
    let (_dir, path, events) = closed(5);
    for name in ["snap.0000000000000001.generating", "snap.FFFFFFFFFFFFFFFF.generating"] {
        fs::write(path.join(name), b"half a snapsh").unwrap();
        assert_eq!(events_of(&path), events);
    }
}

#[test]
fn nothing_is_made_where_there_is_no_log() {
    let dir = tempfile::tempdir().unwrap();
    for place in [dir.path().to_owned(), dir.path().join("absent")] {
        let error = refusal(&place).to_string();
        assert!(error.contains("there is no log"), "{error}");
        assert!(error.contains(&place.display().to_string()), "{error}");
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_log_is_not_made_over_something_else() {
    let (dir, path, events) = closed(2);
    assert!(SledLog::create(&path).is_err());
    assert_eq!(events_of(&path), events);
    let empty = dir.path().join("empty");
    fs::create_dir(&empty).unwrap();
    assert!(SledLog::create(&empty).is_ok());
}

/// Appends to a log whose descriptor for syncing refuses to be synced, and
/// answers with what a later process finds.
fn appended_without_a_sync(lens: &[usize]) -> (Vec<StoredEvent>, Vec<StoredEvent>) {
    let (dir, path, mut events) = closed(5);
    let mut log = SledLog::open(&path).unwrap();
    let swapped = log.ask(log_patience(), |engine| {
        engine.file = File::open("/dev/null").unwrap();
        Ok(())
    });
    assert!(matches!(swapped, Ok(Ok(()))));
    let next = batch(log.head(), lens, &mut Dice::new(11));
    let head = log.head();
    let error = log.append(head, &next).unwrap_err();
    assert!(matches!(error, LogError::Failed(_)), "{error}");
    assert!(error.to_string().contains("not acknowledged"), "{error}");
    assert_eq!(log.head(), head);
    assert!(matches!(log.append(head, &next), Err(LogError::Halted)));
    assert!(matches!(log.reindex(), Err(LogError::Halted)));
    assert_eq!(log.get(Seq(4)).unwrap().as_ref(), events.last());
    drop(log);
    let later = dir.path().join("later");
    copy(&path, &later);
    let found = events_of(&later);
    events.extend(next);
    (events, found)
}

fn log_patience() -> std::time::Duration {
    std::time::Duration::from_secs(60)
}

#[test]
fn a_batch_whose_last_sync_failed_is_there_as_a_whole() {
    let (events, found) = appended_without_a_sync(&[100; 3]);
    assert_eq!(found, events);
}

#[test]
fn a_batch_whose_first_of_many_syncs_failed_is_not_there_at_all() {
    let (events, found) = appended_without_a_sync(&[5_000; 100]);
    assert_eq!(found, events[..5]);
}
