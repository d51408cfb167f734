//! The numbers that articles print, held against the facts.

use std::collections::{BTreeMap, BTreeSet};

use super::view::departures_of;
use super::{Error, View};
use crate::domain::time::Moment;
use crate::domain::{EventId, Name, Seq, SourceId};
use crate::projections::World;
use crate::projections::claims::{CheckedClaim, Stated, claims, stated};
use crate::replay::slice::{Inquiry, Question};

/// Of how many bodies numbers are held against the facts at a time.
const BODIES_AT_ONCE: usize = 4;

/// The numbers that are stated of a body.
type OfBody<'s> = (Option<&'s Name>, Vec<&'s Stated<'s>>);

impl View<'_> {
    /// The numbers that articles print, beside ours.
    ///
    /// # Errors
    /// [`Error::NoBody`] where no fact names the body.
    pub fn claims(&self, body: Option<&Name>, at: Moment) -> Result<Vec<CheckedClaim>, Error> {
        // First the numbers alone, to see what they count.
        let numbers = Inquiry::from(Question { body, numbers: true, ..Question::default() });
        let part = self.part(&numbers)?;
        let world = part.as_ref().map(|part| World::fold(&part.knowledge, self.zone()));
        let stated = world.as_ref().map(|world| stated(world, body, at)).unwrap_or_default();
        if stated.is_empty() {
            return self.answer_to(body, &numbers, |world| claims(world, body, at));
        }
        let mut by_body: BTreeMap<Option<&Name>, Vec<&Stated<'_>>> = BTreeMap::new();
        for number in &stated {
            by_body.entry(number.rule.body.as_ref()).or_default().push(number);
        }
        // Then what they count of some bodies at a time, so that each is held
        // against little, and little is held.
        let by_body: Vec<OfBody<'_>> = by_body.into_iter().collect();
        let mut checked = Vec::new();
        for some in by_body.chunks(BODIES_AT_ONCE) {
            checked.extend(self.claims_of(some, body, at)?);
        }
        let origins = stated.iter().map(|number| number.survivor.record.origin);
        let seqs: BTreeMap<EventId, Seq> = origins.map(|(seq, id)| (id, seq)).collect();
        checked.sort_by_key(|claim| (claim.until, seqs.get(&claim.event).copied()));
        Ok(checked)
    }

    fn claims_of(&self, some: &[OfBody<'_>], asked: Option<&Name>, at: Moment) -> Result<Vec<CheckedClaim>, Error> {
        let numbers = || some.iter().flat_map(|(_, numbers)| numbers.iter());
        let articles: BTreeSet<SourceId> = numbers().flat_map(|number| number.sources()).collect();
        let mut inquiry = Inquiry::from(Question { body: asked, ..Question::default() });
        inquiry.articles.extend(articles);
        for (body, numbers) in some {
            let left =
                numbers.iter().flat_map(|number| departures_of(&number.rule, number.until.min(at)).left).collect();
            inquiry.questions.push(Question { body: *body, left, numbers: true, ..Question::default() });
        }
        let due: BTreeSet<EventId> = numbers().map(|number| number.survivor.record.origin.1).collect();
        let mut checked = self.answer_to(asked, &inquiry, |world| claims(world, asked, at))?;
        checked.retain(|claim| due.contains(&claim.event));
        Ok(checked)
    }
}
