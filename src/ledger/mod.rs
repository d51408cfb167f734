//! Use cases, and the one composer: what a person or a program does with a ledger.
//!
//! A [`Ledger`] is opened or made, appended to and asked. It alone decides the
//! order of work (a source's bytes before the event that names them, an event
//! durable before it is acknowledged), and it alone knows the clock and
//! randomness, through an [`Environment`] that tests replace.

mod append;
mod article_list;
mod articles;
mod audit;
mod audit_checkpoints;
mod check;
mod checkpoints;
mod corrections;
mod cut;
mod environment;
mod error;
mod events;
mod export;
mod find;
mod group;
mod import_data;
mod import_events;
mod key_ring;
mod keys;
mod known;
mod lines;
mod meant;
mod near;
mod numbers;
mod people;
mod prepare;
mod prove;
mod proven_answer;
mod publication;
mod publish;
mod recall;
mod record_history;
mod recorders;
mod redact;
mod register;
mod restore;
mod rows;
mod settings;
mod sightings;
mod signing;
mod sql;
mod state;
mod status;
mod store;
mod stream;
mod touched;
mod view;
mod why;

#[cfg(test)]
mod group_tests;

pub use append::{Options, Receipt, Receipts};
pub use articles::{AddedSource, NewSource};
pub use audit_checkpoints::Against;
pub use checkpoints::{Issued, Proven, VerifiedCheckpoint, verify_checkpoint, verify_evidence};
pub use corrections::{Amendment, Standing};
pub use cut::Cut;
pub use environment::{Clock, Environment, Random};
pub use error::{Class, Error, LineError, Part};
pub use events::{EventFilter, LoggedEvent};
pub use export::{Export, Exported};
pub use group::{Appender, Pending};
pub use import_data::{DataFormat, DataImport, DataImported, ImportCounts, ImportProgress, OnConflict, Refused};
pub use import_events::Imported;
pub use key_ring::KeyRing;
pub use people::{Rewrite, Split, Telling};
pub use prove::Inquiry;
pub use proven_answer::{Extent, ProvenAnswer, verify_answer};
pub use publication::{Examined, Publication};
pub use publish::Published;
pub use record_history::{Fate, RecordStep};
pub use recorders::{RecorderKey, Recorders};
pub use redact::Redaction;
pub use restore::Restored;
pub use rows::{Absent, Explained, RowEvents};
pub use signing::Signature;
pub use status::Status;
pub use store::Ledger;
pub use stream::{Answer, Incoming, stream};
pub use view::View;
pub use why::{Answers, Checks, Provenance, Shown};

pub use crate::audit::{
    Code as AuditCode, Finding, Progress, Report as AuditReport, Share, Signed, Stage, Verdict as AuditVerdict, Weight,
};
pub use crate::log::{Head, Read, StoredEvent, read};
pub use crate::projections::absence::{Absence, Reason};
pub use crate::projections::asked::{Answered, Asked};
pub use crate::projections::cabinet::{Cabinet, Holder, Seats};
pub use crate::projections::check::{Finding as Doubtful, Quoted, RULES, Rule as CheckRule, rule as check_rule};
pub use crate::projections::claims::{CheckedClaim, Verdict};
pub use crate::projections::diff::{Change, Diff};
pub use crate::projections::find::Proposal;
pub use crate::projections::history::{Dated, DepartureRow, History, TenureRow};
pub use crate::projections::register::people::{FactOf, PersonRecord, PersonRow};
pub use crate::projections::register::posts::{NameInForce, PostRecord, PostRow};
pub use crate::projections::register::{Identifier, OtherName, Summary};
pub use crate::projections::steps::{Change as StepChange, Step};
pub use crate::projections::tally::{Bounds, Row, Rule, Tally};
pub use crate::projections::timeline::{Entry as TimelineEntry, Topic};
pub use crate::projections::{Article, Certainty, Knowledge, Record, moment_in_words, range_in_words};
pub use crate::proof::hex::hex;
pub use crate::proof::note::Verifier;
pub use crate::proof::ssh::{NAMESPACE as SIGNING_NAMESPACE, PrivateKey as Signer, PublicKey};
pub use crate::replay::KnownAt;
pub use crate::transfer::answer_proof::is_answer_proof;
pub use crate::transfer::sqlite;
pub use crate::transfer::{Line, ListedArticle, csv, jsonl};
