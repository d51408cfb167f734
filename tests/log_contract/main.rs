//! What every log promises, asked of every backend.

#![allow(clippy::unwrap_used)]

mod reading;
mod staging;

use proptest::prelude::*;
use reading::*;
use reshuffle::backend::memory::MemoryLog;
use reshuffle::backend::sled::SledLog;
use reshuffle::domain::time::Moment;
use reshuffle::domain::{EventId, Seq};
use reshuffle::log::{EventLog, HEADER_LEN, Head, LogError, MAX_EVENT_LEN, StoredEvent};
use reshuffle::proof;
use staging::*;

/// A backend under test: a fresh log, and the same log after a restart.
trait Backend {
    type Log: EventLog;
    fn fresh() -> Self;
    fn log(&mut self) -> &mut Self::Log;
    fn reopen(&mut self);
}

struct Memory(MemoryLog);

impl Backend for Memory {
    type Log = MemoryLog;

    fn fresh() -> Self {
        Self(MemoryLog::new())
    }

    fn log(&mut self) -> &mut MemoryLog {
        &mut self.0
    }

    fn reopen(&mut self) {}
}

struct Sled {
    log: Option<SledLog>,
    dir: tempfile::TempDir,
}

impl Backend for Sled {
    type Log = SledLog;

    fn fresh() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let log = SledLog::create(&dir.path().join("log")).unwrap();
        Self { log: Some(log), dir }
    }

    fn log(&mut self) -> &mut SledLog {
        self.log.as_mut().unwrap()
    }

    fn reopen(&mut self) {
        self.log = None;
        self.log = Some(SledLog::open(&self.dir.path().join("log")).unwrap());
    }
}

/// The kind of the event at a position: each third one is of the same.
fn kind_of(seq: u64) -> u16 {
    [7, 300, 65_535][usize::try_from(seq % 3).unwrap()]
}

/// An event that follows `head`, `later_us` after it.
fn event(head: Option<Head>, later_us: i64, body: &[u8]) -> StoredEvent {
    let (seq, recorded_at_us, prev) = match head {
        None => (0, later_us, EventId::ZERO),
        Some(head) => (head.seq.0 + 1, head.recorded_at_us + later_us, head.id),
    };
    let mut header = [0; HEADER_LEN];
    header[..6].copy_from_slice(b"RSHF\0\x01");
    header[6..8].copy_from_slice(&kind_of(seq).to_be_bytes());
    header[8..16].copy_from_slice(&seq.to_be_bytes());
    header[16..24].copy_from_slice(&recorded_at_us.to_be_bytes());
    header[24..56].copy_from_slice(&proof::body_digest(body));
    header[56..].copy_from_slice(&prev.0);
    StoredEvent { header, body: body.to_vec() }
}

fn head_of(event: &StoredEvent) -> Head {
    Head { seq: event.seq(), id: event.id(), recorded_at_us: event.recorded_at_us() }
}

/// Events that follow `head`, one with each of the bodies.
fn batch<B: AsRef<[u8]>>(mut head: Option<Head>, bodies: &[B]) -> Vec<StoredEvent> {
    bodies
        .iter()
        .map(|body| {
            let event = event(head, 1, body.as_ref());
            head = Some(head_of(&event));
            event
        })
        .collect()
}

fn numbered(from: usize, to: usize) -> Vec<Vec<u8>> {
    (from..to).map(|n| format!("body {n}").into_bytes()).collect()
}

/// Appends events with these bodies, and answers with them.
fn append<B: AsRef<[u8]>>(log: &mut impl EventLog, bodies: &[B]) -> Vec<StoredEvent> {
    let events = batch(log.head(), bodies);
    log.append(log.head(), &events).unwrap();
    events
}

fn all(log: &impl EventLog, from: u64) -> Vec<StoredEvent> {
    log.scan(Seq(from)).collect::<Result<_, _>>().unwrap()
}

fn first_eight(id: EventId) -> [u8; 8] {
    std::array::from_fn(|i| id.0[i])
}

/// Everything that the port can say about a log that should hold `events`.
fn assert_holds(log: &impl EventLog, events: &[StoredEvent]) {
    assert_eq!(log.head(), events.last().map(head_of));
    assert_eq!(all(log, 0), events);
    for (seq, event) in (0..).map(Seq).zip(events) {
        assert_eq!(log.get(seq).unwrap().as_ref(), Some(event), "at {seq}");
        let prefix = first_eight(event.id());
        assert_eq!(log.seqs_by_id(prefix, prefix).unwrap(), [seq]);
    }
    let end = u64::try_from(events.len()).unwrap();
    assert_eq!(log.get(Seq(end)).unwrap(), None);
    let every: Vec<Seq> = (0..end).map(Seq).collect();
    assert_eq!(log.seqs_by_id([0; 8], [255; 8]).unwrap(), every);
    let headers: Vec<_> = log.scan_headers(Seq(0)).map(|header| header.unwrap().bytes).collect();
    assert_eq!(headers, events.iter().map(|event| event.header).collect::<Vec<_>>());
    for at in [0, events.len() / 3, events.len() / 2, events.len().saturating_sub(1)] {
        let Some(event) = events.get(at) else { continue };
        let recorded_at_us = event.recorded_at_us();
        assert_eq!(log.seq_after(Moment(recorded_at_us)).unwrap(), Seq(at as u64 + 1));
        assert_eq!(log.seq_after(Moment(recorded_at_us - 1)).unwrap(), Seq(at as u64));
    }
    assert_eq!(log.seq_after(Moment::MAX).unwrap(), Seq(end));
}

/// Asserts that a batch is refused as a misfit whose reason holds `why`, and
/// that the log is as it was, even after a restart.
fn assert_misfit<B: Backend>(batch: &[StoredEvent], why: &str) {
    let mut backend = B::fresh();
    let before = append(backend.log(), &numbered(0, 3));
    let head = backend.log().head();
    match backend.log().append(head, batch) {
        Err(LogError::Misfit(said)) => assert!(said.contains(why), "{said}"),
        other => panic!("expected a misfit, got {other:?}"),
    }
    assert_holds(backend.log(), &before);
    backend.reopen();
    assert_holds(backend.log(), &before);
    append(backend.log(), &numbered(3, 4));
}

/// The head after the three events of [`assert_misfit`].
fn third() -> Option<Head> {
    batch(None, &numbered(0, 3)).last().map(head_of)
}

fn an_empty_log_has_no_head_and_no_events<B: Backend>() {
    let mut backend = B::fresh();
    assert_holds(backend.log(), &[]);
    backend.reopen();
    assert_holds(backend.log(), &[]);
}

fn what_is_appended_is_read_back<B: Backend>() {
    let mut backend = B::fresh();
    let mut events = append(backend.log(), &numbered(0, 1));
    events.extend(append(backend.log(), &numbered(1, 9)));
    assert_holds(backend.log(), &events);
}

fn an_empty_batch_changes_nothing<B: Backend>() {
    let mut backend = B::fresh();
    backend.log().append(None, &[]).unwrap();
    let events = append(backend.log(), &numbered(0, 2));
    let head = backend.log().head();
    backend.log().append(head, &[]).unwrap();
    assert_holds(backend.log(), &events);
}

fn an_expected_head_that_is_behind_is_refused<B: Backend>() {
    let mut backend = B::fresh();
    let events = append(backend.log(), &numbered(0, 2));
    for expected in [None, Some(head_of(&events[0]))] {
        let next = batch(expected, &numbered(9, 10));
        match backend.log().append(expected, &next) {
            Err(LogError::HeadMoved { actual }) => {
                assert_eq!(actual, events.last().map(head_of));
            }
            other => panic!("expected a moved head, got {other:?}"),
        }
    }
    assert_holds(backend.log(), &events);
}

fn an_expected_head_that_is_ahead_is_refused<B: Backend>() {
    let mut backend = B::fresh();
    let ahead = third();
    match backend.log().append(ahead, &batch(ahead, &numbered(3, 4))) {
        Err(LogError::HeadMoved { actual }) => assert_eq!(actual, None),
        other => panic!("expected a moved head, got {other:?}"),
    }
    assert_holds(backend.log(), &[]);
}

fn a_gap_in_seq_is_a_misfit<B: Backend>() {
    let mut gap = third().unwrap();
    gap.seq = Seq(3);
    assert_misfit::<B>(&batch(Some(gap), &numbered(3, 4)), "it says that it is event 4, and event 3 belongs here");
    let mut twice = batch(third(), &numbered(3, 4));
    twice.push(twice[0].clone());
    assert_misfit::<B>(&twice, "event 2 of the batch does not follow: it says that it is event 3, and event 4");
}

fn a_wrong_predecessor_is_a_misfit<B: Backend>() {
    let mut other = third().unwrap();
    other.id = EventId([1; 32]);
    assert_misfit::<B>(&batch(Some(other), &numbered(3, 4)), "it says that it follows event");
}

fn a_body_that_the_header_does_not_name_is_a_misfit<B: Backend>() {
    let mut events = batch(third(), &numbered(3, 6));
    events[2].body.push(0);
    assert_misfit::<B>(&events, "event 3 of the batch has a body");
}

fn a_time_that_does_not_increase_is_a_misfit<B: Backend>() {
    for later_us in [0, -1] {
        assert_misfit::<B>(&[event(third(), later_us, b"x")], "not after the event before it");
    }
}

fn an_event_that_is_too_long_is_a_misfit<B: Backend>() {
    let mut bodies = numbered(3, 5);
    bodies.push(vec![7; MAX_EVENT_LEN - HEADER_LEN + 1]);
    assert_misfit::<B>(&batch(third(), &bodies), "has 60001 bytes");
}

fn the_first_event_names_no_predecessor<B: Backend>() {
    let mut log = B::fresh();
    let mut first = event(None, -5, b"x");
    first.header[87] = 1;
    match log.log().append(None, &[first]) {
        Err(LogError::Misfit(said)) => assert!(said.contains("it says that it follows event"), "{said}"),
        other => panic!("expected a misfit, got {other:?}"),
    }
    assert_holds(log.log(), &[]);
}

fn an_event_whose_body_is_erased_is_kept<B: Backend>() {
    let mut backend = B::fresh();
    let mut events = batch(None, &numbered(0, 3));
    events[1].body.clear();
    backend.log().append(None, &events).unwrap();
    backend.reopen();
    assert_holds(backend.log(), &events);
}

fn ids_are_found_by_range<B: Backend>() {
    let mut backend = B::fresh();
    let events = append(backend.log(), &numbered(0, 300));
    let mut by_id: Vec<_> = events.iter().map(|e| (first_eight(e.id()), e.seq())).collect();
    by_id.sort_unstable();
    let found = |low: usize, high: usize| {
        let mut seqs: Vec<_> = by_id[low..=high].iter().map(|&(_, seq)| seq).collect();
        seqs.sort_unstable();
        seqs
    };
    let log = backend.log();
    for (low, high) in [(0, 299), (0, 0), (299, 299), (10, 20), (100, 250)] {
        assert_eq!(log.seqs_by_id(by_id[low].0, by_id[high].0).unwrap(), found(low, high), "from {low} to {high}");
    }
    let wanted = |byte: u8| -> Vec<Seq> {
        let with = events.iter().filter(|event| event.id().0[0] == byte);
        with.map(StoredEvent::seq).collect()
    };
    for byte in 0..=255 {
        let (mut low, mut high) = ([0; 8], [255; 8]);
        (low[0], high[0]) = (byte, byte);
        assert_eq!(log.seqs_by_id(low, high).unwrap(), wanted(byte), "prefix {byte:02x}");
    }
    assert_eq!(log.seqs_by_id([255; 8], [0; 8]).unwrap(), []);
}

fn a_rebuilt_index_says_the_same<B: Backend>() {
    let mut backend = B::fresh();
    assert_eq!(backend.log().reindex().unwrap(), 0);
    let mut events = append(backend.log(), &numbered(0, 200));
    assert_eq!(backend.log().reindex().unwrap(), 200);
    assert_holds(backend.log(), &events);
    events.extend(append(backend.log(), &numbered(200, 220)));
    backend.reopen();
    assert_eq!(backend.log().reindex().unwrap(), 220);
    backend.reopen();
    assert_holds(backend.log(), &events);
}

fn a_log_is_the_same_after_a_restart<B: Backend>() {
    let mut backend = B::fresh();
    let mut events = Vec::new();
    for round in 0..6 {
        let from = round * 7;
        events.extend(append(backend.log(), &numbered(from, from + 7)));
        backend.reopen();
        assert_holds(backend.log(), &events);
    }
}

fn the_longest_events_are_kept<B: Backend>() {
    let mut backend = B::fresh();
    let longest = MAX_EVENT_LEN - HEADER_LEN;
    let bodies: Vec<Vec<u8>> = (0..60_u8).map(|n| vec![n; longest - usize::from(n % 3) * 6_000]).collect();
    let mut events = append(backend.log(), &bodies);
    events.extend(append(backend.log(), &numbered(0, 3)));
    events.extend(append(backend.log(), &bodies[..2]));
    assert_holds(backend.log(), &events);
    backend.reopen();
    assert_holds(backend.log(), &events);
}

fn five_thousand_events_are_kept<B: Backend>() {
    let mut backend = B::fresh();
    let mut events = append(backend.log(), &numbered(0, 4_900));
    for n in 4_900..5_000 {
        events.extend(append(backend.log(), &numbered(n, n + 1)));
    }
    backend.reopen();
    assert_holds(backend.log(), &events);
}

/// What a random history does next.
#[derive(Debug, Clone)]
enum Step {
    Append(Vec<Vec<u8>>),
    AppendOnto(u64),
    AppendTorn(Vec<Vec<u8>>),
    Reindex,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let body = prop_oneof![
        9 => prop::collection::vec(any::<u8>(), 0..40),
        1 => (any::<u8>(), 0_usize..20_000).prop_map(|(byte, len)| vec![byte; len]),
    ];
    let bodies = prop::collection::vec(body, 0..12);
    prop_oneof![
        6 => bodies.clone().prop_map(Step::Append),
        1 => (0_u64..20).prop_map(Step::AppendOnto),
        1 => bodies.prop_map(Step::AppendTorn),
        1 => Just(Step::Reindex),
        2 => Just(Step::Reopen),
    ]
}

fn any_history_ends_as_a_list_of_events_would<B: Backend>(steps: &[Step]) {
    let mut backend = B::fresh();
    let mut events: Vec<StoredEvent> = Vec::new();
    for step in steps {
        let head = backend.log().head();
        match step {
            Step::Append(bodies) => events.extend(append(backend.log(), bodies)),
            Step::AppendOnto(seq) => {
                let at = usize::try_from(*seq).unwrap();
                let expected = events.get(at).map(head_of);
                let next = batch(expected, &[b"onto"]);
                let done = backend.log().append(expected, &next);
                assert_eq!(done.is_ok(), expected == head);
                if done.is_ok() {
                    events.extend(next);
                }
            }
            Step::AppendTorn(bodies) => {
                let mut next = batch(head, bodies);
                if let Some(last) = next.last_mut() {
                    last.header[60] ^= 1;
                    assert!(backend.log().append(head, &next).is_err());
                }
            }
            Step::Reindex => {
                let indexed = backend.log().reindex().unwrap();
                assert_eq!(indexed, u64::try_from(events.len()).unwrap());
            }
            Step::Reopen => backend.reopen(),
        }
        assert_eq!(backend.log().head(), events.last().map(head_of));
    }
    assert_holds(backend.log(), &events);
}

/// Runs every test of the contract over every backend.
macro_rules! contract {
    ($($test:ident)*) => {
        mod memory {
            $(#[test] fn $test() { super::$test::<super::Memory>(); })*
        }
        mod sled {
            $(#[test] fn $test() { super::$test::<super::Sled>(); })*
        }
    };
}

contract! {
    what_is_staged_is_read_and_stays_with_the_end_of_its_batch
    what_is_discarded_was_never_there
    a_part_onto_another_head_is_refused
    an_empty_log_has_no_head_and_no_events
    what_is_appended_is_read_back
    an_empty_batch_changes_nothing
    an_expected_head_that_is_behind_is_refused
    an_expected_head_that_is_ahead_is_refused
    a_gap_in_seq_is_a_misfit
    a_wrong_predecessor_is_a_misfit
    a_body_that_the_header_does_not_name_is_a_misfit
    a_time_that_does_not_increase_is_a_misfit
    an_event_that_is_too_long_is_a_misfit
    the_first_event_names_no_predecessor
    an_event_whose_body_is_erased_is_kept
    a_scan_begins_where_it_is_told
    a_scan_of_headers_begins_where_it_is_told
    a_scan_for_kinds_hands_out_no_other
    what_was_recorded_after_a_moment_is_found
    ids_are_found_by_range
    a_rebuilt_index_says_the_same
    a_log_is_the_same_after_a_restart
    the_longest_events_are_kept
    five_thousand_events_are_kept
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_history_ends_as_a_list_would(steps in prop::collection::vec(step(), 1..25)) {
        any_history_ends_as_a_list_of_events_would::<Memory>(&steps);
        any_history_ends_as_a_list_of_events_would::<Sled>(&steps);
    }
}
