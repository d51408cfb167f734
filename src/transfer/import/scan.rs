//! The bytes of a file one after the other, with their places.

use std::io::{self, Read};

/// How many bytes are read at a time.
const BUFFER_LEN: usize = 64 * 1024;

/// A reader that knows where it is.
pub(super) struct Scan<R> {
    reader: R,
    buffer: Vec<u8>,
    at: usize,
    filled: usize,
    /// How many bytes were taken.
    pub offset: u64,
    /// The line of the next byte, from 1.
    pub line: u64,
    /// The place of the next byte in its line, in characters from 1.
    pub column: u64,
    /// Whether the last byte was a CR, which ends a line alone or with an LF.
    after_cr: bool,
}

impl<R: Read> Scan<R> {
    /// Begins, behind a byte-order mark where there is one.
    pub fn new(reader: R) -> io::Result<Self> {
        let buffer = vec![0; BUFFER_LEN];
        let mut scan = Self { reader, buffer, at: 0, filled: 0, offset: 0, line: 1, column: 1, after_cr: false };
        while scan.filled < 3 {
            match scan.reader.read(&mut scan.buffer[scan.filled..]) {
                Ok(0) => break,
                Ok(read) => scan.filled += read,
                Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
                Err(why) => return Err(why),
            }
        }
        if scan.buffer[..scan.filled].starts_with(b"\xef\xbb\xbf") {
            (scan.at, scan.offset) = (3, 3);
        }
        Ok(scan)
    }

    /// The next byte, left where it is.
    pub fn peek(&mut self) -> io::Result<Option<u8>> {
        if self.at == self.filled {
            self.at = 0;
            self.filled = loop {
                match self.reader.read(&mut self.buffer) {
                    Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
                    read => break read?,
                }
            };
        }
        Ok((self.at < self.filled).then(|| self.buffer[self.at]))
    }

    /// Takes the next byte.
    pub fn next(&mut self) -> io::Result<Option<u8>> {
        let byte = self.peek()?;
        if let Some(byte) = byte {
            self.at += 1;
            self.offset += 1;
            match byte {
                b'\n' if self.after_cr => {}
                b'\n' | b'\r' => {
                    self.line += 1;
                    self.column = 1;
                }
                // What goes on with a character begins none.
                byte if byte & 0b1100_0000 == 0b1000_0000 => {}
                _ => self.column += 1,
            }
            self.after_cr = byte == b'\r';
        }
        Ok(byte)
    }
}
