//! No test without an assertion that can fail.

use std::collections::BTreeSet;

use crate::lexer::{Lexed, lex};
use crate::tree::{Finding, TREE, assert_clean, assert_lines};

/// Names of what asserts for others, or their beginnings.
const ASSERTING: &[&str] = &["assert", "prop_assert", "check_", "holds_"];

/// Macros that fail a test by themselves.
const FAILING: &[&str] = &["panic", "unreachable"];

/// A function with a body: its name, where its attributes end and its body's
/// first and last token.
struct Function<'a> {
    name: &'a str,
    at: usize,
    body: (usize, usize),
}

/// The functions of a file, generated ones of macros included.
fn functions<'a>(lexed: &Lexed<'a>) -> Vec<Function<'a>> {
    let tokens = &lexed.tokens;
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        if !lexed.reads(at, &["fn"]) {
            continue;
        }
        let name = tokens[at + 1..].iter().find(|token| token.is_word());
        let Some(name) = name else { break };
        let Some(open) = (at..tokens.len()).find(|i| lexed.reads(*i, &["("])) else {
            break;
        };
        let body =
            (lexed.close_of(open) + 1..tokens.len()).find(|i| lexed.reads(*i, &["{"]) || lexed.reads(*i, &[";"]));
        if let Some(open) = body.filter(|open| lexed.reads(*open, &["{"])) {
            found.push(Function { name: name.text, at, body: (open, lexed.close_of(open)) });
        }
    }
    found
}

/// The macros of a file, each with its name and its body.
fn macros<'a>(lexed: &Lexed<'a>) -> Vec<(&'a str, (usize, usize))> {
    (0..lexed.tokens.len())
        .filter(|at| lexed.reads(*at, &["macro_rules", "!"]) && at + 3 < lexed.tokens.len())
        .map(|at| (lexed.tokens[at + 2].text, (at + 3, lexed.close_of(at + 3))))
        .collect()
}

/// Whether a body asserts, or calls one of `asserting`.
fn asserts(lexed: &Lexed, body: (usize, usize), asserting: &BTreeSet<&str>) -> bool {
    (body.0..body.1).any(|at| {
        let token = &lexed.tokens[at];
        let called = |mark| lexed.reads(at + 1, &[mark]);
        token.is_word()
            && (ASSERTING.iter().any(|name| token.text.starts_with(name))
                || (FAILING.contains(&token.text) && called("!"))
                || token.text == "TestCases"
                || ((token.text == "check" || asserting.contains(token.text))
                    && (called("(") || called("::") || called("!"))))
    })
}

/// Whether the attributes before the function's `fn` make it a test, and one
/// that need not assert because it has to panic.
fn attributes(lexed: &Lexed, function: usize) -> (bool, bool) {
    let begins = (0..function)
        .rev()
        .find(|at| ["{", "}", ";"].iter().any(|mark| lexed.reads(*at, &[mark])))
        .map_or(0, |at| at + 1);
    let has = |words: &[&str]| (begins..function).any(|at| lexed.reads(at, words));
    (has(&["[", "test", "]"]), has(&["[", "should_panic"]))
}

fn silent_tests(path: &str, text: &str) -> Vec<Finding> {
    let lexed = lex(text);
    let functions = functions(&lexed);
    let bodies = functions.iter().map(|function| (function.name, function.body));
    let bodies: Vec<_> = bodies.chain(macros(&lexed)).collect();
    let mut asserting = BTreeSet::new();
    loop {
        let known = asserting.len();
        for (name, body) in &bodies {
            if asserts(&lexed, *body, &asserting) {
                asserting.insert(*name);
            }
        }
        if asserting.len() == known {
            break;
        }
    }
    functions
        .iter()
        .filter(|function| attributes(&lexed, function.at) == (true, false))
        // What a macro calls through its own arguments cannot be seen here.
        .filter(|function| !lexed.reads(function.at + 1, &["$"]))
        .filter(|function| !asserts(&lexed, function.body, &asserting))
        .map(|function| {
            let message = format!(
                "the test `{}` has nothing in it that can fail: assert, or call a function named assert_, check_ or holds_",
                function.name
            );
            Finding::new(path, lexed.tokens[function.at].line, message)
        })
        .collect()
}

#[test]
fn a_test_that_cannot_fail_is_found() {
    let bad = r#"
#[test]
fn a() { run().unwrap(); }
#[test]
#[cfg(unix)]
fn b() { if x { assert_eq!(1, y); } }
#[test]
fn c() { outer(1); }
fn outer(n: u8) { inner::<u8>(n) }
fn inner<T>(n: T) { panic!("{n}") }
#[test]
fn d() { quiet(); }
fn quiet() {}
proptest! {
    #[test]
    fn e(x in "[a-z]{3}") { let s = "assert!"; }
    #[test]
    fn f(x in 0..4) { prop_assert!(x < 4); }
}
#[should_panic(expected = "no")]
#[test]
fn g() { run(); }
#[test] fn h() { contract::check_all(log); }
macro_rules! same { ($a:expr) => { assert_eq!($a, 1) }; }
macro_rules! over { ($($test:ident)*) => { $(#[test] fn $test() { super::$test(); })* }; }
#[test] fn i() { same!(1); }
#[test] fn j() { over!(1); }
"#;
    assert_lines(&silent_tests("tests/a.rs", bad), &[3, 12, 16, 27]);
}

#[test]
fn every_test_can_fail() {
    let findings: Vec<_> =
        TREE.files.iter().filter(|file| file.is_rust()).flat_map(|file| silent_tests(&file.path, &file.text)).collect();
    assert_clean(&findings);
}
