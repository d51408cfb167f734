//! Events down to the words they rest on, and the lines of answers that rest
//! on them.

use reshuffle::domain::SourceField;
use reshuffle::domain::time::Zone;
use reshuffle::ledger::{CheckedClaim, Holder, Provenance, Row, Shown};
use serde_json::{Value, json};

use super::events::{citation_json, fact_summary, source_json, summary};
use super::report::escape;
use super::signature::{signature_json, signature_line};
use super::times::marked_text;
use super::views::ids;

/// A holder in one line.
pub fn holder_line(holder: &Holder, zone: &Zone) -> String {
    let post = holder.post.as_ref().map_or_else(String::new, |post| format!("{post}, "));
    let since = marked_text(zone, holder.since, holder.since_mark);
    format!("{} holds {post}{} ({}; since {since})", holder.person, holder.body, holder.certainty.word())
}

/// A row of a tally in one line.
pub fn tally_line(row: &Row, zone: &Zone) -> String {
    let hows: Vec<&str> = row.hows.iter().map(|how| how.word()).collect();
    let disputed = if row.disputed { "; disputed" } else { "" };
    let (from, when) = (row.bodies.join(", "), marked_text(zone, row.when, row.mark));
    format!("{} {} from {from} ({}; {when}{disputed})", row.person, hows.join(" or "), row.certainty.word())
}

/// An article's number in one line.
pub fn claim_line(claim: &CheckedClaim) -> String {
    let (least, most) = (claim.bounds.least, claim.bounds.most);
    format!("stated {}, ours {least} to {most}: {}", claim.count.number, claim.verdict.word())
}

/// An event for people, below the lines that say what it has to do with the answer.
pub fn provenance_text(found: &Provenance, above: &[String], zone: &Zone) -> String {
    let event = &found.event;
    let mut lines: Vec<String> = above.iter().map(|line| escape(line)).collect();
    let said = found.record.as_ref().and_then(|record| record.last_said());
    let what = said.map_or_else(|| summary(&event.entry.content), fact_summary);
    lines.push(format!("{:<9} {}", event.entry.content.kind().word(), escape(&what)));
    if let Some(because) = found.record.as_ref().and_then(|record| record.amended_because()) {
        lines.push(format!("amended   because: {}", escape(because.as_str())));
    }
    let recorded_at = zone.show(event.recorded_at);
    lines.push(format!("recorded  by {} at {recorded_at}", escape(event.entry.recorder.as_str())));
    if found.signature.is_some() {
        lines.push(format!("signed    {}", escape(&signature_line(found.signature.as_ref()))));
    }
    for shown in &found.citations {
        lines.extend(citation_text(shown));
    }
    lines.push(format!("event     seq {}, {}", event.seq, event.id));
    lines.push(format!("follows   {}", found.prev));
    lines.extend(found.checks.passed.iter().map(|check| format!("checked   {}", escape(check))));
    lines.extend(found.checks.failed.iter().map(|check| format!("FAILED    {}", escape(check))));
    lines.join("\n") + "\n"
}

fn citation_text(shown: &Shown) -> Vec<String> {
    let quote = escape(&shown.citation.exact);
    let mut lines = vec![format!("quote     “{quote}”")];
    lines.push(format!("context   …{}[{quote}]{}…", escape(&shown.before), escape(&shown.after)));
    if let Some(source) = &shown.source {
        let part = |field| source.description.get(field);
        let told = [
            SourceField::Title,
            SourceField::Publisher,
            SourceField::Author,
            SourceField::Published,
            SourceField::AsOf,
        ];
        let told: Vec<&str> = told.into_iter().filter_map(part).collect();
        let label = source.description.label.as_str();
        let told = if told.is_empty() { String::new() } else { format!(": {}", told.join(", ")) };
        lines.push(format!("source    {}", escape(&format!("{label}{told}"))));
        lines.push(format!("address   {}", escape(part(SourceField::Url).unwrap_or("none recorded"))));
    }
    lines.push(format!("digest    {}", shown.citation.source));
    let (bytes, chars) = (shown.citation.bytes(), shown.citation.chars());
    lines.push(format!("place     bytes {}–{}, characters {}–{}", bytes.start, bytes.end, chars.start, chars.end));
    lines
}

/// An event for programs.
pub fn provenance_json(found: &Provenance, zone: &Zone) -> Value {
    let event = &found.event;
    let citations = found.citations.iter().map(|shown| {
        json!({
            "citation": citation_json(&shown.citation),
            "source": shown.source.as_ref().map(source_json),
            "added_by": shown.added.map(|seq| seq.0),
            "before": shown.before,
            "after": shown.after,
        })
    });
    let said = found.record.as_ref().and_then(|record| record.last_said());
    json!({
        "seq": event.seq.0,
        "id": event.id.to_string(),
        "kind": event.entry.content.kind().word(),
        "says": said.map_or_else(|| summary(&event.entry.content), fact_summary),
        "recorder": event.entry.recorder.as_str(),
        "recorded_at": zone.show(event.recorded_at),
        "signed": signature_json(found.signature.as_ref()),
        "follows": found.prev.to_string(),
        "events": found.record.as_ref().map(|record| ids(&record.events())),
        "citations": citations.collect::<Vec<_>>(),
        "checked": found.checks.passed,
        "failed": found.checks.failed,
    })
}
