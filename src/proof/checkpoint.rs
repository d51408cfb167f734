//! Checkpoints: what a log says of itself, to be signed as a note, as C2SP's
//! `tlog-checkpoint` (version 1.0.0) has it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::tree::{Hash, empty_root};

/// The size and the root of a log, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// How many leaves it has.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// Why a text is no checkpoint of a log like ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointFault {
    /// It has not the three lines, or more of them.
    #[error("a checkpoint is three lines: the log's name, its size, its root")]
    Lines,
    /// The second line is not a number without zeros before it.
    #[error("the second line is not the size of a log")]
    Size,
    /// The third line is not the base64 of 32 bytes, or not the root of no leaves.
    #[error("the third line is not the root of a log of that size")]
    Root,
}

impl Checkpoint {
    /// Its text, that is signed.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, BASE64.encode(self.root))
    }

    /// Reads it from a note's text. Lines that other logs add are refused:
    /// nobody could tell what they bind us to.
    ///
    /// # Errors
    /// [`CheckpointFault`] where it is none.
    pub fn read(text: &str) -> Result<Self, CheckpointFault> {
        let lines: Vec<&str> = text.strip_suffix('\n').ok_or(CheckpointFault::Lines)?.split('\n').collect();
        let [origin, size, root] = lines[..] else { return Err(CheckpointFault::Lines) };
        if origin.is_empty() {
            return Err(CheckpointFault::Lines);
        }
        let is_plain = size == "0" || !size.starts_with('0') && size.bytes().all(|byte| byte.is_ascii_digit());
        let size = size.parse().ok().filter(|_| is_plain).ok_or(CheckpointFault::Size)?;
        let root = BASE64.decode(root).ok().and_then(|root| root.try_into().ok()).ok_or(CheckpointFault::Root)?;
        if size == 0 && root != empty_root() {
            return Err(CheckpointFault::Root);
        }
        Ok(Self { origin: origin.to_owned(), size, root })
    }
}
