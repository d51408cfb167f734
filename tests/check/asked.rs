//! What a check is asked: when, by what, and in which body.

use crate::desk::name;
use crate::{codes_in, desk, found};
use reshuffle::ledger::{Error, RULES};

#[test]
fn a_body_takes_its_parts_and_the_people_in_them_and_nothing_else() {
    let mut desk = desk();
    desk.add("body", "Team", "", "part_of=Cabinet");
    desk.add("resigned", "Anna Berg", "2016-06-26", "body=Team");
    desk.add("resigned", "Bo Carr", "2016-06-26", "body=Party");
    desk.add("pledged", "Anna Berg", "2016-06-27", "pledge=to come back; due=2016-07");
    assert_eq!(codes_in(&desk, Some("Cabinet"), "2020"), ["departure-without-appointment", "pledge-overdue"]);
    assert_eq!(codes_in(&desk, Some("Party"), "2020"), ["departure-without-appointment"]);
    assert_eq!(codes_in(&desk, None, "2020").len(), 3);
}

#[test]
fn a_body_that_nothing_names_is_refused() {
    let mut desk = desk();
    desk.add("resigned", "Anna Berg", "2016-06-26", "");
    let rules: Vec<_> = RULES.iter().collect();
    let refused = desk.view().check(&rules, Some(&name("Cabinett")), desk.at("2020"));
    assert!(matches!(refused, Err(Error::NoBody { .. })), "{refused:?}");
}

#[test]
fn a_check_of_what_was_known_before_a_correction_finds_what_it_corrects() {
    let mut desk = desk();
    let appointed = desk.add("appointed", "Anna Berg", "2016-07-14", "post=Health");
    let left = desk.add("departed", "Anna Berg", "2016-06-14", &format!("post=Health; how=unknown; ends={appointed}"));
    desk.amend(left, "when=2016-08-14");
    assert!(found(&desk, "ends-before-start", "2020").is_empty());
    let rules: Vec<_> = RULES.iter().filter(|rule| rule.code == "ends-before-start").collect();
    let before = desk.known_by(left).check(&rules, None, desk.at("2020")).expect("a check");
    assert_eq!(before.len(), 1);
}

#[test]
fn an_empty_ledger_has_nothing_doubtful() {
    assert!(codes_in(&desk(), None, "2020").is_empty());
}
