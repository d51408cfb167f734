//! Bytes as text, by RFC 4648 section 4, with padding.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes as base64.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let at = |nth: usize| u32::from(group.get(nth).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for digit in 0..4 {
            let six = bits >> (18 - 6 * digit) & 63;
            let is_there = digit <= group.len();
            text.push(if is_there { char::from(ALPHABET[six as usize]) } else { '=' });
        }
    }
    text
}

/// The bytes that a text stands for; none where it is not the one base64 of any.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    for group in text.as_bytes().chunks(4) {
        let digits = group.iter().take_while(|digit| **digit != b'=').count();
        if group.len() != 4 || digits < 2 || group[digits..].iter().any(|digit| *digit != b'=') {
            return None;
        }
        let mut bits = 0;
        for (nth, digit) in group.iter().enumerate() {
            let six = if nth < digits { ALPHABET.iter().position(|known| known == digit)? } else { 0 };
            bits = bits << 6 | u32::try_from(six).ok()?;
        }
        bytes.extend(&bits.to_be_bytes()[1..digits]);
    }
    // Padding inside, and bits that no byte takes, would be a second spelling.
    (encode(&bytes) == text).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_the_rfc_hold() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()));
        }
    }

    #[test]
    fn every_byte_comes_back() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(decode(&encode(&bytes)), Some(bytes));
    }

    #[test]
    fn a_second_spelling_is_refused() {
        for text in ["Zg=", "Zg", "Zh==", "Zg==Zg==", "Z===", "====", "Zm9v\n", "Zm_v"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
