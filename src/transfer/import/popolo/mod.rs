//! Popolo JSON, and the files of parlparse, which are Popolo with habits of
//! their own: names in parts, entries that only point to another one, reasons
//! for ends, files that refer to persons in other files, and a list of
//! memberships without a name.

mod facts;
mod names;
mod objects;

use super::elements::elements;
use super::{DataFile, DataSet, Fault, Known};
use objects::Objects;

/// Reads one or more files that belong together.
///
/// # Errors
/// [`Fault`] where a file is no JSON, or has none of the arrays in it.
pub fn read(files: Vec<DataFile<'_>>, known: &Known) -> Result<DataSet, Fault> {
    let mut objects = Objects::default();
    let mut data = DataSet::default();
    for (at, file) in files.into_iter().enumerate() {
        let before = objects.len();
        elements(at, file.reader, &mut |element| objects.take(element))?;
        if objects.len() == before && objects.refused.iter().all(|row| row.place.file != at) {
            return Err(Fault::Files(format!(
                "`{}` has no object in `persons`, `organizations`, `posts` or `memberships`",
                file.name
            )));
        }
    }
    data.refused.append(&mut objects.refused);
    if objects.repeated > 0 {
        data.notes.push(format!("objects that only repeat an earlier one: {}", objects.repeated));
    }
    if objects.vacated > 0 {
        data.notes.push(format!("memberships that name nobody, in an empty list: {}", objects.vacated));
    }
    facts::say(&objects, known, &mut data);
    Ok(data)
}
