//! What some tests need of the machine, and what happens where it lacks.
//!
//! A test that needs more than cargo asks [`met`] first and returns where the
//! answer is no. That is said on the terminal, never kept quiet, and with
//! `RESHUFFLE_REQUIRE_ALL_TESTS` set it is a failure, so that a check meant to
//! be complete cannot pass by skipping.
//!
//! ```ignore
//! #[path = "support/needs.rs"]
//! mod needs;
//!
//! if !needs::met("strace", needs::program("strace")) {
//!     return;
//! }
//! ```

// Every test crate that includes this file uses its own part of it.
#![allow(dead_code)]

use std::env;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The variable that turns skipping into failing, unless empty or `0`.
const REQUIRE: &str = "RESHUFFLE_REQUIRE_ALL_TESTS";

/// Whether a test may go on: says so where it may not.
///
/// # Panics
/// Where `available` is false and `RESHUFFLE_REQUIRE_ALL_TESTS` is set.
#[must_use = "a test whose needs are not met has to return"]
pub fn met(what: &str, available: bool) -> bool {
    let demanded = env::var(REQUIRE).is_ok_and(|value| !matches!(value.as_str(), "" | "0"));
    match refusal(what, available, demanded) {
        None => true,
        Some(Refusal::Skip(message)) => {
            // Straight to the stream: what the print macros write is shown
            // for failing tests only.
            let _ = writeln!(io::stderr(), "{message}");
            false
        }
        Some(Refusal::Fail(message)) => panic!("{message}"),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Refusal {
    Skip(String),
    Fail(String),
}

fn refusal(what: &str, available: bool, demanded: bool) -> Option<Refusal> {
    if available {
        return None;
    }
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    Some(if demanded {
        Refusal::Fail(format!("{test} needs {what}, and {REQUIRE} is set"))
    } else {
        Refusal::Skip(format!("skipped: {test} needs {what}"))
    })
}

/// Whether a program is on the path.
#[must_use]
pub fn program(name: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}

/// Whether a program, run so, ends well.
#[must_use]
pub fn succeeds(name: &str, arguments: &[&str]) -> bool {
    Command::new(name)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Whether this is the superuser.
#[must_use]
pub fn superuser() -> bool {
    let id = Command::new("id").arg("-u").stdin(Stdio::null()).output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Whether an ext4 image can be made, attached to a loop device and mounted.
#[must_use]
pub fn loop_mounts() -> bool {
    superuser()
        && Path::new("/dev/loop-control").exists()
        && ["mkfs.ext4", "losetup", "mount", "umount"].iter().all(|name| program(name))
        && succeeds("losetup", &["--find"])
}

/// Whether system calls can be traced, and so be made to fail.
#[must_use]
pub fn tracing() -> bool {
    succeeds("strace", &["-f", "-e", "trace=none", "true"])
}

/// Where a file or folder of the data beside the project is, or would be.
#[must_use]
pub fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name)
}

/// A text of the data beside the project. Where that is not there, the test is
/// skipped, or fails, as for any other need.
#[must_use]
pub fn data(name: &str) -> Option<String> {
    let path = beside(name);
    met("the data beside the project", path.is_file()).then(|| std::fs::read_to_string(path).expect("UTF-8"))
}

/// Whether there is a Python that can import a module.
#[must_use]
pub fn python_with(module: &str) -> bool {
    succeeds("python3", &["-c", &format!("import {module}")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_need_not_met_is_skipped_or_fails_where_all_is_required() {
        assert_eq!(refusal("a moon", true, true), None);
        let skip = refusal("a moon", false, false);
        assert!(
            matches!(&skip, Some(Refusal::Skip(said)) if said.starts_with("skipped: ") && said.ends_with("a moon")),
            "{skip:?}"
        );
        let fail = refusal("a moon", false, true);
        assert!(matches!(&fail, Some(Refusal::Fail(said)) if said.contains("a moon")), "{fail:?}");
    }

    #[test]
    fn programs_are_found_on_the_path() {
        assert!(program("cargo") || succeeds("cargo", &["--version"]));
        assert!(!program("no-such-program-anywhere"));
        assert!(!succeeds("no-such-program-anywhere", &[]));
    }
}
