//! The log as workers have examined it: read in order, examined all at once,
//! handed on in order.
//!
//! One thread reads the log and hands stretches of events to workers; the same
//! thread takes back what they made of them, in the order of the log. Only a
//! few stretches are under way at a time, so that memory does not grow with
//! the log, and it is the reader who waits where the workers are behind.

use std::collections::VecDeque;
use std::iter::Fuse;
use std::num::NonZero;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Scope;
use std::vec;

use super::body::Hashed;
use super::examine::{Examined, Examiner};
use crate::codec::HEADER_LEN;
use crate::domain::EventId;
use crate::log::{LogError, StoredEvent, StoredHeader};
use crate::proof;

/// The most events in a stretch.
const STRETCH_COUNT_MAX: usize = 512;

/// How many bytes of bodies make a stretch full.
const STRETCH_LEN: usize = 256 * 1024;

/// What the log hands out.
pub(super) type Items<'a> = Box<dyn Iterator<Item = Result<StoredEvent, LogError>> + 'a>;

type Answers = Vec<Result<Examined, LogError>>;

/// Some events in a row, their bodies one after the other.
#[derive(Default)]
struct Stretch {
    /// Each event's header and where its body ends.
    events: Vec<Result<([u8; HEADER_LEN], usize), LogError>>,
    bodies: Vec<u8>,
}

impl Stretch {
    fn examine(self, examiner: &Examiner<'_>) -> Answers {
        let Self { events, bodies } = self;
        let mut from = 0;
        let read = events.iter().flatten();
        let (headers, parts): (Vec<&[u8]>, Vec<&[u8]>) =
            read.map(|(header, to)| (&header[..], &bodies[std::mem::replace(&mut from, *to)..*to])).unzip();
        let (ids, digests) = (proof::event_ids(&headers), proof::body_digests(&parts));
        let mut hashes = parts.into_iter().zip(ids).zip(digests);
        let mut open = None;
        let mut examine = |(bytes, _)| {
            // There is one of each event that was read, in their order.
            let ((body, id), digest) = hashes.next().expect("the hashes of every event that was read");
            let hashed = Hashed { header: StoredHeader { bytes }, id: EventId(id), body, digest };
            examiner.examine(&hashed, &mut open)
        };
        events.into_iter().map(|event| event.map(&mut examine)).collect()
    }
}

/// A stretch to be examined, and where the answers go.
struct Job {
    stretch: Stretch,
    answer: SyncSender<Answers>,
}

/// Hands out the events of a log, examined.
pub(super) struct Crew<'a> {
    items: Fuse<Items<'a>>,
    jobs: SyncSender<Job>,
    /// The answers that are due, in the order of the log.
    due: VecDeque<Receiver<Answers>>,
    due_max: usize,
    ready: vec::IntoIter<Result<Examined, LogError>>,
    begun: bool,
}

impl<'a> Crew<'a> {
    /// Workers that examine what a log hands out.
    pub fn start<'scope>(
        scope: &'scope Scope<'scope, '_>,
        workers: NonZero<usize>,
        items: Items<'a>,
        examiner: Examiner<'scope>,
    ) -> Self {
        let due_max = 2 * workers.get() + 1;
        let (jobs, waiting) = sync_channel::<Job>(due_max);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..workers.get() {
            let waiting = Arc::clone(&waiting);
            scope.spawn(move || {
                while let Some(Job { stretch, answer }) = next(&waiting) {
                    // Nobody waits for it where the audit came to an end before.
                    let _ = answer.send(stretch.examine(&examiner));
                }
            });
        }
        let items = items.fuse();
        Self { items, jobs, due: VecDeque::new(), due_max, ready: Vec::new().into_iter(), begun: false }
    }

    /// Hands stretches out until as many are under way as there may be. The
    /// first is the first event alone: it names the zone, in which all others
    /// are examined.
    fn hand_out(&mut self) {
        let count_max = if std::mem::replace(&mut self.begun, true) { STRETCH_COUNT_MAX } else { 1 };
        while self.due.len() < self.due_max {
            let stretch = self.read(count_max);
            if stretch.events.is_empty() {
                return;
            }
            let (answer, answers) = sync_channel(1);
            self.due.push_back(answers);
            // Should every worker be gone, so is the answer, which is seen below.
            let _ = self.jobs.send(Job { stretch, answer });
            if count_max == 1 {
                return;
            }
        }
    }

    fn read(&mut self, count_max: usize) -> Stretch {
        let mut stretch = Stretch::default();
        while stretch.events.len() < count_max && stretch.bodies.len() < STRETCH_LEN {
            let Some(item) = self.items.next() else { break };
            stretch.events.push(item.map(|StoredEvent { header, body }| {
                stretch.bodies.extend_from_slice(&body);
                (header, stretch.bodies.len())
            }));
        }
        stretch
    }
}

impl Iterator for Crew<'_> {
    type Item = Result<Examined, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(event) = self.ready.next() {
                return Some(event);
            }
            self.hand_out();
            let answers = self.due.pop_front()?;
            // A worker answers unless it panicked, which is passed on: going on
            // without its answer would leave events unexamined.
            let answers = answers.recv().expect("an answer from every worker");
            self.ready = answers.into_iter();
        }
    }
}

/// The next stretch to be examined; none when the log is over.
fn next(waiting: &Mutex<Receiver<Job>>) -> Option<Job> {
    // A worker that panicked while it waited has taken nothing.
    waiting.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}
