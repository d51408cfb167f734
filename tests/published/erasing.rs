//! What was erased is gone from the ledger's files, and everything else holds.

use std::fs;
use std::path::Path;

use super::desk::{Desk, files_in};

/// Whether some bytes stand in any file below a folder.
fn is_anywhere(folder: &Path, text: &str) -> bool {
    let holds = |path: &Path| fs::read(path).unwrap().windows(text.len()).any(|window| window == text.as_bytes());
    files_in(folder).iter().any(|path| holds(path))
}

#[test]
fn an_erased_fact_is_gone_and_what_was_signed_and_proved_still_holds() {
    let desk = Desk::new();
    let (key, public) = (desk.key(), desk.path("public"));
    desk.resigned("Ann Lee");
    desk.resigned("Bo Ray");
    desk.grow_to(300);
    fs::write(desk.path("kept"), desk.well(&["checkpoint"])).unwrap();
    fs::write(desk.path("proof"), desk.well(&["proof", "3"])).unwrap();
    desk.well(&["publish", "public"]);
    assert!(is_anywhere(&desk.path("ledger/log"), "Ann Lee") && is_anywhere(&public, "Ann Lee"));
    let trial = desk.well(&["redact", "2", "--why", "by court order", "--dry-run"]);
    assert!(trial.contains("Nothing was erased"), "{trial}");
    assert!(is_anywhere(&desk.path("ledger/log"), "Ann Lee"));
    let erased = desk.json(&["redact", "2", "--why", "by court order"]);
    assert_eq!((&erased["erased"][0]["seq"], &erased["by"]["seq"]), (&2.into(), &300.into()));
    assert!(!is_anywhere(&desk.path("ledger/log"), "Ann Lee"), "the name is still in a file");
    let audit = desk.run(&["audit", "--against", "kept"]);
    assert_eq!(audit.code, 1, "{}", audit.stdout);
    assert!(audit.stdout.contains("redacted") && audit.stdout.contains("by 1 event"), "{}", audit.stdout);
    desk.well(&["proof", "verify", "proof", "--key", &key]);
    let tally = desk.well(&["tally", "--at", "2017"]);
    assert!(tally.contains("something was erased") && !tally.contains("Ann Lee"), "{tally}");
    // What was known before rested on it, too, and before that did not.
    assert!(desk.well(&["tally", "--at", "2017", "--known-at", "299"]).contains("something was erased"));
    assert!(!desk.well(&["tally", "--at", "2017", "--known-at", "1"]).contains("something was erased"));
    let published = desk.json(&["publish", "public"]);
    assert_eq!(published["cleansed"][0], "reshuffle/bodies/000");
    assert!(!is_anywhere(&public, "Ann Lee"));
    let monitored = desk.json(&["monitor", "public", "--since", "kept", "--key", &key]);
    assert_eq!(monitored["redacted"], 1);
    desk.well(&["restore", "public", "restored", "--key", &key]);
    assert_eq!(desk.well(&["-L", "restored", "log", "--raw"]), desk.well(&["log", "--raw"]));
    // What is gone once cannot go again, and what must stay does.
    for event in ["2", "0", "300"] {
        assert_eq!(desk.run(&["redact", event, "--why", "again"]).code, 2, "{event}");
    }
    desk.well(&["append", "--from", "lines.jsonl", "-q"]);
}

#[test]
fn an_emptied_body_that_no_event_speaks_of_is_not_taken() {
    let desk = Desk::new();
    desk.resigned("Ann Lee");
    desk.well(&["publish", "public"]);
    let bodies = desk.path("public/reshuffle/bodies/000.p/3");
    let whole = fs::read(&bodies).unwrap();
    let mut rest = whole.as_slice();
    let mut emptied = Vec::new();
    for nth in 0..3 {
        let length = usize::from(u16::from_be_bytes([rest[0], rest[1]]));
        emptied.extend(if nth == 2 { &[0, 0][..] } else { &rest[..2 + length] });
        rest = &rest[2 + length..];
    }
    fs::write(bodies, emptied).unwrap();
    let refused = desk.run(&["restore", "public", "restored"]);
    assert!(refused.code == 3 && refused.stderr.contains("no event says that it was erased"), "{}", refused.stderr);
}

#[test]
fn an_erased_article_goes_with_what_quotes_it_where_that_is_asked_for() {
    let desk = Desk::new();
    desk.resigned("Ann Lee");
    desk.well(&["publish", "public", "--with-sources"]);
    let said = desk.well(&["redact", "minutes", "--why", "the licence ended"]);
    assert!(said.contains("1 event quotes still from it: 2"), "{said}");
    assert!(!is_anywhere(&desk.path("ledger/sources"), "left the board"));
    assert!(is_anywhere(&desk.path("ledger/log"), "left the board"));
    let audit = desk.run(&["audit"]);
    assert_eq!(audit.code, 1, "{}", audit.stdout);
    desk.well(&["redact", "minutes", "--why", "the licence ended", "--with-quotes"]);
    assert!(!is_anywhere(&desk.path("ledger"), "left the board"));
    assert_eq!(desk.run(&["audit"]).code, 1);
    let published = desk.json(&["publish", "public", "--with-sources"]);
    assert_eq!(published["cleansed"].as_array().unwrap().len(), 2, "{published}");
    assert!(!is_anywhere(&desk.path("public"), "left the board"));
    desk.well(&["monitor", "public"]);
}

#[test]
fn wherever_erasing_was_cut_short_there_is_one_ledger() {
    let before = Desk::new();
    before.resigned("Ann Lee");
    let raw = before.well(&["log", "--raw"]);
    let after = Desk::new();
    after.copy_from(&before, "ledger", "ledger");
    after.well(&["redact", "2", "--why", "by court order"]);
    let erased = after.well(&["log", "--raw"]);
    assert_ne!(raw, erased);
    // What lies there when the process ends: which of the two as what.
    for (log, new, old, is_erased) in [
        (Some(&before), Some(&after), None, false),
        (None, Some(&after), Some(&before), true),
        (None, None, Some(&before), false),
        (Some(&after), None, Some(&before), true),
    ] {
        let desk = Desk::new();
        desk.copy_from(&before, "ledger", "ledger");
        fs::remove_dir_all(desk.path("ledger/log")).unwrap();
        for (name, from) in [("log", log), ("log.new", new), ("log.old", old)] {
            if let Some(from) = from {
                desk.copy_from(from, "ledger/log", &format!("ledger/{name}"));
            }
        }
        assert!(desk.well(&["log", "--raw"]) == if is_erased { erased.clone() } else { raw.clone() });
        let left = |name: &str| desk.path(name).exists();
        assert!(!left("ledger/log.new") && !left("ledger/log.old"));
        desk.resigned("Bo Ray");
        assert!([0, 1].contains(&desk.run(&["audit"]).code));
    }
}
