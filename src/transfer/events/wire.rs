//! The shape of a line: every member that a kind of event may have.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::domain::{
    Citation, DescriptionError, Fact, Field, FieldError, Fields, Kind, Source, SourceDescription, SourceField, SourceId,
};

/// One line. Members that a kind does not have are left out.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wire {
    pub event: String,
    pub id: String,
    pub recorded_at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorder: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<Map<String, Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub citations: Option<Vec<WireCitation>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Map<String, Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_base64: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endorsement: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
}

/// A quote and where it stands.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WireCitation {
    source: String,
    exact: String,
    prefix: String,
    suffix: String,
    byte_start: u64,
    char_start: u64,
}

impl From<&Citation> for WireCitation {
    fn from(citation: &Citation) -> Self {
        Self {
            source: citation.source.to_string(),
            exact: citation.exact.clone(),
            prefix: citation.prefix.clone(),
            suffix: citation.suffix.clone(),
            byte_start: citation.byte_start,
            char_start: citation.char_start,
        }
    }
}

impl WireCitation {
    /// The citation.
    pub fn read(self) -> Result<Citation, String> {
        let source = self.source.parse().map_err(|why| format!("a citation's `source`: {why}"))?;
        let Self { exact, prefix, suffix, byte_start, char_start, .. } = self;
        let citation = Citation { source, exact, prefix, suffix, byte_start, char_start };
        citation.check().map_err(|why| format!("a citation: {why}"))?;
        Ok(citation)
    }
}

/// A fact's fields as an object of texts.
pub fn fact_object(fact: &Fact) -> Map<String, Value> {
    fact.to_fields().iter().map(|(field, text)| (field.word().to_owned(), Value::from(text))).collect()
}

/// The fact that an object of texts is.
pub fn read_fact(kind: Kind, object: Map<String, Value>, citations: Vec<Citation>) -> Result<Fact, String> {
    let mut fields = Fields::default();
    for (name, value) in object {
        let field: Field = name.parse().map_err(|_| format!("`{name}` is not a field of a fact"))?;
        fields.set(field, text_of(&name, value)?);
    }
    Fact::from_fields(kind, &fields, citations).map_err(|why: FieldError| why.to_string())
}

/// A description as an object of texts.
pub fn description_object(description: &SourceDescription) -> Map<String, Value> {
    let parts = SourceField::ALL.iter().filter_map(|field| Some((field.word(), description.get(*field)?.to_owned())));
    let digests = [("original", description.original), ("version_of", description.version_of)];
    let digests = digests.into_iter().filter_map(|(name, digest)| Some((name, digest?.to_string())));
    parts.chain(digests).map(|(name, text)| (name.to_owned(), Value::from(text))).collect()
}

/// The description that an object of texts is.
pub fn read_description(object: Map<String, Value>) -> Result<SourceDescription, String> {
    let label = object.get("label").and_then(Value::as_str).ok_or("the description has no `label`")?;
    let mut description = SourceDescription::labelled(label).map_err(|why| format!("`label`: {why}"))?;
    for (name, value) in object {
        let text = text_of(&name, value)?;
        let digest = || text.parse::<SourceId>().map(Some).map_err(|why| format!("`{name}`: {why}"));
        match name.as_str() {
            "original" => description.original = digest()?,
            "version_of" => description.version_of = digest()?,
            _ => {
                let field: SourceField =
                    name.parse().map_err(|_| format!("`{name}` is not a part of a description"))?;
                description.set(field, Some(&text)).map_err(|why: DescriptionError| why.to_string())?;
            }
        }
    }
    Ok(description)
}

/// The source that a line adds.
pub fn read_source(digest: SourceId, length: u64, description: Map<String, Value>) -> Result<Source, String> {
    Ok(Source { digest, length, description: read_description(description)? })
}

fn text_of(name: &str, value: Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(format!("`{name}` takes a text")),
    }
}
