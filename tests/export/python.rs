//! Python, asked about an export.

use std::io::Write;
use std::process::{Command, Stdio};

/// What a script prints of a text on its standard input.
///
/// # Panics
/// Where the script fails, with what it says.
pub fn answer(script: &str, arguments: &[&str], input: &str) -> String {
    let mut child = Command::new("python3")
        .arg("-c")
        .arg(script)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python3 starts");
    let written = child.stdin.take().expect("standard input is a pipe").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("python3 ends");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error} (writing to it: {written:?})");
    String::from_utf8(output.stdout).expect("UTF-8")
}
