//! Positions held, as QuickStatements.

use reshuffle::domain::Field;
use reshuffle::ledger::{Export, KnownAt};

use crate::desk::{Desk, draft, options};
use crate::exported;

fn lines(desk: &Desk, at: Option<&str>) -> Vec<String> {
    exported(&desk.ledger, Export::QuickStatements, at).lines().map(str::to_owned).collect()
}

fn notes(desk: &Desk) -> Vec<String> {
    let view = desk.ledger.view(KnownAt::Head).unwrap();
    desk.ledger.export(Export::QuickStatements, &view, None, &mut Vec::new()).unwrap().notes
}

fn identify(desk: &mut Desk, noun: &str, name: &str, id: &str) {
    let mut identified = draft("identified", "nobody", "", &format!("scheme=wikidata; id={id}"));
    identified.fields.unset(Field::Person);
    identified.fields.set(noun.parse().unwrap(), name);
    desk.ledger.append(vec![identified], &options()).unwrap();
}

/// A desk where some persons and posts have items.
fn identified() -> Desk {
    let mut desk = Desk::new();
    desk.article("web", "url=https://example.org/live; title=Live, “so far”; lang=en; published=2016-06-26; archived=https://archive.example/1");
    desk.article("second", "url=https://example.com/2");
    for (noun, name, id) in [("person", "Ann", "Q101"), ("person", "Bob", "Q102"), ("post", "Whip", "Q201")] {
        identify(&mut desk, noun, name, id);
    }
    desk
}

#[test]
fn a_statement_has_its_dates_its_cause_and_its_references() {
    let mut desk = identified();
    desk.add("appointed", "Ann", "2015-09", "post=Whip; source=web");
    let left = desk.add("resigned", "Ann", "2016-06-26T13:00", "post=Whip; source=web");
    desk.corroborate(left, "second");
    let lines = lines(&desk, None);
    assert_eq!(lines.len(), 1, "{lines:?}");
    let mut parts: Vec<&str> = lines[0].split('\t').collect();
    let head = parts.drain(..9).collect::<Vec<_>>();
    assert_eq!(
        head,
        [
            "Q101",
            "P39",
            "Q201",
            "P580",
            "+2015-09-00T00:00:00Z/10",
            "P582",
            "+2016-06-26T00:00:00Z/11",
            "P1534",
            "Q796919"
        ]
    );
    // The articles stand in the order of their digests; the second begins a reference of its own.
    assert_eq!(parts.iter().filter(|part| **part == "!S854").count(), 1);
    assert_eq!(parts.iter().filter(|part| **part == "S854").count(), 1);
    for (property, value) in [
        ("S1065", "\"https://archive.example/1\""),
        ("S1476", "en:\"Live, “so far”\""),
        ("S577", "+2016-06-26T00:00:00Z/11"),
        ("S813", "+2027-01-15T00:00:00Z/11"),
    ] {
        let place = parts.iter().position(|part| *part == property).expect(property);
        assert_eq!(parts[place + 1], value);
    }
}

#[test]
fn what_would_have_to_be_guessed_is_left_out_and_counted() {
    let mut desk = identified();
    desk.add("appointed", "Ann", "2014", "post=Whip");
    desk.add("resigned", "Ann", "2015", "post=Whip");
    desk.add("appointed", "Ann", "2016", "post=Whip");
    desk.add("appointed", "Bob", "2016", "post=Whip; acting=true");
    desk.add("appointed", "Bob", "2016", "post=Clerk");
    desk.add("appointed", "Bob", "2016", "body=Office");
    desk.add("appointed", "Cay", "2016", "post=Whip");
    identify(&mut desk, "person", "Dee", "Q1");
    identify(&mut desk, "person", "Dee", "Q2");
    desk.add("appointed", "Dee", "2016", "post=Whip");
    assert_eq!(lines(&desk, None), [""; 0]);
    assert_eq!(
        notes(&desk),
        [
            "statements: 0",
            "left out: 2 (held more than once by one person)",
            "left out: 2 (person without one Wikidata identifier)",
            "left out: 1 (post without one Wikidata identifier)",
            "left out: 1 (seat without a post)",
            "left out: 1 (stand-in)",
        ]
    );
}

#[test]
fn a_post_of_one_name_in_two_bodies_is_not_guessed() {
    let mut desk = identified();
    desk.add("appointed", "Ann", "2016", "post=Whip");
    desk.add("appointed", "Bob", "2016", "post=Whip; body=Office");
    assert_eq!(
        notes(&desk)[..2],
        ["statements: 0", "left out: 2 (post whose identifier posts of other bodies have too)"]
    );
}

#[test]
fn an_end_without_a_date_of_its_own_is_still_an_end() {
    let mut desk = identified();
    desk.add("appointed", "Ann", "../2015", "post=Whip");
    desk.add("sacked", "Ann", "2015-12-31/2016-01-01", "post=Whip");
    assert_eq!(lines(&desk, None), ["Q101\tP39\tQ201\tP582\tsomevalue"]);
}

#[test]
fn a_moment_leaves_who_holds_then() {
    let mut desk = identified();
    desk.add("appointed", "Ann", "2014", "post=Whip");
    desk.add("sacked", "Ann", "2015", "post=Whip");
    desk.add("appointed", "Bob", "2016", "post=Whip");
    let held = |at| lines(&desk, Some(at)).iter().map(|line| line[..4].to_owned()).collect::<Vec<_>>();
    assert_eq!((held("2014-12-31"), held("2017")), (vec!["Q101".to_owned()], vec!["Q102".to_owned()]));
}
