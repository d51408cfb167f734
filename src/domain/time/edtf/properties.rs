//! EDTF by law: what holds for any text and for any date.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::super::Zone;
use super::{Edtf, EdtfError};

/// Texts that are nearly EDTF: its own letters, in its own order.
fn nearly() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[?~%]?-?[0-9X]{4}[?~%]?",
        "[?~%]?-?[0-9X]{4}[?~%]?-[?~%]?[0-4X][0-9X][?~%]?",
        "-?[0-9]{4}-[01][0-9]-[?~%]?[0-3X][0-9X][?~%]?",
        "-?[0-9]{4}-0[1-9]-[0-2][0-9]T[0-2][0-9]:[0-6][0-9](:[0-6][0-9])?(\\.[0-9]{1,7})?(Z|[-+][01][0-9](:[0-6][0-9])?)?",
        "Y-?[0-9]{1,7}(E[0-9])?(S[0-9])?",
        "(\\.\\.)?",
        "[-0-9X?~%TYESZ:.,+\\[\\]{}/]{0,30}",
    ];
    prop_oneof![
        part.clone(),
        (part.clone(), part.clone()).prop_map(|(start, end)| format!("{start}/{end}")),
        (part.clone(), part).prop_map(|(first, last)| format!("[{first},{last}]")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_text_panics_and_no_range_runs_backwards(near in nearly(), any in "\\PC*") {
        for text in [near, any] {
            match Edtf::parse(&text) {
                Ok(value) => {
                    prop_assert_eq!(value.text(), &text);
                    for zone in ["Europe/London", "Pacific/Apia"] {
                        if let Ok(range) = value.bounds(&Zone::new(zone).unwrap()) {
                            prop_assert!(range.earliest <= range.latest, "{}", text);
                        }
                    }
                }
                Err(EdtfError::Malformed { at, .. }) => prop_assert!(text.is_char_boundary(at)),
                Err(error) => prop_assert!(error.to_string().contains(&text)),
            }
        }
    }

    #[test]
    fn a_coarser_date_holds_the_finer_one(year in -9999i32..=9999, month in 1u8..=12, on in 1u8..=28) {
        let sign = if year < 0 { "-" } else { "" };
        let day = format!("{sign}{:04}-{month:02}-{on:02}", year.abs());
        let at = day.len();
        let coarse = [format!("{day}T12:00"), day.clone(), day[..at - 3].to_owned(), day[..at - 6].to_owned()];
        let london = Zone::new("Europe/London").unwrap();
        let ranges: Vec<_> = coarse
            .iter()
            .map(|text| Edtf::parse(text).unwrap().bounds(&london).unwrap())
            .collect();
        for pair in ranges.windows(2) {
            prop_assert_eq!(pair[0].intersection(pair[1]), Some(pair[0]));
        }
    }
}
