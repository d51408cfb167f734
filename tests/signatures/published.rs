//! Signed events, published, restored, followed, proved and erased.

use std::fs;

use super::{is_signed, resigned, signing_desk};

#[test]
fn what_is_signed_is_published_restored_and_followed() {
    let desk = signing_desk();
    let sign = ["--sign", "recorder"];
    desk.well(&["source", "add", "minutes.txt", "--label", "minutes", "--sign", "recorder"]);
    desk.well(&resigned("Ann Lee", &sign));
    desk.well(&["publish", "public", "--with-sources"]);
    desk.well(&["monitor", "public"]);
    desk.well(&["restore", "public", "copy"]);
    desk.well(&resigned("Bo Ray", &sign));
    desk.well(&["publish", "public", "--with-sources"]);
    assert_eq!(desk.json(&["-L", "copy", "follow", "public"])["events"], 2);
    let audit = desk.well(&["-L", "copy", "audit"]);
    assert!(audit.contains("signed by who recorded it: 2 of 2 facts"), "{audit}");
    assert_eq!(desk.well(&["-L", "copy", "show", "4", "--signature"]), desk.well(&["show", "4", "--signature"]));
    let proof = desk.well(&["proof", "5"]);
    fs::write(desk.path("proof"), proof).unwrap();
    let shown = desk.well(&["proof", "verify", "proof", "--key", &desk.key()]);
    assert!(shown.contains("BEGIN SSH SIGNATURE"), "{shown}");
}

#[test]
fn the_signature_of_what_was_erased_stays_one() {
    let desk = signing_desk();
    let sign = ["--sign", "recorder"];
    desk.well(&["source", "add", "minutes.txt", "--label", "minutes"]);
    desk.well(&resigned("Ann Lee", &sign));
    desk.well(&["redact", "3", "--why", "court order", "--sign", "recorder"]);
    let shown = desk.json(&["show", "3"]);
    assert_eq!((&shown["redacted"], &shown["signed"]["holds"]), (&true.into(), &true.into()));
    assert!(is_signed(&desk, "5"));
    let audit = desk.run(&["audit"]);
    assert_eq!(audit.code, 1, "{}", audit.stdout);
    assert!(audit.stdout.contains("signed by who recorded it: 1 of 1 fact,"), "{}", audit.stdout);
    desk.well(&["publish", "public", "--with-sources"]);
    desk.well(&["monitor", "public"]);
    desk.well(&["restore", "public", "copy"]);
    assert_eq!(desk.run(&["-L", "copy", "audit"]).code, 1);
}
