//! Who is allowed to sign, and since when.

use std::fs;
use std::process::{Command, Stdio};

use super::{Desk, RECORDER_PUB, assert_refused, keyed_desk, needs, resigned, signing_desk};

#[test]
fn a_key_is_of_one_recorder_and_allowed_once_at_a_time() {
    let desk = signing_desk();
    assert_refused(&desk, 2, &["key", "allow", "desk", "recorder.pub"], "is allowed for `desk` since event 1");
    assert_refused(&desk, 2, &["key", "allow", "clerk", "recorder.pub"], "is that of `desk`, as event 1 says");
    assert_refused(&desk, 2, &["key", "allow", "clerk", "other"], "the private half of a key");
    assert_refused(&desk, 2, &["key", "allow", "clerk", "minutes.txt"], "no public key of OpenSSH");
    desk.well(&["key", "revoke", "desk"]);
    // It stays theirs, and may be allowed to them again.
    assert_refused(&desk, 2, &["key", "allow", "clerk", "recorder.pub"], "is that of `desk`");
    desk.well(&["key", "allow", "desk", RECORDER_PUB]);
    desk.well(&["source", "add", "minutes.txt", "--label", "minutes", "--sign", "recorder"]);
    desk.well(&["audit"]);
}

#[test]
fn only_a_recorders_own_keys_are_revoked() {
    let desk = signing_desk();
    desk.well(&["key", "allow", "clerk", "other.pub"]);
    let fingerprint = desk.json(&["key", "list"])["keys"][1]["fingerprint"].as_str().unwrap().to_owned();
    let unknown = assert_refused(&desk, 5, &["key", "revoke", "nobody"], "there is no recorder with a key `nobody`");
    assert!(unknown.stderr.contains("`reshuffle key list` shows them"), "{}", unknown.stderr);
    assert_refused(&desk, 2, &["key", "revoke", "desk", "other.pub"], "is one of `clerk`, not of `desk`");
    assert_refused(&desk, 5, &["key", "revoke", "desk", "SHA256:AAAA"], "there is no key of a recorder `SHA256:AAAA`");
    desk.well(&["key", "revoke", "clerk", &fingerprint]);
    assert_refused(&desk, 2, &["key", "revoke", "clerk", "other.pub"], "was revoked already, in event 3");
    assert_refused(&desk, 2, &["key", "revoke", "clerk"], "event 3 revoked the last one");
    let keys = desk.json(&["key", "list"])["keys"].clone();
    assert_eq!((&keys[0]["until"], &keys[1]["until"]), (&serde_json::Value::Null, &3.into()));
    desk.well(&["key", "revoke", "desk"]);
}

#[test]
fn a_key_may_sign_that_it_is_allowed_and_not_that_it_is_revoked() {
    let desk = keyed_desk();
    desk.well(&["key", "allow", "desk", "recorder.pub", "--sign", "recorder"]);
    assert!(super::is_signed(&desk, "1"));
    assert_refused(&desk, 2, &["key", "revoke", "desk", "--sign", "recorder"], "a key cannot sign that it is revoked");
    desk.well(&["key", "allow", "desk", "other.pub"]);
    desk.well(&["key", "revoke", "desk", "other.pub", "--sign", "recorder"]);
    desk.well(&["audit"]);
}

#[test]
fn keys_are_listed_for_people_and_programs() {
    let desk = keyed_desk();
    assert!(desk.well(&["key", "list"]).contains("No recorder has a key"));
    desk.well(&["key", "allow", "desk", "recorder.pub"]);
    let listed = desk.json(&["key", "list"])["keys"].clone();
    assert!(RECORDER_PUB.starts_with(listed[0]["key"].as_str().unwrap()), "{listed}");
    assert_eq!((&listed[0]["recorder"], &listed[0]["since"]), (&"desk".into(), &1.into()));
    let fingerprint = listed[0]["fingerprint"].as_str().unwrap();
    let csv = desk.well(&["key", "list", "-o", "csv"]);
    assert_eq!(csv, format!("recorder,key,since,until\ndesk,{fingerprint},1,\n"));
    let log = desk.well(&["log"]);
    assert!(log.contains(&format!("added {fingerprint}, of desk")), "{log}");
}

/// Whether `ssh-keygen` takes the signature of an event, by the keys listed.
fn is_taken(desk: &Desk, event: &str, by: &str) -> bool {
    fs::write(desk.path("allowed"), desk.well(&["key", "list", "--allowed-signers"])).unwrap();
    fs::write(desk.path("signature"), desk.well(&["show", event, "--signature"])).unwrap();
    fs::write(desk.path("id"), desk.json(&["show", event])["id"].as_str().unwrap()).unwrap();
    let status = Command::new("ssh-keygen")
        .args(["-q", "-Y", "verify", "-f", "allowed", "-I", by, "-n", "event@reshuffle", "-s", "signature"])
        .current_dir(desk.folder())
        .stdin(fs::File::open(desk.path("id")).unwrap())
        .stderr(Stdio::null())
        .status();
    status.unwrap().success()
}

#[test]
fn what_is_signed_and_who_may_sign_is_taken_by_ssh_keygen() {
    if !needs::met("ssh-keygen (openssh-client)", needs::program("ssh-keygen")) {
        return;
    }
    for name in ["desk", "Ann Lee", "Seán “Ó” Dálaigh", "#clerk"] {
        let desk = keyed_desk();
        desk.well(&["key", "allow", "nobody", "other.pub"]);
        desk.well(&["key", "allow", name, "recorder.pub"]);
        desk.well(&["source", "add", "minutes.txt", "--label", "minutes", "--sign", "recorder", "--recorder", name]);
        assert!(is_taken(&desk, "3", name), "{name}");
        assert!(!is_taken(&desk, "3", "nobody"), "{name}");
        assert_eq!(desk.run(&["show", "2", "--signature"]).code, 2);
        // What was signed before stays signed.
        desk.well(&["key", "revoke", name]);
        assert!(is_taken(&desk, "3", name), "{name}");
    }
}

#[test]
fn a_name_that_openssh_reads_as_a_pattern_is_taken_for_nobody() {
    if !needs::met("ssh-keygen (openssh-client)", needs::program("ssh-keygen")) {
        return;
    }
    for (name, other) in [("al?ce", "alice"), ("Lee, \"Ann\" *", "Lee"), ("!clerk", "clerk"), ("*", "anybody")] {
        let desk = keyed_desk();
        desk.well(&["key", "allow", name, "recorder.pub"]);
        desk.well(&["source", "add", "minutes.txt", "--label", "minutes", "--sign", "recorder", "--recorder", name]);
        assert!(!is_taken(&desk, "2", name) && !is_taken(&desk, "2", other), "{name}");
        assert!(desk.well(&["key", "list", "--allowed-signers"]).contains("left out"), "{name}");
        assert!(super::is_signed(&desk, "2"), "{name}");
    }
}

#[test]
fn events_of_another_ledger_are_signed_by_nobody_here() {
    let desk = signing_desk();
    desk.well(&["source", "add", "minutes.txt", "--label", "minutes", "--sign", "recorder"]);
    desk.well(&resigned("Ann Lee", &["--sign", "recorder"]));
    fs::write(desk.path("all.jsonl"), desk.well(&["export", "jsonl"])).unwrap();
    desk.ledger("elsewhere", "example.org/elsewhere");
    let import = ["-L", "elsewhere", "import", "jsonl", "all.jsonl"];
    let refused = desk.run(&[&import[..], &["--sign", "recorder"]].concat());
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("leave out --sign and RESHUFFLE_SIGN"), "{}", refused.stderr);
    let taken = desk.run(&import);
    // The key and the two signatures mean nothing there.
    assert!(taken.stderr.contains("2 events added, 0 the same as here, 3 passed over"), "{}", taken.stderr);
    let kinds: Vec<_> = desk.json(&["-L", "elsewhere", "log"])["events"].as_array().unwrap().clone();
    assert!(kinds.iter().all(|row| row["kind"] != "signed" && row["kind"] != "signing_key"), "{kinds:?}");
    desk.well(&["-L", "elsewhere", "audit"]);
}
