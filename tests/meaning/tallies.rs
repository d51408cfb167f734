//! What is counted, by which rule, and how surely.

use crate::desk::{Desk, bounds, ids, name, rule};
use reshuffle::domain::{How, Text};
use reshuffle::ledger::{Bounds, Rule};

fn ranked(rank: &str) -> Rule {
    Rule { rank: Some(Text::new(rank).expect("a rank")), ..rule("left") }
}

#[test]
fn left_is_every_way_out_but_reshuffled() {
    let mut desk = Desk::new();
    for how in ["resigned", "sacked", "stood_down", "reshuffled", "died", "term_ended"] {
        desk.add("departed", &format!("Mx {how}"), "2016-06-26", &format!("how={how}"));
    }
    assert_eq!(desk.count("left", "2016-06-27"), (5, 5));
    assert_eq!(desk.count("reshuffled", "2016-06-27"), (1, 1));
    assert_eq!(desk.count("stood_down", "2016-06-27"), (1, 1));
}

#[test]
fn reports_that_differ_on_how_count_towards_the_most_of_each() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "2016-06-26", "post=Whip");
    desk.add("sacked", "Ann", "2016-06-26", "post=Whip");
    let counts = ["resigned", "sacked", "died", "left"].map(|how| desk.count(how, "2016-06-27"));
    assert_eq!(counts, [(0, 1), (0, 1), (0, 0), (1, 1)]);
}

#[test]
fn unknown_agrees_with_any_way_out() {
    let mut desk = Desk::new();
    desk.add("departed", "Ann", "2016-06-26", "post=Whip; how=unknown");
    desk.add("resigned", "Ann", "2016-06-26", "post=Whip");
    assert_eq!((desk.count("resigned", "2016-06-27"), desk.count("sacked", "2016-06-27")), ((1, 1), (0, 0)));
}

#[test]
fn unknown_alone_counts_towards_the_most_of_each() {
    let mut desk = Desk::new();
    desk.add("departed", "Ann", "2016-06-26", "post=Whip; how=unknown");
    let counts = ["resigned", "sacked", "died"].map(|how| desk.count(how, "2016-06-27"));
    assert_eq!(counts, [(0, 1); 3]);
}

#[test]
fn besides_names_the_ways_out_that_somebody_reports() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "2016-06-26", "");
    desk.add("sacked", "Bob", "2016-06-26", "");
    desk.add("departed", "Cy", "2016-06-26", "how=unknown");
    let besides = desk.tally(&rule("resigned"), "2016-06-27").besides;
    assert_eq!(besides.keys().copied().collect::<Vec<_>>(), [How::Sacked, How::Unknown]);
    assert_eq!(besides[&How::Sacked], Bounds { least: 1, most: 2 });
}

#[test]
fn a_window_takes_what_is_surely_inside_and_what_may_be() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "2016-06-26T13:03", "");
    desk.add("resigned", "Bob", "2016-06-26", "");
    desk.add("resigned", "Cy", "2016-06-25", "");
    desk.add("resigned", "Di", "2016-06-27", "");
    let window =
        Rule { from: Some(desk.at("2016-06-26T12:00")), to: Some(desk.at("2016-06-26T18:00")), ..rule("resigned") };
    assert_eq!(bounds(&desk.tally(&window, "2016-06-30")), (1, 2));
    assert_eq!(bounds(&desk.tally(&window, "2016-06-26T12:30")), (0, 1), "never past the moment of the answer");
}

#[test]
fn a_person_counts_once_and_each_post_once_when_posts_are_counted() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "2016-06-26", "post=Whip");
    desk.add("resigned", "Ann", "2016-06-26", "post=Chair");
    desk.add("resigned", "Ann", "2016-06-26", "post=Whip; body=Town");
    let per_post = Rule { per: "post".parse().expect("a unit"), ..rule("resigned") };
    assert_eq!(desk.count("resigned", "2016-06-27"), (1, 1));
    assert_eq!(bounds(&desk.tally(&per_post, "2016-06-27")), (3, 3));
}

#[test]
fn all_bodies_are_counted_and_broken_down() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "2016-06-26", "");
    desk.add("resigned", "Bob", "2016-06-26", "");
    desk.add("resigned", "Bob", "2016-06-26", "body=Town");
    let tally = desk.tally(&rule("resigned"), "2016-06-27");
    let by_body: Vec<_> =
        tally.by_body.iter().map(|(body, bounds)| (body.as_str(), bounds.least, bounds.most)).collect();
    assert_eq!((bounds(&tally), by_body), ((2, 2), vec![("Cabinet", 2, 2), ("Town", 1, 1)]));
}

#[test]
fn a_tenure_has_the_rank_of_its_appointment_else_of_its_post() {
    let mut desk = Desk::new();
    desk.add("post", "Whip", "2010", "change=created; rank=junior");
    desk.add("appointed", "Ann", "2012-05-01", "post=Whip; rank=senior");
    desk.add("appointed", "Bob", "2012-05-01", "post=Whip");
    let ranks: Vec<_> = desk.full_cabinet("2013").holders.into_iter().map(|holder| holder.rank).collect();
    assert_eq!(ranks, [Text::new("senior").ok(), Text::new("junior").ok()]);
}

#[test]
fn people_without_a_rank_are_listed_apart_and_count_towards_the_most() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2012-05-01", "rank=senior");
    desk.add("appointed", "Bob", "2012-05-01", "rank=junior");
    for person in ["Ann", "Bob", "Cy"] {
        desk.add("resigned", person, "2016-06-26", "");
    }
    let tally = desk.tally(&ranked("senior"), "2016-06-27");
    let rows: Vec<_> = tally.people.iter().map(|row| (row.person.as_str(), row.without_rank)).collect();
    assert_eq!((bounds(&tally), rows), ((1, 2), vec![("Ann", false), ("Cy", true)]));
}

#[test]
fn a_group_counts_the_people_said_to_belong_to_it() {
    let mut desk = Desk::new();
    desk.add("aligned", "Ann", "", "group=Reds");
    desk.add("aligned", "Bob", "", "group=Reds; stance=denied");
    desk.add("aligned", "Cy", "", "group=Blues");
    for person in ["Ann", "Bob", "Cy"] {
        desk.add("resigned", person, "2016-06-26", "");
    }
    let tally = desk.tally(&Rule { group: Some(name("Reds")), ..rule("left") }, "2016-06-27");
    assert_eq!(tally.people.iter().map(|row| row.person.as_str()).collect::<Vec<_>>(), ["Ann"]);
}

#[test]
fn a_row_counts_each_publisher_of_the_departure_once() {
    let mut desk = Desk::new();
    desk.article("one", "publisher=The Courier");
    desk.article("two", "publisher=The Courier");
    desk.article("three", "publisher=The Herald");
    let fact = desk.add("resigned", "Ann", "2016-06-26", "source=one");
    let publishers = |desk: &Desk| desk.row(&rule("left"), "2016-06-27", "Ann").publishers;
    assert_eq!(publishers(&desk), 1);
    desk.corroborate(fact, "two");
    assert_eq!(publishers(&desk), 1);
    desk.add("resigned", "Ann", "2016-06-26", "source=three");
    assert_eq!(publishers(&desk), 2);
}

#[test]
fn who_prints_only_a_spelling_is_no_publisher_of_the_departure() {
    let mut desk = Desk::new();
    desk.article("one", "publisher=The Courier");
    desk.article("two", "publisher=The Herald");
    desk.add("resigned", "Anne", "2016-06-26", "source=one");
    desk.add("alias", "Anne", "", "of=Ann Lee; names=person; source=two");
    assert_eq!(desk.row(&rule("left"), "2016-06-27", "Ann Lee").publishers, 1);
}

#[test]
fn every_row_lists_the_events_that_make_it_so() {
    let mut desk = Desk::new();
    desk.article("two", "");
    let first = desk.add("resigned", "Ann", "2016-06-26", "");
    let second = desk.add("resigned", "Ann", "2016-06-26T13:00", "");
    let third = desk.corroborate(first, "two");
    assert_eq!(ids(&desk.row(&rule("left"), "2016-06-27", "Ann").events), [first, second, third]);
}

#[test]
fn the_sentence_says_the_moment_the_number_the_rest_and_who_is_open() {
    let mut desk = Desk::new();
    for person in ["A", "B", "C"] {
        desk.add("resigned", person, "2016-06-26T13:03", "body=Labour Shadow Cabinet");
    }
    desk.add("sacked", "D", "2016-06-26T01:00", "body=Labour Shadow Cabinet");
    desk.add("resigned", "Eve", "2016-06-26T17:30/2016-06-26T18:30", "body=Labour Shadow Cabinet");
    let from = desk.ledger.parse_from("2016-06-26").ok();
    let rule = Rule { body: Some(name("Labour Shadow Cabinet")), from, ..rule("resigned") };
    let (_, sentence) = desk.view().tally(&rule, desk.at("2016-06-26T18:00")).expect("a tally");
    assert_eq!(
        sentence,
        "At 18:00 BST on 26 June 2016, as recorded to event 6: at least 3, at most 4 people resigned from the \
         Labour Shadow Cabinet since 00:00. Besides: 1 sacked. Not settled: Eve (17:30–18:30)."
    );
}

#[test]
fn nothing_may_have_happened_in_a_window_that_ends_before_it_begins() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "2016", "");
    let from = desk.ledger.parse_from("2016-06-26").ok();
    let rule = Rule { from, ..rule("resigned") };
    assert_eq!(bounds(&desk.tally(&rule, "2016-06-26")), (0, 1));
    assert_eq!(bounds(&desk.tally(&rule, "2016-06-25")), (0, 0));
}

#[test]
fn a_row_lists_what_was_left_too() {
    let mut desk = Desk::new();
    let appointed = desk.add("appointed", "Ann", "2015-05-01", "post=Whip");
    let left = desk.add("resigned", "Ann", "2016-06-26", "");
    let row = desk.row(&rule("left"), "2016-06-27", "Ann");
    assert_eq!((row.posts, ids(&row.events)), (vec!["Whip".to_owned()], vec![appointed, left]));
}

#[test]
fn a_body_counts_as_surely_as_the_departure_from_it() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "2016-06-20", "body=Cabinet");
    desk.add("resigned", "Ann", "2016-06-26/2016-06-28", "body=Office");
    let tally = desk.tally(&rule("left"), "2016-06-26");
    let in_bodies: Vec<_> = tally.by_body.iter().map(|(body, of)| (body.as_str(), of.least, of.most)).collect();
    assert_eq!((bounds(&tally), in_bodies), ((1, 1), vec![("Cabinet", 1, 1), ("Office", 0, 1)]));
}
