//! Histories that both once answered differently, or that are easily read in
//! two ways: each asked at every edge of its dates, at every point of knowing.

use reshuffle::domain::Field;
use reshuffle::domain::time::Moment;

use crate::compare::{Question, check_same_answers};
use crate::history::{History, Op};
use crate::naive::{Rule, range};
use crate::recorded::zone;

/// Every moment at which an answer may change, and its neighbours.
fn edges(history: &History) -> Vec<Moment> {
    let times = [Field::When, Field::Announced, Field::From, Field::To];
    let mut moments = Vec::new();
    for op in &history.0 {
        let (Op::Fact { fields, .. } | Op::Amend { set: fields, .. }) = op else { continue };
        for (_, date) in fields.iter().filter(|(field, date)| times.contains(field) && date.contains("20")) {
            let range = range(date, &zone());
            moments.extend([range.earliest, range.latest]);
        }
    }
    let around = moments.iter().flat_map(|edge| [-1, 0, 1].map(|off| Moment(edge.0.saturating_add(off))));
    let mut around: Vec<Moment> = around.collect();
    around.sort_unstable();
    around.dedup();
    around
}

#[track_caller]
fn check_everywhere(text: &str) {
    let history = History::parse(text);
    let mut questions = Vec::new();
    let edges = edges(&history);
    for (place, at) in edges.iter().enumerate() {
        for (number, how) in ["left", "resigned", "sacked", "reshuffled", "unknown"].into_iter().enumerate() {
            for per_post in [false, true] {
                let from = Some(edges[(place * 7 + number) % edges.len()]).filter(|_| number % 2 == 1);
                let by_effect = number > 2;
                let rule = Rule {
                    body: None,
                    how: how.to_owned(),
                    rank: None,
                    group: None,
                    from,
                    to: None,
                    per_post,
                    by_effect,
                };
                for known_after in [history.0.len(), (place + number) % history.0.len()] {
                    questions.push(Question { at: *at, known_after, body: None, rule: rule.clone() });
                }
            }
        }
    }
    assert!(!questions.is_empty(), "a history has dates to ask about");
    if let Err(why) = check_same_answers(&history, &questions) {
        panic!("{why}");
    }
}

#[test]
fn a_coarse_departure_is_not_in_an_empty_window() {
    check_everywhere(
        "article A
         departed: person=Ann; body=Cabinet; how=died; when=2016-06-25/2016-06-27; source=A
         departed: person=Bob; body=Cabinet; how=resigned; when=2016-06-26; source=A",
    );
}

#[test]
fn a_full_appointment_to_a_seat_ends_standing_in_for_it() {
    check_everywhere(
        "article A
         appointed: person=Ann; body=Cabinet; when=2016-06-26; source=A
         appointed: person=Ann; body=Cabinet; acting=true; when=2016-06-25T18:30; source=A",
    );
}

#[test]
fn a_denial_of_one_departure_leaves_another_of_that_day_undisputed() {
    check_everywhere(
        "article A
         departed: person=Ann; body=Cabinet; post=Whip; how=resigned; when=2016-06-26; source=A
         departed: person=Ann; body=Cabinet; post=Clerk; how=resigned; when=2016-06-26; source=A
         departed: person=Ann; body=Cabinet; post=Clerk; how=resigned; when=2016-06-26; stance=denied; source=A",
    );
}

#[test]
fn an_appointment_that_waits_is_judged_by_the_departure_as_it_stands_then() {
    check_everywhere(
        "article A
         appointed: person=Ann; body=Cabinet; post=Whip; when=2016-06-20; source=A
         appointed: person=Ann; body=Cabinet; post=Whip; when=2016-06-24/2016-06-27; source=A
         departed: person=Ann; body=Cabinet; post=Whip; how=resigned; when=2016-06-26/2016-06-28; source=A
         departed: person=Ann; body=Cabinet; post=Whip; how=sacked; when=2016-06-28; source=A",
    );
}

#[test]
fn a_departure_names_an_appointment_that_was_since_amended_to_another_person() {
    check_everywhere(
        "article A
         appointed: person=Bob; body=Cabinet; post=Whip; when=2016-06-20; source=A
         departed: person=Bob; body=Cabinet; how=resigned; when=2016-06-26; ends=#2; source=A
         amend #2: person=Rob",
    );
}

#[test]
fn a_renamed_post_is_shown_by_the_name_surely_in_force() {
    check_everywhere(
        "article A
         appointed: person=Ann; body=Cabinet; post=Chief; when=2016-06-20; source=A
         post: body=Cabinet; post=Whip; change=renamed; to=Chief; when=2016-06-25/2016-06-26; source=A
         post: body=Cabinet; post=Chief; change=renamed; to=Guard; when=2016-06-27; source=A
         departed: person=Ann; body=Cabinet; post=Guard; how=resigned; when=2016-06-28; source=A",
    );
}

#[test]
fn a_withdrawn_departure_stands_until_it_is_taken_back() {
    check_everywhere(
        "article A
         appointed: person=Ann; body=Cabinet; post=Whip; when=2016-06-20; source=A
         departed: person=Ann; body=Cabinet; how=resigned; when=2016-06-25; source=A
         withdrawn: person=Ann; body=Cabinet; post=Whip; when=2016-06-26/2016-06-27; source=A
         withdrawn: person=Ann; body=Cabinet; when=2016-06-27; source=A
         departed: person=Ann; body=Cabinet; how=sacked; when=2016-06-28; source=A",
    );
}

#[test]
fn the_earliest_stamp_inside_a_range_bounds_it_unless_it_was_announced() {
    check_everywhere(
        "article A: as_of=2016-06-26T13:14
         article B: as_of=2016-06-26T12:00
         departed: person=Ann; body=Cabinet; how=resigned; when=2016-06-26; source=A
         corroborate #3: source=B
         departed: person=Bob; body=Cabinet; how=resigned; when=2016-06-26; announced=2016-06-25; source=A
         redescribe B: as_of=",
    );
}

#[test]
fn a_number_is_compared_at_the_end_of_its_own_window() {
    check_everywhere(
        "article A: as_of=2016-06-26T13:14
         departed: person=Ann; body=Cabinet; how=resigned; when=2016-06-26T12:00; source=A
         counted: how=resigned; number=1; source=A
         counted: how=left; number=2; compare=at_least; to=2016-06-27; source=A
         withdrawn: person=Ann; body=Cabinet; when=2016-06-27T10:00; source=A
         departed: person=Bob; body=Cabinet; how=unknown; when=2016-06-27; source=A",
    );
}

#[test]
fn departures_come_before_appointments_of_the_same_range() {
    check_everywhere(
        "article A
         appointed: person=Ann; body=Cabinet; post=Whip; when=2016-06-20; source=A
         appointed: person=Ann; body=Cabinet; post=Whip; when=2016-06-26T13:00; source=A
         departed: person=Ann; body=Cabinet; post=Whip; how=reshuffled; when=2016-06-26T13:00; source=A",
    );
}

#[test]
fn an_appointment_that_ends_where_a_departure_begins_was_another_report() {
    check_everywhere(
        "article A
         appointed: person=Ann; body=Cabinet; post=Whip; when=2016-06-20; source=A
         appointed: person=Ann; body=Cabinet; post=Whip; when=2016-06-25/2016-06-26T13:00; source=A
         departed: person=Ann; body=Cabinet; post=Whip; how=resigned; when=2016-06-26T13:00; source=A
         departed: person=Bob; body=Cabinet; post=Whip; how=resigned; when=2016-06-26T13:00; source=A
         appointed: person=Bob; body=Cabinet; post=Whip; when=2016-06-26T13:00; source=A",
    );
}

#[test]
fn only_a_departure_lets_a_waiting_appointment_open_the_next_tenure() {
    check_everywhere(
        "article A
         appointed: person=Ann; body=Cabinet; post=Whip; when=2016-06-20; source=A
         appointed: person=Ann; body=Cabinet; post=Whip; when=2016-06-24/2016-06-27; source=A
         post: body=Cabinet; post=Whip; change=abolished; when=2016-06-25; source=A",
    );
}

#[test]
fn the_latest_amendment_that_was_not_taken_back_holds() {
    check_everywhere(
        "article A
         departed: person=Ann; body=Cabinet; how=resigned; when=2016-06-26; source=A
         amend #2: when=2016-06-25
         amend #3: how=sacked; when=2016-06-27
         retract #4
         amend #3: post=Whip",
    );
}

#[test]
fn a_withdrawal_reported_again_narrows_a_start_that_a_holding_bounded() {
    check_everywhere(
        "article A
         appointed: person=Ann; body=Cabinet; post=Whip; when=../2016-06-26; source=A
         held: person=Ann; body=Cabinet; post=Whip; when=2016-05; source=A
         departed: person=Ann; body=Cabinet; how=resigned; when=../2016-06-26; source=A
         withdrawn: person=Ann; body=Cabinet; when=2016-05; source=A
         withdrawn: person=Ann; body=Cabinet; when=../2016-06-26; source=A
         appointed: person=Ann; body=Cabinet; when=../2016-06-26; source=A",
    );
}
