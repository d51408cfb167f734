//! What somebody here corrected, and the publisher changed since.

use crate::desk::Desk;
use crate::set::{Set, counts, holders};

/// A ledger in which the beginning of an appointment was corrected by hand.
fn corrected() -> (Desk, u64) {
    let desk = Desk::new();
    let done = Set::new().import(&desk, &[]);
    let log = desk.well(&["log", "--kind", "appointed", "--person", "Bo Ray", "-o", "jsonl"]).stdout;
    let event: serde_json::Value = serde_json::from_str(log.lines().next().unwrap()).unwrap();
    let seq = event["seq"].to_string();
    desk.well(&["amend", &seq, "--when", "2005-05-07", "--why", "the gazette has it"]);
    (desk, counts(&done)[0])
}

fn newer() -> Set {
    Set::new().with("appointment", "a3", "2005-05-06", "2005-05-09")
}

fn starts(desk: &Desk) -> Vec<String> {
    let days = ["2005-05-06", "2005-05-07", "2005-05-09"];
    let holds = |day: &&str| {
        holders(desk, &["--at", day, "--body", "Department of Tides"]).iter().any(|row| row.starts_with("Bo Ray"))
    };
    days.into_iter().filter(holds).map(str::to_owned).collect()
}

#[test]
fn a_correction_stands_as_long_as_the_publisher_says_what_he_said() {
    let (desk, all) = corrected();
    let done = Set::new().import(&desk, &[]);
    assert_eq!((done.code, counts(&done)), (Some(0), [0, all, 0, 0, 0, 0]));
    assert_eq!(starts(&desk), ["2005-05-07", "2005-05-09"]);
}

#[test]
fn a_conflict_stops_the_import_and_nothing_is_recorded() {
    let (desk, _) = corrected();
    let head = desk.head();
    let done = newer().import(&desk, &[]);
    done.assert_says(6, &["was corrected here", "Bo Ray", "nothing was imported", "--on-conflict skip"]);
    assert_eq!(desk.head(), head);
    desk.well(&["audit"]);
}

#[test]
fn a_conflict_that_is_skipped_leaves_the_correction_and_takes_the_rest() {
    let (desk, all) = corrected();
    let newer = newer().and("appointment", "a6,p3,t2,2011-01-01,");
    let done = newer.import(&desk, &["--on-conflict", "skip"]);
    assert_eq!((done.code, counts(&done)), (Some(1), [1, all - 1, 0, 0, 1, 0]), "{done:?}");
    assert_eq!(starts(&desk), ["2005-05-07", "2005-05-09"]);
    // It is still in conflict, and still said to be.
    assert_eq!(counts(&newer.import(&desk, &["--on-conflict", "skip"]))[4], 1);
}

#[test]
fn a_conflict_that_is_kept_has_both() {
    let (desk, all) = corrected();
    let done = newer().import(&desk, &["--on-conflict", "keep-both"]);
    assert_eq!((done.code, counts(&done)[2..].to_vec()), (Some(1), vec![0, 0, 1, 0]), "{done:?}");
    assert!(counts(&done)[1] < all, "all that the row says stands beside what is here: {done:?}");
    let both = desk.well(&["log", "--kind", "appointed", "--person", "Bo Ray", "-o", "jsonl"]).stdout;
    assert_eq!(both.lines().count(), 2);
    // From then on it is the publisher's own fact that is compared.
    assert_eq!(counts(&newer().import(&desk, &[]))[4], 0);
    assert_eq!(counts(&Set::new().with("appointment", "a3", "2005-05-06", "2005-05-10").import(&desk, &[]))[2], 1);
}

#[test]
fn a_conflict_that_is_kept_leaves_nobody_in_office() {
    let desk = Desk::new();
    Set::new().import(&desk, &[]);
    let log = desk.well(&["log", "--kind", "appointed", "--person", "Cy Day", "-o", "jsonl"]).stdout;
    let event: serde_json::Value = serde_json::from_str(log.lines().next().unwrap()).unwrap();
    desk.well(&["amend", &event["seq"].to_string(), "--when", "2006-01-05", "--why", "the gazette"]);
    let newer = Set::new().with("appointment", "a4", "2006-01-01", "2006-01-09");
    newer.import(&desk, &["--on-conflict", "keep-both"]);
    let cy = |day: &str| holders(&desk, &["--at", day]).iter().filter(|holder| holder.contains("Cy Day")).count();
    assert_eq!((cy("2006-01-05"), cy("2006-01-20"), cy("2020")), (1, 1, 0));
    assert_eq!(counts(&newer.import(&desk, &[]))[2..], [0, 0, 0, 0]);
}

#[test]
fn an_end_of_what_was_taken_back_here_keeps_what_it_ends() {
    let desk = Desk::new();
    Set::new().import(&desk, &[]);
    let log = desk.well(&["log", "--kind", "appointed", "--person", "Cy Day", "-o", "jsonl"]).stdout;
    let event: serde_json::Value = serde_json::from_str(log.lines().next().unwrap()).unwrap();
    desk.well(&["retract", &event["seq"].to_string(), "--why", "a mistake"]);
    let newer = Set::new().with("appointment", "a4", "2006-01-01", "2006-01-09");
    let done = newer.import(&desk, &["--on-conflict", "skip"]);
    assert_eq!(counts(&done)[2..], [0, 0, 1, 0], "{done:?}");
}

#[test]
fn what_was_taken_back_here_stays_so_until_the_publisher_changes_it() {
    let (desk, all) = (Desk::new(), counts(&Set::new().import(&Desk::new(), &[]))[0]);
    Set::new().import(&desk, &[]);
    let log = desk.well(&["log", "--kind", "departed", "--person", "Cy Day", "-o", "jsonl"]).stdout;
    let event: serde_json::Value = serde_json::from_str(log.lines().next().unwrap()).unwrap();
    desk.well(&["retract", &event["seq"].to_string(), "--why", "a mistake"]);
    assert_eq!(counts(&Set::new().import(&desk, &[]))[..2], [0, all]);
    let newer = Set::new().with("appointment", "a4", "2006-02-01", "2006-02-02");
    newer.import(&desk, &[]).assert_says(6, &["was taken back here"]);
}

#[test]
fn what_was_corrected_here_and_is_gone_there_is_a_conflict() {
    let (desk, _) = corrected();
    let without = Set::new().without("appointment", "a3").without("appointment_characteristics", "c5");
    let without = without.without("appointment_characteristics", "c6").without("appointment_characteristics", "c7");
    without.import(&desk, &[]).assert_says(6, &["does not have it any more"]);
    let skipped = without.import(&desk, &["--on-conflict", "skip"]);
    assert_eq!(counts(&skipped)[4], 1, "{skipped:?}");
    assert_eq!(starts(&desk), ["2005-05-07", "2005-05-09"]);
}

#[test]
fn a_correction_that_the_publisher_adopts_is_none_any_more() {
    let (desk, all) = corrected();
    let adopted = Set::new().with("appointment", "a3", "2005-05-06", "2005-05-07");
    let done = adopted.import(&desk, &[]);
    assert_eq!((done.code, counts(&done)), (Some(0), [0, all, 0, 0, 0, 0]), "{done:?}");
}
