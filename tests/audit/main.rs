//! An audit finds each way of breaking a ledger, by its own code and no other.

#![allow(clippy::unwrap_used)]

#[path = "../support/ledgers.rs"]
mod ledgers;
#[path = "../support/needs.rs"]
mod needs;

mod any_bytes;
mod articles;
mod bodies;
mod chain;
mod ends;
mod engine;
mod index;
mod references;
mod signatures;
mod workers;
mod written;

use ledgers::{Book, found};
use reshuffle::audit::{Progress, Settings, Stage, Subject, Verdict, audit};
use reshuffle::domain::Seq;

#[test]
fn a_ledger_in_which_all_is_right_is_intact_and_counted() {
    let book = Book::full();
    let report = book.audit();
    assert_eq!(found(&report), []);
    assert_eq!(report.verdict, Verdict::Intact);
    assert_eq!((report.events, report.sources, report.quotes), (book.events.len() as u64, 2, 6));
    assert_eq!((report.head, report.first_broken), (book.head_file(), None));
}

#[test]
fn settings_that_differ_from_the_first_event_are_a_warning() {
    let book = Book::full();
    let audit_with = |zone: &str| {
        let verifying_key = "07".repeat(32);
        let settings = Settings { origin: "example.org/test".to_owned(), zone: zone.to_owned(), verifying_key };
        let (log, sources) = (book.log(), &book.articles);
        let subject = Subject { log: &log, sources, head_file: None, settings: Some(settings) };
        audit(&subject, &mut |_| {})
    };
    assert_eq!(found(&audit_with("Europe/London")), []);
    let report = audit_with("Europe/Paris");
    assert_eq!((found(&report), report.verdict), (vec![("settings-differ", Some(0))], Verdict::Intact));
    assert!(report.findings[0].message.contains("`Europe/London`"), "{}", report.findings[0].message);
}

#[test]
fn progress_goes_through_every_stage_and_never_past_its_end() {
    let book = Book::full();
    let (log, mut seen) = (book.log(), Vec::new());
    let subject = Subject { log: &log, sources: &book.articles, head_file: None, settings: None };
    let report = audit(&subject, &mut |progress: Progress| seen.push(progress));
    assert_eq!(report.head.map(|(seq, _)| seq), Some(Seq(book.events.len() as u64 - 1)));
    for stage in [Stage::Events, Stage::Index, Stage::Sources] {
        assert!(seen.iter().any(|progress| progress.stage == stage), "{stage:?}");
    }
    assert!(seen.iter().all(|progress| progress.total.is_some_and(|total| progress.done < total)), "{seen:?}");
}
