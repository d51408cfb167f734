//! Why somebody is not in an answer, each reason by itself.

use proptest::prelude::*;
use proptest::test_runner::Config;
use reshuffle::domain::{EventId, Name, NameKey, Noun, Text};
use reshuffle::ledger::{Absent, Class, KnownAt, Reason, Rule};

use crate::bearing::{AT, histories, recorded, rules};
use crate::desk::{BODY, Desk, name, rule};

fn absent(desk: &Desk, rule: &Rule, at: &str, person: &str) -> Absent {
    let (explained, _) = desk.ledger.why_tally(&desk.view(), rule, desk.at(at), Some(&name(person))).expect("a tally");
    assert_eq!(explained.rows, [], "{person} is not counted");
    explained.absent.expect("a reason")
}

fn absent_from_cabinet(desk: &Desk, at: &str, person: &str) -> Absent {
    let body = Some(name(BODY));
    let explained = desk.ledger.why_cabinet(&desk.view(), body.as_ref(), desk.at(at), Some(&name(person)));
    explained.expect("a cabinet").absent.expect("a reason")
}

/// The reasons, each with the ids behind it.
fn reasons(absent: &Absent) -> Vec<(Reason, Vec<EventId>)> {
    let reasons = absent.reasons.iter();
    reasons.map(|found| (found.reason, found.events.iter().map(|(_, id)| *id).collect())).collect()
}

#[test]
fn somebody_whose_departure_is_denied_expected_or_rumoured_is_absent_for_that() {
    for (stance, reason) in [("denied", Reason::Denied), ("expected", Reason::Expected), ("rumoured", Reason::Rumoured)]
    {
        let mut desk = Desk::new();
        let fact = desk.add("resigned", "Ann", "2016-06-26", &format!("stance={stance}"));
        assert_eq!(reasons(&absent(&desk, &rule("left"), "2017", "Ann")), [(reason, vec![fact])]);
    }
}

#[test]
fn somebody_whose_departure_was_retracted_is_absent_for_that() {
    let mut desk = Desk::new();
    let appointed = desk.add("appointed", "Ann", "2010-05-01", "");
    let fact = desk.add("resigned", "Ann", "2016-06-26", "");
    let retraction = desk.retract(fact);
    assert_eq!(
        reasons(&absent(&desk, &rule("left"), "2017", "Ann")),
        [(Reason::Retracted, vec![fact, retraction])],
        "{appointed} is no departure"
    );
}

#[test]
fn somebody_whom_an_amendment_took_out_of_a_departure_is_absent_for_that() {
    let mut desk = Desk::new();
    let fact = desk.add("resigned", "Ann", "2016-06-26", "");
    let amendment = desk.amend(fact, "person=Bob");
    assert_eq!(reasons(&absent(&desk, &rule("left"), "2017", "Ann")), [(Reason::Amended, vec![fact, amendment])]);
}

#[test]
fn somebody_who_left_after_the_moment_is_absent_for_that() {
    let mut desk = Desk::new();
    let fact = desk.add("resigned", "Ann", "2016-06-26", "");
    assert_eq!(reasons(&absent(&desk, &rule("left"), "2016-06-25", "Ann")), [(Reason::NotYet, vec![fact])]);
}

#[test]
fn somebody_who_left_before_or_after_the_window_is_absent_for_that() {
    let mut desk = Desk::new();
    let fact = desk.add("resigned", "Ann", "2016-06-26", "");
    let (early, late) = (desk.at("2016-06-20"), desk.at("2016-06-30"));
    for window in [Rule { from: Some(late), ..rule("left") }, Rule { to: Some(early), ..rule("left") }] {
        assert_eq!(reasons(&absent(&desk, &window, "2017", "Ann")), [(Reason::OutsideWindow, vec![fact])]);
    }
}

#[test]
fn somebody_who_left_another_body_is_absent_for_that() {
    let mut desk = Desk::new();
    let fact = desk.add("resigned", "Ann", "2016-06-26", "body=Town");
    desk.add("resigned", "Bob", "2016-06-26", "");
    let rule = Rule { body: Some(name(BODY)), ..rule("left") };
    assert_eq!(reasons(&absent(&desk, &rule, "2017", "Ann")), [(Reason::OutsideBody, vec![fact])]);
}

#[test]
fn somebody_of_another_rank_is_absent_for_that() {
    let mut desk = Desk::new();
    let appointed = desk.add("appointed", "Ann", "2010-05-01", "rank=junior");
    let fact = desk.add("resigned", "Ann", "2016-06-26", "");
    let rule = Rule { rank: Text::new("senior").ok(), ..rule("left") };
    assert_eq!(reasons(&absent(&desk, &rule, "2017", "Ann")), [(Reason::Rank, vec![appointed, fact])]);
}

#[test]
fn somebody_who_left_in_another_way_is_absent_for_that() {
    let mut desk = Desk::new();
    let fact = desk.add("sacked", "Ann", "2016-06-26", "");
    assert_eq!(reasons(&absent(&desk, &rule("resigned"), "2017", "Ann")), [(Reason::Way, vec![fact])]);
}

#[test]
fn somebody_of_another_faction_is_absent_for_that() {
    let mut desk = Desk::new();
    let fact = desk.add("resigned", "Ann", "2016-06-26", "");
    let aligned = desk.add("aligned", "Ann", "", "group=Blues");
    let rule = Rule { group: Some(name("Reds")), ..rule("left") };
    assert_eq!(reasons(&absent(&desk, &rule, "2017", "Ann")), [(Reason::Group, vec![fact, aligned])]);
}

#[test]
fn somebody_who_stayed_after_all_is_absent_for_that() {
    let mut desk = Desk::new();
    let fact = desk.add("resigned", "Ann", "2016-06-26", "");
    let withdrawn = desk.add("withdrawn", "Ann", "2016-06-28", "");
    assert_eq!(reasons(&absent(&desk, &rule("left"), "2017", "Ann")), [(Reason::Withdrawn, vec![fact, withdrawn])]);
}

#[test]
fn somebody_of_whom_no_departure_is_recorded_is_absent_for_that() {
    let mut desk = Desk::new();
    let fact = desk.add("appointed", "Ann", "2010-05-01", "");
    desk.add("said", "Ann", "", "");
    assert_eq!(reasons(&absent(&desk, &rule("left"), "2017", "Ann")), [(Reason::NoDeparture, vec![fact])]);
    let said = desk.add("said", "Bob", "", "");
    assert_eq!(reasons(&absent(&desk, &rule("left"), "2017", "Bob")), [(Reason::NoDeparture, vec![said])]);
}

#[test]
fn somebody_whom_no_fact_names_is_absent_for_that_and_the_nearest_name_is_told() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann Lee", "2016-06-26", "");
    let nobody = absent(&desk, &rule("left"), "2017", "Anne Lee");
    assert_eq!(reasons(&nobody), [(Reason::NothingRecorded, Vec::new())]);
    let refusal = desk.ledger.nobody(&nobody).expect("a refusal");
    assert_eq!(refusal.class(), Class::NotFound);
    assert!(refusal.to_string().contains("did you mean `Ann Lee`?"), "{refusal}");
}

#[test]
fn somebody_recorded_after_the_point_asked_for_is_absent_for_that() {
    let mut desk = Desk::new();
    let first = desk.add("resigned", "Ann", "2016-06-26", "");
    let second = desk.add("resigned", "Bob", "2016-06-26", "");
    let view = desk.known_by(first);
    let ask = |rule: &Rule| {
        let asked = desk.ledger.why_tally(&view, rule, desk.at("2017"), Some(&name("Bob")));
        reasons(&asked.expect("a tally").0.absent.expect("a reason"))
    };
    assert_eq!(ask(&rule("left")), [(Reason::RecordedLater, vec![second])]);
    assert_eq!(ask(&rule("sacked")), [(Reason::RecordedLater, vec![second])], "whatever names them first was later");
}

#[test]
fn somebody_whom_only_later_articles_name_is_absent_for_that() {
    let mut desk = Desk::new();
    desk.article("noon", "as_of=2016-06-26T12:00");
    desk.article("five", "as_of=2016-06-26T17:00");
    let resigned = desk.add("resigned", "Ann", "2016-06-26T09:00", "source=five");
    let said = desk.add("said", "Bob", "", "source=five");
    desk.add("appointed", "Cleo", "2010", "source=noon");
    let gone = desk.add("resigned", "Cleo", "2016-06-26T09:00", "source=five");
    let view = desk.view().reported_by(desk.at("2016-06-26T12:00"));
    let ask = |person: &str| {
        let asked = desk.ledger.why_tally(&view, &rule("left"), desk.at("2017"), Some(&name(person)));
        asked.expect("a tally").0.absent.expect("a reason")
    };
    assert_eq!(reasons(&ask("Ann")), [(Reason::ReportedLater, vec![resigned])]);
    assert_eq!(reasons(&ask("Bob")), [(Reason::ReportedLater, vec![said])]);
    assert_eq!(reasons(&ask("Cleo"))[1..], [(Reason::ReportedLater, vec![gone])], "besides having no departure");
    assert!(desk.ledger.nobody(&ask("Ann")).is_none(), "facts do name her");
    let named = desk.ledger.named_later(&view, &name("Ann")).expect("a log that reads");
    assert_eq!(reasons(&named), [(Reason::ReportedLater, vec![resigned])]);
}

#[test]
fn an_amendment_that_was_recorded_later_is_told_beside_what_was_known_then() {
    let mut desk = Desk::new();
    let fact = desk.add("sacked", "Ann", "2016-06-26", "");
    let amendment = desk.amend(fact, "how=resigned");
    let view = desk.known_by(fact);
    let asked = desk.ledger.why_tally(&view, &rule("resigned"), desk.at("2017"), Some(&name("Ann")));
    let absent = asked.expect("a tally").0.absent.expect("a reason");
    assert_eq!(reasons(&absent), [(Reason::Way, vec![fact]), (Reason::RecordedLater, vec![amendment])]);
}

#[test]
fn somebody_who_holds_nothing_yet_or_any_more_is_absent_for_that() {
    let mut desk = Desk::new();
    let appointed = desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    let left = desk.add("resigned", "Ann", "2016-06-26", "post=Whip");
    let both = vec![appointed, left];
    assert_eq!(reasons(&absent_from_cabinet(&desk, "2009", "Ann")), [(Reason::NotYet, both.clone())]);
    assert_eq!(reasons(&absent_from_cabinet(&desk, "2017", "Ann")), [(Reason::Ended, both)]);
}

#[test]
fn somebody_whose_post_was_abolished_is_absent_for_that() {
    let mut desk = Desk::new();
    let appointed = desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    let abolished = desk.add("post", "Whip", "2012-05-01", "change=abolished");
    let absent = absent_from_cabinet(&desk, "2017", "Ann");
    assert_eq!(reasons(&absent), [(Reason::Ended, vec![appointed, abolished])]);
    assert!(absent.reasons[0].text.contains("abolished"), "{absent:?}");
}

#[test]
fn somebody_whose_appointment_does_not_count_is_absent_from_the_cabinet_for_that() {
    let mut desk = Desk::new();
    let seated = desk.add("appointed", "Eve", "2010-05-01", "");
    let expected = desk.add("appointed", "Ann", "2010-05-01", "stance=expected");
    let elsewhere = desk.add("appointed", "Bob", "2010-05-01", "body=Town");
    let said = desk.add("said", "Cy", "", "");
    let false_report = desk.add("appointed", "Di", "2010-05-01", "");
    let retraction = desk.retract(false_report);
    let found = |person| reasons(&absent_from_cabinet(&desk, "2017", person));
    assert_eq!(found("Ann"), [(Reason::Expected, vec![expected])]);
    assert_eq!(found("Bob"), [(Reason::OutsideBody, vec![elsewhere])]);
    assert_eq!(found("Cy"), [(Reason::NoHolding, vec![said])]);
    assert_eq!(found("Di"), [(Reason::Retracted, vec![false_report, retraction])]);
    assert_eq!(desk.cabinet("2017"), ["Eve, -: certain", "Bob, -: certain"], "{seated} stands");
}

#[test]
fn somebody_is_found_under_every_spelling_that_leads_to_them() {
    let mut desk = Desk::new();
    desk.add("resigned", "Anne", "2016-06-26", "");
    desk.add("alias", "Anne", "", "of=Ann Lee; names=person");
    for spelling in ["Anne", "Ann Lee"] {
        let person: Name = name(spelling);
        let asked = desk.ledger.why_tally(&desk.view(), &rule("left"), desk.at("2017"), Some(&person));
        assert_eq!(asked.expect("a tally").0.rows.len(), 1, "{spelling}");
    }
}

#[test]
fn an_event_recorded_after_the_point_asked_for_is_not_explained() {
    let mut desk = Desk::new();
    let first = desk.add("resigned", "Ann", "2016-06-26", "");
    let second = desk.add("resigned", "Bob", "2016-06-26", "");
    let seq = desk.ledger.find_event(&format!("id:{second}")).expect("an event");
    let refused = desk.ledger.provenance(&desk.known_by(first), &[seq]).expect_err("a refusal");
    assert_eq!(refused.class(), Class::NotFound);
    assert!(refused.to_string().contains("recorded later"), "{refused}");
    let head = desk.ledger.view(KnownAt::Head).expect("the head");
    assert_eq!(desk.ledger.provenance(&head, &[seq]).expect("an event").len(), 1);
}

proptest! {
    #![proptest_config(Config { cases: 64, failure_persistence: None, ..Config::default() })]

    #[test]
    fn whoever_is_named_and_not_in_an_answer_has_a_reason(history in histories()) {
        let desk = recorded(&history);
        let view = desk.view();
        for (at, person) in AT.iter().flat_map(|at| ["Ann", "Anne", "Bob O'Shea"].map(|person| (desk.at(at), name(person)))) {
            // A body or a post of that name is somebody else.
            let claims = desk.ledger.knowledge().expect("a log that reads").records().flat_map(|record| record.ever_said()).map(|fact| &fact.claim);
            let mut names = claims.flat_map(|claim| claim.names());
            if names.any(|(noun, other)| noun != Noun::Person && NameKey::of(other) == NameKey::of(&person)) {
                continue;
            }
            let named = desk.ledger.facts_naming(&view, &person).is_ok();
            for rule in rules() {
                let (told, _) = desk.ledger.why_tally(&view, &rule, at, Some(&person)).expect("a tally");
                prop_assert_eq!(told.rows.is_empty(), told.absent.is_some());
                for absence in told.absent.iter().flat_map(|absent| &absent.reasons) {
                    prop_assert_eq!(absence.reason != Reason::NothingRecorded, named, "{:?}", absence);
                    prop_assert_eq!(absence.events.is_empty(), !named, "{:?}", absence);
                }
            }
            let told = desk.ledger.why_cabinet(&view, None, at, Some(&person)).expect("a cabinet");
            prop_assert_eq!(told.rows.is_empty(), told.absent.is_some());
            prop_assert!(told.absent.iter().all(|absent| !absent.reasons.is_empty()));
        }
    }
}
