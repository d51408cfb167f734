//! The bytes that SSH writes: numbers of four bytes, and strings with their
//! length before them.

/// Reads from the front of bytes, never past their end.
pub(super) struct Reader<'b>(pub &'b [u8]);

impl<'b> Reader<'b> {
    /// So many bytes.
    pub fn bytes(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// A number.
    pub fn number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.bytes(4)?.try_into().ok()?))
    }

    /// A string: its length, then that many bytes.
    pub fn string(&mut self) -> Option<&'b [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        self.bytes(length)
    }

    /// A string that is text.
    pub fn text(&mut self) -> Option<&'b str> {
        std::str::from_utf8(self.string()?).ok()
    }

    /// A string of so many bytes.
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.string()?.try_into().ok()
    }

    /// Whether nothing is left.
    pub fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }
}

/// Strings one after the other, each with its length before it.
pub(super) fn strings(parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        // What is written here is far below four gigabytes.
        bytes.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend(*part);
    }
    bytes
}

/// What stands between two lines, in base64 that may be broken into lines;
/// nothing but a last line break comes after it.
pub(super) fn unarmored(text: &str, begin: &str, end: &str) -> Option<Vec<u8>> {
    let inside = text.strip_prefix(begin)?.trim_end_matches(['\n', '\r']).strip_suffix(end)?;
    // The two lines are lines of their own.
    let inside = inside.strip_prefix("\r\n").or_else(|| inside.strip_prefix('\n'))?.strip_suffix('\n')?;
    let base64: String = inside.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    base64::Engine::decode(&base64::engine::general_purpose::STANDARD, base64).ok()
}

/// The same way back, in lines of 70 characters as OpenSSH breaks them.
pub(super) fn armored(bytes: &[u8], begin: &str, end: &str) -> String {
    let base64 = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes);
    let mut text = format!("{begin}\n");
    for (at, character) in base64.chars().enumerate() {
        if at > 0 && at % 70 == 0 {
            text.push('\n');
        }
        text.push(character);
    }
    format!("{text}\n{end}\n")
}
