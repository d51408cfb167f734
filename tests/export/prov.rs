//! Provenance as PROV-JSON: what is told, that nothing dangles, and that the
//! `prov` package of Python reads it.

use std::collections::BTreeSet;

use reshuffle::ledger::Export;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::{exported, needs, python};

/// The members of each relation that name something, and what they name.
const REFERENCES: [(&str, &str, &str); 12] = [
    ("wasGeneratedBy", "prov:entity", "entity"),
    ("wasGeneratedBy", "prov:activity", "activity"),
    ("used", "prov:activity", "activity"),
    ("used", "prov:entity", "entity"),
    ("wasAssociatedWith", "prov:activity", "activity"),
    ("wasAssociatedWith", "prov:agent", "agent"),
    ("wasAttributedTo", "prov:entity", "entity"),
    ("wasAttributedTo", "prov:agent", "agent"),
    ("wasDerivedFrom", "prov:generatedEntity", "entity"),
    ("wasDerivedFrom", "prov:usedEntity", "entity"),
    ("wasInvalidatedBy", "prov:entity", "entity"),
    ("wasInvalidatedBy", "prov:activity", "activity"),
];

fn document(desk: &Desk) -> Value {
    serde_json::from_str(&exported(&desk.ledger, Export::Provenance, None)).expect("JSON")
}

/// What a document names and does not have, and members that no relation has.
fn dangling(document: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    for (section, statements) in document.as_object().into_iter().flatten() {
        let members: Vec<_> = REFERENCES.iter().filter(|(of, ..)| of == section).collect();
        let known = ["prefix", "entity", "activity", "agent"].contains(&section.as_str());
        if members.is_empty() && !known {
            faults.push(format!("`{section}` is not checked"));
        }
        for (id, statement) in statements.as_object().into_iter().flatten() {
            for (_, member, names) in &members {
                let named = statement[*member].as_str().unwrap_or("nothing");
                if document[*names].get(named).is_none() {
                    faults.push(format!("{section} {id}: {named} is no {names}"));
                }
            }
            let prefix = id.split_once(':').map(|(prefix, _)| prefix).unwrap_or_default();
            if *section != "prefix" && prefix != "_" && document["prefix"].get(prefix).is_none() {
                faults.push(format!("{id} has a prefix that is not declared"));
            }
        }
    }
    faults
}

/// The statements of a section that hold some members.
fn matching(document: &Value, section: &str, wanted: &Value) -> Vec<Value> {
    let statements = document[section].as_object().into_iter().flatten().map(|(_, statement)| statement.clone());
    let wanted: Vec<(String, Value)> = wanted.as_object().unwrap().clone().into_iter().collect();
    statements.filter(|statement| wanted.iter().all(|(name, value)| statement[name] == *value)).collect()
}

fn busy() -> (Desk, [String; 5]) {
    let mut desk = Desk::new();
    let earlier =
        desk.article("web", "url=https://example.org/live?page=2; publisher=The Courier; as_of=2016-06-26T18:30");
    desk.redescribe(earlier, "title=Live");
    let left = desk.add("resigned", "Seán Ó Dálaigh", "2016-06-26", "post=Whip; source=web");
    desk.corroborate(left, "paper");
    let first = desk.amend(left, "when=2016-06-26T13:00; source=paper");
    let second = desk.amend(left, "when=2016-06-26T14:00");
    desk.retract(second);
    let slip = desk.add("sacked", "Bob", "2016-06-25", "");
    let amended = desk.amend(slip, "when=2016-06-24");
    desk.retract(slip);
    let ids = [left, first, second, slip, amended].map(|id| id.to_string());
    (desk, ids)
}

#[test]
fn nothing_that_is_named_is_missing() {
    let document = document(&busy().0);
    assert_eq!(dangling(&document), [""; 0]);
    for (section, ..) in REFERENCES {
        assert!(document.get(section).is_some(), "the desk makes no {section}");
    }
    let mut bad = document.clone();
    let article = bad["entity"].as_object().unwrap().keys().find(|id| id.starts_with("article:")).unwrap().clone();
    bad["entity"].as_object_mut().unwrap().shift_remove(&article);
    assert_ne!(dangling(&bad).len(), 0, "the check finds what is taken out");
}

#[test]
fn a_fact_has_its_article_for_a_primary_source_and_its_quote_between() {
    let (desk, [left, ..]) = busy();
    let document = document(&desk);
    let fact = format!("fact:{left}");
    let primary = json!({ "$": "prov:PrimarySource", "type": "prov:QUALIFIED_NAME" });
    let primary = json!({ "prov:generatedEntity": fact, "prov:type": primary });
    // The article that it cites, and the one that says the same.
    assert_eq!(matching(&document, "wasDerivedFrom", &primary).len(), 2);
    let quote = format!("quote:{left}-1");
    assert_eq!(document["entity"][&quote]["prov:value"], "it is so");
    assert_eq!(
        matching(&document, "wasDerivedFrom", &json!({ "prov:generatedEntity": fact, "prov:usedEntity": quote })).len(),
        1
    );
    let quotation = matching(&document, "wasDerivedFrom", &json!({ "prov:generatedEntity": quote }));
    assert_eq!(quotation[0]["prov:type"]["$"], "prov:Quotation");
    let article = quotation[0]["prov:usedEntity"].as_str().unwrap();
    assert_eq!(document["entity"][article]["reshuffle:title"], "Live");
}

#[test]
fn an_amended_fact_is_a_revision_of_what_it_amends() {
    let (desk, [left, first, ..]) = busy();
    let document = document(&desk);
    let revision = matching(
        &document,
        "wasDerivedFrom",
        &json!({ "prov:generatedEntity": format!("fact:{first}"), "prov:usedEntity": format!("fact:{left}") }),
    );
    assert_eq!(revision[0]["prov:type"]["$"], "prov:Revision");
    assert_eq!(document["activity"][format!("activity:{first}")]["prov:type"]["$"], "reshuffle:Amending");
    assert_eq!(document["activity"][format!("activity:{first}")]["reshuffle:why"], "it was wrong");
}

#[test]
fn what_no_longer_holds_was_ended_by_one_activity() {
    let (desk, [left, first, second, slip, amended]) = busy();
    let document = document(&desk);
    let ended = |fact: &str| -> Vec<String> {
        let by = matching(&document, "wasInvalidatedBy", &json!({ "prov:entity": format!("fact:{fact}") }));
        by.iter().map(|by| by["prov:activity"].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(ended(&left), [format!("activity:{first}")]);
    assert_eq!(ended(&first), [""; 0]);
    let retracting = |activities: Vec<String>| -> Vec<Value> {
        activities.iter().map(|activity| document["activity"][activity]["prov:type"]["$"].clone()).collect()
    };
    assert_eq!(retracting(ended(&second)), ["reshuffle:Retracting"]);
    assert_eq!(ended(&slip), [format!("activity:{amended}")]);
    assert_eq!(retracting(ended(&amended)), ["reshuffle:Retracting"]);
}

#[test]
fn recorders_and_publishers_are_agents() {
    let document = document(&busy().0);
    let agents: BTreeSet<&str> =
        document["agent"].as_object().unwrap().values().filter_map(|agent| agent["prov:label"].as_str()).collect();
    assert_eq!(agents, BTreeSet::from(["The Courier", "tester"]));
    let activities = document["activity"].as_object().unwrap().len();
    assert_eq!(document["wasAssociatedWith"].as_object().unwrap().len(), activities);
}

const READS: &str = "
import sys, json, io
from prov.model import ProvDocument, ProvEntity, ProvActivity, ProvAgent, ProvDerivation, ProvInvalidation
text = sys.stdin.read()
document = ProvDocument.deserialize(io.StringIO(text), format='json')
again = ProvDocument.deserialize(io.StringIO(document.serialize(format='json')), format='json')
assert document == again, 'it does not survive a round trip'
count = lambda kind: len(list(document.get_records(kind)))
kinds = [str(t) for d in document.get_records(ProvDerivation) for t in d.get_asserted_types()]
print(count(ProvEntity), count(ProvActivity), count(ProvAgent), count(ProvInvalidation),
      kinds.count('prov:PrimarySource'), kinds.count('prov:Revision'), kinds.count('prov:Quotation'))
";

#[test]
fn the_prov_package_reads_the_same_document() {
    if !needs::met("`prov` from PyPI (`pip install prov`)", needs::python_with("prov")) {
        return;
    }
    let (desk, _) = busy();
    let text = exported(&desk.ledger, Export::Provenance, None);
    let document = document(&desk);
    let section = |name: &str| document[name].as_object().unwrap().len();
    let derivations = |kind: &str| {
        let kind = json!({ "prov:type": { "$": kind, "type": "prov:QUALIFIED_NAME" } });
        matching(&document, "wasDerivedFrom", &kind).len()
    };
    let counts = [
        section("entity"),
        section("activity"),
        section("agent"),
        section("wasInvalidatedBy"),
        derivations("prov:PrimarySource"),
        derivations("prov:Revision"),
        derivations("prov:Quotation"),
    ];
    let counts = counts.map(|count| count.to_string()).join(" ");
    assert_eq!(python::answer(READS, &[], &text).trim(), counts);
}
