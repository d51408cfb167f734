//! From what was written to the range of moments it stands for in a zone.
//!
//! | written | earliest | latest |
//! |---|---|---|
//! | a day | its first microsecond | its last |
//! | a month, `2016-06-XX` | its first day's first | its last day's last |
//! | a year, `2016-XX`, `2016-XX-XX` | 1 January's first | 31 December's last |
//! | a decade, `201X`; a century, `20XX` | its first year's first | its last year's last |
//! | an instant | that moment | that moment |
//! | an instant without offset that came twice | the first | the second |
//! | an interval | its start's earliest | its end's latest |
//! | `..` or nothing at an end | no bound | no bound |
//!
//! A day whose midnight was skipped begins at the first moment there was; one
//! whose first or last minutes came twice begins with the first and ends with
//! the second. `?`, `~` and `%` do not move a bound.

use super::edtf::{Date, Edtf, EdtfError, End, Form, Instant, Value};
use super::reading::{Reading, Skip};
use super::{MomentRange, Zone};

impl Edtf {
    /// The range of moments that it stands for in the zone.
    ///
    /// # Errors
    ///
    /// [`EdtfError::Skipped`] for a time without an offset that the zone's
    /// clocks never showed, [`EdtfError::NoSuchDay`] for a day that the zone
    /// skipped, [`EdtfError::Backwards`] for an interval that ends before it
    /// begins.
    pub fn bounds(&self, zone: &Zone) -> Result<MomentRange, EdtfError> {
        match self.form() {
            Form::Single(value) => self.value(value, zone),
            Form::Interval { start, end } => {
                let start = self.end(start, zone)?;
                let end = self.end(end, zone)?;
                MomentRange::new(start.earliest, end.latest)
                    .ok_or_else(|| EdtfError::Backwards { text: self.text().to_owned() })
            }
        }
    }

    fn end(&self, end: End, zone: &Zone) -> Result<MomentRange, EdtfError> {
        match end {
            End::Open | End::Unknown => Ok(MomentRange::ALWAYS),
            End::At(value) => self.value(value, zone),
        }
    }

    fn value(&self, value: Value, zone: &Zone) -> Result<MomentRange, EdtfError> {
        match value {
            Value::Date(Date { first, last, .. }) => zone.days(first, last).ok_or_else(|| EdtfError::NoSuchDay {
                text: self.text().to_owned(),
                zone: zone.name().to_owned(),
                day: first.to_string(),
            }),
            Value::Instant(instant) => match moments(instant, zone) {
                Reading::Once(moment) => Ok(MomentRange::point(moment)),
                Reading::Twice { first, second } => Ok(MomentRange { earliest: first, latest: second }),
                Reading::Never(skip) => Err(self.skipped(skip, zone)),
            },
        }
    }

    /// The error of a time that the zone's clocks skipped.
    pub(super) fn skipped(&self, skip: Skip, zone: &Zone) -> EdtfError {
        let (from, to) = (skip.from.parts(), skip.to.parts());
        // Where a whole day was skipped, the clocks alone would tell nothing.
        let next_day = to.on().filter(|day| from.on() != Some(*day));
        EdtfError::Skipped {
            text: self.text().to_owned(),
            zone: zone.name().to_owned(),
            day: from.on().map_or_else(String::new, |day| day.to_string()),
            from: from.clock(),
            to: next_day.map_or_else(|| to.clock(), |day| format!("{} on {day}", to.clock())),
        }
    }
}

/// What moments an instant stands for.
pub(super) fn moments(instant: Instant, zone: &Zone) -> Reading {
    match instant.offset_minutes {
        Some(minutes) => Reading::Once(instant.wall.moment(minutes * 60)),
        None => zone.reading(instant.wall),
    }
}
