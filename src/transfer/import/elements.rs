//! The objects in the top-level arrays of a JSON text, each with the bytes it
//! stands in, so that a long file is never in memory as a whole.
//!
//! What is around the objects is checked here; each object is read by the library.

use std::io::Read;

use serde_json::Value;

use super::scan::Scan;
use super::{Fault, Place};

/// The most bytes that one object may have.
const OBJECT_LEN_MAX: usize = 4 * 1024 * 1024;

/// An object of a top-level array.
pub(super) struct Element {
    /// The name of the array; empty where the text is one array.
    pub array: String,
    /// Where it stands.
    pub place: Place,
    /// The object.
    pub value: Value,
}

/// Gives every object of every top-level array to `take`. Other members of the
/// text are passed over.
///
/// # Errors
/// What is wrong with the text, and where.
pub(super) fn elements(file: usize, reader: impl Read, take: &mut dyn FnMut(Element)) -> Result<(), Fault> {
    let mut text = Text { scan: Scan::new(reader)?, file };
    match text.skip_space()? {
        Some(b'{') => text.members(take)?,
        Some(b'[') => text.array("", take)?,
        _ => return Err(text.fault("a JSON object or array is expected")),
    }
    match text.skip_space()? {
        None => Ok(()),
        Some(_) => Err(text.fault("nothing may stand behind the JSON text")),
    }
}

struct Text<R> {
    scan: Scan<R>,
    file: usize,
}

impl<R: Read> Text<R> {
    fn fault(&self, why: impl Into<String>) -> Fault {
        Fault::In { file: self.file, line: self.scan.line, column: self.scan.column, why: why.into() }
    }

    fn skip_space(&mut self) -> Result<Option<u8>, Fault> {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.scan.peek()? {
            self.scan.next()?;
        }
        Ok(self.scan.peek()?)
    }

    /// Takes a mark that has to come next.
    fn take_mark(&mut self, wanted: u8) -> Result<(), Fault> {
        if self.skip_space()? == Some(wanted) {
            self.scan.next()?;
            return Ok(());
        }
        Err(self.fault(format!("`{}` is expected", char::from(wanted))))
    }

    /// After a value: whether another one follows before what closes.
    fn another(&mut self, close: u8) -> Result<bool, Fault> {
        match self.skip_space()? {
            Some(b',') => {
                self.scan.next()?;
                Ok(true)
            }
            Some(byte) if byte == close => {
                self.scan.next()?;
                Ok(false)
            }
            _ => Err(self.fault(format!("`,` or `{}` is expected", char::from(close)))),
        }
    }

    fn members(&mut self, take: &mut dyn FnMut(Element)) -> Result<(), Fault> {
        self.take_mark(b'{')?;
        if self.skip_space()? == Some(b'}') {
            self.scan.next()?;
            return Ok(());
        }
        loop {
            self.skip_space()?;
            let (_, name) = self.value()?;
            let Value::String(name) = name else { return Err(self.fault("the name of a member is expected")) };
            self.take_mark(b':')?;
            match self.skip_space()? {
                Some(b'[') => self.array(&name, take)?,
                _ => self.skip_value()?,
            }
            if !self.another(b'}')? {
                return Ok(());
            }
        }
    }

    fn array(&mut self, name: &str, take: &mut dyn FnMut(Element)) -> Result<(), Fault> {
        self.take_mark(b'[')?;
        if self.skip_space()? == Some(b']') {
            self.scan.next()?;
            return Ok(());
        }
        loop {
            let is_object = self.skip_space()? == Some(b'{');
            let (place, value) = self.value()?;
            if is_object {
                take(Element { array: name.to_owned(), place, value });
            }
            if !self.another(b']')? {
                return Ok(());
            }
        }
    }

    /// One whole value, where it begins.
    fn value(&mut self) -> Result<(Place, Value), Fault> {
        let (start, line, column) = (self.scan.offset, self.scan.line, self.scan.column);
        let bytes = self.value_bytes()?;
        let place = Place { file: self.file, bytes: start..start + bytes.len() as u64, line, column };
        match serde_json::from_slice(&bytes) {
            Ok(value) => Ok((place, value)),
            Err(why) => {
                let (below, along) = (why.line().max(1) as u64 - 1, why.column().max(1) as u64);
                let column = if below == 0 { column + along - 1 } else { along };
                let told = why.to_string();
                let why = told.split(" at line ").next().unwrap_or_default().to_owned();
                Err(Fault::In { file: self.file, line: line + below, column, why })
            }
        }
    }

    /// The bytes up to where the value that begins here ends: at the bracket
    /// that closes the first one, or before what cannot be part of a number.
    fn value_bytes(&mut self) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        self.each_byte_of_value(&mut |byte| {
            bytes.push(byte);
            bytes.len() <= OBJECT_LEN_MAX
        })?;
        Ok(bytes)
    }

    /// Passes over a value of any length.
    fn skip_value(&mut self) -> Result<(), Fault> {
        self.each_byte_of_value(&mut |_| true)
    }

    fn each_byte_of_value(&mut self, take: &mut dyn FnMut(u8) -> bool) -> Result<(), Fault> {
        let (mut depth, mut is_text, mut is_escaped) = (0_usize, false, false);
        while let Some(byte) = self.scan.peek()? {
            let ends_before =
                !is_text && depth == 0 && matches!(byte, b',' | b']' | b'}' | b':' | b' ' | b'\n' | b'\r' | b'\t');
            if ends_before {
                break;
            }
            self.scan.next()?;
            if !take(byte) {
                return Err(self.fault(format!("an object of more than {OBJECT_LEN_MAX} bytes")));
            }
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' if is_text => is_escaped = true,
                b'"' => is_text = !is_text,
                b'{' | b'[' if !is_text => depth += 1,
                // What closes at depth 0 belongs to what is around, and ended the value before.
                b'}' | b']' if !is_text => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 && !is_text && matches!(byte, b'"' | b'}' | b']') {
                break;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(String, u64, String)>, Fault> {
        let mut all = Vec::new();
        elements(0, text.as_bytes(), &mut |element| {
            let bytes = element.place.bytes;
            let stands = &text[bytes.start as usize..bytes.end as usize];
            assert_eq!(serde_json::from_str::<Value>(stands).unwrap(), element.value);
            all.push((element.array, element.place.line, stands.to_owned()));
        })?;
        Ok(all)
    }

    #[test]
    fn objects_come_with_their_places_and_the_rest_is_passed_over() {
        let text = "\u{feff}{\"note\": {\"a\": [1, {\"b\": 2}]},\n \"persons\": [{\"id\": \"}]\\\"é\"},\n  7, {}],\n \"posts\": [], \"n\": -1.5e3}\n";
        let found = read(text).unwrap();
        let expected = [("persons", 2, "{\"id\": \"}]\\\"é\"}"), ("persons", 3, "{}")];
        assert_eq!(found, expected.map(|(array, line, text)| (array.to_owned(), line, text.to_owned())));
        assert_eq!(read("[{\"id\": 1}]").unwrap().len(), 1);
        assert_eq!(read("{}").unwrap(), []);
    }

    #[test]
    fn what_is_no_json_is_told_by_its_place() {
        for (text, line, column) in [
            ("", 1, 1),
            ("{\"persons\": [{\"id\": 1},\n {\"id\": }]}", 2, 9),
            ("{\"persons\": [{\"id\": 1}", 1, 23),
            ("{\"persons\": [{\"id\": 1} {}]}", 1, 24),
            ("{\"a\": 1} x", 1, 10),
            ("{\"a\" 1}", 1, 6),
            ("[{\"a\": \"x]", 1, 10),
        ] {
            let Err(Fault::In { line: found_line, column: found_column, why, .. }) = read(text) else {
                panic!("{text} was read");
            };
            assert_eq!((found_line, found_column), (line, column), "{text}: {why}");
        }
    }
}
