//! What the fold makes: tenures and departures.

use std::collections::BTreeSet;

use reshuffle::domain::time::{Moment, MomentRange};

/// What ends a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// A departure, by its place.
    Departure(usize),
    /// Anything that is not counted.
    Other(MomentRange),
}

/// From a start to an end.
#[derive(Debug, Clone, Copy)]
pub struct Stretch {
    pub start: MomentRange,
    pub end: Option<End>,
    /// The departure that was taken back where it begins.
    pub resumes: Option<usize>,
}

/// One person's holding of one post in one body.
#[derive(Debug, Clone)]
pub struct Tenure {
    pub person: String,
    pub body: String,
    pub post: Option<String>,
    /// One, and one more for each departure that was taken back.
    pub stretches: Vec<Stretch>,
    pub acting: bool,
    pub rank: Option<String>,
    /// Whether a departure names its appointment, so that nothing else touches it.
    pub own: bool,
    /// Appointments that may be the next tenure or another report of this one.
    pub waiting: Vec<usize>,
}

/// One departure, however often it was reported.
#[derive(Debug, Clone)]
pub struct Departure {
    pub person: String,
    pub body: String,
    /// From what, where a report says.
    pub post: Option<String>,
    pub hows: BTreeSet<String>,
    pub when: MomentRange,
    pub announced: Option<MomentRange>,
    pub withdrawn: Option<MomentRange>,
    /// The operations that report it.
    pub told: Vec<usize>,
}

/// What is known of a row at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sure {
    Possible,
    Certain,
}

impl Stretch {
    pub fn shifted(self, by: usize) -> Self {
        let end = self.end.map(|end| match end {
            End::Departure(place) => End::Departure(place + by),
            other => other,
        });
        Self { end, ..self }
    }

    pub fn until(&self, departures: &[Departure]) -> Option<MomentRange> {
        self.end.map(|end| match end {
            End::Departure(place) => departures[place].when,
            End::Other(range) => range,
        })
    }

    pub fn held_at(&self, at: Moment, departures: &[Departure]) -> Option<Sure> {
        let until = self.until(departures);
        let surely_begun = self.start.latest <= at;
        let may_have_begun = self.start.earliest <= at;
        let surely_ended = until.is_some_and(|until| until.latest <= at);
        let may_have_ended = until.is_some_and(|until| until.earliest <= at);
        if surely_begun && !may_have_ended {
            Some(Sure::Certain)
        } else if may_have_begun && !surely_ended {
            Some(Sure::Possible)
        } else {
            None
        }
    }
}

impl Tenure {
    pub fn is_open(&self) -> bool {
        self.stretches.last().is_some_and(|stretch| stretch.end.is_none())
    }

    pub fn was_ended_by(&self, departure: usize) -> bool {
        self.stretches.iter().any(|stretch| stretch.end == Some(End::Departure(departure)))
    }

    /// Whether the two speak of one post: where either names none, they may.
    pub fn may_be(&self, post: Option<&String>) -> bool {
        self.post.is_none() || post.is_none() || self.post.as_ref() == post
    }

    pub fn held_at(&self, at: Moment, departures: &[Departure]) -> Option<Sure> {
        self.stretches.iter().filter_map(|stretch| stretch.held_at(at, departures)).max()
    }
}
