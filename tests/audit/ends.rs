//! Logs cut off at their end, from either side.

use reshuffle::audit::{Report, Verdict};
use reshuffle::backend::memory::MemoryLog;
use reshuffle::domain::{EventId, Seq};

use crate::ledgers::{Book, audit_log, found};

fn against(head_file: Option<(Seq, EventId)>) -> Report {
    let book = Book::full();
    audit_log(&book.log(), &book.articles, head_file)
}

#[test]
fn a_head_file_that_lags_or_is_absent_says_nothing() {
    let book = Book::full();
    for remembered in &book.events {
        assert_eq!(against(Some((remembered.seq(), remembered.id()))).verdict, Verdict::Intact);
    }
    assert_eq!(found(&against(None)), []);
}

#[test]
fn a_log_that_was_cut_is_told_by_the_head_file() {
    let whole = Book::full();
    let count = whole.events.len();
    for kept in 0..count {
        let mut book = whole.clone();
        book.events.truncate(kept);
        let report = book.audit_against(&whole);
        let lost: Vec<_> = found(&report).into_iter().filter(|(code, _)| *code != "source-orphan").collect();
        assert_eq!(lost, [("tail-lost", Some(kept as u64))]);
        assert_eq!((report.verdict, report.first_broken), (Verdict::Broken, Some(Seq(kept as u64))));
    }
}

#[test]
fn a_log_that_was_rewritten_is_told_by_the_head_file() {
    let whole = Book::plain();
    let last = whole.events.len() as u64 - 1;
    let mut book = whole.clone();
    book.forge(4, |header| header.recorded_at.0 += 1);
    let report = book.audit_against(&whole);
    assert_eq!((found(&report), report.verdict), (vec![("head-differs", Some(last))], Verdict::Broken));
    assert_eq!(book.audit().verdict, Verdict::Intact, "nothing else remembers");
}

#[test]
fn a_head_file_of_another_ledger_differs() {
    assert_eq!(found(&against(Some((Seq(3), EventId([1; 32]))))), [("head-differs", Some(3))]);
}

#[test]
fn a_log_that_hands_out_less_than_it_says_it_has_lost_its_end() {
    let book = Book::full();
    let mut cut = book.events.clone();
    cut.truncate(9);
    let log = crate::index::Lying::new(book.log(), MemoryLog::holding(cut));
    let report = audit_log(&log, &book.articles, None);
    assert!(found(&report).contains(&("tail-lost", Some(9))), "{:?}", found(&report));
}
