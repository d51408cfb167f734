//! A ledger on a full disk takes nothing more, keeps what it has, and can be
//! read or says exactly what to do.

#![allow(clippy::unwrap_used)]

#[path = "support/durability/mod.rs"]
mod durability;
#[path = "support/needs.rs"]
mod needs;

use std::fs;

use durability::dice::Dice;
use durability::disk::Disk;
use durability::ledger::{Ledger, line};
use durability::stream::{Ack, Feed, Stream};

const DISK_LEN_MIB: u64 = 12;

/// The way out that an error on a full disk has to name.
const WAY_OUT: &str = "free some space";

fn can_fill() -> bool {
    needs::met("the superuser and loop devices, to fill a disk", needs::loop_mounts())
}

/// Requires that a ledger can be read where nothing can be written, or that
/// the way out is named; and that nothing is lost once there is room again.
fn assert_readable_then_whole(ledger: &Ledger, filler: &std::path::Path, promised: &[Ack]) {
    for question in [&["log"][..], &["tally"], &["show", "1"], &["status"]] {
        let asked = ledger.run(question);
        if asked.code != Some(0) {
            asked.failed_clearly(&[7]).unwrap();
            assert!(asked.stderr.contains(WAY_OUT), "{question:?}: {}", asked.stderr);
        }
    }
    fs::remove_file(filler).unwrap();
    ledger.holds(promised).unwrap();
    ledger.goes_on().unwrap();
}

#[test]
fn a_stream_on_a_disk_that_fills_up_fails_clearly_and_loses_nothing() {
    if !can_fill() {
        return;
    }
    let disk = Disk::new(DISK_LEN_MIB);
    let ledger = Ledger::new(disk.root().join("ledger"));
    let mut stream = Stream::start(&ledger, "Early", Feed::Endless, Dice::of_round(40, 0));
    stream.wait_for(50);
    // Somebody else takes up the rest while the stream is at work.
    let filler = disk.fill();
    let (done, acks) = stream.wait();
    done.failed_clearly(&[7]).unwrap();
    assert!(done.stderr.contains(WAY_OUT), "{}", done.stderr);
    assert_readable_then_whole(&ledger, &filler, &acks);
}

#[test]
fn a_command_on_a_full_disk_fails_clearly_and_the_ledger_keeps_what_it_has() {
    if !can_fill() {
        return;
    }
    let disk = Disk::new(DISK_LEN_MIB);
    let ledger = Ledger::new(disk.root().join("ledger"));
    let (done, mut promised) = Stream::start(&ledger, "Early", Feed::OneByOne(20), Dice::of_round(41, 0)).wait();
    done.well().unwrap();
    let filler = disk.fill();
    let batch: String = (0..50).map(|n| line(&format!("Batch {n}"), &"long ".repeat(800))).collect();
    // What the log had set aside before may take in some of them still.
    let refused = (0..100).find_map(|_| {
        let done = ledger.run_with(&["append", "--from", "-", "--source", "A", "-o", "json"], &batch);
        promised.extend(Ack::all_of(&done.stdout));
        (done.code != Some(0)).then_some(done)
    });
    let refused = refused.expect("a disk that is full at some time");
    refused.failed_clearly(&[7]).unwrap();
    assert!(refused.stderr.contains(WAY_OUT), "{}", refused.stderr);
    let article = ledger.add_source("B", &"A long article. ".repeat(4_000));
    article.failed_clearly(&[7]).unwrap();
    assert_readable_then_whole(&ledger, &filler, &promised);
    ledger.add_source("B", &"A long article. ".repeat(4_000)).well().unwrap();
}
