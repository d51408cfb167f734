//! A time of day on a day.

use super::super::civil::{Day, Wall};
use super::EdtfError;
use super::scan::Scan;

/// A time of day on a day, with the offset that was written beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instant {
    /// What the wall showed; `24:00` is the midnight that ends the day.
    pub(crate) wall: Wall,
    /// How far ahead of UTC, in minutes; `None` where none is written.
    pub(crate) offset_minutes: Option<i32>,
}

/// Reads `13:03`, `13:03:00`, `13:03:00.25`, with `Z`, `+01`, `+01:00` or
/// nothing after it.
pub(super) fn instant(scan: &mut Scan<'_>, day: Day) -> Result<Instant, EdtfError> {
    let begins = *scan;
    let hour = scan.digits(2, "an hour of two digits")?;
    if hour > 24 {
        return Err(begins.fail("an hour from 00 to 24"));
    }
    scan.need(b':', "`:` and minutes")?;
    let minute = sixty(scan, "minutes from 00 to 59")?;
    let (mut second, mut us) = (0, 0);
    if scan.eat(b':') {
        second = sixty(scan, "seconds from 00 to 59 (leap seconds are not counted)")?;
        if scan.eat(b'.') {
            us = fraction(scan)?;
        }
    }
    if hour == 24 && (minute, second, us) != (0, 0, 0) {
        return Err(begins.fail("24:00:00, or an hour from 00 to 23"));
    }
    let since_midnight_us =
        (i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second)) * 1_000_000 + i64::from(us);
    let offset_minutes = offset(scan)?;
    if scan.mark().is_some() {
        let marked = Scan::part(begins.text(), scan.at() - 1, scan.at());
        return Err(marked
            .fail("nothing after the time (a time takes no mark; for \"about six\" write an interval of two times)"));
    }
    scan.done("the end, or `Z`, or an offset such as `+01:00`")?;
    Ok(Instant { wall: day.at(since_midnight_us), offset_minutes })
}

fn sixty(scan: &mut Scan<'_>, expected: &'static str) -> Result<u32, EdtfError> {
    let begins = *scan;
    let number = scan.digits(2, expected)?;
    if number < 60 { Ok(number) } else { Err(begins.fail(expected)) }
}

/// One to six digits, as microseconds.
fn fraction(scan: &mut Scan<'_>) -> Result<u32, EdtfError> {
    let mut us = scan.digits(1, "a digit after the point")?;
    for _ in 0..5 {
        let digit = match scan.peek() {
            Some(b'0'..=b'9') => scan.digits(1, "a digit")?,
            _ => 0,
        };
        us = us * 10 + digit;
    }
    if matches!(scan.peek(), Some(b'0'..=b'9')) {
        return Err(scan.fail("six digits of a second at most"));
    }
    Ok(us)
}

/// An offset in minutes, from -14:00 to +14:00; `-00:00`, which says that the
/// offset is not known, is refused.
fn offset(scan: &mut Scan<'_>) -> Result<Option<i32>, EdtfError> {
    const EXPECTED: &str = "an offset such as `+01:00`, from -14:00 to +14:00";
    let begins = *scan;
    if scan.eat(b'Z') {
        return Ok(Some(0));
    }
    let is_behind = scan.eat(b'-');
    if !is_behind && !scan.eat(b'+') {
        return Ok(None);
    }
    let hours = scan.digits(2, EXPECTED)?;
    let minutes = match scan.eat(b':') {
        true => sixty(scan, "minutes of an offset from 00 to 59")?,
        false => 0,
    };
    let minutes = i32::try_from(hours * 60 + minutes).map_err(|_| begins.fail(EXPECTED))?;
    match (is_behind, minutes) {
        (_, 841..) => Err(begins.fail(EXPECTED)),
        (true, 0) => Err(begins.fail("`Z` or `+00:00` for no offset")),
        (true, minutes) => Ok(Some(-minutes)),
        (false, minutes) => Ok(Some(minutes)),
    }
}
