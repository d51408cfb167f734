//! What shells and readers of manuals are given: it is made from the commands.

use crate::desk::Desk;

/// Commands that every completion and manual has to know.
const KNOWN: [&str; 4] = ["append", "timeline", "corroborate", "audit"];

#[test]
fn completions_know_every_command_for_each_shell() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = desk.well(&["completions", shell]).stdout;
        assert!(KNOWN.iter().all(|command| script.contains(command)), "{shell}");
        for option in ["known-at", "no-pager", "edit", "rumoured", "stood_down"] {
            assert!(script.contains(option), "{shell} knows no {option}");
        }
    }
}

#[test]
fn an_unknown_shell_is_refused_with_those_that_are_known() {
    Desk::new().assert_refused(2, &["completions", "tcsh"], &["tcsh", "bash", "fish"]);
}

#[test]
fn the_manual_is_one_page_or_one_for_each_command() {
    let desk = Desk::new();
    let page = desk.well(&["man"]).stdout;
    assert!(page.contains(".TH reshuffle 1"), "{page}");
    for section in [".SH EXAMPLES", ".SH \"GLOBAL OPTIONS\"", ".SH \"EXIT CODES\"", ".SH ENVIRONMENT"] {
        assert!(page.contains(&section.replace('"', "")) || page.contains(section), "{section} is not in {page}");
    }
    let add = desk.well(&["man", "source", "add"]).stdout;
    assert!(add.contains(".TH reshuffle-source-add 1") && add.contains("\\-\\-label morning"), "{add}");
    desk.assert_refused(2, &["man", "source", "ad"], &["`reshuffle source` has no command `ad`", "--help` lists them"]);
    desk.assert_refused(2, &["man", "tally", "--dir", "."], &["--dir", "cannot be used with"]);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().to_str().unwrap();
    desk.well(&["man", "--dir", path]);
    for command in KNOWN {
        let page = std::fs::read_to_string(dir.path().join(format!("reshuffle-{command}.1"))).unwrap();
        assert!(page.contains(".SH SYNOPSIS") && page.contains(".SH EXAMPLE"), "{command}");
    }
    let missing = format!("{path}/missing");
    desk.assert_refused(7, &["man", "--dir", &missing], &["missing"]);
}
