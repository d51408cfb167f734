//! Proofs that travel: that a leaf is in a log, with the checkpoint that says
//! so, as C2SP's `tlog-proof` has them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::tree::Hash;

/// What the first line is.
const MAGIC: &str = "c2sp.org/tlog-proof@v1";

/// The most hashes that a proof of inclusion may have.
const HASHES_MAX: usize = 64;

/// A proof as it was read: nothing about it was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What whoever made it put beside it. No signature speaks of that.
    pub extra: Option<Vec<u8>>,
    /// Which leaf, from 0.
    pub index: u64,
    /// From the leaf's sibling up.
    pub hashes: Vec<Hash>,
    /// The checkpoint, a signed note.
    pub checkpoint: String,
}

/// Why a text is no such proof.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceFault {
    /// The first line is another.
    #[error("its first line is not `{MAGIC}`")]
    Magic,
    /// A line is not what belongs in its place.
    #[error("its line {0} is not what belongs there")]
    Line(usize),
    /// No blank line stands before the checkpoint.
    #[error("no checkpoint follows below a blank line")]
    NoCheckpoint,
}

impl Evidence {
    /// Its text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let extra = self.extra.iter().map(|extra| format!("extra {}\n", BASE64.encode(extra)));
        let hashes = self.hashes.iter().map(|hash| format!("{}\n", BASE64.encode(hash)));
        let index = format!("index {}\n", self.index);
        let lines: String = extra.chain([index]).chain(hashes).collect();
        format!("{MAGIC}\n{lines}\n{}", self.checkpoint)
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`EvidenceFault`] where it is none.
    pub fn read(text: &str) -> Result<Self, EvidenceFault> {
        let (head, checkpoint) = text.split_once("\n\n").ok_or(EvidenceFault::NoCheckpoint)?;
        let mut lines = (1..).zip(head.split('\n')).peekable();
        if lines.next().is_none_or(|(_, line)| line != MAGIC) {
            return Err(EvidenceFault::Magic);
        }
        let extra = lines.next_if(|(_, line)| line.starts_with("extra ")).map(|(number, line)| {
            let extra = line.strip_prefix("extra ").and_then(|extra| BASE64.decode(extra).ok());
            extra.ok_or(EvidenceFault::Line(number))
        });
        let extra = extra.transpose()?;
        let (number, line) = lines.next().ok_or(EvidenceFault::Line(2))?;
        let index = line.strip_prefix("index ").filter(|index| {
            *index == "0" || !index.starts_with('0') && index.bytes().all(|byte| byte.is_ascii_digit())
        });
        let index = index.and_then(|index| index.parse().ok()).ok_or(EvidenceFault::Line(number))?;
        let hashes = lines.map(|(number, line)| {
            let hash = BASE64.decode(line).ok().and_then(|hash| hash.try_into().ok());
            hash.filter(|_| number <= HASHES_MAX + 3).ok_or(EvidenceFault::Line(number))
        });
        let hashes = hashes.collect::<Result<_, _>>()?;
        Ok(Self { extra, index, hashes, checkpoint: checkpoint.to_owned() })
    }
}
