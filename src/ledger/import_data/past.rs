//! What earlier imports of a format recorded, found by the keys they gave.
//!
//! The key of an imported event is `import:SET:UNIT//STATEMENT@N`: the data set,
//! the row, what of it, and which event about that this is, from 1.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Claim, ClientKey, EventId, Fact, Noun, SourceId, excerpt, is_deceptive};
use crate::ledger::Error;
use crate::ledger::state::State;
use crate::projections::{Knowledge, Record};
use crate::proof::source_digest;
use crate::transfer::import::{Format, Known, KnownName, Statement, Unit};

/// The last thing that an import did about a statement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Latest {
    pub number: u32,
    pub event: EventId,
}

/// The statements of each data set of a format.
pub(super) struct Past {
    format: Format,
    sets: BTreeMap<String, BTreeMap<String, Latest>>,
}

/// How every key of an imported event begins.
const BEGIN: &str = "import:";

impl Past {
    /// Looks at every key that an import of the format gave.
    pub fn of(state: &State, format: Format) -> Self {
        let mut sets: BTreeMap<String, BTreeMap<String, Latest>> = BTreeMap::new();
        let begin = format!("{BEGIN}{}", format.word());
        for (key, (_, event)) in state.keys_from(&begin) {
            let Some((set, statement, number)) = read_key(key).filter(|(set, ..)| is_of(set, format)) else { continue };
            let statements = sets.entry(set.to_owned()).or_default();
            let latest = statements.entry(statement.to_owned()).or_insert(Latest { number, event });
            if latest.number <= number {
                *latest = Latest { number, event };
            }
        }
        Self { format, sets }
    }

    /// The statements of a data set.
    pub fn statements(&self, set: &str) -> impl Iterator<Item = (&str, Latest)> {
        self.sets.get(set).into_iter().flatten().map(|(statement, latest)| (statement.as_str(), *latest))
    }

    /// The last thing that was done about a statement of a data set.
    pub fn latest(&self, set: &str, statement: &str) -> Option<Latest> {
        self.sets.get(set)?.get(statement).copied()
    }

    /// Whether there is such a data set.
    pub fn has(&self, set: &str) -> bool {
        self.sets.contains_key(set)
    }

    /// Whether nothing of the format was imported.
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// The data set of which statements with these keys are another version:
    /// the one that shares most with them, if that is at least half of the
    /// smaller of both. Names of files decide nothing.
    pub fn version_of(&self, keys: &BTreeSet<String>) -> Option<&str> {
        let shared = self.sets.iter().filter_map(|(set, statements)| {
            let shared = keys.iter().filter(|key| statements.contains_key(*key)).count();
            (shared * 2 >= keys.len().min(statements.len()) && shared > 0).then_some((shared, set))
        });
        shared.max_by_key(|(shared, _)| *shared).map(|(_, set)| set.as_str())
    }

    /// A name for a data set that is new.
    pub fn new_name(&self, stem: &str) -> String {
        let word = self.format.word();
        let plain = if self.format == Format::Ifg { word.to_owned() } else { format!("{word}/{}", set_name(stem)) };
        let numbered = (2_u32..).map(|number| format!("{plain}-{number}"));
        let mut names = std::iter::once(plain.clone()).chain(numbered);
        names.find(|name| !self.has(name)).unwrap_or(plain)
    }

    /// The names that persons and bodies have from before, for the reader of a
    /// version of a data set.
    pub fn known(&self, set: &str, knowledge: &Knowledge) -> Known {
        let scheme = scheme_of(self.format, set);
        let mut known = Known { scheme, ..Known::default() };
        for (other, statements) in &self.sets {
            let forms = statements.values().filter_map(|latest| Form::of(knowledge, latest.event));
            let forms: Vec<Form<'_>> = forms.collect();
            let named = forms.iter().filter_map(|form| form.name(self.format, &known.scheme));
            let named: Vec<(String, KnownName)> = named.collect();
            let is_ranked = |form: &Form<'_>| {
                form.record.retraction.is_none() && matches!(&form.stated.claim, Claim::Appointed { rank: Some(_), .. })
            };
            known.ranks |= other == set && forms.iter().any(is_ranked);
            if other == set {
                known.names.extend(named);
            } else if self.format.is_one_file_each() {
                known.elsewhere.extend(named);
            }
        }
        known
    }
}

/// Whose identifiers those of a data set are. The files of one publisher that
/// refer to each other share theirs.
fn scheme_of(format: Format, set: &str) -> String {
    if format.is_one_file_each() { format.word().to_owned() } else { set.to_owned() }
}

fn is_of(set: &str, format: Format) -> bool {
    let rest = set.strip_prefix(format.word());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '-']))
}

/// What an import stated, in the event with which it did, and the fact it is of.
pub(super) struct Form<'k> {
    /// What the data set said then.
    pub stated: &'k Fact,
    /// Everything recorded of the fact.
    pub record: &'k Record,
}

impl<'k> Form<'k> {
    /// The form that an event gave a fact; none where the event took it back.
    pub fn of(knowledge: &'k Knowledge, event: EventId) -> Option<Self> {
        let record = knowledge.record(event)?;
        let amendment = record.amendments().iter().find(|amendment| amendment.id == event);
        let stated = amendment.map(|amendment| &amendment.fact).or(record.original.as_ref())?;
        Some(Self { stated, record })
    }

    /// The unit of a person or body and its name, where it is stated that an
    /// identifier of the data set's own names it. A name that somebody here put
    /// in its place, as who splits people does, holds.
    fn name(&self, format: Format, own_scheme: &str) -> Option<(String, KnownName)> {
        let Claim::Identified { noun, name: stated, scheme, id } = &self.stated.claim else { return None };
        if scheme.as_str() != own_scheme || *noun == Noun::Post {
            return None;
        }
        let now = match self.record.current().map(|fact| &fact.claim) {
            Some(Claim::Identified { name, .. }) => name,
            _ => stated,
        };
        let known = KnownName { name: now.to_string(), is_ours: now != stated };
        Some((format!("{}/{id}", format.unit_word(*noun)), known))
    }
}

/// The most bytes of a data set's name behind the word of its format. With what
/// is below, a key is never longer than keys may be.
const SET_LEN_MAX: usize = 24;
/// The most bytes of a unit in a key.
const UNIT_LEN_MAX: usize = 52;
/// The most bytes of a statement of a unit in a key.
const STATEMENT_LEN_MAX: usize = 25;

/// The name of a file as that of a data set: short, and without what keys are parted by.
fn set_name(stem: &str) -> String {
    let plain = |c: char| if c == ':' || is_deceptive(c) { '_' } else { c };
    let name: String = stem.chars().map(plain).collect();
    name[..name.floor_char_boundary(SET_LEN_MAX)].trim().to_owned()
}

/// The data set that somebody names.
pub(super) fn named_set(format: Format, named: &str) -> Result<String, Error> {
    let word = format.word();
    let own = named.strip_prefix(word).and_then(|rest| rest.strip_prefix(['/', '-'])).unwrap_or(named);
    if own.is_empty() || set_name(own) != own {
        return Err(Error::Refused(format!(
            "`{}` cannot be the name of a data set: it has at most {SET_LEN_MAX} bytes, all of them seen, and no colon",
            excerpt(named)
        )));
    }
    Ok(if is_of(named, format) { named.to_owned() } else { format!("{word}/{named}") })
}

/// What a unit is called in keys: itself, or its digest where it is long.
pub(super) fn short_unit(unit: &str) -> String {
    short(unit, UNIT_LEN_MAX)
}

/// What a statement is called in keys. What belongs to a unit begins with that.
pub(super) fn short_key(unit: &Unit, statement: &Statement) -> String {
    format!("{}//{}", short_unit(&unit.key), short(&statement.key, STATEMENT_LEN_MAX))
}

fn short(text: &str, most: usize) -> String {
    if text.len() <= most && !text.chars().any(is_deceptive) && text.trim() == text {
        return text.to_owned();
    }
    let digest = SourceId(source_digest(text.as_bytes())).to_string();
    format!("#{}", &digest[..most.min(33) - 1])
}

/// The key of the next event about a statement.
pub(super) fn key(set: &str, statement: &str, number: u32) -> Result<ClientKey, Error> {
    let key = format!("{BEGIN}{set}:{statement}@{number}");
    ClientKey::new(key.as_str()).map_err(|why| Error::Refused(format!("`{}` cannot be a key: {why}", excerpt(&key))))
}

fn read_key(key: &str) -> Option<(&str, &str, u32)> {
    let (set, rest) = key.strip_prefix(BEGIN)?.split_once(':')?;
    let (statement, number) = rest.rsplit_once('@')?;
    Some((set, statement, number.parse().ok()?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_key_is_one_and_reads_back() {
        let (unit, statement) = (short_unit(&"é/".repeat(90)), short(&"on_leave/began/".repeat(9), STATEMENT_LEN_MAX));
        let longest = format!("{}//{}", "u".repeat(UNIT_LEN_MAX), "s".repeat(STATEMENT_LEN_MAX));
        let set = format!("parlparse/{}", "s".repeat(SET_LEN_MAX));
        for said in [format!("{unit}//{statement}"), longest] {
            let key = key(&set, &said, 9_999).unwrap();
            assert_eq!(read_key(key.as_str()), Some((set.as_str(), said.as_str(), 9_999)));
        }
    }

    #[test]
    fn a_set_is_named_with_or_without_the_word_of_its_format() {
        assert_eq!(named_set(Format::Popolo, "board").unwrap(), "popolo/board");
        assert_eq!(named_set(Format::Popolo, "popolo/board").unwrap(), "popolo/board");
        assert_eq!(named_set(Format::Ifg, "ifg-2").unwrap(), "ifg-2");
        for bad in ["", "a:b", "a\nb", &"x".repeat(25), "popolo/"] {
            assert!(named_set(Format::Popolo, bad).is_err(), "{bad:?}");
        }
    }
}
