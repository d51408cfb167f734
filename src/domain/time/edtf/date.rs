//! Dates of four precisions: years, months, days, and digits left open.

use super::super::civil::{Day, days_in_month, is_leap};
use super::scan::Scan;
use super::{Date, EdtfError, Feature, Mark, Value, time};

/// A date as written, before it is asked what of it is supported.
#[derive(Debug, Clone, Copy)]
pub(super) struct Raw {
    is_negative: bool,
    year: Part<4>,
    month: Option<Part<2>>,
    day: Option<Part<2>>,
}

/// A year, month or day: digits and `X`, with a mark on either side.
#[derive(Debug, Clone, Copy)]
struct Part<const N: usize> {
    begins: usize,
    before: Option<Mark>,
    pattern: [u8; N],
    after: Option<Mark>,
}

impl<const N: usize> Part<N> {
    fn read(scan: &mut Scan<'_>, before: Option<Mark>, expected: &'static str) -> Result<Self, EdtfError> {
        let begins = scan.at();
        let pattern = scan.pattern(expected)?;
        let after_at = *scan;
        let after = scan.mark();
        if before.is_some() && after.is_some() {
            return Err(after_at.fail("one mark, on one side"));
        }
        Ok(Self { begins, before, pattern, after })
    }

    /// The number, where no digit is left open.
    fn number(&self) -> Option<i32> {
        self.pattern
            .iter()
            .try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i32::from(byte - b'0')))
    }

    /// The number with each open digit replaced.
    fn filled(&self, digit: i32) -> i32 {
        self.pattern.iter().fold(0, |number, &byte| {
            number * 10
                + match byte {
                    b'X' => digit,
                    _ => i32::from(byte - b'0'),
                }
        })
    }

    /// Whether the open digits can be filled so that it is this number.
    fn allows(&self, number: i32) -> bool {
        let mut left = number;
        let fits = self.pattern.iter().rev().all(|&byte| {
            let digit = left % 10;
            left /= 10;
            byte == b'X' || i32::from(byte) - i32::from(b'0') == digit
        });
        fits && left == 0
    }

    fn has_open_digits(&self) -> bool {
        self.pattern.contains(&b'X')
    }

    fn is_all_open(&self) -> bool {
        self.pattern == [b'X'; N]
    }

    fn is_marked(&self) -> bool {
        self.before.is_some() || self.after.is_some()
    }
}

/// Reads a date or an instant, to the end.
///
/// `unspecified` is what open digits are called that are not supported here:
/// in an interval none are.
pub(super) fn value(mut scan: Scan<'_>, unspecified: Feature) -> Result<Value, EdtfError> {
    let begins = scan;
    let date = raw(&mut scan)?;
    date.exists(begins)?;
    if scan.peek() == Some(b'S') && date.month.is_none() && date.is_plain() {
        scan.eat(b'S');
        scan.positive("a number of significant digits from 1 up")?;
        scan.done("nothing more after significant digits")?;
        return Err(begins.refuse(Feature::SignificantDigits));
    }
    if scan.peek() == Some(b'T') {
        let Some(day) = date.one_day().filter(|_| date.is_plain()) else {
            return Err(scan.fail("the end (a time needs a whole day before it, without marks)"));
        };
        scan.eat(b'T');
        return time::instant(&mut scan, day).map(Value::Instant);
    }
    scan.done(match date.precision() {
        1 => "the end, or `-` and a month",
        2 => "the end, or `-` and a day",
        _ => "the end, or `T` and a time",
    })?;
    match date.unsupported(unspecified) {
        Some(feature) => Err(begins.refuse(feature)),
        None => date.supported().map(Value::Date).ok_or_else(|| begins.fail("a date that the calendar has")),
    }
}

/// Reads a date up to whatever comes after it.
pub(super) fn raw(scan: &mut Scan<'_>) -> Result<Raw, EdtfError> {
    let before = scan.mark();
    let is_negative = scan.eat(b'-');
    let year = Part::read(scan, before, "a year of four digits (a decade is written `201X`, a century `20XX`)")?;
    let (mut month, mut day) = (None, None);
    if scan.eat(b'-') {
        let before = scan.mark();
        month = Some(Part::read(scan, before, "a month of two digits")?);
        if scan.eat(b'-') {
            let before = scan.mark();
            day = Some(Part::read(scan, before, "a day of two digits")?);
        }
    }
    Ok(Raw { is_negative, year, month, day })
}

impl Raw {
    /// Refuses what no calendar has, however its open digits are filled.
    pub(super) fn exists(&self, scan: Scan<'_>) -> Result<(), EdtfError> {
        let fail = |begins, expected| Err(Scan::part(scan.text(), begins, begins).fail(expected));
        if self.is_negative && self.year.number() == Some(0) {
            return fail(self.year.begins - 1, "`0000` (year 0 has no sign)");
        }
        let Some(month) = self.month else {
            return Ok(());
        };
        if let Some(grouping @ 21..=41) = month.number() {
            let is_bare = !self.year.is_marked()
                && !self.year.has_open_digits()
                && self.day.is_none()
                && month.before.is_none()
                && (month.after.is_none() || grouping <= 24);
            return match is_bare {
                true => Ok(()),
                false => fail(month.begins, "a month from 01 to 12"),
            };
        }
        if !(1..=12).any(|number| month.allows(number)) {
            return fail(month.begins, "a month from 01 to 12");
        }
        match self.day {
            Some(day) if !self.some_day_fits(month, day) => fail(day.begins, "a day that the month has"),
            _ => Ok(()),
        }
    }

    fn some_day_fits(&self, month: Part<2>, day: Part<2>) -> bool {
        if let (Some(year), Some(month), Some(day)) = (self.year.number(), month.number(), day.number()) {
            // Nothing is left open, which is so of nearly all dates.
            let month = u8::try_from(month).unwrap_or_default();
            let year = if is_leap(year) && !(self.is_negative && year == 0) { 2016 } else { 2015 };
            return (1..=12).contains(&month) && (1..=i32::from(days_in_month(year, month))).contains(&day);
        }
        (1..=12).filter(|&number| month.allows(number.into())).any(|number| {
            // The year matters in February alone; 2016 and 2015 stand for
            // years with and without a leap day.
            let year = if number == 2 && self.some_leap_year_fits() { 2016 } else { 2015 };
            (1..=days_in_month(year, number)).any(|number| day.allows(number.into()))
        })
    }

    fn some_leap_year_fits(&self) -> bool {
        let from = i32::from(self.is_negative);
        (from..=9999).any(|year| is_leap(year) && self.year.allows(year))
    }

    /// Whether it has neither marks nor open digits.
    pub(super) fn is_plain(&self) -> bool {
        let is_plain = |part: Part<2>| !part.is_marked() && !part.has_open_digits();
        !self.year.is_marked()
            && !self.year.has_open_digits()
            && self.month.is_none_or(is_plain)
            && self.day.is_none_or(is_plain)
    }

    /// How many parts it has: 1 for a year, 2 for a month, 3 for a day.
    pub(super) fn precision(&self) -> u8 {
        1 + u8::from(self.month.is_some()) + u8::from(self.day.is_some())
    }

    /// Whether its month is a season or another part of the year.
    pub(super) fn is_grouping(&self) -> bool {
        self.grouping().is_some()
    }

    fn grouping(&self) -> Option<Feature> {
        match self.month?.number()? {
            21..=24 => Some(Feature::Season),
            25..=41 => Some(Feature::SubYearGrouping),
            _ => None,
        }
    }

    /// What of it is EDTF and not supported.
    fn unsupported(&self, unspecified: Feature) -> Option<Feature> {
        let is_last = self.precision();
        let month = self.month;
        let begins_marked = |part: Part<2>| part.before.is_some();
        if let Some(grouping) = self.grouping() {
            return Some(grouping);
        }
        if self.year.before.is_some() || month.is_some_and(begins_marked) || self.day.is_some_and(begins_marked) {
            return Some(Feature::ComponentQualification);
        }
        if (is_last > 1 && self.year.after.is_some())
            || (is_last > 2 && month.is_some_and(|month| month.after.is_some()))
        {
            return Some(Feature::GroupQualification);
        }
        let has_open_digits = self.year.has_open_digits()
            || month.is_some_and(|month| month.has_open_digits())
            || self.day.is_some_and(|day| day.has_open_digits());
        let is_refused =
            has_open_digits && (unspecified == Feature::UnspecifiedInInterval || !self.is_open_from_the_right());
        is_refused.then_some(unspecified)
    }

    /// Whether the open digits are those of level 1: a year's last one or two,
    /// or the whole of what stands after the year or after the month.
    fn is_open_from_the_right(&self) -> bool {
        let open_years = self.year.pattern.iter().filter(|&&byte| byte == b'X').count();
        let at_the_end = self.year.pattern.iter().rev().take(open_years);
        let year_is_right = open_years <= 2 && at_the_end.into_iter().all(|&byte| byte == b'X');
        match (self.month, self.day) {
            (None, _) => year_is_right,
            (Some(_), _) if open_years > 0 => false,
            (Some(month), None) => month.is_all_open() || !month.has_open_digits(),
            (Some(month), Some(day)) if month.has_open_digits() => month.is_all_open() && day.is_all_open(),
            (Some(_), Some(day)) => day.is_all_open() || !day.has_open_digits(),
        }
    }

    fn one_day(&self) -> Option<Day> {
        let month = u8::try_from(self.month?.number()?).ok()?;
        let day = u8::try_from(self.day?.number()?).ok()?;
        Day::new(self.signed(self.year.number()?), month, day)
    }

    fn signed(&self, year: i32) -> i32 {
        if self.is_negative { -year } else { year }
    }

    /// The first and the last day it can be, with its mark.
    fn supported(&self) -> Option<Date> {
        let mark = match (self.month, self.day) {
            (_, Some(day)) => day.after,
            (Some(month), None) => month.after,
            (None, None) => self.year.after,
        };
        let one_day = self.one_day();
        let month = self.month.and_then(|month| month.number());
        let month = month.and_then(|month| u8::try_from(month).ok());
        // A year that is written with a sign is never year 0.
        let low = self.year.filled(0).max(i32::from(self.is_negative));
        let ends = [self.signed(low), self.signed(self.year.filled(9))];
        let (first_year, last_year) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        let first = one_day.or_else(|| Day::new(first_year, month.unwrap_or(1), 1))?;
        let last = one_day.or_else(|| Day::last_of_month(last_year, month.unwrap_or(12)))?;
        Some(Date { first, last, mark: mark.unwrap_or_default() })
    }
}
