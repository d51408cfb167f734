//! Signing what is recorded: right after an event, and in the same batch, the
//! event that signs it.

use super::append::Staged;
use super::{Error, Ledger, Options, Receipt, Recorders};
use crate::domain::time::Moment;
use crate::domain::{Content, Entry, Event, EventId, Kind, Name, Seq, Text};
use crate::log::{Body, Read, ReadError, StoredEvent, read};
use crate::proof::ssh::{PublicKey, sign_event};
use crate::replay::{ReplayError, read_event};

/// The signature of an event, and whether it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The event that it is in.
    pub event: (Seq, EventId),
    /// Who is said to have signed.
    pub by: Name,
    /// The signature, as `ssh-keygen` takes it.
    pub armored: Text,
    /// The key that it verifies by; or why it does not hold.
    pub key: Result<PublicKey, String>,
}

impl Ledger {
    /// Seals an entry, which may be written down already, onto the last event
    /// and, where that is asked for, its signature onto that.
    pub(super) fn seal_entry(
        &mut self,
        entry: Entry,
        body: Option<Body>,
        options: &Options,
        staged: &mut Staged,
    ) -> Result<Receipt, Error> {
        // What is sealed and not in the log must not come before this is read.
        if options.signer.is_some() {
            self.recorders()?;
        }
        let (seq, id, recorded_at) = self.seal_one(entry, body, staged)?;
        if let Some(signer) = &options.signer {
            // After the event, so that one which allows a key may be signed by
            // it, and one which revokes it may not.
            self.check_signer(options)?;
            let signature = Text::new(sign_event(signer, &id.0)).map_err(|why| Error::Refused(why.to_string()))?;
            let content = Content::Signed { target: id, signature };
            self.seal_one(Entry { recorder: options.recorder.clone(), key: None, content }, None, staged)?;
        }
        Ok(Receipt { seq, id, recorded_at, repeated: false, signed: options.signer.is_some() })
    }

    fn seal_one(
        &mut self,
        entry: Entry,
        body: Option<Body>,
        staged: &mut Staged,
    ) -> Result<(Seq, EventId, Moment), Error> {
        let body = match body {
            Some(written) => written,
            None => Body::of(&self.salt()?, &entry)?,
        };
        let (sealed, head) = body.seal(self.sealed, self.now());
        let recorded_at = Moment(head.recorded_at_us);
        let event = Event { seq: head.seq, id: head.id, recorded_at, entry };
        if let Some(recorders) = self.recorders.get_mut() {
            recorders.note(&event);
        }
        let read = Read::Event(Box::new(event));
        self.working_mut().apply_read(head, &read);
        self.sealed = Some(head);
        staged.events.push(sealed);
        staged.read.push(read);
        Ok((head.seq, head.id, recorded_at))
    }

    /// Refuses a key that does not sign for who records, before anybody has
    /// worked for it.
    ///
    /// # Errors
    /// [`Error::Refused`] where the key is not allowed, and why.
    pub fn check_signer(&self, options: &Options) -> Result<(), Error> {
        let Some(signer) = &options.signer else { return Ok(()) };
        let next = self.sealed.map_or(Seq(0), |head| head.seq.next());
        let (recorders, holder, key) = (self.recorders()?, &options.recorder, signer.public());
        if recorders.is_allowed(holder, key, next) { Ok(()) } else { Err(not_allowed(recorders, holder, key)) }
    }

    /// The signature of an event, and whether it holds; none where it is unsigned.
    ///
    /// # Errors
    /// [`Error::Log`] and [`Error::Replay`] where the log cannot be read.
    pub fn signature_of(&self, seq: Seq) -> Result<Option<Signature>, Error> {
        // Mostly the header after it tells.
        let Some(after) = self.log.get(seq.next())?.filter(|after| after.known_kind() == Some(Kind::Signed)) else {
            return Ok(None);
        };
        let Some(stored) = self.log.get(seq)? else { return Ok(None) };
        let unreadable = |why| ReplayError::Unreadable { seq: seq.next(), why };
        let Some(signed) = signature_in(&after, stored.id()).map_err(unreadable)? else { return Ok(None) };
        let recorder = match read_event(&stored)? {
            Read::Event(event) => Some(event.entry.recorder),
            _ => None,
        };
        let key = self.recorders()?.verify(&signed, (stored.id(), recorder.as_ref()));
        let (event, Entry { recorder: by, content, .. }) = ((signed.seq, signed.id), signed.entry);
        let Content::Signed { signature: armored, .. } = content else { return Ok(None) };
        Ok(Some(Signature { event, by, armored, key }))
    }

    /// Whether an event is signed, by a signature that holds.
    ///
    /// # Errors
    /// [`Error::Log`] and [`Error::Replay`] where the log cannot be read.
    pub fn is_signed(&self, seq: Seq) -> Result<bool, Error> {
        Ok(self.signature_of(seq)?.is_some_and(|signature| signature.key.is_ok()))
    }

    /// Whether an event that was recorded before was signed.
    pub(super) fn was_signed(&self, seq: Seq, id: EventId, staged: &[StoredEvent]) -> Result<bool, Error> {
        match staged.iter().find(|event| event.seq() == seq.next()) {
            Some(after) => Ok(signature_in(after, id).is_ok_and(|signed| signed.is_some())),
            None => self.is_signed(seq),
        }
    }
}

/// What an event says, if it signs another.
fn signature_in(stored: &StoredEvent, of: EventId) -> Result<Option<Box<Event>>, ReadError> {
    Ok(match read(stored)? {
        Read::Event(event) if matches!(event.entry.content, Content::Signed { target, .. } if target == of) => {
            Some(event)
        }
        _ => None,
    })
}

/// Why a key does not sign for somebody, and what to do.
fn not_allowed(recorders: &Recorders, holder: &Name, key: PublicKey) -> Error {
    let known = recorders.all().iter().rev().find(|known| known.key == key);
    Error::Refused(match known {
        None => format!(
            "the key {key} is not allowed for `{holder}`, who records: `reshuffle key allow \"{holder}\" FILE.pub` allows it"
        ),
        Some(known) if known.holder != *holder => format!(
            "the key {key} is that of `{}`, and `{holder}` records: record it with --recorder \"{}\", or sign with a key of `{holder}`",
            known.holder, known.holder
        ),
        Some(known) => format!(
            "the key {key} of `{holder}` was revoked{}: sign with another one",
            known.until.map_or_else(String::new, |until| format!(" in event {until}"))
        ),
    })
}
