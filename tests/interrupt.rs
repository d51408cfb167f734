//! Ctrl-C ends an audit at any moment: at once, without half an answer, and
//! with nothing left behind that would be in anybody's way.

#![allow(clippy::unwrap_used)]

#[path = "support/durability/mod.rs"]
mod durability;

use std::process::Command;
use std::thread;

use durability::dice::{Dice, again, rounds};
use durability::ledger::{Ledger, line};
use durability::process::Running;

const EVENTS: usize = 20_000;

/// An audit that an interrupt ends, also where whoever runs the tests has
/// interrupts ignored.
fn audit(ledger: &Ledger) -> Running {
    let mut env = Command::new("env");
    env.arg("--default-signal=INT");
    Running::start(&mut ledger.under(env, &["audit", "-o", "json"]), "")
}

#[test]
fn an_audit_that_is_interrupted_prints_nothing_and_leaves_the_ledger_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::new(folder.path().join("ledger"));
    let batch: String = (0..EVENTS).map(|n| line(&format!("Member {n}"), "")).collect();
    ledger.run_with(&["append", "--from", "-", "--source", "A", "-q"], &batch).well().unwrap();
    let whole = audit(&ledger).wait().well().unwrap();

    let mut cut_short = 0;
    for round in 0..rounds(20) {
        let auditing = audit(&ledger);
        thread::sleep(Dice::of_round(40, round).pause(60));
        auditing.interrupt();
        let done = auditing.wait();
        match done.code {
            Some(0) => assert_eq!(done.stdout, whole, "{}", again(round)),
            // It was ended by the signal.
            None => {
                assert_eq!(done.stdout, "", "{}", again(round));
                cut_short += 1;
            }
            code => panic!("{}: exit {code:?}: {}", again(round), done.stderr),
        }
    }

    assert!(cut_short > 0, "every interrupt came too late");
    assert_eq!(audit(&ledger).wait().well().unwrap(), whole);
    ledger.goes_on().unwrap();
}
