//! The files of parlparse: people, and ministers that refer to them.

use serde_json::{Value, json};

use crate::desk::{Desk, Done};
use crate::set::{counts, holders};

fn people() -> Value {
    json!({
        "memberships": [
            { "id": "member/1", "person_id": "person/1", "post_id": "cons/1", "on_behalf_of_id": "tide", "start_date": "1997-05-01", "end_date": "2001-05-14", "end_reason": "general_election" },
            { "id": "member/2", "redirect": "member/1" },
            { "id": "lord/1", "person_id": "person/2", "organization_id": "lords", "label": "Peer", "start_date": "1999", "end_date": "9999-12-31" },
            { "id": "member/3", "person_id": "person/9", "post_id": "cons/1", "start_date": "2001-06-07", "end_date": "2003-01-01", "end_reason": "died" },
        ],
        "organizations": [{ "id": "commons", "name": "House of Tides" }, { "id": "lords", "name": "House of Shells" }, { "id": "tide", "name": "Tide" }],
        "persons": [
            { "id": "person/1", "identifiers": [{ "scheme": "historic_id", "identifier": "8" }], "other_names": [{ "note": "Main", "given_name": "Jo", "family_name": "Day" }] },
            { "id": "person/2", "other_names": [
                { "note": "Main", "honorific_prefix": "Baroness", "lordname": "Lee", "lordofname": "Hull", "start_date": "1999-01-01" },
                { "note": "Main", "given_name": "Ann", "family_name": "Lee", "end_date": "1998-12-31" } ] },
            { "id": "person/9", "redirect": "person/1" },
        ],
        "posts": [{ "id": "cons/1", "label": "MP for Hull", "organization_id": "commons", "area": { "name": "Hull" }, "role": "MP" }],
    })
}

fn ministers() -> Value {
    json!({ "organizations": [{ "id": "treasury", "name": "Treasury" }], "memberships": [
        { "id": "moffice/1", "person_id": "person/1", "organization_id": "treasury", "role": "Whip", "start_date": "1998-01-01", "end_date": "1999-01-01" },
        { "id": "moffice/2", "person_id": "person/2", "organization_id": "treasury", "role": "Minister", "start_date": "2000-01-01", "source": "https://example.org/ministers" },
    ] })
}

fn import(desk: &Desk, files: &[(&str, &Value)]) -> Done {
    files.iter().for_each(|(name, document)| desk.write(name, document.to_string()));
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let done = desk.run(&[&["import", "parlparse", "-o", "json"][..], &names].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
    done
}

fn check(desk: &Desk) {
    assert_eq!(
        holders(desk, &["--at", "1998-06-01"]),
        ["Jo Day: House of Tides, MP for Hull", "Jo Day: Treasury, Whip"]
    );
    assert_eq!(
        holders(desk, &["--at", "2000-06-01", "--body", "Treasury"]),
        ["Baroness Lee of Hull: Treasury, Minister"]
    );
    assert_eq!(
        holders(desk, &["--at", "2026", "--body", "House of Shells"]),
        ["Baroness Lee of Hull: House of Shells, -"]
    );
    let left =
        |how: &str| desk.well(&["tally", "--how", how, "--at", "2026", "-o", "json"]).json()["least"].as_u64().unwrap();
    assert_eq!((left("died"), left("term_ended")), (1, 1));
    desk.well(&["audit"]);
}

#[test]
fn ministers_refer_to_people_whichever_file_is_named_first() {
    for order in [["people.json", "ministers.json"], ["ministers.json", "people.json"]] {
        let desk = Desk::new();
        let of = |name: &str| if name == "people.json" { people() } else { ministers() };
        import(&desk, &order.map(|name| (name, of(name))).each_ref().map(|(name, document)| (*name, document)));
        check(&desk);
        assert!(!desk.well(&["log", "-o", "jsonl"]).stdout.contains("\"person\":\"person/1\""));
    }
}

#[test]
fn who_is_known_by_identifier_alone_gets_a_name_with_the_file_that_says_it() {
    let desk = Desk::new();
    let done = import(&desk, &[("ministers.json", &ministers())]);
    done.assert_says(0, &["2 persons and bodies are named by identifier alone"]);
    assert_eq!(holders(&desk, &["--at", "1998-06-01"]), ["person/1: Treasury, Whip"]);
    import(&desk, &[("people.json", &people())]);
    check(&desk);
    assert_eq!(counts(&import(&desk, &[("ministers.json", &ministers()), ("people.json", &people())]))[0], 0);
}

#[test]
fn a_new_version_of_one_file_leaves_the_others_alone() {
    let desk = Desk::new();
    import(&desk, &[("people.json", &people()), ("ministers.json", &ministers())]);
    let mut newer = ministers();
    newer["memberships"][1]["end_date"] = json!("2002-02-02");
    let done = import(&desk, &[("ministers-2.json", &newer)]);
    assert_eq!(counts(&done)[0], 1, "{done:?}");
    assert_eq!(counts(&done)[2..], [0, 0, 0, 0], "{done:?}");
    assert_eq!(done.json()["sets"], json!([{ "set": "parlparse/ministers", "newer": true }]));
    check_but_for_the_end(&desk);
}

fn check_but_for_the_end(desk: &Desk) {
    assert_eq!(holders(desk, &["--at", "2003", "--body", "Treasury"]), Vec::<String>::new());
    assert_eq!(holders(desk, &["--at", "1998-06-01"]).len(), 2);
}

#[test]
fn a_list_of_memberships_without_a_name_is_read() {
    let desk = Desk::new();
    let list = json!([
        { "id": "role/1", "person_id": ["person/1"], "organization_id": "assembly", "role": "Minister", "source": "https://example.org/x", "start_date": "2014-04-22" },
        { "id": "role/2", "person_id": ["person/1", "person/2"], "organization_id": "assembly", "role": "Clerk", "start_date": "2015-01-01" },
    ]);
    import(&desk, &[("assembly.json", &list)]);
    assert_eq!(holders(&desk, &["--at", "2016"]).len(), 3);
}
