//! Times and ids as people and programs read them.

use reshuffle::domain::time::{Mark, Moment, MomentRange, Zone};
use reshuffle::domain::{EventId, SourceId};
use serde_json::{Value, json};

/// How many characters of an id people see.
const SHORT_ID_LEN: usize = 12;

/// The beginning of an id: enough to name it with.
pub fn short_id(id: EventId) -> String {
    id.to_string().chars().take(SHORT_ID_LEN).collect()
}

/// The beginning of a source's digest.
pub fn short_source(id: SourceId) -> String {
    id.to_string().chars().take(SHORT_ID_LEN).collect()
}

/// A range for people: a day as a day, a point as a point.
pub fn range_text(zone: &Zone, range: MomentRange) -> String {
    if range.earliest == Moment::MIN && range.latest == Moment::MAX {
        return "unknown".to_owned();
    }
    let day = |moment: Moment| zone.day(moment).map(|day| day.to_string());
    let whole_days = zone.begins_a_day(range.earliest) && zone.ends_a_day(range.latest);
    match (range.earliest == Moment::MIN, range.latest == Moment::MAX) {
        (true, _) => format!(
            "by {}",
            day(range.latest)
                .filter(|_| zone.ends_a_day(range.latest))
                .unwrap_or_else(|| zone.show_local(range.latest))
        ),
        (_, true) => format!("from {}", zone.show_local(range.earliest)),
        _ if range.is_point() => zone.show_local(range.earliest),
        _ if whole_days && day(range.earliest) == day(range.latest) => day(range.earliest).unwrap_or_default(),
        _ if whole_days => {
            format!("{}/{}", day(range.earliest).unwrap_or_default(), day(range.latest).unwrap_or_default())
        }
        _ => format!("{}/{}", zone.show_local(range.earliest), zone.show_local(range.latest)),
    }
}

/// A range for people, with the mark that EDTF gives it.
pub fn marked_text(zone: &Zone, range: MomentRange, mark: Mark) -> String {
    format!("{}{}", range_text(zone, range), mark.sign())
}

/// A range for programs: both ends in full, `null` where there is none, and how it is meant.
pub fn range_json(zone: &Zone, range: MomentRange, mark: Mark) -> Value {
    let end = |moment: Moment| if moment.is_unbounded() { Value::Null } else { json!(zone.show(moment)) };
    json!({
        "earliest": end(range.earliest),
        "latest": end(range.latest),
        "approximate": mark.approximate,
        "uncertain": mark.uncertain,
    })
}
