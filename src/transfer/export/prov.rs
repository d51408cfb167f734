//! Where everything comes from, as W3C PROV-JSON (Member Submission of 24
//! April 2013).
//!
//! Entities are articles, quotes and facts (each form of a fact is one of its
//! own); activities are what was done with them: an article imported, a fact
//! recorded, amended, retracted, corroborated; agents are the recorders and
//! the publishers. A fact has its article for a primary source, an amended
//! fact is a revision of what it amends, and what no longer holds was
//! invalidated by what made it so.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::json::json as write_json;
use super::words::sentence;
use crate::domain::time::{Moment, utc};
use crate::domain::{Citation, Content, Event, EventId, Fact, Name, Origin, SourceId};
use crate::projections::Knowledge;

/// The kinds of statement, in the order in which they are written.
const SECTIONS: [&str; 9] = [
    "entity",
    "activity",
    "agent",
    "wasGeneratedBy",
    "used",
    "wasAssociatedWith",
    "wasAttributedTo",
    "wasDerivedFrom",
    "wasInvalidatedBy",
];

/// One form of a fact: as recorded, or as an amendment has it.
struct Form {
    event: EventId,
    /// The event that took just this form back.
    retracted: Option<(EventId, Moment)>,
    recorded_at: Moment,
}

/// A document that grows event by event.
pub struct Provenance<'k> {
    knowledge: &'k Knowledge,
    /// Of each kind, its statements as JSON members.
    sections: BTreeMap<&'static str, Vec<u8>>,
    agents: BTreeSet<String>,
    /// The forms of each fact, by the event that recorded it.
    facts: BTreeMap<EventId, Vec<Form>>,
    /// The fact that an event speaks of.
    fact_of: BTreeMap<EventId, EventId>,
    /// The events that took a whole fact back.
    gone: BTreeMap<EventId, (EventId, Moment)>,
    relations: u64,
}

impl<'k> Provenance<'k> {
    /// A document without statements, about what is known.
    #[must_use]
    pub fn new(knowledge: &'k Knowledge) -> Self {
        Self {
            knowledge,
            sections: BTreeMap::new(),
            agents: BTreeSet::new(),
            facts: BTreeMap::new(),
            fact_of: BTreeMap::new(),
            gone: BTreeMap::new(),
            relations: 0,
        }
    }

    /// Takes in the next event.
    ///
    /// # Errors
    /// Where a statement cannot be written as JSON.
    pub fn add(&mut self, event: &Event) -> io::Result<()> {
        let activity = name("activity", event.id);
        let kind = match &event.entry.content {
            Content::Source(_) => "Importing",
            Content::Fact(_) => "Recording",
            Content::Amended { .. } => "Amending",
            Content::Retracted { .. } => "Retracting",
            Content::Corroborated { .. } => "Corroborating",
            Content::Redescribed { .. } => "Redescribing",
            _ => return Ok(()),
        };
        let at = utc(event.recorded_at);
        let mut said = json!({
            "prov:startTime": at, "prov:endTime": at, "prov:type": qualified(&format!("reshuffle:{kind}")),
            "reshuffle:seq": event.seq.0,
        });
        if let Some(why) = why(&event.entry.content) {
            said["reshuffle:why"] = json!(why);
        }
        self.put("activity", &activity, &said)?;
        let recorder = self.agent(&event.entry.recorder, None)?;
        self.relate("wasAssociatedWith", json!({ "prov:activity": activity, "prov:agent": recorder }))?;
        match &event.entry.content {
            Content::Source(source) => self.add_article(source.digest, &activity),
            Content::Redescribed { source, .. } => self.use_article(*source, &activity),
            Content::Fact(fact) => {
                self.facts.insert(event.id, vec![Form::of(event)]);
                self.fact_of.insert(event.id, event.id);
                self.add_form(event, fact, &activity)
            }
            Content::Amended { target, fact, .. } => {
                let Some(original) = self.fact_of.get(target).copied() else { return Ok(()) };
                self.fact_of.insert(event.id, original);
                self.facts.entry(original).or_default().push(Form::of(event));
                self.add_form(event, fact, &activity)?;
                self.used(name("fact", *target), &activity)?;
                self.derived(name("fact", event.id), name("fact", *target), Some("prov:Revision"))
            }
            Content::Retracted { target, .. } => self.retract(*target, event, &activity),
            Content::Corroborated { target, citation } => {
                let Some(original) = self.fact_of.get(target).copied() else { return Ok(()) };
                self.fact_of.insert(event.id, original);
                self.used(name("fact", *target), &activity)?;
                self.rest_on(&name("fact", *target), event.id, std::slice::from_ref(citation), &activity)
            }
            _ => Ok(()),
        }
    }

    /// Takes in a fact of which only its place is known.
    ///
    /// # Errors
    /// Where a statement cannot be written as JSON.
    pub fn add_erased(&mut self, id: EventId) -> io::Result<()> {
        self.fact_of.insert(id, id);
        self.put("entity", &name("fact", id), &json!({ "prov:type": qualified("reshuffle:Erased") }))
    }

    /// Writes the document.
    ///
    /// # Errors
    /// The writer's.
    pub fn finish(mut self, origin: &Origin, out: &mut dyn Write) -> io::Result<()> {
        self.invalidate()?;
        let prefixes = json!({
            "activity": format!("https://{origin}/activity/"),
            "agent": format!("https://{origin}/agent/"),
            "article": "urn:blake3:",
            "fact": format!("https://{origin}/fact/"),
            "quote": format!("https://{origin}/quote/"),
            "reshuffle": "https://reshuffle.invalid/ns#",
        });
        write!(out, "{{\n\"prefix\":{prefixes}")?;
        for section in SECTIONS {
            if let Some(statements) = self.sections.get(section) {
                write!(out, ",\n\"{section}\":{{\n")?;
                out.write_all(statements)?;
                out.write_all(b"\n}")?;
            }
        }
        out.write_all(b"\n}\n")
    }

    /// Each form that no longer holds was ended by one activity: what took it
    /// back, alone or with the whole fact, else the amendment that replaced it.
    fn invalidate(&mut self) -> io::Result<()> {
        let mut ended = Vec::new();
        for (original, forms) in &self.facts {
            for (nth, form) in forms.iter().enumerate() {
                let replaced = forms[nth + 1..].iter().find(|later| later.retracted.is_none());
                let replaced = replaced.map(|later| (later.event, later.recorded_at));
                let end = form.retracted.or(replaced).or_else(|| self.gone.get(original).copied());
                ended.extend(end.map(|end| (form.event, end)));
            }
        }
        for (form, (event, at)) in ended {
            let said = json!({
                "prov:entity": name("fact", form), "prov:activity": name("activity", event), "prov:time": utc(at),
            });
            self.relate("wasInvalidatedBy", said)?;
        }
        Ok(())
    }

    fn retract(&mut self, target: EventId, event: &Event, activity: &str) -> io::Result<()> {
        let Some(original) = self.fact_of.get(&target).copied() else { return Ok(()) };
        let end = (event.id, event.recorded_at);
        if target == original {
            self.gone.entry(original).or_insert(end);
        } else if let Some(form) = self.facts.entry(original).or_default().iter_mut().find(|form| form.event == target)
        {
            form.retracted.get_or_insert(end);
        }
        self.used(name("fact", target), activity)
    }

    fn add_form(&mut self, event: &Event, fact: &Fact, activity: &str) -> io::Result<()> {
        let entity = name("fact", event.id);
        let fields: Map<String, Value> =
            fact.to_fields().iter().map(|(field, text)| (field.word().to_owned(), json!(text))).collect();
        let mut said = json!({
            "prov:label": sentence(fact),
            "prov:type": qualified("reshuffle:Fact"),
            "reshuffle:kind": fact.claim.kind().word(),
            "reshuffle:fields": Value::Object(fields).to_string(),
        });
        if let Some(when) = &fact.when {
            said["reshuffle:when"] = json!(when.text());
        }
        self.put("entity", &entity, &said)?;
        let generated =
            json!({ "prov:entity": entity, "prov:activity": activity, "prov:time": utc(event.recorded_at) });
        self.relate("wasGeneratedBy", generated)?;
        let recorder = self.agent(&event.entry.recorder, None)?;
        self.relate("wasAttributedTo", json!({ "prov:entity": entity, "prov:agent": recorder }))?;
        self.rest_on(&entity, event.id, &fact.citations, activity)
    }

    /// A fact rests on quotes, each taken from an article.
    fn rest_on(&mut self, fact: &str, by: EventId, citations: &[Citation], activity: &str) -> io::Result<()> {
        let mut articles = BTreeSet::new();
        for (nth, citation) in (1..).zip(citations) {
            if !self.knowledge.articles.contains_key(&citation.source) {
                continue;
            }
            let (quote, article) = (format!("quote:{by}-{nth}"), article(citation.source));
            let said = json!({
                "prov:type": qualified("reshuffle:Quote"),
                "prov:value": citation.exact,
                "reshuffle:prefix": citation.prefix,
                "reshuffle:suffix": citation.suffix,
                "reshuffle:byte_start": citation.byte_start,
                "reshuffle:char_start": citation.char_start,
            });
            self.put("entity", &quote, &said)?;
            self.derived(quote.clone(), article.clone(), Some("prov:Quotation"))?;
            self.derived(fact.to_owned(), quote, None)?;
            if articles.insert(citation.source) {
                self.used(article.clone(), activity)?;
                self.derived(fact.to_owned(), article, Some("prov:PrimarySource"))?;
            }
        }
        Ok(())
    }

    fn add_article(&mut self, digest: SourceId, activity: &str) -> io::Result<()> {
        let Some(known) = self.knowledge.articles.get(&digest) else { return Ok(()) };
        let description = &known.source.description;
        let mut said = json!({ "prov:type": qualified("reshuffle:Article"), "prov:label": description.label.as_str() });
        for field in crate::domain::SourceField::ALL {
            if let Some(text) = description.get(*field) {
                said[format!("reshuffle:{field}")] = json!(text);
            }
        }
        if let Some(url) = description.url.as_ref().filter(|url| super::is_web_address(url.as_str())) {
            said["prov:location"] = json!({ "$": url.as_str(), "type": "xsd:anyURI" });
        }
        let entity = article(digest);
        self.put("entity", &entity, &said)?;
        self.used(entity.clone(), activity)?;
        if let Some(publisher) = description.publisher.as_ref().and_then(|text| Name::new(text.as_str()).ok()) {
            let agent = self.agent(&publisher, Some("prov:Organization"))?;
            self.relate("wasAttributedTo", json!({ "prov:entity": entity, "prov:agent": agent }))?;
        }
        match description.version_of.filter(|earlier| self.knowledge.articles.contains_key(earlier)) {
            Some(earlier) => self.derived(entity, article(earlier), Some("prov:Revision")),
            None => Ok(()),
        }
    }

    fn use_article(&mut self, digest: SourceId, activity: &str) -> io::Result<()> {
        if self.knowledge.articles.contains_key(&digest) { self.used(article(digest), activity) } else { Ok(()) }
    }

    fn used(&mut self, entity: String, activity: &str) -> io::Result<()> {
        self.relate("used", json!({ "prov:activity": activity, "prov:entity": entity }))
    }

    fn derived(&mut self, made: String, from: String, how: Option<&str>) -> io::Result<()> {
        let mut said = json!({ "prov:generatedEntity": made, "prov:usedEntity": from });
        if let Some(kind) = how {
            said["prov:type"] = qualified(kind);
        }
        self.relate("wasDerivedFrom", said)
    }

    /// An agent by a name; recorders and publishers of one name are two.
    fn agent(&mut self, named: &Name, kind: Option<&str>) -> io::Result<String> {
        let role = if kind.is_some() { "publisher" } else { "recorder" };
        let agent = format!("agent:{role}-{}", local(named.as_str()));
        if self.agents.insert(agent.clone()) {
            let mut said = json!({ "prov:label": named.as_str() });
            if let Some(kind) = kind {
                said["prov:type"] = qualified(kind);
            }
            self.put("agent", &agent, &said)?;
        }
        Ok(agent)
    }

    fn relate(&mut self, section: &'static str, said: Value) -> io::Result<()> {
        self.relations += 1;
        let id = format!("_:r{}", self.relations);
        self.put(section, &id, &said)
    }

    fn put(&mut self, section: &'static str, id: &str, said: &Value) -> io::Result<()> {
        let statements = self.sections.entry(section).or_default();
        if !statements.is_empty() {
            statements.extend(b",\n");
        }
        write_json(statements, &id)?;
        statements.push(b':');
        write_json(statements, said)
    }
}

impl Form {
    fn of(event: &Event) -> Self {
        Self { event: event.id, retracted: None, recorded_at: event.recorded_at }
    }
}

fn why(content: &Content) -> Option<&str> {
    match content {
        Content::Amended { why, .. } | Content::Retracted { why, .. } | Content::Redescribed { why, .. } => {
            Some(why.as_str())
        }
        Content::Fact(fact) => fact.why.as_ref().map(|why| why.as_str()),
        _ => None,
    }
}

fn name(prefix: &str, event: EventId) -> String {
    format!("{prefix}:{event}")
}

fn article(digest: SourceId) -> String {
    format!("article:{digest}")
}

fn qualified(name: &str) -> Value {
    json!({ "$": name, "type": "prov:QUALIFIED_NAME" })
}

/// A name as the local part of a qualified one: bytes that may not stand there
/// as `%XX`, so that two names stay two.
fn local(name: &str) -> String {
    let mut text = String::new();
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' => text.push(char::from(byte)),
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}
