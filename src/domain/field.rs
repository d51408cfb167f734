//! The fields of facts by name, and facts as plain named texts.
//!
//! A flag, a JSON member, a CSV column and an amendment all speak of the same
//! fields; this is the one table behind them.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::Kind;
use super::words::words;

words! {
    /// A field of a fact, by the name that it has everywhere.
    Field {
        /// Who.
        Person = "person",
        /// Where: a cabinet, a party, a department.
        Body = "body",
        /// The office.
        Post = "post",
        /// Whether the appointment is a stand-in.
        Acting = "acting",
        /// The standing of an office, in the body's own word.
        Rank = "rank",
        /// In which way somebody left, or which ways are counted.
        How = "how",
        /// Who did it to them.
        By = "by",
        /// Why they left.
        Reason = "reason",
        /// The appointment that a departure ends.
        Ends = "ends",
        /// What is promised.
        Pledge = "pledge",
        /// By when.
        Due = "due",
        /// How many.
        Number = "number",
        /// Out of how many; or the name that an alias points to.
        Of = "of",
        /// How the number is meant.
        Compare = "compare",
        /// Since when is counted.
        From = "from",
        /// Until when is counted; or the new name of a post.
        To = "to",
        /// What is counted once.
        Per = "per",
        /// A faction.
        Group = "group",
        /// A spelling.
        Name = "name",
        /// What a spelling names: a person, a body or a post.
        Names = "names",
        /// The body that this one belongs to.
        PartOf = "part_of",
        /// How many seats there are.
        Seats = "seats",
        /// What became of a post or a capacity.
        Change = "change",
        /// In which capacity.
        Status = "status",
        /// Whose identifiers.
        Scheme = "scheme",
        /// The identifier.
        Id = "id",
        /// When it was so in the world (EDTF).
        When = "when",
        /// What `when` rests on.
        Basis = "basis",
        /// When it became public (EDTF).
        Announced = "announced",
        /// What the source makes of it.
        Stance = "stance",
        /// A remark.
        Note = "note",
        /// Why the desk holds it so.
        Why = "why",
    }
}

/// Named texts, in the order of the vocabulary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(BTreeMap<Field, String>);

/// Why named texts are not a fact.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// A field that the kind needs is not there.
    #[error("`{kind}` needs `{field}`")]
    Missing {
        /// The kind.
        kind: Kind,
        /// What it lacks.
        field: Field,
    },
    /// A field that the kind does not have.
    #[error("`{kind}` has no `{field}`; it takes {}", .kind.fields().iter().map(|f| f.word()).collect::<Vec<_>>().join(", "))]
    Foreign {
        /// The kind.
        kind: Kind,
        /// What it does not have.
        field: Field,
    },
    /// A field whose text does not fit.
    #[error("`{field}` cannot be `{}`: {why}", crate::domain::excerpt(.value))]
    Invalid {
        /// The field.
        field: Field,
        /// Its text.
        value: String,
        /// What is wrong with it.
        why: String,
    },
    /// Something about several fields together.
    #[error("{0}")]
    Together(String),
}

impl FieldError {
    /// The field that is at fault, where it is one.
    #[must_use]
    pub fn field(&self) -> Option<Field> {
        match self {
            Self::Foreign { field, .. } | Self::Invalid { field, .. } => Some(*field),
            Self::Missing { .. } | Self::Together(_) => None,
        }
    }
}

impl Fields {
    /// Sets a field; answers with what stood there.
    pub fn set(&mut self, field: Field, text: impl Into<String>) -> Option<String> {
        self.0.insert(field, text.into())
    }

    /// Sets a field to a value's text, where there is a value.
    pub fn set_some(&mut self, field: Field, value: Option<impl fmt::Display>) {
        if let Some(value) = value {
            self.set(field, value.to_string());
        }
    }

    /// Clears a field; answers with what stood there.
    pub fn unset(&mut self, field: Field) -> Option<String> {
        self.0.remove(&field)
    }

    /// A field's text.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&str> {
        self.0.get(&field).map(String::as_str)
    }

    /// All fields that are set.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &str)> {
        self.0.iter().map(|(field, text)| (*field, text.as_str()))
    }

    /// Whether none is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A field as a value, where it is set.
    ///
    /// # Errors
    /// [`FieldError::Invalid`] where its text does not read as one.
    pub fn optional<T>(&self, field: Field) -> Result<Option<T>, FieldError>
    where
        T: FromStr,
        T::Err: fmt::Display,
    {
        let parsed = self.get(field).map(|text| {
            text.parse().map_err(|why: T::Err| FieldError::Invalid {
                field,
                value: text.to_owned(),
                why: why.to_string(),
            })
        });
        parsed.transpose()
    }

    /// A field as a value, for a kind that cannot be without it.
    ///
    /// # Errors
    /// [`FieldError::Missing`] or [`FieldError::Invalid`].
    pub fn required<T>(&self, kind: Kind, field: Field) -> Result<T, FieldError>
    where
        T: FromStr,
        T::Err: fmt::Display,
    {
        self.optional(field)?.ok_or(FieldError::Missing { kind, field })
    }
}
