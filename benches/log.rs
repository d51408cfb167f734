//! What the log itself costs: bulk appends, opening, reading.
//!
//! `cargo bench --bench log` prints one line for each; the number of events is
//! 100,000, or the first argument. Compare within one run only, since a disk's
//! speed drifts. Nothing here skips a sync. What `benches/peers` compares with
//! others is not measured here again.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use reshuffle::backend::sled::SledLog;
use reshuffle::domain::time::Moment;
use reshuffle::domain::{EventId, Seq};
use reshuffle::log::{EventLog, HEADER_LEN, Head, StoredEvent};
use reshuffle::proof;

/// How long the bodies are: with its header an event has 370 bytes.
const BODY_LEN: usize = 282;
/// How many events a batch has.
const BATCH: usize = 10_000;

fn main() {
    let events = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(100_000);
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("log");
    bulk(&path, events);
    memory("held after the bulk");
    reading(&path);
    memory("held after reading");
    drop(dir);
}

/// A body that looks like one: text, not quite the same each time.
fn body(seq: u64) -> Vec<u8> {
    let mut body = *b"0123456789abcdef";
    body[..8].copy_from_slice(&seq.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    let mut body = body.to_vec();
    body.extend_from_slice(format!("Member {seq} of the Board left on Sunday. ").as_bytes());
    while body.len() < BODY_LEN {
        let text = b"They left the board on Sunday, said the minutes. ";
        body.extend_from_slice(&text[..text.len().min(BODY_LEN - body.len())]);
    }
    body
}

/// Events that follow a head.
fn sealed(mut head: Option<Head>, count: usize) -> (Vec<StoredEvent>, Option<Head>) {
    let mut events = Vec::with_capacity(count);
    for _ in 0..count {
        let (seq, prev) = head.map_or((0, EventId::ZERO), |head| (head.seq.0 + 1, head.id));
        let body = body(seq);
        let recorded_at_us = 1_466_900_000_000_000 + seq.cast_signed() * 1_000;
        let mut header = [0; HEADER_LEN];
        header[..8].copy_from_slice(b"RSHF\0\x01\0\x10");
        header[8..16].copy_from_slice(&seq.to_be_bytes());
        header[16..24].copy_from_slice(&recorded_at_us.to_be_bytes());
        header[24..56].copy_from_slice(&proof::body_digest(&body));
        header[56..].copy_from_slice(&prev.0);
        let event = StoredEvent { header, body };
        head = Some(Head { seq: Seq(seq), id: event.id(), recorded_at_us });
        events.push(event);
    }
    (events, head)
}

fn bulk(path: &Path, events: usize) {
    let mut log = SledLog::create(path).expect("a log");
    let (mut took, mut head, mut done) = (Duration::ZERO, None, 0);
    let mut longest = Duration::ZERO;
    while done < events {
        let (batch, next) = sealed(head, BATCH.min(events - done));
        let begun = Instant::now();
        log.append(head, &batch).expect("a batch");
        took += begun.elapsed();
        longest = longest.max(begun.elapsed());
        done += batch.len();
        head = next;
    }
    let begun = Instant::now();
    drop(log);
    took += begun.elapsed();
    say("bulk append, closed", &format!("{:.0} events/s, longest batch {longest:.1?}", per_second(events, took)));
    let bytes = len_of(path);
    let ratio = bytes as f64 / (events * (HEADER_LEN + BODY_LEN)) as f64;
    say("on disk", &format!("{:.1} MB, {ratio:.2} bytes for each byte of an event", bytes as f64 / 1e6));
}

fn reading(path: &Path) {
    for nth in ["first", "second", "third"] {
        let begun = Instant::now();
        let log = SledLog::open(path).expect("the log");
        say(&format!("{nth} open"), &format!("{:.1?}", begun.elapsed()));
        drop(log);
    }
    let begun = Instant::now();
    let log = SledLog::open(path).expect("the log");
    let head = log.head().expect("a head");
    let found = log.seqs_by_id(first_eight(head.prev_of(&log)), first_eight(head.prev_of(&log))).expect("an answer");
    say("open and find by id", &format!("{:.1?}, {} found", begun.elapsed(), found.len()));
    let begun = Instant::now();
    let middle = Moment(1_466_900_000_000_000 + head.seq.0.cast_signed() * 500);
    let seq = log.seq_after(middle).expect("an answer");
    say("seq after a moment", &format!("{:.1?}, seq {seq}", begun.elapsed()));
    for round in ["first", "second"] {
        let begun = Instant::now();
        let len: usize = log.scan(Seq(0)).map(|event| event.expect("an event").body.len()).sum();
        let rate = per_second(len / BODY_LEN, begun.elapsed());
        say(&format!("scan, {round}"), &format!("{rate:.0} events/s"));
    }
    let begun = Instant::now();
    let headers = log.scan_headers(Seq(0)).filter(|header| header.as_ref().is_ok_and(|h| h.kind() == 16)).count();
    say("scan of headers", &format!("{:.0} events/s", per_second(headers, begun.elapsed())));
    let begun = Instant::now();
    let none = log.scan_kinds(Seq(0), &[2]).count();
    say(
        "scan for a kind that is not there",
        &format!("{:.0} events/s, {none} found", per_second(headers, begun.elapsed())),
    );
    let begun = Instant::now();
    for nth in 0..1_000_u64 {
        log.get(Seq(nth.wrapping_mul(0x9e37_79b9_7f4a_7c15) % (head.seq.0 + 1))).expect("an event");
    }
    say("get anywhere", &format!("{:.1?} each", begun.elapsed() / 1_000));
}

/// How a head names the event before it.
trait Prev {
    fn prev_of(&self, log: &SledLog) -> EventId;
}

impl Prev for Head {
    fn prev_of(&self, log: &SledLog) -> EventId {
        log.get(self.seq).expect("the log").expect("its head").prev()
    }
}

fn first_eight(id: EventId) -> [u8; 8] {
    std::array::from_fn(|i| id.0[i])
}

fn per_second(events: usize, took: Duration) -> f64 {
    events as f64 / took.as_secs_f64()
}

fn say(what: &str, how_much: &str) {
    println!("{what:<36} {how_much}");
}

/// What this process holds in memory, where the system tells.
fn memory(when: &str) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("?").trim().to_owned();
    say(when, &format!("{}, at most {}", of("VmRSS:"), of("VmHWM:")));
}

fn len_of(path: &Path) -> u64 {
    let entries = fs::read_dir(path).expect("a directory").flatten();
    entries.map(|entry| if entry.path().is_dir() { len_of(&entry.path()) } else { blocks_len(&entry.path()) }).sum()
}

/// What a file takes up, holes left out.
fn blocks_len(path: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).map_or(0, |file| file.blocks() * 512)
}
