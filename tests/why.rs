//! What `why` prints of rows, through the program, of the demonstration's ledger.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const EVENING: &str = "2016-06-26T18:00";

/// Asks the demonstration's ledger, with nothing of the tester's own around.
fn ask(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reshuffle"));
    for name in ["RESHUFFLE_LEDGER", "RESHUFFLE_SOURCE", "RESHUFFLE_BODY", "RESHUFFLE_RECORDER"] {
        command.env_remove(name);
    }
    command.args(args).current_dir(folder).output().unwrap()
}

fn demonstration() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(ask(folder.path(), &["demo", "./ledger"]).status.code(), Some(0));
    folder
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The reasons that the one absent person is told for.
fn reasons(answer: &Value) -> Vec<&str> {
    let reasons = answer["absent"][0]["reasons"].as_array().unwrap();
    reasons.iter().map(|reason| reason["reason"].as_str().unwrap()).collect()
}

#[test]
fn every_row_of_an_answer_stands_there_as_the_answer_gives_it_with_its_events() {
    let folder = demonstration();
    for (flag, answer, rows) in
        [("--tally", "tally", "people"), ("--cabinet", "cabinet", "holders"), ("--claims", "claims", "claims")]
    {
        let told = json(&ask(folder.path(), &["why", flag, "--at", EVENING, "-o", "json"]));
        let given = json(&ask(folder.path(), &[answer, "--at", EVENING, "-o", "json"]));
        let told_rows: Vec<&Value> = told["rows"].as_array().unwrap().iter().map(|row| &row["row"]).collect();
        assert_eq!(told_rows, given[rows].as_array().unwrap().iter().collect::<Vec<_>>(), "{flag}");
        assert_eq!((&told["absent"], &told["head"]), (&serde_json::json!([]), &given["head"]));
        for row in told["rows"].as_array().unwrap() {
            assert_eq!(row["events"], row["row"]["events"], "{flag}");
            let ids = |name: &str| row[name].as_array().unwrap().clone();
            let explained: Vec<Value> = ids("why").iter().map(|found| found["id"].clone()).collect();
            assert!(ids("events").iter().chain(&ids("would_change")).all(|id| explained.contains(id)), "{row}");
            assert!(!ids("would_change").is_empty(), "{row}");
        }
    }
}

#[test]
fn a_row_for_people_has_its_line_its_events_with_their_quotes_and_the_caveat_once() {
    let folder = demonstration();
    let shown = text(&ask(folder.path(), &["why", "--tally", "Lord Falconer", "--at", EVENING]));
    for expected in [
        "answer    Charles Falconer resigned from Labour Shadow Cabinet (possible;",
        "role      part of it: without this event the answer would be otherwise",
        "“Lord Falconer, shadow justice secretary, went between half past five and half past six”",
        "at most 9 people resigned",
    ] {
        assert!(shown.contains(expected), "{expected} is not in:\n{shown}");
    }
    assert_eq!(shown.matches("This shows that these words stand in that text").count(), 1);
    assert_eq!(shown.matches("answer    ").count(), 1, "nobody else was asked for");
}

#[test]
fn events_that_a_row_does_not_list_are_told_as_bearing_on_it() {
    let folder = demonstration();
    let shown = text(&ask(folder.path(), &["why", "--claims", "--at", "2016-06-26"]));
    assert!(shown.contains("role      bears on it: without this event the answer would be otherwise"), "{shown}");
}

#[test]
fn somebody_who_is_not_in_the_answer_is_told_why_with_the_quotes() {
    let folder = demonstration();
    let asked = ask(folder.path(), &["why", "--tally", "Hilary Benn", "--at", EVENING, "-o", "json"]);
    assert_eq!(asked.status.code(), Some(0));
    let told = json(&asked);
    assert_eq!((&told["rows"], reasons(&told)), (&serde_json::json!([]), vec!["way"]));
    let absent = &told["absent"][0];
    assert_eq!(absent["reasons"][0]["events"][0], absent["why"][0]["id"]);
    let shown = text(&ask(folder.path(), &["why", "--tally", "Hilary Benn", "--at", EVENING]));
    assert!(
        shown.contains("Hilary Benn is not in this answer\nreason    way: sacked from Labour Shadow Cabinet"),
        "{shown}"
    );
    assert!(shown.contains("quote     “Hilary Benn, shadow foreign secretary"), "{shown}");
    let line = text(&ask(folder.path(), &["why", "--tally", "Hilary Benn", "--at", EVENING, "-o", "jsonl"]));
    let line: Value = serde_json::from_str(line.trim_end()).unwrap();
    assert_eq!(line["absent"]["person"], "Hilary Benn", "JSON Lines tell it too");
}

#[test]
fn somebody_whom_nothing_names_is_not_found_and_the_nearest_name_is_told() {
    let folder = demonstration();
    for flag in ["--tally", "--cabinet"] {
        let asked = ask(folder.path(), &["why", flag, "Hilary Bent", "--at", EVENING, "-o", "json"]);
        assert_eq!(asked.status.code(), Some(5), "{flag}");
        assert_eq!(reasons(&json(&asked)), ["nothing_recorded"]);
        let said = String::from_utf8(asked.stderr).unwrap();
        assert!(said.contains("did you mean `Hilary Benn`?"), "{said}");
    }
}

#[test]
fn what_was_recorded_later_is_told_as_that() {
    let folder = demonstration();
    let asked = ask(folder.path(), &["why", "Hilary Benn", "--known-at", "2", "-o", "json"]);
    assert_eq!(asked.status.code(), Some(0), "an empty answer");
    assert_eq!(reasons(&json(&asked)), ["recorded_later"]);
    let asked =
        ask(folder.path(), &["why", "--tally", "Hilary Benn", "--how", "sacked", "--known-at", "2", "-o", "json"]);
    assert_eq!(reasons(&json(&asked)), ["recorded_later"]);
    let asked = ask(folder.path(), &["why", "8", "--known-at", "2"]);
    assert_eq!(asked.status.code(), Some(5));
    assert!(String::from_utf8(asked.stderr).unwrap().contains("recorded later"));
}

#[test]
fn one_claim_is_asked_for_by_its_event_and_an_event_that_is_none_is_not_found() {
    let folder = demonstration();
    let claims = json(&ask(folder.path(), &["claims", "-o", "json"]));
    let event = claims["claims"][1]["event"].as_str().unwrap();
    let told = json(&ask(folder.path(), &["why", "--claims", event, "-o", "json"]));
    assert_eq!(told["rows"].as_array().unwrap().len(), 1);
    assert_eq!(told["rows"][0]["row"]["event"], event);
    assert_eq!(ask(folder.path(), &["why", "--claims", "2"]).status.code(), Some(5));
}

#[test]
fn a_row_is_explained_as_of_the_moment_asked_for() {
    let folder = demonstration();
    let lines = |at: &str| {
        let told = json(&ask(folder.path(), &["why", "Charles Falconer", "--at", at, "-o", "json"]));
        let rows = told["why"].as_array().unwrap().clone();
        rows.iter().map(|row| row["answers"].to_string()).collect::<Vec<_>>().join("\n")
    };
    assert!(lines("2016-06-26T12:00").contains("holds Shadow Justice Secretary"));
    assert!(lines("2016-06-26").contains("resigned from"));
    assert!(!lines("2016-06-26").contains("holds"));
}

#[test]
fn flags_that_do_not_fit_together_are_refused() {
    let folder = demonstration();
    for args in [
        &["why"][..],
        &["why", "--tally", "--cabinet"],
        &["why", "--cabinet", "--how", "left"],
        &["why", "Hilary Benn", "--from", "2016"],
        &["why", "--tally", "-o", "csv"],
    ] {
        assert_eq!(ask(folder.path(), args).status.code(), Some(2), "{args:?}");
    }
}
