//! The date that was probably meant, where one is written as people write it.

use super::Edtf;
use crate::domain::time::civil::Day;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Words that stand beside a date and say nothing more of it.
const BESIDE: [&str; 11] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "at", "on", "of", "the"];

/// Longer than any date: not worth taking apart.
const LEN_MAX: usize = 60;

/// A piece of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// A day's or month's number, as written in figures.
    Small(u32),
    Year(u32),
    /// Eight figures: year, month and day.
    Whole(u32),
    Month(u32),
}

/// What to write in place of a text that is no EDTF, as the end of a message;
/// `None` where that is anybody's guess.
pub(super) fn way_out(text: &str) -> Option<String> {
    if text.len() > LEN_MAX {
        return None;
    }
    let (pieces, clock) = pieces(text)?;
    let time = clock.as_ref().map_or_else(String::new, |clock| format!("T{clock}"));
    if pieces.is_empty() {
        return clock
            .map(|_| format!("a time of day needs its day: write `today{time}`, or a date instead of `today`"));
    }
    let mut dates: Vec<String> = dates(&pieces).into_iter().map(|date| date + &time).collect();
    dates.retain(|date| Edtf::parse(date).is_ok());
    dates.dedup();
    match &dates[..] {
        [one] => Some(format!("write `{one}`")),
        [one, other] => Some(format!("write `{one}` or `{other}`, whichever is meant")),
        _ => None,
    }
}

/// A text taken apart: the pieces of its date, and its time of day.
fn pieces(text: &str) -> Option<(Vec<Piece>, Option<String>)> {
    let mut pieces = Vec::new();
    let mut clock = None;
    let lower = text.to_lowercase();
    for word in lower.split([' ', '/', '-', '.', ',']).filter(|word| !word.is_empty() && !BESIDE.contains(word)) {
        if let Some((hours, rest)) = word.split_once(':') {
            if !word.bytes().all(|byte| byte.is_ascii_digit() || byte == b':') {
                return None;
            }
            clock = Some(format!("{hours:0>2}:{rest}"));
            continue;
        }
        let figures = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let ordinal = ["", "st", "nd", "rd", "th"].contains(&&word[figures.len()..]);
        let month = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(word));
        pieces.push(match (figures.parse::<u32>().ok().filter(|_| ordinal), figures.len(), month) {
            (Some(number), 1 | 2, _) => Piece::Small(number),
            (Some(number), 4, _) => Piece::Year(number),
            (Some(number), 8, _) => Piece::Whole(number),
            (None, 0, Some(month)) => Piece::Month(u32::try_from(month).ok()? + 1),
            _ => return None,
        });
    }
    Some((pieces, clock))
}

/// The dates that the pieces may make, with the day before the month first.
fn dates(pieces: &[Piece]) -> Vec<String> {
    use Piece::{Month, Small, Whole, Year};
    let possible: Vec<(u32, u32, u32)> = match *pieces {
        [Whole(date)] => vec![(date / 10_000, date / 100 % 100, date % 100)],
        [Year(year), Small(month), Small(day)] => vec![(year, month, day)],
        [Small(a), Small(b), Year(year)] => vec![(year, b, a), (year, a, b)],
        [Small(day), Month(month), Year(year)]
        | [Month(month), Small(day), Year(year)]
        | [Year(year), Month(month), Small(day)] => vec![(year, month, day)],
        [Month(month) | Small(month), Year(year)] | [Year(year), Month(month) | Small(month)] => {
            return vec![format!("{year:04}-{month:02}")];
        }
        _ => Vec::new(),
    };
    let day = |(year, month, day): (u32, u32, u32)| {
        Day::new(i32::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    };
    possible.into_iter().filter_map(day).map(|day| day.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_as_people_write_it_is_written_out() {
        for (text, meant) in [
            ("26/06/2016", "2016-06-26"),
            ("26.6.2016", "2016-06-26"),
            ("06/26/2016", "2016-06-26"),
            ("2016/06/26", "2016-06-26"),
            ("2016-6-26", "2016-06-26"),
            ("20160626", "2016-06-26"),
            ("26 June 2016", "2016-06-26"),
            ("Sunday, 26th of June 2016", "2016-06-26"),
            ("Jun 26, 2016", "2016-06-26"),
            ("June 2016", "2016-06"),
            ("6/2016", "2016-06"),
            ("05/05/2016", "2016-05-05"),
            ("2016-06-26 13:03", "2016-06-26T13:03"),
            ("26/06/2016 9:03", "2016-06-26T09:03"),
        ] {
            assert_eq!(way_out(text), Some(format!("write `{meant}`")), "{text}");
        }
    }

    #[test]
    fn what_may_be_two_days_names_both() {
        let told = way_out("05/06/2016").unwrap_or_default();
        assert_eq!(told, "write `2016-06-05` or `2016-05-06`, whichever is meant");
    }

    #[test]
    fn a_time_alone_is_told_to_have_a_day() {
        assert!(way_out("13:03").unwrap_or_default().contains("`todayT13:03`"));
    }

    #[test]
    fn nothing_is_guessed_of_what_is_no_day() {
        for text in [
            "",
            "zzz",
            "31/02/2016",
            "26/06/16",
            "last Tuesday",
            "2016-06-26T1:03",
            "99:99",
            "é8/06/2016",
            "٢٦/06/2016",
        ] {
            let told = way_out(text).unwrap_or_default();
            assert!(!told.starts_with("write"), "{text}: {told}");
        }
    }
}
