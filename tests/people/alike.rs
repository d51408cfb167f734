//! Two names, and in what they are alike.

use proptest::prelude::*;
use reshuffle::domain::{Name, NameKey, Noun, Resemblance, Sought};

use crate::desk::name;

fn like(noun: Noun, sought: &str, known: &str) -> Option<Resemblance> {
    Sought::new(noun, &name(sought)).like(&NameKey::of(&name(known)))
}

/// What makes two names of people alike, in words; nothing where they are not.
fn people(sought: &str, known: &str) -> String {
    like(Noun::Person, sought, known).map(Resemblance::in_words).unwrap_or_default()
}

fn posts(sought: &str, known: &str) -> String {
    like(Noun::Post, sought, known).map(Resemblance::in_words).unwrap_or_default()
}

#[test]
fn people_are_alike_in_what_the_reason_says() {
    for (sought, known, why) in [
        ("Vernon Coaker", "Vernon Coaker", "the name itself"),
        ("Sinéad O’Neill", "Sine\u{301}ad O'Neill", "the name itself"),
        ("vernon COAKER", "Vernon Coaker", "the same but for case, accents or punctuation"),
        ("sinead oneill", "Sinéad O’Neill", "the same but for case, accents or punctuation"),
        ("Rebecca Long Bailey", "Rebecca Long-Bailey", "the same but for case, accents or punctuation"),
        ("Thangam De Bonaire", "Thangam Debonaire", "the same but for case, accents or punctuation"),
        ("Coaker, Vernon", "Vernon Coaker", "the same but for case, accents or punctuation"),
        ("Vernon Coaker, MP", "Vernon Coaker", "the same, title aside"),
        ("Sir Keir Starmer KC", "Keir Starmer", "the same, title aside"),
        ("Keir Starmer", "The Rt Hon Sir Keir Starmer MP", "the same, title aside"),
        ("Rt. Hon. Keir Starmer", "Keir Starmer", "the same, title aside"),
        ("Lord Coaker of Gedling", "Lord Coaker", "the same, title aside"),
        ("Lady Smith", "Baroness Smith of Basildon", "the same, title aside"),
        ("John Smith", "John Smith #2", "the same, disambiguator aside"),
        ("Coaker Vernon", "Vernon Coaker", "the same words in another order"),
        ("V. Coaker", "Vernon Coaker", "given names shortened or left out"),
        ("Vern Coaker", "Vernon Coaker", "given names shortened or left out"),
        ("Vernon Rodney Coaker", "Vernon Coaker", "given names shortened or left out"),
        ("Vernon Croaker", "Vernon Coaker", "one letter differs"),
        ("Vernon Coker", "Lord Vernon Coaker", "one letter differs, title aside"),
        ("Kier Starmer", "Keir Starmer", "one letter differs"),
        ("Lord Coaker", "Vernon Coaker", "same surname, title aside"),
        ("Vernon Coaker", "Lord Coaker", "same surname, title aside"),
        ("Vernon Coaker", "Lord Coaker of Gedling", "same surname, title aside"),
        ("Coaker", "Vernon Coaker", "same surname"),
        ("Long-Bailey", "Rebecca Long-Bailey", "same surname"),
        ("Lord Coker", "Vernon Coaker", "same surname, title aside, one letter differs"),
        ("Vernon", "Vernon Coaker", "the same words among others"),
        ("Gedling", "Lord Coaker of Gedling", "the same words among others, title aside"),
        ("Charlie Falconer", "Charles Falconer", "same surname, another given name"),
        ("Duke of Edinburgh", "Edinburgh", "the same, title aside"),
    ] {
        assert_eq!(people(sought, known), why, "{sought} and {known}");
    }
}

#[test]
fn people_who_are_not_alike_are_told_apart() {
    for (sought, known) in [
        ("Vernon Coaker", "Lucy Powell"),
        ("Lord", "Lady"),
        ("Ann Lee", "Ian Leo"),
        ("Seema Malhotra", "Sema Malhatra"),
        ("Jo", "Joanna Cherry"),
        ("…", "Vernon Coaker"),
        ("Vernon Coaker", "—"),
    ] {
        assert_eq!(people(sought, known), "", "{sought} and {known}");
    }
}

#[test]
fn a_name_of_two_letters_may_be_short_for_another_beside_the_same_surname() {
    assert_eq!(people("Edward Miliband", "Ed Miliband"), "given names shortened or left out");
    assert_eq!(people("Edward Miliband", "David Miliband"), "same surname, another given name");
}

#[test]
fn a_short_word_has_no_slips() {
    assert_eq!(people("Ian Loe", "Ian Lee"), "");
    assert_eq!(people("Ian Lowe", "Ian Love"), "one letter differs");
}

#[test]
fn a_digit_that_differs_is_another_person() {
    for (sought, known) in [
        ("John Smith #2", "John Smith #3"),
        ("John Smith #2", "John Smith"),
        ("Member 1", "Member 2"),
        ("Member 12", "Member 1"),
        ("Member 1", "Member"),
        ("Henry 8", "Henry"),
    ] {
        assert_eq!(people(sought, known), "", "{sought} and {known}");
        assert_eq!(posts(sought, known), "", "{sought} and {known}");
    }
    assert_eq!(people("Member", "Member 1"), "the same words among others");
}

#[test]
fn posts_are_alike_without_their_small_words_and_keep_their_states() {
    for (sought, known, why) in [
        ("health secretary", "Health Secretary", "the same but for case, accents or punctuation"),
        ("Secretary of State for Health", "Health State Secretary", "the same words in another order"),
        ("Helth Secretary", "Health Secretary", "one letter differs"),
        ("Health Secretary", "Secretary of State for Health", "the same words among others"),
        ("Shadow Secretary for Health", "Health", "the same words among others"),
        ("Lord Chancellor", "Chancellor", "the same words among others"),
    ] {
        assert_eq!(posts(sought, known), why, "{sought} and {known}");
    }
    assert_eq!(posts("Secretary of State", "Secretary of Defence"), "");
    assert_eq!(posts("Minister for C# Skills", "Minister for C# Schools"), "", "no disambiguator is lost");
}

#[test]
fn the_more_alike_is_the_less() {
    let order = ["Vernon Coaker", "vernon coaker", "Lord Vernon Coaker", "V Coaker", "Vernon Coker", "Lord Coaker"];
    let found: Vec<_> = order.iter().map(|known| like(Noun::Person, "Vernon Coaker", known).expect("alike")).collect();
    assert!(found.is_sorted(), "{found:?}");
}

proptest! {
    #[test]
    fn a_name_is_like_itself_before_all_others(sought in "[A-Za-zéø’'. #0-9-]{1,20}", known in "[A-Za-zéø’'. #0-9-]{1,20}") {
        let (Ok(sought), Ok(known)) = (Name::new(sought.trim()), Name::new(known.trim())) else { return Ok(()) };
        for noun in Noun::ALL {
            let own = Sought::new(*noun, &sought).like(&NameKey::of(&sought));
            let other = Sought::new(*noun, &sought).like(&NameKey::of(&known));
            prop_assert!(own.is_some());
            if NameKey::of(&sought) != NameKey::of(&known) {
                prop_assert!(other.is_none_or(|other| own.is_some_and(|own| own < other)));
            }
        }
    }

    #[test]
    fn nothing_is_alike_where_a_digit_differs(stem in "[A-Z][a-z]{3,8} [A-Z][a-z]{3,8}", one in 0..99_u32, other in 0..99_u32) {
        let names = [format!("{stem} {one}"), format!("{stem} {other}"), format!("{stem} #{one}"), format!("{stem} #{other}")];
        for noun in Noun::ALL {
            for a in &names {
                for b in &names {
                    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
                    if digits(a) != digits(b) {
                        prop_assert_eq!(like(*noun, a, b), None, "{} and {}", a, b);
                    }
                }
            }
        }
    }
}
