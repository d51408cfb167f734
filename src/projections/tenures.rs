//! Who held what, when, and how they left: ranges of time, asked at a moment.

use std::collections::BTreeSet;

use crate::domain::time::{Mark, Moment, MomentRange};
use crate::domain::{Claim, How, NameKey, Text};

use super::fold::{Act, Report};
use super::world::{FactIndex, Facts};

/// How sure a row is at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// It may be so.
    Possible,
    /// It is surely so.
    Certain,
}

impl Certainty {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Certain => "certain",
        }
    }
}

/// What ends a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// A departure, by its place in [`World::departures`](super::World::departures).
    Departure(usize),
    /// The post was abolished, or a stand-in gave way to a substantive holder.
    Other(MomentRange),
}

/// A stretch of a tenure: from a start to an end, if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// When it began.
    pub start: MomentRange,
    /// What ended it.
    pub end: Option<End>,
}

/// One person's holding of one post or seat in one body.
#[derive(Debug, Clone)]
pub struct Tenure {
    /// Who.
    pub person: NameKey,
    /// Where.
    pub body: NameKey,
    /// As what: the name that stands for all names of the post.
    pub post: Option<NameKey>,
    /// Its stretches: one, and one more after each withdrawn departure.
    pub stretches: Vec<Stretch>,
    /// Whether the appointment was as a stand-in.
    pub acting: bool,
    /// The standing of its appointment, else of its post.
    pub rank: Option<Text>,
    /// The fact that lends it the standing of its post.
    pub rank_fact: Option<FactIndex>,
    /// The facts that make it so.
    pub facts: BTreeSet<FactIndex>,
}

/// One departure, however often it was reported.
#[derive(Debug, Clone)]
pub struct Departure {
    /// Who.
    pub person: NameKey,
    /// From where.
    pub body: NameKey,
    /// From what, where a report says.
    pub post: Option<NameKey>,
    /// The ways out that its reports give.
    pub hows: BTreeSet<How>,
    /// When it took effect.
    pub when: MomentRange,
    /// When it became public, where a report gives that.
    pub announced: Option<MomentRange>,
    /// When it was taken back, and the fact that says so.
    pub withdrawn: Option<(MomentRange, FactIndex)>,
    /// The tenures that it ended, by place in [`World::tenures`](super::World::tenures).
    pub tenures: Vec<usize>,
    /// The facts that report it.
    pub facts: BTreeSet<FactIndex>,
}

impl Tenure {
    /// How surely it is held at a moment: certain when a stretch has surely
    /// begun and cannot yet have ended, possible when one may have begun and
    /// has not surely ended.
    #[must_use]
    pub fn held_at(&self, at: Moment, departures: &[Departure]) -> Option<Certainty> {
        self.stretches.iter().filter_map(|stretch| stretch.held_at(at, departures)).max()
    }
}

impl Stretch {
    /// How the facts behind it mean its start.
    #[must_use]
    pub fn start_mark(&self, tenure: &Tenure, facts: &Facts<'_>) -> Mark {
        let first = tenure.stretches.first().is_some_and(|first| first == self);
        facts.mark(&tenure.facts, |fact| match fact.claim {
            Claim::Appointed { .. } | Claim::Held { .. } if first => fact.when.as_ref(),
            Claim::Withdrawn { .. } if !first => fact.when.as_ref(),
            _ => None,
        })
    }

    /// How the facts behind it mean its end.
    #[must_use]
    pub fn end_mark(&self, tenure: &Tenure, departures: &[Departure], facts: &Facts<'_>) -> Mark {
        match self.end {
            Some(End::Departure(index)) => departures[index].mark(true, facts),
            Some(End::Other(when)) => {
                let ends: Vec<_> =
                    tenure.facts.iter().copied().filter(|fact| facts.when(*fact) == Some(when)).collect();
                facts.mark(&ends, |fact| fact.when.as_ref())
            }
            None => Mark::default(),
        }
    }

    /// The range of its end.
    #[must_use]
    pub fn end_range(&self, departures: &[Departure]) -> Option<MomentRange> {
        match self.end? {
            End::Departure(index) => Some(departures[index].when),
            End::Other(when) => Some(when),
        }
    }

    /// How surely it is held at a moment.
    #[must_use]
    pub fn held_at(&self, at: Moment, departures: &[Departure]) -> Option<Certainty> {
        let end = self.end_range(departures);
        if self.start.latest <= at && end.is_none_or(|end| end.earliest > at) {
            Some(Certainty::Certain)
        } else if self.start.earliest <= at && end.is_none_or(|end| end.latest > at) {
            Some(Certainty::Possible)
        } else {
            None
        }
    }
}

impl Departure {
    /// Takes another report of it: the range becomes what both hold where they
    /// meet, else their span.
    pub(super) fn merge(&mut self, report: &Report) {
        let merged = |a: MomentRange, b: MomentRange| a.intersection(b).unwrap_or_else(|| a.span(b));
        self.when = merged(self.when, report.timing.when);
        self.announced = match (self.announced, report.timing.announced) {
            (Some(a), Some(b)) => Some(merged(a, b)),
            (a, b) => a.or(b),
        };
        self.hows.extend(report.how());
        self.post = self.post.take().or_else(|| report.post.clone());
        self.facts.insert(report.fact);
    }

    /// When it counts as having happened: when it became public where that is
    /// known and asked for, else when it took effect.
    #[must_use]
    pub fn range(&self, by_effect: bool) -> MomentRange {
        if by_effect { self.when } else { self.announced.unwrap_or(self.when) }
    }

    /// How its reports mean the time that it counts by.
    #[must_use]
    pub fn mark(&self, by_effect: bool, facts: &Facts<'_>) -> Mark {
        facts.mark(&self.facts, |fact| match (&fact.claim, &fact.announced) {
            (Claim::Departed { .. }, Some(announced)) if !by_effect => Some(announced),
            (Claim::Departed { .. }, _) => fact.when.as_ref(),
            _ => None,
        })
    }
}

impl Tenure {
    pub(super) fn is_open(&self) -> bool {
        self.stretches.last().is_some_and(|stretch| stretch.end.is_none())
    }

    pub(super) fn end_range(&self, departures: &[Departure]) -> Option<MomentRange> {
        self.stretches.last().and_then(|stretch| stretch.end_range(departures))
    }

    pub(super) fn last_stretch(&mut self) -> &mut Stretch {
        // A tenure is made with one stretch, and none is ever taken away.
        self.stretches.last_mut().expect("a tenure has a stretch")
    }

    /// Takes over what an appointment or a holding says beside its time.
    pub(super) fn describe(&mut self, report: &Report) {
        let (acting, rank) = match &report.act {
            Act::Appointed { acting, rank } => (*acting, rank),
            Act::Held { rank } => (false, rank),
            _ => return,
        };
        self.acting |= acting;
        self.rank = self.rank.take().or_else(|| rank.clone());
        self.facts.insert(report.fact);
    }

    /// Another report of its appointment narrows its start where the ranges meet.
    pub(super) fn narrow(&mut self, report: &Report) {
        let start = &mut self.stretches[0].start;
        *start = start.intersection(report.timing.when).unwrap_or(*start);
        if let (Act::Appointed { rank, .. }, None) = (&report.act, &self.rank) {
            self.rank.clone_from(rank);
        }
        self.facts.insert(report.fact);
    }

    /// Another report of a withdrawal narrows the start of the stretch that
    /// began with it, where the ranges meet.
    pub(super) fn continued_from(&mut self, departure: usize, when: MomentRange) {
        let ended = self.stretches.iter().position(|stretch| stretch.end == Some(End::Departure(departure)));
        if let Some(next) = ended.and_then(|ended| self.stretches.get_mut(ended + 1)) {
            next.start = next.start.intersection(when).unwrap_or(next.start);
        }
    }

    /// Held by the end of a range, it had begun by then.
    pub(super) fn bound_start(&mut self, report: &Report) {
        let start = &mut self.last_stretch().start;
        start.latest = start.latest.min(report.timing.when.latest).max(start.earliest);
        self.facts.insert(report.fact);
        if let (Act::Held { rank }, None) = (&report.act, &self.rank) {
            self.rank.clone_from(rank);
        }
    }
}
