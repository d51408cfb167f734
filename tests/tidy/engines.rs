//! The names of the engines stay in their rooms.

use crate::exceptions::is_excused;
use crate::lexer::lex;
use crate::paths::paths;
use crate::tree::{Finding, TREE, assert_clean, assert_lines};

/// Each engine and its room.
const ENGINES: &[(&str, &str)] =
    &[("sled", "src/backend/sled/"), ("bincode", "src/codec/"), ("rusqlite", "src/transfer/sqlite/")];

/// Lines that name an engine outside its room. In the product a comment or a
/// message counts as much as code: who reads it would come to rely on it.
/// Tests may speak of an engine, whose files they break, but not call it.
fn engines(path: &str, text: &str) -> Vec<Finding> {
    let product = path.starts_with("src/");
    let mut findings = Vec::new();
    for (engine, room) in ENGINES {
        if path.starts_with(room) || is_excused(path, engine) {
            continue;
        }
        let lines: Vec<usize> = if product {
            let named = |line: &str| {
                line.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word.eq_ignore_ascii_case(engine))
            };
            (1..).zip(text.lines()).filter(|(_, line)| named(line)).map(|(number, _)| number).collect()
        } else {
            paths(&lex(text)).iter().filter(|named| named.words[0] == *engine).map(|named| named.line).collect()
        };
        findings.extend(lines.into_iter().map(|line| {
            let message =
                format!("`{engine}` is named in {room} only; elsewhere use the names that its room passes on");
            Finding::new(path, line, message)
        }));
    }
    findings
}

#[test]
fn an_engine_outside_its_room_is_found() {
    let bad =
        "use sled::Db;\n// Sled does not sync\nlet bytes = bincode::encode();\nuse reshuffle::backend::sled::SledLog;";
    assert_lines(&engines("src/ledger/open.rs", bad), &[1, 2, 4, 3]);
    assert_lines(&engines("src/backend/sled/log.rs", bad), &[3]);
    assert_lines(&engines("src/codec/body.rs", bad), &[1, 2, 4]);
    assert_lines(&engines("tests/broken.rs", bad), &[1, 3]);
}

#[test]
fn engines_are_named_in_their_rooms_only() {
    let findings: Vec<_> =
        TREE.files.iter().filter(|file| file.is_rust()).flat_map(|file| engines(&file.path, &file.text)).collect();
    assert_clean(&findings);
}
