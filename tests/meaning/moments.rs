//! Ranges of time: what surely has happened by a moment, and what may have.

use crate::desk::{Desk, bounds, rule};
use reshuffle::ledger::Rule;

#[test]
fn a_stamp_inside_today_bounds_what_was_read_under_it() {
    let mut desk = Desk::new();
    desk.article("live", "as_of=2016-06-26T13:14; published=2016-06-26");
    desk.add("resigned", "Ann", "today", "source=live");
    desk.add("resigned", "Bob", "2016-06-25", "source=live");
    assert_eq!(desk.count("resigned", "2016-06-26T13:13"), (1, 2));
    assert_eq!(desk.count("resigned", "2016-06-26T13:14"), (2, 2));
    assert_eq!(desk.left("Ann"), (desk.ends("2016-06-26").0, desk.at("2016-06-26T13:14")));
    assert_eq!(desk.left("Bob"), desk.ends("2016-06-25"));
}

#[test]
fn a_stamp_does_not_bound_what_was_announced_or_only_expected() {
    let mut desk = Desk::new();
    desk.article("live", "as_of=2016-06-26T13:14");
    desk.add("resigned", "Ann", "2016-06-26", "source=live; announced=2016-06-26");
    assert_eq!(desk.count("resigned", "2016-06-26T13:14"), (0, 1));
    assert_eq!(desk.count("resigned", "2016-06-26"), (1, 1));
}

#[test]
fn a_stamp_bounds_an_appointment_too() {
    let mut desk = Desk::new();
    desk.article("live", "as_of=2016-06-26T13:14");
    desk.add("appointed", "Ann", "2016-06-26", "source=live; post=Whip");
    assert_eq!(desk.cabinet("2016-06-26T13:13"), ["Ann, Whip: possible"]);
    assert_eq!(desk.cabinet("2016-06-26T13:14"), ["Ann, Whip: certain"]);
}

#[test]
fn today_is_the_day_of_publication_and_refused_without_one() {
    let mut desk = Desk::new();
    desk.article("dated", "published=2016-06-27T00:30:00+01:00");
    desk.add("resigned", "Ann", "yesterday", "source=dated");
    assert_eq!(desk.left("Ann"), desk.ends("2016-06-26"));
    assert!(desk.try_add("resigned", "Bob", "today", "").expect_err("a refusal").to_string().contains("today"));
}

#[test]
fn eleven_resignations_of_a_day_are_open_at_noon_and_settled_at_its_end() {
    let mut desk = Desk::new();
    for person in ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K"] {
        desk.add("resigned", person, "2016-06-26", "");
    }
    assert_eq!(desk.count("resigned", "2016-06-25"), (0, 0));
    assert_eq!(desk.count("resigned", "2016-06-26T12:00"), (0, 11));
    assert_eq!(desk.count("resigned", "2016-06-26"), (11, 11));
}

#[test]
fn an_instant_counts_from_its_own_moment_on() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "2016-06-26T13:03", "");
    desk.add("resigned", "Bob", "2016-06-26T13:03:00+02:00", "");
    assert_eq!(desk.count("resigned", "2016-06-26T12:02"), (0, 0));
    assert_eq!(desk.count("resigned", "2016-06-26T12:03"), (1, 1));
    assert_eq!(desk.count("resigned", "2016-06-26T13:02"), (1, 1));
    assert_eq!(desk.count("resigned", "2016-06-26T13:03"), (2, 2));
}

#[test]
fn an_interval_open_at_its_start_may_have_happened_at_any_time_before() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "../2016-06-26", "");
    assert_eq!(desk.count("resigned", "1950"), (0, 1));
    assert_eq!(desk.count("resigned", "2016-06-26"), (1, 1));
}

#[test]
fn a_tally_goes_by_the_announcement_and_by_effect_when_asked() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2010-05-01", "post=Whip");
    desk.add("resigned", "Ann", "2016-09-01", "post=Whip; announced=2016-06-26");
    let by_effect = |at: &str| bounds(&desk.tally(&Rule { by_effect: true, ..rule("resigned") }, at));
    assert_eq!((desk.count("resigned", "2016-06-26"), by_effect("2016-06-26")), ((1, 1), (0, 0)));
    assert_eq!((desk.count("resigned", "2016-09-01"), by_effect("2016-09-01")), ((1, 1), (1, 1)));
    assert_eq!(desk.cabinet("2016-08"), ["Ann, Whip: certain"], "she stays until it takes effect");
    assert_eq!(desk.cabinet("2016-09-02"), Vec::<String>::new());
}

#[test]
fn an_hour_that_the_clocks_skip_is_refused_and_one_that_comes_twice_spans_both() {
    let mut desk = Desk::new();
    assert!(desk.try_add("resigned", "Ann", "2016-03-27T01:30", "").is_err());
    desk.add("resigned", "Bob", "2016-10-30T01:30", "");
    assert_eq!(desk.left("Bob"), (desk.at("2016-10-30T01:30:00+01:00"), desk.at("2016-10-30T01:30:00+00:00")));
    let refused = desk.ledger.parse_at("2016-10-30T01:30").expect_err("a refusal").to_string();
    assert!(refused.contains("+01:00") && refused.contains("+00:00"), "{refused}");
}

#[test]
fn a_mark_moves_no_bound_and_is_carried_to_the_answer() {
    let mut desk = Desk::new();
    desk.add("appointed", "Anna", "2015-05~", "");
    desk.add("resigned", "Anna", "2016-06-26?", "announced=2016-06~");
    desk.add("appointed", "Bert", "2015-05", "");
    let holders = desk.full_cabinet("2016-01").holders;
    let signs: Vec<_> =
        holders.iter().map(|row| (row.person.as_str(), row.since_mark.sign(), row.until_mark.sign())).collect();
    assert_eq!(signs, [("Anna", "~", "?"), ("Bert", "", "")]);
    assert_eq!((holders[0].since.earliest, holders[0].since.latest), desk.ends("2015-05"));
    let by_effect = Rule { by_effect: true, ..rule("resigned") };
    assert_eq!(desk.row(&rule("resigned"), "2016-07", "Anna").mark.sign(), "~");
    assert_eq!(desk.row(&by_effect, "2016-07", "Anna").mark.sign(), "?");
}

#[test]
fn the_sentence_says_how_a_time_is_meant() {
    let mut desk = Desk::new();
    desk.add("resigned", "Anna", "2016-06-26%", "");
    let (_, sentence) = desk.view().tally(&rule("resigned"), desk.at("2016-06-26T12:00")).expect("a tally");
    assert!(sentence.contains("Anna (about some time on 26 June 2016, uncertain)"), "{sentence}");
}
