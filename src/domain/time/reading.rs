//! From what a zone's clocks showed to the moments at which they did.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset};

use super::civil::{CivilParts, Day, Wall};
use super::zone::timestamp;
use super::{Moment, MomentRange, Zone};

/// What moments a reading of a zone's clocks stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// The clocks showed it once.
    Once(Moment),
    /// They showed it twice, having been put back.
    Twice {
        /// The first time.
        first: Moment,
        /// The second time.
        second: Moment,
    },
    /// They never showed it.
    Never(Skip),
}

/// A change of clocks that put them forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Skip {
    /// The reading at which they were put forward.
    pub(super) from: Wall,
    /// The reading to which they were put.
    pub(super) to: Wall,
    /// The moment of it.
    pub(super) moment: Moment,
}

impl Zone {
    /// From the first moment of one day to the last of another.
    ///
    /// A day whose midnight was skipped begins at the first moment there was;
    /// one whose first or last minutes came twice begins with the first and
    /// ends with the second. `None` where the second day ends before the first
    /// begins, and where the zone skipped the whole of a day.
    #[must_use]
    pub fn days(&self, first: Day, last: Day) -> Option<MomentRange> {
        let earliest = match self.reading(first.first()) {
            Reading::Once(moment) | Reading::Never(Skip { moment, .. }) => moment,
            Reading::Twice { first, .. } => first,
        };
        let latest = match self.reading(last.last()) {
            Reading::Once(moment) => moment,
            Reading::Twice { second, .. } => second,
            Reading::Never(Skip { moment, .. }) => Moment(moment.0.saturating_sub(1)),
        };
        MomentRange::new(earliest, latest)
    }

    /// Whether a day begins at a moment, be it at midnight or at the first
    /// moment that the clocks showed of it.
    #[must_use]
    pub fn begins_a_day(&self, moment: Moment) -> bool {
        moment.0 > i64::MIN && self.day(Moment(moment.0 - 1)) != self.day(moment)
    }

    /// Whether a day ends with a moment.
    #[must_use]
    pub fn ends_a_day(&self, moment: Moment) -> bool {
        moment.0 < i64::MAX && self.begins_a_day(Moment(moment.0 + 1))
    }

    /// Whether the clocks showed twice what they showed at a moment.
    pub(super) fn is_shown_twice(&self, moment: Moment) -> bool {
        matches!(self.reading(self.wall(moment)), Reading::Twice { .. })
    }

    /// What moments a reading of this zone's clocks stands for.
    pub(super) fn reading(&self, wall: Wall) -> Reading {
        let Some(civil) = datetime(wall.parts()) else {
            // Only the midnight that ends the year 9999 lies outside what the
            // rules can be asked for; they are long settled by then.
            return Reading::Once(wall.moment(self.offset_s(wall.moment(0))));
        };
        match self.rules().to_ambiguous_timestamp(civil).offset() {
            AmbiguousOffset::Unambiguous { offset } => Reading::Once(wall.moment(offset.seconds())),
            AmbiguousOffset::Fold { before, after } => {
                Reading::Twice { first: wall.moment(before.seconds()), second: wall.moment(after.seconds()) }
            }
            AmbiguousOffset::Gap { before, after } => self.skipped(wall, before, after),
        }
    }

    /// The change of clocks that skipped a reading.
    fn skipped(&self, wall: Wall, before: Offset, after: Offset) -> Reading {
        // By the later offset the reading lies before the change, so that the
        // change is the first one to follow.
        let just_before = timestamp(wall.moment(after.seconds()));
        let moment = self
            .rules()
            .following(just_before)
            .next()
            .map_or_else(|| wall.moment(before.seconds()), |change| Moment(change.timestamp().as_microsecond()));
        Reading::Never(Skip { from: Wall::at(moment, before.seconds()), to: Wall::at(moment, after.seconds()), moment })
    }
}

/// The reading as the library of times holds it; `None` beyond its years.
fn datetime(parts: CivilParts) -> Option<DateTime> {
    DateTime::new(
        i16::try_from(parts.year).ok()?,
        i8::try_from(parts.month).ok()?,
        i8::try_from(parts.day).ok()?,
        i8::try_from(parts.hour).ok()?,
        i8::try_from(parts.minute).ok()?,
        i8::try_from(parts.second).ok()?,
        i32::try_from(parts.microsecond).ok()? * 1_000,
    )
    .ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR: i64 = 3_600_000_000;

    fn day(year: i32, month: u8, day: u8) -> Day {
        Day::new(year, month, day).unwrap()
    }

    fn length_in_hours(zone: &str, on: Day) -> Option<i64> {
        let range = Zone::new(zone).unwrap().days(on, on)?;
        Some((range.latest.0 - range.earliest.0 + 1) / HOUR)
    }

    #[test]
    fn days_are_as_long_as_the_clocks_make_them() {
        assert_eq!(length_in_hours("Europe/London", day(2016, 6, 26)), Some(24));
        assert_eq!(length_in_hours("Europe/London", day(2016, 3, 27)), Some(23));
        assert_eq!(length_in_hours("Europe/London", day(2016, 10, 30)), Some(25));
    }

    #[test]
    fn a_day_without_a_midnight_begins_at_the_first_moment_there_was() {
        let zone = Zone::new("America/Sao_Paulo").unwrap();
        let on = day(2016, 10, 16);
        let range = zone.days(on, on).unwrap();
        assert_eq!(zone.show(range.earliest), "2016-10-16T01:00:00-02:00[America/Sao_Paulo]");
        let eve = on.before().unwrap();
        let eve = zone.days(eve, eve).unwrap();
        assert_eq!(eve.latest.0 + 1, range.earliest.0);
    }

    #[test]
    fn an_hour_that_comes_twice_at_midnight_stays_in_its_own_day() {
        // Havana puts its clocks back from 01:00 to midnight, Asunción from
        // midnight to 23:00 of the day before.
        for (name, first_day, hours) in
            [("America/Havana", day(2016, 11, 6), [24, 25]), ("America/Asuncion", day(2016, 3, 27), [25, 24])]
        {
            let eve = first_day.before().unwrap();
            assert_eq!(length_in_hours(name, eve), Some(hours[0]), "{name}");
            assert_eq!(length_in_hours(name, first_day), Some(hours[1]), "{name}");
        }
    }

    #[test]
    fn a_day_that_a_zone_skipped_has_no_range() {
        assert_eq!(length_in_hours("Pacific/Apia", day(2011, 12, 30)), None);
        assert_eq!(length_in_hours("Pacific/Apia", day(2011, 12, 29)), Some(24));
        assert_eq!(length_in_hours("Pacific/Apia", day(2011, 12, 31)), Some(24));
    }

    #[test]
    fn days_begin_and_end_where_their_range_does() {
        for (name, on) in [
            ("Europe/London", day(2016, 3, 27)),
            ("America/Sao_Paulo", day(2016, 10, 16)),
            ("America/Havana", day(2016, 11, 6)),
            ("America/Asuncion", day(2016, 3, 26)),
            ("Pacific/Apia", day(2011, 12, 31)),
            ("UTC", day(9999, 12, 31)),
            ("UTC", day(-9999, 1, 1)),
        ] {
            let zone = Zone::new(name).unwrap();
            let MomentRange { earliest, latest } = zone.days(on, on).unwrap();
            assert!(zone.begins_a_day(earliest) && zone.ends_a_day(latest), "{name}");
            assert!(!zone.begins_a_day(latest) && !zone.ends_a_day(earliest), "{name}");
        }
        let havana = Zone::new("America/Havana").unwrap();
        let Reading::Twice { second, .. } = havana.reading(day(2016, 11, 6).first()) else { panic!("one midnight") };
        assert!(!havana.begins_a_day(second), "the day was an hour old");
    }

    #[test]
    fn a_skipped_hour_says_where_the_clocks_went() {
        let london = Zone::new("Europe/London").unwrap();
        let reading = london.reading(day(2016, 3, 27).at(90 * 60_000_000));
        let Reading::Never(Skip { from, to, moment }) = reading else {
            panic!("{reading:?}");
        };
        assert_eq!((from.parts().clock(), to.parts().clock()), ("01:00".into(), "02:00".into()));
        assert_eq!(london.show(moment), "2016-03-27T02:00:00+01:00[Europe/London]");
    }

    proptest! {
        #[test]
        fn any_moment_is_read_back_from_what_the_wall_showed(us in any::<i64>(), near in any::<bool>()) {
            let london = Zone::new("Europe/London").unwrap();
            // Half of them in the years that have changes of clocks.
            let moment = Moment(if near { us % 4_000_000_000_000_000 } else { us });
            let wall = london.wall(moment);
            prop_assume!(datetime(wall.parts()).is_some());
            let found = match london.reading(wall) {
                Reading::Once(one) => one == moment,
                Reading::Twice { first, second } => first == moment || second == moment,
                Reading::Never(_) => false,
            };
            prop_assert!(found, "{}", london.show(moment));
        }

        #[test]
        fn days_follow_each_other_without_a_hole(year in -9999i32..=9999, month in 1u8..=12, on in 1u8..=28) {
            for name in ["Europe/London", "Pacific/Apia", "America/Havana", "Africa/Cairo"] {
                let zone = Zone::new(name).unwrap();
                let today = Day::new(year, month, on).unwrap();
                let Some(eve) = today.before() else { continue };
                if let (Some(eve), Some(today)) = (zone.days(eve, eve), zone.days(today, today)) {
                    prop_assert!(eve.latest.0 + 1 >= today.earliest.0, "{name} {year}-{month}-{on}");
                    prop_assert!(eve.earliest < today.earliest && eve.latest < today.latest);
                }
            }
        }
    }
}
