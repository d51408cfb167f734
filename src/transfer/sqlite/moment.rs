//! Moments as text that sorts: ISO 8601, in UTC, always of one length.

use crate::domain::time::{Moment, Zone};

/// Writes moments.
pub(super) struct Clock(Zone);

impl Clock {
    /// The one that shows UTC.
    pub fn utc() -> Self {
        // The bundled database has this zone, whatever its release.
        Self(Zone::new("UTC").expect("UTC is a zone"))
    }

    /// A moment with its microseconds: `2016-06-26T17:00:00.000000Z`. None for
    /// one that stands for a missing bound. Years that four digits cannot hold
    /// would not sort, so what lies beyond them is written as their end.
    pub fn text(&self, moment: Moment) -> Option<String> {
        if moment.is_unbounded() {
            return None;
        }
        let parts = self.0.civil_parts(moment);
        Some(match parts.year {
            ..0 => "0000-01-01T00:00:00.000000Z".to_owned(),
            10_000.. => "9999-12-31T23:59:59.999999Z".to_owned(),
            year => format!(
                "{year:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z",
                parts.month, parts.day, parts.hour, parts.minute, parts.second, parts.microsecond
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_as_long_as_each_other_and_sort() {
        let clock = Clock::utc();
        let moments = [i64::MIN + 1, -1, 0, 1, 1_466_960_400_000_000, i64::MAX - 1];
        let texts: Vec<String> = moments.iter().filter_map(|us| clock.text(Moment(*us))).collect();
        assert_eq!(texts.len(), moments.len());
        assert!(texts.is_sorted() && texts.iter().all(|text| text.len() == 27), "{texts:?}");
        assert_eq!(texts[4], "2016-06-26T17:00:00.000000Z");
        assert_eq!((clock.text(Moment::MIN), clock.text(Moment::MAX)), (None, None));
    }
}
