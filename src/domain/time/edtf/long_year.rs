//! Years that four digits cannot hold: understood well enough to be refused.

use super::scan::Scan;
use super::{EdtfError, Feature};

/// Why a text that begins with `Y` is refused: `Y` and at least five digits
/// that do not begin with 0, or an exponent, then perhaps significant digits.
pub(super) fn refuse(text: &str) -> EdtfError {
    feature(Scan::new(text)).unwrap_or_else(|error| error)
}

fn feature(mut scan: Scan<'_>) -> Result<EdtfError, EdtfError> {
    let whole = scan;
    scan.eat(b'Y');
    scan.eat(b'-');
    let digits = scan.positive("a digit from 1 to 9")?;
    let mut feature = Feature::LongYear;
    if scan.eat(b'E') {
        scan.positive("an exponent from 1 up")?;
        feature = Feature::ExponentialYear;
    } else if digits < 5 {
        return Err(whole.fail("a year without `Y` (with it, a year has five digits or more)"));
    }
    if scan.eat(b'S') {
        scan.positive("a number of significant digits from 1 up")?;
        feature = Feature::SignificantDigits;
    }
    scan.done("nothing more after a long year")?;
    Ok(scan.refuse(feature))
}
