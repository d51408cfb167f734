//! Ranges of time for formats that know days, months and years only.

use crate::domain::time::{Day, MomentRange, Zone};

/// The coarsest date that a range fits in, none coarser than a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coarse {
    /// One day.
    Day(Day),
    /// A month of a year.
    Month(i32, u8),
    /// A year.
    Year(i32),
}

/// The day, else the month, else the year that holds a whole range. None where
/// it reaches over the end of a year, is open, or lies outside of the years
/// 0 to 9999, which such formats cannot say.
pub fn coarse(range: MomentRange, zone: &Zone) -> Option<Coarse> {
    let (first, last) = (zone.day(range.earliest)?, zone.day(range.latest)?);
    let (year, month) = (first.year(), first.month());
    let fits = if first == last {
        Coarse::Day(first)
    } else if (year, month) == (last.year(), last.month()) {
        Coarse::Month(year, month)
    } else if year == last.year() {
        Coarse::Year(year)
    } else {
        return None;
    };
    (0..=9999).contains(&year).then_some(fits)
}
