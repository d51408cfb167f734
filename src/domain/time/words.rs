//! `today`, `yesterday` and `now`, before they become dates.

use super::civil::Day;
use super::{Moment, Zone};

/// Why a word does not become a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordError {
    /// The source does not say on what day it was published.
    #[error(
        "`{word}` is counted from the day on which the source was published, and this source has none; write the date itself, or give the source its day with `source redescribe … --published`"
    )]
    NoPublishedDay {
        /// The word.
        word: &'static str,
    },
    /// There is no day before the first.
    #[error("there is no day before {day} to call `yesterday`")]
    NoDayBefore {
        /// The first day of all.
        day: Day,
    },
}

/// Replaces `today` and `yesterday` by the days they name, counted from the day
/// on which a source was published, and `now` by the instant.
///
/// A word may stand alone, at either end of an interval (`yesterday/today`),
/// under a mark (`today~`), and before a time of day (`todayT13:03`). `now` is
/// written to the whole second, with its offset. Whatever is no such word stays
/// as it is, to be judged as EDTF afterwards.
///
/// # Errors
///
/// [`WordError::NoPublishedDay`] if a day is wanted of a source without one:
/// nothing ever invents a day.
pub fn resolve_words(text: &str, published: Option<Day>, now: Moment, zone: &Zone) -> Result<String, WordError> {
    let ends: Result<Vec<String>, WordError> = text.split('/').map(|end| resolve(end, published, now, zone)).collect();
    Ok(ends?.join("/"))
}

fn resolve(end: &str, published: Option<Day>, now: Moment, zone: &Zone) -> Result<String, WordError> {
    if end == "now" {
        return Ok(written(now, zone));
    }
    let day = |word| published.ok_or(WordError::NoPublishedDay { word });
    if let Some(rest) = word(end, "today") {
        return Ok(format!("{}{rest}", day("today")?));
    }
    if let Some(rest) = word(end, "yesterday") {
        let day = day("yesterday")?;
        let before = day.before().ok_or(WordError::NoDayBefore { day })?;
        return Ok(format!("{before}{rest}"));
    }
    Ok(end.to_owned())
}

/// What follows the word, where the text is that word with something that may
/// follow a day.
fn word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(word)?;
    (rest.is_empty() || rest.starts_with(['T', '?', '~', '%'])).then_some(rest)
}

/// The whole second of a moment, as an EDTF instant.
fn written(moment: Moment, zone: &Zone) -> String {
    let second = Moment(moment.0.saturating_sub(moment.0.rem_euclid(1_000_000)));
    zone.show_without_name(second)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::Edtf;
    use super::*;

    /// 2016-06-26T17:00:00.75Z.
    const NOW: Moment = Moment(1_466_960_400_750_000);

    fn resolved(text: &str, published: Option<Day>) -> Result<String, WordError> {
        resolve_words(text, published, NOW, &Zone::new("Europe/London").unwrap())
    }

    #[test]
    fn days_are_counted_from_the_source_and_not_from_the_clock() {
        let published = Day::new(2016, 3, 1);
        for (text, meant) in [
            ("today", "2016-03-01"),
            ("yesterday", "2016-02-29"),
            ("yesterday~/today", "2016-02-29~/2016-03-01"),
            ("../today", "../2016-03-01"),
            ("todayT13:03", "2016-03-01T13:03"),
            ("2016-06", "2016-06"),
            ("todayish", "todayish"),
        ] {
            assert_eq!(resolved(text, published).unwrap(), meant);
        }
    }

    #[test]
    fn now_is_a_second_with_its_offset() {
        let now = resolved("now", None).unwrap();
        assert_eq!(now, "2016-06-26T18:00:00+01:00");
        let range = Edtf::parse(&now).unwrap().bounds(&Zone::new("UTC").unwrap());
        assert_eq!(range.unwrap().latest, Moment(1_466_960_400_000_000));
    }

    #[test]
    fn a_source_without_a_day_has_no_today() {
        let error = resolved("../yesterday", None).unwrap_err();
        assert_eq!(error, WordError::NoPublishedDay { word: "yesterday" });
        assert!(error.to_string().contains("source redescribe"), "{error}");
    }
}
