//! However many examine a log at once, they find the same, in the same order.

use std::num::NonZero;

use proptest::prelude::*;
use reshuffle::audit::{Report, Subject, Verdict, audit_by};
use reshuffle::domain::{Content, EventId};
use reshuffle::log::StoredEvent;

use crate::any_bytes::{blow, strike};
use crate::ledgers::{ARTICLE, Book, amended, appointed, departed, quote, said, signed, text};

fn by(workers: usize, events: &[StoredEvent], whole: &Book) -> Report {
    let mut book = whole.clone();
    book.events = events.to_vec();
    let (log, head_file) = (book.log(), whole.head_file());
    let subject = Subject { log: &log, sources: &book.articles, head_file, settings: None };
    audit_by(NonZero::new(workers).unwrap(), &subject, &mut |_| {})
}

/// A log of many stretches, in which events speak of others near and far.
fn long() -> Book {
    let mut book = Book::full();
    let mut ids: Vec<EventId> = Vec::new();
    for nth in 0..2_500 {
        let person = format!("Member {nth}");
        let words = quote(ARTICLE, "left");
        let content = match (nth % 10, ids.get(nth / 20 * 10)) {
            (3, Some(appointment)) => departed(&person, Some(*appointment), vec![words]),
            (5, Some(appointment)) => amended(*appointment, appointed(&person, words)),
            (9, _) if nth % 400 == 399 => Content::Retracted { target: ids[nth - 1], why: text("not so") },
            (0, _) => appointed(&person, words),
            _ => said(&person, words),
        };
        ids.push(book.push(content));
        if nth % 40 == 0 {
            book.push(signed(ids[nth]));
        }
    }
    book
}

#[test]
fn a_long_log_is_found_the_same_by_one_worker_and_by_many() {
    let whole = long();
    let mut events = whole.events.clone();
    for at in (7..events.len()).step_by(61) {
        let len = events[at].body.len();
        events[at].body[len / 2] ^= 1;
    }
    for at in (13..events.len()).step_by(611) {
        events[at].header[60] ^= 1;
    }
    events.remove(1_500);
    events.swap(700, 1_800);
    let one = by(1, &events, &whole);
    assert_eq!(one.verdict, Verdict::Broken);
    assert!(one.findings.len() > 40, "{:#?}", one.findings);
    for workers in [2, 3, 16] {
        assert_eq!(by(workers, &events, &whole), one, "{workers} workers");
    }
}

#[test]
fn a_long_log_in_which_all_is_right_is_intact_for_any_number_of_workers() {
    let whole = long();
    for workers in [1, 2, 5] {
        let report = by(workers, &whole.events, &whole);
        assert_eq!((report.verdict, report.findings.as_slice()), (Verdict::Intact, &[][..]), "{workers} workers");
        assert_eq!(report.events, whole.events.len() as u64);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn whatever_was_done_to_a_log_is_found_the_same(blows in proptest::collection::vec(blow(), 1..6)) {
        let whole = Book::full();
        let mut events = whole.events.clone();
        for blow in &blows {
            strike(&mut events, blow);
        }
        let one = by(1, &events, &whole);
        prop_assert_eq!(by(4, &events, &whole), one);
    }
}
