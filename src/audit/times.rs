//! Whether every time that is written stands for a moment in the ledger's zone.

use std::sync::OnceLock;

use super::Code;
use super::report::{At, Findings, Weight};
use crate::domain::time::{Edtf, Zone};
use crate::domain::{Claim, Content, Created, Fact, SourceDescription};

/// The ledger's clocks. Without an event 0 that reads there are none, and no
/// time is checked; that event's own finding says why.
///
/// Many look at them at once, most of them before anyone knows whether some
/// event will set them.
#[derive(Default)]
pub(super) struct Clocks(OnceLock<Option<Zone>>);

/// A time that stands for no moment.
pub(super) struct Impossible {
    field: &'static str,
    why: String,
}

impl Clocks {
    /// Takes the zone from event 0.
    pub fn begin(&self, created: &Created, at: At, findings: &mut Findings) {
        let zone = Zone::new(created.zone.as_str());
        if let Err(why) = &zone {
            let message = format_args!("no time in this log can be checked: {why}");
            findings.add(Code::ZoneUnknown, Weight::Unverifiable, at, message);
        }
        self.0.get_or_init(|| zone.ok());
    }

    /// The times in what an event says that stand for no moment; none where
    /// no zone is known so far.
    pub fn judge(&self, content: &Content) -> Option<Vec<Impossible>> {
        let Some(zone) = self.0.get()? else { return Some(Vec::new()) };
        let times = match content {
            Content::Fact(fact) | Content::Amended { fact, .. } => of_fact(fact),
            Content::Source(source) => of_source(&source.description),
            Content::Redescribed { description, .. } => of_source(description),
            _ => return Some(Vec::new()),
        };
        let impossible = times.into_iter().filter_map(|(field, time)| {
            let why = time?.bounds(zone).err()?.to_string();
            Some(Impossible { field, why })
        });
        Some(impossible.collect())
    }
}

/// Reports times that stand for no moment.
pub(super) fn report(times: &[Impossible], at: At, findings: &mut Findings) {
    for Impossible { field, why } in times {
        findings.broken(Code::TimeImpossible, at, format_args!("its `{field}` stands for no moment: {why}"));
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
