//! `reshuffle audit`

use std::path::PathBuf;
use std::process::ExitCode;

use reshuffle::ledger::{Against, AuditReport, AuditVerdict, Class, Ledger, Progress, Share, Signed, Verifier};
use serde_json::json;

use crate::arguments::Globals;
use crate::failure::Failure;
use crate::output::{Report, counted, short_id};
use crate::patience::Bar;

/// Doubt everything in the ledger, and say what does not hold
///
/// Recomputes every digest and link from the stored bytes, decodes every
/// event, resolves every reference, verifies every signature of a recorder,
/// hashes every source, finds every quote at its place, and compares the index
/// with the log. Reads only. Exit code 0: intact; 1: intact, with warnings; 3:
/// broken; 4: something cannot be checked.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  reshuffle audit -o json\n  reshuffle audit --against monday.checkpoint")]
pub struct Args {
    /// A checkpoint kept elsewhere: whether the log still begins with the events that it was of
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// A verifier key that is known to sign it, beside the ledger's own; repeatable
    #[arg(long = "key", value_name = "KEY", requires = "against")]
    keys: Vec<Verifier>,
}

pub fn run(args: &Args, globals: &Globals) -> Result<ExitCode, Failure> {
    let against = args.against.as_ref().map(|path| {
        let (name, known) = (path.display().to_string(), args.keys.clone());
        Ok::<_, Failure>(Against { name, note: super::source::read_text(path)?, known })
    });
    let against = against.transpose()?;
    let (found, extended_by) = {
        let mut bar = Bar::new(globals);
        let mut progress = |progress: Progress| {
            let doing = format!("{:?}", progress.stage).to_lowercase();
            bar.show(&doing, progress.done, progress.total);
        };
        Ledger::audit(&globals.ledger, globals.wait()?, against.as_ref(), &mut progress)?
    };
    let mut report = report(&found);
    if let Some((against, since)) = against.zip(extended_by) {
        report.set("extends", json!({ "checkpoint": against.name, "by": since }));
        report.before.push(format!("it goes on from the checkpoint {} by {}", against.name, counted(since, "event")));
    }
    report.print(globals)?;
    Ok(code(&found))
}

/// The exit code of an audit.
fn code(found: &AuditReport) -> ExitCode {
    ExitCode::from(match found.verdict {
        AuditVerdict::Broken => Class::Broken as u8,
        AuditVerdict::Unverifiable => Class::Unverifiable as u8,
        AuditVerdict::Intact => u8::from(!found.findings.is_empty()),
    })
}

/// How much is signed, for programs.
fn signed_json(signed: Signed) -> serde_json::Value {
    let share = |Share { signed, unsigned }| json!({ "signed": signed, "unsigned": unsigned });
    json!({ "facts": share(signed.facts), "corrections": share(signed.corrections) })
}

/// How much is signed, for people.
fn signed_text(Signed { facts, corrections }: Signed) -> String {
    let share = |share: Share, what| format!("{} of {}", share.signed, counted(share.signed + share.unsigned, what));
    format!("signed by who recorded it: {}, {}", share(facts, "fact"), share(corrections, "correction"))
}

/// An audit as a report.
pub fn report(found: &AuditReport) -> Report {
    let mut report =
        Report { rows_name: "findings", columns: vec!["code", "weight", "seq", "id", "message"], ..Report::default() };
    report.set("verdict", json!(found.verdict.to_string()));
    report.set("events", json!(found.events));
    report.set("sources", json!(found.sources));
    report.set("quotes", json!(found.quotes));
    report.set("signed", found.signed.map_or(json!(null), signed_json));
    report.set("head", found.head.map_or(json!(null), |(seq, id)| json!({ "seq": seq.0, "id": id.to_string() })));
    report.set("first_broken", json!(found.first_broken.map(|seq| seq.0)));
    let omitted = found.omitted.iter().map(|(code, count)| (code.to_string(), json!(count)));
    report.set("omitted", serde_json::Value::Object(omitted.collect()));
    for finding in &found.findings {
        report.rows.push(json!({
            "code": finding.code.to_string(),
            "weight": finding.weight.to_string(),
            "seq": finding.seq.map(|seq| seq.0),
            "id": finding.id.map(|id| id.to_string()),
            "message": finding.message,
        }));
        report.cells.push(vec![
            finding.code.to_string(),
            finding.weight.to_string(),
            finding.seq.map(|seq| seq.to_string()).unwrap_or_default(),
            finding.id.map(short_id).unwrap_or_default(),
            finding.message.clone(),
        ]);
    }
    report.before.push(format!(
        "{}: {}, {}, {} checked",
        found.verdict,
        counted(found.events, "event"),
        counted(found.sources, "source"),
        counted(found.quotes, "quote")
    ));
    report.before.extend(found.signed.map(signed_text));
    report.before.extend(found.first_broken.map(|seq| format!("the first broken event is at seq {seq}")));
    report.before.extend(found.head.map(|(seq, id)| format!("head: seq {seq}, {id}")));
    report.after.extend(found.omitted.iter().map(|(code, count)| format!("… and {count} more of {code}")));
    report
}
