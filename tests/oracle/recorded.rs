//! A history put into a ledger in memory.

use std::cell::Cell;
use std::rc::Rc;

use reshuffle::domain::time::{Moment, Zone};
use reshuffle::domain::{
    Draft, EventId, Field, Fields, Name, Origin, Quotation, Seq, SourceDescription, SourceId, Text,
};
use reshuffle::ledger::{Amendment, Clock, Environment, Error, KnownAt, Ledger, NewSource, Options, Random, View};

use crate::history::{History, Op, place};

const QUOTE: &str = "it is so";

struct Ticking(Rc<Cell<i64>>);

impl Clock for Ticking {
    fn now(&self) -> Moment {
        Moment(self.0.replace(self.0.get() + 1_000_000))
    }
}

struct Counted(Cell<u64>);

impl Random for Counted {
    fn fill(&self, buffer: &mut [u8]) -> std::io::Result<()> {
        self.0.set(self.0.get() + 1);
        let number = self.0.get().to_le_bytes();
        buffer.iter_mut().enumerate().for_each(|(at, byte)| *byte = number[at % 8]);
        Ok(())
    }
}

/// A ledger and where each operation of its history went.
pub struct Recorded {
    pub ledger: Ledger,
    /// The event of each operation; none where it was refused.
    pub events: Vec<Option<(Seq, EventId)>>,
    /// Why an operation was refused.
    pub refusals: Vec<Option<String>>,
    sources: Vec<(String, SourceId)>,
}

/// The zone of every ledger here.
pub fn zone() -> Zone {
    Zone::new("Europe/London").expect("a zone")
}

/// Records a history, leaving out what the ledger refuses.
pub fn record(history: &History) -> Recorded {
    let clock = Ticking(Rc::new(Cell::new(1_800_000_000_000_000)));
    let environment = Environment { clock: Box::new(clock), random: Box::new(Counted(Cell::new(0))) };
    let origin: Origin = "example.org/oracle".parse().expect("an origin");
    let ledger = Ledger::in_memory(origin, &zone(), name("desk"), environment).expect("a ledger in memory");
    let mut recorded = Recorded { ledger, events: vec![], refusals: vec![], sources: vec![] };
    for op in &history.0 {
        let done = recorded.put(op);
        recorded.refusals.push(done.as_ref().err().cloned());
        recorded.events.push(done.ok());
    }
    recorded
}

fn name(text: &str) -> Name {
    Name::new(text).expect("a name")
}

fn options() -> Options {
    Options::by(name("tester"))
}

fn quotation(label: &str) -> Quotation {
    Quotation { source: Some(label.to_owned()), exact: QUOTE.to_owned(), prefix: None, suffix: None }
}

fn words(error: Error) -> String {
    error.to_string()
}

impl Recorded {
    /// Which operations were accepted.
    pub fn accepted(&self) -> Vec<bool> {
        self.events.iter().map(Option::is_some).collect()
    }

    /// What is known when so many operations are recorded.
    pub fn known_after(&self, operations: usize) -> View<'_> {
        let last = self.events[..operations].iter().rev().flatten().next();
        let seq = last.map_or(Seq(0), |(seq, _)| *seq);
        self.ledger.view(KnownAt::Seq(seq)).expect("a prefix")
    }

    /// The operation that an event came of.
    pub fn operation(&self, id: EventId) -> Option<usize> {
        self.events.iter().position(|event| event.is_some_and(|(_, known)| known == id))
    }

    fn event(&self, operation: usize) -> Result<String, String> {
        match self.events.get(operation) {
            Some(Some((_, id))) => Ok(format!("id:{id}")),
            _ => Err("there is no such event".to_owned()),
        }
    }

    fn fields<'f>(&self, given: impl IntoIterator<Item = (&'f Field, &'f String)>) -> Result<Fields, String> {
        let mut fields = Fields::default();
        for (field, value) in given {
            let value = match place(value).filter(|_| *field == Field::Ends) {
                Some(operation) => self.event(operation)?,
                None => value.clone(),
            };
            fields.set(*field, value);
        }
        Ok(fields)
    }

    fn put(&mut self, op: &Op) -> Result<(Seq, EventId), String> {
        let why = || Text::new("it was wrong").expect("a reason");
        let receipts = match op {
            Op::Article { label, parts } => {
                let mut description = SourceDescription::labelled(label).expect("a label");
                for (part, value) in parts {
                    description.set(*part, Some(value)).expect("a description");
                }
                let bytes = format!("In {label}, {QUOTE}.").into_bytes();
                let new = NewSource { bytes, description, original: None };
                let added = self.ledger.add_source(new, &options()).map_err(words)?;
                self.sources.push((label.clone(), added.id));
                added.receipts
            }
            Op::Redescribe { label, parts } => {
                let known = self.sources.iter().find(|(known, _)| known == label);
                let id = known.map(|(_, id)| *id).ok_or("there is no such article")?;
                self.ledger.redescribe(id, parts, why(), &options()).map_err(words)?
            }
            Op::Fact { kind, fields, source } => {
                let draft =
                    Draft { kind: *kind, fields: self.fields(fields)?, quotation: Some(quotation(source)), key: None };
                self.ledger.append(vec![draft], &options()).map_err(words)?
            }
            Op::Amend { target, set, unset, source } => {
                let amendment = Amendment {
                    changes: self.fields(set)?,
                    cleared: unset.clone(),
                    quotation: source.as_deref().map(quotation),
                    why: why(),
                };
                self.ledger.amend(&self.event(*target)?, amendment, &options()).map_err(words)?
            }
            Op::Retract { target } => self.ledger.retract(&self.event(*target)?, why(), &options()).map_err(words)?,
            Op::Corroborate { target, source } => {
                let target = self.event(*target)?;
                self.ledger.corroborate(&target, &quotation(source), &options()).map_err(words)?
            }
        };
        Ok((receipts.events[0].seq, receipts.events[0].id))
    }
}
