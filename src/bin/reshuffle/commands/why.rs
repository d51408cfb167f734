//! `reshuffle why`

use reshuffle::domain::time::{Moment, Zone};
use reshuffle::domain::{EventId, HowRule, Name, Seq, SourceField};
use reshuffle::ledger::{Error, KnownAt, Ledger, Provenance, Rule, Shown, View};
use serde_json::{Value, json};

use crate::arguments::{Format, Globals};
use crate::failure::Failure;
use crate::output::{Report, citation_json, escape, fact_summary, print, range_text, source_json, summary};

/// What this does not prove.
const NOT_PROVED: &str = "This shows that these words stand in that text and that nothing recorded was changed since. It does not show that the article is true.";

/// From an answer down to the words it rests on, checked just now
///
/// For an event, or for everything recorded of a person, body or post: the
/// answer's line, the fact, who recorded it and when, the quote in its context
/// with the article's name, publisher and address, its place in the chain, and
/// what has been checked just now. Quotes are never wrapped.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  reshuffle why 12\n  reshuffle why \"Heidi Alexander\"")]
pub struct Args {
    /// An event (its seq, or the beginning of its id), or a name in any recorded spelling
    #[arg(value_name = "EVENT|NAME")]
    what: String,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    explain(&globals.open()?, &args.what, globals)
}

/// Explains an event, or everything that names something.
fn explain(ledger: &Ledger, what: &str, globals: &Globals) -> Result<(), Failure> {
    let view = ledger.view(KnownAt::Head)?;
    let mut report = Report { rows_name: "why", ..Report::of(&view, ledger, ledger.now()) };
    let mut broken = false;
    let mut text = String::new();
    for seq in events(ledger, what)? {
        let found = ledger.provenance(seq)?;
        let lines = answer_lines(&view, &found, ledger.now())?;
        broken |= !found.checks.failed.is_empty();
        report.rows.push(to_json(&found, &lines, ledger.zone()));
        let gap = if text.is_empty() { "" } else { "\n" };
        text.push_str(&format!("{gap}{}", to_text(&found, &lines, ledger.zone())));
    }
    report.set("not_proved", json!(NOT_PROVED));
    match globals.output {
        Format::Csv => return Err(Failure::refused("why gives no table; ask for -o table, json or jsonl")),
        Format::Table => print(&format!("{text}\n{NOT_PROVED}\n"))?,
        Format::Json | Format::Jsonl => report.print(globals)?,
    }
    if broken { Err(Failure::NotSo) } else { Ok(()) }
}

/// The events that a text names: one, or every fact that names it.
fn events(ledger: &Ledger, what: &str) -> Result<Vec<Seq>, Failure> {
    match ledger.find_event(what) {
        Ok(seq) => Ok(vec![seq]),
        Err(Error::NotFound { .. }) => {
            let name = Name::new(what).map_err(|why| Failure::refused(format!("that is no name: {why}")))?;
            Ok(ledger.facts_naming(&name)?)
        }
        Err(other) => Err(other.into()),
    }
}

/// The lines of answers that rest on an event, at this moment.
fn answer_lines(view: &View<'_>, found: &Provenance, now: Moment) -> Result<Vec<String>, Failure> {
    let zone = view.zone();
    let id = found.record.as_ref().map_or(found.event.id, |record| record.origin.1);
    let rests = |events: &[EventId]| events.contains(&id);
    let mut lines = Vec::new();
    if let Some(retraction) = found.record.as_ref().and_then(|record| record.retraction.as_ref()) {
        lines.push(format!(
            "no answer rests on it: retracted by event {} ({}), because: {}",
            retraction.0, retraction.1, retraction.2
        ));
        return Ok(lines);
    }
    for holder in view.cabinet(None, now)?.holders.iter().filter(|holder| rests(&holder.events)) {
        let post = holder.post.as_ref().map_or_else(String::new, |post| format!("{post}, "));
        let since = range_text(zone, holder.since);
        lines.push(format!(
            "{} holds {post}{} ({}; since {since})",
            holder.person,
            holder.body,
            holder.certainty.word()
        ));
    }
    // Every way out is looked at, so that a reshuffle has its line too.
    for how in [HowRule::Left, HowRule::Reshuffled] {
        let (tally, _) = view.tally(&Rule::of(how), now)?;
        for row in tally.people.iter().filter(|row| rests(&row.events)) {
            let hows: Vec<&str> = row.hows.iter().map(|how| how.word()).collect();
            let disputed = if row.disputed { "; disputed" } else { "" };
            let (from, when) = (row.bodies.join(", "), range_text(zone, row.when));
            lines.push(format!(
                "{} {} from {from} ({}; {when}{disputed})",
                row.person,
                hows.join(" or "),
                row.certainty.word()
            ));
        }
    }
    for claim in view.claims(None, now)?.iter().filter(|claim| claim.event == id) {
        let (least, most) = (claim.bounds.least, claim.bounds.most);
        lines.push(format!("stated {}, ours {least} to {most}: {}", claim.count.number, claim.verdict.word()));
    }
    lines.dedup();
    if lines.is_empty() {
        lines.push("no cabinet, tally or claim rests on it at this moment".to_owned());
    }
    Ok(lines)
}

fn to_text(found: &Provenance, answers: &[String], zone: &Zone) -> String {
    let event = &found.event;
    let mut lines: Vec<String> = answers.iter().map(|line| format!("answer    {}", escape(line))).collect();
    let said = found.record.as_ref().and_then(|record| record.last_said());
    let what = said.map_or_else(|| summary(&event.entry.content), fact_summary);
    lines.push(format!("{:<9} {}", event.entry.content.kind().word(), escape(&what)));
    if let Some(because) = found.record.as_ref().and_then(|record| record.amended_because()) {
        lines.push(format!("amended   because: {}", escape(because.as_str())));
    }
    let recorded_at = zone.show(event.recorded_at);
    lines.push(format!("recorded  by {} at {recorded_at}", escape(event.entry.recorder.as_str())));
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

fn to_json(found: &Provenance, answers: &[String], zone: &Zone) -> Value {
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
        "answers": answers,
        "seq": event.seq.0,
        "id": event.id.to_string(),
        "kind": event.entry.content.kind().word(),
        "says": said.map_or_else(|| summary(&event.entry.content), fact_summary),
        "recorder": event.entry.recorder.as_str(),
        "recorded_at": zone.show(event.recorded_at),
        "follows": found.prev.to_string(),
        "events": found.record.as_ref().map(|record| record.events().iter().map(|(_, id)| id.to_string()).collect::<Vec<_>>()),
        "citations": citations.collect::<Vec<_>>(),
        "checked": found.checks.passed,
        "failed": found.checks.failed,
    })
}
