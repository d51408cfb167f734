//! In: the data sets of others, as facts that cite their rows.
//!
//! A format reads files into [`Unit`]s: what one row or object says, as
//! [`Statement`]s that have the same key in every version of the data set. What
//! is new, changed or gone is found by these keys, in the ledger.

mod elements;
pub mod ifg;
mod naming;
pub mod popolo;
mod rows;
mod scan;

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::ops::Range;

use crate::domain::{Fields, Kind, Noun};

/// A format of data sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The ministers database of the Institute for Government, as CSV files.
    Ifg,
    /// Popolo JSON.
    Popolo,
    /// The Popolo files of mySociety's parlparse.
    Parlparse,
}

impl Format {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ifg => "ifg",
            Self::Popolo => "popolo",
            Self::Parlparse => "parlparse",
        }
    }

    /// Who publishes it, where that goes without saying.
    #[must_use]
    pub fn publisher(self) -> Option<&'static str> {
        match self {
            Self::Ifg => Some("Institute for Government"),
            Self::Popolo => None,
            Self::Parlparse => Some("mySociety"),
        }
    }

    /// Whether each file is a data set of its own, which may refer to others.
    #[must_use]
    pub fn is_one_file_each(self) -> bool {
        self == Self::Parlparse
    }

    /// What the units of persons, bodies and posts are called in keys.
    #[must_use]
    pub fn unit_word(self, noun: Noun) -> &'static str {
        match (self, noun) {
            (Self::Ifg, Noun::Person) => "person",
            (Self::Ifg, Noun::Body) => "organisation",
            (Self::Ifg, Noun::Post) => "post",
            (_, Noun::Person) => "persons",
            (_, Noun::Body) => "organizations",
            (_, Noun::Post) => "posts",
        }
    }

    /// Reads files that belong together.
    ///
    /// # Errors
    /// [`Fault`] where they are not of the format.
    pub fn read(self, files: Vec<DataFile<'_>>, known: &Known) -> Result<DataSet, Fault> {
        match self {
            Self::Ifg => ifg::read(files, known),
            Self::Popolo | Self::Parlparse => popolo::read(files, known),
        }
    }
}

/// A file to be read.
pub struct DataFile<'a> {
    /// Its name, without the folders it is in.
    pub name: String,
    /// Its bytes.
    pub reader: Box<dyn Read + 'a>,
}

/// Where a row or an object stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Which of the files, from 0.
    pub file: usize,
    /// Its bytes.
    pub bytes: Range<u64>,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Where in the line it begins, in characters from 1.
    pub column: u64,
}

/// One thing that a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What of its unit it says, such as `began`.
    pub key: String,
    /// What kind of fact it is.
    pub kind: Kind,
    /// The fact's fields. `ends` holds the whole key, unit and statement, of
    /// the appointment.
    pub fields: Fields,
    /// Where it is said, the place to show first; that of its unit where none is given.
    pub places: Vec<Place>,
}

/// What a row, with the rows that belong to it, says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// What it is of, and its identifier there: `appointment/494922d1…`.
    pub key: String,
    /// Where it stands.
    pub place: Place,
    /// What it says, in the order in which it is to be recorded.
    pub statements: Vec<Statement>,
}

/// A row that is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// The unit it would have been, where its identifier can be read.
    pub key: Option<String>,
    /// Where it stands.
    pub place: Place,
    /// Why.
    pub why: String,
}

/// What files say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DataSet {
    /// What is taken.
    pub units: Vec<Unit>,
    /// What is not.
    pub refused: Vec<RefusedRow>,
    /// What somebody should know of it.
    pub notes: Vec<String>,
}

/// What is known of a data set from before, and what was asked for.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The names that identified persons and bodies have, by the key of their unit.
    pub names: BTreeMap<String, KnownName>,
    /// Those of other files of the same format, to which these may refer.
    pub elsewhere: BTreeMap<String, KnownName>,
    /// Whether an earlier version said in what rank appointments were held.
    pub ranks: bool,
    /// The day of which the files are, where that was said.
    pub day: Option<String>,
    /// The body that bodies without another are part of.
    pub top: Option<String>,
    /// Whose identifiers those of the data set itself are.
    pub scheme: String,
}

/// A name from before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownName {
    /// The name.
    pub name: String,
    /// Whether somebody here gave it, in place of what the data set says.
    pub is_ours: bool,
}

/// Why files cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// A file is not what it should be, at a place.
    #[error("{why}")]
    In {
        /// Which of the files, from 0.
        file: usize,
        /// The line, from 1.
        line: u64,
        /// The place in the line, in characters from 1.
        column: u64,
        /// What is wrong.
        why: String,
    },
    /// The files are not those that the format needs.
    #[error("{0}")]
    Files(String),
    /// A file could not be read.
    #[error("a file could not be read: {0}")]
    Io(#[from] io::Error),
}

impl Fault {
    fn at(place: &Place, why: impl Into<String>) -> Self {
        Self::In { file: place.file, line: place.line, column: place.column, why: why.into() }
    }

    /// The line at which it shows, and the character in it, where it is one.
    #[must_use]
    pub fn place(&self) -> Option<(u64, u64)> {
        match self {
            Self::In { line, column, .. } => Some((*line, *column)),
            _ => None,
        }
    }
}

impl Unit {
    fn new(key: String, place: Place) -> Self {
        Self { key, place, statements: Vec::new() }
    }

    /// Adds what it says. Where it says two things under one key, the second is numbered.
    fn say(&mut self, key: impl Into<String>, kind: Kind, fields: Fields) -> &mut Statement {
        let (at, plain) = (self.statements.len(), key.into());
        let said = self.statements.iter().filter(|other| {
            other.key.strip_prefix(&plain).is_some_and(|rest| rest.is_empty() || rest.starts_with('~'))
        });
        let key = match said.count() {
            0 => plain,
            others => format!("{plain}~{}", others + 1),
        };
        self.statements.push(Statement { key, kind, fields, places: Vec::new() });
        &mut self.statements[at]
    }

    /// Whether it says who or what an identifier is.
    #[must_use]
    pub fn names_somebody(&self) -> bool {
        self.statements.iter().any(|statement| statement.kind == Kind::Identified)
    }

    /// The whole key of one of its statements.
    #[must_use]
    pub fn key_of(&self, statement: &Statement) -> String {
        format!("{}/{}", self.key, statement.key)
    }
}

/// Fields from pairs; those without a text are left out.
fn fields<'a>(pairs: impl IntoIterator<Item = (crate::domain::Field, Option<&'a str>)>) -> Fields {
    let mut fields = Fields::default();
    for (field, text) in pairs {
        fields.set_some(field, text);
    }
    fields
}
