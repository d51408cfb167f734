//! A long log is replayed by two threads as by one.

#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
#[path = "support/ledgers.rs"]
mod ledgers;

use ledgers::{Book, quote, said};
use reshuffle::domain::time::Moment;
use reshuffle::domain::{Kind, Seq};
use reshuffle::log::EventLog;
use reshuffle::replay::{KnownAt, Prefix, ReplayError, replay};

const WORDS: &str = "it is so";

/// A ledger with so many facts.
fn book(facts: usize) -> Book {
    let mut book = Book::new();
    book.add_source("long", WORDS);
    for nth in 0..facts {
        book.push(said(&format!("Anna {nth}"), quote(WORDS, WORDS)));
    }
    book
}

#[test]
fn every_prefix_is_what_its_events_are_folded_to_one_by_one() {
    let log = book(5_000).log();
    for last in [0, 1, 1_022, 1_023, 1_024, 1_025, 2_047, 2_048, 4_999] {
        let mut due = Prefix::default();
        for stored in log.scan(Seq(0)).take(last + 1) {
            due.apply(&stored.unwrap()).unwrap();
        }
        let told = replay(&log, KnownAt::Seq(Seq(last as u64))).unwrap();
        assert_eq!(told.head, due.head, "{last}");
        assert!(told.knowledge.records().eq(due.knowledge.records()), "{last}");
    }
}

#[test]
fn the_first_event_that_does_not_read_is_named_wherever_it_is() {
    for before in [10, 1_500, 4_000] {
        let mut book = book(before);
        let seq = book.log().head().unwrap().seq.next();
        for _ in 0..2_000 {
            book.push_raw(Kind::Said.number(), Moment(0), b"no body is like this one");
        }
        let refused = replay(&book.log(), KnownAt::Head);
        assert!(matches!(refused, Err(ReplayError::Unreadable { seq: at, .. }) if at == seq), "{before}: {refused:?}");
    }
}
