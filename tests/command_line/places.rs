//! Ledgers that are not there, are something else, or may not be touched.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use crate::desk::{Desk, Done, said};
use crate::needs;

#[test]
fn a_ledger_that_is_not_there_is_told_with_the_way_to_make_one() {
    let desk = Desk::new();
    desk.write("a-file", "text");
    fs::create_dir(desk.path("a-folder")).unwrap();
    for place in ["nowhere", "a-file", "a-folder", "ledger/log"] {
        let told = [format!("there is no ledger at `{place}`"), "`reshuffle init".to_owned(), "`-L DIR`".to_owned()];
        desk.assert_refused(5, &["-L", place, "status"], &told.each_ref().map(String::as_str));
        desk.assert_refused(5, &[&["-L", place][..], &said("A", "by noon", &[])].concat(), &[&told[0]]);
    }
    assert!(!desk.path("nowhere").exists(), "asking made something");
    assert_eq!(fs::read_dir(desk.path("a-folder")).unwrap().count(), 0, "asking left something");
}

#[test]
fn a_ledger_is_made_only_where_there_is_nothing() {
    let desk = Desk::new();
    fs::create_dir(desk.path("photos")).unwrap();
    desk.write("photos/cat.jpg", "meow");
    for place in ["ledger", "photos"] {
        let told = ["is there already and is not empty", "choose another directory"];
        desk.assert_refused(6, &["-L", place, "init", "--origin", "example.org/b"], &told);
    }
    desk.assert_refused(7, &["-L", "morning.txt", "init", "--origin", "example.org/b"], &["morning.txt"]);
    for origin in ["http://example.org/b", "", "two words", "example.org/a+b"] {
        desk.assert_refused(
            2,
            &["-L", "new", "init", "--origin", origin],
            &["is not an origin", "example.org/labour-2016"],
        );
    }
    let zone = ["-L", "new", "init", "--origin", "example.org/b", "--zone", "Europe/Londn"];
    desk.assert_refused(2, &zone, &["did you mean `Europe/London`?"]);
    assert!(!desk.path("new").exists());
}

#[test]
fn a_ledger_in_use_is_a_conflict_after_the_wait() {
    let desk = Desk::new();
    let before = desk.head();
    let lock = File::options().write(true).open(desk.path("ledger/lock")).unwrap();
    lock.lock().unwrap();
    for command in [&said("A", "by noon", &[])[..], &["status"], &["audit"]] {
        let done = desk.run(&[command, &["--wait", "0.05"]].concat());
        done.assert_says(6, &["the ledger is in use", "`--wait`"]);
    }
    drop(lock);
    assert_eq!(desk.head(), before);
    desk.assert_refused(2, &["status", "--wait", "soon"], &["--wait"]);
    desk.assert_refused(2, &["status", "--wait=-1"], &["--wait takes a number of seconds that is not negative"]);
}

/// Runs the program on the ledger as somebody whom its permissions bind.
fn as_nobody(desk: &Desk, arguments: &[&str]) -> Done {
    let root = fs::metadata("/proc/self").unwrap().uid() == 0;
    if !root {
        return desk.run(arguments);
    }
    // Where the program was built, nobody else may look.
    let program = desk.path("reshuffle");
    // Copied by another process: a file that this one had open for writing may
    // still be open in a child that another test is just starting.
    let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_reshuffle")).arg(&program).status().unwrap();
    assert!(copied.success());
    fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(desk.folder(), Permissions::from_mode(0o755)).unwrap();
    let nobody = 65_534;
    Done::of(desk.with_program(&program, arguments).uid(nobody).gid(nobody).output().unwrap())
}

#[test]
fn a_ledger_that_may_not_be_written_is_told_with_its_path() {
    if !needs::met("/proc", fs::exists("/proc/self").unwrap_or(false)) {
        return;
    }
    let desk = Desk::new();
    let before = desk.head();
    let lock = desk.path("ledger/lock");
    fs::set_permissions(&lock, Permissions::from_mode(0o444)).unwrap();
    for command in [&said("A", "by noon", &[])[..], &["status"]] {
        let done = as_nobody(&desk, command);
        done.assert_says(
            7,
            &["could not lock the ledger with ./ledger/lock: Permission denied", "copy it to where you may write"],
        );
    }
    fs::set_permissions(&lock, Permissions::from_mode(0o644)).unwrap();
    assert_eq!(desk.head(), before);
}

#[test]
fn an_answer_that_cannot_be_written_is_a_failure_of_output() {
    if !needs::met("/dev/full", fs::exists("/dev/full").unwrap_or(false)) {
        return;
    }
    let desk = Desk::busy();
    for command in [&["log"][..], &["tally", "-o", "json"], &["log", "--raw"], &["source", "show", "morning", "--text"]]
    {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let output = desk.command(command).stdin(Stdio::null()).stdout(full).output().unwrap();
        Done::of(output).assert_says(7, &["could not write the answer"]);
    }
}
