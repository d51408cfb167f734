//! An article as a line of a list has it: its file, and what is said about it.

use super::line::{LineFault, Value, one};
use crate::domain::SourceField;

/// An article of a list, in the words of the line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListedArticle {
    /// The file with its text.
    pub file: String,
    /// Its label.
    pub label: String,
    /// What else is said about it.
    pub parts: Vec<(SourceField, String)>,
    /// The file that its text is a transcript of.
    pub original: Option<String>,
    /// The source that it is a later version of.
    pub version_of: Option<String>,
}

impl ListedArticle {
    /// Takes one part by its name.
    pub(super) fn take(&mut self, name: &str, value: Value) -> Result<(), LineFault> {
        let text = one(name, value)?;
        match name {
            "file" => self.file = text,
            "label" => self.label = text,
            "original" => self.original = Some(text),
            "version_of" => self.version_of = Some(text),
            other => self.parts.push((other.parse().map_err(|_| unknown_part(other))?, text)),
        }
        Ok(())
    }

    /// The same, if nothing is missing.
    pub(super) fn finished(self) -> Result<Self, LineFault> {
        for (name, text) in [("file", &self.file), ("label", &self.label)] {
            if text.is_empty() {
                return Err(LineFault(format!(
                    "`{name}` is missing; a line is an article, with its `file` and a `label`"
                )));
            }
        }
        Ok(self)
    }
}

fn unknown_part(name: &str) -> LineFault {
    let parts = SourceField::ALL.iter().map(|field| field.word());
    let all: Vec<&str> = ["file", "original", "version_of"].into_iter().chain(parts).collect();
    LineFault(format!("`{}` is no part of an article; there are {}", crate::domain::excerpt(name), all.join(", ")))
}
