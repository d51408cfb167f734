//! Cabinets, tallies and claims as reports.

use reshuffle::domain::time::{Mark, Moment, Zone};
use reshuffle::domain::{Compare, EventId, Seq};
use reshuffle::ledger::{Bounds, Cabinet, CheckedClaim, Cut, Holder, Ledger, Rule, Tally, View};
use serde_json::{Value, json};

use super::report::Report;
use super::times::{marked_text, range_json, range_text};

/// Events for programs: their ids.
pub fn ids<'e>(events: impl IntoIterator<Item = &'e (Seq, EventId)>) -> Value {
    json!(events.into_iter().map(|(_, id)| id.to_string()).collect::<Vec<_>>())
}

/// Events as people name them: by position.
pub(super) fn seqs<'e>(events: impl IntoIterator<Item = &'e (Seq, EventId)>) -> String {
    events.into_iter().map(|(seq, _)| seq.to_string()).collect::<Vec<_>>().join(" ")
}

/// What a view answers, with the moment it was asked for.
pub struct Stated<'a> {
    /// The ledger.
    pub ledger: &'a Ledger,
    /// What was known.
    pub view: &'a View<'a>,
    /// The moment in the world.
    pub at: Moment,
}

impl Stated<'_> {
    pub(super) fn report(&self) -> Report {
        Report::of(&self.view.cut(self.at))
    }

    pub(super) fn zone(&self) -> &Zone {
        self.view.zone()
    }
}

/// A cabinet.
pub fn cabinet_report(cabinet: &Cabinet, cut: &Cut) -> Report {
    let zone = &cut.zone;
    let mut report = Report::of(cut);
    report.rows_name = "holders";
    report.columns = vec!["body", "post", "person", "since", "until", "certainty", "acting", "rank", "events"];
    for holder in &cabinet.holders {
        report.rows.push(holder_json(holder, zone));
        let capacities: Vec<&str> = holder.capacities.iter().map(|capacity| capacity.word()).collect();
        let acting = if holder.acting && capacities.is_empty() { "acting".to_owned() } else { capacities.join(", ") };
        report.cells.push(vec![
            holder.body.clone(),
            holder.post.clone().unwrap_or_default(),
            holder.person.clone(),
            marked_text(zone, holder.since, holder.since_mark),
            holder.until.map(|until| marked_text(zone, until, holder.until_mark)).unwrap_or_default(),
            holder.certainty.word().to_owned(),
            acting,
            holder.rank.as_ref().map(ToString::to_string).unwrap_or_default(),
            holder.events.len().to_string(),
        ]);
    }
    let seats = cabinet.seats.iter().map(|seats| {
        json!({
            "body": seats.body, "post": seats.post, "seats": seats.seats, "certain": seats.certain,
            "possible": seats.possible, "unaccounted": seats.unaccounted(), "events": ids(&seats.events),
        })
    });
    report.set("seats", Value::Array(seats.collect()));
    report.after = cabinet
        .seats
        .iter()
        .map(|seats| {
            let of = seats.post.as_ref().map_or_else(|| seats.body.clone(), |post| format!("{}, {post}", seats.body));
            format!(
                "{of}: {} seats, {} certain, {} possible, {} unaccounted for",
                seats.seats,
                seats.certain,
                seats.possible,
                seats.unaccounted()
            )
        })
        .collect();
    report.empty = "No holder is recorded for that moment.".to_owned();
    report
}

/// One holder, for programs.
pub(super) fn holder_json(holder: &Holder, zone: &Zone) -> Value {
    json!({
        "body": holder.body,
        "post": holder.post,
        "person": holder.person,
        "since": range_json(zone, holder.since, holder.since_mark),
        "until": holder.until.map(|until| range_json(zone, until, holder.until_mark)),
        "certainty": holder.certainty.word(),
        "acting": holder.acting,
        "capacities": holder.capacities.iter().map(|capacity| capacity.word()).collect::<Vec<_>>(),
        "rank": holder.rank.as_ref().map(|rank| rank.as_str()),
        "events": ids(&holder.events),
    })
}

fn bounds_json(bounds: Bounds) -> Value {
    json!({ "least": bounds.least, "most": bounds.most })
}

pub(super) fn rule_json(rule: &Rule, zone: &Zone) -> Value {
    json!({
        "body": rule.body.as_ref().map(|body| body.as_str()),
        "how": rule.how.word(),
        "rank": rule.rank.as_ref().map(|rank| rank.as_str()),
        "group": rule.group.as_ref().map(|group| group.as_str()),
        "from": rule.from.map(|from| zone.show(from)),
        "to": rule.to.map(|to| zone.show(to)),
        "per": rule.per.word(),
        "by": if rule.by_effect { "effect" } else { "announced" },
    })
}

pub(super) fn rule_text(rule: &Rule, zone: &Zone) -> String {
    let mut parts = vec![format!("how={}", rule.how), format!("per={}", rule.per)];
    parts.push(format!("by={}", if rule.by_effect { "effect" } else { "announced" }));
    parts.extend(rule.body.as_ref().map(|body| format!("body={body}")));
    parts.extend(rule.rank.as_ref().map(|rank| format!("rank={rank}")));
    parts.extend(rule.group.as_ref().map(|group| format!("group={group}")));
    parts.extend(rule.from.map(|from| format!("from={}", zone.show(from))));
    parts.extend(rule.to.map(|to| format!("to={}", zone.show(to))));
    format!("rule     {}", parts.join(" "))
}

/// A tally.
pub fn tally_report(tally: &Tally, sentence: &str, cut: &Cut) -> Report {
    let zone = &cut.zone;
    let mut report = Report::of(cut);
    report.before.insert(0, sentence.to_owned());
    report.before.insert(1, String::new());
    report.before.push(rule_text(&tally.rule, zone));
    report.set("rule", rule_json(&tally.rule, zone));
    report.set("sentence", json!(sentence));
    report.set("least", json!(tally.bounds.least));
    report.set("most", json!(tally.bounds.most));
    let besides = tally.besides.iter().map(|(how, bounds)| (how.word().to_owned(), bounds_json(*bounds)));
    report.set("besides", Value::Object(besides.collect()));
    let by_body = tally.by_body.iter().map(|(body, bounds)| (body.clone(), bounds_json(*bounds)));
    report.set("by_body", Value::Object(by_body.collect()));
    report.rows_name = "people";
    report.columns = vec!["person", "body", "post", "how", "when", "certainty", "publishers", "remarks", "events"];
    for row in &tally.people {
        let hows: Vec<&str> = row.hows.iter().map(|how| how.word()).collect();
        report.rows.push(json!({
            "person": row.person,
            "bodies": row.bodies,
            "posts": row.posts,
            "how": hows,
            "when": range_json(zone, row.when, row.mark),
            "certainty": row.certainty.word(),
            "publishers": row.publishers,
            "withdrawn": row.withdrawn.map(|when| range_json(zone, when, Mark::default())),
            "disputed": row.disputed,
            "without_rank": row.without_rank,
            "events": ids(&row.events),
        }));
        let remarks = [
            (row.withdrawn.is_some_and(|when| when.earliest <= cut.at), "perhaps withdrawn"),
            (row.disputed, "disputed"),
            (row.without_rank, "no rank recorded"),
        ];
        let remarks: Vec<&str> = remarks.into_iter().filter(|(is, _)| *is).map(|(_, remark)| remark).collect();
        report.cells.push(vec![
            row.person.clone(),
            row.bodies.join(", "),
            row.posts.join(", "),
            hows.join(" or "),
            marked_text(zone, row.when, row.mark),
            row.certainty.word().to_owned(),
            row.publishers.to_string(),
            remarks.join(", "),
            row.events.len().to_string(),
        ]);
    }
    if tally.by_body.len() > 1 {
        let each = tally.by_body.iter().map(|(body, bounds)| match bounds {
            Bounds { least, most } if least == most => format!("{body}: {most}"),
            Bounds { least, most } => format!("{body}: {least} to {most}"),
        });
        report.after.push(format!("By body: {}", each.collect::<Vec<_>>().join("; ")));
    }
    report
}

/// The numbers that articles print.
pub fn claims_report(claims: &[CheckedClaim], cut: &Cut) -> Report {
    let zone = &cut.zone;
    let mut report = Report::of(cut);
    report.rows_name = "claims";
    report.columns = vec!["source", "stated", "ours", "verdict", "until", "missing", "extra", "quote"];
    for claim in claims {
        let count = &claim.count;
        report.rows.push(json!({
            "event": claim.event.to_string(),
            "source": claim.source,
            "stated": count.number,
            "of": count.of,
            "compare": count.compare.word(),
            "how": count.how.word(),
            "body": count.body.as_ref().map(|body| body.as_str()),
            "per": count.per.word(),
            "until": zone.show(claim.until),
            "least": claim.bounds.least,
            "most": claim.bounds.most,
            "verdict": claim.verdict.word(),
            "missing": claim.missing,
            "extra": claim.extra,
            "quote": claim.quote,
            "events": ids(&claim.events),
        }));
        let compare = match count.compare {
            Compare::Exactly => "",
            Compare::AtLeast => "at least ",
            Compare::About => "about ",
        };
        let Bounds { least, most } = claim.bounds;
        report.cells.push(vec![
            claim.source.clone(),
            format!("{compare}{} {}", count.number, count.how),
            if least == most { most.to_string() } else { format!("{least} to {most}") },
            claim.verdict.word().to_owned(),
            range_text(zone, reshuffle::domain::time::MomentRange::point(claim.until)),
            claim.missing.join(", "),
            claim.extra.join(", "),
            claim.quote.replace('\n', " "),
        ]);
    }
    report.empty = "No article's own count is recorded.".to_owned();
    report
}
