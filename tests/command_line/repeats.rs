//! Doing it twice, doing it late, and only trying: keys, heads and trials.

use crate::desk::{Desk, said};

const MOVED: [&str; 10] = [
    "append",
    "moved",
    "Jo Bloggs",
    "--from-post",
    "Whip",
    "--post",
    "Treasurer",
    "--replacing",
    "Sam Doe",
    "--source",
];

fn moved<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let rest = ["morning", "--body", "Shadow Cabinet", "--when", "today", "--quote", "Jo Bloggs moves...makes way"];
    [&MOVED[..], &rest, more].concat()
}

#[test]
fn a_repeated_key_answers_with_the_same_event() {
    let desk = Desk::new();
    let append = said("Jo Bloggs", "by noon", &["--key", "k-1", "-o", "json"]);
    let first = desk.well(&append).events();
    let head = desk.head();
    // Who records it the second time is no difference in what is said.
    let again = desk.well(&[&append[..], &["--recorder", "somebody else"]].concat()).events();
    assert_eq!((first[0]["repeated"].as_bool(), again[0]["repeated"].as_bool()), (Some(false), Some(true)));
    assert_eq!((&first[0]["id"], &first[0]["recorded_at"]), (&again[0]["id"], &again[0]["recorded_at"]));
    assert_eq!(desk.head(), head);
    assert!(desk.well(&append[..append.len() - 2]).stdout.contains("was there before"));
}

#[test]
fn a_key_with_other_content_is_a_conflict() {
    let desk = Desk::new();
    let first = desk.well(&said("Jo Bloggs", "by noon", &["--key", "k-1", "-o", "json"])).events();
    let told = ["the key `k-1` was used for event", first[0]["id"].as_str().unwrap(), "hint: choose another key"];
    desk.assert_refused(6, &said("Sam Doe", "by noon", &["--key", "k-1"]), &told);
    desk.assert_refused(2, &said("Sam Doe", "by noon", &["--key", ""]), &["--key"]);
}

#[test]
fn a_head_that_moved_is_a_conflict_that_names_the_new_one() {
    let desk = Desk::new();
    let (_, seen) = desk.head();
    desk.well(&said("Jo Bloggs", "by noon", &["--expect-head", &seen]));
    let (_, now) = desk.head();
    let told = [now.as_str(), "as expected", "look with `reshuffle log`, then try again with the new head"];
    desk.assert_refused(6, &said("Sam Doe", "by noon", &["--expect-head", &seen[..12]]), &told);
    desk.assert_refused(6, &["retract", "2", "--why", "w", "--expect-head", &seen], &told);
    desk.assert_refused(6, &said("Sam Doe", "by noon", &["--expect-head", "no such thing"]), &["as expected"]);
}

#[test]
fn a_trial_says_what_would_be_recorded_and_records_nothing() {
    let desk = Desk::busy();
    let before = desk.head();
    desk.write("new.txt", "Something new.\n");
    for command in [
        &said("Jo Bloggs", "by noon", &[])[..],
        &["retract", "2", "--why", "a slip"],
        &["amend", "2", "--when", "2016-06-25", "--why", "a slip"],
        &["corroborate", "2", "--source", "morning", "--quote", "by noon"],
        &["source", "add", "new.txt", "--label", "new"],
        &["source", "redescribe", "morning", "--title", "News", "--why", "it was missing"],
        &moved(&[]),
    ] {
        let done = desk.well(&[command, &["--dry-run"]].concat());
        assert!(done.stdout.contains("would be recorded"), "{command:?}: {}", done.stdout);
        assert!(done.stdout.contains("Nothing was recorded (--dry-run)."), "{}", done.stdout);
        let json = desk.well(&[command, &["--dry-run", "-o", "json"]].concat()).json();
        assert_eq!(json["dry_run"], true, "{command:?}");
        assert_eq!(desk.head(), before, "{command:?}");
    }
    desk.assert_refused(2, &said("A", "by moon", &["--dry-run"]), &["does not occur"]);
    assert_eq!(desk.well(&["source", "list", "-o", "json"]).json()["sources"].as_array().unwrap().len(), 1);
}

#[test]
fn a_receipt_says_in_words_what_was_recorded() {
    let desk = Desk::new();
    let done = desk.well(&moved(&[]));
    for words in ["departed", "Jo Bloggs · Shadow Cabinet · Whip · reshuffled · (2016-06-26)", "appointed"] {
        assert!(done.stdout.contains(words), "{words} is not in:\n{}", done.stdout);
    }
}

#[test]
fn a_move_is_three_events_in_one_batch_or_none() {
    let desk = Desk::new();
    let long = "x".repeat(5_000);
    desk.assert_refused(2, &moved(&["--rank", &long]), &["at most 4096 are kept"]);
    let done = desk.well(&moved(&["--key", "move", "-o", "json"]));
    assert_eq!(done.seqs(), [2, 3, 4]);
    let shown: Vec<_> =
        [2, 3, 4].iter().map(|seq| desk.well(&["show", &seq.to_string(), "-o", "json"]).json()).collect();
    let facts: Vec<_> = shown.iter().map(|event| [&event["kind"], &event["person"], &event["post"]]).collect();
    assert_eq!(facts[0], ["departed", "Jo Bloggs", "Whip"]);
    assert_eq!(facts[1], ["appointed", "Jo Bloggs", "Treasurer"]);
    assert_eq!(facts[2], ["departed", "Sam Doe", "Treasurer"]);
    assert!(shown.iter().all(|event| event["citations"] == shown[0]["citations"]));
    let again = desk.well(&moved(&["--key", "move", "-o", "json"]));
    assert_eq!(again.seqs(), [2, 3, 4]);
    assert_eq!(desk.head().0, 5);
}

#[test]
fn a_move_needs_both_posts_and_one_name() {
    let desk = Desk::new();
    for wrong in [&["A", "--post", "B"][..], &["A", "--from-post", "B"], &["--from-post", "A", "--post", "B"]] {
        let told = ["`append moved` needs one NAME, --from-post and --post"];
        desk.assert_refused(2, &[&["append", "moved"], wrong].concat(), &told);
    }
    desk.assert_refused(2, &said("A", "by noon", &["--replacing", "B"]), &["belong to `append moved`"]);
}

#[test]
fn kinds_and_ways_that_do_not_fit_are_refused() {
    let desk = Desk::new();
    desk.assert_refused(2, &["append"], &["give a KIND, --from FILE or --stream"]);
    desk.assert_refused(2, &["append", "sang", "A"], &["`sang` is not a kind of fact; there are appointed"]);
    desk.assert_refused(2, &["append", "resigned", "A", "--how", "sacked"], &["`resigned` says how; leave out --how"]);
    desk.assert_refused(2, &["append", "counted", "A"], &["`counted` takes no NAME"]);
    desk.assert_refused(2, &["append", "body", "B", "--person", "A"], &["`body` is not about a person"]);
    desk.assert_refused(2, &["append", "said", "--stream"], &["cannot be used with"]);
}
