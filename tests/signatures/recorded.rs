//! What is recorded with `--sign`.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use reshuffle::domain::time::Zone;
use reshuffle::domain::{Draft, Field, Fields, Kind, Name};
use reshuffle::ledger::{Appender, Environment, Error, Ledger, Options, Signer};
use serde_json::Value;

use super::{Desk, RECORDER, RECORDER_PUB, assert_refused, events, is_signed, keyed_desk, resigned, signing_desk};

fn fed(desk: &Desk, input: &str, args: &[&str]) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_reshuffle"))
        .args(args)
        .current_dir(desk.folder())
        .env_clear()
        .env("RESHUFFLE_RECORDER", "desk")
        .env("RESHUFFLE_SIGN", "recorder")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{args:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_way_of_recording_signs_each_event_right_after_it() {
    let desk = signing_desk();
    let sign = ["--sign", "recorder"];
    let why = ["--why", "so it is"];
    let with = |args: &[&str]| desk.well(&[args, &sign].concat());
    with(&["source", "add", "minutes.txt", "--label", "minutes"]);
    with(&["source", "add", "letter.txt", "--label", "letter"]);
    with(&[&["source", "redescribe", "letter", "--publisher", "A Friend"][..], &why].concat());
    with(&[
        "append", "resigned", "Ann Lee", "Bo Ray", "--body", "Board", "--when", "2016", "--source", "minutes",
        "--quote", "left",
    ]);
    let line = r#"{"fact": "said", "person": ["Ann Lee", "Cy Day"], "source": "minutes", "quote": "a day later"}"#;
    fs::write(desk.path("facts.jsonl"), format!("{line}\n{line}\n")).unwrap();
    with(&["append", "--from", "facts.jsonl"]);
    fed(&desk, "fact,person,quote\nsaid,Di Fox,with him\n", &["append", "--from", "-", "--source", "minutes"]);
    let streamed = fed(&desk, &format!("{line}\n"), &["append", "--stream"]);
    let streamed: Vec<Value> = streamed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(streamed.len(), 2);
    for receipt in &streamed {
        assert_eq!(receipt["signed"], true, "{receipt}");
    }
    with(&[&["amend", "8", "--when", "2016-06-26"][..], &why].concat());
    with(&["corroborate", "8", "--source", "letter", "--quote", "Ann Lee had left"]);
    with(&[&["retract", "10"][..], &why].concat());
    with(&[
        "append",
        "moved",
        "Cy Day",
        "--from-post",
        "Whip",
        "--post",
        "Clerk",
        "--body",
        "Board",
        "--when",
        "2016",
        "--source",
        "minutes",
        "--quote",
        "Cy Day",
    ]);
    with(&["key", "allow", "clerk", "other.pub"]);
    with(&["key", "new"]);
    with(&[&["redact", "12"][..], &why].concat());

    let log = desk.json(&["log"]);
    let rows = log["events"].as_array().unwrap();
    // From the first article on: an event, what signs it, an event, …
    for (at, row) in rows.iter().enumerate().skip(2) {
        assert_eq!(row["kind"] == "signed", at % 2 == 1, "{row}");
        assert_eq!(row["signed"], at % 2 == 0, "{row}");
        if at % 2 == 0 {
            assert!(is_signed(&desk, &at.to_string()), "{row}");
        }
    }
    assert_eq!((rows[0]["signed"].clone(), rows[1]["signed"].clone()), (false.into(), false.into()));
    let (stated, said) = (desk.run(&["audit", "-o", "json"]), "only what was redacted is a warning");
    assert_eq!(stated.code, 1, "{said}: {}", stated.stdout);
    let audit: Value = serde_json::from_str(&stated.stdout).unwrap();
    assert_eq!(audit["verdict"], "intact");
    let signed =
        serde_json::json!({ "facts": { "signed": 11, "unsigned": 0 }, "corrections": { "signed": 3, "unsigned": 0 } });
    assert_eq!(audit["signed"], signed);
    let status = desk.json(&["status"]);
    assert_eq!((&status["signed"], &status["unsigned"]), (&11.into(), &0.into()));
    let shown = desk.well(&["why", "8"]);
    assert!(shown.contains("signed    by desk, with the key SHA256:"), "{shown}");
}

#[test]
fn what_is_unsigned_is_recorded_and_said_to_be() {
    let desk = signing_desk();
    desk.well(&["source", "add", "minutes.txt", "--label", "minutes"]);
    desk.well(&resigned("Ann Lee", &["--sign", "recorder"]));
    desk.well(&resigned("Bo Ray", &[]));
    assert_eq!((is_signed(&desk, "3"), is_signed(&desk, "5")), (true, false));
    let shown = desk.well(&["show", "5"]);
    assert!(shown.lines().any(|line| line.split_whitespace().eq(["signed", "no"])), "{shown}");
    let audit = desk.well(&["audit"]);
    assert!(audit.contains("signed by who recorded it: 1 of 2 facts, 0 of 0 corrections"), "{audit}");
    let log = desk.well(&["log", "--kind", "departed"]);
    let marks: Vec<bool> = log.lines().skip(1).map(|line| line.ends_with(" · signed")).collect();
    assert_eq!(marks, [true, false]);
    // Where nobody is to sign, nobody hears of it.
    let other = keyed_desk();
    assert!(!other.well(&["audit"]).contains("signed"));
    assert!(other.json(&["status"])["unsigned"].is_null());
}

#[test]
fn a_key_that_does_not_sign_for_the_recorder_is_refused_before_anything_is_written() {
    let desk = keyed_desk();
    desk.well(&["source", "add", "minutes.txt", "--label", "minutes"]);
    let refused = |sign: &[&str], said: &str| {
        for trial in [&[][..], &["--dry-run"]] {
            assert_refused(&desk, 2, &resigned("Ann Lee", &[sign, trial].concat()), said);
        }
    };
    refused(&["--sign", "recorder"], "`reshuffle key allow \"desk\" FILE.pub` allows it");
    desk.well(&["key", "allow", "clerk", "recorder.pub"]);
    refused(&["--sign", "recorder"], "record it with --recorder \"clerk\"");
    desk.well(&resigned("Ann Lee", &["--sign", "recorder", "--recorder", "clerk"]));
    desk.well(&["key", "allow", "desk", "other.pub"]);
    refused(&["--sign", "recorder"], "or sign with a key of `desk`");
    desk.well(&["key", "revoke", "desk"]);
    refused(&["--sign", "other"], "was revoked in event 6");
    refused(&["--sign", "locked"], "locked does not sign: it is locked with a passphrase");
    refused(&["--sign", "ecdsa"], "of the type `ecdsa-sha2-nistp256`");
    refused(&["--sign", "other.pub"], "the public half of a key");
    assert_eq!(desk.run(&resigned("Ann Lee", &["--sign", "nowhere"])).code, 7);
    // Of a whole file it is said once.
    let lines = "{\"fact\": \"said\", \"person\": \"Ann Lee\", \"quote\": \"left\"}\n".repeat(9);
    fs::write(desk.path("facts.jsonl"), lines).unwrap();
    let all = ["append", "--from", "facts.jsonl", "--source", "minutes", "--sign", "other"];
    let said = assert_refused(&desk, 2, &all, "was revoked in event 6");
    assert_eq!(said.stderr.matches("revoked").count(), 1, "{}", said.stderr);
    // Nor has a key begun to be replaced, or a database to be written anew.
    assert_refused(&desk, 2, &["key", "new", "--sign", "other"], "was revoked");
    assert!(!desk.path("ledger/keys/ed25519.next").exists() && !desk.path("ledger/checkpoints").exists());
    for trial in [&[][..], &["--dry-run"]] {
        assert_refused(&desk, 2, &[&["redact", "3", "--why", "w", "--sign", "other"], trial].concat(), "was revoked");
    }
    desk.well(&["audit"]);
}

#[test]
fn a_trial_signs_and_records_nothing() {
    let desk = signing_desk();
    desk.well(&["source", "add", "minutes.txt", "--label", "minutes"]);
    let before = events(&desk);
    let tried = desk.well(&resigned("Ann Lee", &["--sign", "recorder", "--dry-run"]));
    assert!(tried.contains("would be recorded, signed"), "{tried}");
    assert_eq!(events(&desk), before);
}

#[test]
fn a_repeated_append_answers_with_the_first_event_signed_or_not_as_that_is() {
    let desk = signing_desk();
    desk.well(&["source", "add", "minutes.txt", "--label", "minutes"]);
    let append = |who: &str, more: &[&str]| {
        let done = desk.json(&resigned(who, &[&["--key", who], more].concat()));
        let receipt = &done["events"][0];
        let (seq, signed) = (receipt["seq"].as_u64().unwrap(), receipt["signed"] == true);
        (seq, receipt["repeated"] == true, signed)
    };
    let sign = ["--sign", "recorder"];
    assert_eq!(append("Ann Lee", &[]), (3, false, false));
    assert_eq!(append("Ann Lee", &sign), (3, true, false));
    assert_eq!(append("Bo Ray", &sign), (4, false, true));
    assert_eq!(append("Bo Ray", &sign), (4, true, true));
    assert_eq!(append("Bo Ray", &[]), (4, true, true));
    assert_eq!(events(&desk), 6);
    // In one batch too.
    let line = r#"{"fact": "said", "person": "Cy Day", "quote": "with him", "key": "c"}"#;
    fs::write(desk.path("facts.jsonl"), format!("{line}\n{line}\n")).unwrap();
    let done = desk.json(&["append", "--from", "facts.jsonl", "--source", "minutes", "--sign", "recorder"]);
    assert_eq!((&done["events"][1]["repeated"], &done["events"][1]["signed"]), (&true.into(), &true.into()));
    assert_eq!(events(&desk), 8);
    let source = desk.json(&["source", "add", "minutes.txt", "--label", "minutes", "--sign", "recorder"]);
    assert_eq!(source["events"][0]["signed"], false, "{source}");
}

#[test]
fn the_head_that_is_expected_next_is_what_signs_the_last_event() {
    let desk = signing_desk();
    desk.well(&["source", "add", "minutes.txt", "--label", "minutes"]);
    let done = desk.json(&resigned("Ann Lee", &["--sign", "recorder"]));
    let event = done["events"][0]["id"].as_str().unwrap();
    let signed = desk.json(&["show", event])["signed"]["event"].clone();
    let expecting = |id: &str| desk.run(&resigned("Bo Ray", &["--expect-head", id])).code;
    assert_eq!((expecting(event), expecting(signed.as_str().unwrap())), (6, 0));
}

#[test]
fn a_long_import_is_signed_all_or_nothing() {
    let desk = signing_desk();
    desk.well(&["source", "add", "minutes.txt", "--label", "minutes"]);
    // With what signs them more than go to the log at once.
    let count = 8_400;
    let line = |n: u64| format!("{{\"fact\": \"body\", \"body\": \"Board {n}\", \"why\": \"made up\"}}\n");
    let lines: String = (0..count).map(line).collect();
    fs::write(desk.path("bad.jsonl"), format!("{lines}{{\"fact\": \"body\"}}\n")).unwrap();
    fs::write(desk.path("good.jsonl"), lines).unwrap();
    let sign = ["--sign", "recorder", "-q"];
    assert_refused(&desk, 2, &[&["append", "--from", "bad.jsonl"], &sign[..]].concat(), "bad.jsonl:8401");
    desk.well(&[&["append", "--from", "good.jsonl"], &sign[..]].concat());
    let status = desk.json(&["status"]);
    assert_eq!((&status["events"], &status["signed"]), (&(3 + 2 * count).into(), &count.into()));
    for event in [3, 3 + count / 2 * 2, 1 + 2 * count] {
        assert!(is_signed(&desk, &event.to_string()), "{event}");
    }
    desk.well(&["audit"]);
}

#[test]
fn a_private_key_is_neither_printed_nor_kept() {
    let desk = signing_desk();
    desk.well(&["source", "add", "minutes.txt", "--label", "minutes"]);
    desk.well(&resigned("Ann Lee", &["--sign", "recorder"]));
    desk.run(&["log", "--raw"]);
    desk.run(&resigned("Ann Lee", &["--sign", "recorder", "--recorder", "clerk"]));
    let secret: Vec<&str> = RECORDER.lines().filter(|line| !line.starts_with("---")).collect();
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, secret.concat()).unwrap();
    // The seed stands before the second of two public halves in the private part.
    let public = &bytes[43 + 19..][..32];
    let at = bytes.windows(32).rposition(|window| window == public).unwrap();
    let seed = &bytes[at - 32..at];
    let digits: String = seed.iter().map(|byte| format!("{byte:02x}")).collect();
    let said = desk.everything_said();
    assert!(!said.contains(&digits) && !secret[2..].iter().any(|line| said.contains(line)), "it was printed");
    for file in crate::desk::files_in(&desk.path("ledger")) {
        let kept = fs::read(&file).unwrap();
        assert!(!kept.windows(32).any(|window| window == seed), "it is kept in {}", file.display());
    }
}

fn body(name: &str) -> Vec<Draft> {
    let mut fields = Fields::default();
    fields.set(Field::Body, name);
    fields.set(Field::Why, "made up");
    vec![Draft { kind: Kind::Body, fields, quotation: None, key: None }]
}

#[test]
fn of_those_who_share_a_sync_each_signs_by_a_key_of_their_own() {
    let by = |who: &str, key: &str| Options { signer: key.parse().ok(), ..Options::by(Name::new(who).unwrap()) };
    let other = include_str!("../fixtures/ssh/other");
    let appender = Appender::start(|| {
        let (ann, bo) = (Name::new("Ann").unwrap(), Name::new("Bo").unwrap());
        let (origin, zone) = ("example.org/test".parse().unwrap(), Zone::new("UTC").unwrap());
        let mut ledger = Ledger::in_memory(origin, &zone, ann.clone(), Environment::system())?;
        ledger.allow_key(&ann, RECORDER_PUB, &Options::by(ann.clone()))?;
        ledger.allow_key(&bo, include_str!("../fixtures/ssh/other.pub"), &Options::by(ann))?;
        Ok(ledger)
    });
    let appender = appender.unwrap();
    let asked = [by("Ann", RECORDER), by("Bo", other), by("Bo", RECORDER), by("Cy", ""), by("Ann", RECORDER)];
    let pending: Vec<_> = asked
        .iter()
        .zip(["A", "B", "C", "D", "E"])
        .map(|(options, name)| appender.submit(body(name), options))
        .collect();
    let done = pending.into_iter().map(|pending| {
        let receipts = pending.wait().map_err(|why| matches!(why, Error::Refused(_)))?;
        let receipt = receipts.events[0];
        Ok((receipt.seq.0, receipt.signed))
    });
    let expected = [Ok((3, true)), Ok((5, true)), Err(true), Ok((7, false)), Ok((8, true))];
    assert_eq!(done.collect::<Vec<Result<_, bool>>>(), expected);
}

#[test]
fn options_never_show_the_key_that_they_sign_by() {
    let signer: Signer = RECORDER.parse().unwrap();
    let public = signer.public().to_string();
    let shown = format!("{:?}", Options { signer: Some(signer), ..Options::by(Name::new("Ann").unwrap()) });
    assert!(shown.contains(&format!("signer: Some(PrivateKey(of {public}))")), "{shown}");
}
