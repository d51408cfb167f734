//! A stream that is fed and listened to at the same time.

use std::io::{BufRead, BufReader, Write};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde_json::Value;

use super::dice::Dice;
use super::ledger::{Ledger, line};
use super::process::{Done, Running};

/// An event that the program said to be durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ack {
    /// Its position.
    pub seq: usize,
    /// Its id.
    pub id: String,
    /// Whom it is about, where it is a fact of these tests.
    pub person: Option<String>,
}

impl Ack {
    /// Reads an element of the answer to a writing command.
    pub fn read(value: &Value, person: Option<String>) -> Option<Self> {
        let seq = usize::try_from(value["seq"].as_u64()?).ok()?;
        Some(Self { seq, id: value["id"].as_str()?.to_owned(), person })
    }

    /// Reads the answer of a command that writes one or more events.
    pub fn all_of(answer: &str) -> Vec<Self> {
        let answer: Value = serde_json::from_str(answer).unwrap_or_default();
        answer["events"].as_array().into_iter().flatten().filter_map(|event| Self::read(event, None)).collect()
    }
}

/// The arguments of a stream.
pub const STREAM: [&str; 4] = ["append", "--stream", "--source", "A"];

/// A running `append --stream`.
pub struct Stream {
    /// The process.
    pub running: Running,
    acks: JoinHandle<Vec<Ack>>,
    heard: Arc<AtomicUsize>,
}

/// How a stream is fed.
#[derive(Debug, Clone, Copy)]
pub enum Feed {
    /// In bursts with short pauses, as long as it reads, with texts of any size.
    Endless,
    /// So many lines, each after the answer to the one before.
    OneByOne(usize),
    /// Long lines, each after the answer to the one before, as long as it
    /// reads: so that a page of them is packed every few lines.
    Long,
    /// Long lines without a pause: so that the log's file soon has to grow.
    Flood,
}

impl Stream {
    /// Starts one; its people are named after `name`.
    pub fn start(ledger: &Ledger, name: &str, feed: Feed, dice: Dice) -> Self {
        Self::start_as(&mut ledger.command(&STREAM), name, feed, dice)
    }

    /// Starts one by a command of the caller's.
    pub fn start_as(command: &mut Command, name: &str, feed: Feed, dice: Dice) -> Self {
        let mut running = Running::start_open(command);
        let stdin = running.child().stdin.take().expect("a pipe, as asked for");
        let stdout = running.child().stdout.take().expect("a pipe, as asked for");
        let heard = Arc::new(AtomicUsize::new(0));
        let listener = {
            let (heard, name) = (Arc::clone(&heard), name.to_owned());
            thread::spawn(move || listen(BufReader::new(stdout), &name, &heard))
        };
        let (count, name) = (Arc::clone(&heard), name.to_owned());
        thread::spawn(move || feed_in(stdin, feed, &name, &count, dice));
        Self { running, acks: listener, heard }
    }

    /// Waits until so many answers have come, or the process is gone.
    pub fn wait_for(&mut self, acks: usize) {
        while self.heard.load(Ordering::Acquire) < acks && self.running.is_running() {
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Ends it without a warning; every answer that it gave.
    pub fn kill(self) -> (Done, Vec<Ack>) {
        let done = self.running.kill();
        (done, self.acks.join().expect("the listener"))
    }

    /// Waits for its end; every answer that it gave.
    pub fn wait(self) -> (Done, Vec<Ack>) {
        let done = self.running.wait();
        (done, self.acks.join().expect("the listener"))
    }
}

/// Hears answers to the end. One that was torn off by a kill says nothing.
fn listen(stdout: impl BufRead, name: &str, heard: &AtomicUsize) -> Vec<Ack> {
    let mut acks = Vec::new();
    for text in stdout.split(b'\n').map_while(Result::ok) {
        let Ok(value) = serde_json::from_slice::<Value>(&text) else { break };
        let person = format!("{name} {}", acks.len());
        let ack = Ack::read(&value, Some(person)).unwrap_or_else(|| panic!("no acknowledgement: {value}"));
        acks.push(ack);
        heard.store(acks.len(), Ordering::Release);
    }
    // Nobody needs to wait for an answer any more.
    heard.store(usize::MAX, Ordering::Release);
    acks
}

fn feed_in(mut stdin: impl Write, feed: Feed, name: &str, heard: &AtomicUsize, mut dice: Dice) {
    let end = if let Feed::OneByOne(lines) = feed { lines } else { usize::MAX };
    for number in 0..end {
        // From a word to a few thousand bytes, mostly short.
        let len = if matches!(feed, Feed::Long | Feed::Flood) {
            2_000 + dice.below(2_000)
        } else if dice.below(8) == 0 {
            dice.below(4_000)
        } else {
            dice.below(60)
        };
        let note: String = (0..len).map(|_| char::from(b'a' + (dice.next() % 26) as u8)).collect();
        if stdin.write_all(line(&format!("{name} {number}"), &note).as_bytes()).is_err() {
            return;
        }
        match feed {
            Feed::Endless if dice.below(6) == 0 => thread::sleep(dice.pause(3)),
            Feed::Endless | Feed::Flood => {}
            Feed::OneByOne(_) | Feed::Long => {
                while heard.load(Ordering::Acquire) <= number {
                    thread::sleep(Duration::from_millis(1));
                }
            }
        }
    }
}
