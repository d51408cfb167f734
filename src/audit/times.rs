//! Whether every time that is written stands for a moment in the ledger's zone.

use super::Code;
use super::report::{At, Findings, Weight};
use crate::domain::time::{Edtf, Zone};
use crate::domain::{Claim, Content, Created, Fact, SourceDescription};

/// The ledger's clocks. Without an event 0 that reads there are none, and no
/// time is checked; that event's own finding says why.
#[derive(Default)]
pub(super) struct Times {
    zone: Option<Zone>,
}

impl Times {
    /// Takes the zone from event 0.
    pub fn begin(&mut self, created: &Created, at: At, findings: &mut Findings) {
        match Zone::new(created.zone.as_str()) {
            Ok(zone) => self.zone = Some(zone),
            Err(why) => {
                let message = format_args!("no time in this log can be checked: {why}");
                findings.add(Code::ZoneUnknown, Weight::Unverifiable, at, message);
            }
        }
    }

    /// Checks the times in what an event says.
    pub fn judge(&self, content: &Content, at: At, findings: &mut Findings) {
        let Some(zone) = &self.zone else { return };
        let times = match content {
            Content::Fact(fact) | Content::Amended { fact, .. } => of_fact(fact),
            Content::Source(source) => of_source(&source.description),
            Content::Redescribed { description, .. } => of_source(description),
            _ => return,
        };
        for (field, time) in times {
            if let Some(Err(why)) = time.map(|time| time.bounds(zone)) {
                let message = format_args!("its `{field}` stands for no moment: {why}");
                findings.broken(Code::TimeImpossible, at, message);
            }
        }
    }
}

type Field<'a> = (&'static str, Option<&'a Edtf>);

fn of_fact(fact: &Fact) -> [Field<'_>; 5] {
    let (from, to, due) = match &fact.claim {
        Claim::Counted(count) => (count.from.as_ref(), count.to.as_ref(), None),
        Claim::Pledged { due, .. } => (None, None, due.as_ref()),
        _ => (None, None, None),
    };
    [("when", fact.when.as_ref()), ("announced", fact.announced.as_ref()), ("from", from), ("to", to), ("due", due)]
}

fn of_source(description: &SourceDescription) -> [Field<'_>; 5] {
    let [published, as_of] = [description.published.as_ref(), description.as_of.as_ref()];
    [("published", published), ("as_of", as_of), ("", None), ("", None), ("", None)]
}
