//! Logs that hang together and say what cannot be.

use std::sync::Arc;

use reshuffle::audit::{Report, Verdict};
use reshuffle::domain::time::Edtf;
use reshuffle::domain::{Content, EventId, SourceId, Stance};

use crate::ledgers::{
    ARTICLE, Book, REPLY, alias, amended, appointed, created, departed, departed_when, described, found, name, quote,
    said, signed, source, text,
};

const NOBODY: EventId = EventId([5; 32]);

/// Adds to a whole ledger what a forger might, and expects a code at each.
fn forged(contents: impl FnOnce(&Book) -> Vec<(Content, Option<&'static str>)>) -> Report {
    let mut book = Book::full();
    let mut expected = Vec::new();
    for (content, code) in contents(&book) {
        expected.extend(code.map(|code| (code, Some(book.events.len() as u64))));
        book.push(content);
    }
    let report = book.audit();
    assert_eq!(found(&report), expected, "{:#?}", report.findings);
    report
}

fn retracted(target: EventId) -> Content {
    Content::Retracted { target, why: text("a slip") }
}

fn leaving(ends: Option<EventId>) -> Content {
    departed("Hilary Benn", ends, vec![quote(ARTICLE, "Hilary Benn")])
}

#[test]
fn what_is_done_to_an_event_that_never_was_is_forged() {
    let report = forged(|_| {
        vec![
            (retracted(NOBODY), Some("target-unknown")),
            (amended(NOBODY, leaving(None)), Some("target-unknown")),
            (Content::Corroborated { target: NOBODY, citation: quote(REPLY, "gone") }, Some("target-unknown")),
            (signed(NOBODY), Some("target-unknown")),
        ]
    });
    assert_eq!(report.verdict, Verdict::Broken);
}

#[test]
fn only_facts_and_amendments_are_corrected() {
    forged(|book| {
        vec![
            (retracted(book.events[1].id()), Some("target-unknown")),
            (retracted(book.events[7].id()), Some("target-unknown")),
        ]
    });
}

#[test]
fn a_retraction_is_final_for_the_fact_and_its_amendments() {
    // Event 5 is amended by event 6; event 8 was retracted by event 9.
    forged(|book| {
        let [left, amendment, said] = [5, 6, 8].map(|at| book.events[at].id());
        vec![
            (retracted(said), Some("target-retracted")),
            (retracted(amendment), None),
            (amended(amendment, leaving(None)), Some("target-retracted")),
            (amended(left, leaving(None)), None),
            (retracted(left), None),
            (amended(left, leaving(None)), Some("target-retracted")),
            (
                Content::Corroborated { target: left, citation: quote(REPLY, "Heidi Alexander") },
                Some("target-retracted"),
            ),
        ]
    });
}

#[test]
fn an_amendment_of_an_amendment_goes_with_its_fact() {
    let mut book = Book::full();
    let [left, first] = [5, 6].map(|at| book.events[at].id());
    let second = book.push(amended(first, leaving(None)));
    book.push(retracted(left));
    let last = book.events.len() as u64;
    book.push(retracted(second));
    assert_eq!(found(&book.audit()), [("target-retracted", Some(last))]);
}

#[test]
fn an_amendment_keeps_the_kind_of_its_fact() {
    forged(|book| {
        let amendment = book.events[6].id();
        vec![(amended(amendment, said("Heidi Alexander", quote(ARTICLE, "Heidi"))), Some("amended-kind"))]
    });
}

#[test]
fn a_departure_ends_an_earlier_appointment_and_nothing_else() {
    forged(|book| {
        let [appointment, departure] = [3, 4].map(|at| book.events[at].id());
        vec![
            (leaving(Some(appointment)), None),
            (leaving(Some(departure)), Some("ends-unknown")),
            (leaving(Some(NOBODY)), Some("ends-unknown")),
            (amended(departure, leaving(Some(NOBODY))), Some("ends-unknown")),
        ]
    });
}

#[test]
fn a_reference_that_may_lead_to_events_that_are_gone_cannot_be_checked() {
    let mut book = Book::full();
    let [third, fourth] = [3, 4].map(|at| book.events[at].id());
    let last = book.events.len() as u64;
    book.push(retracted(third));
    book.push(retracted(fourth));
    book.events.drain(3..5);
    let report = book.audit();
    // The id of event 4 is known from event 5, that of event 3 is lost.
    assert_eq!(found(&report), [("seq-order", Some(3)), ("target-unknown", Some(last))]);
    let weights: Vec<_> = report.findings.iter().map(|finding| finding.weight.to_string()).collect();
    assert_eq!(weights, ["broken", "unverifiable"]);
}

#[test]
fn a_second_beginning_is_forged() {
    forged(|_| vec![(created(), Some("created-first"))]);
}

#[test]
fn a_source_that_was_not_added_before_is_forged_and_named_once() {
    let text_of_another = "Hilary Benn was never there.";
    forged(|_| {
        vec![
            (departed("Hilary Benn", None, vec![quote(text_of_another, "Hilary Benn")]), Some("source-unknown")),
            (said("Hilary Benn", quote(text_of_another, "never")), None),
        ]
    })
    .findings
    .iter()
    .for_each(|finding| assert_eq!(finding.weight.to_string(), "broken"));
}

#[test]
fn descriptions_name_sources_that_are_there_and_labels_that_are_free() {
    let mut book = Book::full();
    let stranger = SourceId([5; 32]);
    let mut at = Vec::new();
    let mut push = |book: &mut Book, content| {
        at.push(book.events.len() as u64);
        book.push(content);
    };
    let redescribed = |source, description| Content::Redescribed { source, description, why: text("w") };
    let reply = crate::ledgers::id_of(REPLY);
    // `reply` was given up for `answer`, so it is free again; `first` is not.
    push(&mut book, redescribed(reply, described("reply", None, None)));
    push(&mut book, redescribed(reply, described("first", None, None)));
    push(&mut book, Content::Source(source(ARTICLE)));
    push(&mut book, redescribed(stranger, described("new", None, None)));
    push(&mut book, redescribed(reply, described("reply", None, Some(SourceId([6; 32])))));
    let report = book.audit();
    let expected = [
        ("label-repeated", Some(at[1])),
        ("source-repeated", Some(at[2])),
        ("source-unknown", Some(at[3])),
        ("source-unknown", Some(at[4])),
    ];
    assert_eq!(found(&report), expected);
}

#[test]
fn a_client_key_stands_for_one_thing() {
    let mut book = Book::full();
    let other = book.events.len() as u64;
    book.push_keyed(said("Zoë", quote(ARTICLE, "left")), "k");
    book.push_keyed(departed("Heidi Alexander", None, vec![quote(ARTICLE, "Heidi Alexander")]), "k");
    let report = book.audit();
    assert_eq!((found(&report), report.verdict), (vec![("key-repeated", Some(other))], Verdict::Broken));
}

#[test]
fn aliases_lead_somewhere_and_to_one_name() {
    // Event 10 makes Hilary Bnn stand for Hilary Benn.
    forged(|_| {
        vec![
            (alias("Hilary Bnn", "Hilary Benn"), None),
            (alias("Hilary Benn", "Hilary Wedgwood Benn"), None),
            (alias("Hilary Wedgwood Benn", "Hilary Bnn"), Some("alias-cycle")),
        ]
    });
    forged(|_| vec![(alias("Hilary Bnn", "Tony Benn"), Some("alias-cycle"))]);
    forged(|_| vec![(alias("X", "X"), Some("alias-cycle"))]);
}

#[test]
fn an_alias_that_was_taken_back_or_never_held_leaves_its_name_free() {
    forged(|book| vec![(retracted(book.events[10].id()), None), (alias("Hilary Bnn", "Tony Benn"), None)]);
    forged(|book| {
        let amendment = amended(book.events[10].id(), alias("H. Benn", "Hilary Benn"));
        vec![(amendment, None), (alias("Hilary Bnn", "Tony Benn"), None)]
    });
    forged(|_| {
        let Content::Fact(rumour) = alias("Hilary Bnn", "Tony Benn") else { unreachable!("an alias is a fact") };
        let mut rumour = Arc::unwrap_or_clone(rumour);
        rumour.stance = Stance::Rumoured;
        vec![(Content::Fact(rumour.into()), None)]
    });
}

#[test]
fn an_alias_that_comes_back_against_another_is_a_warning() {
    let mut book = Book::full();
    let amendment = book.push(amended(book.events[10].id(), alias("H. Benn", "Hilary Benn")));
    book.push(alias("Hilary Bnn", "Tony Benn"));
    let last = book.events.len() as u64;
    book.push(retracted(amendment));
    let report = book.audit();
    assert_eq!((found(&report), report.verdict), (vec![("alias-cycle", Some(last))], Verdict::Intact));
}

#[test]
fn a_time_that_never_was_is_found_in_the_ledgers_zone() {
    // The clocks of London went from 01:00 to 02:00 that night.
    forged(|_| {
        let cited = || vec![quote(ARTICLE, "Hilary Benn")];
        let mut description = described("first", None, None);
        description.published = Some(Edtf::parse("2016-03-27T01:30").unwrap());
        let source = crate::ledgers::id_of(ARTICLE);
        let redescribed = Content::Redescribed { source, description, why: text("w") };
        vec![
            (departed_when("Hilary Benn", "2016-03-27T01:30", None, cited()), Some("time-impossible")),
            (departed_when("Hilary Benn", "2016-03-27T01:30Z", None, cited()), None),
            (departed_when("Hilary Benn", "2016-03-26/2016-03-27T01:30", None, cited()), Some("time-impossible")),
            (redescribed, Some("time-impossible")),
        ]
    });
}

#[test]
fn times_in_a_zone_that_nobody_knows_cannot_be_checked() {
    let mut book = Book::blank();
    let Content::Created(mut begun) = created() else { unreachable!("made as one") };
    begun.zone = name("Middle-earth/Shire");
    book.push(Content::Created(begun));
    book.add_source("first", ARTICLE);
    book.push(appointed("Hilary Benn", quote(ARTICLE, "Hilary Benn")));
    let report = book.audit();
    assert_eq!((found(&report), report.verdict), (vec![("zone-unknown", Some(0))], Verdict::Unverifiable));
}
