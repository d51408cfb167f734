//! What staging promises: read at once, there for good only with its end.

use super::{Backend, append, assert_holds, batch, head_of, numbered};
use reshuffle::log::{EventLog, LogError, StoredEvent};

/// Stages events in two parts onto five that are there; answers with all of
/// them, those that are there first.
fn staged<B: Backend>(backend: &mut B) -> (Vec<StoredEvent>, Vec<StoredEvent>) {
    let there = append(backend.log(), &numbered(0, 5));
    let mut events = there.clone();
    for (from, to) in [(5, 900), (900, 1_000)] {
        let part = batch(events.last().map(head_of), &numbered(from, to));
        let head = backend.log().head();
        backend.log().stage(head, &part).unwrap();
        events.extend(part);
    }
    (there, events)
}

pub fn what_is_staged_is_read_and_stays_with_the_end_of_its_batch<B: Backend>() {
    for rest in [0, 1, 40] {
        let mut backend = B::fresh();
        let (_, mut events) = staged(&mut backend);
        assert_holds(backend.log(), &events);
        let end = batch(events.last().map(head_of), &numbered(1_000, 1_000 + rest));
        let head = backend.log().head();
        backend.log().append(head, &end).unwrap();
        events.extend(end);
        assert_holds(backend.log(), &events);
        backend.log().discard().unwrap();
        assert_holds(backend.log(), &events);
        backend.reopen();
        assert_holds(backend.log(), &events);
    }
}

pub fn what_is_discarded_was_never_there<B: Backend>() {
    let mut backend = B::fresh();
    let (mut there, events) = staged(&mut backend);
    backend.log().discard().unwrap();
    assert_holds(backend.log(), &there);
    // What comes next takes the same places.
    there.extend(append(backend.log(), &[b"another"]));
    assert_ne!(there[5], events[5]);
    assert_holds(backend.log(), &there);
    backend.reopen();
    assert_holds(backend.log(), &there);
}

pub fn a_part_onto_another_head_is_refused<B: Backend>() {
    let mut backend = B::fresh();
    let (_, events) = staged(&mut backend);
    let expected = Some(head_of(&events[4]));
    let part = batch(expected, &numbered(9, 10));
    assert!(matches!(backend.log().stage(expected, &part), Err(LogError::HeadMoved { .. })));
    assert_holds(backend.log(), &events);
}
