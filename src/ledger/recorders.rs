//! Who may sign what they record: the keys of recorders, allowed and revoked
//! by events.

use super::error::{RECORDER, RECORDER_KEY};
use super::events::events_of;
use super::{Error, Ledger, Options, Receipts};
use crate::domain::{Content, Event, EventId, KeyChange, Kind, Name, Seq};
use crate::log::EventLog;
use crate::proof::ssh::{KeyFault, PrivateKey, PublicKey, verify_event};

/// A key by which a recorder signs, or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecorderKey {
    /// Whose it is.
    pub holder: Name,
    /// The public half.
    pub key: PublicKey,
    /// The event that allowed it: it signs what comes after that.
    pub since: Seq,
    /// The event that revoked it: it signs nothing after that.
    pub until: Option<Seq>,
}

/// The keys of recorders, in the order in which they were allowed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recorders(Vec<RecorderKey>);

impl Recorders {
    /// The keys that a log names.
    pub(super) fn of(log: &dyn EventLog) -> Result<Self, Error> {
        let mut recorders = Self::default();
        for event in events_of(log, &[Kind::SigningKey]) {
            recorders.note(event?.as_ref());
        }
        Ok(recorders)
    }

    /// Takes note of an event, if it allows or revokes a key.
    pub(super) fn note(&mut self, event: &Event) {
        let Content::SigningKey { holder: Some(holder), key, change, .. } = &event.entry.content else { return };
        // What is no key verifies nothing, whoever allows it.
        let Some(key) = PublicKey::from_bytes(key) else { return };
        // A key stands for one recorder, also where another program wrote otherwise.
        if self.0.iter().any(|known| known.key == key && known.holder != *holder) {
            return;
        }
        let in_force =
            self.0.iter_mut().find(|known| known.until.is_none() && known.key == key && known.holder == *holder);
        match (change, in_force) {
            (KeyChange::Added, None) => {
                self.0.push(RecorderKey { holder: holder.clone(), key, since: event.seq, until: None });
            }
            (KeyChange::Revoked, Some(known)) => known.until = Some(event.seq),
            _ => {}
        }
    }

    /// Every key, those that were revoked too.
    #[must_use]
    pub fn all(&self) -> &[RecorderKey] {
        &self.0
    }

    /// Whether a key signs for somebody at a position.
    #[must_use]
    pub fn is_allowed(&self, holder: &Name, key: PublicKey, at: Seq) -> bool {
        let is_in_force = |known: &&RecorderKey| known.since < at && known.until.is_none_or(|until| at < until);
        self.0.iter().filter(is_in_force).any(|known| known.key == key && known.holder == *holder)
    }

    /// By which key the event before is signed. Of that event the id is given,
    /// and who recorded it, where that is not erased.
    pub(super) fn verify(&self, signed: &Event, before: (EventId, Option<&Name>)) -> Result<PublicKey, String> {
        let Content::Signed { target, signature } = &signed.entry.content else {
            return Err("it is no signature".to_owned());
        };
        let holder = &signed.entry.recorder;
        if *target != before.0 {
            return Err(format!("it signs event {target}, which is not the one right before it"));
        }
        let key = verify_event(signature.as_str(), &target.0).map_err(|why| why.to_string())?;
        if !self.is_allowed(holder, key, signed.seq) {
            return Err(format!("the key {key} was none of `{holder}` there"));
        }
        match before.1.filter(|recorder| *recorder != holder) {
            Some(recorder) => Err(format!("it is by `{holder}`, and `{recorder}` recorded what it signs")),
            None => Ok(key),
        }
    }

    fn in_force(&self, holder: &Name) -> impl Iterator<Item = &RecorderKey> {
        self.0.iter().filter(move |known| known.until.is_none() && known.holder == *holder)
    }
}

impl Ledger {
    /// The keys by which recorders sign, those that were revoked too.
    ///
    /// # Errors
    /// [`Error::Log`] and [`Error::Replay`] where the log cannot be read.
    pub fn recorders(&self) -> Result<&Recorders, Error> {
        if let Some(recorders) = self.recorders.get() {
            return Ok(recorders);
        }
        let recorders = Recorders::of(self.log.as_ref())?;
        Ok(self.recorders.get_or_init(|| recorders))
    }

    /// Allows a recorder to sign by a key, whose line is as in a file with
    /// `.pub`: it signs what they record from then on.
    ///
    /// # Errors
    /// [`Error::Refused`] where the line is no such key, or the key is allowed
    /// already or another recorder's.
    pub fn allow_key(&mut self, holder: &Name, line: &str, options: &Options) -> Result<Receipts, Error> {
        let key: PublicKey =
            line.parse().map_err(|why: KeyFault| Error::Refused(format!("the key is refused: {why}")))?;
        let recorders = self.recorders()?;
        if let Some(other) = recorders.all().iter().find(|known| known.key == key && known.holder != *holder) {
            return Err(Error::Refused(format!(
                "the key {key} is that of `{}`, as event {} says, and a key stands for one recorder: `ssh-keygen -t ed25519 -f FILE` makes another",
                other.holder, other.since
            )));
        }
        if let Some(known) = recorders.in_force(holder).find(|known| known.key == key) {
            return Err(Error::Refused(format!("the key {key} is allowed for `{holder}` since event {}", known.since)));
        }
        self.append_contents(vec![(change_of(holder, key, KeyChange::Added), None)], options)
    }

    /// Revokes the keys of a recorder, or one of them, given by its line or its
    /// fingerprint: it signs nothing from then on. What it signed before stays signed.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no such recorder or key,
    /// [`Error::Refused`] where none of theirs is in force.
    pub fn revoke_key(&mut self, holder: &Name, key: Option<&str>, options: &Options) -> Result<Receipts, Error> {
        let recorders = self.recorders()?;
        let theirs: Vec<&RecorderKey> = recorders.all().iter().filter(|known| known.holder == *holder).collect();
        let Some(last) = theirs.last() else {
            return Err(Error::NotFound { what: RECORDER, given: holder.to_string() });
        };
        let revoked = match key {
            None => recorders.in_force(holder).map(|known| known.key).collect(),
            Some(given) => vec![named(recorders, holder, given)?],
        };
        if revoked.is_empty() {
            let until = last.until.map_or_else(String::new, |until| format!(": event {until} revoked the last one"));
            return Err(Error::Refused(format!("no key of `{holder}` is in force any more{until}")));
        }
        let is_revoked = |signer: &&PrivateKey| options.recorder == *holder && revoked.contains(&signer.public());
        if options.signer.as_ref().filter(is_revoked).is_some() {
            return Err(Error::Refused(
                "a key cannot sign that it is revoked: leave out --sign, or sign with another".to_owned(),
            ));
        }
        let changes = revoked.into_iter().map(|key| (change_of(holder, key, KeyChange::Revoked), None));
        self.append_contents(changes.collect(), options)
    }
}

/// The key of a recorder that is in force, by its line or its fingerprint.
fn named(recorders: &Recorders, holder: &Name, given: &str) -> Result<PublicKey, Error> {
    let key = given.parse::<PublicKey>().map_or_else(|_| given.trim().to_owned(), |key| key.to_string());
    let mut known = recorders.all().iter().filter(|known| known.key.to_string() == key).rev();
    match known.next() {
        None => Err(Error::NotFound { what: RECORDER_KEY, given: key }),
        Some(known) if known.holder != *holder => {
            Err(Error::Refused(format!("the key {key} is one of `{}`, not of `{holder}`", known.holder)))
        }
        Some(RecorderKey { until: Some(until), .. }) => {
            Err(Error::Refused(format!("the key {key} was revoked already, in event {until}")))
        }
        Some(known) => Ok(known.key),
    }
}

fn change_of(holder: &Name, key: PublicKey, change: KeyChange) -> Content {
    Content::SigningKey { holder: Some(holder.clone()), key: key.to_bytes(), change, endorsement: None }
}
