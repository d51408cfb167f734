//! Arbitrary entries of every kind, for property tests.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use reshuffle::domain::time::Edtf;
use reshuffle::domain::{
    Basis, CONTEXT_CHARS, Capacity, Citation, Claim, ClientKey, Compare, Content, Count, Created, Entry, EventId, Fact,
    Holding, How, HowRule, KeyChange, Kind, Name, Noun, Origin, Per, PostTurn, Source, SourceDescription, SourceId,
    Stance, Text, Turn,
};

/// An entry of any kind.
pub fn entry() -> impl Strategy<Value = Entry> {
    select(Kind::ALL).prop_flat_map(entry_of)
}

/// An entry of one kind.
pub fn entry_of(kind: Kind) -> impl Strategy<Value = Entry> {
    (name(), of(name()), content(kind)).prop_map(|(recorder, key, content)| {
        let key = key.map(|key| ClientKey::new(key.as_str()).expect("a short name may be a key"));
        Entry { recorder, key, content }
    })
}

fn content(kind: Kind) -> BoxedStrategy<Content> {
    match kind {
        Kind::Created => (origin(), name(), any::<[u8; 32]>())
            .prop_map(|(origin, zone, verifying_key)| Content::Created(Created { origin, zone, verifying_key }))
            .boxed(),
        Kind::Source => (source_id(), integer(), description())
            .prop_map(|(digest, length, description)| Content::Source(Source { digest, length, description }))
            .boxed(),
        Kind::Redescribed => (source_id(), description(), text())
            .prop_map(|(source, description, why)| Content::Redescribed { source, description, why })
            .boxed(),
        Kind::Amended => (event_id(), any_fact(), text())
            .prop_map(|(target, fact, why)| Content::Amended { target, fact: fact.into(), why })
            .boxed(),
        Kind::Retracted => (event_id(), text()).prop_map(|(target, why)| Content::Retracted { target, why }).boxed(),
        Kind::Corroborated => {
            (event_id(), citation()).prop_map(|(target, citation)| Content::Corroborated { target, citation }).boxed()
        }
        Kind::Redacted => (vec(event_id(), 0..300), vec(source_id(), 0..4), text())
            .prop_map(|(events, sources, why)| Content::Redacted { events, sources, why })
            .boxed(),
        Kind::SigningKey => (of(name()), any::<[u8; 32]>(), select(KeyChange::ALL), of(text()))
            .prop_map(|(holder, key, change, endorsement)| Content::SigningKey { holder, key, change, endorsement })
            .boxed(),
        Kind::Signed => {
            (event_id(), text()).prop_map(|(target, signature)| Content::Signed { target, signature }).boxed()
        }
        kind => fact(kind).prop_map(|fact| Content::Fact(fact.into())).boxed(),
    }
}

fn any_fact() -> impl Strategy<Value = Fact> {
    select(Kind::facts().collect::<Vec<_>>()).prop_flat_map(fact)
}

fn fact(kind: Kind) -> impl Strategy<Value = Fact> {
    let times = (edtf(), any::<bool>(), of(edtf()));
    let words = (select(Basis::ALL), select(Stance::ALL));
    (claim(kind), times, words, of(text()), of(text()), vec(citation(), 0..4), citation()).prop_map(
        move |(claim, (when, dated, announced), (basis, stance), note, why, mut citations, one)| {
            let dated = dated || kind.required_fields().contains(&reshuffle::domain::Field::When);
            let why = why.filter(|_| kind.may_rest_on_judgement());
            if citations.is_empty() && why.is_none() {
                citations.push(one);
            }
            Fact { claim, when: Some(when).filter(|_| dated), basis, announced, stance, note, why, citations }
        },
    )
}

fn claim(kind: Kind) -> BoxedStrategy<Claim> {
    match kind {
        Kind::Appointed => (holding(), any::<bool>(), of(text()))
            .prop_map(|(holding, acting, rank)| Claim::Appointed { holding, acting, rank })
            .boxed(),
        Kind::Held => (holding(), of(text())).prop_map(|(holding, rank)| Claim::Held { holding, rank }).boxed(),
        Kind::Departed => (holding(), select(How::ALL), of(name()), of(text()), of(event_id()))
            .prop_map(|(holding, how, by, reason, ends)| Claim::Departed { holding, how, by, reason, ends })
            .boxed(),
        Kind::Withdrawn => holding().prop_map(|holding| Claim::Withdrawn { holding }).boxed(),
        Kind::Reason => {
            (name(), name(), text()).prop_map(|(person, body, reason)| Claim::Reason { person, body, reason }).boxed()
        }
        Kind::Said => name().prop_map(|person| Claim::Said { person }).boxed(),
        Kind::Pledged => (name(), text(), of(edtf()))
            .prop_map(|(person, pledge, due)| Claim::Pledged { person, pledge, due })
            .boxed(),
        Kind::Counted => count().prop_map(Claim::Counted).boxed(),
        Kind::Aligned => (name(), name()).prop_map(|(person, group)| Claim::Aligned { person, group }).boxed(),
        Kind::Alias => {
            (name(), name(), select(Noun::ALL)).prop_map(|(name, of, noun)| Claim::Alias { name, of, noun }).boxed()
        }
        Kind::Body => (name(), of(name()), of(any::<u32>()))
            .prop_map(|(body, part_of, seats)| Claim::Body { body, part_of, seats })
            .boxed(),
        Kind::Post => (name(), name(), turn(), of(any::<u32>()), of(text()))
            .prop_map(|(body, post, turn, seats, rank)| Claim::Post { body, post, turn, seats, rank })
            .boxed(),
        Kind::Status => (holding(), select(Capacity::ALL), select(Turn::ALL))
            .prop_map(|(holding, capacity, turn)| Claim::Status { holding, capacity, turn })
            .boxed(),
        Kind::Identified => (select(Noun::ALL), name(), name(), text())
            .prop_map(|(noun, name, scheme, id)| Claim::Identified { noun, name, scheme, id })
            .boxed(),
        other => panic!("`{other}` is not a fact"),
    }
}

fn count() -> impl Strategy<Value = Count> {
    let numbers = (any::<u32>(), of(0..300_u32), select(Compare::ALL));
    (of(name()), select(HowRule::ALL), numbers, of(edtf()), of(edtf()), of(text()), select(Per::ALL)).prop_map(
        |(body, how, (number, of, compare), from, to, rank, per)| Count {
            body,
            how,
            number,
            of,
            compare,
            from,
            to,
            rank,
            per,
        },
    )
}

fn turn() -> impl Strategy<Value = PostTurn> {
    prop_oneof![Just(PostTurn::Created), Just(PostTurn::Abolished), name().prop_map(PostTurn::Renamed)]
}

fn holding() -> impl Strategy<Value = Holding> {
    (name(), name(), of(name())).prop_map(|(person, body, post)| Holding { person, body, post })
}

fn description() -> impl Strategy<Value = SourceDescription> {
    let places = (of(text()), of(text()), of(text()));
    let words = (of(text()), of(text()), of(text()));
    (name(), places, words, of(edtf()), of(edtf()), of(source_id()), of(source_id())).prop_map(
        |(label, (url, archived, publisher), (title, author, lang), published, as_of, original, version_of)| {
            SourceDescription {
                label,
                url,
                archived,
                publisher,
                title,
                author,
                published,
                as_of,
                lang,
                original,
                version_of,
            }
        },
    )
}

/// A citation as one could stand in a source: what precedes it has room there.
fn citation() -> impl Strategy<Value = Citation> {
    let context = "(?s).{0,32}";
    (source_id(), "(?s).{1,300}", context, context, integer(), 0..1_000_u64).prop_map(
        |(source, exact, prefix, suffix, start, wider)| {
            let char_start = (start / 2).max(CONTEXT_CHARS as u64);
            let byte_start = char_start + CONTEXT_CHARS as u64 * 3 + wider;
            Citation { source, exact, prefix, suffix, byte_start, char_start }
        },
    )
}

fn name() -> impl Strategy<Value = Name> {
    let checked = "\\PC{1,24}".prop_filter_map("not a name", |text| Name::new(text.trim()).ok());
    prop_oneof![4 => checked, 1 => select(&["A", "Zoë Ångström", "Sea\u{301}n", "李华", "سامي", "👩\u{200D}🚀"][..])
        .prop_map(|text| Name::new(text).expect("a name"))]
}

fn text() -> impl Strategy<Value = Text> {
    prop_oneof![4 => "(?s).{1,60}", 1 => "[a-zé\\n]{250,300}"].prop_map(|text| Text::new(text).expect("a text"))
}

fn origin() -> impl Strategy<Value = Origin> {
    "[a-zé0-9]{1,9}(\\.[a-z]{2,5}){0,2}(/[a-z0-9é_-]{1,9}){0,3}"
        .prop_map(|text| text.parse().expect("an origin by its pattern"))
}

/// Times, in several of the forms that an article may need.
fn edtf() -> impl Strategy<Value = Edtf> {
    let day = (1..=9999_u32, 1..=12_u32, 1..=28_u32).prop_map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}"));
    let instant = (1900..=2100_u32, 0..24_u32, 0..60_u32).prop_map(|(y, h, m)| format!("{y}-06-26T{h:02}:{m:02}:00Z"));
    let fixed = select(
        &["2016", "2016-06~", "2016?", "2016-XX", "../2016-06-26", "2016-06-26/..", "-0043-03-15", "2016-06-26T13:03"]
            [..],
    );
    prop_oneof![day, instant, fixed.prop_map(str::to_owned)]
        .prop_map(|text| text.parse().unwrap_or_else(|why| panic!("{text}: {why}")))
}

/// Integers of every width that the encoding knows.
fn integer() -> impl Strategy<Value = u64> {
    prop_oneof![0..=252_u64, 250..=70_000_u64, 65_000..=5_000_000_000_u64, any::<u64>()]
}

fn event_id() -> impl Strategy<Value = EventId> {
    any::<[u8; 32]>().prop_map(EventId)
}

fn source_id() -> impl Strategy<Value = SourceId> {
    any::<[u8; 32]>().prop_map(SourceId)
}
