//! Popolo JSON.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::desk::{Desk, Done};
use crate::set::{counts, holders};

fn import(desk: &Desk, document: &Value, arguments: &[&str]) -> Done {
    desk.write("board.json", document.to_string());
    desk.run(&[&["import", "popolo", "board.json", "-o", "json"], arguments].concat())
}

fn board() -> Value {
    json!({
        "persons": [
            { "id": "p/1", "name": "Ann Lee", "other_names": [{ "name": "Ann Ray", "end_date": "2009" }],
              "identifiers": [{ "scheme": "wikidata", "identifier": "Q42" }],
              "sources": [{ "url": "https://example.org/ann", "note": "her page" }], "note": "by letter" },
            { "id": 2, "name": "Bo Ray" },
        ],
        "organizations": [
            { "id": "o/1", "name": "The Board" },
            { "id": "o/2", "name": "Finance Committee", "parent_id": "o/1" },
            { "id": "o/3", "name": "The Tide Party" },
        ],
        "posts": [{ "id": "t/1", "label": "Chair", "organization_id": "o/1", "start_date": "1990", "identifiers": [{ "scheme": "wikidata", "identifier": "Q7" }] }],
        "memberships": [
            { "id": "m/1", "person_id": "p/1", "post_id": "t/1", "start_date": "2010-02", "end_date": "2012-03-04", "on_behalf_of_id": "o/3",
              "sources": [{ "url": "https://example.org/minutes" }] },
            { "person_id": "2", "organization_id": "o/2", "role": "Treasurer", "start_date": "2011-01-01" },
            { "person_id": "2", "organization_id": "o/1", "role": "member", "end_date": "2010-10-10" },
        ],
    })
}

#[test]
fn persons_organizations_posts_and_memberships_become_facts() {
    let desk = Desk::new();
    let done = import(&desk, &board(), &[]);
    assert_eq!((done.code, counts(&done)[5]), (Some(0), 0), "{done:?}");
    let board = |day: &str| holders(&desk, &["--at", day, "--body", "The Board"]);
    assert_eq!(board("2011-01-01"), ["Bo Ray: Finance Committee, Treasurer", "Ann Lee: The Board, Chair"]);
    assert_eq!(board("2012-03-04"), ["Bo Ray: Finance Committee, Treasurer"]);
    assert_eq!(board("2010-10-09"), ["Ann Lee: The Board, Chair", "Bo Ray: The Board, -"]);
    assert_eq!(
        desk.well(&["tally", "--group", "The Tide Party", "--how", "left", "--at", "2020", "-o", "json"]).json()["most"],
        1
    );
    desk.well(&["audit"]);
}

#[test]
fn an_empty_list_of_persons_is_nobody_any_more() {
    let desk = Desk::new();
    let document = |persons: Value| {
        json!({ "organizations": [{ "id": "o", "name": "House" }], "persons": [{ "id": "a", "name": "Ann" }],
        "memberships": [{ "id": "m", "person_id": persons, "organization_id": "o", "start_date": "2001" }] })
    };
    import(&desk, &document(json!(["a"])), &[]);
    let done = import(&desk, &document(json!([])), &[]);
    assert_eq!((done.code, counts(&done)[3]), (Some(0), 1), "{done:?}");
    assert_eq!(holders(&desk, &["--at", "2003"]), Vec::<String>::new());
}

#[test]
fn many_people_of_one_name_are_as_quickly_told_apart_as_others() {
    let desk = Desk::new();
    let persons: Vec<Value> = (0..3_000).map(|nth| json!({ "id": format!("p{nth}"), "name": "Jo Day" })).collect();
    let done = import(&desk, &json!({ "persons": persons }), &[]);
    assert_eq!((done.code, counts(&done)[0]), (Some(0), 3_000), "{}", done.stderr);
    assert!(desk.well(&["log", "-o", "jsonl"]).stdout.contains("Jo Day #3000"));
}

#[test]
fn organizations_of_one_name_and_parent_are_one_and_that_is_said() {
    let desk = Desk::new();
    let document = json!({ "organizations": [{ "id": "a", "name": "Council" }, { "id": "b", "name": "Council" }] });
    import(&desk, &document, &[]).assert_says(0, &["organizations of one name and one parent are one body: Council"]);
}

#[test]
fn a_name_that_was_here_before_is_said_to_be_taken_for_the_same() {
    let desk = Desk::busy();
    let document =
        json!({ "persons": [{ "id": "a", "name": "Heidi Alexander" }, { "id": "b", "name": "Nobody Else" }] });
    import(&desk, &document, &[]).assert_says(0, &["1 of the new people have names that were here before"]);
}

#[test]
fn sources_and_notes_are_kept() {
    let desk = Desk::new();
    import(&desk, &board(), &[]);
    let log = desk.well(&["log", "-o", "jsonl"]).stdout;
    assert!(log.contains("by letter; source: https://example.org/ann (her page)"), "{log}");
    assert!(log.contains("source: https://example.org/minutes"), "{log}");
}

#[test]
fn names_that_change_and_identifiers_come_along() {
    let desk = Desk::new();
    import(&desk, &board(), &[]);
    let sql = |query: &str| desk.well(&["sql", query, "-o", "csv"]).stdout;
    let found = sql("SELECT scheme, identifier FROM identifiers WHERE scheme = 'wikidata' ORDER BY identifier");
    assert_eq!(found.lines().skip(1).collect::<Vec<_>>(), ["wikidata,Q42", "wikidata,Q7"]);
    assert_eq!(desk.well(&["timeline", "--person", "Ann Ray", "-o", "jsonl"]).stdout.lines().count(), 3);
}

#[test]
fn memberships_of_a_term_without_dates_have_those_of_the_term() {
    let desk = Desk::new();
    let document = json!({
        "persons": [{ "id": "a", "name": "Ann" }],
        "organizations": [{ "id": "o", "name": "House" }],
        "events": [{ "id": "term/9", "name": "Ninth", "classification": "legislative period", "start_date": "2001-01-01", "end_date": "2005-05-05" }],
        "memberships": [{ "person_id": "a", "organization_id": "o", "role": "member", "legislative_period_id": "term/9", "area_id": "hull" }],
    });
    import(&desk, &document, &[]);
    assert_eq!(holders(&desk, &["--at", "2005-05-04"]), ["Ann: House, -"]);
    assert_eq!(holders(&desk, &["--at", "2005-05-05"]), Vec::<String>::new());
    assert_eq!(desk.well(&["tally", "--how", "term_ended", "--at", "2006", "-o", "json"]).json()["least"], 1);
}

#[test]
fn a_membership_without_days_is_held_on_the_day_of_the_file_if_that_is_said() {
    let document = json!({ "persons": [{ "id": "a", "name": "Ann" }], "memberships": [{ "person_id": "a", "organization_id": "o" }],
        "organizations": [{ "id": "o", "name": "House" }] });
    let desk = Desk::new();
    import(&desk, &document, &[]).assert_says(1, &["board.json:1:", "neither a start nor an end", "--as-of"]);
    let done = import(&desk, &document, &["--as-of", "2020-02-02"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(holders(&desk, &["--at", "2020-02-02"]), ["Ann: House, -"]);
    // The file was a source before the day was said of it, and keeps its description.
    assert_eq!(counts(&import(&desk, &document, &["--as-of", "2020-02-02"]))[0], 0);
}

#[test]
fn nested_posts_and_memberships_belong_to_what_they_stand_in() {
    let desk = Desk::new();
    let document = json!({ "organizations": [{ "id": "o", "name": "House", "posts": [{ "id": "t", "label": "Speaker", "memberships": [{ "person_id": "a", "start_date": "2001" }] }] }],
        "persons": [{ "id": "a", "name": "Ann", "memberships": [{ "organization_id": "o", "role": "Whip", "start_date": "2002" }] }] });
    import(&desk, &document, &[]);
    assert_eq!(holders(&desk, &["--at", "2003"]), ["Ann: House, Speaker", "Ann: House, Whip"]);
}

#[test]
fn an_object_too_long_for_one_quote_is_cited_in_pieces() {
    let desk = Desk::new();
    let long = "“é” ".repeat(2_000);
    let document = json!({ "persons": [{ "id": "a", "name": "Ann", "biography": long }], "organizations": [{ "id": "o", "name": "O" }] });
    let done = import(&desk, &document, &[]);
    assert_eq!((done.code, counts(&done)[5]), (Some(0), 0), "{done:?}");
    let audit = desk.well(&["audit", "-o", "json"]).json();
    assert_eq!((audit["verdict"].as_str(), audit["quotes"].as_u64().unwrap() > 4), (Some("intact"), true), "{audit}");
}

#[test]
fn a_newer_version_under_another_name_is_known_by_what_it_says() {
    let desk = Desk::new();
    let all = counts(&import(&desk, &board(), &[]))[0];
    let mut newer = board();
    newer["memberships"][0]["end_date"] = json!("2013-03-04");
    newer["memberships"].as_array_mut().unwrap().remove(2);
    desk.write("later.json", newer.to_string());
    let done = desk.run(&["import", "popolo", "later.json", "-o", "json"]);
    assert_eq!(counts(&done), [0, all - 2, 1, 1, 0, 0], "{done:?}");
    assert_eq!(done.json()["sets"][0]["set"], "popolo/board");
    let source = desk.well(&["source", "show", "popolo/later.json", "-o", "json"]).json();
    assert!(source["version_of"].is_string(), "{source}");
}

#[test]
fn what_another_ledger_exported_is_held_by_the_same_people_on_every_day() {
    let there = Desk::busy();
    there.well(&[
        "append",
        "appointed",
        "Jo Bloggs",
        "--body",
        "Board",
        "--post",
        "Whip",
        "--when",
        "2015-09~",
        "--acting",
        "true",
        "--source",
        "morning",
        "--quote",
        "Jo Bloggs moves from Whip to Treasurer",
    ]);
    there.well(&[
        "append",
        "moved",
        "Jo Bloggs",
        "--from-post",
        "Whip",
        "--post",
        "Treasurer",
        "--body",
        "Board",
        "--when",
        "2016-06-26T13:03",
        "--source",
        "morning",
        "--quote",
        "Jo Bloggs moves from Whip to Treasurer",
    ]);
    let document = there.well(&["export", "popolo"]).stdout;
    let here = Desk::new();
    let done = import(&here, &serde_json::from_str(&document).unwrap(), &[]);
    assert_eq!((done.code, counts(&done)[5]), (Some(0), 0), "{done:?}");
    for at in ["2015-08-31", "2015-09-15", "2016-01-01", "2016-06-26T13:02", "2016-06-26T13:03", "2016-06-26", "2017"] {
        assert_eq!(holders(&here, &["--at", at]), holders(&there, &["--at", at]), "{at}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Any memberships, in any order, in two versions: the second leaves the
    /// ledger as if it had been the only one.
    #[test]
    fn the_last_version_is_what_is_held(
        first in proptest::collection::vec((0u8..4, 0u8..3, 1990u16..2000, 0u16..9), 1..9),
        second in proptest::collection::vec((0u8..4, 0u8..3, 1990u16..2000, 0u16..9), 1..9),
    ) {
        let document = |rows: &[(u8, u8, u16, u16)]| {
            let persons: Vec<Value> = (0..4).map(|n| json!({ "id": format!("p{n}"), "name": format!("Person {n}") })).collect();
            let memberships: Vec<Value> = rows.iter().enumerate().map(|(nth, (person, post, from, years))| json!({
                "id": format!("m{nth}"), "person_id": format!("p{person}"), "organization_id": "o", "role": format!("Post {post}"),
                "start_date": format!("{from}-03-04"), "end_date": (*years < 8).then(|| format!("{}-03-04", from + years + 1)),
            })).collect();
            json!({ "persons": persons, "organizations": [{ "id": "o", "name": "House" }], "memberships": memberships })
        };
        let (both, one) = (Desk::new(), Desk::new());
        import(&both, &document(&first), &[]);
        let done = import(&both, &document(&second), &[]);
        prop_assert_eq!(done.code, Some(0), "{:?}", done);
        import(&one, &document(&second), &[]);
        for year in (1990..2010).step_by(3) {
            let at = format!("{year}-07-01");
            prop_assert_eq!(holders(&both, &["--at", &at]), holders(&one, &["--at", &at]), "{}", at);
        }
    }
}
