//! The rows of a CSV file, each with the bytes it stands in.
//!
//! A row ends at a line break outside a quoted cell (RFC 4180), and a cell is
//! quoted if a quotation mark is the first thing in it; CR and LF around a row
//! belong to none. The rows are told apart here, so that each can be cited;
//! what is in one is read by the library.

use std::io::Read;
use std::ops::Range;

use super::scan::Scan;
use super::{Fault, Place};

/// The most bytes that one row may have.
const ROW_LEN_MAX: usize = 256 * 1024;

/// A table whose first row names its columns.
pub(super) struct Rows<R> {
    scan: Scan<R>,
    file: usize,
    header: Vec<String>,
}

/// A row below the header.
pub(super) struct Row {
    /// Where it stands.
    pub place: Place,
    cells: Vec<String>,
}

impl<R: Read> Rows<R> {
    /// Reads the header.
    pub fn open(file: usize, reader: R) -> Result<Self, Fault> {
        let mut rows = Self { scan: Scan::new(reader)?, file, header: Vec::new() };
        if let Some(header) = rows.next()? {
            rows.header = header.cells.iter().map(|cell| cell.trim().to_owned()).collect();
            let twice = |name: &&String| rows.header.iter().filter(|other| other == name).count() > 1;
            if let Some(name) = rows.header.iter().find(twice) {
                return Err(Fault::at(&header.place, format!("the column `{name}` is there twice")));
            }
        }
        Ok(rows)
    }

    /// The names of the columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    /// Whether a row has a cell for each column.
    ///
    /// # Errors
    /// How many it has instead.
    pub fn check(&self, row: &Row) -> Result<(), String> {
        match (row.cells.len(), self.header.len()) {
            (cells, columns) if cells == columns => Ok(()),
            (cells, columns) => Err(format!("it has {cells} cells, and the header names {columns} columns")),
        }
    }

    /// The next row, blank lines passed over.
    pub fn next(&mut self) -> Result<Option<Row>, Fault> {
        while let Some(b'\n' | b'\r') = self.scan.peek()? {
            self.scan.next()?;
        }
        let (start, line) = (self.scan.offset, self.scan.line);
        let mut bytes = Vec::new();
        let mut cell = Cell::Begins;
        while let Some(byte) = self.scan.peek()? {
            cell = match (cell, byte) {
                (Cell::Quoted, b'"') => Cell::Closed,
                (Cell::Quoted, _) => Cell::Quoted,
                (_, b'\n' | b'\r') => break,
                (_, b',') => Cell::Begins,
                // A doubled mark stands for one, and the cell goes on.
                (Cell::Begins | Cell::Closed, b'"') => Cell::Quoted,
                _ => Cell::Plain,
            };
            bytes.push(byte);
            self.scan.next()?;
            if bytes.len() > ROW_LEN_MAX {
                let why = if cell == Cell::Quoted {
                    "a quotation mark that opens in this row is not closed".to_owned()
                } else {
                    format!("the row has more than {ROW_LEN_MAX} bytes")
                };
                return Err(Fault::at(&self.place(start..start, line), why));
            }
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        let place = self.place(start..start + bytes.len() as u64, line);
        if cell == Cell::Quoted {
            return Err(Fault::at(&place, "a quotation mark that opens in this row is not closed"));
        }
        let cells = cells(&bytes).map_err(|why| Fault::at(&place, why))?;
        Ok(Some(Row { place, cells }))
    }

    fn place(&self, bytes: Range<u64>, line: u64) -> Place {
        Place { file: self.file, bytes, line, column: 1 }
    }
}

/// Where in a cell the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    /// Before its first byte.
    Begins,
    /// In one without quotation marks around it.
    Plain,
    /// Between its quotation marks.
    Quoted,
    /// Behind a mark that closes it, unless another one follows.
    Closed,
}

fn cells(row: &[u8]) -> Result<Vec<String>, String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(row);
    let mut records = reader.records();
    match (records.next(), records.next()) {
        (Some(Ok(record)), None) => Ok(record.iter().map(str::to_owned).collect()),
        (Some(Err(why)), _) => Err(why.to_string()),
        (Some(Ok(_)), Some(_)) => Err("its quotation marks can be read in two ways".to_owned()),
        (None, _) => Ok(Vec::new()),
    }
}

impl Row {
    /// What all cells hold, as they stand.
    pub fn cells(&self) -> &[String] {
        &self.cells
    }

    /// What a cell holds, without space around it; none where it is empty, or
    /// holds what databases write for that.
    pub fn get(&self, column: Option<usize>) -> Option<&str> {
        self.cells.get(column?).map(|cell| cell.trim()).filter(|cell| !cell.is_empty() && *cell != "NULL")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_are_those_of_the_library(text in "[a\",\n\r é6]{0,40}") {
            let text = format!("h,i\n{text}");
            let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(true).from_reader(text.as_bytes());
            let expected: Result<Vec<Vec<String>>, _> =
                reader.records().map(|record| record.map(|record| record.iter().map(str::to_owned).collect())).collect();
            let mut rows = Rows::open(0, text.as_bytes()).unwrap();
            let mut found = Vec::new();
            loop {
                match rows.next() {
                    Ok(Some(row)) => found.push(row.cells),
                    Ok(None) => break,
                    // The library reads a cell that never closes to the end; here it is a fault.
                    Err(_) => return Ok(()),
                }
            }
            prop_assert_eq!(found, expected.unwrap());
        }
    }

    fn rows(text: &str) -> Vec<(u64, String)> {
        let mut rows = Rows::open(0, text.as_bytes()).unwrap();
        let mut all = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            let place = row.place.bytes;
            all.push((row.place.line, text[place.start as usize..place.end as usize].to_owned()));
        }
        all
    }

    #[test]
    fn rows_are_told_apart_whatever_ends_their_lines() {
        let expected = vec![(3, "1,\"a\r\nb\"".to_owned()), (5, "2,é".to_owned())];
        assert_eq!(rows("\u{feff}id,name\r\n\r\n1,\"a\r\nb\"\r\n2,é\r\n"), expected);
        assert_eq!(rows("id,name\n1,x\n\n2,y"), [(2, "1,x".to_owned()), (4, "2,y".to_owned())]);
        assert_eq!(rows("id,name"), []);
        assert_eq!(rows(""), []);
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_is_told_by_its_line() {
        let mut rows = Rows::open(0, &b"id,name\n1,x\n2,\"y\n3,z\n"[..]).unwrap();
        assert!(rows.next().unwrap().is_some());
        let fault = rows.next().map(|_| ()).unwrap_err();
        assert_eq!(fault.place(), Some((3, 1)));
    }

    #[test]
    fn a_row_of_another_length_is_told() {
        let mut rows = Rows::open(0, &b"id,name\n1\n"[..]).unwrap();
        let row = rows.next().unwrap().unwrap();
        let why = rows.check(&row).unwrap_err();
        assert_eq!((row.place.line, why.as_str()), (2, "it has 1 cells, and the header names 2 columns"));
    }
}
