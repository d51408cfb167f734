//! Who may print, read a clock, draw a random number or touch the machine.

use crate::exceptions::is_excused;
use crate::lexer::{Lexed, lex};
use crate::paths::paths;
use crate::tree::{Finding, TREE, assert_clean, assert_lines, outside_tests};

/// Where everything that a person sees is printed.
const BINARY: &str = "src/bin/";
/// The one room with a clock and with chance.
const LEDGER: &str = "src/ledger/";

const PRINTING: &[&str] = &["println", "print", "eprintln", "eprint"];

/// What tells the hour, or where on earth the machine believes it is.
const CLOCKS: &[&str] = &["SystemTime::now", "Instant::now", "Timestamp::now", "Zoned::now", "TimeZone::system"];

const CHANCE: &[&str] = &["getrandom", "rand", "fastrand", "OsRng"];

/// Rooms that compute: the same arguments give the same answer everywhere.
const PURE: &[&str] = &["domain", "proof", "codec", "log", "sources", "projections", "replay"];

/// The parts of the standard library that reach the machine, beside `io`.
const MACHINE: &[&str] = &["fs", "net", "process", "env", "os"];

/// What a pure room may name of `io`: how a port says that something failed.
const ERRORS: &[&str] = &["Error", "ErrorKind", "Result"];

/// Wire types live in the codec, so that the nouns stay free to be renamed.
const WIRE: &[&str] = &["serde", "Serialize", "Deserialize", "Encode", "Decode"];

fn printing(path: &str, text: &str) -> Vec<Finding> {
    let lexed = lex(text);
    let mut findings = Vec::new();
    for (at, token) in lexed.tokens.iter().enumerate() {
        let loud = PRINTING.contains(&token.text) && !path.starts_with(BINARY);
        if token.is_word() && (loud || token.text == "dbg") && lexed.reads(at + 1, &["!"]) {
            let message = format!("`{}!`: only the binary speaks, and never to itself", token.text);
            findings.push(Finding::new(path, token.line, message));
        }
    }
    outside_tests(findings, &lexed)
}

fn clocks_and_chance(path: &str, text: &str) -> Vec<Finding> {
    if path.starts_with(LEDGER) {
        return Vec::new();
    }
    let lexed = lex(text);
    let mut findings = Vec::new();
    let mut found = |line, word: &str| {
        if !is_excused(path, word) {
            let message = format!("`{word}`: clocks and chance belong to {LEDGER}, which hands values on");
            findings.push(Finding::new(path, line, message));
        }
    };
    for named in paths(&lexed) {
        for clock in CLOCKS {
            let (owner, call) = clock.split_once("::").unwrap_or((clock, ""));
            if named.words.windows(2).any(|pair| pair == [owner, call]) {
                found(named.line, clock);
            }
        }
        for chance in CHANCE {
            if named.words.contains(chance) {
                found(named.line, chance);
            }
        }
    }
    outside_tests(findings, &lexed)
}

fn machine(path: &str, text: &str) -> Vec<Finding> {
    if !is_in(path, PURE) {
        return Vec::new();
    }
    let lexed = lex(text);
    let mut findings = Vec::new();
    for named in paths(&lexed) {
        // `use std::io` is for the errors of a port; what follows `io::` then
        // tells whether it stayed with them.
        let reaches = match named.words.as_slice() {
            ["std", "io"] => false,
            ["std", "io", name, ..] | ["io", name, ..] => !ERRORS.contains(name),
            ["std", part, ..] => MACHINE.contains(part),
            _ => false,
        };
        if reaches {
            let message = format!(
                "`{}`: this room only computes; files and streams are for backend, transfer and ledger, and of `io` only its errors are for all",
                named.words.join("::")
            );
            findings.push(Finding::new(path, named.line, message));
        }
    }
    outside_tests(findings, &lexed)
}

fn wire(path: &str, text: &str) -> Vec<Finding> {
    if !is_in(path, &["domain"]) {
        return Vec::new();
    }
    words(path, &lex(text), WIRE, "how a value is written is the codec's business")
}

fn words(path: &str, lexed: &Lexed, words: &[&str], why: &str) -> Vec<Finding> {
    lexed
        .tokens
        .iter()
        .filter(|token| token.is_word() && words.contains(&token.text))
        .map(|token| Finding::new(path, token.line, format!("`{}`: {why}", token.text)))
        .collect()
}

fn is_in(path: &str, rooms: &[&str]) -> bool {
    let room = path.strip_prefix("src/").and_then(|inner| inner.split('/').next());
    room.is_some_and(|room| rooms.contains(&room))
}

#[test]
fn printing_outside_the_binary_is_found() {
    let bad = "// println!()\nfn f() { println!(\"a\"); eprint!(\"b\");\n dbg!(1); my::print(); }\n#[cfg(test)] mod t { fn g() { println!(); } }";
    assert_lines(&printing("src/log/port.rs", bad), &[2, 2, 3]);
    assert_lines(&printing("src/bin/reshuffle/main.rs", bad), &[3]);
}

#[test]
fn clocks_and_chance_outside_the_ledger_are_found() {
    let bad = "use std::time::Instant;\nlet a = Instant::now();\nlet b = jiff::Zoned::now();\ngetrandom::fill(&mut c);\nuse rand::Rng;\nlet operand = brand::new();";
    assert_lines(&clocks_and_chance("src/replay/cut.rs", bad), &[2, 3, 4, 5]);
    assert_lines(&clocks_and_chance("src/ledger/append.rs", bad), &[]);
    assert_lines(&clocks_and_chance("src/bin/reshuffle/main.rs", bad), &[3, 4, 5]);
}

#[test]
fn the_machine_in_a_pure_room_is_found() {
    let bad = "use std::{fs, io::{Error, Read}, fmt};\nuse std::io;\nfn f(e: std::io::Error) {}\nstd::env::var(x);\nlet r: &mut dyn io::Read = io::empty();\n#[cfg(test)] mod t { use std::fs; }";
    assert_lines(&machine("src/codec/body.rs", bad), &[1, 1, 4, 5, 5]);
    assert_lines(&machine("src/transfer/csv.rs", bad), &[]);
}

#[test]
fn wire_derives_among_the_nouns_are_found() {
    let bad = "#[derive(Debug, Serialize)]\nstruct A;\n/// Deserialize\nuse serde::de;";
    assert_lines(&wire("src/domain/facts.rs", bad), &[1, 4]);
    assert_lines(&wire("src/codec/facts.rs", bad), &[]);
}

#[test]
fn the_product_has_its_effects_where_they_belong() {
    let rules = [printing, clocks_and_chance, machine, wire];
    let findings: Vec<_> =
        TREE.product().flat_map(|file| rules.map(|rule| rule(&file.path, &file.text))).flatten().collect();
    assert_clean(&findings);
}

#[test]
fn no_debugging_is_left_in_tests() {
    let debugging: Vec<_> = TREE
        .rust("tests/")
        .chain(TREE.rust("benches/"))
        .flat_map(|file| {
            let lexed = lex(&file.text);
            (0..lexed.tokens.len())
                .filter(|at| lexed.reads(*at, &["dbg", "!"]))
                .map(|at| Finding::new(&file.path, lexed.tokens[at].line, "`dbg!`: was it found?"))
                .collect::<Vec<_>>()
        })
        .collect();
    assert_clean(&debugging);
}
