//! What becomes of a statement: what the publisher said before, what he says
//! now and what the ledger says, compared.

use super::past::Form;
use crate::domain::{EventId, Fact, Field, excerpt};
use crate::projections::Record;

/// What becomes of a statement.
pub(super) enum Course {
    /// Nothing: a fact says it already, or somebody here corrected it since.
    Same(EventId),
    /// It is new.
    Add,
    /// A fact is amended.
    Amend(EventId),
    /// A fact was corrected here and changed there: which, and how.
    Conflict(EventId, String),
}

impl Course {
    /// What becomes of what the publisher says now, seen beside a form from before.
    pub fn of(form: &Form<'_>, theirs: &Fact, set: &str) -> Self {
        let Form { stated, record } = form;
        let fact = record.origin.1;
        if says_the_same(theirs, stated) {
            // What somebody here made of it since is theirs to say.
            return Self::Same(fact);
        }
        let otherwise = |done: &str| {
            let why = format!("{} was {done} here, and `{set}` has it otherwise now", shown(record));
            Self::Conflict(fact, why)
        };
        match record.current() {
            None => otherwise("taken back"),
            Some(ours) if says_the_same(ours, theirs) => Self::Same(fact),
            Some(ours) if says_the_same(ours, stated) => Self::Amend(fact),
            Some(_) => otherwise("corrected"),
        }
    }

    /// The fact that is there already.
    pub fn fact(&self) -> Option<EventId> {
        match self {
            Self::Same(fact) | Self::Amend(fact) | Self::Conflict(fact, _) => Some(*fact),
            Self::Add => None,
        }
    }
}

/// Whether two facts say the same, whatever they cite.
pub(super) fn says_the_same(a: &Fact, b: &Fact) -> bool {
    let Fact { claim, when, basis, announced, stance, note, why, citations: _ } = a;
    (claim, when, basis, announced) == (&b.claim, &b.when, &b.basis, &b.announced)
        && (stance, note, why) == (&b.stance, &b.note, &b.why)
}

/// A fact for a message: its event and what it says.
pub(super) fn shown(record: &Record) -> String {
    const TOLD: [Field; 5] = [Field::Person, Field::Name, Field::Body, Field::Post, Field::When];
    let said = record.last_said().map(Fact::to_fields);
    let said = said.iter().flat_map(|fields| fields.iter()).filter(|(field, _)| TOLD.contains(field));
    let said: Vec<&str> = said.map(|(_, text)| text).collect();
    format!("event {} ({})", record.origin.0, excerpt(&said.join(", ")))
}
