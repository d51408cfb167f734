//! EDTF by example: each rule by its own strings.
#![allow(clippy::unwrap_used)]

use super::super::{MomentRange, Zone};
use super::*;

fn london() -> Zone {
    Zone::new("Europe/London").unwrap()
}

fn feature(text: &str) -> Option<Feature> {
    match Edtf::parse(text) {
        Err(EdtfError::NotSupported { feature, .. }) => Some(feature),
        _ => None,
    }
}

/// The byte at which a malformed text went wrong.
fn wrong_at(text: &str) -> Option<usize> {
    match Edtf::parse(text) {
        Err(EdtfError::Malformed { at, .. }) => Some(at),
        _ => None,
    }
}

/// Earliest and latest in London, without the zone's name.
fn bounds(text: &str) -> (String, String) {
    let MomentRange { earliest, latest } = Edtf::parse(text).unwrap().bounds(&london()).unwrap();
    let show = |moment| london().show_without_name(moment);
    (show(earliest), show(latest))
}

#[test]
fn every_feature_that_is_not_supported_has_its_name() {
    for (text, expected) in [
        ("2016-21", Feature::Season),
        ("2016-24~", Feature::Season),
        ("2016-21/2016-23", Feature::Season),
        ("Y10000", Feature::LongYear),
        ("Y-170000002", Feature::LongYear),
        ("Y-17E7", Feature::ExponentialYear),
        ("Y3388E2S3", Feature::SignificantDigits),
        ("Y171010000S3", Feature::SignificantDigits),
        ("1950S2", Feature::SignificantDigits),
        ("-1950S2", Feature::SignificantDigits),
        ("2016-25", Feature::SubYearGrouping),
        ("-2001-41", Feature::SubYearGrouping),
        ("[1667,1668,1670..1672]", Feature::OneOfASet),
        ("[..1760-12-03]", Feature::OneOfASet),
        ("[1760-01, 1760-02, 1760-12..]", Feature::OneOfASet),
        ("{1960,1961-12}", Feature::AllOfASet),
        ("{..1984}", Feature::AllOfASet),
        ("2016?-06-26", Feature::GroupQualification),
        ("2016-06~-26", Feature::GroupQualification),
        ("2016?-06?-26?", Feature::GroupQualification),
        ("~2016", Feature::ComponentQualification),
        ("%-2016-06-26", Feature::ComponentQualification),
        ("2016-?06-26", Feature::ComponentQualification),
        ("2016?-06-~26", Feature::ComponentQualification),
        ("2016/~2017", Feature::ComponentQualification),
        ("156X-12-25", Feature::UnspecifiedDigits),
        ("1XXX", Feature::UnspecifiedDigits),
        ("1XX3", Feature::UnspecifiedDigits),
        ("XXXX", Feature::UnspecifiedDigits),
        ("XXXX-XX-23", Feature::UnspecifiedDigits),
        ("2016-XX-26", Feature::UnspecifiedDigits),
        ("2016-1X", Feature::UnspecifiedDigits),
        ("2016-06-2X", Feature::UnspecifiedDigits),
        ("201X-XX", Feature::UnspecifiedDigits),
        ("2016-1X-XX", Feature::UnspecifiedDigits),
        ("2016-06-XX/2016-07-03", Feature::UnspecifiedInInterval),
        ("201X/..", Feature::UnspecifiedInInterval),
    ] {
        assert_eq!(feature(text), Some(expected), "{text}");
        let said = Edtf::parse(text).unwrap_err().to_string();
        assert!(said.contains(expected.name()), "{said}");
    }
}

#[test]
fn what_is_no_edtf_is_refused_at_the_place() {
    for (text, at) in [
        ("", 0),
        (" 2016", 0),
        ("2016 ", 4),
        ("2016-06-26\n", 10),
        ("+2016", 0),
        ("20", 2),
        ("201", 3),
        ("20X", 3),
        ("12345", 4),
        ("20160626", 4),
        ("2016-6-26", 6),
        ("2016-13", 5),
        ("2016-00", 5),
        ("2016-20", 5),
        ("2016-42", 5),
        ("2016-02-30", 8),
        ("2015-02-29", 8),
        ("2015-02-29~", 8),
        ("-0000", 0),
        ("-0000-01", 0),
        ("2016-06-31/2016-07", 8),
        ("2016/2016-13", 10),
        ("2016/2017/2018", 9),
        ("/", 0),
        ("..", 0),
        ("...", 0),
        ("2016/...", 5),
        ("2016/Y10000", 5),
        ("2016-06~~", 8),
        ("?2016?", 5),
        ("201X-13", 5),
        ("2016-2X", 5),
        ("2015-02-3X", 8),
        ("201X-02-30", 8),
        ("2015-XX-32", 8),
        ("2001?-23", 6),
        ("20XX-41", 5),
        ("2016-25~", 5),
        ("2016-21-01", 5),
        ("2016T13:03", 4),
        ("2016-06-26~T13:03", 11),
        ("2016-06-XXT13:03", 10),
        ("2016-06-26t13:03", 10),
        ("2016-06-26 13:03", 10),
        ("2016-06-26T", 11),
        ("2016-06-26T13", 13),
        ("2016-06-26T1303", 13),
        ("2016-06-26T13:3", 15),
        ("2016-06-26T25:00", 11),
        ("2016-06-26T24:01", 11),
        ("2016-06-26T13:60", 14),
        ("2016-06-26T23:59:60Z", 17),
        ("2016-06-26T13:03~", 16),
        ("2016-06-26T13:03z", 16),
        ("2016-06-26T13:03:00.", 20),
        ("2016-06-26T13:03:00.1234567", 26),
        ("2016-06-26T13:03-00:00", 16),
        ("2016-06-26T13:03+14:01", 16),
        ("2016-06-26T13:03+15", 16),
        ("2016-06-26T13:03+0100", 19),
        ("2016-06-26T13:03+01:60", 20),
        ("2016-06-26T13:03Z01", 17),
        ("Y2016", 0),
        ("Y02016", 1),
        ("Y10000~", 6),
        ("Y17E", 4),
        ("Y17E07", 4),
        ("1950S0", 5),
        ("1950S", 5),
        ("2016-06S2", 7),
        ("[1667}", 6),
        ("{1999", 5),
        ("[]", 1),
        ("[1667,]", 6),
        ("[1667..,1668]", 7),
        ("[1667..1668-01]", 7),
        ("[2001-21]", 1),
        ("2016–06", 4),
        ("٢٠١٦", 0),
        ("19uu", 2),
        ("unknown", 0),
        ("2016/open", 5),
        ("today", 0),
        ("P3D", 0),
    ] {
        assert_eq!(wrong_at(text), Some(at), "{text}: {:?}", Edtf::parse(text));
    }
}

#[test]
fn each_form_has_its_documented_bounds() {
    for (text, earliest, latest) in [
        ("2016-06-26", "2016-06-26T00:00:00+01:00", "2016-06-26T23:59:59.999999+01:00"),
        ("2016-06", "2016-06-01T00:00:00+01:00", "2016-06-30T23:59:59.999999+01:00"),
        ("2016-06-XX", "2016-06-01T00:00:00+01:00", "2016-06-30T23:59:59.999999+01:00"),
        ("2016", "2016-01-01T00:00:00+00:00", "2016-12-31T23:59:59.999999+00:00"),
        ("2016-XX", "2016-01-01T00:00:00+00:00", "2016-12-31T23:59:59.999999+00:00"),
        ("2016-XX-XX", "2016-01-01T00:00:00+00:00", "2016-12-31T23:59:59.999999+00:00"),
        ("201X?", "2010-01-01T00:00:00+00:00", "2019-12-31T23:59:59.999999+00:00"),
        ("20XX", "2000-01-01T00:00:00+00:00", "2099-12-31T23:59:59.999999+00:00"),
        ("2016-06-26T13:03", "2016-06-26T13:03:00+01:00", "2016-06-26T13:03:00+01:00"),
        ("2016-06-26T13:03Z", "2016-06-26T14:03:00+01:00", "2016-06-26T14:03:00+01:00"),
        ("2016-06-26T13:03:00.5-01", "2016-06-26T15:03:00.5+01:00", "2016-06-26T15:03:00.5+01:00"),
        ("2016-06-26T24:00", "2016-06-27T00:00:00+01:00", "2016-06-27T00:00:00+01:00"),
        ("2016-06-26T12:58/2016-06-27", "2016-06-26T12:58:00+01:00", "2016-06-27T23:59:59.999999+01:00"),
        ("2016-06/2016", "2016-06-01T00:00:00+01:00", "2016-12-31T23:59:59.999999+00:00"),
        // An hour that comes twice spans both.
        ("2016-10-30T01:30", "2016-10-30T01:30:00+01:00", "2016-10-30T01:30:00+00:00"),
        ("2016-10-30T01:30Z", "2016-10-30T01:30:00+00:00", "2016-10-30T01:30:00+00:00"),
    ] {
        assert_eq!(bounds(text), (earliest.to_owned(), latest.to_owned()), "{text}");
    }
}

#[test]
fn years_on_both_sides_of_zero_have_bounds() {
    let utc = Zone::new("UTC").unwrap();
    for (text, first, last) in [
        ("0000", "0000-01-01", "0000-12-31"),
        ("000X", "0000-01-01", "0009-12-31"),
        ("-000X", "-0009-01-01", "-0001-12-31"),
        ("-01XX", "-0199-01-01", "-0100-12-31"),
        ("-9999", "-9999-01-01", "-9999-12-31"),
        ("9999", "9999-01-01", "9999-12-31"),
        ("-0004-02-XX", "-0004-02-01", "-0004-02-29"),
    ] {
        let range = Edtf::parse(text).unwrap().bounds(&utc).unwrap();
        let days = [range.earliest, range.latest].map(|at| utc.day(at).unwrap().to_string());
        assert_eq!(days, [first, last], "{text}");
    }
}

#[test]
fn an_end_that_is_open_or_unknown_has_no_bound() {
    for text in ["../2016-06-26", "/2016-06-26"] {
        let range = Edtf::parse(text).unwrap().bounds(&london()).unwrap();
        assert!(range.earliest.is_unbounded() && !range.latest.is_unbounded());
    }
    assert_eq!(Edtf::parse("../..").unwrap().bounds(&london()), Ok(MomentRange::ALWAYS));
    assert_eq!(Edtf::parse("/..").unwrap().unknown_ends(), (true, false));
    assert_eq!(Edtf::parse("2016/").unwrap().unknown_ends(), (false, true));
}

#[test]
fn marks_are_carried_and_move_no_bound() {
    for (text, is_uncertain, is_approximate) in [
        ("2016-06", false, false),
        ("2016-06?", true, false),
        ("2016-06~", false, true),
        ("2016-06%", true, true),
        ("2016-06?/2016-07", true, false),
        ("../2016-07~", false, true),
        ("201X~", false, true),
    ] {
        let value = Edtf::parse(text).unwrap();
        let marks = (value.mark().uncertain, value.mark().approximate);
        assert_eq!(marks, (is_uncertain, is_approximate), "{text}");
        assert_eq!(bounds(text), bounds(&text.replace(['?', '~', '%'], "")));
        assert_eq!(value.text(), text);
    }
}

#[test]
fn an_interval_that_runs_backwards_is_refused() {
    for text in ["2017/2016", "2016-07-01/2016-06", "2016/-2016", "2016-12/2016-01"] {
        let error = Edtf::parse(text).unwrap_err();
        assert_eq!(error, EdtfError::Backwards { text: text.to_owned() });
    }
    for text in [
        "2016-06-26T14:00/2016-06-26T13:00",
        "2016-06-26T13:00Z/2016-06-26T13:30+01:00",
        "2016-06-26T00:30+01:00/2016-06-25T23:00Z",
        "2016-06-27/2016-06-26T23:00",
    ] {
        let error = Edtf::parse_in(text, &london()).unwrap_err();
        assert_eq!(error, EdtfError::Backwards { text: text.to_owned() });
    }
    assert!(Edtf::parse_in("2016-06-26T13:00/2016-06-26T13:00", &london()).is_ok());
}

#[test]
fn what_the_clocks_or_the_calendar_skipped_is_refused_by_name() {
    let error = Edtf::parse_in("../2016-03-27T01:30", &london()).unwrap_err();
    let said = error.to_string();
    assert!(said.contains("on 2016-03-27 the clocks went from 01:00 straight to 02:00"), "{said}");
    let apia = Zone::new("Pacific/Apia").unwrap();
    let error = Edtf::parse_in("2011-12-30", &apia).unwrap_err();
    assert!(error.to_string().contains("a day that Pacific/Apia skipped"), "{error}");
    let error = Edtf::parse_in("2011-12-30T12:00", &apia).unwrap_err();
    assert!(error.to_string().contains("on 2011-12-30 the clocks went from 00:00 straight to 00:00 on 2011-12-31"));
    assert!(Edtf::parse_in("2011-12", &apia).is_ok());
}

#[test]
fn the_one_day_of_a_value_is_told_in_the_zone() {
    let day = |text: &str| {
        let day = Edtf::parse(text).unwrap().single_day(&london());
        day.map(|day| day.to_string())
    };
    assert_eq!(day("2016-06-26~").as_deref(), Some("2016-06-26"));
    assert_eq!(day("2016-06-26T23:30Z").as_deref(), Some("2016-06-27"));
    assert_eq!(day("2016-06-26T09:00/2016-06-26T10:00").as_deref(), Some("2016-06-26"));
    assert_eq!(day("2016-06"), None);
    assert_eq!(day("../2016-06-26"), None);
}

#[test]
fn an_instant_is_told_from_a_date_and_from_an_interval() {
    let kind = |text: &str| {
        let value = Edtf::parse(text).unwrap();
        (value.is_instant(), value.is_interval())
    };
    assert_eq!(kind("2016-06-26T13:03"), (true, false));
    assert_eq!(kind("2016-06-26"), (false, false));
    assert_eq!(kind("../2016-06-26T13:03"), (false, true));
}
