//! Signatures that hold, and those of forgers.

use reshuffle::audit::{Share, Signed, Verdict};
use reshuffle::domain::{Content, EventId, KeyChange};
use reshuffle::proof::ssh::{self, sign, sign_event};

use crate::ledgers::{ARTICLE, Book, amended, found, key_change, quote, said, signed, signer, text};

fn fact() -> Content {
    said("Zoë", quote(ARTICLE, "left"))
}

fn with(target: EventId, signature: &str) -> Content {
    Content::Signed { target, signature: text(signature) }
}

/// Adds a fact to a whole ledger and, right after it, what a forger makes of
/// its id; expects one code there.
fn forged(code: &'static str, recorder: &str, forge: impl FnOnce(EventId) -> Content) {
    let mut book = Book::full();
    let target = book.push(fact());
    let last = book.events.len() as u64;
    book.push_by(recorder, forge(target));
    let report = book.audit();
    assert_eq!((found(&report), report.verdict), (vec![(code, Some(last))], Verdict::Broken), "{:#?}", report.findings);
    assert_eq!(report.signed.map(|signed| signed.facts.signed), Some(0));
}

#[test]
fn what_is_signed_by_its_recorder_is_counted_and_the_rest_too() {
    let mut book = Book::full();
    let before = book.audit().signed.unwrap();
    assert_eq!(
        before,
        Signed { facts: Share { signed: 0, unsigned: 5 }, corrections: Share { signed: 0, unsigned: 3 } }
    );
    let target = book.push(fact());
    book.push(signed(target));
    let amendment = book.push(amended(target, said("Zoë", quote(ARTICLE, "Zoë"))));
    book.push(signed(amendment));
    let report = book.audit();
    assert_eq!((found(&report), report.verdict), (vec![], Verdict::Intact));
    let expected = Signed { facts: Share { signed: 1, unsigned: 5 }, corrections: Share { signed: 1, unsigned: 3 } };
    assert_eq!(report.signed, Some(expected));
    assert_eq!(Book::plain().audit().signed, None);
}

#[test]
fn what_is_no_signature_of_an_event_is_malformed() {
    let key = signer();
    forged("signature-malformed", "desk", |target| with(target, "SSHSIG"));
    forged("signature-malformed", "desk", |target| with(target, &sign(&key, "file", target.to_string().as_bytes())));
    forged("signature-malformed", "desk", |target| with(target, include_str!("../fixtures/ssh/ecdsa.sig")));
}

#[test]
fn a_signature_of_something_else_is_forged() {
    forged("signature-forged", "desk", |target| with(target, &sign_event(&signer(), &[5; 32])));
    forged("signature-forged", "desk", |target| with(target, include_str!("../fixtures/ssh/sha512.sig")));
    // The same event said twice has two ids.
    let mut book = Book::full();
    let (first, second) = (book.push(fact()), book.push(fact()));
    let last = book.events.len() as u64;
    book.push(with(second, &sign_event(&signer(), &first.0)));
    assert_eq!(found(&book.audit()), [("signature-forged", Some(last))]);
}

#[test]
fn a_key_that_was_never_allowed_signs_nothing() {
    let other: ssh::PrivateKey = include_str!("../fixtures/ssh/other").parse().unwrap();
    forged("signer-unknown", "desk", |target| with(target, &sign_event(&other, &target.0)));
}

#[test]
fn a_key_signs_for_its_holder_alone() {
    forged("signer-unknown", "clerk", signed);
    // Nor is it another's because an event says so.
    let mut book = Book::full();
    book.push(key_change("clerk", KeyChange::Added));
    let target = book.push(fact());
    let last = book.events.len() as u64;
    book.push_by("clerk", signed(target));
    assert_eq!(found(&book.audit()), [("signer-unknown", Some(last))]);
    let other: ssh::PrivateKey = include_str!("../fixtures/ssh/other").parse().unwrap();
    let mut book = Book::full();
    book.push(Content::SigningKey {
        holder: Some("clerk".parse().unwrap()),
        key: other.public().to_bytes(),
        change: KeyChange::Added,
        endorsement: None,
    });
    let target = book.push(fact());
    let last = book.events.len() as u64;
    book.push_by("clerk", with(target, &sign_event(&other, &target.0)));
    let report = book.audit();
    assert_eq!((found(&report), report.verdict), (vec![("signer-differs", Some(last))], Verdict::Broken));
    // What is erased says of nobody that they recorded it.
    book.events[usize::try_from(last - 1).unwrap()].body.clear();
    book.push(Content::Redacted { events: vec![target], sources: Vec::new(), why: text("a court said so") });
    assert_eq!(found(&book.audit()), [("redacted", Some(last - 1))]);
}

#[test]
fn a_key_signs_from_where_it_is_allowed_to_where_it_is_revoked() {
    let mut book = Book::plain();
    let mut expected = Vec::new();
    let mut sign = |book: &mut Book, holds: bool| {
        let target = book.push(fact());
        if !holds {
            expected.push(("signer-unknown", Some(book.events.len() as u64)));
        }
        book.push(signed(target));
    };
    sign(&mut book, false);
    for _ in 0..2 {
        let allowed = book.push(key_change("desk", KeyChange::Added));
        book.push(signed(allowed));
        sign(&mut book, true);
        book.push(key_change("desk", KeyChange::Revoked));
        sign(&mut book, false);
    }
    let report = book.audit();
    assert_eq!((found(&report), report.verdict), (expected, Verdict::Broken));
    assert_eq!(report.signed.map(|signed| signed.facts.signed), Some(2));
}

#[test]
fn a_signature_stands_right_after_what_it_signs() {
    let mut book = Book::full();
    let target = book.push(fact());
    book.push(fact());
    book.push(signed(target));
    let first = book.push(fact());
    book.push(signed(first));
    book.push(signed(first));
    let report = book.audit();
    let places = [16, 19].map(|seq| ("signature-misplaced", Some(seq)));
    assert_eq!((found(&report), report.verdict), (places.to_vec(), Verdict::Broken));
}

#[test]
fn where_a_change_of_keys_may_be_missing_a_signature_is_not_called_forged() {
    let mut book = Book::full();
    let target = book.push(fact());
    book.push(signed(target));
    let allowed = 12;
    assert_eq!(found(&book.audit()), []);
    let (mut erased, mut removed) = (book.clone(), book);
    erased.events[allowed].body.clear();
    let named = erased.events[allowed].id();
    erased.push(Content::Redacted { events: vec![named], sources: Vec::new(), why: text("a slip") });
    let report = erased.audit();
    assert_eq!((found(&report), report.verdict), (vec![("redacted", Some(12))], Verdict::Unverifiable));
    removed.events.remove(allowed);
    assert_eq!(found(&removed.audit()), [("seq-order", Some(12))]);
}
