//! Posts of one seat, and posts that exclude each other.

use crate::desk::{Desk, ids};
use crate::{codes_in, desk, found, subjects};

fn one_seat() -> Desk {
    let mut desk = desk();
    desk.add("post", "Health", "2010", "post=Health; body=Cabinet; change=created; seats=1; rank=cabinet");
    desk.add("appointed", "Anna Berg", "2015-05-11", "post=Health");
    desk
}

#[test]
fn a_successor_before_the_departure_overlaps() {
    let mut desk = one_seat();
    desk.add("resigned", "Anna Berg", "2016-06-27", "post=Health");
    let successor = desk.add("appointed", "Bo Carr", "2016-06-20", "post=Health");
    let findings = found(&desk, "seat-overlap", "2017");
    let [finding] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!(finding.subject, "Health, Cabinet");
    assert!(finding.text.contains("Anna Berg and Bo Carr"), "{}", finding.text);
    assert!(ids(&finding.events).contains(&successor) && finding.events.len() == 4, "{finding:?}");
    assert_eq!(finding.quotes.len(), 4);
    assert_eq!(codes_in(&desk, None, "2017"), ["seat-overlap"]);
    assert_eq!(found(&desk, "seat-overlap", "2016-06-19"), [], "not before it came about");
}

#[test]
fn a_handover_on_one_day_does_not_overlap() {
    let mut desk = one_seat();
    desk.add("resigned", "Anna Berg", "2016-06-27", "post=Health");
    desk.add("appointed", "Bo Carr", "2016-06-27", "post=Health");
    assert!(codes_in(&desk, None, "2017").is_empty());
}

#[test]
fn a_coarse_date_that_may_not_overlap_does_not() {
    let mut desk = one_seat();
    desk.add("resigned", "Anna Berg", "2016-06", "post=Health");
    desk.add("appointed", "Bo Carr", "2016-06-20", "post=Health");
    assert!(subjects(&desk, "seat-overlap").is_empty());
}

#[test]
fn a_stand_in_by_appointment_or_by_status_does_not_overlap() {
    let mut desk = one_seat();
    desk.add("resigned", "Anna Berg", "2016-06-27", "post=Health");
    desk.add("appointed", "Bo Carr", "2016-06-20", "post=Health; acting=true");
    desk.add("appointed", "Cy Dunn", "2016-06-21", "post=Health");
    desk.add("status", "Cy Dunn", "2016-06-21", "post=Health; status=acting; change=began");
    desk.add("resigned", "Cy Dunn", "2016-06-23", "post=Health");
    assert!(subjects(&desk, "seat-overlap").is_empty());
    desk.add("appointed", "Di Eve", "2016-06-24", "post=Health");
    assert_eq!(subjects(&desk, "seat-overlap"), ["Health, Cabinet"]);
}

#[test]
fn a_stand_in_who_is_confirmed_holds_from_then_on() {
    let mut desk = one_seat();
    desk.add("appointed", "Bo Carr", "2016-01-01", "post=Health; acting=true");
    desk.add("status", "Bo Carr", "2016-05-01", "post=Health; status=full; change=began");
    assert_eq!(found(&desk, "seat-overlap", "2016-04-30"), []);
    assert_eq!(found(&desk, "seat-overlap", "2016-05-02").len(), 1);
    assert_eq!(codes_in(&desk, None, "2017"), ["not-ended"]);
}

#[test]
fn a_post_of_two_seats_or_of_no_known_number_is_left_alone() {
    let mut desk = one_seat();
    desk.add("post", "Health", "2014", "post=Health; body=Cabinet; change=created; seats=2");
    desk.add("appointed", "Bo Carr", "2016-06-20", "post=Health");
    desk.add("appointed", "Cy Dunn", "2016-06-20", "post=Whip");
    desk.add("appointed", "Di Eve", "2016-06-21", "post=Whip");
    assert!(codes_in(&desk, None, "2017").is_empty());
}

#[test]
fn an_overlap_shows_from_when_there_is_but_one_seat() {
    let mut desk = desk();
    desk.add("post", "Health", "2010", "post=Health; body=Cabinet; change=created; seats=2");
    desk.add("post", "Health", "2018", "post=Health; body=Cabinet; change=created; seats=1");
    desk.add("appointed", "Anna Berg", "2015", "post=Health");
    desk.add("appointed", "Bo Carr", "2016", "post=Health");
    assert_eq!(found(&desk, "seat-overlap", "2017"), []);
    assert_eq!(subjects(&desk, "seat-overlap"), ["Health, Cabinet"]);
}

#[test]
fn three_in_one_seat_are_each_found_once() {
    let mut desk = one_seat();
    desk.add("resigned", "Anna Berg", "2019", "post=Health");
    for (person, from, to) in [("Bo Carr", "2016", "2017"), ("Cy Dunn", "2017", "2018")] {
        desk.add("appointed", person, &format!("{from}-03-01"), "post=Health");
        desk.add("resigned", person, &format!("{to}-02-01"), "post=Health");
    }
    assert_eq!(subjects(&desk, "seat-overlap").len(), 2);
}

#[test]
fn a_holder_with_a_successor_and_no_end_is_not_ended() {
    let mut desk = one_seat();
    desk.add("appointed", "Bo Carr", "2016-06-27", "post=Health");
    assert_eq!(subjects(&desk, "not-ended"), ["Anna Berg, Health, Cabinet"]);
    assert_eq!(subjects(&desk, "seat-overlap"), ["Health, Cabinet"], "asked alone, it says so too");
    assert_eq!(codes_in(&desk, None, "2017"), ["not-ended"], "asked together, the better one does");
    assert!(codes_in(&desk, None, "2016-06-26").is_empty());
    desk.add("resigned", "Anna Berg", "2016-06-26", "post=Health");
    assert!(codes_in(&desk, None, "2017").is_empty());
}

#[test]
fn two_who_began_on_one_day_are_an_overlap_and_no_succession() {
    let mut desk = one_seat();
    desk.add("appointed", "Bo Carr", "2015-05-11", "post=Health");
    assert_eq!(codes_in(&desk, None, "2017"), ["seat-overlap"]);
}

#[test]
fn two_posts_of_one_seat_and_one_rank_exclude_each_other() {
    let mut desk = one_seat();
    desk.add("post", "Defence", "2010", "post=Defence; body=Cabinet; change=created; seats=1; rank=cabinet");
    desk.add("appointed", "Anna Berg", "2016-06-27", "post=Defence");
    let findings = found(&desk, "exclusive-posts", "2017");
    let [finding] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!(finding.subject, "Anna Berg");
    assert_eq!(finding.events.len(), 4);
    desk.add("departed", "Anna Berg", "2016-06-27", "post=Health; how=reshuffled");
    assert!(subjects(&desk, "exclusive-posts").is_empty());
}

#[test]
fn posts_of_two_ranks_two_bodies_or_more_seats_do_not() {
    let mut desk = one_seat();
    desk.add("post", "Whip", "2010", "post=Whip; body=Cabinet; change=created; seats=1; rank=attends cabinet");
    desk.add("post", "Aide", "2010", "post=Aide; body=Cabinet; change=created; seats=2; rank=cabinet");
    desk.add("post", "Chair", "2010", "post=Chair; body=Party; change=created; seats=1; rank=cabinet");
    for post in ["Whip", "Aide", "Chair; body=Party"] {
        desk.add("appointed", "Anna Berg", "2016-06-27", &format!("post={post}"));
    }
    assert!(codes_in(&desk, None, "2017").is_empty());
}
