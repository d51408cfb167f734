//! Dates that disagree, numbers that disagree, and dates that have passed.

use crate::desk::ids;
use crate::{codes_in, desk, found, subjects};

#[test]
fn departures_whose_dates_do_not_meet_are_found_with_both_articles() {
    let mut desk = desk();
    desk.article("herald", "url=https://example.org/herald");
    desk.add("appointed", "Anna Berg", "2015", "post=Health");
    let first = desk.add("resigned", "Anna Berg", "2016-06-26", "post=Health");
    let second = desk.add("resigned", "Anna Berg", "2016-06-27", "post=Health; source=herald");
    let findings = found(&desk, "dates-disagree", "2020");
    let [finding] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!(ids(&finding.events), [first, second]);
    let sources: Vec<_> = finding.quotes.iter().map(|quoted| quoted.source.as_str()).collect();
    assert_eq!(sources, ["paper", "herald"]);
    assert_eq!(codes_in(&desk, None, "2020"), ["dates-disagree"]);
}

#[test]
fn dates_that_meet_agree_however_coarse() {
    let mut desk = desk();
    desk.add("appointed", "Anna Berg", "2015", "post=Health");
    desk.add("appointed", "Anna Berg", "2015-05-11", "post=Health");
    desk.add("resigned", "Anna Berg", "2016-06-26", "post=Health");
    desk.add("resigned", "Anna Berg", "2016-06", "post=Health");
    assert!(codes_in(&desk, None, "2020").is_empty());
}

#[test]
fn a_second_appointment_that_no_departure_explains_is_found() {
    let mut desk = desk();
    desk.add("appointed", "Anna Berg", "2015-05-11", "post=Health");
    desk.add("appointed", "Anna Berg", "2016-05-11", "post=Health");
    assert_eq!(subjects(&desk, "dates-disagree"), ["Anna Berg, Health, Cabinet"]);
    desk.add("resigned", "Anna Berg", "2015-12", "post=Health");
    assert!(codes_in(&desk, None, "2020").is_empty());
}

#[test]
fn a_stand_in_who_is_appointed_in_full_began_twice_and_rightly() {
    let mut desk = desk();
    desk.add("appointed", "Anna Berg", "2015-05-11", "post=Health; acting=true");
    desk.add("appointed", "Anna Berg", "2016-05-11", "post=Health");
    assert!(codes_in(&desk, None, "2020").is_empty());
}

#[test]
fn a_holding_recorded_anew_after_a_departure_agrees_with_what_came_before() {
    let mut desk = desk();
    desk.add("appointed", "Anna Berg", "2015-05-11", "post=Health");
    desk.add("resigned", "Anna Berg", "2016-05-11", "post=Health");
    desk.add("held", "Anna Berg", "2018", "post=Health");
    assert!(codes_in(&desk, None, "2020").is_empty());
}

#[test]
fn held_before_the_appointment_disagrees_with_it() {
    let mut desk = desk();
    desk.add("held", "Anna Berg", "2014", "post=Health");
    desk.add("appointed", "Anna Berg", "2015", "post=Health");
    assert_eq!(subjects(&desk, "dates-disagree"), ["Anna Berg, Health, Cabinet"]);
}

#[test]
fn announcements_whose_times_do_not_meet_are_found() {
    let mut desk = desk();
    desk.add("appointed", "Anna Berg", "2015", "post=Health");
    desk.add("resigned", "Anna Berg", "2016-07", "post=Health; announced=2016-06-26T13:03");
    desk.add("resigned", "Anna Berg", "2016-07", "post=Health; announced=2016-06-26T13:03/2016-06-26T14:00");
    assert!(codes_in(&desk, None, "2020").is_empty());
    desk.add("resigned", "Anna Berg", "2016-07", "post=Health; announced=2016-06-26T15:00");
    let findings = found(&desk, "dates-disagree", "2020");
    assert!(findings.len() == 1 && findings[0].text.contains("announcement"), "{findings:?}");
}

#[test]
fn a_number_outside_of_ours_is_found_with_who_is_missing() {
    let mut desk = desk();
    for person in ["Anna Berg", "Bo Carr"] {
        desk.add("held", person, "2015", "");
        desk.add("resigned", person, "2016-06-26", "");
    }
    let claim = desk.add("counted", "", "2016-06-26", "how=resigned; number=3; body=Cabinet");
    let findings = found(&desk, "claim-disagrees", "2020");
    let [finding] = &findings[..] else { panic!("{findings:?}") };
    assert!(ids(&finding.events).contains(&claim), "{finding:?}");
    assert!(found(&desk, "claim-disagrees", "2016-06-25").is_empty(), "it speaks of a day that is to come");
    desk.amend(claim, "number=2");
    assert!(codes_in(&desk, None, "2020").is_empty());
}

#[test]
fn a_pledge_is_overdue_when_its_day_has_passed_in_silence() {
    let mut desk = desk();
    let pledge = desk.add("pledged", "Anna Berg", "2016-06-26", "pledge=to resign; due=2016-06-30");
    assert!(found(&desk, "pledge-overdue", "2016-06-30T12:00").is_empty());
    let findings = found(&desk, "pledge-overdue", "2016-07-01");
    let [finding] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!((finding.subject.as_str(), ids(&finding.events).as_slice()), ("Anna Berg", &[pledge][..]));
    desk.add("said", "Bo Carr", "2016-06-30", "");
    assert_eq!(subjects(&desk, "pledge-overdue"), ["Anna Berg"], "somebody else's words are not theirs");
    desk.add("resigned", "Anna Berg", "2016-06-29", "");
    assert!(subjects(&desk, "pledge-overdue").is_empty());
}

#[test]
fn what_was_recorded_of_them_before_the_pledge_settles_nothing() {
    let mut desk = desk();
    desk.add("held", "Anna Berg", "2016-06-01", "");
    desk.add("pledged", "Anna Berg", "2016-06-26", "pledge=to resign; due=2016-06-30");
    assert_eq!(subjects(&desk, "pledge-overdue"), ["Anna Berg"]);
}

#[test]
fn what_has_no_time_of_its_own_is_dated_by_its_article() {
    let mut desk = desk();
    desk.article("later", "url=https://example.org/later; published=2016-07-02");
    desk.add("pledged", "Anna Berg", "2016-06-26", "pledge=to resign; due=2016-06-30");
    desk.add("said", "Anna Berg", "", "");
    assert_eq!(subjects(&desk, "pledge-overdue"), ["Anna Berg"]);
    desk.add("said", "Anna Berg", "", "source=later");
    assert_eq!(subjects(&desk, "pledge-overdue"), [] as [&str; 0]);
    assert_eq!(found(&desk, "pledge-overdue", "2016-07-01").len(), 1, "not before that could be read");
}

#[test]
fn a_pledge_without_a_date_is_never_overdue() {
    let mut desk = desk();
    desk.add("pledged", "Anna Berg", "2016-06-26", "pledge=to resign");
    assert!(codes_in(&desk, None, "2020").is_empty());
}
