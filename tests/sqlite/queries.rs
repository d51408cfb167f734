//! `reshuffle sql`: one query that only reads.

use crate::desk::{Desk, resigned};

#[test]
fn an_endless_answer_is_written_as_it_comes_and_refused_where_it_has_to_be_whole() {
    let desk = Desk::new();
    let endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c";
    for format in ["table", "json"] {
        let done = desk.run(&["sql", endless, "-o", format]);
        done.assert_says(2, &["more than 100000 rows", "LIMIT", "-o csv"]);
    }
    let long = format!("{endless} LIMIT 300000");
    assert_eq!(desk.well(&["sql", &long, "-o", "jsonl"]).stdout.lines().last(), Some("{\"x\":300000}"));
    assert_eq!(desk.well(&["sql", &long, "-o", "csv"]).stdout.lines().count(), 300_001);
    assert_eq!(desk.well(&["sql", "SELECT 1 AS one WHERE 0", "-o", "csv"]).stdout, "one\n");
}

#[test]
fn a_long_answer_is_one_table_and_one_json_value() {
    let desk = Desk::new();
    let numbers =
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x, 'a' AS a FROM c LIMIT 25000";
    let table = desk.well(&["sql", numbers]).stdout;
    let rows: Vec<&str> = table.lines().skip_while(|line| line.split_whitespace().ne(["x", "a"])).collect();
    assert_eq!(rows.len(), 25_001, "{}", &table[..500]);
    for (nth, row) in rows.iter().enumerate().skip(1) {
        assert!(row.split_whitespace().eq([nth.to_string().as_str(), "a"]), "{row}");
    }
    // Whatever is wide enough for the widest row so far stays as wide.
    let places: Vec<_> = rows.iter().map(|row| row.rfind('a')).collect();
    assert!(places.windows(2).all(|pair| pair[0] <= pair[1]), "{:?} {:?}", places[0], places.last());
    // One cell that is wider than a table can be is in it as well.
    let wide = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT iif(x = 7, printf('%.*c', 70000, 'y'), x) AS x FROM c LIMIT 10001";
    assert_eq!(desk.well(&["sql", wide]).stdout.lines().last().map(str::trim), Some("10001"));
    let json = desk.well(&["sql", numbers, "-o", "json"]);
    let value = json.json();
    assert_eq!(value["rows"].as_array().unwrap().len(), 25_000);
    assert_eq!(json.stdout, format!("{value:#}\n"));
    assert_eq!(desk.well(&["sql", numbers, "-o", "csv"]).stdout.lines().nth(25_000), Some("25000,a"));
}

#[test]
fn every_format_gives_the_same_cells() {
    let desk = Desk::busy();
    let query = ["sql", "SELECT person, post, NULL AS gap, 2.5 AS half FROM who_left"];
    let json = desk.well(&[&query[..], &["-o", "json"]].concat()).json();
    assert_eq!(json["columns"], serde_json::json!(["person", "post", "gap", "half"]));
    let row = serde_json::json!({"person": "Heidi Alexander", "post": "Health", "gap": null, "half": 2.5});
    assert_eq!(json["rows"], serde_json::json!([row]));
    assert_eq!(json["origin"], "example.org/desk");
    assert!(json["at"].is_string() && json["known_at"].is_string() && json["head"]["seq"] == 3, "{json}");
    assert_eq!(desk.well(&[&query[..], &["-o", "jsonl"]].concat()).stdout, format!("{row}\n"));
    let csv = desk.well(&[&query[..], &["-o", "csv"]].concat()).stdout;
    assert_eq!(csv, "person,post,gap,half\nHeidi Alexander,Health,,2.5\n");
    let table = desk.well(&query).stdout;
    let cells: Vec<&str> = table.lines().last().unwrap().split_whitespace().collect();
    assert!(table.contains("known at") && cells == ["Heidi", "Alexander", "Health", "2.5"], "{table}");
}

#[test]
fn an_answer_without_rows_is_an_answer() {
    let desk = Desk::busy();
    let query = ["sql", "SELECT person FROM who_left WHERE 0"];
    assert!(desk.well(&query).stdout.contains("No row fits."));
    assert_eq!(desk.well(&[&query[..], &["-o", "csv"]].concat()).stdout, "person\n");
    assert_eq!(desk.well(&[&query[..], &["-o", "jsonl"]].concat()).stdout, "");
}

#[test]
fn a_query_is_asked_at_both_times() {
    let desk = Desk::busy();
    desk.well(&resigned("Gloria De Piero", "2016-06-27", &[]));
    let left = |times: &[&str]| {
        let query = ["sql", "SELECT least, most FROM tally WHERE how = 'resigned'", "-o", "csv"];
        desk.well(&[&query[..], times].concat()).stdout
    };
    assert_eq!(left(&["--at", "2016-06-27"]), "least,most\n2,2\n");
    assert_eq!(left(&["--at", "2016-06-26"]), "least,most\n1,1\n");
    assert_eq!(left(&["--at", "2016-06-26T12:00"]), "least,most\n0,1\n");
    assert_eq!(left(&["--at", "2016-06-27", "--known-at", "3"]), "least,most\n1,1\n");
    assert_eq!(left(&["--at", "2016-06-27", "--reported-by", "2016-06-01"]), "least,most\n");
}

#[test]
fn nothing_but_reading_is_done() {
    let desk = Desk::busy();
    for query in [
        "DELETE FROM persons",
        "UPDATE facts SET person = 'x'",
        "INSERT INTO persons VALUES (99, 'x') RETURNING id",
        "CREATE TABLE mine (x)",
        "CREATE TEMP TABLE mine (x)",
        "DROP TABLE facts",
        "ATTACH 'elsewhere.db' AS elsewhere",
        "ATTACH ':memory:' AS elsewhere",
        "VACUUM INTO 'elsewhere.db'",
        "PRAGMA query_only = OFF",
        "PRAGMA writable_schema = ON",
        "PRAGMA journal_mode = WAL",
        "BEGIN",
        "SELECT load_extension('mine')",
        "INSERT INTO citations_fts (citations_fts) VALUES ('rebuild')",
        "REINDEX",
        "ANALYZE",
    ] {
        desk.assert_refused(2, &["sql", query], &["it only reads", "reshuffle sql --schema"]);
    }
    assert!(!desk.path("elsewhere.db").exists());
}

#[test]
fn one_query_is_asked_and_one_only() {
    let desk = Desk::busy();
    desk.assert_refused(2, &["sql", "SELECT 1; SELECT 2"], &["more than one statement"]);
    desk.assert_refused(2, &["sql", "SELECT 1; DELETE FROM facts"], &["it only reads"]);
    desk.assert_refused(2, &["sql", "SELECT 1;\nnonsense"], &["QUERY:2:1: near \"nonsense\": syntax error"]);
    desk.assert_refused(2, &["sql", ""], &["empty"]);
    desk.assert_refused(2, &["sql", "/* nothing */"], &["empty"]);
    desk.assert_refused(2, &["sql"], &["QUERY"]);
    assert!(desk.well(&["sql", "SELECT 1; -- one"]).stdout.ends_with(" 1\n"));
}

#[test]
fn a_slip_is_shown_where_it_stands() {
    let desk = Desk::busy();
    let said = ["QUERY:2:5: no such column: persn", "2 |  é, persn", "reshuffle sql --schema"];
    desk.assert_refused(2, &["sql", "SELECT 'é' AS\n é, persn FROM persons"], &said);
    desk.assert_refused(2, &["sql", "SELECT * FROM cabinets"], &["no such table: cabinets"]);
    desk.assert_refused(2, &["sql", "SELECT abs(-9223372036854775807 - 1)"], &["integer overflow"]);
}

#[test]
fn a_query_may_come_on_stdin() {
    let desk = Desk::busy();
    let done = desk.feed("SELECT count(*) AS facts\nFROM facts", &["sql", "-", "-o", "csv"]);
    assert_eq!((done.code, done.stdout.as_str()), (Some(0), "facts\n2\n"), "{}", done.stderr);
}

#[test]
fn characters_that_turn_text_are_shown_as_their_numbers() {
    let desk = Desk::busy();
    let query = "SELECT 'a' || char(8238) || 'b' AS \"x\u{202e}y\", x'00ff' AS bytes";
    let table = desk.well(&["sql", query]).stdout;
    assert!(table.contains("a\\u{202e}b") && table.contains("x\\u{202e}y") && table.contains("00ff"), "{table}");
    assert!(!table.contains('\u{202e}'));
    let json = desk.well(&["sql", query, "-o", "json"]);
    assert!(!json.stdout.contains('\u{202e}'));
    assert_eq!(json.json()["rows"][0]["x\u{202e}y"], "a\u{202e}b");
}

#[test]
fn columns_of_one_name_are_told_apart() {
    let desk = Desk::busy();
    let json = desk.well(&["sql", "SELECT 1 AS n, 2 AS n", "-o", "json"]).json();
    assert_eq!(json["rows"][0], serde_json::json!({"n": 1, "n_2": 2}));
}

#[test]
fn the_schema_is_told_without_a_ledger() {
    let desk = Desk::new();
    let told = desk.well(&["sql", "--schema", "-L", "nowhere"]).stdout;
    for expected in ["view holders_now:", "table tenures:", "start_earliest", "search citations_fts:"] {
        assert!(told.contains(expected), "{expected} is not in:\n{told}");
    }
    let rows = desk.well(&["sql", "--schema", "-L", "nowhere", "-o", "json"]).json();
    assert!(rows["columns"].as_array().unwrap().iter().all(|column| column["about"] != ""), "{rows}");
    desk.assert_refused(2, &["sql", "--schema", "SELECT 1"], &["cannot be used with"]);
}

#[test]
fn others_may_use_the_ledger_while_a_query_runs() {
    let desk = Desk::busy();
    let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
    let mut asking = desk.command(&["sql", endless]).spawn().unwrap();
    let appended = desk.run(&["append", "said", "Jo Bloggs", "--source", "morning", "--quote", "Sam Doe makes way"]);
    let still_asking = asking.try_wait().unwrap().is_none();
    asking.kill().unwrap();
    let ended = asking.wait().unwrap();
    assert_eq!(appended.code, Some(0), "{}", appended.stderr);
    assert!(still_asking && !ended.success());
}
