//! Long tables on a terminal: when a pager shows them, and what that changes
//! (nothing but how they are read).

use std::process::Command;

use crate::desk::{Desk, Done, said};
use crate::needs;
use crate::terminal::{self, Terminal};

/// A terminal on which every answer is long.
const LOW: u16 = 4;

/// A desk whose pager writes down what it is given, and says when it is left.
fn desk() -> Option<Desk> {
    if !terminal::is_met() {
        return None;
    }
    let desk = Desk::busy();
    desk.write("pager.sh", "cat > paged\nprintf '%s' \"$LESS\" > less\necho the pager ends\nexit 3\n");
    Some(desk)
}

/// A command of the program's, whose pager is that of the desk.
fn command(desk: &Desk, arguments: &[&str]) -> Command {
    let mut command = desk.command(arguments);
    command.env_remove("RESHUFFLE_PAGER").env_remove("LESS").env("TERM", "vt100").env("PAGER", "sh pager.sh");
    command
}

/// What a person sees, with the line ends of a file.
fn seen(terminal: Terminal, command: &Command) -> Done {
    let mut done = Done::of(terminal.command(command).output().unwrap());
    done.stdout = done.stdout.replace("\r\n", "\n");
    done
}

fn paged(desk: &Desk) -> Option<String> {
    let path = desk.path("paged");
    let text = std::fs::read_to_string(&path).ok();
    if text.is_some() {
        std::fs::remove_file(path).unwrap();
    }
    text
}

#[test]
fn an_answer_that_is_longer_than_the_screen_is_paged_whole() {
    let Some(desk) = desk() else { return };
    let plain = seen(Terminal::of_rows(LOW), &command(&desk, &["--no-pager", "explain"]));
    assert!(plain.stdout.lines().count() > 20, "{plain:?}");
    assert_eq!(paged(&desk), None, "with --no-pager");
    let done = seen(Terminal::of_rows(LOW), &command(&desk, &["explain"]));
    assert_eq!(paged(&desk).as_deref(), Some(&plain.stdout[..]));
    assert_eq!(done.stdout, "the pager ends\n");
    assert_eq!(done.code, Some(0), "the pager's own exit code is not ours");
    // Several answers of one command are one text.
    let plain = seen(Terminal::of_rows(LOW), &command(&desk, &["--no-pager", "replay", "--at", "2016-06-27"]));
    seen(Terminal::of_rows(LOW), &command(&desk, &["replay", "--at", "2016-06-27"]));
    assert_eq!(paged(&desk), Some(plain.stdout));
}

#[test]
fn a_short_answer_is_not_paged() {
    let Some(desk) = desk() else { return };
    let wide = |rows| Terminal { columns: 200, ..Terminal::of_rows(rows) };
    let log = command(&desk, &["log", "--kind", "said"]);
    let plain = seen(wide(50), &log);
    assert_eq!(plain.stdout.lines().count(), 2, "a header and an event: {plain:?}");
    assert_eq!(paged(&desk), None);
    // One row is left for whoever types next.
    assert_eq!(seen(wide(3), &log).stdout, plain.stdout);
    assert_eq!(paged(&desk), None);
    seen(wide(2), &log);
    assert_eq!(paged(&desk), Some(plain.stdout));
}

#[test]
fn what_programs_read_is_never_paged() {
    let Some(desk) = desk() else { return };
    for arguments in [
        &["log", "-o", "json"][..],
        &["log", "-o", "jsonl"],
        &["log", "-o", "csv"],
        &["log", "--raw"],
        &["source", "show", "morning", "--text"],
        &["completions", "bash"],
        &["man"],
        &["export", "jsonl"],
    ] {
        let done = seen(Terminal::of_rows(1), &command(&desk, arguments));
        assert!(done.code == Some(0) && !done.stdout.is_empty(), "{arguments:?}: {done:?}");
        assert_eq!(paged(&desk), None, "{arguments:?}");
    }
    for arguments in [&["log"][..], &["explain"]] {
        Done::of(command(&desk, arguments).output().unwrap()).assert_says(0, &[]);
        assert_eq!(paged(&desk), None, "into a pipe: {arguments:?}");
    }
}

#[test]
fn who_wants_no_pager_has_none() {
    let Some(desk) = desk() else { return };
    for (name, value) in
        [("PAGER", ""), ("PAGER", " cat "), ("RESHUFFLE_PAGER", ""), ("RESHUFFLE_PAGER", "cat"), ("TERM", "dumb")]
    {
        let done = seen(Terminal::of_rows(LOW), command(&desk, &["explain"]).env(name, value));
        assert!(done.stdout.lines().count() > 20 && !done.stdout.contains("pager"), "{name}={value}: {done:?}");
        assert_eq!(paged(&desk), None, "{name}={value}");
    }
}

#[test]
fn the_pager_of_the_program_goes_before_that_of_everything() {
    let Some(desk) = desk() else { return };
    let explain = || command(&desk, &["explain"]);
    let done = seen(Terminal::of_rows(LOW), explain().env("RESHUFFLE_PAGER", "sh -c 'echo  mine; cat > /dev/null'"));
    assert_eq!((done.stdout.as_str(), done.code), ("mine\n", Some(0)));
    assert_eq!(paged(&desk), None);
    for (given, expected) in [(None, "FRXK"), (Some("S"), "S"), (Some(""), "")] {
        let mut explain = explain();
        explain.envs(given.map(|given| ("LESS", given)));
        seen(Terminal::of_rows(LOW), &explain);
        assert_eq!(std::fs::read_to_string(desk.path("less")).unwrap(), expected, "LESS={given:?}");
    }
}

#[test]
fn the_exit_code_is_the_commands() {
    let Some(desk) = desk() else { return };
    let found = seen(Terminal::of_rows(LOW), &command(&desk, &["check"]));
    assert_eq!((found.code, found.stdout.as_str()), (Some(1), "the pager ends\n"), "{found:?}");
    let refused = seen(Terminal::of_rows(1), &command(&desk, &["why", "--tally", "Nobody At All"]));
    assert_eq!(refused.code, Some(5));
    let after = refused.stdout.split_once("the pager ends\n").map(|(_, after)| after.to_owned());
    assert!(after.is_some_and(|after| after.contains("no fact names `Nobody At All`")), "{refused:?}");
}

#[test]
fn a_pager_that_is_left_early_is_no_failure() {
    let Some(desk) = desk() else { return };
    let long = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT i FROM n";
    for pager in ["true", "head -n 2", "sh -c 'read first; echo \"$first\"; kill -9 $$'"] {
        let done = seen(Terminal::of_rows(24), command(&desk, &["sql", long]).env("PAGER", pager));
        assert_eq!(done.code, Some(0), "{pager}: {done:?}");
        assert!(done.stdout.lines().count() <= 2, "{pager}: {done:?}");
    }
}

#[test]
fn a_pager_that_cannot_be_started_leaves_the_answer_and_a_note() {
    let Some(desk) = desk() else { return };
    let plain = seen(Terminal::of_rows(LOW), &command(&desk, &["--no-pager", "explain"])).stdout;
    for pager in ["no-such-pager -x", "sh -c 'exec no-such-pager' 2> x", "less 'never closed"] {
        let explain = || command(&desk, &["explain"]);
        let done = seen(Terminal::of_rows(LOW), explain().env("PAGER", pager));
        assert_eq!(done.code, Some(0));
        assert!(done.stdout.contains(&plain), "{pager}: {done:?}");
        let note = format!("note: could not start the pager `{pager}`");
        assert!(done.stdout.contains(&note) && done.stdout.contains("name another in PAGER, or none with --no-pager"));
        let quiet = seen(Terminal::of_rows(LOW), explain().env("PAGER", pager).arg("-q"));
        assert!(!quiet.stdout.contains("note:"), "{quiet:?}");
    }
    // Who has named none is not bothered.
    let mut explain = Command::new("env");
    explain.args(["-u", "PAGER", "PATH=/nowhere", env!("CARGO_BIN_EXE_reshuffle"), "explain"]).env("TERM", "vt100");
    assert_eq!(seen(Terminal::of_rows(LOW), &explain).stdout, plain);
}

#[test]
fn what_is_said_beside_an_answer_is_said_after_the_pager() {
    let Some(desk) = desk() else { return };
    let done = seen(Terminal::of_rows(1), &command(&desk, &said("Heidi Alexandr", "by noon", &[])));
    let after = done.stdout.split_once("the pager ends\n").map(|(_, after)| after.to_owned());
    assert!(after.is_some_and(|after| after.contains("`Heidi Alexandr` is new and nearly")), "{done:?}");
    assert!(paged(&desk).is_some_and(|text| text.contains("recorded") && !text.contains("warning")));
    assert_eq!(desk.head().0, 5);
}

#[test]
fn nobody_waits_for_who_reads() {
    let Some(desk) = desk() else { return };
    let program = env!("CARGO_BIN_EXE_reshuffle");
    desk.write("asks.sh", format!("cat > paged\n'{program}' status --wait 0 -o json > status\n"));
    let done = seen(Terminal::of_rows(1), command(&desk, &["log"]).env("PAGER", "sh asks.sh"));
    assert_eq!(done.code, Some(0), "{done:?}");
    let status = std::fs::read_to_string(desk.path("status")).unwrap();
    assert!(status.contains("\"events\": 4"), "the ledger was held: {status:?} {done:?}");
}

#[test]
fn a_stream_is_acknowledged_as_it_comes() {
    let Some(desk) = desk() else { return };
    desk.write("line", "{\"fact\": \"said\", \"person\": \"Heidi Alexandr\", \"quote\": \"by noon\"}\n");
    let program = env!("CARGO_BIN_EXE_reshuffle");
    // The stream ends when somebody who saw the acknowledgement types Ctrl-D.
    let lines = "cat line; timeout --foreground 20 cat || touch late";
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("({lines}) | '{program}' append --stream --source morning"));
    shell.current_dir(desk.folder()).envs([
        ("TERM", "vt100"),
        ("PAGER", "sh pager.sh"),
        ("RESHUFFLE_RECORDER", "desk"),
    ]);
    let done = seen(Terminal { keys: "\u{4}", ..Terminal::of_rows(1) }, &shell);
    assert!(done.stdout.contains("\"repeated\":false") && done.stdout.contains("is new and nearly"), "{done:?}");
    assert_eq!((done.code, paged(&desk)), (Some(0), None), "{done:?}");
    assert!(!desk.path("late").exists(), "{done:?}");
}

#[test]
fn the_usual_pager_shows_the_answer_and_leaves_it_there() {
    if !terminal::is_met() || !needs::met("less", needs::succeeds("less", &["--version"])) {
        return;
    }
    let desk = Desk::busy();
    let mut explain = command(&desk, &["explain"]);
    explain.env_remove("PAGER");
    let done = seen(Terminal { keys: "q", ..Terminal::of_rows(10) }, &explain);
    assert_eq!(done.code, Some(0), "{done:?}");
    let first = done.stdout.lines().next();
    assert!(first.is_some_and(|line| line.contains("CODE") && line.contains("COMMAND")), "{done:?}");
    let lines = done.stdout.lines().count();
    assert!((9..20).contains(&lines), "one screen: {done:?}");
    let short = seen(Terminal { keys: "", ..Terminal::of_rows(200) }, &explain);
    assert!(short.stdout.lines().count() > 20, "{short:?}");
}
