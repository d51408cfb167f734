//! The head file: where the log once surely ended.
//!
//! A database that lost its tail looks whole from inside. This file, kept
//! beside it, remembers how far the log had come. It is one line of text,
//! `SEQ ID CHECKSUM`, overwritten in place after a batch is durable and never
//! synced: after a crash it may name an older event than the last one, never
//! a newer one. Overwriting in place rather than renaming keeps the file from
//! ever being empty for longer than one write, and costs no journal entry; a
//! line torn by a crash fails its checksum and then says nothing.

use std::cell::RefCell;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};

use crate::backend::head_record::checksum;
use crate::domain::{EventId, Seq};
use crate::log::LogError;

/// The file that remembers where the log ended.
///
/// ```
/// use reshuffle::backend::files::HeadFile;
/// use reshuffle::domain::{EventId, Seq};
///
/// let dir = tempfile::tempdir()?;
/// let head = HeadFile::new(dir.path().join("head"));
/// assert_eq!(head.read()?, None);
/// head.write(Seq(41), EventId([7; 32]))?;
/// assert_eq!(head.read()?, Some((Seq(41), EventId([7; 32]))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct HeadFile {
    path: PathBuf,
    /// The file, once it was written to: who appends writes to it each time.
    open: RefCell<Option<File>>,
}

impl HeadFile {
    /// The head file at a path; nothing is touched yet.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), open: RefCell::new(None) }
    }

    /// What the file says; `None` where it is absent, torn or not a head file.
    ///
    /// # Errors
    /// [`LogError::Io`] where the file is there but cannot be read.
    pub fn read(&self) -> Result<Option<(Seq, EventId)>, LogError> {
        match std::fs::read(&self.path) {
            Ok(bytes) => Ok(parse(&bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(refused("read", &self.path, source)),
        }
    }

    /// Says that the event `id` at `seq` is durable. To be called only after
    /// the log has acknowledged it.
    ///
    /// # Errors
    /// [`LogError::Io`] where the file cannot be written. The event is in the
    /// log all the same.
    pub fn write(&self, seq: Seq, id: EventId) -> Result<(), LogError> {
        self.overwrite(&line(seq, id)).map_err(|source| refused("write", &self.path, source))
    }

    fn overwrite(&self, line: &str) -> io::Result<()> {
        let mut open = self.open.borrow_mut();
        // A file that was removed or replaced meanwhile would never be read.
        open.take_if(|file| file.metadata().map_or(true, |file| file.nlink() == 0));
        let file = match &mut *open {
            Some(file) => file,
            none => none.insert(OpenOptions::new().write(true).create(true).truncate(false).open(&self.path)?),
        };
        file.write_all_at(line.as_bytes(), 0)?;
        // A shorter line than the last leaves the rest of that behind; the
        // reader stops at the first line break, so the order does not matter.
        let len = u64::try_from(line.len()).unwrap_or(u64::MAX);
        if file.metadata()?.len() != len {
            file.set_len(len)?;
        }
        Ok(())
    }
}

fn line(seq: Seq, id: EventId) -> String {
    let sum = u64::from_be_bytes(checksum(seq, id));
    format!("{seq} {id} {sum:016x}\n")
}

fn parse(bytes: &[u8]) -> Option<(Seq, EventId)> {
    let end = bytes.iter().position(|&byte| byte == b'\n')?;
    let text = std::str::from_utf8(&bytes[..=end]).ok()?;
    let mut words = text.split_ascii_whitespace();
    let seq = Seq(words.next()?.parse().ok()?);
    let id = words.next()?.parse().ok()?;
    // Comparing the whole line also refuses what is spelt in another way.
    (line(seq, id) == text).then_some((seq, id))
}

fn refused(verb: &str, path: &Path, source: io::Error) -> LogError {
    LogError::Io { action: format!("could not {verb} the head file {}", path.display()), source }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const ID: EventId = EventId([0x5a; 32]);

    fn file() -> (tempfile::TempDir, HeadFile) {
        let dir = tempfile::tempdir().unwrap();
        let head = HeadFile::new(dir.path().join("head"));
        (dir, head)
    }

    #[test]
    fn an_absent_file_says_nothing() {
        let (_dir, head) = file();
        assert_eq!(head.read().unwrap(), None);
    }

    #[test]
    fn the_last_written_head_is_read_even_after_a_longer_line() {
        let (_dir, head) = file();
        head.write(Seq(1_000_000), ID).unwrap();
        head.write(Seq(3), ID).unwrap();
        assert_eq!(head.read().unwrap(), Some((Seq(3), ID)));
    }

    #[test]
    fn a_file_that_was_removed_or_replaced_is_made_again() {
        let (dir, head) = file();
        head.write(Seq(1), ID).unwrap();
        std::fs::remove_file(&head.path).unwrap();
        head.write(Seq(2), ID).unwrap();
        assert_eq!(head.read().unwrap(), Some((Seq(2), ID)));
        let other = dir.path().join("other");
        std::fs::write(&other, "another").unwrap();
        std::fs::rename(&other, &head.path).unwrap();
        head.write(Seq(3), ID).unwrap();
        assert_eq!(head.read().unwrap(), Some((Seq(3), ID)));
    }

    #[test]
    fn a_line_cut_or_changed_anywhere_says_nothing() {
        let (_dir, head) = file();
        let whole = line(Seq(12), ID);
        for len in 0..whole.len() {
            std::fs::write(&head.path, &whole[..len]).unwrap();
            assert_eq!(head.read().unwrap(), None, "cut to {len} bytes");
        }
        for at in 0..whole.len() {
            let mut torn = whole.clone().into_bytes();
            torn[at] ^= 1;
            std::fs::write(&head.path, torn).unwrap();
            assert_eq!(head.read().unwrap(), None, "changed at {at}");
        }
    }

    #[test]
    fn a_newer_line_half_over_an_older_one_says_nothing() {
        let (_dir, head) = file();
        let (old, new) = (line(Seq(12), ID), line(Seq(13), EventId([1; 32])));
        for at in 2..new.len() - 1 {
            std::fs::write(&head.path, format!("{}{}", &new[..at], &old[at..])).unwrap();
            assert_eq!(head.read().unwrap(), None, "torn at {at}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_is_an_error_that_names_it() {
        let dir = tempfile::tempdir().unwrap();
        let error = HeadFile::new(dir.path()).read().unwrap_err().to_string();
        assert!(error.contains(&dir.path().display().to_string()), "{error}");
    }
}
