//! The story of 26 June 2016, recorded as a desk would have recorded it: each
//! article shortly after its stamp, its facts through the door of JSON Lines.
//!
//! What happened is in `tests/fixtures/story/`. Clock and randomness are
//! stood in for, so the same files always make the same log.

#![allow(dead_code, reason = "each test binary uses a part of this module")]

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

use reshuffle::domain::time::{Moment, Zone, parse_at};
use reshuffle::domain::{EventId, Field, Fields, Name, Quotation, Seq, SourceDescription, SourceField, Text};
use reshuffle::ledger::{
    Amendment, Clock, Environment, EventFilter, KnownAt, Ledger, NewSource, Options, Random, StoredEvent, View, jsonl,
};
use serde_json::Value;

/// The body that the story is about.
pub const BODY: &str = "Labour Shadow Cabinet";

/// The last article before the coda.
const MORNING_AFTER: &str = "morning";

/// The article of the coda.
const CORRECTIONS: &str = "corrections";

struct SetClock(Rc<Cell<Moment>>);

impl Clock for SetClock {
    fn now(&self) -> Moment {
        self.0.get()
    }
}

struct CountedBytes(Cell<u8>);

impl Random for CountedBytes {
    fn fill(&self, buffer: &mut [u8]) -> std::io::Result<()> {
        self.0.set(self.0.get().wrapping_add(1));
        buffer.fill(self.0.get());
        Ok(())
    }
}

/// A ledger in memory with the story, or the beginning of it.
pub struct Story {
    pub ledger: Ledger,
    /// What was recorded under each client key.
    pub keyed: BTreeMap<String, EventId>,
    /// What the desk was warned of, article by article.
    pub warnings: BTreeMap<String, Vec<String>>,
    clock: Rc<Cell<Moment>>,
}

/// Where a file of the story lies.
pub fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/story").join(name)
}

/// The steps of the story: an article each, with when it reached the desk.
pub fn steps() -> Vec<Value> {
    objects("steps.jsonl")
}

/// The text of an article.
pub fn article(label: &str) -> String {
    read(&format!("articles/{label}.txt"))
}

impl Story {
    /// The day and the morning after.
    pub fn told() -> Self {
        Self::told_until(MORNING_AFTER)
    }

    /// The same, and the corrections of a week later.
    pub fn told_with_its_coda() -> Self {
        let mut story = Self::told_until(CORRECTIONS);
        for amendment in objects("amendments.jsonl") {
            story.amend(&amendment);
        }
        story
    }

    fn told_until(last: &str) -> Self {
        let zone = Zone::new("Europe/London").expect("a zone");
        let clock = Rc::new(Cell::new(moment("2016-06-25T17:55", &zone)));
        let environment =
            Environment { clock: Box::new(SetClock(clock.clone())), random: Box::new(CountedBytes(Cell::new(0))) };
        let origin = "example.org/26-june-2016".parse().expect("an origin");
        let ledger = Ledger::in_memory(origin, &zone, desk(), environment).expect("a ledger in memory");
        let mut story = Self { ledger, keyed: BTreeMap::new(), warnings: BTreeMap::new(), clock };
        for step in steps() {
            story.take(&step);
            if step["label"] == last {
                return story;
            }
        }
        panic!("no step of the story is `{last}`");
    }

    /// Adds an article and records its facts, at the moment it reached the desk.
    fn take(&mut self, step: &Value) {
        let label = text(step, "label");
        self.clock.set(moment(text(step, "recorded"), self.ledger.zone()));
        let mut description = SourceDescription::labelled(label).expect("a label");
        for field in SourceField::ALL.iter().filter(|field| **field != SourceField::Label) {
            if let Some(value) = step.get(field.word()).and_then(Value::as_str) {
                description.set(*field, Some(value)).expect("a part of a description");
            }
        }
        let new = NewSource { bytes: article(label).into_bytes(), description, original: None };
        self.ledger.add_source(new, &Options::by(desk())).expect("an article that is accepted");
        let lines = jsonl::read(&read(&format!("facts/{label}.jsonl")), Some(label));
        let keys: Vec<Option<String>> = lines
            .iter()
            .flat_map(|line| line.says.as_ref().expect("a line that reads"))
            .map(|draft| draft.key.as_ref().map(ToString::to_string))
            .collect();
        let receipts = self.ledger.append_lines(lines, &Options::by(desk())).expect("facts that are accepted");
        let ids = receipts.events.iter().map(|receipt| receipt.id);
        self.keyed.extend(keys.into_iter().zip(ids).filter_map(|(key, id)| Some((key?, id))));
        self.warnings.insert(label.to_owned(), receipts.warnings);
    }

    /// Amends the fact of a key by the words of the corrections.
    fn amend(&mut self, amendment: &Value) {
        let quotation = Quotation {
            source: Some(CORRECTIONS.to_owned()),
            exact: text(amendment, "quote").to_owned(),
            prefix: None,
            suffix: None,
        };
        let (when, why) = (text(amendment, "when"), text(amendment, "why"));
        self.change(text(amendment, "of"), (Field::When, when), why, Some(quotation));
    }

    /// Amends one field of the fact of a key.
    pub fn change(&mut self, key: &str, change: (Field, &str), why: &str, quotation: Option<Quotation>) {
        let mut changes = Fields::default();
        changes.set(change.0, change.1);
        let why = Text::new(why).expect("a reason");
        let amendment = Amendment { changes, cleared: Vec::new(), quotation, why };
        let target = format!("id:{}", self.keyed[key]);
        self.ledger.amend(&target, amendment, &Options::by(desk())).expect("an amendment that is accepted");
    }

    /// A moment of the story; one without a day is of 26 June.
    pub fn at(&self, moment_text: &str) -> Moment {
        let full = if moment_text.contains('-') { moment_text.to_owned() } else { format!("2016-06-26T{moment_text}") };
        moment(&full, self.ledger.zone())
    }

    /// What was known at a moment.
    pub fn known_at(&self, moment_text: &str) -> View<'_> {
        self.ledger.view(KnownAt::Moment(self.at(moment_text))).expect("a prefix")
    }

    /// What was known at the last event.
    pub fn known(&self) -> View<'_> {
        self.ledger.view(KnownAt::Head).expect("the head")
    }

    /// Every event as it is stored.
    pub fn stored(&self) -> Vec<StoredEvent> {
        let all = EventFilter::default();
        self.ledger
            .events(Seq(0), &all)
            .expect("a log that reads")
            .map(|event| event.expect("an event that reads").stored)
            .collect()
    }
}

fn moment(text: &str, zone: &Zone) -> Moment {
    parse_at(text, Moment(0), zone).unwrap_or_else(|why| panic!("`{text}` is no moment: {why}"))
}

fn desk() -> Name {
    Name::new("desk").expect("a name")
}

fn text<'v>(object: &'v Value, name: &str) -> &'v str {
    object[name].as_str().unwrap_or_else(|| panic!("`{name}` is missing in {object}"))
}

fn objects(name: &str) -> Vec<Value> {
    read(name).lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect()
}

fn read(name: &str) -> String {
    let path = fixture(name);
    std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}
