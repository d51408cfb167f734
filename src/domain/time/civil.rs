//! The calendar on the wall: days and clock times, before any zone is asked.

use std::fmt;

use super::Moment;

/// Microseconds in a day of 24 hours.
const DAY_US: i64 = 86_400_000_000;
/// Days from 0000-03-01 to 1970-01-01 in the Gregorian calendar, which is
/// carried back before its own beginning as ISO 8601 does.
const EPOCH_FROM_MARCH_ZERO: i64 = 719_468;
/// Days in the 400 years after which the Gregorian calendar repeats.
const ERA_DAYS: i64 = 146_097;

/// A day in the Gregorian calendar, in no zone.
///
/// Year 0 exists and is the year before year 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: i32,
    month: u8,
    day: u8,
}

impl Day {
    /// The day, if the calendar has it and its year lies within ±9999.
    #[must_use]
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let exists = (-9999..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// The last day of a month; `None` where there is no such month.
    #[must_use]
    pub fn last_of_month(year: i32, month: u8) -> Option<Self> {
        Self::new(year, month, days_in_month(year, month))
    }

    /// The day before, if its year still lies within ±9999.
    #[must_use]
    pub fn before(self) -> Option<Self> {
        match (self.month, self.day) {
            (1, 1) => Self::last_of_month(self.year - 1, 12),
            (month, 1) => Self::last_of_month(self.year, month - 1),
            (month, day) => Self::new(self.year, month, day - 1),
        }
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.year
    }

    /// The month, from 1.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }

    /// What a clock on the wall reads so long after this day's midnight.
    pub(super) fn at(self, since_midnight_us: i64) -> Wall {
        // The year begins in March here, so that the leap day comes last.
        let (year, month) = match self.month {
            1 | 2 => (i64::from(self.year) - 1, i64::from(self.month) + 9),
            _ => (i64::from(self.year), i64::from(self.month) - 3),
        };
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * ERA_DAYS + day_of_era - EPOCH_FROM_MARCH_ZERO;
        Wall(days * DAY_US + since_midnight_us)
    }

    /// The wall's reading at this day's midnight.
    pub(super) fn first(self) -> Wall {
        self.at(0)
    }

    /// The wall's reading at this day's last microsecond.
    pub(super) fn last(self) -> Wall {
        self.at(DAY_US - 1)
    }
}

impl fmt::Display for Day {
    /// As EDTF writes it: `2016-06-26`, `-0044-03-15`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        let year = self.year.unsigned_abs();
        write!(f, "{sign}{year:04}-{:02}-{:02}", self.month, self.day)
    }
}

/// A reading of the wall's clock and calendar, as the microseconds it would be
/// after 1970-01-01T00:00:00Z if the wall hung in Greenwich.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Wall(pub(super) i64);

impl Wall {
    /// The reading at a moment, that far ahead of UTC.
    pub(super) fn at(moment: Moment, offset_s: i32) -> Self {
        Self(moment.0.saturating_add(i64::from(offset_s) * 1_000_000))
    }

    /// The moment of this reading, that far ahead of UTC.
    pub(super) fn moment(self, offset_s: i32) -> Moment {
        Moment(self.0.saturating_sub(i64::from(offset_s) * 1_000_000))
    }

    /// The reading in its parts.
    pub(super) fn parts(self) -> CivilParts {
        let (days, us) = (self.0.div_euclid(DAY_US), self.0.rem_euclid(DAY_US));
        let days = days + EPOCH_FROM_MARCH_ZERO;
        let (era, day_of_era) = (days.div_euclid(ERA_DAYS), days.rem_euclid(ERA_DAYS));
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        CivilParts {
            year: small(year),
            month: small(month),
            day: small(day),
            hour: small(us / 3_600_000_000),
            minute: small(us / 60_000_000 % 60),
            second: small(us / 1_000_000 % 60),
            microsecond: small(us % 1_000_000),
        }
    }
}

/// A part of a date or of a time of day in its own type.
fn small<T: TryFrom<i64>>(part: i64) -> T
where
    T::Error: fmt::Debug,
{
    // Each part is bounded by its unit, and the year by the 292,000 of `i64`.
    T::try_from(part).expect("a part of a date fits its type")
}

/// What the calendar and the clock on the wall show, in some zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilParts {
    /// The year; 0 is the one before year 1.
    pub year: i32,
    /// The month, from 1.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute, 0 to 59.
    pub minute: u8,
    /// The second, 0 to 59.
    pub second: u8,
    /// The microsecond, 0 to 999,999.
    pub microsecond: u32,
}

impl CivilParts {
    /// The day, if its year lies within ±9999.
    #[must_use]
    pub fn on(self) -> Option<Day> {
        Day::new(self.year, self.month, self.day)
    }

    /// The month's English name.
    #[must_use]
    pub fn month_name(self) -> &'static str {
        const NAMES: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        NAMES[usize::from(self.month.clamp(1, 12) - 1)]
    }

    /// The clock as one says it: `18:00`, with seconds and their fraction only
    /// where they are not zero.
    #[must_use]
    pub fn clock(self) -> String {
        let (hour, minute) = (self.hour, self.minute);
        match (self.second, self.microsecond) {
            (0, 0) => format!("{hour:02}:{minute:02}"),
            (second, us) => format!("{hour:02}:{minute:02}:{second:02}{}", fraction(us)),
        }
    }

    /// Date and clock as RFC 3339 writes them; a year that four digits cannot
    /// hold is written with its sign and six, as ISO 8601 expands it.
    pub(super) fn written(self) -> String {
        let year = match self.year {
            0..=9999 => format!("{:04}", self.year),
            year => format!("{year:+07}"),
        };
        format!(
            "{year}-{:02}-{:02}T{:02}:{:02}:{:02}{}",
            self.month,
            self.day,
            self.hour,
            self.minute,
            self.second,
            fraction(self.microsecond),
        )
    }
}

/// A fraction of a second with its point, without the zeros at its end.
fn fraction(us: u32) -> String {
    if us == 0 {
        return String::new();
    }
    let digits = format!("{us:06}");
    format!(".{}", digits.trim_end_matches('0'))
}

/// Whether the year has a leap day.
pub(super) fn is_leap(year: i32) -> bool {
    year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
}

/// How many days the month has; none where there is no such month.
pub(super) fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u8::from(is_leap(year)),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_days_lie_where_the_calendar_has_them() {
        let days = |y, m, d| Day::new(y, m, d).map(|day| day.first().0 / DAY_US);
        assert_eq!(days(1970, 1, 1), Some(0));
        assert_eq!(days(2016, 6, 26), Some(16_978));
        assert_eq!(days(0, 1, 1), Some(-719_528));
        assert_eq!(days(2015, 2, 29), None);
        assert_eq!(days(10_000, 1, 1), None);
    }

    #[test]
    fn the_day_before_crosses_months_years_and_year_zero() {
        let before = |y, m, d| Day::new(y, m, d).and_then(Day::before).map(|d| d.to_string());
        assert_eq!(before(2016, 3, 1).as_deref(), Some("2016-02-29"));
        assert_eq!(before(1, 1, 1).as_deref(), Some("0000-12-31"));
        assert_eq!(before(0, 1, 1).as_deref(), Some("-0001-12-31"));
        assert_eq!(before(-9999, 1, 1), None);
    }

    #[test]
    fn a_clock_says_no_more_than_it_must() {
        let parts = Wall(64_805_000_000).parts();
        assert_eq!(parts.clock(), "18:00:05");
        assert_eq!(Wall(64_800_000_000).parts().clock(), "18:00");
        assert_eq!(Wall(64_800_120_000).parts().clock(), "18:00:00.12");
    }

    proptest! {
        #[test]
        fn the_calendar_agrees_with_the_library_of_times(
            year in -9999i16..=9999, month in 1i8..=12, day in 1i8..=31,
        ) {
            let ours = Day::new(year.into(), month.unsigned_abs(), day.unsigned_abs());
            let theirs = jiff::civil::Date::new(year, month, day).ok();
            prop_assert_eq!(ours.is_some(), theirs.is_some());
            if let (Some(ours), Some(theirs)) = (ours, theirs) {
                let epoch = jiff::civil::date(1970, 1, 1);
                let days = epoch.until(theirs).map(|span| i64::from(span.get_days()));
                prop_assert_eq!(Some(ours.first().0 / DAY_US), days.ok());
                prop_assert_eq!(ours.first().parts().on(), Some(ours));
                prop_assert_eq!(ours.last().parts().on(), Some(ours));
            }
        }

        #[test]
        fn every_reading_has_parts(us in any::<i64>()) {
            let parts = Wall(us).parts();
            prop_assert!((1..=12).contains(&parts.month));
            prop_assert!((1..=days_in_month(parts.year, parts.month)).contains(&parts.day));
        }
    }
}
