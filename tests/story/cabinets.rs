//! Who sat where: before the day, at three of its moments, and the morning after.

use reshuffle::domain::Name;
use reshuffle::ledger::{Certainty, View};

use crate::story::{BODY, Story};

/// Who has a post surely and who may have one, by family name.
type Holders = (Vec<String>, Vec<String>);

/// The recorded holders at a moment. Family names do, as no two are the same.
pub fn holders(story: &Story, known: &View<'_>, at: &str) -> Holders {
    let body = Name::new(BODY).expect("a name");
    let cabinet = known.cabinet(Some(&body), story.at(at)).expect("a cabinet");
    let with = |wanted: Certainty| {
        let rows = cabinet.holders.iter().filter(|row| row.certainty == wanted);
        let mut names: Vec<String> =
            rows.map(|row| row.person.rsplit(' ').next().unwrap_or_default().to_owned()).collect();
        names.sort();
        names
    };
    (with(Certainty::Certain), with(Certainty::Possible))
}

fn named(certain: &str, possible: &str) -> Holders {
    let list = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    (list(certain), list(possible))
}

/// Holds the cabinets of the day against a story, as known by `end`.
pub fn assert_cabinets_of_the_day(story: &Story, end: &str) {
    let known = story.known_at(end);
    // Those who went "this morning" may have gone by half past midnight; Benn
    // not before a quarter to one.
    assert_eq!(
        holders(story, &known, "00:30"),
        named(
            "Abbott Benn Bryant Coaker Falconer Greenwood Malhotra McCarthy McDonnell Powell Thornberry Turner",
            "Alexander Murray Piero"
        )
    );
    // At the moment of her resignation Powell is gone; McCarthy has ten minutes left.
    assert_eq!(
        holders(story, &known, "13:03"),
        named("Abbott Bryant Coaker Falconer Malhotra McCarthy McDonnell Thornberry Turner", "")
    );
    assert_eq!(holders(story, &known, "18:00"), named("Abbott Bryant McDonnell Thornberry Turner", "Falconer"));
    assert_eq!(holders(story, &known, "2016-06-26"), named("Abbott McDonnell Thornberry", ""));
}

#[test]
fn the_cabinet_empties_through_the_day() {
    assert_cabinets_of_the_day(&Story::told(), "2016-06-30");
}

#[test]
fn as_known_then_those_sit_whose_letters_were_not_read_yet() {
    let story = Story::told();
    let everybody = "Abbott Alexander Benn Bryant Coaker Falconer Greenwood Malhotra McCarthy McDonnell Murray Piero \
                     Powell Thornberry Turner";
    assert_eq!(holders(&story, &story.known_at("00:30"), "00:30"), named(everybody, ""));
    assert_eq!(
        holders(&story, &story.known_at("13:03"), "13:03"),
        named("Abbott Bryant Coaker Falconer Malhotra McCarthy McDonnell Powell Thornberry Turner", "")
    );
    assert_eq!(
        holders(&story, &story.known_at("18:00"), "18:00"),
        named("Abbott Bryant Falconer McDonnell Thornberry Turner", "")
    );
}

#[test]
fn the_morning_after_posts_are_filled_anew() {
    let story = Story::told();
    let body = Name::new(BODY).expect("a name");
    let rows = |at: &str| -> Vec<String> {
        let cabinet = story.known().cabinet(Some(&body), story.at(at)).expect("a cabinet");
        let rows = cabinet
            .holders
            .iter()
            .map(|row| format!("{}: {}, {}", row.post.as_deref().unwrap_or("-"), row.person, row.certainty.word()));
        rows.collect()
    };
    // "This morning" in a bulletin of half past eight: at eight it may or may not have been.
    assert_eq!(
        rows("2016-06-27T08:00"),
        [
            "Shadow Chancellor: John McDonnell, certain",
            "Shadow Defence Secretary: Clive Lewis, possible",
            "Shadow Defence Secretary: Emily Thornberry, possible",
            "Shadow Foreign Secretary: Emily Thornberry, possible",
            "Shadow Health Secretary: Diane Abbott, possible",
            "Shadow International Development Secretary: Diane Abbott, possible",
        ]
    );
    assert_eq!(
        rows("2016-06-27T08:30"),
        [
            "Shadow Chancellor: John McDonnell, certain",
            "Shadow Defence Secretary: Clive Lewis, certain",
            "Shadow Foreign Secretary: Emily Thornberry, certain",
            "Shadow Health Secretary: Diane Abbott, certain",
        ]
    );
    let party = Name::new("Labour Party").expect("a name");
    let leaders = story.known().cabinet(Some(&party), story.at("2016-06-27")).expect("a cabinet").holders;
    let leaders: Vec<_> = leaders.iter().map(|row| (row.person.as_str(), row.certainty)).collect();
    assert_eq!(leaders, [("Jeremy Corbyn", Certainty::Certain)]);
}
