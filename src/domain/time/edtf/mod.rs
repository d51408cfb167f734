//! Extended Date/Time Format (ISO 8601-2), levels 0 and 1, with instants.
//!
//! The rules are those of the Library of Congress's page of 4 February 2019,
//! which is the public text of the profile. Beyond it: seconds may be left out
//! (`2016-06-26T13:03` is the point 13:03:00), a second may have a fraction of
//! up to six digits, and the ends of an interval may be instants. What the
//! profile allows and this room does not is refused by its [`Feature`]'s name;
//! everything else is refused with the place at which it went wrong.

mod date;
mod error;
mod long_year;
mod meant;
mod scan;
mod set;
mod time;

pub use error::{EdtfError, Feature};

pub(super) use time::Instant;

use super::civil::Day;
use super::{MomentRange, Zone};
use scan::Scan;

/// An EDTF value, kept as it was written.
///
/// ```
/// use reshuffle::domain::time::{Edtf, Zone};
///
/// let zone = Zone::new("Europe/London")?;
/// let when = Edtf::parse("2016-06-26~")?;
/// assert_eq!(when.mark().sign(), "~");
/// let range = when.bounds(&zone)?;
/// assert_eq!(zone.show(range.earliest), "2016-06-26T00:00:00+01:00[Europe/London]");
/// assert_eq!(zone.show(range.latest), "2016-06-26T23:59:59.999999+01:00[Europe/London]");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edtf {
    text: String,
    form: Form,
}

/// What was written, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A date or an instant.
    Single(Value),
    /// Two ends with a `/` between.
    Interval {
        /// The end before the `/`.
        start: End,
        /// The end after it.
        end: End,
    },
}

/// One end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// `..`: there is no bound on this side.
    Open,
    /// Nothing: there is one, and it is not known.
    Unknown,
    /// A date or an instant.
    At(Value),
}

/// A date or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    /// A day or something coarser.
    Date(Date),
    /// A time of day on a day.
    Instant(Instant),
}

/// A day or something coarser, with the mark at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Date {
    /// The first day that it can be.
    pub(super) first: Day,
    /// The last day that it can be.
    pub(super) last: Day,
    /// The mark at its end.
    pub(super) mark: Mark,
}

/// `?`, `~`, or `%` for both: how a date is meant. It moves no bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    /// `?`: the source may be wrong.
    pub uncertain: bool,
    /// `~`: the value is near enough.
    pub approximate: bool,
}

impl Mark {
    /// What either of two marks says.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { uncertain: self.uncertain || other.uncertain, approximate: self.approximate || other.approximate }
    }

    /// How EDTF writes it; nothing for a date without one.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match (self.uncertain, self.approximate) {
            (false, false) => "",
            (true, false) => "?",
            (false, true) => "~",
            (true, true) => "%",
        }
    }
}

impl Edtf {
    /// Reads an EDTF value of level 0 or 1.
    ///
    /// # Errors
    ///
    /// [`EdtfError::NotSupported`] for what EDTF allows and this ledger does
    /// not; [`EdtfError::Malformed`] for what is no EDTF, with the byte at which
    /// it went wrong; [`EdtfError::Backwards`] for an interval of dates that
    /// ends before it begins. Intervals with instants are checked by
    /// [`Edtf::bounds`], which knows the zone.
    pub fn parse(text: &str) -> Result<Self, EdtfError> {
        let form = match text.split_once('/') {
            None => Form::Single(whole(text)?),
            Some((start, rest)) => interval(text, start, rest)?,
        };
        let text = text.to_owned();
        if let Form::Interval { start: End::At(Value::Date(start)), end: End::At(Value::Date(end)) } = form
            && start.first > end.last
        {
            return Err(EdtfError::Backwards { text });
        }
        Ok(Self { text, form })
    }

    /// Reads an EDTF value and makes sure that it has bounds in the zone.
    ///
    /// # Errors
    ///
    /// Those of [`Edtf::parse`] and of [`Edtf::bounds`].
    pub fn parse_in(text: &str, zone: &Zone) -> Result<Self, EdtfError> {
        let value = Self::parse(text)?;
        value.bounds(zone)?;
        Ok(value)
    }

    /// The value as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The mark of it, or of its ends together.
    #[must_use]
    pub fn mark(&self) -> Mark {
        self.marks().fold(Mark::default(), Mark::or)
    }

    /// Whether it is written with a `/`: two ends, of which one may be open.
    #[must_use]
    pub fn is_interval(&self) -> bool {
        matches!(self.form, Form::Interval { .. })
    }

    /// Whether it is one instant: a time of day on a day.
    #[must_use]
    pub fn is_instant(&self) -> bool {
        matches!(self.form, Form::Single(Value::Instant(_)))
    }

    /// The ends of an interval that are unknown (nothing is written), start
    /// first; both `false` for what is no interval, and for open ends (`..`).
    #[must_use]
    pub fn unknown_ends(&self) -> (bool, bool) {
        match self.form {
            Form::Interval { start, end } => (start == End::Unknown, end == End::Unknown),
            Form::Single(_) => (false, false),
        }
    }

    /// The one day on which it lies in the zone; `None` where it is coarser,
    /// or has no bounds there.
    #[must_use]
    pub fn single_day(&self, zone: &Zone) -> Option<Day> {
        match self.form {
            Form::Single(Value::Date(date)) => (date.first == date.last).then_some(date.first),
            _ => {
                let MomentRange { earliest, latest } = self.bounds(zone).ok()?;
                let day = zone.day(earliest)?;
                (zone.day(latest) == Some(day)).then_some(day)
            }
        }
    }

    pub(super) fn form(&self) -> Form {
        self.form
    }

    fn marks(&self) -> impl Iterator<Item = Mark> {
        let ends = match self.form {
            Form::Single(value) => [End::At(value), End::Unknown],
            Form::Interval { start, end } => [start, end],
        };
        ends.into_iter().filter_map(|end| match end {
            End::At(Value::Date(date)) => Some(date.mark),
            _ => None,
        })
    }
}

impl std::fmt::Display for Edtf {
    /// As it was written.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// Reads what has no `/` in it.
fn whole(text: &str) -> Result<Value, EdtfError> {
    match text.as_bytes().first() {
        Some(b'[') => Err(set::refuse(text, b']', Feature::OneOfASet)),
        Some(b'{') => Err(set::refuse(text, b'}', Feature::AllOfASet)),
        Some(b'Y') => Err(long_year::refuse(text)),
        Some(b'.') if text == ".." => {
            Err(Scan::new(text).fail("a date (`..` is an end of an interval, such as `../2016`)"))
        }
        _ => date::value(Scan::new(text), Feature::UnspecifiedDigits),
    }
}

/// Reads what has a `/` in it.
fn interval(text: &str, start: &str, rest: &str) -> Result<Form, EdtfError> {
    let at = start.len() + 1;
    if start.is_empty() && rest.is_empty() {
        return Err(Scan::new(text).fail("a date, or `..`, at one end of the `/` at least"));
    }
    if let Some(second) = rest.find('/') {
        return Err(Scan::part(text, at + second, text.len()).fail("no second `/`"));
    }
    let start = end(Scan::part(text, 0, start.len()));
    let end = end(Scan::part(text, at, text.len()));
    match (start, end) {
        (Ok(start), Ok(end)) => Ok(Form::Interval { start, end }),
        // What is wrong altogether is said before what is merely not supported.
        (Err(EdtfError::NotSupported { .. }), Err(error)) | (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

fn end(scan: Scan<'_>) -> Result<End, EdtfError> {
    match scan.rest() {
        "" => Ok(End::Unknown),
        ".." => Ok(End::Open),
        text if text.starts_with('Y') => Err(scan.fail("a year of four digits (a long year is no end of an interval)")),
        _ => date::value(scan, Feature::UnspecifiedInInterval).map(End::At),
    }
}

#[cfg(test)]
mod properties;
impl std::str::FromStr for Edtf {
    type Err = EdtfError;

    fn from_str(text: &str) -> Result<Self, EdtfError> {
        Self::parse(text)
    }
}

/// Ordered by what is written, which says nothing about time but is an order
/// that every reader of the same text arrives at.
impl Ord for Edtf {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text().cmp(other.text())
    }
}

impl PartialOrd for Edtf {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests;
