//! When a fact was so, and when it became public.

use crate::domain::time::{Edtf, MomentRange, Zone};
use crate::domain::{Citation, Fact, Stance};

use super::{Article, Knowledge, Record};

/// The two ranges of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// When it took effect.
    pub when: MomentRange,
    /// When it became public, where that was given.
    pub announced: Option<MomentRange>,
}

/// The range of a partial date; none where the zone has no such hour, which
/// appending refuses and the audit reports.
pub(super) fn range_of(edtf: &Edtf, zone: &Zone) -> Option<MomentRange> {
    edtf.bounds(zone).ok()
}

/// The range in which an article was there to be read: the stamp of its bytes,
/// else when it was published.
pub(super) fn readable_from(article: &Article, zone: &Zone) -> Option<MomentRange> {
    let description = &article.source.description;
    range_of(description.as_of.as_ref().or(description.published.as_ref())?, zone)
}

/// The ranges of a fact that says when.
///
/// "Resigned today", read in bytes stamped 13:14, happened by 13:14: a
/// reported fact without `announced` has its latest moment at the earliest
/// stamp, of the articles it cites, that lies inside its range.
pub(super) fn timing_of(fact: &Fact, record: &Record, knowledge: &Knowledge, zone: &Zone) -> Option<Timing> {
    timed(fact, record.citations().filter_map(|citation| stamp_of(citation, knowledge, zone)), zone)
}

/// The ranges of a fact that says when, by the stamps of what it cites.
pub fn timed(fact: &Fact, stamps: impl IntoIterator<Item = MomentRange>, zone: &Zone) -> Option<Timing> {
    let mut when = range_of(fact.when.as_ref()?, zone)?;
    let announced = fact.announced.as_ref().and_then(|edtf| range_of(edtf, zone));
    if announced.is_none() && fact.stance == Stance::Reported {
        let stamps = stamps.into_iter();
        if let Some(stamp) = stamps.map(|stamp| stamp.latest).filter(|stamp| when.contains(*stamp)).min() {
            when.latest = stamp;
        }
    }
    Some(Timing { when, announced })
}

/// The stamp of the bytes that a citation quotes.
pub(super) fn stamp_of(citation: &Citation, knowledge: &Knowledge, zone: &Zone) -> Option<MomentRange> {
    let article: &Article = knowledge.articles.get(&citation.source)?;
    range_of(article.source.description.as_of.as_ref()?, zone)
}
