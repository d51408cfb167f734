//! One name for each identifier of a data set, the same in every version of it.
//!
//! A ledger knows people by name and a data set by identifier. Each identifier
//! gets the name that is current in the data set, with a number behind it where
//! another one has that name (`John Smith #2`). Once recorded it keeps that
//! name as long as the data set still has it among the names of the same
//! identifier, so that a new style becomes one alias and not a correction of
//! everything.

use std::collections::BTreeMap;

use super::{KnownName, Place, Unit, fields};
use crate::domain::{Field, Kind, Name, NameKey, Noun};

/// A name as a data set gives it, with the days between which it was in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub name: String,
    pub from: Option<String>,
    pub to: Option<String>,
    pub place: Place,
}

impl Named {
    /// What names sort by: their end, one without an end last.
    pub fn last_use(&self) -> (bool, Option<&str>, Option<&str>) {
        (self.to.is_none(), self.to.as_deref(), self.from.as_deref())
    }

    /// When it was in use, as an interval that is open where nothing is said.
    fn when(&self) -> Option<String> {
        match (&self.from, &self.to) {
            (None, None) => None,
            (from, to) => Some(format!("{}/{}", from.as_deref().unwrap_or(".."), to.as_deref().unwrap_or(".."))),
        }
    }
}

/// The name of an identifier in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Handle {
    pub name: String,
    /// Whether somebody here gave it, in place of what the data set says.
    pub is_ours: bool,
}

/// The names given so far, by what they are compared by.
pub(super) struct Naming {
    noun: Noun,
    given: BTreeMap<NameKey, String>,
    /// The last number given to each name that several have.
    numbers: BTreeMap<String, u32>,
}

impl Naming {
    pub fn of(noun: Noun) -> Self {
        Self { noun, given: BTreeMap::new(), numbers: BTreeMap::new() }
    }

    /// Keeps the name that an identifier has from before, if it still may: one
    /// that was given here, one that the data set still has, and the identifier
    /// itself where nothing else was known. `whatever` keeps any.
    pub fn keep(&mut self, unit: &str, known: Option<&KnownName>, names: &[Named], whatever: bool) -> Option<Handle> {
        let KnownName { name, is_ours } = known?.clone();
        let plain = without_number(&name);
        let still = || names.iter().any(|named| key(&named.name) == key(plain)) || unit.ends_with(&format!("/{plain}"));
        let may_stay = is_ours || whatever || still();
        (may_stay && self.take(&name, unit)).then_some(Handle { name, is_ours })
    }

    /// Gives a name to an identifier, numbered where another one has it.
    pub fn give(&mut self, unit: &str, wanted: &str) -> Handle {
        let mut name = wanted.to_owned();
        let mut number = self.numbers.get(wanted).copied().unwrap_or(1);
        if number > 1 {
            name = format!("{wanted} #{number}");
        }
        while !self.take(&name, unit) {
            number += 1;
            name = format!("{wanted} #{number}");
        }
        self.numbers.insert(wanted.to_owned(), number);
        Handle { name, is_ours: false }
    }

    /// Says which other names an identifier has: the current one is what the
    /// recorded one stands for, and all others stand for that. A name given
    /// here is what all others stand for. Answers with those that another
    /// identifier has.
    pub fn say_others(&mut self, unit: &mut Unit, handle: &Handle, current: &str, names: &[Named]) -> Vec<String> {
        let mut shared = Vec::new();
        let own = handle.name.as_str();
        let mut said = vec![key(own), key(without_number(own))];
        if !handle.is_ours && !said.contains(&key(current)) {
            let of = self.give(&unit.key, current).name;
            let when = names.iter().find(|named| key(&named.name) == key(own)).and_then(Named::when);
            self.say(unit, "name", (own, &of), when, names.last());
            said.push(key(current));
        }
        for named in names {
            if said.contains(&key(&named.name)) {
                continue;
            }
            said.push(key(&named.name));
            if self.take(&named.name, &unit.key) {
                let statement = format!("name/{}", named.name);
                self.say(unit, &statement, (&named.name, own), named.when(), Some(named));
            } else {
                shared.push(named.name.clone());
            }
        }
        shared
    }

    fn say(&self, unit: &mut Unit, statement: &str, alias: (&str, &str), when: Option<String>, at: Option<&Named>) {
        let of = [
            (Field::Name, Some(alias.0)),
            (Field::Of, Some(alias.1)),
            (Field::Names, Some(self.noun.word())),
            (Field::When, when.as_deref()),
        ];
        unit.say(statement, Kind::Alias, fields(of)).places = at.map(|named| named.place.clone()).into_iter().collect();
    }

    /// Whether a name is free, or is that identifier's already.
    fn take(&mut self, name: &str, unit: &str) -> bool {
        let Some(key) = key(name) else { return true };
        self.given.entry(key).or_insert_with(|| unit.to_owned()) == unit
    }
}

/// What a name is compared by; none where it is no name, which is told later.
fn key(name: &str) -> Option<NameKey> {
    Name::new(name).ok().map(|name| NameKey::of(&name))
}

/// A name without the number that tells it from others of the same spelling.
fn without_number(name: &str) -> &str {
    match name.rsplit_once(" #") {
        Some((plain, number)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => plain,
        _ => name,
    }
}
