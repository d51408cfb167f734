//! Citations as W3C Web Annotations, held to the rules of the data model.

use std::collections::BTreeSet;

use reshuffle::ledger::Export;
use serde_json::{Map, Value, json};

use crate::desk::Desk;
use crate::exported;

/// The motivations that the vocabulary has (Web Annotation Vocabulary, 2.4).
const MOTIVATIONS: [&str; 13] = [
    "assessing",
    "bookmarking",
    "classifying",
    "commenting",
    "describing",
    "editing",
    "highlighting",
    "identifying",
    "linking",
    "moderating",
    "questioning",
    "replying",
    "tagging",
];

fn collection(desk: &Desk) -> Value {
    serde_json::from_str(&exported(&desk.ledger, Export::Annotations, None)).expect("JSON")
}

fn items(desk: &Desk) -> Vec<Value> {
    collection(desk)["first"]["items"].as_array().expect("a page of items").clone()
}

/// What is wrong with a value, by the sections of the Web Annotation Data Model
/// that the export makes use of.
fn faults(collection: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let mut check = |holds: bool, what: String| {
        if !holds {
            faults.push(what);
        }
    };
    check(collection["@context"] == "http://www.w3.org/ns/anno.jsonld", "5.1: the context".to_owned());
    check(collection["type"] == "AnnotationCollection", "5.1: the type of the collection".to_owned());
    check(is_iri(&collection["id"]), "5.1: the id of the collection".to_owned());
    let page = &collection["first"];
    check(page["type"] == "AnnotationPage" && is_iri(&page["id"]), "5.2: the page".to_owned());
    check(collection["last"] == page["id"], "5.1: one page is the first and the last".to_owned());
    let items = page["items"].as_array().cloned().unwrap_or_default();
    check(collection["total"] == json!(items.len()), "5.1: the total".to_owned());
    let ids: BTreeSet<&str> = items.iter().filter_map(|item| item["id"].as_str()).collect();
    check(ids.len() == items.len(), "3.1: every annotation has an id of its own".to_owned());
    for item in &items {
        let id = &item["id"];
        check(is_iri(id), format!("3.1: {id} is no IRI"));
        check(item["type"] == "Annotation", format!("3.1: the type of {id}"));
        check(item["@context"] == collection["@context"], format!("3.1: the context of {id}"));
        check(MOTIVATIONS.iter().any(|word| item["motivation"] == *word), format!("3.3.5: the motivation of {id}"));
        check(is_utc(&item["created"]), format!("3.3.1: `created` of {id}"));
        check(item["creator"]["name"].is_string(), format!("3.3.2: the creator of {id}"));
        for body in item["body"].as_array().into_iter().flatten() {
            check(body["type"] == "TextualBody" && body["value"].is_string(), format!("3.2.4: a body of {id}"));
            check(body["format"].as_str().is_some_and(|of| of.contains('/')), format!("3.2.4: the format in {id}"));
        }
        let target = &item["target"];
        check(target["type"] == "SpecificResource", format!("4: the target of {id}"));
        check(is_iri(&target["source"]), format!("4: the source of {id}"));
        for selector in target["selector"].as_array().into_iter().flatten() {
            let known = match selector["type"].as_str() {
                Some("TextQuoteSelector") => {
                    let texts = ["exact", "prefix", "suffix"];
                    has_only(selector, &texts) && texts.iter().all(|name| selector[name].is_string())
                }
                Some("TextPositionSelector") => {
                    let ends = (selector["start"].as_u64(), selector["end"].as_u64());
                    has_only(selector, &["start", "end"]) && matches!(ends, (Some(start), Some(end)) if start < end)
                }
                _ => false,
            };
            check(known, format!("4.2: a selector of {id}: {selector}"));
        }
        let state = &target["state"];
        let dated = state["type"] == "TimeState" && is_utc(&state["sourceDate"]) && is_iri(&state["cached"]);
        check(state.is_null() || dated, format!("4.3.1: {id}"));
    }
    faults
}

fn has_only(selector: &Value, names: &[&str]) -> bool {
    let members = selector.as_object().map(Map::len).unwrap_or_default();
    members == names.len() + 1
}

fn is_iri(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    let scheme = text.split_once(':').map(|(scheme, _)| scheme).unwrap_or_default();
    ["http", "https", "urn"].contains(&scheme)
        && !text.contains(|c: char| c.is_whitespace() || "<>\"{}|^`\\".contains(c))
}

fn is_utc(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape == "0000-00-00T00:00:00Z" || shape == "0000-00-00T00:00:00.000000Z"
}

fn busy() -> Desk {
    let mut desk = Desk::new();
    desk.article("web", "url=https://example.org/live?page=2; as_of=2016-06-26T18:30");
    desk.article("odd", "url=see the archive");
    let left = desk.add("resigned", "Seán Ó Dálaigh", "2016-06-26", "post=Whip; source=web");
    desk.corroborate(left, "odd");
    let slip = desk.add("sacked", "Bob", "2016-06-25", "");
    desk.retract(slip);
    let amended = desk.add("appointed", "Cay", "2016-06-27", "post=Whip");
    desk.amend(amended, "when=2016-06-28; source=web");
    desk
}

#[test]
fn the_collection_keeps_the_rules_of_the_model() {
    assert_eq!(faults(&collection(&busy())), [""; 0]);
    assert_eq!(faults(&collection(&Desk::new())), [""; 0]);
}

#[test]
fn the_check_finds_what_breaks_the_rules() {
    let good = collection(&busy());
    let spoilt: [(&str, Value); 8] = [
        ("/@context", json!("http://schema.org")),
        ("/first/items/0/id", json!("no iri")),
        ("/first/items/0/motivation", json!("shouting")),
        ("/first/items/0/created", json!("2016-06-26T18:30:00+01:00")),
        ("/first/items/0/target/source", json!("see the archive")),
        ("/first/items/0/target/selector/1/end", json!(0)),
        ("/first/items/0/target/state/sourceDate", json!("2016")),
        ("/total", json!(7)),
    ];
    for (place, value) in spoilt {
        let mut bad = good.clone();
        *bad.pointer_mut(place).expect(place) = value;
        assert_ne!(faults(&bad).len(), 0, "{place}");
    }
}

#[test]
fn every_citation_of_what_stands_is_annotated_once() {
    let told: Vec<_> = items(&busy())
        .iter()
        .map(|item| {
            let body = item["body"][0]["value"].as_str().unwrap_or_default().to_owned();
            (body, item["target"]["source"].as_str().unwrap_or_default().chars().take(19).collect::<String>())
        })
        .collect();
    let told: Vec<_> = told.iter().map(|(body, source)| (body.as_str(), source.as_str())).collect();
    let (sean, cay) = (
        "Seán Ó Dálaigh left as Whip in Cabinet: resigned, 2016-06-26",
        "Cay was appointed Whip in Cabinet, 2016-06-28",
    );
    assert_eq!(told.len(), 4, "{told:?}");
    assert_eq!(told[0], (sean, "https://example.org"));
    assert_eq!((told[1].0, &told[1].1[..11]), (sean, "urn:blake3:"));
    assert_eq!(told[2], (cay, "https://example.org"));
    assert_eq!((told[3].0, &told[3].1[..11]), (cay, "urn:blake3:"));
}

#[test]
fn the_numbers_cut_the_quote_out_of_the_kept_text() {
    let mut desk = Desk::new();
    let text = "Ó — 𝔸nn’s day: it is so, 'twas said.";
    let description = reshuffle::domain::SourceDescription::labelled("wide").unwrap();
    let new = reshuffle::ledger::NewSource { bytes: text.as_bytes().to_vec(), description, original: None };
    desk.ledger.add_source(new, &crate::desk::options()).unwrap();
    desk.add("said", "Ann", "", "source=wide");
    let item = items(&desk).remove(0);
    let (quote, place) = (&item["target"]["selector"][0], &item["target"]["selector"][1]);
    let number = |end: &str| usize::try_from(place[end].as_u64().unwrap()).unwrap();
    let cut: String = text.chars().skip(number("start")).take(number("end") - number("start")).collect();
    assert_eq!(Value::from(cut), quote["exact"]);
    assert_eq!(quote["prefix"], "Ó — 𝔸nn’s day: ");
}

#[test]
fn the_fact_is_there_for_programs_too() {
    let item = items(&busy()).remove(0);
    let fact: Value = serde_json::from_str(item["body"][1]["value"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&fact["fact"], &fact["how"], &fact["stance"]),
        (&json!("departed"), &json!("resigned"), &json!("reported"))
    );
    assert_eq!(item["body"][1]["format"], "application/json");
}
