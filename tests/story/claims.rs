//! The numbers that the outlets printed, and what becomes of them.

use reshuffle::domain::Field;
use reshuffle::ledger::{CheckedClaim, Verdict, View};

use crate::story::Story;

use Verdict::{Agrees, Disagrees, Unclear};

/// A number as an outlet printed it: from when on the desk knew it, until when
/// it counts, its source, what it counts, and what becomes of it.
type Printed = (&'static str, &'static str, &'static str, &'static str, Verdict);

/// Every number of the day, in the order of the moment that it speaks of. Each
/// is compared at its own moment with the tables of `tallies.rs`: six resigned
/// at 13:13 and 13:14, seven had left; seven by 16:28, eight by 17:00, ten by
/// 19:30, eleven in the day; and always one was sacked.
const PRINTED: &[Printed] = &[
    ("13:25", "13:13", "radio-1313", "7 resigned", Disagrees),
    ("13:16", "13:14", "wire-1314", "6 resigned", Agrees),
    ("13:16", "13:14", "wire-1314", "1 sacked", Agrees),
    ("13:20", "13:14", "post-1314", "7 left", Agrees),
    ("16:30", "16:28", "wire-1628", "7 resigned", Agrees),
    ("16:30", "16:28", "wire-1628", "1 sacked", Agrees),
    ("17:02", "17:00", "wire-1700", "8 resigned", Agrees),
    ("17:02", "17:00", "wire-1700", "1 sacked", Agrees),
    ("19:33", "19:30", "wire-1930", "10 resigned", Agrees),
    ("19:33", "19:30", "wire-1930", "1 sacked", Agrees),
    ("22:05", "2016-06-26", "edition", "11 resigned", Agrees),
    ("22:05", "2016-06-26", "edition", "1 sacked", Agrees),
];

fn checked(story: &Story, known: &View<'_>, at: &str) -> Vec<CheckedClaim> {
    known.claims(None, story.at(at)).expect("claims")
}

/// Holds the verdicts at a moment, as known at another: those known by then,
/// and open until the moment that they speak of.
fn assert_verdicts(story: &Story, known_at: &str, at: &str) {
    let found: Vec<_> = checked(story, &story.known_at(known_at), at)
        .into_iter()
        .map(|claim| (claim.until, claim.source, format!("{} {}", claim.count.number, claim.count.how), claim.verdict))
        .collect();
    let known = PRINTED.iter().filter(|(from, ..)| story.at(from) <= story.at(known_at));
    let expected: Vec<_> = known
        .map(|(_, until, source, stated, verdict)| {
            let verdict = if story.at(at) < story.at(until) { Unclear } else { *verdict };
            (story.at(until), (*source).to_owned(), (*stated).to_owned(), verdict)
        })
        .collect();
    assert_eq!(found, expected, "at {at}, as known at {known_at}");
}

/// Holds every verdict of the day against a story, as known by `end`.
pub fn assert_verdicts_of_the_day(story: &Story, end: &str) {
    for at in ["00:30", "09:36", "13:13", "13:14", "16:00", "16:28", "17:00", "19:30", "22:06", "2016-06-26"] {
        assert_verdicts(story, end, at);
    }
}

#[test]
fn each_number_of_the_day_has_its_verdict_once_its_moment_has_come() {
    assert_verdicts_of_the_day(&Story::told(), "2016-06-30");
}

#[test]
fn a_verdict_as_known_then_is_the_one_known_in_the_end() {
    let story = Story::told();
    // At its own stamp no number was in the ledger yet; a few minutes later it was.
    for known_at in ["00:30", "13:14", "13:17", "13:21", "13:26", "16:28", "16:31", "17:03", "19:34", "22:06"] {
        assert_verdicts(&story, known_at, known_at);
        assert_verdicts(&story, known_at, "2016-06-26");
    }
    assert_eq!(checked(&story, &story.known_at("13:14"), "13:14"), []);
}

#[test]
fn the_count_of_the_whole_day_is_open_until_the_day_is_over() {
    let story = Story::told();
    let verdict = |at: &str| {
        let of_the_day = checked(&story, &story.known(), at).into_iter().find(|claim| claim.count.number == 11);
        of_the_day.expect("the count of eleven").verdict
    };
    assert_eq!((verdict("22:06"), verdict("23:59"), verdict("2016-06-26")), (Unclear, Unclear, Agrees));
}

#[test]
fn seven_who_left_are_not_seven_who_resigned() {
    let mut story = Story::told();
    let verdict = |story: &Story| {
        let printed =
            checked(story, &story.known(), "2016-06-26").into_iter().find(|claim| claim.source == "post-1314");
        printed.map(|claim| (claim.bounds.least, claim.bounds.most, claim.verdict))
    };
    assert_eq!(verdict(&story), Some((7, 7, Agrees)));
    // Had the desk read the same words as a count of resignations:
    story.change("post-seven", (Field::How, "resigned"), "read as a count of resignations", None);
    assert_eq!(verdict(&story), Some((6, 6, Disagrees)));
}

#[test]
fn a_range_that_reaches_back_unsettles_the_counts_before_it() {
    let mut story = Story::told();
    // "Before 4.19pm", without the wire's own count as its beginning: then
    // Malhotra may have been the seventh at 13:13 already, and no count of
    // resignations or of all who left is settled before 16:19.
    story.change("malhotra", (Field::When, "2016-06-26/2016-06-26T16:19"), "the beginning was left out", None);
    let found: Vec<_> = checked(&story, &story.known(), "2016-06-26")
        .into_iter()
        .filter(|claim| claim.verdict == Unclear)
        .map(|claim| (claim.source, claim.count.number, claim.bounds.least, claim.bounds.most))
        .collect();
    let open = [("radio-1313", 7, 6, 7), ("wire-1314", 6, 6, 7), ("post-1314", 7, 7, 8)];
    assert_eq!(found, open.map(|(source, number, least, most)| (source.to_owned(), number, least, most)));
}

#[test]
fn missing_and_extra_names_say_where_a_number_comes_from() {
    let story = Story::told();
    let names = |source: &str, number: u32| {
        let claims = checked(&story, &story.known(), "2016-06-26");
        let claim = claims.into_iter().find(|claim| claim.source == source && claim.count.number == number);
        claim.map(|claim| (claim.missing, claim.extra)).expect("a claim of that source")
    };
    let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let first_four = ["Gloria De Piero", "Heidi Alexander", "Ian Murray", "Lilian Greenwood"];
    // The radio names seven, of whom one was sacked: that is the one too many.
    assert_eq!(names("radio-1313", 7), (list(&["Hilary Benn"]), list(&[])));
    // The wire names the two of that hour and Benn, and counts four more.
    assert_eq!(names("wire-1314", 6), (list(&["Hilary Benn"]), list(&first_four)));
    assert_eq!(names("wire-1314", 1), (list(&["Kerry McCarthy", "Lucy Powell"]), list(&[])));
    // The Post names nobody.
    let (missing, extra) = names("post-1314", 7);
    assert_eq!((missing.len(), extra.len()), (0, 7), "{missing:?} {extra:?}");
    // Of eight the wire names the last; of one sacked, nobody but the last who resigned.
    let (missing, extra) = names("wire-1700", 8);
    assert_eq!((missing.len(), extra.len()), (0, 7), "{missing:?} {extra:?}");
    assert_eq!(names("wire-1700", 1), (list(&["Vernon Coaker"]), list(&["Hilary Benn"])));
    // The familiar form of a name is not another person.
    assert_eq!(names("wire-1930", 1), (list(&["Charles Falconer", "Karl Turner"]), list(&["Hilary Benn"])));
    // The edition names all twelve, one of them misspelt.
    assert_eq!(names("edition", 11), (list(&["Hilary Benn"]), list(&[])));
}
