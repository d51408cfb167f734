//! Headers changed, events removed, repeated, moved.

use reshuffle::audit::Verdict;
use reshuffle::backend::memory::MemoryLog;
use reshuffle::domain::time::Moment;
use reshuffle::domain::{EventId, Seq};
use reshuffle::log::{EventLog, Head, LogError, StoredEvent};

use crate::ledgers::{ARTICLE, Book, audit_log, found, quote, said};

/// Audits what a change makes of a whole ledger, which is always broken.
fn after(change: impl FnOnce(&mut Vec<StoredEvent>)) -> Vec<(&'static str, Option<u64>)> {
    let whole = Book::full();
    let mut book = whole.clone();
    change(&mut book.events);
    let report = book.audit_against(&whole);
    assert_eq!(report.verdict, Verdict::Broken, "{:#?}", report.findings);
    found(&report)
}

fn flip(event: usize, byte: usize, mask: u8) -> Vec<(&'static str, Option<u64>)> {
    after(|events| events[event].header[byte] ^= mask)
}

#[test]
fn a_bit_in_each_field_of_a_header_is_found_where_it_is() {
    assert_eq!(flip(8, 0, 1), [("header-malformed", Some(8))], "magic");
    assert_eq!(flip(8, 5, 2), [("header-malformed", Some(8))], "version");
    assert_eq!(flip(8, 7, 0x40), [("kind-unknown", Some(8)), ("chain-link", Some(8))], "kind");
    assert_eq!(flip(8, 15, 0x20), [("seq-order", Some(8))], "seq");
    assert_eq!(flip(8, 16, 0x40), [("chain-link", Some(8))], "a later time");
    assert_eq!(flip(8, 16, 0x80), [("time-order", Some(8)), ("chain-link", Some(8))], "an earlier time");
    assert_eq!(flip(8, 30, 1), [("body-digest", Some(8)), ("chain-link", Some(8))], "digest");
    assert_eq!(flip(8, 60, 1), [("chain-link", Some(8))], "prev");
}

#[test]
fn a_bit_in_the_last_header_is_told_by_the_head_file() {
    let last = Book::full().events.len() - 1;
    assert_eq!(flip(last, 23, 1), [("head-differs", Some(last as u64))], "time");
    assert_eq!(flip(last, 60, 1), [("chain-link", Some(last as u64)), ("head-differs", Some(last as u64))], "prev");
}

#[test]
fn a_bit_in_the_first_header_is_found_where_it_is() {
    assert_eq!(flip(0, 60, 1), [("chain-link", Some(0))], "prev");
    assert_eq!(flip(0, 16, 0x40), [("chain-link", Some(0))], "time");
}

#[test]
fn a_removed_event_is_one_finding_even_if_others_refer_to_it() {
    let last = Book::full().events.len() - 1;
    for gone in 0..last {
        assert_eq!(after(|events| drop(events.remove(gone))), [("seq-order", Some(gone as u64))], "{gone}");
    }
}

#[test]
fn removed_events_in_a_row_are_one_broken_finding() {
    let found = after(|events| drop(events.drain(3..6)));
    assert_eq!(found.iter().filter(|(code, _)| *code == "seq-order").collect::<Vec<_>>(), [&("seq-order", Some(3))]);
}

#[test]
fn a_repeated_event_is_one_finding_wherever_it_stands() {
    let count = Book::full().events.len();
    for place in 3..=count {
        let found = after(|events| events.insert(place, events[2].clone()));
        assert_eq!(found, [("seq-order", Some(2))], "at {place}");
    }
}

#[test]
fn a_run_of_events_that_is_repeated_is_one_finding() {
    let found = after(|events| {
        let run = events[2..6].to_vec();
        events.splice(6..6, run);
    });
    assert_eq!(found, [("seq-order", Some(2))]);
}

#[test]
fn two_events_that_changed_places_are_one_finding() {
    let count = Book::full().events.len();
    for first in 0..count {
        for second in first + 1..count {
            let found = after(|events| events.swap(first, second));
            let expected = if second == first + 1 { second } else { first };
            assert_eq!(found, [("seq-order", Some(expected as u64))], "{first} and {second}");
        }
    }
}

#[test]
fn an_event_that_was_moved_is_one_finding() {
    for (from, to) in [(2, 9), (9, 2), (4, 6), (6, 4)] {
        let found = after(|events| {
            let moved = events.remove(from);
            events.insert(to, moved);
        });
        assert_eq!(found, [("seq-order", Some(from as u64))], "{from} to {to}");
    }
}

#[test]
fn messages_say_what_happened() {
    let message = |change: fn(&mut Vec<StoredEvent>)| {
        let whole = Book::full();
        let mut book = whole.clone();
        change(&mut book.events);
        book.audit_against(&whole).findings[0].message.clone()
    };
    assert_eq!(message(|e| drop(e.remove(4))), "event 4 is missing: event 5 stands right after event 3");
    assert_eq!(message(|e| drop(e.remove(0))), "event 0 is missing: event 1 stands at the beginning");
    assert_eq!(message(|e| e.swap(3, 7)), "events 3 and 7 have changed places");
    assert_eq!(message(|e| e.swap(3, 4)), "event 4 is out of its place: it stands right after event 2");
    assert_eq!(message(|e| e.insert(5, e[4].clone())), "event 4 is repeated right after event 4");
    assert!(message(|e| e[4].header[15] ^= 0x40).starts_with("event 4 says that it is event 68"));
}

#[test]
fn a_stranger_in_place_of_an_event_or_besides_is_found() {
    let mut other = Book::new();
    for _ in 0..5 {
        other.push(said("Someone", quote(ARTICLE, "left")));
    }
    let stranger = &other.events[5];
    assert_eq!(after(|events| events[8] = stranger.clone()), [("seq-order", Some(8))]);
    assert_eq!(after(|events| events.insert(8, stranger.clone())), [("seq-order", Some(5))]);
    let found = after(|events| events[5] = stranger.clone());
    assert!(found.contains(&("chain-link", Some(5))), "{found:?}");
}

#[test]
fn a_forged_time_is_found_though_the_chain_is_whole() {
    for earlier_us in [0, 1, 5_000_000_000] {
        let mut book = Book::plain();
        let before = book.events[5].recorded_at_us();
        book.forge(6, |header| header.recorded_at = Moment(before - earlier_us));
        let report = book.audit();
        assert_eq!((found(&report), report.verdict), (vec![("time-order", Some(6))], Verdict::Broken));
        assert_eq!(report.first_broken, Some(Seq(6)));
    }
}

#[test]
fn forged_numbers_are_found_though_the_chain_is_whole() {
    let mut book = Book::plain();
    for at in 6..book.events.len() {
        book.forge(at, |header| header.seq = Seq(header.seq.0 + 10));
    }
    let report = book.audit();
    assert_eq!(found(&report), [("seq-order", Some(16))]);
    assert_eq!(report.verdict, Verdict::Broken);
}

/// A log of which some events cannot be read.
struct Patchy(MemoryLog, fn(u64) -> Option<LogError>);

impl EventLog for Patchy {
    fn head(&self) -> Option<Head> {
        self.0.head()
    }
    fn stage(&mut self, expected: Option<Head>, part: &[StoredEvent]) -> Result<(), LogError> {
        self.0.stage(expected, part)
    }
    fn discard(&mut self) -> Result<(), LogError> {
        self.0.discard()
    }
    fn append(&mut self, expected: Option<Head>, batch: &[StoredEvent]) -> Result<(), LogError> {
        self.0.append(expected, batch)
    }
    fn get(&self, seq: Seq) -> Result<Option<StoredEvent>, LogError> {
        self.0.get(seq)
    }
    fn scan(&self, from: Seq) -> Box<dyn Iterator<Item = Result<StoredEvent, LogError>> + '_> {
        Box::new((from.0..).zip(self.0.scan(from)).map(|(seq, event)| (self.1)(seq).map_or(event, Err)))
    }
    fn seqs_by_id(&self, low: [u8; 8], high: [u8; 8]) -> Result<Vec<Seq>, LogError> {
        self.0.seqs_by_id(low, high)
    }
    fn reindex(&mut self) -> Result<u64, LogError> {
        self.0.reindex()
    }
}

fn torn(seq: u64) -> Option<LogError> {
    (4..7).contains(&seq).then(|| LogError::Broken(format!("event {seq} is torn")))
}

fn refused(seq: u64) -> Option<LogError> {
    (seq == 9).then(|| LogError::Io { action: "reading".to_owned(), source: std::io::Error::other("no") })
}

fn torn_to_the_end(seq: u64) -> Option<LogError> {
    (seq > 8).then(|| LogError::Broken("torn".to_owned()))
}

#[test]
fn events_that_cannot_be_read_are_passed_over_and_said_to_be() {
    let book = Book::full();
    let audit = |faults| audit_log(&Patchy(book.log(), faults), &book.articles, book.head_file());
    let report = audit(torn);
    let unreadable: Vec<_> = report.findings.iter().filter(|f| f.code.word() == "log-unreadable").collect();
    assert_eq!((unreadable.len(), unreadable[0].seq, report.verdict), (1, Some(Seq(4)), Verdict::Broken));
    assert!(unreadable[0].message.starts_with("events 4 to 6 could not be read"), "{}", unreadable[0].message);
    assert_eq!(report.events, book.events.len() as u64 - 3);
    let report = audit(refused);
    assert_eq!((found(&report), report.verdict), (vec![("log-unreadable", Some(9))], Verdict::Unverifiable));
    let report = audit(torn_to_the_end);
    assert_eq!((found(&report), report.verdict), (vec![("log-unreadable", Some(9))], Verdict::Broken));
}

#[test]
fn a_log_that_does_not_begin_with_its_beginning_is_found() {
    let mut book = Book::blank();
    book.push(crate::ledgers::alias("A", "B"));
    book.push(crate::ledgers::created());
    assert_eq!(found(&book.audit()), [("created-first", Some(0)), ("created-first", Some(1))]);
    let empty = audit_log(&MemoryLog::new(), &Book::blank().articles, None);
    assert_eq!((found(&empty), empty.verdict), (vec![("created-first", Some(0))], Verdict::Broken));
    let mut rootless = Book::plain();
    rootless.forge(0, |header| header.prev = EventId([1; 32]));
    assert_eq!(found(&rootless.audit()), [("chain-link", Some(0))]);
}
