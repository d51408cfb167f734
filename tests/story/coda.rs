//! A week later: two times are corrected, and one resignation was taken back.
//!
//! Greenwood at 12:41 instead of 11:58–12:58; Falconer at 17:52 instead of
//! 17:30–18:30; Turner in his post again at some time on 2 July. All of it is
//! recorded on 3 July at 10:00.

use reshuffle::domain::HowRule;
use reshuffle::ledger::Verdict;

use crate::cabinets::{assert_cabinets_of_the_day, holders};
use crate::claims::assert_verdicts_of_the_day;
use crate::story::Story;
use crate::tallies::{Range, assert_tallies_of_the_day, count};

/// What is known just before the corrections are recorded.
const BEFORE: &str = "2016-07-03T09:59";

/// Resigned at a moment, as known before the coda and after it.
fn before_and_after(story: &Story, at: &str) -> (Range, Range) {
    let resigned = |known| count(story, &known, HowRule::Resigned, at);
    (resigned(story.known_at(BEFORE)), resigned(story.known()))
}

#[test]
fn as_known_before_the_corrections_nothing_is_changed() {
    let story = Story::told_with_its_coda();
    assert_tallies_of_the_day(&story, BEFORE);
    assert_verdicts_of_the_day(&story, BEFORE);
    assert_cabinets_of_the_day(&story, BEFORE);
}

#[test]
fn the_log_of_the_day_is_the_beginning_of_the_log_with_its_coda() {
    let (day, whole) = (Story::told().stored(), Story::told_with_its_coda().stored());
    assert_eq!(whole[..day.len()], day);
    // The article, the withdrawal and two amendments.
    assert_eq!(whole.len(), day.len() + 4);
}

#[test]
fn a_corrected_time_moves_the_numbers_around_it() {
    let story = Story::told_with_its_coda();
    // Alexander surely and two perhaps; Greenwood perhaps, and not before 12:41.
    assert_eq!(before_and_after(&story, "12:30"), ((1, 4), (1, 3)));
    assert_eq!(before_and_after(&story, "12:41"), ((1, 4), (2, 4)));
    assert_eq!(before_and_after(&story, "12:58"), ((4, 4), (4, 4)));
    // Eight surely; Falconer perhaps, then not yet at 17:45 and surely at 18:00.
    assert_eq!(before_and_after(&story, "17:45"), ((8, 9), (8, 8)));
    assert_eq!(before_and_after(&story, "18:00"), ((8, 9), (9, 9)));
    let at_six = "18:00";
    assert_eq!(holders(&story, &story.known_at(BEFORE), at_six).1, ["Falconer"]);
    assert_eq!(holders(&story, &story.known(), at_six).1, Vec::<String>::new());
}

#[test]
fn a_resignation_taken_back_stands_until_then_and_not_after() {
    let story = Story::told_with_its_coda();
    // Before 2 July it stands; on that day it may; after it no longer.
    assert_eq!(before_and_after(&story, "2016-06-26"), ((11, 11), (11, 11)));
    assert_eq!(before_and_after(&story, "2016-07-01"), ((11, 11), (11, 11)));
    assert_eq!(before_and_after(&story, "2016-07-02T12:00"), ((11, 11), (10, 11)));
    assert_eq!(before_and_after(&story, "2016-07-02"), ((11, 11), (10, 10)));
    assert_eq!(before_and_after(&story, "2016-07-03T12:00"), ((11, 11), (10, 10)));
    let turner = |known| {
        let (certain, possible) = holders(&story, &known, "2016-07-03T12:00");
        let is_turner = |name: &String| name == "Turner";
        (certain.iter().any(is_turner), possible.iter().any(is_turner))
    };
    assert_eq!((turner(story.known_at(BEFORE)), turner(story.known())), ((false, false), (true, false)));
    // Between his resignation and its withdrawal he held nothing.
    assert!(!holders(&story, &story.known(), "2016-06-30").0.contains(&"Turner".to_owned()));
}

#[test]
fn the_numbers_of_the_day_are_still_right_about_the_day() {
    let story = Story::told_with_its_coda();
    let claims = story.known().claims(None, story.at("2016-07-03T12:00")).expect("claims");
    let wrong: Vec<_> = claims.iter().filter(|claim| claim.verdict != Verdict::Agrees).collect();
    let [wrong] = wrong[..] else { panic!("one number of the day was wrong, not {}", wrong.len()) };
    assert_eq!((wrong.source.as_str(), wrong.verdict), ("radio-1313", Verdict::Disagrees));
}

#[test]
fn a_corrected_fact_shows_both_receipts_the_new_one_first() {
    let story = Story::told_with_its_coda();
    let record = story.known();
    let record = record.knowledge().unwrap().record(story.keyed["greenwood"]).expect("a standing fact");
    let labels: Vec<_> = record.current().expect("a fact").citations.iter().map(|citation| &citation.exact).collect();
    assert_eq!(labels.len(), 2);
    assert!(labels[0].contains("12.41pm") && labels[1].contains("Within the last hour"), "{labels:?}");
}
