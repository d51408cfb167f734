//! Bodies changed, malformed, erased, and of kinds to come.

use proptest::prelude::*;
use reshuffle::audit::Verdict;
use reshuffle::codec::MAX_EVENT_LEN;
use reshuffle::domain::time::Moment;
use reshuffle::domain::{Content, EventId, Kind};
use reshuffle::log::StoredHeader;

use crate::ledgers::{Book, found, signed, text};

const LATER: Moment = Moment(2_000_000_000_000_000);

fn redacted(events: Vec<EventId>) -> Content {
    Content::Redacted { events, sources: Vec::new(), why: text("by court order") }
}

#[test]
fn a_bit_in_any_body_is_one_finding_whatever_refers_to_it() {
    let whole = Book::full();
    for at in 0..whole.events.len() {
        for byte in [0, 20, whole.events[at].body.len() - 1] {
            let mut book = whole.clone();
            book.events[at].body[byte] ^= 4;
            let report = book.audit();
            assert_eq!(found(&report), [("body-digest", Some(at as u64))], "byte {byte} of event {at}");
            assert_eq!(report.verdict, Verdict::Broken);
        }
    }
}

#[test]
fn a_body_that_was_cut_or_lengthened_is_not_the_one_that_was_sealed() {
    let whole = Book::full();
    for change in [|body: &mut Vec<u8>| body.truncate(9), |body: &mut Vec<u8>| body.push(0)] {
        let mut book = whole.clone();
        change(&mut book.events[5].body);
        assert_eq!(found(&book.audit()), [("body-digest", Some(5))]);
    }
}

#[test]
fn a_sealed_body_that_says_nothing_is_malformed() {
    let long = vec![0; MAX_EVENT_LEN];
    for body in [&b"short"[..], &[9; 40], &long] {
        let mut book = Book::full();
        let last = book.events.len() as u64;
        book.push_raw(2, LATER, body);
        let report = book.audit();
        assert_eq!((found(&report), report.verdict), (vec![("body-malformed", Some(last))], Verdict::Broken));
    }
}

#[test]
fn a_kind_of_a_later_version_cannot_be_checked_and_is_not_broken() {
    let mut book = Book::full();
    let last = book.events.len() as u64;
    let later = book.push_raw(900, LATER, &[9; 40]);
    book.push(signed(later));
    book.push(Content::Retracted { target: later, why: text("whatever it is") });
    let report = book.audit();
    assert_eq!((found(&report), report.verdict), (vec![("kind-unknown", Some(last))], Verdict::Unverifiable));
    assert_eq!(report.first_broken, None);
}

#[test]
fn an_erased_body_is_a_note_with_a_record_of_it_and_broken_without() {
    let whole = Book::full();
    for at in 0..whole.events.len() {
        let mut book = whole.clone();
        book.events[at].body.clear();
        let report = book.audit();
        assert_eq!(found(&report), [("body-missing", Some(at as u64))]);
        assert_eq!((report.verdict, report.first_broken.map(|seq| seq.0)), (Verdict::Broken, Some(at as u64)));

        book.push(redacted(vec![whole.events[at].id()]));
        let report = book.audit();
        // Who may sign is not known any more where that is erased.
        let kind = StoredHeader { bytes: whole.events[at].header }.kind();
        let verdict = if kind == Kind::SigningKey.number() { Verdict::Unverifiable } else { Verdict::Intact };
        assert_eq!((found(&report), report.verdict), (vec![("redacted", Some(at as u64))], verdict));
    }
}

#[test]
fn a_record_of_an_erasure_that_did_not_happen_is_a_warning() {
    let mut book = Book::full();
    let (last, kept) = (book.events.len() as u64, book.events[5].id());
    book.push(redacted(vec![kept]));
    let report = book.audit();
    assert_eq!((found(&report), report.verdict), (vec![("not-erased", Some(last))], Verdict::Intact));
}

#[test]
fn an_erasure_of_what_never_was_is_forged() {
    let mut book = Book::full();
    let last = book.events.len() as u64;
    book.push(redacted(vec![EventId([5; 32])]));
    assert_eq!(found(&book.audit()), [("target-unknown", Some(last))]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_sealed_body_of_any_bytes_never_panics(kind in 0u16..40, body in proptest::collection::vec(any::<u8>(), 1..200)) {
        let mut book = Book::full();
        book.push_raw(kind, LATER, &body);
        prop_assert_ne!(book.audit().verdict, Verdict::Intact);
    }
}
