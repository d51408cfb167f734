//! Posts and bodies: renamed, abolished, parts of others, with seats.

use crate::desk::{Desk, bounds, holders, ids, name, rule};
use reshuffle::ledger::Rule;

#[test]
fn a_renamed_post_is_one_post_shown_by_the_name_surely_in_force() {
    let mut desk = Desk::new();
    desk.add("post", "Whip", "2015-01-01", "change=renamed; to=Chief Whip");
    desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    desk.add("resigned", "Ann", "2016-06-26", "post=Chief Whip");
    assert_eq!(desk.cabinet("2014"), ["Ann, Whip: certain"]);
    assert_eq!(desk.cabinet("2015-01-01T12:00"), ["Ann, Whip: certain"]);
    assert_eq!(desk.cabinet("2015-01-01"), ["Ann, Chief Whip: certain"]);
    assert_eq!(desk.cabinet("2016-06-27"), Vec::<String>::new());
}

#[test]
fn a_post_renamed_twice_goes_by_each_name_in_its_time() {
    let mut desk = Desk::new();
    desk.add("post", "B", "2014-01-01", "change=renamed; to=C");
    desk.add("post", "A", "2012-01-01", "change=renamed; to=B");
    desk.add("appointed", "Ann", "2010-05-01", "post=C");
    let shown = ["2011", "2013", "2015"].map(|at| desk.cabinet(at).join("|"));
    assert_eq!(shown, ["Ann, A: certain", "Ann, B: certain", "Ann, C: certain"]);
}

#[test]
fn a_post_of_the_same_name_in_another_body_is_not_renamed_with_it() {
    let mut desk = Desk::new();
    desk.add("post", "Whip", "2012-01-01", "change=renamed; to=Chief Whip");
    desk.add("appointed", "Ann", "2010-05-01", "post=Whip; body=Town");
    assert_eq!(desk.cabinet("2014"), ["Ann, Whip: certain"]);
}

#[test]
fn abolition_ends_what_is_held_and_is_no_departure() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    desk.add("appointed", "Bob", "2010-05-01", "post=Chair");
    desk.add("post", "Whip", "2016-06-26", "change=abolished");
    assert_eq!(desk.cabinet("2016-06-26T12:00"), ["Bob, Chair: certain", "Ann, Whip: possible"]);
    assert_eq!(desk.cabinet("2016-06-27"), ["Bob, Chair: certain"]);
    assert_eq!(desk.count("left", "2016-06-27"), (0, 0));
}

#[test]
fn an_answer_about_a_body_includes_the_bodies_within_it() {
    let mut desk = Desk::new();
    desk.add("body", "Cabinet", "", "part_of=Party; why=it is");
    desk.add("body", "Committee", "", "part_of=Cabinet; why=it is");
    desk.add("appointed", "Ann", "2010-05-01", "body=Committee");
    desk.add("appointed", "Bob", "2010-05-01", "body=Party");
    desk.add("appointed", "Cy", "2010-05-01", "body=Town");
    desk.add("resigned", "Ann", "2012-05-01", "body=Committee");
    let cabinet =
        |body: &str, at: &str| holders(&desk.view().cabinet(Some(&name(body)), desk.at(at)).expect("a cabinet"));
    assert_eq!(cabinet("Party", "2011"), ["Ann, -: certain", "Bob, -: certain"]);
    assert_eq!(cabinet("Cabinet", "2011"), ["Ann, -: certain"]);
    assert_eq!(cabinet("Town", "2011"), ["Cy, -: certain"]);
    let left = |body: &str| bounds(&desk.tally(&Rule { body: Some(name(body)), ..rule("left") }, "2013"));
    assert_eq!((left("Party"), left("Town")), ((1, 1), (0, 0)));
}

#[test]
fn bodies_that_are_parts_of_each_other_are_still_answered() {
    let mut desk = Desk::new();
    desk.add("body", "Cabinet", "", "part_of=Party; why=it is");
    desk.add("body", "Party", "", "part_of=Cabinet; why=a slip");
    desk.add("appointed", "Ann", "2010-05-01", "");
    let answer = desk.view().cabinet(Some(&name("Party")), desk.at("2011")).expect("a cabinet");
    assert_eq!(holders(&answer), ["Ann, -: certain"]);
}

#[test]
fn a_body_with_known_seats_says_how_many_are_unaccounted_for() {
    let mut desk = Desk::new();
    desk.add("body", "Cabinet", "2010", "seats=5");
    desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    desk.add("appointed", "Ann", "2010-05-01", "post=Chair");
    desk.add("appointed", "Bob", "2012-05-01", "post=Chair");
    let seats = |at: &str| {
        let seats = desk.full_cabinet(at).seats.remove(0);
        (seats.seats, seats.certain, seats.possible, seats.unaccounted())
    };
    assert_eq!(seats("2011"), (5, 1, 0, 4));
    assert_eq!(seats("2012-05-01T12:00"), (5, 1, 1, 3));
    assert_eq!(seats("2013"), (5, 2, 0, 3));
}

#[test]
fn a_body_nobody_named_is_not_found_rather_than_empty() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "");
    let answer = desk.view().cabinet(Some(&name("Cabinot")), desk.at("2011"));
    assert!(answer.expect_err("a refusal").to_string().contains("no body `Cabinot`"));
}

#[test]
fn a_holder_lists_the_alias_by_which_a_renaming_is_of_the_post() {
    let mut desk = Desk::new();
    let renamed = desk.add("post", "Whip", "2016-06-20", "change=renamed; to=Chief");
    let alias = desk.add("alias", "Whip", "", "of=Clerk; names=post");
    let appointed = desk.add("appointed", "Ann", "2016-06-01", "post=Clerk");
    let holder = desk.full_cabinet("2016-06-26").holders.remove(0);
    assert_eq!((holder.post.as_deref(), ids(&holder.events)), (Some("Chief"), vec![renamed, alias, appointed]));
}

#[test]
fn a_seat_held_since_a_renamed_post_was_left_lists_the_renaming() {
    let mut desk = Desk::new();
    let chief = desk.add("appointed", "Ann", "2016", "post=Chief");
    let renamed = desk.add("post", "Whip", "2016", "change=renamed; to=Chief");
    let left = desk.add("resigned", "Ann", "2016-06", "post=Whip");
    let held = desk.add("held", "Ann", "2016-06", "");
    let holder = desk.full_cabinet("2016-07").holders.remove(0);
    assert_eq!((holder.post.as_deref(), ids(&holder.events)), (None, vec![chief, renamed, left, held]));
}
