//! What the README tells people to run is what `.ci/run` runs.

use crate::tree::{Finding, TREE, assert_clean};

/// The first `cargo test` line of the README's code blocks.
fn readme_command(readme: &str) -> Option<&str> {
    let mut in_block = false;
    readme.lines().map(str::trim).find_map(|line| {
        in_block ^= line.starts_with("```");
        let command = line.strip_prefix("$ ").unwrap_or(line);
        (in_block && command.starts_with("cargo test")).then_some(command)
    })
}

/// The last line of the script, which has to be its test command: nothing may
/// follow what the tests themselves say last.
fn script_command(script: &str) -> Option<&str> {
    let last = script.lines().map(str::trim).rfind(|line| !line.is_empty());
    last.filter(|line| line.starts_with("cargo test"))
}

fn differing(readme: &str, script: &str) -> Option<Finding> {
    match (readme_command(readme), script_command(script)) {
        (None, _) => Some(Finding::new("README.md", 1, "has no code block with a `cargo test` line")),
        (_, None) => Some(Finding::new(".ci/run", 1, "does not end in its `cargo test` line")),
        (Some(told), Some(run)) if told != run => {
            let message = format!("tells people to run `{told}`, but .ci/run runs `{run}`");
            Some(Finding::new("README.md", 1, message))
        }
        _ => None,
    }
}

#[test]
fn a_readme_that_tells_another_command_is_found() {
    let readme = "# A\n\n```\n$ cargo test --locked\ncargo test other\n```\n";
    assert_eq!(differing(readme, "set -e\ncargo test --locked\n\n"), None);
    for (readme, script) in [
        (readme, "cargo test"),
        (readme, "cargo test --locked\necho done"),
        ("cargo test --locked", "cargo test --locked"),
        ("", ""),
    ] {
        assert!(differing(readme, script).is_some(), "{readme:?} {script:?}");
    }
}

#[test]
fn the_readme_and_the_script_run_the_same_tests() {
    let finding = differing(TREE.text("README.md"), TREE.text(".ci/run"));
    assert_clean(finding.as_slice());
}
