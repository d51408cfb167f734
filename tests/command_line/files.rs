//! Files of facts that are broken: all of it is told, and nothing appended.

use crate::desk::Desk;

const APPEND: [&str; 5] = ["append", "--from", "facts.jsonl", "--source", "morning"];

/// A line of JSON that would be recorded.
const GOOD: &str = r#"{"fact": "said", "person": "Zoë", "quote": "before breakfast"}"#;

#[test]
fn bad_lines_are_told_by_file_line_and_column_with_a_caret() {
    let desk = Desk::new();
    let lines = [
        GOOD,
        r#"{"fact": "said", "person": "Zoë" "quote": "x"}"#,
        "",
        r#"{"fact": "said", "person": "Zoë", "quote": "before brekfast"}"#,
        r#"{"fact": "said", "person": "Zoë", "quote": "before breakfast", "source": "evening"}"#,
        "three resigned",
        r#"[{"fact": "said"}]"#,
        r#"{"fact": "said","#,
    ];
    desk.write("facts.jsonl", lines.join("\n"));
    let caret = r#"
2 | {"fact": "said", "person": "Zoë" "quote": "x"}
  |                                  ^"#;
    let told = [
        "facts.jsonl:2:34: expected `,` or `}`",
        caret,
        "facts.jsonl:4:44: the quote does not occur in the source; line 1 has",
        "facts.jsonl:5:74: there is no source `evening`",
        "`reshuffle source list` shows the labels",
        "facts.jsonl:6:1: this is no JSON object",
        "facts.jsonl:7:1: this is no JSON object",
        "facts.jsonl:8:16: the line ends too early",
        "6 lines are refused; nothing was appended",
    ];
    desk.assert_refused(2, &APPEND, &told);
}

#[test]
fn a_fault_at_the_end_of_a_very_long_file_leaves_nothing_of_it() {
    let desk = Desk::new();
    let line = |n: usize| {
        format!(
            r#"{{"fact": "appointed", "person": "Zoë {n}", "body": "Board", "when": "2016", "quote": "before breakfast"}}"#
        )
    };
    let lines: Vec<String> = (0..20_000).map(line).collect();
    let before = desk.head();
    desk.write("facts.jsonl", format!("{}\n{{\n", lines.join("\n")));
    desk.assert_refused(2, &APPEND, &["facts.jsonl:20001:1:", "1 line is refused; nothing was appended"]);
    assert_eq!(desk.head(), before);
    let nobody = desk.well(&["cabinet"]).stdout;
    assert!(nobody.contains("No holder is recorded"), "{nobody}");
    desk.well(&["audit"]);
    // The same file without it is recorded, and each of it is found.
    desk.write("facts.jsonl", lines.join("\n"));
    desk.well(&APPEND);
    let held = desk.well(&["cabinet", "--body", "Board", "-o", "jsonl"]).stdout;
    assert_eq!(held.lines().count(), 20_000);
    desk.well(&["audit"]);
}

#[test]
fn lines_of_a_long_file_end_what_those_before_began_and_are_found_as_by_a_new_index() {
    let desk = Desk::new();
    let lines = (0..6_000).map(|n| {
        let (number, quote) = (n / 2, r#""quote": "before breakfast"}"#);
        let of = format!(r#""person": "Zoë {number}", "body": "Board {}""#, number % 7);
        match n % 2 {
            0 => format!(r#"{{"fact": "appointed", {of}, "when": "2015", "key": "k-{number}", {quote}"#),
            _ => format!(r#"{{"fact": "resigned", {of}, "when": "2016", "ends": "k-{number}", {quote}"#),
        }
    });
    let lines: Vec<String> = lines.collect();
    desk.write("facts.jsonl", lines.join("\n"));
    desk.well(&APPEND);
    desk.well(&["audit"]);
    let asked = [
        &["cabinet", "--at", "2015-12-31", "--body", "Board 3"][..],
        &["tally", "--at", "2017", "--body", "Board 3"],
        &["person", "show", "Zoë 2998", "--at", "2017"],
        &["source", "show", "morning"],
    ];
    let answers = || asked.map(|asked| desk.well(&[asked, &["-o", "json"]].concat()).stdout);
    let told = answers();
    assert_eq!(told[0].matches("\"certainty\": \"certain\"").count(), 429, "{}", told[0]);
    desk.well(&["reindex"]);
    assert_eq!(answers(), told);
    // The same file once more records nothing.
    let head = desk.head();
    desk.write("keyed.jsonl", lines.iter().step_by(2).cloned().collect::<Vec<_>>().join("\n"));
    desk.well(&[&APPEND[..2], &["keyed.jsonl"], &APPEND[3..]].concat());
    assert_eq!(desk.head(), head);
}

#[test]
fn the_first_hundred_bad_lines_are_shown_and_the_rest_counted() {
    let desk = Desk::new();
    desk.write("facts.jsonl", format!("{GOOD}\n{}", "{\"fact\": \"sang\"}\n".repeat(130)));
    let told = [
        "facts.jsonl:2:10: `sang` is not a kind of fact",
        "facts.jsonl:101:10:",
        "… and 30 more",
        "130 lines are refused",
    ];
    let done = desk.assert_refused(2, &APPEND, &told);
    assert_eq!(done.stderr.matches("facts.jsonl:").count(), 100);
}

#[test]
fn a_fault_far_into_a_long_line_is_shown_with_what_is_around_it() {
    let desk = Desk::new();
    let line =
        format!(r#"{{"fact": "said", "note": "{}", "persn": "A", "reason": "{}"}}"#, "ë".repeat(900), "x".repeat(900));
    desk.write("facts.jsonl", line);
    let done = desk.assert_refused(2, &APPEND, &["facts.jsonl:1:939: `persn` is not a field; there are fact, source"]);
    let shown: Vec<&str> = done.stderr.lines().filter(|line| line.starts_with("1 | ")).collect();
    assert!(shown[0].starts_with("1 | …") && shown[0].chars().count() < 200, "{shown:?}");
    let caret = done.stderr.lines().find(|line| line.trim_end().ends_with('^')).unwrap();
    let under: String = shown[0].chars().skip(caret.chars().count() - 1).take(3).collect();
    assert_eq!(under, "\"A\"");
}

#[test]
fn the_code_of_a_file_is_that_of_its_first_bad_line() {
    let desk = Desk::new();
    desk.write("facts.jsonl", GOOD.replace("\"quote\"", "\"source\": \"evening\", \"quote\""));
    desk.assert_refused(5, &APPEND, &["facts.jsonl:1:45: there is no source `evening`", "1 line is refused"]);
}

#[test]
fn a_row_of_csv_is_told_where_its_cell_stands_in_the_file() {
    let desk = Desk::new();
    let rows = "fact,person,body,when,quote\r\n\
        resigned,\"Alexander, Heidi\",Cabinet,2016-06-26,before breakfast\r\n\
        \r\n\
        resigned,\"Alexander, Heidi\",Cabinet,26/06/2016,before breakfast\r\n\
        said,Jo\r\n";
    desk.write("facts.csv", rows);
    let caret = r#"
4 | resigned,"Alexander, Heidi",Cabinet,26/06/2016,before breakfast
  |                                     ^"#;
    let told = [
        "facts.csv:4:37: `when` cannot be `26/06/2016`",
        "write `2016-06-26`",
        caret,
        "facts.csv:5:1: the row has 2 cells, and the header names 5",
        "2 lines are refused; nothing was appended",
    ];
    desk.assert_refused(2, &["append", "--from", "facts.csv", "--source", "morning"], &told);
}

#[test]
fn a_header_of_csv_that_is_wrong_is_told_once() {
    let desk = Desk::new();
    for (text, told) in [
        ("fact,persn,quote\nsaid,A,x\nsaid,B,x\n", "facts.csv:1:6: `persn` is not a field"),
        ("fact;person\nsaid;A\nsaid;B\n", "facts.csv:1:1: the cells are separated by ';'; separate them by commas"),
        ("fact,quote,quote\nsaid,a,b\nsaid,a,b\n", "facts.csv:1:12: `quote` is given twice"),
        ("person,quote\nA,x\nB,x\n", "facts.csv:1:1: no column is named `fact`"),
    ] {
        desk.write("facts.csv", text);
        let append = ["append", "--from", "facts.csv", "--source", "morning"];
        desk.assert_refused(2, &append, &[told, "1 line is refused; nothing was appended"]);
    }
}

#[test]
fn a_quotation_mark_that_never_closes_swallows_no_rows() {
    let desk = Desk::new();
    let rows = "fact,person,quote,note\nsaid,A,before breakfast,\"he said\nsaid,B,before breakfast,\nsaid,C,before breakfast,\n";
    desk.write("facts.csv", rows);
    let told = ["facts.csv:2:25: a quotation mark opens here and never closes", "1 line is refused"];
    desk.assert_refused(2, &["append", "--from", "facts.csv", "--source", "morning"], &told);
}

#[test]
fn csv_and_json_lines_record_the_same() {
    let desk = Desk::new();
    desk.write("facts.csv", "\u{FEFF}fact,person,quote,key\nsaid,Zoë,before breakfast,k\n");
    desk.write("facts.jsonl", format!("\u{FEFF}{}\r\n", GOOD.replace("}", ", \"key\": \"k\"}")));
    let first = desk.well(&["append", "--from", "facts.csv", "--source", "morning", "-o", "json"]);
    let again = desk.well(&[&APPEND[..], &["-o", "json"]].concat());
    assert_eq!(first.seqs(), [2]);
    assert_eq!((again.seqs(), again.events()[0]["repeated"].as_bool()), (vec![2], Some(true)));
}

#[test]
fn unknown_and_foreign_fields_are_refused() {
    let desk = Desk::new();
    for (line, told) in [
        (r#"{"fact": "said", "persn": "A", "quote": "by noon"}"#, "`persn` is not a field; there are fact, source"),
        (
            r#"{"fact": "said", "person": "A", "body": "B", "quote": "by noon"}"#,
            "`said` has no `body`; it takes person",
        ),
        (r#"{"fact": "said", "person": "A", "person": "B", "quote": "by noon"}"#, "`person` is given twice"),
        (r#"{"fact": "said", "person": {"name": "A"}, "quote": "by noon"}"#, "`person` takes a text, not an object"),
        (r#"{"fact": "said", "person": "A"}"#, "`said` needs a source and a quote from it"),
        (r#"{"person": "A", "quote": "by noon"}"#, "`fact` is missing: one of appointed"),
    ] {
        desk.assert_refused_fed(line, 2, &["append", "--from", "-", "--source", "morning"], &["<stdin>:1:", told]);
    }
    let flag = desk.assert_refused(2, &["append", "said", "A", "--persn", "B"], &["unexpected argument '--persn'"]);
    assert!(flag.stderr.contains("'--person'"), "{}", flag.stderr);
}

#[test]
fn flags_that_lines_would_pass_over_are_refused() {
    let desk = Desk::new();
    desk.write("facts.jsonl", GOOD);
    for (flag, value) in
        [("--body", "Cabinet"), ("--person", "A"), ("--key", "k"), ("--quote", "q"), ("--from-post", "A")]
    {
        let told = format!("{flag} speaks of one fact");
        desk.assert_refused(2, &[&APPEND[..], &[flag, value]].concat(), &[&told]);
        desk.assert_refused_fed(GOOD, 2, &["append", "--stream", "--source", "morning", flag, value], &[&told]);
    }
}

#[test]
fn a_file_that_is_not_there_or_no_text_is_told() {
    let desk = Desk::new();
    desk.assert_refused(7, &["append", "--from", "nowhere.jsonl"], &["could not read nowhere.jsonl"]);
    desk.assert_refused(7, &["append", "--from", "."], &["could not read ."]);
    desk.write("utf16.jsonl", b"\xff\xfe{\0");
    let told = ["utf16.jsonl:1:1", "not UTF-8 from byte 0 on", "iconv"];
    desk.assert_refused(2, &["append", "--from", "utf16.jsonl"], &told);
}

#[test]
fn a_file_without_facts_is_nothing_to_record() {
    let desk = Desk::new();
    let before = desk.head();
    for (file, text) in [("facts.jsonl", "\n\n"), ("facts.csv", "fact,person\n")] {
        desk.write(file, text);
        let done = desk.well(&["append", "--from", file, "--source", "morning"]);
        assert_eq!(done.stdout, "There was nothing to record.\n");
    }
    assert_eq!(desk.head(), before);
}
