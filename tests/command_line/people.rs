//! People and posts by names that are slips, split in two, or made one.

use crate::desk::{Desk, resigned, said};

/// A busy desk with somebody under two names, and in two bodies (seqs 4 to 7).
fn desk() -> Desk {
    let desk = Desk::busy();
    let lines = r#"{"fact": "appointed", "person": "Jo Bloggs", "body": "Shadow Cabinet", "post": "Whip", "when": "2015-05-11", "quote": "Jo Bloggs moves"}
{"fact": "appointed", "person": "Jo Bloggs", "body": "Town Council", "post": "Whip", "when": "2015-06-01", "quote": "from Whip", "key": "council"}
{"fact": "resigned", "person": "Jo Bloggs", "body": "Town Council", "post": "Whip", "when": "2016-06-26", "ends": "council", "quote": "to Treasurer"}
{"fact": "said", "person": "Lord Bloggs", "quote": "Sam Doe makes way"}"#;
    desk.write("more.jsonl", lines);
    desk.well(&["append", "--from", "more.jsonl", "--source", "morning"]);
    desk
}

#[test]
fn a_log_of_nobody_is_no_empty_answer() {
    let desk = Desk::busy();
    desk.assert_refused(5, &["log", "--person", "Lady Alexander"], &["no fact names", "Heidi Alexander"]);
}

#[test]
fn a_search_sees_past_spaces_around_it_and_shows_something() {
    let desk = Desk::busy();
    let found = desk.well(&["person", "find", " heidi\u{a0}alexander ", "-o", "csv"]).stdout;
    assert!(found.contains("Heidi Alexander"), "{found}");
    desk.assert_refused(2, &["person", "find", "Heidi", "--limit", "0"], &["a whole number from 1"]);
}

#[test]
fn a_split_says_whose_name_it_would_give() {
    let desk = Desk::busy();
    let split = |becomes: &str| {
        desk.run(&["person", "split", "Heidi Alexander", "2", "--as", becomes, "--why", "x", "--dry-run"])
    };
    split("Gloria De Piero").assert_says(0, &["`Gloria De Piero` is recorded already, in 1 facts"]);
    split("Gloria De Pierro").assert_says(0, &["is new and nearly `Gloria De Piero`"]);
}

#[test]
fn a_name_that_nothing_names_is_refused_with_who_may_be_meant() {
    let desk = desk();
    for command in ["show", "history"] {
        let ask = |name| ["person", command, name];
        let told =
            ["there is no person `Lady Alexander`", "did you mean `Heidi Alexander` (same surname, title aside)?"];
        desk.assert_refused(5, &ask("Lady Alexander"), &told);
        desk.assert_refused(5, &ask("Nobody At All"), &["hint: `reshuffle person list` shows what is recorded"]);
        desk.assert_refused(5, &["post", command, "Wip"], &["there is no post `Wip`"]);
        desk.assert_refused(
            5,
            &["post", command, "Helth"],
            &["did you mean `Health` of Shadow Cabinet (one letter differs)?"],
        );
    }
    desk.assert_refused(2, &["person", "show", "Heidi\u{202E}"], &["U+202E"]);
    desk.assert_refused(5, &["person", "list", "--body", "shadow cabinet"], &["did you mean `Shadow Cabinet`?"]);
}

#[test]
fn what_is_merely_alike_is_proposed_and_nothing_is_done_with_it() {
    let desk = desk();
    let found = desk.well(&["person", "find", "lord blogs", "-o", "json"]).json();
    let told: Vec<_> =
        found["proposals"].as_array().unwrap().iter().map(|row| (&row["person"], &row["likeness"])).collect();
    assert_eq!(found["sought"], "lord blogs");
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!((told[0].0.as_str(), told[0].1.as_str()), (Some("Lord Bloggs"), Some("slip")));
    assert_eq!((told[1].0.as_str(), told[1].1.as_str()), (Some("Jo Bloggs"), Some("surname")));
    let one = desk.well(&["person", "find", "bloggs", "--limit", "1"]);
    assert!(one.stdout.contains("… and 1 other less alike (--limit)"), "{}", one.stdout);
    let none = desk.well(&["person", "find", "Zebedee"]);
    assert!(none.stdout.contains("Nothing recorded is like that."), "{}", none.stdout);
    desk.assert_refused(
        5,
        &["person", "merge", "lord bloggs", "--into", "Jo Bloggs", "--why", "w"],
        &["there is no person"],
    );
    desk.assert_refused(5, &["person", "split", "jo bloggs"], &["did you mean `Jo Bloggs` (the same but for case"]);
}

#[test]
fn a_post_of_several_bodies_is_ambiguous_without_one() {
    let desk = desk();
    for command in ["show", "history"] {
        let told =
            ["`Whip` is a post of several bodies: `Shadow Cabinet`, `Town Council`", "hint: say which with --body"];
        desk.assert_refused(5, &["post", command, "Whip"], &told);
        let shown = desk.well(&["post", command, "Whip", "--body", "Town Council", "-o", "json"]).json();
        assert_eq!((shown["post"].as_str(), shown["body"].as_str()), (Some("Whip"), Some("Town Council")));
    }
}

#[test]
fn every_answer_has_its_four_forms() {
    let desk = desk();
    for (command, header) in [
        (&["person", "list"][..], "person,other names,identifiers,holds,facts,sources,spoken of"),
        (&["person", "show", "Jo Bloggs"], "since,until,how,post,body,acting,rank,events"),
        (&["person", "history", "Jo Bloggs"], "seq,id,recorded at,recorder,kind,fact,what,why,now"),
        (&["person", "find", "Bloggs"], "person,why,facts"),
        (&["person", "split", "Jo Bloggs"], "body,source,fact,id,kind,what"),
        (&["post", "list"], "body,post,other names,identifiers,rank,seats,holders,created,abolished,facts"),
        (&["post", "show", "Health"], "since,until,how,person,acting,rank,events"),
        (&["post", "history", "Health"], "seq,id,recorded at,recorder,kind,fact,what,why,now"),
        (&["post", "find", "Health"], "post,body,why,facts"),
    ] {
        let ask = |format| desk.well(&[command, &["-o", format]].concat());
        let rows = ask("csv").stdout.lines().count() - 1;
        assert!(rows > 0, "{command:?}");
        assert_eq!(ask("csv").stdout.lines().next(), Some(header), "{command:?}");
        assert_eq!(ask("jsonl").stdout.lines().count(), rows, "{command:?}");
        assert_eq!(ask("json").json()["origin"], "example.org/desk", "{command:?}");
        assert!(!ask("table").stdout.is_empty(), "{command:?}");
    }
}

#[test]
fn a_merge_is_tried_then_done_then_seen_from_both_sides_of_it() {
    let desk = desk();
    let merge = ["person", "merge", "Lord Bloggs", "--into", "Jo Bloggs", "--why", "made a peer"];
    let head = desk.head();
    let tried = desk.well(&[&merge[..], &["--dry-run"]].concat());
    assert!(tried.stdout.contains("Nothing was recorded (--dry-run)."), "{}", tried.stdout);
    assert_eq!(desk.head(), head);
    assert_eq!(desk.well(&[&merge[..], &["-o", "json"]].concat()).seqs(), [8]);
    let facts =
        |more: &[&str]| desk.well(&[&["person", "show", "Lord Bloggs", "-o", "json"][..], more].concat()).json();
    assert_eq!((facts(&[])["person"].as_str(), facts(&[])["facts"].as_u64()), (Some("Jo Bloggs"), Some(5)));
    let before = facts(&["--known-at", "7"]);
    assert_eq!((before["person"].as_str(), before["facts"].as_u64()), (Some("Lord Bloggs"), Some(1)));
    desk.assert_refused(
        5,
        &["person", "show", "Lord Bloggs", "--known-at", "3"],
        &["it is named by what was recorded later"],
    );
    desk.assert_refused(2, &merge, &["`Lord Bloggs` is a name of `Jo Bloggs` already"]);
    let back = ["person", "merge", "Jo Bloggs", "--into", "Lord Bloggs", "--why", "w"];
    desk.assert_refused(2, &back, &["would stand for itself"]);
    desk.assert_refused(2, &merge[..5], &["--why"]);
}

#[test]
fn a_merge_of_two_who_hold_two_offices_is_warned_of() {
    let desk = desk();
    let appointed = ["append", "appointed", "Lord Bloggs", "--body", "Lords", "--when", "2016-01-01"];
    desk.well(&[&appointed[..], &["--source", "morning", "--quote", "Jo Bloggs moves"]].concat());
    let quoted = ["--source", "morning", "--quote", "Jo Bloggs moves from Whip to Treasurer"];
    let merge = ["person", "merge", "Lord Bloggs", "--into", "Jo Bloggs", "--why", "made a peer"];
    let done = desk.well(&[&merge[..], &quoted].concat());
    done.assert_says(0, &["warning: from", "`Lord Bloggs` holds Lords and `Jo Bloggs` holds Whip, Shadow Cabinet"]);
    let cited = desk.well(&["show", "9", "-o", "json"]).json();
    assert_eq!(cited["citations"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_split_is_proposed_and_needs_somebodys_yes() {
    let desk = desk();
    let split = ["person", "split", "Jo Bloggs", "6", "--as", "Jo Bloggs #2", "--why", "two people"];
    let head = desk.head();
    for input in ["", "y\n"] {
        let asked = desk.feed(input, &split);
        asked.assert_says(2, &["not confirmed, so nothing was recorded; add --yes"]);
        assert!(asked.stdout.contains("2 facts would be given from Jo Bloggs to Jo Bloggs #2"), "{}", asked.stdout);
        assert_eq!(desk.head(), head);
    }
    let tried = desk.well(&[&split[..], &["--dry-run", "-o", "json"]].concat()).json();
    assert_eq!(desk.head(), head);
    let proposed = tried["proposed"].as_array().unwrap();
    let told: Vec<_> = proposed.iter().map(|row| (row["seq"].as_u64(), row["goes_with"].as_u64())).collect();
    assert_eq!(told, [(Some(5), Some(6)), (Some(6), None)], "the appointment goes with the departure that ends it");
    assert_eq!(proposed[0]["changes"][0]["before"], "Jo Bloggs");
    assert_eq!(desk.well(&[&split[..], &["--yes", "-o", "json"]].concat()).seqs(), [8, 9]);
    let shown = desk.well(&["person", "show", "Jo Bloggs #2", "-o", "json"]).json();
    assert_eq!((shown["facts"].as_u64(), shown["tenures"].as_array().map(Vec::len)), (Some(2), Some(1)));
    assert_eq!(desk.well(&["audit"]).code, Some(0));
    desk.assert_refused(5, &["person", "show", "Jo Bloggs #2", "--known-at", "7"], &["was recorded later"]);
}

#[test]
fn a_careless_split_changes_nothing() {
    let desk = desk();
    let split = |event: &'static str, becomes: &'static str| {
        ["person", "split", "Jo Bloggs", event, "--as", becomes, "--why", "two people", "--yes"]
    };
    desk.assert_refused(2, &split("2", "Jo Bloggs #2"), &["event 2 does not name `Jo Bloggs`"]);
    desk.assert_refused(5, &split("99", "Jo Bloggs #2"), &["there is no event `99`"]);
    desk.assert_refused(5, &split("1", "Jo Bloggs #2"), &["is not a fact or an amendment"]);
    desk.assert_refused(2, &split("4", "Jo Bloggs"), &["is a name of `Jo Bloggs`", "`Jo Bloggs #2`"]);
    desk.assert_refused(2, &split("4", "Jo Blogs"), &["would be taken for a slip"]);
    desk.assert_refused(2, &split("4", ""), &["--as", "it is empty"]);
    desk.assert_refused(2, &["person", "split", "Jo Bloggs", "4"], &["--as", "--why"]);
    desk.assert_refused(2, &["person", "split", "Jo Bloggs", "--as", "Jo Bloggs #2"], &["EVENT"]);
    let moved = [&split("4", "Jo Bloggs #2")[..], &["--expect-head", "3"]].concat();
    desk.assert_refused(6, &moved, &["the head is"]);
}

#[test]
fn identifiers_are_listed_by_scheme_and_name_whom_they_identify() {
    let desk = desk();
    let identify = |who: &'static str, scheme: &'static str, id: &'static str| {
        ["append", "identified", who, "--scheme", scheme, "--id", id, "--why", "looked up"]
    };
    desk.well(&identify("Jo Bloggs", "wikidata", "Q123"));
    desk.well(&identify("Jo Bloggs", "parliament", "500"));
    desk.well(&identify("Heidi Alexander", "parliament", "4038"));
    let listed = desk.well(&["person", "list", "--scheme", "parliament", "-o", "csv"]).stdout;
    let ids: Vec<_> = listed.lines().skip(1).map(|line| line.split(',').nth(2).unwrap()).collect();
    assert_eq!(ids, ["parliament:4038", "parliament:500"]);
    for given in ["wikidata:Q123", "Q123", "parliament:500"] {
        assert_eq!(desk.well(&["person", "show", given, "-o", "json"]).json()["person"], "Jo Bloggs");
        let found = desk.well(&["person", "find", given, "-o", "json"]).json();
        assert_eq!(
            (&found["proposals"][0]["person"], &found["proposals"][0]["likeness"]),
            (&"Jo Bloggs".into(), &"identifier".into())
        );
    }
    desk.assert_refused(5, &["person", "show", "wikidata:Q124"], &["there is no person `wikidata:Q124`"]);
}

#[test]
fn the_other_commands_still_take_names_as_they_are_spelt() {
    let desk = desk();
    desk.assert_refused(5, &["timeline", "--person", "Lord Alexander"], &["no fact names `Lord Alexander`"]);
    desk.well(&said("Lord Alexander", "by noon", &[]));
    desk.well(&resigned("Lord Alexander", "2016-06-26", &[]));
    assert_eq!(desk.well(&["person", "show", "Heidi Alexander", "-o", "json"]).json()["facts"], 1);
}
