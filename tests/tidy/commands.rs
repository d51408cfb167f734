//! One command, one file: its `Args`, whose doc comment is the help.

use crate::lexer::{Lexed, Role, lex};
use crate::tree::{Finding, TREE, assert_clean, assert_lines};

const COMMANDS: &str = "src/bin/reshuffle/commands/";

/// Whether a file is a command: each entry of the folder is one, be it a file
/// or a folder's `mod.rs`; what else stands in such a folder is its parts.
fn is_command(path: &str) -> bool {
    match path.strip_prefix(COMMANDS).map(|inner| inner.split_once('/')) {
        Some(None) => !path.ends_with("/mod.rs"),
        Some(Some((_, file))) => file == "mod.rs",
        None => false,
    }
}

fn undocumented(path: &str, text: &str) -> Option<Finding> {
    if !is_command(path) {
        return None;
    }
    let lexed = lex(text);
    let Some(item) = (0..lexed.tokens.len()).find(|at| lexed.reads(*at, &["struct", "Args"])) else {
        return Some(Finding::new(path, 1, "a command has a `struct Args`"));
    };
    let line = lexed.tokens[item].line;
    (!has_doc(&lexed, item)).then(|| Finding::new(path, line, "the `///` above `Args` is the command's help: write it"))
}

/// Whether a doc comment stands among an item's attributes.
fn has_doc(lexed: &Lexed, item: usize) -> bool {
    let before = (0..item)
        .rev()
        .find(|at| [";", "}", "{"].iter().any(|mark| lexed.reads(*at, &[mark])))
        .map_or(0, |at| lexed.tokens[at].line);
    let line = lexed.tokens[item].line;
    lexed.comments.iter().any(|comment| comment.role == Role::Outer && comment.first > before && comment.last < line)
}

#[test]
fn a_command_without_help_is_found() {
    let found =
        |name: &str, text: &str| undocumented(&format!("{COMMANDS}{name}"), text).into_iter().collect::<Vec<_>>();
    assert_lines(&found("tally.rs", "//! The tally.\n\nfn run() {}"), &[1]);
    assert_lines(&found("tally.rs", "//! The tally.\n\nuse a;\n#[derive(Args)]\npub struct Args {}"), &[5]);
    assert_lines(&found("tally.rs", "//! The tally.\n\n#[derive(Args)]\npub struct Args {}"), &[4]);
    assert_lines(&found("tally.rs", "//! The tally.\n\n/// Counts.\n#[derive(Args)]\npub struct Args {}"), &[]);
    assert_lines(&found("tally.rs", "use a;\n/// Counts.\n#[derive(Args)]\npub struct Args {}"), &[]);
    assert_lines(&found("source/mod.rs", ""), &[1]);
    assert_lines(&found("source/list.rs", ""), &[]);
    assert_lines(&found("mod.rs", ""), &[]);
}

#[test]
fn every_command_has_its_help() {
    let findings: Vec<_> = TREE.rust(COMMANDS).filter_map(|file| undocumented(&file.path, &file.text)).collect();
    assert_clean(&findings);
}
