//! Which facts are reports of one start, and which of one departure.

use std::collections::BTreeSet;

use crate::domain::Claim;
use crate::projections::{FactIndex, Tenure};

use super::ground::Ground;

/// The reports of how each tenure began: its appointments and holdings, those
/// of a tenure before it that lend it a bound aside.
pub(super) fn starts<'w>(ground: &Ground<'w, '_>) -> Vec<(&'w Tenure, Vec<FactIndex>)> {
    let mut taken: BTreeSet<FactIndex> = BTreeSet::new();
    let mut starts = Vec::new();
    // Of the tenures of one place the earlier stand first.
    for tenure in &ground.world.tenures {
        let own = |claim: &Claim| match claim {
            // A full appointment that ended standing in began another tenure.
            Claim::Appointed { acting, .. } => *acting || !tenure.acting,
            Claim::Held { .. } => true,
            _ => false,
        };
        let facts = tenure.facts.iter().copied();
        let facts = facts.filter(|fact| own(&ground.world.facts.get(*fact).fact.claim) && !taken.contains(fact));
        let facts: Vec<_> = facts.collect();
        taken.extend(&facts);
        starts.push((tenure, facts));
    }
    starts
}

/// The reports of one departure.
pub(super) fn departures<'f>(
    ground: &Ground<'_, '_>,
    facts: impl IntoIterator<Item = &'f FactIndex>,
) -> Vec<FactIndex> {
    let departs = |fact: &FactIndex| matches!(ground.world.facts.get(*fact).fact.claim, Claim::Departed { .. });
    facts.into_iter().copied().filter(departs).collect()
}
