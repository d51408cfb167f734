//! What is said about a source: its description.

use super::field::FieldError;
use super::time::Edtf;
use super::words::words;
use super::{Name, SourceId, Text, TextError};

/// An article's description: everything about it that is not its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceDescription {
    /// A short name of our own, unique in the ledger.
    pub label: Name,
    /// Where it was published.
    pub url: Option<Text>,
    /// Where a copy is kept.
    pub archived: Option<Text>,
    /// Who published it.
    pub publisher: Option<Text>,
    /// Its headline.
    pub title: Option<Text>,
    /// Who wrote it.
    pub author: Option<Text>,
    /// When it was published.
    pub published: Option<Edtf>,
    /// The stamp of these very bytes, such as "updated 13:14".
    pub as_of: Option<Edtf>,
    /// Its language, as a BCP 47 tag.
    pub lang: Option<Text>,
    /// The digest of the bytes that the text is a transcript of.
    pub original: Option<SourceId>,
    /// The earlier version of the same article.
    pub version_of: Option<SourceId>,
}

words! {
    /// A part of a description that a person writes.
    SourceField {
        /// The short name.
        Label = "label",
        /// Where it was published.
        Url = "url",
        /// Where a copy is kept.
        Archived = "archived",
        /// Who published it.
        Publisher = "publisher",
        /// Its headline.
        Title = "title",
        /// Who wrote it.
        Author = "author",
        /// When it was published.
        Published = "published",
        /// The stamp of these very bytes.
        AsOf = "as_of",
        /// Its language.
        Lang = "lang",
    }
}

/// Why a text cannot be a part of a description.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` cannot be `{}`: {why}", super::excerpt(.value))]
pub struct DescriptionError {
    /// Which part.
    pub field: SourceField,
    /// The text.
    pub value: String,
    /// What is wrong with it.
    pub why: String,
}

impl SourceDescription {
    /// A description that has a label and nothing else.
    ///
    /// # Errors
    /// [`TextError`] where the label is not a name.
    pub fn labelled(label: &str) -> Result<Self, TextError> {
        Ok(Self {
            label: Name::new(label)?,
            url: None,
            archived: None,
            publisher: None,
            title: None,
            author: None,
            published: None,
            as_of: None,
            lang: None,
            original: None,
            version_of: None,
        })
    }

    /// Sets a part of it, or clears it where no text is given.
    ///
    /// # Errors
    /// [`DescriptionError`] where the text does not fit, or the label is cleared.
    pub fn set(&mut self, field: SourceField, value: Option<&str>) -> Result<(), DescriptionError> {
        match field {
            SourceField::Label => self.label = parse(field, value.unwrap_or_default())?,
            SourceField::Url => self.url = parse_some(field, value)?,
            SourceField::Archived => self.archived = parse_some(field, value)?,
            SourceField::Publisher => self.publisher = parse_some(field, value)?,
            SourceField::Title => self.title = parse_some(field, value)?,
            SourceField::Author => self.author = parse_some(field, value)?,
            SourceField::Published => self.published = parse_moment(field, value)?,
            SourceField::AsOf => self.as_of = parse_moment(field, value)?,
            SourceField::Lang => self.lang = parse_some(field, value)?,
        }
        Ok(())
    }

    /// A part of it, as text.
    #[must_use]
    pub fn get(&self, field: SourceField) -> Option<&str> {
        match field {
            SourceField::Label => Some(self.label.as_str()),
            SourceField::Url => self.url.as_ref().map(Text::as_str),
            SourceField::Archived => self.archived.as_ref().map(Text::as_str),
            SourceField::Publisher => self.publisher.as_ref().map(Text::as_str),
            SourceField::Title => self.title.as_ref().map(Text::as_str),
            SourceField::Author => self.author.as_ref().map(Text::as_str),
            SourceField::Published => self.published.as_ref().map(Edtf::text),
            SourceField::AsOf => self.as_of.as_ref().map(Edtf::text),
            SourceField::Lang => self.lang.as_ref().map(Text::as_str),
        }
    }
}

fn parse<T>(field: SourceField, text: &str) -> Result<T, DescriptionError>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|why: T::Err| DescriptionError { field, value: text.to_owned(), why: why.to_string() })
}

fn parse_some<T>(field: SourceField, text: Option<&str>) -> Result<Option<T>, DescriptionError>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    text.map(|text| parse(field, text)).transpose()
}

fn parse_moment(field: SourceField, text: Option<&str>) -> Result<Option<Edtf>, DescriptionError> {
    let parsed: Option<Edtf> = parse_some(field, text)?;
    match parsed {
        Some(edtf) if edtf.is_interval() => {
            let why = "it is an interval, and one date or instant is asked for".to_owned();
            Err(DescriptionError { field, value: edtf.text().to_owned(), why })
        }
        other => Ok(other),
    }
}

/// A source as it was added: its bytes by digest, and their description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The BLAKE3 of its bytes.
    pub digest: SourceId,
    /// How many bytes it has.
    pub length: u64,
    /// What is said about it.
    pub description: SourceDescription,
}

impl From<DescriptionError> for FieldError {
    fn from(error: DescriptionError) -> Self {
        Self::Together(error.to_string())
    }
}
