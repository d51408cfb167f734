//! Rust text as words and marks, so that no rule mistakes a comment or a
//! string for code.
//!
//! Only as much of the language is known here as telling code from comments
//! and literals takes; what the words mean is for the rules.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A keyword, a name or a number.
    Word,
    /// One character of punctuation, or `::`.
    Mark,
    /// A string, byte string or character; its text is left out on purpose.
    Literal,
    /// A lifetime or a label.
    Lifetime,
}

/// A piece of code and the line, from 1, that it begins on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// As it is written; empty for literals.
    pub text: &'a str,
    /// Its line, from 1.
    pub line: usize,
}

impl Token<'_> {
    /// Whether this is the given word or mark.
    pub fn is(&self, text: &str) -> bool {
        self.text == text && matches!(self.kind, Kind::Word | Kind::Mark)
    }

    /// Whether this is a word.
    pub fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }
}

/// Whom a comment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The reader of the code around it.
    Plain,
    /// Documents the item that follows it.
    Outer,
    /// Documents the module or item that it stands in.
    Inner,
}

/// A comment, by its lines from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// The line it begins on.
    pub first: usize,
    /// The line it ends on.
    pub last: usize,
    /// Whom it is for.
    pub role: Role,
}

/// The code and the comments of one file.
#[derive(Debug, Default)]
pub struct Lexed<'a> {
    /// Code, in order.
    pub tokens: Vec<Token<'a>>,
    /// Comments, in order.
    pub comments: Vec<Comment>,
}

impl Lexed<'_> {
    /// Whether the tokens from `at` on are exactly these words and marks.
    pub fn reads(&self, at: usize, texts: &[&str]) -> bool {
        self.tokens
            .get(at..at + texts.len())
            .is_some_and(|run| run.iter().zip(texts).all(|(token, text)| token.is(text)))
    }

    /// The index of the bracket that closes the one at `open`, or of the last
    /// token where nothing closes it.
    pub fn close_of(&self, open: usize) -> usize {
        let mut depth = 0_usize;
        for (index, token) in self.tokens.iter().enumerate().skip(open) {
            if token.kind != Kind::Mark {
                continue;
            }
            match token.text {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                _ => continue,
            }
            if depth == 0 {
                return index;
            }
        }
        self.tokens.len().saturating_sub(1)
    }
}

/// Splits a file into code and comments. Text that is not Rust gives some
/// tokens or other; it never fails.
pub fn lex(text: &str) -> Lexed<'_> {
    let mut scan = Scan { text, at: 0, line: 1, out: Lexed::default() };
    while scan.step() {}
    scan.out
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    out: Lexed<'a>,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Takes `length` bytes and counts their lines.
    fn take(&mut self, length: usize) -> &'a str {
        let taken = &self.text[self.at..self.at + length];
        self.line += taken.bytes().filter(|byte| *byte == b'\n').count();
        self.at += length;
        taken
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let line = self.line;
        let taken = self.take(length);
        let text = if kind == Kind::Literal { "" } else { taken };
        self.out.tokens.push(Token { kind, text, line });
    }

    fn step(&mut self) -> bool {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return false;
        };
        if rest.starts_with("//") {
            self.comment(rest.find('\n').unwrap_or(rest.len()));
        } else if rest.starts_with("/*") {
            self.comment(block_comment_length(rest));
        } else if first.is_whitespace() {
            self.take(first.len_utf8());
        } else if let Some(length) = prefixed_literal_length(rest) {
            self.push(Kind::Literal, length);
        } else if first.is_alphanumeric() || first == '_' {
            self.push(Kind::Word, word_length(rest));
        } else if first == '"' {
            self.push(Kind::Literal, quoted_length(rest, '"'));
        } else if first == '\'' {
            self.character_or_lifetime();
        } else if rest.starts_with("::") {
            self.push(Kind::Mark, 2);
        } else {
            self.push(Kind::Mark, first.len_utf8());
        }
        true
    }

    fn comment(&mut self, length: usize) {
        let first = self.line;
        let text = self.take(length);
        let begins = |opening: &str, but: &str| text.starts_with(opening) && !text.starts_with(but);
        let role = if text.starts_with("//!") || text.starts_with("/*!") {
            Role::Inner
        } else if begins("///", "////") || (begins("/**", "/***") && text != "/**/") {
            Role::Outer
        } else {
            Role::Plain
        };
        self.out.comments.push(Comment { first, last: self.line, role });
    }

    fn character_or_lifetime(&mut self) {
        let rest = self.rest();
        let mut chars = rest.chars().skip(1);
        let (second, third) = (chars.next(), chars.next());
        if second == Some('\\') || third == Some('\'') {
            self.push(Kind::Literal, quoted_length(rest, '\''));
        } else {
            self.push(Kind::Lifetime, 1 + word_length(&rest[1..]));
        }
    }
}

fn word_length(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len())
}

/// The length of a literal between two `quote`s, escapes heeded.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (index, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return index + c.len_utf8();
        }
    }
    text.len()
}

/// The length of `b"…"`, `c"…"`, `b'…'`, `r"…"`, `br#"…"#` and their like.
fn prefixed_literal_length(text: &str) -> Option<usize> {
    let prefix = &text[..word_length(text)];
    let after = &text[prefix.len()..];
    if matches!(prefix, "b" | "c") && after.starts_with('"') {
        return Some(1 + quoted_length(after, '"'));
    }
    if prefix == "b" && after.starts_with('\'') {
        return Some(1 + quoted_length(after, '\''));
    }
    if !matches!(prefix, "r" | "br" | "cr") {
        return None;
    }
    let hashes = after.len() - after.trim_start_matches('#').len();
    let inner = after[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", &after[..hashes]);
    let opening = prefix.len() + hashes + 1;
    Some(inner.find(&end).map_or(text.len(), |at| opening + at + end.len()))
}

fn block_comment_length(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}

#[test]
fn comments_and_literals_are_not_code() {
    let text = r####"
let a = "in /* a */ string"; // in a comment
/* outer /* inner */ still */ let b = r#"a "raw" one"#;
let c: &'static str = b"\"bytes"; let d = '"'; let e = '\''; 'label: loop {}
/// doc
f::<u8>();
"####;
    let lexed = lex(text);
    let words: Vec<_> =
        lexed.tokens.iter().filter(|token| token.is_word()).map(|token| (token.text, token.line)).collect();
    assert_eq!(
        words,
        [
            ("let", 2),
            ("a", 2),
            ("let", 3),
            ("b", 3),
            ("let", 4),
            ("c", 4),
            ("str", 4),
            ("let", 4),
            ("d", 4),
            ("let", 4),
            ("e", 4),
            ("loop", 4),
            ("f", 6),
            ("u8", 6),
        ]
    );
    let comments: Vec<_> = lexed.comments.iter().map(|c| (c.first, c.role)).collect();
    assert_eq!(comments, [(2, Role::Plain), (3, Role::Plain), (5, Role::Outer)]);
}

#[test]
fn any_text_is_split_without_a_panic() {
    for text in ["'", "b'", "r#", "r#\"", "/*", "\"\\", "é'é", "1.0e5::<", "r#type"] {
        assert!(!lex(text).tokens.is_empty() || text == "/*", "{text:?}");
    }
}
