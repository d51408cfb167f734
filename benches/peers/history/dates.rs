//! Dates as articles give them: most to the day, some to the month or the year.

use jiff::civil::{Date, Time, date};
use jiff::{ToSpan, tz::TimeZone};

use super::chance::Chance;

/// The first day of the history; days are counted from it.
const FIRST: Date = date(1945, 1, 1);

/// The year from which articles tell the hour now and then.
const HOURS_SINCE: i16 = 1995;

/// When something was so, by what an article says of it.
pub struct Told {
    /// As it is recorded: EDTF.
    pub edtf: String,
    /// As the article has it: "on 3 May 1951".
    pub words: String,
    /// The first microsecond that it may have been, since 1970 and in UTC.
    pub earliest_us: i64,
    /// The last one.
    pub latest_us: i64,
}

/// A day of the history as a date.
pub fn day(nth: i64) -> Date {
    // A history ends within a few centuries, long before dates do.
    FIRST.checked_add(nth.days()).expect("a date")
}

/// How exactly an article tells a day is a matter of chance.
pub fn told(nth: i64, chance: &mut Chance) -> Told {
    let on = day(nth);
    let (first, last, edtf, words) = match chance.below(100) {
        0..10 => {
            let (first, last) = (on.first_of_year(), on.last_of_year());
            (first, last, on.strftime("%Y").to_string(), on.strftime("in %Y").to_string())
        }
        10..26 => {
            let about = if chance.below(6) == 0 { "~" } else { "" };
            let words = if about.is_empty() { "in" } else { "around" };
            let edtf = format!("{}{about}", on.strftime("%Y-%m"));
            (on.first_of_month(), on.last_of_month(), edtf, format!("{words} {}", on.strftime("%B %Y")))
        }
        26..28 => {
            let last = day(nth + 1 + i64::from(chance.next() as u8 % 6));
            let words = format!("between {} and {}", on.strftime("%-d %B"), last.strftime("%-d %B %Y"));
            (on, last, format!("{on}/{last}"), words)
        }
        28..32 if on.year() >= HOURS_SINCE => {
            let (hour, minute) = (8 + chance.below(11), chance.below(60));
            let edtf = format!("{on}T{hour:02}:{minute:02}");
            (on, on, edtf, format!("at {hour}:{minute:02} on {}", on.strftime("%-d %B %Y")))
        }
        _ => (on, on, on.to_string(), on.strftime("on %-d %B %Y").to_string()),
    };
    Told { edtf, words, earliest_us: midnight_us(first), latest_us: midnight_us(last.tomorrow().expect("a date")) - 1 }
}

fn midnight_us(on: Date) -> i64 {
    TimeZone::UTC.to_timestamp(on.to_datetime(Time::midnight())).map_or(i64::MIN, |at| at.as_microsecond())
}
