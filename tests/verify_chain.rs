//! A program that knows `docs/FORMAT.md` and nothing of ours finds a whole log
//! whole, and names the line where a damaged one goes wrong.

#[path = "support/golden.rs"]
mod golden;
#[path = "support/python.rs"]
mod python;

use golden::{Golden, hex, unhex};
use python::{Verdict, is_present, verify};
use reshuffle::codec::Header;
use reshuffle::domain::EventId;
use reshuffle::proof;

fn intact(events: usize, head: EventId) -> Verdict {
    Verdict { status: 0, answer: format!("intact: {events} events, head {head}") }
}

#[track_caller]
fn assert_broken(raw: &str, line: usize, why: &str) {
    let verdict = verify(raw, None);
    assert_eq!(verdict.status, 3, "{verdict:?}");
    assert!(verdict.answer.starts_with(&format!("line {line}: ")), "{verdict:?}");
    assert!(verdict.answer.contains(why), "{verdict:?}");
}

fn lines(events: &[Golden]) -> Vec<String> {
    golden::raw(events).lines().map(|line| format!("{line}\n")).collect()
}

/// A line with one bit of its header or its body flipped.
fn flipped(line: &str, in_body: bool, bit: usize) -> String {
    let (header, body) = line.trim_end().split_once(' ').expect("two words");
    let (mut header, mut body) = (unhex(header), unhex(body));
    let bytes = if in_body { &mut body } else { &mut header };
    bytes[bit / 8] ^= 1 << (bit % 8);
    format!("{} {}\n", hex(&header), hex(&body))
}

#[test]
fn the_golden_chain_is_intact_and_its_head_is_named() {
    if !is_present() {
        return;
    }
    let chain = golden::chain();
    let raw = golden::raw(&chain);
    let head = chain.last().expect("there are events").id;
    assert_eq!(verify(&raw, None), intact(chain.len(), head));
    assert_eq!(verify(&raw, Some(&head.to_string())), intact(chain.len(), head));
    assert_eq!(verify(&raw, Some(&chain[3].id.to_string())), intact(chain.len(), head));
}

#[test]
fn a_flipped_bit_is_found_wherever_it_is() {
    if !is_present() {
        return;
    }
    let chain = golden::chain();
    let lines = lines(&chain);
    let damaged = |in_body, bit| {
        let mut lines = lines.clone();
        lines[9] = flipped(&lines[9], in_body, bit);
        lines.concat()
    };
    let of_header = [
        (0, 10, "begin with RSHF"),
        (4, 10, "the format version is 257"),
        (8, 10, "seq is"),
        (32, 10, "body is not the one"),
        (56, 10, "prev is not"),
        // Of these two only the next event's `prev` knows.
        (7, 11, "prev is not"),
        (23, 11, "prev is not"),
    ];
    for (byte, line, why) in of_header {
        assert_broken(&damaged(false, byte * 8), line, why);
    }
    for byte in [0, 15, 16, 40, chain[9].body.len() - 1] {
        assert_broken(&damaged(true, byte * 8 + 7), 10, "body is not the one");
    }
}

#[test]
fn a_removed_repeated_or_swapped_line_is_found() {
    if !is_present() {
        return;
    }
    let lines = lines(&golden::chain());
    let changed = |change: fn(&mut Vec<String>)| {
        let mut lines = lines.clone();
        change(&mut lines);
        lines.concat()
    };
    assert_broken(&changed(|lines| drop(lines.remove(4))), 5, "seq is 5, where 4 belongs");
    assert_broken(&changed(|lines| drop(lines.remove(0))), 1, "seq is 1, where 0 belongs");
    assert_broken(&changed(|lines| lines.insert(5, lines[4].clone())), 6, "seq is 4, where 5 belongs");
    assert_broken(&changed(|lines| lines.swap(6, 7)), 7, "seq is 7, where 6 belongs");
    assert_broken("", 0, "nothing is here");
}

#[test]
fn a_line_cut_short_is_found_wherever_it_is_cut() {
    if !is_present() {
        return;
    }
    let lines = lines(&golden::chain()[..12]);
    let kept: String = lines[..11].concat();
    let last = &lines[11];
    for (length, why) in [
        (0, ""),
        (1, "hexadecimal"),
        (100, "hexadecimal"),
        (176, "hexadecimal"),
        (177, "line feed"),
        (178, "hexadecimal"),
        (last.len() - 3, "line feed"),
        (last.len() - 1, "line feed"),
    ] {
        let cut = format!("{kept}{}", &last[..length]);
        if length == 0 {
            assert_eq!(verify(&cut, None).status, 0, "a shorter chain is a chain");
        } else {
            assert_broken(&cut, 12, why);
            if length < last.len() - 1 {
                assert_eq!(verify(&format!("{cut}\n"), None).status, 3, "cut at {length}, with a line feed");
            }
        }
    }
}

#[test]
fn a_tail_cut_off_is_found_by_whoever_knows_the_head() {
    if !is_present() {
        return;
    }
    let chain = golden::chain();
    let head = chain.last().expect("there are events").id.to_string();
    let kept = golden::raw(&chain[..chain.len() - 2]);
    assert_eq!(verify(&kept, None), intact(chain.len() - 2, chain[chain.len() - 3].id));
    let verdict = verify(&kept, Some(&head));
    assert_eq!(verdict.status, 3);
    assert!(verdict.answer.contains(&format!("without the expected event {head}")), "{verdict:?}");
}

#[test]
fn an_erased_body_is_in_order_just_when_a_later_event_says_so() {
    if !is_present() {
        return;
    }
    let chain = golden::chain();
    let head = chain.last().expect("there are events").id;
    let redacted = chain
        .iter()
        .find_map(|event| match &event.entry.content {
            reshuffle::domain::Content::Redacted { events, .. } => events.first().copied(),
            _ => None,
        })
        .expect("a golden event is erased");
    let mut lines = lines(&chain);
    let erase = |line: &mut String| line.replace_range(177.., "\n");
    let at = chain.iter().position(|event| event.id == redacted).expect("it is in the chain");
    erase(&mut lines[at]);
    assert_eq!(verify(&lines.concat(), None), intact(chain.len(), head));
    erase(&mut lines[5]);
    assert_broken(&lines.concat(), 6, "it is lost");
}

/// An event of any header onto a chain, with the body's own digest and the right id.
fn forged(chain: &[Golden], change: impl Fn(&mut Header)) -> String {
    let last = chain.last().expect("there are events");
    let mut header = last.header;
    header.seq = last.header.seq.next();
    header.prev = last.id;
    header.recorded_at.0 += 1;
    change(&mut header);
    let body = if header.kind == 18 { Vec::from([0xff; 40]) } else { last.body.clone() };
    header.body_digest = proof::body_digest(&body);
    format!("{}{} {}\n", golden::raw(chain), hex(&header.encode()), hex(&body))
}

#[test]
fn rules_that_no_digest_guards_are_checked_too() {
    if !is_present() {
        return;
    }
    let chain = golden::chain();
    let next = chain.len() + 1;
    let unknown = verify(&forged(&chain, |header| header.kind = 4_000), None);
    assert_eq!(unknown.status, 0, "an unknown kind is not broken: {unknown:?}");
    assert_broken(&forged(&chain, |header| header.recorded_at.0 -= 1), next, "recorded_at");
    assert_broken(&forged(&chain, |header| header.kind = 1), next, "`created` is the first event");
    assert_broken(&forged(&chain, |header| header.kind = 18), next, "an integer in the body begins with 255");
    let long = golden::raw(&chain[..1]).trim_end().to_owned() + &"00".repeat(60_000) + "\n";
    assert_broken(&long, 1, "more than 60,000 bytes");
    assert_broken(&golden::raw(&chain[..3]).to_uppercase(), 1, "hexadecimal");
    assert_broken(&golden::raw(&chain[..3]).replace('\n', "\r\n"), 1, "line feed");
}
