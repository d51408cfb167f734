//! What can be wrong with an EDTF value.

use std::fmt;

/// Why a text is not an EDTF value of this ledger.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EdtfError {
    /// EDTF has it, and this ledger does not.
    #[error("`{text}` is not supported: {feature}; {}", .feature.way_out())]
    NotSupported {
        /// What was given.
        text: String,
        /// What of EDTF it uses.
        feature: Feature,
    },
    /// It is no EDTF.
    #[error("`{text}` is not an EDTF date{}", what_instead(.text, *.at, .expected))]
    Malformed {
        /// What was given.
        text: String,
        /// The byte at which it went wrong, from 0.
        at: usize,
        /// What should have stood there.
        expected: &'static str,
    },
    /// An interval whose earliest moment comes after its latest.
    #[error("`{text}` ends before it begins; write the earlier end first")]
    Backwards {
        /// What was given.
        text: String,
    },
    /// The zone's clocks skipped it.
    #[error(
        "`{text}` names a time that did not exist in {zone}: on {day} the clocks went from {from} straight to {to}; write a time that existed, or give its offset"
    )]
    Skipped {
        /// What was given.
        text: String,
        /// The zone's name.
        zone: String,
        /// The day of the change.
        day: String,
        /// What the clocks showed last before the change.
        from: String,
        /// What they showed right after it.
        to: String,
    },
    /// The zone's calendar skipped the whole day.
    #[error("{day} in `{text}` is a day that {zone} skipped; write the day before or after it")]
    NoSuchDay {
        /// What was given.
        text: String,
        /// The zone's name.
        zone: String,
        /// The day.
        day: String,
    },
}

/// What EDTF allows and this ledger does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    /// Level 1: `2016-21` to `2016-24`.
    Season,
    /// Level 1: `Y12345`, which is how EDTF writes years beyond ±9999.
    LongYear,
    /// Level 2: `Y17E7`.
    ExponentialYear,
    /// Level 2: `1950S2`.
    SignificantDigits,
    /// Level 2: `2016-25` to `2016-41`: seasons by hemisphere, quarters,
    /// quadrimesters, semesters.
    SubYearGrouping,
    /// Level 2: `[1667,1668]`.
    OneOfASet,
    /// Level 2: `{1960,1961}`.
    AllOfASet,
    /// Level 2: `2016?-06-26`, a mark for all that stands left of it.
    GroupQualification,
    /// Level 2: `2016-~06-26`, a mark for the part right of it.
    ComponentQualification,
    /// Level 2: `156X-12-25`, `1XX3`, `XXXX`.
    UnspecifiedDigits,
    /// Level 2: `2016-06-XX/2016-07-03`.
    UnspecifiedInInterval,
}

/// What to write instead, where that can be told; else where it went wrong.
fn what_instead(text: &str, at: usize, expected: &str) -> String {
    let place = || format!(": at column {}, {expected} is expected", at + 1);
    super::meant::way_out(text).map_or_else(place, |way_out| format!("; {way_out}"))
}

impl Feature {
    /// Every one of them, in the order of EDTF's own page.
    pub const ALL: [Self; 11] = [
        Self::LongYear,
        Self::Season,
        Self::ExponentialYear,
        Self::SignificantDigits,
        Self::SubYearGrouping,
        Self::OneOfASet,
        Self::AllOfASet,
        Self::GroupQualification,
        Self::ComponentQualification,
        Self::UnspecifiedDigits,
        Self::UnspecifiedInInterval,
    ];

    /// The level of EDTF that it belongs to.
    #[must_use]
    pub fn level(self) -> u8 {
        match self {
            Self::Season | Self::LongYear => 1,
            _ => 2,
        }
    }

    /// Its name, after EDTF's own page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Season => "season",
            Self::LongYear => "year beyond ±9999",
            Self::ExponentialYear => "exponential year",
            Self::SignificantDigits => "significant digits",
            Self::SubYearGrouping => "sub-year grouping",
            Self::OneOfASet => "set representation (one of a set)",
            Self::AllOfASet => "set representation (all members)",
            Self::GroupQualification => "group qualification",
            Self::ComponentQualification => "qualification of an individual component",
            Self::UnspecifiedDigits => "unspecified digit anywhere in the date",
            Self::UnspecifiedInInterval => "unspecified digit in an interval",
        }
    }

    /// What to write in its place.
    #[must_use]
    pub fn way_out(self) -> &'static str {
        match self {
            Self::Season | Self::SubYearGrouping => "write its months as an interval, such as `2016-06/2016-08`",
            Self::LongYear | Self::ExponentialYear => "years run from -9999 to 9999",
            Self::SignificantDigits => "write the years as an interval, such as `1950/1959`",
            Self::OneOfASet => "write the interval from the first to the last, such as `1667/1672`",
            Self::AllOfASet => "record one fact for each date",
            Self::GroupQualification | Self::ComponentQualification => {
                "put one mark at the very end, such as `2016-06-26~`"
            }
            Self::UnspecifiedDigits => {
                "`X` may stand for a year's last one or two digits (`201X`, `20XX`), for a month (`2016-XX`), a day (`2016-06-XX`) or both (`2016-XX-XX`); or write an interval"
            }
            Self::UnspecifiedInInterval => "write the end itself coarser, such as `2016-06/2016-07-03`",
        }
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (EDTF level {})", self.name(), self.level())
    }
}
