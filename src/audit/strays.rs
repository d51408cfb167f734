//! What is missing in one place and turns up in another.

use std::collections::BTreeMap;

use super::Code;
use super::report::{At, Findings};
use crate::domain::{EventId, Seq};

/// An event that does not stand in its place.
#[derive(Debug)]
pub(super) struct Stray {
    /// The last event in its place before it.
    pub at: Option<u64>,
    /// The number that was due where it stands.
    pub due: u64,
    /// The number that it says.
    pub says: u64,
    /// Its id.
    pub id: EventId,
    /// Whether it stands instead of the one that was due, or besides it.
    pub instead: bool,
    /// Whether it stands in its place as well.
    pub repeated: bool,
}

/// Reports strays and gaps: an event that is missing where it belongs and
/// stands elsewhere is one finding, and so are two that changed places.
pub(super) fn report(strays: &[Stray], mut gaps: BTreeMap<u64, u64>, findings: &mut Findings) {
    let instead: BTreeMap<u64, &Stray> =
        strays.iter().filter(|stray| stray.instead).map(|stray| (stray.due, stray)).collect();
    for stray in strays {
        let Stray { due, says, .. } = *stray;
        let mut add = |message: std::fmt::Arguments<'_>| {
            let place = if stray.instead { due } else { says };
            findings.broken(Code::SeqOrder, At::Event(Seq(place), stray.id), message);
        };
        let swapped = instead.get(&says).is_some_and(|other| stray.instead && other.says == due);
        if swapped {
            if due < says {
                add(format_args!("events {due} and {says} have changed places"));
            }
        } else if stray.repeated && stray.instead {
            add(format_args!("event {says} is repeated in the place of event {due}"));
        } else if stray.repeated {
            add(format_args!("event {says} is repeated {}", After(stray.at)));
        } else if stray.instead {
            add(format_args!("an event that says it is event {says} stands in the place of event {due}"));
        } else if gaps.get(&says) == Some(&says) {
            gaps.remove(&says);
            add(format_args!("event {says} is out of its place: it stands {}", After(stray.at)));
        } else {
            add(format_args!("an event that says it is event {says} stands {}, out of order", After(stray.at)));
        }
    }
    for (from, to) in gaps {
        let (events, are) =
            if from == to { (format!("event {from}"), "is") } else { (format!("events {from} to {to}"), "are") };
        let next = to.saturating_add(1);
        let message = format_args!("{events} {are} missing: event {next} stands {}", After(from.checked_sub(1)));
        findings.broken(Code::SeqOrder, At::Seq(Seq(from)), message);
    }
}

/// Where something stands, in words.
struct After(Option<u64>);

impl std::fmt::Display for After {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(seq) => write!(f, "right after event {seq}"),
            None => f.write_str("at the beginning"),
        }
    }
}
