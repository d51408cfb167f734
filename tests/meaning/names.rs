//! Spellings that name one person, body or post.

use crate::desk::{Desk, name, rule};

#[test]
fn an_alias_joins_names_and_shows_the_one_it_points_to() {
    let mut desk = Desk::new();
    desk.add("appointed", "Charlie Falconer", "2015-05-01", "post=Justice");
    desk.add("resigned", "Lord Falconer", "2016-06-26", "post=Justice");
    assert_eq!(desk.cabinet("2016-06-27"), ["Charlie Falconer, Justice: certain"]);
    desk.add("alias", "Lord Falconer", "", "of=Charlie Falconer; names=person");
    assert_eq!(desk.cabinet("2016-06-27"), Vec::<String>::new(), "an alias recorded late joins what came before");
    assert_eq!(desk.cabinet("2016"), Vec::<String>::new());
    let events = desk.row(&rule("resigned"), "2016-06-27", "Charlie Falconer").events;
    assert_eq!(events.len(), 3, "what was left, that it was left, and that both are of one person");
}

#[test]
fn chains_of_aliases_are_followed() {
    let mut desk = Desk::new();
    desk.add("resigned", "C", "2016-06-26", "");
    desk.add("alias", "C", "", "of=B; names=person");
    desk.add("alias", "B", "", "of=A; names=person");
    let people = desk.tally(&rule("resigned"), "2016-06-27").people;
    assert_eq!(people.iter().map(|row| row.person.as_str()).collect::<Vec<_>>(), ["A"]);
}

#[test]
fn an_alias_of_a_body_and_of_a_post_joins_just_those() {
    let mut desk = Desk::new();
    desk.add("alias", "Shadow Team", "", "of=Cabinet; names=body");
    desk.add("alias", "Whipper", "", "of=Whip; names=post");
    desk.add("appointed", "Ann", "2015-05-01", "body=Shadow Team; post=Whipper");
    desk.add("appointed", "Whipper", "2015-05-01", "post=Chair");
    assert_eq!(desk.cabinet("2016"), ["Whipper, Chair: certain", "Ann, Whip: certain"]);
    let asked = desk.view().cabinet(Some(&name("Shadow Team")), desk.at("2016")).expect("a cabinet");
    assert_eq!(asked.holders.len(), 2);
}

#[test]
fn a_cycle_and_a_second_target_are_refused() {
    let mut desk = Desk::new();
    desk.add("alias", "C", "", "of=B; names=person");
    desk.add("alias", "B", "", "of=A; names=person");
    let refused = |desk: &mut Desk, name: &str, of: &str| {
        desk.try_add("alias", name, "", &format!("of={of}; names=person")).expect_err("a refusal").to_string()
    };
    assert!(refused(&mut desk, "A", "C").contains("would stand for itself"));
    assert!(refused(&mut desk, "D", "D").contains("would stand for itself"));
    assert!(refused(&mut desk, "C", "E").contains("already stands for `B`"));
}

#[test]
fn an_amendment_cannot_make_a_cycle_nor_can_its_retraction() {
    let mut desk = Desk::new();
    let first = desk.add("alias", "A", "", "of=B; names=person");
    let amendment = desk.amend(first, "of=C");
    let second = desk.add("alias", "B", "", "of=A; names=person");
    assert!(desk.try_amend(first, "of=B").expect_err("a refusal").to_string().contains("would stand for itself"));
    assert!(desk.try_retract(amendment).expect_err("a refusal").to_string().contains("would stand for itself"));
    desk.retract(second);
    desk.retract(amendment);
}

#[test]
fn a_retracted_alias_frees_its_name() {
    let mut desk = Desk::new();
    let alias = desk.add("alias", "C", "", "of=B; names=person");
    desk.retract(alias);
    desk.add("alias", "C", "", "of=D; names=person");
    desk.add("resigned", "C", "2016-06-26", "");
    assert_eq!(desk.row(&rule("left"), "2016-06-27", "D").person, "D");
}

#[test]
fn apostrophes_spaces_and_normal_forms_do_not_make_a_new_name() {
    let mut desk = Desk::new();
    desk.add("appointed", "Zoe\u{301} O'Hara", "2015-05-01", "");
    desk.add("resigned", "Zo\u{e9} O\u{2019}Hara", "2016-06-26", "");
    assert_eq!(desk.cabinet("2016-06-27"), Vec::<String>::new());
    assert_eq!(desk.count("resigned", "2016-06-27"), (1, 1));
}

#[test]
fn a_disambiguator_is_part_of_a_name() {
    let mut desk = Desk::new();
    desk.add("appointed", "John Smith", "2015-05-01", "post=Whip");
    desk.add("resigned", "John Smith #2", "2016-06-26", "post=Whip");
    assert_eq!(desk.cabinet("2016-06-27"), ["John Smith, Whip: certain"]);
}
