//! Every number of the day comes apart to words that stand in an article.

use reshuffle::domain::HowRule;
use reshuffle::ledger::Rule;

use crate::story::{Story, article, steps};

#[test]
fn every_number_rests_on_words_that_stand_in_an_article() {
    let story = Story::told_with_its_coda();
    let labels: Vec<String> = steps().iter().filter_map(|step| Some(step["label"].as_str()?.to_owned())).collect();
    let texts: Vec<String> = labels.iter().map(|label| article(label)).collect();
    let known = story.known();
    for at in ["09:36", "13:13", "18:00", "2016-06-26", "2016-07-03"] {
        let tally = known.tally(&Rule::of(HowRule::Left), story.at(at)).expect("a tally").0;
        for row in &tally.people {
            assert!(!row.events.is_empty(), "{} at {at}", row.person);
            for (_, id) in &row.events {
                let record = known.knowledge().unwrap().record(*id).expect("an event of a standing fact");
                let judged = record.current().is_some_and(|fact| fact.why.is_some());
                let cited: Vec<_> = record.citations().collect();
                assert_eq!(cited.is_empty(), judged, "event {id}");
                for citation in cited {
                    let start = usize::try_from(citation.byte_start).expect("a position");
                    let stands =
                        texts.iter().any(|text| text.get(start..).is_some_and(|t| t.starts_with(&citation.exact)));
                    assert!(stands, "`{}` stands in no article at byte {start}", citation.exact);
                }
            }
        }
    }
}

#[test]
fn publishers_are_counted_once_however_often_they_say_it() {
    let story = Story::told();
    let tally = story.known().tally(&Rule::of(HowRule::Left), story.at("2016-06-26")).expect("a tally").0;
    let publishers = |person: &str| {
        let row = tally.people.iter().find(|row| row.person == person);
        row.expect("a row for each who left").publishers
    };
    // Benn: the radio twice, the wire and the Post; Coaker: the wire and the Post; Bryant: the Post.
    let found = (publishers("Hilary Benn"), publishers("Vernon Coaker"), publishers("Chris Bryant"));
    assert_eq!(found, (3, 2, 1));
}

#[test]
fn only_the_misspelt_name_draws_a_warning() {
    let story = Story::told_with_its_coda();
    let warned: Vec<_> = story.warnings.iter().filter(|(_, warnings)| !warnings.is_empty()).collect();
    let [(label, warnings)] = warned[..] else { panic!("one article should draw warnings: {warned:?}") };
    assert_eq!((label.as_str(), warnings.len()), ("edition", 1));
    assert!(warnings[0].starts_with("`Lillian Greenwood` is new and nearly `Lilian Greenwood`"), "{}", warnings[0]);
}
