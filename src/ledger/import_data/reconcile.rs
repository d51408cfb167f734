//! What the statements of a data set come to, one after the other.

use std::collections::{BTreeMap, BTreeSet};

use super::course::{Course, says_the_same, shown};
use super::files::Surveyed;
use super::past::{Form, Latest, Past, key, short_key, short_unit};
use super::{ImportProgress, OnConflict, Refused, Run};
use crate::domain::{Citation, Claim, Content, EventId, Fact, Field, Kind, Noun, QUOTE_MAX_LEN, SourceId, Text};
use crate::ledger::{Error, Ledger, Part};
use crate::projections::Record;
use crate::transfer::import::{DataSet, Place, Statement, Unit};

/// How many quotes one fact carries at most; of a longer history of versions
/// the oldest stand in earlier events alone.
const CITATIONS_MOST: usize = 12;

/// One of how many facts may be gone from a data set before that is said.
const GONE_NOTED: u64 = 10;

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
    /// How many new people have a name that was here before.
    known_here: u64,
}

impl<'i, 'r> Reconciler<'i, 'r> {
    /// Begins. The files that are new are what changes go by.
    pub fn new(
        ledger: &'i mut Ledger,
        set: String,
        past: &'i Past,
        files: &'i mut [Surveyed],
        new: &BTreeSet<SourceId>,
        run: &'i mut Run<'r>,
    ) -> Result<Self, Error> {
        let articles = &ledger.state()?.prefix.knowledge.articles;
        let label = |file: &Surveyed| {
            let label = &articles.get(&file.survey.id)?.source.description.label;
            Some(format!("{label} ({})", &file.survey.id.to_string()[..12]))
        };
        let changed = files.iter().filter(|file| new.is_empty() || new.contains(&file.survey.id));
        let labels = changed.filter_map(label).collect::<Vec<_>>().join(", ");
        Ok(Self { ledger, set, past, files, run, facts: BTreeMap::new(), labels, known_here: 0 })
    }

    /// Sees which units can be read, takes out what is gone, then goes through them.
    pub fn take(&mut self, data: DataSet) -> Result<(), Error> {
        for row in &data.refused {
            self.refuse(&row.place, row.why.clone());
        }
        let mut unread: BTreeSet<String> =
            data.refused.iter().filter_map(|row| row.key.as_deref()).map(short_unit).collect();
        let mut fit = Vec::new();
        for unit in &data.units {
            match self.check(unit) {
                // What was said of a row before stands as a whole, where a part of it cannot be read now.
                Ok(()) if unread.contains(&short_unit(&unit.key)) && self.is_known(unit) => self.remember(unit)?,
                Ok(()) => fit.push(unit),
                Err((place, why)) => {
                    self.refuse(&place, why);
                    unread.insert(short_unit(&unit.key));
                    self.remember(unit)?;
                }
            }
        }
        self.take_out_what_is_gone(&data, &unread)?;
        let total = fit.len() as u64;
        for (done, unit) in (0..).zip(fit) {
            (self.run.progress)(ImportProgress { done, total });
            self.take_unit(unit)?;
        }
        if self.known_here > 0 {
            self.run.done.notes.push(format!(
                "{} of the new people have names that were here before, and are taken for the same; `reshuffle person split` tells them apart",
                self.known_here
            ));
        }
        Ok(())
    }

    /// Whether all that a unit says reads as facts.
    fn check(&self, unit: &Unit) -> Result<(), (Place, String)> {
        for statement in &unit.statements {
            let first = statement.places.first().unwrap_or(&unit.place).clone();
            let places =
                if statement.places.is_empty() { std::slice::from_ref(&unit.place) } else { &statement.places };
            let pieces =
                places.iter().map(|place| (place.bytes.end - place.bytes.start).div_ceil(QUOTE_MAX_LEN as u64));
            if pieces.sum::<u64>() > CITATIONS_MOST as u64 {
                let most = CITATIONS_MOST * QUOTE_MAX_LEN;
                return Err((first, format!("it has more than {most} bytes, and no fact quotes more")));
            }
            let read = read(statement, vec![stand_in()]);
            let checked = read.and_then(|fact| match fact.claim.kind() {
                // Whether an alias fits depends on those before it.
                Kind::Alias => Ok(()),
                _ => self.ledger.check_fact(&fact),
            });
            checked.map_err(|why| (first, why.to_string()))?;
        }
        Ok(())
    }

    /// Retracts the facts of which the data set says nothing any more. What is
    /// said by rows that cannot be read now is left as it is: that they do not
    /// fit does not make it untrue.
    fn take_out_what_is_gone(&mut self, data: &DataSet, unread: &BTreeSet<String>) -> Result<(), Error> {
        let keys = data.units.iter().flat_map(|unit| unit.statements.iter().map(|said| short_key(unit, said)));
        let said: BTreeSet<String> = keys.collect();
        let is_unread = |statement: &str| {
            let ends = statement.match_indices("//").map(|(at, _)| &statement[..at]);
            ends.into_iter().any(|unit| unread.contains(unit))
        };
        let gone: Vec<(String, Latest)> = self
            .past
            .statements(&self.set)
            .filter(|(statement, _)| !said.contains(*statement) && !is_unread(statement))
            .map(|(statement, latest)| (statement.to_owned(), latest))
            .collect();
        let before = self.run.done.counts.retracted;
        for (statement, latest) in gone {
            self.take_out(&statement, latest)?;
        }
        let (retracted, all) = (self.run.done.counts.retracted - before, self.past.statements(&self.set).count());
        if retracted * GONE_NOTED > all as u64 {
            self.run.done.notes.push(format!(
                "{retracted} of {all} facts are gone from `{}` and were retracted; if this is a part of the set and not a newer version, import it under a name of its own with --set",
                self.set
            ));
        }
        Ok(())
    }

    fn take_out(&mut self, statement: &str, latest: Latest) -> Result<(), Error> {
        let knowledge = &self.ledger.state()?.prefix.knowledge;
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
        let unit = statement.split_once("//").map_or(statement, |(unit, _)| unit);
        let why = because(&format!("{unit} does not say so any more in {}", self.labels))?;
        self.stage(Content::Retracted { target, why }, statement, latest.number + 1)?;
        self.run.done.counts.retracted += 1;
        Ok(())
    }

    /// Goes through what a unit says. Where any of it is in conflict and both
    /// are to be kept, all of it stands beside what is here: an end that
    /// belongs to one beginning is none of another.
    fn take_unit(&mut self, unit: &Unit) -> Result<(), Error> {
        let mut conflicts = 0;
        for statement in &unit.statements {
            let whole = unit.key_of(statement);
            let latest = self.past.latest(&self.set, &short_key(unit, statement));
            let mut fact = read(statement, vec![stand_in()])?;
            self.set_ends(statement, &mut fact);
            let course = self.course(latest, &fact)?;
            if let Some(known) = course.fact() {
                self.facts.insert(whole, known);
            }
            if let Course::Conflict(_, why) = course {
                conflicts += 1;
                self.conflict(why);
            }
        }
        let keeps_both = conflicts > 0 && self.run.import.on_conflict == OnConflict::KeepBoth;
        for statement in &unit.statements {
            let taken = self.take_statement(unit, statement, keeps_both);
            let place = statement.places.first().unwrap_or(&unit.place);
            match taken {
                Err(Error::Input { part: Part::Field(Field::Ends), why }) => self.conflict(why),
                Err(Error::Target(why)) => self.conflict(why.to_string()),
                Err(why @ (Error::Alias(_) | Error::Input { .. } | Error::Refused(_) | Error::Body(_))) => {
                    self.refuse(place, why.to_string());
                }
                Err(why @ Error::KeyConflict { .. }) => self.refuse(place, why.to_string()),
                other => other?,
            }
        }
        Ok(())
    }

    fn take_statement(&mut self, unit: &Unit, statement: &Statement, keeps_both: bool) -> Result<(), Error> {
        let (whole, short) = (unit.key_of(statement), short_key(unit, statement));
        let latest = self.past.latest(&self.set, &short);
        let number = latest.map_or(1, |latest| latest.number + 1);
        let mut fact = read(statement, vec![stand_in()])?;
        self.set_ends(statement, &mut fact);
        let course = if keeps_both { Course::Add } else { self.course(latest, &fact)? };
        if let Course::Same(_) | Course::Conflict(..) = course {
            self.run.done.counts.same += u64::from(matches!(course, Course::Same(_)));
            return Ok(());
        }
        fact.citations = self.cite(unit, statement)?;
        match course {
            Course::Amend(target) => {
                let now = self.ledger.state()?.prefix.knowledge.record(target).and_then(Record::current).cloned();
                let before = now.iter().flat_map(|now| now.citations.iter());
                let before: Vec<Citation> = before.filter(|known| !fact.citations.contains(known)).cloned().collect();
                fact.citations.extend(before);
                fact.citations.truncate(CITATIONS_MOST);
                match &now {
                    Some(now) => self.ledger.check_amended(now, &fact)?,
                    None => self.ledger.check_fact(&fact)?,
                }
                let why = because(&format!("changed in {}", self.labels))?;
                self.stage(Content::Amended { target, fact: fact.into(), why }, &short, number)?;
                self.run.done.counts.amended += 1;
            }
            _ => {
                self.ledger.check_fact(&fact)?;
                self.note_known_name(statement, &fact)?;
                let event = self.stage(Content::Fact(fact.into()), &short, number)?;
                self.facts.insert(whole, event);
                self.run.done.counts.added += u64::from(!keeps_both);
            }
        }
        Ok(())
    }

    /// Whoever is new to the data set and has a name that others gave before.
    fn note_known_name(&mut self, statement: &Statement, fact: &Fact) -> Result<(), Error> {
        if let Claim::Identified { noun: Noun::Person, name, .. } = &fact.claim
            && statement.key == "id"
        {
            let is_known = self.ledger.state()?.names.knows(Noun::Person, &name.into());
            self.known_here += u64::from(is_known);
        }
        Ok(())
    }

    fn is_known(&self, unit: &Unit) -> bool {
        unit.statements.iter().any(|said| self.past.latest(&self.set, &short_key(unit, said)).is_some())
    }

    /// Notes what a unit said before, of which other units may speak.
    fn remember(&mut self, unit: &Unit) -> Result<(), Error> {
        let knowledge = &self.ledger.state()?.prefix.knowledge;
        for statement in &unit.statements {
            let known = self.past.latest(&self.set, &short_key(unit, statement));
            let record = known.and_then(|latest| knowledge.record(latest.event));
            if let Some(record) = record {
                self.facts.insert(unit.key_of(statement), record.origin.1);
            }
        }
        Ok(())
    }

    fn cite(&mut self, unit: &Unit, statement: &Statement) -> Result<Vec<Citation>, Error> {
        let own = std::slice::from_ref(&unit.place);
        let places = if statement.places.is_empty() { own } else { &statement.places };
        let mut citations = Vec::new();
        for place in places {
            if let Some(file) = self.files.get_mut(place.file) {
                citations.extend(file.cite(place, QUOTE_MAX_LEN as u64)?);
            }
        }
        Ok(citations)
    }

    /// A departure ends the fact that its appointment became; one of which
    /// nothing became is ended by no departure.
    fn set_ends(&self, statement: &Statement, fact: &mut Fact) {
        if let (Claim::Departed { ends, .. }, Some(appointment)) = (&mut fact.claim, statement.fields.get(Field::Ends))
        {
            *ends = self.facts.get(appointment).copied();
        }
    }

    fn course(&self, latest: Option<Latest>, theirs: &Fact) -> Result<Course, Error> {
        let knowledge = &self.ledger.state()?.prefix.knowledge;
        let form = latest.and_then(|latest| Form::of(knowledge, latest.event));
        Ok(form.map_or(Course::Add, |form| Course::of(&form, theirs, &self.set)))
    }

    fn stage(&mut self, content: Content, statement: &str, number: u32) -> Result<EventId, Error> {
        let key = key(&self.set, statement, number)?;
        let receipt = self.ledger.stage_content(content, Some(key), self.run.options, &mut self.run.staged)?;
        self.run.receipts.push(receipt);
        Ok(receipt.id)
    }

    fn refuse(&mut self, place: &Place, why: String) {
        let file = self.files.get(place.file).map_or_else(String::new, |file| file.name.clone());
        self.run.done.counts.refused += 1;
        self.run.done.refused.push(Refused { file, line: place.line, column: place.column, why });
    }

    fn conflict(&mut self, why: String) {
        self.run.done.counts.conflicting += 1;
        self.run.done.conflicts.push(why);
    }
}

/// The fact that a statement is, but for what it ends.
fn read(statement: &Statement, citations: Vec<Citation>) -> Result<Fact, Error> {
    let mut fields = statement.fields.clone();
    fields.unset(Field::Ends);
    Ok(Fact::from_fields(statement.kind, &fields, citations)?)
}

/// What stands for the rows of a fact until they are needed: it is never recorded.
fn stand_in() -> Citation {
    let (exact, context) = ("-".to_owned(), String::new());
    Citation {
        source: SourceId([0; 32]),
        exact,
        prefix: context.clone(),
        suffix: context,
        byte_start: 0,
        char_start: 0,
    }
}

/// A reason that fits, whatever the files are called.
fn because(text: &str) -> Result<Text, Error> {
    let end = text.floor_char_boundary(Text::MAX_LEN);
    Text::new(&text[..end]).map_err(|why| Error::Refused(why.to_string()))
}
