//! CSV whose header names the fields of facts, one fact a row.

use super::line::{Columns, Line, LineFault, Parts, Value};

/// Reads a whole file. An empty cell is as good as left out; `source` stands
/// for rows that name none.
#[must_use]
pub fn read(text: &str, source: Option<&str>) -> Vec<Line> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(why) => return vec![refused(1, text, why.to_string())],
    };
    let mut lines = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let number = record.position().map_or(0, csv::Position::line);
                let shown = record.iter().collect::<Vec<_>>().join(",");
                let drafts = read_row(&header, &record).and_then(|parts| parts.drafts(source));
                lines.push(Line { number, text: shown, columns: columns(&header, &record), drafts });
            }
            Err(why) => {
                let number = why.position().map_or(0, csv::Position::line);
                lines.push(refused(number, "", why.to_string()));
            }
        }
    }
    lines
}

fn read_row(header: &csv::StringRecord, record: &csv::StringRecord) -> Result<Parts, LineFault> {
    if record.len() != header.len() {
        let (cells, named) = (record.len(), header.len());
        return Err(LineFault(format!("the row has {cells} cells, and the header names {named}")));
    }
    let mut parts = Parts::default();
    for (name, cell) in header.iter().zip(record).filter(|(_, cell)| !cell.is_empty()) {
        parts.take(name.trim(), Value::One(cell.to_owned()))?;
    }
    Ok(parts)
}

/// Where the cells stand in the row as it is shown.
fn columns(header: &csv::StringRecord, record: &csv::StringRecord) -> Columns {
    let mut columns = Columns::default();
    let mut column = 1;
    for (name, cell) in header.iter().zip(record) {
        columns.add(name.trim(), column);
        column += cell.chars().count() as u64 + 1;
    }
    columns
}

fn refused(number: u64, text: &str, why: String) -> Line {
    let text = text.lines().next().unwrap_or_default().to_owned();
    Line { number, text, columns: Columns::default(), drafts: Err(LineFault(why)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Field;

    #[test]
    fn the_header_names_the_fields_and_empty_cells_are_left_out() {
        let lines = read("fact,person,body,when,quote,note\nresigned,A,B,2016-06-26,\"q, r\",\n", Some("s"));
        let draft = lines[0].drafts.clone().unwrap().remove(0);
        assert_eq!((draft.fields.get(Field::Person), draft.fields.get(Field::Note)), (Some("A"), None));
        assert_eq!(draft.quotation.unwrap().exact, "q, r");
    }

    #[test]
    fn a_short_row_and_an_unknown_column_are_told() {
        let lines = read("fact,persn\nsaid,A\nsaid\n", None);
        let faults: Vec<String> = lines.into_iter().filter_map(|line| line.drafts.err()).map(|fault| fault.0).collect();
        assert_eq!(faults.len(), 2);
        assert!(faults[0].starts_with("`persn` is not a field"), "{}", faults[0]);
        assert_eq!(faults[1], "the row has 1 cells, and the header names 2");
    }
}
