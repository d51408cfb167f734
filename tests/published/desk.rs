//! A folder with a ledger in it, and the program as a person runs it.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What a command said.
pub struct Said {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A folder with the ledger `ledger` in it.
pub struct Desk {
    folder: tempfile::TempDir,
    said: RefCell<String>,
}

impl Desk {
    pub fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap(), said: RefCell::new(String::new()) };
        desk.ledger("ledger", "example.org/desk");
        desk
    }

    /// Makes another ledger; answers with its name.
    pub fn ledger(&self, name: &str, origin: &str) -> String {
        self.well(&["-L", name, "init", "--origin", origin]);
        name.to_owned()
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn run(&self, args: &[&str]) -> Said {
        self.run_in("", args)
    }

    pub fn run_in(&self, folder: &str, args: &[&str]) -> Said {
        let output = Command::new(env!("CARGO_BIN_EXE_reshuffle"))
            .args(args)
            .current_dir(self.path(folder))
            .env_clear()
            .env("RESHUFFLE_LEDGER", "ledger")
            .env("RESHUFFLE_RECORDER", "desk")
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let said =
            Said { code: output.status.code().unwrap(), stdout: text(output.stdout), stderr: text(output.stderr) };
        self.said.borrow_mut().push_str(&[said.stdout.as_str(), &said.stderr].concat());
        said
    }

    /// Runs what has to go well; answers with what it printed.
    pub fn well(&self, args: &[&str]) -> String {
        let said = self.run(args);
        assert_eq!(said.code, 0, "{args:?}: {}{}", said.stdout, said.stderr);
        said.stdout
    }

    pub fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.well(&[args, &["-o", "json"]].concat())).unwrap()
    }

    pub fn key(&self) -> String {
        self.well(&["key", "show"]).trim_end().to_owned()
    }

    pub fn private_key(&self) -> ed25519_dalek::SigningKey {
        let text = fs::read_to_string(self.path("ledger/keys/ed25519")).unwrap();
        let digits = text.split_whitespace().last().unwrap();
        ed25519_dalek::SigningKey::from_bytes(&std::array::from_fn(|i| {
            u8::from_str_radix(&digits[2 * i..2 * i + 2], 16).unwrap()
        }))
    }

    /// All that was ever printed.
    pub fn everything_said(&self) -> String {
        self.said.borrow().clone()
    }

    /// Appends facts until the ledger has so many events.
    pub fn grow_to(&self, size: u64) {
        let before = self.json(&["status"])["events"].as_u64().unwrap();
        let line = |n: u64| format!("{{\"fact\": \"body\", \"body\": \"Board {n}\", \"why\": \"made up\"}}\n");
        let lines: String = (before..size).map(line).collect();
        fs::write(self.path("lines.jsonl"), lines).unwrap();
        self.well(&["append", "--from", "lines.jsonl", "-q"]);
    }

    /// Records that somebody resigned, with an article of its own.
    pub fn resigned(&self, who: &str) {
        self.resigned_in("ledger", who);
    }

    pub fn resigned_in(&self, ledger: &str, who: &str) {
        let first = self.json(&["-L", ledger, "status"])["sources"] == 0;
        if first {
            let text = "Ann Lee left the board.\nWhat follows was told later, on the same day. Gone are Bo Ray, Cy Day and Di Fox.\n";
            fs::write(self.path("minutes.txt"), text).unwrap();
            self.well(&["-L", ledger, "source", "add", "minutes.txt", "--label", "minutes"]);
        }
        let quote = if who == "Ann Lee" { "Ann Lee left the board" } else { who };
        let fact = ["append", "resigned", who, "--body", "Board", "--when", "2016-06-26", "--source", "minutes"];
        self.well(&[&["-L", ledger], &fact[..], &["--quote", quote]].concat());
    }

    /// Copies a folder.
    pub fn copy(&self, from: &str, to: &str) {
        self.copy_from(self, from, to);
    }

    /// Copies a folder of another desk over one of this.
    pub fn copy_from(&self, other: &Self, from: &str, to: &str) {
        let (from, to) = (other.path(from), self.path(to));
        if to.exists() {
            fs::remove_dir_all(&to).unwrap();
        }
        for path in files_in(&from) {
            let target = to.join(path.strip_prefix(&from).unwrap());
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::copy(path, target).unwrap();
        }
    }
}

/// Every file below a folder, in order.
pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_in(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}
