//! Sets of dates: understood well enough to be refused.

use super::date::{Raw, raw};
use super::scan::Scan;
use super::{EdtfError, Feature};

/// Why a text that begins with `[` or `{` is refused.
pub(super) fn refuse(text: &str, close: u8, feature: Feature) -> EdtfError {
    match check(text, close) {
        Ok(()) => Scan::new(text).refuse(feature),
        Err(error) => error,
    }
}

/// Elements with commas between: dates, `first..last` of one precision, and at
/// the very beginning `..first`, at the very end `last..`.
fn check(text: &str, close: u8) -> Result<(), EdtfError> {
    let inner = text.len() - 1;
    if text.len() < 2 || text.as_bytes()[inner] != close {
        return Err(Scan::part(text, text.len(), text.len()).fail("a bracket that closes the set"));
    }
    let mut scan = Scan::part(text, 1, inner);
    let mut is_first = true;
    loop {
        while !is_first && scan.eat(b' ') {}
        if is_first && dots(&mut scan) {
            plain(&mut scan)?;
        } else if element(&mut scan)? {
            return scan.done("the end of the set after `..`");
        }
        while scan.eat(b' ') {}
        if scan.is_done() {
            return Ok(());
        }
        scan.need(b',', "`,` between the dates of a set")?;
        is_first = false;
    }
}

/// Reads one element; whether it was open at its end.
fn element(scan: &mut Scan<'_>) -> Result<bool, EdtfError> {
    let before = *scan;
    let first = date(scan)?;
    if !dots(scan) {
        return Ok(false);
    }
    if !first.is_plain() {
        return Err(before.fail("a date without marks and `X` before `..`"));
    }
    if scan.is_done() {
        return Ok(true);
    }
    let before = *scan;
    if plain(scan)?.precision() == first.precision() {
        Ok(false)
    } else {
        Err(before.fail("a date as exact as the one before `..`"))
    }
}

fn plain(scan: &mut Scan<'_>) -> Result<Raw, EdtfError> {
    let before = *scan;
    let date = date(scan)?;
    if date.is_plain() { Ok(date) } else { Err(before.fail("a date without marks and `X`")) }
}

fn date(scan: &mut Scan<'_>) -> Result<Raw, EdtfError> {
    let before = *scan;
    let date = raw(scan)?;
    date.exists(before)?;
    if date.is_grouping() { Err(before.fail("a month from 01 to 12")) } else { Ok(date) }
}

fn dots(scan: &mut Scan<'_>) -> bool {
    let mut ahead = *scan;
    let both = ahead.eat(b'.') && ahead.eat(b'.');
    if both {
        *scan = ahead;
    }
    both
}
