//! The same question to both, and what they answer differently.

use std::fmt::{Debug, Write};

use reshuffle::domain::time::Moment;
use reshuffle::domain::{HowRule, Name, Per, Text};
use reshuffle::ledger::{Bounds, Certainty, Rule as RealRule, View};

use crate::history::History;
use crate::naive::{ClaimRow, HolderRow, Rule, SeatsRow, Sure, TallyRow, World, bounds, told};
use crate::recorded::{Recorded, record, zone};

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question {
    pub at: Moment,
    pub known_after: usize,
    pub body: Option<String>,
    pub rule: Rule,
}

/// Asks both everything; the error is what they answer differently.
pub fn check_same_answers(history: &History, questions: &[Question]) -> Result<(), String> {
    let recorded = record(history);
    check_targets(history, &recorded)?;
    for question in questions {
        differs(history, &recorded, question).map_err(|why| format!("{why}\n{question:?}\n{history}"))?;
    }
    Ok(())
}

/// What is corrected must be there: both say so of the same operations.
fn check_targets(history: &History, recorded: &Recorded) -> Result<(), String> {
    let (_, without_target) = told(&history.0, &recorded.accepted());
    for at in without_target {
        if recorded.events[at].is_some() {
            return Err(format!("operation {} has no target, but is accepted\n{history}", at + 1));
        }
    }
    Ok(())
}

fn differs(history: &History, recorded: &Recorded, question: &Question) -> Result<(), String> {
    let zone = zone();
    let (known, _) = told(&history.0[..question.known_after], &recorded.accepted());
    let naive = World::of(known, &zone);
    let real = recorded.known_after(question.known_after);
    let (body, rule, at) = (question.body.as_deref(), &question.rule, question.at);
    same("cabinet", &cabinet(&real, body, at), &naive.cabinet(body, at))?;
    same("seats", &seats(&real, body, at), &naive.seats(body, at))?;
    let Counted { rows, least_and_most, by_body, besides } = tally(&real, rule, at);
    let naive_rows = naive.tally(rule, at);
    same("tally", &rows, &naive_rows)?;
    same("least and most", &[least_and_most], &[bounds(&naive_rows)])?;
    same("by body", &by_body, &naive.by_body(rule, at))?;
    same("besides", &besides, &naive.besides(rule, at))?;
    same("claims", &claims(&real, recorded, at), &naive.claims(at))
}

fn same<T: Debug + PartialEq>(what: &str, real: &[T], naive: &[T]) -> Result<(), String> {
    if real == naive {
        return Ok(());
    }
    let mut said = format!("{what}:\n");
    for row in real.iter().filter(|row| !naive.contains(row)) {
        writeln!(said, "  product {row:?}").expect("a string takes it");
    }
    for row in naive.iter().filter(|row| !real.contains(row)) {
        writeln!(said, "  oracle  {row:?}").expect("a string takes it");
    }
    Err(said)
}

fn sure(certainty: Certainty) -> Sure {
    match certainty {
        Certainty::Certain => Sure::Certain,
        Certainty::Possible => Sure::Possible,
    }
}

pub fn named(text: &str) -> Name {
    Name::new(text).expect("a name")
}

pub fn cabinet(real: &View<'_>, body: Option<&str>, at: Moment) -> Vec<HolderRow> {
    // A body that nothing names is refused, where the page would have an empty answer do.
    let Ok(answer) = real.cabinet(body.map(named).as_ref(), at) else { return Vec::new() };
    let rows = answer.holders.into_iter().map(|holder| HolderRow {
        body: holder.body,
        post: holder.post,
        person: holder.person,
        certainty: sure(holder.certainty),
        since: (holder.since.earliest, holder.since.latest),
        until: holder.until.map(|until| (until.earliest, until.latest)),
        acting: holder.acting,
        capacities: holder.capacities,
        rank: holder.rank.map(|rank| rank.to_string()),
    });
    let mut rows: Vec<HolderRow> = rows.collect();
    rows.sort();
    rows
}

pub fn real_rule(rule: &Rule) -> RealRule {
    RealRule {
        body: rule.body.as_deref().map(named),
        rank: rule.rank.as_deref().map(|rank| Text::new(rank).expect("a rank")),
        group: rule.group.as_deref().map(named),
        from: rule.from,
        to: rule.to,
        per: if rule.per_post { Per::Post } else { Per::Person },
        by_effect: rule.by_effect,
        ..RealRule::of(rule.how.parse::<HowRule>().expect("a way out"))
    }
}

/// A count as plain rows and pairs of least and most.
#[derive(Default)]
struct Counted {
    rows: Vec<TallyRow>,
    least_and_most: (u32, u32),
    by_body: Vec<(String, (u32, u32))>,
    besides: Vec<(String, (u32, u32))>,
}

fn tally(real: &View<'_>, rule: &Rule, at: Moment) -> Counted {
    let Ok((answer, _)) = real.tally(&real_rule(rule), at) else { return Counted::default() };
    let rows = answer.people.into_iter().map(|row| TallyRow {
        person: row.person,
        body: row.bodies.first().cloned().filter(|_| rule.per_post),
        post: row.posts.first().cloned().filter(|_| rule.per_post),
        certainty: sure(row.certainty),
        disputed: row.disputed,
        hows: row.hows.iter().map(ToString::to_string).collect(),
        when: (row.when.earliest, row.when.latest),
        publishers: row.publishers as usize,
    });
    let mut rows: Vec<TallyRow> = rows.collect();
    rows.sort();
    let pair = |bounds: Bounds| (bounds.least, bounds.most);
    Counted {
        rows,
        least_and_most: pair(answer.bounds),
        by_body: answer.by_body.into_iter().map(|(body, bounds)| (body, pair(bounds))).collect(),
        besides: answer.besides.into_iter().map(|(how, bounds)| (how.to_string(), pair(bounds))).collect(),
    }
}

fn seats(real: &View<'_>, body: Option<&str>, at: Moment) -> Vec<SeatsRow> {
    let Ok(answer) = real.cabinet(body.map(named).as_ref(), at) else { return Vec::new() };
    let rows = answer.seats.into_iter().map(|row| SeatsRow {
        body: row.body,
        post: row.post,
        seats: row.seats,
        certain: row.certain,
        possible: row.possible,
    });
    let mut rows: Vec<SeatsRow> = rows.collect();
    rows.sort();
    rows
}

fn claims(real: &View<'_>, recorded: &Recorded, at: Moment) -> Vec<ClaimRow> {
    let answer = real.claims(None, at).expect("claims");
    let rows = answer.into_iter().map(|claim| ClaimRow {
        origin: recorded.operation(claim.event).expect("an event of the history"),
        until: claim.until,
        least: claim.bounds.least,
        most: claim.bounds.most,
        verdict: claim.verdict.word(),
        missing: claim.missing,
        extra: claim.extra,
    });
    let mut rows: Vec<ClaimRow> = rows.collect();
    rows.sort();
    rows
}
