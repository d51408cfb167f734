//! Where a place is, and what stands around it, for people to read.

/// The line, counted from 1, of the byte at `offset`; lines end in a line feed.
pub(super) fn line_of(bytes: &[u8], offset: usize) -> u64 {
    let before = &bytes[..offset.min(bytes.len())];
    1 + before.iter().filter(|&&byte| byte == b'\n').count() as u64
}

/// At most `chars` characters that end right before the byte `at`.
pub(super) fn before(text: &str, at: usize, chars: usize) -> &str {
    let head = &text[..at];
    let start = head.char_indices().rev().take(chars).last();
    &head[start.map_or(at, |(start, _)| start)..]
}

/// At most `chars` characters that begin at the byte `at`.
pub(super) fn after(text: &str, at: usize, chars: usize) -> &str {
    let tail = &text[at..];
    let end = tail.char_indices().nth(chars);
    &tail[..end.map_or(tail.len(), |(end, _)| end)]
}

/// Whether a character may be sent to a terminal as it is: it neither controls
/// it nor turns the direction of what follows. A line feed is harmless.
fn is_safe(c: char) -> bool {
    c == '\n' || !(c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
}

/// The text itself where copying it off a terminal gives it back unharmed,
/// else a JSON string of it.
pub(super) fn copyable(text: &str) -> String {
    if text.chars().all(is_safe) { text.to_owned() } else { quoted(text) }
}

/// A JSON string (RFC 8259 §7), with what would disturb a terminal escaped.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Every unsafe character lies in the basic plane: four digits do.
            c if !is_safe(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn context_is_counted_in_characters_and_ends_with_the_text() {
        let text = "é—😀b";
        let b = text.find('b').unwrap();
        assert_eq!(before(text, b, 2), "—😀");
        assert_eq!(before(text, b, 9), "é—😀");
        assert_eq!(before(text, b, 0), "");
        assert_eq!(after(text, 2, 2), "—😀");
        assert_eq!(after(text, 2, 9), "—😀b");
        assert_eq!(after(text, text.len(), 9), "");
    }

    #[test]
    fn what_disturbs_a_terminal_is_escaped_as_json_reads_it() {
        let hostile = "a\u{1b}[2J\r\n\"\u{202e}\\é";
        let json = quoted(hostile);
        assert_eq!(json, r#""a\u001b[2J\r\n\"\u202e\\é""#);
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), hostile);
        assert_eq!(copyable(hostile), json);
        assert_eq!(copyable("two\nlines of “text”"), "two\nlines of “text”");
    }

    #[test]
    fn lines_are_counted_from_one() {
        assert_eq!(line_of(b"a\r\nb\nc", 0), 1);
        assert_eq!(line_of(b"a\r\nb\nc", 3), 2);
        assert_eq!(line_of(b"a\r\nb\nc", 5), 3);
    }
}
