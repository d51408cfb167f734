//! What could be read by a moment, whenever it was recorded.

use reshuffle::ledger::{Error, View};

use super::desk::{BODY, Desk, bounds, name, rule};

/// A desk with the articles of noon, of five o'clock and of the day after.
fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.article("noon", "as_of=2016-06-26T12:00; publisher=Noon");
    desk.article("five", "as_of=2016-06-26T17:00; published=2016-06-20; publisher=Five");
    desk.article("day", "published=2016-06-26");
    desk
}

fn by<'d>(desk: &'d Desk, moment: &str) -> View<'d> {
    desk.view().reported_by(desk.at(moment))
}

fn resigned(desk: &Desk, moment: &str) -> (u32, u32) {
    bounds(&by(desk, moment).tally(&rule("resigned"), desk.at("2016-07")).expect("a tally").0)
}

#[test]
fn only_articles_whose_stamp_is_at_or_before_it_are_used() {
    let mut desk = desk();
    desk.add("resigned", "Anna", "2016-06-26", "source=noon");
    desk.add("resigned", "Bert", "2016-06-26", "source=five");
    desk.add("resigned", "Cleo", "2016-06-26", "source=day");
    desk.add("resigned", "Dora", "2016-06-26", "source=paper");
    assert_eq!(resigned(&desk, "2016-06-26T11:59"), (0, 0));
    assert_eq!(resigned(&desk, "2016-06-26T12:00"), (1, 1));
    assert_eq!(resigned(&desk, "2016-06-26T17:00"), (2, 2));
    // Published some time that day: surely by its end. The paper says nothing of when.
    assert_eq!(resigned(&desk, "2016-06-26T23:59"), (2, 2));
    assert_eq!(resigned(&desk, "2016-06-26"), (3, 3));
    assert_eq!(bounds(&desk.tally(&rule("resigned"), "2016-07")), (4, 4));
}

#[test]
fn an_amendment_counts_from_its_own_article_on() {
    let mut desk = desk();
    let fact = desk.add("resigned", "Anna", "2016-06-26", "source=noon");
    desk.amend(fact, "when=2016-06-26T09:36; source=five");
    desk.amend(fact, "note=checked");
    let nine = |moment: &str| {
        let tally = by(&desk, moment).tally(&rule("resigned"), desk.at("2016-06-26T10:00")).expect("a tally").0;
        bounds(&tally)
    };
    assert_eq!(nine("2016-06-26T12:00"), (0, 1), "the hour was printed at five");
    assert_eq!(nine("2016-06-26T17:00"), (1, 1));
}

#[test]
fn a_correction_without_an_article_of_its_own_is_the_desks_and_counts() {
    let mut desk = desk();
    let fact = desk.add("resigned", "Ana", "2016-06-26", "source=noon");
    desk.amend(fact, "person=Anna");
    let other = desk.add("resigned", "Bert", "2016-06-26", "source=noon");
    desk.retract(other);
    let people = by(&desk, "2016-06-26T12:00").tally(&rule("resigned"), desk.at("2016-07")).expect("a tally").0.people;
    assert_eq!(people.iter().map(|row| row.person.as_str()).collect::<Vec<_>>(), ["Anna"]);
}

#[test]
fn an_amendment_taken_back_hides_nothing_and_lends_nothing() {
    let mut desk = desk();
    let fact = desk.add("resigned", "Anna", "2016-06-26", "source=noon");
    let late = desk.amend(fact, "when=2016-06-25; source=five");
    desk.retract(late);
    assert_eq!(resigned(&desk, "2016-06-26T12:00"), (1, 1));
}

#[test]
fn another_article_that_says_the_same_earlier_is_enough() {
    let mut desk = desk();
    let fact = desk.add("resigned", "Anna", "2016-06-26", "source=five");
    desk.corroborate(fact, "noon");
    assert_eq!(resigned(&desk, "2016-06-26T12:00"), (1, 1));
    let row = by(&desk, "2016-06-26T12:00").tally(&rule("resigned"), desk.at("2016-07")).expect("a tally").0;
    assert_eq!(row.people[0].publishers, 1);
    assert_eq!(desk.row(&rule("resigned"), "2016-07", "Anna").publishers, 2);
}

#[test]
fn a_body_that_is_named_later_has_an_empty_answer_and_one_that_never_is_has_none() {
    let mut desk = desk();
    desk.add("resigned", "Anna", "2016-06-26", "source=five");
    let noon = desk.at("2016-06-26T12:00");
    let view = by(&desk, "2016-06-26T12:00");
    assert_eq!(view.cabinet(Some(&name(BODY)), noon).expect("a cabinet").holders, []);
    let Err(Error::NoBody { known, .. }) = view.cabinet(Some(&name("Moon Cabinet")), noon) else {
        panic!("a body that nothing names was taken");
    };
    assert_eq!(known, [BODY]);
}
