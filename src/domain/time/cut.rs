//! The times that a person asks for: `--at`, `--known-at`, `--from`, `--to`.

use super::bounds::moments;
use super::edtf::{Edtf, EdtfError, Form, Instant, Value};
use super::reading::Reading;
use super::words::{WordError, resolve_words};
use super::zone::OffsetText;
use super::{Moment, MomentRange, Zone, ZoneError};

/// Why a text does not name one moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CutError {
    /// It is no date, or one that did not exist.
    #[error(transparent)]
    Edtf(#[from] EdtfError),
    /// It is a word that becomes no date.
    #[error(transparent)]
    Word(#[from] WordError),
    /// It has two ends.
    #[error("`{text}` is an interval, and one time is asked for; write one of its ends")]
    Interval {
        /// What was given.
        text: String,
    },
    /// The zone's clocks showed it twice.
    #[error("`{text}` came twice in {zone}; write `{text}{first}` for the first or `{text}{second}` for the second")]
    Twice {
        /// What was given.
        text: String,
        /// The zone's name.
        zone: String,
        /// The first offset: `+01:00`.
        first: String,
        /// The second offset: `+00:00`.
        second: String,
    },
    /// The zone in brackets is none.
    #[error(transparent)]
    Zone(#[from] ZoneError),
    /// Something other than an instant stands before a zone in brackets.
    #[error("`{text}` names a zone, and only an instant can: write it as `2016-06-26T18:00:00+01:00[Europe/London]`")]
    NoInstant {
        /// What was given.
        text: String,
    },
    /// The zone in brackets never had that offset then.
    #[error("`{text}` contradicts itself: {zone} was not at that offset then; leave out the one or the other")]
    Offset {
        /// What was given.
        text: String,
        /// The zone's name.
        zone: String,
    },
}

/// The moment that a time on the command line means; of a coarse one, its
/// latest.
///
/// Takes EDTF without intervals, the words `now`, `today` and `yesterday`
/// (counted from `now`), and what [`Zone::show`] prints.
///
/// # Errors
///
/// If the text is none of these, did not exist in the zone, or came twice in it
/// and says not which: the error then names both offsets.
pub fn parse_at(text: &str, now: Moment, zone: &Zone) -> Result<Moment, CutError> {
    Ok(range(text, now, zone)?.latest)
}

/// The moment that the start of a window on the command line means: as
/// [`parse_at`], but of a coarse time its earliest.
///
/// # Errors
///
/// Those of [`parse_at`].
pub fn parse_from(text: &str, now: Moment, zone: &Zone) -> Result<Moment, CutError> {
    Ok(range(text, now, zone)?.earliest)
}

fn range(text: &str, now: Moment, zone: &Zone) -> Result<MomentRange, CutError> {
    if text == "now" {
        return Ok(MomentRange::point(now));
    }
    if let Some((instant, name)) = text.strip_suffix(']').and_then(|text| text.split_once('[')) {
        // A set of EDTF begins with the bracket.
        if !instant.is_empty() {
            return in_brackets(text, instant, name).map(MomentRange::point);
        }
    }
    let value = Edtf::parse(&resolve_words(text, zone.day(now), now, zone)?)?;
    match value.form() {
        Form::Interval { .. } => Err(CutError::Interval { text: text.to_owned() }),
        Form::Single(Value::Date(_)) => Ok(value.bounds(zone)?),
        Form::Single(Value::Instant(instant)) => one_moment(&value, instant, zone).map(MomentRange::point),
    }
}

/// The one moment of an instant.
fn one_moment(value: &Edtf, instant: Instant, zone: &Zone) -> Result<Moment, CutError> {
    match moments(instant, zone) {
        Reading::Once(moment) => Ok(moment),
        Reading::Never(skip) => Err(value.skipped(skip, zone).into()),
        Reading::Twice { first, second } => Err(CutError::Twice {
            text: value.text().to_owned(),
            zone: zone.name().to_owned(),
            first: OffsetText(zone.offset_s(first)).to_string(),
            second: OffsetText(zone.offset_s(second)).to_string(),
        }),
    }
}

/// The moment of an instant that names its zone, by RFC 9557.
fn in_brackets(text: &str, instant: &str, name: &str) -> Result<Moment, CutError> {
    let zone = Zone::new(name)?;
    let value = Edtf::parse(&without_expansion(instant))?;
    let Form::Single(Value::Instant(instant)) = value.form() else {
        return Err(CutError::NoInstant { text: text.to_owned() });
    };
    let Some(minutes) = instant.offset_minutes else {
        return one_moment(&value, instant, &zone);
    };
    let candidates = match zone.reading(instant.wall) {
        Reading::Once(moment) => vec![moment],
        Reading::Twice { first, second } => vec![first, second],
        Reading::Never(_) => vec![],
    };
    // The written offset has no seconds, the zone's may: by this rule whatever
    // was shown reads back to the very moment.
    candidates
        .into_iter()
        .find(|&moment| OffsetText(zone.offset_s(moment)).minutes() == minutes)
        .ok_or_else(|| CutError::Offset { text: text.to_owned(), zone: zone.name().to_owned() })
}

/// A year that was expanded to six digits, with the four that EDTF writes.
fn without_expansion(instant: &str) -> String {
    match instant.strip_prefix("-00") {
        Some(rest) if rest.as_bytes().get(4) == Some(&b'-') => format!("-{rest}"),
        _ => instant.to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// 2016-06-26T17:00:00.75Z.
    const NOW: Moment = Moment(1_466_960_400_750_000);

    fn london() -> Zone {
        Zone::new("Europe/London").unwrap()
    }

    fn at(text: &str) -> Result<String, CutError> {
        parse_at(text, NOW, &london()).map(|moment| london().show_without_name(moment))
    }

    fn from(text: &str) -> Result<String, CutError> {
        parse_from(text, NOW, &london()).map(|moment| london().show_without_name(moment))
    }

    #[test]
    fn a_coarse_time_means_its_latest_moment_or_as_a_start_its_earliest() {
        assert_eq!(at("2016-06").unwrap(), "2016-06-30T23:59:59.999999+01:00");
        assert_eq!(from("2016-06").unwrap(), "2016-06-01T00:00:00+01:00");
        assert_eq!(at("2016-06-26T18:00").unwrap(), "2016-06-26T18:00:00+01:00");
        assert_eq!(from("2016-06-26T18:00Z").unwrap(), "2016-06-26T19:00:00+01:00");
    }

    #[test]
    fn words_are_counted_from_the_clock() {
        assert_eq!(parse_at("now", NOW, &london()), Ok(NOW));
        assert_eq!(at("today").unwrap(), "2016-06-26T23:59:59.999999+01:00");
        assert_eq!(from("yesterday").unwrap(), "2016-06-25T00:00:00+01:00");
        assert_eq!(at("todayT09:36").unwrap(), "2016-06-26T09:36:00+01:00");
    }

    #[test]
    fn an_hour_that_came_twice_is_refused_with_both_offsets() {
        let error = at("2016-10-30T01:30").unwrap_err().to_string();
        assert!(error.contains("`2016-10-30T01:30+01:00` for the first"), "{error}");
        assert!(error.contains("`2016-10-30T01:30+00:00` for the second"), "{error}");
        assert_eq!(at("2016-10-30T01:30+01:00").unwrap(), "2016-10-30T01:30:00+01:00");
    }

    #[test]
    fn an_hour_that_never_was_is_refused() {
        let error = at("2016-03-27T01:30").unwrap_err();
        let CutError::Edtf(EdtfError::Skipped { from, to, day, .. }) = &error else {
            panic!("{error:?}");
        };
        assert_eq!([day.as_str(), from, to], ["2016-03-27", "01:00", "02:00"]);
    }

    #[test]
    fn an_interval_is_refused_with_the_way_out() {
        let error = at("2016-06/2016-07").unwrap_err();
        assert!(error.to_string().contains("write one of its ends"), "{error}");
    }

    #[test]
    fn what_is_shown_can_be_asked_for_in_any_zone() {
        assert_eq!(at("2016-06-26T14:00:00-03:00[America/Sao_Paulo]").unwrap(), "2016-06-26T18:00:00+01:00");
        assert_eq!(at("2016-06-26T14:00[America/Sao_Paulo]").unwrap(), "2016-06-26T18:00:00+01:00");
        for (text, told) in [
            ("2016-06-26T18:00+02:00[Europe/London]", "contradicts itself"),
            ("2016-06-26T18:00+01:00[London]", "did you mean `Europe/London`?"),
            ("2016-06[Europe/London]", "only an instant can"),
            ("[2016]", "one of a set"),
        ] {
            let error = at(text).unwrap_err().to_string();
            assert!(error.contains(told), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_shown_reads_back(us in -377_000_000_000_000_000i64..=253_000_000_000_000_000) {
            for zone in [london(), Zone::new("America/New_York").unwrap()] {
                let shown = zone.show(Moment(us));
                prop_assert_eq!(parse_at(&shown, NOW, &london()), Ok(Moment(us)), "{}", shown);
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}", zoned in "[-+0-9T:\\[\\]A-Za-z/]{0,40}") {
            for text in [text, zoned] {
                if let (Ok(from), Ok(at)) =
                    (parse_from(&text, NOW, &london()), parse_at(&text, NOW, &london()))
                {
                    prop_assert!(from <= at);
                }
            }
        }
    }
}
