//! JSON Lines: one object a line, with the fields of facts under their names,
//! or the parts of an article's description.

use std::io::BufRead;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::line::{Columns, Line, LineFault, Parts, Value};
use super::listed::ListedArticle;

/// What is said of a line that is something else.
const NO_OBJECT: &str = "this is no JSON object; write one a line, from `{` to `}`, without a list around them";

/// What is said of a line that breaks off.
const UNFINISHED: &str = "the line ends too early; an object stands on one line, from `{` to `}`";

/// Reads a whole file. Blank lines are passed over; `source` stands for lines
/// that name none.
#[must_use]
pub fn read(text: &str, source: Option<&str>) -> Vec<Line> {
    lines(text.as_bytes(), source).collect()
}

/// The same, each line read when it is asked for, so that a file of any length
/// takes no more memory than a line. What cannot be read is the last line, and
/// at fault.
pub fn lines(bytes: impl BufRead, source: Option<&str>) -> impl Iterator<Item = Line> {
    lines_of(bytes, move |number, text| read_line(number, text, source))
}

/// The articles of a list, likewise.
pub fn articles(bytes: impl BufRead) -> impl Iterator<Item = Line<ListedArticle>> {
    lines_of(bytes, |number, text| {
        let mut columns = Columns::default();
        let mut listed = ListedArticle::default();
        let read = read_members(text, &mut columns, |name, value| listed.take(name, value));
        let says = read.and_then(|()| listed.finished());
        Line { number, text: text.to_owned(), columns, says }
    })
}

/// Each line that is not blank, read when it is asked for.
fn lines_of<T>(mut bytes: impl BufRead, read_line: impl Fn(u64, &str) -> Line<T>) -> impl Iterator<Item = Line<T>> {
    let mut number = 0;
    let mut begins_at = 0;
    let mut over = false;
    std::iter::from_fn(move || {
        while !over {
            let mut line = Vec::new();
            number += 1;
            let read = bytes.read_until(b'\n', &mut line);
            let length = line.len() as u64;
            let text = match read {
                Ok(0) => return None,
                Ok(_) => text_of(line, begins_at),
                Err(why) => Err(format!("it cannot be read: {why}")),
            };
            begins_at += length;
            let text = match text {
                Ok(text) => text,
                Err(why) => {
                    over = true;
                    let says = Err(LineFault(why));
                    return Some(Line { number, text: String::new(), columns: Columns::default(), says });
                }
            };
            let text = if number == 1 { text.trim_start_matches('\u{FEFF}') } else { &text };
            let text = text.strip_suffix('\n').unwrap_or(text);
            let text = text.strip_suffix('\r').unwrap_or(text);
            if !text.trim().is_empty() {
                return Some(read_line(number, text));
            }
        }
        None
    })
}

/// A line's text, or what is wrong with its bytes, of which the first stands there.
fn text_of(line: Vec<u8>, begins_at: u64) -> Result<String, String> {
    String::from_utf8(line).map_err(|why| {
        let at = begins_at + why.utf8_error().valid_up_to() as u64;
        format!("the file is not UTF-8 from byte {at} on; convert it first, for example with iconv")
    })
}

/// Reads one line.
#[must_use]
pub fn read_line(number: u64, text: &str, source: Option<&str>) -> Line {
    let mut columns = Columns::default();
    let mut parts = Parts::default();
    let read = read_members(text, &mut columns, |name, value| parts.take(name, value));
    let says = read.and_then(|()| parts.drafts(source));
    Line { number, text: text.to_owned(), columns, says }
}

/// Hands on the members of a line, and takes note of where they stand.
fn read_members(
    text: &str,
    columns: &mut Columns,
    mut take: impl FnMut(&str, Value) -> Result<(), LineFault>,
) -> Result<(), LineFault> {
    let blank = text.len() - text.trim_start().len();
    if !text[blank..].starts_with('{') {
        columns.fault_at(character(text, blank));
        return Err(LineFault(NO_OBJECT.to_owned()));
    }
    let members: Members<'_> = serde_json::from_str(text).map_err(|why| {
        columns.fault_at(character(text, why.column().saturating_sub(1)));
        // The place is told beside the line; what serde says of it is 1:COLUMN.
        let told = why.to_string();
        let told = told.split(" at line ").next().unwrap_or_default();
        let unfinished = told.starts_with("EOF while parsing");
        LineFault(if unfinished { UNFINISHED } else { told }.to_owned())
    })?;
    let mut seen: Vec<&str> = Vec::new();
    for (name, raw) in &members.0 {
        // A raw value borrows from the line, so where it stands follows from where it lies.
        let offset = (raw.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let column = character(text, offset);
        columns.add(name, column);
        columns.fault_at(column);
        if seen.contains(&name.as_str()) {
            return Err(LineFault(format!("`{name}` is given twice")));
        }
        seen.push(name);
        if let Some(value) = read_value(name, raw)? {
            take(name, value)?;
        }
    }
    columns.fault_at(1);
    Ok(())
}

/// A member's value as text; none for `null`, which is as good as left out.
fn read_value(name: &str, raw: &RawValue) -> Result<Option<Value>, LineFault> {
    let refuse = |what: &str| LineFault(format!("`{name}` takes a text, not {what}"));
    let value: serde_json::Value = serde_json::from_str(raw.get()).map_err(|why| LineFault(why.to_string()))?;
    Ok(match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(Value::One(text)),
        serde_json::Value::Bool(flag) => Some(Value::One(flag.to_string())),
        serde_json::Value::Number(number) => Some(Value::One(number.to_string())),
        serde_json::Value::Array(items) => {
            let texts = items.into_iter().map(|item| match item {
                serde_json::Value::String(text) => Ok(text),
                _ => Err(refuse("a list of anything but texts")),
            });
            Some(Value::Many(texts.collect::<Result<_, _>>()?))
        }
        serde_json::Value::Object(_) => return Err(refuse("an object")),
    })
}

/// The character, from 1, that stands at a byte of a line.
fn character(text: &str, byte: usize) -> u64 {
    let before = text.char_indices().take_while(|(at, _)| *at < byte).count();
    before as u64 + 1
}

/// An object's members in the order in which they stand.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object with fields")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Members<'de>, M::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Field, Kind};

    fn fault(text: &str) -> (u64, String) {
        let line = read_line(1, text, None);
        (line.columns.of(None), line.says.map(|drafts| format!("{drafts:?}")).unwrap_or_else(|fault| fault.0))
    }

    #[test]
    fn a_list_of_people_is_one_fact_each_with_keys_of_their_own() {
        let text = r#"{"fact": "resigned", "person": ["A", "B"], "body": "C", "when": "2016-06-26", "quote": "q", "key": "k"}"#;
        let drafts = read_line(1, text, Some("s")).says.unwrap();
        let people: Vec<_> = drafts.iter().map(|draft| draft.fields.get(Field::Person)).collect();
        let keys: Vec<_> = drafts.iter().filter_map(|draft| draft.key.as_ref()).map(ToString::to_string).collect();
        assert_eq!((people, keys), (vec![Some("A"), Some("B")], vec!["k".to_owned(), "k/2".to_owned()]));
        let departs = |draft: &crate::domain::Draft| {
            draft.kind == Kind::Departed && draft.fields.get(Field::How) == Some("resigned")
        };
        assert!(drafts.iter().all(departs));
        assert!(drafts.iter().all(|draft| draft.quotation.as_ref().unwrap().source.as_deref() == Some("s")));
    }

    #[test]
    fn numbers_and_flags_are_texts_and_null_is_left_out() {
        let text = r#"{"fact": "counted", "number": 11, "how": "left", "rank": null, "quote": "11"}"#;
        let fields = read_line(1, text, None).says.unwrap().remove(0).fields;
        assert_eq!((fields.get(Field::Number), fields.get(Field::Rank)), (Some("11"), None));
    }

    #[test]
    fn a_fault_names_its_character() {
        assert_eq!(fault(r#"{"fact": "said", "persn": "Zoë"}"#).0, 27);
        assert_eq!(fault(r#"{"person": "Zoë", "person": "A"}"#), (29, "`person` is given twice".to_owned()));
        assert_eq!(fault(r#"{"person": "Zoë" "A"}"#).0, 18);
        assert_eq!(fault(r#"{"fact": "sang"}"#).0, 10);
        assert_eq!(fault(" [{}]"), (2, NO_OBJECT.to_owned()));
        assert_eq!(fault(r#"{"fact": "said","#).1, UNFINISHED);
    }
}
