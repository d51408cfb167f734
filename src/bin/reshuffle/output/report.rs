//! One shape for all answers.

use std::io::Write;

use reshuffle::domain::is_deceptive;
use reshuffle::ledger::Cut;
use serde_json::{Map, Value, json};

use super::pager;
use super::rows::Rows;
use crate::arguments::{Format, Globals};
use crate::failure::Failure;

/// An answer: what stands around its rows, and the rows for programs and for people.
#[derive(Debug, Default)]
pub struct Report {
    /// What stands at the beginning, for programs.
    pub members: Map<String, Value>,
    /// The name of the rows, for programs.
    pub rows_name: &'static str,
    /// The rows, for programs.
    pub rows: Vec<Value>,
    /// What stands before the rows, for people.
    pub before: Vec<String>,
    /// The columns, for people and CSV.
    pub columns: Vec<&'static str>,
    /// The columns, where the person who asks names them.
    pub given_columns: Vec<String>,
    /// The rows, for people and CSV.
    pub cells: Vec<Vec<String>>,
    /// What people read where there are no rows.
    pub empty: String,
    /// What stands after the rows, for people.
    pub after: Vec<String>,
}

impl Report {
    /// An answer with the head that all of them share.
    pub fn of(cut: &Cut) -> Self {
        let zone = &cut.zone;
        let mut members = Map::new();
        members.insert("origin".to_owned(), json!(cut.origin.as_str()));
        members.insert("at".to_owned(), json!(zone.show(cut.at)));
        let known = if cut.known_at.is_unbounded() { Value::Null } else { json!(zone.show(cut.known_at)) };
        members.insert("known_at".to_owned(), known.clone());
        let head = cut.head.map_or(Value::Null, |head| json!({ "seq": head.seq.0, "id": head.id.to_string() }));
        members.insert("head".to_owned(), head);
        let known_text = known.as_str().unwrap_or("nothing recorded").to_owned();
        let upto =
            cut.head.map_or_else(|| "nothing was recorded by then".to_owned(), |head| format!("to event {}", head.seq));
        let mut before = vec![format!("at       {}", zone.show(cut.at)), format!("known at {known_text} ({upto})")];
        if let Some(moment) = cut.reported_by {
            members.insert("reported_by".to_owned(), json!(zone.show(moment)));
            before.push(format!("reported by {}", zone.show(moment)));
        }
        let erasures = &cut.erasures;
        if !erasures.is_empty() {
            members.insert("erasures".to_owned(), json!(erasures.iter().map(|seq| seq.0).collect::<Vec<_>>()));
            let seqs: Vec<String> = erasures.iter().map(ToString::to_string).collect();
            before.push(format!("something was erased, and is in no answer any more: see event {}", seqs.join(", ")));
        }
        Self { members, before, ..Self::default() }
    }

    /// Adds a member, for programs, and a row of it, for people.
    pub fn say(&mut self, name: &str, value: Value) {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        self.cells.push(vec![name.replace('_', " "), text]);
        self.set(name, value);
    }

    /// Adds a member for programs.
    pub fn set(&mut self, name: &str, value: Value) {
        self.members.insert(name.to_owned(), value);
    }

    /// The whole answer as one JSON value.
    pub fn to_json(&self) -> Value {
        let mut members = self.members.clone();
        if !self.rows_name.is_empty() {
            members.insert(self.rows_name.to_owned(), Value::Array(self.rows.clone()));
        }
        Value::Object(members)
    }

    /// Writes it as the person asked.
    pub fn print(mut self, globals: &Globals) -> Result<(), Failure> {
        let (rows, cells) = (std::mem::take(&mut self.rows), std::mem::take(&mut self.cells));
        let mut written = Rows::of(self, globals);
        match globals.output {
            Format::Json | Format::Jsonl => rows.iter().try_for_each(|row| written.push_row(row))?,
            Format::Csv | Format::Table => cells.into_iter().try_for_each(|row| written.push_cells(row))?,
        }
        written.finish()
    }

    /// The columns as programs read them.
    pub(super) fn headings(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().copied().chain(self.given_columns.iter().map(String::as_str))
    }

    /// The columns as people do: what somebody named is shown as they did.
    pub(super) fn titles(&self) -> impl Iterator<Item = String> {
        let own = self.columns.iter().map(|name| name.to_uppercase());
        own.chain(self.given_columns.iter().map(|name| escape(name)))
    }
}

/// Writes text to stdout: at the end of the command, where it may be paged.
pub fn print(text: &str) -> Result<(), Failure> {
    if pager::keeps_text(text) { Ok(()) } else { print_bytes(text.as_bytes()) }
}

/// Writes bytes to stdout as they are, and at once. A reader who has left is no error.
pub fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(why) if why.kind() == std::io::ErrorKind::BrokenPipe => Err(Failure::Closed),
        Err(why) => Err(Failure::Io("could not write the answer".to_owned(), why)),
    }
}

/// Says a line on stderr. Where nobody can be told, there is nothing to be
/// done about it; the exit code still tells.
pub fn say(line: &str) {
    if !pager::keeps_note(line) {
        let _ = writeln!(anstream::stderr().lock(), "{line}");
    }
}

/// Text from outside as a terminal may show it: characters that are invisible,
/// or that turn the text around them, become their numbers.
pub fn escape(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => shown.push('\n'),
            '\t' => shown.push(' '),
            other if is_deceptive(other) => shown.push_str(&format!("\\u{{{:x}}}", other as u32)),
            other => shown.push(other),
        }
    }
    shown
}

/// JSON in which what is invisible, or turns the text around it, is written as
/// JSON's own escapes: the same value, and harmless on a terminal.
pub fn escape_json(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for character in json.chars() {
        // Line ends stand between values; inside of texts they are escaped already.
        if character != '\n' && is_deceptive(character) {
            let mut units = [0; 2];
            character.encode_utf16(&mut units).iter().for_each(|unit| shown.push_str(&format!("\\u{unit:04x}")));
        } else {
            shown.push(character);
        }
    }
    shown
}

/// A number of things, whose word takes an s.
pub fn counted(number: u64, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
