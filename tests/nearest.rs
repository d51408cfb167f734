//! The passage that is shown when a quote does not occur.

#![allow(clippy::unwrap_used)]

#[path = "support/needs.rs"]
mod needs;

use proptest::prelude::*;
use reshuffle::sources::{Difference, MAX_QUOTE_BYTES, QuoteError, Wanted, Wording, locate, nearest};

/// What differs, checking that the passage is the source's own at its place.
fn differs(text: &str, quote: &str, passage: &str) -> Vec<Difference> {
    let near = nearest(text, quote).unwrap();
    let (start, end) = (near.bytes.start as usize, near.bytes.end as usize);
    assert_eq!(&text[start..end], near.passage);
    assert_eq!(near.passage, passage);
    assert_eq!(near.wording, None);
    near.differs
}

#[test]
fn the_same_words_in_another_typing_are_found_and_the_difference_named() {
    let Some(article) = needs::data("labourlist/article.txt") else { return };
    assert_eq!(
        differs(&article, "opposition to Corbyn's leadership", "opposition to Corbyn’s leadership"),
        [Difference::Quotes]
    );
    assert_eq!(
        differs(&article, "a fairer britain - and", "a fairer Britain – and"),
        [Difference::Dashes, Difference::Case]
    );
    let form = differs("\u{feff}Zoe\u{308} left", "Zo\u{eb}", "Zoe\u{308}");
    assert_eq!(form, [Difference::Form]);
    let breaks = differs("one\r\ntwo\u{a0}three", "one two three", "one\r\ntwo\u{a0}three");
    assert_eq!(breaks, [Difference::WhiteSpace]);
    let family = differs("the 👩\u{200d}👧 left", "the 👩👧 left", "the 👩\u{200d}👧 left");
    assert_eq!(family, [Difference::Invisible]);
    let arabic = differs("قال: اِستقلت", "استقلت", "اِستقلت");
    assert_eq!(arabic, [Difference::Accents]);
}

#[test]
fn the_refusal_shows_the_passage_on_a_line_of_its_own() {
    let Some(article) = needs::data("labourlist/article.txt") else { return };
    let quote = "an \"overwhelming mandate\" from members";
    let error = locate(&article, &Wanted::exact(quote)).unwrap_err();
    let message = error.to_string();
    let (reason, passage) = message.split_once('\n').unwrap();
    assert_eq!(passage, "an “overwhelming mandate” from members");
    assert!(reason.contains("line 6"), "{reason}");
    assert!(reason.contains("typographic quotes"), "{reason}");
    assert!(locate(&article, &Wanted::exact(passage)).is_ok());
}

#[test]
fn a_passage_that_a_terminal_would_spoil_is_shown_as_json() {
    let text = "one\r\ntwo";
    let error = locate(text, &Wanted::exact("one two")).unwrap_err().to_string();
    let (_, passage) = error.split_once('\n').unwrap();
    assert_eq!(serde_json::from_str::<String>(passage).unwrap(), text);
}

#[test]
fn other_words_are_seen_past_and_named() {
    let Some(article) = needs::data("labourlist/article.txt") else { return };
    for (quote, passage, own, theirs) in [
        ("Heidi Alexander lead the departures", "Heidi Alexander led the departures", "lead", "led"),
        ("Heidi led the departures", "Heidi Alexander led the departures", "", "Alexander"),
        ("Karl Turner and then Chris Bryant, all of whom", "Karl Turner and Chris Bryant, all of whom", "then", ""),
        ("Vernon Croaker, Lucy Powel", "Vernon Coaker, Lucy Powell", "Croaker, Lucy Powel", "Coaker, Lucy Powell"),
    ] {
        let near = nearest(&article, quote).unwrap();
        assert_eq!(near.passage, passage);
        let wording = Wording { quote: own.to_owned(), source: theirs.to_owned() };
        assert_eq!(near.wording, Some(wording), "{quote}");
    }
}

#[test]
fn nothing_is_near_to_what_the_article_does_not_speak_of() {
    let Some(article) = needs::data("labourlist/article.txt") else { return };
    for quote in [
        "Tristram Hunt",
        "the Chancellor raised income tax by a penny in the pound",
        "It rained in Aberystwyth on Tuesday.",
        "zzzz",
        "Ω",
        " \n",
    ] {
        assert_eq!(nearest(&article, quote), None, "{quote}");
    }
    assert_eq!(nearest("", "anything"), None);
}

#[test]
fn a_passage_too_long_to_be_a_quote_is_not_offered() {
    let text = format!("one{}two", " ".repeat(MAX_QUOTE_BYTES));
    assert_eq!(nearest(&text, "one two"), None);
}

/// A long text of made-up words that hardly repeats, from a fixed seed.
fn prose(bytes: usize) -> String {
    let mut state = 0x2016_0626_u64;
    let mut text = String::with_capacity(bytes + 16);
    while text.len() < bytes {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut bits = state >> 20;
        for _ in 0..2 + bits % 3 {
            bits >>= 5;
            text.push(char::from(b"bcdfghklmnprstvw"[(bits % 16) as usize]));
            text.push(char::from(b"aeiou"[(bits / 16 % 5) as usize]));
        }
        text.push(if state >> 60 == 0 { '\n' } else { ' ' });
    }
    text
}

#[test]
fn a_long_quote_with_slips_is_found_in_a_long_text() {
    let text = prose(1 << 20);
    let start = text.len() * 3 / 4;
    let start = start + text[start..].find(' ').unwrap() + 1;
    let end = start + text[start..start + 1500].rfind(' ').unwrap();
    let passage = &text[start..end];
    let quote = passage.replacen("ba", "pa", 3).replacen(" k", " K", 9);
    assert_ne!(quote, passage);
    let near = nearest(&text, &quote).unwrap();
    assert_eq!(near.passage, passage);
}

#[test]
#[ignore = "measures; run with --release -- --ignored --nocapture"]
fn the_longest_quote_and_the_longest_source_take_well_under_a_second() {
    let text = prose(reshuffle::sources::MAX_SOURCE_BYTES - 64);
    let passage = &text[9_000_000..9_000_000 + MAX_QUOTE_BYTES];
    let same = "a".repeat(text.len());
    let cases = [
        ("typo", &text, passage.replacen('a', "e", 9)),
        ("upper case", &text, passage.to_uppercase()),
        ("short typo", &text, passage[..40].replacen('a', "e", 2)),
        ("unrelated", &text, "the quick brown fox ".repeat(200)),
        ("one letter", &same, format!("{}b", "a".repeat(4000))),
    ];
    for (name, text, quote) in cases {
        let begun = std::time::Instant::now();
        let refused = locate(text, &Wanted::exact(&quote));
        let took_ms = begun.elapsed().as_millis();
        let found = matches!(refused, Err(QuoteError::Absent { nearest: Some(_), .. }));
        assert_eq!(found, name != "unrelated");
        println!("{name}: {took_ms} ms, found: {found}");
        assert!(took_ms < 1000, "{name} took {took_ms} ms");
    }
}

proptest! {
    #[test]
    fn what_is_shown_is_always_the_sources_own_and_can_be_quoted(
        text in "[abé’'\u{301} \r\n.-]{0,60}|.{0,60}", quote in "[abe'’ .-]{0,12}|.{0,12}",
    ) {
        if let Some(near) = nearest(&text, &quote) {
            let (start, end) = (near.bytes.start as usize, near.bytes.end as usize);
            prop_assert_eq!(&text[start..end], &near.passage);
            prop_assert!(!near.passage.is_empty());
            prop_assert!(!near.describe().is_empty());
            let absent = matches!(
                locate(&text, &Wanted::exact(&near.passage)),
                Err(QuoteError::Absent { .. })
            );
            prop_assert!(!absent);
        }
    }
}
