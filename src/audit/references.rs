//! Whether what an event refers to was there before it, and is what it should be.

use std::collections::HashMap;

use super::Code;
use super::report::{At, Findings, Weight};
use super::roll::{Roll, RowIndex};
use crate::codec::decode_body;
use crate::domain::{Claim, ClientKey, Content, Entry, EventId, Fact, Kind};
use crate::log::EventLog;
use crate::proof;

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
    /// The position of the event that used a client key, by the key's digest.
    keys: HashMap<[u8; 32], u64>,
}

impl<'a> References<'a> {
    /// Nothing is known yet.
    pub fn new(log: &'a dyn EventLog) -> Self {
        Self { log, keys: HashMap::new() }
    }

    /// Checks what an event refers to, and notes what becomes of that.
    pub fn judge(&mut self, roll: &mut Roll, row: RowIndex, at: At, content: &Content, findings: &mut Findings) {
        match content {
            Content::Fact(fact) => ends(roll, at, fact, findings),
            Content::Amended { target, fact, .. } => {
                if let Some(target) = target_of(roll, *target, at, "amends", findings) {
                    amended_kind(roll, target, fact, at, findings);
                    roll.row_mut(row).root = roll.row(target).root;
                }
                ends(roll, at, fact, findings);
            }
            Content::Retracted { target, .. } => {
                if let Some(target) = target_of(roll, *target, at, "retracts", findings) {
                    roll.row_mut(target).retracted = true;
                }
            }
            Content::Corroborated { target, .. } => {
                target_of(roll, *target, at, "corroborates", findings);
            }
            Content::Signed { target, .. } => must_exist(roll, *target, at, "signs", findings),
            Content::Redacted { events, .. } => {
                for event in events {
                    must_exist(roll, *event, at, "erases", findings);
                }
            }
            Content::Created(_) | Content::Source(_) | Content::Redescribed { .. } | Content::SigningKey { .. } => {}
        }
    }

    /// Checks that a client key was not used before for something else. The
    /// earlier event is read again only where there is one, which is never the
    /// case in a log that was written as it should be.
    pub fn key(&mut self, key: &ClientKey, entry: &Entry, position: u64, at: At, findings: &mut Findings) {
        let digest = proof::source_digest(key.as_str().as_bytes());
        let Some(first) = self.keys.get(&digest).copied() else {
            self.keys.insert(digest, position);
            return;
        };
        let stored = self.log.get(crate::domain::Seq(first)).ok().flatten();
        let same = stored.is_some_and(|stored| {
            let kind = u16::from_be_bytes([stored.header[6], stored.header[7]]);
            decode_body(kind, &stored.body).is_ok_and(|first| first.content == entry.content)
        });
        if !same {
            let message = format_args!("it uses the client key `{key}` of event {first} for something else");
            findings.broken(Code::KeyRepeated, at, message);
        }
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
    let row = roll.row(index);
    if row.retracted || roll.row(row.root).retracted {
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
        let message = format_args!("it amends event {}, which is `{before}`, into `{kind}`", roll.row(target).seq);
        findings.broken(Code::AmendedKind, at, message);
    }
}

fn ends(roll: &Roll, at: At, fact: &Fact, findings: &mut Findings) {
    let Claim::Departed { ends: Some(id), .. } = &fact.claim else { return };
    let why = match roll.find(*id) {
        None => "and no event before it has that id".to_owned(),
        Some(index) => match (roll.kind(index), roll.fact_kind(index)) {
            (None, _) | (_, Some(Kind::Appointed)) | (Some(Kind::Amended), None) => return,
            (Some(kind), _) => format!("which is `{kind}` and not an appointment"),
        },
    };
    findings.add(Code::EndsUnknown, doubt(roll, *id), at, format_args!("it ends event {id}, {why}"));
}
