//! What earlier imports of a format recorded, found by the keys they gave.
//!
//! The key of an imported event is `import:SET:UNIT/STATEMENT@N`: the data set,
//! what is said there, and the how manieth event about it this is.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Claim, ClientKey, EventId, Fact, Noun};
use crate::ledger::state::State;
use crate::projections::{Knowledge, Record};
use crate::transfer::import::{Format, Known};

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
            let named = statements
                .values()
                .filter_map(|latest| Form::of(knowledge, latest.event)?.name(self.format, &known.scheme));
            let named: Vec<(String, String)> = named.collect();
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

    /// The unit of a person, body or post and its name, where it is stated that
    /// an identifier of the data set's own names it.
    fn name(&self, format: Format, own_scheme: &str) -> Option<(String, String)> {
        match &self.stated.claim {
            Claim::Identified { noun, name, scheme, id } if scheme.as_str() == own_scheme && *noun != Noun::Post => {
                Some((format!("{}/{id}", format.unit_word(*noun)), name.to_string()))
            }
            _ => None,
        }
    }
}

/// The name of a file as that of a data set: short, and without what keys are parted by.
fn set_name(stem: &str) -> String {
    const MOST: usize = 24;
    let plain = |c: char| if c == ':' || crate::domain::is_deceptive(c) { '_' } else { c };
    let name: String = stem.chars().map(plain).collect();
    let end = name.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= MOST).last();
    name[..end.unwrap_or(0)].trim().to_owned()
}

/// What a statement is called in keys: itself, or its digest where it is long.
pub(super) fn short(statement: &str) -> String {
    const MOST: usize = 72;
    let is_plain = statement.chars().all(|c| !crate::domain::is_deceptive(c));
    if statement.len() <= MOST && is_plain {
        return statement.to_owned();
    }
    let digest = crate::domain::SourceId(crate::proof::source_digest(statement.as_bytes())).to_string();
    // The unit stays in front, so that what belongs to a row is still found by it.
    let unit = statement.rsplit_once('/').map_or("", |(unit, _)| unit);
    let unit = if unit.len() <= MOST - 40 && is_plain { unit } else { "" };
    format!("{unit}/#{}", &digest[..32])
}

/// The key of the next event about a statement.
pub(super) fn key(set: &str, statement: &str, number: u32) -> Option<ClientKey> {
    ClientKey::new(format!("{BEGIN}{set}:{statement}@{number}")).ok()
}

fn read_key(key: &str) -> Option<(&str, &str, u32)> {
    let (set, rest) = key.strip_prefix(BEGIN)?.split_once(':')?;
    let (statement, number) = rest.rsplit_once('@')?;
    Some((set, statement, number.parse().ok()?))
}
