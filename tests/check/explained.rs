//! Every rule is explained, finds its own example and not its counterexample,
//! stands in a file of its own and on the page.

use std::collections::BTreeSet;
use std::path::Path;

use reshuffle::domain::SourceDescription;
use reshuffle::ledger::{AuditCode, CheckRule, Doubtful, NewSource, RULES, jsonl};
use serde_json::{Map, Value};

use crate::desk::{Desk, QUOTE, options};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Records the facts of an example, with the quotes and articles that it leaves out.
fn record(example: &str) -> Desk {
    let lines: Vec<Map<String, Value>> =
        example.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    let mut desk = Desk::new();
    let mut known = BTreeSet::from(["paper".to_owned()]);
    for line in lines.iter().filter(|line| line.contains_key("article")) {
        let mut description = SourceDescription::labelled(text(line, "article")).expect("a label");
        for (field, value) in line.iter().filter(|(field, _)| *field != "article") {
            description.set(field.parse().expect("a part"), value.as_str()).expect("a description");
        }
        add(&mut desk, description);
        known.insert(text(line, "article").to_owned());
    }
    desk.redescribe(
        desk.ledger.find_source("paper").expect("an article").source.digest,
        "url=https://example.org/paper",
    );
    let mut facts = Vec::new();
    for mut line in lines.into_iter().filter(|line| !line.contains_key("article")) {
        let label = line.get("source").map_or("paper", |label| label.as_str().expect("a label")).to_owned();
        if known.insert(label.clone()) {
            let mut description = SourceDescription::labelled(&label).expect("a label");
            let url = format!("https://example.org/{label}");
            description.set("url".parse().expect("a part"), Some(&url)).expect("an address");
            add(&mut desk, description);
        }
        line.insert("quote".to_owned(), Value::from(QUOTE));
        facts.push(Value::Object(line).to_string());
    }
    let lines = jsonl::read(&facts.join("\n"), Some("paper"));
    desk.ledger.append_lines(lines, &options()).expect("facts that are accepted");
    desk
}

fn add(desk: &mut Desk, description: SourceDescription) {
    let bytes = format!("In {}, {QUOTE}.", description.label).into_bytes();
    desk.ledger.add_source(NewSource { bytes, description, original: None }, &options()).expect("an article");
}

fn text<'a>(line: &'a Map<String, Value>, member: &str) -> &'a str {
    line[member].as_str().expect("a text")
}

fn run(rule: &'static CheckRule, example: &str) -> Vec<Doubtful> {
    let desk = record(example);
    desk.view().check(&[rule], None, desk.at("2026")).expect("a check")
}

#[test]
fn every_rule_finds_its_example_and_not_its_counterexample() {
    for rule in RULES {
        let found = run(rule, rule.example);
        assert!(!found.is_empty(), "{} does not find its example", rule.code);
        for finding in &found {
            assert_eq!(finding.code, rule.code);
            assert!(!finding.events.is_empty(), "{}: {finding:?}", rule.code);
            assert!(finding.settle.split_whitespace().count() > 3, "{}: {finding:?}", rule.code);
        }
        assert_eq!(run(rule, rule.counterexample), [], "{} finds its counterexample", rule.code);
    }
}

#[test]
fn a_finding_of_facts_quotes_them() {
    for rule in RULES.iter().filter(|rule| rule.code != "source-without-address") {
        let quoted = run(rule, rule.example).iter().all(|finding| finding.quotes.iter().any(|q| q.exact == QUOTE));
        assert!(quoted, "{} quotes nothing", rule.code);
    }
}

#[test]
fn every_rule_is_explained_in_more_than_a_line() {
    for rule in RULES {
        assert!(rule.what.split_whitespace().count() >= 5, "{}: {}", rule.code, rule.what);
        assert!(rule.why.split_whitespace().count() >= 30, "{}: {}", rule.code, rule.why);
        assert!(!rule.why.contains("  ") && !rule.why.contains('\n'), "{}: {}", rule.code, rule.why);
    }
}

#[test]
fn a_code_names_one_rule_or_one_finding_of_an_audit() {
    let of_audit = AuditCode::ALL.iter().map(|code| code.word());
    let codes: Vec<&str> = RULES.iter().map(|rule| rule.code).chain(of_audit).collect();
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
}

#[test]
fn every_file_with_a_rule_is_in_the_table_under_its_name() {
    let folder = Path::new(ROOT).join("src/projections/check");
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
    let with_rule = files.filter(|path| std::fs::read_to_string(path).expect("a file").contains("const RULE: Rule"));
    let named = with_rule.map(|path| path.file_stem().expect("a name").to_string_lossy().replace('_', "-"));
    let codes: BTreeSet<String> = RULES.iter().map(|rule| rule.code.to_owned()).collect();
    assert_eq!(named.collect::<BTreeSet<_>>(), codes);
}

#[test]
fn the_page_of_checks_is_what_the_rules_say() {
    let mut page = String::from(
        "# Checks\n\nWhat `reshuffle check` doubts, rule by rule; made from the rules themselves. `reshuffle explain CODE` prints one of them.\n\nA check is silent where all is well. Otherwise it exits with 1, and each finding has its code, the events and the quotes behind it, and what would settle it. A finding is a doubt and no error: it shows from a moment in the world on (`--at`), as known at a point of record time (`--known-at`), and goes away when what it asks for is recorded. `audit` doubts the bytes instead; its codes are in `reshuffle explain`.\n\nThe examples are lines as `append --from` takes them, less the quotes; articles that are not described have an address.\n\n| code | what it finds |\n|---|---|\n",
    );
    for rule in RULES {
        let strict = if rule.strict { " (`--strict`)" } else { "" };
        page.push_str(&format!("| [`{0}`](#{0}) | {1}{strict} |\n", rule.code, rule.what));
    }
    for rule in RULES {
        page.push_str(&format!(
            "\n## `{}`\n\n{}\n\nFound:\n\n```json\n{}\n```\n\nNot found:\n\n```json\n{}\n```\n",
            rule.code, rule.why, rule.example, rule.counterexample
        ));
    }
    let path = Path::new(ROOT).join("docs/CHECKS.md");
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    if found != page && std::env::var_os("RESHUFFLE_BLESS").is_some() {
        std::fs::write(&path, &page).expect("the page is written");
        panic!("docs/CHECKS.md was written anew; look at it and run the test again");
    }
    assert_eq!(found, page, "run the test with RESHUFFLE_BLESS=1 to write docs/CHECKS.md anew");
}
