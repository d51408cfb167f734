//! What the crate is built from: the pins, the registry, and a line for every
//! dependency.

use crate::tree::{Finding, TREE, assert_clean, assert_lines};

/// Exact versions, by the bytes that hang on them: the log's files and the
/// bodies of events.
const PINS: &[(&str, &str)] = &[("sled", "0.34.7"), ("bincode", "2.0.1")];

/// Where every locked package comes from, as the lock file writes it.
const SOURCE: &str = concat!("registry+https://github.com/rust-lang/crates", ".io-index");

const DECISIONS: &str = "docs/DECISIONS.md";

fn parse(manifest: &str) -> Result<toml::Table, Finding> {
    manifest.parse().map_err(|error: toml::de::Error| Finding::new("Cargo.toml", 1, error.message()))
}

/// The direct dependencies of every kind and target, with what each asks for.
fn dependencies(manifest: &toml::Table) -> Vec<(String, String)> {
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let tables =
        targets.into_iter().flat_map(|targets| targets.values()).filter_map(toml::Value::as_table).chain([manifest]);
    let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
    tables
        .flat_map(|table| kinds.map(|kind| table.get(kind).and_then(toml::Value::as_table)))
        .flatten()
        .flatten()
        .map(|(name, asked)| {
            let version = asked.as_str().or_else(|| asked.get("version")?.as_str());
            (name.clone(), version.unwrap_or_default().to_owned())
        })
        .collect()
}

fn pins(manifest: &str, lock: &str) -> Vec<Finding> {
    let table = match parse(manifest) {
        Ok(table) => table,
        Err(finding) => return vec![finding],
    };
    let asked = dependencies(&table);
    let mut findings = Vec::new();
    for (name, version) in PINS {
        let line = line_of(manifest, &format!("{name} "));
        let exact = format!("={version}");
        if !asked.contains(&((*name).to_owned(), exact.clone())) {
            let message = format!("`{name}` must be pinned as \"{exact}\": stored bytes hang on it");
            findings.push(Finding::new("Cargo.toml", line, message));
        }
        let locked = locked_versions(lock, name);
        if locked != [*version] {
            let message = format!("`{name}` is locked at {locked:?}, not at {version} alone");
            findings.push(Finding::new("Cargo.lock", line_of(lock, &format!("name = \"{name}\"")), message));
        }
    }
    let aborts = |profile: &toml::Value| profile.get("panic").and_then(toml::Value::as_str) == Some("abort");
    let profiles = table.get("profile").and_then(toml::Value::as_table);
    if profiles.is_some_and(|profiles| profiles.values().any(aborts)) {
        let line = line_of(manifest, "panic");
        findings.push(Finding::new(
            "Cargo.toml",
            line,
            "`panic = \"abort\"` would turn an engine's panic over damaged bytes into a crash without a report",
        ));
    }
    findings
}

fn locked_versions<'a>(lock: &'a str, name: &str) -> Vec<&'a str> {
    let wanted = format!("name = \"{name}\"");
    let lines: Vec<_> = lock.lines().collect();
    lines
        .windows(2)
        .filter(|pair| pair[0] == wanted)
        .filter_map(|pair| pair[1].strip_prefix("version = \"")?.strip_suffix('"'))
        .collect()
}

fn sources(lock: &str) -> Vec<Finding> {
    (1..)
        .zip(lock.lines())
        .filter_map(|(number, line)| {
            let source = line.strip_prefix("source = \"")?.strip_suffix('"')?;
            (source != SOURCE).then(|| {
                Finding::new(
                    "Cargo.lock",
                    number,
                    format!("a package from {source}, where a clean clone may not reach it"),
                )
            })
        })
        .collect()
}

/// Direct dependencies of which the decisions do not speak.
fn unexplained(manifest: &str, decisions: &str) -> Vec<Finding> {
    let table = match parse(manifest) {
        Ok(table) => table,
        Err(finding) => return vec![finding],
    };
    dependencies(&table)
        .into_iter()
        .filter(|(name, _)| !decisions.contains(&format!("`{name}`")))
        .map(|(name, _)| {
            let message = format!("`{name}` has no line in {DECISIONS}: what for, and what else was weighed");
            Finding::new("Cargo.toml", line_of(manifest, &format!("{name} ")), message)
        })
        .collect()
}

/// The first line that begins so, or 1.
fn line_of(text: &str, beginning: &str) -> usize {
    (1..).zip(text.lines()).find(|(_, line)| line.starts_with(beginning)).map_or(1, |(number, _)| number)
}

#[test]
fn loose_pins_are_found() {
    let lock =
        "[[package]]\nname = \"sled\"\nversion = \"0.34.7\"\n\n[[package]]\nname = \"bincode\"\nversion = \"2.0.1\"\n";
    let good = "[dependencies]\nbincode = { version = \"=2.0.1\" }\nsled = \"=0.34.7\"\n";
    assert_lines(&pins(good, lock), &[]);
    assert_lines(&pins(&good.replace("=2.0.1", "2.0.1"), lock), &[2]);
    assert_lines(&pins("[dependencies]\nbincode = \"=2.0.1\"\n", lock), &[1]);
    assert_lines(&pins(good, &format!("{lock}\n{}", lock.replace("2.0.1", "1.3.3"))), &[2, 6]);
    assert_lines(&pins(&format!("{good}[profile.release]\npanic = \"abort\"\n"), lock), &[5]);
    assert_lines(&pins("[dependencies", lock), &[1]);
}

#[test]
fn packages_from_elsewhere_are_found() {
    let lock = format!("name = \"a\"\nsource = \"{SOURCE}\"\nsource = \"git+https://example.org/a\"\n");
    assert_lines(&sources(&lock), &[3]);
}

#[test]
fn dependencies_nobody_explained_are_found() {
    let manifest = "[dependencies]\na = \"1\"\nb = { version = \"1\" }\n[dev-dependencies]\nc = \"1\"\n[target.'cfg(unix)'.dependencies]\nd = \"1\"\n";
    assert_lines(&unexplained(manifest, "`a` and `c`, but b"), &[7, 3]);
}

#[test]
fn what_stored_bytes_hang_on_is_pinned() {
    assert_clean(&pins(TREE.text("Cargo.toml"), TREE.text("Cargo.lock")));
}

#[test]
fn every_package_comes_from_the_public_registry() {
    assert_clean(&sources(TREE.text("Cargo.lock")));
}

#[test]
fn every_dependency_is_explained() {
    assert_clean(&unexplained(TREE.text("Cargo.toml"), TREE.text(DECISIONS)));
}
