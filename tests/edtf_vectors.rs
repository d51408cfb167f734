//! Dates that three independent programs agree on, taken and refused alike.

#![allow(clippy::unwrap_used)]

#[path = "support/needs.rs"]
mod needs;

use reshuffle::domain::time::{Edtf, EdtfError, Zone};

#[test]
fn the_shared_strings_are_taken_as_their_level_says() {
    let Some(file) = needs::data("data/vectors/edtf.json") else { return };
    let london = Zone::new("Europe/London").unwrap();
    let vectors: serde_json::Value = serde_json::from_str(&file).unwrap();
    let mut accepted = 0;
    for entry in vectors["valid"].as_array().unwrap() {
        let text = entry["edtf"].as_str().unwrap();
        // Where two programs disagree on the level, EDTF's own page decides:
        // a year below 0 is of level 1, a date all of `X` is of level 2.
        let level = entry["level"].as_u64().unwrap_or(if text.starts_with('X') { 2 } else { 1 });
        let is_ours = level < 2 && !text.starts_with('Y') && !is_season(text);
        match Edtf::parse(text) {
            Ok(value) => {
                assert!(is_ours, "{text} is not ours, and was accepted");
                let range = value.bounds(&london).unwrap();
                assert!(range.earliest <= range.latest, "{text}");
                accepted += 1;
            }
            Err(EdtfError::NotSupported { feature, .. }) => {
                assert!(!is_ours, "{text} was refused as {feature}");
                assert_eq!(u64::from(feature.level()), level, "{text}: {feature}");
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert!(accepted > 50, "{accepted}");
    let invalid = vectors["invalid"].as_array().unwrap();
    assert!(!invalid.is_empty());
    for text in invalid.iter().filter_map(serde_json::Value::as_str) {
        let refused = Edtf::parse(text);
        assert!(matches!(&refused, Err(EdtfError::Malformed { at, .. }) if *at <= text.len()), "{text}: {refused:?}");
    }
}

fn is_season(text: &str) -> bool {
    ["-21", "-22", "-23", "-24"].iter().any(|season| text.ends_with(season) && text.trim_start_matches('-').len() == 7)
}
