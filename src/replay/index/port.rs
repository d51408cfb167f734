//! The port of the index: where its rows are kept.

use std::io;

use super::notes::Notes;
use super::rows::{JOIN_LEN, MARK_LEN, SPELL_LEN, TIE_LEN};
use crate::domain::EventId;

/// Rows in order, or an error in the place of one that cannot be read.
pub type Rows<'a, const N: usize> = Box<dyn Iterator<Item = io::Result<[u8; N]>> + 'a>;

/// Keeps the rows of a log's events from the first one up to some point.
///
/// What is kept is derived: losing it costs time.
pub trait IndexStore {
    /// Of how many events there are rows.
    fn covered(&self) -> u64;

    /// How many rows there are of what was done to events.
    fn ties_kept(&self) -> u64;

    /// Whether it keeps anything at all.
    fn keeps(&self) -> bool;

    /// Facts about holdings: all whose rows begin so.
    fn spells(&self, begin: &[u8]) -> Rows<'_, SPELL_LEN>;

    /// Facts about holdings: all whose rows come after those that begin so.
    fn spells_after(&self, begin: &[u8]) -> Rows<'_, SPELL_LEN>;

    /// What was done to events: all whose rows begin so.
    fn ties(&self, begin: &[u8]) -> Rows<'_, TIE_LEN>;

    /// How things hang together: all whose rows begin so.
    fn joins(&self, begin: &[u8]) -> Rows<'_, JOIN_LEN>;

    /// What events are found by: all whose rows begin so, as with a term.
    fn marks(&self, begin: &[u8]) -> Rows<'_, MARK_LEN>;

    /// Whether it is known without reading that no row of what events are found
    /// by begins so: for who looks up much, and has nothing set up in vain.
    fn lacks_marks(&self, begin: &[u8]) -> bool;

    /// Whether a row is there that is said to be lacking.
    ///
    /// # Errors
    /// Where that cannot be read.
    fn hides_mark(&self, row: &[u8; MARK_LEN]) -> io::Result<bool>;

    /// Takes in the rows of the next `events`, of which the last has this id.
    ///
    /// # Errors
    /// Where they cannot be written; then it goes on from before.
    fn extend(&mut self, notes: Notes, events: u64, last: EventId) -> io::Result<()>;

    /// Drops what is kept until it is of no more than so many events.
    fn cut_to(&mut self, events: u64);

    /// Makes finding faster, where much has come since.
    ///
    /// # Errors
    /// Where it cannot be written: then the last of what is kept may be gone, as
    /// [`covered`](Self::covered) tells.
    fn tidy(&mut self) -> io::Result<()>;

    /// Drops everything.
    ///
    /// # Errors
    /// Where it cannot be removed.
    fn clear(&mut self) -> io::Result<()>;
}

/// Keeps nothing: for a log that is short.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoStore;

impl IndexStore for NoStore {
    fn covered(&self) -> u64 {
        0
    }

    fn ties_kept(&self) -> u64 {
        0
    }

    fn keeps(&self) -> bool {
        false
    }

    fn spells(&self, _begin: &[u8]) -> Rows<'_, SPELL_LEN> {
        Box::new(std::iter::empty())
    }

    fn spells_after(&self, _begin: &[u8]) -> Rows<'_, SPELL_LEN> {
        Box::new(std::iter::empty())
    }

    fn ties(&self, _begin: &[u8]) -> Rows<'_, TIE_LEN> {
        Box::new(std::iter::empty())
    }

    fn joins(&self, _begin: &[u8]) -> Rows<'_, JOIN_LEN> {
        Box::new(std::iter::empty())
    }

    fn marks(&self, _begin: &[u8]) -> Rows<'_, MARK_LEN> {
        Box::new(std::iter::empty())
    }

    fn lacks_marks(&self, _begin: &[u8]) -> bool {
        true
    }

    fn hides_mark(&self, _row: &[u8; MARK_LEN]) -> io::Result<bool> {
        Ok(false)
    }

    fn extend(&mut self, _notes: Notes, _events: u64, _last: EventId) -> io::Result<()> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "nothing is kept"))
    }

    fn cut_to(&mut self, _events: u64) {}

    fn tidy(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        Ok(())
    }
}
