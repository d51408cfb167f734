//! What is asked on a terminal before it is done.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};

use crate::desk::{Desk, said};
use crate::needs;

const SPLIT: &str = "person split 'Gloria De Piero' 3 --as 'Gloria De Piero #2' --why 'two people'";

/// Somebody at a terminal who has been asked.
struct Asked {
    terminal: Child,
    stdout: ChildStdout,
}

impl Asked {
    /// Runs a command on a terminal of its own, up to its question.
    fn by(desk: &Desk, command: &str) -> Self {
        let line = format!("'{}' {command}", env!("CARGO_BIN_EXE_reshuffle"));
        let mut terminal = desk.with_program(Path::new("script"), &["-qec", &line, "/dev/null"]);
        terminal.envs([("PAGER", "cat"), ("TERM", "dumb")]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut terminal = terminal.spawn().unwrap();
        let mut stdout = terminal.stdout.take().unwrap();
        let (mut told, mut byte) = (Vec::new(), [0]);
        while !told.ends_with(b"[y/N]") {
            assert_eq!(stdout.read(&mut byte).unwrap(), 1, "{}", String::from_utf8_lossy(&told));
            told.extend(byte);
        }
        let told = String::from_utf8_lossy(&told).into_owned();
        assert!(told.contains("1 fact would be given from Gloria De Piero to Gloria De Piero #2"), "{told}");
        Self { terminal, stdout }
    }

    /// Answers, and waits for the exit code.
    fn answer(mut self, answer: &str) -> Option<i32> {
        let mut stdin = self.terminal.stdin.take().unwrap();
        stdin.write_all(answer.as_bytes()).unwrap();
        let mut rest = Vec::new();
        self.stdout.read_to_end(&mut rest).unwrap();
        self.terminal.wait().unwrap().code()
    }
}

#[test]
fn a_split_is_done_where_somebody_says_yes_and_only_there() {
    if !needs::met("script of util-linux", needs::succeeds("script", &["-qec", "true", "/dev/null"])) {
        return;
    }
    let desk = Desk::busy();
    let head = desk.head();
    for answer in ["n\n", "\n", "yeah\n"] {
        assert_eq!(Asked::by(&desk, SPLIT).answer(answer), Some(2), "{answer:?}");
        assert_eq!(desk.head(), head, "{answer:?}");
    }
    assert_eq!(Asked::by(&desk, SPLIT).answer("y\n"), Some(0));
    assert_eq!(desk.head().0, head.0 + 1);
}

#[test]
fn whoever_thinks_about_an_answer_holds_up_nobody_and_decides_on_what_was_shown() {
    if !needs::met("script of util-linux", needs::succeeds("script", &["-qec", "true", "/dev/null"])) {
        return;
    }
    let desk = Desk::busy();
    let asked = Asked::by(&desk, SPLIT);
    desk.well(&said("Jo Bloggs", "by noon", &["--wait", "0"]));
    let head = desk.head();
    assert_eq!(asked.answer("y\n"), Some(6), "something came in between");
    assert_eq!(desk.head(), head);
}
