//! Persons, organizations, posts and memberships as Popolo has them.

use std::collections::BTreeSet;

use reshuffle::ledger::Export;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::{exported, needs, python};

const SCHEMAS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/popolo/schemas");

fn document(desk: &Desk, at: Option<&str>) -> Value {
    serde_json::from_str(&exported(&desk.ledger, Export::Popolo, at)).expect("JSON")
}

fn list(document: &Value, name: &str) -> Vec<Value> {
    document[name].as_array().expect("a list").clone()
}

fn texts(list: &[Value], member: &str) -> Vec<String> {
    list.iter().map(|element| element[member].as_str().unwrap_or("null").to_owned()).collect()
}

fn busy() -> Desk {
    let mut desk = Desk::new();
    desk.article("web", "url=https://example.org/live; publisher=The Courier; title=Live");
    desk.add("body", "Office", "", "part_of=Cabinet; seats=3");
    desk.add("appointed", "Ann", "2015-09~", "post=Whip; rank=full; note=by letter");
    desk.add("resigned", "Anne", "2016-06-26T13:03:07.5", "post=Whip; source=web");
    desk.add("alias", "Anne", "", "of=Ann; names=person");
    desk.add("identified", "", "", "person=Ann; scheme=wikidata; id=Q42");
    desk.add("identified", "", "", "person=Ann; scheme=parliament; id=77");
    desk.add("appointed", "Bob", "2016-06-26/2016-06-28", "post=Chief Whip; acting=true");
    desk.add("appointed", "Cay", "2015-12-31/2016-01-01", "body=Office");
    desk.add("post", "Whip", "2016-06-27", "change=renamed; to=Chief Whip");
    desk.add("post", "Clerk", "2016-07%", "change=abolished");
    desk.add("said", "Dee", "", "");
    desk
}

/// What names something that is not there, by the members that end in `_id`.
fn dangling(document: &Value) -> Vec<String> {
    let ids: BTreeSet<String> =
        ["persons", "organizations", "posts"].iter().flat_map(|name| texts(&list(document, name), "id")).collect();
    let elements = ["organizations", "posts", "memberships"].iter().flat_map(|name| list(document, name));
    let named = elements.flat_map(|element| {
        let members = element.as_object().unwrap().clone().into_iter();
        members.filter(|(name, value)| name.ends_with("_id") && !value.is_null()).collect::<Vec<_>>()
    });
    named.filter(|(_, id)| !ids.contains(id.as_str().unwrap())).map(|(name, id)| format!("{name} {id}")).collect()
}

#[test]
fn names_with_slashes_make_ids_of_their_own() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2015", "body=A/B; post=C");
    desk.add("appointed", "Ann", "2015", "body=A; post=B/C");
    let document = document(&desk, None);
    let ids: BTreeSet<String> = texts(&list(&document, "posts"), "id").into_iter().collect();
    assert_eq!(ids, BTreeSet::from(["post/A%2FB/C".to_owned(), "post/A/B%2FC".to_owned()]));
    assert_eq!(dangling(&document), [""; 0]);
}

#[test]
fn a_date_keeps_what_its_pattern_allows_and_the_exact_form_stands_beside() {
    let document = document(&busy(), None);
    let memberships = list(&document, "memberships");
    let dates: Vec<_> = memberships
        .iter()
        .map(|of| {
            json!([of["person_id"], of["start_date"], of["reshuffle"]["start"], of["end_date"], of["reshuffle"]["end"]])
        })
        .collect();
    let left = "2016-06-26T13:03:07.5+01:00";
    assert_eq!(
        dates,
        [
            json!(["person/Ann", "2015-09", "2015-09~", "2016-06-26T13:03:07+01:00", left]),
            json!(["person/Bob", "2016-06", "2016-06-26/2016-06-28", null, null]),
            json!(["person/Cay", null, "2015-12-31/2016-01-01", null, null]),
        ]
    );
    let posts = list(&document, "posts");
    assert_eq!(texts(&posts, "label"), ["Chief Whip", "Clerk"]);
    assert_eq!((&posts[1]["end_date"], &posts[1]["reshuffle"]["end"]), (&json!("2016-07"), &json!("2016-07%")));
}

#[test]
fn names_and_identifiers_stand_with_the_person() {
    let document = document(&busy(), None);
    let persons = list(&document, "persons");
    assert_eq!(texts(&persons, "name"), ["Ann", "Bob", "Cay", "Dee"]);
    assert_eq!(persons[0]["other_names"], json!([{ "name": "Anne" }]));
    let ids = json!([{ "identifier": "77", "scheme": "parliament" }, { "identifier": "Q42", "scheme": "wikidata" }]);
    assert_eq!(persons[0]["identifiers"], ids);
    assert_eq!(list(&document, "posts")[0]["other_label"], json!(["Whip"]));
    let office = list(&document, "organizations")[1].clone();
    assert_eq!((&office["id"], &office["parent_id"]), (&json!("organization/Office"), &json!("organization/Cabinet")));
    assert_eq!(office["reshuffle"]["seats"], 3);
}

#[test]
fn every_quote_is_a_source_and_notes_are_kept() {
    let ann = list(&document(&busy(), None), "memberships")[0].clone();
    let urls = texts(&list(&ann, "sources"), "url");
    assert_eq!(urls.len(), 2, "{urls:?}");
    assert!(urls[0].starts_with("urn:blake3:"), "{urls:?}");
    assert_eq!(urls[1], "https://example.org/live");
    assert_eq!(ann["sources"][1]["note"], "The Courier, Live: “it is so”");
    assert_eq!(ann["reshuffle"]["notes"], json!(["by letter"]));
}

#[test]
fn nothing_that_is_named_is_missing() {
    for at in [None, Some("2015-12-01"), Some("2016-06-27"), Some("2020"), Some("1900")] {
        assert_eq!(dangling(&document(&busy(), at)), [""; 0], "{at:?}");
    }
    let mut bad = document(&busy(), None);
    bad["organizations"].as_array_mut().unwrap().remove(0);
    assert_ne!(dangling(&bad).len(), 0, "the check finds what is taken out");
}

#[test]
fn a_moment_leaves_its_holders_and_what_they_hold() {
    let document = document(&busy(), Some("2015-12-01"));
    assert_eq!(texts(&list(&document, "persons"), "name"), ["Ann"]);
    assert_eq!(texts(&list(&document, "posts"), "label"), ["Whip"]);
    assert_eq!(texts(&list(&document, "organizations"), "name"), ["Cabinet"]);
    assert_eq!(list(&document, "memberships")[0]["reshuffle"]["certainty"], "certain");
}

#[test]
fn two_stretches_of_one_holding_have_ids_of_their_own() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2014", "post=Whip");
    desk.add("resigned", "Ann", "2015", "post=Whip");
    desk.add("appointed", "Ann", "2016", "post=Whip");
    let ids = texts(&list(&document(&desk, None), "memberships"), "id");
    assert_eq!(ids, ["membership/Ann/Cabinet/Whip/1", "membership/Ann/Cabinet/Whip/2"]);
}

const VALIDATES: &str = "
import sys, json, os
from jsonschema import Draft3Validator, RefResolver
folder = sys.argv[1]
schemas = {name: json.load(open(os.path.join(folder, name))) for name in sorted(os.listdir(folder))}
store = {schema['id'].rstrip('#'): schema for schema in schemas.values()}
store.update({schema['id']: schema for schema in schemas.values()})
document = json.load(sys.stdin)
checked = 0
for name, file in [('persons', 'person'), ('organizations', 'organization'), ('posts', 'post'), ('memberships', 'membership')]:
    schema = schemas[file + '.json']
    Draft3Validator.check_schema(schema)
    validator = Draft3Validator(schema, resolver=RefResolver(schema['id'], schema, store=store))
    for element in document[name]:
        checked += 1
        for error in validator.iter_errors(element):
            print(name, element['id'], list(error.path), error.message)
print(checked)
";

#[test]
fn every_element_is_valid_by_its_schema() {
    let schemas = std::path::Path::new(SCHEMAS).is_dir();
    let present = needs::python_with("jsonschema; jsonschema.RefResolver") && schemas;
    if !needs::met("the schemas of Popolo and `jsonschema` from PyPI (`pip install 'jsonschema<4.18'`)", present) {
        return;
    }
    let desk = busy();
    let document = document(&desk, None);
    let elements: usize =
        ["persons", "organizations", "posts", "memberships"].iter().map(|name| list(&document, name).len()).sum();
    let told = python::answer(VALIDATES, &[SCHEMAS], &document.to_string());
    assert_eq!(told.trim(), elements.to_string());
    let mut bad = document.clone();
    bad["memberships"][0]["start_date"] = json!("2015-09~");
    let told = python::answer(VALIDATES, &[SCHEMAS], &bad.to_string());
    assert!(told.contains("start_date"), "{told}");
}

#[test]
fn an_end_that_popolo_has_no_date_for_is_told() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "2015-12-31/2016-01-01", "post=Whip");
    let view = desk.ledger.view(reshuffle::ledger::KnownAt::Head).unwrap();
    let exported = desk.ledger.export(Export::Popolo, &view, None, &mut Vec::new()).unwrap();
    assert_eq!(exported.notes.len(), 1);
    assert!(exported.notes[0].ends_with("null: 1"), "{:?}", exported.notes);
    assert_eq!(list(&document(&desk, None), "memberships")[0]["reshuffle"]["ended"], true);
}
