//! Quotes that are not there, or are there twice.

use crate::desk::{Desk, said};

#[test]
fn a_quote_that_is_not_there_is_refused_with_the_nearest_passage() {
    let desk = Desk::new();
    let told =
        ["the quote does not occur in the source", "\"breakfast\" instead of \"brekfast\"", "\nbefore breakfast"];
    desk.assert_refused(2, &said("A", "before brekfast", &[]), &told);
    let done = desk.assert_refused(2, &said("A", "quite another matter altogether", &[]), &["does not occur"]);
    assert!(!done.stderr.contains("instead of"), "{}", done.stderr);
}

#[test]
fn straight_quotation_marks_are_no_typographic_ones() {
    let desk = Desk::new();
    let told = ["the quote does not occur in the source", "“Seán Ó Dálaigh” – the clerk –"];
    desk.assert_refused(2, &said("A", "\"Seán Ó Dálaigh\" - the clerk -", &[]), &told);
}

#[test]
fn a_quote_that_is_there_twice_is_refused_with_both_places() {
    let desk = Desk::new();
    let told = ["fits 2 places", "line 1: between", "line 4: between", "with suffix", "with prefix"];
    desk.assert_refused(2, &said("A", "Heidi Alexander resigned", &[]), &told);
}

#[test]
fn prefix_and_suffix_pick_the_place_they_stand_beside() {
    let desk = Desk::new();
    let place = |more: &[&str]| {
        let done = desk.well(&said("A", "Heidi Alexander resigned", &[more, &["-o", "json"]].concat()));
        let seq = done.seqs()[0].to_string();
        desk.well(&["show", &seq, "-o", "json"]).json()["citations"][0]["bytes"][0].as_u64().unwrap()
    };
    let first = place(&["--suffix", " as shadow"]);
    let second = place(&["--prefix", "makes way.\n"]);
    assert_eq!(first, 0);
    assert_eq!(second as usize, crate::desk::ARTICLE.rfind("Heidi").unwrap());
    let wrong = said("A", "Heidi Alexander resigned", &["--prefix", "Then "]);
    desk.assert_refused(2, &wrong, &["not with that prefix or suffix right beside it"]);
    desk.assert_refused(2, &["append", "said", "A", "--prefix", "x"], &["--quote"]);
}

#[test]
fn start_and_end_stand_for_the_passage_between_them() {
    let desk = Desk::new();
    let done = desk.well(&said("Jo Bloggs", "Jo Bloggs...makes way", &["-o", "json"]));
    let shown = desk.well(&["show", &done.seqs()[0].to_string(), "-o", "json"]).json();
    assert_eq!(shown["citations"][0]["exact"], "Jo Bloggs moves from Whip to Treasurer; Sam Doe makes way");
    desk.assert_refused(2, &said("A", "Heidi Alexander...says", &[]), &["fits 2 places", "line 4: between"]);
    desk.assert_refused(2, &said("A", "Jo Bloggs...went home", &[]), &["what stands after the `...` does not occur"]);
}

#[test]
fn a_fact_without_source_or_quote_is_told_what_it_lacks() {
    let desk = Desk::new();
    desk.assert_refused(2, &["append", "said", "A"], &["`said` needs a source and a quote from it"]);
    desk.assert_refused(2, &["append", "said", "A", "--quote", "by noon"], &["no source is named", "source list"]);
    desk.assert_refused(
        5,
        &["append", "said", "A", "--source", "eve", "--quote", "by noon"],
        &["there is no source `eve`"],
    );
    desk.assert_refused(2, &said("A", "", &[]), &["quote"]);
}
