//! The history of a record: what was done to it, in order of recording.

use reshuffle::ledger::{Error, RecordStep};

use crate::desk::{Desk, name};

fn told(steps: &[RecordStep]) -> Vec<String> {
    steps.iter().map(|step| format!("{} of {}: {}", step.stored.seq(), step.fact.0, step.fate.word())).collect()
}

#[test]
fn everything_done_to_the_facts_about_somebody_is_in_order() {
    let mut desk = Desk::new();
    let left = desk.add("resigned", "Ann", "2016-06-26", "");
    desk.add("said", "Bo", "", "");
    let first = desk.amend(left, "when=2016-06-25");
    desk.amend(left, "when=2016-06-24");
    desk.article("evening", "");
    desk.corroborate(left, "evening");
    desk.retract(first);
    let alias = desk.add("alias", "Dame Ann", "", "of=Ann; names=person");
    desk.retract(alias);
    let (person, steps) = desk.ledger.recorded_of_person(&desk.view(), &name("Ann")).expect("a history");
    assert_eq!(person, "Ann");
    let expected = [
        "2 of 2: amended",
        "4 of 2: retracted",
        "5 of 2: stands",
        "7 of 2: stands",
        "8 of 2: final",
        "9 of 9: retracted",
        "10 of 9: final",
    ];
    assert_eq!(told(&steps), expected);
    let before = steps[2].before.as_ref().and_then(|fact| fact.when.as_ref()).map(ToString::to_string);
    assert_eq!(before.as_deref(), Some("2016-06-25"), "what stood when the amendment was recorded");
    let known = desk.known_by(first);
    let (_, steps) = desk.ledger.recorded_of_person(&known, &name("Ann")).expect("a history");
    assert_eq!(told(&steps), ["2 of 2: amended", "4 of 2: stands"]);
}

#[test]
fn a_name_that_was_amended_away_still_has_its_history() {
    let mut desk = Desk::new();
    let slip = desk.add("said", "Heidi Alexandr", "", "");
    desk.amend(slip, "person=Heidi Alexander");
    let shown = desk.view().person(&name("Heidi Alexandr"), desk.at("2016")).expect_err("a refusal");
    let hint = shown.hint().expect("a hint");
    assert!(hint.contains("`reshuffle person history` shows that") && hint.contains("`Heidi Alexander`"), "{hint}");
    for given in ["Heidi Alexandr", "Heidi Alexander"] {
        let (_, steps) = desk.ledger.recorded_of_person(&desk.view(), &name(given)).expect("a history");
        assert_eq!(told(&steps), ["2 of 2: amended", "3 of 2: stands"], "{given}");
    }
}

#[test]
fn the_history_of_a_post_goes_by_all_its_names_in_one_body() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2015", "post=Health");
    desk.add("post", "Health", "2016-07-01", "change=renamed; to=Care");
    desk.add("appointed", "Bo", "2015", "post=Health; body=Council");
    desk.add("alias", "Carer", "", "of=Care; names=post");
    let of = |given: &str, body: Option<&str>| {
        let body = body.map(name);
        desk.ledger.recorded_of_post(&desk.view(), &name(given), body.as_ref())
    };
    for given in ["Care", "Carer"] {
        let (post, body, steps) = of(given, None).expect("a history");
        assert_eq!((post.as_str(), body.as_str()), ("Care", "Cabinet"));
        assert_eq!(told(&steps), ["2 of 2: stands", "3 of 3: stands", "5 of 5: stands"]);
    }
    assert!(matches!(of("Health", None), Err(Error::Several { .. })));
    assert_eq!(told(&of("Health", Some("Council")).expect("a history").2), ["4 of 4: stands"]);
    assert!(matches!(of("Wealth", None), Err(Error::Unnamed { .. })));
}
