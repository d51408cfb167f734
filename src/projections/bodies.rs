//! Which bodies are part of which, and how many seats they have.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::time::{Moment, MomentRange};
use crate::domain::{Claim, NameKey, Noun, Stance};

use super::names::Names;
use super::world::{FactIndex, Facts};

/// The bodies that facts describe.
#[derive(Debug, Clone, Default)]
pub(super) struct Bodies {
    /// Parent and the facts that say so, by child.
    parts: BTreeMap<NameKey, BTreeSet<(NameKey, FactIndex)>>,
    /// Seats, in order of time, by body.
    seats: BTreeMap<NameKey, Vec<(MomentRange, u32, FactIndex)>>,
}

impl Bodies {
    pub fn gather(facts: &Facts<'_>, names: &Names) -> Self {
        let mut bodies = Self::default();
        for (index, survivor) in facts.iter().filter(|(_, survivor)| survivor.fact.stance == Stance::Reported) {
            let Claim::Body { body, part_of, seats } = &survivor.fact.claim else { continue };
            let body = names.resolve(Noun::Body, body);
            if let Some(parent) = part_of {
                let parent = names.resolve(Noun::Body, parent);
                bodies.parts.entry(body.clone()).or_default().insert((parent, index));
            }
            if let Some(seats) = seats {
                // A body described without a time was so always.
                let when = facts.when(index).unwrap_or(MomentRange::ALWAYS);
                bodies.seats.entry(body).or_default().push((when, *seats, index));
            }
        }
        for described in bodies.seats.values_mut() {
            described.sort_unstable();
        }
        bodies
    }

    /// The body and all that are part of it, with the facts that say so.
    pub fn within(&self, body: &NameKey) -> BTreeMap<NameKey, BTreeSet<FactIndex>> {
        let mut found = BTreeMap::from([(body.clone(), BTreeSet::new())]);
        loop {
            let mut more = Vec::new();
            for (child, parents) in self.parts.iter().filter(|(child, _)| !found.contains_key(*child)) {
                let through = parents.iter().find_map(|(parent, fact)| Some((found.get(parent)?, *fact)));
                if let Some((behind, fact)) = through {
                    more.push((child.clone(), behind.iter().copied().chain([fact]).collect()));
                }
            }
            if more.is_empty() {
                return found;
            }
            found.extend(more);
        }
    }

    /// The bodies of which the number of seats is known at a moment, with the fact that says so.
    pub fn seated(&self, at: Moment) -> impl Iterator<Item = (&NameKey, u32, FactIndex)> {
        self.seats.iter().filter_map(move |(body, described)| {
            let (_, seats, fact) = described.iter().rev().find(|(when, ..)| when.earliest <= at)?;
            Some((body, *seats, *fact))
        })
    }
}
