//! System calls that are made to fail, or to do nothing, from outside.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use super::ledger::Ledger;

/// A tracer that meddles with a command's system calls, and its notes.
pub struct Trace {
    folder: TempDir,
    injections: Vec<String>,
}

impl Trace {
    /// Meddles so, in the words of `strace -e inject=`.
    pub fn injecting(injections: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary directory");
        Self { folder, injections: injections.iter().map(|&injection| injection.to_owned()).collect() }
    }

    /// A command on a ledger that is meddled with. The tracer keeps out of the
    /// way: the process that is started is the program itself.
    pub fn command(&self, ledger: &Ledger, arguments: &[&str]) -> Command {
        let mut command = Command::new("strace");
        command.args(["-D", "-f", "--seccomp-bpf", "-qq", "-o"]).arg(self.notes());
        let calls: Vec<&str> = self.injections.iter().filter_map(|injection| injection.split(':').next()).collect();
        command.arg("-e").arg(format!("trace={},write", calls.join(",")));
        for injection in &self.injections {
            command.arg("-e").arg(format!("inject={injection}"));
        }
        ledger.under(command, arguments)
    }

    /// Whether any call was meddled with.
    pub fn has_injected(&self) -> bool {
        self.read().contains("(INJECTED)")
    }

    /// What the program wrote to standard output after the first call that
    /// was meddled with.
    pub fn said_after_injection(&self) -> Vec<String> {
        let notes = self.read();
        let after = notes.lines().skip_while(|line| !line.contains("(INJECTED)"));
        after.filter(|line| line.contains(" write(1, ")).map(str::to_owned).collect()
    }

    fn read(&self) -> String {
        fs::read_to_string(self.notes()).unwrap_or_default()
    }

    fn notes(&self) -> PathBuf {
        self.folder.path().join("notes")
    }
}
