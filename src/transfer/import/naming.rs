//! One name for each identifier of a data set, the same in every version of it.
//!
//! A ledger knows people by name and a data set by identifier. Each identifier
//! gets the name that is current in the data set, with a number behind it where
//! another one has that name (`John Smith #2`). Once recorded it keeps that
//! name as long as the data set still has it among the names of the same
//! identifier, so that a new style becomes one alias and not a correction of
//! everything.

use std::collections::BTreeMap;

use super::{Place, Unit, fields};
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
    /// When it was in use, as an interval that is open where nothing is said.
    fn when(&self) -> Option<String> {
        match (&self.from, &self.to) {
            (None, None) => None,
            (from, to) => Some(format!("{}/{}", from.as_deref().unwrap_or(".."), to.as_deref().unwrap_or(".."))),
        }
    }
}

/// The names given so far, by what they are compared by.
pub(super) struct Naming {
    noun: Noun,
    given: BTreeMap<NameKey, String>,
}

impl Naming {
    pub fn of(noun: Noun) -> Self {
        Self { noun, given: BTreeMap::new() }
    }

    /// Keeps the name that an identifier has from before, if it still may.
    pub fn keep(&mut self, unit: &str, known: Option<&String>, names: &[Named]) -> Option<String> {
        let known = known?;
        let plain = without_number(known);
        let still = names.iter().any(|named| key(&named.name) == key(plain)) || unit.ends_with(&format!("/{plain}"));
        (still && self.take(known, unit)).then(|| known.clone())
    }

    /// Gives a name to an identifier, numbered where another one has it.
    pub fn give(&mut self, unit: &str, wanted: &str) -> String {
        let numbered = (2_u32..).map(|number| format!("{wanted} #{number}"));
        let mut candidates = std::iter::once(wanted.to_owned()).chain(numbered);
        candidates.find(|name| self.take(name, unit)).unwrap_or_else(|| wanted.to_owned())
    }

    /// Says which other names an identifier has: the current one is what the
    /// recorded one stands for, and all others stand for that. Answers with
    /// those that another identifier has.
    pub fn say_others(&mut self, unit: &mut Unit, handle: &str, current: &str, names: &[Named]) -> Vec<String> {
        let mut shared = Vec::new();
        let mut said = vec![key(handle), key(without_number(handle))];
        if !said.contains(&key(current)) {
            let of = self.give(&unit.key, current);
            let when = names.iter().find(|named| key(&named.name) == key(handle)).and_then(Named::when);
            self.say(unit, "name", (handle, &of), when, names.last());
            said.push(key(current));
        }
        for named in names {
            if said.contains(&key(&named.name)) {
                continue;
            }
            said.push(key(&named.name));
            if self.take(&named.name, &unit.key) {
                let statement = format!("name/{}", named.name);
                self.say(unit, &statement, (&named.name, handle), named.when(), Some(named));
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
