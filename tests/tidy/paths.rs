//! The paths that code names, with `use` groups taken apart.

use crate::lexer::Lexed;

/// A path as code names it: `use std::{fs, io::Error}` is two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<'a> {
    /// Its words; `*` stands for everything below.
    pub words: Vec<&'a str>,
    /// The line of its last word, from 1.
    pub line: usize,
}

/// Every path of two words or more, and every renamed `crate` or package.
pub fn paths<'a>(lexed: &Lexed<'a>) -> Vec<Named<'a>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < lexed.tokens.len() {
        if !lexed.tokens[at].is_word() {
            at += 1;
            continue;
        }
        let begins = found.len();
        at = follow(lexed, at, &[], &mut found);
        let alone = found.len() == begins + 1 && found[begins].words.len() == 1;
        if alone && !lexed.reads(at, &["as"]) {
            found.pop();
        }
    }
    found
}

/// Follows a path from its word at `at`; answers with the index after it.
fn follow<'a>(lexed: &Lexed<'a>, mut at: usize, prefix: &[&'a str], found: &mut Vec<Named<'a>>) -> usize {
    let mut words = prefix.to_vec();
    words.push(lexed.tokens[at].text);
    let mut line = lexed.tokens[at].line;
    loop {
        let after = lexed.tokens.get(at + 2);
        match after {
            Some(next) if lexed.reads(at + 1, &["::"]) && (next.is_word() || next.is("*")) => {
                words.push(next.text);
                line = next.line;
                at += 2;
            }
            Some(next) if lexed.reads(at + 1, &["::"]) && next.is("{") => {
                return group(lexed, at + 2, &words, found);
            }
            _ => break,
        }
    }
    found.push(Named { words, line });
    at + 1
}

fn group<'a>(lexed: &Lexed<'a>, open: usize, prefix: &[&'a str], found: &mut Vec<Named<'a>>) -> usize {
    let close = lexed.close_of(open);
    let mut at = open + 1;
    while at < close {
        let token = &lexed.tokens[at];
        if token.is("self") {
            found.push(Named { words: prefix.to_vec(), line: token.line });
            at += 1;
        } else if token.is_word() || token.is("*") {
            at = follow(lexed, at, prefix, found);
            if lexed.reads(at, &["as"]) {
                at += 2;
            }
        } else {
            at += 1;
        }
    }
    close + 1
}

#[cfg(test)]
fn written(text: &str) -> Vec<String> {
    paths(&crate::lexer::lex(text)).iter().map(|path| path.words.join("::")).collect()
}

#[test]
fn groups_are_taken_apart_and_calls_are_seen() {
    assert_eq!(
        written("use crate::{domain::{self, ids::Seq as S}, log::*};"),
        ["crate::domain", "crate::domain::ids::Seq", "crate::log::*"]
    );
    assert!(written("let x = std::fs::read(p)?;").contains(&"std::fs::read".to_owned()));
    assert!(written("use crate as c;").contains(&"crate".to_owned()));
    assert!(written("pub(crate) fn f() {}").is_empty());
}
