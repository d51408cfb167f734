//! Which events bear on a row, and why somebody has none.

use std::collections::BTreeSet;

use reshuffle::domain::{EventId, Name, Text};
use reshuffle::ledger::{Absent, CheckedClaim, Class, Holder, KnownAt, Reason, Row, Rule};

use crate::desk::{BODY, Desk, name, rule};

/// What can be asked of a ledger: every answer that has rows.
const AT: [&str; 3] = ["2016-06-26T12:00", "2016-06-27", "2020"];

fn rules() -> Vec<Rule> {
    let of_body = Rule { body: Some(name(BODY)), ..rule("resigned") };
    let ranked = Rule { rank: Text::new("senior").ok(), per: "post".parse().expect("a unit"), ..rule("left") };
    let grouped = Rule { group: Some(name("Reds")), by_effect: true, ..rule("left") };
    vec![rule("resigned"), rule("left"), of_body, ranked, grouped]
}

/// A row of any answer without its events, in words, beside the events that bear on it.
type Explained = (String, Vec<EventId>);

fn told(desk: &Desk) -> Vec<Explained> {
    let (ledger, view) = (&desk.ledger, desk.view());
    let mut told = Vec::new();
    let mut tell = |question: String, events: reshuffle::ledger::RowEvents| {
        told.push((question, events.would_change.into_iter().map(|(_, id)| id).collect()));
    };
    for (at, text) in AT.map(|text| (desk.at(text), text)) {
        for rule in rules() {
            // A body that nothing names any more has no answer, and so no row.
            let Ok((explained, _)) = ledger.why_tally(&view, &rule, at, None) else { continue };
            for events in explained.rows {
                let row = Row { events: Vec::new(), ..explained.answer.people[events.row].clone() };
                tell(format!("{text} {rule:?} {row:?}"), events);
            }
        }
        for body in [None, Some(name(BODY))] {
            if let Ok(explained) = ledger.why_cabinet(&view, body.as_ref(), at, None) {
                for events in explained.rows {
                    let row = Holder { events: Vec::new(), ..explained.answer.holders[events.row].clone() };
                    tell(format!("{text} {body:?} {row:?}"), events);
                }
            }
            if let Ok(explained) = ledger.why_claims(&view, body.as_ref(), at, None) {
                for events in explained.rows {
                    let row = CheckedClaim { events: Vec::new(), ..explained.answer[events.row].clone() };
                    tell(format!("{text} {body:?} {row:?}"), events);
                }
            }
        }
    }
    told
}

/// Builds a history again without each of its events in turn, and compares
/// every row with what was said to bear on it.
fn assert_exact(build: impl Fn() -> Desk) {
    let desk = build();
    let explained = told(&desk);
    let standing = desk.ledger.knowledge().survivors();
    let standing =
        standing.flat_map(|survivor| std::iter::once(survivor.record.origin).chain(survivor.record.amended()));
    for (_, event) in standing {
        let mut other = build();
        other.retract(event);
        let rows: Vec<String> = told(&other).into_iter().map(|(row, _)| row).collect();
        for (row, bearing) in &explained {
            let said = desk.ledger.find_event(&format!("id:{event}")).expect("an event");
            assert_eq!(!rows.contains(row), bearing.contains(&event), "event {said} and {row}");
        }
    }
}

#[test]
fn every_event_that_bears_on_a_row_is_told_and_no_other() {
    assert_exact(|| {
        let mut desk = Desk::new();
        desk.article("two", "publisher=The Herald; as_of=2016-06-26T13:14");
        desk.add("body", BODY, "", "part_of=Party; seats=9");
        desk.add("post", "Whip", "2010", "change=created; rank=senior");
        desk.add("post", "Whip", "2015", "change=renamed; to=Chief Whip");
        let appointed = desk.add("appointed", "Ann", "2012-05-01", "post=Whip");
        desk.add("appointed", "Bob", "2012-05-01", "post=Chair; rank=junior");
        desk.add("resigned", "Anne", "2016-06-26", "post=Chief Whip; source=two");
        desk.add("alias", "Anne", "", "of=Ann; names=person");
        desk.add("resigned", "Ann", "2016-06-26T13:00", "");
        desk.add("resigned", "Ann", "2016-06-26", "stance=denied");
        let moved = desk.add("resigned", "Bob", "2016-06-25", "");
        desk.amend(moved, "when=2016-06-26");
        desk.add("withdrawn", "Bob", "2017", "");
        desk.add("aligned", "Ann", "", "group=Reds");
        desk.add("said", "Ann", "", "");
        desk.add("status", "Bob", "2016-06-26T10:00", "status=on_leave; change=began");
        desk.add("counted", "", "2016-06-26", "how=resigned; number=2");
        desk.add("departed", "Ann", "2014-05-01", &format!("how=sacked; ends={appointed}"));
        desk
    });
}

#[test]
fn an_event_bears_on_a_row_that_does_not_rest_on_it() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    let chair = desk.add("appointed", "Ann", "2011-05-01", "post=Chair");
    let abolished = desk.add("post", "Whip", "2012-05-01", "change=abolished");
    let left = desk.add("resigned", "Ann", "2016-06-26", "");
    let (explained, _) = desk.ledger.why_tally(&desk.view(), &rule("left"), desk.at("2017"), None).expect("a tally");
    let ids = |events: &BTreeSet<(_, EventId)>| events.iter().map(|(_, id)| *id).collect::<Vec<_>>();
    assert_eq!(explained.answer.people[0].posts, ["Chair"]);
    assert_eq!(ids(&explained.rows[0].events), [left]);
    assert_eq!(ids(&explained.rows[0].would_change), [chair, abolished, left]);
}

#[test]
fn one_of_two_reports_that_agree_does_not_bear_on_the_row() {
    let mut desk = Desk::new();
    let one = desk.add("resigned", "Ann", "2016-06-26", "");
    let other = desk.add("resigned", "Ann", "2016-06-26", "note=again");
    let (explained, _) = desk.ledger.why_tally(&desk.view(), &rule("left"), desk.at("2017"), None).expect("a tally");
    let row = &explained.rows[0];
    assert_eq!(row.events.iter().map(|(_, id)| *id).collect::<Vec<_>>(), [one, other]);
    assert_eq!(row.would_change.len(), 0);
}

#[test]
fn an_amendment_bears_on_the_row_that_it_changed_and_on_the_one_it_took_away() {
    assert_exact(|| {
        let mut desk = Desk::new();
        let fact = desk.add("resigned", "Ann", "2016-06-26", "");
        desk.amend(fact, "person=Bob");
        desk.add("resigned", "Ann", "2016-06-26", "");
        desk
    });
}

#[test]
fn a_corroboration_bears_on_a_row_by_its_publisher() {
    let mut desk = Desk::new();
    desk.article("two", "publisher=The Herald");
    let fact = desk.add("resigned", "Ann", "2016-06-26", "");
    let corroboration = desk.corroborate(fact, "two");
    let (explained, _) = desk.ledger.why_tally(&desk.view(), &rule("left"), desk.at("2017"), None).expect("a tally");
    let bearing: Vec<EventId> = explained.rows[0].would_change.iter().map(|(_, id)| *id).collect();
    assert_eq!(bearing, [fact, corroboration]);
}

#[test]
fn whoever_lends_a_name_its_spelling_bears_on_the_rows_that_show_it() {
    assert_exact(|| {
        let mut desk = Desk::new();
        desk.add("resigned", "Ann O\u{2019}Brien", "2016-06-26", "body=Mayor\u{2019}s Office");
        desk.add("said", "Ann O'Brien", "", "");
        desk.add("resigned", "Bob", "2016-06-26", "body=Mayor's Office");
        desk.add("resigned", "Cy", "2016-06-26", "body=Mayor\u{2019}s Office");
        desk
    });
}

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
