//! The numbers that articles print, beside ours.

use crate::desk::Desk;
use reshuffle::ledger::Verdict;

fn three_gone() -> Desk {
    let mut desk = Desk::new();
    desk.article("herald", "");
    for person in ["Ann", "Bob"] {
        desk.add("resigned", person, "2016-06-26", "");
    }
    desk.add("sacked", "Cy", "2016-06-26", "");
    desk.add("resigned", "Di", "2016-06-26", "source=herald");
    desk
}

fn verdict(rest: &str, at: &str) -> Verdict {
    let mut desk = three_gone();
    desk.add("counted", "", "2016-06-26", rest);
    desk.claim(at).verdict
}

#[test]
fn an_exact_number_agrees_or_disagrees_once_all_is_settled() {
    assert_eq!(verdict("how=resigned; number=3", "2016-06-27"), Verdict::Agrees);
    assert_eq!(verdict("how=resigned; number=4", "2016-06-27"), Verdict::Disagrees);
    assert_eq!(verdict("how=left; number=4", "2016-06-27"), Verdict::Agrees);
}

#[test]
fn at_least_and_about_leave_room() {
    assert_eq!(verdict("how=resigned; number=2; compare=at_least", "2016-06-27"), Verdict::Agrees);
    assert_eq!(verdict("how=resigned; number=4; compare=at_least", "2016-06-27"), Verdict::Disagrees);
    assert_eq!(verdict("how=resigned; number=4; compare=about", "2016-06-27"), Verdict::Agrees);
    assert_eq!(verdict("how=resigned; number=5; compare=about", "2016-06-27"), Verdict::Disagrees);
}

#[test]
fn a_claim_is_unclear_before_the_end_of_its_window() {
    assert_eq!(verdict("how=resigned; number=3; to=2016-06-28", "2016-06-27"), Verdict::Unclear);
    assert_eq!(verdict("how=resigned; number=9; to=2016-06-28", "2016-06-27"), Verdict::Unclear);
    assert_eq!(verdict("how=resigned; number=3; to=2016-06-28", "2016-06-28"), Verdict::Agrees);
}

#[test]
fn a_claim_speaks_of_its_own_window_and_not_of_what_came_later() {
    let mut desk = three_gone();
    desk.add("resigned", "Eve", "2016-06-27", "");
    desk.add("counted", "", "2016-06-26", "how=resigned; number=3");
    assert_eq!(desk.claim("2016-06-30").verdict, Verdict::Agrees);
}

#[test]
fn a_claim_without_a_time_speaks_of_the_stamp_else_of_the_moment_of_the_answer() {
    let mut desk = three_gone();
    desk.article("live", "as_of=2016-06-26T12:00");
    desk.add("counted", "", "", "how=resigned; number=3; source=live");
    assert_eq!(desk.claim("2016-06-30").until, desk.at("2016-06-26T12:00"));
    assert_eq!(desk.claim("2016-06-30").verdict, Verdict::Unclear);

    let mut desk = three_gone();
    desk.add("counted", "", "", "how=resigned; number=3");
    assert_eq!(desk.claim("2016-06-30").until, desk.at("2016-06-30"));
    assert_eq!(desk.claim("2016-06-25").verdict, Verdict::Disagrees);
}

#[test]
fn a_claim_from_a_moment_on_leaves_out_what_came_before() {
    assert_eq!(verdict("how=resigned; number=0; from=2016-06-27; to=2016-06-28", "2016-06-29"), Verdict::Agrees);
    assert_eq!(verdict("how=resigned; number=3; from=2016-06-26; to=2016-06-28", "2016-06-29"), Verdict::Agrees);
}

#[test]
fn missing_are_those_it_names_but_leaves_out_and_extra_those_it_does_not_name() {
    let mut desk = three_gone();
    desk.add("counted", "", "2016-06-26", "how=resigned; number=2");
    let claim = desk.claim("2016-06-27");
    assert_eq!((claim.missing, claim.extra), (vec!["Cy".to_owned()], vec!["Di".to_owned()]));
}

#[test]
fn who_was_only_rumoured_to_leave_is_not_named_as_having_left() {
    let mut desk = three_gone();
    desk.add("resigned", "Eve", "2016-06-26", "stance=rumoured");
    desk.add("counted", "", "2016-06-26", "how=left; number=4");
    let claim = desk.claim("2016-06-27");
    assert_eq!((claim.verdict, claim.missing), (Verdict::Agrees, Vec::new()));
}
