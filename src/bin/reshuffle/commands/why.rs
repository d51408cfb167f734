//! `reshuffle why`

use std::collections::{BTreeMap, BTreeSet};

use reshuffle::domain::{EventId, Name, Seq};
use reshuffle::ledger::{Absent, Answers, Cabinet, CheckedClaim, Error, Explained, Provenance, RowEvents, Tally};
use serde_json::{Value, json};

use crate::arguments::{CutArgs, Format, Globals, RuleArgs};
use crate::failure::Failure;
use crate::output::{
    Report, Stated, cabinet_report, claim_line, claims_report, escape, holder_line, ids, print, provenance_json,
    provenance_text, tally_line, tally_report,
};

/// What this does not prove.
const NOT_PROVED: &str = "This shows that these words stand in that text and that nothing recorded was changed since. It does not show that the article is true.";

/// From an answer down to the words it rests on, checked just now
///
/// For an event, or for everything recorded of a person, body or post: the
/// answer's line, the fact, who recorded it and when, the quote in its context
/// with the article's name, publisher and address, its place in the chain, and
/// what has been checked just now. Quotes are never wrapped.
///
/// With --tally, --cabinet or --claims, the same for the rows of that answer:
/// the events that make each so, and those without which it would be otherwise.
/// Of somebody who has no row, it says why: denied, retracted, outside the
/// window, the body or the rank, withdrawn, reported or recorded later, or nothing
/// recorded.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  reshuffle why 12\n  reshuffle why \"Heidi Alexander\"\n  reshuffle why --tally --at 2016-06-26T18:00 \"Heidi Alexander\"\n  reshuffle why --cabinet --body \"Labour Shadow Cabinet\" --at 2016-06-26"
)]
pub struct Args {
    /// An event (its seq, or the beginning of its id), or a name in any recorded spelling
    #[arg(value_name = "EVENT|NAME", required_unless_present_any = ["tally", "cabinet", "claims"])]
    what: Option<String>,
    /// Explain the rows of the tally, or the one of a person
    #[arg(long, conflicts_with_all = ["cabinet", "claims"])]
    tally: bool,
    /// Explain the rows of the cabinet, or those of a person
    #[arg(long, conflicts_with = "claims")]
    cabinet: bool,
    /// Explain the numbers that articles print, or the one that an event records
    #[arg(long)]
    claims: bool,
    #[command(flatten)]
    rule: RuleArgs,
    #[command(flatten)]
    cut: CutArgs,
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    if globals.output == Format::Csv {
        return Err(Failure::refused("why gives no table; ask for -o table, json or jsonl"));
    }
    if let (false, [flag, ..]) = (args.tally, args.rule.only_for_tallies().as_slice()) {
        return Err(Failure::refused(format!("{flag} is part of a tally's rule; add --tally")));
    }
    let ledger = globals.open()?;
    let (at, view) = (args.cut.at(&ledger)?, args.cut.view(&ledger)?);
    let stated = Stated { ledger: &ledger, view: &view, at };
    let (body, what) = (args.rule.body.body.as_ref(), args.what.as_deref());
    let mut page = if args.tally {
        let rule = args.rule.rule(&ledger)?;
        let (explained, sentence) = ledger.why_tally(&view, &rule, at, person(what)?.as_ref())?;
        Page::of_tally(explained, &sentence, &stated)?
    } else if args.cabinet {
        Page::of_cabinet(ledger.why_cabinet(&view, body, at, person(what)?.as_ref())?, &stated)?
    } else if args.claims {
        let event = what.map(|event| ledger.find_event_id(event)).transpose()?;
        Page::of_claims(ledger.why_claims(&view, body, at, event)?, &stated)?
    } else {
        // Clap asks for one where no answer is named.
        Page::of_events(what.unwrap_or_default(), &stated)?
    };
    page.finish(globals);
    match globals.output {
        Format::Table => print(&format!("{}\n{NOT_PROVED}\n", page.text))?,
        _ => page.report.print(globals)?,
    }
    match page.nobody {
        Some(refusal) => Err(refusal.into()),
        None if page.broken => Err(Failure::NotSo),
        None => Ok(()),
    }
}

fn person(what: Option<&str>) -> Result<Option<Name>, Failure> {
    what.map(name).transpose()
}

fn name(text: &str) -> Result<Name, Failure> {
    Name::new(text).map_err(|why| Failure::refused(format!("that is no name: {why}")))
}

/// What is printed, for people and for programs.
struct Page {
    text: String,
    report: Report,
    broken: bool,
    nobody: Option<Error>,
}

impl Page {
    fn new(report: Report) -> Self {
        Self { text: String::new(), report, broken: false, nobody: None }
    }

    /// Explains an event, or everything that names something.
    fn of_events(what: &str, stated: &Stated<'_>) -> Result<Self, Failure> {
        let Stated { ledger, view, at } = *stated;
        let zone = ledger.zone();
        let mut page = Self::new(Report { rows_name: "why", ..Report::of(&view.cut(at)) });
        let seqs = match ledger.find_event(what) {
            Ok(seq) => vec![seq],
            Err(Error::NotFound { .. }) => {
                let name = name(what)?;
                let seqs = ledger.facts_naming(view, &name)?;
                if seqs.is_empty() {
                    page.add_absent(&ledger.named_later(view, &name)?, stated)?;
                }
                seqs
            }
            Err(other) => return Err(other.into()),
        };
        let answers = view.answers_behind(&seqs, at)?;
        for found in ledger.provenance(view, &seqs)? {
            let lines = resting_on(&answers, &found, stated);
            page.broken |= !found.checks.failed.is_empty();
            let mut row = json!({ "answers": lines });
            extend(&mut row, provenance_json(&found, zone));
            page.report.rows.push(row);
            let above: Vec<String> = lines.iter().map(|line| format!("answer    {line}")).collect();
            page.paragraph(&provenance_text(&found, &above, zone));
        }
        Ok(page)
    }

    fn of_tally(explained: Explained<Tally>, sentence: &str, stated: &Stated<'_>) -> Result<Self, Failure> {
        let people = &explained.answer.people;
        let line = |row: usize| tally_line(&people[row], stated.view.zone());
        Self::of_rows(
            tally_report(&explained.answer, sentence, &stated.view.cut(stated.at)),
            &explained.rows,
            line,
            stated,
        )?
        .and_absent(explained.absent.as_ref(), stated)
    }

    fn of_cabinet(explained: Explained<Cabinet>, stated: &Stated<'_>) -> Result<Self, Failure> {
        let holders = &explained.answer.holders;
        let line = |row: usize| holder_line(&holders[row], stated.view.zone());
        Self::of_rows(cabinet_report(&explained.answer, &stated.view.cut(stated.at)), &explained.rows, line, stated)?
            .and_absent(explained.absent.as_ref(), stated)
    }

    fn of_claims(explained: Explained<Vec<CheckedClaim>>, stated: &Stated<'_>) -> Result<Self, Failure> {
        let line = |row: usize| claim_line(&explained.answer[row]);
        Self::of_rows(claims_report(&explained.answer, &stated.view.cut(stated.at)), &explained.rows, line, stated)
    }

    /// Explains rows of an answer that was reported.
    fn of_rows(
        mut answer: Report,
        rows: &[RowEvents],
        line: impl Fn(usize) -> String,
        stated: &Stated<'_>,
    ) -> Result<Self, Failure> {
        let reported = std::mem::take(&mut answer.rows);
        answer.rows_name = "rows";
        let mut page = Self::new(answer);
        let before: Vec<String> = page.report.before.iter().map(|line| escape(line)).collect();
        page.paragraph(&format!("{}\n", before.join("\n")));
        if reported.is_empty() && !page.report.empty.is_empty() {
            let empty = format!("{}\n", page.report.empty);
            page.paragraph(&empty);
        }
        let events = rows.iter().flat_map(|row| row.events.union(&row.would_change));
        let found = Found::of(events, stated)?;
        for RowEvents { row, events, would_change } in rows {
            let all: BTreeSet<_> = events.union(would_change).copied().collect();
            page.report.rows.push(json!({
                "row": reported[*row],
                "events": ids(events),
                "would_change": ids(would_change),
                "why": found.to_json(&all, stated),
            }));
            page.paragraph(&format!("answer    {}\n", escape(&line(*row))));
            for event in &all {
                let bears = match (events.contains(event), would_change.contains(event)) {
                    (true, true) => "part of it: without this event the answer would be otherwise",
                    (true, false) => "part of it: without this event alone the answer would be the same",
                    _ => "bears on it: without this event the answer would be otherwise",
                };
                page.add_event(&found, event.0, &[format!("role      {bears}")], stated);
            }
        }
        Ok(page)
    }

    fn and_absent(mut self, absent: Option<&Absent>, stated: &Stated<'_>) -> Result<Self, Failure> {
        if let Some(absent) = absent {
            self.add_absent(absent, stated)?;
        }
        Ok(self)
    }

    /// Says why somebody is not there, with the events behind each reason.
    fn add_absent(&mut self, absent: &Absent, stated: &Stated<'_>) -> Result<(), Failure> {
        let all: BTreeSet<_> = absent.reasons.iter().flat_map(|absence| absence.events.iter().copied()).collect();
        // What was recorded later is known at the head only.
        let head = stated.ledger.view(reshuffle::ledger::KnownAt::Head)?;
        let stated = &Stated { ledger: stated.ledger, view: &head, at: stated.at };
        let found = Found::of(&all, stated)?;
        let mut lines = vec![format!("{} is not in this answer", absent.person)];
        for absence in &absent.reasons {
            lines.push(format!("reason    {}: {}", absence.reason.word(), absence.text));
            let seqs: Vec<String> = absence.events.iter().map(|(seq, _)| seq.to_string()).collect();
            if !seqs.is_empty() {
                lines.push(format!("events    {}", seqs.join(", ")));
            }
        }
        self.paragraph(&format!("{}\n", escape(&lines.join("\n"))));
        for (seq, _) in &all {
            self.add_event(&found, *seq, &[], stated);
        }
        let reasons = absent.reasons.iter().map(
            |absence| json!({ "reason": absence.reason.word(), "text": absence.text, "events": ids(&absence.events) }),
        );
        let reasons: Vec<Value> = reasons.collect();
        let told = json!({ "person": absent.person, "reasons": reasons, "why": found.to_json(&all, stated) });
        self.report.set("absent", json!([told]));
        self.nobody = stated.ledger.nobody(absent);
        Ok(())
    }

    fn add_event(&mut self, found: &Found, seq: Seq, above: &[String], stated: &Stated<'_>) {
        if let Some(provenance) = found.0.get(&seq) {
            self.broken |= !provenance.checks.failed.is_empty();
            self.paragraph(&provenance_text(provenance, above, stated.ledger.zone()));
        }
    }

    /// Adds what every page has. A line is all that JSON Lines show, so who is
    /// absent has one too.
    fn finish(&mut self, globals: &Globals) {
        self.report.set("not_proved", json!(NOT_PROVED));
        let absent = self.report.members.entry("absent").or_insert_with(|| json!([]));
        if globals.output == Format::Jsonl {
            let absent = absent.as_array().into_iter().flatten();
            self.report.rows.extend(absent.map(|absent| json!({ "absent": absent })));
        }
    }

    fn paragraph(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(text);
    }
}

/// The events of a page, each looked up and checked once.
struct Found(BTreeMap<Seq, Provenance>);

impl Found {
    fn of<'e>(events: impl IntoIterator<Item = &'e (Seq, EventId)>, stated: &Stated<'_>) -> Result<Self, Failure> {
        let seqs: BTreeSet<Seq> = events.into_iter().map(|(seq, _)| *seq).collect();
        let seqs: Vec<Seq> = seqs.into_iter().collect();
        let found = stated.ledger.provenance(stated.view, &seqs)?;
        Ok(Self(seqs.into_iter().zip(found).collect()))
    }

    fn to_json(&self, events: &BTreeSet<(Seq, EventId)>, stated: &Stated<'_>) -> Vec<Value> {
        let found = events.iter().filter_map(|(seq, _)| self.0.get(seq));
        found.map(|found| provenance_json(found, stated.ledger.zone())).collect()
    }
}

/// The lines of answers that rest on an event.
fn resting_on(answers: &Answers, found: &Provenance, stated: &Stated<'_>) -> Vec<String> {
    if let Some((seq, id, why)) = found.record.as_ref().and_then(|record| record.retraction.as_ref()) {
        return vec![format!("no answer rests on it: retracted by event {seq} ({id}), because: {why}")];
    }
    let zone = stated.view.zone();
    let origin = found.record.as_ref().map_or((found.event.seq, found.event.id), |record| record.origin);
    let holders = answers.cabinet.holders.iter().filter(|holder| holder.events.contains(&origin));
    let mut lines: Vec<String> = holders.map(|holder| holder_line(holder, zone)).collect();
    let people = answers.tallies.iter().flat_map(|tally| &tally.people);
    lines.extend(people.filter(|row| row.events.contains(&origin)).map(|row| tally_line(row, zone)));
    lines.extend(answers.claims.iter().filter(|claim| claim.event == origin.1).map(claim_line));
    lines.dedup();
    if lines.is_empty() {
        lines.push("no cabinet, tally or claim rests on it at this moment".to_owned());
    }
    lines
}

fn extend(object: &mut Value, more: Value) {
    if let (Value::Object(members), Value::Object(more)) = (object, more) {
        members.extend(more);
    }
}
