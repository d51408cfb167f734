//! A folder with a ledger in it, and somebody who types.

use std::cell::RefCell;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The article of every desk, under the label `morning`.
pub const ARTICLE: &str = "\
Heidi Alexander resigned as shadow health secretary before breakfast.
Gloria De Piero had resigned by noon, and “Seán Ó Dálaigh” – the clerk – took note.
Jo Bloggs moves from Whip to Treasurer; Sam Doe makes way.
Heidi Alexander resigned first, a later edition says.
";

/// What a run of the program left behind.
#[derive(Debug)]
pub struct Done {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Done {
    pub fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("only UTF-8 is ever printed");
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Its one JSON document.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|why| panic!("{why}: {self:?}"))
    }

    /// The seq of each event that was recorded.
    #[track_caller]
    pub fn seqs(&self) -> Vec<u64> {
        self.events().iter().map(|event| event["seq"].as_u64().unwrap()).collect()
    }

    /// The receipts.
    #[track_caller]
    pub fn events(&self) -> Vec<Value> {
        self.json()["events"].as_array().unwrap().clone()
    }

    /// Holds it to an exit code and to what it says on stderr.
    #[track_caller]
    pub fn assert_says(&self, code: i32, said: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        for expected in said {
            assert!(self.stderr.contains(expected), "`{expected}` is not in:\n{}", self.stderr);
        }
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
    }
}

/// A folder with a ledger in `ledger`.
pub struct Desk {
    folder: TempDir,
    /// The head, where nothing was run since it was looked at.
    seen: RefCell<Option<(u64, String)>>,
}

impl Desk {
    /// A ledger with one article.
    pub fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap(), seen: RefCell::new(None) };
        desk.well(&["init", "--origin", "example.org/desk"]);
        desk.write("morning.txt", ARTICLE);
        let described = ["--label", "morning", "--publisher", "The Courier", "--published", "2016-06-26"];
        desk.well(&[&["source", "add", "morning.txt"][..], &described].concat());
        desk
    }

    /// A ledger in which somebody has resigned (seq 2) and something was said (seq 3).
    pub fn busy() -> Self {
        let desk = Self::new();
        let lines = r#"{"fact": "resigned", "person": "Heidi Alexander", "body": "Shadow Cabinet", "post": "Health", "when": "2016-06-26", "quote": "before breakfast"}
{"fact": "said", "person": "Gloria De Piero", "quote": "had resigned by noon"}"#;
        desk.write("facts.jsonl", lines);
        desk.well(&["append", "--from", "facts.jsonl", "--source", "morning"]);
        desk
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap();
    }

    /// The program in the folder, with nothing of the tester's own around.
    pub fn command(&self, arguments: &[&str]) -> Command {
        self.with_program(Path::new(env!("CARGO_BIN_EXE_reshuffle")), arguments)
    }

    pub fn with_program(&self, program: &Path, arguments: &[&str]) -> Command {
        self.seen.take();
        let mut command = Command::new(program);
        for name in ["LEDGER", "SOURCE", "BODY", "SIGN"] {
            command.env_remove(format!("RESHUFFLE_{name}"));
        }
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "RUST_BACKTRACE"] {
            command.env_remove(name);
        }
        command.env("RESHUFFLE_RECORDER", "desk").current_dir(self.folder()).args(arguments);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Done {
        self.feed("", arguments)
    }

    /// Runs it with something on its standard input.
    pub fn feed(&self, input: impl AsRef<[u8]>, arguments: &[&str]) -> Done {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // Who refuses early need not have read everything.
        let written = stdin.write_all(input.as_ref());
        assert!(written.is_ok() || written.is_err_and(|why| why.kind() == std::io::ErrorKind::BrokenPipe));
        drop(stdin);
        Done::of(child.wait_with_output().unwrap())
    }

    /// Runs what has to succeed.
    #[track_caller]
    pub fn well(&self, arguments: &[&str]) -> Done {
        let done = self.run(arguments);
        assert_eq!(done.code, Some(0), "{arguments:?}: {}", done.stderr);
        done
    }

    /// The last event and how many there are, as `status` says.
    #[track_caller]
    pub fn head(&self) -> (u64, String) {
        let status = self.well(&["status", "-o", "json"]).json();
        let head = (status["events"].as_u64().unwrap(), status["head_id"].as_str().unwrap().to_owned());
        *self.seen.borrow_mut() = Some(head.clone());
        head
    }

    /// Holds a command to its refusal: the exit code, what is said, nothing on
    /// stdout, and nothing changed.
    #[track_caller]
    pub fn assert_refused(&self, code: i32, arguments: &[&str], said: &[&str]) -> Done {
        self.assert_refused_fed("", code, arguments, said)
    }

    /// The same, with something on standard input.
    #[track_caller]
    pub fn assert_refused_fed(&self, input: impl AsRef<[u8]>, code: i32, arguments: &[&str], said: &[&str]) -> Done {
        let seen = self.seen.take();
        let before = seen.unwrap_or_else(|| self.head());
        let done = self.feed(input, arguments);
        done.assert_says(code, said);
        assert_eq!(done.stdout, "", "{arguments:?}");
        assert_eq!(self.head(), before, "{arguments:?}");
        done
    }
}

/// The arguments of an append of something that was said, with more after them.
pub fn said<'a>(person: &'a str, quote: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["append", "said", person, "--source", "morning", "--quote", quote], more].concat()
}

/// The arguments of an append of a resignation, with more after them.
pub fn resigned<'a>(person: &'a str, when: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let fact = ["append", "resigned", person, "--body", "Shadow Cabinet", "--when", when];
    [&fact[..], &["--source", "morning", "--quote", "before breakfast"], more].concat()
}
