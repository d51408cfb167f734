//! The article that it all began with, through the program that people run.

#![allow(clippy::unwrap_used)]

#[path = "support/needs.rs"]
mod needs;
#[path = "support/python.rs"]
mod python;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/labourlist");
const CABINET: &str = "Labour Shadow Cabinet";

struct Desk {
    _dir: tempfile::TempDir,
    ledger: PathBuf,
}

impl Desk {
    /// None where the article is not there.
    fn with_the_article() -> Option<Self> {
        needs::data("labourlist/article.txt")?;
        let dir = tempfile::tempdir().unwrap();
        let desk = Self { ledger: dir.path().join("ledger"), _dir: dir };
        desk.json(&["init", "--origin", "example.org/labour-2016", "--zone", "Europe/London"]);
        let article = format!("{SHARED}/article.txt");
        desk.json(&["source", "add", &article, "--label", "labourlist", "--published", "2016-06-26"]);
        desk.json(&["append", "--from", &format!("{SHARED}/facts.jsonl"), "--source", "labourlist"]);
        Some(desk)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_reshuffle"));
        command.env("RESHUFFLE_RECORDER", "desk").arg("-L").arg(&self.ledger).args(arguments);
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {said}");
        output
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["-o", "json"]].concat());
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn tally(&self, how: &str, at: &str) -> (u64, u64) {
        let tally = self.json(&["tally", "--how", how, "--at", at]);
        (tally["least"].as_u64().unwrap(), tally["most"].as_u64().unwrap())
    }

    /// Person, post and certainty of each recorded holder.
    fn holders(&self, body: &str, at: &str) -> Vec<(String, Value, String)> {
        let cabinet = self.json(&["cabinet", "--body", body, "--at", at]);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let holders = cabinet["holders"].as_array().unwrap().iter();
        holders.map(|row| (text(&row["person"]), row["post"].clone(), text(&row["certainty"]))).collect()
    }
}

#[test]
fn eleven_undated_resignations_are_none_to_eleven_at_noon_and_eleven_at_night() {
    let Some(desk) = Desk::with_the_article() else { return };
    assert_eq!(desk.tally("resigned", "2016-06-25"), (0, 0));
    assert_eq!(desk.tally("resigned", "2016-06-26T12:00"), (0, 11));
    assert_eq!(desk.tally("resigned", "2016-06-26"), (11, 11));
    assert_eq!(desk.tally("left", "2016-06-26"), (12, 12));
}

#[test]
fn the_articles_own_count_agrees_and_leaves_out_the_one_who_was_sacked() {
    let Some(desk) = Desk::with_the_article() else { return };
    let claims = desk.json(&["claims"]);
    let claim = &claims["claims"][0];
    assert_eq!((&claim["stated"], &claim["verdict"]), (&Value::from(11), &Value::from("agrees")));
    assert_eq!(claim["missing"], serde_json::json!(["Hilary Benn"]));
    assert_eq!(claim["extra"], serde_json::json!([]));
    assert_eq!(claims["claims"].as_array().map(Vec::len), Some(1));
}

#[test]
fn twelve_may_have_held_a_seat_the_day_before_and_none_the_day_after() {
    let Some(desk) = Desk::with_the_article() else { return };
    let before = desk.holders(CABINET, "2016-06-25");
    assert_eq!(before.len(), 12);
    assert!(before.iter().all(|(_, _, certainty)| certainty == "possible"), "{before:?}");
    assert_eq!(desk.holders(CABINET, "2016-06-27"), []);
    let leader = ("Jeremy Corbyn".to_owned(), Value::from("Leader"), "certain".to_owned());
    assert_eq!(desk.holders("Labour Party", "2016-06-27"), [leader]);
}

#[test]
fn before_the_first_append_nothing_was_known_and_the_answer_says_so() {
    let Some(desk) = Desk::with_the_article() else { return };
    let output = desk.run(&["replay", "--known-at", "1"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("Nothing is recorded"), "{text}");
}

#[test]
fn every_number_comes_apart_to_words_that_stand_in_the_article() {
    let Some(desk) = Desk::with_the_article() else { return };
    let article = std::fs::read(Path::new(SHARED).join("article.txt")).unwrap();
    assert_eq!(desk.run(&["source", "show", "labourlist", "--text"]).stdout, article);
    let tally = desk.json(&["tally", "--how", "left", "--at", "2016-06-26"]);
    let people = tally["people"].as_array().unwrap();
    assert_eq!(people.len(), 12);
    for row in people {
        let event = row["events"][0].as_str().unwrap();
        let why = desk.json(&["why", event]);
        let found = &why["why"][0];
        let citation = &found["citations"][0]["citation"];
        let span = |end: usize| usize::try_from(citation["bytes"][end].as_u64().unwrap()).unwrap();
        assert_eq!(citation["exact"].as_str().unwrap().as_bytes(), &article[span(0)..span(1)]);
        assert_eq!(found["failed"], serde_json::json!([]));
        assert!(found["says"].as_str().unwrap().contains(row["person"].as_str().unwrap()));
    }
    let audit = desk.json(&["audit"]);
    assert_eq!((&audit["verdict"], &audit["quotes"]), (&Value::from("intact"), &Value::from(20)));
}

#[test]
fn a_reader_of_the_format_page_verifies_the_raw_log() {
    if !needs::met("Python with the package blake3", python::is_present()) {
        return;
    }
    let Some(desk) = Desk::with_the_article() else { return };
    let raw = desk.run(&["log", "--raw"]).stdout;
    let verdict = python::verify(&String::from_utf8(raw).unwrap(), None);
    assert_eq!(verdict.status, 0, "{}", verdict.answer);
    assert!(verdict.answer.contains("intact: 22 events"), "{}", verdict.answer);
}
