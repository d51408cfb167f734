//! The search over a ledger: who is proposed, why, and in which order.

use proptest::prelude::*;
use proptest::sample::subsequence;
use reshuffle::ledger::Proposal;

use crate::desk::{Desk, name};

fn desk() -> Desk {
    let mut desk = Desk::new();
    for person in ["Vernon Coaker", "Lucy Powell", "Heidi Alexander", "Danny Alexander", "John Smith", "John Smith #2"]
    {
        desk.add("appointed", person, "2015", "post=Whip");
    }
    desk.add("alias", "Lord Falconer", "", "of=Charles Falconer; names=person");
    desk
}

fn told(proposals: Vec<Proposal>) -> Vec<String> {
    proposals.into_iter().map(|proposal| format!("{}: {}", proposal.name, proposal.why)).collect()
}

fn find(desk: &Desk, text: &str) -> Vec<String> {
    told(desk.view().people_like(&name(text)).expect("a log that reads"))
}

#[test]
fn the_name_itself_is_proposed_first() {
    let desk = desk();
    let expected = ["Heidi Alexander: the name itself", "Danny Alexander: same surname, another given name"];
    assert_eq!(find(&desk, "Heidi Alexander"), expected);
    assert_eq!(
        find(&desk, "John Smith"),
        ["John Smith: the name itself", "John Smith #2: the same, disambiguator aside"]
    );
    assert_eq!(find(&desk, "John Smith #2"), ["John Smith #2: the name itself"]);
    assert_eq!(find(&desk, "John Smith #3"), Vec::<String>::new());
}

#[test]
fn a_title_leads_to_the_surname_and_back() {
    let mut desk = desk();
    assert_eq!(find(&desk, "Lord Coaker"), ["Vernon Coaker: same surname, title aside"]);
    desk.add("said", "Lord Powell", "", "");
    let expected = ["Lucy Powell: the name itself", "Lord Powell: same surname, title aside"];
    assert_eq!(find(&desk, "Lucy Powell"), expected);
}

#[test]
fn somebody_is_proposed_once_by_the_spelling_that_is_most_alike() {
    let desk = desk();
    assert_eq!(find(&desk, "Lord Falconer"), ["Charles Falconer: also known as Lord Falconer"]);
    let why = "also known as Lord Falconer: the same but for case, accents or punctuation";
    assert_eq!(find(&desk, "lord falconer"), [format!("Charles Falconer: {why}")]);
    assert_eq!(find(&desk, "Falconer"), ["Charles Falconer: also known as Lord Falconer: the same, title aside"]);
}

#[test]
fn an_identifier_is_found_alone_and_after_its_scheme() {
    let mut desk = desk();
    desk.add("identified", "Vernon Coaker", "", "scheme=wikidata; id=Q333");
    desk.add("identified", "Lucy Powell", "", "scheme=parliament; id=333");
    for text in ["Q333", "wikidata:Q333"] {
        assert_eq!(find(&desk, text), ["Vernon Coaker: the same identifier, wikidata:Q333"]);
    }
    assert_eq!(find(&desk, "333"), ["Lucy Powell: the same identifier, parliament:333"]);
    assert_eq!(find(&desk, "wikidata:333"), Vec::<String>::new());
}

#[test]
fn a_post_is_proposed_in_each_body_by_any_of_its_names() {
    let mut desk = desk();
    desk.add("post", "Health", "2010", "change=created");
    desk.add("post", "Health", "2012", "change=renamed; to=Health and Care");
    desk.add("post", "Health", "2010", "body=Council; change=created");
    let find = |text: &str, body: Option<&str>| {
        let body = body.map(name);
        let found = desk.view().posts_like(&name(text), body.as_ref()).expect("a search");
        let told =
            found.into_iter().map(|found| format!("{}, {}: {}", found.name, found.body.unwrap_or_default(), found.why));
        told.collect::<Vec<_>>()
    };
    let expected = ["Health, Council: the name itself", "Health and Care, Cabinet: also known as Health"];
    assert_eq!(find("Health", None), expected);
    assert_eq!(find("Health", Some("Cabinet")), expected[1..]);
    assert_eq!(find("Car", Some("Council")), Vec::<String>::new());
}

#[test]
fn what_was_recorded_later_is_not_proposed() {
    let mut desk = desk();
    let before = desk.add("said", "Lucy Powell", "", "");
    desk.add("said", "Vernon Coker", "", "");
    assert_eq!(find(&desk, "Coker").len(), 2);
    let known = told(desk.known_by(before).people_like(&name("Coker")).expect("a log that reads"));
    assert_eq!(known, ["Vernon Coaker: same surname, one letter differs"]);
}

/// Names that are as alike as names of several people can be.
const ALIKE: [&str; 14] = [
    "Ann Lee",
    "ann lee",
    "Anna Lee",
    "Ann Leigh",
    "Lee, Ann",
    "Lee Ann",
    "A. Lee",
    "Lee",
    "Lady Lee",
    "Dame Ann Lee MP",
    "Baroness Lee of Bury",
    "Ann Lee #2",
    "Ann Lee #3",
    "Ann Lee 3",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whoever_is_recorded_under_the_text_is_proposed_first(recorded in subsequence(&ALIKE[..], 1..=ALIKE.len())) {
        let mut desk = Desk::new();
        for person in &recorded {
            desk.add("said", person, "", "");
        }
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        for sought in ALIKE {
            let proposals = desk.view().people_like(&name(sought)).expect("a log that reads");
            if recorded.contains(&sought) {
                prop_assert_eq!(&proposals[0].name, sought);
            }
            prop_assert!(proposals.is_sorted_by_key(|proposal| proposal.resemblance));
            for proposal in proposals.iter().filter(|_| !digits(sought).is_empty()) {
                prop_assert_eq!(digits(&proposal.name), digits(sought), "{} for {}", proposal.name, sought);
            }
        }
    }
}
