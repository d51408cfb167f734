//! A stream whose lines are partly bad: each is answered, and it goes on.

use serde_json::Value;

use crate::desk::{Desk, Done};

fn answers(done: &Done) -> Vec<Value> {
    done.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_refused_line_is_answered_with_its_number_and_the_rest_recorded() {
    let desk = Desk::new();
    let mut input = Vec::new();
    input.extend(br#"{"fact": "said", "person": "A", "quote": "by noon"}"#);
    input.extend(b"\n\n{\"fact\n\xff\n");
    input.extend(br#"{"fact": "said", "person": "Bo", "quote": "by moon"}"#);
    input.extend(b"\n");
    input.extend(br#"{"fact": "said", "person": "Cy Dee", "quote": "by noon"}"#);
    let done = desk.feed(&input, &["append", "--stream", "--source", "morning"]);
    assert_eq!(done.code, Some(2), "{done:?}");
    let answers = answers(&done);
    assert_eq!(answers.len(), 5, "{}", done.stdout);
    assert_eq!((&answers[0]["seq"], &answers[4]["seq"]), (&Value::from(2), &Value::from(3)));
    let refused: Vec<_> =
        answers[1..4].iter().map(|answer| (&answer["line"], answer["error"].as_str().unwrap())).collect();
    assert_eq!(refused.iter().map(|(line, _)| line.as_u64()).collect::<Vec<_>>(), [Some(3), Some(4), Some(5)]);
    assert!(refused[0].1.starts_with("column 6: the line ends too early"), "{}", refused[0].1);
    assert!(refused[1].1.contains("not UTF-8"), "{}", refused[1].1);
    assert!(refused[2].1.contains("the quote does not occur in the source; line 2 has"), "{}", refused[2].1);
    assert_eq!(desk.head().0, 4);
}

#[test]
fn a_key_repeated_within_a_stream_answers_with_the_first_event() {
    let desk = Desk::new();
    let line = |person: &str| {
        format!("{{\"fact\": \"said\", \"person\": \"{person}\", \"quote\": \"by noon\", \"key\": \"k\"}}\n")
    };
    let done = desk.feed([line("A"), line("A"), line("Bo")].concat(), &["append", "--stream", "--source", "morning"]);
    let answers = answers(&done);
    assert_eq!((&answers[0]["repeated"], &answers[1]["repeated"]), (&Value::Bool(false), &Value::Bool(true)));
    assert_eq!(answers[0]["id"], answers[1]["id"]);
    let refused = answers[2]["error"].as_str().unwrap();
    assert!(refused.contains("the key `k` was used for event"), "{refused}");
    assert_eq!(desk.head().0, 3);
}

#[test]
fn part_of_a_line_is_never_recorded() {
    let desk = Desk::new();
    let lines = r#"{"fact": "said", "person": ["Ann Lee", "Bob\u0007"], "quote": "by noon"}
{"fact": "said", "person": "Cy Dee", "quote": "by noon"}"#;
    let done = desk.feed(lines, &["append", "--stream", "--source", "morning"]);
    let answers = answers(&done);
    assert!(answers[0]["error"].as_str().unwrap().contains("U+0007"), "{}", done.stdout);
    assert_eq!(answers[1]["seq"], 2);
    let log = desk.well(&["log", "-o", "jsonl"]);
    assert!(!log.stdout.contains("Ann Lee"), "{}", log.stdout);
}

#[test]
fn a_stream_warns_of_ten_near_names_and_no_more() {
    let desk = Desk::new();
    let names = (b'a'..=b'p').map(|letter| format!("Heidi Alexande{}", char::from(letter)));
    let line = |name: String| format!("{{\"fact\": \"said\", \"person\": \"{name}\", \"quote\": \"by noon\"}}\n");
    let done = desk.feed(names.map(line).collect::<String>(), &["append", "--stream", "--source", "morning"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(done.stderr.matches("warning: ").count(), 10, "{}", done.stderr);
}

#[test]
fn a_trial_stream_records_nothing() {
    let desk = Desk::new();
    let before = desk.head();
    let line = r#"{"fact": "said", "person": "A", "quote": "by noon"}"#;
    let done = desk.feed(line, &["append", "--stream", "--source", "morning", "--dry-run"]);
    assert_eq!((done.code, desk.head()), (Some(0), before));
}

#[test]
fn a_stream_to_a_ledger_that_is_not_there_ends_with_not_found() {
    let desk = Desk::new();
    desk.assert_refused_fed("{}\n", 5, &["-L", "nowhere", "append", "--stream"], &["there is no ledger at `nowhere`"]);
}
