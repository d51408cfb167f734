//! A moment in the world, and a range in which one moment lies.

/// A moment: microseconds since 1970-01-01T00:00:00Z, signed.
///
/// The two ends of the type stand for "no bound": nothing an article can date
/// comes near them (the years 290,000 on either side).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

impl Moment {
    /// Before every other moment: the earliest of a range without a start.
    pub const MIN: Self = Self(i64::MIN);
    /// After every other moment: the latest of a range without an end.
    pub const MAX: Self = Self(i64::MAX);

    /// Whether this stands for a missing bound.
    #[must_use]
    pub fn is_unbounded(self) -> bool {
        self == Self::MIN || self == Self::MAX
    }
}

/// The range inside which one moment lies, both ends inclusive.
///
/// This is what a `when` means: *at one moment somewhere inside*, never *all
/// the time from the one to the other*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MomentRange {
    /// The first moment at which it may have been; [`Moment::MIN`] if unbounded.
    pub earliest: Moment,
    /// The last moment at which it may have been; [`Moment::MAX`] if unbounded.
    pub latest: Moment,
}

impl MomentRange {
    /// Any moment at all.
    pub const ALWAYS: Self = Self { earliest: Moment::MIN, latest: Moment::MAX };

    /// The range from one moment to another, if they stand in that order.
    #[must_use]
    pub fn new(earliest: Moment, latest: Moment) -> Option<Self> {
        (earliest <= latest).then_some(Self { earliest, latest })
    }

    /// The range that holds one moment only.
    #[must_use]
    pub fn point(moment: Moment) -> Self {
        Self { earliest: moment, latest: moment }
    }

    /// Whether it holds one moment only.
    #[must_use]
    pub fn is_point(self) -> bool {
        self.earliest == self.latest
    }

    /// Whether the moment lies inside.
    #[must_use]
    pub fn contains(self, moment: Moment) -> bool {
        self.earliest <= moment && moment <= self.latest
    }

    /// What both ranges hold, where they meet.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        Self::new(self.earliest.max(other.earliest), self.latest.min(other.latest))
    }

    /// The smallest range that holds both, and whatever lies between them.
    #[must_use]
    pub fn span(self, other: Self) -> Self {
        Self { earliest: self.earliest.min(other.earliest), latest: self.latest.max(other.latest) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(earliest: i64, latest: i64) -> MomentRange {
        MomentRange { earliest: Moment(earliest), latest: Moment(latest) }
    }

    #[test]
    fn ranges_that_touch_meet_in_a_point() {
        let met = range(1, 5).intersection(range(5, 9));
        assert_eq!(met, Some(MomentRange::point(Moment(5))));
        assert!(met.is_some_and(MomentRange::is_point));
    }

    #[test]
    fn ranges_apart_do_not_meet_but_have_a_span() {
        assert_eq!(range(1, 4).intersection(range(5, 9)), None);
        assert_eq!(range(5, 9).span(range(1, 4)), range(1, 9));
    }

    #[test]
    fn both_ends_are_inside() {
        assert!(range(1, 4).contains(Moment(1)) && range(1, 4).contains(Moment(4)));
        assert!(!range(1, 4).contains(Moment(5)) && !range(1, 4).contains(Moment(0)));
    }

    #[test]
    fn a_range_never_runs_backwards() {
        assert_eq!(MomentRange::new(Moment(2), Moment(1)), None);
    }

    #[test]
    fn what_has_no_bound_holds_every_moment() {
        assert_eq!(MomentRange::ALWAYS.intersection(range(3, 4)), Some(range(3, 4)));
        assert!(MomentRange::ALWAYS.earliest.is_unbounded() && !Moment(0).is_unbounded());
    }
}
