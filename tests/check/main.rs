//! What is doubtful in the facts: each rule of `check` both ways, its own
//! example and counterexample among them, and the page that explains them.

#![allow(clippy::expect_used)]

// The desk is that of the tests of meaning; not all of it is needed here.
#[allow(dead_code)]
#[path = "../meaning/desk.rs"]
mod desk;

mod asked;
mod dates;
mod explained;
mod names;
mod seats;
mod sources;
mod tenures;

use desk::{Desk, name};
use reshuffle::ledger::{CheckRule, Doubtful, RULES, check_rule};

/// A desk whose first article has an address.
fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.redescribe(
        desk.ledger.find_source("paper").expect("an article").source.digest,
        "url=https://example.org/paper",
    );
    desk
}

/// What one rule finds at a moment.
#[track_caller]
fn found(desk: &Desk, code: &str, at: &str) -> Vec<Doubtful> {
    let rule = check_rule(code).expect("a rule");
    desk.view().check(&[rule], None, desk.at(at)).expect("a check")
}

/// The subjects of what one rule finds at the end of 2020.
#[track_caller]
fn subjects(desk: &Desk, code: &str) -> Vec<String> {
    found(desk, code, "2020").into_iter().map(|finding| finding.subject).collect()
}

/// The codes of what all rules but the strict ones find in a body at a moment.
fn codes_in(desk: &Desk, body: Option<&str>, at: &str) -> Vec<&'static str> {
    let rules: Vec<&'static CheckRule> = RULES.iter().filter(|rule| !rule.strict).collect();
    let body = body.map(name);
    let findings = desk.view().check(&rules, body.as_ref(), desk.at(at)).expect("a check");
    findings.into_iter().map(|finding| finding.code).collect()
}
