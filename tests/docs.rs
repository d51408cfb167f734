//! The commands that the pages show, run as they stand.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

#[path = "support/needs.rs"]
mod needs;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What a page says whose reader has the Institute for Government's files
/// (CC BY 4.0) in a folder `ifg`, and where they are for a test.
const IFG_FOLDER: &str = "into a folder `ifg`";
const IFG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/ifg");

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// A command with the output that the page shows for it.
struct Shown {
    command: String,
    expected: Vec<String>,
    /// A program that it needs beside our own.
    needs: Option<String>,
}

/// The commands of a page's `console` blocks. They are one session: a later
/// block goes on where the one before ended. What a block needs beside our own
/// program stands behind the word.
fn session(page: &str) -> Vec<Shown> {
    let mut session: Vec<Shown> = Vec::new();
    let mut lines = page.lines();
    while let Some(opened) = lines.by_ref().find_map(|line| line.strip_prefix("```console")) {
        let needs = opened.split_whitespace().next().map(str::to_owned);
        let begins = session.len();
        for line in lines.by_ref().take_while(|line| *line != "```") {
            match line.strip_prefix("$ ") {
                Some(command) => {
                    let (command, needs) = (command.to_owned(), needs.clone());
                    session.push(Shown { command, expected: Vec::new(), needs });
                }
                None if session.len() == begins => panic!("a block begins with `{line}`, which is no command"),
                None => session.last_mut().unwrap().expected.push(line.to_owned()),
            }
        }
    }
    session
}

/// Whether output is as shown: a line `...` stands for any lines, `[..]` in a
/// line for any text.
fn is_as_shown(expected: &[String], output: &[&str]) -> bool {
    match expected.split_first() {
        None => output.is_empty(),
        Some((line, rest)) if line == "..." => (0..=output.len()).any(|skipped| is_as_shown(rest, &output[skipped..])),
        Some((line, rest)) => {
            output.split_first().is_some_and(|(first, others)| fits(line, first) && is_as_shown(rest, others))
        }
    }
}

fn fits(expected: &str, line: &str) -> bool {
    let mut parts = expected.split("[..]");
    let Some(mut left) = line.strip_prefix(parts.next().unwrap()) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else { return left.is_empty() };
    for part in between {
        let Some((_, after)) = left.split_once(part) else { return false };
        left = after;
    }
    left.ends_with(last)
}

#[test]
fn output_that_is_not_as_shown_is_found() {
    let page = "a\n```console\n$ one\nx [..] z\n...\nend\n```\n```text\n$ not\n```\n```console\n$ two\n```";
    let session = session(page);
    assert_eq!(session.iter().map(|shown| shown.command.as_str()).collect::<Vec<_>>(), ["one", "two"]);
    let one = |output: &str| is_as_shown(&session[0].expected, &output.lines().collect::<Vec<_>>());
    assert!(one("x y z\nend"));
    assert!(one("x z z\nanything\nat all\nend"));
    for bad in ["", "x y z", "x y z\nend\nmore", "x y\nend", "y z\nend", "xz\nend"] {
        assert!(!one(bad), "{bad:?}");
    }
    assert!(!is_as_shown(&session[1].expected, &["a word"]));
}

/// Runs what a page shows, in one empty directory, through a shell: what a
/// reader does who copies it. Answers with how many commands there were.
fn check_page(path: &Path) -> usize {
    let page = std::fs::read_to_string(path).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_reshuffle")).parent().unwrap().to_owned();
    let search =
        std::env::join_paths(std::iter::once(program).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())));
    let empty = tempfile::tempdir().unwrap();
    let session = session(&page);
    if page.contains(IFG_FOLDER) {
        if !needs::met("the data beside the project", Path::new(IFG).is_dir()) {
            return session.len();
        }
        copy_folder(Path::new(IFG), &empty.path().join("ifg"));
    }
    for shown in &session {
        if let Some(program) = &shown.needs
            && !needs::met(program, needs::program(program))
        {
            continue;
        }
        let mut command = Command::new("sh");
        command.args(["-ec", &shown.command]).current_dir(&empty).env("PATH", search.as_ref().unwrap());
        for name in ["RESHUFFLE_LEDGER", "RESHUFFLE_SOURCE", "RESHUFFLE_BODY", "RESHUFFLE_SIGN"] {
            command.env_remove(name);
        }
        let output = command.env("RESHUFFLE_RECORDER", "reader").output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{path:?}: `{}` fails: {said}", shown.command);
        let lines: Vec<&str> = text.lines().collect();
        assert!(is_as_shown(&shown.expected, &lines), "{path:?}: `{}` prints:\n{text}", shown.command);
    }
    session.len()
}

#[test]
fn what_the_other_pages_show_runs_as_it_stands() {
    let pages = std::fs::read_dir(Path::new(ROOT).join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let pages: Vec<_> = pages.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect();
    assert!(pages.len() >= 5, "{pages:?}");
    pages.iter().for_each(|page| {
        check_page(page);
    });
}

#[test]
fn the_session_of_the_readme_runs_as_it_stands() {
    assert!(check_page(&Path::new(ROOT).join("README.md")) >= 10, "the session is gone");
}

#[test]
fn the_page_of_the_command_line_is_what_the_commands_say() {
    let mut page = String::from(
        "# The command line\n\nWhat `reshuffle help` says of each command; made from the program itself.\n",
    );
    add_help(&mut page, &[]);
    let path = Path::new(ROOT).join("docs/CLI.md");
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    if found != page && std::env::var_os("RESHUFFLE_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
        panic!("docs/CLI.md was written anew; look at it and run the test again");
    }
    assert_eq!(found, page, "run the test with RESHUFFLE_BLESS=1 to write docs/CLI.md anew");
}

/// Adds the help of a command and of those below it.
fn add_help(page: &mut String, path: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reshuffle"));
    command.args(path).arg("--help").env("COLUMNS", "100");
    let help = String::from_utf8(command.output().unwrap().stdout).unwrap();
    assert!(help.contains("Example"), "`{}` shows no example", path.join(" "));
    let name = ["reshuffle"].iter().chain(path).copied().collect::<Vec<_>>().join(" ");
    let tidied: Vec<&str> = help.lines().map(str::trim_end).collect();
    page.push_str(&format!("\n## `{name}`\n\n```text\n{}\n```\n", tidied.join("\n").trim_end()));
    let below = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    for name in below.filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
        let name = name.split_whitespace().next().unwrap();
        if name != "help" {
            add_help(page, &[path, &[name]].concat());
        }
    }
}
