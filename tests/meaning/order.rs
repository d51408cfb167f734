//! The order of recording never changes an answer about the world, and what
//! comes later never changes what was known.

use proptest::prelude::*;
use proptest::test_runner::Config;
use reshuffle::domain::Draft;
use reshuffle::domain::time::Moment;
use reshuffle::ledger::{KnownAt, Rule, View};

use crate::desk::{Desk, draft, options, rule};

/// A small history: few people, few posts and few days, so that reports meet.
fn histories() -> impl Strategy<Value = Vec<(&'static str, String, String, String)>> {
    let kind = prop_oneof![
        6 => Just(("resigned", "")),
        2 => Just(("sacked", "")),
        1 => Just(("departed", "how=unknown; ")),
        6 => Just(("appointed", "")),
        2 => Just(("appointed", "acting=true; ")),
        2 => Just(("appointed", "rank=senior; ")),
        2 => Just(("held", "")),
        2 => Just(("withdrawn", "")),
        1 => Just(("resigned", "stance=denied; ")),
        1 => Just(("status", "status=on_leave; change=began; ")),
        1 => Just(("post", "change=abolished; ")),
        1 => Just(("post", "change=renamed; to=Q; ")),
        1 => Just(("post", "change=created; rank=junior; seats=2; ")),
        1 => Just(("post", "change=created; rank=middling; seats=3; ")),
    ];
    let when = prop_oneof![
        (1u8..6).prop_map(|day| format!("2016-06-0{day}")),
        (1u8..6, 8u8..20).prop_map(|(day, hour)| format!("2016-06-0{day}T{hour:02}:00")),
        (1u8..4, 4u8..7).prop_map(|(first, last)| format!("2016-06-0{first}/2016-06-0{last}")),
        Just("2016-06".to_owned()),
        Just("../2016-06-03".to_owned()),
    ];
    let person = prop_oneof![4 => Just("Ann"), 1 => Just("Bob")];
    let post = prop_oneof![3 => Just(""), 3 => Just("post=P; "), 1 => Just("post=Q; ")];
    let announced = prop_oneof![
        5 => Just(String::new()),
        2 => (1u8..6).prop_map(|day| format!("announced=2016-06-0{day}; ")),
    ];
    let fact = (kind, person, post, when, announced).prop_map(|((kind, own), person, post, when, announced)| {
        if kind == "post" {
            return (kind, "P".to_owned(), when, own.to_owned());
        }
        (kind, person.to_owned(), when, format!("{own}{post}{announced}"))
    });
    proptest::collection::vec(fact, 1..9)
}

fn recorded(facts: &[Draft]) -> Desk {
    let mut desk = Desk::new();
    desk.ledger.append(facts.to_vec(), &options()).expect("facts that are accepted");
    desk
}

fn drafts(history: &[(&str, String, String, String)]) -> Vec<Draft> {
    history.iter().map(|(kind, who, when, rest)| draft(kind, who, when, rest)).collect()
}

fn moments(desk: &Desk) -> Vec<Moment> {
    let days = (1..9).flat_map(|day| [format!("2016-06-0{day}T08:00"), format!("2016-06-0{day}T15:30")]);
    days.chain(["2016-05".to_owned(), "2016-07".to_owned()]).map(|text| desk.at(&text)).collect()
}

/// Everything that answers say of the world, without ids, which hold salt and time.
fn answers(desk: &Desk, view: &View<'_>) -> Vec<String> {
    let mut said = Vec::new();
    for at in moments(desk) {
        let mut cabinet = view.cabinet(None, at).expect("a cabinet");
        cabinet.holders.iter_mut().for_each(|holder| holder.events.clear());
        cabinet.seats.iter_mut().for_each(|seats| seats.events.clear());
        said.push(format!("{at:?} {cabinet:?}"));
        for how in ["resigned", "sacked", "left", "unknown"] {
            let by_post = Rule { per: "post".parse().expect("a unit"), by_effect: true, ..rule(how) };
            for rule in [rule(how), by_post] {
                let mut tally = view.tally(&rule, at).expect("a tally").0;
                tally.people.iter_mut().for_each(|row| row.events.clear());
                said.push(format!("{at:?} {tally:?}"));
            }
        }
    }
    said
}

proptest! {
    #![proptest_config(Config::with_cases(96))]

    #[test]
    fn the_order_of_recording_does_not_change_an_answer(
        (history, shuffled) in histories().prop_flat_map(|history| (Just(history.clone()), Just(history).prop_shuffle()))
    ) {
        let (desk, other) = (recorded(&drafts(&history)), recorded(&drafts(&shuffled)));
        prop_assert_eq!(answers(&desk, &desk.view()), answers(&other, &other.view()));
    }

    #[test]
    fn least_is_never_more_than_most_and_rows_are_the_most(history in histories()) {
        let desk = recorded(&drafts(&history));
        for at in moments(&desk) {
            for how in ["resigned", "sacked", "left"] {
                let tally = desk.view().tally(&rule(how), at).expect("a tally").0;
                prop_assert!(tally.bounds.least <= tally.bounds.most);
                prop_assert_eq!(tally.people.len(), tally.bounds.most as usize);
            }
        }
    }

    #[test]
    fn what_was_known_is_not_changed_by_what_is_recorded_later(history in histories(), later in histories()) {
        let mut desk = recorded(&drafts(&history));
        let head = desk.ledger.head().expect("a head").seq;
        let known = answers(&desk, &desk.view());
        desk.ledger.append(drafts(&later), &options()).expect("facts that are accepted");
        let view = desk.ledger.view(KnownAt::Seq(head)).expect("a prefix");
        prop_assert_eq!(known, answers(&desk, &view));
    }
}

#[test]
fn reports_that_differ_only_in_their_announcement_have_an_order_of_their_own() {
    let report = |day: &str| draft("resigned", "Ann", "2016-06-01", &format!("announced={day}"));
    let days = ["2016-06-01", "2016-06-03", "2016-06-01/2016-06-02"];
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let whens = orders.map(|order| recorded(&order.map(|nth| report(days[nth]))).left("Ann"));
    assert!(whens.iter().all(|when| *when == whens[0]), "{whens:?}");
}
