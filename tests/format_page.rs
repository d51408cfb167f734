//! `docs/FORMAT.md` says what the code does: its tables are read, compared
//! with the code, and used to take every golden event apart.

#[path = "support/format_page.rs"]
mod format_page;
#[path = "support/golden.rs"]
mod golden;

use std::collections::BTreeMap;

use format_page::{Found, cells, code, page};
use golden::{Golden, hex, source_of};
use reshuffle::codec::{HEADER_LEN, MAX_EVENT_LEN};
use reshuffle::domain::{
    Basis, CONTEXT_CHARS, Capacity, ClientKey, Compare, Field, How, HowRule, KeyChange, Kind, Name, Noun, Origin, Per,
    PostChange, QUOTE_MAX_LEN, Stance, Text, Turn, is_deceptive,
};
use reshuffle::proof::{BODY_CONTEXT, HEADER_CONTEXT};
use serde_json::{Map, Value};

#[test]
fn the_kinds_and_their_marks_are_those_of_the_code() {
    let listed: Vec<(u16, String, bool, bool)> = page()
        .kinds
        .into_iter()
        .map(|(number, kind, marks, _)| (number, kind, marks.contains('†'), marks.contains('‡')))
        .collect();
    let known: Vec<(u16, String, bool, bool)> = Kind::ALL
        .iter()
        .map(|kind| {
            let dated = kind.required_fields().contains(&Field::When);
            (kind.number(), kind.to_string(), kind.may_rest_on_judgement(), dated)
        })
        .collect();
    assert_eq!(listed, known);
}

#[test]
fn the_vocabularies_are_those_of_the_code() {
    let mut known = BTreeMap::new();
    macro_rules! know {
        ($($name:literal $type:ident),+) => {
            $(known.insert(
                $name.to_owned(),
                $type::ALL.iter().map(|word| (word.code(), word.to_string())).collect::<Vec<_>>(),
            );)+
        };
    }
    know!(
        "how" How, "how_rule" HowRule, "basis" Basis, "stance" Stance, "compare" Compare, "per" Per, "noun" Noun,
        "post_change" PostChange, "capacity" Capacity, "turn" Turn, "key_change" KeyChange
    );
    assert_eq!(page().vocabularies, known);
}

#[test]
fn limits_and_contexts_are_those_of_the_code() {
    let text = page().text;
    let limits: BTreeMap<String, usize> = text
        .lines()
        .filter_map(cells)
        .filter(|row| row.len() == 3 && row[0].starts_with('`'))
        .filter_map(|row| Some((code(&row[0]), row[1].parse().ok()?)))
        .collect();
    let known = [
        ("name", Name::MAX_LEN),
        ("client_key", ClientKey::MAX_LEN),
        ("text", Text::MAX_LEN),
        ("origin", Origin::MAX_LEN),
    ];
    assert_eq!(limits, known.map(|(name, most)| (name.to_owned(), most)).into());
    for said in [
        format!("`derive_key(\"{BODY_CONTEXT}\")`"),
        format!("`derive_key(\"{HEADER_CONTEXT}\")`"),
        format!("a **header** of {HEADER_LEN} bytes"),
        format!(
            "at most {} bytes, hence a body at most {}",
            grouped(MAX_EVENT_LEN),
            grouped(MAX_EVENT_LEN - HEADER_LEN)
        ),
        format!("a text of 1 to {} bytes", grouped(QUOTE_MAX_LEN)),
        format!("at most {CONTEXT_CHARS} code points"),
    ] {
        assert!(text.contains(&said), "the page does not say: {said}");
    }
}

fn grouped(number: usize) -> String {
    format!("{},{:03}", number / 1_000, number % 1_000)
}

/// The code points that the page's line on something lists.
fn listed(what: &str) -> Vec<(u32, u32)> {
    let text = page().text;
    let line = text.lines().find(|line| line.starts_with(&format!("*{what}*"))).expect("the list");
    let number = |digits| u32::from_str_radix(digits, 16).expect("a code point");
    line.split("U+")
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_ascii_hexdigit() && c != '–').next().unwrap_or_default())
        .map(|digits| digits.split_once('–').unwrap_or((digits, digits)))
        .map(|(low, high)| (number(low), number(high)))
        .collect()
}

#[test]
fn deceptive_characters_and_white_space_are_those_of_the_code() {
    let (deceptive, white) = (listed("Deceptive"), listed("White space"));
    for character in '\0'..=char::MAX {
        let point = u32::from(character);
        let said = |list: &[(u32, u32)]| list.iter().any(|(low, high)| (*low..=*high).contains(&point));
        assert_eq!(said(&deceptive), is_deceptive(character), "U+{point:04X}");
        let white_only = character.is_whitespace() && !is_deceptive(character);
        assert_eq!(said(&white), white_only, "U+{point:04X}");
        assert_eq!(Name::new(format!("{character}a")).is_err(), said(&deceptive) || said(&white), "U+{point:04X}");
    }
}

#[test]
fn the_header_table_takes_headers_apart() {
    let text = page().text;
    let rows: Vec<Vec<String>> =
        text.lines().filter_map(cells).filter(|row| row.len() == 4 && row[0].parse::<usize>().is_ok()).collect();
    let mut next = 0;
    for event in golden::chain() {
        let bytes = event.header.encode();
        next = 0;
        for row in &rows {
            let (at, size): (usize, usize) = (row[0].parse().expect("offset"), row[1].parse().expect("size"));
            assert_eq!(at, next, "{}", row[2]);
            let field = &bytes[at..at + size];
            match row[2].as_str() {
                "magic" => assert_eq!(field, b"RSHF"),
                "version" => assert_eq!(field, [0, 1]),
                "kind" => assert_eq!(field, event.header.kind.to_be_bytes()),
                "seq" => assert_eq!(field, event.header.seq.0.to_be_bytes()),
                "recorded_at" => assert_eq!(field, event.header.recorded_at.0.to_be_bytes()),
                "body_digest" => assert_eq!(field, event.header.body_digest),
                "prev" => assert_eq!(field, event.header.prev.0),
                other => panic!("the header has no `{other}`"),
            }
            next = at + size;
        }
    }
    assert_eq!(next, HEADER_LEN);
}

#[test]
fn the_tables_take_every_golden_body_apart() {
    let page = page();
    let chain = golden::chain();
    let inputs = std::fs::read_to_string(golden::fixture("inputs.json")).expect("the inputs");
    let inputs: Vec<Map<String, Value>> = serde_json::from_str(&inputs).expect("the inputs are JSON");
    for (input, event) in inputs.iter().zip(&chain) {
        let found = page.read(event.header.kind, &event.body).unwrap_or_else(|why| panic!("{}: {why}", event.about));
        assert_eq!(without_defaults(found, input), meant(input, &chain), "{}", event.about);
    }
}

/// Leaves out what an input need not say, where it does not.
fn without_defaults(mut found: Found, input: &Map<String, Value>) -> Found {
    let said = |name: &str| {
        let fields = input.get("fields").or_else(|| input.get("fact")?.get("fields"));
        fields.is_some_and(|fields| fields.get(name).is_some())
    };
    let defaults =
        [("basis", "quote"), ("stance", "reported"), ("compare", "exactly"), ("per", "person"), ("acting", "false")];
    for (name, default) in defaults.into_iter().chain([("names", "person")]) {
        for name in [name.to_owned(), format!("fact.{name}")] {
            if !said(name.trim_start_matches("fact.")) && found.get(&name).is_some_and(|text| text == default) {
                found.remove(&name);
            }
        }
    }
    found
}

/// What an input says, under the names of the page.
fn meant(input: &Map<String, Value>, chain: &[Golden]) -> Found {
    let mut meant = Found::new();
    flatten(input, "", chain, &mut meant);
    for name in ["about", "kind", "fact.kind", "recorded_at_us"] {
        meant.remove(name);
    }
    if let Some(text) = meant.remove("text") {
        meant.insert("length".to_owned(), text.len().to_string());
        meant.insert("digest".to_owned(), hex(blake3::hash(text.as_bytes()).as_bytes()));
    }
    if meant.contains_key("scheme") {
        let subject = ["person", "body", "post"].into_iter().find(|noun| meant.contains_key(*noun)).expect("a subject");
        let name = meant.remove(subject).expect("it was found");
        meant.insert("name".to_owned(), name);
        if subject != "person" {
            meant.insert("names".to_owned(), subject.to_owned());
        }
    }
    meant
}

fn flatten(input: &Map<String, Value>, prefix: &str, chain: &[Golden], meant: &mut Found) {
    for (name, value) in input {
        match value {
            Value::Object(inner) if name == "fact" => flatten(inner, "fact.", chain, meant),
            Value::Object(inner) => flatten(inner, prefix, chain, meant),
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    match item {
                        Value::Object(inner) => flatten(inner, &format!("{prefix}{name}.{at}."), chain, meant),
                        text => drop(meant.insert(format!("{name}.{at}"), plain(name, text, chain))),
                    }
                }
            }
            value => drop(meant.insert(format!("{prefix}{name}"), plain(name, value, chain))),
        }
    }
}

fn plain(name: &str, value: &Value, chain: &[Golden]) -> String {
    let Some(text) = value.as_str() else { return value.to_string() };
    let Some(seq) = text.strip_prefix('@') else { return text.to_owned() };
    let event = &chain[seq.parse::<usize>().expect("a position")];
    if ["source", "sources", "version_of"].contains(&name) {
        source_of(event).expect("a source").to_string()
    } else {
        event.id.to_string()
    }
}
