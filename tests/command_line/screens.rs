//! What is read, and what it is written to: pipes that close, colour, and
//! options on either side of a command.

use std::process::Stdio;

use crate::desk::{Desk, Done, said};

#[test]
fn a_reader_who_leaves_early_is_no_failure() {
    let desk = Desk::busy();
    for command in [
        &["log"][..],
        &["log", "--raw"],
        &["tally", "-o", "json"],
        &["replay"],
        &["why", "2"],
        &["audit"],
        &["source", "show", "morning", "--text"],
        &["help"],
        &["help", "append"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = desk.command(command).stdin(Stdio::null()).stdout(writer).output().unwrap();
        let done = Done::of(output);
        assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""), "{command:?}");
    }
}

#[test]
fn what_was_recorded_stays_recorded_where_nobody_reads_the_receipt() {
    let desk = Desk::new();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = desk.command(&said("A", "by noon", &[])).stdin(Stdio::null()).stdout(writer).output().unwrap();
    Done::of(output).assert_says(0, &[]);
    assert_eq!(desk.head().0, 3);
}

#[test]
fn a_stream_ends_where_nobody_reads_its_acknowledgements() {
    let desk = Desk::new();
    desk.write("lines.jsonl", "{\"fact\": \"said\", \"person\": \"A\", \"quote\": \"by noon\"}\n");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let lines = std::fs::File::open(desk.path("lines.jsonl")).unwrap();
    let output = desk.command(&["append", "--stream", "--source", "morning"]).stdin(lines).stdout(writer).output();
    Done::of(output.unwrap()).assert_says(7, &["could not be acknowledged", "under the same keys"]);
    assert_eq!(desk.head().0, 3);
}

#[test]
fn colour_is_used_where_it_is_asked_for_and_not_refused() {
    let desk = Desk::new();
    let refused = |flags: &[&str], variables: &[(&str, &str)]| {
        let mut command = desk.command(&[flags, &["show", "99"]].concat());
        command.envs(variables.iter().copied()).stdin(Stdio::null());
        let done = Done::of(command.output().unwrap());
        done.assert_says(5, &["there is no event `99`"]);
        done.stderr.contains('\u{1B}')
    };
    assert!(!refused(&[], &[]), "into a pipe");
    assert!(refused(&["--color", "always"], &[]));
    assert!(refused(&["--color", "always"], &[("NO_COLOR", "1")]), "a flag goes before the environment");
    assert!(refused(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!refused(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!refused(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    desk.assert_refused(2, &["--color", "sometimes", "status"], &["[possible values: auto, always, never]"]);
}

#[test]
fn bad_lines_are_coloured_only_where_colour_is_wanted() {
    let desk = Desk::new();
    desk.write("facts.jsonl", "{}\n");
    let append = |when| desk.run(&["append", "--from", "facts.jsonl", "--color", when]).stderr;
    assert!(append("always").contains('\u{1B}'));
    assert!(!append("never").contains('\u{1B}'));
}

#[test]
fn global_options_stand_on_either_side_of_the_command() {
    let desk = Desk::busy();
    let plain = desk.well(&["log", "-o", "jsonl"]).stdout;
    for arguments in [
        &["-o", "jsonl", "log"][..],
        &["-L", "ledger", "log", "-o", "jsonl"],
        &["log", "-L", "ledger", "-o", "jsonl"],
        &["--output=jsonl", "log", "--ledger=ledger", "-q", "--color", "never", "--wait", "1"],
    ] {
        assert_eq!(desk.well(arguments).stdout, plain, "{arguments:?}");
    }
    let source = desk.well(&["-o", "json", "source", "-L", "ledger", "list"]);
    assert_eq!(source.json()["sources"][0]["label"], "morning");
    desk.assert_refused(2, &["-o", "xml", "log"], &["[possible values: table, json, jsonl, csv]"]);
    desk.assert_refused(2, &["statsu"], &["'status'"]);
    desk.assert_refused(5, &["-L", "nowhere", "log"], &["there is no ledger at `nowhere`"]);
}

#[test]
fn the_environment_names_ledger_source_and_body() {
    let desk = Desk::new();
    let append =
        ["append", "resigned", "Jo Bloggs", "--when", "2016-06-26", "--quote", "before breakfast", "-o", "json"];
    let mut command = desk.command(&append);
    command.env("RESHUFFLE_LEDGER", desk.path("ledger")).current_dir("/");
    command.env("RESHUFFLE_SOURCE", "morning").env("RESHUFFLE_BODY", "Cabinet").stdin(Stdio::null());
    assert_eq!(Done::of(command.output().unwrap()).seqs(), [2]);
    assert_eq!(desk.well(&["show", "2", "-o", "json"]).json()["body"], "Cabinet");
}

#[test]
fn the_demonstration_goes_where_it_is_told_and_nowhere_else() {
    let desk = Desk::new();
    assert!(desk.well(&["-L", "shown", "demo"]).stdout.contains("Made a ledger in shown"));
    assert!(desk.well(&["demo", "-L", "shown"]).stdout.contains("ledger is in shown already"));
    assert!(!desk.path("ledger-demo").exists());
    desk.assert_refused(2, &["-L", "shown", "demo", "other"], &["in one place: `other` or `shown`, not both"]);
    desk.assert_refused(2, &["-L", "ledger", "demo"], &["is left alone", "`reshuffle demo DIR`"]);
    desk.assert_refused(2, &["demo", "-o", "json"], &["ask its ledger with -o"]);
    // The environment's ledger is somebody's own.
    let done = Done::of(desk.command(&["demo"]).env("RESHUFFLE_LEDGER", "ledger").output().unwrap());
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(desk.path("ledger-demo").exists());
}
