//! What was done to events up to some point, and what of them stands then.

use std::io;

use crate::domain::Seq;
use crate::replay::index::{BriefId, Catalog, Does, SourceTag, Tie};

/// Everything that was done to events: rows in order, since there are many of
/// them, and a question looks few of them up.
#[derive(Debug, Default)]
pub(super) struct Operations {
    /// In order of what they were done to.
    ties: Vec<Tie>,
    /// What amendments and corroborations were done to, by these.
    targets: Vec<Aim>,
    /// The appointments that departures name as what they end, by the departures.
    appointments: Vec<Aim>,
}

/// An event, and what it was done to.
#[derive(Debug)]
struct Aim {
    by: BriefId,
    target: BriefId,
}

/// A fact with everything that was done to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deeds {
    /// The fact's own event.
    pub origin: BriefId,
    /// The event that has what it says now; none where it was taken back.
    pub current: Option<BriefId>,
    /// What was done, oldest first.
    pub done: Vec<Tie>,
}

impl Deeds {
    /// The articles by which it is corroborated, and whether they were stamped.
    pub fn corroborated_by(&self) -> impl Iterator<Item = (SourceTag, bool)> + '_ {
        self.done.iter().filter_map(|tie| match tie.does {
            Does::Corroborates => Some((tie.cites, false)),
            Does::CorroboratesBy => Some((tie.cites, true)),
            _ => None,
        })
    }
}

impl Operations {
    /// What was done up to an event.
    pub fn until(catalog: &Catalog, last: Seq) -> io::Result<Self> {
        let room = usize::try_from(catalog.ties_kept()).unwrap_or_default();
        let mut operations = Self { ties: Vec::with_capacity(room), ..Self::default() };
        for tie in catalog.ties() {
            let tie = tie?;
            if tie.seq > last {
                continue;
            }
            match tie.does {
                Does::Ends => operations.appointments.push(Aim { by: tie.by, target: tie.target }),
                Does::Retracts => {}
                _ => operations.targets.push(Aim { by: tie.by, target: tie.target }),
            }
            operations.ties.push(tie);
        }
        // The ties come in the order of their targets.
        operations.targets.sort_by_key(|aim| aim.by);
        operations.appointments.sort_by_key(|aim| aim.by);
        Ok(operations)
    }

    /// Whether nothing was ever done to an event, and it does nothing to another.
    pub fn is_untouched(&self, id: BriefId) -> bool {
        self.done_to(id).is_empty() && target_of(&self.targets, id).is_none()
    }

    /// The fact that an event belongs to.
    pub fn origin(&self, mut id: BriefId) -> BriefId {
        // An id is a digest of what came before it, so no way leads back.
        while let Some(target) = target_of(&self.targets, id) {
            id = target;
        }
        id
    }

    /// What was done to that very event.
    fn done_to(&self, id: BriefId) -> &[Tie] {
        let done = &self.ties[self.ties.partition_point(|tie| tie.target < id)..];
        &done[..done.partition_point(|tie| tie.target == id)]
    }

    /// The fact that an event belongs to, with everything done to it.
    pub fn deeds(&self, id: BriefId) -> Deeds {
        let origin = self.origin(id);
        let mut deeds = Deeds { origin, current: Some(origin), done: Vec::new() };
        let mut asked = vec![origin];
        while let Some(target) = asked.pop() {
            for tie in self.done_to(target).iter().filter(|tie| tie.does != Does::Ends) {
                if tie.does != Does::Retracts {
                    asked.push(tie.by);
                }
                deeds.done.push(*tie);
            }
        }
        deeds.done.sort_by_key(|tie| tie.seq);
        let is_retracted = |id: BriefId| deeds.done.iter().any(|tie| tie.does == Does::Retracts && tie.target == id);
        let standing = deeds.done.iter().rev().find(|tie| tie.does == Does::Amends && !is_retracted(tie.by));
        deeds.current = match standing {
            _ if is_retracted(origin) => None,
            Some(amendment) => Some(amendment.by),
            None => Some(origin),
        };
        deeds
    }

    /// Whether an event has what its fact says now.
    pub fn is_current(&self, id: BriefId) -> bool {
        self.is_untouched(id) || self.deeds(id).current == Some(id)
    }

    /// The appointment that a departure names as what it ends.
    pub fn appointment_of(&self, departure: BriefId) -> Option<BriefId> {
        target_of(&self.appointments, departure).map(|appointment| self.origin(appointment))
    }

    /// The departures that name any event of an appointment as what they end.
    pub fn ends_of(&self, appointment: BriefId) -> Vec<Tie> {
        if self.is_untouched(appointment) {
            return Vec::new();
        }
        let deeds = self.deeds(appointment);
        let names = deeds.done.into_iter().map(|tie| tie.by).chain([deeds.origin]);
        let done = names.flat_map(|name| self.done_to(name));
        done.filter(|tie| tie.does == Does::Ends).copied().collect()
    }
}

/// What an event was done to, among some in order.
fn target_of(aims: &[Aim], by: BriefId) -> Option<BriefId> {
    let found = aims[..aims.partition_point(|aim| aim.by <= by)].last().filter(|aim| aim.by == by);
    found.map(|aim| aim.target)
}
