//! Words of one machine, one registry or one tool: the project is for all.

use crate::tree::{Finding, TREE, assert_clean, assert_lines};

/// Folders of somebody's machine. Each pattern is in two halves so that this
/// list does not find itself.
const FOLDERS: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/fa", "rm/"),
    concat!("/ro", "ot/"),
    concat!("/Us", "ers/"),
    concat!("/ho", "me/"),
];

/// Names that may follow the folder of homes: those of nobody in particular.
const ANYBODY: &[&str] = &["you/", "user/", "me/"];

/// Hosts of registries: Cargo.toml and Cargo.lock say where things come from.
const HOSTS: &[&str] = &[concat!("crates", ".io"), concat!("pypi", ".org"), concat!("python", "hosted.org")];

/// Vendors and names of writing machines.
const MACHINES: &[&str] = &[
    concat!("anth", "ropic"),
    concat!("clau", "de"),
    concat!("open", "ai"),
    concat!("chat", "gpt"),
    concat!("cop", "ilot"),
];

fn strangers(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let folded = line.to_lowercase();
        let mut found = |what: &str, why: &str| {
            findings.push(Finding::new(path, number, format!("`{what}` {why}")));
        };
        for folder in FOLDERS.iter().filter(|folder| has_folder(line, folder)) {
            found(folder, "is a folder of one machine");
        }
        for host in HOSTS.iter().filter(|host| folded.contains(**host)) {
            found(host, "is a registry, which people choose for themselves");
        }
        for name in MACHINES.iter().filter(|name| has_word(&folded, name)) {
            found(name, "has no part in this");
        }
    }
    findings
}

/// Whether a folder begins a path in the line: `/a/` in ` /a/b`, not in `x/a/b`.
fn has_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = &line[at + folder.len()..];
        let begins = before.is_none_or(|c| !c.is_alphanumeric() && !"._-/*".contains(c));
        begins && !ANYBODY.iter().any(|name| after.starts_with(name))
    })
}

fn has_word(folded: &str, word: &str) -> bool {
    folded.split(|c: char| !c.is_alphanumeric()).any(|part| part == word)
}

#[test]
fn strangers_are_found() {
    for words in [FOLDERS, HOSTS, MACHINES] {
        for word in words {
            let bad = format!("fine\nsee `{word} x`\n");
            assert_lines(&strangers("docs/a.md", &bad), &[2]);
        }
    }
    let home = FOLDERS[FOLDERS.len() - 1];
    let good = format!("https://example.org{}x {home}you/ledger ../shared/a opener", FOLDERS[0]);
    assert_lines(&strangers("docs/a.md", &good), &[]);
}

#[test]
fn no_word_is_of_one_machine() {
    let findings: Vec<_> = TREE
        .files
        .iter()
        .filter(|file| file.path != "Cargo.lock")
        .flat_map(|file| strangers(&file.path, &file.text))
        .collect();
    assert_clean(&findings);
}
