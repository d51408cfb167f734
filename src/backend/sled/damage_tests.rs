//! Damaged databases: whatever their bytes, never a panic, an abort or a
//! standstill, and never an event that was not there.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::SledLog;
use super::samples::{Dice, append, copy};
use crate::domain::Seq;
use crate::log::{EventLog, LogError, StoredEvent};

/// Longer than reading these small databases ever takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// A log of some segments that was opened and closed a few times.
fn whole() -> (tempfile::TempDir, PathBuf, Vec<StoredEvent>) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("whole");
    let mut dice = Dice::new(1);
    let mut events = Vec::new();
    drop(SledLog::create(&path).unwrap());
    for _ in 0..4 {
        let mut log = SledLog::open(&path).unwrap();
        events.extend(append(&mut log, &[9_000; 120], &mut dice));
        for _ in 0..30 {
            let lens: Vec<_> = (0..=dice.below(8))
                .map(|_| {
                    let long = dice.below(10) == 0;
                    dice.below(if long { 40_000 } else { 900 })
                })
                .collect();
            events.extend(append(&mut log, &lens, &mut dice));
        }
    }
    (dir, path, events)
}

/// How an attempt to read all of a damaged log ended.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Same,
    Fewer,
    SomeUnreadable,
    NotOpened,
}

/// Reads all that can be read, and compares it with what was written.
fn outcome(path: &Path, events: &[StoredEvent]) -> Outcome {
    let log = match SledLog::open_within(path, PATIENCE) {
        Ok(log) => log,
        Err(error) => {
            assert_is_explained(&error);
            return Outcome::NotOpened;
        }
    };
    let len = log.head().map_or(0, |head| usize::try_from(head.seq.0).unwrap() + 1);
    let mut unreadable = false;
    let mut judge = |seq: usize, found: Result<StoredEvent, LogError>| match found {
        Ok(event) => assert!(event == events[seq], "another event at {seq}"),
        Err(error) => {
            assert_is_explained(&error);
            unreadable = true;
        }
    };
    for (seq, found) in log.scan(Seq(0)).enumerate() {
        judge(seq, found);
    }
    for seq in 0..len {
        let found = log.get(Seq(u64::try_from(seq).unwrap()));
        judge(seq, found.map(|event| event.unwrap()));
    }
    match log.seqs_by_id([0; 8], [255; 8]) {
        Ok(seqs) => assert!(seqs.len() <= len),
        Err(error) => assert_is_explained(&error),
    }
    match (unreadable, len == events.len()) {
        (true, _) => Outcome::SomeUnreadable,
        (false, true) => Outcome::Same,
        (false, false) => Outcome::Fewer,
    }
}

/// An error says what to do, and is not that of an engine standing still.
fn assert_is_explained(error: &LogError) {
    let said = error.to_string();
    assert!(matches!(error, LogError::Broken(_)), "{said}");
    assert!(said.contains("restore them from a backup"), "{said}");
    assert!(!said.contains("does not answer"), "{said}");
}

fn files(path: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn damage(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let at = dice.below(bytes.len());
    let until = bytes.len().min(at + dice.below(50_000));
    match dice.below(6) {
        0 | 1 => bytes[at] ^= 1 << dice.below(8),
        2 => {
            for _ in 0..200 {
                let at = dice.below(bytes.len());
                bytes[at] ^= 1 << dice.below(8);
            }
        }
        3 => bytes.truncate(at),
        4 => bytes[at..until].fill(0),
        _ => bytes[at..until].iter_mut().for_each(|byte| *byte = dice.byte()),
    }
}

/// Damages a copy with `with` again and again; counts how that ended.
fn outcomes(times: usize, mut with: impl FnMut(&Path)) -> BTreeMap<Outcome, usize> {
    let (dir, path, events) = whole();
    let mut ended = BTreeMap::new();
    for time in 0..times {
        let copied = dir.path().join(format!("copy-{time}"));
        copy(&path, &copied);
        with(&copied);
        *ended.entry(outcome(&copied, &events)).or_default() += 1;
        fs::remove_dir_all(&copied).unwrap();
    }
    ended
}

#[test]
fn damage_anywhere_in_the_database_is_an_error_or_does_no_harm() {
    let mut dice = Dice::new(2);
    let ended = outcomes(250, |copied| {
        let file = copied.join("db");
        let mut bytes = fs::read(&file).unwrap();
        damage(&mut bytes, &mut dice);
        fs::write(&file, bytes).unwrap();
    });
    // All kinds of ending occur, or the damage was too weak to show anything.
    assert_eq!(ended.len(), 4, "{ended:?}");
}

#[test]
fn damage_in_the_small_files_is_an_error_or_does_no_harm() {
    let mut dice = Dice::new(3);
    let ended = outcomes(80, |copied| {
        let names: Vec<_> = files(copied).into_iter().filter(|name| name != "db").collect();
        let file = copied.join(&names[dice.below(names.len())]);
        let mut bytes = fs::read(&file).unwrap();
        damage(&mut bytes, &mut dice);
        fs::write(&file, bytes).unwrap();
    });
    assert!(ended.contains_key(&Outcome::NotOpened), "{ended:?}");
    assert!(!ended.contains_key(&Outcome::SomeUnreadable), "{ended:?}");
}

#[test]
fn a_small_file_that_is_gone_is_made_again() {
    let (dir, path, events) = whole();
    let names = files(&path);
    assert!(names.iter().any(|name| name.starts_with("snap.")), "{names:?}");
    for name in names.iter().filter(|&name| name != "db") {
        let copied = dir.path().join(format!("without-{name}"));
        copy(&path, &copied);
        fs::remove_file(copied.join(name)).unwrap();
        assert_eq!(outcome(&copied, &events), Outcome::Same, "without {name}");
    }
}

#[test]
fn a_database_that_is_gone_or_emptied_is_not_taken_for_an_empty_log() {
    let (_dir, path, events) = whole();
    fs::write(path.join("db"), b"").unwrap();
    assert_eq!(outcome(&path, &events), Outcome::NotOpened);
    for name in files(&path).iter().filter(|&name| name != "db") {
        fs::remove_file(path.join(name)).unwrap();
    }
    assert_eq!(outcome(&path, &events), Outcome::NotOpened);
    fs::remove_file(path.join("db")).unwrap();
    assert!(matches!(SledLog::open(&path), Err(LogError::Io { .. })));
}
