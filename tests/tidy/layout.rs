//! How files are named, begun and bounded, and what stands at the top.

use std::collections::BTreeSet;

use crate::lexer::lex;
use crate::tree::{Finding, TREE, assert_clean, assert_lines};

/// The longest that a file of Rust may be, in lines.
const LINES_MAX: usize = 500;

/// Names that say nothing of what is inside.
const EMPTY_NAMES: &[&str] = &["util", "utils", "utility", "utilities", "common", "helper", "helpers", "misc"];

/// What may stand at the top level, beside licences and dotfiles.
const TOP: &[&str] = &["Cargo.toml", "Cargo.lock", "README.md", "src", "tests", "benches", "docs"];

/// What may lie there unrecorded: what cargo builds, and a ledger to try.
const UNRECORDED: &[&str] = &["target", "ledger", "ledger-demo"];

fn module_doc(path: &str, text: &str) -> Option<Finding> {
    let first = text.lines().next().unwrap_or("");
    let says = first.strip_prefix("//!").is_some_and(|doc| !doc.trim().is_empty());
    (!says).then(|| Finding::new(path, 1, "begin with a line of `//!` that says what the file is for"))
}

fn length(path: &str, text: &str) -> Option<Finding> {
    let lines = text.lines().count();
    (lines > LINES_MAX).then(|| {
        let message = format!("{lines} lines: {LINES_MAX} is the end, split it by what it is about");
        Finding::new(path, lines, message)
    })
}

fn names(path: &str, text: &str) -> Vec<Finding> {
    let refuse = |line, name: &str| {
        let message = format!("a module named `{name}` says nothing: name what it is about");
        Finding::new(path, line, message)
    };
    let steps = path.trim_end_matches(".rs").split('/');
    let mut findings: Vec<_> = steps.filter(|step| EMPTY_NAMES.contains(step)).map(|step| refuse(1, step)).collect();
    let tokens = lex(text).tokens;
    for pair in tokens.windows(2) {
        if pair[0].is("mod") && EMPTY_NAMES.contains(&pair[1].text) {
            findings.push(refuse(pair[1].line, pair[1].text));
        }
    }
    findings
}

fn top_level(top: &BTreeSet<String>, ignored: &str) -> Vec<Finding> {
    let ignores = |name: &str| ignored.lines().any(|line| line.trim_matches('/') == name);
    let mut findings = Vec::new();
    for name in top {
        let known = TOP.contains(&name.as_str())
            || name.starts_with('.')
            || name.starts_with("LICENSE")
            || UNRECORDED.contains(&name.as_str());
        if !known {
            findings.push(Finding::new(name, 1, "does not belong at the top level: tests and docs have their folders"));
        }
    }
    for name in UNRECORDED.iter().filter(|name| !ignores(name)) {
        findings.push(Finding::new(".gitignore", 1, format!("must name /{name}")));
    }
    findings
}

#[test]
fn a_file_without_a_module_doc_is_found() {
    for bad in ["", "use a;", "// a", "//!\n//! late", "\n//! late", "/// of an item"] {
        assert!(module_doc("src/a.rs", bad).is_some(), "{bad:?}");
    }
    assert_eq!(module_doc("src/a.rs", "//! What it is for.\n"), None);
}

#[test]
fn a_file_past_the_end_is_found() {
    assert_eq!(length("src/a.rs", &"\n".repeat(LINES_MAX)), None);
    assert!(length("src/a.rs", &"\n".repeat(LINES_MAX + 1)).is_some());
}

#[test]
fn names_that_say_nothing_are_found() {
    assert_lines(&names("src/log/utils.rs", "mod a;\nmod helpers {}"), &[1, 2]);
    assert_lines(&names("src/misc/mod.rs", ""), &[1]);
    assert_lines(&names("src/log/commonwealth.rs", "// mod misc"), &[]);
}

#[test]
fn strangers_at_the_top_are_found() {
    let top = ["src", ".gitignore", "LICENSE-MIT", "target", "notes.txt", "scripts"];
    let top: BTreeSet<_> = top.map(str::to_owned).into();
    let found: Vec<_> = top_level(&top, "/target\n").into_iter().map(|finding| finding.path).collect();
    assert_eq!(found, ["notes.txt", "scripts", ".gitignore", ".gitignore"]);
}

#[test]
fn files_say_what_they_are_for_and_end_in_time() {
    let findings: Vec<_> = ["src/", "tests/", "benches/"]
        .into_iter()
        .flat_map(|folder| TREE.rust(folder))
        .flat_map(|file| {
            let mut findings = names(&file.path, &file.text);
            findings.extend(module_doc(&file.path, &file.text));
            findings.extend(length(&file.path, &file.text));
            findings
        })
        .collect();
    assert_clean(&findings);
}

#[test]
fn the_top_level_holds_nothing_else() {
    assert_clean(&top_level(&TREE.top, TREE.text(".gitignore")));
}
