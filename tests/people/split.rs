//! One name made two people.

use reshuffle::domain::{EventId, Text};
use reshuffle::ledger::{Error, Receipts, Split};

use crate::desk::{Desk, name, options};

/// Two people called John Smith: a whip, and a chair who left.
fn desk() -> (Desk, [EventId; 3]) {
    let mut desk = Desk::new();
    let whip = desk.add("appointed", "John Smith", "2015-05-11", "post=Whip");
    let chair = desk.add("appointed", "John Smith", "2015-06-01", "post=Chair; body=Council");
    let left = desk.add("resigned", "John Smith", "2016-06-26", &format!("post=Chair; body=Council; ends={chair}"));
    (desk, [whip, chair, left])
}

fn propose(desk: &Desk, becomes: &str, events: &[EventId]) -> Result<Split, Error> {
    let events: Vec<String> = events.iter().map(|id| format!("id:{id}")).collect();
    desk.ledger.propose_split(&name("John Smith"), &name(becomes), &events)
}

fn split(desk: &mut Desk, becomes: &str, events: &[EventId]) -> Receipts {
    let proposed = propose(desk, becomes, events).expect("a proposal");
    let why = Text::new("two people").expect("a reason");
    desk.ledger.split(&proposed, &why, &options()).expect("a split")
}

#[test]
fn a_split_gives_facts_to_another_name_from_then_on() {
    let (mut desk, [whip, ..]) = desk();
    let before = desk.ledger.head().expect("a head").id;
    assert_eq!(split(&mut desk, "John Smith #2", &[whip]).events.len(), 1);
    assert_eq!(desk.cabinet("2016-01"), ["John Smith #2, Whip: certain", "John Smith, Chair: certain"]);
    let earlier = desk.known_by(before).people(None, None, desk.at("2016")).expect("people");
    assert_eq!(earlier.len(), 1);
    let (_, steps) = desk.ledger.recorded_of_person(&desk.view(), &name("John Smith #2")).expect("a history");
    assert_eq!(steps.len(), 2, "the fact as it was, and the amendment");
}

#[test]
fn a_departure_and_the_appointment_that_it_ends_go_together() {
    for asked in [1, 2] {
        let (mut desk, events) = desk();
        let proposed = propose(&desk, "John Smith #2", &[events[asked]]).expect("a proposal");
        let taken: Vec<_> = proposed.rewrites.iter().map(|rewrite| (rewrite.fact.1, rewrite.with.is_some())).collect();
        assert_eq!(taken, [(events[1], asked != 1), (events[2], asked != 2)]);
        assert_eq!(desk.ledger.head().map(|head| head.id), Some(events[2]), "a proposal changes nothing");
        split(&mut desk, "John Smith #2", &[events[asked]]);
        let person = desk.view().person(&name("John Smith #2"), desk.at("2016-01")).expect("a person");
        assert_eq!(person.tenures.len(), 1);
        assert!(person.tenures[0].until.is_some(), "the departure still ends its appointment");
    }
}

#[test]
fn every_field_that_names_the_person_is_rewritten_and_no_other() {
    let (mut desk, _) = desk();
    let sacked = desk.add("sacked", "Ann", "2016-06-26", "by=John Smith");
    let alias = desk.add("alias", "J. Smith", "", "of=John Smith; names=person");
    let spelt = desk.add("said", "J. Smith", "", "");
    let known = desk.add("identified", "John Smith", "", "scheme=wikidata; id=Q1");
    split(&mut desk, "John Smith #2", &[sacked, alias, spelt, known]);
    let person = desk.view().person(&name("Q1"), desk.at("2016")).expect("a person");
    assert_eq!((person.row.summary.name.as_str(), person.row.summary.facts), ("John Smith #2", 4));
    let departed = desk.view().people(None, None, desk.at("2016")).expect("people");
    assert!(departed.iter().any(|row| row.summary.name == "Ann"), "who was sacked stays who it was");
    let spelling = desk.view().person(&name("J. Smith"), desk.at("2016")).expect("a person");
    assert_eq!(spelling.row.summary.name, "John Smith #2", "the spelling went with what it stands for");
}

#[test]
fn a_name_that_is_not_told_apart_is_refused() {
    let (mut desk, [whip, ..]) = desk();
    desk.add("alias", "J. Smith", "", "of=John Smith; names=person");
    let refused = |becomes: &str| propose(&desk, becomes, &[whip]).expect_err("a refusal").to_string();
    assert!(refused("John Smith").contains("is a name of `John Smith`"));
    assert!(refused("J. Smith").contains("is a name of `John Smith`"));
    for slip in ["john smith", "John Smyth", "John Smiht"] {
        assert!(refused(slip).contains("would be taken for a slip of `John Smith`"), "{slip}");
    }
    assert!(propose(&desk, "John Smith (Bury)", &[whip]).is_ok());
}

#[test]
fn what_is_no_fact_of_the_person_is_refused() {
    let (mut desk, [whip, ..]) = desk();
    let other = desk.add("said", "Ann", "", "");
    let refused = propose(&desk, "John Smith #2", &[whip, other]).expect_err("a refusal").to_string();
    assert!(refused.contains("does not name `John Smith`"), "{refused}");
    desk.retract(whip);
    assert!(matches!(propose(&desk, "John Smith #2", &[whip]), Err(Error::Target(_))));
    let nobody = desk.ledger.propose_split(&name("Jon Smith"), &name("Jon Smith #2"), &[]).expect_err("a refusal");
    assert!(nobody.hint().is_some_and(|hint| hint.contains("`John Smith`")));
}

#[test]
fn a_batch_is_taken_whole_or_not_at_all() {
    let (mut desk, [whip, ..]) = desk();
    let mut proposed = propose(&desk, "John Smith #2", &[whip]).expect("a proposal");
    let again = proposed.rewrites[0].clone();
    proposed.rewrites.push(again);
    let head = desk.ledger.head();
    let why = Text::new("two people").expect("a reason");
    let refused = desk.ledger.split(&proposed, &why, &options()).expect_err("a refusal").to_string();
    assert_eq!(refused, "that is what the fact says already");
    assert_eq!(desk.ledger.head(), head);
    assert_eq!(desk.cabinet("2016-01"), ["John Smith, Whip: certain", "John Smith, Chair: certain"]);
}

#[test]
fn the_facts_to_choose_from_stand_by_body_and_article() {
    let (mut desk, [whip, chair, left]) = desk();
    let said = desk.add("said", "John Smith", "", "");
    let (person, facts) = desk.ledger.facts_of(&name("John Smith")).expect("facts");
    assert_eq!(person, "John Smith");
    let told: Vec<_> = facts.iter().map(|told| (told.of.body.as_deref(), told.of.fact)).collect();
    assert_eq!(told, [(None, said), (Some("Cabinet"), whip), (Some("Council"), chair), (Some("Council"), left)]);
}
