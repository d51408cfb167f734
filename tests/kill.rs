//! A process that is killed at any moment takes nothing with it that it had
//! acknowledged, and leaves no half of a batch behind.

#![allow(clippy::unwrap_used)]

#[path = "support/durability/mod.rs"]
mod durability;

use std::thread;

use durability::dice::{Dice, again, rounds};
use durability::ledger::{INIT, Ledger, line};
use durability::stream::{Ack, Feed, Stream};

#[test]
fn a_stream_that_is_killed_again_and_again_keeps_all_that_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::new(folder.path().join("ledger"));
    let mut promised = Vec::new();
    for round in 0..rounds(30) {
        let dice = &mut Dice::of_round(20, round);
        let mut stream = Stream::start(&ledger, &format!("Round {round} person"), Feed::Endless, dice.clone());
        stream.wait_for(usize::try_from(dice.below(20)).unwrap());
        thread::sleep(dice.pause(20));
        let (done, acks) = stream.kill();
        assert_eq!(done.code, None, "{}: the stream ended by itself: {}", again(round), done.stderr);
        promised.extend(acks);
        ledger.holds(&promised).unwrap_or_else(|why| panic!("{}: {why}", again(round)));
    }
    assert!(promised.len() > 100, "only {} events were acknowledged", promised.len());
    ledger.goes_on().unwrap();
}

#[test]
fn a_batch_that_is_killed_is_there_as_a_whole_or_not_at_all() {
    const LINES: usize = 50;
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::new(folder.path().join("ledger"));
    let mut promised = Vec::new();
    let (mut there, mut cut_short) = (ledger.chain().unwrap().len(), 0);
    for round in 0..rounds(30) {
        let dice = &mut Dice::of_round(21, round);
        let batch: String =
            (0..LINES).map(|n| line(&format!("Round {round} person {n}"), &"long ".repeat(600))).collect();
        let batching = ledger.start(&["append", "--from", "-", "--source", "A", "-o", "json"], &batch);
        thread::sleep(dice.pause(40));
        let done = batching.kill();
        assert!(matches!(done.code, None | Some(0)), "{}: {}", again(round), done.stderr);
        cut_short += u64::from(done.code.is_none());
        promised.extend(Ack::all_of(&done.stdout));
        let now = ledger.holds(&promised).unwrap_or_else(|why| panic!("{}: {why}", again(round)));
        let added = now - there;
        assert!(added == LINES || (added == 0 && done.code.is_none()), "{}: {added} of {LINES}", again(round));
        there = now;
    }
    assert!(cut_short > 0, "every batch was killed too late");
    ledger.goes_on().unwrap();
}

#[test]
fn making_a_ledger_that_is_killed_leaves_a_ledger_or_a_clear_word() {
    let folder = tempfile::tempdir().unwrap();
    let mut cut_short = 0;
    for round in 0..rounds(12) {
        let dice = &mut Dice::of_round(22, round);
        let ledger = Ledger::at(folder.path().join(format!("ledger-{round}")));
        let making = ledger.start(&INIT, "");
        thread::sleep(dice.pause(25));
        let made = making.kill().code == Some(0);
        cut_short += u64::from(!made);
        let status = ledger.run(&["status"]);
        if made || status.code == Some(0) {
            ledger.is_intact().unwrap_or_else(|why| panic!("{}: {why}", again(round)));
        } else {
            status.failed_clearly(&[2, 3, 5, 7]).unwrap_or_else(|why| panic!("{}: {why}", again(round)));
        }
    }
    assert!(cut_short > 0, "every making was killed too late");
}
