//! Reading a text from left to right, and saying where it went wrong.

use super::{EdtfError, Feature, Mark};

/// A place in a text, up to which it has been read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scan<'a> {
    /// The whole text, for what is said of it.
    text: &'a str,
    /// The next byte to read, from 0. Only ASCII is ever stepped over, so that
    /// it never stands inside a character.
    at: usize,
    /// The byte before which to stop.
    end: usize,
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self::part(text, 0, text.len())
    }

    /// Reads only a part of the text.
    pub(super) fn part(text: &'a str, at: usize, end: usize) -> Self {
        Self { text, at, end }
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..self.end]
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn is_done(&self) -> bool {
        self.at == self.end
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.rest().as_bytes().first().copied()
    }

    /// Steps over the byte if it comes next.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let eaten = byte.is_ascii() && self.peek() == Some(byte);
        self.at += usize::from(eaten);
        eaten
    }

    /// Steps over the byte.
    pub(super) fn need(&mut self, byte: u8, expected: &'static str) -> Result<(), EdtfError> {
        if self.eat(byte) { Ok(()) } else { Err(self.fail(expected)) }
    }

    /// Steps over so many digits.
    pub(super) fn digits(&mut self, many: usize, expected: &'static str) -> Result<u32, EdtfError> {
        let mut number = 0;
        for _ in 0..many {
            match self.peek() {
                Some(digit @ b'0'..=b'9') => number = number * 10 + u32::from(digit - b'0'),
                _ => return Err(self.fail(expected)),
            }
            self.at += 1;
        }
        Ok(number)
    }

    /// Steps over so many bytes, each a digit or an `X`.
    pub(super) fn pattern<const N: usize>(&mut self, expected: &'static str) -> Result<[u8; N], EdtfError> {
        let mut pattern = [0; N];
        for place in &mut pattern {
            match self.peek() {
                Some(byte @ (b'0'..=b'9' | b'X')) => *place = byte,
                _ => return Err(self.fail(expected)),
            }
            self.at += 1;
        }
        Ok(pattern)
    }

    /// Steps over digits that do not begin with 0, and says how many they were.
    pub(super) fn positive(&mut self, expected: &'static str) -> Result<usize, EdtfError> {
        let from = self.at;
        if !matches!(self.peek(), Some(b'1'..=b'9')) {
            return Err(self.fail(expected));
        }
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        Ok(self.at - from)
    }

    /// Steps over a mark, if one comes next.
    pub(super) fn mark(&mut self) -> Option<Mark> {
        let (uncertain, approximate) = match self.peek()? {
            b'?' => (true, false),
            b'~' => (false, true),
            b'%' => (true, true),
            _ => return None,
        };
        self.at += 1;
        Some(Mark { uncertain, approximate })
    }

    /// Nothing may be left.
    pub(super) fn done(&self, expected: &'static str) -> Result<(), EdtfError> {
        if self.is_done() { Ok(()) } else { Err(self.fail(expected)) }
    }

    /// It went wrong here.
    pub(super) fn fail(&self, expected: &'static str) -> EdtfError {
        EdtfError::Malformed { text: self.text.to_owned(), at: self.at, expected }
    }

    /// It is EDTF, and not supported.
    pub(super) fn refuse(&self, feature: Feature) -> EdtfError {
        EdtfError::NotSupported { text: self.text.to_owned(), feature }
    }
}
