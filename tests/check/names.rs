//! Names that are one slip apart.

use crate::desk::ids;
use crate::{codes_in, desk, found, subjects};

const CODE: &str = "near-duplicate-name";

#[test]
fn people_posts_and_bodies_one_slip_apart_are_found() {
    let mut desk = desk();
    desk.add("held", "Lilian Greene", "2015", "post=Transport");
    desk.add("held", "Lillian Greene", "2015", "post=Transprt; body=cabinet");
    let mut found = subjects(&desk, CODE);
    found.sort();
    assert_eq!(found, ["Cabinet, cabinet", "Lilian Greene, Lillian Greene", "Transport, Transprt"]);
}

#[test]
fn the_rarer_spelling_is_the_one_to_correct() {
    let mut desk = desk();
    let first = desk.add("held", "Sian Jones", "2015", "post=Transport");
    desk.add("said", "Sian Jones", "2016", "");
    let slip = desk.add("resigned", "Siân Jones", "2016", "");
    let findings = found(&desk, CODE, "2020");
    let [finding] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!(
        (finding.subject.as_str(), ids(&finding.events).as_slice()),
        ("Sian Jones, Siân Jones", &[first, slip][..])
    );
}

#[test]
fn names_that_an_alias_or_a_renaming_joins_are_not() {
    let mut desk = desk();
    desk.add("held", "Lilian Greene", "2015", "post=Transport");
    desk.add("held", "Lillian Greene", "2015", "post=Transports");
    assert_eq!(subjects(&desk, CODE).len(), 2);
    desk.add("alias", "Lillian Greene", "", "of=Lilian Greene");
    desk.add("post", "", "2016", "body=Cabinet; post=Transport; change=renamed; to=Transports");
    assert!(subjects(&desk, CODE).is_empty());
}

#[test]
fn a_digit_two_slips_or_another_noun_make_no_pair() {
    let mut desk = desk();
    for name in ["Member 1", "Member 2", "Jo Bloggs", "Jo Bloggs #2", "Seema Malhotra", "Sema Malhatra", "Cabinets"] {
        desk.add("held", name, "2015", "");
    }
    assert!(codes_in(&desk, None, "2020").is_empty());
}

#[test]
fn many_names_that_differ_in_one_letter_are_compared_through_an_index() {
    let mut desk = desk();
    let names: Vec<String> = ('a'..='z').map(|letter| format!("Member {letter}")).collect();
    for name in &names {
        desk.add("held", name, "2015", "");
    }
    assert_eq!(subjects(&desk, CODE).len(), 26 * 25 / 2);
}
