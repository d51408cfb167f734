//! The demonstration: what it promises to show, shown; and no harm done.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Runs the program in a folder, with nothing of the tester's own ledger around.
fn reshuffle(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reshuffle"));
    for name in ["RESHUFFLE_LEDGER", "RESHUFFLE_SOURCE", "RESHUFFLE_BODY", "RESHUFFLE_RECORDER"] {
        command.env_remove(name);
    }
    command.args(args).current_dir(folder).output().unwrap()
}

fn stdout(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Every file of a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.to_string_lossy().into_owned(), fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn the_demonstration_shows_bounds_claims_receipts_and_an_intact_audit() {
    let folder = tempfile::tempdir().unwrap();
    let shown = stdout(&reshuffle(folder.path(), &["demo"]));
    for expected in [
        "at least 3, at most 4 people resigned from the Labour Shadow Cabinet. Besides: 1 sacked. Not settled: Lilian Greenwood (00:00–12:58).",
        "at least 8, at most 9 people resigned from the Labour Shadow Cabinet. Besides: 1 sacked. Not settled: Charles Falconer (17:30–18:30).",
        "At the end of 26 June 2016, as recorded to event 23: 11 people resigned",
        "disagrees",
        "agrees",
        "“Vernon Coaker left Northern Ireland at 4.47pm”",
        "intact: 24 events",
    ] {
        assert!(shown.contains(expected), "{expected} is not in:\n{shown}");
    }
    let holder = |name: &str| shown.lines().find(|line| line.contains(name) && line.contains("Shadow Cabinet  Shadow"));
    assert!(holder("Emily Thornberry").unwrap().contains("certain"));
    assert!(holder("Charles Falconer").unwrap().contains("possible"));
}

#[test]
fn what_it_says_to_try_can_be_typed_as_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    // A name with a blank and an apostrophe, which a shell must get back in one piece.
    let shown = stdout(&reshuffle(folder.path(), &["demo", "a day's ledger"]));
    let (_, next) = shown.split_once("# Try next:\n").unwrap();
    let asked = shown.lines().filter_map(|line| line.strip_prefix("$ "));
    let commands: Vec<&str> = asked.chain(next.lines()).collect();
    assert_eq!(commands.len(), 4 + 3 + 3, "{shown}");
    for command in commands {
        let output = Command::new("sh").args(["-c", command]).current_dir(&folder).output().unwrap();
        assert!(!stdout(&output).is_empty(), "{command} says nothing");
    }
}

#[test]
fn a_second_run_shows_the_same_and_records_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let first = stdout(&reshuffle(folder.path(), &["demo"]));
    let log = stdout(&reshuffle(folder.path(), &["-L", "ledger-demo", "log", "--raw"]));
    let second = stdout(&reshuffle(folder.path(), &["demo"]));
    let answers = |text: &str| text.split_once('\n').unwrap().1.to_owned();
    assert_eq!(answers(&first), answers(&second));
    assert_ne!(first, second, "it says that the ledger was there");
    assert_eq!(stdout(&reshuffle(folder.path(), &["-L", "ledger-demo", "log", "--raw"])), log);
}

#[test]
fn a_run_that_was_cut_short_is_finished_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let begun = ["-L", "ledger-demo", "init", "--origin", "demo.example/26-june-2016", "--recorder", "reshuffle demo"];
    stdout(&reshuffle(folder.path(), &begun));
    assert!(stdout(&reshuffle(folder.path(), &["demo"])).contains("intact: 24 events"));
}

#[test]
fn what_is_not_its_own_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    stdout(&reshuffle(folder.path(), &["-L", "real", "init", "--origin", "example.org/real", "--recorder", "desk"]));
    fs::create_dir(folder.path().join("photos")).unwrap();
    fs::write(folder.path().join("photos/cat.jpg"), "meow").unwrap();
    for (dir, status) in [("real", 2), ("photos", 2)] {
        let before = stdout_or_files(folder.path(), dir);
        let output = reshuffle(folder.path(), &["demo", dir]);
        assert_eq!(output.status.code(), Some(status));
        assert!(String::from_utf8_lossy(&output.stderr).contains("name another directory"), "{output:?}");
        assert_eq!(stdout_or_files(folder.path(), dir), before);
    }
}

/// What must stay as it is: of a ledger its events, since its engine writes when it is opened.
fn stdout_or_files(folder: &Path, dir: &str) -> String {
    match reshuffle(folder, &["-L", dir, "log", "--raw"]) {
        output if output.status.success() => stdout(&output),
        _ => format!("{:?}", files(&folder.join(dir))),
    }
}
