//! A system call that fails is an error that is told, never a promise that is
//! broken.
//!
//! The calls of the real program are made to fail one at a time, from outside.
//! They are counted by thread, and the engine writes in several, so the first
//! few of each are tried.

#![allow(clippy::unwrap_used)]

#[path = "support/durability/mod.rs"]
mod durability;
#[path = "support/needs.rs"]
mod needs;

use std::collections::BTreeMap;

use durability::dice::Dice;
use durability::ledger::{INIT, Ledger, copy, line};
use durability::process::run;
use durability::stream::{Ack, Feed, STREAM, Stream};
use durability::trace::Trace;
use tempfile::TempDir;

/// How many of the first calls of a kind are made to fail, each on its own.
const CALLS: u32 = 9;

fn can_trace() -> bool {
    needs::met("strace, to make system calls fail", needs::tracing())
}

/// A ledger with some history that nobody holds.
fn history() -> (TempDir, Ledger, Vec<Ack>) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::new(folder.path().join("history"));
    let (done, acks) = Stream::start(&ledger, "Earlier", Feed::OneByOne(20), Dice::of_round(10, 0)).wait();
    done.well().unwrap();
    (folder, ledger, acks)
}

/// Every fault that is tried on a command: the call, the error, and which one.
fn faults(calls: &[&'static str], errors: &[&'static str]) -> Vec<(&'static str, String)> {
    let mut faults = Vec::new();
    for &call in calls {
        for error in errors {
            faults.extend((1..=CALLS).map(|n| (call, format!("{call}:error={error}:when={n}"))));
        }
    }
    faults
}

/// Requires that each of these calls was made to fail at least once.
fn assert_met(met: &BTreeMap<&str, u32>, calls: &[&str]) {
    for call in calls {
        assert!(met.get(call).is_some_and(|times| *times > 0), "no `{call}` was made to fail: {met:?}");
    }
}

#[test]
fn a_stream_whose_calls_fail_acknowledges_nothing_more_and_the_ledger_goes_on() {
    if !can_trace() {
        return;
    }
    let (folder, before, earlier) = history();
    let calls = ["pwrite64", "fdatasync", "sync_file_range"];
    let mut met = BTreeMap::new();
    for (round, (call, fault)) in faults(&calls, &["EIO", "ENOSPC"]).into_iter().enumerate() {
        let ledger = Ledger::at(folder.path().join(format!("stream-{round}")));
        copy(&before.dir, &ledger.dir);
        let trace = Trace::injecting(&[&fault]);
        let dice = Dice::of_round(11, round as u64);
        let command = &mut trace.command(&ledger, &STREAM);
        let (done, acks) = Stream::start_as(command, "Later", Feed::OneByOne(12), dice).wait();
        if trace.has_injected() {
            *met.entry(call).or_default() += 1;
            done.failed_clearly(&[3, 7]).unwrap_or_else(|why| panic!("{fault}: {why}"));
            assert_eq!(trace.said_after_injection(), [""; 0], "{fault}: acknowledged after a failed call");
        } else {
            assert_eq!((done.code, acks.len()), (Some(0), 12), "{fault}: {}", done.stderr);
        }
        let promised: Vec<Ack> = earlier.iter().cloned().chain(acks).collect();
        let there = ledger.holds(&promised).unwrap_or_else(|why| panic!("{fault}: {why}"));
        // What is there beyond it is the one line that was at work.
        assert!(there <= 2 + promised.len() + 1, "{fault}: {there} events, {} acknowledged", promised.len());
        ledger.goes_on().unwrap_or_else(|why| panic!("{fault}: {why}"));
    }
    assert_met(&met, &calls);
}

#[test]
fn a_batch_whose_calls_fail_is_there_as_a_whole_or_not_at_all() {
    if !can_trace() {
        return;
    }
    let (folder, before, earlier) = history();
    let batch: String = (0..50).map(|n| line(&format!("Batch {n}"), &"long ".repeat(600))).collect();
    let calls = ["pwrite64", "fdatasync", "sync_file_range"];
    let mut met = BTreeMap::new();
    for (round, (call, fault)) in faults(&calls, &["EIO"]).into_iter().enumerate() {
        let ledger = Ledger::at(folder.path().join(format!("batch-{round}")));
        copy(&before.dir, &ledger.dir);
        let trace = Trace::injecting(&[&fault]);
        let done = run(&mut trace.command(&ledger, &["append", "--from", "-", "--source", "A", "-o", "json"]), &batch);
        let mut promised = earlier.clone();
        if done.code == Some(0) {
            assert!(!trace.has_injected(), "{fault}: acknowledged with a failed call");
            promised.extend(Ack::all_of(&done.stdout));
            assert_eq!(promised.len(), earlier.len() + 50, "{fault}");
        } else {
            *met.entry(call).or_default() += 1;
            done.failed_clearly(&[3, 7]).unwrap_or_else(|why| panic!("{fault}: {why}"));
        }
        let there = ledger.holds(&promised).unwrap_or_else(|why| panic!("{fault}: {why}"));
        let whole = [2 + promised.len(), 2 + earlier.len() + 50];
        assert!(whole.contains(&there), "{fault}: {there} events, not one of {whole:?}");
        ledger.goes_on().unwrap_or_else(|why| panic!("{fault}: {why}"));
    }
    assert_met(&met, &calls);
}

#[test]
fn a_source_whose_sync_fails_is_not_acknowledged_and_can_be_added_again() {
    if !can_trace() {
        return;
    }
    let (folder, before, earlier) = history();
    let text = "Another article of the same evening.\n".repeat(200);
    let calls = ["fsync", "fdatasync", "pwrite64", "write", "rename"];
    let mut met = BTreeMap::new();
    for (round, (call, fault)) in faults(&calls, &["ENOSPC"]).into_iter().enumerate() {
        let ledger = Ledger::at(folder.path().join(format!("source-{round}")));
        copy(&before.dir, &ledger.dir);
        let trace = Trace::injecting(&[&fault]);
        let done = run(&mut trace.command(&ledger, &["source", "add", "-", "--label", "B", "-o", "json"]), &text);
        if done.code == Some(0) {
            ledger.has_source("B", &text).unwrap_or_else(|why| panic!("{fault}: {why}"));
        } else if !done.stderr.is_empty() {
            // A fault may also hit what is said about it; then there is no
            // more to read than the exit code.
            *met.entry(call).or_default() += 1;
            let codes = if call == "write" { &[2, 3, 7][..] } else { &[3, 7] };
            done.failed_clearly(codes).unwrap_or_else(|why| panic!("{fault}: {why}"));
        }
        ledger.holds(&earlier).unwrap_or_else(|why| panic!("{fault}: {why}"));
        ledger.add_source("B", &text).well().unwrap_or_else(|why| panic!("{fault}: again: {why}"));
        ledger.has_source("B", &text).unwrap_or_else(|why| panic!("{fault}: {why}"));
        ledger.goes_on().unwrap_or_else(|why| panic!("{fault}: {why}"));
    }
    assert_met(&met, &calls);
}

#[test]
fn making_a_ledger_fails_clearly_and_can_be_done_again() {
    if !can_trace() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let calls = ["fsync", "fdatasync", "pwrite64", "sync_file_range"];
    let mut met = BTreeMap::new();
    for (round, (call, fault)) in faults(&calls, &["EIO"]).into_iter().enumerate() {
        let ledger = Ledger::at(folder.path().join(format!("making-{round}")));
        let trace = Trace::injecting(&[&fault]);
        let done = run(&mut trace.command(&ledger, &INIT), "");
        if done.code == Some(0) {
            assert!(!trace.has_injected(), "{fault}: said to be made with a failed call");
            continue;
        }
        *met.entry(call).or_default() += 1;
        done.failed_clearly(&[3, 7]).unwrap_or_else(|why| panic!("{fault}: {why}"));
        // What is left is a ledger, or nothing that is taken for one.
        let status = ledger.run(&["status"]);
        if status.code == Some(0) {
            ledger.is_intact().unwrap_or_else(|why| panic!("{fault}: {why}"));
        } else {
            status.failed_clearly(&[2, 3, 5, 7]).unwrap_or_else(|why| panic!("{fault}: {why}"));
        }
        std::fs::remove_dir_all(&ledger.dir).unwrap();
        Ledger::new(&ledger.dir).goes_on().unwrap_or_else(|why| panic!("{fault}: {why}"));
    }
    assert_met(&met, &calls);
}
