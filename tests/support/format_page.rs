//! `docs/FORMAT.md` as data: its tables, and a reader of bodies that knows nothing else.

use std::collections::BTreeMap;

use crate::golden::hex;

/// The page's tables and text.
pub struct Page {
    /// All of it.
    pub text: String,
    /// Parts by name: their fields, as written.
    pub parts: BTreeMap<String, String>,
    /// Kinds: number, word, marks, fields as written.
    pub kinds: Vec<(u16, String, String, String)>,
    /// Vocabularies by name: numbers and words.
    pub vocabularies: BTreeMap<String, Vec<(u8, String)>>,
}

/// What a reader found: each field's name and text, absent ones left out.
pub type Found = BTreeMap<String, String>;

/// Reads the page.
pub fn page() -> Page {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/FORMAT.md")).expect("the page");
    let mut page = Page { text, parts: BTreeMap::new(), kinds: Vec::new(), vocabularies: BTreeMap::new() };
    for cells in page.text.clone().lines().filter_map(cells) {
        match cells.as_slice() {
            [part, fields] if fields.contains(": ") && part.starts_with('`') => {
                page.parts.insert(code(part), code(fields));
            }
            [vocabulary, words] if words.starts_with("0 `") => {
                let words = words.split(", ").map(|word| word.split_once(' ').expect("a number and a word"));
                let words = words.map(|(number, word)| (number.parse().expect("a number"), code(word)));
                page.vocabularies.insert(code(vocabulary), words.collect());
            }
            [number, kind, fields] if number.parse::<u16>().is_ok() && kind.starts_with('`') => {
                let marks = kind.rsplit('`').next().unwrap_or_default().trim().to_owned();
                page.kinds.push((number.parse().expect("a number"), code(kind), marks, code(fields)));
            }
            _ => {}
        }
    }
    page
}

/// The cells of a table's row.
pub fn cells(line: &str) -> Option<Vec<String>> {
    let inner = line.strip_prefix("| ")?.strip_suffix(" |")?;
    Some(inner.split(" | ").map(|cell| cell.trim().to_owned()).collect())
}

/// What stands between the first two back quotes.
pub fn code(cell: &str) -> String {
    cell.split('`').nth(1).unwrap_or_default().to_owned()
}

impl Page {
    /// Reads a body by the tables alone.
    ///
    /// # Errors
    /// What does not fit the tables.
    pub fn read(&self, kind: u16, body: &[u8]) -> Result<Found, String> {
        let mut reader = Reader { page: self, rest: body, found: Found::new() };
        reader.fields(&self.parts["body"], "")?;
        reader.kind(kind, "")?;
        if reader.rest.is_empty() { Ok(reader.found) } else { Err(format!("{} bytes left over", reader.rest.len())) }
    }
}

struct Reader<'a> {
    page: &'a Page,
    rest: &'a [u8],
    found: Found,
}

impl Reader<'_> {
    fn kind(&mut self, number: u16, prefix: &str) -> Result<(), String> {
        let row = self.page.kinds.iter().find(|row| row.0 == number).ok_or(format!("no kind {number}"))?;
        self.fields(&row.3, prefix)?;
        match self.found.remove("fact") {
            Some(number) => self.kind(number.parse().map_err(|why| format!("{number}: {why}"))?, "fact."),
            None => Ok(()),
        }
    }

    fn fields(&mut self, fields: &str, prefix: &str) -> Result<(), String> {
        for field in fields.split(", ") {
            match field.split_once(": ") {
                Some((name, kind)) => self.value(kind, &format!("{prefix}{name}"))?,
                None => self.fields(&self.page.parts[field], prefix)?,
            }
        }
        Ok(())
    }

    fn value(&mut self, kind: &str, name: &str) -> Result<(), String> {
        if let Some(kind) = kind.strip_suffix('?') {
            return match self.take(1)?[0] {
                0 => Ok(()),
                1 => self.value(kind, name),
                tag => Err(format!("{name}: option byte {tag}")),
            };
        }
        if let Some(kind) = kind.strip_prefix('[').and_then(|kind| kind.strip_suffix(']')) {
            let length = self.integer(8)?;
            return (0..length).try_for_each(|at| self.value(kind, &format!("{name}.{at}")));
        }
        let text = match kind {
            "bool" => match self.take(1)?[0] {
                0 => "false".to_owned(),
                1 => "true".to_owned(),
                byte => return Err(format!("{name}: bool {byte}")),
            },
            "kind" => self.integer(2)?.to_string(),
            "u32" => self.integer(4)?.to_string(),
            "u64" => self.integer(8)?.to_string(),
            "digest" => hex(self.take(32)?),
            "bytes16" => hex(self.take(16)?),
            "text" | "name" | "client_key" | "origin" | "edtf" | "quote" | "context" => {
                let length = usize::try_from(self.integer(8)?).map_err(|why| why.to_string())?;
                String::from_utf8(self.take(length)?.to_vec()).map_err(|why| format!("{name}: {why}"))?
            }
            part if self.page.parts.contains_key(part) => {
                return self.fields(&self.page.parts[part], &format!("{name}."));
            }
            vocabulary => {
                let words = self.page.vocabularies.get(vocabulary).ok_or(format!("no type `{vocabulary}`"))?;
                let number = self.take(1)?[0];
                words.iter().find(|word| word.0 == number).ok_or(format!("{name}: word {number}"))?.1.clone()
            }
        };
        match self.found.insert(name.to_owned(), text) {
            None => Ok(()),
            Some(_) => Err(format!("two fields are called `{name}`")),
        }
    }

    fn integer(&mut self, most: usize) -> Result<u64, String> {
        let (width, least) = match self.take(1)?[0] {
            small @ 0..=250 => return Ok(u64::from(small)),
            251 => (2, 251),
            252 => (4, 0x1_0000),
            253 => (8, 0x1_0000_0000),
            marker => return Err(format!("marker {marker}")),
        };
        let mut bytes = [0; 8];
        bytes[..width].copy_from_slice(self.take(width)?);
        let value = u64::from_le_bytes(bytes);
        if width > most || value < least { Err(format!("{value} in {width} bytes")) } else { Ok(value) }
    }

    fn take(&mut self, length: usize) -> Result<&[u8], String> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or("it ends inside a field")?;
        self.rest = rest;
        Ok(taken)
    }
}
