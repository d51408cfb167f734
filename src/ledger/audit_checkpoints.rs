//! Holding a log against what was signed of it: the checkpoints kept beside
//! it, those kept elsewhere, and the keys that were replaced.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::checkpoints::{checkpoints_dir, kept};
use super::events::events_of;
use super::{Error, KeyRing};
use crate::audit::{Code, Finding, Weight, roots_at};
use crate::domain::{Content, EventId, KeyChange, Kind, Seq};
use crate::log::EventLog;
use crate::proof::checkpoint::Checkpoint;
use crate::proof::note::{Note, NoteFault, Verifier};
use crate::proof::tree::Hash;

/// A checkpoint that is kept elsewhere, to hold a log against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Against {
    /// What to call it.
    pub name: String,
    /// The signed note.
    pub note: String,
    /// Keys that are known to sign it, beside the ledger's own.
    pub known: Vec<Verifier>,
}

/// Something that was signed of a log.
struct Claim {
    name: String,
    note: String,
    /// Where in the log it stands, if it does.
    at: Option<(Seq, EventId)>,
    /// Who may have signed it, beside the ledger itself.
    known: Vec<Verifier>,
}

/// What of all that was signed of a log does not hold, and how many events
/// came after what was signed elsewhere, where that holds.
pub(super) fn doubt_checkpoints(
    dir: &Path,
    log: &dyn EventLog,
    against: Option<&Against>,
) -> Result<(Vec<Finding>, Option<u64>), Error> {
    let ring = KeyRing::of(log)?;
    // A log without its beginning has no name that anything could be signed by.
    if ring.origin().is_empty() {
        return Ok((Vec::new(), None));
    }
    let mut claims = endorsements(log)?;
    for (path, note) in kept(&checkpoints_dir(dir))? {
        let name = format!("the checkpoint `checkpoints/{}`", path.file_name().unwrap_or_default().display());
        claims.push(Claim { name, note, at: None, known: Vec::new() });
    }
    claims.extend(against.map(|Against { name, note, known }| Claim {
        name: format!("the checkpoint `{name}`"),
        note: note.clone(),
        at: None,
        known: known.clone(),
    }));
    let signed: Vec<Result<Checkpoint, Finding>> = claims.iter().map(|claim| claim.signed(&ring)).collect();
    let sizes: BTreeSet<u64> = signed.iter().flatten().map(|checkpoint| checkpoint.size).collect();
    let events = log.head().map_or(0, |head| head.seq.0 + 1);
    let roots = roots_at(log, &sizes)?;
    let held = claims.iter().zip(signed).map(|(claim, signed)| claim.holds(&signed?, events, &roots));
    let held: Vec<Result<u64, Finding>> = held.collect();
    // What is kept elsewhere comes last.
    let extended_by = against.and_then(|_| held.last()?.as_ref().ok().copied());
    Ok((held.into_iter().filter_map(Result::err).collect(), extended_by))
}

/// What the keys before said when a new one came.
fn endorsements(log: &dyn EventLog) -> Result<Vec<Claim>, Error> {
    let mut claims = Vec::new();
    for event in events_of(log, &[Kind::SigningKey]) {
        let event = event?;
        if let Content::SigningKey { holder: None, change: KeyChange::Added, endorsement, .. } = event.entry.content {
            claims.push(Claim {
                name: format!("what the key before says to the new one of event {}", event.seq),
                note: endorsement.map(|text| text.as_str().to_owned()).unwrap_or_default(),
                at: Some((event.seq, event.id)),
                known: Vec::new(),
            });
        }
    }
    Ok(claims)
}

impl Claim {
    fn finding(&self, code: Code, weight: Weight, what: &str) -> Finding {
        let message = format!("{} {what}", self.name);
        Finding { code, weight, seq: self.at.map(|(seq, _)| seq), id: self.at.map(|(_, id)| id), message }
    }

    /// What is surely signed of a log of that name.
    fn signed(&self, ring: &KeyRing) -> Result<Checkpoint, Finding> {
        let malformed =
            |why: String| self.finding(Code::CheckpointMalformed, Weight::Broken, &format!("does not read: {why}"));
        let note = Note::read(&self.note).map_err(|why| malformed(why.to_string()))?;
        let checkpoint = Checkpoint::read(&note.text).map_err(|why| malformed(why.to_string()))?;
        if checkpoint.origin != ring.origin() {
            let what = format!("is of another log, `{}`", checkpoint.origin);
            return Err(self.finding(Code::CheckpointElsewhere, Weight::Broken, &what));
        }
        let known: Vec<Verifier> = ring.in_force(checkpoint.size).into_iter().chain(&self.known).cloned().collect();
        note.verified_by(&known).map_err(|why| match why {
            NoteFault::Unknown(names) => {
                let what = format!("is signed by nobody who is known here, but by {names}: name their keys with --key");
                self.finding(Code::CheckpointUnknown, Weight::Unverifiable, &what)
            }
            why => self.finding(Code::CheckpointForged, Weight::Broken, &format!("is not what it seems: {why}")),
        })?;
        // What endorses a key is of everything before it.
        if self.at.is_some_and(|(seq, _)| seq.0 != checkpoint.size) {
            let what = format!("is of {} events", checkpoint.size);
            return Err(self.finding(Code::CheckpointElsewhere, Weight::Broken, &what));
        }
        Ok(checkpoint)
    }

    /// By how many events the log goes on from there.
    fn holds(&self, checkpoint: &Checkpoint, events: u64, roots: &BTreeMap<u64, Hash>) -> Result<u64, Finding> {
        if checkpoint.size > events {
            let what = format!("is of {} events, and the log has {events}: its end was cut off", checkpoint.size);
            return Err(self.finding(Code::RolledBack, Weight::Broken, &what));
        }
        if roots.get(&checkpoint.size) != Some(&checkpoint.root) {
            let what = format!("is of other events than the first {} of this log: there are two", checkpoint.size);
            return Err(self.finding(Code::Forked, Weight::Broken, &what));
        }
        Ok(events - checkpoint.size)
    }
}
