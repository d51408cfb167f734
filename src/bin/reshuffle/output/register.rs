//! People and posts as reports: listed, shown, proposed.

use reshuffle::domain::time::Zone;
use reshuffle::domain::{EventId, Seq};
use reshuffle::ledger::{
    Dated, Holder, Identifier, OtherName, PersonRecord, PersonRow, PostRecord, PostRow, Proposal, Summary, TenureRow,
};
use serde_json::{Value, json};

use super::report::{Report, counted};
use super::times::{marked_text, range_json, range_text};
use super::views::{Stated, holder_json, ids, seqs};

/// Everyone.
pub fn people_report(people: &[PersonRow], stated: &Stated<'_>) -> Report {
    let zone = stated.zone();
    let mut report = stated.report();
    report.rows_name = "people";
    report.columns = vec!["person", "other names", "identifiers", "holds", "facts", "sources", "spoken of"];
    for person in people {
        report.rows.push(object(vec![
            ("person", json!(person.summary.name)),
            ("summary", summary_json(&person.summary, zone)),
            ("holds", person.holds.iter().map(|holder| holder_json(holder, zone)).collect()),
        ]));
        let holds: Vec<String> = person.holds.iter().map(|holder| held_text(holder, office(holder))).collect();
        report.cells.push(vec![
            person.summary.name.clone(),
            other_names_text(&person.summary.other_names),
            identifiers_text(&person.summary.identifiers),
            holds.join("; "),
            person.summary.facts.to_string(),
            person.summary.sources.to_string(),
            spoken_of_text(&person.summary, zone),
        ]);
    }
    report.empty = "Nobody is recorded.".to_owned();
    report
}

/// One person.
pub fn person_report(record: &PersonRecord, stated: &Stated<'_>) -> Report {
    let zone = stated.zone();
    let PersonRow { summary, holds } = &record.row;
    let mut report = stated.report();
    report.set("person", json!(summary.name));
    add_summary(&mut report, "person", summary, zone);
    let groups = record.groups.iter().map(|(group, events)| json!({ "group": group, "events": ids(events) }));
    report.set("groups", groups.collect());
    report.set("holds", holds.iter().map(|holder| holder_json(holder, zone)).collect());
    report.before.extend(record.groups.iter().map(|(group, events)| told("group", group, events)));
    report.before.extend(holds.iter().map(|holder| format!("holds    {}", held_text(holder, office(holder)))));
    report.rows_name = "tenures";
    report.columns = vec!["since", "until", "how", "post", "body", "acting", "rank", "events"];
    for tenure in &record.tenures {
        report.rows.push(tenure_json(tenure, zone));
        let [since, until, how, acting, rank] = tenure_cells(tenure, zone);
        let post = tenure.post.clone().unwrap_or_default();
        report.cells.push(vec![since, until, how, post, tenure.body.clone(), acting, rank, seqs(&tenure.events)]);
    }
    report.empty = "No office is recorded.".to_owned();
    report
}

/// Every post.
pub fn posts_report(posts: &[PostRow], stated: &Stated<'_>) -> Report {
    let zone = stated.zone();
    let mut report = stated.report();
    report.rows_name = "posts";
    report.columns =
        vec!["body", "post", "other names", "identifiers", "rank", "seats", "holders", "created", "abolished", "facts"];
    for post in posts {
        report.rows.push(object(post_members(post, zone)));
        let holders: Vec<String> = post.holders.iter().map(|holder| held_text(holder, holder.person.clone())).collect();
        let dated = |dated: Option<Dated>| dated.map(|dated| dated_text(dated, zone)).unwrap_or_default();
        report.cells.push(vec![
            post.body.clone(),
            post.summary.name.clone(),
            other_names_text(&post.summary.other_names),
            identifiers_text(&post.summary.identifiers),
            post.rank.as_ref().map(ToString::to_string).unwrap_or_default(),
            post.seats.map(|seats| seats.to_string()).unwrap_or_default(),
            holders.join("; "),
            dated(post.created),
            dated(post.abolished),
            post.summary.facts.to_string(),
        ]);
    }
    report.empty = "No post is recorded.".to_owned();
    report
}

/// One post.
pub fn post_report(record: &PostRecord, stated: &Stated<'_>) -> Report {
    let zone = stated.zone();
    let post = &record.row;
    let mut report = stated.report();
    for (name, value) in post_members(post, zone).into_iter().filter(|(name, _)| *name != "summary") {
        report.set(name, value);
    }
    add_summary(&mut report, "post", &post.summary, zone);
    report.before.push(format!("body     {}", post.body));
    for name in &record.names_over_time {
        let since =
            name.since.map_or_else(|| "at first".to_owned(), |since| format!("from {}", dated_text(since, zone)));
        report.before.push(told("name", &format!("{}, {since}", name.name), &name.events));
    }
    let names = record.names_over_time.iter().map(|name| {
        json!({ "name": name.name, "since": name.since.map(|since| dated_json(since, zone)), "events": ids(&name.events) })
    });
    report.set("names", names.collect());
    report.before.extend(post.rank.as_ref().map(|rank| format!("rank     {rank}")));
    report.before.extend(post.seats.map(|seats| format!("seats    {seats}")));
    report.before.extend(post.created.map(|when| format!("created  {}", dated_text(when, zone))));
    report.before.extend(post.abolished.map(|when| format!("abolished {}", dated_text(when, zone))));
    let holders = post.holders.iter().map(|holder| format!("holder   {}", held_text(holder, holder.person.clone())));
    report.before.extend(holders);
    report.rows_name = "tenures";
    report.columns = vec!["since", "until", "how", "person", "acting", "rank", "events"];
    for tenure in &record.tenures {
        report.rows.push(tenure_json(tenure, zone));
        let [since, until, how, acting, rank] = tenure_cells(tenure, zone);
        report.cells.push(vec![since, until, how, tenure.person.clone(), acting, rank, seqs(&tenure.events)]);
    }
    report.empty = "No holder is recorded.".to_owned();
    report
}

/// Who or what may be meant, best first.
pub fn proposals_report(text: &str, proposals: &[Proposal], limit: usize, stated: &Stated<'_>) -> Report {
    let mut report = stated.report();
    report.set("sought", json!(text));
    report.set("found", json!(proposals.len()));
    report.rows_name = "proposals";
    let of_posts = proposals.iter().any(|proposal| proposal.body.is_some());
    report.columns = if of_posts { vec!["post", "body"] } else { vec!["person"] };
    report.columns.extend(["why", "facts"]);
    for proposal in proposals.iter().take(limit) {
        let named = if of_posts { "post" } else { "person" };
        let mut members = vec![(named, json!(proposal.name))];
        members.extend(proposal.body.as_ref().map(|body| ("body", json!(body))));
        members.extend([
            ("matched", json!(proposal.matched)),
            ("likeness", json!(proposal.resemblance.likeness.word())),
            ("why", json!(proposal.why)),
            ("facts", json!(proposal.facts)),
        ]);
        report.rows.push(object(members));
        let mut cells = vec![proposal.name.clone()];
        cells.extend(proposal.body.clone());
        cells.extend([proposal.why.clone(), proposal.facts.to_string()]);
        report.cells.push(cells);
    }
    let more = proposals.len().saturating_sub(limit);
    if more > 0 {
        report.after.push(format!("… and {} less alike (--limit)", counted(more as u64, "other")));
    }
    report.empty = "Nothing recorded is like that.".to_owned();
    report
}

/// Adds what people and posts have in common.
fn add_summary(report: &mut Report, noun: &str, summary: &Summary, zone: &Zone) {
    if let Value::Object(members) = summary_json(summary, zone) {
        report.members.extend(members);
    }
    report.before.push(format!("{noun:<8} {}", summary.name));
    let others = summary.other_names.iter().map(|other| told("also", &other.name, &other.events));
    report.before.extend(others);
    let identifiers =
        summary.identifiers.iter().map(|found| told("id", &format!("{}:{}", found.scheme, found.id), &found.events));
    report.before.extend(identifiers);
    let spoken_of = spoken_of_text(summary, zone);
    let spoken_of = if spoken_of.is_empty() { String::new() } else { format!(", of {spoken_of}") };
    let (facts, sources) = (counted(summary.facts as u64, "fact"), counted(summary.sources as u64, "source"));
    report.before.push(format!("recorded {facts} from {sources}{spoken_of}"));
}

fn summary_json(summary: &Summary, zone: &Zone) -> Value {
    let others = summary.other_names.iter().map(|other| json!({ "name": other.name, "events": ids(&other.events) }));
    let identifiers = summary
        .identifiers
        .iter()
        .map(|found| json!({ "scheme": found.scheme, "id": found.id, "events": ids(&found.events) }));
    json!({
        "other_names": others.collect::<Vec<_>>(),
        "identifiers": identifiers.collect::<Vec<_>>(),
        "facts": summary.facts,
        "sources": summary.sources,
        "spoken_of": summary.spoken_of.map(|range| json!({ "earliest": zone.show(range.earliest), "latest": zone.show(range.latest) })),
    })
}

fn post_members(post: &PostRow, zone: &Zone) -> Vec<(&'static str, Value)> {
    let dated = |dated: Option<Dated>| dated.map(|dated| dated_json(dated, zone)).unwrap_or_default();
    vec![
        ("body", json!(post.body)),
        ("post", json!(post.summary.name)),
        ("summary", summary_json(&post.summary, zone)),
        ("rank", json!(post.rank.as_ref().map(|rank| rank.as_str()))),
        ("seats", json!(post.seats)),
        ("created", dated(post.created)),
        ("abolished", dated(post.abolished)),
        ("holders", post.holders.iter().map(|holder| holder_json(holder, zone)).collect()),
    ]
}

fn tenure_json(tenure: &TenureRow, zone: &Zone) -> Value {
    json!({
        "person": tenure.person,
        "body": tenure.body,
        "post": tenure.post,
        "since": dated_json(tenure.since, zone),
        "until": tenure.until.map(|until| dated_json(until, zone)),
        "how": tenure.hows.iter().map(|how| how.word()).collect::<Vec<_>>(),
        "acting": tenure.acting,
        "rank": tenure.rank.as_ref().map(|rank| rank.as_str()),
        "events": ids(&tenure.events),
    })
}

/// Since, until, how, acting and rank.
fn tenure_cells(tenure: &TenureRow, zone: &Zone) -> [String; 5] {
    let hows: Vec<&str> = tenure.hows.iter().map(|how| how.word()).collect();
    [
        dated_text(tenure.since, zone),
        tenure.until.map(|until| dated_text(until, zone)).unwrap_or_default(),
        hows.join(" or "),
        if tenure.acting { "acting".to_owned() } else { String::new() },
        tenure.rank.as_ref().map(ToString::to_string).unwrap_or_default(),
    ]
}

/// An object of these members, those of a summary among them.
fn object(members: Vec<(&str, Value)>) -> Value {
    let mut object = serde_json::Map::new();
    for (name, value) in members {
        match value {
            Value::Object(own) if name == "summary" => object.extend(own),
            value => drop(object.insert(name.to_owned(), value)),
        }
    }
    Value::Object(object)
}

fn told(what: &str, text: &str, events: &[(Seq, EventId)]) -> String {
    let word = if events.len() == 1 { "event" } else { "events" };
    let by = if events.is_empty() { String::new() } else { format!(" ({word} {})", seqs(events)) };
    format!("{what:<8} {text}{by}")
}

fn held_text(holder: &Holder, what: String) -> String {
    if holder.certainty.word() == "certain" { what } else { format!("{what} (possible)") }
}

fn office(holder: &Holder) -> String {
    let post = holder.post.as_ref().map(|post| format!("{post}, ")).unwrap_or_default();
    format!("{post}{}", holder.body)
}

fn other_names_text(others: &[OtherName]) -> String {
    others.iter().map(|other| other.name.as_str()).collect::<Vec<_>>().join("; ")
}

fn identifiers_text(identifiers: &[Identifier]) -> String {
    identifiers.iter().map(|found| format!("{}:{}", found.scheme, found.id)).collect::<Vec<_>>().join("; ")
}

fn spoken_of_text(summary: &Summary, zone: &Zone) -> String {
    summary.spoken_of.map(|range| range_text(zone, range)).unwrap_or_default()
}

fn dated_text(dated: Dated, zone: &Zone) -> String {
    marked_text(zone, dated.range, dated.mark)
}

fn dated_json(dated: Dated, zone: &Zone) -> Value {
    range_json(zone, dated.range, dated.mark)
}
