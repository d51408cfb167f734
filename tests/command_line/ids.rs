//! What names an event, and what does not.

use std::collections::BTreeMap;

use crate::desk::{Desk, said};

/// The full id of each event.
fn ids(desk: &Desk) -> Vec<String> {
    let log = desk.well(&["log", "-o", "json"]).json();
    log["events"].as_array().unwrap().iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_prefix_of_four_or_more_names_an_event() {
    let desk = Desk::busy();
    let ids = ids(&desk);
    // A beginning of digits only would be a seq, hence the `id:`.
    for prefix in [ids[2].clone(), format!("id:{}", &ids[2][..12]), format!("id:{}", &ids[2])] {
        assert_eq!(desk.well(&["show", &prefix, "-o", "json"]).json()["seq"], 2, "{prefix}");
    }
    desk.assert_refused(5, &["show", &format!("id:{}", &ids[2][..3])], &["there is no event"]);
    desk.assert_refused(5, &["show", &format!("id:{}", "F".repeat(12))], &["there is no event"]);
}

#[test]
fn digits_alone_are_a_seq() {
    let desk = Desk::busy();
    assert_eq!(desk.well(&["show", "0002", "-o", "json"]).json()["seq"], 2);
    let told =
        ["there is no event `20160626`", "digits alone are an event's position", "a day is written `2016-06-26`"];
    desk.assert_refused(5, &["show", "20160626"], &told);
    desk.assert_refused(5, &["tally", "--known-at", "20160626"], &told);
    desk.assert_refused(5, &["why", "99"], &["digits alone are an event's position"]);
    desk.assert_refused(5, &["show", "99999999999999999999999"], &["there is no event"]);
}

#[test]
fn what_names_no_event_is_not_found() {
    let desk = Desk::busy();
    for wrong in ["", "id:", "id:2", "zzzz", "ffffffffffffffff", "head~99", &"a".repeat(65)] {
        desk.assert_refused(5, &["show", wrong], &["there is no event", "hint: `reshuffle log` shows the events"]);
    }
    desk.assert_refused(5, &["tally", "--known-at", "head~99"], &["there is no event `head~99`"]);
    desk.assert_refused(2, &["tally", "--known-at", "head~x"], &["write `head` or `head~3`"]);
}

#[test]
fn a_prefix_of_several_ids_is_told_with_all_of_them() {
    let desk = Desk::new();
    // By the birthday of four hexadecimal digits, a few hundred events share some prefix;
    // more are added until two do, and one that is digits only is among them sooner or later.
    let mut shared: Option<Vec<String>> = None;
    for round in 0..10 {
        let line =
            |n: usize| format!("{{\"fact\": \"said\", \"person\": \"Speaker {round} {n}\", \"quote\": \"by noon\"}}\n");
        desk.write("facts.jsonl", (0..400).map(line).collect::<String>());
        desk.well(&["append", "--from", "facts.jsonl", "--source", "morning", "-o", "json"]);
        let mut by_prefix: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for id in ids(&desk) {
            by_prefix.entry(id[..4].to_owned()).or_default().push(id);
        }
        shared = by_prefix.into_values().find(|ids| ids.len() > 1);
        if shared.is_some() {
            break;
        }
    }
    let shared = shared.expect("of 4,000 ids two begin alike");
    let prefix = format!("id:{}", &shared[0][..4]);
    let told = ["is the beginning of more than one event", &shared[0], &shared[1], "hint: write more of it"];
    desk.assert_refused(5, &["show", &prefix], &told);
    desk.assert_refused(5, &["retract", &prefix, "--why", "w"], &told);
    assert_eq!(desk.well(&["show", &format!("id:{}", shared[0]), "-o", "json"]).json()["id"], shared[0].as_str());
}

#[test]
fn a_source_is_named_by_its_label_or_the_beginning_of_its_digest() {
    let desk = Desk::new();
    let id = desk.well(&["source", "show", "morning", "-o", "json"]).json()["id"].as_str().unwrap().to_owned();
    assert_eq!(desk.well(&["source", "show", &id[..8], "-o", "json"]).json()["label"], "morning");
    desk.assert_refused(5, &["source", "show", &id[..3]], &["there is no source"]);
    desk.assert_refused(
        5,
        &["source", "show", "evening"],
        &["there is no source `evening`", "`reshuffle source list`"],
    );
    desk.assert_refused(5, &["log", "--source", "evening"], &["there is no source `evening`"]);
    assert_eq!(desk.well(&said("Jo Bloggs", "by noon", &["-o", "json"])).seqs(), [2]);
}
