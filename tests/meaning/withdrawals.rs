//! Departures that were taken back in the world.

use crate::desk::{Desk, ids, rule};

fn taken_back() -> Desk {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    desk.add("resigned", "Ann", "2016-06-26", "post=Whip");
    desk.add("withdrawn", "Ann", "2016-06-28", "post=Whip");
    desk
}

#[test]
fn a_departure_stands_before_it_is_withdrawn_and_not_after() {
    let desk = taken_back();
    assert_eq!(desk.cabinet("2016-06-25"), ["Ann, Whip: certain"]);
    assert_eq!(desk.cabinet("2016-06-27"), Vec::<String>::new());
    assert_eq!(desk.cabinet("2016-06-28T12:00"), ["Ann, Whip: possible"]);
    assert_eq!(desk.cabinet("2016-06-28"), ["Ann, Whip: certain"]);
}

#[test]
fn a_tally_counts_a_departure_until_it_is_withdrawn() {
    let desk = taken_back();
    assert_eq!(desk.count("resigned", "2016-06-27"), (1, 1));
    assert_eq!(desk.count("resigned", "2016-06-28T12:00"), (0, 1));
    assert_eq!(desk.count("resigned", "2016-06-28"), (0, 0));
}

#[test]
fn who_stayed_after_all_can_leave_again() {
    let mut desk = taken_back();
    desk.add("sacked", "Ann", "2016-07-05", "post=Whip");
    assert_eq!(desk.cabinet("2016-07-01"), ["Ann, Whip: certain"]);
    assert_eq!(desk.cabinet("2016-07-06"), Vec::<String>::new());
    assert_eq!((desk.count("resigned", "2016-07-06"), desk.count("sacked", "2016-07-06")), ((0, 0), (1, 1)));
}

#[test]
fn a_withdrawal_takes_back_the_latest_departure_only() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "2012-05-01", "post=Whip");
    desk.add("appointed", "Ann", "2014-05-01", "post=Whip");
    desk.add("resigned", "Ann", "2016-06-26", "post=Whip");
    desk.add("withdrawn", "Ann", "2016-06-28", "post=Whip");
    assert_eq!(desk.count("resigned", "2016-06-27"), (1, 1));
    assert_eq!(desk.count("resigned", "2016-06-29"), (1, 1), "that of 2012 stands");
    assert_eq!(desk.cabinet("2013"), Vec::<String>::new());
}

#[test]
fn another_report_of_a_withdrawal_does_not_put_it_off() {
    let mut desk = taken_back();
    desk.add("withdrawn", "Ann", "2016-06-30", "post=Whip");
    assert_eq!(desk.count("resigned", "2016-06-29"), (0, 0));
    assert_eq!(desk.cabinet("2016-06-29"), ["Ann, Whip: certain"]);
}

#[test]
fn another_report_of_a_withdrawal_narrows_it() {
    let mut desk = taken_back();
    desk.add("withdrawn", "Ann", "2016-06-28T09:00/2016-06-28T10:00", "post=Whip");
    assert_eq!(desk.count("resigned", "2016-06-28T08:59"), (1, 1));
    assert_eq!(desk.count("resigned", "2016-06-28T10:00"), (0, 0));
    assert_eq!(desk.cabinet("2016-06-28T10:00"), ["Ann, Whip: certain"]);
}

#[test]
fn a_report_that_was_false_is_retracted_and_never_happened() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    let false_report = desk.add("resigned", "Ann", "2016-06-26", "post=Whip");
    desk.retract(false_report);
    assert_eq!(desk.cabinet("2016-06-27"), ["Ann, Whip: certain"]);
    assert_eq!(desk.count("resigned", "2016-06-27"), (0, 0));
}

#[test]
fn the_sentence_says_that_what_is_open_is_the_withdrawal() {
    let mut desk = Desk::new();
    desk.add("resigned", "Anna", "2016-06-26T18:30", "");
    desk.add("withdrawn", "Anna", "2016-06-28", "");
    let sentence = |at: &str| desk.view().tally(&rule("resigned"), desk.at(at)).expect("a tally").1;
    let open = sentence("2016-06-28T12:00");
    assert!(open.contains("Not settled: Anna (18:30 on 26 June 2016, withdrawn some time on 28 June 2016)"), "{open}");
    assert!(!sentence("2016-06-27").contains("withdrawn"));
    assert_eq!(
        desk.row(&rule("resigned"), "2016-06-27", "Anna").withdrawn.map(|when| when.earliest),
        Some(desk.ends("2016-06-28").0)
    );
}

#[test]
fn another_report_of_a_withdrawal_narrows_a_start_that_was_bounded_meanwhile() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2015", "post=Whip");
    desk.add("resigned", "Ann", "2016-05", "post=Whip");
    desk.add("withdrawn", "Ann", "2016-06", "post=Whip");
    desk.add("held", "Ann", "2016-06-05/2016-06-20", "post=Whip");
    desk.add("withdrawn", "Ann", "2016-06-10/2016-06-25", "post=Whip");
    let holder = desk.full_cabinet("2016-07").holders.remove(0);
    let wanted = (desk.ends("2016-06-10").0, desk.ends("2016-06-20").1);
    assert_eq!((holder.since.earliest, holder.since.latest), wanted);
}

#[test]
fn a_post_that_continues_because_another_does_lists_what_made_that_one() {
    let mut desk = Desk::new();
    let clerk = desk.add("appointed", "Ann", "2015", "post=Clerk");
    let whip = desk.add("appointed", "Ann", "2015", "post=Whip");
    let left = desk.add("resigned", "Ann", "2016-06-20", "");
    let again = desk.add("resigned", "Ann", "2016-06-20T12:00/2016-06-21", "post=Whip");
    let back = desk.add("withdrawn", "Ann", "2016-06-26", "post=Whip");
    let holder = desk.full_cabinet("2016-07").holders.remove(0);
    assert_eq!((holder.post.as_deref(), ids(&holder.events)), (Some("Clerk"), vec![clerk, whip, left, again, back]));
}
