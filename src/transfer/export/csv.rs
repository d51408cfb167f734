//! Tenures and departures as tables.

use std::io::{self, Write};

use super::edtf;
use crate::domain::time::{Moment, Zone};
use crate::domain::{EventId, How, Seq, SourceId};
use crate::projections::Knowledge;
use crate::projections::history::{Dated, DepartureRow, History, TenureRow};

/// What separates several values in one cell.
const BETWEEN: &str = "; ";

const TENURES: [&str; 16] = [
    "person",
    "body",
    "post",
    "since",
    "since_earliest",
    "since_latest",
    "until",
    "until_earliest",
    "until_latest",
    "ended",
    "how",
    "acting",
    "rank",
    "certainty",
    "sources",
    "events",
];

const DEPARTURES: [&str; 18] = [
    "person",
    "body",
    "posts",
    "how",
    "when",
    "when_earliest",
    "when_latest",
    "announced",
    "announced_earliest",
    "announced_latest",
    "withdrawn",
    "by",
    "reason",
    "disputed",
    "certainty",
    "publishers",
    "sources",
    "events",
];

/// Writes the tenures, one row a stretch, under a header.
///
/// # Errors
/// The writer's.
pub fn tenures(history: &History, knowledge: &Knowledge, zone: &Zone, out: &mut dyn Write) -> io::Result<()> {
    table(&TENURES, history.tenures.iter().map(|row| tenure(row, knowledge, zone)), out)
}

/// Writes the departures under a header.
///
/// # Errors
/// The writer's.
pub fn departures(history: &History, knowledge: &Knowledge, zone: &Zone, out: &mut dyn Write) -> io::Result<()> {
    table(&DEPARTURES, history.departures.iter().map(|row| departure(row, knowledge, zone)), out)
}

fn table<const N: usize>(
    header: &[&str; N],
    rows: impl Iterator<Item = [String; N]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(header).map_err(io::Error::from)?;
    for row in rows {
        writer.write_record(&row).map_err(io::Error::from)?;
    }
    writer.flush()
}

fn tenure(row: &TenureRow, knowledge: &Knowledge, zone: &Zone) -> [String; 16] {
    let [since, since_earliest, since_latest] = times(Some(row.since), zone);
    let [until, until_earliest, until_latest] = times(row.until, zone);
    [
        row.person.clone(),
        row.body.clone(),
        row.post.clone().unwrap_or_default(),
        since,
        since_earliest,
        since_latest,
        until,
        until_earliest,
        until_latest,
        row.until.is_some().to_string(),
        hows(&row.hows),
        row.acting.to_string(),
        row.rank.as_ref().map(ToString::to_string).unwrap_or_default(),
        row.certainty.map(|certainty| certainty.word().to_owned()).unwrap_or_default(),
        labels(&row.sources, knowledge),
        listed(&row.events),
    ]
}

fn departure(row: &DepartureRow, knowledge: &Knowledge, zone: &Zone) -> [String; 18] {
    let [when, when_earliest, when_latest] = times(Some(row.when), zone);
    let [announced, announced_earliest, announced_latest] = times(row.announced, zone);
    [
        row.person.clone(),
        row.body.clone(),
        row.posts.join(BETWEEN),
        hows(&row.hows),
        when,
        when_earliest,
        when_latest,
        announced,
        announced_earliest,
        announced_latest,
        row.withdrawn.and_then(|withdrawn| edtf(withdrawn, zone)).unwrap_or_default(),
        row.by.join(BETWEEN),
        row.reasons.join(BETWEEN),
        row.disputed.to_string(),
        row.certainty.map(|certainty| certainty.word().to_owned()).unwrap_or_default(),
        row.publishers.to_string(),
        labels(&row.sources, knowledge),
        listed(&row.events),
    ]
}

/// A time as EDTF, and its earliest and latest moment.
fn times(dated: Option<Dated>, zone: &Zone) -> [String; 3] {
    let Some(dated) = dated else { return Default::default() };
    let bound = |moment: Moment| if moment.is_unbounded() { String::new() } else { zone.show(moment) };
    [edtf(dated, zone).unwrap_or_default(), bound(dated.range.earliest), bound(dated.range.latest)]
}

fn hows(hows: &[How]) -> String {
    hows.iter().map(|how| how.word()).collect::<Vec<_>>().join(BETWEEN)
}

fn labels(sources: &[SourceId], knowledge: &Knowledge) -> String {
    let articles = sources.iter().filter_map(|source| knowledge.articles.get(source));
    let mut labels: Vec<&str> = articles.map(|article| article.source.description.label.as_str()).collect();
    labels.sort_unstable();
    labels.join(BETWEEN)
}

fn listed(events: &[(Seq, EventId)]) -> String {
    events.iter().map(|(_, id)| id.to_string()).collect::<Vec<_>>().join(" ")
}
