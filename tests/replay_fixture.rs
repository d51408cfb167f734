//! The same log and the same times give the same bytes out, on every run and
//! machine: a stored ledger, asked through the program that people run.
//!
//! What is asked stands in `tests/fixtures/replay/asked.json`. To write the
//! log and the answers anew, which a change of either must justify:
//!
//! ```text
//! RESHUFFLE_BLESS=1 cargo test --test replay_fixture
//! ```

#![allow(clippy::unwrap_used)]

#[path = "support/python.rs"]
mod python;
#[path = "support/story.rs"]
mod story;

use std::path::{Path, PathBuf};
use std::process::Command;

use reshuffle::backend::SledLog;
use reshuffle::backend::files::Articles;
use reshuffle::ledger::StoredEvent;
use reshuffle::log::EventLog;
use reshuffle::sources::SourceStore;
use serde_json::Value;
use story::Story;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/replay").join(name)
}

fn is_blessing() -> bool {
    std::env::var_os("RESHUFFLE_BLESS").is_some_and(|value| value == "1")
}

/// Compares what was made with what is stored, or stores it when asked.
fn assert_stored(name: &str, made: &str) {
    let path = fixture(name);
    if is_blessing() {
        std::fs::write(&path, made).unwrap();
        panic!("wrote {}; look at the difference, then run again without RESHUFFLE_BLESS", path.display());
    }
    let stored = std::fs::read_to_string(&path).unwrap();
    if made != stored {
        let mut asked = "";
        for (number, (made, stored)) in (1..).zip(made.lines().zip(stored.lines())) {
            asked = if stored.starts_with("$ ") { stored } else { asked };
            assert_eq!(made, stored, "{name}:{number}: {asked}");
        }
        panic!("{name}: {} bytes instead of {}", made.len(), stored.len());
    }
}

fn raw(events: &[StoredEvent]) -> String {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    events.iter().map(|event| format!("{} {}\n", hex(&event.header), hex(&event.body))).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let pairs = (0..text.len()).step_by(2).map(|at| &text[at..at + 2]);
    pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

/// The stored events, as bytes and no more.
fn stored_events() -> Vec<StoredEvent> {
    if is_blessing() {
        // Another test writes the file in this very run.
        return Story::told_with_its_coda().stored();
    }
    let text = std::fs::read_to_string(fixture("log.raw")).unwrap();
    let events = text.lines().map(|line| {
        let (header, body) = line.split_once(' ').unwrap();
        StoredEvent { header: unhex(header).try_into().unwrap(), body: unhex(body) }
    });
    events.collect()
}

/// Makes a ledger's directory of the stored bytes and the articles that they name.
fn build(dir: &Path) {
    std::fs::create_dir(dir).unwrap();
    let mut articles = Articles::at(dir.join("sources"));
    for step in story::steps() {
        articles.put(story::article(step["label"].as_str().unwrap()).as_bytes()).unwrap();
    }
    let mut log = SledLog::create(&dir.join("log")).unwrap();
    log.append(None, &stored_events()).unwrap();
}

/// A machine: what is in the environment of those who ask.
type Machine = &'static [(&'static str, &'static str)];

const LONDON: Machine = &[("TZ", "Europe/London"), ("LANG", "en_GB.UTF-8"), ("COLUMNS", "200")];
const KATHMANDU: Machine =
    &[("TZ", "Asia/Kathmandu"), ("LANG", "C"), ("LC_ALL", "C"), ("COLUMNS", "40"), ("NO_COLOR", "1")];

/// What the program prints on a machine.
fn ask(machine: Machine, ledger: &Path, question: &[String]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reshuffle"));
    for name in ["RESHUFFLE_LEDGER", "RESHUFFLE_SOURCE", "RESHUFFLE_BODY", "RESHUFFLE_RECORDER"] {
        command.env_remove(name);
    }
    command.envs(machine.iter().copied()).arg("-L").arg(ledger).args(question);
    let output = command.output().unwrap();
    // A difference that was found is an answer too, and says so by its code.
    let code = i32::from(question[0] == "diff");
    assert_eq!(output.status.code(), Some(code), "{question:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Every question, written out.
fn questions() -> Vec<Vec<String>> {
    let asked: Value = serde_json::from_str(&std::fs::read_to_string(fixture("asked.json")).unwrap()).unwrap();
    let lists = |name: &str| -> Vec<Vec<String>> { serde_json::from_value(asked[name].clone()).unwrap() };
    let mut questions: Vec<Vec<String>> = Vec::new();
    for moment in lists("moments") {
        questions.extend(lists("at_each_moment").into_iter().map(|asked| [asked, moment.clone()].concat()));
    }
    questions.extend(lists("once"));
    questions.extend(lists("that_differ"));
    questions
}

/// All answers of a new ledger on a machine, each under its question.
fn answers(machine: Machine, name: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join(name);
    build(&ledger);
    let questions = questions();
    let answers = questions.iter().map(|question| {
        let shown: Vec<String> =
            question.iter().map(|word| if word.contains(' ') { format!("\"{word}\"") } else { word.clone() }).collect();
        let answer = ask(machine, &ledger, &[question, ["-o", "json"].map(str::to_owned).as_slice()].concat());
        format!("$ reshuffle {} -o json\n{answer}", shown.join(" "))
    });
    answers.collect()
}

#[test]
fn the_story_makes_the_stored_log() {
    assert_stored("log.raw", &raw(&Story::told_with_its_coda().stored()));
}

#[test]
fn the_stored_log_gives_the_stored_answers() {
    assert_stored("answers.txt", &answers(LONDON, "ledger"));
}

#[test]
fn another_machine_in_another_place_gives_the_same_answers() {
    assert_stored("answers.txt", &answers(KATHMANDU, "somewhere else"));
}

#[test]
fn the_stored_log_comes_out_as_it_went_in_and_is_intact() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("ledger");
    build(&ledger);
    let asked = |words: &[&str]| ask(LONDON, &ledger, &words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
    let stored = std::fs::read_to_string(fixture("log.raw")).unwrap();
    assert_eq!(asked(&["log", "--raw"]), stored);
    let audit: Value = serde_json::from_str(&asked(&["audit", "-o", "json"])).unwrap();
    assert_eq!((&audit["verdict"], &audit["findings"]), (&Value::from("intact"), &serde_json::json!([])));
    assert_eq!(audit["events"], stored.lines().count());
}

#[test]
fn a_reader_of_the_format_page_finds_the_stored_log_whole() {
    if !python::is_present() {
        return;
    }
    let stored = std::fs::read_to_string(fixture("log.raw")).unwrap();
    let verdict = python::verify(&stored, None);
    assert_eq!(verdict.status, 0, "{}", verdict.answer);
    assert!(verdict.answer.starts_with(&format!("intact: {} events", stored.lines().count())), "{}", verdict.answer);
}
