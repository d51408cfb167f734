//! A data set in one version after another.

use crate::desk::Desk;
use crate::set::{Set, counts, holders};

fn import(desk: &Desk, set: &Set) -> [u64; 6] {
    let done = set.import(desk, &[]);
    assert_eq!(done.code, Some(0), "{done:?}");
    counts(&done)
}

#[test]
fn what_the_publisher_changed_is_amended_and_cites_the_new_file() {
    let desk = Desk::new();
    let [all, ..] = import(&desk, &Set::new());
    let newer = Set::new().with("appointment", "a3", "2005-05-06", "2005-05-09");
    assert_eq!(import(&desk, &newer), [0, all - 1, 1, 0, 0, 0]);
    let tides = |day: &str| holders(&desk, &["--at", day, "--body", "Department of Tides"]);
    assert_eq!(tides("2005-05-08"), Vec::<String>::new());
    assert_eq!(tides("2005-05-09").len(), 1);
    let why = desk.well(&["why", "Bo Ray"]).stdout;
    assert!(why.contains("a3,p2,t1,2005-05-09,") && why.contains("changed in ifg/appointment.csv@2"), "{why}");
    let source = desk.well(&["source", "show", "ifg/appointment.csv@2", "-o", "json"]).json();
    let earlier = desk.well(&["source", "show", "ifg/appointment.csv", "-o", "json"]).json();
    assert_eq!(source["version_of"], earlier["id"], "{source} {earlier}");
    desk.well(&["audit"]);
}

#[test]
fn the_difference_shows_along_what_was_known() {
    let desk = Desk::new();
    import(&desk, &Set::new());
    let (before, _) = desk.head();
    import(&desk, &Set::new().with("appointment", "a2", "2010-05-11", "2009-05-11"));
    let known = before.to_string();
    let diff = desk.run(&["diff", &known, "head", "--axis", "known", "--at", "2010-01-01"]);
    assert_eq!(diff.code, Some(1), "{diff:?}");
    assert!(diff.stdout.contains("Lord Lee"), "{diff:?}");
    let then = holders(&desk, &["--at", "2010-01-01", "--known-at", &known]);
    assert!(then.contains(&"Lord Lee: Treasury of Shells, Chief Counter".to_owned()), "{then:?}");
}

#[test]
fn what_is_gone_is_retracted_and_may_come_back() {
    let desk = Desk::new();
    let [all, ..] = import(&desk, &Set::new());
    let without = Set::new().without("appointment", "a4").without("appointment_characteristics", "a4");
    assert_eq!(import(&desk, &without), [0, all - 2, 0, 2, 0, 0]);
    assert!(holders(&desk, &["--at", "2006-01-15"]).iter().all(|holder| !holder.contains("Cy Day")));
    assert_eq!(import(&desk, &Set::new()), [2, all - 2, 0, 0, 0, 0]);
    assert!(holders(&desk, &["--at", "2006-01-15"]).iter().any(|holder| holder.contains("Cy Day")));
    assert_eq!(import(&desk, &without), [0, all - 2, 0, 2, 0, 0]);
    desk.well(&["audit"]);
}

#[test]
fn a_new_row_is_a_new_fact_and_nothing_else_changes() {
    let desk = Desk::new();
    let [all, ..] = import(&desk, &Set::new());
    assert_eq!(import(&desk, &Set::new().and("appointment", "a6,p3,t2,2011-01-01,")), [1, all, 0, 0, 0, 0]);
}

#[test]
fn a_new_style_is_one_alias_and_what_was_recorded_keeps_its_name() {
    let desk = Desk::new();
    let [all, ..] = import(&desk, &Set::new());
    let ennobled =
        Set::new().with("person", "p2", "F,,", "F,,2015-01-01").and("person", "p2,12.0,Baroness Ray,F,2015-01-01,");
    assert_eq!(import(&desk, &ennobled), [1, all, 0, 0, 0, 0]);
    assert_eq!(
        holders(&desk, &["--at", "2007", "--body", "Department of Tides"])[0],
        "Baroness Ray: Department of Tides, Minister for Tides"
    );
    // And back again: the alias goes, and the name that was kept is the current one.
    assert_eq!(import(&desk, &Set::new()), [0, all, 0, 1, 0, 0]);
    assert!(holders(&desk, &["--at", "2007"])[0].starts_with("Bo Ray"));
}

#[test]
fn a_corrected_spelling_corrects_every_fact_that_has_it() {
    let desk = Desk::new();
    import(&desk, &Set::new());
    let [added, _, amended, retracted, ..] = import(&desk, &Set::new().with("person", "p2", "Bo Ray", "Beau Ray"));
    assert_eq!((added, retracted), (0, 0));
    assert_eq!(amended, 5, "two identifiers, one appointment, leave and its end");
    assert!(holders(&desk, &["--at", "2007"])[0].starts_with("Beau Ray"));
}

#[test]
fn versions_that_swap_names_back_and_forth_never_make_a_circle() {
    let desk = Desk::new();
    let [all, ..] = import(&desk, &Set::new());
    let swapped = Set::new().with("person", "p1", "2008-10-03,", ",2008-10-03").with(
        "person",
        "p1",
        "Ann Lee,M,,2008-10-03",
        "Ann Lee,M,2008-10-03,",
    );
    for _ in 0..2 {
        let [.., refused] = import(&desk, &swapped);
        assert_eq!(refused, 0);
        assert!(holders(&desk, &["--at", "2003"])[0].starts_with("Ann Lee"));
        import(&desk, &Set::new());
        assert!(holders(&desk, &["--at", "2003"])[0].starts_with("Lord Lee"));
    }
    assert_eq!(import(&desk, &Set::new())[1], all);
    desk.well(&["audit"]);
}

#[test]
fn a_row_that_cannot_be_read_any_more_leaves_what_it_said() {
    let desk = Desk::new();
    let [all, ..] = import(&desk, &Set::new());
    let done = Set::new().with("appointment", "a4", "2006-01-01", "2006-13-01").import(&desk, &[]);
    assert_eq!((done.code, counts(&done)), (Some(1), [0, all - 2, 0, 0, 0, 1]), "{done:?}");
    done.assert_says(1, &["appointment.csv:5:", "2006-13-01"]);
    assert!(holders(&desk, &["--at", "2006-01-15"]).iter().any(|holder| holder.contains("Cy Day")));
}

#[test]
fn a_set_that_shares_nothing_is_another_set() {
    let desk = Desk::new();
    let [all, ..] = import(&desk, &Set::new());
    let mut other = Set::new();
    for table in ["organisation", "person", "post", "appointment"] {
        for id in ["o1", "o2", "p1", "p2", "p3", "p4", "t1", "t2", "t3", "t4", "a1", "a2", "a3", "a4", "a5"] {
            other = other.without(table, id);
        }
    }
    let other =
        other.and("organisation", "x1,Office of Kelp,,,").and("person", "x2,,Di Fox,F,,").and("post", "x3,x1,Head,");
    let other = other.and("appointment", "x4,x2,x3,2001-01-01,");
    let done = other.import(&desk, &[]);
    assert_eq!(counts(&done)[3], 0, "nothing of the first is taken for gone: {done:?}");
    assert_eq!(done.json()["sets"][0]["newer"], false);
    assert_eq!(counts(&Set::new().import(&desk, &[]))[..2], [0, all]);
}

#[test]
fn a_set_of_which_most_is_gone_is_told() {
    let desk = Desk::new();
    import(&desk, &Set::new());
    let mut rest = Set::new().without("appointment_characteristics", "none");
    for id in ["a1", "a2", "a4", "a5"] {
        rest = rest.without("appointment", id);
    }
    for id in ["c1", "c2", "c3", "c4"] {
        rest = rest.without("appointment_characteristics", id);
    }
    for id in ["p1", "p3", "p4"] {
        rest = rest.without("person", id);
    }
    rest.import(&desk, &[]).assert_says(0, &["are gone from `ifg`", "--set"]);
}

#[test]
fn a_row_whose_beginning_cannot_be_read_keeps_its_end() {
    let desk = Desk::new();
    Set::new().import(&desk, &[]);
    let broken = Set::new().with("appointment", "a4", "2006-01-01,2006-02-01", "2006-13-01,");
    let done = broken.import(&desk, &[]);
    assert_eq!(counts(&done)[2..], [0, 0, 0, 1], "{done:?}");
    assert!(holders(&desk, &["--at", "2020"]).iter().all(|holder| !holder.contains("Cy Day")));
}

#[test]
fn a_name_in_a_row_that_cannot_be_read_stays() {
    let desk = Desk::new();
    Set::new().import(&desk, &[]);
    let ragged = Set::new().with("person", "p1", "Lord Lee,M,2008-10-03,", "Lord Lee,M");
    let done = ragged.import(&desk, &[]);
    assert_eq!(counts(&done)[2..], [0, 0, 0, 1], "{done:?}");
    assert!(holders(&desk, &["--at", "2003"])[0].starts_with("Lord Lee"));
}

#[test]
fn identifiers_as_long_as_real_ones_make_no_difference() {
    let long = |text: &str| {
        let mut set = Set::new();
        for id in ["a1", "a2", "a3", "a4", "a5"] {
            set = set.renamed(id, &format!("494922d1-4d7a-4ffd-9861-0031149200{id}"));
        }
        for id in ["p1", "p2", "p3", "p4"] {
            set = set.renamed(id, &format!("a4c27049-4f8c-48f8-b1f6-25e3f03200{id}"));
        }
        set.renamed("Bo Ray", text)
    };
    let desk = Desk::new();
    let all = counts(&long("Bo Ray").import(&desk, &[]))[0];
    assert_eq!(counts(&long("Bo Ray").import(&desk, &[])), [0, all, 0, 0, 0, 0]);
    let ragged = long("Bo Ray").with("appointment", "494922d1-4d7a-4ffd-9861-0031149200a3", ",2005-05-06,", "");
    let done = ragged.import(&desk, &[]);
    assert_eq!(counts(&done)[2..], [0, 0, 0, 1], "its leave stays too: {done:?}");
}

#[test]
fn a_table_that_was_there_before_must_not_be_forgotten() {
    let desk = Desk::new();
    Set::new().import(&desk, &[]);
    std::fs::remove_file(desk.path("set/appointment_characteristics.csv")).unwrap();
    desk.assert_refused(
        2,
        &["import", "ifg", "set"],
        &["appointment_characteristics.csv", "was part of the set before"],
    );
}

#[test]
fn who_was_split_off_here_stays_so_in_the_next_version() {
    let desk = Desk::new();
    Set::new().import(&desk, &[]);
    let log = desk.well(&["log", "--person", "Bo Ray", "-o", "jsonl"]).stdout;
    let seqs: Vec<String> =
        log.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["seq"].to_string()).collect();
    let seqs: Vec<&str> = seqs.iter().map(String::as_str).collect();
    let split = ["person", "split", "Bo Ray", "--as", "Bo Ray #2", "--why", "another", "--yes"];
    desk.well(&[&split[..3], &seqs, &split[3..]].concat());
    let newer = Set::new()
        .with("appointment", "a3", "2005-05-06,", "2005-05-06,2011-01-01")
        .and("appointment", "a6,p2,t2,2012-01-01,");
    let done = newer.import(&desk, &[]);
    assert_eq!((done.code, counts(&done)[0], counts(&done)[5]), (Some(0), 2, 0), "{done:?}");
    assert_eq!(holders(&desk, &["--at", "2013"]), ["Bo Ray #2: Treasury of Shells, Chief Counter"]);
}
