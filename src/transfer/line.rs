//! A line, whatever it says and its format, with where in it everything stands.

use crate::domain::{ClientKey, Draft, Field, Fields, How, Kind, Quotation};

/// Where in a line its parts stand, in characters from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    places: Vec<(String, u64)>,
    fault: u64,
}

impl Default for Columns {
    fn default() -> Self {
        Self { places: Vec::new(), fault: 1 }
    }
}

impl Columns {
    /// Where a part stands; where the line is at fault, if no part is named.
    #[must_use]
    pub fn of(&self, part: Option<&str>) -> u64 {
        let place = part.and_then(|part| self.places.iter().find(|(name, _)| name == part));
        place.map_or(self.fault, |(_, column)| *column)
    }

    pub(super) fn add(&mut self, part: &str, column: u64) {
        self.places.push((part.to_owned(), column));
    }

    pub(super) fn fault_at(&mut self, column: u64) {
        self.fault = column;
    }
}

/// Why a line is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct LineFault(pub String);

/// A line of a file: of facts one, or one for each of several names.
#[derive(Debug, Clone)]
pub struct Line<T = Vec<Draft>> {
    /// Its number in the file, from 1.
    pub number: u64,
    /// The line as it stands.
    pub text: String,
    /// Where its parts stand.
    pub columns: Columns,
    /// What it says.
    pub says: Result<T, LineFault>,
}

impl<T> Line<Vec<T>> {
    /// The same line with something made of each thing that it says.
    pub fn and_each<U>(self, make: impl FnMut(T) -> U) -> Line<Vec<U>> {
        let Self { number, text, columns, says } = self;
        Line { number, text, columns, says: says.map(|says| says.into_iter().map(make).collect()) }
    }
}

/// A part's value: one text, or several for a list of names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    One(String),
    Many(Vec<String>),
}

/// The parts of a line that are no fields of a fact.
const PARTS: [&str; 6] = ["fact", "source", "quote", "prefix", "suffix", "key"];

/// The parts of a line, gathered until all are there.
#[derive(Debug, Default)]
pub(super) struct Parts {
    kind: Option<(Kind, Option<How>)>,
    values: Vec<(Field, Value)>,
    source: Option<String>,
    quote: Option<String>,
    prefix: Option<String>,
    suffix: Option<String>,
    key: Option<String>,
}

impl Parts {
    /// Takes one part by its name.
    pub fn take(&mut self, name: &str, value: Value) -> Result<(), LineFault> {
        let slot = match name {
            "source" => &mut self.source,
            "quote" => &mut self.quote,
            "prefix" => &mut self.prefix,
            "suffix" => &mut self.suffix,
            "key" => &mut self.key,
            "fact" => {
                let kind = read_kind(&one(name, value)?)?;
                return if self.kind.replace(kind).is_some() { Err(twice(name)) } else { Ok(()) };
            }
            other => {
                let field: Field = other.parse().map_err(|_| unknown_part(other))?;
                self.values.push((field, value));
                return Ok(());
            }
        };
        let text = one(name, value)?;
        if slot.replace(text).is_some() { Err(twice(name)) } else { Ok(()) }
    }

    /// The drafts that the parts make, with a source for those that name none.
    pub fn drafts(self, source: Option<&str>) -> Result<Vec<Draft>, LineFault> {
        let (kind, how) = self.kind.ok_or_else(|| LineFault(format!("`fact` is missing: one of {}", kinds())))?;
        let mut fields = Fields::default();
        let mut names = None;
        fields.set_some(Field::How, how);
        for (field, value) in self.values {
            match value {
                Value::One(text) => {
                    if fields.set(field, text).is_some() {
                        return Err(twice(field.word()));
                    }
                }
                Value::Many(list) if kind.positional() == Some(field) && !list.is_empty() => {
                    names = Some((field, list))
                }
                Value::Many(_) => return Err(LineFault(format!("`{field}` takes one text, not a list"))),
            }
        }
        if self.quote.is_none() && (self.source.is_some() || self.prefix.is_some() || self.suffix.is_some()) {
            return Err(LineFault("a source without a quote: add `quote`, the exact words from it".to_owned()));
        }
        let key = self.key.map(|key| ClientKey::new(key).map_err(|why| LineFault(format!("`key` is refused: {why}"))));
        let source = self.source.or_else(|| source.map(str::to_owned));
        let (prefix, suffix) = (self.prefix, self.suffix);
        let quotation = self.quote.map(|exact| Quotation { source, exact, prefix, suffix });
        let draft = Draft { kind, fields, quotation, key: key.transpose()? };
        Ok(match names {
            Some((field, names)) => draft.for_each_name(field, &names),
            None => vec![draft],
        })
    }
}

fn read_kind(word: &str) -> Result<(Kind, Option<How>), LineFault> {
    Kind::fact_named(word).ok_or_else(|| LineFault(format!("`{word}` is not a kind of fact; there are {}", kinds())))
}

fn kinds() -> String {
    Kind::facts().map(Kind::word).collect::<Vec<_>>().join(", ")
}

pub(super) fn one(name: &str, value: Value) -> Result<String, LineFault> {
    match value {
        Value::One(text) => Ok(text),
        Value::Many(_) => Err(LineFault(format!("`{name}` takes one text, not a list"))),
    }
}

/// What is said of a part that comes again.
pub(super) fn twice(name: &str) -> LineFault {
    LineFault(format!("`{name}` is given twice"))
}

/// Whether a part of a line may be called that.
pub(super) fn check_name(name: &str) -> Result<(), LineFault> {
    let known = PARTS.contains(&name) || name.parse::<Field>().is_ok();
    if known { Ok(()) } else { Err(unknown_part(name)) }
}

fn unknown_part(name: &str) -> LineFault {
    let all: Vec<&str> = PARTS.into_iter().chain(Field::ALL.iter().map(|field| field.word())).collect();
    LineFault(format!("`{}` is not a field; there are {}", crate::domain::excerpt(name), all.join(", ")))
}
