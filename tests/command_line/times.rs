//! Times that are none, and what to write instead.

use crate::desk::{Desk, resigned};

#[test]
fn a_date_as_people_write_it_is_refused_with_the_date_to_write() {
    let desk = Desk::new();
    for (text, told) in [
        ("26/06/2016", "write `2016-06-26`"),
        ("20160626", "write `2016-06-26`"),
        ("26 June 2016", "write `2016-06-26`"),
        ("2016-6-26", "write `2016-06-26`"),
        ("2016-06-26 13:03", "write `2016-06-26T13:03`"),
        ("05/06/2016", "write `2016-06-05` or `2016-05-06`, whichever is meant"),
        ("13:03", "a time of day needs its day: write `todayT13:03`"),
    ] {
        let why = format!("`when` cannot be `{text}`");
        desk.assert_refused(2, &resigned("Jo Bloggs", text, &[]), &[&why, told]);
        desk.assert_refused(2, &["tally", "--at", text], &["is not an EDTF date", told]);
        desk.assert_refused(2, &["log", "--since", text], &[told]);
    }
}

#[test]
fn what_no_date_can_be_guessed_from_is_told_where_it_goes_wrong() {
    let desk = Desk::new();
    for (text, told) in [
        ("last Tuesday", "at column 1, a year of four digits"),
        ("2016-02-30", "at column 9"),
        ("2016-06-26T25:00", "at column 12"),
        ("", "at column 1"),
    ] {
        desk.assert_refused(2, &resigned("Jo Bloggs", text, &[]), &["`when` cannot be", told]);
    }
}

#[test]
fn an_hour_that_the_clocks_skipped_is_refused() {
    let desk = Desk::new();
    let told = ["did not exist in Europe/London", "from 01:00 straight to 02:00", "write a time that existed"];
    desk.assert_refused(2, &resigned("Jo Bloggs", "2016-03-27T01:30", &[]), &told);
    desk.assert_refused(2, &["cabinet", "--at", "2016-03-27T01:30"], &told);
}

#[test]
fn an_hour_that_came_twice_is_recorded_but_not_asked_for_without_an_offset() {
    let desk = Desk::new();
    let told = ["came twice", "`2016-10-30T01:30+01:00` for the first or `2016-10-30T01:30+00:00` for the second"];
    desk.assert_refused(2, &["tally", "--at", "2016-10-30T01:30"], &told);
    desk.well(&["tally", "--at", "2016-10-30T01:30+01:00"]);
    desk.well(&resigned("Jo Bloggs", "2016-10-30T01:30", &[]));
}

#[test]
fn what_edtf_has_and_the_ledger_has_not_is_refused_by_name() {
    let desk = Desk::new();
    for (text, feature, way_out) in [
        ("2016-22", "season", "write its months as an interval"),
        ("[2016-06-25,2016-06-26]", "one of a set", "write the interval from the first to the last"),
        ("Y20160", "year beyond ±9999", "years run from -9999 to 9999"),
    ] {
        desk.assert_refused(2, &resigned("Jo Bloggs", text, &[]), &["is not supported", feature, way_out]);
    }
    let backwards = resigned("Jo Bloggs", "2016-06-27/2016-06-26", &[]);
    desk.assert_refused(2, &backwards, &["ends before it begins; write the earlier end first"]);
}

#[test]
fn one_moment_is_asked_for_and_not_an_interval() {
    let desk = Desk::new();
    desk.assert_refused(2, &["tally", "--at", "2016/2017"], &["is an interval", "write one of its ends"]);
}

#[test]
fn today_is_counted_from_the_day_that_a_source_has() {
    let desk = Desk::new();
    desk.write("undated.txt", "It happened before breakfast.\n");
    desk.well(&["source", "add", "undated.txt", "--label", "undated"]);
    let undated = resigned("Jo Bloggs", "today", &[])
        .iter()
        .map(|word| if *word == "morning" { "undated" } else { word })
        .collect::<Vec<_>>();
    desk.assert_refused(2, &undated, &["this source has none", "source redescribe"]);
    let done = desk.well(&resigned("Jo Bloggs", "today", &["-o", "json"]));
    let shown = desk.well(&["show", &done.seqs()[0].to_string(), "-o", "json"]).json();
    assert_eq!(shown["when"], "2016-06-26");
}

#[test]
fn a_year_before_the_first_may_follow_its_flag() {
    let desk = Desk::new();
    for flag in ["--at", "--from", "--to", "--known-at", "--reported-by"] {
        let done = desk.run(&["tally", flag, "-0043-03-15"]);
        assert_eq!(done.code, Some(0), "{flag}: {}", done.stderr);
    }
}

#[test]
fn the_two_ends_of_an_hour_that_came_twice_can_be_told_apart() {
    let desk = Desk::new();
    desk.well(&resigned("Jo Bloggs", "2016-10-30T01:30", &[]));
    let told = desk.well(&["tally", "--at", "2016-10-30T01:30+01:00"]).stdout;
    assert!(told.contains("Not settled: Jo Bloggs (01:30 BST–01:30 GMT)."), "{told}");
    assert!(told.contains("2016-10-30T01:30:00+01:00/2016-10-30T01:30:00+00:00"), "{told}");
}
