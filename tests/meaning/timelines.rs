//! What happened, in order.

use reshuffle::domain::{Field, Stance};
use reshuffle::ledger::{Certainty, Error, TimelineEntry, Topic};

use super::desk::{Desk, name};

fn entries(desk: &Desk, topic: &Topic, at: &str) -> Vec<TimelineEntry> {
    desk.view().timeline(topic, desk.at(at)).expect("a timeline")
}

/// Each entry as `what person, post`.
fn told(desk: &Desk, topic: &Topic) -> Vec<String> {
    let entries = entries(desk, topic, "2100").into_iter();
    entries
        .map(|entry| {
            let hows: Vec<_> = entry.hows.iter().map(|how| how.word()).collect();
            let what = if hows.is_empty() { entry.kind.word().to_owned() } else { hows.join("/") };
            format!("{what} {}, {}", entry.person.unwrap_or_default(), entry.post.as_deref().unwrap_or("-"))
        })
        .collect()
}

fn of(person: &str) -> Topic {
    Topic { person: Some(name(person)), ..Topic::default() }
}

#[test]
fn starts_and_departures_come_once_in_order_of_time() {
    let mut desk = Desk::new();
    desk.add("resigned", "Anna", "2016-06-26", "post=Health");
    desk.add("resigned", "Anna", "2016-06-26T09:36", "post=Health");
    desk.add("appointed", "Anna", "2015-09", "post=Health");
    desk.add("appointed", "Anna", "2015-09-14", "post=Health");
    assert_eq!(told(&desk, &Topic::default()), ["appointed Anna, Health", "resigned Anna, Health"]);
    let both = entries(&desk, &Topic::default(), "2100");
    assert_eq!(both[0].when.map(|when| (when.earliest, when.latest)), Some(desk.ends("2015-09-14")));
    assert_eq!(both[1].when.map(|when| (when.earliest, when.latest)), Some(desk.ends("2016-06-26T09:36")));
    assert_eq!(both[1].reports.len(), 2);
    assert_eq!(both[1].events.len(), 2);
}

#[test]
fn a_coarse_time_is_shown_as_the_range_that_it_is() {
    let mut desk = Desk::new();
    desk.add("resigned", "Anna", "2016-06~", "");
    let entry = entries(&desk, &of("Anna"), "2016-06-15").remove(0);
    assert_eq!(entry.when.map(|when| (when.earliest, when.latest)), Some(desk.ends("2016-06")));
    assert_eq!(entry.mark.sign(), "~");
    assert_eq!(entry.happened, Some(Certainty::Possible));
    assert_eq!(entries(&desk, &of("Anna"), "2016-05")[0].happened, None);
    assert_eq!(entries(&desk, &of("Anna"), "2016-06")[0].happened, Some(Certainty::Certain));
}

#[test]
fn a_day_that_has_passed_makes_no_rumour_and_no_denial_certain() {
    let mut desk = Desk::new();
    for stance in ["expected", "rumoured", "denied"] {
        desk.add("resigned", "Anna", "2016-06-26", &format!("stance={stance}"));
    }
    desk.add("said", "Anna", "2016-06-26", "");
    let happened: Vec<_> =
        entries(&desk, &of("Anna"), "2017").iter().map(|entry| (entry.stance, entry.happened)).collect();
    let mut expected: Vec<_> =
        [Stance::Expected, Stance::Rumoured, Stance::Denied].into_iter().map(|stance| (stance, None)).collect();
    expected.push((Stance::Reported, Some(Certainty::Certain)));
    assert_eq!(happened, expected);
}

#[test]
fn what_was_only_expected_rumoured_or_denied_appears_as_such() {
    let mut desk = Desk::new();
    desk.add("resigned", "Anna", "2016-06-27", "stance=expected");
    desk.add("sacked", "Bert", "2016-06-28", "stance=rumoured");
    desk.add("resigned", "Cleo", "2016-06-26", "");
    desk.add("resigned", "Cleo", "2016-06-26", "stance=denied");
    let stances: Vec<_> = entries(&desk, &Topic::default(), "2100")
        .into_iter()
        .map(|entry| (entry.person.unwrap_or_default(), entry.stance, entry.disputed))
        .collect();
    let said = |who: &str, stance, disputed| (who.to_owned(), stance, disputed);
    assert_eq!(
        stances,
        [
            said("Cleo", Stance::Reported, true),
            said("Cleo", Stance::Denied, false),
            said("Anna", Stance::Expected, false),
            said("Bert", Stance::Rumoured, false),
        ]
    );
}

#[test]
fn a_departure_taken_back_is_followed_by_its_withdrawal() {
    let mut desk = Desk::new();
    desk.add("appointed", "Anna", "2015", "post=Health");
    desk.add("resigned", "Anna", "2016-06-26", "post=Health");
    desk.add("withdrawn", "Anna", "2016-06-28", "post=Health");
    desk.add("status", "Anna", "2016-07", "post=Health; status=on_leave; change=began");
    assert_eq!(
        told(&desk, &of("Anna")),
        ["appointed Anna, Health", "resigned Anna, Health", "withdrawn Anna, Health", "status Anna, Health"]
    );
}

#[test]
fn statements_pledges_and_counts_stand_beside_and_undated_facts_last() {
    let mut desk = Desk::new();
    desk.article("live", "as_of=2016-06-26T13:14");
    desk.add("pledged", "Anna", "", "pledge=stay on");
    desk.add("counted", "", "", "how=resigned; number=6; source=live");
    desk.add("said", "Anna", "2016-06-26", "");
    let entries = entries(&desk, &Topic::default(), "2100");
    let kinds: Vec<_> = entries.iter().map(|entry| entry.kind.word()).collect();
    assert_eq!(kinds, ["said", "counted", "pledged"]);
    assert_eq!(entries[1].when.map(|when| when.latest), Some(desk.at("2016-06-26T13:14")), "the end of its window");
    assert_eq!(entries[2].when, None);
    assert_eq!(entries[2].reports[0].to_fields().get(Field::Pledge), Some("stay on"));
}

#[test]
fn a_topic_is_found_under_any_name_and_a_body_takes_in_its_parts() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2015", "body=Team; post=Health");
    desk.add("appointed", "Bert", "2015", "body=Other; post=Health");
    desk.add("alias", "Ann", "", "of=Anna; names=person");
    desk.add("body", "Team", "", "part_of=Cabinet");
    desk.add("post", "Health", "2016", "body=Team; change=renamed; to=Wellbeing");
    assert_eq!(told(&desk, &of("Ann")), ["appointed Anna, Health"]);
    let post = Topic { post: Some(name("Wellbeing")), ..Topic::default() };
    assert_eq!(told(&desk, &post), ["appointed Anna, Health", "post , Wellbeing"]);
    let body = Topic { body: Some(name("Cabinet")), ..Topic::default() };
    assert_eq!(told(&desk, &body), ["appointed Anna, Health", "post , Wellbeing", "body , -"]);
}

#[test]
fn a_name_that_nothing_records_is_refused_with_the_nearest() {
    let mut desk = Desk::new();
    desk.add("appointed", "Anna", "2015", "");
    let Err(Error::NoFacts { near, .. }) = desk.view().timeline(&of("Anne"), desk.at("2100")) else {
        panic!("a name that nothing records was taken");
    };
    assert_eq!(near.as_deref(), Some("Anna"));
}
