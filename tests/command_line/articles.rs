//! Articles that are none, and descriptions that contradict.

use std::fs;

use crate::desk::{ARTICLE, Desk};

const DESCRIBED: [&str; 9] =
    ["source", "add", "morning.txt", "--label", "morning", "--publisher", "The Courier", "--published", "2016-06-26"];

#[test]
fn bytes_that_are_no_article_are_refused_with_the_way_to_make_them_one() {
    let desk = Desk::new();
    for (bytes, told) in [
        (&b""[..], ["the source is empty", "save the article's text"]),
        (b"one\ntwo\0three", ["byte 7 (line 2) is NUL", "save the article as plain text"]),
        (b"caf\xe9 talk", ["the source is not UTF-8: byte 3 (line 1)", "iconv"]),
        (b"\xff\xfet\0w\0o\0", ["UTF-16", "iconv"]),
    ] {
        desk.write("bad.txt", bytes);
        desk.assert_refused(2, &["source", "add", "bad.txt", "--label", "bad"], &told);
        desk.assert_refused_fed(bytes, 2, &["source", "add", "-", "--label", "bad"], &told);
    }
    desk.assert_refused(7, &["source", "add", "nowhere.txt", "--label", "bad"], &["could not read nowhere.txt"]);
    assert_eq!(fs::read_dir(desk.path("ledger/sources")).unwrap().count(), 1, "only the first article is kept");
}

#[test]
fn the_same_bytes_with_the_same_description_are_there_already() {
    let desk = Desk::new();
    let before = desk.head();
    let again = desk.well(&[&DESCRIBED[..], &["-o", "json"]].concat());
    assert_eq!((again.seqs(), again.events()[0]["repeated"].as_bool()), (vec![1], Some(true)));
    assert!(again.json()["source"].is_string());
    assert_eq!(desk.head(), before);
}

#[test]
fn the_same_bytes_with_another_description_are_a_conflict() {
    let desk = Desk::new();
    let told = ["added before as `morning`", "differ in label, publisher, published", "`reshuffle source redescribe`"];
    desk.assert_refused(6, &["source", "add", "morning.txt", "--label", "again"], &told);
    desk.write("other.txt", "Other words.\n");
    desk.assert_refused(6, &["source", "add", "other.txt", "--label", "morning"], &["the label `morning` is in use"]);
}

#[test]
fn descriptions_that_do_not_fit_are_refused() {
    let desk = Desk::new();
    desk.write("other.txt", "Other words.\n");
    let add = |more: &[&'static str]| [&["source", "add", "other.txt"], more].concat();
    desk.assert_refused(2, &add(&[]), &["--label"]);
    desk.assert_refused(2, &add(&["--label", ""]), &["`--label` is refused: it is empty"]);
    desk.assert_refused(2, &add(&["--label", "a\u{202E}b"]), &["U+202E"]);
    let dated = add(&["--label", "a", "--published", "26/06/2016"]);
    desk.assert_refused(2, &dated, &["`published` cannot be `26/06/2016`", "write `2016-06-26`"]);
    desk.assert_refused(5, &add(&["--label", "a", "--version-of", "evening"]), &["there is no source `evening`"]);
    desk.assert_refused(7, &add(&["--label", "a", "--original", "nowhere.pdf"]), &["could not read nowhere.pdf"]);
    let both = ["source", "add", "-", "--label", "a", "--original", "-"];
    desk.assert_refused(2, &both, &["cannot both be standard input"]);
}

#[test]
fn an_original_of_any_bytes_is_kept_beside_the_text() {
    let desk = Desk::new();
    desk.write("letter.txt", "I resign.\n");
    desk.write("letter.png", b"\x89PNG\0\xff");
    desk.well(&["source", "add", "letter.txt", "--label", "letter", "--original", "letter.png"]);
    let shown = desk.well(&["source", "show", "letter", "-o", "json"]).json();
    let digest = shown["original"].as_str().unwrap();
    let kept = fs::read(desk.path(&format!("ledger/sources/{}/{digest}", &digest[..2]))).unwrap();
    assert_eq!(kept, b"\x89PNG\0\xff");
    assert_eq!(desk.well(&["audit"]).code, Some(0));
}

#[test]
fn a_source_is_described_anew_only_where_something_changes() {
    let desk = Desk::new();
    let redescribe = |more: &[&'static str]| [&["source", "redescribe", "morning", "--why", "w"], more].concat();
    desk.assert_refused(2, &redescribe(&[]), &["nothing to change: give a part of the description, or --unset"]);
    desk.assert_refused(
        2,
        &redescribe(&["--publisher", "The Courier"]),
        &["that is how the source is described already"],
    );
    desk.assert_refused(2, &redescribe(&["--unset", "label"]), &["label"]);
    desk.assert_refused(2, &redescribe(&["--unset", "colour"]), &["`colour` is not one of"]);
    desk.assert_refused(2, &["source", "redescribe", "morning", "--title", "T"], &["--why"]);
    desk.assert_refused(
        5,
        &["source", "redescribe", "evening", "--title", "T", "--why", "w"],
        &["no source `evening`"],
    );
    desk.well(&redescribe(&["--label", "dawn"]));
    desk.assert_refused(5, &["source", "show", "morning"], &["there is no source `morning`"]);
    assert_eq!(desk.well(&["source", "show", "dawn", "--text"]).stdout, ARTICLE);
}

#[test]
fn the_text_of_a_source_is_printed_byte_for_byte() {
    let desk = Desk::new();
    let text = "\u{FEFF}Line\r\nwith \u{202E} and \u{1B}[1m and é and e\u{301}, no end";
    desk.write("odd.txt", text);
    desk.well(&["source", "add", "odd.txt", "--label", "odd"]);
    for format in ["table", "json", "jsonl", "csv"] {
        assert_eq!(desk.well(&["source", "show", "odd", "--text", "-o", format]).stdout, text);
    }
}

/// Three lines: an article each, the last of which is a later version of the first.
const LIST: &str = r#"{"file": "a.txt", "label": "a", "publisher": "The Courier", "published": "2016-06-26"}

{"file": "b.txt", "label": "b", "original": "b.png", "title": null}
{"file": "c.txt", "label": "c", "version_of": "a", "as_of": "2016-06-27T09:15+01:00"}
"#;

fn desk_with_list() -> Desk {
    let desk = Desk::new();
    fs::create_dir(desk.path("press")).unwrap();
    for (name, bytes) in [
        ("a.txt", "One.\n"),
        ("b.txt", "Two.\n"),
        ("b.png", "\u{1}\0"),
        ("c.txt", "One, corrected.\n"),
        ("d.txt", "Four.\n"),
    ] {
        desk.write(&format!("press/{name}"), bytes);
    }
    desk.write("press/list.jsonl", LIST);
    desk
}

#[test]
fn the_articles_of_a_list_are_added_in_one_go() {
    let desk = desk_with_list();
    let add = ["source", "add", "--from", "press/list.jsonl", "--publisher", "Evening Ledger", "-o", "json"];
    let before = desk.head();
    let trial = desk.well(&[&add[..], &["--dry-run"]].concat());
    assert_eq!((trial.events().len(), desk.head()), (3, before));
    let added = desk.well(&add);
    assert_eq!(added.seqs(), [2, 3, 4]);
    let shown = |label: &str| desk.well(&["source", "show", label, "-o", "json"]).json();
    let (a, b, c) = (shown("a"), shown("b"), shown("c"));
    assert_eq!((&a["publisher"], &b["publisher"]), (&"The Courier".into(), &"Evening Ledger".into()));
    assert_eq!(c["version_of"], a["id"]);
    assert!(b["original"].is_string());
    assert_eq!(desk.well(&["source", "show", "b", "--text"]).stdout, "Two.\n");
    assert_eq!(desk.well(&["audit"]).code, Some(0));
    // The same list again records nothing, and puts back what was lost.
    let id = b["id"].as_str().unwrap();
    fs::remove_file(desk.path(&format!("ledger/sources/{}/{id}", &id[..2]))).unwrap();
    let again = desk.well(&add);
    assert!(again.events().iter().all(|event| event["repeated"] == true));
    assert_eq!(again.seqs(), [2, 3, 4]);
    assert_eq!(desk.well(&["audit"]).code, Some(0));
}

#[test]
fn a_list_with_any_fault_adds_nothing_and_names_every_place() {
    let desk = desk_with_list();
    let before = desk.head();
    let bad = [
        r#"{"file": "nowhere.txt", "label": "d"}"#,
        r#"{"file": "d.txt", "label": "morning"}"#,
        r#"{"file": "b.txt", "label": "d", "published": "26/06/2016"}"#,
        r#"{"file": "b.txt", "label": "d", "colour": "red"}"#,
        r#"{"label": "d"}"#,
        r#"{"file": "b.png", "label": "d"}"#,
        r#"{"file": "b.txt", "label": "d", "version_of": "evening"}"#,
        "[]",
    ];
    desk.write("press/bad.jsonl", format!("{LIST}{}\n", bad.join("\n")));
    let told = [
        "press/bad.jsonl:5:10",
        "could not read press/nowhere.txt",
        "press/bad.jsonl:6:28",
        "the label `morning` is in use",
        "press/bad.jsonl:7:46",
        "write `2016-06-26`",
        "press/bad.jsonl:8",
        "`colour` is no part of an article; there are file",
        "`file` is missing",
        "NUL",
        "press/bad.jsonl:11:47",
        "there is no source `evening`",
        "this is no JSON object",
        "8 lines are refused; nothing was appended",
    ];
    desk.assert_refused(7, &["source", "add", "--from", "press/bad.jsonl"], &told);
    assert_eq!(desk.head(), before);
    assert_eq!(fs::read_dir(desk.path("ledger/sources")).unwrap().count(), 1, "no article of it is kept");
    desk.assert_refused(2, &["source", "add", "--from", "press/list.jsonl", "--label", "x"], &["--label"]);
    let flag = ["source", "add", "--from", "press/list.jsonl", "--published", "26/06/2016"];
    desk.assert_refused(2, &flag, &["error: `published` cannot be `26/06/2016`"]);
    desk.assert_refused(2, &["source", "add"], &["<FILE>"]);
}
