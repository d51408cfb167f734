//! A fact as a text to edit, and the changes that an edited text states: TOML,
//! one field a line.

use std::collections::BTreeMap;

use reshuffle::domain::{Field, Fields, Kind, is_deceptive};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::fields::help;
use crate::output::{escape, is_default};

/// The line that asks why the fact is corrected.
const WHY: &str = "why";

const HOW_TO: &str = "Change what stands between the quotation marks and the field changes; remove a line and
the field is cleared. Saved unchanged, or emptied, nothing is recorded.";

/// A fact of a kind, before it is edited.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// What kind of fact.
    pub kind: Kind,
    /// What it says.
    pub before: &'a Fields,
    /// Whether the text asks why it is corrected.
    pub asks_why: bool,
}

/// What an edited text states.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edited {
    /// Whether there is any field left.
    pub has_fields: bool,
    /// The fields that have another text now, or had none.
    pub changes: Fields,
    /// The fields that are gone.
    pub cleared: Vec<Field>,
    /// Why it is corrected, where the text was asked.
    pub why: Option<String>,
    /// Where each field's text, and the line `why`, stand.
    pub places: Places,
}

/// Byte offsets into an edited text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// Of the fields' texts.
    pub fields: BTreeMap<Field, usize>,
    /// Of the reason.
    pub why: Option<usize>,
}

/// Why an edited text is not read: a byte offset, and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub at: usize,
    /// What is wrong.
    pub why: String,
}

impl Fault {
    fn at<T>(at: usize, why: impl Into<String>) -> Result<T, Self> {
        Err(Self { at, why: why.into() })
    }
}

impl Page<'_> {
    /// The text to edit, with what is said `about` the fact above it.
    pub fn text(&self, about: &str) -> String {
        let mut text = format!("{}#\n{}\n", comment(about), comment(HOW_TO));
        if self.asks_why {
            text.push_str(&format!("# Why is it corrected?\n{WHY} = \"\"\n\n"));
        }
        text.push_str(&format!("[{}]\n", self.kind));
        for (field, said) in self.before.iter() {
            let words = if is_word(field) { format!("  # {}", help(field).1) } else { String::new() };
            text.push_str(&format!("{field} = {}{words}\n", quoted(said)));
        }
        let mut unset = self.kind.fields();
        unset.retain(|field| self.before.get(*field).is_none());
        if !unset.is_empty() {
            text.push_str(&format!("\n# `{}` has these fields too:\n", self.kind));
        }
        for field in unset {
            text.push_str(&format!("# {field} = \"\"  # {}\n", help(field).1));
        }
        text
    }

    /// The changes that an edited text states.
    ///
    /// # Errors
    /// [`Fault`] where it is no TOML, or says something that is no field.
    pub fn read(&self, text: &str) -> Result<Edited, Fault> {
        let parsed = DeTable::parse(text).map_err(|error| Fault {
            at: error.span().map_or(0, |span| span.start),
            why: error.message().to_owned(),
        })?;
        let mut edited = Edited::default();
        let mut now = Fields::default();
        for (key, value) in in_order(parsed.get_ref()) {
            match key.get_ref().as_ref() {
                WHY if self.asks_why => {
                    edited.places.why = Some(value.span().start);
                    edited.why = Some(text_of(value, text)?);
                }
                WHY => return Fault::at(key.span().start, "--why says why already; remove this line"),
                word if word == self.kind.word() => match value.get_ref() {
                    DeValue::Table(table) => self.read_fields(table, text, &mut now, &mut edited.places)?,
                    _ => return Fault::at(key.span().start, format!("the fields stand below a line `[{word}]`")),
                },
                word if word.parse::<Field>().is_ok_and(|field| self.kind.fields().contains(&field)) => {
                    return Fault::at(
                        key.span().start,
                        format!("the fields stand below a line `[{}]`; put it back", self.kind),
                    );
                }
                word => {
                    return Fault::at(
                        key.span().start,
                        format!("`{}` has no place here, only `[{}]`", escape(word), self.kind),
                    );
                }
            }
        }
        edited.has_fields = !now.is_empty();
        for field in Field::ALL {
            match (self.before.get(*field), now.get(*field)) {
                (Some(was), None) if !is_default(*field, was) => edited.cleared.push(*field),
                (None, Some(is)) if is_default(*field, is) => {}
                (was, Some(is)) if was != Some(is) => {
                    edited.changes.set(*field, is);
                }
                _ => {}
            }
        }
        Ok(edited)
    }

    fn read_fields(&self, table: &DeTable<'_>, text: &str, now: &mut Fields, places: &mut Places) -> Result<(), Fault> {
        let allowed = self.kind.fields();
        for (key, value) in in_order(table) {
            let word = key.get_ref().as_ref();
            let Some(field) = word.parse().ok().filter(|field| allowed.contains(field)) else {
                let has: Vec<&str> = allowed.iter().map(|field| field.word()).collect();
                let why = format!("`{}` has no `{}`; it takes {}", self.kind, escape(word), has.join(", "));
                return Fault::at(key.span().start, why);
            };
            let said = text_of(value, text)?;
            if said.is_empty() {
                return Fault::at(
                    value.span().start,
                    format!("`{field}` is empty: give it a text, or remove the line to clear it"),
                );
            }
            places.fields.insert(field, value.span().start);
            now.set(field, said);
        }
        Ok(())
    }
}

/// Fields that take one of a few words, or a time: what may stand there is said.
fn is_word(field: Field) -> bool {
    use Field::*;
    matches!(field, How | Compare | Per | Names | Change | Status | Basis | Stance)
}

/// The entries of a table from the beginning of the text to its end.
fn in_order<'t, 'i>(table: &'t DeTable<'i>) -> Vec<(&'t Spanned<toml::de::DeString<'i>>, &'t Spanned<DeValue<'i>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

/// The text of a value. What stands without quotation marks, a number or a
/// day, is taken as it is written.
fn text_of(value: &Spanned<DeValue<'_>>, text: &str) -> Result<String, Fault> {
    match value.get_ref() {
        DeValue::String(said) => Ok(said.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => {
            Fault::at(value.span().start, "a field is one text, in quotation marks")
        }
        _ => Ok(text[value.span()].to_owned()),
    }
}

/// A text as TOML has it, on one line and with nothing in it that does not show.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            hidden if is_deceptive(hidden) => quoted.push_str(&format!("\\U{:08X}", u32::from(hidden))),
            plain => quoted.push(plain),
        }
    }
    quoted.push('"');
    quoted
}

fn comment(text: &str) -> String {
    escape(text).split('\n').map(|line| format!("{}\n", format!("# {line}").trim_end())).collect()
}

#[cfg(test)]
mod tests;
