//! What the statements of a data set come to, one after the other.

use std::collections::{BTreeMap, BTreeSet};

use super::files::Surveyed;
use super::past::{Form, Latest, Past, key, short};
use super::{ImportProgress, OnConflict, Refused, Run};
use crate::domain::{Citation, Claim, Content, EventId, Fact, Field, QUOTE_MAX_LEN, Text, excerpt};
use crate::ledger::{Error, Ledger};
use crate::projections::Record;
use crate::transfer::import::{DataSet, Place, Statement, Unit};

/// How many quotes one fact carries at most; of a longer history of versions
/// the oldest stand in earlier events alone.
const CITATIONS_MOST: usize = 12;

/// What goes through the statements of a data set.
pub(super) struct Reconciler<'i, 'r> {
    ledger: &'i mut Ledger,
    set: String,
    past: &'i Past,
    files: &'i mut [Surveyed],
    run: &'i mut Run<'r>,
    /// The fact that each statement is, by its whole key.
    facts: BTreeMap<String, EventId>,
    /// How operations on facts say what they go by.
    labels: String,
}

/// What becomes of a statement.
enum Course {
    Same(EventId),
    Add,
    Amend(EventId, Vec<Citation>),
    Conflict(String),
}

impl<'i, 'r> Reconciler<'i, 'r> {
    pub fn new(
        ledger: &'i mut Ledger,
        set: String,
        past: &'i Past,
        files: &'i mut [Surveyed],
        run: &'i mut Run<'r>,
    ) -> Self {
        let articles = &ledger.state.prefix.knowledge.articles;
        let labels = files.iter().filter_map(|file| {
            let label = &articles.get(&file.survey.id)?.source.description.label;
            Some(format!("{label} ({})", &file.survey.id.to_string()[..12]))
        });
        let labels = labels.collect::<Vec<_>>().join(", ");
        Self { ledger, set, past, files, run, facts: BTreeMap::new(), labels }
    }

    /// Takes out what is gone, then goes through the units.
    pub fn take(&mut self, data: DataSet) -> Result<(), Error> {
        for row in &data.refused {
            self.refuse(&row.place, row.why.clone());
        }
        self.take_out_what_is_gone(&data)?;
        let total = data.units.len() as u64;
        for (done, unit) in (0..).zip(&data.units) {
            (self.run.progress)(ImportProgress { done, total });
            self.take_unit(unit)?;
        }
        Ok(())
    }

    /// Retracts the facts of which the data set says nothing any more. What is
    /// said by rows that are refused now is left as it is: that they do not
    /// fit does not make it untrue.
    fn take_out_what_is_gone(&mut self, data: &DataSet) -> Result<(), Error> {
        let keys = data.units.iter().flat_map(|unit| unit.statements.iter().map(|said| short(&unit.key_of(said))));
        let said: BTreeSet<String> = keys.collect();
        let refused: Vec<String> =
            data.refused.iter().filter_map(|row| row.key.as_ref()).map(|key| format!("{key}/")).collect();
        let refused: BTreeSet<&str> = refused.iter().map(String::as_str).collect();
        let is_refused = |statement: &str| {
            let units = statement.char_indices().filter(|(_, c)| *c == '/').map(|(at, _)| &statement[..=at]);
            units.into_iter().any(|unit| refused.contains(unit))
        };
        let gone: Vec<(String, Latest)> = self
            .past
            .statements(&self.set)
            .filter(|(statement, _)| !said.contains(*statement) && !is_refused(statement))
            .map(|(statement, latest)| (statement.to_owned(), latest))
            .collect();
        let before = self.run.done.counts.retracted;
        for (statement, latest) in gone {
            self.take_out(&statement, latest)?;
        }
        let retracted = self.run.done.counts.retracted - before;
        if retracted * 2 > self.past.statements(&self.set).count() as u64 {
            self.run.done.notes.push(format!(
                "more than half of what `{}` held is gone from it; if this is a part of the set and not a newer version, give it a name of its own with --set",
                self.set
            ));
        }
        Ok(())
    }

    fn take_out(&mut self, statement: &str, latest: Latest) -> Result<(), Error> {
        let knowledge = &self.ledger.state.prefix.knowledge;
        let Some(form) = Form::of(knowledge, latest.event).filter(|form| form.record.retraction.is_none()) else {
            return Ok(());
        };
        let target = form.record.origin.1;
        if form.record.current().is_some_and(|now| !says_the_same(now, form.stated)) {
            let why =
                format!("{} was corrected here, and `{}` does not have it any more", shown(form.record), self.set);
            self.conflict(why);
            return Ok(());
        }
        let why = because(&format!("no longer in {}", self.labels))?;
        let content = Content::Retracted { target, why };
        self.stage(content, statement, latest.number + 1)?;
        self.run.done.counts.retracted += 1;
        Ok(())
    }

    /// All of a row or nothing of it, as far as it can be read; what does not
    /// fit with the rest of the ledger is left out alone.
    fn take_unit(&mut self, unit: &Unit) -> Result<(), Error> {
        let mut facts = Vec::new();
        for statement in &unit.statements {
            match self.fact(unit, statement) {
                Ok(fact) => facts.push(fact),
                Err(error @ Error::Io { .. }) => return Err(error),
                Err(why) => {
                    let place = statement.places.first().unwrap_or(&unit.place).clone();
                    self.refuse(&place, why.to_string());
                    // What it said before stands, and other rows may speak of it.
                    self.remember(unit);
                    return Ok(());
                }
            }
        }
        for (statement, mut fact) in unit.statements.iter().zip(facts) {
            // The appointment may be of this very unit, and only now be known.
            self.set_ends(statement, &mut fact);
            let place = statement.places.first().unwrap_or(&unit.place).clone();
            match self.take_statement(&unit.key_of(statement), fact) {
                Ok(()) => {}
                Err(error @ (Error::Alias(_) | Error::Input { .. } | Error::Refused(_) | Error::Body(_))) => {
                    self.refuse(&place, error.to_string());
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn latest(&self, statement: &str) -> Option<Latest> {
        self.past.latest(&self.set, statement)
    }

    fn remember(&mut self, unit: &Unit) {
        for statement in &unit.statements {
            let whole = unit.key_of(statement);
            let known = self.latest(&short(&whole));
            let record = known.and_then(|latest| self.ledger.state.prefix.knowledge.record(latest.event));
            if let Some(record) = record {
                self.facts.insert(whole, record.origin.1);
            }
        }
    }

    fn fact(&mut self, unit: &Unit, statement: &Statement) -> Result<Fact, Error> {
        let own = std::slice::from_ref(&unit.place);
        let places = if statement.places.is_empty() { own } else { &statement.places };
        let mut citations = Vec::new();
        for place in places {
            citations.extend(self.cite(place)?);
        }
        if citations.len() > CITATIONS_MOST {
            return Err(Error::Refused(format!(
                "it has more than {} bytes, and no fact quotes more",
                CITATIONS_MOST * QUOTE_MAX_LEN
            )));
        }
        let mut fields = statement.fields.clone();
        fields.unset(Field::Ends);
        Ok(Fact::from_fields(statement.kind, &fields, citations)?)
    }

    fn cite(&mut self, place: &Place) -> Result<Vec<Citation>, Error> {
        match self.files.get_mut(place.file) {
            Some(file) => file.cite(place, QUOTE_MAX_LEN as u64),
            None => Ok(Vec::new()),
        }
    }

    /// A departure ends the fact that its appointment became; one of which
    /// nothing became is ended by no departure.
    fn set_ends(&self, statement: &Statement, fact: &mut Fact) {
        if let (Claim::Departed { ends, .. }, Some(appointment)) = (&mut fact.claim, statement.fields.get(Field::Ends))
        {
            *ends = self.facts.get(appointment).copied();
        }
    }

    fn take_statement(&mut self, whole: &str, mut fact: Fact) -> Result<(), Error> {
        let statement = short(whole);
        let latest = self.latest(&statement);
        let number = latest.map_or(1, |latest| latest.number + 1);
        match self.course(latest, &fact) {
            Course::Same(known) => {
                self.facts.insert(whole.to_owned(), known);
                self.run.done.counts.same += 1;
            }
            Course::Add => {
                let event = self.add(fact, &statement, number)?;
                self.facts.insert(whole.to_owned(), event);
                self.run.done.counts.added += 1;
            }
            Course::Amend(target, before) => {
                let known = before.into_iter().filter(|known| !fact.citations.contains(known)).collect::<Vec<_>>();
                fact.citations.extend(known);
                fact.citations.truncate(CITATIONS_MOST);
                let now = self.ledger.state.prefix.knowledge.record(target).and_then(Record::current).cloned();
                match &now {
                    Some(now) => self.ledger.check_amended(now, &fact)?,
                    None => self.ledger.check_fact(&fact)?,
                }
                let why = because(&format!("changed in {}", self.labels))?;
                let content = Content::Amended { target, fact, why };
                self.stage(content, &statement, number)?;
                self.facts.insert(whole.to_owned(), target);
                self.run.done.counts.amended += 1;
            }
            Course::Conflict(why) => {
                self.conflict(why);
                self.remember_one(whole, latest);
                if self.run.import.on_conflict == OnConflict::KeepBoth {
                    let event = self.add(fact, &statement, number)?;
                    self.facts.insert(whole.to_owned(), event);
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, fact: Fact, statement: &str, number: u32) -> Result<EventId, Error> {
        self.ledger.check_fact(&fact)?;
        self.stage(Content::Fact(fact), statement, number)
    }

    fn remember_one(&mut self, whole: &str, latest: Option<Latest>) {
        let record = latest.and_then(|latest| self.ledger.state.prefix.knowledge.record(latest.event));
        if let Some(record) = record.filter(|record| record.retraction.is_none()) {
            self.facts.insert(whole.to_owned(), record.origin.1);
        }
    }

    /// Compares what is stated now with what was stated before and what the
    /// ledger says.
    fn course(&self, latest: Option<Latest>, theirs: &Fact) -> Course {
        let form = latest.and_then(|latest| Form::of(&self.ledger.state.prefix.knowledge, latest.event));
        let Some(Form { stated, record }) = form else { return Course::Add };
        let fact = record.origin.1;
        if says_the_same(theirs, stated) {
            // What somebody here made of it since is theirs to say.
            return Course::Same(fact);
        }
        match record.current() {
            None => Course::Conflict(format!(
                "{} was taken back here, and `{}` has it otherwise now",
                shown(record),
                self.set
            )),
            Some(ours) if says_the_same(ours, theirs) => Course::Same(fact),
            Some(ours) if says_the_same(ours, stated) => Course::Amend(fact, ours.citations.clone()),
            Some(_) => Course::Conflict(format!(
                "{} was corrected here, and `{}` has it otherwise now",
                shown(record),
                self.set
            )),
        }
    }

    fn stage(&mut self, content: Content, statement: &str, number: u32) -> Result<EventId, Error> {
        let key = key(&self.set, statement, number);
        let receipt = self.ledger.stage_content(content, key, self.run.options, &mut self.run.staged)?;
        self.run.receipts.push(receipt);
        Ok(receipt.id)
    }

    fn refuse(&mut self, place: &Place, why: String) {
        let file = self.files.get(place.file).map_or_else(String::new, |file| file.name.clone());
        self.run.done.counts.refused += 1;
        self.run.done.refused.push(Refused { file, line: place.line, why });
    }

    fn conflict(&mut self, why: String) {
        self.run.done.counts.conflicting += 1;
        self.run.done.conflicts.push(why);
    }
}

/// Whether two facts say the same, whatever they cite.
fn says_the_same(a: &Fact, b: &Fact) -> bool {
    let parts = |fact: &Fact| {
        let Fact { when, basis, announced, stance, note, why, .. } = fact.clone();
        (when, basis, announced, stance, note, why)
    };
    a.claim == b.claim && parts(a) == parts(b)
}

/// A fact for a message: its event and what it says.
fn shown(record: &Record) -> String {
    let said = record.last_said().map(Fact::to_fields);
    let said = said
        .iter()
        .flat_map(|fields| fields.iter())
        .filter(|(field, _)| matches!(field, Field::Person | Field::Name | Field::Body | Field::Post | Field::When));
    let said: Vec<&str> = said.map(|(_, text)| text).collect();
    format!("event {} ({})", record.origin.0, excerpt(&said.join(", ")))
}

/// A reason that fits, whatever the files are called.
fn because(text: &str) -> Result<Text, Error> {
    let end = text.floor_char_boundary(Text::MAX_LEN);
    Text::new(&text[..end]).map_err(|why| Error::Refused(why.to_string()))
}
