//! Holding a log against what was signed of it: the checkpoints kept beside
//! it, those kept elsewhere, and the keys that were replaced.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Error;
use super::checkpoints::{checkpoints_dir, kept, ledger_keys, verifier};
use super::events::events_of;
use super::store::created_by;
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
    /// Who may have signed it.
    known: Vec<Verifier>,
    /// Of how many events it has to be, if it has to.
    of: Option<u64>,
}

/// What of all that was signed of a log does not hold, and how many events
/// came after what was signed elsewhere, where that holds.
pub(super) fn doubt_checkpoints(
    dir: &Path,
    log: &dyn EventLog,
    against: Option<&Against>,
) -> Result<(Vec<Finding>, Option<u64>), Error> {
    let Some(created) = created_by(log)? else { return Ok((Vec::new(), None)) };
    let origin = created.origin.as_str();
    let own: Vec<Verifier> = ledger_keys(log)?.iter().map(|key| verifier(origin, key)).collect::<Result<_, _>>()?;
    let mut claims = endorsements(log, &own)?;
    for (path, note) in kept(&checkpoints_dir(dir))? {
        let name = format!("the checkpoint `checkpoints/{}`", path.file_name().unwrap_or_default().display());
        claims.push(Claim { name, note, at: None, known: own.clone(), of: None });
    }
    claims.extend(against.map(|Against { name, note, known }| Claim {
        name: format!("the checkpoint `{name}`"),
        note: note.clone(),
        at: None,
        known: [own.as_slice(), known].concat(),
        of: None,
    }));
    let signed: Vec<Result<Checkpoint, Finding>> = claims.iter().map(|claim| claim.signed(origin)).collect();
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
fn endorsements(log: &dyn EventLog, own: &[Verifier]) -> Result<Vec<Claim>, Error> {
    let mut claims = Vec::new();
    for event in events_of(log, &[Kind::SigningKey]) {
        let event = event?;
        if let Content::SigningKey { holder: None, change: KeyChange::Added, endorsement, .. } = event.entry.content {
            claims.push(Claim {
                name: format!("what the key before says to the new one of event {}", event.seq),
                note: endorsement.map(|text| text.as_str().to_owned()).unwrap_or_default(),
                at: Some((event.seq, event.id)),
                known: own.get(claims.len()).cloned().into_iter().collect(),
                of: Some(event.seq.0),
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
    fn signed(&self, origin: &str) -> Result<Checkpoint, Finding> {
        let malformed =
            |why: String| self.finding(Code::CheckpointMalformed, Weight::Broken, &format!("does not read: {why}"));
        let note = Note::read(&self.note).map_err(|why| malformed(why.to_string()))?;
        let checkpoint = Checkpoint::read(&note.text).map_err(|why| malformed(why.to_string()))?;
        if checkpoint.origin != origin {
            let what = format!("is of another log, `{}`", checkpoint.origin);
            return Err(self.finding(Code::CheckpointElsewhere, Weight::Broken, &what));
        }
        note.verified_by(&self.known).map_err(|why| match why {
            NoteFault::Unknown(names) => {
                let what = format!("is signed by nobody who is known here, but by {names}: name their keys with --key");
                self.finding(Code::CheckpointUnknown, Weight::Unverifiable, &what)
            }
            why => self.finding(Code::CheckpointForged, Weight::Broken, &format!("is not what it seems: {why}")),
        })?;
        if self.of.is_some_and(|size| size != checkpoint.size) {
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
