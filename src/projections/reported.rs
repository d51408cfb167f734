//! The third cut: what could be read in articles by a moment.
//!
//! Record time is when the keeper came to know something. An archive that was
//! built years later knows everything at once, and this cut still tells what
//! could have been known at 17:00: it leaves out the articles that were not
//! there yet, and with them whatever rests on those alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::domain::time::{Moment, Zone};
use crate::domain::{Citation, Fact, SourceId};

use super::timing::readable_from;
use super::{Knowledge, Record};

impl Knowledge {
    /// What is known by the articles alone whose stamp (`as_of`, else
    /// `published`) lies surely at or before a moment. One without either is
    /// left out, since nothing says that it was there.
    ///
    /// A fact stays with those of its citations that do; without any of them
    /// left it goes, unless it is a judgement that never had one. An amendment
    /// that rests on an article left out goes, with the amendments built on it.
    /// Retractions, and corrections that cite nothing new, are the desk's own
    /// and stay.
    #[must_use]
    pub fn reported_by(&self, moment: Moment, zone: &Zone) -> Self {
        let readable = |article: &_| readable_from(article, zone).is_some_and(|range| range.latest <= moment);
        let mut known = self.clone();
        known.articles.retain(|_, article| readable(article));
        let there: BTreeSet<SourceId> = known.articles.keys().copied().collect();
        known.records.iter_mut().for_each(|record| record.restrict_to(&there));
        known
    }
}

impl Record {
    fn restrict_to(&mut self, there: &BTreeSet<SourceId>) {
        let is_there = |citation: &Citation| there.contains(&citation.source);
        self.corroborations.retain(|(_, _, citation)| is_there(citation));
        // A fact stands on any one of its articles, and also on one that says
        // the same later.
        let stands = |fact: &Fact| {
            fact.citations.is_empty() || fact.citations.iter().any(is_there) || !self.corroborations.is_empty()
        };
        self.original = self.original.take().filter(|fact| stands(fact));
        let mut seen: Vec<Citation> = self.original.iter().flat_map(|fact| fact.citations.clone()).collect();
        let mut stands = self.original.is_some();
        self.amendments.retain(|amendment| {
            // One that was taken back holds for nothing, and nothing is built on it any more.
            if amendment.retracted.is_some() {
                return true;
            }
            let own = amendment.fact.citations.iter().filter(|citation| !seen.contains(citation));
            stands &= own.clone().all(is_there);
            let own: Vec<Citation> = own.cloned().collect();
            seen.extend(own);
            stands
        });
        for fact in self.original.iter_mut().chain(self.amendments.iter_mut().map(|amendment| &mut amendment.fact)) {
            // One that stays whole stays shared.
            if !fact.citations.iter().all(is_there) {
                Arc::make_mut(fact).citations.retain(is_there);
            }
        }
    }
}
