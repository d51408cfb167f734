//! The pass over the log: each event handed to everyone who doubts it.

use super::aliases::Aliases;
use super::body::{self, Reading};
use super::erasures::Erasures;
use super::library::Library;
use super::order::{Order, Standing, Step};
use super::references::References;
use super::report::{At, Findings, Report};
use super::roll::{Roll, RowIndex};
use super::times::Times;
use super::{Code, Progress, Subject, ends, index};
use crate::domain::{Content, Created, Entry, EventId, Kind, Seq};
use crate::log::Head;

/// Everyone who doubts, and what they found.
pub(super) struct Auditor<'a> {
    order: Order<'a>,
    roll: Roll,
    references: References<'a>,
    aliases: Aliases,
    times: Times,
    erasures: Erasures,
    library: Library<'a>,
    created: Option<(Created, At)>,
    events: u64,
    findings: Findings,
}

impl<'a> Auditor<'a> {
    /// One who has seen nothing yet.
    pub fn new(subject: &Subject<'a>) -> Self {
        let own = subject.log.head().map(|head| (head.seq, head.id));
        let vouchers = subject.head_file.into_iter().chain(own).collect();
        Self {
            order: Order::new(subject.log.scan(Seq(0)), vouchers),
            roll: Roll::default(),
            references: References::new(subject.log),
            aliases: Aliases::default(),
            times: Times::default(),
            erasures: Erasures::default(),
            library: Library::new(subject.sources),
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
        self.take(&step);
        true
    }

    fn take(&mut self, step: &Step) {
        let kind = u16::from_be_bytes([step.stored.header[6], step.stored.header[7]]);
        let reading = body::read(step, kind, &mut self.findings);
        if step.standing == Standing::Repeated {
            return;
        }
        let in_place = step.standing == Standing::InPlace;
        let row = self.roll.enter(step.id, step.seq, kind, in_place);
        if in_place {
            self.judge_beginning(kind, step);
        }
        match reading {
            Reading::Entry(entry) => {
                self.learn((step.seq, step.id), &entry.content);
                if in_place {
                    self.judge(row, step, &entry);
                }
            }
            Reading::Erased => {
                self.erasures.is_gone(step.seq, step.id);
                self.roll.silence(kind);
            }
            Reading::Nothing => self.roll.silence(kind),
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
                self.times.begin(created, at, &mut self.findings);
                self.created = Some((created.clone(), at));
            }
            Content::Source(source) => self.library.add((seq, id), source, &mut self.findings),
            Content::Redacted { events, sources, .. } => {
                self.erasures.name(seq, events, sources);
                self.library.erase((seq, id), sources);
            }
            _ => {}
        }
    }

    /// Checks what an event says against what was said before it.
    fn judge(&mut self, row: RowIndex, step: &Step, entry: &Entry) {
        let Self { roll, findings, .. } = self;
        let (place, at) = ((step.seq, step.id), At::Event(step.seq, step.id));
        let content = &entry.content;
        self.references.judge(roll, row, at, content, findings);
        if let Some(key) = &entry.key {
            self.references.key(key, entry, step.position, at, findings);
        }
        self.times.judge(content, at, findings);
        match content {
            Content::Fact(fact) | Content::Amended { fact, .. } => {
                self.aliases.say(roll.row(row).root, row, fact, at, findings);
            }
            Content::Retracted { target, .. } => {
                if let Some(target) = roll.find(*target) {
                    self.aliases.retract(roll.row(target).root, target, at, findings);
                }
            }
            Content::Source(source) => self.library.follow_version(place, &source.description),
            Content::Redescribed { source, description, .. } => {
                self.library.redescribe(place, *source, description, findings);
            }
            _ => {}
        }
        for citation in content.citations() {
            self.library.quote(place, citation, findings);
        }
    }

    /// Checks what can only be checked at the end, and reports.
    pub fn finish(self, subject: &Subject<'_>, head: Option<Head>, progress: &mut dyn FnMut(Progress)) -> Report {
        let Self { order, roll, erasures, library, created, events, mut findings, .. } = self;
        let mut walked = order.finish(&mut findings);
        ends::check(subject.head_file, head, &walked, &roll, &mut findings);
        if let (Some((created, at)), Some(settings)) = (&created, &subject.settings) {
            settings.check(created, *at, &mut findings);
        }
        erasures.report(&roll, &mut findings);
        index::check(subject.log, &mut walked, &mut findings, progress);
        let quotes = library.quotes();
        let sources = library.report(&roll, &erasures, &mut findings, progress);
        findings.report(events, sources, quotes, walked.head)
    }
}
