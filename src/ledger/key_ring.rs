//! The keys that a ledger signs with, one after the other.

use super::events::events_of;
use super::{Error, VerifiedCheckpoint, verify_checkpoint};
use crate::domain::{Content, Event, KeyChange, Kind, Seq};
use crate::log::EventLog;
use crate::proof::checkpoint::Checkpoint;
use crate::proof::note::{KeyKind, Note, Verifier};

/// A ledger's own keys, with the events that they came by.
///
/// Of checkpoints that are larger than the position of such an event only the
/// new key is right: one that was replaced, perhaps since it was stolen, signs
/// nothing that came later. The checkpoint that endorses a new key is just as
/// large as its position, and so the last that the key before it signs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyRing {
    origin: String,
    keys: Vec<(Seq, Verifier)>,
}

impl KeyRing {
    /// The keys that a log names.
    pub(super) fn of(log: &dyn EventLog) -> Result<Self, Error> {
        let mut ring = Self::default();
        events_of(log, &[Kind::Created, Kind::SigningKey]).try_for_each(|event| ring.note(event?.as_ref()))?;
        Ok(ring)
    }

    /// Takes note of an event, if it names a key.
    pub(super) fn note(&mut self, event: &Event) -> Result<(), Error> {
        let key = match &event.entry.content {
            Content::Created(created) => {
                self.origin = created.origin.to_string();
                created.verifying_key
            }
            Content::SigningKey { holder: None, key, change: KeyChange::Added, .. } => *key,
            _ => return Ok(()),
        };
        let verifier = Verifier::new(&self.origin, KeyKind::Ed25519, &key);
        self.keys.push((event.seq, verifier.map_err(|why| Error::Refused(why.to_string()))?));
        Ok(())
    }

    /// The ledger's name, as its first event has it.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Every key, the newest last.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Verifier> {
        self.keys.iter().map(|(_, verifier)| verifier)
    }

    /// The key that signs a checkpoint of so many events.
    #[must_use]
    pub fn in_force(&self, size: u64) -> Option<&Verifier> {
        let before = self.keys.iter().take_while(|(since, _)| since.0 < size);
        before.last().map(|(_, verifier)| verifier)
    }

    /// Verifies a checkpoint by the key that was in force, or by others that are known.
    ///
    /// # Errors
    /// As for [`verify_checkpoint`].
    pub fn verify(&self, note: &str, others: &[Verifier]) -> Result<VerifiedCheckpoint, Error> {
        // Of which size it claims to be is signed with it.
        let size = Note::read(note).ok().and_then(|note| Checkpoint::read(&note.text).ok()).map(|claimed| claimed.size);
        let own = size.and_then(|size| self.in_force(size));
        verify_checkpoint(note, &own.into_iter().chain(others).cloned().collect::<Vec<_>>())
    }
}
