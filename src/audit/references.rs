//! Whether what an event refers to was there before it, and is what it should be.

use std::hash::{BuildHasher, RandomState};

use super::Code;
use super::examine::Matter;
use super::positions::Positions;
use super::report::{At, Findings, Weight};
use super::roll::{Roll, RowIndex};
use crate::codec::decode_body;
use crate::domain::{Claim, Content, Entry, EventId, Fact, Kind, Seq};
use crate::log::{EventLog, StoredHeader};

/// Why nothing can be done to an event.
enum Fault {
    /// There is none, or none that this can be done to.
    Unknown(String),
    /// It was taken back.
    Retracted,
}

/// Follows what events say of each other.
pub(super) struct References<'a> {
    log: &'a dyn EventLog,
    /// Where client keys were used, by their hashes.
    keys: Positions,
    hasher: RandomState,
}

impl<'a> References<'a> {
    /// Nothing is known yet of a log that says it has so many events.
    pub fn expecting(count: u64, log: &'a dyn EventLog) -> Self {
        Self { log, keys: Positions::expecting(count), hasher: RandomState::new() }
    }

    /// Checks what an event refers to, and notes what becomes of that.
    pub fn judge(&mut self, roll: &mut Roll, row: RowIndex, at: At, matter: &Matter, findings: &mut Findings) {
        let content = match matter {
            Matter::Plain => return,
            Matter::Ends(id) => return ends(roll, at, *id, findings),
            Matter::Signs(signing) => return must_exist(roll, signing.target, at, "signs", findings),
            Matter::Whole(content) => content.as_ref(),
        };
        match content {
            Content::Fact(fact) => ends_of(roll, at, fact, findings),
            Content::Amended { target, fact, .. } => {
                if let Some(target) = target_of(roll, *target, at, "amends", findings) {
                    amended_kind(roll, target, fact, at, findings);
                    roll.root_in(row, roll.root(target));
                }
                ends_of(roll, at, fact, findings);
            }
            Content::Retracted { target, .. } => {
                if let Some(target) = target_of(roll, *target, at, "retracts", findings) {
                    roll.retract(target);
                }
            }
            Content::Corroborated { target, .. } => {
                target_of(roll, *target, at, "corroborates", findings);
            }
            Content::Redacted { events, .. } => {
                for event in events {
                    must_exist(roll, *event, at, "erases", findings);
                }
            }
            Content::Created(_) | Content::Source(_) | Content::Redescribed { .. } => {}
            Content::SigningKey { .. } | Content::Signed { .. } => {}
        }
    }

    /// Checks that a client key was not used before for something else. Events
    /// are read again only where it seems to have been used, which is hardly
    /// ever the case in a log that was written as it should be.
    pub fn key(&mut self, digest: [u8; 32], position: u64, at: At, findings: &mut Findings) {
        let hash = self.hasher.hash_one(digest);
        for first in self.keys.candidates(hash) {
            let [before, now] = [first.into(), position].map(|position| self.entry(position));
            let (Some(before), Some(now)) = (before, now) else { continue };
            if before.key != now.key {
                continue;
            }
            if let Some(key) = now.key.filter(|_| before.content != now.content) {
                let message = format_args!("it uses the client key `{key}` of event {first} for something else");
                findings.broken(Code::KeyRepeated, at, message);
            }
            return;
        }
        if let Ok(position) = u32::try_from(position) {
            self.keys.insert(hash, position);
        }
    }

    /// What was recorded at a position, read again.
    fn entry(&self, position: u64) -> Option<Entry> {
        let stored = self.log.get(Seq(position)).ok().flatten()?;
        let kind = StoredHeader { bytes: stored.header }.kind();
        decode_body(kind, &stored.body).ok()
    }
}

/// The fact or amendment that something is done to.
fn target_of(roll: &Roll, id: EventId, at: At, does: &str, findings: &mut Findings) -> Option<RowIndex> {
    match find_target(roll, id) {
        Ok(found) => found,
        Err(Fault::Retracted) => {
            findings.broken(
                Code::TargetRetracted,
                at,
                format_args!("it {does} event {id}, which was retracted before"),
            );
            None
        }
        Err(Fault::Unknown(why)) => {
            let message = format_args!("it {does} event {id}, {why}");
            findings.add(Code::TargetUnknown, doubt(roll, id), at, message);
            None
        }
    }
}

/// A target; none where it is there and says nothing any more.
fn find_target(roll: &Roll, id: EventId) -> Result<Option<RowIndex>, Fault> {
    let Some(index) = roll.find(id) else {
        return Err(Fault::Unknown("and no event before it has that id".to_owned()));
    };
    match roll.kind(index) {
        None => return Ok(None),
        Some(kind) if kind.is_fact() || kind == Kind::Amended => {}
        Some(kind) => return Err(Fault::Unknown(format!("which is `{kind}` and not a fact or an amendment"))),
    }
    if roll.is_retracted(index) {
        return Err(Fault::Retracted);
    }
    Ok(Some(index))
}

fn must_exist(roll: &Roll, id: EventId, at: At, does: &str, findings: &mut Findings) {
    if roll.find(id).is_none() {
        let message = format_args!("it {does} event {id}, and no event before it has that id");
        findings.add(Code::TargetUnknown, doubt(roll, id), at, message);
    }
}

/// An id that nobody knows is a forgery, unless events are missing whose ids
/// nobody knows either.
fn doubt(roll: &Roll, id: EventId) -> Weight {
    if roll.find(id).is_none() && roll.has_lost() { Weight::Unverifiable } else { Weight::Broken }
}

fn amended_kind(roll: &Roll, target: RowIndex, fact: &Fact, at: At, findings: &mut Findings) {
    let kind = fact.claim.kind();
    if let Some(before) = roll.fact_kind(target).filter(|before| *before != kind) {
        let message = format_args!("it amends event {}, which is `{before}`, into `{kind}`", roll.seq(target));
        findings.broken(Code::AmendedKind, at, message);
    }
}

fn ends_of(roll: &Roll, at: At, fact: &Fact, findings: &mut Findings) {
    if let Claim::Departed { ends: Some(id), .. } = &fact.claim {
        ends(roll, at, *id, findings);
    }
}

fn ends(roll: &Roll, at: At, id: EventId, findings: &mut Findings) {
    let why = match roll.find(id) {
        None => "and no event before it has that id".to_owned(),
        Some(index) => match (roll.kind(index), roll.fact_kind(index)) {
            (None, _) | (_, Some(Kind::Appointed)) | (Some(Kind::Amended), None) => return,
            (Some(kind), _) => format!("which is `{kind}` and not an appointment"),
        },
    };
    findings.add(Code::EndsUnknown, doubt(roll, id), at, format_args!("it ends event {id}, {why}"));
}
