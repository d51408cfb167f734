//! One process holds a ledger at a time.
//!
//! The lock is the operating system's advisory lock on an open file, so it
//! ends with the process however that ends. The file stays behind and means
//! nothing by being there; the pid in it is for whoever has to wait.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long to sleep between two attempts.
const PAUSE: Duration = Duration::from_millis(20);

/// A ledger held by this process, until dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

/// Why a ledger could not be held.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process holds it, and went on holding it for the whole wait.
    #[error("the ledger is in use by {}: wait for it to end, or give it longer with `--wait`", holder(*.pid, .command.as_deref()))]
    Held {
        /// The holder's process id, where the lock file says it.
        pid: Option<u32>,
        /// The holder's command name, where the system tells it.
        command: Option<String>,
    },
    /// The operating system refused something.
    #[error("could not lock the ledger with {}: {source}", .path.display())]
    Io {
        /// The lock file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Lock {
    /// Takes the lock on `path`, creating the file where it is absent, and
    /// writes this process's id into it. Tries again for about `wait`.
    ///
    /// # Errors
    /// [`LockError::Held`] where another holder kept it throughout,
    /// [`LockError::Io`] where the file cannot be opened or locked.
    pub fn acquire(path: &Path, wait: Duration) -> Result<Self, LockError> {
        let refused = |source| LockError::Io { path: path.to_owned(), source };
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(refused)?;
        let mut left = wait;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(source)) => return Err(refused(source)),
                Err(TryLockError::WouldBlock) if left.is_zero() => {
                    return Err(held_by(&mut file));
                }
                Err(TryLockError::WouldBlock) => {
                    let pause = PAUSE.min(left);
                    std::thread::sleep(pause);
                    left -= pause;
                }
            }
        }
        // The pid is for others to read; on a full disk the lock holds without it.
        let _ = sign(&mut file);
        Ok(Self { file })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Neither can be helped here: a pid left behind means nothing, and
        // closing the file lets go of the lock in any case.
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}

fn sign(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

fn held_by(file: &mut File) -> LockError {
    let mut text = String::new();
    // An unreadable pid only makes the message poorer.
    let _ = file.take(32).read_to_string(&mut text);
    let pid: Option<u32> = text.trim().parse().ok();
    let command = pid
        .and_then(|pid| std::fs::read_to_string(format!("/proc/{pid}/comm")).ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty());
    LockError::Held { pid, command }
}

fn holder(pid: Option<u32>, command: Option<&str>) -> String {
    match (pid, command) {
        (Some(pid), Some(command)) => format!("process {pid} (`{command}`)"),
        (Some(pid), None) => format!("process {pid}"),
        (None, _) => "another process".to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_is_told_who_the_first_one_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let _first = Lock::acquire(&path, Duration::ZERO).unwrap();
        let error = Lock::acquire(&path, Duration::from_millis(30)).unwrap_err();
        let LockError::Held { pid, .. } = &error else {
            panic!("{error}");
        };
        assert_eq!(*pid, Some(std::process::id()));
        assert!(error.to_string().contains("in use by process"), "{error}");
    }

    #[test]
    fn dropping_the_lock_lets_the_next_one_have_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        drop(Lock::acquire(&path, Duration::ZERO).unwrap());
        assert!(Lock::acquire(&path, Duration::ZERO).is_ok());
    }

    #[test]
    fn a_file_left_behind_by_a_dead_holder_means_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        std::fs::write(&path, "4000000000\nand more\n").unwrap();
        let _held = Lock::acquire(&path, Duration::ZERO).unwrap();
        let written = std::fs::read_to_string(&path).unwrap();
        assert_eq!(written, format!("{}\n", std::process::id()));
    }

    #[test]
    fn a_waiting_holder_gets_the_lock_once_it_is_free() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let first = Lock::acquire(&path, Duration::ZERO).unwrap();
        let waiting = std::thread::spawn({
            let path = path.clone();
            move || Lock::acquire(&path, Duration::from_secs(30)).is_ok()
        });
        std::thread::sleep(PAUSE * 3);
        drop(first);
        assert!(waiting.join().unwrap());
    }

    #[test]
    fn a_place_that_is_not_there_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("absent").join("lock");
        let error = Lock::acquire(&path, Duration::ZERO).unwrap_err();
        assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    }
}
