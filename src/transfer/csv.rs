//! CSV whose header names the fields of facts, one fact a row.

use super::line::{Columns, Line, LineFault, Parts, Value, check_name, twice};

/// Reads a whole file. An empty cell is as good as left out; `source` stands
/// for rows that name none. A header that is at fault is told once, and no row
/// is read under it.
#[must_use]
pub fn read(text: &str, source: Option<&str>) -> Vec<Line> {
    let mut rows = Rows::of(text.strip_prefix('\u{FEFF}').unwrap_or(text));
    let header = match rows.next() {
        None => return Vec::new(),
        Some(Err(line)) => return vec![line],
        Some(Ok(header)) => header,
    };
    if let Err((column, fault)) = check_header(&header) {
        return vec![header.refused(column, fault)];
    }
    let lines = rows.map(|row| match row {
        Err(line) => line,
        Ok(row) => {
            let says = read_row(&header, &row).and_then(|parts| parts.drafts(source));
            Line { number: row.number, columns: columns(&header, &row), text: row.text, says }
        }
    });
    lines.collect()
}

/// A row as it stands in the file.
struct Row {
    /// The line on which it begins, from 1.
    number: u64,
    /// All of it, its line breaks turned into spaces.
    text: String,
    /// What its cells hold.
    cells: csv::StringRecord,
    /// Where its cells begin, in characters of the text from 1.
    starts: Vec<u64>,
}

impl Row {
    fn refused(self, column: u64, fault: LineFault) -> Line {
        let mut columns = Columns::default();
        columns.fault_at(column);
        Line { number: self.number, text: self.text, columns, says: Err(fault) }
    }
}

/// The rows of a file, with their places, which the reader of CSV tells wrongly
/// where lines are blank or end in CR and LF.
struct Rows<'a> {
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    /// How far lines have been counted, in bytes, and the line there.
    counted: (usize, u64),
}

impl<'a> Rows<'a> {
    fn of(text: &'a str) -> Self {
        let reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
        Self { text, reader, counted: (0, 1) }
    }

    fn place(&self) -> usize {
        usize::try_from(self.reader.position().byte()).unwrap_or(self.text.len()).min(self.text.len())
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, Line>;

    fn next(&mut self) -> Option<Self::Item> {
        let from = self.place();
        let mut cells = csv::StringRecord::new();
        let read = self.reader.read_record(&mut cells);
        let raw = &self.text[from..self.place()];
        let begins = from + (raw.len() - raw.trim_start_matches(LINE_ENDS).len());
        let (counted, number) = self.counted;
        let number = number + line_ends(&self.text[counted..begins]);
        self.counted = (begins, number);
        let raw = raw.trim_matches(LINE_ENDS);
        let (starts, open) = cell_starts(raw);
        let row = Row { number, text: raw.replace(LINE_ENDS, " "), cells, starts };
        match (read, open) {
            (Ok(false), _) => None,
            (Err(why), _) => Some(Err(row.refused(1, LineFault(why.to_string())))),
            // All that follows is in this one cell, and nobody meant that.
            (Ok(true), Some(column)) => {
                let why = "a quotation mark opens here and never closes; close it, and double those inside (`\"\"`)";
                Some(Err(row.refused(column, LineFault(why.to_owned()))))
            }
            (Ok(true), None) => Some(Ok(row)),
        }
    }
}

const LINE_ENDS: [char; 2] = ['\r', '\n'];

/// How many lines end in a text; CR and LF together end one.
fn line_ends(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let ends = |at: &usize| bytes[*at] == b'\n' || (bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
    (0..bytes.len()).filter(ends).count() as u64
}

/// Where the cells of a row begin, and where a quotation mark opens that never
/// closes: both in characters from 1.
fn cell_starts(raw: &str) -> (Vec<u64>, Option<u64>) {
    let mut starts = vec![1];
    let (mut open, mut just_closed) = (None, None);
    for (column, c) in (1..).zip(raw.chars()) {
        match (c, open) {
            ('"', Some(_)) => {
                just_closed = open.take();
                continue;
            }
            ('"', None) if starts.last() == Some(&column) => open = Some(column),
            // Doubled, it stands for itself.
            ('"', None) => open = just_closed,
            (',', None) => starts.push(column + 1),
            _ => {}
        }
        just_closed = None;
    }
    (starts, open)
}

/// Whether the header names fields, each once: else where not, and why.
fn check_header(header: &Row) -> Result<(), (u64, LineFault)> {
    let named: Vec<(u64, &str)> = header
        .starts
        .iter()
        .copied()
        .zip(header.cells.iter().map(str::trim))
        .filter(|(_, name)| !name.is_empty())
        .collect();
    for (nth, (column, name)) in named.iter().enumerate() {
        if let Some(other) = name.chars().find(|c| ";\t|".contains(*c)) {
            let why = format!("the cells are separated by {other:?}; separate them by commas");
            return Err((*column, LineFault(why)));
        }
        check_name(name).map_err(|fault| (*column, fault))?;
        if named[..nth].iter().any(|(_, earlier)| earlier == name) {
            return Err((*column, twice(name)));
        }
    }
    if named.iter().all(|(_, name)| *name != "fact") {
        let why = "no column is named `fact`; the first line names the fields, such as `fact,person,body,when,quote`";
        return Err((1, LineFault(why.to_owned())));
    }
    Ok(())
}

fn read_row(header: &Row, row: &Row) -> Result<Parts, LineFault> {
    if row.cells.len() != header.cells.len() {
        let (cells, named) = (row.cells.len(), header.cells.len());
        let s = if cells == 1 { "" } else { "s" };
        return Err(LineFault(format!(
            "the row has {cells} cell{s}, and the header names {named}; put cells that hold a comma in quotation marks"
        )));
    }
    let mut parts = Parts::default();
    for (name, cell) in header.cells.iter().zip(&row.cells).filter(|(_, cell)| !cell.is_empty()) {
        parts.take(name.trim(), Value::One(cell.to_owned()))?;
    }
    Ok(parts)
}

/// Where the cells stand, by the names of their fields.
fn columns(header: &Row, row: &Row) -> Columns {
    let mut columns = Columns::default();
    header.cells.iter().zip(&row.starts).for_each(|(name, column)| columns.add(name.trim(), *column));
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Field;

    fn faults(text: &str) -> Vec<(u64, u64, String)> {
        let lines = read(text, Some("s")).into_iter();
        lines.filter_map(|line| Some((line.number, line.columns.of(None), line.says.err()?.0))).collect()
    }

    #[test]
    fn the_header_names_the_fields_and_empty_cells_are_left_out() {
        let lines = read("fact,person,body,when,quote,note\nresigned,A,B,2016-06-26,\"q, r\",\n", Some("s"));
        let draft = lines[0].says.clone().unwrap().remove(0);
        assert_eq!((draft.fields.get(Field::Person), draft.fields.get(Field::Note)), (Some("A"), None));
        assert_eq!(draft.quotation.unwrap().exact, "q, r");
    }

    #[test]
    fn a_header_at_fault_is_told_once_and_where() {
        for (text, column, told) in [
            ("fact,persn\nsaid,A\nsaid,B\n", 6, "`persn` is not a field"),
            ("fact;person\nsaid;A\n", 1, "the cells are separated by ';'"),
            ("fact,quote,quote\nsaid,a,b\n", 12, "`quote` is given twice"),
            ("person,quote\nA,a\n", 1, "no column is named `fact`"),
            ("\"fact,person\nsaid,A\n", 1, "a quotation mark opens here and never closes"),
        ] {
            let found = faults(text);
            assert_eq!(found.len(), 1, "{text:?}: {found:?}");
            assert_eq!((found[0].0, found[0].1), (1, column), "{text:?}");
            assert!(found[0].2.starts_with(told), "{}", found[0].2);
        }
    }

    #[test]
    fn rows_are_told_by_the_line_they_begin_on() {
        let found = faults("fact,person\r\n\r\nsaid\r\nsaid,\"A\r\nB\"\r\n\r\nsaid\n");
        let places: Vec<_> = found.iter().map(|(line, column, _)| (*line, *column)).collect();
        assert_eq!(places, [(3, 1), (7, 1)]);
        assert!(found[0].2.starts_with("the row has 1 cell, and the header names 2"), "{}", found[0].2);
    }

    #[test]
    fn a_quotation_mark_that_never_closes_swallows_no_row() {
        let found = faults("fact,person,note\nsaid,A,\"so he said\nsaid,B,\nsaid,C,\n");
        assert_eq!((found.len(), found[0].0, found[0].1), (1, 2, 8), "{found:?}");
    }

    #[test]
    fn cells_are_found_behind_quotation_marks() {
        assert_eq!(cell_starts("a,\"b, \"\"c\"\"\",ë,d"), (vec![1, 3, 14, 16], None));
        assert_eq!(cell_starts("a\"b,\"c\"d\"\",e"), (vec![1, 5, 12], None));
        assert_eq!(cell_starts("a,\"b\"\""), (vec![1, 3], Some(3)));
    }
}
