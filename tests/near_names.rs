//! A name is near a known one as long as no fact that stands has it, however
//! long one process goes on.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::time::Duration;

use reshuffle::domain::time::Zone;
use reshuffle::domain::{Name, Text};
use reshuffle::ledger::{Environment, Ledger, Options, Receipts, jsonl};

fn options() -> Options {
    Options::by(Name::new("desk").unwrap())
}

fn opened(dir: &Path) -> Ledger {
    Ledger::open(dir, Duration::from_secs(5), Environment::system()).unwrap()
}

fn append(ledger: &mut Ledger, body: &str) -> Receipts {
    let line = format!(r#"{{"fact":"body","body":"{body}","why":"it is one"}}"#);
    ledger.append(jsonl::read_line(1, &line, None).says.unwrap(), &options()).unwrap()
}

#[test]
fn a_name_whose_only_fact_was_taken_back_is_new_again() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("ledger");
    let origin = "example.org/near".parse().unwrap();
    let desk = Name::new("desk").unwrap();
    Ledger::init(&dir, origin, &Zone::new("UTC").unwrap(), desk, Environment::system()).unwrap();
    let mut ledger = opened(&dir);
    assert!(append(&mut ledger, "Council").warnings.is_empty());
    let slip = append(&mut ledger, "Councel");
    assert!(slip.warnings[0].contains("nearly `Council`"), "{:?}", slip.warnings);
    drop(ledger);
    // Another process recalls it as known, and sees it go.
    let mut ledger = opened(&dir);
    let again = append(&mut ledger, "Councel");
    assert!(again.warnings.is_empty(), "{:?}", again.warnings);
    for fact in [slip, again] {
        ledger.retract(&fact.events[0].id.to_string(), Text::new("a slip").unwrap(), &options()).unwrap();
    }
    let new = append(&mut ledger, "Councel");
    assert!(new.warnings.first().is_some_and(|warning| warning.contains("nearly `Council`")), "{:?}", new.warnings);
}
