//! Files that are not what they should be: told by their place, and nothing changed.

use std::fs;

use crate::desk::Desk;
use crate::set::{Set, counts};

/// A desk with the set in a folder, one of its files changed.
fn changed(file: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Desk {
    let desk = Desk::new();
    Set::new().write(&desk, "set");
    let path = format!("set/{file}");
    let bytes = fs::read(desk.path(&path)).unwrap();
    desk.write(&path, change(bytes));
    desk
}

fn replaced(from: &'static str, to: &'static str) -> impl FnOnce(Vec<u8>) -> Vec<u8> {
    move |bytes| String::from_utf8(bytes).unwrap().replacen(from, to, 1).into_bytes()
}

const IMPORT: [&str; 3] = ["import", "ifg", "set"];

#[test]
fn other_encodings_are_named_with_the_way_out() {
    let desk = changed("person.csv", |bytes| {
        bytes.iter().flat_map(|byte| if *byte == b'L' { vec![b'\xc9'] } else { vec![*byte] }).collect()
    });
    desk.assert_refused(2, &IMPORT, &["person.csv", "not UTF-8", "iconv -f WINDOWS-1252"]);
    let wide = changed("person.csv", |bytes| bytes.iter().flat_map(|byte| [*byte, 0]).collect());
    wide.assert_refused(2, &IMPORT, &["person.csv", "UTF-16"]);
    changed("post.csv", |_| b"\x1f\x8b\x08".to_vec()).assert_refused(2, &IMPORT, &["post.csv", "gzip"]);
    changed("post.csv", |_| Vec::new()).assert_refused(2, &IMPORT, &["post.csv", "empty"]);
}

#[test]
fn a_byte_order_mark_and_unix_lines_are_as_good() {
    let desk = changed("person.csv", |bytes| {
        let text = String::from_utf8(bytes).unwrap().replace("\r\n", "\n");
        format!("\u{feff}{text}").into_bytes()
    });
    assert_eq!(desk.run(&IMPORT).code, Some(0));
    desk.well(&["audit"]);
}

#[test]
fn a_missing_column_or_table_is_named() {
    changed("appointment.csv", replaced("person_id", "who")).assert_refused(
        2,
        &IMPORT,
        &["appointment.csv:1", "`person_id`", "who"],
    );
    changed("person.csv", replaced("gender", "name")).assert_refused(
        2,
        &IMPORT,
        &["person.csv:1", "`name` is there twice"],
    );
    let desk = Desk::new();
    Set::new().write(&desk, "set");
    fs::remove_file(desk.path("set/post.csv")).unwrap();
    desk.assert_refused(2, &IMPORT, &["`post` is missing", "post.csv"]);
    desk.assert_refused(2, &["import", "ifg", "ledger"], &["none of the tables"]);
    desk.assert_refused(7, &["import", "ifg", "nowhere"], &["could not read nowhere"]);
    desk.write("other.csv", "a,b\n1,2\n");
    desk.assert_refused(2, &["import", "ifg", "other.csv"], &["`other.csv` is no table", "appointment"]);
    desk.assert_refused(2, &["import", "ifg"], &["FILE"]);
}

#[test]
fn files_of_other_names_are_known_by_their_columns() {
    let desk = Desk::new();
    Set::new().write(&desk, "set");
    let names = ["organisation", "person", "post", "appointment", "appointment_characteristics"];
    let renamed: Vec<String> = names.iter().map(|name| format!("{name}-2026.csv")).collect();
    for (name, new) in names.iter().zip(&renamed) {
        fs::rename(desk.path(&format!("set/{name}.csv")), desk.path(new)).unwrap();
    }
    let arguments: Vec<&str> = ["import", "ifg"].into_iter().chain(renamed.iter().map(String::as_str)).collect();
    assert_eq!(desk.run(&arguments).code, Some(0));
    desk.assert_refused(2, &[&arguments[..], &["person-2026.csv"]].concat(), &["are both the table `person`"]);
}

#[test]
fn rows_that_do_not_fit_are_told_by_line_and_the_rest_goes_in() {
    let whole = counts(&Set::new().import(&Desk::new(), &[]))[0];
    for (from, to, said) in [
        ("a4,p3,t3,2006-01-01", "a4,p3,t3,2006-02-30", "a day that the month has"),
        ("a4,p3,t3,2006-01-01", "a4,p3,t3,01/02/2006", "2006-02-01"),
        ("a4,p3,t3,2006-01-01,2006-02-01", "a4,p3,t3", "it has 3 cells, and the header names 5 columns"),
        ("a4,p3,t3", "a4,p9,t3", "names person p9"),
        ("a4,p3,t3", "a4,p3,t9", "names post t9"),
        ("a4,p3,t3,2006-01-01,2006-02-01", "a4,p3,t3,,", "neither a start nor an end"),
        ("a4,p3", "a3,p3", "that of an earlier row"),
        ("a4,p3", ",p3", "it has no identifier"),
    ] {
        let desk = changed("appointment.csv", replaced(from, to));
        let done = desk.run(&[&IMPORT[..], &["-o", "json"]].concat());
        done.assert_says(1, &["appointment.csv:5:", said]);
        assert_eq!((counts(&done)[0], counts(&done)[5]), (whole - 2, 1), "{to}: {done:?}");
        let row = &done.json()["refused_rows"][0];
        assert_eq!((row["file"].as_str(), row["line"].as_u64()), (Some("appointment.csv"), Some(5)));
        desk.well(&["audit"]);
    }
}

#[test]
fn a_row_that_only_repeats_another_is_none() {
    let desk = Desk::new();
    let done = Set::new().and("appointment", "a4,p3,t3,2006-01-01,2006-02-01").import(&desk, &[]);
    assert_eq!((done.code, counts(&done)), (Some(0), counts(&Set::new().import(&Desk::new(), &[]))), "{done:?}");
    done.assert_says(0, &["rows that only repeat an earlier one: 1"]);
}

#[test]
fn an_end_before_its_start_is_recorded_as_it_stands_and_found_by_the_check() {
    let desk = Desk::new();
    let done = Set::new().with("appointment", "a4", "2006-02-01", "2005-02-01").import(&desk, &[]);
    assert_eq!((done.code, counts(&done)[5]), (Some(0), 0), "{done:?}");
    let found = desk.run(&["check", "ends-before-start"]);
    assert_eq!(found.code, Some(1), "{found:?}");
    assert!(found.stdout.contains("Cy Day"), "{found:?}");
}

#[test]
fn a_quotation_mark_that_never_closes_is_told_by_its_line() {
    changed("person.csv", replaced("Bo Ray", "\"Bo Ray")).assert_refused(2, &IMPORT, &["person.csv:4", "not closed"]);
}

#[test]
fn quotation_marks_inside_a_cell_are_marks_like_others() {
    let desk = Desk::new();
    let set = Set::new().with("appointment_characteristics", "c1", "False,,", "False,6\" wound,");
    let set = set.with("appointment_characteristics", "c6", "Maternity leave", "5\" wound");
    let done = set.import(&desk, &[]);
    assert_eq!(counts(&done), counts(&Set::new().import(&Desk::new(), &[])), "{done:?}");
}

#[test]
fn lines_that_end_in_a_carriage_return_alone_are_counted() {
    let desk = changed("appointment.csv", |bytes| {
        String::from_utf8(bytes).unwrap().replace("\r\n", "\r").replace("2006-01-01", "2006-13-01").into_bytes()
    });
    desk.run(&IMPORT).assert_says(1, &["appointment.csv:5:1:"]);
}

#[test]
fn what_is_not_a_file_is_refused() {
    let desk = Desk::new();
    desk.assert_refused(2, &["import", "popolo", "/dev/null"], &["not a regular file"]);
    desk.assert_refused(2, &["import", "popolo", "ledger"], &["is a folder"]);
    desk.write("x.json", "{\"persons\": [{\"id\": 1, \"name\": \"Ann\"}]}");
    for set in ["a:b", "x\ny", "", "a name that is far too long for one"] {
        desk.assert_refused(2, &["import", "popolo", "x.json", "--set", set], &[]);
    }
}

#[test]
fn two_identifiers_in_one_scheme_are_two_facts() {
    let desk = Desk::new();
    let whole = counts(&Set::new().import(&Desk::new(), &[]))[0];
    let done = Set::new().with("person", "p1", "11.0,Ann", "13.0,Ann").import(&desk, &[]);
    assert_eq!((done.code, counts(&done)[0]), (Some(0), whole + 1), "{done:?}");
    let leave = Set::new()
        .and("appointment_characteristics", "c8,a4,Non-cabinet,False,True,,2006-01-05,")
        .and("appointment_characteristics", "c9,a4,Non-cabinet,False,False,,2006-01-05,")
        .and("appointment_characteristics", "d1,a4,Non-cabinet,False,True,,2006-01-05,");
    let done = leave.import(&desk, &[]);
    assert_eq!((done.code, counts(&done)[0]), (Some(0), 1), "of one day what it ends with: {done:?}");
}

#[test]
fn invisible_characters_in_names_refuse_their_rows() {
    let desk = changed("person.csv", replaced("Bo Ray", "Bo\u{202e} Ray"));
    let done = desk.run(&IMPORT);
    done.assert_says(1, &["person.csv:4:", "U+202E"]);
    assert!(!done.stderr.contains('\u{202e}'));
}

#[test]
fn json_that_is_none_is_told_by_its_line() {
    let desk = Desk::new();
    for (text, said) in [
        ("{\"persons\": [{\"id\": 1, \"name\": \"A\"}\n", "x.json:2:1: `,` or `]` is expected"),
        ("{\"persons\": [\n{\"id\": }]}", "x.json:2:8: expected value"),
        ("[1, 2", "x.json:1:"),
        ("{\"a\": 1}", "no object in `persons`"),
        ("hello", "a JSON object or array is expected"),
        ("{\"persons\": []} {}", "nothing may stand behind"),
    ] {
        desk.write("x.json", text);
        for format in ["popolo", "parlparse"] {
            desk.assert_refused(2, &["import", format, "x.json"], &[said]);
        }
    }
}

#[test]
fn an_import_that_is_killed_is_there_whole_or_not_at_all() {
    let desk = Desk::new();
    let mut set = Set::new();
    for nth in 0..2_000 {
        set = set.and("appointment", &format!("b{nth},p2,t2,2012-01-01,2013-01-01"));
    }
    set.write(&desk, "set");
    let (_, head) = desk.head();
    for wait_ms in [5, 20, 40, 80, 160, 320] {
        let mut child = desk.command(&IMPORT).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait_ms));
        child.kill().unwrap();
        child.wait().unwrap();
        let (seq, now) = desk.head();
        if now != head {
            assert!(seq > 4_000, "only part of it is there: {seq}");
            break;
        }
    }
    let done = desk.run(&[&IMPORT[..], &["-o", "json"]].concat());
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(desk.run(&["audit"]).code, Some(0));
}
