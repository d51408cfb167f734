//! Tenures whose ends do not fit: before the start, after death, after the
//! post is gone, without a beginning.

use crate::desk::ids;
use crate::{codes_in, desk, found, subjects};

#[test]
fn an_end_that_surely_precedes_its_start_is_found() {
    let mut desk = desk();
    let appointed = desk.add("appointed", "Anna Berg", "2016-07-14", "post=Health");
    let left = desk.add("departed", "Anna Berg", "2016-06-14", &format!("post=Health; how=unknown; ends={appointed}"));
    let findings = found(&desk, "ends-before-start", "2020");
    let [finding] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!(ids(&finding.events), [appointed, left]);
    assert_eq!(finding.subject, "Anna Berg, Health, Cabinet");
    assert_eq!(codes_in(&desk, None, "2020"), ["ends-before-start"]);
    assert!(codes_in(&desk, None, "2016-06-13").is_empty());
}

#[test]
fn an_end_that_may_follow_its_start_is_not() {
    let mut desk = desk();
    let appointed = desk.add("appointed", "Anna Berg", "2016-07-14", "post=Health");
    desk.add("departed", "Anna Berg", "2016", &format!("post=Health; how=unknown; ends={appointed}"));
    assert!(codes_in(&desk, None, "2020").is_empty());
}

#[test]
fn whoever_died_holds_no_office_in_any_body() {
    let mut desk = desk();
    desk.add("appointed", "Anna Berg", "2015", "post=Health");
    desk.add("appointed", "Anna Berg", "2015", "body=Committee");
    desk.add("departed", "Anna Berg", "2016-06-16", "how=died");
    assert_eq!(subjects(&desk, "held-after-death"), ["Anna Berg, Committee"]);
    desk.add("departed", "Anna Berg", "2016-06-16", "body=Committee; how=died");
    assert!(codes_in(&desk, None, "2020").is_empty());
}

#[test]
fn an_appointment_after_a_death_is_found_and_one_that_may_be_before_is_not() {
    let mut desk = desk();
    desk.add("held", "Anna Berg", "2015", "post=Health");
    desk.add("departed", "Anna Berg", "2016-06-16", "how=died");
    desk.add("appointed", "Anna Berg", "2017", "body=Committee");
    assert_eq!(subjects(&desk, "held-after-death"), ["Anna Berg, Committee"]);
    assert!(found(&desk, "held-after-death", "2017-06").is_empty());
}

#[test]
fn a_death_that_another_report_contradicts_is_not_sure() {
    let mut desk = desk();
    desk.add("held", "Anna Berg", "2015", "post=Health");
    desk.add("appointed", "Anna Berg", "2015", "body=Committee");
    desk.add("departed", "Anna Berg", "2016-06-16", "how=died; post=Health");
    desk.add("resigned", "Anna Berg", "2016-06-16", "post=Health");
    assert!(subjects(&desk, "held-after-death").is_empty());
}

#[test]
fn a_post_that_was_abolished_cannot_be_taken_until_it_is_there_again() {
    let mut desk = desk();
    desk.add("post", "Brexit", "2020-01-31", "post=Brexit; body=Cabinet; change=abolished");
    desk.add("appointed", "Anna Berg", "2020-02-13", "post=Brexit");
    assert_eq!(subjects(&desk, "held-after-dissolution"), ["Anna Berg, Brexit, Cabinet"]);
    desk.add("post", "Brexit", "2020-02-10", "post=Brexit; body=Cabinet; change=created");
    assert!(codes_in(&desk, None, "2021").is_empty());
}

#[test]
fn a_departure_of_its_own_after_the_abolition_is_found() {
    let mut desk = desk();
    desk.add("post", "Brexit", "2019-01-31", "post=Brexit; body=Cabinet; change=abolished");
    let appointed = desk.add("appointed", "Anna Berg", "2018", "post=Brexit");
    desk.add("departed", "Anna Berg", "2019-06", &format!("post=Brexit; how=unknown; ends={appointed}"));
    assert_eq!(subjects(&desk, "held-after-dissolution"), ["Anna Berg, Brexit, Cabinet"]);
}

#[test]
fn whoever_was_in_the_post_when_it_was_abolished_is_not() {
    let mut desk = desk();
    desk.add("appointed", "Anna Berg", "2018", "post=Brexit");
    desk.add("post", "Brexit", "2019-01-31", "post=Brexit; body=Cabinet; change=abolished");
    assert!(codes_in(&desk, None, "2020").is_empty());
}

#[test]
fn whoever_leaves_must_have_come() {
    let mut desk = desk();
    desk.add("resigned", "Anna Berg", "2016-06-26", "post=Health");
    assert_eq!(codes_in(&desk, None, "2020"), ["departure-without-appointment"]);
    desk.add("held", "Anna Berg", "2016-01", "post=Health");
    assert!(codes_in(&desk, None, "2020").is_empty());
}

#[test]
fn a_departure_from_another_post_than_the_one_held_is_found() {
    let mut desk = desk();
    desk.add("appointed", "Anna Berg", "2015", "post=Health");
    desk.add("resigned", "Anna Berg", "2016-06-26", "post=Defence");
    assert_eq!(subjects(&desk, "departure-without-appointment"), ["Anna Berg, Defence, Cabinet"]);
}

#[test]
fn a_rumoured_departure_needs_no_appointment() {
    let mut desk = desk();
    desk.add("resigned", "Anna Berg", "2016-06-26", "post=Health; stance=rumoured");
    assert!(codes_in(&desk, None, "2020").is_empty());
}
