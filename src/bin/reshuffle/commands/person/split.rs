//! `reshuffle person split`

use std::io::{BufRead, IsTerminal};

use reshuffle::domain::{Name, Text};
use reshuffle::ledger::{FactOf, Ledger, Options, Rewrite, Split, Telling};
use serde_json::{Value, json};

use crate::arguments::{Globals, WriteArgs};
use crate::failure::Failure;
use crate::output::{Report, counted, escape, fact_summary, receipts, say, short_id};

/// What is given to another name. Its help stands with the others.
#[derive(Debug, clap::Args)]
pub struct SplitArgs {
    /// A name in any recorded spelling, or an identifier
    #[arg(value_name = "NAME")]
    name: Name,
    /// The facts of the other person: seqs, or the beginnings of ids
    #[arg(value_name = "EVENT", requires_all = ["becomes", "why"])]
    events: Vec<String>,
    /// The other person's name, told apart by a number
    #[arg(long = "as", id = "becomes", value_name = "NAME #2", requires = "events")]
    becomes: Option<Name>,
    /// Why they are two people
    #[arg(long, value_name = "WHY", requires = "events")]
    why: Option<Text>,
    /// Do it without asking
    #[arg(long, requires = "events")]
    yes: bool,
    #[command(flatten)]
    write: WriteArgs,
}

pub fn run(args: &SplitArgs, globals: &Globals) -> Result<(), Failure> {
    let (Some(becomes), Some(why)) = (&args.becomes, &args.why) else {
        return list(&args.name, globals);
    };
    let mut options = args.write.options()?;
    let mut ledger = globals.open()?;
    let proposed = ledger.propose_split(&args.name, becomes, &args.events)?;
    proposed.warnings.iter().for_each(|warning| globals.note(&format!("warning: {}", escape(warning))));
    if options.dry_run || !args.yes {
        // What would be refused is refused before anybody is asked.
        ledger.split(&proposed, why, &Options { dry_run: true, ..options.clone() })?;
        proposal(&ledger, &proposed, &options).print(globals)?;
        if options.dry_run {
            return Ok(());
        }
        // Whoever thinks about an answer holds no ledger; the head says whether
        // anything came in between.
        options.expect_head = options.expect_head.or(ledger.head().map(|head| format!("id:{}", head.id)));
        drop(ledger);
        confirm(&proposed)?;
        ledger = globals.open()?;
    }
    let done = ledger.split(&proposed, why, &options)?;
    receipts(&ledger, &done, options.dry_run, globals)
}

/// Asks, where there is somebody to ask.
fn confirm(proposed: &Split) -> Result<(), Failure> {
    let stdin = std::io::stdin();
    let mut answer = String::new();
    if stdin.is_terminal() {
        say(&format!("Record {}? [y/N]", counted(proposed.rewrites.len() as u64, "amendment")));
        stdin.lock().read_line(&mut answer).map_err(|why| Failure::Io("could not read the answer".to_owned(), why))?;
    }
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Failure::refused("not confirmed, so nothing was recorded; add --yes to record what is proposed")),
    }
}

/// What would change.
fn proposal(ledger: &Ledger, proposed: &Split, options: &Options) -> Report {
    let mut report = Report {
        rows_name: "proposed",
        columns: vec!["fact", "id", "kind", "what", "field", "before", "after", "goes with"],
        before: vec![format!(
            "{} would be given from {} to {}",
            counted(proposed.rewrites.len() as u64, "fact"),
            proposed.person,
            proposed.becomes
        )],
        ..Report::default()
    };
    report.set("origin", json!(ledger.created().origin.as_str()));
    report.set("person", json!(proposed.person));
    report.set("as", json!(proposed.becomes.as_str()));
    for rewrite in &proposed.rewrites {
        report.rows.push(rewrite_json(rewrite, proposed));
        for (field, before) in &rewrite.changes {
            report.cells.push(vec![
                rewrite.fact.0.to_string(),
                short_id(rewrite.fact.1),
                rewrite.before.claim.kind().word().to_owned(),
                fact_summary(&rewrite.before),
                field.word().to_owned(),
                before.clone(),
                proposed.becomes.to_string(),
                rewrite.with.map(|seq| seq.to_string()).unwrap_or_default(),
            ]);
        }
    }
    if options.dry_run {
        report.set("dry_run", json!(true));
        report.after.push("Nothing was recorded (--dry-run).".to_owned());
    }
    report
}

fn rewrite_json(rewrite: &Rewrite, proposed: &Split) -> Value {
    let changes = rewrite
        .changes
        .iter()
        .map(|(field, before)| json!({ "field": field.word(), "before": before, "after": proposed.becomes.as_str() }));
    json!({
        "seq": rewrite.fact.0.0,
        "id": rewrite.fact.1.to_string(),
        "fact": rewrite.before.claim.kind().word(),
        "says": fact_summary(&rewrite.before),
        "changes": changes.collect::<Vec<_>>(),
        "goes_with": rewrite.with.map(|seq| seq.0),
    })
}

/// The facts that name the person, for somebody who has to choose among them.
fn list(name: &Name, globals: &Globals) -> Result<(), Failure> {
    let ledger = globals.open()?;
    let (person, facts) = ledger.facts_of(name)?;
    let mut report = Report {
        rows_name: "facts",
        columns: vec!["body", "source", "fact", "id", "kind", "what"],
        before: vec![format!("person   {person}")],
        after: vec![format!(
            "Name those of the other person: reshuffle person split \"{name}\" EVENT… --as \"{name} #2\" --why …"
        )],
        ..Report::default()
    };
    report.set("origin", json!(ledger.created().origin.as_str()));
    report.set("person", json!(person));
    for fact in &facts {
        add_fact(&mut report, fact);
    }
    report.print(globals)
}

fn add_fact(report: &mut Report, Telling { of: FactOf { body, fact, .. }, seq, says, label }: &Telling) {
    let (kind, says) = (says.claim.kind().word(), fact_summary(says));
    report.rows.push(json!({
        "body": body, "source": label, "seq": seq.0, "id": fact.to_string(), "fact": kind, "says": says,
    }));
    report.cells.push(vec![
        body.clone().unwrap_or_default(),
        label.clone().unwrap_or_default(),
        seq.to_string(),
        short_id(*fact),
        kind.to_owned(),
        says,
    ]);
}
