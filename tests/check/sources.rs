//! What the sources lack: an address, or a second one.

use reshuffle::domain::SourceDescription;
use reshuffle::ledger::NewSource;

use crate::desk::{QUOTE, options};
use crate::{codes_in, desk, found, subjects};

#[test]
fn an_article_without_an_address_is_found_until_it_is_described() {
    let mut desk = desk();
    let letter = desk.article("letter", "publisher=The Courier");
    desk.add("said", "Anna Berg", "2016", "source=letter");
    let findings = found(&desk, "source-without-address", "2020");
    let [finding] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!((finding.subject.as_str(), finding.events.len()), ("letter", 1));
    desk.redescribe(letter, "url=https://example.org/letter");
    assert!(codes_in(&desk, None, "2020").is_empty());
}

#[test]
fn a_departure_that_two_articles_report_has_a_second_source() {
    let mut desk = desk();
    desk.article("herald", "url=https://example.org/herald");
    desk.add("resigned", "Anna Berg", "2016-06-26", "");
    assert_eq!(subjects(&desk, "single-source"), ["Anna Berg, Cabinet"]);
    desk.add("resigned", "Anna Berg", "2016-06-26", "source=herald");
    assert!(subjects(&desk, "single-source").is_empty());
}

#[test]
fn a_corroboration_by_another_article_is_a_second_source() {
    let mut desk = desk();
    desk.article("herald", "url=https://example.org/herald");
    let fact = desk.add("said", "Anna Berg", "2016-06-26", "");
    assert_eq!(subjects(&desk, "single-source"), ["Anna Berg"]);
    desk.corroborate(fact, "herald");
    assert!(subjects(&desk, "single-source").is_empty());
}

#[test]
fn a_later_version_of_the_same_article_is_not() {
    let mut desk = desk();
    let paper = desk.ledger.find_source("paper").expect("an article").source.digest;
    let mut description = SourceDescription::labelled("paper-2").expect("a label");
    description.version_of = Some(paper);
    let bytes = format!("Once more: {QUOTE}.").into_bytes();
    desk.ledger.add_source(NewSource { bytes, description, original: None }, &options()).expect("an article");
    let fact = desk.add("said", "Anna Berg", "2016-06-26", "");
    desk.corroborate(fact, "paper-2");
    assert_eq!(subjects(&desk, "single-source"), ["Anna Berg"]);
}

#[test]
fn a_number_and_a_judgement_of_the_desk_need_no_second_source() {
    let mut desk = desk();
    desk.add("counted", "", "2016-06-26", "how=resigned; number=0; body=Cabinet");
    assert!(subjects(&desk, "single-source").is_empty());
}

#[test]
fn a_second_source_is_asked_for_only_where_that_is_said() {
    let mut desk = desk();
    desk.add("held", "Anna Berg", "2016-06-26", "");
    assert!(codes_in(&desk, None, "2020").is_empty());
}
