//! An answer is made anew by whoever has its proof, and none from a proof
//! that was touched.

use std::fs;

use reshuffle::proof::checkpoint::Checkpoint;
use reshuffle::proof::hex::{hex, unhex};
use reshuffle::proof::note::{Note, sign};
use reshuffle::proof::tree::{Frontier, leaf_hash};
use serde_json::Value;

use super::desk::{Desk, Said};

/// What the proof in a file comes to, apart from the answer and as the answer.
fn verified(desk: &Desk, name: &str, key: &str) -> (Value, Value) {
    let said = desk.run(&["-L", "nowhere", "proof", "verify", name, "--key", key, "-o", "json"]);
    let mut answer: Value = serde_json::from_str(&said.stdout).unwrap();
    let proof = answer.as_object_mut().unwrap().remove("proof").unwrap();
    assert_eq!(said.code, if proof["complete"] == true { 0 } else { 4 }, "{}", said.stderr);
    (proof, answer)
}

/// What is said of a proof.
fn verify(desk: &Desk, proof: &str, key: &str) -> Said {
    fs::write(desk.path("shown"), proof).unwrap();
    desk.run(&["proof", "verify", "shown", "--key", key])
}

#[test]
fn an_answer_follows_from_its_proof_alone() {
    let desk = Desk::new();
    desk.well(&["demo", "ledger-demo"]);
    let key = desk.well(&["-L", "ledger-demo", "key", "show"]).trim_end().to_owned();
    let body = "Labour Shadow Cabinet";
    let questions: &[&[&str]] = &[
        &["tally"],
        &["tally", "--at", "2016-06-26T12:00", "--how", "left", "--body", body],
        &["tally", "--at", "2016-06-26", "--from", "2016-06-26", "--per", "post", "--by", "effect", "--known-at", "9"],
        &["tally", "--at", "2016-06-26T18:00", "--to", "2016-06-26T11:00:00.5Z", "--how", "sacked"],
        &["cabinet", "--at", "2016-06-26T18:00"],
        &["cabinet", "--body", body, "--known-at", "head~3"],
        &["cabinet", "--at", "2016-06-25", "--known-at", "5"],
    ];
    let prove = |question: &[&str], more: &[&str]| {
        desk.well(&[&["-L", "ledger-demo", "prove"], question, more, &["-O", "proof", "--force"]].concat());
        verified(&desk, "proof", &key)
    };
    for question in questions {
        // A moment of its own would be another the next time.
        let question =
            if question.contains(&"--at") { question.to_vec() } else { [question, &["--at", "2020"][..]].concat() };
        let own = desk.json(&[&["-L", "ledger-demo"], question.as_slice()].concat());
        let (proof, answer) = prove(&question, &[]);
        assert_eq!(answer, own, "{question:?}");
        assert_eq!((&proof["complete"], &proof["events"]), (&true.into(), &proof["size"]), "{question:?}");
        let (proof, answer) = prove(&question, &["--brief"]);
        assert_eq!(answer, own, "{question:?}");
        assert!(
            proof["complete"] == false && proof["events"].as_u64() < proof["size"].as_u64(),
            "{question:?}: {proof}"
        );
    }
    let question = ["tally", "--at", "2016-06-26", "--reported-by", "2016-06-26T13:00"];
    let (proof, answer) = prove(&question, &[]);
    assert_eq!(
        (answer, &proof["complete"]),
        (desk.json(&[&["-L", "ledger-demo"], &question[..]].concat()), &true.into())
    );
    assert_eq!(desk.run(&[&["-L", "ledger-demo", "prove"], &question[..], &["--brief"]].concat()).code, 2);
    let nobody = desk.run(&["-L", "ledger-demo", "prove", "tally", "--body", "Labour Shadow Cabinett"]);
    assert!(nobody.code == 5 && nobody.stderr.contains(body), "{}", nobody.stderr);
}

#[test]
fn what_is_left_out_of_a_proof_is_missed() {
    let desk = Desk::new();
    let key = desk.key();
    desk.resigned("Ann Lee");
    desk.resigned("Bo Ray");
    desk.well(&["retract", "2", "--why", "a slip"]);
    desk.well(&["prove", "tally", "--at", "2017", "-O", "proof"]);
    let whole = fs::read_to_string(desk.path("proof")).unwrap();
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    assert_eq!(lines.len(), 6);
    let verify = |lines: &[&str]| verify(&desk, &lines.concat(), &key);
    let shown = verify(&lines);
    assert!(shown.code == 0 && shown.stdout.contains("1 person resigned"), "{}", shown.stdout);
    assert!(shown.stdout.contains("shown complete: all 5 headers are there"), "{}", shown.stdout);
    // Without its header nothing is in the log, nor in another place.
    for left_out in 1..6 {
        let rest: Vec<&str> = (0..6).filter(|line| *line != left_out).map(|line| lines[line]).collect();
        let refused = verify(&rest);
        assert!(refused.code == 3 && refused.stderr.contains("not all headers are there"), "{}", refused.stderr);
    }
    for order in [[0, 2, 1, 3, 4, 5], [0, 1, 1, 2, 3, 4]] {
        assert_eq!(verify(&order.map(|line| lines[line])).code, 3, "{order:?}");
    }
    // Without its body the retraction is missed.
    let header_only = format!("{}}}\n", lines[5].split(",\"body\"").next().unwrap());
    let emptied = format!("{},\"body\":\"\"}}\n", lines[5].split(",\"body\"").next().unwrap());
    for retraction in [&header_only, &emptied] {
        let shown = verify(&[&lines[..5], &[retraction.as_str()]].concat());
        assert_eq!(shown.code, 4, "{}", shown.stderr);
        assert!(shown.stdout.contains("not shown complete: 1 event without its body"), "{}", shown.stdout);
        assert!(shown.stdout.contains("2 people resigned"), "{}", shown.stdout);
    }
    // Nor does it show what came after the checkpoint.
    let from = lines[0].find("\"known_at\":\"").unwrap() + 12;
    let to = from + lines[0][from..].find('"').unwrap();
    let opening = format!("{}2999-01-01T00:00:00Z{}", &lines[0][..from], &lines[0][to..]);
    let later = verify(&[&[opening.as_str()], &lines[1..]].concat());
    assert!(
        later.stdout.contains("shown complete") && !later.stdout.contains("2999"),
        "{}{}",
        later.stdout,
        later.stderr
    );
    let brief = desk.well(&["prove", "tally", "--at", "2017", "--brief"]);
    let brief: Vec<&str> = brief.split_inclusive('\n').collect();
    let shown = verify(&brief);
    assert!(shown.stdout.contains("not shown complete: 4 of 5 events"), "{}", shown.stdout);
    assert!(shown.stdout.contains("1 person resigned"), "{}", shown.stdout);
    // Of events that are proved one by one any can be missing, and none made up.
    assert!(verify(&brief[..3]).stdout.contains("not shown complete"));
    let theirs = lines[2].replace("\"body\"", "\"path\":[],\"body\"");
    assert_eq!(verify(&[brief[0], &theirs]).code, 3);
}

#[test]
fn a_proof_of_an_answer_that_was_touched_proves_nothing() {
    let desk = Desk::new();
    let key = desk.key();
    desk.resigned("Ann Lee");
    for kind in [&[][..], &["--brief"]] {
        let proof = desk.well(&[&["prove", "cabinet", "--at", "2016"], kind].concat());
        let from = proof.find("checkpoint").unwrap();
        for (at, _) in proof.char_indices().skip(from).filter(|(_, c)| c.is_ascii_alphanumeric()).step_by(23) {
            let mut bytes = proof.clone().into_bytes();
            bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
            fs::write(desk.path("touched"), bytes).unwrap();
            let refused = desk.run(&["proof", "verify", "touched", "--key", &key]);
            assert!([2, 3, 4].contains(&refused.code), "at {at}: {} {}", refused.code, refused.stdout);
        }
    }
    let other = Desk::new();
    let proof = desk.well(&["prove", "cabinet", "--at", "2016"]);
    fs::write(other.path("proof"), proof).unwrap();
    assert_eq!(other.run(&["proof", "verify", "proof", "--key", &other.key()]).code, 4);
}

#[test]
fn what_was_erased_is_said_and_nothing_is_missed_for_it() {
    let desk = Desk::new();
    let key = desk.key();
    desk.resigned("Ann Lee");
    desk.resigned("Bo Ray");
    desk.well(&["redact", "2", "--why", "by court order"]);
    for known_at in [&[][..], &["--known-at", "3"]] {
        let question = [&["tally", "--at", "2017"], known_at].concat();
        desk.well(&[&["prove"], &question[..], &["-O", "proof", "--force"]].concat());
        let (proof, answer) = verified(&desk, "proof", &key);
        assert_eq!(proof["complete"], true);
        assert_eq!((&answer["erasures"][0], &answer["least"]), (&4.into(), &1.into()));
        assert_eq!(answer, desk.json(&question));
        desk.well(&[&["prove"], &question[..], &["--brief", "-O", "proof", "--force"]].concat());
        assert_eq!(verified(&desk, "proof", &key).1, answer);
    }
}

/// The proof with one header changed and its body left out, signed again by
/// the ledger's own key, as a keeper could who writes another log.
fn written_anew(desk: &Desk, lines: &[&str], event: usize, change: impl Fn(&mut [u8])) -> String {
    let mut lines: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut tree = Frontier::default();
    for (nth, line) in lines.iter_mut().skip(1).enumerate() {
        let mut header = unhex(line["header"].as_str().unwrap()).unwrap();
        if nth == event {
            change(&mut header);
            line["header"] = hex(&header).into();
            line.as_object_mut().unwrap().remove("body");
        }
        tree.push(leaf_hash(&header));
    }
    let note = lines[0]["checkpoint"].as_str().unwrap();
    let claimed = Checkpoint::read(&Note::read(note).unwrap().text).unwrap();
    let checkpoint = Checkpoint { root: tree.root(), ..claimed };
    lines[0]["checkpoint"] = sign(&checkpoint.to_text(), &checkpoint.origin, &desk.private_key()).unwrap().into();
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[test]
fn another_log_by_the_same_key_is_not_shown_complete() {
    let desk = Desk::new();
    let key = desk.key();
    desk.resigned("Ann Lee");
    desk.well(&["retract", "2", "--why", "a slip"]);
    desk.resigned("Bo Ray");
    let whole = desk.well(&["prove", "tally", "--at", "2017"]);
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let verify = |text: String| verify(&desk, &text, &key);
    let same = verify(written_anew(&desk, &lines, 9, |_| {}));
    assert!(same.code == 0 && same.stdout.contains("shown complete"), "{}{}", same.stdout, same.stderr);
    // As if the retraction had been recorded later.
    let later = verify(written_anew(&desk, &lines, 3, |header| header[16] = 0x10));
    assert!(later.code == 3 && later.stderr.contains("event 4: it says"), "{}{}", later.stdout, later.stderr);
    // As if the last event were one that a later version knows.
    let unknown = verify(written_anew(&desk, &lines, 4, |header| header[6] = 0x0f));
    assert!(unknown.code == 4 && unknown.stdout.contains("1 event of a later version"), "{}", unknown.stdout);
}
