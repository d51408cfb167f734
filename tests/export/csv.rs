//! Tenures and departures as tables.

use std::collections::BTreeMap;

use reshuffle::ledger::Export;

use crate::desk::Desk;
use crate::exported;

type Row = BTreeMap<String, String>;

/// The rows of a table by the names of its columns.
fn rows(desk: &Desk, what: Export, at: Option<&str>) -> Vec<Row> {
    let text = exported(&desk.ledger, what, at);
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().expect("a table with a header")
}

fn cells<'r>(row: &'r Row, columns: &[&str]) -> Vec<&'r str> {
    columns.iter().map(|column| row[*column].as_str()).collect()
}

fn busy() -> Desk {
    let mut desk = Desk::new();
    desk.article("late", "as_of=2016-06-26T18:30; publisher=The Courier");
    desk.add("appointed", "Ann", "2015-09~", "post=Whip; rank=full");
    desk.add(
        "resigned",
        "Ann",
        "2016-06-26T17:30/2016-06-26T18:30",
        "post=Whip; source=late; reason=a vote, and “more”",
    );
    desk.add("appointed", "Bob", "2016-06-27", "post=Whip; acting=true");
    desk.add("sacked", "Cay", "2016-06", "post=Clerk; by=Ann; announced=2016-06-26");
    desk
}

#[test]
fn a_tenure_has_both_ends_as_edtf_and_as_moments() {
    let desk = busy();
    let rows = rows(&desk, Export::Tenures, None);
    let people: Vec<_> = rows.iter().map(|row| cells(row, &["post", "person", "how", "acting", "certainty"])).collect();
    assert_eq!(
        people,
        [
            ["Clerk", "Cay", "sacked", "false", ""],
            ["Whip", "Ann", "resigned", "false", ""],
            ["Whip", "Bob", "", "true", ""]
        ]
    );
    let ann = &rows[1];
    assert_eq!(
        cells(ann, &["since", "since_earliest", "since_latest", "until", "until_latest", "rank", "sources"]),
        [
            "2015-09~",
            "2015-09-01T00:00:00+01:00[Europe/London]",
            "2015-09-30T23:59:59.999999+01:00[Europe/London]",
            "2016-06-26T17:30:00+01:00/2016-06-26T18:30:00+01:00",
            "2016-06-26T18:30:00+01:00[Europe/London]",
            "full",
            "late; paper",
        ]
    );
    assert_eq!(ann["events"].split(' ').count(), 2);
    // A start that nothing tells of is empty, but for what bounds it.
    assert_eq!(cells(&rows[0], &["since", "since_earliest", "until"]), ["../2016-06-30", "", "2016-06"]);
    assert_eq!(cells(&rows[2], &["until", "until_earliest", "until_latest", "ended"]), ["", "", "", "false"]);
    assert_eq!(rows[1]["ended"], "true");
}

#[test]
fn a_moment_leaves_those_who_hold_then_and_says_how_surely() {
    let desk = busy();
    let held = |at| -> Vec<String> {
        let rows = rows(&desk, Export::Tenures, Some(at));
        rows.iter().map(|row| format!("{}: {}", row["person"], row["certainty"])).collect()
    };
    assert_eq!(held("2016-06-26T18:00"), ["Cay: possible", "Ann: possible"]);
    assert_eq!(held("2016-06-26T12:00"), ["Cay: possible", "Ann: certain"]);
    assert_eq!(held("2016-07-01"), ["Bob: certain"]);
    let left = rows(&desk, Export::Departures, Some("2016-06-26T18:00"));
    let left: Vec<_> = left.iter().map(|row| cells(row, &["person", "certainty"])).collect();
    assert_eq!(left, [["Ann", "possible"], ["Cay", "possible"]]);
}

#[test]
fn a_departure_tells_how_why_and_by_whom() {
    let desk = busy();
    let rows = rows(&desk, Export::Departures, None);
    let columns = ["person", "posts", "how", "when", "announced", "by", "reason", "disputed", "publishers"];
    let told: Vec<_> = rows.iter().map(|row| cells(row, &columns)).collect();
    assert_eq!(
        told,
        [
            [
                "Ann",
                "Whip",
                "resigned",
                "2016-06-26T17:30:00+01:00/2016-06-26T18:30:00+01:00",
                "",
                "",
                "a vote, and “more”",
                "false",
                "1"
            ],
            ["Cay", "Clerk", "sacked", "2016-06", "2016-06-26", "Ann", "", "false", "1"],
        ]
    );
}

#[test]
fn a_withdrawn_departure_leaves_two_stretches() {
    let mut desk = Desk::new();
    desk.add("appointed", "Ann", "2016-01", "post=Whip");
    desk.add("resigned", "Ann", "2016-06-26", "post=Whip");
    desk.add("withdrawn", "Ann", "2016-06-28", "post=Whip");
    let stretches = rows(&desk, Export::Tenures, None);
    let stretches: Vec<_> = stretches.iter().map(|row| cells(row, &["since", "until"])).collect();
    assert_eq!(stretches, [["2016-01", "2016-06-26"], ["2016-06-28", ""]]);
    assert_eq!(rows(&desk, Export::Departures, None)[0]["withdrawn"], "2016-06-28");
    assert_eq!(rows(&desk, Export::Departures, Some("2016-06-29")).len(), 0);
}

#[test]
fn the_order_of_recording_changes_no_row() {
    let (one, mut other) = (busy(), Desk::new());
    other.article("late", "as_of=2016-06-26T18:30; publisher=The Courier");
    other.add("sacked", "Cay", "2016-06", "post=Clerk; by=Ann; announced=2016-06-26");
    other.add(
        "resigned",
        "Ann",
        "2016-06-26T17:30/2016-06-26T18:30",
        "post=Whip; source=late; reason=a vote, and “more”",
    );
    other.add("appointed", "Bob", "2016-06-27", "post=Whip; acting=true");
    other.add("appointed", "Ann", "2015-09~", "post=Whip; rank=full");
    for what in [Export::Tenures, Export::Departures] {
        let without_events = |desk| -> Vec<Row> {
            let mut rows = rows(desk, what, None);
            rows.iter_mut().for_each(|row| drop(row.remove("events")));
            rows
        };
        assert_eq!(without_events(&one), without_events(&other));
    }
}
