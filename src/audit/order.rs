//! Whether events stand in their order and hang together.
//!
//! **Going on after a fault.** One fault is to give one finding, whatever
//! follows it, so after each the walk decides where it is from what the events
//! themselves say:
//!
//! - An event whose number is not the next one is judged by the number of the
//!   event after it. If that counts on from the odd number, events before it
//!   are missing (or repeated), and the walk goes on from there. If it counts
//!   on as if nothing had been, the odd event stands in another's place. If it
//!   is the number that was due, the odd event is one too many.
//! - An event whose header was changed has another id than its successor
//!   names. The changed one is told from the other by the event after both: an
//!   event that *its* successor names by its id is as it was.
//! - What is named as a predecessor and is not there is still known by its id,
//!   so that what refers to it is not taken for a forgery.
//!
//! Events that were missed and turn up elsewhere are matched at the end.

use std::collections::BTreeMap;
use std::iter::Peekable;

use super::crew::Crew;
use super::examine::{Examined, Reading};
use super::report::{At, Findings, Weight};
use super::roll::{Roll, RowIndex};
use super::{Code, strays};
use crate::codec::{Header, HeaderError};
use crate::domain::{EventId, Seq};
use crate::log::{LogError, StoredHeader};

/// How an event stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// In its place.
    InPlace,
    /// Where it does not belong: what it says is noted, and not judged.
    Astray,
    /// It stands in its place somewhere before.
    Repeated,
}

/// One event, and what to make of its place.
pub(super) struct Step {
    /// The number of its kind.
    pub kind: u16,
    /// Its id.
    pub id: EventId,
    /// Its row, where it is known already.
    pub known: Option<RowIndex>,
    /// What its body says.
    pub reading: Reading,
    /// The place that it stands in, or where it is astray, claims.
    pub seq: Seq,
    /// Its place in what the log hands out, from 0.
    pub position: u64,
    /// How it stands.
    pub standing: Standing,
}

/// The event before the next one.
enum Before {
    /// There is none yet.
    Start,
    /// It could not be read, or did not belong there.
    Unread,
    /// It stands in its place.
    Event(Link),
}

struct Link {
    seq: u64,
    id: EventId,
    recorded_at_us: i64,
    /// Whether its header is known to be changed, so that nobody names its id.
    doubted: bool,
}

/// Positions one after another that could not be read.
struct Run {
    places: Unread,
    why: String,
    weight: Weight,
}

/// Places one after another of which nothing is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unread {
    /// The first number.
    pub from: u64,
    /// The last number.
    pub to: u64,
    /// The position of the first in what the log hands out.
    pub position: u64,
}

impl Unread {
    /// Whether a number is among them.
    pub fn has(&self, seq: u64) -> bool {
        (self.from..=self.to).contains(&seq)
    }

    /// The position of the last.
    pub fn last_position(&self) -> u64 {
        self.position.saturating_add(self.to - self.from)
    }
}

/// What the walk leaves for later checks.
#[derive(Default)]
pub(super) struct Walked {
    /// How many events and unreadable places there were.
    pub positions: u64,
    /// The places that could not be read.
    pub unread: Vec<Unread>,
    /// Whether the last thing that the log handed out was an error.
    pub broke_off: bool,
    /// The id of the last event that the log handed out.
    pub last_id: Option<EventId>,
    /// The last event that stands in its place.
    pub head: Option<(Seq, EventId)>,
    /// The number after the last one.
    pub next: u64,
}

/// A walk along the log.
pub(super) struct Order<'a> {
    items: Peekable<Crew<'a>>,
    /// The last event, as others remember it; the first that speaks of it counts.
    vouchers: Vec<(Seq, EventId)>,
    before: Before,
    run: Option<Run>,
    strays: Vec<strays::Stray>,
    gaps: BTreeMap<u64, u64>,
    walked: Walked,
}

impl<'a> Order<'a> {
    /// A walk over the events of a log.
    pub fn new(items: Crew<'a>, vouchers: Vec<(Seq, EventId)>) -> Self {
        Self {
            items: items.peekable(),
            vouchers,
            before: Before::Start,
            run: None,
            strays: Vec::new(),
            gaps: BTreeMap::new(),
            walked: Walked::default(),
        }
    }

    /// The next event.
    pub fn step(&mut self, roll: &mut Roll<'_>, findings: &mut Findings) -> Option<Step> {
        loop {
            match self.items.next() {
                Some(Ok(event)) => {
                    self.end_run(findings);
                    return Some(self.place(event, roll, findings));
                }
                Some(Err(why)) => self.pass_over(&why, roll),
                None => {
                    self.end_run(findings);
                    return None;
                }
            }
        }
    }

    /// Says what is missing and what stands elsewhere.
    pub fn finish(self, findings: &mut Findings) -> Walked {
        strays::report(&self.strays, self.gaps, findings);
        self.walked
    }

    fn pass_over(&mut self, why: &LogError, roll: &mut Roll<'_>) {
        if !matches!(self.before, Before::Event(_)) && self.walked.next > 0 {
            roll.lose(1);
        }
        let (at, position) = (self.walked.next, self.walked.positions);
        let run = self.run.get_or_insert_with(|| Run {
            places: Unread { from: at, to: at, position },
            why: why.to_string(),
            weight: if matches!(why, LogError::Io { .. }) { Weight::Unverifiable } else { Weight::Broken },
        });
        run.places.to = at;
        self.before = Before::Unread;
        roll.pass_over();
        self.walked.next = at.saturating_add(1);
        self.walked.positions += 1;
        self.walked.broke_off = true;
    }

    fn end_run(&mut self, findings: &mut Findings) {
        if let Some(Run { places, why, weight }) = self.run.take() {
            let Unread { from, to, .. } = places;
            let which = if from == to { format!("event {from}") } else { format!("events {from} to {to}") };
            let message = format_args!("{which} could not be read from the log: {why}");
            findings.add(Code::LogUnreadable, weight, At::Seq(Seq(from)), message);
            self.walked.unread.push(places);
        }
    }

    fn place(&mut self, event: Examined, roll: &mut Roll<'_>, findings: &mut Findings) -> Step {
        let Examined { header: stored, id, reading } = event;
        let position = self.walked.positions;
        roll.see(id);
        let known = roll.find(id);
        self.walked.positions += 1;
        (self.walked.broke_off, self.walked.last_id) = (false, Some(id));
        let malformed = Header::decode(&stored.bytes).err();
        let (seq, in_place) = if stored.seq().0 == self.walked.next {
            self.stand(&stored, id, malformed.is_some(), roll, findings);
            (stored.seq(), true)
        } else {
            self.out_of_order(&stored, id, malformed.is_some(), roll, findings)
        };
        if let Some(why) = malformed {
            report_header(&why, At::Event(seq, id), findings);
        }
        let standing = match (known.is_some_and(|row| roll.stands(row)), in_place) {
            (true, _) => Standing::Repeated,
            (false, true) => Standing::InPlace,
            (false, false) => Standing::Astray,
        };
        Step { kind: stored.kind(), id, known, reading, seq, position, standing }
    }

    /// An event that stands where its number says.
    fn stand(
        &mut self,
        stored: &StoredHeader,
        id: EventId,
        doubted: bool,
        roll: &mut Roll<'_>,
        findings: &mut Findings,
    ) {
        let seq = self.walked.next;
        let link_doubted = self.link(stored, id, roll, findings);
        self.go_on(seq, stored, id, doubted || link_doubted);
    }

    fn go_on(&mut self, seq: u64, stored: &StoredHeader, id: EventId, doubted: bool) {
        let recorded_at_us = stored.recorded_at_us();
        self.before = Before::Event(Link { seq, id, recorded_at_us, doubted });
        self.walked.next = seq.saturating_add(1);
        self.walked.head = Some((Seq(seq), id));
    }

    /// Compares an event at the next place with the one before it. Answers
    /// whether it was found out to be changed itself.
    fn link(&mut self, stored: &StoredHeader, id: EventId, roll: &mut Roll<'_>, findings: &mut Findings) -> bool {
        let (seq, prev) = (Seq(self.walked.next), stored.prev());
        let here = At::Event(seq, id);
        match &self.before {
            Before::Start if prev == EventId::ZERO => false,
            Before::Start => {
                let message = format_args!("event {seq} is the first and names {prev} as the one before it");
                findings.broken(Code::ChainLink, here, message);
                true
            }
            Before::Unread => {
                roll.name(prev, seq.0.checked_sub(1).map(Seq));
                false
            }
            Before::Event(last) if prev == last.id => {
                if stored.recorded_at_us() <= last.recorded_at_us {
                    let message = format_args!(
                        "event {seq} was recorded at {} µs, not after the event before it at {} µs",
                        stored.recorded_at_us(),
                        last.recorded_at_us
                    );
                    findings.broken(Code::TimeOrder, here, message);
                }
                false
            }
            Before::Event(Link { seq: last, doubted: true, .. }) => {
                roll.name(prev, Some(Seq(*last)));
                false
            }
            Before::Event(last) => {
                let (last_seq, last_id) = (last.seq, last.id);
                if self.is_vouched_for(seq, id) {
                    roll.name(prev, Some(Seq(last_seq)));
                    let message = format_args!(
                        "the header of event {last_seq} was changed: its id is {last_id} now, and event {seq} names it as {prev}"
                    );
                    findings.broken(Code::ChainLink, At::Event(Seq(last_seq), last_id), message);
                    false
                } else {
                    let message = format_args!(
                        "the header of event {seq} was changed: it names {prev} as the event before it, which is {last_id}"
                    );
                    findings.broken(Code::ChainLink, here, message);
                    true
                }
            }
        }
    }

    /// Whether what follows an event, or remembers it, names it by its id.
    fn is_vouched_for(&mut self, seq: Seq, id: EventId) -> bool {
        match self.items.peek() {
            Some(Ok(next)) => next.header.prev() == id,
            Some(Err(_)) => true,
            None => self.vouchers.iter().find(|(at, _)| *at == seq).is_none_or(|(_, named)| *named == id),
        }
    }

    /// An event whose number is not the next one. Answers with its place, and
    /// whether that is its own.
    fn out_of_order(
        &mut self,
        stored: &StoredHeader,
        id: EventId,
        doubted: bool,
        roll: &mut Roll<'_>,
        findings: &mut Findings,
    ) -> (Seq, bool) {
        let (says, due) = (stored.seq().0, self.walked.next);
        let following = match self.items.peek() {
            Some(Ok(next)) => Some(next.header.seq().0),
            _ => None,
        };
        let fits = match &self.before {
            Before::Start => stored.prev() == EventId::ZERO,
            Before::Event(last) => stored.prev() == last.id,
            Before::Unread => false,
        };
        let repeated = roll.find(id).is_some_and(|row| roll.stands(row));
        let mut stray = |instead| {
            self.strays.push(strays::Stray {
                at: self.walked.head.map(|(seq, _)| seq.0),
                due,
                says,
                id,
                instead,
                repeated,
            });
        };
        if following == Some(due) {
            stray(false);
            return (Seq(says), false);
        }
        if following.is_some() && following == says.checked_add(1) {
            self.jump(stored, id, doubted, fits, roll, findings);
            return (Seq(says), true);
        }
        if fits {
            let message = format_args!("event {due} says that it is event {says}, and follows event {}", Last(due));
            findings.broken(Code::SeqOrder, At::Event(Seq(due), id), message);
            self.link(stored, id, roll, findings);
            self.go_on(due, stored, id, true);
            return (Seq(due), true);
        }
        if following == due.checked_add(1) || (following.is_none() && says < due && !repeated) {
            stray(true);
            self.before = Before::Unread;
            self.walked.next = due.saturating_add(1);
            return (Seq(says), false);
        }
        if says > due {
            self.jump(stored, id, doubted, fits, roll, findings);
            return (Seq(says), true);
        }
        stray(false);
        (Seq(says), false)
    }

    /// Goes on from an event that says another number than the next one.
    fn jump(
        &mut self,
        stored: &StoredHeader,
        id: EventId,
        doubted: bool,
        fits: bool,
        roll: &mut Roll<'_>,
        findings: &mut Findings,
    ) {
        let (says, due) = (stored.seq().0, self.walked.next);
        let here = At::Event(Seq(says), id);
        if says < due {
            let message = format_args!(
                "after event {} the log goes back to event {says}: events are repeated, or others put in their place",
                Last(due)
            );
            findings.broken(Code::SeqOrder, here, message);
        } else if fits {
            let message =
                format_args!("event {says} names event {} as the one before it: numbers are left out", Last(due));
            findings.broken(Code::SeqOrder, here, message);
        } else {
            self.gaps.insert(due, says - 1);
            roll.lose(says - due - 1);
        }
        if !fits {
            roll.name(stored.prev(), says.checked_sub(1).map(Seq));
        }
        self.go_on(says, stored, id, doubted);
    }
}

/// The number before the next one, in words.
struct Last(u64);

impl std::fmt::Display for Last {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.checked_sub(1) {
            Some(last) => write!(f, "{last}"),
            None => f.write_str("none"),
        }
    }
}

fn report_header(why: &HeaderError, at: At, findings: &mut Findings) {
    findings.broken(Code::HeaderMalformed, at, format_args!("{why}"));
}
