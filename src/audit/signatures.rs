//! Whether what recorders have signed is signed by a key that was theirs.
//!
//! A signature stands right after the event that it signs, so one that goes
//! along the log need remember no more than the event before.

use std::collections::BTreeMap;

use super::Code;
use super::report::{At, Findings, Share, Signed};
use super::roll::Roll;
use crate::domain::{EventId, KeyChange, Kind, Name, Seq};
use crate::proof::ssh::{PublicKey, SignatureFault};

/// What a `signed` event says, examined by itself.
pub(super) struct Signing {
    /// The event that it signs.
    pub target: EventId,
    /// By which key it does.
    pub key: Result<PublicKey, SignatureFault>,
}

/// Follows who may sign, and what is signed.
#[derive(Default)]
pub(super) struct Signatures {
    /// Whose each key is, the first's who had it, and whether it is in force.
    keys: BTreeMap<[u8; 32], (Name, bool)>,
    /// Who recorded the last event that stands in its place, where it says so.
    before: Option<(EventId, Option<Name>)>,
    facts: Share,
    corrections: Share,
    /// Whether anybody was ever to sign.
    is_asked: bool,
}

impl Signatures {
    /// Takes note of what becomes of a recorder's key.
    pub fn change(&mut self, holder: &Name, key: [u8; 32], change: KeyChange) {
        self.is_asked = true;
        let known = match change {
            KeyChange::Added => Some(self.keys.entry(key).or_insert_with(|| (holder.clone(), false))),
            KeyChange::Revoked => self.keys.get_mut(&key),
        };
        if let Some((_, in_force)) = known.filter(|(first, _)| first == holder) {
            *in_force = change == KeyChange::Added;
        }
    }

    /// Goes on to the event after the one that stands in its place.
    pub fn pass(&mut self, id: EventId, kind: u16, recorder: Option<Name>) {
        self.before = Some((id, recorder));
        if let Some(share) = self.share(Kind::from_number(kind)) {
            share.unsigned += 1;
        }
    }

    /// Checks a signature that `signer` recorded at `seq`.
    pub fn judge(
        &mut self,
        roll: &Roll<'_>,
        seq: Seq,
        at: At,
        signer: &Name,
        Signing { target, key }: &Signing,
        findings: &mut Findings,
    ) {
        self.is_asked = true;
        // Of one that is not there it is said elsewhere.
        let Some(row) = roll.find(*target) else { return };
        if roll.seq(row).next() != seq {
            let message = format_args!("it signs event {}, and not the one right before it", roll.seq(row));
            return findings.broken(Code::SignatureMisplaced, at, message);
        }
        let key = match key {
            Ok(key) => key,
            Err(why @ SignatureFault::Forged(_)) => {
                return findings.broken(Code::SignatureForged, at, format_args!("the signature does not hold: {why}"));
            }
            Err(why) => {
                return findings.broken(Code::SignatureMalformed, at, format_args!("the signature is none: {why}"));
            }
        };
        if !self.keys.get(&key.to_bytes()).is_some_and(|(holder, in_force)| *in_force && holder == signer) {
            // What allowed it may be among what is gone, which is a finding by itself.
            if roll.silent_keys() == 0 {
                let message = format_args!("it is signed by the key {key}, which is none of `{signer}` there");
                findings.broken(Code::SignerUnknown, at, message);
            }
            return;
        }
        let recorder = self.before.as_ref().filter(|(id, _)| id == target).and_then(|(_, name)| name.as_ref());
        if let Some(recorder) = recorder.filter(|recorder| *recorder != signer) {
            let message = format_args!("it is signed by `{signer}`, and `{recorder}` recorded what is signed");
            return findings.broken(Code::SignerDiffers, at, message);
        }
        if let Some(share) = self.share(roll.kind(row)) {
            share.unsigned = share.unsigned.saturating_sub(1);
            share.signed += 1;
        }
    }

    /// How much is signed; none where nobody was ever to sign.
    pub fn report(&self) -> Option<Signed> {
        self.is_asked.then_some(Signed { facts: self.facts, corrections: self.corrections })
    }

    fn share(&mut self, kind: Option<Kind>) -> Option<&mut Share> {
        match kind? {
            Kind::Amended | Kind::Retracted | Kind::Corroborated => Some(&mut self.corrections),
            kind if kind.is_fact() => Some(&mut self.facts),
            _ => None,
        }
    }
}
