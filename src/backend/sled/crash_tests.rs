//! What is left after a crash or a failed write, and what opening makes of it.

#![allow(clippy::unwrap_used)]

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::engine::Engine;
use super::layout::{Key, META_HEAD, META_LAYOUT, SEGMENT_LEN, lay_out, read_key};
use super::samples::{Dice, append, batch, copy, head_of};
use super::{SledLog, opening};
use crate::domain::Seq;
use crate::domain::time::Moment;
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

/// Writes a batch as one that is cut off before its head record: `cut` values
/// of it at most.
fn lay(engine: &Engine, batch: &[StoredEvent], cut: usize) {
    for (key, value) in lay_out(batch).into_iter().take(cut) {
        engine.pages.insert(key, value).unwrap();
    }
}

#[test]
fn a_batch_without_its_head_record_is_dropped_on_open() {
    for cut in [1, 2, 5, 99] {
        let (_dir, path, mut events) = closed(10);
        let mut dice = Dice::new(9);
        let lens = [50_000, 10, 20_000, 300, MAX_EVENT_LEN - HEADER_LEN];
        let unfinished = batch(events.last().map(head_of), &lens, &mut dice);
        meddle(&path, |engine| {
            for (key, _) in lay_out(&unfinished) {
                engine.pages.insert(key, &[]).unwrap();
            }
            lay(engine, &unfinished, cut);
        });
        let mut log = SledLog::open(&path).unwrap();
        assert_eq!(log.head(), events.last().map(head_of));
        assert_eq!(log.get(Seq(10)).unwrap(), None);
        // What comes next takes the same places, with fewer values.
        events.extend(append(&mut log, &[5, 6, 7], &mut dice));
        drop(log);
        assert_eq!(events_of(&path), events);
        meddle(&path, |engine| assert!(engine.pages.is_empty()));
    }
}

#[test]
fn what_was_staged_when_the_process_ended_is_dropped_on_open() {
    let (_dir, path, mut events) = closed(20);
    let mut dice = Dice::new(9);
    let mut log = SledLog::open(&path).unwrap();
    for _ in 0..3 {
        let part = batch(log.head(), &[300; 2_000], &mut dice);
        log.stage(log.head(), &part).unwrap();
        assert_eq!(log.get(part[1_999].seq()).unwrap().as_ref(), Some(&part[1_999]));
    }
    drop(log);
    let mut log = SledLog::open(&path).unwrap();
    assert_eq!(log.head(), events.last().map(head_of));
    events.extend(append(&mut log, &[5, 6, 7], &mut dice));
    drop(log);
    assert_eq!(events_of(&path), events);
}

#[test]
fn a_small_group_without_its_head_record_is_dropped_on_open() {
    let (_dir, path, events) = closed(20);
    let unfinished = batch(events.last().map(head_of), &[5, 6], &mut Dice::new(9));
    meddle(&path, |engine| {
        let (key, value) = lay_out(&unfinished).remove(0);
        engine.tail.insert(key, value).unwrap();
    });
    assert_eq!(events_of(&path), events);
}

#[test]
fn an_unfinished_first_batch_leaves_an_empty_log() {
    let (_dir, path, _) = closed(0);
    let unfinished = batch(None, &[100, 7_000, 50_000], &mut Dice::new(3));
    meddle(&path, |engine| lay(engine, &unfinished, 99));
    let log = SledLog::open(&path).unwrap();
    assert_eq!(log.head(), None);
    drop(log);
    meddle(&path, |engine| assert!(engine.pages.is_empty()));
}

#[test]
fn a_head_record_without_its_event_is_broken() {
    let (_dir, path, events) = closed(5);
    assert_eq!(events.len(), 5);
    meddle(&path, |engine| engine.tail.clear().unwrap());
    assert_broken(&path, "event 4 is missing");
}

#[test]
fn a_head_record_that_names_another_event_is_broken() {
    let (_dir, path, events) = closed(5);
    meddle(&path, |engine| {
        let mut others = events.clone();
        others[4].header[30] ^= 1;
        let (key, value) = lay_out(&others).remove(0);
        engine.tail.insert(key, value).unwrap();
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
fn an_event_after_the_one_that_the_head_record_names_is_broken() {
    let (_dir, path, events) = closed(5);
    meddle(&path, |engine| {
        let further = batch(None, &[300; 6], &mut Dice::new(7));
        assert_eq!(further[..5], events);
        let (key, value) = lay_out(&further).remove(0);
        engine.tail.insert(key, value).unwrap();
    });
    assert_broken(&path, "another one follows it");
}

/// What a scan says where the page of some events is gone or damaged.
fn assert_errors_in_their_places(with: impl FnOnce(&mut Engine, Key), why: &str) {
    let (_dir, path, events) = closed(300);
    let values = lay_out(&events);
    let first = |nth: usize| usize::try_from(read_key(&values[nth].0).unwrap().0.0).unwrap();
    let bad = first(1)..first(2);
    meddle(&path, |engine| with(engine, values[1].0));
    let log = SledLog::open(&path).unwrap();
    let scanned: Vec<_> = log.scan(Seq(0)).collect();
    assert_eq!((scanned.len(), bad.len() > 10), (300, true));
    for (seq, found) in scanned.iter().enumerate() {
        match found {
            Ok(event) => assert_eq!(event, &events[seq]),
            Err(error) => {
                assert!(bad.contains(&seq), "{error}");
                let said = error.to_string();
                assert!(said.contains(&format!("event {seq} ")) && said.contains(why), "{said}");
            }
        }
    }
    for seq in bad {
        assert!(scanned[seq].is_err() && log.get(Seq(seq as u64)).is_err(), "event {seq}");
    }
    let from_the_middle: Vec<_> = log.scan_headers(Seq(first(1) as u64 + 3)).collect();
    assert_eq!(from_the_middle.iter().filter(|found| found.is_err()).count(), first(2) - first(1) - 3);
    assert!(log.seqs_by_id([0; 8], [255; 8]).unwrap().len() >= 300 - (first(2) - first(1)));
    assert!(log.seq_after(Moment(1_000 + first(1) as i64)).is_err());
}

#[test]
fn events_missing_in_the_middle_are_errors_in_their_places() {
    let gone = |engine: &mut Engine, key: Key| {
        engine.pages.remove(key).unwrap();
    };
    assert_errors_in_their_places(gone, "is missing");
}

#[test]
fn events_of_a_damaged_page_are_errors_in_their_places() {
    let damaged = |engine: &mut Engine, key: Key| {
        let mut page = engine.pages.get(key).unwrap().unwrap().to_vec();
        page[15] ^= 0xff;
        engine.pages.insert(key, page).unwrap();
    };
    assert_errors_in_their_places(damaged, "cannot be read");
    let emptied = |engine: &mut Engine, key: Key| {
        engine.pages.insert(key, &[]).unwrap();
    };
    assert_errors_in_their_places(emptied, "cannot be read");
}

#[test]
fn a_database_of_the_earlier_layout_is_named_as_such() {
    let dir = tempfile::tempdir().unwrap();
    for segment_len in [512 * 1024, SEGMENT_LEN] {
        let path = dir.path().join(segment_len.to_string());
        let db = ::sled::Config::new().path(&path).segment_size(segment_len).flush_every_ms(None).open().unwrap();
        db.open_tree("events").unwrap().insert([0; 10], b"an event").unwrap();
        db.open_tree("meta").unwrap().insert("layout", b"1").unwrap();
        db.flush().unwrap();
        drop(db);
        assert_broken(&path, "an earlier version of this program");
    }
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
    let (events, found) = appended_without_a_sync(&[5_000; 500]);
    assert_eq!(found, events[..5]);
}
