//! What was acknowledged survives a loss of power.
//!
//! The ledger lies on a disk of its own. At some moment the writer is stopped,
//! and what has reached the disk by then, without what waits in memory, is
//! mounted elsewhere, as a machine does that comes back.

#![allow(clippy::unwrap_used)]

#[path = "support/durability/mod.rs"]
mod durability;
#[path = "support/needs.rs"]
mod needs;

use std::thread;
use std::time::Instant;

use durability::cut::{Promised, cut};
use durability::dice::{Dice, again, rounds};
use durability::disk::Disk;
use durability::ledger::{ARTICLE, INIT, Ledger};
use durability::process::Running;
use durability::stream::{Ack, Feed, STREAM, Stream};
use durability::trace::Trace;

/// The size of a disk that is large enough for any round, in MiB.
const DISK_LEN_MIB: u64 = 32;

fn can_cut() -> bool {
    needs::met("the superuser and loop devices, to mount a disk", needs::loop_mounts())
}

/// Cuts the power of a stream after so many answers and a while.
fn cut_stream(disk: &Disk, mut stream: Stream, dice: &mut Dice, promised: &mut Promised) -> durability::disk::Cut {
    let acks = usize::try_from(dice.below(40)).unwrap();
    stream.wait_for(acks);
    thread::sleep(dice.pause(12));
    let left = cut(disk, &mut stream.running);
    // The stopped process could promise nothing since, so whatever is still
    // found in the pipe was promised before.
    let (done, acks) = stream.kill();
    assert_eq!(done.code, None, "the stream ended by itself: {}", done.stderr);
    promised.acks.extend(acks);
    left
}

/// Cuts the power somewhere in a command: whether it had ended well by then.
/// The longest pause comes closer each time to what the command takes, so that
/// it is cut short about every other time, on any machine.
fn cut_command(
    disk: &Disk,
    mut running: Running,
    dice: &mut Dice,
    ms_max: &mut u64,
) -> (durability::disk::Cut, bool, String) {
    thread::sleep(dice.pause(*ms_max));
    let left = cut(disk, &mut running);
    let done = running.kill();
    assert!(matches!(done.code, None | Some(0)), "{}", done.stderr);
    let ended = done.code == Some(0);
    *ms_max = if ended { (*ms_max / 2).max(1) } else { *ms_max * 2 };
    (left, ended, done.stdout)
}

/// The longest pause before a first cut: twice what the command takes.
fn pause_ms_max(running: Running) -> u64 {
    let started = Instant::now();
    running.wait().well().unwrap();
    u64::try_from(started.elapsed().as_millis()).unwrap().max(5) * 2
}

#[test]
fn a_new_ledger_keeps_what_it_acknowledged_through_a_power_cut() {
    if !can_cut() {
        return;
    }
    let mut acknowledged = 0;
    for round in 0..rounds(12) {
        let dice = &mut Dice::of_round(1, round);
        let disk = Disk::new(DISK_LEN_MIB);
        // The disk itself was there before; nothing is synced from here on.
        disk.sync();
        let ledger = Ledger::new(disk.root().join("ledger"));
        let mut promised = Promised::beginning();
        let stream = Stream::start(&ledger, "Night", Feed::Endless, dice.clone());
        let left = cut_stream(&disk, stream, dice, &mut promised);
        acknowledged += promised.acks.len();
        promised.is_kept_by(&left, "ledger").unwrap_or_else(|why| panic!("{}: {why}", again(round)));
    }
    assert!(acknowledged > 0, "no round got as far as an acknowledgement");
}

#[test]
fn a_ledger_with_history_keeps_it_and_what_it_acknowledged_through_a_power_cut() {
    if !can_cut() {
        return;
    }
    let disk = Disk::new(DISK_LEN_MIB);
    let ledger = Ledger::new(disk.root().join("ledger"));
    let mut promised = Promised::beginning();
    for round in 0..rounds(12) {
        let dice = &mut Dice::of_round(2, round);
        let stream = Stream::start(&ledger, &format!("Round {round} person"), Feed::Endless, dice.clone());
        let left = cut_stream(&disk, stream, dice, &mut promised);
        promised.is_kept_by(&left, "ledger").unwrap_or_else(|why| panic!("{}: {why}", again(round)));
    }
    assert!(promised.acks.len() > 100, "{} events are no history", promised.acks.len());
}

#[test]
fn what_is_being_packed_into_pages_survives_a_power_cut() {
    if !can_cut() {
        return;
    }
    let disk = Disk::new(DISK_LEN_MIB);
    let ledger = Ledger::new(disk.root().join("ledger"));
    let mut promised = Promised::beginning();
    for round in 0..rounds(16) {
        let dice = &mut Dice::of_round(6, round);
        let stream = Stream::start(&ledger, &format!("Round {round} person"), Feed::Long, dice.clone());
        let left = cut_stream(&disk, stream, dice, &mut promised);
        promised.is_kept_by(&left, "ledger").unwrap_or_else(|why| panic!("{}: {why}", again(round)));
    }
    // A page has room for some eight of these lines.
    assert!(promised.acks.len() > 150, "{} events fill few pages", promised.acks.len());
}

#[test]
fn a_log_whose_file_grows_keeps_what_it_acknowledged_through_a_power_cut() {
    if !can_cut() {
        return;
    }
    let disk = Disk::new(2 * DISK_LEN_MIB);
    let ledger = Ledger::new(disk.root().join("ledger"));
    disk.sync();
    let mut promised = Promised::beginning();
    for round in 0..rounds(5) {
        let dice = &mut Dice::of_round(7, round);
        let mut stream = Stream::start(&ledger, &format!("Round {round} person"), Feed::Flood, dice.clone());
        stream.wait_for(300 + usize::try_from(dice.below(600)).unwrap());
        let left = cut_stream(&disk, stream, dice, &mut promised);
        promised.is_kept_by(&left, "ledger").unwrap_or_else(|why| panic!("{}: {why}", again(round)));
    }
    assert!(promised.acks.len() > 1_500, "{} events fit into little more than there was", promised.acks.len());
}

#[test]
fn a_source_that_was_acknowledged_has_its_bytes_after_a_power_cut() {
    if !can_cut() {
        return;
    }
    let disk = Disk::new(DISK_LEN_MIB);
    let ledger = Ledger::new(disk.root().join("ledger"));
    let mut promised = Promised::beginning();
    let (mut finished, mut cut_short) = (0, 0);
    let first = ARTICLE.repeat(1_500);
    let mut ms_max = pause_ms_max(ledger.start(&["source", "add", "-", "--label", "first", "-q"], &first));
    disk.sync();
    for round in 0..rounds(12) {
        let dice = &mut Dice::of_round(3, round);
        let text = format!("Article {round}. {}", ARTICLE.repeat(usize::try_from(dice.below(3_000)).unwrap()));
        let label = format!("article {round}");
        let adding = ledger.start(&["source", "add", "-", "--label", &label, "-o", "json"], &text);
        let (left, done, answer) = cut_command(&disk, adding, dice, &mut ms_max);
        if done {
            finished += 1;
            promised.sources.push((label, text));
            promised.acks.extend(Ack::all_of(&answer));
        } else {
            cut_short += 1;
        }
        promised.is_kept_by(&left, "ledger").unwrap_or_else(|why| panic!("{}: {why}", again(round)));
    }
    assert!(finished > 0 && cut_short > 0, "{finished} rounds were cut too late and {cut_short} in time");
}

#[test]
fn a_ledger_whose_making_is_cut_short_is_whole_or_says_what_to_do() {
    if !can_cut() {
        return;
    }
    let disk = Disk::new(DISK_LEN_MIB);
    let mut ms_max = pause_ms_max(Ledger::at(disk.root().join("first")).start(&INIT, ""));
    disk.sync();
    let mut cut_short = 0;
    for round in 0..rounds(10) {
        let dice = &mut Dice::of_round(4, round);
        let name = format!("ledger-{round}");
        let making = Ledger::at(disk.root().join(&name)).start(&INIT, "");
        let (left, made, _) = cut_command(&disk, making, dice, &mut ms_max);
        cut_short += u64::from(!made);
        let promised = Promised { ledger: made, ..Promised::nothing() };
        promised.is_kept_by(&left, &name).unwrap_or_else(|why| panic!("{}: {why}", again(round)));
    }
    assert!(cut_short > 0, "every round was cut too late");
}

#[test]
fn without_the_sync_a_power_cut_loses_what_was_acknowledged() {
    if !can_cut() || !needs::met("strace, to take the sync away", needs::tracing()) {
        return;
    }
    let nothing = Trace::injecting(&["fdatasync:retval=0", "fsync:retval=0"]);
    let disk = Disk::new(DISK_LEN_MIB);
    let ledger = Ledger::new(disk.root().join("ledger"));
    disk.sync();
    let mut promised = Promised::beginning();
    let lost = (0..rounds(8)).any(|round| {
        let dice = &mut Dice::of_round(5, round);
        let command = &mut nothing.command(&ledger, &STREAM);
        let mut stream = Stream::start_as(command, &format!("Round {round} person"), Feed::Flood, dice.clone());
        // What is written into room that the file has already may well reach
        // the disk without a sync; that it grew does not.
        stream.wait_for(700);
        let left = cut_stream(&disk, stream, dice, &mut promised);
        promised.is_kept_by(&left, "ledger").is_err()
    });
    assert!(nothing.has_injected(), "the sync was not taken away");
    assert!(lost, "every acknowledged event survived without any sync: these tests cannot fail");
}
