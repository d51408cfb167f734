//! Persons, organizations, posts and memberships, by the Popolo specification
//! (classes as JSON Schema draft-03).
//!
//! Popolo's dates are a year, a month, a day or an instant. Of a range they
//! keep the coarsest of these that holds all of it, and are null where none
//! does; the exact form, in EDTF, and whatever else Popolo has no name for
//! stand beside in `reshuffle`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde_json::{Value, json};

use super::dates::{Coarse, coarse};
use super::edtf;
use super::json::json as write_json;
use crate::domain::time::{Moment, Zone};
use crate::domain::{EventId, Seq};
use crate::projections::directory::{Directory, Listed, ListedBody, ListedPost};
use crate::projections::history::{Dated, History, TenureRow};
use crate::projections::{Knowledge, Record};

/// Writes one object of four lists, one element a line. Answers with how many
/// memberships have ended at a time for which Popolo has no date.
///
/// # Errors
/// The writer's.
pub fn write(
    directory: &Directory,
    history: &History,
    knowledge: &Knowledge,
    zone: &Zone,
    out: &mut dyn Write,
) -> io::Result<u64> {
    out.write_all(b"{")?;
    list("persons", directory.persons.iter().map(person), out)?;
    out.write_all(b",")?;
    list("organizations", directory.bodies.iter().map(organization), out)?;
    out.write_all(b",")?;
    list("posts", directory.posts.iter().map(|post| post_of(post, zone)), out)?;
    out.write_all(b",")?;
    let mut nth: BTreeMap<String, usize> = BTreeMap::new();
    let mut undated = 0;
    let memberships = history.tenures.iter().map(|row| {
        undated += u64::from(row.until.is_some_and(|until| date(until, zone).is_none()));
        let holding = match &row.post {
            Some(post) => format!("{}/{}/{}", part(&row.person), part(&row.body), part(post)),
            None => format!("{}/{}", part(&row.person), part(&row.body)),
        };
        let count = nth.entry(holding.clone()).or_default();
        *count += 1;
        membership(row, &format!("membership/{holding}/{count}"), knowledge, zone)
    });
    list("memberships", memberships, out)?;
    out.write_all(b"\n}\n")?;
    Ok(undated)
}

fn list(name: &str, elements: impl Iterator<Item = Value>, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "\n\"{name}\":[")?;
    for (nth, element) in elements.enumerate() {
        out.write_all(if nth == 0 { b"\n" } else { b",\n" })?;
        write_json(out, &element)?;
    }
    out.write_all(b"\n]")
}

fn person(listed: &Listed) -> Value {
    named("person", &listed.name, listed)
}

fn named(class: &str, id: &str, listed: &Listed) -> Value {
    let wikidata = listed.identifiers.iter().filter(|(scheme, _)| scheme == "wikidata");
    let links =
        wikidata.map(|(_, id)| json!({ "url": format!("https://www.wikidata.org/entity/{id}"), "note": "Wikidata" }));
    json!({
        "id": format!("{class}/{}", part(id)),
        "name": listed.name,
        "other_names": listed.other_names.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
        "identifiers": identifiers(listed),
        "links": links.collect::<Vec<_>>(),
    })
}

fn identifiers(listed: &Listed) -> Value {
    let each = listed.identifiers.iter().map(|(scheme, id)| json!({ "identifier": id, "scheme": scheme }));
    Value::Array(each.collect())
}

fn organization(body: &ListedBody) -> Value {
    let mut organization = named("organization", &body.listed.name, &body.listed);
    organization["parent_id"] = json!(body.part_of.first().map(|parent| format!("organization/{}", part(parent))));
    organization["reshuffle"] = json!({ "part_of": body.part_of, "seats": body.seats });
    organization
}

fn post_of(post: &ListedPost, zone: &Zone) -> Value {
    // A post's dates are whole days or coarser.
    let date = |dated: Option<Dated>| dated.and_then(|dated| whole(dated, zone));
    json!({
        "id": post_id(&post.body, &post.listed.name),
        "label": post.listed.name,
        "other_label": post.listed.other_names,
        "role": post.listed.name,
        "organization_id": format!("organization/{}", part(&post.body)),
        "start_date": date(post.created),
        "end_date": date(post.abolished),
        "reshuffle": {
            "identifiers": identifiers(&post.listed),
            "start": post.created.and_then(|dated| edtf(dated, zone)),
            "end": post.abolished.and_then(|dated| edtf(dated, zone)),
        },
    })
}

fn post_id(body: &str, post: &str) -> String {
    format!("post/{}/{}", part(body), part(post))
}

/// A name as a part of an id: what parts are parted by is escaped, as in an address.
fn part(name: &str) -> String {
    name.replace('%', "%25").replace('/', "%2F")
}

fn membership(row: &TenureRow, id: &str, knowledge: &Knowledge, zone: &Zone) -> Value {
    let records = records(&row.events, knowledge);
    let notes: BTreeSet<&str> =
        records.iter().filter_map(|record| record.current()?.note.as_ref()).map(|note| note.as_str()).collect();
    let place = row.post.as_ref().map_or_else(|| row.body.clone(), |post| format!("{post} in {}", row.body));
    json!({
        "id": id,
        "label": format!("{}, {place}", row.person),
        "role": row.post.as_deref().unwrap_or("member"),
        "person_id": format!("person/{}", part(&row.person)),
        "organization_id": format!("organization/{}", part(&row.body)),
        "post_id": row.post.as_ref().map(|post| post_id(&row.body, post)),
        "start_date": date(row.since, zone),
        "end_date": row.until.and_then(|until| date(until, zone)),
        "sources": sources(&records, knowledge),
        "reshuffle": {
            "start": edtf(row.since, zone),
            "end": row.until.and_then(|until| edtf(until, zone)),
            "ended": row.until.is_some(),
            "how": row.hows.iter().map(|how| how.word()).collect::<Vec<_>>(),
            "acting": row.acting,
            "rank": row.rank.as_ref().map(|rank| rank.as_str()),
            "certainty": row.certainty.map(|certainty| certainty.word()),
            "notes": notes,
            "events": row.events.iter().map(|(_, id)| id.to_string()).collect::<Vec<_>>(),
        },
    })
}

/// The facts that some events belong to, each once.
fn records<'k>(events: &[(Seq, EventId)], knowledge: &'k Knowledge) -> Vec<&'k Record> {
    let mut seen = BTreeSet::new();
    let records = events.iter().filter_map(|(_, id)| knowledge.record(*id));
    records.filter(|record| seen.insert(record.origin)).collect()
}

/// Each quote as a link to its article.
fn sources(records: &[&Record], knowledge: &Knowledge) -> Value {
    let mut links: Vec<Value> = Vec::new();
    for citation in records.iter().flat_map(|record| record.citations()) {
        let Some(article) = knowledge.articles.get(&citation.source) else { continue };
        let description = &article.source.description;
        let url = description.url.as_ref().map(|url| url.as_str()).filter(|url| super::is_web_address(url));
        let url = url.map_or_else(|| format!("urn:blake3:{}", citation.source), str::to_owned);
        let named = [description.publisher.as_ref(), description.title.as_ref()];
        let named: Vec<&str> = named.into_iter().flatten().map(|text| text.as_str()).collect();
        let named = if named.is_empty() { description.label.to_string() } else { named.join(", ") };
        let link = json!({ "url": url, "note": format!("{named}: “{}”", citation.exact) });
        if !links.contains(&link) {
            links.push(link);
        }
    }
    Value::Array(links)
}

/// A date as Popolo's memberships take it: coarse, or an instant to the second.
fn date(dated: Dated, zone: &Zone) -> Option<String> {
    if dated.range.is_point() && zone.offset_s(dated.range.earliest) % 60 == 0 {
        let whole_second = Moment(dated.range.earliest.0 - dated.range.earliest.0.rem_euclid(1_000_000));
        return Some(zone.show_without_name(whole_second)).filter(|text| text.as_bytes()[0].is_ascii_digit());
    }
    whole(dated, zone)
}

/// A year, a month or a day.
fn whole(dated: Dated, zone: &Zone) -> Option<String> {
    Some(match coarse(dated.range, zone)? {
        Coarse::Day(day) => day.to_string(),
        Coarse::Month(year, month) => format!("{year:04}-{month:02}"),
        Coarse::Year(year) => format!("{year:04}"),
    })
}
