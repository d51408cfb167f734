//! A first import of a set of CSV files.

use serde_json::Value;

use crate::desk::Desk;
use crate::set::{Set, counts, holders};

fn imported() -> Desk {
    let desk = Desk::new();
    let done = Set::new().import(&desk, &[]);
    assert_eq!(done.code, Some(0), "{done:?}");
    desk
}

/// The fields of the facts of a kind, as `log` tells them.
fn facts(desk: &Desk, kind: &str) -> Vec<String> {
    let log = desk.well(&["log", "--kind", kind, "-o", "csv"]);
    log.stdout.lines().skip(1).map(|line| line.split(',').skip(4).collect::<Vec<_>>().join(",")).collect()
}

#[test]
fn holders_of_a_day_are_those_whose_half_open_span_it_is_in() {
    let desk = imported();
    let at = |day: &str| holders(&desk, &["--at", day, "--body", "UK Government"]);
    assert_eq!(at("2001-02-02"), Vec::<String>::new());
    assert_eq!(at("2005-05-05"), ["Lord Lee: Department of Tides, Minister for Tides"]);
    let handed_over =
        ["Bo Ray: Department of Tides, Minister for Tides", "Lord Lee: Treasury of Shells, Chief Counter"];
    assert_eq!(at("2005-05-06"), handed_over);
    assert_eq!(at("2010-05-11"), handed_over[..1]);
}

#[test]
fn every_fact_cites_the_rows_that_say_it() {
    let desk = imported();
    let why = desk.well(&["why", "Lord Lee"]).stdout;
    for row in
        ["a1,p1,t1,2001-02-03,2005-05-06", "p1,11.0,Lord Lee,M,2008-10-03,", "t1,o1,Minister for Tides,MoS", "c1,a1,"]
    {
        assert!(why.contains(row), "{row} is not in {why}");
    }
    desk.well(&["audit"]);
    let audit = desk.well(&["audit", "-o", "json"]).json();
    assert_eq!(audit["verdict"], "intact");
    assert_eq!(audit["sources"], 6, "the article of the desk and five tables");
}

#[test]
fn who_takes_another_post_that_day_was_moved_and_of_others_nothing_is_said() {
    let desk = imported();
    let departed = desk.well(&["export", "csv", "departures"]).stdout;
    let how = |person: &str, when: &str| {
        let row = departed.lines().find(|row| row.starts_with(person) && row.contains(when)).unwrap();
        row.split(',').find(|cell| ["reshuffled", "unknown"].contains(cell)).unwrap().to_owned()
    };
    assert_eq!(how("Lord Lee", "2005-05-06"), "reshuffled");
    assert_eq!(how("Lord Lee", "2010-05-11"), "unknown");
}

#[test]
fn acting_leave_and_standing_in_cabinet_come_with_their_days() {
    let desk = imported();
    let row = |day: &str, person: &str| -> Value {
        let answer = desk.well(&["cabinet", "--at", day, "-o", "json"]).json();
        let holders = answer["holders"].as_array().unwrap().clone();
        holders.into_iter().find(|holder| holder["person"] == person).unwrap()
    };
    assert_eq!(row("2001-12-31", "Lord Lee")["acting"], true);
    assert_eq!(row("2002-01-01", "Lord Lee")["acting"], false);
    assert_eq!(row("2006-01-01", "Bo Ray")["rank"], "Full cabinet");
    let status = facts(&desk, "status").join("\n");
    for (said, times) in [("on leave", 2), ("attending", 2), ("full", 2)] {
        assert_eq!(status.matches(said).count(), times, "{said}: {status}");
    }
}

#[test]
fn names_that_change_are_aliases_and_two_people_of_one_name_are_two() {
    let desk = imported();
    let of = |name: &str| holders(&desk, &["--at", "2003-01-01", "--body", "Department of Tides"]).join(name);
    assert!(of("").starts_with("Lord Lee"), "the current name is shown");
    assert_eq!(desk.well(&["timeline", "--person", "Ann Lee", "-o", "jsonl"]).stdout.lines().count(), 8);
    let clerk = |day: &str| holders(&desk, &["--at", day, "--body", "Department of Tides"])[0].clone();
    assert_eq!(clerk("2006-01-15"), "Cy Day: Department of Tides, Clerk");
    assert_eq!(clerk("2007-01-15"), "Cy Day #2: Department of Tides, Clerk");
    assert!(facts(&desk, "identified").iter().any(|fact| fact.contains("parliament") && fact.contains("11")));
}

#[test]
fn the_same_files_again_add_nothing_and_say_so() {
    let desk = imported();
    let (_, head) = desk.head();
    let again = Set::new().import(&desk, &[]);
    assert_eq!((again.code, counts(&again)[0]), (Some(0), 0));
    assert_eq!(desk.head().1, head);
    assert!(desk.run(&["import", "ifg", "set"]).stdout.contains("Nothing new: all of it is here already."));
}

#[test]
fn a_trial_says_the_numbers_and_records_nothing() {
    let desk = Desk::new();
    let (_, head) = desk.head();
    let trial = Set::new().import(&desk, &["--dry-run"]);
    let done = counts(&trial);
    assert_eq!((trial.code, desk.head().1), (Some(0), head));
    assert_eq!(desk.well(&["source", "list", "-o", "jsonl"]).stdout.lines().count(), 1, "the article of the desk");
    assert_eq!(counts(&Set::new().import(&desk, &[])), done);
}

#[test]
fn another_body_may_be_the_one_above_all() {
    let desk = Desk::new();
    Set::new().import(&desk, &["--body", "The Realm"]);
    assert_eq!(holders(&desk, &["--at", "2009", "--body", "The Realm"]).len(), 2);
}
