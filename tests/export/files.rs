//! Where an export goes: stdout, or a file that is whole or not there.

use std::fs;

use crate::typist::Desk;

/// The names in the desk's folder.
fn names(desk: &Desk) -> Vec<String> {
    let entries = fs::read_dir(desk.folder()).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_file_holds_the_very_bytes_that_stdout_has() {
    let desk = Desk::busy();
    let printed = desk.well(&["export", "csv"]).stdout;
    assert!(printed.starts_with("person,body,post,since,"), "{printed}");
    desk.well(&["export", "csv", "tenures", "-O", "tenures.csv"]);
    assert_eq!(fs::read_to_string(desk.path("tenures.csv")).unwrap(), printed);
    assert_eq!(desk.well(&["export", "csv", "-O", "-"]).stdout, printed);
    assert_ne!(desk.well(&["export", "csv", "departures"]).stdout, printed);
}

#[test]
fn a_file_that_is_there_is_replaced_only_when_that_is_said() {
    let desk = Desk::busy();
    desk.write("tenures.csv", "mine");
    desk.assert_refused(2, &["export", "csv", "-O", "tenures.csv"], &["is there already", "--force"]);
    assert_eq!(fs::read_to_string(desk.path("tenures.csv")).unwrap(), "mine");
    desk.well(&["export", "csv", "-O", "tenures.csv", "--force"]);
    assert!(fs::read_to_string(desk.path("tenures.csv")).unwrap().contains("Heidi Alexander"));
}

#[test]
fn nothing_is_left_of_an_export_that_is_refused() {
    let desk = Desk::busy();
    let before = names(&desk);
    desk.assert_refused(7, &["export", "csv", "-O", "no/such/folder.csv"], &["could not write"]);
    desk.assert_refused(2, &["export", "csv", "-O", "."], &["is a directory"]);
    desk.assert_refused(2, &["export", "csv", "-O", "x.csv", "--at", "teatime"], &["teatime"]);
    desk.assert_refused(5, &["export", "csv", "-O", "x.csv", "--known-at", "999"], &["999"]);
    desk.assert_refused(2, &["export", "csv", "-o", "json"], &["leave out -o"]);
    assert_eq!(names(&desk), before);
}

#[test]
fn what_was_not_yet_known_is_not_exported() {
    let desk = Desk::busy();
    let then = desk.well(&["export", "csv", "departures", "--known-at", "1"]).stdout;
    assert_eq!(then.lines().count(), 1, "{then}");
    let now = desk.well(&["export", "csv", "departures", "--known-at", "2"]).stdout;
    assert_eq!(now.lines().count(), 2, "{now}");
}

#[test]
fn nothing_is_left_of_an_export_that_breaks_off() {
    let desk = Desk::busy();
    fs::remove_dir_all(desk.path("ledger/sources")).unwrap();
    let before = names(&desk);
    desk.assert_refused(4, &["export", "jsonl", "-O", "whole.jsonl"], &["are not in the ledger's `sources` folder"]);
    assert_eq!(names(&desk), before);
}

#[test]
fn only_csv_has_tables_and_only_the_world_has_moments() {
    let desk = Desk::busy();
    desk.assert_refused(2, &["export", "popolo", "departures"], &["leave out TABLE"]);
    for format in ["jsonl", "annotations", "prov"] {
        desk.assert_refused(2, &["export", format, "--at", "2016"], &["leave out --at"]);
    }
}

#[test]
fn every_format_gives_the_same_bytes_again() {
    let desk = Desk::busy();
    for format in ["csv", "jsonl", "annotations", "prov", "popolo", "quickstatements"] {
        let done = desk.well(&["export", format]);
        assert_eq!(desk.well(&["export", format]).stdout, done.stdout, "{format}");
        assert_eq!(done.stdout.is_empty(), format == "quickstatements", "{format}");
    }
    desk.well(&["export", "quickstatements"]).assert_says(0, &["statements: 0", "left out: 1"]);
}

#[test]
fn a_ledger_is_read_from_the_lines_of_another() {
    let desk = Desk::busy();
    desk.well(&["export", "jsonl", "-O", "lines.jsonl"]);
    let init = ["init", "-L", "other", "--origin", "example.org/other"];
    desk.well(&init);
    let trial = desk.well(&["import", "jsonl", "lines.jsonl", "-L", "other", "--dry-run"]);
    trial.assert_says(0, &["3 events would be added"]);
    let done = desk.well(&["import", "jsonl", "lines.jsonl", "-L", "other", "-o", "json"]);
    done.assert_says(0, &["3 events added, 0 the same as here"]);
    assert_eq!(done.seqs(), [1, 2, 3]);
    let lines = fs::read(desk.path("lines.jsonl")).unwrap();
    let again = desk.feed(lines, &["import", "jsonl", "-", "-L", "other"]);
    again.assert_says(0, &["0 events added, 3 the same as here"]);
    assert!(desk.well(&["audit", "-L", "other"]).stdout.contains("intact"));
}

#[test]
fn a_line_that_does_not_hold_is_shown_with_its_place() {
    let desk = Desk::busy();
    let lines = desk.well(&["export", "jsonl"]).stdout;
    desk.well(&["init", "-L", "other", "--origin", "example.org/other"]);
    desk.write("bad.jsonl", lines.replace("before breakfast\"", "before brekfast\""));
    let import = ["import", "jsonl", "bad.jsonl", "-L", "other"];
    desk.run(&import).assert_says(2, &["bad.jsonl:3:1", "does not read as the quote does", "nothing was appended"]);
    desk.write("bad.jsonl", lines.replace("\"key\"", "\"kee\"").replace("{\"event\":\"said\"", "{\"event\":said"));
    desk.run(&import).assert_says(2, &["bad.jsonl:4:10"]);
    desk.run(&["import", "jsonl", "none.jsonl", "-L", "other"]).assert_says(7, &["could not read none.jsonl"]);
}
