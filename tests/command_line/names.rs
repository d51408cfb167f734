//! Names that are slips, and names that are tricks.

use crate::desk::{Desk, resigned, said};

#[test]
fn a_name_that_is_nearly_a_known_one_is_warned_of_and_recorded() {
    let desk = Desk::busy();
    let done = desk.well(&said("Heidi Alexandr", "by noon", &["-o", "json"]));
    let told = [
        "warning: `Heidi Alexandr` is new and nearly `Heidi Alexander`",
        "amend it",
        "append alias \"Heidi Alexandr\"",
    ];
    done.assert_says(0, &told);
    assert_eq!(done.seqs(), [4]);
    let quiet = desk.well(&said("Heidi Alexanderr", "by noon", &["-q"]));
    assert_eq!(quiet.stderr, "");
    let known = desk.well(&said("Heidi Alexandr", "by noon", &[]));
    assert_eq!(known.stderr, "");
}

#[test]
fn strict_names_refuse_what_is_nearly_known() {
    let desk = Desk::busy();
    let told = [
        "`Heidi Alexandr` is new and nearly `Heidi Alexander`",
        "hint: spell it as known, or leave out --strict-names",
    ];
    desk.assert_refused(2, &said("Heidi Alexandr", "by noon", &["--strict-names"]), &told);
    assert_eq!(desk.well(&said("Heidi Alexander", "by noon", &["--strict-names", "-o", "json"])).seqs(), [4]);
}

#[test]
fn a_departure_from_a_post_never_held_is_warned_of() {
    let desk = Desk::new();
    let appointed =
        ["append", "appointed", "Jo Bloggs", "--body", "Shadow Cabinet", "--post", "Whip", "--when", "2015"];
    desk.well(&[&appointed[..], &["--source", "morning", "--quote", "Jo Bloggs moves from Whip"]].concat());
    let done = desk.well(&resigned("Jo Bloggs", "2016-06-26", &["--post", "Chief Whip"]));
    done.assert_says(0, &["warning: Jo Bloggs is not recorded as Chief Whip of Shadow Cabinet, but as Whip"]);
}

#[test]
fn characters_that_hide_or_turn_text_are_refused_in_names() {
    let desk = Desk::new();
    for (name, code_point) in [
        ("Heidi\u{202E}rednaxelA", "U+202E"),
        ("Heidi\u{2066}Alexander", "U+2066"),
        ("Heidi\u{200B}Alexander", "U+200B"),
        ("Heidi\u{1B}[31m", "U+001B"),
        ("Heidi\nAlexander", "U+000A"),
    ] {
        let done = desk.assert_refused(2, &said(name, "by noon", &[]), &["`person` cannot be `Heidi", code_point]);
        assert!(!done.stderr.contains(['\u{202E}', '\u{2066}', '\u{200B}', '\u{1B}']), "{:?}", done.stderr);
    }
    desk.assert_refused(2, &said(" Heidi", "by noon", &[]), &["begins or ends with white space; trim it"]);
    desk.assert_refused(2, &said("", "by noon", &[]), &["`person` cannot be ``: it is empty"]);
    desk.assert_refused(2, &said(&"x".repeat(257), "by noon", &[]), &["it has 257 bytes, and at most 256 are kept"]);
    desk.assert_refused(2, &["tally", "--body", "Cab\u{202E}inet"], &["U+202E"]);
}

#[test]
fn what_hides_or_turns_text_is_escaped_where_it_is_shown() {
    let desk = Desk::new();
    let note = "red \u{1B}[31m and \u{202E}turned\u{7F}";
    let recorded = desk.well(&said("Jo Bloggs", "by noon", &["--note", note]));
    let tricks = ['\u{1B}', '\u{202E}', '\u{7F}'];
    assert!(recorded.stdout.contains(r"red \u{1b}[31m and \u{202e}turned\u{7f}"), "{:?}", recorded.stdout);
    for command in [&["log"][..], &["show", "2"], &["why", "2"], &["show", "2", "-o", "json"], &["log", "-o", "jsonl"]]
    {
        let shown = desk.well(command).stdout;
        assert!(shown.contains("31m") || command[0] == "why", "{command:?}: {shown:?}");
        assert!(!shown.contains(tricks), "{command:?}: {shown:?}");
    }
    // In JSON the escapes are JSON's own, so that programs read what was written.
    assert_eq!(desk.well(&["show", "2", "-o", "json"]).json()["note"], note);
}

#[test]
fn a_body_that_nobody_names_is_refused_with_the_ones_that_are() {
    let desk = Desk::busy();
    for command in ["cabinet", "tally", "claims", "replay"] {
        let ask = |body| [command, "--body", body];
        desk.assert_refused(
            5,
            &ask("shadow cabinet"),
            &["there is no body `shadow cabinet`", "did you mean `Shadow Cabinet`?"],
        );
        desk.assert_refused(5, &ask("Shadow Cabniet"), &["did you mean `Shadow Cabinet`?"]);
        desk.assert_refused(5, &ask("Cabinet"), &["did you mean `Shadow Cabinet`?"]);
        desk.assert_refused(5, &ask("Town Council"), &["hint: recorded are `Shadow Cabinet`"]);
    }
}

#[test]
fn a_name_that_no_fact_names_is_not_explained() {
    let desk = Desk::busy();
    desk.assert_refused(
        5,
        &["why", "Heidi Alexandr"],
        &["no fact names `Heidi Alexandr`; did you mean `Heidi Alexander`?"],
    );
    desk.assert_refused(5, &["why", "Heidi Alexadner"], &["did you mean `Heidi Alexander`?"]);
    desk.assert_refused(5, &["why", "Nobody At All"], &["no fact names `Nobody At All`"]);
}

#[test]
fn a_name_cannot_stand_for_itself_or_for_two() {
    let desk = Desk::busy();
    let alias = |name, of| ["append", "alias", name, "--of", of, "--names", "person", "--why", "the desk knows"];
    desk.well(&alias("H. Alexander", "Heidi Alexander"));
    desk.assert_refused(2, &alias("Heidi Alexander", "H. Alexander"), &["would stand for itself"]);
    let told = ["`H. Alexander` already stands for `Heidi Alexander`; retract that alias first"];
    desk.assert_refused(2, &alias("H. Alexander", "Gloria De Piero"), &told);
}
