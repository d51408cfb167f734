//! How a number came about: each moment at which it changes.

use reshuffle::domain::time::Moment;
use reshuffle::ledger::{Certainty, Rule, Step};

use super::desk::{Desk, bounds, ids, name, rule};

/// A day with a point, a window, a whole day, a withdrawal and a date without a beginning.
fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.add("resigned", "Anna", "2016-06-26T13:03", "");
    desk.add("resigned", "Bert", "2016-06-26T17:30/2016-06-26T18:30", "");
    desk.add("resigned", "Cleo", "2016-06-26", "");
    desk.add("resigned", "Dora", "../2016-06-25", "");
    desk.add("withdrawn", "Anna", "2016-06-28/2016-06-29", "");
    desk.add("sacked", "Emil", "2016-06-26T01:00", "");
    desk
}

fn steps(desk: &Desk, rule: &Rule, until: &str) -> Vec<Step> {
    desk.view().steps(rule, desk.at(until)).expect("steps")
}

/// `least to most` from each moment on, with who changed.
fn told(desk: &Desk, rule: &Rule, until: &str) -> Vec<String> {
    let zone = desk.ledger.zone();
    let steps = steps(desk, rule, until).into_iter();
    steps
        .map(|step| {
            let people: Vec<_> = step.changes.iter().map(|change| change.person.clone()).collect();
            let at = if step.at.is_unbounded() { "..".to_owned() } else { zone.show_without_name(step.at) };
            format!("{} {}-{} {}", at.replace("+01:00", ""), step.bounds.least, step.bounds.most, people.join(","))
        })
        .collect()
}

#[test]
fn each_change_has_its_moment_and_its_people() {
    assert_eq!(
        told(&desk(), &rule("resigned"), "2016-07"),
        [
            ".. 0-1 Dora",
            "2016-06-25T23:59:59.999999 1-1 Dora",
            "2016-06-26T00:00:00 1-2 Cleo",
            "2016-06-26T13:03:00 2-3 Anna",
            "2016-06-26T17:30:00 2-4 Bert",
            "2016-06-26T18:30:00 3-4 Bert",
            "2016-06-26T23:59:59.999999 4-4 Cleo",
            "2016-06-28T00:00:00 3-4 Anna",
            "2016-06-29T23:59:59.999999 3-3 Anna",
        ]
    );
}

#[test]
fn they_end_at_the_moment_asked_for() {
    assert_eq!(told(&desk(), &rule("sacked"), "2016-06-26T00:59"), Vec::<String>::new());
    assert_eq!(told(&desk(), &rule("sacked"), "2016-06-26T01:00"), ["2016-06-26T01:00:00 1-1 Emil"]);
}

#[test]
fn what_may_have_happened_before_the_window_counts_when_it_opens() {
    let desk = desk();
    let since_one = Rule { from: Some(desk.at("2016-06-26T13:00")), ..rule("resigned") };
    assert_eq!(
        told(&desk, &since_one, "2016-06-26T13:03"),
        ["2016-06-26T13:00:00 0-1 Cleo", "2016-06-26T13:03:00 1-2 Anna"]
    );
    assert_eq!(bounds(&desk.tally(&since_one, "2016-06-26T12:59")), (0, 0), "the window has not opened");
}

#[test]
fn every_step_is_the_tally_of_its_moment_and_the_moment_before_had_another() {
    let desk = desk();
    let post = Rule { per: reshuffle::domain::Per::Post, body: Some(name("Cabinet")), ..rule("left") };
    for rule in [rule("resigned"), rule("left"), post] {
        let mut before = (0, 0);
        for step in steps(&desk, &rule, "2016-07") {
            let tally = |at: Moment| bounds(&desk.view().tally(&rule, at).expect("a tally").0);
            assert_eq!(tally(step.at), (step.bounds.least, step.bounds.most), "{step:?}");
            if !step.at.is_unbounded() {
                assert_eq!(tally(Moment(step.at.0 - 1)), before, "{step:?}");
            }
            before = (step.bounds.least, step.bounds.most);
        }
        assert_eq!(before, bounds(&desk.tally(&rule, "2016-07")));
    }
}

#[test]
fn a_step_names_the_event_behind_it() {
    let mut desk = Desk::new();
    let left = desk.add("resigned", "Anna", "2016-06-26T13:03", "");
    let back = desk.add("withdrawn", "Anna", "2016-06-28T09:00", "");
    let changes: Vec<_> =
        steps(&desk, &rule("resigned"), "2016-07").into_iter().flat_map(|step| step.changes).collect();
    assert_eq!(changes.iter().map(|change| ids(&change.events)).collect::<Vec<_>>(), [vec![left], vec![back]]);
    assert_eq!(changes[0].after, Some(Certainty::Certain));
    assert_eq!(changes[1].after, None);
}
