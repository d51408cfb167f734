//! A desk that records facts in a few words, and asks in as few.

use std::cell::Cell;
use std::rc::Rc;

use reshuffle::domain::time::{Moment, Zone};
use reshuffle::domain::{
    Draft, EventId, Field, Fields, HowRule, Kind, Name, Origin, Quotation, Seq, SourceDescription, SourceField,
    SourceId, Text,
};
use reshuffle::ledger::{
    Amendment, Cabinet, CheckedClaim, Clock, Environment, Error, KnownAt, Ledger, NewSource, Options, Random, Row,
    Rule, Tally, View,
};

/// The words that every article of the desk holds.
pub const QUOTE: &str = "it is so";

/// The body that a fact speaks of unless it names one.
pub const BODY: &str = "Cabinet";

struct Ticking(Rc<Cell<i64>>);

impl Clock for Ticking {
    fn now(&self) -> Moment {
        Moment(self.0.replace(self.0.get() + 1_000_000))
    }
}

struct Counted(Cell<u8>);

impl Random for Counted {
    fn fill(&self, buffer: &mut [u8]) -> std::io::Result<()> {
        self.0.set(self.0.get().wrapping_add(1));
        buffer.fill(self.0.get());
        Ok(())
    }
}

/// A ledger in memory, in London, with one article.
pub struct Desk {
    pub ledger: Ledger,
}

impl Desk {
    pub fn new() -> Self {
        let clock = Ticking(Rc::new(Cell::new(1_800_000_000_000_000)));
        let environment = Environment { clock: Box::new(clock), random: Box::new(Counted(Cell::new(0))) };
        let origin: Origin = "example.org/desk".parse().expect("an origin");
        let zone = Zone::new("Europe/London").expect("a zone");
        let mut desk =
            Self { ledger: Ledger::in_memory(origin, &zone, name("desk"), environment).expect("a ledger in memory") };
        desk.article("paper", "");
        desk
    }

    /// Adds an article whose description is given as `field=value; …`.
    pub fn article(&mut self, label: &str, parts: &str) -> SourceId {
        let mut description = SourceDescription::labelled(label).expect("a label");
        for (part, value) in pairs(parts) {
            let field: SourceField = part.parse().expect("a part of a description");
            description.set(field, Some(value)).expect("a description");
        }
        let bytes = format!("In {label}, {QUOTE}.").into_bytes();
        let new = NewSource { bytes, description, original: None };
        self.ledger.add_source(new, &options()).expect("an article").id
    }

    /// Describes an article anew; answers with the event that does.
    #[track_caller]
    pub fn redescribe(&mut self, article: SourceId, parts: &str) -> EventId {
        let changes: Vec<_> = pairs(parts)
            .map(|(part, value)| (part.parse().expect("a part of a description"), Some(value.to_owned())))
            .collect();
        let done = self.ledger.redescribe(article, &changes, why(), &options());
        done.expect("a description that is accepted").events[0].id
    }

    /// Records a fact: its kind, the name it is about, when, and the rest as
    /// `field=value; …`, where `source` names another article than the first.
    #[track_caller]
    pub fn add(&mut self, kind: &str, who: &str, when: &str, rest: &str) -> EventId {
        self.try_add(kind, who, when, rest).expect("a fact that is accepted")
    }

    pub fn try_add(&mut self, kind: &str, who: &str, when: &str, rest: &str) -> Result<EventId, Error> {
        let receipts = self.ledger.append(vec![draft(kind, who, when, rest)], &options())?;
        Ok(receipts.events[0].id)
    }

    #[track_caller]
    pub fn amend(&mut self, target: EventId, changes: &str) -> EventId {
        self.try_amend(target, changes).expect("an amendment that is accepted")
    }

    pub fn try_amend(&mut self, target: EventId, changes: &str) -> Result<EventId, Error> {
        let mut fields = Fields::default();
        let mut source = None;
        for (field, value) in pairs(changes) {
            match field {
                "source" => source = Some(value.to_owned()),
                _ => {
                    fields.set(field.parse().expect("a field"), value);
                }
            }
        }
        let quotation = source.map(|label| quotation(&label));
        let amendment = Amendment { changes: fields, cleared: Vec::new(), quotation, why: why() };
        let receipts = self.ledger.amend(&format!("id:{target}"), amendment, &options())?;
        Ok(receipts.events[0].id)
    }

    #[track_caller]
    pub fn retract(&mut self, target: EventId) -> EventId {
        self.try_retract(target).expect("a retraction that is accepted")
    }

    pub fn try_retract(&mut self, target: EventId) -> Result<EventId, Error> {
        Ok(self.ledger.retract(&format!("id:{target}"), why(), &options())?.events[0].id)
    }

    #[track_caller]
    pub fn corroborate(&mut self, target: EventId, label: &str) -> EventId {
        self.try_corroborate(target, label).expect("a corroboration that is accepted")
    }

    pub fn try_corroborate(&mut self, target: EventId, label: &str) -> Result<EventId, Error> {
        let done = self.ledger.corroborate(&format!("id:{target}"), &quotation(label), &options());
        Ok(done?.events[0].id)
    }

    pub fn at(&self, text: &str) -> Moment {
        self.ledger.parse_at(text).expect("a moment")
    }

    pub fn view(&self) -> View<'_> {
        self.ledger.view(KnownAt::Head).expect("the head")
    }

    /// What was known when an event was the last one.
    pub fn known_by(&self, event: EventId) -> View<'_> {
        let seq: Seq = self.ledger.find_event(&format!("id:{event}")).expect("an event");
        self.ledger.view(KnownAt::Seq(seq)).expect("a prefix")
    }

    pub fn full_cabinet(&self, at: &str) -> Cabinet {
        self.view().cabinet(None, self.at(at)).expect("a cabinet")
    }

    /// The holders as `person, post: certainty`, a seat without a post as `-`.
    pub fn cabinet(&self, at: &str) -> Vec<String> {
        holders(&self.full_cabinet(at))
    }

    /// Least and most of a way out, by the moment of the answer.
    pub fn count(&self, how: &str, at: &str) -> (u32, u32) {
        bounds(&self.tally(&rule(how), at))
    }

    pub fn tally(&self, rule: &Rule, at: &str) -> Tally {
        self.view().tally(rule, self.at(at)).expect("a tally").0
    }

    pub fn row(&self, rule: &Rule, at: &str, person: &str) -> Row {
        let rows = self.tally(rule, at).people;
        rows.into_iter().find(|row| row.person == person).expect("a row of that person")
    }

    /// The range of someone's only departure, as a person would write its ends.
    pub fn left(&self, person: &str) -> (Moment, Moment) {
        let when = self.row(&rule("left"), "2100", person).when;
        (when.earliest, when.latest)
    }

    pub fn claim(&self, at: &str) -> CheckedClaim {
        self.view().claims(None, self.at(at)).expect("claims").remove(0)
    }

    /// Both ends of a time as the ledger reads it.
    pub fn ends(&self, text: &str) -> (Moment, Moment) {
        (self.ledger.parse_from(text).expect("a moment"), self.at(text))
    }
}

pub fn draft(kind: &str, who: &str, when: &str, rest: &str) -> Draft {
    let (kind, how) = Kind::fact_named(kind).expect("a kind of fact");
    let mut fields = Fields::default();
    fields.set_some(Field::How, how);
    if let Some(field) = kind.positional() {
        fields.set(field, who);
    }
    if kind.required_fields().contains(&Field::Body) && kind.positional() != Some(Field::Body) {
        fields.set(Field::Body, BODY);
    }
    if !when.is_empty() {
        fields.set(Field::When, when);
    }
    let (mut label, mut key) = ("paper", None);
    for (field, value) in pairs(rest) {
        match field {
            "source" => label = value,
            "key" => key = Some(value.parse().expect("a key")),
            _ => {
                fields.set(field.parse().expect("a field"), value);
            }
        }
    }
    Draft { kind, fields, quotation: Some(quotation(label)), key }
}

pub fn options() -> Options {
    Options::by(name("tester"))
}

pub fn name(text: &str) -> Name {
    Name::new(text).expect("a name")
}

pub fn rule(how: &str) -> Rule {
    Rule::of(how.parse::<HowRule>().expect("a way out"))
}

pub fn bounds(tally: &Tally) -> (u32, u32) {
    (tally.bounds.least, tally.bounds.most)
}

pub fn holders(cabinet: &Cabinet) -> Vec<String> {
    let rows = cabinet.holders.iter();
    rows.map(|holder| {
        format!("{}, {}: {}", holder.person, holder.post.as_deref().unwrap_or("-"), holder.certainty.word())
    })
    .collect()
}

fn quotation(label: &str) -> Quotation {
    Quotation { source: Some(label.to_owned()), exact: QUOTE.to_owned(), prefix: None, suffix: None }
}

fn why() -> Text {
    Text::new("it was wrong").expect("a reason")
}

fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| part.split_once('=').expect("field=value"))
}

/// The ids of events that stand behind something.
pub fn ids<'e>(events: impl IntoIterator<Item = &'e (Seq, EventId)>) -> Vec<EventId> {
    events.into_iter().map(|(_, id)| *id).collect()
}
