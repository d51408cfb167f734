//! Which events bear on a row: exactly those without which it is otherwise.

use proptest::prelude::*;
use proptest::test_runner::Config;
use reshuffle::domain::{EventId, Text};
use reshuffle::ledger::{CheckedClaim, Holder, Row, Rule};

use crate::desk::{BODY, Desk, ids, name, rule};

/// What can be asked of a ledger: every answer that has rows.
pub const AT: [&str; 4] = ["2016-06-03T12:00", "2016-06-26T12:00", "2016-06-27", "2020"];

pub fn rules() -> Vec<Rule> {
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
    let standing = desk.ledger.knowledge().expect("a log that reads").survivors();
    let standing =
        standing.flat_map(|survivor| std::iter::once(survivor.record.origin).chain(survivor.record.amended()));
    for (_, event) in standing {
        let mut other = build();
        // What an amended alias said before may not fit any more; then nobody can take it back.
        if other.try_retract(event).is_err() {
            continue;
        }
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
    assert_eq!(explained.answer.people[0].posts, ["Chair"]);
    assert_eq!(ids(&explained.rows[0].events), [chair, left]);
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

#[test]
fn a_spelling_that_two_others_lend_is_lent_by_neither_alone() {
    assert_exact(|| {
        let mut desk = Desk::new();
        desk.add("resigned", "Ann", "2016-06-26", "body=Mayor\u{2019}s Office");
        desk.add("resigned", "Bob", "2016-06-26", "body=Mayor's Office");
        desk.add("resigned", "Cy", "2016-06-26", "body=Mayor's Office");
        desk
    });
}

#[test]
fn a_spelling_that_an_amendment_of_another_fact_took_away_bears_on_the_row() {
    assert_exact(|| {
        let mut desk = Desk::new();
        desk.add("resigned", "Ann", "2016-06-26", "body=Mayor\u{2019}s Office");
        desk.add("resigned", "Cy", "2016-06-26", "body=Mayor\u{2019}s Office");
        let other = desk.add("resigned", "Bob", "2016-06-26", "body=Mayor's Office");
        desk.amend(other, "body=Mayor\u{2019}s Office");
        desk
    });
}

#[test]
fn a_departure_that_names_the_appointment_it_ends_bears_on_its_holder_whoever_it_names() {
    assert_exact(|| {
        let mut desk = Desk::new();
        // Were it not for these, the appointment would lend the body its spelling.
        for seats in ["seats=8", "seats=9"] {
            desk.add("body", BODY, "", seats);
        }
        let alias = desk.add("alias", "Anne", "", "of=Ann; names=person");
        let appointed = desk.add("appointed", "Anne", "2010-05-01", "post=Whip");
        desk.add("appointed", "Ann", "2012-05-01", "post=Chair");
        desk.add("resigned", "Ann", "2016-06-26", &format!("ends={appointed}"));
        // From now on the two are two people.
        desk.retract(alias);
        desk
    });
}

/// A step of a history; facts are named by how many came before them.
#[derive(Debug, Clone)]
pub enum Step {
    Fact(&'static str, &'static str, String, String),
    Ends(&'static str, usize),
    Amend(usize, String),
    Retract(usize),
    Corroborate(usize),
}

/// Small histories in which everything that can bear on a row meets: spellings,
/// bodies within bodies, renamed posts, corrections, and appointments by name.
pub fn histories() -> impl Strategy<Value = Vec<Step>> {
    let kind = prop_oneof![
        6 => Just(("resigned", "")),
        1 => Just(("departed", "how=unknown; ")),
        1 => Just(("sacked", "")),
        5 => Just(("appointed", "")),
        1 => Just(("appointed", "acting=true; ")),
        2 => Just(("appointed", "rank=senior; ")),
        1 => Just(("held", "rank=junior; ")),
        2 => Just(("withdrawn", "")),
        1 => Just(("resigned", "stance=denied; ")),
        1 => Just(("resigned", "stance=expected; ")),
        1 => Just(("status", "status=on_leave; change=began; ")),
    ];
    let when = prop_oneof![
        (1u8..6).prop_map(|day| format!("2016-06-0{day}")),
        (1u8..6, 8u8..20).prop_map(|(day, hour)| format!("2016-06-0{day}T{hour:02}:00")),
        Just("2016-06".to_owned()),
    ];
    let person = || prop_oneof![Just("Ann"), Just("Anne"), Just("Bob O'Shea"), Just("Bob O\u{2019}Shea")];
    let post = prop_oneof![2 => Just(""), 2 => Just("post=P; "), 1 => Just("post=Q; ")];
    let body = prop_oneof![3 => Just(""), 1 => Just("body=Town\u{2019}s; "), 1 => Just("body=Town's; ")];
    let source = prop_oneof![3 => Just(""), 1 => Just("source=two; ")];
    let of_holding = (kind, person(), when.clone(), post, body, source).prop_map(
        |((kind, own), person, when, post, body, source)| {
            Step::Fact(kind, person, when, format!("{own}{post}{body}{source}"))
        },
    );
    let undated = prop_oneof![
        Just(("alias", "Anne", "of=Ann; names=person")),
        Just(("alias", "Ann", "of=Bob O'Shea; names=person")),
        Just(("alias", "Town's", "of=Cabinet; names=body")),
        Just(("alias", "Q", "of=P; names=post")),
        Just(("body", "Town's", "part_of=Cabinet")),
        Just(("body", "Town\u{2019}s", "part_of=Board; seats=2")),
        Just(("body", "Board", "part_of=Cabinet")),
        Just(("aligned", "Ann", "group=Reds")),
        Just(("said", "Bob O\u{2019}Shea", "")),
    ];
    let undated = undated.prop_map(|(kind, who, rest)| Step::Fact(kind, who, String::new(), rest.to_owned()));
    let of_post = prop_oneof![
        Just("change=abolished"),
        Just("change=renamed; to=Q"),
        Just("change=created; rank=senior"),
        Just("change=created; rank=junior"),
    ];
    let of_post = (of_post, when.clone()).prop_map(|(rest, when)| Step::Fact("post", "P", when, rest.to_owned()));
    let counted = (0u8..3, prop_oneof![Just(""), Just("body=Cabinet; "), Just("body=Town's; ")]);
    let counted = counted.prop_map(|(number, body)| {
        let rest = format!("{body}how=left; number={number}");
        Step::Fact("counted", "", "2016-06-04".to_owned(), rest)
    });
    let change = prop_oneof![
        person().prop_map(|person| format!("person={person}")),
        when.prop_map(|when| format!("when={when}")),
        Just("post=Q".to_owned()),
        Just("body=Cabinet".to_owned()),
        Just("how=sacked".to_owned()),
        Just("of=Bob O'Shea".to_owned()),
        Just("stance=denied".to_owned()),
        Just("source=two; note=seen".to_owned()),
    ];
    let step = prop_oneof![
        12 => of_holding,
        4 => undated,
        2 => of_post,
        2 => counted,
        1 => (person(), 0usize..9).prop_map(|(person, target)| Step::Ends(person, target)),
        3 => (0usize..9, change).prop_map(|(target, change)| Step::Amend(target, change)),
        1 => (0usize..9).prop_map(Step::Retract),
        1 => (0usize..9).prop_map(Step::Corroborate),
    ];
    proptest::collection::vec(step, 2..12)
}

/// Records what of a history is accepted.
pub fn recorded(history: &[Step]) -> Desk {
    let mut desk = Desk::new();
    desk.article("two", "publisher=The Herald; as_of=2016-06-03T13:14");
    // Asking about a body that nothing names is refused, so two facts name it.
    for seats in ["seats=8", "seats=9"] {
        desk.add("body", BODY, "", seats);
    }
    let mut facts: Vec<EventId> = Vec::new();
    for step in history {
        let target = |index: &usize| facts.get(index % facts.len().max(1)).copied();
        let added = match step {
            Step::Fact(kind, who, when, rest) => desk.try_add(kind, who, when, rest).ok(),
            Step::Ends(person, index) => target(index)
                .and_then(|target| desk.try_add("resigned", person, "2016-06-05", &format!("ends={target}")).ok()),
            Step::Amend(index, change) => {
                if let Some(target) = target(index) {
                    let _ = desk.try_amend(target, change);
                }
                None
            }
            Step::Retract(index) => {
                if let Some(target) = target(index) {
                    let _ = desk.try_retract(target);
                }
                None
            }
            Step::Corroborate(index) => {
                if let Some(target) = target(index) {
                    let _ = desk.try_corroborate(target, "two");
                }
                None
            }
        };
        facts.extend(added);
    }
    desk
}

proptest! {
    #![proptest_config(Config { cases: 24, failure_persistence: None, ..Config::default() })]

    #[test]
    fn of_any_history_exactly_the_events_that_bear_on_a_row_are_told(history in histories()) {
        assert_exact(|| recorded(&history));
    }
}
