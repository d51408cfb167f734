//! A ledger as somebody without our library sees it: a directory, a program,
//! and the format's own page.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use super::process::{Done, Running, run};
use super::stream::Ack;

/// The article that the tests quote from.
pub const ARTICLE: &str = "A long evening at the town hall. Another member resigned. More is expected.\n";
/// The passage that every fact of these tests rests on.
pub const QUOTE: &str = "Another member resigned";

/// A ledger's directory.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// Where it lies.
    pub dir: PathBuf,
}

impl Ledger {
    /// The ledger in that directory, whether there is one or not.
    pub fn at(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    /// A new ledger with one source.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        let ledger = Self::at(dir);
        ledger.run(&INIT).well().expect("init");
        ledger.add_source("A", ARTICLE).well().expect("source add");
        ledger
    }

    /// A command on it.
    pub fn command(&self, arguments: &[&str]) -> Command {
        self.under(Command::new(PROGRAM), arguments)
    }

    /// The same, given to a command that runs another.
    pub fn under(&self, mut command: Command, arguments: &[&str]) -> Command {
        for name in ["RESHUFFLE_LEDGER", "RESHUFFLE_SOURCE", "RESHUFFLE_BODY", "RUST_BACKTRACE"] {
            command.env_remove(name);
        }
        if command.get_program() != PROGRAM {
            command.arg(PROGRAM);
        }
        command.env("RESHUFFLE_RECORDER", "night desk").arg("-L").arg(&self.dir).args(arguments);
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Done {
        self.run_with(arguments, "")
    }

    /// Runs a command with something on its standard input.
    pub fn run_with(&self, arguments: &[&str], stdin: &str) -> Done {
        run(&mut self.command(arguments), stdin)
    }

    /// Starts a command.
    pub fn start(&self, arguments: &[&str], stdin: &str) -> Running {
        Running::start(&mut self.command(arguments), stdin)
    }

    /// Adds a source.
    pub fn add_source(&self, label: &str, text: &str) -> Done {
        self.run_with(&["source", "add", "-", "--label", label], text)
    }

    /// The ids of all events, read off the raw log by the rules of the format
    /// alone, or what is wrong with the chain.
    pub fn chain(&self) -> Result<Vec<String>, String> {
        let raw = self.run(&["log", "--raw"]).well()?;
        let mut ids: Vec<String> = Vec::new();
        let mut before_us = i64::MIN;
        for (seq, line) in raw.lines().enumerate() {
            let (header, body) = line.split_once(' ').ok_or_else(|| format!("line {seq} has no body"))?;
            let (header, body) = (bytes_of(header)?, bytes_of(body)?);
            let wrong = |what: &str| Err(format!("event {seq}: {what}"));
            if header.len() != 88 || &header[..4] != b"RSHF" {
                return wrong("no header");
            }
            let number = |at: usize| header[at..at + 8].iter().fold(0, |sum: u64, byte| sum << 8 | u64::from(*byte));
            let recorded_us = number(16).cast_signed();
            if number(8) != seq as u64 || recorded_us <= before_us {
                return wrong("it is out of its order");
            }
            before_us = recorded_us;
            if header[24..56] != blake3::derive_key("reshuffle 2026 event body v1", &body) {
                return wrong("its body is not the one that was sealed");
            }
            if hex(&header[56..88]) != ids.last().cloned().unwrap_or_else(|| "0".repeat(64)) {
                return wrong("it does not follow the one before");
            }
            ids.push(hex(&blake3::derive_key("reshuffle 2026 event header v1", &header)));
        }
        Ok(ids)
    }

    /// Whether the ledger is intact: the one place that asks.
    pub fn is_intact(&self) -> Result<(), String> {
        if has_audit() {
            // Exit 1 is an audit that has a remark, such as on bytes of an
            // article whose event was cut off; the verdict is what counts.
            let audit = self.run(&["audit", "-o", "json"]);
            let verdict: Value = serde_json::from_str(&audit.stdout).map_err(|why| format!("{why}: {audit:?}"))?;
            if !matches!(audit.code, Some(0 | 1)) || verdict["verdict"] != "intact" {
                return Err(format!("the audit says {audit:?}"));
            }
        }
        self.chain().map(drop)
    }

    /// Whether everything that was acknowledged is there as it was said, in a
    /// ledger that is intact. Answers with the number of its events.
    pub fn holds(&self, acks: &[Ack]) -> Result<usize, String> {
        self.is_intact()?;
        let ids = self.chain()?;
        let log = self.run(&["log", "-o", "jsonl"]).well()?;
        let events: Vec<Value> =
            log.lines().map(serde_json::from_str).collect::<Result<_, _>>().map_err(|why| why.to_string())?;
        if events.len() != ids.len() {
            return Err(format!("`log` has {} events and `log --raw` {}", events.len(), ids.len()));
        }
        for Ack { seq, id, person } in acks {
            let found = ids.get(*seq).map_or("nothing", |id| id.as_str());
            if found != id {
                return Err(format!("event {seq} was acknowledged as {id}, and {found} is there"));
            }
            if person.as_ref().is_some_and(|person| events[*seq]["person"] != **person) {
                return Err(format!("event {seq} was acknowledged to {person:?} and says {}", events[*seq]));
            }
        }
        Ok(ids.len())
    }

    /// Whether a source's bytes are there, exactly.
    pub fn has_source(&self, label: &str, text: &str) -> Result<(), String> {
        let shown = self.run(&["source", "show", label, "--text"]).well()?;
        if shown == text { Ok(()) } else { Err(format!("source {label} reads {shown:?}")) }
    }

    /// Appends one more fact, as anybody would who comes back to the ledger.
    pub fn goes_on(&self) -> Result<(), String> {
        let before = self.chain()?.len();
        self.run(&["append", "said", "Someone Later", "--source", "A", "--quote", QUOTE]).well()?;
        let after = self.chain()?.len();
        if after == before + 1 { Ok(()) } else { Err(format!("{before} events, and {after} after one more")) }
    }
}

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_reshuffle");
/// How the ledgers of these tests are made.
pub const INIT: [&str; 3] = ["init", "--origin", "example.org/night"];

/// A line of a stream or a batch: a fact about that person.
pub fn line(person: &str, note: &str) -> String {
    let note = if note.is_empty() { String::new() } else { format!(r#","note":"{note}""#) };
    format!(r#"{{"fact":"said","person":"{person}","quote":"{QUOTE}"{note}}}"#) + "\n"
}

/// Copies a ledger that nobody holds.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a new directory");
    for entry in std::fs::read_dir(from).expect("a ledger").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file of the ledger");
        }
    }
}

fn has_audit() -> bool {
    static ONCE: OnceLock<bool> = OnceLock::new();
    *ONCE.get_or_init(|| run(Command::new(PROGRAM).args(["help", "audit"]), "").code == Some(0))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes_of(hex: &str) -> Result<Vec<u8>, String> {
    let digit = |byte: u8| char::from(byte).to_digit(16).ok_or_else(|| format!("{hex:.20} is not hex"));
    // A digit pair is below 256.
    hex.as_bytes()
        .chunks(2)
        .map(|pair| pair.iter().try_fold(0, |sum, byte| Ok(sum << 4 | digit(*byte)? as u8)))
        .collect()
}
