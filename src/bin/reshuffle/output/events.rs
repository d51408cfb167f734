//! Events, as programs and people read them.

use reshuffle::domain::time::{Moment, Zone};
use reshuffle::domain::{Citation, Content, Entry, Fact, Field, Kind, Source, SourceDescription, SourceField};
use reshuffle::ledger::{PublicKey, Read, StoredEvent, hex};
use serde_json::{Map, Value, json};

/// An event for programs: its place, who recorded it, and its fields under their names.
pub fn event_json(stored: &StoredEvent, read: &Read, zone: &Zone) -> Value {
    let mut members = Map::new();
    members.insert("seq".to_owned(), json!(stored.seq().0));
    members.insert("id".to_owned(), json!(stored.id().to_string()));
    members.insert("recorded_at".to_owned(), json!(zone.show(Moment(stored.recorded_at_us()))));
    match read {
        Read::Event(event) => {
            members.insert("kind".to_owned(), json!(event.entry.content.kind().word()));
            add_entry(&mut members, &event.entry);
        }
        Read::Erased(kind) => {
            members.insert("kind".to_owned(), json!(kind.map(Kind::word)));
            members.insert("redacted".to_owned(), json!(true));
        }
        Read::Unknown(number) => {
            members.insert("kind".to_owned(), json!("unknown"));
            members.insert("number".to_owned(), json!(number));
        }
    }
    Value::Object(members)
}

fn add_entry(members: &mut Map<String, Value>, entry: &Entry) {
    let mut set = |name: &str, value: Value| {
        if !value.is_null() {
            members.insert(name.to_owned(), value);
        }
    };
    set("recorder", json!(entry.recorder.as_str()));
    set("key", json!(entry.key.as_ref().map(|key| key.as_str())));
    match &entry.content {
        Content::Created(created) => {
            set("origin", json!(created.origin.as_str()));
            set("zone", json!(created.zone.as_str()));
            set("verifying_key", json!(hex(&created.verifying_key)));
        }
        Content::Source(Source { digest, length, description }) => {
            set("digest", json!(digest.to_string()));
            set("length", json!(length));
            description_members(description, &mut set);
        }
        Content::Redescribed { source, description, why } => {
            set("source", json!(source.to_string()));
            description_members(description, &mut set);
            set("why", json!(why.as_str()));
        }
        Content::Fact(fact) => fact_members(fact, &mut set),
        Content::Amended { target, fact, why } => {
            set("target", json!(target.to_string()));
            set("amended_because", json!(why.as_str()));
            set("fact", json!(fact.claim.kind().word()));
            fact_members(fact, &mut set);
        }
        Content::Retracted { target, why } => {
            set("target", json!(target.to_string()));
            set("why", json!(why.as_str()));
        }
        Content::Corroborated { target, citation } => {
            set("target", json!(target.to_string()));
            set("citations", json!([citation_json(citation)]));
        }
        Content::Redacted { events, sources, why } => {
            set("events", json!(events.iter().map(ToString::to_string).collect::<Vec<_>>()));
            set("sources", json!(sources.iter().map(ToString::to_string).collect::<Vec<_>>()));
            set("why", json!(why.as_str()));
        }
        Content::SigningKey { holder, key, change, endorsement } => {
            set("holder", json!(holder.as_ref().map(|holder| holder.as_str())));
            set("signing_key", json!(hex(key)));
            set("change", json!(change.word()));
            set("endorsement", json!(endorsement.as_ref().map(|text| text.as_str())));
        }
        Content::Signed { target, signature } => {
            set("target", json!(target.to_string()));
            set("signature", json!(signature.as_str()));
        }
    }
}

fn fact_members(fact: &Fact, set: &mut impl FnMut(&str, Value)) {
    for (field, text) in fact.to_fields().iter() {
        let value = match field {
            Field::Number | Field::Seats => text.parse::<u32>().map_or(json!(text), |number| json!(number)),
            Field::Acting => json!(text == "true"),
            _ => json!(text),
        };
        set(field.word(), value);
    }
    set("citations", json!(fact.citations.iter().map(citation_json).collect::<Vec<_>>()));
}

fn description_members(description: &SourceDescription, set: &mut impl FnMut(&str, Value)) {
    for field in SourceField::ALL {
        set(field.word(), json!(description.get(*field)));
    }
    set("original", json!(description.original.map(|id| id.to_string())));
    set("version_of", json!(description.version_of.map(|id| id.to_string())));
}

/// A citation for programs, after the W3C Web Annotation selectors.
pub fn citation_json(citation: &Citation) -> Value {
    json!({
        "source": citation.source.to_string(),
        "exact": citation.exact,
        "prefix": citation.prefix,
        "suffix": citation.suffix,
        "bytes": [citation.bytes().start, citation.bytes().end],
        "chars": [citation.chars().start, citation.chars().end],
    })
}

/// A source for programs.
pub fn source_json(source: &Source) -> Value {
    let mut members = Map::new();
    members.insert("id".to_owned(), json!(source.digest.to_string()));
    members.insert("length".to_owned(), json!(source.length));
    description_members(&source.description, &mut |name, value| {
        if !value.is_null() {
            members.insert(name.to_owned(), value);
        }
    });
    Value::Object(members)
}

/// What a content says, on one line for people.
pub fn summary(content: &Content) -> String {
    match content {
        Content::Created(created) => format!("{} in {}", created.origin, created.zone),
        Content::Source(source) => format!("{}, {} bytes", source.description.label, source.length),
        Content::Redescribed { description, why, .. } => format!("{}: {why}", description.label),
        Content::Fact(fact) => fact_summary(fact),
        Content::Amended { fact, why, .. } => format!("{} — because: {why}", fact_summary(fact)),
        Content::Retracted { target, why } => format!("{} — because: {why}", super::short_id(*target)),
        Content::Corroborated { target, citation } => format!("{} “{}”", super::short_id(*target), citation.exact),
        Content::Redacted { events, sources, why } => {
            format!("{} events, {} sources — because: {why}", events.len(), sources.len())
        }
        Content::SigningKey { holder: None, change, key, .. } => format!("{change} {}", hex(key)),
        Content::SigningKey { holder: Some(holder), change, key, .. } => {
            let key = PublicKey::from_bytes(key).map_or_else(|| hex(key), |key| key.to_string());
            format!("{change} {key}, of {holder}")
        }
        Content::Signed { target, .. } => super::short_id(*target),
    }
}

/// What a fact says, on one line for people: its fields, defaults left out.
pub fn fact_summary(fact: &Fact) -> String {
    let mut words = words_of(fact, |_| false);
    let said = fact.citations.first().filter(|_| fact.claim.kind() == Kind::Said);
    words.extend(said.map(|citation| format!("“{}”", citation.exact)));
    words.join(" · ").replace('\n', " ")
}

/// Whether a field's text says only what goes without saying.
pub fn is_default(field: Field, text: &str) -> bool {
    matches!(
        (field, text),
        (Field::Basis, "quote")
            | (Field::Stance, "reported")
            | (Field::Compare, "exactly")
            | (Field::Per | Field::Names, "person")
            | (Field::Acting, "false")
    )
}

/// What a fact's fields say, each in words; defaults, and what is shown elsewhere, left out.
pub fn words_of(fact: &Fact, shown_elsewhere: impl Fn(Field) -> bool) -> Vec<String> {
    let fields = fact.to_fields();
    let mut words = Vec::new();
    let said = fields.iter().filter(|(field, text)| !is_default(*field, text) && !shown_elsewhere(*field));
    for (field, text) in said {
        words.push(match field {
            Field::Person | Field::Body | Field::Post | Field::Name => text.to_owned(),
            Field::How | Field::Status | Field::Change => text.replace('_', " "),
            Field::When => format!("({text})"),
            Field::Ends => format!("ends {}", text.chars().take(12).collect::<String>()),
            Field::Acting => "acting".to_owned(),
            other => format!("{}: {text}", other.word().replace('_', " ")),
        });
    }
    words
}
