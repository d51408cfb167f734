//! Ledgers into which somebody wrote signatures past the program.

use reshuffle::backend::files::HeadFile;
use reshuffle::backend::sled::SledLog;
use reshuffle::domain::time::Moment;
use reshuffle::domain::{Content, Entry, EventId, Text};
use reshuffle::log::{EventLog, seal};
use reshuffle::proof::ssh::{PrivateKey, sign_event};

use super::{Desk, RECORDER, resigned, signing_desk};

/// Seals an event onto a ledger as somebody does who has its files.
fn push(desk: &Desk, ledger: &str, recorder: &str, content: Content) -> EventId {
    let dir = desk.path(ledger);
    let mut log = SledLog::open(&dir.join("log")).unwrap();
    let head = log.head().unwrap();
    let entry = Entry { recorder: recorder.parse().unwrap(), key: None, content };
    let (event, new) = seal(Some(head), Moment(head.recorded_at_us + 1), &[9; 16], &entry).unwrap();
    log.append(Some(head), &[event]).unwrap();
    HeadFile::new(dir.join("head")).write(new.seq, new.id).unwrap();
    new.id
}

fn signed(target: EventId, by: &PrivateKey) -> Content {
    Content::Signed { target, signature: Text::new(sign_event(by, &target.0)).unwrap() }
}

fn head_of(desk: &Desk) -> EventId {
    desk.json(&["status"])["head_id"].as_str().unwrap().parse().unwrap()
}

/// What a forger makes of an unsigned fact by `desk`: who signs it, and how.
#[test]
fn a_forged_signature_is_found_by_the_audit_and_taken_by_nobody() {
    let recorder: PrivateKey = RECORDER.parse().unwrap();
    let other: PrivateKey = include_str!("../fixtures/ssh/other").parse().unwrap();
    type Forge<'f> = &'f dyn Fn(EventId) -> Content;
    let cases: [(&str, &str, Forge<'_>); 5] = [
        ("signer-unknown", "desk", &|target| signed(target, &other)),
        ("signer-unknown", "clerk", &|target| signed(target, &recorder)),
        ("signer-differs", "gone", &|target| signed(target, &other)),
        ("signature-forged", "desk", &|target| {
            let Content::Signed { signature, .. } = signed(EventId([5; 32]), &recorder) else {
                unreachable!("made so")
            };
            Content::Signed { target, signature }
        }),
        ("signature-malformed", "desk", &|target| Content::Signed { target, signature: Text::new("SSHSIG").unwrap() }),
    ];
    for (code, by, forge) in cases {
        let desk = signing_desk();
        if by == "gone" {
            desk.well(&["key", "allow", "gone", "other.pub"]);
        }
        desk.well(&["source", "add", "minutes.txt", "--label", "minutes"]);
        desk.well(&["publish", "before", "--with-sources"]);
        desk.well(&["restore", "before", "copy"]);
        desk.well(&resigned("Ann Lee", &[]));
        let target = head_of(&desk);
        push(&desk, "ledger", by, forge(target));

        let audit = desk.run(&["audit", "-o", "json"]);
        assert_eq!(audit.code, 3, "{code}: {}", audit.stdout);
        assert!(audit.stdout.contains(&format!("\"code\": \"{code}\"")), "{code}: {}", audit.stdout);
        let shown = desk.json(&["show", &target.to_string()]);
        assert_eq!((&shown["signed"]["holds"], &shown["signed"]["by"]), (&false.into(), &by.into()), "{shown}");
        assert!(desk.well(&["show", &target.to_string()]).contains("NOT SO"));

        desk.well(&["publish", "public", "--with-sources"]);
        for taken in [&["monitor", "public"][..], &["restore", "public", "again"], &["-L", "copy", "follow", "public"]]
        {
            let refused = desk.run(taken);
            assert_eq!(refused.code, 3, "{code}, {taken:?}: {}{}", refused.stdout, refused.stderr);
            assert!(refused.stderr.contains("does not hold"), "{}", refused.stderr);
        }
        assert!(!desk.path("again").exists());
        desk.well(&["-L", "copy", "audit"]);
    }
}

#[test]
fn a_signature_by_a_key_after_it_was_revoked_is_found() {
    let recorder: PrivateKey = RECORDER.parse().unwrap();
    let desk = signing_desk();
    desk.well(&["source", "add", "minutes.txt", "--label", "minutes"]);
    desk.well(&resigned("Ann Lee", &["--sign", "recorder"]));
    desk.well(&["key", "revoke", "desk"]);
    desk.well(&["audit"]);
    desk.well(&resigned("Bo Ray", &[]));
    let target = head_of(&desk);
    push(&desk, "ledger", "desk", signed(target, &recorder));
    let audit = desk.run(&["audit"]);
    assert!(audit.code == 3 && audit.stdout.contains("signer-unknown"), "{}", audit.stdout);
    assert!(audit.stdout.contains("signed by who recorded it: 1 of 2 facts"), "{}", audit.stdout);
}
