//! Who signed an event, as people and programs read it.

use reshuffle::ledger::Signature;
use serde_json::{Value, json};

/// Who signed an event, in one line.
pub fn signature_line(signature: Option<&Signature>) -> String {
    let Some(Signature { event: (seq, _), by, key, .. }) = signature else { return "no".to_owned() };
    match key {
        Ok(key) => format!("by {by}, with the key {key}, in event {seq}"),
        Err(why) => format!("NOT SO: event {seq} says that {by} did, but {why}"),
    }
}

/// Who signed an event; null of one that is unsigned.
pub fn signature_json(signature: Option<&Signature>) -> Value {
    signature.map_or(Value::Null, |signature| {
        json!({
            "by": signature.by.as_str(),
            "key": signature.key.as_ref().ok().map(ToString::to_string),
            "event": signature.event.1.to_string(),
            "holds": signature.key.is_ok(),
            "why": signature.key.as_ref().err(),
        })
    })
}
