//! How many had gone, at each moment of the day and as known at each of them.

use std::collections::BTreeSet;

use reshuffle::domain::{HowRule, Name};
use reshuffle::ledger::{Rule, View};

use crate::story::{BODY, Story};

/// Least and most.
pub type Range = (u32, u32);

/// Who went when, and when the desk came to know it: the table of `main.rs`.
const DEPARTURES: &[(&str, HowRule, &str, &str, &str)] = &[
    ("Hilary Benn", HowRule::Sacked, "00:45", "01:15", "01:25"),
    ("Heidi Alexander", HowRule::Resigned, "00:00", "09:36", "09:38"),
    ("Gloria De Piero", HowRule::Resigned, "00:00", "12:58", "13:00"),
    ("Ian Murray", HowRule::Resigned, "00:00", "12:58", "13:00"),
    ("Lilian Greenwood", HowRule::Resigned, "11:58", "12:58", "13:00"),
    ("Lucy Powell", HowRule::Resigned, "13:03", "13:03", "13:16"),
    ("Kerry McCarthy", HowRule::Resigned, "13:13", "13:13", "13:16"),
    ("Seema Malhotra", HowRule::Resigned, "13:15", "16:19", "16:30"),
    ("Vernon Coaker", HowRule::Resigned, "16:47", "16:47", "17:02"),
    ("Charles Falconer", HowRule::Resigned, "17:30", "18:30", "19:33"),
    ("Karl Turner", HowRule::Resigned, "18:30", "19:30", "19:33"),
    ("Chris Bryant", HowRule::Resigned, "21:00", "21:40", "22:05"),
];

/// The moments of the day, each with what had happened by then as is known in
/// the end: resigned, sacked, left.
///
/// The least is who surely went by then (the latest moment has come), the most
/// who may have (the earliest has). At half past midnight, say, three are only
/// known to have gone "since the day began", so any of them may have.
const IN_THE_WORLD: &[(&str, Range, Range, Range)] = &[
    ("00:30", (0, 3), (0, 0), (0, 3)),
    // Benn between a quarter to and a quarter past.
    ("01:00", (0, 3), (0, 1), (0, 4)),
    ("01:15", (0, 3), (1, 1), (1, 4)),
    // Alexander surely, De Piero and Murray perhaps; Greenwood not before 11:58.
    ("09:36", (1, 3), (1, 1), (2, 4)),
    ("12:30", (1, 4), (1, 1), (2, 5)),
    ("12:58", (4, 4), (1, 1), (5, 5)),
    ("13:03", (5, 5), (1, 1), (6, 6)),
    ("13:13", (6, 6), (1, 1), (7, 7)),
    ("13:14", (6, 6), (1, 1), (7, 7)),
    // Malhotra at some time in these three hours.
    ("16:00", (6, 7), (1, 1), (7, 8)),
    ("16:19", (7, 7), (1, 1), (8, 8)),
    ("16:28", (7, 7), (1, 1), (8, 8)),
    ("16:47", (8, 8), (1, 1), (9, 9)),
    ("17:00", (8, 8), (1, 1), (9, 9)),
    // Falconer "at about six".
    ("18:00", (8, 9), (1, 1), (9, 10)),
    // Falconer surely, Turner from this moment on: ends of a range belong to it.
    ("18:30", (9, 10), (1, 1), (10, 11)),
    ("19:00", (9, 10), (1, 1), (10, 11)),
    ("19:30", (10, 10), (1, 1), (11, 11)),
    ("21:20", (10, 11), (1, 1), (11, 12)),
    ("2016-06-26", (11, 11), (1, 1), (12, 12)),
    // The reshuffle of the next morning is no way out that "left" counts.
    ("2016-06-27", (11, 11), (1, 1), (12, 12)),
];

/// The same moments as they were known just then: resigned, sacked, left.
///
/// The desk runs a few minutes behind the stamps, so a stamp's own moment
/// still has the number before it.
const AS_KNOWN_THEN: &[(&str, Range, Range, Range)] = &[
    ("00:30", (0, 0), (0, 0), (0, 0)),
    ("01:00", (0, 0), (0, 0), (0, 0)),
    ("01:30", (0, 0), (1, 1), (1, 1)),
    ("09:36", (0, 0), (1, 1), (1, 1)),
    ("09:40", (1, 1), (1, 1), (2, 2)),
    ("12:58", (1, 1), (1, 1), (2, 2)),
    ("13:03", (4, 4), (1, 1), (5, 5)),
    ("13:13", (4, 4), (1, 1), (5, 5)),
    ("13:14", (4, 4), (1, 1), (5, 5)),
    ("13:17", (6, 6), (1, 1), (7, 7)),
    ("16:19", (6, 6), (1, 1), (7, 7)),
    ("16:28", (6, 6), (1, 1), (7, 7)),
    ("16:31", (7, 7), (1, 1), (8, 8)),
    ("16:47", (7, 7), (1, 1), (8, 8)),
    ("17:00", (7, 7), (1, 1), (8, 8)),
    ("17:03", (8, 8), (1, 1), (9, 9)),
    ("18:00", (8, 8), (1, 1), (9, 9)),
    ("19:00", (8, 8), (1, 1), (9, 9)),
    ("19:30", (8, 8), (1, 1), (9, 9)),
    ("19:34", (10, 10), (1, 1), (11, 11)),
    ("21:20", (10, 10), (1, 1), (11, 11)),
    ("22:06", (11, 11), (1, 1), (12, 12)),
    ("2016-06-26", (11, 11), (1, 1), (12, 12)),
];

/// Least and most of a way out of the shadow cabinet.
pub fn count(story: &Story, known: &View<'_>, how: HowRule, at: &str) -> Range {
    let rule = Rule { body: Some(Name::new(BODY).expect("a name")), ..Rule::of(how) };
    let bounds = known.tally(&rule, story.at(at)).expect("a tally").0.bounds;
    (bounds.least, bounds.most)
}

fn three_counts(story: &Story, known: &View<'_>, at: &str) -> (Range, Range, Range) {
    let count = |how| count(story, known, how, at);
    (count(HowRule::Resigned), count(HowRule::Sacked), count(HowRule::Left))
}

/// Holds the tables against a story, as known by `end` at the latest.
pub fn assert_tallies_of_the_day(story: &Story, end: &str) {
    let known = story.known_at(end);
    for (at, resigned, sacked, left) in IN_THE_WORLD {
        assert_eq!(three_counts(story, &known, at), (*resigned, *sacked, *left), "at {at}, as known by {end}");
    }
    for (at, resigned, sacked, left) in AS_KNOWN_THEN {
        let known = story.known_at(at);
        assert_eq!(three_counts(story, &known, at), (*resigned, *sacked, *left), "at {at}, as known then");
    }
}

#[test]
fn each_moment_has_its_least_and_most_as_known_in_the_end_and_as_known_then() {
    assert_tallies_of_the_day(&Story::told(), "2016-06-30");
}

#[test]
fn every_moment_as_known_at_every_other_counts_who_was_known_by_then() {
    let story = Story::told();
    let moments: BTreeSet<&str> = IN_THE_WORLD.iter().chain(AS_KNOWN_THEN).map(|(at, ..)| *at).collect();
    let in_the_end: Vec<_> = moments.iter().map(|at| three_counts(&story, &story.known(), at)).collect();
    let mut differ = 0;
    for known_at in &moments {
        let known = story.known_at(known_at);
        for (at, in_the_end) in moments.iter().zip(&in_the_end) {
            let expected = |how: HowRule| {
                let reported = DEPARTURES.iter().filter(|(_, of, _, _, from)| {
                    (how == HowRule::Left || how == *of) && story.at(from) <= story.at(known_at)
                });
                let ranges: Vec<_> = reported.map(|(_, _, first, last, _)| (story.at(first), story.at(last))).collect();
                let by = story.at(at);
                let number = |count: usize| u32::try_from(count).expect("a small number");
                let least = ranges.iter().filter(|(_, last)| *last <= by).count();
                let most = ranges.iter().filter(|(first, _)| *first <= by).count();
                (number(least), number(most))
            };
            let expected = (expected(HowRule::Resigned), expected(HowRule::Sacked), expected(HowRule::Left));
            assert_eq!(three_counts(&story, &known, at), expected, "at {at}, as known at {known_at}");
            differ += usize::from(expected != *in_the_end);
        }
    }
    assert!(differ > 100, "what was known then should often be less than what is known now: {differ}");
}

#[test]
fn what_was_recorded_at_a_moment_was_known_at_that_moment() {
    let story = Story::told();
    let known = |at: &str| {
        let known = story.known_at(at);
        (known.head().map(|head| head.seq.0), count(&story, &known, HowRule::Resigned, "2016-06-26"))
    };
    // The ledger's beginning, the list of members and its facts, then Benn and
    // his article make 0 to 19. At 09:38 the article of Alexander is recorded,
    // and her resignation one microsecond after it.
    assert_eq!(known("09:37:59.999999"), (Some(19), (0, 0)));
    assert_eq!(known("09:38"), (Some(20), (0, 0)));
    assert_eq!(known("09:38:00.000001"), (Some(21), (1, 1)));
    assert_eq!(known("2016-06-25T17:54"), (None, (0, 0)));
}

#[test]
fn who_is_counted_has_the_range_that_the_articles_give() {
    let story = Story::told();
    let tally = story.known().tally(&Rule::of(HowRule::Left), story.at("2016-06-26")).expect("a tally").0;
    assert_eq!(tally.people.len(), DEPARTURES.len());
    for (person, how, first, last, _) in DEPARTURES {
        let row = tally.people.iter().find(|row| row.person == *person).expect("a row for each who left");
        assert_eq!((row.when.earliest, row.when.latest), (story.at(first), story.at(last)), "{person}");
        let words: Vec<&str> = row.hows.iter().map(|how| how.word()).filter(|word| *word != "unknown").collect();
        assert_eq!(words, [how.word()], "{person}");
    }
}

#[test]
fn the_sentence_says_the_number_what_is_beside_it_and_what_is_open() {
    let story = Story::told();
    let say = |at: &str, known: View<'_>| {
        let rule = Rule {
            body: Some(Name::new(BODY).expect("a name")),
            from: Some(story.at("00:00")),
            ..Rule::of(HowRule::Resigned)
        };
        let sentence = known.tally(&rule, story.at(at)).expect("a tally").1;
        let (_, said) = sentence.split_once(": ").expect("a sentence that opens with its moments");
        said.to_owned()
    };
    assert_eq!(
        say("18:00", story.known()),
        "at least 8, at most 9 people resigned from the Labour Shadow Cabinet since 00:00. Besides: 1 sacked. \
         Not settled: Charles Falconer (17:30–18:30)."
    );
    assert_eq!(
        say("18:00", story.known_at("18:00")),
        "8 people resigned from the Labour Shadow Cabinet since 00:00. Besides: 1 sacked."
    );
    assert_eq!(say("01:00", story.known_at("01:00")), "no people resigned from the Labour Shadow Cabinet since 00:00.");
}

#[test]
fn the_sentence_names_a_day_once_and_says_that_people_left_a_body() {
    let story = Story::told_with_its_coda();
    let body = Some(Name::new(BODY).expect("a name"));
    let say = |rule: &Rule, at: &str| {
        let sentence = story.known().tally(rule, story.at(at)).expect("a tally").1;
        sentence.split_once(": ").expect("a sentence that opens with its moments").1.to_owned()
    };
    assert_eq!(
        say(&Rule { body: body.clone(), ..Rule::of(HowRule::Left) }, "2016-06-26"),
        "12 people left the Labour Shadow Cabinet."
    );
    assert_eq!(
        say(&Rule { body, ..Rule::of(HowRule::Resigned) }, "2016-07-02T12:00"),
        "at least 10, at most 11 people resigned from the Labour Shadow Cabinet. Besides: 1 sacked, 2 reshuffled. \
         Not settled: Karl Turner (18:30–19:30 on 26 June 2016, withdrawn some time on 2 July 2016)."
    );
}
