//! Two names made one person.

use reshuffle::domain::Text;
use reshuffle::ledger::{Error, Options, Receipts};

use crate::desk::{Desk, name, options};

fn merge(desk: &mut Desk, one: &str, into: &str) -> Result<Receipts, Error> {
    try_merge(desk, one, into, &options())
}

fn try_merge(desk: &mut Desk, one: &str, into: &str, options: &Options) -> Result<Receipts, Error> {
    let why = Text::new("the register says so").expect("a reason");
    desk.ledger.merge(&name(one), &name(into), &why, None, options)
}

fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.add("appointed", "Vernon Coaker", "2015-05-11", "post=Whip");
    desk.add("said", "Lord Coaker", "", "");
    desk
}

#[test]
fn a_merge_joins_two_names_from_then_on() {
    let mut desk = desk();
    let before = desk.ledger.head().expect("a head").id;
    let done = merge(&mut desk, "Lord Coaker", "Vernon Coaker").expect("a merge");
    assert_eq!(done.warnings, Vec::<String>::new());
    let person = desk.view().person(&name("Lord Coaker"), desk.at("2016")).expect("a person");
    assert_eq!((person.row.summary.name.as_str(), person.row.summary.facts), ("Vernon Coaker", 3));
    assert_eq!(person.row.summary.other_names[0].events, [(done.events[0].seq, done.events[0].id)]);
    let earlier = desk.known_by(before).person(&name("Lord Coaker"), desk.at("2016")).expect("a person");
    assert_eq!((earlier.row.summary.name.as_str(), earlier.row.summary.facts), ("Lord Coaker", 1));
    desk.retract(done.events[0].id);
    let again = desk.view().person(&name("Lord Coaker"), desk.at("2016")).expect("a person");
    assert_eq!(again.row.summary.facts, 1);
}

#[test]
fn a_merge_is_refused_like_an_alias() {
    let mut desk = desk();
    desk.add("said", "V. Coaker", "", "");
    merge(&mut desk, "Lord Coaker", "Vernon Coaker").expect("a merge");
    let refused = |desk: &mut Desk, one: &str, into: &str| {
        let head = desk.ledger.head();
        let refusal = merge(desk, one, into).expect_err("a refusal").to_string();
        assert_eq!(desk.ledger.head(), head);
        refusal
    };
    assert!(refused(&mut desk, "Vernon Coaker", "Lord Coaker").contains("would stand for itself"));
    assert!(refused(&mut desk, "Vernon Coaker", "Vernon Coaker").contains("would stand for itself"));
    assert!(refused(&mut desk, "Lord Coaker", "V. Coaker").contains("already stands for `Vernon Coaker`"));
    assert!(refused(&mut desk, "Lord Coaker", "Vernon Coaker").contains("is a name of `Vernon Coaker` already"));
    assert!(refused(&mut desk, "Lord Cooker", "Vernon Coaker").contains("there is no person `Lord Cooker`"));
    assert!(refused(&mut desk, "V. Coaker", "Vernon Croaker").contains("there is no person `Vernon Croaker`"));
}

#[test]
fn two_offices_held_at_one_time_are_warned_of() {
    let mut desk = desk();
    desk.add("appointed", "Lord Coaker", "2016-01-01", "post=Chair; body=Council");
    let trial = Options { dry_run: true, ..options() };
    let head = desk.ledger.head();
    let tried = try_merge(&mut desk, "Lord Coaker", "Vernon Coaker", &trial).expect("a trial");
    assert_eq!(desk.ledger.head(), head);
    let done = merge(&mut desk, "Lord Coaker", "Vernon Coaker").expect("a merge");
    assert_eq!(tried.warnings, done.warnings);
    let [warning] = &done.warnings[..] else { panic!("one warning: {:?}", done.warnings) };
    assert!(
        warning.contains("`Lord Coaker` holds Chair, Council and `Vernon Coaker` holds Whip, Cabinet"),
        "{warning}"
    );
}

#[test]
fn one_office_held_by_both_draws_no_warning() {
    let mut desk = desk();
    desk.add("appointed", "Lord Coaker", "2015-05-11", "post=Whip");
    assert_eq!(merge(&mut desk, "Lord Coaker", "Vernon Coaker").expect("a merge").warnings, Vec::<String>::new());
}

#[test]
fn offices_that_only_may_have_been_held_at_one_time_draw_no_warning() {
    let mut desk = desk();
    desk.add("resigned", "Vernon Coaker", "2016-06", "post=Whip");
    desk.add("appointed", "Lord Coaker", "2016-06", "post=Chair; body=Council");
    assert_eq!(merge(&mut desk, "Lord Coaker", "Vernon Coaker").expect("a merge").warnings, Vec::<String>::new());
}
