//! The rows of an answer, each written as it comes: so that one of any length
//! takes no more memory than a short one, unless it waits for a pager.

use std::io::IsTerminal;

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use serde_json::Value;

use super::report::{Report, escape, escape_json, print};
use crate::arguments::{Format, Globals};
use crate::failure::Failure;

/// How many bytes are written at a time.
const PIECE_LEN: usize = 64 * 1024;
/// How many rows of a table are laid out together. What comes after them has
/// columns of the same width, or wider ones; at a terminal, what fits there.
const BLOCK_LEN: usize = 10_000;
/// What stands left and right of each cell.
const PADDING: u16 = 2;

/// An answer that is being written.
pub struct Rows {
    head: Report,
    format: Format,
    /// How many rows came.
    count: u64,
    /// What is not written yet.
    text: String,
    /// The same, of CSV.
    csv: csv::Writer<Vec<u8>>,
    /// Rows of a table that are not laid out yet.
    block: Vec<Vec<String>>,
    /// How wide the columns of the table are, once some were laid out.
    widths: Vec<u16>,
}

impl Rows {
    /// Begins an answer with everything about it but its rows.
    pub fn of(head: Report, globals: &Globals) -> Self {
        let (format, text, csv) = (globals.output, String::new(), csv::Writer::from_writer(Vec::new()));
        Self { head, format, count: 0, text, csv, block: Vec::new(), widths: Vec::new() }
    }

    /// Adds a row, in whichever form is wanted.
    pub fn push(&mut self, row: impl FnOnce() -> Value, cells: impl FnOnce() -> Vec<String>) -> Result<(), Failure> {
        match self.format {
            Format::Json | Format::Jsonl => self.push_row(&row()),
            Format::Csv | Format::Table => self.push_cells(cells()),
        }
    }

    /// Adds a row for programs.
    pub(super) fn push_row(&mut self, row: &Value) -> Result<(), Failure> {
        if self.format == Format::Jsonl {
            self.text.push_str(&escape_json(&format!("{row}\n")));
        } else {
            let before = if self.count == 0 { self.json_head() } else { ",".to_owned() };
            self.text.push_str(&before);
            let row = format!("\n{row:#}").replace('\n', "\n    ");
            self.text.push_str(&escape_json(&row));
        }
        self.count_row()
    }

    /// Adds a row for people and CSV.
    pub(super) fn push_cells(&mut self, cells: Vec<String>) -> Result<(), Failure> {
        if self.format == Format::Csv {
            if self.count == 0 {
                self.csv.write_record(self.head.headings()).map_err(no_csv)?;
            }
            self.csv.write_record(&cells).map_err(no_csv)?;
            if self.csv.get_ref().len() >= PIECE_LEN {
                self.take_csv()?;
            }
        } else {
            self.block.push(cells);
            if self.block.len() == BLOCK_LEN {
                self.lay_out();
            }
        }
        self.count_row()
    }

    /// Counts a row, and writes once much came together.
    fn count_row(&mut self) -> Result<(), Failure> {
        self.count += 1;
        if self.text.len() < PIECE_LEN {
            return Ok(());
        }
        print(&std::mem::take(&mut self.text))
    }

    /// Writes what is left, and what stands after the rows.
    pub fn finish(mut self) -> Result<(), Failure> {
        match self.format {
            Format::Jsonl if self.head.rows_name.is_empty() => {
                self.text = escape_json(&format!("{}\n", self.head.to_json()));
            }
            Format::Jsonl => {}
            Format::Json if self.count == 0 => self.text = escape_json(&format!("{:#}\n", self.head.to_json())),
            Format::Json => self.text.push_str("\n  ]\n}\n"),
            Format::Csv => {
                if self.count == 0 {
                    self.csv.write_record(self.head.headings()).map_err(no_csv)?;
                }
                self.take_csv()?;
            }
            Format::Table => {
                if self.count == 0 || !self.block.is_empty() {
                    self.lay_out();
                }
                let after = std::mem::take(&mut self.head.after);
                self.paragraph(&after);
            }
        }
        print(&self.text)
    }

    /// What a JSON object has before its first row: all its other members.
    fn json_head(&self) -> String {
        let members = escape_json(&format!("{:#}", Value::Object(self.head.members.clone())));
        let begun = members.strip_suffix("\n}").map_or_else(|| "{".to_owned(), |members| format!("{members},"));
        format!("{begun}\n  \"{}\": [", self.head.rows_name)
    }

    /// Has what was written as CSV so far written with the rest.
    fn take_csv(&mut self) -> Result<(), Failure> {
        let csv = std::mem::replace(&mut self.csv, csv::Writer::from_writer(Vec::new()));
        self.text.push_str(&String::from_utf8(csv.into_inner().map_err(no_csv)?).map_err(no_csv)?);
        Ok(())
    }

    /// Lays out the rows that came since the last were.
    fn lay_out(&mut self) {
        let is_first = self.widths.is_empty();
        if is_first {
            let before = std::mem::take(&mut self.head.before);
            self.paragraph(&before);
        }
        let block = std::mem::take(&mut self.block);
        if block.is_empty() {
            let empty = std::mem::take(&mut self.head.empty);
            let said = Some(empty).filter(|empty| !empty.is_empty());
            return self.paragraph(said.as_slice());
        }
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        if is_first {
            table.set_header(self.head.titles());
        }
        for row in block {
            table.add_row(row.iter().map(|cell| escape(cell)));
        }
        match terminal_width() {
            Some(width) => _ = table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width),
            None => _ = table.set_content_arrangement(ContentArrangement::Disabled),
        }
        let widths = table.column_max_content_widths();
        // A wider cell than that is wide enough for itself.
        let has_room = |widths: &[u16]| widths.iter().all(|width| *width <= u16::MAX - PADDING);
        if !is_first && terminal_width().is_none() && has_room(&self.widths) && has_room(&widths) {
            let least = self.widths.iter().map(|width| ColumnConstraint::LowerBoundary(Width::Fixed(width + PADDING)));
            table.set_constraints(least);
        }
        let before = |index: usize| self.widths.get(index).copied().unwrap_or_default();
        self.widths = widths.into_iter().enumerate().map(|(index, width)| width.max(before(index))).collect();
        if is_first && !self.text.is_empty() {
            self.text.push('\n');
        }
        for line in table.lines() {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// Adds lines, with an empty one between them and what came before.
    fn paragraph(&mut self, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        if !(self.widths.is_empty() && self.text.is_empty()) {
            self.text.push('\n');
        }
        for line in lines {
            self.text.push_str(&escape(line));
            self.text.push('\n');
        }
    }
}

/// The terminal's width, where stdout is one and says so.
fn terminal_width() -> Option<u16> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    let size = console::Term::stdout().size_checked()?;
    Some(size.1.max(40))
}

/// Rows of unequal length, whatever the library calls them.
fn no_csv<E>(_: E) -> Failure {
    Failure::refused("the answer cannot be written as CSV")
}
