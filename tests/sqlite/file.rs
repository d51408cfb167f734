//! `reshuffle export sqlite`: the file, and what is written beside it.

use std::fs;

use serde_json::Value;

use crate::desk::Desk;

const AT: [&str; 2] = ["--at", "2016-06-26T18:00"];

fn export(desk: &Desk, more: &[&str]) {
    desk.well(&[&["export", "sqlite"], &AT[..], more].concat());
}

#[test]
fn the_same_ledger_and_times_give_the_same_bytes() {
    let desk = Desk::busy();
    export(&desk, &["-O", "one.db"]);
    export(&desk, &["-O", "two.db"]);
    let (one, two) = (fs::read(desk.path("one.db")).unwrap(), fs::read(desk.path("two.db")).unwrap());
    assert!(one.starts_with(b"SQLite format 3\0"));
    assert!(one == two, "two exports differ");
}

#[test]
fn a_database_needs_a_file_and_leaves_what_is_there() {
    let desk = Desk::busy();
    desk.assert_refused(2, &["export", "sqlite"], &["-O FILE"]);
    desk.assert_refused(2, &["export", "sqlite", "-O", "-"], &["-O FILE"]);
    desk.assert_refused(2, &["export", "sqlite", "tenures", "-O", "x.db"], &["leave out TABLE"]);
    desk.assert_refused(
        2,
        &["export", "csv", "-O", "x.csv", "--metadata", "m.json"],
        &["belongs to the format sqlite"],
    );
    desk.write("mine.db.metadata.json", "mine");
    desk.assert_refused(2, &["export", "sqlite", "-O", "mine.db"], &["is there already"]);
    assert!(!desk.path("mine.db").exists(), "a file without its metadata");
    assert_eq!(fs::read_to_string(desk.path("mine.db.metadata.json")).unwrap(), "mine");
    export(&desk, &["-O", "mine.db", "--force"]);
    assert!(desk.path("mine.db").exists());
}

#[test]
fn the_metadata_describes_every_table_and_column_under_the_files_name() {
    let desk = Desk::busy();
    export(&desk, &["-O", "cabinet.of.june.db"]);
    export(&desk, &["-O", "other.db", "--metadata", "said.json"]);
    assert!(!desk.path("other.db.metadata.json").exists());
    let read = |name: &str| -> Value { serde_json::from_slice(&fs::read(desk.path(name)).unwrap()).unwrap() };
    let metadata = read("cabinet.of.june.db.metadata.json");
    assert_eq!(metadata["databases"]["cabinet.of.june"], read("said.json")["databases"]["other"]);
    let tables = &metadata["databases"]["cabinet.of.june"]["tables"];
    let schema = desk.well(&["sql", "--schema", "-o", "json"]).json();
    for column in schema["columns"].as_array().unwrap() {
        let (of, name) = (column["of"].as_str().unwrap(), column["column"].as_str().unwrap());
        assert_eq!(tables[of]["columns"][name], column["about"], "{of}.{name}");
        assert!(tables[of]["description"].is_string());
    }
}

#[test]
fn the_questions_in_the_metadata_run() {
    let desk = Desk::busy();
    export(&desk, &["-O", "june.db"]);
    let metadata: Value = serde_json::from_slice(&fs::read(desk.path("june.db.metadata.json")).unwrap()).unwrap();
    let questions = metadata["databases"]["june"]["queries"].as_object().unwrap();
    assert!(questions.len() >= 5);
    for (name, question) in questions {
        let mut query = question["sql"].as_str().unwrap().to_owned();
        for (blank, filled) in
            [(":at", "'2016-06-26T08:00:00.000000Z'"), (":person", "'Heidi Alexander'"), (":words", "'breakfast'")]
        {
            query = query.replace(blank, filled);
        }
        let rows = desk.well(&["sql", &query, "-o", "json"]).json()["rows"].as_array().unwrap().len();
        // Nobody has both a recorded start and an end here.
        assert_eq!(rows > 0, name != "longest_holders", "{name}: {rows} rows");
    }
}
