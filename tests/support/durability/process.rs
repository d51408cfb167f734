//! A process that is watched: stopped, ended, and never left behind.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long any command may take before it counts as hanging.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long what is left of a process may take to end after it.
const PARTING: Duration = Duration::from_secs(2);
/// How long to sleep between two looks.
const TICK: Duration = Duration::from_millis(1);

/// What a command that ended had to say.
#[derive(Debug)]
pub struct Done {
    /// Its exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it said beside that.
    pub stderr: String,
}

impl Done {
    /// What it printed, or how it failed.
    pub fn well(self) -> Result<String, String> {
        match self.code {
            Some(0) => Ok(self.stdout),
            code => Err(format!("exit {code:?}: {}", self.stderr)),
        }
    }

    /// Whether it ended with one of these codes and an error for people,
    /// rather than with a panic or without a word.
    pub fn failed_clearly(&self, codes: &[i32]) -> Result<(), String> {
        let coded = self.code.is_some_and(|code| codes.contains(&code));
        let panicked =
            ["panicked at", "RUST_BACKTRACE", "stack backtrace"].iter().any(|word| self.stderr.contains(word));
        if coded && self.stderr.contains("error: ") && !panicked {
            return Ok(());
        }
        Err(format!("expected one of {codes:?} and a clear error, got {:?}: {}", self.code, self.stderr))
    }
}

/// A process whose output is being read; killed where it is dropped.
pub struct Running {
    child: Child,
    stdout: Option<JoinHandle<String>>,
    stderr: Option<JoinHandle<String>>,
}

impl Running {
    /// Starts it, with this on its standard input.
    pub fn start(command: &mut Command, stdin: &str) -> Self {
        let stdin = stdin.to_owned();
        let mut running = Self::start_open(command);
        running.stdout = running.child.stdout.take().map(read_all);
        // The test has no use for it once the process refuses to read on.
        if let Some(mut pipe) = running.child.stdin.take() {
            thread::spawn(move || pipe.write_all(stdin.as_bytes()));
        }
        running
    }

    /// Starts it; its standard input and output are still the child's to take.
    pub fn start_open(command: &mut Command) -> Self {
        let mut child = command
            // A tracer may outlive what it traces and keep its pipes open; so
            // all that is started here is one group, and ends as one.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|why| panic!("{command:?} does not start: {why}"));
        let stderr = child.stderr.take().map(read_all);
        Self { child, stdout: None, stderr }
    }

    /// The child, to take its pipes from.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Whether it runs still.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Stops it where it stands. On return none of its threads runs: what it
    /// had promised before is all that it will ever have promised.
    pub fn stop(&mut self) {
        signal("STOP", &self.pid().to_string());
        for _ in 0..PATIENCE.as_millis() {
            if !self.is_running() || stands_still(self.pid()) {
                return;
            }
            thread::sleep(TICK);
        }
        panic!("process {} does not stop", self.pid());
    }

    /// Ends it without a warning, if it has not ended, and hears what it said.
    pub fn kill(mut self) -> Done {
        // It may have ended by itself.
        let _ = self.child.kill();
        self.finish()
    }

    /// Asks it to end, as Ctrl-C does.
    pub fn interrupt(&self) {
        signal("INT", &self.pid().to_string());
    }

    /// Waits for its end.
    ///
    /// # Panics
    /// Where it does not end.
    pub fn wait(mut self) -> Done {
        for _ in 0..PATIENCE.as_millis() {
            if !self.is_running() {
                return self.finish();
            }
            thread::sleep(TICK);
        }
        panic!("the process does not end; {:?}", self.kill());
    }

    fn finish(&mut self) -> Done {
        let code = self.child.wait().ok().and_then(|status| status.code());
        // A tracer writes its last notes and ends; one that was stopped never would.
        for _ in 0..PARTING.as_millis() {
            if self.stderr.as_ref().is_none_or(JoinHandle::is_finished) {
                break;
            }
            thread::sleep(TICK);
        }
        self.end_group();
        let heard =
            |reader: Option<JoinHandle<String>>| reader.and_then(|reader| reader.join().ok()).unwrap_or_default();
        Done { code, stdout: heard(self.stdout.take()), stderr: heard(self.stderr.take()) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail where it has ended, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.end_group();
    }
}

impl Running {
    /// Ends whatever of its group is left.
    fn end_group(&self) {
        signal("KILL", &format!("-{}", self.pid()));
    }
}

/// Runs a command to its end.
pub fn run(command: &mut Command, stdin: &str) -> Done {
    Running::start(command, stdin).wait()
}

/// Sends a signal to a process, or to a group where its number has a `-` before it.
fn signal(name: &str, target: &str) {
    // A process that has ended meanwhile is no fault of the test.
    let _ = Command::new("sh").arg("-c").arg(format!("kill -s {name} -- {target}")).stderr(Stdio::null()).status();
}

/// Whether no thread of it can run: stopped, held by a tracer, or dead.
fn stands_still(pid: u32) -> bool {
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else {
        return true;
    };
    threads.flatten().all(|thread| {
        let stat = fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
        // The name before it, in parentheses, may hold anything.
        let state = stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next());
        matches!(state, None | Some('T' | 't' | 'Z' | 'X'))
    })
}

fn read_all(mut pipe: impl Read + Send + 'static) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read before an error is what there is.
        let _ = pipe.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
