//! Which events bear on a row: those without which it would not be as it is.
//!
//! That is decided by trial. Of every fact that can matter, of every amendment
//! in force and every corroboration, the world is folded without it, and the
//! row is looked for again. So an event can bear on a row that does not rest on
//! it (an abolition that closed a tenure before it could be left), and an event
//! that a row rests on need not bear on it (one of two reports that agree).

use std::collections::BTreeSet;

use crate::domain::time::{Moment, Zone};
use crate::domain::{EventId, Name, NameKey, Seq};

use super::cabinet::{Holder, cabinet};
use super::claims::{CheckedClaim, claims};
use super::relevant::{Index, Relevant};
use super::tally::{Row, Rule, tally};
use super::{Knowledge, World};

/// The events that bear on something, oldest first.
pub type Events = BTreeSet<(Seq, EventId)>;

/// What is known, made ready to ask what bears on rows.
pub struct Bearing<'k> {
    knowledge: &'k Knowledge,
    zone: &'k Zone,
    index: Index<'k>,
}

impl<'k> Bearing<'k> {
    /// Looks through what is known.
    #[must_use]
    pub fn new(knowledge: &'k Knowledge, zone: &'k Zone) -> Self {
        Self { knowledge, zone, index: Index::of(knowledge) }
    }

    /// The events that bear on a row of a tally.
    #[must_use]
    pub fn on_row(&self, row: &Row, rule: &Rule, at: Moment) -> Events {
        let said = |row: &Row| Row { events: Vec::new(), ..row.clone() };
        let part = self.part(&row.person, rule.body.as_ref());
        self.trial(&part, |world| tally(world, rule, at).people.iter().any(|other| said(other) == said(row)))
    }

    /// The events that bear on a holder in a cabinet.
    #[must_use]
    pub fn on_holder(&self, holder: &Holder, body: Option<&Name>, at: Moment) -> Events {
        let said = |holder: &Holder| Holder { events: Vec::new(), ..holder.clone() };
        let part = self.part(&holder.person, body);
        self.trial(&part, |world| cabinet(world, body, at).holders.iter().any(|other| said(other) == said(holder)))
    }

    /// The events that bear on an article's number and what stands beside it.
    ///
    /// What is counted beside it is a sum over people, so what changes nothing
    /// of anybody's part in it changes nothing of the sum. Only what describes
    /// bodies and posts, which may matter to several people at once, is tried
    /// on the whole.
    #[must_use]
    pub fn on_claim(&self, claim: &CheckedClaim, body: Option<&Name>, at: Moment) -> Events {
        let said = |claim: &CheckedClaim| CheckedClaim { events: Vec::new(), ..claim.clone() };
        let bodies: Vec<Name> = claim.count.body.iter().chain(body).cloned().collect();
        let mut of_claim = self.index.relevant([], bodies.iter().cloned());
        of_claim.shared.insert(claim.event);
        let mut doubtful = standing_events(&of_claim.part(self.knowledge));
        let mut bearing = Events::new();
        let mut seen: BTreeSet<NameKey> = BTreeSet::new();
        for person in self.index.who_left() {
            if seen.contains(&person) {
                continue;
            }
            let mut relevant = self.index.relevant([person], bodies.iter().cloned());
            relevant.shared.insert(claim.event);
            let part = relevant.part(self.knowledge);
            let share = |world: &World<'_>| {
                let found = claims(world, None, at).into_iter().find(|other| other.event == claim.event);
                found.map(|found| (found.bounds, found.missing, found.extra))
            };
            let whole = share(&World::fold(&part, self.zone));
            for (seq, id) in self.trial(&part, |world| share(world) == whole) {
                let own = part.record(id).is_some_and(|record| relevant.own.contains(&record.origin.1));
                if own { &mut bearing } else { &mut doubtful }.insert((seq, id));
            }
            seen.extend(relevant.people);
        }
        let stands = |world: &World<'_>| claims(world, body, at).iter().any(|other| said(other) == said(claim));
        let doubtful = doubtful.into_iter().filter(|event| !bearing.contains(event));
        let tried = doubtful.filter(|(_, id)| !self.holds_without(self.knowledge, *id, stands));
        let tried: Events = tried.collect();
        bearing.extend(tried);
        bearing
    }

    /// What can matter to a row about a person.
    fn part(&self, person: &str, body: Option<&Name>) -> Knowledge {
        // A person is shown under a recorded name, so the text is one.
        let key = Name::new(person).ok().map(|name| NameKey::of(&name));
        let relevant: Relevant = self.index.relevant(key, body.cloned());
        relevant.part(self.knowledge)
    }

    /// The events of a part without which something does not hold.
    fn trial(&self, part: &Knowledge, holds: impl Fn(&World<'_>) -> bool) -> Events {
        let events = standing_events(part).into_iter();
        events.filter(|(_, id)| !self.holds_without(part, *id, &holds)).collect()
    }

    fn holds_without(&self, part: &Knowledge, event: EventId, holds: impl Fn(&World<'_>) -> bool) -> bool {
        holds(&World::fold(&part.without(event), self.zone))
    }
}

/// The events of the facts that stand: themselves, the amendments in force and
/// what corroborates them.
fn standing_events(knowledge: &Knowledge) -> Events {
    knowledge.survivors().flat_map(|survivor| survivor.record.events()).collect()
}
