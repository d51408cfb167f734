//! Every dependency may be passed on under terms as free as ours.

use cargo_metadata::{CargoOpt, Metadata, MetadataCommand};
use spdx::{Expression, ParseMode};

use crate::needs;
use crate::tree::{Finding, TREE, assert_clean, root};

/// Licences that ask for no more than their own text. A `WITH` exception is
/// part of the name.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Why a licence will not do. `a/b`, which old manifests write for `a OR b`,
/// is understood.
fn refusal(licence: Option<&str>) -> Option<String> {
    let Some(licence) = licence else {
        return Some("names no licence".to_owned());
    };
    let expression = match Expression::parse_mode(licence, ParseMode::LAX) {
        Ok(expression) => expression,
        Err(error) => {
            return Some(format!("its licence `{licence}` cannot be read: {}", error.reason));
        }
    };
    let allowed = expression.evaluate(|wanted| ALLOWED.contains(&wanted.to_string().as_str()));
    (!allowed).then(|| format!("its licence `{licence}` asks for more than those allowed here"))
}

fn findings(metadata: &Metadata) -> Vec<Finding> {
    let nodes = metadata.resolve.as_ref().map(|resolve| resolve.nodes.as_slice());
    let mut findings = Vec::new();
    for node in nodes.unwrap_or_default() {
        let package = &metadata[&node.id];
        if let Some(why) = refusal(package.license.as_deref()) {
            let message = format!("{} {}: {why}", package.name, package.version);
            findings.push(Finding::new("Cargo.lock", line_of(&package.name), message));
        }
    }
    findings
}

fn line_of(package: &str) -> usize {
    let wanted = format!("name = \"{package}\"");
    let lock = TREE.text("Cargo.lock");
    lock.lines().position(|line| line == wanted).map_or(1, |at| at + 1)
}

fn metadata(options: &[&str]) -> Result<Metadata, cargo_metadata::Error> {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .features(CargoOpt::AllFeatures)
        .other_options(options.iter().map(ToString::to_string).collect::<Vec<_>>())
        .exec()
}

#[test]
fn a_licence_that_asks_for_more_is_found() {
    for bad in [
        None,
        Some(""),
        Some("GPL-3.0-or-later"),
        Some("MIT AND MPL-2.0"),
        Some("(MIT OR Apache-2.0) AND LGPL-2.1-or-later"),
        Some("Apache-2.0 WITH Classpath-exception-2.0"),
        Some("LicenseRef-ask-us"),
        Some("MIT OR"),
        Some("free"),
    ] {
        assert!(refusal(bad).is_some(), "{bad:?} was let through");
    }
    for good in [
        "MIT",
        "Apache-2.0/MIT",
        "Unlicense / MIT",
        "GPL-3.0-only OR Zlib",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception",
        "(GPL-2.0-only AND MIT) OR (ISC AND 0BSD)",
    ] {
        assert_eq!(refusal(Some(good)), None);
    }
}

#[test]
fn what_this_machine_builds_may_be_passed_on() {
    let here = ["--locked", "--offline", "--filter-platform", "host-tuple"];
    let metadata = metadata(&here).expect("what these tests were built from is at hand");
    let nodes = metadata.resolve.as_ref().map_or(0, |resolve| resolve.nodes.len());
    assert!(nodes > 20, "{nodes} packages are too few to be all");
    assert_clean(&findings(&metadata));
}

#[test]
fn what_any_machine_builds_may_be_passed_on() {
    let everywhere = metadata(&["--locked"]);
    let needed = "the packages of every platform, which cargo fetches from its registry";
    if !needs::met(needed, everywhere.is_ok()) {
        return;
    }
    let everywhere = everywhere.expect("just seen to be there");
    assert_clean(&findings(&everywhere));
}
