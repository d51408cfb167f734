//! What holds of every value and of every string of bytes, not only of the
//! golden ones: one encoding each, no panic, no memory beyond the limit.

#[path = "support/allocation.rs"]
mod allocation;
#[path = "support/entries.rs"]
mod entries;
#[path = "support/golden.rs"]
mod golden;

use std::sync::Arc;

use allocation::peak_of;
use entries::{entry, entry_of};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use reshuffle::codec::{BodyError, MAX_EVENT_LEN, SALT_LEN, Salt, decode_body, encode_body};
use reshuffle::domain::{Content, Entry, Kind};

/// The most bytes that reading any body may hold at once: the value, with
/// citations three times as large in memory as on disk at worst, and its
/// encoding, to compare with. A constant is left for messages.
const MOST_MEMORY: usize = 6 * MAX_EVENT_LEN + 4_096;

const SALT: Salt = [0x5a; SALT_LEN];

/// Reads bytes as a body and holds what must be so of any bytes whatever.
fn judged(kind: u16, body: &[u8]) -> Result<Entry, BodyError> {
    let (result, peak) = peak_of(|| decode_body(kind, body));
    assert!(peak <= MOST_MEMORY, "{peak} bytes were held to read {} of kind {kind}", body.len());
    if let Ok(entry) = &result {
        let salt = body.first_chunk().expect("a body begins with its salt");
        assert_eq!(encode_body(salt, entry).as_deref(), Ok(body), "another encoding was accepted");
        assert_eq!(entry.content.kind().number(), kind);
    }
    result
}

/// One change to a string of bytes.
#[derive(Debug, Clone)]
enum Change {
    Set(Index, u8),
    Flip(Index, u8),
    Insert(Index, u8),
    /// What would be the same integer in three bytes, if it is one.
    Widen(Index),
    Remove(Index),
    Truncate(Index),
    Repeat(Index, Index),
}

fn change() -> impl Strategy<Value = Change> {
    let byte = prop_oneof![select(&[0, 1, 2, 250, 251, 252, 253, 254, 255][..]), any::<u8>()];
    prop_oneof![
        (any::<Index>(), byte.clone()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (any::<Index>(), 0..8_u8).prop_map(|(at, bit)| Change::Flip(at, 1 << bit)),
        (any::<Index>(), byte).prop_map(|(at, byte)| Change::Insert(at, byte)),
        any::<Index>().prop_map(Change::Widen),
        any::<Index>().prop_map(Change::Remove),
        any::<Index>().prop_map(Change::Truncate),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Change::Repeat(from, to)),
    ]
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    if bytes.is_empty() {
        return;
    }
    let length = bytes.len();
    match change {
        Change::Set(at, byte) => bytes[at.index(length)] = *byte,
        Change::Flip(at, bit) => bytes[at.index(length)] ^= bit,
        Change::Insert(at, byte) => bytes.insert(at.index(length), *byte),
        Change::Widen(at) => {
            let at = at.index(length);
            bytes.splice(at..=at, [251, bytes[at], 0]);
        }
        Change::Remove(at) => drop(bytes.remove(at.index(length))),
        Change::Truncate(at) => bytes.truncate(at.index(length)),
        Change::Repeat(from, to) => {
            let (from, to) = (from.index(length), to.index(length));
            let part = bytes[from.min(to)..from.max(to)].to_vec();
            bytes.splice(to..to, part);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn what_is_written_reads_back(entry in entry(), salt: Salt) {
        let body = encode_body(&salt, &entry).expect("it fits an event");
        prop_assert_eq!(judged(entry.content.kind().number(), &body), Ok(entry));
    }

    #[test]
    fn a_value_has_the_same_bytes_every_time(entry in entry()) {
        let copy = entry.clone();
        prop_assert_eq!(encode_body(&SALT, &entry), encode_body(&SALT, &copy));
    }

    #[test]
    fn two_values_of_a_kind_have_different_bytes(
        (one, other) in select(Kind::ALL).prop_flat_map(|kind| (entry_of(kind), entry_of(kind)))
    ) {
        let same = encode_body(&SALT, &one) == encode_body(&SALT, &other);
        prop_assert_eq!(same, one == other);
    }

    #[test]
    fn the_salt_changes_nothing_but_itself(entry in entry(), salt: Salt) {
        let one = encode_body(&SALT, &entry).expect("it fits an event");
        let other = encode_body(&salt, &entry).expect("it fits an event");
        prop_assert_eq!(&one[SALT_LEN..], &other[SALT_LEN..]);
    }

    #[test]
    fn changed_bytes_are_refused_or_are_the_encoding_of_what_they_say(
        entry in entry(), changes in vec(change(), 1..3), kind in select(Kind::ALL), as_another: bool
    ) {
        let mut body = encode_body(&SALT, &entry).expect("it fits an event");
        changes.iter().for_each(|change| apply(&mut body, change));
        let kind = if as_another { kind } else { entry.content.kind() };
        let _refused_or_canonical = judged(kind.number(), &body);
    }

    #[test]
    fn bytes_cut_short_are_never_a_body(entry in entry(), at: Index) {
        let body = encode_body(&SALT, &entry).expect("it fits an event");
        let cut = &body[..at.index(body.len())];
        prop_assert!(judged(entry.content.kind().number(), cut).is_err());
    }

    #[test]
    fn one_byte_more_is_never_a_body(entry in entry(), byte: u8) {
        let mut body = encode_body(&SALT, &entry).expect("it fits an event");
        body.push(byte);
        prop_assert!(judged(entry.content.kind().number(), &body).is_err());
    }

    #[test]
    fn arbitrary_bytes_of_any_kind_do_no_harm(kind in 0..40_u16, bytes in vec(any::<u8>(), 0..400), begin: bool) {
        // A recorder and no key, so that more of what follows is looked at.
        let mut body = if begin { [&SALT[..], b"\x01a\x00"].concat() } else { Vec::new() };
        body.extend(bytes);
        let known = Kind::from_number(kind).is_some();
        match judged(kind, &body) {
            Err(BodyError::UnknownKind(number)) if number == kind => prop_assert!(!known && !body.is_empty()),
            Err(BodyError::Erased) => prop_assert!(body.is_empty()),
            Ok(_) | Err(_) => prop_assert!(known),
        }
    }
}

/// Every golden event, with its bytes.
fn golden_bodies() -> impl Iterator<Item = (Kind, Vec<u8>)> {
    golden::chain().into_iter().map(|event| (event.entry.content.kind(), event.body))
}

#[test]
fn no_huge_length_anywhere_in_a_body_sets_memory_aside_for_it() {
    let huge: [&[u8]; 6] = [
        b"\xfb\xff\xff",
        b"\xfc\x00\x00\x01\x00",
        b"\xfc\xff\xff\xff\xff",
        b"\xfd\xff\xff\xff\xff\xff\xff\xff\x7f",
        b"\xfd\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    ];
    for (kind, body) in golden_bodies() {
        for at in SALT_LEN..body.len() {
            for length in huge {
                let mut body = body.clone();
                body.splice(at..=at, length.iter().copied());
                let _refused_or_canonical = judged(kind.number(), &body);
            }
        }
    }
}

#[test]
fn no_flipped_bit_and_no_widened_byte_anywhere_gives_a_second_encoding() {
    for (kind, body) in golden_bodies() {
        for at in SALT_LEN..body.len() {
            let mut wider = body.clone();
            wider.splice(at..=at, [251, body[at], 0]);
            let _refused_or_canonical = judged(kind.number(), &wider);
            for bit in 0..8 {
                let mut flipped = body.clone();
                flipped[at] ^= 1 << bit;
                let _refused_or_canonical = judged(kind.number(), &flipped);
            }
        }
    }
}

#[test]
fn the_largest_bodies_are_read_within_the_limit() {
    let zeros = vec![0; MAX_EVENT_LEN - 88];
    let long = [&[0; SALT_LEN][..], b"\x01a\x00", b"\x01b\x00\x00\x00\x00\x00\x00"].concat();
    for kind in Kind::ALL {
        assert!(judged(kind.number(), &zeros).is_err());
        for filler in [0, 1, 38, 250] {
            for count in [b"\xfb\x20\x06", b"\xfb\x40\x07", b"\xfb\xff\xff"] {
                let mut body = long.clone();
                body.extend(count);
                body.resize(MAX_EVENT_LEN - 88, filler);
                let _refused_or_canonical = judged(kind.number(), &body);
            }
        }
        let over = judged(kind.number(), &[0; MAX_EVENT_LEN - 87]);
        assert_eq!(over, Err(BodyError::TooLong(MAX_EVENT_LEN + 1)));
    }
}

#[test]
fn the_costliest_event_there_is_reads_back_within_the_limit() {
    let said = golden::chain().into_iter().find(|event| event.entry.content.kind() == Kind::Said).expect("one is said");
    let Content::Fact(fact) = said.entry.content else { panic!("a statement is a fact") };
    let mut fact = Arc::unwrap_or_clone(fact);
    let mut least = fact.citations[0].clone();
    (least.exact, least.prefix, least.suffix) = ("x".to_owned(), String::new(), String::new());
    (least.byte_start, least.char_start) = (0, 0);
    fact.citations = vec![least; 1_560];
    let entry = Entry { content: Content::Fact(fact.into()), ..said.entry };
    let body = encode_body(&SALT, &entry).expect("it fits an event");
    assert!(body.len() > MAX_EVENT_LEN - 1_000, "{} bytes could be more", body.len());
    assert_eq!(judged(Kind::Said.number(), &body), Ok(entry));
}

/// A body of one kind, written by hand after a recorder `a` and no key.
fn by_hand(parts: &[&[u8]]) -> Vec<u8> {
    [&SALT[..], b"\x01a\x00", &parts.concat()].concat()
}

#[track_caller]
fn assert_refused(kind: Kind, good: &[&[u8]], bad: &[&[u8]], why: fn(&BodyError) -> bool) {
    assert!(judged(kind.number(), &by_hand(good)).is_ok(), "the body to be spoilt is refused itself");
    let refusal = judged(kind.number(), &by_hand(bad));
    assert!(refusal.as_ref().is_err_and(why), "{refusal:?}");
}

const DIGEST: &[u8] = &[9; 32];
/// No `when`, basis, no `announced`, stance, no note, no why, one citation of `q`.
const REST: &[u8] = b"\x00\x00\x00\x00\x00\x00\x01\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x01q\x00\x00\x00\x00";

fn malformed(why: &BodyError) -> bool {
    matches!(why, BodyError::Malformed(_))
}

fn meaningless(why: &BodyError) -> bool {
    matches!(why, BodyError::Meaningless(_))
}

#[test]
fn longer_integers_than_needed_are_refused() {
    for (short, long) in [
        (&b"\x01"[..], &b"\xfb\x01\x00"[..]),
        (b"\x01", b"\xfc\x01\x00\x00\x00"),
        (b"\x01", b"\xfd\x01\x00\x00\x00\x00\x00\x00\x00"),
    ] {
        let not_canonical = |why: &BodyError| *why == BodyError::NotCanonical;
        assert_refused(Kind::Retracted, &[DIGEST, short, b"w"], &[DIGEST, long, b"w"], not_canonical);
    }
    let counted = |number: &[u8]| [b"\x00\x00", number, b"\x00\x00\x00\x00\x00\x00", REST].concat();
    let not_canonical = |why: &BodyError| *why == BodyError::NotCanonical;
    assert_refused(Kind::Counted, &[&counted(b"\xfa")], &[&counted(b"\xfb\xfa\x00")], not_canonical);
    // More than the field holds.
    assert_refused(
        Kind::Counted,
        &[&counted(b"\xfc\x00\x00\x01\x00")],
        &[&counted(b"\xfd\0\0\0\0\x01\0\0\0")],
        malformed,
    );
}

#[test]
fn bytes_left_over_are_refused() {
    assert_refused(Kind::Retracted, &[DIGEST, b"\x01w"], &[DIGEST, b"\x01w", b"\x00"], malformed);
}

#[test]
fn text_that_is_not_utf8_is_refused() {
    for bad in [&b"\xff"[..], b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc3"] {
        let length = [u8::try_from(bad.len()).expect("it is short")];
        assert_refused(Kind::Retracted, &[DIGEST, b"\x01w"], &[DIGEST, &length, bad], malformed);
    }
}

#[test]
fn option_and_bool_bytes_above_1_are_refused() {
    let appointed =
        |post: &[u8], acting: &[u8]| [b"\x01p\x01b", post, acting, b"\x00", b"\x01\x042016", &REST[1..]].concat();
    assert_refused(Kind::Appointed, &[&appointed(b"\x00", b"\x01")], &[&appointed(b"\x02", b"\x01")], malformed);
    assert_refused(Kind::Appointed, &[&appointed(b"\x00", b"\x01")], &[&appointed(b"\x00", b"\x02")], malformed);
}

#[test]
fn numbers_without_a_word_are_refused() {
    let status =
        |capacity: u8, turn: u8| [b"\x01p\x01b\x00", &[capacity, turn][..], b"\x01\x042016", &REST[1..]].concat();
    for (capacity, turn) in [(4, 0), (255, 0), (0, 2), (0, 255)] {
        assert_refused(Kind::Status, &[&status(3, 1)], &[&status(capacity, turn)], meaningless);
    }
    let said = |basis: u8, stance: u8| [b"\x01p\x00", &[basis, 0, stance][..], &REST[4..]].concat();
    for (basis, stance) in [(3, 0), (0, 4)] {
        assert_refused(Kind::Said, &[&said(2, 3)], &[&said(basis, stance)], meaningless);
    }
}

#[test]
fn an_amendment_to_what_is_no_fact_is_refused() {
    let amended = |kind: &[u8]| [DIGEST, b"\x01w", kind, b"\x01p", REST].concat();
    assert_refused(Kind::Amended, &[&amended(b"\x15")], &[&amended(b"\x05")], meaningless);
    let unknown = |why: &BodyError| *why == BodyError::UnknownKind(200);
    assert_refused(Kind::Amended, &[&amended(b"\x15")], &[&amended(b"\xc8")], unknown);
    let not_canonical = |why: &BodyError| *why == BodyError::NotCanonical;
    assert_refused(Kind::Amended, &[&amended(b"\x15")], &[&amended(b"\xfb\x15\x00")], not_canonical);
}

#[test]
fn texts_that_their_type_does_not_allow_are_refused() {
    let reason = |person: &[u8], reason: &[u8]| [person, b"\x01b", reason, REST].concat();
    for person in [&b"\x00"[..], b"\x02 p", b"\x02p\n", b"\x04p\xe2\x80\xae"] {
        assert_refused(Kind::Reason, &[&reason(b"\x01p", b"\x01r")], &[&reason(person, b"\x01r")], meaningless);
    }
    let long = [&b"\xfb\x01\x01"[..], &[b'p'; 257]].concat();
    assert_refused(Kind::Reason, &[&reason(b"\x01p", b"\x01r")], &[&reason(&long, b"\x01r")], meaningless);
    let long = [&b"\xfb\x01\x10"[..], &[b'r'; 4_097]].concat();
    assert_refused(Kind::Reason, &[&reason(b"\x01p", b"\x01r")], &[&reason(b"\x01p", &long)], meaningless);
}
