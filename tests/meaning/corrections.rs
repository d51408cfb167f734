//! Facts amended, taken back and corroborated, as known before and after.

use crate::desk::{Desk, bounds, holders, ids, name, rule};
use reshuffle::ledger::Class;

#[test]
fn as_known_before_an_amendment_the_old_fact_answers() {
    let mut desk = Desk::new();
    let fact = desk.add("resigned", "Ann", "2016-06-26", "");
    let amendment = desk.amend(fact, "when=2016-06-28");
    let count = |known: reshuffle::ledger::View<'_>| {
        bounds(&known.tally(&rule("resigned"), desk.at("2016-06-27")).expect("a tally").0)
    };
    assert_eq!((count(desk.known_by(fact)), count(desk.known_by(amendment))), ((1, 1), (0, 0)));
    assert_eq!(ids(&desk.row(&rule("resigned"), "2016-06-29", "Ann").events), [fact, amendment]);
}

#[test]
fn as_known_before_a_retraction_the_fact_stands() {
    let mut desk = Desk::new();
    let fact = desk.add("resigned", "Ann", "2016-06-26", "");
    let retraction = desk.retract(fact);
    let count = |known: reshuffle::ledger::View<'_>| {
        bounds(&known.tally(&rule("resigned"), desk.at("2016-06-27")).expect("a tally").0)
    };
    assert_eq!((count(desk.known_by(fact)), count(desk.known_by(retraction))), ((1, 1), (0, 0)));
}

#[test]
fn as_known_before_the_first_fact_nobody_holds_anything() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "");
    let view = desk.ledger.view(reshuffle::ledger::KnownAt::Seq(reshuffle::domain::Seq(0))).expect("a prefix");
    let body = name(crate::desk::BODY);
    assert_eq!(holders(&view.cabinet(Some(&body), desk.at("2016")).expect("a cabinet")), Vec::<String>::new());
}

#[test]
fn an_amendment_that_is_retracted_gives_way_to_the_one_before() {
    let mut desk = Desk::new();
    let fact = desk.add("resigned", "Ann", "2016-06-26", "");
    let first = desk.amend(fact, "when=2016-06-27");
    let second = desk.amend(fact, "when=2016-06-28");
    assert_eq!(desk.left("Ann"), desk.ends("2016-06-28"));
    desk.retract(second);
    assert_eq!(desk.left("Ann"), desk.ends("2016-06-27"));
    desk.retract(first);
    assert_eq!(desk.left("Ann"), desk.ends("2016-06-26"));
}

#[test]
fn amending_an_amendment_amends_the_fact() {
    let mut desk = Desk::new();
    let fact = desk.add("resigned", "Ann", "2016-06-26", "");
    let first = desk.amend(fact, "when=2016-06-27");
    desk.amend(first, "how=sacked");
    assert_eq!(desk.left("Ann"), desk.ends("2016-06-27"), "fields not given stay");
    assert_eq!((desk.count("resigned", "2016-06-28"), desk.count("sacked", "2016-06-28")), ((0, 0), (1, 1)));
    desk.retract(fact);
    assert_eq!(desk.count("left", "2016-06-28"), (0, 0), "a fact goes with its amendments");
}

#[test]
fn what_was_taken_back_cannot_be_touched_again() {
    let mut desk = Desk::new();
    let fact = desk.add("resigned", "Ann", "2016-06-26", "");
    let amendment = desk.amend(fact, "when=2016-06-27");
    let retraction = desk.retract(amendment);
    let refused = desk.try_amend(amendment, "how=sacked").expect_err("a refusal");
    assert_eq!(refused.class(), Class::Refused);
    assert!(refused.to_string().contains(&format!("retracted by event {retraction}")), "{refused}");
    let of_fact = desk.retract(fact);
    for refused in [desk.try_retract(fact), desk.try_amend(fact, "how=sacked")] {
        let refused = refused.expect_err("a refusal").to_string();
        assert!(refused.contains(&format!("retracted by event {of_fact}")), "{refused}");
    }
    assert_eq!(desk.try_retract(of_fact).expect_err("a refusal").class(), Class::NotFound, "it is final");
}

#[test]
fn a_citation_given_with_an_amendment_comes_first() {
    let mut desk = Desk::new();
    let evening = desk.article("evening", "");
    let fact = desk.add("resigned", "Ann", "2016-06-26", "");
    desk.amend(fact, "when=2016-06-26T13:03; source=evening");
    let fact = desk.ledger.knowledge().expect("a log that reads").survivors().next().expect("a fact").fact;
    assert_eq!((fact.citations.len(), fact.citations[0].source), (2, evening));
}

#[test]
fn an_amendment_that_changes_nothing_is_refused() {
    let mut desk = Desk::new();
    let fact = desk.add("resigned", "Ann", "2016-06-26", "");
    let refused = desk.try_amend(fact, "when=2016-06-26").expect_err("a refusal");
    assert!(refused.to_string().contains("says already"));
}

#[test]
fn a_corroboration_adds_a_publisher_from_then_on() {
    let mut desk = Desk::new();
    desk.article("two", "publisher=The Herald");
    let fact = desk.add("resigned", "Ann", "2016-06-26", "");
    let corroboration = desk.corroborate(fact, "two");
    let publishers = |known: reshuffle::ledger::View<'_>| {
        known.tally(&rule("left"), desk.at("2016-06-27")).expect("a tally").0.people[0].publishers
    };
    assert_eq!((publishers(desk.known_by(fact)), publishers(desk.known_by(corroboration))), (1, 2));
}

#[test]
fn an_article_described_anew_answers_as_it_was_described_then() {
    let mut desk = Desk::new();
    let live = desk.article("live", "");
    let fact = desk.add("resigned", "Ann", "2016-06-26", "source=live");
    let changes = [(reshuffle::domain::SourceField::AsOf, Some("2016-06-26T13:14".to_owned()))];
    let why = reshuffle::domain::Text::new("the stamp was missing").expect("a reason");
    desk.ledger.redescribe(live, &changes, why, &crate::desk::options()).expect("a description");
    let count = |known: reshuffle::ledger::View<'_>| {
        bounds(&known.tally(&rule("left"), desk.at("2016-06-26T14:00")).expect("a tally").0)
    };
    assert_eq!((count(desk.known_by(fact)), count(desk.view())), ((0, 1), (1, 1)));
}
