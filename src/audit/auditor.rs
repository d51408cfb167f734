//! The pass over the log: each event handed to everyone who doubts it.

use super::aliases::Aliases;
use super::crew::Crew;
use super::erasures::Erasures;
use super::examine::{Examiner, Matter, Reading, Saying};
use super::library::Library;
use super::order::{Order, Standing, Step};
use super::references::References;
use super::report::{At, Findings, Report};
use super::roll::{Roll, RowIndex};
use super::signatures::Signatures;
use super::times::{self, Clocks};
use super::{Code, Progress, Subject, ends, index};
use crate::domain::{Content, Created, EventId, Kind, Seq};
use crate::log::Head;

/// Everyone who doubts, and what they found.
pub(super) struct Auditor<'a> {
    order: Order<'a>,
    roll: Roll<'a>,
    references: References<'a>,
    aliases: Aliases,
    clocks: &'a Clocks,
    erasures: Erasures,
    signatures: Signatures,
    library: Library<'a>,
    created: Option<(Created, At)>,
    events: u64,
    findings: Findings,
}

impl<'a> Auditor<'a> {
    /// One who has seen nothing yet.
    pub fn new(subject: &Subject<'a>, events: Crew<'a>, Examiner { shelf, clocks }: Examiner<'a>) -> Self {
        let head = subject.log.head();
        let count = head.map_or(0, |head| head.seq.0.saturating_add(1));
        let own = head.map(|head| (head.seq, head.id));
        let vouchers = subject.head_file.into_iter().chain(own).collect();
        Self {
            order: Order::new(events, vouchers),
            roll: Roll::expecting(count, subject.log),
            references: References::expecting(count, subject.log),
            aliases: Aliases::default(),
            clocks,
            erasures: Erasures::default(),
            signatures: Signatures::default(),
            library: Library::new(shelf),
            created: None,
            events: 0,
            findings: Findings::default(),
        }
    }

    /// Takes the next event; answers whether there was one.
    pub fn step(&mut self) -> bool {
        let Some(step) = self.order.step(&mut self.roll, &mut self.findings) else {
            return false;
        };
        self.events += 1;
        self.take(step);
        true
    }

    fn take(&mut self, step: Step) {
        let kind = step.kind;
        if let Reading::Faulty(fault) = &step.reading {
            let (code, weight) = fault.code();
            let at = At::Event(step.seq, step.id);
            self.findings.add(code, weight, at, format_args!("{}", fault.message(step.seq)));
        }
        if step.standing == Standing::Repeated {
            return;
        }
        let in_place = step.standing == Standing::InPlace;
        let row = self.roll.enter(step.known, step.seq, kind, in_place);
        if in_place {
            self.judge_beginning(kind, &step);
        }
        match &step.reading {
            Reading::Says(saying) => {
                if let Some(content) = saying.matter.whole() {
                    self.learn((step.seq, step.id), content);
                }
                if in_place {
                    self.judge(row, &step, saying);
                }
            }
            Reading::Erased => {
                self.erasures.is_gone(step.seq, step.id);
                self.roll.silence(kind);
            }
            Reading::Faulty(_) => self.roll.silence(kind),
        }
        if in_place {
            let recorder = if let Reading::Says(saying) = step.reading { Some(saying.recorder) } else { None };
            self.signatures.pass(step.id, kind, recorder);
        }
    }

    /// The first event is the ledger's beginning, and no other is.
    fn judge_beginning(&mut self, kind: u16, step: &Step) {
        let begins = Kind::from_number(kind) == Some(Kind::Created);
        let at = At::Event(step.seq, step.id);
        if step.seq == Seq(0) && !begins {
            self.findings.broken(Code::CreatedFirst, at, format_args!("the first event is not `created`"));
        } else if step.seq != Seq(0) && begins {
            let message = format_args!("event {} is `created`, which only the first one is", step.seq);
            self.findings.broken(Code::CreatedFirst, at, message);
        }
    }

    /// Takes note of what later events may rely on, wherever this one stands.
    fn learn(&mut self, (seq, id): (Seq, EventId), content: &Content) {
        let at = At::Event(seq, id);
        match content {
            Content::Created(created) if self.created.is_none() => {
                self.clocks.begin(created, at, &mut self.findings);
                self.created = Some((created.clone(), at));
            }
            Content::Source(source) => self.library.add((seq, id), source, &mut self.findings),
            Content::SigningKey { holder: Some(holder), key, change, .. } => {
                self.signatures.change(holder, *key, *change);
            }
            Content::Redacted { events, sources, .. } => {
                self.erasures.name(seq, events, sources);
                self.library.erase((seq, id), sources);
            }
            _ => {}
        }
    }

    /// Checks what an event says against what was said before it.
    fn judge(&mut self, row: RowIndex, step: &Step, saying: &Saying) {
        let Self { roll, findings, .. } = self;
        let (place, at) = ((step.seq, step.id), At::Event(step.seq, step.id));
        self.references.judge(roll, row, at, &saying.matter, findings);
        if let Some(key) = saying.key {
            self.references.key(key, step.position, at, findings);
        }
        if let Matter::Signs(signing) = &saying.matter {
            self.signatures.judge(roll, step.seq, at, &saying.recorder, signing, findings);
        }
        match &saying.times {
            Some(impossible) => times::report(impossible, at, findings),
            // It was examined before there was a zone, and kept whole.
            None => {
                let late = saying.matter.whole().and_then(|content| self.clocks.judge(content));
                times::report(&late.unwrap_or_default(), at, findings);
            }
        }
        match saying.matter.whole() {
            Some(Content::Fact(fact) | Content::Amended { fact, .. }) => {
                self.aliases.say(roll.root(row), row, fact, at, findings);
            }
            Some(Content::Retracted { target, .. }) => {
                if let Some(target) = roll.find(*target) {
                    self.aliases.retract(roll.root(target), target, at, findings);
                }
            }
            Some(Content::Source(source)) => self.library.follow_version(place, &source.description),
            Some(Content::Redescribed { source, description, .. }) => {
                self.library.redescribe(place, *source, description, findings);
            }
            _ => {}
        }
        for quoted in saying.quote.iter().chain(&saying.quotes) {
            self.library.quote(place, quoted, findings);
        }
    }

    /// Checks what can only be checked at the end, and reports.
    pub fn finish(self, subject: &Subject<'_>, head: Option<Head>, progress: &mut dyn FnMut(Progress)) -> Report {
        let Self { order, roll, references, erasures, signatures, library, created, events, mut findings, .. } = self;
        // Comparing the index takes as much memory.
        drop(references);
        let walked = order.finish(&mut findings);
        ends::check(subject.head_file, head, &walked, &roll, &mut findings);
        if let (Some((created, at)), Some(settings)) = (&created, &subject.settings) {
            settings.check(created, *at, &mut findings);
        }
        erasures.report(&roll, &mut findings);
        let silent_sources = roll.silent_sources();
        index::check(subject.log, roll.into_ids(), &walked, &mut findings, progress);
        let quotes = library.quotes();
        let sources = library.report(silent_sources, &erasures, &mut findings, progress);
        Report { signed: signatures.report(), ..findings.report(events, sources, quotes, walked.head) }
    }
}
