//! A check at the command line: what it prints, and with which exit code.

use crate::desk::{Desk, resigned};

/// A ledger in which all is well.
fn well() -> Desk {
    let desk = Desk::new();
    desk.well(&["source", "redescribe", "morning", "--url", "https://example.org/morning", "--why", "found it"]);
    desk
}

#[test]
fn where_all_is_well_it_is_silent() {
    let desk = well();
    let done = desk.well(&["check"]);
    assert_eq!((done.stdout.as_str(), done.stderr.as_str()), ("", ""));
    let answer = desk.well(&["check", "-o", "json"]).json();
    assert_eq!(answer["findings"], serde_json::json!([]));
    assert_eq!(answer["origin"], "example.org/desk");
    assert_eq!(desk.well(&["check", "-o", "csv"]).stdout, "code,subject,text,settle,events,quotes\n");
    assert_eq!(desk.well(&["check", "-o", "jsonl"]).stdout, "");
}

#[test]
fn a_finding_exits_with_one_and_shows_event_quote_and_way_out() {
    let desk = well();
    desk.well(&resigned("Heidi Alexander", "2016-06-26", &[]));
    let done = desk.run(&["check"]);
    assert_eq!((done.code, done.stderr.as_str()), (Some(1), ""));
    for part in [
        "departure-without-appointment: Heidi Alexander, Shadow Cabinet",
        "events  3",
        "“before breakfast” (morning)",
        "settle",
    ] {
        assert!(done.stdout.contains(part), "{part}: {}", done.stdout);
    }
    let done = desk.run(&["check", "-o", "json"]);
    let answer = done.json();
    let [finding] = &answer["findings"].as_array().unwrap()[..] else { panic!("{answer}") };
    assert_eq!(done.code, Some(1));
    assert_eq!(finding["code"], "departure-without-appointment");
    assert_eq!(finding["quotes"][0]["quote"], "before breakfast");
    assert_eq!(finding["quotes"][0]["source"], "morning");
    assert_eq!(finding["events"][0].as_str().unwrap().len(), 64);
    assert_eq!(desk.run(&["check", "-o", "csv"]).stdout.lines().count(), 2);
    assert_eq!(desk.run(&["check", "-o", "jsonl"]).stdout.lines().count(), 1);
}

#[test]
fn rules_by_name_run_alone_and_strict_adds_the_strict() {
    let desk = well();
    desk.well(&resigned("Heidi Alexander", "2016-06-26", &[]));
    assert_eq!(desk.well(&["check", "seat-overlap", "not-ended"]).stdout, "");
    let codes = |arguments: &[&str]| {
        let findings = desk.run(&[arguments, &["-o", "json"]].concat()).json()["findings"].clone();
        let codes: Vec<_> =
            findings.as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap().to_owned()).collect();
        codes
    };
    assert_eq!(codes(&["check", "single-source"]), ["single-source"]);
    assert_eq!(codes(&["check", "--strict"]), ["departure-without-appointment", "single-source"]);
    assert_eq!(codes(&["check", "--at", "2016-06-25"]), [] as [&str; 0]);
    assert_eq!(codes(&["check", "--known-at", "2"]), [] as [&str; 0]);
}

#[test]
fn a_rule_or_a_code_that_is_none_is_refused_with_the_nearest() {
    let desk = well();
    desk.well(&resigned("Heidi Alexander", "2016-06-26", &[]));
    desk.assert_refused(2, &["check", "seat-overlp"], &["seat-overlp", "seat-overlap"]);
    desk.assert_refused(2, &["explain", "not-endd"], &["not-endd", "not-ended"]);
    desk.assert_refused(5, &["check", "--body", "Shadow Cabinett"], &["there is no body"]);
}

#[test]
fn every_code_of_check_and_audit_is_explained() {
    let desk = well();
    let codes = desk.well(&["explain", "-o", "json"]).json();
    let codes = codes["codes"].as_array().unwrap();
    assert!(codes.len() > 40, "{codes:?}");
    for code in codes {
        let code = code["code"].as_str().unwrap();
        let explained = desk.well(&["explain", code]).stdout;
        assert!(explained.starts_with(&format!("{code} (")), "{explained}");
        let answer = desk.well(&["explain", code, "-o", "json"]).json();
        assert_eq!(answer["code"], code);
    }
}

#[test]
fn an_explanation_needs_no_ledger() {
    let desk = Desk::new();
    let done = desk.well(&["explain", "not-ended", "-L", "nowhere"]);
    assert!(done.stdout.contains("Found in these facts") && done.stdout.contains("\"appointed\""), "{}", done.stdout);
}
