//! The hash by which two holders of one log compare what they make of it.

use reshuffle::projections::canonical_state;

use super::desk::Desk;

fn state(desk: &Desk) -> String {
    desk.ledger.state_hash().expect("a state")
}

#[test]
fn any_change_to_a_standing_fact_changes_it() {
    let mut desk = Desk::new();
    let mut seen = vec![state(&desk)];
    let mut new = |desk: &Desk, what: &str| {
        let state = state(desk);
        assert!(!seen.contains(&state), "{what}");
        seen.push(state);
    };
    let first = desk.add("appointed", "Anna", "2015", "post=Health");
    new(&desk, "an appointment");
    desk.add("said", "Anna", "", "");
    new(&desk, "a statement");
    let left = desk.add("resigned", "Anna", "2016", "post=Health");
    new(&desk, "a departure");
    let amendment = desk.amend(left, "note=a remark");
    new(&desk, "a remark");
    desk.article("other", "");
    desk.corroborate(first, "other");
    new(&desk, "a second article");
    desk.retract(left);
    new(&desk, "a retraction");
    assert_ne!(amendment, left);
}

#[test]
fn a_new_stamp_that_moves_a_departure_changes_it() {
    let mut desk = Desk::new();
    let live = desk.article("live", "");
    desk.add("resigned", "Anna", "2016-06-26", "source=live");
    let before = state(&desk);
    desk.redescribe(live, "title=A live page");
    assert_eq!(state(&desk), before, "a title is no fact");
    desk.redescribe(live, "as_of=2016-06-26T13:14");
    assert_ne!(state(&desk), before);
}

#[test]
fn an_amendment_taken_back_brings_it_back() {
    let mut desk = Desk::new();
    let fact = desk.add("resigned", "Anna", "2016-06-26", "");
    let before = state(&desk);
    let amendment = desk.amend(fact, "when=2016-06-25");
    assert_ne!(state(&desk), before);
    desk.retract(amendment);
    assert_eq!(state(&desk), before);
}

#[test]
fn the_same_log_has_the_same_one() {
    let tell = || {
        let mut desk = Desk::new();
        desk.add("appointed", "Anna", "2015", "post=Health; rank=cabinet");
        desk.add("resigned", "Anna", "2016-06-26", "");
        desk.add("withdrawn", "Anna", "2016-06-28", "");
        state(&desk)
    };
    assert_eq!(tell(), tell());
}

/// The netstring that bytes begin with, and what follows it.
fn netstring(bytes: &[u8]) -> (&[u8], &[u8]) {
    let colon = bytes.iter().position(|byte| *byte == b':').expect("a length");
    let len: usize = std::str::from_utf8(&bytes[..colon]).expect("digits").parse().expect("a number");
    let (text, rest) = bytes[colon + 1..].split_at(len);
    (text, rest.strip_prefix(b",").expect("a comma"))
}

#[test]
fn its_records_come_in_the_order_of_their_bytes() {
    let mut desk = Desk::new();
    for person in ["Zoë", "Anna", "Bea"] {
        desk.add("appointed", person, "2015", "post=Health; rank=cabinet");
        desk.add("resigned", person, "2016-06-26", "");
        desk.add("said", person, "", "");
    }
    let view = desk.view();
    let mut bytes = Vec::new();
    canonical_state(&view.world().expect("a world"), &mut |piece| bytes.extend_from_slice(piece));
    let (mut records, mut rest) = (Vec::new(), &bytes[..]);
    while !rest.is_empty() {
        let (record, after) = netstring(rest);
        records.push(record);
        rest = after;
    }
    assert!(records.is_sorted());
    let of = |kind: &str| records.iter().filter(|record| netstring(record).0 == kind.as_bytes()).count();
    assert_eq!((of("tenure"), of("departure"), of("fact"), records.len()), (3, 3, 9, 15));
}
