//! `docs/TIME.md` says what the code does: its tables are read and compared
//! with it.

#![allow(clippy::unwrap_used)]

use reshuffle::domain::time::{Edtf, EdtfError, Feature, Zone};

/// The rows of the one table of the page under a heading, cell by cell, with
/// its own heading left out.
fn table(heading: &str) -> Vec<Vec<String>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/TIME.md");
    let page = std::fs::read_to_string(path).unwrap();
    let section = page.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
    let rows = section.lines().filter(|line| line.starts_with('|')).skip(2);
    let cells = |row: &str| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    rows.map(cells).collect()
}

fn code(cell: &str) -> &str {
    cell.strip_prefix('`').and_then(|cell| cell.strip_suffix('`')).unwrap()
}

fn london() -> Zone {
    Zone::new("Europe/London").unwrap()
}

#[test]
fn each_form_of_the_page_has_the_bounds_that_it_gives() {
    let rows = table("Each form and its bounds");
    assert!(rows.len() >= 20, "{rows:?}");
    for row in rows {
        let range = Edtf::parse(code(&row[1])).unwrap().bounds(&london()).unwrap();
        let show = |moment: reshuffle::domain::time::Moment| match moment.is_unbounded() {
            true => "-".to_owned(),
            false => london().show_without_name(moment),
        };
        assert_eq!((show(range.earliest), show(range.latest)), (row[2].clone(), row[3].clone()), "{}", row[0]);
    }
}

#[test]
fn each_feature_that_is_not_supported_is_on_the_page_with_what_it_refuses() {
    let rows = table("What is not supported");
    let listed: Vec<(&str, u8)> = rows.iter().map(|row| (row[0].as_str(), row[1].parse().unwrap())).collect();
    let known: Vec<(&str, u8)> = Feature::ALL.iter().map(|feature| (feature.name(), feature.level())).collect();
    assert_eq!(listed, known);
    for (row, feature) in rows.iter().zip(Feature::ALL) {
        let text = code(&row[2]).to_owned();
        assert_eq!(Edtf::parse(&text), Err(EdtfError::NotSupported { text, feature }));
    }
}

#[test]
fn each_time_that_the_page_says_to_record_is_accepted() {
    let rows = table("What an article says, and what to record");
    assert!(rows.len() >= 5, "{rows:?}");
    for row in rows {
        let zone = london();
        let published = Edtf::parse("2016-06-26").unwrap().single_day(&zone);
        let now = reshuffle::domain::time::Moment(0);
        let written = reshuffle::domain::time::resolve_words(code(&row[1]), published, now, &zone).unwrap();
        assert!(Edtf::parse_in(&written, &zone).is_ok(), "{}", row[1]);
    }
}
