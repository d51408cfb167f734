//! What is left behind when work stops half way.

use crate::lexer::{Role, lex};
use crate::tree::{Finding, TREE, assert_clean, assert_lines, outside_tests};

/// How far above an `expect` its reason may stand, in lines.
const REASON_WITHIN: usize = 3;

/// Notes to oneself, in two halves so that this list is none.
const NOTES: &[&str] = &[concat!("FIX", "ME"), concat!("TO", "DO"), concat!("XX", "X")];

/// Macros that stand for code not written.
const UNWRITTEN: &[&str] = &["todo", "unimplemented"];

fn panics(path: &str, text: &str) -> Vec<Finding> {
    let lexed = lex(text);
    let reasoned = |line: usize| {
        lexed
            .comments
            .iter()
            .any(|comment| comment.role == Role::Plain && comment.first <= line && line <= comment.last + REASON_WITHIN)
    };
    let mut findings = Vec::new();
    for at in 0..lexed.tokens.len() {
        let line = lexed.tokens[at].line;
        if lexed.reads(at, &[".", "unwrap", "("]) {
            findings.push(Finding::new(
                path,
                line,
                "`unwrap`: pass the error on, or `expect` with the invariant in a comment",
            ));
        } else if lexed.reads(at, &[".", "expect", "("]) && !reasoned(line) {
            let message =
                format!("`expect` without a comment that states the invariant, at most {REASON_WITHIN} lines above");
            findings.push(Finding::new(path, line, message));
        }
    }
    outside_tests(findings, &lexed)
}

fn unfinished(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let mut words = line.split(|c: char| !c.is_alphanumeric());
        if let Some(note) = words.find(|word| NOTES.contains(word)) {
            findings.push(Finding::new(path, number, format!("`{note}`: do it, or say what is absent and why")));
        }
    }
    let lexed = lex(text);
    for (at, token) in lexed.tokens.iter().enumerate() {
        if UNWRITTEN.contains(&token.text) && lexed.reads(at + 1, &["!"]) {
            findings.push(Finding::new(
                path,
                token.line,
                format!("`{}!`: write it, or leave it out whole", token.text),
            ));
        }
        if lexed.reads(at, &["#", "[", "ignore", "]"]) {
            findings.push(Finding::new(path, token.line, "an ignored test without `= \"why\"`"));
        }
    }
    findings
}

/// Statements that ask `matches!` and throw the answer away.
fn unheard(path: &str, text: &str) -> Vec<Finding> {
    let lexed = lex(text);
    let mut findings = Vec::new();
    for (at, token) in lexed.tokens.iter().enumerate() {
        let begins = at == 0 || [";", "{", "}"].iter().any(|mark| lexed.reads(at - 1, &[mark]));
        if begins && lexed.reads(at, &["matches", "!", "("]) && lexed.reads(lexed.close_of(at + 2) + 1, &[";"]) {
            findings.push(Finding::new(path, token.line, "a bare `matches!` checks nothing: assert it"));
        }
    }
    findings
}

#[test]
fn panics_without_an_invariant_are_found() {
    let bad = "fn f() {\n a.unwrap();\n b\n  .expect(\"b\");\n // c is never empty\n c.expect(\"c\");\n d.unwrap_or(1);\n // long ago\n\n\n\n e.expect(\"e\");\n}\n/// doc\nfn g() { h.expect(\"h\") }\n#[cfg(test)]\nmod t { fn i() { j.unwrap() } }";
    assert_lines(&panics("src/log/seal.rs", bad), &[2, 4, 12, 15]);
}

#[test]
fn unfinished_work_is_found() {
    let bad = format!(
        "// {}: later\nfn f() {{ todo!() }}\nunimplemented!(\"g\");\n#[ignore]\nfn h() {{}}\n#[ignore = \"slow\"]\nfn todo() {{}}",
        NOTES[0]
    );
    assert_lines(&unfinished("src/log/seal.rs", &bad), &[1, 2, 3, 4]);
}

#[test]
fn an_answer_thrown_away_is_found() {
    let bad = "fn f() {\n matches!(a, B(_));\n let c = matches!(a, B);\n assert!(matches!(a, B));\n matches!(\n  a,\n  B\n );\n}\nfn g() -> bool { matches!(a, B) }";
    assert_lines(&unheard("tests/a.rs", bad), &[2, 5]);
}

#[test]
fn the_product_states_its_invariants() {
    let findings: Vec<_> = TREE.product().flat_map(|file| panics(&file.path, &file.text)).collect();
    assert_clean(&findings);
}

#[test]
fn nothing_is_left_unfinished() {
    let findings: Vec<_> = TREE
        .files
        .iter()
        .filter(|file| file.is_rust())
        .flat_map(|file| [unfinished(&file.path, &file.text), unheard(&file.path, &file.text)])
        .flatten()
        .collect();
    assert_clean(&findings);
}
