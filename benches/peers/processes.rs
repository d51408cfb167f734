//! Whole processes, from the moment they are started to their end.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::made::DESK;

/// Where the kernel is told to forget what it keeps of files; only root may.
const DROP: &str = "/proc/sys/vm/drop_caches";

/// What a process took.
#[derive(Clone, Copy, Default)]
pub struct Took {
    /// How long it ran.
    pub time: Duration,
    /// How much memory it had at most, in KiB; 0 where the system does not tell.
    pub peak_kib: u64,
}

/// The program on a ledger.
pub fn reshuffle(ledger: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reshuffle"));
    command.arg("-L").arg(ledger).args(arguments).env("RESHUFFLE_RECORDER", DESK);
    command
}

/// SQLite's own shell, if the machine has it.
pub fn sqlite3(database: &Path, text: &str) -> Option<Command> {
    let mut command = Command::new("sqlite3");
    command.arg("--version").stdout(Stdio::null());
    command.status().ok().filter(|status| status.success())?;
    let mut command = Command::new("sqlite3");
    command.arg("-batch").arg(database).arg(text);
    Some(command)
}

/// Runs a process to its end, which has to be a good one.
pub fn run(command: &mut Command) -> Took {
    let begun = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a process");
    let mut took = Took::default();
    let status = format!("/proc/{}/status", child.id());
    std::thread::scope(|scope| {
        let watched = scope.spawn(|| watch(&status));
        let ended = child.wait().expect("its end");
        took.time = begun.elapsed();
        // What it printed says why; here it is not kept.
        assert!(ended.success(), "{command:?} failed");
        took.peak_kib = watched.join().unwrap_or_default();
    });
    took
}

/// The most memory that the kernel says a process had, asked until it is gone.
fn watch(status: &str) -> u64 {
    let mut peak = 0;
    while let Ok(text) = fs::read_to_string(status) {
        let of = |line: &str| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok();
        // A process that has ended and was not waited for has no memory any more.
        let Some(now) = text.lines().find_map(of) else { break };
        peak = peak.max(now);
        std::thread::sleep(Duration::from_micros(200));
    }
    peak
}

/// Makes the kernel forget what it keeps of files; answers whether it did.
pub fn forget_files() -> bool {
    let synced = Command::new("sync").status().is_ok_and(|status| status.success());
    synced && fs::write(DROP, "3").is_ok()
}
