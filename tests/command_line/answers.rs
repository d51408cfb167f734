//! Every answer in every format, and an answer where there is nothing.

use serde_json::Value;

use crate::desk::Desk;

/// Commands that answer as of two times, with the head that they share.
const DATED: [&[&str]; 7] =
    [&["replay"], &["cabinet"], &["tally"], &["tally", "--steps"], &["timeline"], &["claims"], &["why", "2"]];

/// Commands that answer of the log itself.
const OTHERS: [&[&str]; 7] = [
    &["status"],
    &["log"],
    &["show", "2"],
    &["source", "list"],
    &["source", "show", "morning"],
    &["audit"],
    &["reindex"],
];

fn in_format<'a>(command: &[&'a str], format: &'a str) -> Vec<&'a str> {
    [command, &["-o", format]].concat()
}

#[test]
fn json_is_one_document_with_the_shared_head() {
    let desk = Desk::busy();
    let (_, head) = desk.head();
    for command in DATED {
        let answer = desk.well(&in_format(command, "json")).json();
        assert_eq!(answer["origin"], "example.org/desk", "{command:?}");
        assert_eq!(answer["head"]["seq"], 3, "{command:?}");
        assert_eq!(answer["head"]["id"], head.as_str(), "{command:?}");
        for time in ["at", "known_at"] {
            let text = answer[time].as_str().unwrap();
            assert!(text.ends_with("[Europe/London]") && text.contains('T'), "{command:?}: {text}");
        }
    }
    for command in OTHERS {
        assert!(desk.well(&in_format(command, "json")).json().is_object(), "{command:?}");
    }
}

#[test]
fn known_before_anything_was_the_head_is_null() {
    let desk = Desk::busy();
    for command in ["replay", "cabinet", "tally", "timeline", "claims"] {
        let answer = desk.well(&[command, "--known-at", "2000-01-01", "-o", "json"]).json();
        assert_eq!((&answer["head"], answer["at"].is_string()), (&Value::Null, true), "{command}");
    }
}

#[test]
fn json_lines_are_one_object_a_line() {
    let desk = Desk::busy();
    for command in DATED.iter().chain(&OTHERS) {
        let text = desk.well(&in_format(command, "jsonl")).stdout;
        for line in text.lines() {
            let value: Value = serde_json::from_str(line).unwrap_or_else(|why| panic!("{command:?}: {why}: {line}"));
            assert!(value.is_object(), "{command:?}: {line}");
        }
    }
    assert_eq!(desk.well(&["log", "-o", "jsonl"]).stdout.lines().count(), 4);
}

#[test]
fn csv_has_a_header_and_rows_as_wide() {
    let desk = Desk::busy();
    let tables: [&[&str]; 10] = [
        &["cabinet"],
        &["tally"],
        &["claims"],
        &["status"],
        &["log"],
        &["show", "2"],
        &["source", "list"],
        &["source", "show", "morning"],
        &["audit"],
        &["retract", "3", "--why", "a slip"],
    ];
    for command in tables {
        let text = desk.well(&in_format(command, "csv")).stdout;
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        assert!(!header.is_empty() && header.iter().all(|name| !name.is_empty()), "{command:?}: {header:?}");
        for row in reader.records() {
            assert_eq!(row.unwrap().len(), header.len(), "{command:?}");
        }
    }
    desk.assert_refused(2, &["replay", "-o", "csv"], &["ask cabinet, tally or claims"]);
    desk.assert_refused(2, &["why", "2", "-o", "csv"], &["ask for -o table, json or jsonl"]);
}

#[test]
fn an_empty_answer_is_an_answer() {
    let desk = Desk::new();
    for (command, rows) in [("cabinet", "holders"), ("tally", "people"), ("claims", "claims")] {
        assert_eq!(desk.well(&[command, "-o", "json"]).json()[rows], Value::Array(Vec::new()), "{command}");
        assert!(!desk.well(&[command]).stdout.is_empty(), "{command} says nothing");
        assert_eq!(desk.well(&[command, "-o", "jsonl"]).stdout, "", "{command}");
    }
    assert!(desk.well(&["log", "--kind", "pledged"]).stdout.contains("No event is recorded that fits."));
}

#[test]
fn the_same_question_has_the_same_answer() {
    let desk = Desk::busy();
    for command in ["cabinet", "tally", "claims", "replay"] {
        let ask = [command, "--at", "2016-06-27", "--known-at", "3", "-o", "json"];
        let first = desk.well(&ask).stdout;
        desk.well(&["reindex"]);
        assert_eq!(desk.well(&ask).stdout, first, "{command}");
    }
}

#[test]
fn words_that_are_no_choice_are_refused_with_the_choices() {
    let desk = Desk::busy();
    desk.assert_refused(2, &["tally", "--how", "resignd"], &["is not one of: resigned, sacked"]);
    desk.assert_refused(2, &["tally", "--per", "people"], &["is not one of: person, post"]);
    desk.assert_refused(2, &["tally", "--by", "x"], &["[possible values: announced, effect]"]);
    desk.assert_refused(2, &["log", "--kind", "sung"], &["is not one of: created, source"]);
    desk.assert_refused(2, &["tally", "--body", ""], &["it is empty"]);
}
