//! Whoever records may sign it: by a key that was allowed them, in the same
//! batch, and to be checked by everybody.

#![allow(clippy::unwrap_used)]

#[path = "../published/desk.rs"]
#[allow(dead_code)]
mod desk;
#[path = "../support/needs.rs"]
mod needs;

mod allowed;
mod forged;
mod published;
mod recorded;

use std::fs;

use desk::{Desk, Said};

const RECORDER: &str = include_str!("../fixtures/ssh/recorder");
const RECORDER_PUB: &str = include_str!("../fixtures/ssh/recorder.pub");

/// A desk that has an article, and the keys `recorder` and `other`, of which
/// the first is allowed to `desk`.
fn signing_desk() -> Desk {
    let desk = keyed_desk();
    desk.well(&["key", "allow", "desk", "recorder.pub"]);
    desk
}

/// The same, with nobody allowed to sign.
fn keyed_desk() -> Desk {
    let desk = Desk::new();
    for (name, text) in [
        ("recorder", RECORDER),
        ("recorder.pub", RECORDER_PUB),
        ("other", include_str!("../fixtures/ssh/other")),
        ("other.pub", include_str!("../fixtures/ssh/other.pub")),
        ("locked", include_str!("../fixtures/ssh/locked")),
        ("ecdsa", include_str!("../fixtures/ssh/ecdsa")),
        ("minutes.txt", "Ann Lee left the board.\nBo Ray went a day later, and Cy Day with him.\n"),
        ("letter.txt", "Ann Lee had left on Monday.\n"),
    ] {
        fs::write(desk.path(name), text).unwrap();
    }
    desk
}

/// Whether an event is signed, as `show` has it.
fn is_signed(desk: &Desk, event: &str) -> bool {
    let shown = desk.json(&["show", event]);
    assert_eq!(shown["signed"].is_null(), shown["signed"]["holds"] != true, "{shown}");
    !shown["signed"].is_null()
}

fn events(desk: &Desk) -> u64 {
    desk.json(&["status"])["events"].as_u64().unwrap()
}

/// Holds a command to its refusal: what is said, and that nothing was recorded.
#[track_caller]
fn assert_refused(desk: &Desk, code: i32, args: &[&str], said: &str) -> Said {
    let before = events(desk);
    let refused = desk.run(args);
    assert_eq!(refused.code, code, "{args:?}: {}{}", refused.stdout, refused.stderr);
    assert!(refused.stderr.contains(said), "`{said}` is not in: {}", refused.stderr);
    assert_eq!(events(desk), before, "{args:?}");
    refused
}

/// The arguments of an append, with more after them.
fn resigned<'a>(who: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let fact = ["append", "resigned", who, "--body", "Board", "--when", "2016-06-26", "--source", "minutes"];
    [&fact[..], &["--quote", who], more].concat()
}
