//! Histories in which everything happens that bears on who holds what: names
//! joined and parted, posts renamed and abolished, facts amended and taken
//! back, articles described anew.

use std::path::Path;

use reshuffle::domain::time::{Moment, Zone};
use reshuffle::domain::{EventId, Field, Fields, Name, Quotation, SourceDescription, SourceField, Text};
use reshuffle::ledger::{Amendment, Clock, Environment, Error, Ledger, NewSource, Options, Receipts, jsonl};

use crate::dice::Dice;

const ARTICLE: &str = "They changed the board, said the minutes of that day.";

struct Steps(std::cell::Cell<i64>);

impl Clock for Steps {
    fn now(&self) -> Moment {
        self.0.set(self.0.get() + 1_000_000);
        Moment(self.0.get())
    }
}

/// A ledger that is told things by chance.
pub struct Teller {
    pub ledger: Ledger,
    dice: Dice,
    facts: Vec<EventId>,
    appointments: Vec<(EventId, String, String)>,
    sources: usize,
    /// How many of what was told were refused, as by chance some must be.
    pub refused: usize,
}

impl Teller {
    pub fn new(dir: &Path, dice: Dice) -> Self {
        let environment = Environment {
            clock: Box::new(Steps(std::cell::Cell::new(1_466_000_000_000_000))),
            ..Environment::system()
        };
        let zone = Zone::new("Europe/London").unwrap();
        let ledger = Ledger::init(dir, "example.org/slices".parse().unwrap(), &zone, desk(), environment).unwrap();
        let mut teller = Self { ledger, dice, facts: Vec::new(), appointments: Vec::new(), sources: 0, refused: 0 };
        teller.add_source(None);
        teller.add_source(Some("2003-06-15T12:00"));
        teller
    }

    /// Tells so many things.
    pub fn tell(&mut self, times: usize) {
        for _ in 0..times {
            let told = match self.dice.below(40) {
                0 => self.amend(),
                1 => self.retract(),
                2 => self.corroborate(),
                3 => self.redescribe(),
                _ => self.fact(),
            };
            match told {
                Ok(done) => self.facts.extend(done.events.iter().map(|receipt| receipt.id)),
                Err(_) => self.refused += 1,
            }
        }
    }

    fn add_source(&mut self, as_of: Option<&str>) {
        let mut description = SourceDescription::labelled(&format!("minutes {}", self.sources)).unwrap();
        description.set(SourceField::AsOf, as_of).unwrap();
        let bytes = format!("{ARTICLE} {}", self.sources).into_bytes();
        self.ledger.add_source(NewSource { bytes, description, original: None }, &options()).unwrap();
        self.sources += 1;
    }

    fn pick(&mut self, of: &str, count: u64) -> String {
        format!("{of} {}", char::from(b'A' + u8::try_from(self.dice.below(count)).unwrap()))
    }

    fn person(&mut self) -> String {
        // Some are spelt in two ways that are one name.
        if self.dice.below(12) == 0 {
            return ["Peg O'Hara", "Peg O’Hara"][usize::try_from(self.dice.below(2)).unwrap()].to_owned();
        }
        self.pick("Person", 14)
    }

    fn when(&mut self) -> String {
        let (year, month, day) = (2000 + self.dice.below(8), 1 + self.dice.below(12), 1 + self.dice.below(28));
        match self.dice.below(8) {
            0 => format!("{year}"),
            1 => format!("{year}-{month:02}"),
            2 => format!("../{year}-{month:02}-{day:02}"),
            3 => format!("{year}-{month:02}-{day:02}T12:00"),
            _ => format!("{year}-{month:02}-{day:02}"),
        }
    }

    fn quoted(&mut self, line: &str) -> String {
        let source = self.dice.below(self.sources as u64);
        format!(r#"{{{line},"source":"minutes {source}","quote":"changed the board"}}"#)
    }

    fn append(&mut self, line: &str) -> Result<Receipts, Error> {
        let drafts = jsonl::read_line(1, line, None).says.map_err(Error::from)?;
        self.ledger.append(drafts, &options())
    }

    fn fact(&mut self) -> Result<Receipts, Error> {
        let (person, body, post, when) = (self.person(), self.pick("Body", 4), self.pick("Post", 4), self.when());
        let post = if self.dice.below(6) == 0 { String::new() } else { format!(r#","post":"{post}""#) };
        let holding = format!(r#""person":"{person}","body":"{body}"{post},"when":"{when}""#);
        let how = ["resigned", "sacked", "stood_down", "unknown"][usize::try_from(self.dice.below(4)).unwrap()];
        let line = match self.dice.below(40) {
            0 => {
                let (noun, name, of) = match self.dice.below(3) {
                    0 => ("body", self.pick("Body", 6), body),
                    1 => ("post", self.pick("Post", 6), self.pick("Post", 4)),
                    _ => ("person", self.pick("Person", 18), person),
                };
                format!(r#"{{"fact":"alias","name":"{name}","of":"{of}","names":"{noun}","why":"the same"}}"#)
            }
            1 => {
                let (other, change) = (self.pick("Post", 4), ["renamed", "abolished", "created"]);
                let change = change[usize::try_from(self.dice.below(3)).unwrap()];
                let to = if change == "renamed" { format!(r#","to":"{other}""#) } else { String::new() };
                let own = self.pick("Post", 4);
                self.quoted(&format!(
                    r#""fact":"post","body":"{body}","post":"{own}","change":"{change}"{to},"when":"{when}","seats":2"#
                ))
            }
            2 => {
                let parent = self.pick("Body", 5);
                self.quoted(&format!(r#""fact":"body","body":"{body}","part_of":"{parent}","seats":9"#))
            }
            3 => self.quoted(&format!(r#""fact":"withdrawn",{holding}"#)),
            4 => self.quoted(&format!(r#""fact":"held",{holding}"#)),
            5 => self.quoted(&format!(r#""fact":"status",{holding},"status":"on_leave","change":"began""#)),
            6 => self.quoted(&format!(r#""fact":"aligned","person":"{person}","group":"The Wing""#)),
            7 => self.quoted(&format!(r#""fact":"departed","how":"{how}",{holding},"stance":"denied""#)),
            8 => self.quoted(&format!(r#""fact":"departed","how":"{how}",{holding},"announced":"2004-05-06""#)),
            9 => self.quoted(&format!(r#""fact":"appointed",{holding},"acting":true"#)),
            10 => self.quoted(&format!(r#""fact":"appointed",{holding},"stance":"expected""#)),
            14 => self.counted(&body, how, &when),
            15 => {
                let id = self.dice.below(9);
                let (noun, name, id) = match self.dice.below(2) {
                    0 => ("person", person, format!("Q{id}")),
                    _ => ("post", self.pick("Post", 5), format!("P{id}")),
                };
                format!(r#"{{"fact":"identified","{noun}":"{name}","scheme":"example","id":"{id}","why":"looked up"}}"#)
            }
            11..=13 if !self.appointments.is_empty() => {
                let (ends, person, body) =
                    self.appointments[usize::try_from(self.dice.next()).unwrap_or(0) % self.appointments.len()].clone();
                self.quoted(&format!(
                    r#""fact":"departed","how":"{how}","person":"{person}","body":"{body}","when":"{when}","ends":"{ends}""#
                ))
            }
            nth if nth % 2 == 0 => self.quoted(&format!(r#""fact":"departed","how":"{how}",{holding}"#)),
            _ => {
                let line = self.quoted(&format!(r#""fact":"appointed",{holding},"rank":"cabinet""#));
                let done = self.append(&line)?;
                self.appointments.push((done.events[0].id, person, body));
                return Ok(done);
            }
        };
        self.append(&line)
    }

    fn counted(&mut self, body: &str, how: &str, when: &str) -> String {
        let (from, number) = (2000 + self.dice.below(8), self.dice.below(9));
        let from = if self.dice.below(2) == 0 { String::new() } else { format!(r#","from":"{from}""#) };
        let body = if self.dice.below(4) == 0 { String::new() } else { format!(r#","body":"{body}""#) };
        let how = if how == "unknown" { "left" } else { how };
        let per = ["person", "post"][usize::try_from(self.dice.below(2)).unwrap()];
        let rest = format!(r#""how":"{how}","number":{number}{from}{body},"per":"{per}","when":"{when}""#);
        self.quoted(&format!(r#""fact":"counted",{rest}"#))
    }

    fn target(&mut self) -> String {
        self.facts
            .get(usize::try_from(self.dice.next() % 1_000_000).unwrap() % self.facts.len().max(1))
            .map_or_else(|| "0".to_owned(), ToString::to_string)
    }

    fn amend(&mut self) -> Result<Receipts, Error> {
        let mut changes = Fields::default();
        let (person, when) = (self.person(), self.when());
        match self.dice.below(3) {
            0 => changes.set(Field::Person, person),
            1 => changes.set(Field::Body, self.pick("Body", 4)),
            _ => changes.set(Field::When, when),
        };
        let amendment = Amendment { changes, cleared: Vec::new(), quotation: None, why: why() };
        let target = self.target();
        self.ledger.amend(&target, amendment, &options())
    }

    fn retract(&mut self) -> Result<Receipts, Error> {
        let target = self.target();
        self.ledger.retract(&target, why(), &options())
    }

    fn corroborate(&mut self) -> Result<Receipts, Error> {
        let source = Some(format!("minutes {}", self.dice.below(self.sources as u64)));
        let quotation = Quotation { source, exact: "said the minutes".to_owned(), prefix: None, suffix: None };
        let target = self.target();
        self.ledger.corroborate(&target, &quotation, &options())
    }

    fn redescribe(&mut self) -> Result<Receipts, Error> {
        if self.dice.below(20) != 0 {
            self.add_source(None);
            return Ok(Receipts::default());
        }
        let source = format!("minutes {}", self.dice.below(self.sources as u64));
        let source = self.ledger.find_source(&source)?.source.digest;
        let stamp = format!("200{}-07-01T09:00", self.dice.below(8));
        self.ledger.redescribe(source, &[(SourceField::AsOf, Some(stamp))], why(), &options())
    }
}

fn desk() -> Name {
    Name::new("desk").unwrap()
}

fn options() -> Options {
    Options::by(desk())
}

fn why() -> Text {
    Text::new("a slip").unwrap()
}
