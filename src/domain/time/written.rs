//! A range of moments, written as EDTF again.

use super::civil::{Day, Wall};
use super::{Edtf, Mark, Moment, MomentRange, Zone};

/// The EDTF that means a range in a zone: a year, a month or a day where it is
/// one, an instant for a point, else an interval. None for any moment at all.
///
/// A mark is written on days and what is coarser; EDTF has none for instants.
///
/// ```
/// use reshuffle::domain::time::{Edtf, Mark, Zone, written};
///
/// let zone = Zone::new("Europe/London")?;
/// let june = Edtf::parse("2016-06-01/2016-06-30")?.bounds(&zone)?;
/// assert_eq!(written(june, Mark::default(), &zone).as_deref(), Some("2016-06"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn written(range: MomentRange, mark: Mark, zone: &Zone) -> Option<String> {
    if range == MomentRange::ALWAYS {
        return None;
    }
    if let Some(date) = date(range, zone) {
        return Some(format!("{date}{}", mark.sign()));
    }
    if range.is_point() {
        return Some(instant(range.earliest, zone));
    }
    let start = if range.earliest == Moment::MIN { "..".to_owned() } else { start(range.earliest, mark, zone) };
    let end = if range.latest == Moment::MAX { "..".to_owned() } else { end(range.latest, mark, zone) };
    Some(format!("{start}/{end}"))
}

/// The year, month or day that a range is.
fn date(range: MomentRange, zone: &Zone) -> Option<String> {
    let (first, last) = (zone.day(range.earliest)?, zone.day(range.latest)?);
    if zone.days(first, last) != Some(range) {
        return None;
    }
    let text = first.to_string();
    let is_first = first.day() == 1;
    let same_year = first.year() == last.year();
    // A day is written YYYY-MM-DD, with a sign before a year below 0.
    if is_first && first.month() == 1 && same_year && last.month() == 12 && last.day() == 31 {
        return Some(text[..text.len() - 6].to_owned());
    }
    if is_first && Day::last_of_month(first.year(), first.month()) == Some(last) {
        return Some(text[..text.len() - 3].to_owned());
    }
    (first == last).then_some(text)
}

fn start(moment: Moment, mark: Mark, zone: &Zone) -> String {
    let day = zone.day(moment).filter(|day| zone.days(*day, *day).is_some_and(|of| of.earliest == moment));
    day.map_or_else(|| instant(moment, zone), |day| format!("{day}{}", mark.sign()))
}

fn end(moment: Moment, mark: Mark, zone: &Zone) -> String {
    let day = zone.day(moment).filter(|day| zone.days(*day, *day).is_some_and(|of| of.latest == moment));
    day.map_or_else(|| instant(moment, zone), |day| format!("{day}{}", mark.sign()))
}

/// A moment with an offset; in UTC where the offset of long ago had seconds,
/// which no offset can be written with.
fn instant(moment: Moment, zone: &Zone) -> String {
    if zone.offset_s(moment) % 60 == 0 { zone.show_without_name(moment) } else { utc(moment) }
}

/// A moment in UTC, as standards write that want it so: `2016-06-26T17:00:00Z`.
#[must_use]
pub fn utc(moment: Moment) -> String {
    format!("{}Z", Wall::at(moment, 0).parts().written())
}

impl Edtf {
    /// The value that means a range in a zone; none for any moment at all, and
    /// for a year that EDTF has no four digits for.
    #[must_use]
    pub fn of_range(range: MomentRange, mark: Mark, zone: &Zone) -> Option<Self> {
        Self::parse(&written(range, mark, zone)?).ok()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn rewritten(text: &str, zone: &str) -> (MomentRange, String) {
        let zone = Zone::new(zone).unwrap();
        let edtf = Edtf::parse(text).unwrap();
        let range = edtf.bounds(&zone).unwrap();
        (range, written(range, edtf.mark(), &zone).unwrap())
    }

    #[test]
    fn what_is_written_back_means_the_same_moments() {
        for text in [
            "2016",
            "2016-06",
            "2016-02",
            "2016-06-26",
            "2016-06-26~",
            "2016-06?",
            "../2016-06-26",
            "2016-06-26/..",
            "2016-06-26T13:03:00+01:00",
            "2016-06-26T13:03:07.25Z",
            "2016-06-26T17:30/2016-06-26T18:30",
            "2016-06-26T12:00/2016-06-27",
            "2016-01/2016-12",
            "2016-06-26%/2016-06-28%",
            "1066",
            "-0044-03-15",
            "201X",
            "1840-03-02T10:00:00",
        ] {
            for zone in ["Europe/London", "America/Sao_Paulo", "UTC"] {
                let (range, again) = rewritten(text, zone);
                let zone = Zone::new(zone).unwrap();
                let read = Edtf::parse(&again).unwrap();
                assert_eq!(read.bounds(&zone).unwrap(), range, "{text} became {again}");
                assert_eq!(read.mark(), Edtf::parse(text).unwrap().mark(), "{text} became {again}");
            }
        }
    }

    #[test]
    fn the_shortest_form_is_taken() {
        for (text, short) in [
            ("2016-01-01/2016-12-31", "2016"),
            ("2016-02-01/2016-02-29", "2016-02"),
            ("2016-06-26/2016-06-26", "2016-06-26"),
            ("2016-06-26T13:03", "2016-06-26T13:03:00+01:00"),
            ("2016-06-26T13:03/..", "2016-06-26T13:03:00+01:00/.."),
        ] {
            assert_eq!(rewritten(text, "Europe/London").1, short);
        }
        assert_eq!(written(MomentRange::ALWAYS, Mark::default(), &Zone::new("UTC").unwrap()), None);
    }
}
