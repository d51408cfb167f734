//! What is excused from a rule, where, and why: the only place for it.

use crate::lexer::lex;
use crate::tree::{Finding, TREE, assert_clean, assert_lines};

/// A word that one file, or one folder, may use against a rule.
#[derive(Debug, Clone, Copy)]
pub struct Exception {
    /// A file, or a folder ending in `/`.
    pub path: &'static str,
    /// The word, as the rule calls it.
    pub word: &'static str,
    /// Why the rule is wrong here.
    pub why: &'static str,
}

/// Every exception.
pub const EXCEPTIONS: &[Exception] = &[
    Exception {
        path: "src/bin/reshuffle/",
        word: "Instant::now",
        why: "progress bars appear after a second; nothing they measure is recorded",
    },
    Exception {
        path: "tests/import/real.rs",
        word: "rusqlite",
        why: "plain SQL over the same files is what an import is compared with",
    },
    Exception {
        path: "benches/peers/sqlite.rs",
        word: "rusqlite",
        why: "the ledger is compared with plain SQLite, set up as its own users would",
    },
    Exception {
        path: "src/backend/mod.rs",
        word: "sled",
        why: "declares the engine's own room and passes its doors on under names of ours",
    },
];

/// Whether a file may use a word.
pub fn is_excused(path: &str, word: &str) -> bool {
    EXCEPTIONS.iter().any(|exception| {
        exception.word == word
            && (exception.path == path || (exception.path.ends_with('/') && path.starts_with(exception.path)))
    })
}

/// Exceptions without a reason, and those of a file that no longer needs them.
fn stale(exceptions: &[Exception], text_of: impl Fn(&str) -> String) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, exception) in exceptions.iter().enumerate() {
        let mut found = |what: &str| {
            findings.push(Finding::new(
                "tests/tidy/exceptions.rs",
                index + 1,
                format!("the exception of `{}` {what}", exception.path),
            ));
        };
        if exception.why.split_whitespace().count() < 3 {
            found("gives no reason");
        }
        let text = text_of(exception.path);
        let names = exception.word.split("::").all(|word| {
            let lexed = lex(&text);
            lexed.tokens.iter().any(|token| token.is(word))
        });
        if !text.is_empty() && !names {
            found("is no longer needed: strike it");
        }
    }
    findings
}

#[test]
fn an_exception_needs_a_reason_and_a_use() {
    let exception = |path, why| Exception { path, word: "Instant::now", why };
    let bad = [exception("a.rs", "because"), exception("b.rs", "it has to wait"), exception("a.rs", "it has to wait")];
    let text_of = |path: &str| {
        let text = if path == "a.rs" { "Instant::now()" } else { "// Instant::now()\nx" };
        text.to_owned()
    };
    assert_lines(&stale(&bad, text_of), &[1, 2]);
}

#[test]
fn every_exception_has_a_reason_and_a_use() {
    assert_clean(&stale(EXCEPTIONS, |path| TREE.text(path).to_owned()));
}
