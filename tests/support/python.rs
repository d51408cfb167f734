//! Runs `tests/verify_chain.py`, where Python and its `blake3` are present.

use std::io::Write;
use std::process::{Command, Stdio};

/// What the script said of a log.
#[derive(Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Its exit status: 0 intact, 3 not intact.
    pub status: i32,
    /// Its answer, without the line feed at its end.
    pub answer: String,
}

/// Whether Python can run the script. Where it cannot, says so, and fails if
/// `RESHUFFLE_REQUIRE_ALL_TESTS` is set.
pub fn is_present() -> bool {
    let present = Command::new("python3")
        .args(["-c", "import blake3"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !present {
        let why = "python3 with `blake3` from PyPI is not here (`pip install blake3`)";
        assert!(std::env::var_os("RESHUFFLE_REQUIRE_ALL_TESTS").is_none(), "a test may not be skipped: {why}");
        eprintln!("skipped: {why}");
    }
    present
}

/// What the script says of raw lines, as `reshuffle log --raw` prints them;
/// with `head`, the log must hold the event of that id.
pub fn verify(raw: &str, head: Option<&str>) -> Verdict {
    let mut child = Command::new("python3")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/verify_chain.py"))
        .arg("-")
        .args(head)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python3 starts");
    // The script stops reading at the first fault, so the pipe may break.
    let written = child.stdin.take().expect("standard input is a pipe").write_all(raw.as_bytes());
    let output = child.wait_with_output().expect("python3 ends");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.is_empty(), "the script failed rather than judged: {error} (writing to it: {written:?})");
    Verdict {
        status: output.status.code().expect("python3 was not killed"),
        answer: String::from_utf8_lossy(&output.stdout).trim_end().to_owned(),
    }
}
