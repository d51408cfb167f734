//! Which tenure a departure ends, and when two reports are of one departure.

use reshuffle::domain::Per;
use reshuffle::ledger::Rule;

use crate::desk::{Desk, draft, options, rule};

#[test]
fn a_departure_is_possible_inside_its_range_and_certain_after_it() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    desk.add("resigned", "Ann", "2016-06-26", "post=Whip");
    assert_eq!(desk.cabinet("2016-06-25"), ["Ann, Whip: certain"]);
    assert_eq!(desk.cabinet("2016-06-26T12:00"), ["Ann, Whip: possible"]);
    assert_eq!(desk.cabinet("2016-06-26"), Vec::<String>::new());
}

#[test]
fn a_departure_closes_the_post_it_names_and_no_other() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    desk.add("appointed", "Ann", "2010-05-01", "post=Chair");
    desk.add("appointed", "Ann", "2010-05-01", "");
    desk.add("resigned", "Ann", "2016-06-26", "post=Whip");
    assert_eq!(desk.cabinet("2016-06-27"), ["Ann, Chair: certain", "Ann, -: certain"]);
}

#[test]
fn a_departure_from_a_post_not_held_closes_the_seat_without_a_post() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "post=Chair");
    desk.add("appointed", "Ann", "2010-05-01", "");
    desk.add("resigned", "Ann", "2016-06-26", "post=Whip");
    assert_eq!(desk.cabinet("2016-06-27"), ["Ann, Chair: certain"]);
}

#[test]
fn a_departure_without_a_post_closes_all_in_that_body_only() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    desk.add("appointed", "Ann", "2010-05-01", "post=Chair");
    desk.add("appointed", "Ann", "2010-05-01", "post=Mayor; body=Town");
    desk.add("resigned", "Ann", "2016-06-26", "");
    assert_eq!(desk.cabinet("2016-06-27"), ["Ann, Mayor: certain"]);
    assert_eq!(desk.count("resigned", "2016-06-27"), (1, 1));
    let per_post =
        desk.tally(&reshuffle::ledger::Rule { per: "post".parse().expect("a unit"), ..rule("resigned") }, "2016-06-27");
    assert_eq!(crate::desk::bounds(&per_post), (2, 2));
}

#[test]
fn a_departure_that_names_an_appointment_ends_just_that_whatever_the_dates_say() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    let second = desk.add("appointed", "Ann", "2017-05-01", "post=Whip");
    desk.add("resigned", "Ann", "2018-05-01", &format!("post=Whip; ends={second}"));
    desk.add("sacked", "Ann", "2014-05-01", "post=Whip");
    assert_eq!(desk.cabinet("2013"), ["Ann, Whip: certain"]);
    assert_eq!(desk.cabinet("2015"), Vec::<String>::new());
    assert_eq!(desk.cabinet("2017-06"), ["Ann, Whip: certain"]);
    assert_eq!(desk.cabinet("2019"), Vec::<String>::new());
}

#[test]
fn a_departure_may_name_its_appointment_by_a_key_of_the_same_batch() {
    let mut desk = Desk::new();
    let batch = vec![
        draft("appointed", "Ann", "2015-05-01", "post=Whip; key=first"),
        draft("resigned", "Ann", "2016-05-01", "post=Whip; ends=first"),
    ];
    desk.ledger.append(batch, &options()).expect("a batch");
    assert_eq!(desk.cabinet("2015-06"), ["Ann, Whip: certain"]);
    assert_eq!(desk.cabinet("2017"), Vec::<String>::new());
}

#[test]
fn a_departure_cannot_name_the_appointment_of_somebody_else() {
    let mut desk = Desk::new();
    let of_bob = desk.add("appointed", "Bob", "2010-05-01", "post=Whip");
    let refused = desk.try_add("resigned", "Ann", "2016-05-01", &format!("post=Whip; ends={of_bob}"));
    assert!(refused.expect_err("a refusal").to_string().contains("is the appointment of Bob"));
}

#[test]
fn a_departure_takes_the_next_appointment_that_could_have_come_before_it() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "2016-06-26", "post=Whip");
    desk.add("appointed", "Ann", "2016-06-26T09:00", "post=Whip");
    assert_eq!(desk.cabinet("2016-06-26T08:59"), Vec::<String>::new());
    assert_eq!(desk.cabinet("2016-06-26T10:00"), ["Ann, Whip: possible"]);
    assert_eq!(desk.cabinet("2016-06-27"), Vec::<String>::new());
}

#[test]
fn a_departure_does_not_take_an_appointment_that_came_after_it() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "2016-06-26T08:00", "post=Whip");
    desk.add("appointed", "Ann", "2016-06-26T09:00", "post=Whip");
    assert_eq!(desk.cabinet("2016-06-26T07:00"), ["Ann, Whip: possible"]);
    assert_eq!(desk.cabinet("2016-06-27"), ["Ann, Whip: certain"]);
}

#[test]
fn an_appointment_is_taken_once() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "2016-06-26", "post=Whip");
    desk.add("appointed", "Ann", "2016-06-26T09:00", "post=Whip");
    desk.add("resigned", "Ann", "2016-06-26T12:00/2016-06-26T18:00", "post=Whip");
    // The second report narrows the departure; it finds no other appointment.
    assert_eq!(desk.left("Ann"), (desk.at("2016-06-26T12:00"), desk.at("2016-06-26T18:00")));
    assert_eq!(desk.cabinet("2016-06-26T11:00"), ["Ann, Whip: certain"]);
    assert_eq!(desk.cabinet("2016-06-27"), Vec::<String>::new());
}

#[test]
fn another_report_of_a_departure_is_the_intersection_where_they_meet() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "2016-06-26", "post=Whip");
    desk.add("resigned", "Ann", "2016-06-26T17:30/2016-06-26T18:30", "");
    assert_eq!(desk.left("Ann"), (desk.at("2016-06-26T17:30"), desk.at("2016-06-26T18:30")));
    assert_eq!(desk.count("resigned", "2016-06-26T18:00"), (0, 1));
    assert_eq!(desk.count("resigned", "2016-06-27"), (1, 1));
}

#[test]
fn another_report_of_a_departure_is_the_span_where_they_do_not_meet() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    desk.add("appointed", "Ann", "2010-05-01", "post=Chair");
    desk.add("resigned", "Ann", "2016-06-25", "");
    desk.add("resigned", "Ann", "2016-06-27", "");
    assert_eq!(desk.left("Ann"), (desk.ends("2016-06-25").0, desk.ends("2016-06-27").1));
    // For every tenure that the departure ended.
    assert_eq!(desk.cabinet("2016-06-26"), ["Ann, Chair: possible", "Ann, Whip: possible"]);
    assert_eq!(desk.count("resigned", "2016-06-28"), (1, 1));
}

#[test]
fn a_departure_of_another_post_is_no_report_of_the_first() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "2016-06-25", "post=Whip");
    desk.add("resigned", "Ann", "2016-06-25", "post=Chair");
    assert_eq!(desk.cabinet("2016-06-24"), ["Ann, Chair: possible", "Ann, Whip: possible"]);
    assert_eq!(desk.cabinet("2016-06-26"), Vec::<String>::new());
}

#[test]
fn a_departure_without_a_start_is_possible_before_it() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "2016-06-26", "post=Whip");
    assert_eq!(desk.cabinet("1990"), ["Ann, Whip: possible"]);
    assert_eq!(desk.cabinet("2016-06-25"), ["Ann, Whip: possible"]);
    assert_eq!(desk.cabinet("2016-06-27"), Vec::<String>::new());
}

#[test]
fn who_leaves_and_returns_has_left_once_and_holds_again() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    desk.add("resigned", "Ann", "2012-05-01", "post=Whip");
    desk.add("appointed", "Ann", "2014-05-01", "post=Whip");
    desk.add("sacked", "Ann", "2016-05-01", "post=Whip");
    assert_eq!(desk.cabinet("2011"), ["Ann, Whip: certain"]);
    assert_eq!(desk.cabinet("2013"), Vec::<String>::new());
    assert_eq!(desk.cabinet("2015"), ["Ann, Whip: certain"]);
    assert_eq!((desk.count("resigned", "2015"), desk.count("sacked", "2015")), ((1, 1), (0, 0)));
    assert_eq!((desk.count("left", "2017"), desk.count("sacked", "2017")), ((1, 1), (1, 1)));
}

#[test]
fn a_denial_leaves_a_departure_standing_and_marks_it_disputed() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "2016-06-26", "post=Whip");
    desk.add("resigned", "Bob", "2016-06-26", "post=Whip");
    let denied = desk.add("resigned", "Ann", "2016-06-26", "post=Whip; stance=denied");
    let disputed = |desk: &Desk, who: &str| desk.row(&rule("resigned"), "2016-06-27", who).disputed;
    assert_eq!(desk.count("resigned", "2016-06-27"), (2, 2));
    assert_eq!((disputed(&desk, "Ann"), disputed(&desk, "Bob")), (true, false));
    desk.retract(denied);
    assert!(!disputed(&desk, "Ann"), "only a denial that stands disputes");
}

#[test]
fn a_denial_of_a_later_day_disputes_the_departure_before_it() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "2016-06-26", "post=Whip");
    desk.add("resigned", "Bob", "2016-06-28", "post=Whip");
    desk.add("resigned", "Ann", "2016-06-27", "stance=denied");
    desk.add("resigned", "Bob", "2016-06-27", "stance=denied");
    assert!(desk.row(&rule("resigned"), "2016-06-29", "Ann").disputed);
    assert!(!desk.row(&rule("resigned"), "2016-06-29", "Bob").disputed);
}

#[test]
fn a_denial_leaves_the_departure_from_another_post_that_day_undisputed() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "2016-06-26", "post=Whip");
    desk.add("resigned", "Ann", "2016-06-26", "post=Clerk");
    desk.add("resigned", "Ann", "2016-06-26", "post=Clerk; stance=denied");
    let tally = desk.tally(&Rule { per: Per::Post, ..rule("left") }, "2016-06-27");
    let disputed: Vec<_> = tally.people.iter().map(|row| (row.posts.concat(), row.disputed)).collect();
    assert_eq!(disputed, [("Clerk".to_owned(), true), ("Whip".to_owned(), false)]);
}
