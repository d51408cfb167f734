//! What may be a source: UTF-8 text, kept byte for byte.
//!
//! Nothing is converted here. Text that was converted on the way in could not
//! be compared with the article any more, so the person does it, knowingly.

use std::fmt;

use super::context::line_of;

/// The longest source, in bytes: 16 MiB.
pub const MAX_SOURCE_BYTES: usize = 16 * 1024 * 1024;

/// How much of the input is looked at to guess what it is, in bytes.
const SAMPLE_BYTES: usize = 64 * 1024;

/// What bytes that are not UTF-8 text seem to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// UTF-32, either way round, with its byte-order mark.
    Utf32,
    /// The Western European code page of Windows, which holds Latin-1 too.
    Windows1252,
    /// UTF-8 in which a few bytes went wrong.
    DamagedUtf8,
    /// UTF-8 that stops inside its last character.
    CutShort,
    /// A file that is not text at all, by the name people give it.
    NotText(&'static str),
    /// Nothing that can be told.
    Unknown,
}

/// Why some bytes cannot be a source; each says what to do instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is nothing to quote from.
    #[error("the source is empty: save the article's text to a file, or pipe it in, and add that")]
    Empty,
    /// It is longer than [`MAX_SOURCE_BYTES`].
    #[error(
        "the source is {bytes} bytes long and {MAX_SOURCE_BYTES} (16 MiB) is the most: keep the whole as an original beside its text, or add it in parts, each a source of its own"
    )]
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// It has a NUL byte, which no article has.
    #[error(
        "byte {offset} (line {line}) is NUL, which text never holds: save the article as plain text again, or remove it with `tr -d '\\000' < FILE > FILE.txt`"
    )]
    Nul {
        /// The first one, counted in bytes from 0.
        offset: usize,
        /// Its line, counted from 1.
        line: u64,
    },
    /// It is not UTF-8.
    #[error("the source is not UTF-8: byte {offset} (line {line}) {}", Advice(*.likely))]
    NotUtf8 {
        /// The first byte that is not UTF-8, counted from 0; where a pattern
        /// rather than a byte gave it away, the first byte of it.
        offset: usize,
        /// Its line, counted from 1.
        line: u64,
        /// What the bytes seem to be.
        likely: Encoding,
    },
}

/// Checks that bytes may be kept as a source, and gives them back as text.
///
/// A UTF-8 byte-order mark is allowed and kept: it counts in every offset.
///
/// # Errors
/// A [`Refusal`] that gives the reason and the way out.
pub fn accept_text(bytes: &[u8]) -> Result<&str, Refusal> {
    if bytes.len() > MAX_SOURCE_BYTES {
        return Err(Refusal::TooLong { bytes: bytes.len() });
    }
    read_text(bytes)
}

/// The same of bytes that are kept as a source already, or come as a data
/// file: how long they may be is then settled elsewhere.
///
/// # Errors
/// A [`Refusal`] as for [`accept_text`].
pub fn read_text(bytes: &[u8]) -> Result<&str, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    let refuse = |offset, likely| Refusal::NotUtf8 { offset, line: line_of(bytes, offset), likely };
    if let Some(wide) = wide_encoding(bytes) {
        return Err(refuse(0, wide));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        refuse(offset, guess(bytes, offset, error.error_len().is_none()))
    })?;
    match bytes.iter().position(|&byte| byte == 0) {
        None => Ok(text),
        Some(offset) => match not_text(bytes) {
            Some(name) => Err(refuse(offset, Encoding::NotText(name))),
            None => Err(Refusal::Nul { offset, line: line_of(bytes, offset) }),
        },
    }
}

/// UTF-16 or UTF-32, by its mark or because every other byte is NUL.
fn wide_encoding(bytes: &[u8]) -> Option<Encoding> {
    // UTF-32's little-endian mark begins with UTF-16's: it is tried first.
    if bytes.starts_with(&[0xff, 0xfe, 0, 0]) || bytes.starts_with(&[0, 0, 0xfe, 0xff]) {
        return Some(Encoding::Utf32);
    }
    if bytes.starts_with(&[0xff, 0xfe]) {
        return Some(Encoding::Utf16Le);
    }
    if bytes.starts_with(&[0xfe, 0xff]) {
        return Some(Encoding::Utf16Be);
    }
    if not_text(bytes).is_some() {
        return None;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    let nul_at = |parity: usize| {
        let half = sample.iter().skip(parity).step_by(2);
        half.filter(|&&byte| byte == 0).count()
    };
    let (high_first, low_first) = (nul_at(0), nul_at(1));
    let plenty = |nul: usize, other: usize| nul >= 2 && nul * 4 >= sample.len() && nul > other * 9;
    if plenty(low_first, high_first) {
        Some(Encoding::Utf16Le)
    } else if plenty(high_first, low_first) {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// The name of a well-known kind of file, by its first bytes.
fn not_text(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 7] = [
        (b"%PDF-", "a PDF"),
        (b"PK\x03\x04", "a ZIP archive or an office document"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"\x89PNG", "a PNG picture"),
        (b"GIF8", "a GIF picture"),
        (b"\x1f\x8b", "a gzip file"),
        (b"\xd0\xcf\x11\xe0", "an older office document"),
    ];
    let kind = KINDS.iter().find(|(magic, _)| bytes.starts_with(magic));
    kind.map(|&(_, name)| name)
}

/// What bytes that stop being UTF-8 at `offset` most likely are.
fn guess(bytes: &[u8], offset: usize, at_the_end: bool) -> Encoding {
    if let Some(name) = not_text(bytes) {
        return Encoding::NotText(name);
    }
    if at_the_end {
        // A short text whose last letter is the only accented one looks the
        // same in an eight-bit encoding; three bytes of lead do not.
        let tail = &bytes[offset..];
        let elsewhere = bytes[..offset].iter().any(|byte| !byte.is_ascii());
        if elsewhere || tail.len() > 1 {
            return Encoding::CutShort;
        }
    }
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    if good > bad {
        return Encoding::DamagedUtf8;
    }
    let high = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    // The five codes that Windows-1252 leaves without a character.
    let unassigned = bytes.iter().any(|byte| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d));
    // Western text is mostly ASCII; Cyrillic, Greek or Chinese pages are not.
    if unassigned || high * 3 > bytes.len() || bytes.contains(&0) { Encoding::Unknown } else { Encoding::Windows1252 }
}

/// The end of the sentence that says what to do about an encoding.
struct Advice(Encoding);

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (looks, from) = match self.0 {
            Encoding::Utf16Le => ("begins UTF-16 (little-endian)", "UTF-16LE"),
            Encoding::Utf16Be => ("begins UTF-16 (big-endian)", "UTF-16BE"),
            Encoding::Utf32 => ("begins UTF-32", "UTF-32"),
            Encoding::Windows1252 => ("looks like Windows-1252", "WINDOWS-1252"),
            Encoding::DamagedUtf8 => {
                return f.write_str(
                    "is damage in a text that is UTF-8 elsewhere: fetch or save the article again, or correct that line",
                );
            }
            Encoding::CutShort => {
                return f.write_str(
                    "begins a character that the input ends inside: it was cut short, so fetch or save the article again",
                );
            }
            Encoding::NotText(name) => {
                return write!(
                    f,
                    "belongs to {name}, not to text: add the article's text, with this file as its original"
                );
            }
            Encoding::Unknown => {
                return f.write_str(
                    "is in no encoding that could be guessed: ask `file -i FILE` or the page it came from, and convert it with `iconv -f ENCODING -t UTF-8 FILE > FILE.txt`",
                );
            }
        };
        write!(f, "{looks}: convert it with `iconv -f {from} -t UTF-8 FILE > FILE.txt`, read the result, and add that")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn likely(bytes: &[u8]) -> (usize, u64, Encoding) {
        match accept_text(bytes) {
            Err(Refusal::NotUtf8 { offset, line, likely }) => (offset, line, likely),
            other => panic!("{other:?}"),
        }
    }

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn text_is_given_back_byte_for_byte_with_its_byte_order_mark() {
        let bytes = "\u{feff}Zoë\r\n“left” 😀".as_bytes();
        assert_eq!(accept_text(bytes).unwrap().as_bytes(), bytes);
    }

    #[test]
    fn nothing_is_refused() {
        assert_eq!(accept_text(b""), Err(Refusal::Empty));
    }

    #[test]
    fn sixteen_mebibytes_are_accepted_and_one_more_byte_is_not() {
        let mut bytes = vec![b'a'; MAX_SOURCE_BYTES];
        assert!(accept_text(&bytes).is_ok());
        bytes.push(b'a');
        let length = bytes.len();
        assert_eq!(accept_text(&bytes), Err(Refusal::TooLong { bytes: length }));
    }

    #[test]
    fn a_nul_byte_is_named_by_place() {
        let refusal = accept_text(b"one\ntwo\0three").unwrap_err();
        assert_eq!(refusal, Refusal::Nul { offset: 7, line: 2 });
        assert!(refusal.to_string().contains("byte 7 (line 2)"));
    }

    #[test]
    fn utf_16_is_named_with_and_without_its_mark() {
        for text in ["\u{feff}Benn was sacked", "Benn was sacked"] {
            let (offset, _, little) = likely(&utf16(text, u16::to_le_bytes));
            assert_eq!((offset, little), (0, Encoding::Utf16Le));
            let (offset, _, big) = likely(&utf16(text, u16::to_be_bytes));
            assert_eq!((offset, big), (0, Encoding::Utf16Be));
        }
        let advice = accept_text(b"\xff\xfeB\0").unwrap_err().to_string();
        assert!(advice.contains("iconv -f UTF-16LE -t UTF-8"), "{advice}");
        assert_eq!(likely(b"\xff\xfe\0\0B\0\0\0").2, Encoding::Utf32);
    }

    #[test]
    fn windows_1252_is_named_with_the_first_byte_and_the_command() {
        let bytes = b"first\nBenn\x92s \x93sacking\x94";
        assert_eq!(likely(bytes), (10, 2, Encoding::Windows1252));
        let advice = accept_text(bytes).unwrap_err().to_string();
        assert!(advice.contains("iconv -f WINDOWS-1252"), "{advice}");
        assert_eq!(likely(b"caf\xe9").2, Encoding::Windows1252);
    }

    #[test]
    fn damage_and_a_cut_are_told_from_another_encoding() {
        assert_eq!(likely("“a” “b” \u{e9}".as_bytes().split_last().unwrap().1), (16, 1, Encoding::CutShort));
        let mut damaged = "“one” “two” “three”".as_bytes().to_vec();
        damaged[4] = 0xff;
        assert_eq!(likely(&damaged).2, Encoding::DamagedUtf8);
    }

    #[test]
    fn cyrillic_in_eight_bits_is_not_called_western() {
        let koi8 = b"\xf0\xd2\xc9\xd7\xc5\xd4, \xcd\xc9\xd2";
        assert_eq!(likely(koi8).2, Encoding::Unknown);
    }

    #[test]
    fn a_pdf_is_called_a_pdf() {
        assert_eq!(likely(b"%PDF-1.7\n%\xe2\xe3").2, Encoding::NotText("a PDF"));
        assert_eq!(likely(b"PK\x03\x04\0\0\0\0").2, likely(b"PK\x03\x04\0").2);
    }

    proptest! {
        #[test]
        fn any_text_without_nul_is_accepted_and_any_bytes_are_judged(bytes: Vec<u8>, text in "[^\0]{4,40}") {
            prop_assert_eq!(accept_text(text.as_bytes()), Ok(text.as_str()));
            let judged = accept_text(&bytes);
            prop_assert_eq!(
                judged.is_ok(),
                !bytes.is_empty() && !bytes.contains(&0) && std::str::from_utf8(&bytes).is_ok()
            );
        }
    }
}
