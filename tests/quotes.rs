//! Finding quotes: on exact bytes, in every script, and on the real article.

#![allow(clippy::unwrap_used)]

#[path = "support/needs.rs"]
mod needs;

use proptest::prelude::*;
use reshuffle::sources::{MAX_QUOTE_BYTES, Part, Place, QuoteError, Wanted, locate, verify};

fn find(text: &str, exact: &str) -> Result<Place, QuoteError> {
    locate(text, &Wanted::exact(exact))
}

/// Locates a quote, checks that it verifies, and gives back its offsets.
fn offsets(text: &str, exact: &str) -> (std::ops::Range<u64>, std::ops::Range<u64>) {
    let place = find(text, exact).unwrap();
    assert_eq!(verify(text, &place), Ok(()));
    (place.bytes, place.chars)
}

fn within<'a>(exact: &'a str, prefix: &'a str, suffix: &'a str) -> Wanted<'a> {
    Wanted { exact, prefix: Some(prefix), suffix: Some(suffix) }
}

#[test]
fn every_quote_of_the_real_article_is_located_and_verifies() {
    let Some(article) = needs::data("labourlist/article.txt") else { return };
    let Some(facts) = needs::data("labourlist/facts.jsonl") else { return };
    for line in facts.lines() {
        let fact: serde_json::Value = serde_json::from_str(line).unwrap();
        let quote = fact["quote"].as_str().unwrap();
        let place = find(&article, quote).unwrap();
        assert_eq!(place.exact, quote);
        assert_eq!(verify(&article, &place), Ok(()));
    }
}

#[test]
fn thirty_two_characters_of_context_are_stored_and_fewer_at_the_ends() {
    let text = format!("{}QUOTE{}", "é".repeat(40), "😀".repeat(40));
    let place = find(&text, "QUOTE").unwrap();
    assert_eq!(place.prefix, "é".repeat(32));
    assert_eq!(place.suffix, "😀".repeat(32));
    let place = find("a QUOTE", "QUOTE").unwrap();
    assert_eq!((place.prefix.as_str(), place.suffix.as_str()), ("a ", ""));
    let whole = find("QUOTE", "QUOTE").unwrap();
    assert_eq!((whole.prefix.as_str(), whole.suffix.as_str()), ("", ""));
}

#[test]
fn offsets_count_bytes_and_code_points_in_every_script() {
    assert_eq!(offsets("Zoë left", "left"), (5..9, 4..8));
    assert_eq!(offsets("Zoe\u{308} left", "left"), (6..10, 5..9));
    let family = "👩\u{200d}👩\u{200d}👧";
    assert_eq!(offsets(&format!("a {family} b"), family), (2..20, 2..7));
    assert_eq!(offsets("قال الوزير: استقلت", "استقلت"), (21..33, 12..18));
    assert_eq!(offsets("one\r\ntwo", "e\r\nt"), (2..6, 2..6));
}

#[test]
fn a_byte_order_mark_counts_as_one_character() {
    let text = "\u{feff}Benn was sacked";
    assert_eq!(offsets(text, "Benn"), (3..7, 1..5));
    assert_eq!(find(text, "Benn").unwrap().prefix, "\u{feff}");
    assert_eq!(offsets(text, "\u{feff}Benn"), (0..7, 0..5));
}

#[test]
fn another_normal_form_another_line_end_or_another_apostrophe_is_absent() {
    for (text, exact) in [
        ("Zoe\u{308} left", "Zo\u{eb} left"),
        ("Zo\u{eb} left", "Zoe\u{308} left"),
        ("one\r\ntwo", "one\ntwo"),
        ("Corbyn’s", "Corbyn's"),
        ("Labour", "labour"),
    ] {
        let error = find(text, exact).unwrap_err();
        let QuoteError::Absent { part: Part::Quote, nearest: Some(near) } = error else {
            panic!("{error:?}");
        };
        assert_eq!(near.passage, text);
        assert_eq!(find(text, &near.passage).unwrap().exact, text);
    }
}

#[test]
fn a_quote_that_occurs_twice_is_refused_with_a_way_to_pick_each() {
    let text = "Ian resigned.\nLucy resigned.\nKarl resigned at noon.";
    let error = find(text, "resigned").unwrap_err();
    let QuoteError::Ambiguous { count, spots } = &error else {
        panic!("{error:?}");
    };
    assert_eq!((*count, spots.len()), (3, 3));
    for (number, spot) in (1..).zip(spots) {
        assert_eq!(spot.line, number);
        let pick = spot.pick.as_ref().unwrap();
        let picked = locate(text, &within("resigned", &pick.prefix, &pick.suffix)).unwrap();
        assert_eq!(picked.bytes, spot.bytes);
    }
    let message = error.to_string();
    assert!(message.contains(r#"line 2: between "Ian resigned.\nLucy " and "#), "{message}");
    assert!(message.contains(r#"with prefix "Lucy ""#), "{message}");
}

#[test]
fn overlapping_occurrences_count_and_can_each_be_picked() {
    let error = find("aaaa", "aa").unwrap_err();
    let QuoteError::Ambiguous { count: 3, spots } = error else {
        panic!("{error:?}");
    };
    for spot in spots {
        let pick = spot.pick.unwrap();
        let picked = locate("aaaa", &within("aa", &pick.prefix, &pick.suffix)).unwrap();
        assert_eq!(picked.bytes, spot.bytes);
    }
}

#[test]
fn a_prefix_must_end_and_a_suffix_begin_right_beside_the_quote() {
    let text = "Ian resigned. Lucy resigned.";
    let place = locate(text, &within("resigned", "Lucy ", "")).unwrap();
    assert_eq!(place.bytes, 19..27);
    assert_eq!(place.prefix, "Ian resigned. Lucy ");
    let place = locate(text, &within("resigned", "", ". L")).unwrap();
    assert_eq!(place.bytes, 4..12);
    for wanted in [within("resigned", "Lucy", ""), within("Lucy", "Karl ", ""), within("resigned", "Ian ", ".x")] {
        let error = locate(text, &wanted).unwrap_err();
        let QuoteError::OutOfContext { part, count, spots } = &error else {
            panic!("{error:?}");
        };
        assert_eq!((*part, *count), (Part::Quote, spots.len()));
    }
}

#[test]
fn a_prefix_that_leaves_two_places_is_still_ambiguous() {
    let text = "Mr Ian resigned. Ms Ian resigned. Karl resigned.";
    let error = locate(text, &within("resigned", "Ian ", "")).unwrap_err();
    let QuoteError::Ambiguous { count: 2, spots } = error else {
        panic!("{error:?}");
    };
    assert_eq!(spots[1].pick.as_ref().unwrap().prefix, "Ms Ian ");
}

#[test]
fn a_difference_beyond_a_long_prefix_is_still_found_and_one_too_far_is_not_made_up() {
    let shared = "x".repeat(500);
    let text = format!("1{shared}Ian{shared}. 2{shared}Ian{shared}!");
    let places = |prefix: &str| match locate(&text, &within("Ian", prefix, "")) {
        Err(QuoteError::Ambiguous { count: 2, spots }) => spots,
        other => panic!("{other:?}"),
    };
    let near = places(&shared);
    assert_eq!(near[0].pick.as_ref().unwrap().prefix, format!("1{shared}"));
    let far = places("x");
    assert_eq!(far.iter().filter(|spot| spot.pick.is_some()).count(), 0);
}

#[test]
fn nothing_and_too_much_are_refused() {
    assert_eq!(find("text", ""), Err(QuoteError::Empty));
    let text = format!("a{}b", "é".repeat(3000));
    let most = "é".repeat(MAX_QUOTE_BYTES / 2);
    let error = find(&text, &format!("a{most}")).unwrap_err();
    assert_eq!(error, QuoteError::TooLong { part: Part::Quote, bytes: 4097 });
    assert_eq!(find(&text, &format!("a{}", &most[2..])).unwrap().bytes, 0..4095);
    let long = format!("{most}!");
    let error = locate(&text, &within("b", &long, "")).unwrap_err();
    assert_eq!(error, QuoteError::TooLong { part: Part::Prefix, bytes: 4097 });
}

#[test]
fn three_dots_mean_the_one_passage_between_and_store_it_in_full() {
    let Some(article) = needs::data("labourlist/article.txt") else { return };
    let place = find(&article, "She was joined by...throughout the day.").unwrap();
    assert!(place.exact.contains("Lilian Greenwood"));
    assert!(place.exact.ends_with("throughout the day."));
    assert_eq!(verify(&article, &place), Ok(()));
    let place = find(&article, "Heidi Alexander...Chris Bryant, all").unwrap();
    assert!(place.exact.contains('\n'), "a passage may span lines");
    let touching = find("one two", "one...  two".trim()).unwrap_err();
    assert!(matches!(touching, QuoteError::Absent { part: Part::End, .. }), "{touching:?}");
    assert_eq!(find("one two", "one... two").unwrap().bytes, 0..7);
}

#[test]
fn dots_that_stand_in_the_source_stand_for_themselves() {
    let text = "Well... I go. Well, so I go.";
    assert_eq!(find(text, "Well... I go").unwrap().bytes, 0..12);
    let (text, ellipsis) = ("He said … and left", "said … and");
    assert_eq!(find(text, ellipsis).unwrap().exact, ellipsis);
    assert_eq!(find(text, "said...left").unwrap().exact, "said … and left");
    assert!(find(text, "said…left").is_err());
}

#[test]
fn four_dots_are_a_full_stop_and_words_left_out() {
    let text = "He left. She stayed. They voted.";
    assert_eq!(find(text, "He left.... They voted").unwrap().bytes, 0..31);
}

#[test]
fn dots_that_fit_several_passages_are_refused_unless_context_picks_one() {
    let text = "So A went to B. Then A ran to B and C.";
    for (quote, passages) in [("A...C", 2), ("to...B", 3), ("A...B", 3)] {
        let error = find(text, quote).unwrap_err();
        let QuoteError::Ambiguous { count, spots } = error else {
            panic!("{quote}: {error:?}");
        };
        assert_eq!(count, passages, "{quote}");
        for spot in spots {
            let pick = spot.pick.unwrap();
            let picked = locate(text, &within(quote, &pick.prefix, &pick.suffix)).unwrap();
            assert_eq!(picked.bytes, spot.bytes, "{quote}");
        }
    }
    let picked = locate(text, &within("A...B", "Then ", "")).unwrap();
    assert_eq!(picked.exact, "A ran to B");
}

#[test]
fn whatever_is_offered_to_pick_a_place_of_the_real_article_picks_it() {
    let Some(article) = needs::data("labourlist/article.txt") else { return };
    for quote in ["Labour", "e", "He...his", "Corbyn...the", "the...and"] {
        let error = find(&article, quote).unwrap_err();
        let QuoteError::Ambiguous { spots, .. } = error else {
            panic!("{quote}: {error:?}");
        };
        assert!(spots.iter().any(|spot| spot.pick.is_some()), "{quote}");
        for spot in spots {
            let Some(pick) = spot.pick else { continue };
            let picked = locate(&article, &within(quote, &pick.prefix, &pick.suffix)).unwrap();
            assert_eq!(picked.bytes, spot.bytes, "{quote}");
        }
    }
}

#[test]
fn dots_without_a_passage_say_which_side_is_wrong() {
    let text = "first words\nlast words";
    let wrong = |quote: &str| find(text, quote).unwrap_err();
    let error = wrong("frist words...last");
    let QuoteError::Absent { part: Part::Start, nearest: Some(near) } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(near.passage, "first words");
    assert!(matches!(wrong("first...lost words"), QuoteError::Absent { part: Part::End, .. }));
    let (start_line, end_line) = (2, 1);
    assert_eq!(wrong("last...first"), QuoteError::OutOfOrder { start_line, end_line });
    assert_eq!(wrong("first...x...last"), QuoteError::Gaps { count: 2 });
    let error = locate(text, &within("first...last", "x", "")).unwrap_err();
    assert!(matches!(error, QuoteError::OutOfContext { part: Part::Start, .. }), "{error:?}");
    assert!(matches!(wrong("...first words"), QuoteError::Absent { part: Part::Quote, .. }));
}

#[test]
fn a_passage_between_dots_may_be_as_long_as_a_quote_and_no_longer() {
    let fits = format!("A{}B", "x".repeat(MAX_QUOTE_BYTES - 2));
    assert_eq!(find(&fits, "A...B").unwrap().exact.len(), MAX_QUOTE_BYTES);
    let long = format!("A{}B", "x".repeat(MAX_QUOTE_BYTES - 1));
    let (part, bytes) = (Part::Passage, MAX_QUOTE_BYTES + 1);
    assert_eq!(find(&long, "A...B"), Err(QuoteError::TooLong { part, bytes }));
    // A second END out of reach is no second passage.
    let far = format!("{fits}{}B", "x".repeat(MAX_QUOTE_BYTES));
    assert_eq!(find(&far, "A...B").unwrap().exact, fits);
}

#[test]
fn a_text_of_one_letter_is_searched_in_linear_time() {
    let text = "a".repeat(1 << 21);
    let quote = "a".repeat(MAX_QUOTE_BYTES);
    let error = find(&text, &quote).unwrap_err();
    let QuoteError::Ambiguous { count, spots } = error else {
        panic!("{error:?}");
    };
    assert_eq!(count, (1 << 21) - MAX_QUOTE_BYTES + 1);
    assert!(spots.iter().all(|spot| spot.pick.is_none()));
    assert!(find(&text, "a...a").is_err());
    assert!(find(&text, "ab").is_err());
}

/// Text of few letters, so that things repeat, in all widths of UTF-8.
fn small_text() -> impl Strategy<Value = String> {
    let letters = prop::sample::select(vec!["a", "b", "é", "e\u{301}", "’", "😀", "\r\n", " ", "."]);
    prop::collection::vec(letters, 1..40).prop_map(|letters| letters.concat())
}

proptest! {
    #[test]
    fn a_stretch_of_the_text_is_located_where_it_is_or_refused_as_ambiguous(
        text in small_text(), one: prop::sample::Index, other: prop::sample::Index,
    ) {
        let cuts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (one, other) = (*one.get(&cuts), *other.get(&cuts));
        let (start, end) = (one.min(other), one.max(other));
        prop_assume!(start < end);
        let exact = &text[start..end];
        let expected = cuts.iter().filter(|&&at| text[at..].starts_with(exact)).count();
        match find(&text, exact) {
            Ok(place) => {
                prop_assert_eq!(expected, 1);
                prop_assert_eq!(&place.bytes, &(start as u64..end as u64));
                prop_assert_eq!(verify(&text, &place), Ok(()));
            }
            Err(QuoteError::Ambiguous { count, spots }) => {
                prop_assert_eq!(count, expected);
                for spot in spots {
                    let pick = spot.pick.unwrap();
                    let picked = locate(&text, &within(exact, &pick.prefix, &pick.suffix)).unwrap();
                    prop_assert_eq!(picked.bytes, spot.bytes);
                }
            }
            Err(other) => prop_assert!(false, "{:?}", other),
        }
    }

    #[test]
    fn whatever_is_located_verifies_and_nothing_panics(
        text in prop_oneof![small_text(), ".{0,80}"],
        exact in prop_oneof![small_text(), ".{0,12}", "[ab.]{1,12}"],
        prefix in prop::option::of("[ab .]{0,2}"),
        suffix in prop::option::of("[ab .]{0,2}"),
    ) {
        let wanted = Wanted {
            exact: &exact,
            prefix: prefix.as_deref(),
            suffix: suffix.as_deref(),
        };
        match locate(&text, &wanted) {
            Ok(place) => {
                prop_assert_eq!(verify(&text, &place), Ok(()));
                let (start, end) = (place.bytes.start as usize, place.bytes.end as usize);
                prop_assert!(text[..start].ends_with(prefix.as_deref().unwrap_or_default()));
                prop_assert!(text[end..].starts_with(suffix.as_deref().unwrap_or_default()));
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}
