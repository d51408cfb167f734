//! One process holds a ledger at a time, and the others wait their turn.

#![allow(clippy::unwrap_used)]

#[path = "support/durability/mod.rs"]
mod durability;

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use durability::dice::Dice;
use durability::ledger::{Ledger, QUOTE, line};
use durability::stream::{Ack, Feed, STREAM, Stream};

fn new() -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::new(folder.path().join("ledger"));
    (folder, ledger)
}

fn said<'a>(person: &'a str, wait: &'a str) -> [&'a str; 11] {
    ["append", "said", person, "--source", "A", "--quote", QUOTE, "--wait", wait, "-o", "json"]
}

#[test]
fn two_writers_that_wait_for_each_other_both_get_everything_in() {
    let (_folder, ledger) = new();
    let writers: Vec<_> = (0..2)
        .map(|writer| {
            let ledger = ledger.clone();
            thread::spawn(move || {
                let mut acks = Vec::new();
                for n in 0..15 {
                    let answer = ledger.run(&said(&format!("Writer {writer} person {n}"), "60")).well();
                    acks.extend(Ack::all_of(&answer.unwrap()));
                }
                acks
            })
        })
        .collect();
    let acks: Vec<Ack> = writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect();
    assert_eq!(acks.len(), 30);
    assert_eq!(ledger.holds(&acks), Ok(32));
}

#[test]
fn who_cannot_wait_is_told_the_pid_of_the_holder() {
    let (_folder, ledger) = new();
    let mut stream = Stream::start(&ledger, "Busy", Feed::Endless, Dice::of_round(30, 0));
    stream.wait_for(1);
    for arguments in [&said("Someone Else", "0.1")[..], &["tally", "--wait", "0"]] {
        let refused = ledger.run(arguments);
        refused.failed_clearly(&[6]).unwrap();
        let holder = format!("process {} ", stream.running.pid());
        assert!(refused.stderr.contains(&holder), "{} does not name {holder}", refused.stderr);
    }
    let (_, acks) = stream.kill();
    ledger.holds(&acks).unwrap();
    ledger.goes_on().unwrap();
}

#[test]
fn a_stream_lets_go_after_a_quiet_second_and_takes_the_ledger_again() {
    let (_folder, ledger) = new();
    let mut running = durability::process::Running::start_open(&mut ledger.command(&STREAM));
    let mut stdin = running.child().stdin.take().unwrap();
    let stdout = running.child().stdout.take().unwrap();
    let mut answers = std::io::BufRead::lines(std::io::BufReader::new(stdout));
    let mut tell = |person: &str| {
        stdin.write_all(line(person, "").as_bytes()).unwrap();
        Ack::read(&serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap(), Some(person.to_owned())).unwrap()
    };

    let first = tell("First");
    // The stream is still open, and another command gets in.
    let started = Instant::now();
    let answer = ledger.run(&said("Somebody Between", "20")).well().unwrap();
    assert!(started.elapsed() < Duration::from_secs(10), "it took {:?}", started.elapsed());
    let between = Ack::all_of(&answer).remove(0);
    let second = tell("Second");

    assert_eq!([first.seq, between.seq, second.seq], [2, 3, 4]);
    drop(stdin);
    running.wait().well().unwrap();
    assert_eq!(ledger.holds(&[first, between, second]), Ok(5));
}
