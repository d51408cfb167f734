//! A name is near a known one as long as no fact that stands has it, however
//! long one process goes on.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use reshuffle::domain::time::Zone;
use reshuffle::domain::{Field, Fields, Name, Text};
use reshuffle::ledger::{Amendment, Environment, Ledger, Options, Receipts, jsonl};
use tempfile::TempDir;

fn options() -> Options {
    Options::by(Name::new("desk").unwrap())
}

fn opened(dir: &Path) -> Ledger {
    Ledger::open(dir, Duration::from_secs(5), Environment::system()).unwrap()
}

fn append(ledger: &mut Ledger, body: &str) -> Receipts {
    let line = format!(r#"{{"fact":"body","body":"{body}","why":"it is one"}}"#);
    ledger.append(jsonl::read_line(1, &line, None).says.unwrap(), &options()).unwrap()
}

/// Names that no slip turns into each other.
fn boards() -> Vec<String> {
    so_many_boards(600)
}

fn so_many_boards(count: u32) -> Vec<String> {
    (0..count).map(|nth| format!("Board {0}-{0}-{0}", nth * 7_919)).collect()
}

fn append_all(ledger: &mut Ledger, bodies: &[String]) -> Receipts {
    let line = |body| format!("{{\"fact\":\"body\",\"body\":\"{body}\",\"why\":\"it is one\"}}\n");
    let lines: String = bodies.iter().map(line).collect();
    ledger.append_lines(jsonl::read(&lines, None), &options()).unwrap()
}

/// A ledger that was just made, in a folder that goes with what is first here.
fn made() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("ledger");
    let origin = "example.org/near".parse().unwrap();
    let desk = Name::new("desk").unwrap();
    Ledger::init(&dir, origin, &Zone::new("UTC").unwrap(), desk, Environment::system()).unwrap();
    (folder, dir)
}

#[test]
fn a_name_whose_only_fact_was_taken_back_is_new_again() {
    let (_folder, dir) = made();
    let mut ledger = opened(&dir);
    assert!(append(&mut ledger, "Council").warnings.is_empty());
    let slip = append(&mut ledger, "Councel");
    assert!(slip.warnings[0].contains("nearly `Council`"), "{:?}", slip.warnings);
    drop(ledger);
    // Another process recalls it as known, and sees it go.
    let mut ledger = opened(&dir);
    let again = append(&mut ledger, "Councel");
    assert!(again.warnings.is_empty(), "{:?}", again.warnings);
    for fact in [slip, again] {
        ledger.retract(&fact.events[0].id.to_string(), Text::new("a slip").unwrap(), &options()).unwrap();
    }
    let new = append(&mut ledger, "Councel");
    assert!(new.warnings.first().is_some_and(|warning| warning.contains("nearly `Council`")), "{:?}", new.warnings);
}

#[test]
fn a_long_append_tells_names_that_stand_from_those_that_were_taken_back() {
    let (_folder, dir) = made();
    let mut ledger = opened(&dir);
    let known = boards();
    append_all(&mut ledger, &known);
    assert!(append(&mut ledger, "Council").warnings.is_empty());
    let gone = append(&mut ledger, "Councel");
    ledger.retract(&gone.events[0].id.to_string(), Text::new("a slip").unwrap(), &options()).unwrap();
    drop(ledger);
    // By the time the last lines come, many names have been looked up, and
    // facts to which nothing was done are no longer read.
    let mut ledger = opened(&dir);
    let mut again = known;
    again.extend(["Councel".to_owned(), "Council".to_owned(), "Board 7-7".to_owned()]);
    let done = append_all(&mut ledger, &again);
    assert_eq!(done.events.len(), 603);
    assert_eq!(done.warnings.len(), 1, "{:?}", done.warnings);
    assert!(done.warnings[0].contains("`Councel` is new and nearly `Council`"), "{:?}", done.warnings);
}

#[test]
fn names_that_both_stand_are_no_slips_of_each_other_however_long_an_append() {
    let (_folder, dir) = made();
    let mut ledger = opened(&dir);
    let mut known = boards();
    known.extend(["Council".to_owned(), "Councel".to_owned()]);
    let first = append_all(&mut ledger, &known);
    assert_eq!(first.warnings.len(), 1, "{:?}", first.warnings);
    drop(ledger);
    let again = append_all(&mut opened(&dir), &known);
    assert_eq!((again.events.len(), again.warnings.len()), (602, 0), "{:?}", again.warnings);
}

#[test]
fn a_slip_is_told_of_though_the_name_was_in_a_part_that_went_ahead() {
    let (_folder, dir) = made();
    // More than are held at once, twice.
    let mut bodies = vec!["Council".to_owned()];
    bodies.extend(so_many_boards(18_000));
    bodies.insert(9_000, "Councel".to_owned());
    bodies.extend(["Counsil".to_owned(), "Council".to_owned(), "Councel".to_owned()]);
    let done = append_all(&mut opened(&dir), &bodies);
    let told = |name: &str| done.warnings.iter().filter(|warning| warning.starts_with(&format!("`{name}`"))).count();
    assert_eq!((told("Councel"), told("Counsil"), done.warnings.len()), (1, 1, 2), "{:?}", done.warnings);
}

#[test]
fn a_name_that_came_back_is_one_that_another_may_be_nearly() {
    let (_folder, dir) = made();
    let mut ledger = opened(&dir);
    let why = || Text::new("a slip").unwrap();
    // So that facts recorded from here on are remembered and not looked up.
    append(&mut ledger, "Agency");
    let fact = append(&mut ledger, "Council").events[0].id.to_string();
    let mut changes = Fields::default();
    changes.set(Field::Body, "Board");
    let amendment = Amendment { changes, cleared: Vec::new(), quotation: None, why: why() };
    let amendment = ledger.amend(&fact, amendment, &options()).unwrap().events[0].id.to_string();
    assert!(append(&mut ledger, "Committee").warnings.is_empty());
    ledger.retract(&amendment, why(), &options()).unwrap();
    let slip = append(&mut ledger, "Councel");
    assert!(slip.warnings.first().is_some_and(|warning| warning.contains("nearly `Council`")), "{:?}", slip.warnings);
}
