//! Puts what follows from the facts into the tables: names, tenures,
//! departures, and the numbers that articles print.

use rusqlite::types::Value as Cell;

use crate::domain::time::{Moment, MomentRange};
use crate::domain::{Claim, How, Stance};
use crate::projections::cabinet::{Seats, cabinet, capacities_at};
use crate::projections::claims::claims;
use crate::projections::{Certainty, Departure, End};

use super::filling::{Filling, flag, reference, text};

/// Fills the tables of what follows.
pub(super) fn fill(filling: &Filling<'_>) -> rusqlite::Result<()> {
    let seats = cabinet(filling.world(), None, filling.picture.at).seats;
    persons(filling)?;
    bodies(filling, &seats)?;
    posts(filling, &seats)?;
    spellings(filling)?;
    identifiers(filling)?;
    departures(filling)?;
    tenures(filling)?;
    claims_table(filling)
}

fn persons(to: &Filling<'_>) -> rusqlite::Result<()> {
    to.numbers
        .persons()
        .try_for_each(|(key, id)| to.add("persons", vec![Cell::Integer(id), text(Some(to.world().person(key)))]))
}

fn bodies(to: &Filling<'_>, seats: &[Seats]) -> rusqlite::Result<()> {
    let mut parts: Vec<(i64, i64, Cell)> = Vec::new();
    for (index, survivor) in to.world().facts.iter().filter(|(_, survivor)| survivor.fact.stance == Stance::Reported) {
        let Claim::Body { body, part_of: Some(whole), .. } = &survivor.fact.claim else { continue };
        let pair = (to.numbers.body_named(body), to.numbers.body_named(whole));
        if let (Some(body), Some(whole)) = pair {
            parts.push((body, whole, to.fact(index)));
        }
    }
    for (key, id) in to.numbers.bodies() {
        let name = to.world().body(key);
        let above = parts.iter().filter(|(body, ..)| *body == id).map(|(_, whole, _)| *whole).min();
        let seats = seats.iter().find(|seats| seats.post.is_none() && seats.body == name);
        let seats = seats.map(|seats| i64::from(seats.seats));
        to.add("bodies", vec![Cell::Integer(id), text(Some(name)), reference(above), reference(seats)])?;
    }
    for (body, whole, fact) in parts {
        to.add("body_parts", vec![Cell::Integer(body), Cell::Integer(whole), fact])?;
    }
    Ok(())
}

fn posts(to: &Filling<'_>, seats: &[Seats]) -> rusqlite::Result<()> {
    for (body, post, id) in to.numbers.posts() {
        let (of, name) = (to.world().body(body), to.world().post(body, post, to.picture.at));
        let seats = seats.iter().find(|seats| seats.body == of && seats.post.as_ref() == Some(&name));
        let seats = seats.map(|seats| i64::from(seats.seats));
        to.add("posts", vec![Cell::Integer(id), reference(to.numbers.body(body)), text(Some(name)), reference(seats)])?;
    }
    Ok(())
}

fn spellings(to: &Filling<'_>) -> rusqlite::Result<()> {
    let names = &to.world().names;
    for (noun, key) in names.all() {
        let stands_for = names.shown(noun, &names.resolve_key(noun, key));
        let cells = vec![text(Some(noun.word())), text(Some(names.shown(noun, key))), text(Some(stands_for))];
        to.add("spellings", cells)?;
    }
    Ok(())
}

fn identifiers(to: &Filling<'_>) -> rusqlite::Result<()> {
    let names = &to.world().names;
    for (index, survivor) in to.world().facts.iter().filter(|(_, survivor)| survivor.fact.stance == Stance::Reported) {
        let Claim::Identified { noun, name, scheme, id } = &survivor.fact.claim else { continue };
        let shown = names.shown(*noun, &names.resolve(*noun, name));
        to.add(
            "identifiers",
            vec![to.fact(index), text(Some(noun.word())), text(Some(shown)), text(Some(scheme)), text(Some(id))],
        )?;
    }
    Ok(())
}

fn departures(to: &Filling<'_>) -> rusqlite::Result<()> {
    for (departure, id) in to.world().departures.iter().zip(1_i64..) {
        let Departure { person, body, post, hows, when, announced, withdrawn, facts, .. } = departure;
        let words: Vec<&str> = hows.iter().map(|how| how.word()).collect();
        let mut cells = vec![
            Cell::Integer(id),
            reference(to.numbers.person(person)),
            reference(to.numbers.body(body)),
            reference(post.as_ref().and_then(|post| to.numbers.post(body, post))),
            text(Some(if words.is_empty() { How::Unknown.word().to_owned() } else { words.join(", ") })),
        ];
        cells.extend(to.range(Some(*when)));
        cells.push(flag(announced.is_some()));
        cells.extend(to.range(*announced));
        cells.push(flag(withdrawn.is_some()));
        cells.extend(to.range(withdrawn.map(|(when, _)| when)));
        cells.push(withdrawn.map_or(Cell::Null, |(_, fact)| to.fact(fact)));
        cells.push(flag(!to.world().denials(departure).is_empty()));
        cells.push(certainty(happened(departure, to.picture.at)));
        to.add("departures", cells)?;
        for word in words {
            to.add("departure_ways", vec![Cell::Integer(id), text(Some(word))])?;
        }
        for fact in facts {
            to.add("departure_facts", vec![Cell::Integer(id), to.fact(*fact)])?;
        }
    }
    Ok(())
}

/// How surely a departure had become public by a moment, and was not taken back.
fn happened(departure: &Departure, at: Moment) -> Option<Certainty> {
    let by = |range: MomentRange| match range {
        range if range.latest <= at => Some(Certainty::Certain),
        range if range.earliest <= at => Some(Certainty::Possible),
        _ => None,
    };
    let happened = by(departure.range(false))?;
    match departure.withdrawn.and_then(|(when, _)| by(when)) {
        Some(Certainty::Certain) => None,
        Some(Certainty::Possible) => Some(Certainty::Possible),
        None => Some(happened),
    }
}

fn tenures(to: &Filling<'_>) -> rusqlite::Result<()> {
    let (world, at) = (to.world(), to.picture.at);
    let mut id = 0_i64;
    for (tenure, holding) in world.tenures.iter().zip(1_i64..) {
        for stretch in &tenure.stretches {
            id += 1;
            let end = stretch.end_range(&world.departures);
            let departure = match stretch.end {
                Some(End::Departure(index)) => i64::try_from(index).ok().map(|index| index + 1),
                _ => None,
            };
            let held = stretch.held_at(at, &world.departures);
            let then = held.map(|_| capacities_at(world, tenure, at));
            let capacities = then.as_ref().map(|(_, capacities)| {
                capacities.iter().map(|capacity| capacity.word()).collect::<Vec<_>>().join(", ")
            });
            let mut cells = vec![
                Cell::Integer(id),
                Cell::Integer(holding),
                reference(to.numbers.person(&tenure.person)),
                reference(to.numbers.body(&tenure.body)),
                reference(tenure.post.as_ref().and_then(|post| to.numbers.post(&tenure.body, post))),
                flag(tenure.acting),
                text(tenure.rank.as_ref()),
            ];
            cells.extend(to.range(Some(stretch.start)));
            cells.push(flag(end.is_some()));
            cells.extend(to.range(end));
            cells.push(reference(departure));
            cells.push(certainty(held));
            cells.push(then.as_ref().map_or(Cell::Null, |(acting, _)| flag(*acting)));
            cells.push(text(capacities.filter(|capacities| !capacities.is_empty())));
            to.add("tenures", cells)?;
            for fact in tenure.facts.iter().chain(&tenure.rank_fact).collect::<std::collections::BTreeSet<_>>() {
                to.add("tenure_facts", vec![Cell::Integer(id), to.fact(*fact)])?;
            }
        }
    }
    Ok(())
}

fn claims_table(to: &Filling<'_>) -> rusqlite::Result<()> {
    let lines = |names: &[String]| text((!names.is_empty()).then(|| names.join("\n")));
    for claim in claims(to.world(), None, to.picture.at) {
        let fact = to.numbers.seq(claim.event);
        to.add(
            "claims",
            vec![
                fact.map_or(Cell::Null, super::filling::position),
                Cell::Integer(i64::from(claim.count.number)),
                text(Some(claim.count.compare.word())),
                text(Some(claim.count.how.word())),
                reference(claim.count.body.as_ref().and_then(|body| to.numbers.body_named(body))),
                to.moment(claim.until),
                Cell::Integer(i64::from(claim.bounds.least)),
                Cell::Integer(i64::from(claim.bounds.most)),
                text(Some(claim.verdict.word())),
                lines(&claim.missing),
                lines(&claim.extra),
            ],
        )?;
    }
    Ok(())
}

fn certainty(certainty: Option<Certainty>) -> Cell {
    text(certainty.map(Certainty::word))
}
