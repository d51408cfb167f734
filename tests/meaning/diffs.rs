//! What two answers differ in, along either time.

use reshuffle::domain::Seq;
use reshuffle::ledger::{Change, Diff, Holder, KnownAt, TimelineEntry};

use super::desk::{Desk, ids, name};

fn world(desk: &Desk, first: &str, second: &str) -> Diff {
    desk.view().diff(None, desk.at(first), desk.at(second)).expect("a diff")
}

/// What we changed our mind about from the event at `seq` to the head.
fn known(desk: &Desk, seq: u64, at: &str) -> Diff {
    let first = desk.ledger.view(KnownAt::Seq(Seq(seq))).expect("a prefix");
    first.diff_with(&desk.view(), None, desk.at(at)).expect("a diff")
}

fn head(desk: &Desk) -> u64 {
    desk.ledger.head().expect("a head").seq.0
}

fn holders(diff: &Diff) -> Vec<String> {
    diff.holders.iter().map(|change| told(change, |row: &Holder| (row.person.clone(), row.post.clone()))).collect()
}

fn departures(diff: &Diff) -> Vec<String> {
    let row = |row: &TimelineEntry| (row.person.clone().unwrap_or_default(), row.post.clone());
    diff.departures.iter().map(|change| told(change, row)).collect()
}

/// A change as `+Anna, Health`, `-Anna, Health` or `~Anna, Health`.
fn told<R>(change: &Change<R>, row: impl Fn(&R) -> (String, Option<String>)) -> String {
    let sign = match (&change.before, &change.after) {
        (None, _) => "+",
        (_, None) => "-",
        _ => "~",
    };
    let (person, post) = change.after.as_ref().or(change.before.as_ref()).map(row).expect("a change has a row");
    format!("{sign}{person}, {}", post.as_deref().unwrap_or("-"))
}

#[test]
fn who_came_and_who_went_between_two_moments() {
    let mut desk = Desk::new();
    desk.add("appointed", "Anna", "2015", "post=Health");
    let left = desk.add("resigned", "Anna", "2016-06-26", "post=Health");
    let came = desk.add("appointed", "Bert", "2016-06-27", "post=Health");
    desk.add("appointed", "Cleo", "2015", "post=Defence");
    let diff = world(&desk, "2016-06-25", "2016-06-28");
    assert_eq!(holders(&diff), ["-Anna, Health", "+Bert, Health"]);
    assert_eq!(departures(&diff), ["+Anna, Health"]);
    assert_eq!(ids(&diff.departures[0].events), [left]);
    assert_eq!(ids(&diff.holders[1].events), [came]);
    assert!(world(&desk, "2016-06-25", "2016-06-25").is_empty());
}

#[test]
fn who_came_and_went_in_between_is_not_lost() {
    let mut desk = Desk::new();
    desk.add("appointed", "Anna", "2016-06-26", "post=Health");
    desk.add("resigned", "Anna", "2016-06-28", "post=Health");
    let diff = world(&desk, "2016-06-25", "2016-06-30");
    assert_eq!((holders(&diff), departures(&diff)), (vec![], vec!["+Anna, Health".to_owned()]));
}

#[test]
fn what_becomes_certain_is_a_change() {
    let mut desk = Desk::new();
    desk.add("appointed", "Anna", "2016-06", "post=Health");
    let diff = world(&desk, "2016-06-15", "2016-07");
    assert_eq!(holders(&diff), ["~Anna, Health"]);
    assert!(world(&desk, "2016-06-15", "2016-06-16").is_empty());
}

#[test]
fn a_new_name_of_a_post_is_nobodys_coming_or_going() {
    let mut desk = Desk::new();
    desk.add("appointed", "Anna", "2015", "post=Health");
    desk.add("post", "Health", "2016-06-26", "change=renamed; to=Wellbeing");
    assert!(world(&desk, "2016-06-25", "2016-06-28").is_empty());
}

#[test]
fn a_corrected_time_is_changed_by_its_amendment() {
    let mut desk = Desk::new();
    desk.add("appointed", "Anna", "2015", "post=Health");
    let fact = desk.add("resigned", "Anna", "2016-06-26", "post=Health");
    let before = head(&desk);
    let amendment = desk.amend(fact, "when=2016-06-26T09:36");
    let diff = known(&desk, before, "2016-06-26T12:00");
    assert_eq!(
        (holders(&diff), departures(&diff)),
        (vec!["-Anna, Health".to_owned()], vec!["~Anna, Health".to_owned()])
    );
    assert_eq!(ids(&diff.holders[0].events), [amendment]);
    assert_eq!(ids(&diff.departures[0].events), [amendment]);
    assert!(
        known(&desk, before, "2016-06-25")
            .holders
            .iter()
            .all(|change| change.before.is_some() && change.after.is_some())
    );
}

#[test]
fn a_retraction_and_an_amendment_taken_back_are_the_events_that_did_it() {
    let mut desk = Desk::new();
    let first = desk.add("resigned", "Anna", "2016-06-26", "");
    let second = desk.add("resigned", "Bert", "2016-06-26", "");
    let slip = desk.amend(second, "when=2016-06-24");
    let before = head(&desk);
    let gone = desk.retract(first);
    let undone = desk.retract(slip);
    let diff = known(&desk, before, "2016-06-27");
    assert_eq!(departures(&diff), ["-Anna, -", "~Bert, -"]);
    assert_eq!(
        diff.departures.iter().map(|change| ids(&change.events)).collect::<Vec<_>>(),
        [vec![gone], vec![undone]]
    );
}

#[test]
fn an_alias_joins_rows_and_is_the_event_that_did_it() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2015", "post=Health");
    let before = head(&desk);
    let alias = desk.add("alias", "Ann", "", "of=Anna; names=person");
    let diff = known(&desk, before, "2016");
    assert_eq!(holders(&diff), ["~Anna, Health"]);
    assert_eq!(diff.holders[0].before.as_ref().map(|row| row.person.as_str()), Some("Ann"));
    assert_eq!(ids(&diff.holders[0].events), [alias]);
}

#[test]
fn the_row_that_an_alias_takes_into_another_is_gone_by_that_alias() {
    let mut desk = Desk::new();
    desk.add("resigned", "Gil", "2016-06-26", "");
    desk.add("resigned", "Gill", "2016-06-27", "");
    let seq = head(&desk);
    let alias = desk.add("alias", "", "", "name=Gill; of=Gil");
    let joined = known(&desk, seq, "2017");
    assert_eq!(departures(&joined), ["~Gil, -", "-Gill, -"]);
    assert!(joined.departures.iter().all(|change| ids(&change.events) == [alias]), "{:?}", joined.departures);
    let seq = head(&desk);
    let retraction = desk.retract(alias);
    let parted = known(&desk, seq, "2017");
    assert_eq!(departures(&parted), ["~Gil, -", "+Gill, -"]);
    assert!(parted.departures.iter().all(|change| ids(&change.events) == [retraction]), "{:?}", parted.departures);
}

#[test]
fn what_a_stamp_bounds_is_changed_by_the_new_description() {
    let mut desk = Desk::new();
    desk.add("appointed", "Anna", "2015", "post=Health");
    let paper = desk.article("live", "");
    desk.add("resigned", "Anna", "2016-06-26", "post=Health; source=live");
    let before = head(&desk);
    let described = desk.redescribe(paper, "as_of=2016-06-26T13:14");
    let diff = known(&desk, before, "2016-06-26T14:00");
    assert_eq!(departures(&diff), ["~Anna, Health"]);
    assert_eq!(ids(&diff.departures[0].events), [described]);
}

#[test]
fn seen_from_the_later_point_the_same_things_go_the_other_way() {
    let mut desk = Desk::new();
    desk.add("resigned", "Anna", "2016-06-26", "");
    let before = head(&desk);
    let fact = desk.add("resigned", "Bert", "2016-06-26", "");
    let first = desk.ledger.view(KnownAt::Seq(Seq(before))).expect("a prefix");
    let diff = desk.view().diff_with(&first, Some(&name("Cabinet")), desk.at("2016-06-27")).expect("a diff");
    assert_eq!(departures(&diff), ["-Bert, -"]);
    assert_eq!(ids(&diff.departures[0].events), [fact]);
}
