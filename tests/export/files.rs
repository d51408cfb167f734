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
