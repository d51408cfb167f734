//! What reading a log promises: from where on, what of it, and since when.

use reshuffle::domain::Seq;
use reshuffle::domain::time::Moment;
use reshuffle::log::{EventLog, StoredEvent};

use super::{Backend, all, append, event, head_of, kind_of, numbered};

pub fn a_scan_begins_where_it_is_told<B: Backend>() {
    let mut backend = B::fresh();
    let events = append(backend.log(), &numbered(0, 40));
    for from in [0, 1, 17, 39, 40, 41, u64::MAX] {
        let at = usize::try_from(from).unwrap().min(40);
        assert_eq!(all(backend.log(), from), events[at..], "from {from}");
    }
}

/// A log of events of all lengths, in groups of all sizes, with gaps in time.
fn mixed<B: Backend>() -> (B, Vec<StoredEvent>) {
    let mut backend = B::fresh();
    let mut events: Vec<StoredEvent> = Vec::new();
    for group in [1, 400, 1, 2, 3, 90, 1, 1, 250, 7] {
        let mut next = Vec::new();
        for nth in 0..group {
            let head = next.last().or(events.last()).map(head_of);
            let len = if (nth + group) % 97 == 3 { 40_000 } else { nth * 31 % 700 };
            next.push(event(head, if nth % 5 == 0 { 1_000 } else { 10 }, &vec![1; len]));
        }
        let head = backend.log().head();
        backend.log().append(head, &next).unwrap();
        events.extend(next);
    }
    assert!(events.iter().filter(|event| event.body.len() == 40_000).count() > 3);
    (backend, events)
}

pub fn a_scan_of_headers_begins_where_it_is_told<B: Backend>() {
    let (mut backend, events) = mixed::<B>();
    for from in [0, 1, 399, 400, 401, 500, 755, 756, u64::MAX] {
        let at = usize::try_from(from).unwrap().min(events.len());
        let headers: Vec<_> = backend.log().scan_headers(Seq(from)).map(Result::unwrap).collect();
        assert_eq!(headers.len(), events.len() - at, "from {from}");
        for (header, event) in headers.iter().zip(&events[at..]) {
            assert_eq!((header.bytes, header.id(), header.seq()), (event.header, event.id(), event.seq()));
            assert_eq!((header.recorded_at_us(), header.prev()), (event.recorded_at_us(), event.prev()));
            assert_eq!(header.kind(), kind_of(event.seq().0));
        }
    }
}

pub fn a_scan_for_kinds_hands_out_no_other<B: Backend>() {
    let (mut backend, events) = mixed::<B>();
    for kinds in [&[][..], &[7], &[300, 7], &[7, 300, 65_535], &[8]] {
        for from in [0, 5, 401, 700] {
            let found: Vec<_> = backend.log().scan_kinds(Seq(from), kinds).map(Result::unwrap).collect();
            let wanted = |event: &&StoredEvent| event.seq().0 >= from && kinds.contains(&kind_of(event.seq().0));
            assert_eq!(found, events.iter().filter(wanted).cloned().collect::<Vec<_>>(), "{kinds:?} from {from}");
        }
    }
}

pub fn what_was_recorded_after_a_moment_is_found<B: Backend>() {
    let mut empty = B::fresh();
    assert_eq!(empty.log().seq_after(Moment(0)).unwrap(), Seq(0));
    let (mut backend, events) = mixed::<B>();
    for restarted in [false, true] {
        if restarted {
            backend.reopen();
        }
        for (seq, event) in (0..).zip(&events) {
            let recorded_at_us = event.recorded_at_us();
            for (moment, due) in [(recorded_at_us, seq + 1), (recorded_at_us - 1, seq), (recorded_at_us + 5, seq + 1)] {
                assert_eq!(backend.log().seq_after(Moment(moment)).unwrap(), Seq(due), "event {seq}");
            }
        }
        assert_eq!(backend.log().seq_after(Moment::MIN).unwrap(), Seq(0));
        assert_eq!(backend.log().seq_after(Moment::MAX).unwrap(), Seq(events.len() as u64));
    }
}
