//! Which room may name which: the import table of the design.

use std::collections::{BTreeMap, BTreeSet};

use crate::lexer::lex;
use crate::paths::paths;
use crate::tree::{Finding, TREE, Tree, assert_clean, assert_lines};

/// A room of the library, the rooms that it may name beside itself, and why.
struct Row {
    room: &'static str,
    may_name: &'static [&'static str],
    why: &'static str,
}

const TABLE: &[Row] = &[
    Row { room: "domain", may_name: &[], why: "true on paper: knows neither bytes nor files nor the hour" },
    Row { room: "proof", may_name: &[], why: "hashes in, hashes out: knows no facts" },
    Row { room: "codec", may_name: &["domain"], why: "maps the nouns to bytes and back" },
    Row {
        room: "log",
        may_name: &["domain", "codec", "proof"],
        why: "seals a batch: encodes it, digests it, chains it",
    },
    Row {
        room: "sources",
        may_name: &["domain", "codec", "proof"],
        why: "names articles by digest and gives citations",
    },
    Row {
        room: "backend",
        may_name: &["domain", "codec", "proof", "log", "sources", "replay"],
        why: "implements the ports of log, sources and replay",
    },
    Row { room: "projections", may_name: &["domain"], why: "an answer depends on facts and on nothing else" },
    Row {
        room: "replay",
        may_name: &["domain", "proof", "projections", "log"],
        why: "folds projections over what the log's port hands out, found by digests of names",
    },
    Row {
        room: "audit",
        may_name: &["domain", "codec", "proof", "log", "sources"],
        why: "shares ports, decoder and digests with what it doubts, never its logic",
    },
    Row {
        room: "transfer",
        may_name: &["domain", "codec", "proof", "projections"],
        why: "other formats carry facts, raw bytes, digests and finished answers",
    },
    Row {
        room: "ledger",
        may_name: &[
            "domain",
            "proof",
            "codec",
            "log",
            "sources",
            "backend",
            "projections",
            "replay",
            "audit",
            "transfer",
        ],
        why: "the one composer",
    },
];

/// What the binary may name of the library.
const BINARY: &[&str] = &["ledger", "domain"];

/// Where a file of `src/` stands.
#[derive(Debug, PartialEq, Eq)]
enum Place<'a> {
    Root,
    Binary,
    Room(&'a str),
}

fn place_of(path: &str) -> Option<Place<'_>> {
    let inner = path.strip_prefix("src/")?;
    if inner == "lib.rs" {
        return Some(Place::Root);
    }
    match inner.split_once('/')? {
        ("bin", _) => Some(Place::Binary),
        (room, _) => Some(Place::Room(room)),
    }
}

/// How many modules deep a file of the library stands: `src/log/mod.rs` is 1.
fn depth_of(path: &str) -> usize {
    let steps = path.trim_end_matches(".rs").split('/').skip(1).count();
    if path.ends_with("/mod.rs") { steps - 1 } else { steps }
}

fn row_of(room: &str) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.room == room)
}

/// The rooms that a file names against the table.
fn imports(path: &str, text: &str) -> Vec<Finding> {
    let Some(place) = place_of(path) else {
        return vec![Finding::new(
            path,
            1,
            "a file in no room: give it to a folder under src/, or its own row in the table",
        )];
    };
    let allowed: Vec<&str> = match &place {
        Place::Root => return Vec::new(),
        Place::Binary => BINARY.to_vec(),
        Place::Room(room) => match row_of(room) {
            Some(row) => [row.may_name, &[row.room]].concat(),
            None => return vec![Finding::new(path, 1, unknown(room))],
        },
    };
    let mut findings = Vec::new();
    for named in paths(&lex(text)) {
        let climbs = named.words.iter().take_while(|word| **word == "super").count();
        let to = match named.words[0] {
            "reshuffle" => named.words.get(1),
            "crate" if place != Place::Binary => named.words.get(1),
            "super" if place != Place::Binary && climbs >= depth_of(path) => match named.words.get(climbs) {
                Some(word) if row_of(word).is_some() => Some(word),
                _ => continue,
            },
            _ => continue,
        };
        let message = match to {
            Some(to) if allowed.contains(to) => continue,
            None | Some(&"*") => "names the whole crate: name a room".to_owned(),
            Some(to) if row_of(to).is_none() => unknown(to),
            Some(to) => refusal(&place, to),
        };
        findings.push(Finding::new(path, named.line, message));
    }
    findings
}

fn unknown(room: &str) -> String {
    format!("`{room}` is no room of the table in tests/tidy/rooms.rs")
}

fn refusal(place: &Place, to: &str) -> String {
    match place {
        Place::Room(room) => {
            let why = row_of(room).map_or("", |row| row.why);
            format!("`{room}` may not name `{to}` ({why})")
        }
        _ => format!(
            "the binary may not name `{to}`: it sees {} only, which pass on the plain values it needs",
            BINARY.join(" and ")
        ),
    }
}

/// Folders, declarations and table against each other. `folders` says of each
/// whether it holds any code; `whole` that every room must be there by now.
fn rooms(table: &[&str], folders: &BTreeMap<String, bool>, declared: &BTreeSet<String>, whole: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    let lib = |message| Finding::new("src/lib.rs", 1, message);
    for (folder, has_code) in folders {
        if !table.contains(&folder.as_str()) {
            findings.push(Finding::new(&format!("src/{folder}"), 1, unknown(folder)));
        }
        if !has_code {
            findings.push(Finding::new(&format!("src/{folder}"), 1, "an empty room: a room comes with its first code"));
        }
        if !declared.contains(folder) {
            findings.push(lib(format!("src/{folder}/ is not declared")));
        }
    }
    for name in declared.iter().filter(|name| !folders.contains_key(*name)) {
        findings.push(lib(format!("module `{name}` is no folder: a room is one")));
    }
    for room in table.iter().filter(|room| whole && !folders.contains_key(**room)) {
        findings.push(Finding::new(
            "tests/tidy/rooms.rs",
            1,
            format!("the table speaks of `{room}`, which is nowhere"),
        ));
    }
    findings
}

/// The folders of the library and whether each holds more than a bare
/// description of itself.
fn folders(tree: &Tree) -> BTreeMap<String, bool> {
    let mut folders = BTreeMap::new();
    for file in tree.rust("src/") {
        if let Some(Place::Room(room)) = place_of(&file.path) {
            let has_code = !lex(&file.text).tokens.is_empty();
            *folders.entry(room.to_owned()).or_default() |= has_code;
        }
    }
    folders
}

fn declared(lib: &str) -> BTreeSet<String> {
    let lexed = lex(lib);
    (0..lexed.tokens.len())
        .filter(|at| lexed.reads(*at, &["mod"]) && lexed.reads(at + 2, &[";"]))
        .map(|at| lexed.tokens[at + 1].text.to_owned())
        .collect()
}

#[test]
fn an_import_against_the_table_is_found() {
    let bad = "//! use crate::log::X;\nuse crate::log::EventLog;\nuse crate::domain::{Seq};\nuse super::super::{proof, ids};\nfn f() { crate::nowhere::g() }\nuse crate::*;\nuse crate as c;";
    assert_lines(&imports("src/domain/ids.rs", bad), &[2, 4, 5, 6, 7]);
    let binary = "use reshuffle::{ledger::Ledger, domain};\nuse reshuffle::log::EventLog;\nuse crate::log::Own;";
    assert_lines(&imports("src/bin/reshuffle/main.rs", binary), &[2]);
    assert_lines(&imports("src/helpers/mod.rs", ""), &[1]);
    assert_lines(&imports("src/stray.rs", ""), &[1]);
}

#[test]
fn an_import_by_the_table_is_not() {
    let good = "use crate::{domain::Seq, codec, proof::{self, event_id}};\nuse super::port::X; // crate::ledger";
    assert_lines(&imports("src/log/seal.rs", good), &[]);
}

#[test]
fn unknown_empty_missing_and_undeclared_rooms_are_found() {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let folders: BTreeMap<_, _> =
        [("a", true), ("b", false), ("c", true)].map(|(name, has_code)| (name.to_owned(), has_code)).into();
    let found = rooms(&["a", "b", "d"], &folders, &names(&["a", "b", "e"]), true);
    let messages: Vec<_> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 5, "{messages:#?}");
    for part in [
        "src/b:1: an empty",
        "src/c:1: `c` is no room",
        "src/c/ is not declared",
        "module `e` is no folder",
        "speaks of `d`",
    ] {
        assert!(messages.iter().any(|m| m.contains(part)), "{part}: {messages:#?}");
    }
    assert_lines(&rooms(&["a", "z"], &[("a".to_owned(), true)].into(), &names(&["a"]), false), &[]);
}

#[test]
fn the_table_runs_one_way() {
    let mut settled: BTreeSet<&str> = BTreeSet::new();
    for _ in TABLE {
        for row in TABLE {
            if row.may_name.iter().all(|room| settled.contains(room)) {
                settled.insert(row.room);
            }
        }
    }
    assert_eq!(settled.len(), TABLE.len(), "the table has a circle in it");
}

#[test]
fn rooms_name_only_what_the_table_allows() {
    let findings: Vec<_> = TREE.rust("src/").flat_map(|file| imports(&file.path, &file.text)).collect();
    assert_clean(&findings);
}

#[test]
fn the_table_and_the_folders_are_the_same_rooms() {
    let table: Vec<_> = TABLE.iter().map(|row| row.room).collect();
    let lib = declared(TREE.text("src/lib.rs"));
    assert_clean(&rooms(&table, &folders(&TREE), &lib, TREE.has_commands()));
}
