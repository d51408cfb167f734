//! The ministers database of the Institute for Government: a set of CSV files
//! that name each other's rows by identifier.
//!
//! Its dates are half-open: an appointment is no longer held on its end date.
//! That is what an end on that day means to a question about the day, whose
//! answer is that of its last moment.

mod facts;
mod tables;

use std::io::Read;

use super::rows::Rows;
use super::{DataFile, DataSet, Fault, Known};
use tables::{Table, Tables};

/// Reads a set of files.
///
/// # Errors
/// [`Fault`] where a table is missing, is there twice, or lacks a column.
pub fn read(files: Vec<DataFile<'_>>, known: &Known) -> Result<DataSet, Fault> {
    let mut tables = Tables::default();
    let mut data = DataSet::default();
    let mut found: Vec<(Table, String)> = Vec::new();
    for (at, file) in files.into_iter().enumerate() {
        let mut rows = Rows::open(at, file.reader)?;
        let Some(table) = Table::of(&file.name, rows.header()) else {
            let tables: Vec<&str> = Table::ALL.iter().map(|table| table.word()).collect();
            return Err(Fault::Files(format!(
                "`{}` is no table of the set; there are {}",
                file.name,
                tables.join(", ")
            )));
        };
        if let Some((_, other)) = found.iter().find(|(other, _)| *other == table) {
            return Err(Fault::Files(format!("`{other}` and `{}` are both the table `{}`", file.name, table.word())));
        }
        check_columns(&rows, table, at)?;
        tables.read(table, &mut rows, &mut data.refused)?;
        found.push((table, file.name));
    }
    let missing = Table::ALL.iter().find(|table| table.is_needed() && found.iter().all(|(found, _)| found != *table));
    if let Some(table) = missing {
        return Err(Fault::Files(format!(
            "the table `{0}` is missing: give `{0}.csv`, or the folder it is in",
            table.word()
        )));
    }
    if found.iter().all(|(table, _)| *table != Table::Characteristics) {
        if known.ranks {
            let why = "`appointment_characteristics.csv` was part of the set before; without it every rank would be gone: give it too";
            return Err(Fault::Files(why.to_owned()));
        }
        let note = "without `appointment_characteristics.csv` nothing is said of rank, acting and leave";
        data.notes.push(note.to_owned());
    }
    if tables.repeated > 0 {
        data.notes.push(format!("rows that only repeat an earlier one: {}", tables.repeated));
    }
    facts::say(&tables, known, &mut data);
    Ok(data)
}

/// Whether a file of that name is one of the tables.
#[must_use]
pub fn is_table(name: &str) -> bool {
    Table::of(name, &[]).is_some()
}

fn check_columns<R: Read>(rows: &Rows<R>, table: Table, file: usize) -> Result<(), Fault> {
    let lacks = table.columns().iter().find(|name| rows.column(name).is_none());
    match lacks {
        None => Ok(()),
        Some(name) => {
            let why =
                format!("the table `{}` has no column `{name}`; it has {}", table.word(), rows.header().join(", "));
            Err(Fault::In { file, line: 1, column: 1, why })
        }
    }
}
