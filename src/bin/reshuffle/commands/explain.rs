//! `reshuffle explain`

use clap::builder::PossibleValuesParser;
use reshuffle::ledger::{AuditCode, CheckRule, RULES, check_rule};
use serde_json::json;

use crate::arguments::{Format, Globals};
use crate::failure::Failure;
use crate::output::{Report, print};

/// Why a rule of `check` is there, with an example; or what a code of `audit` means
///
/// Without a code it lists them all.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  reshuffle explain\n  reshuffle explain not-ended\n  reshuffle explain tail-lost")]
pub struct Args {
    /// The code of a finding
    #[arg(value_name = "CODE", value_parser = PossibleValuesParser::new(codes()), hide_possible_values = true)]
    code: Option<String>,
}

fn codes() -> Vec<&'static str> {
    let of_audit = AuditCode::ALL.iter().map(|code| code.word());
    RULES.iter().map(|rule| rule.code).chain(of_audit).collect()
}

pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let Some(code) = &args.code else { return list().print(globals) };
    let audit = AuditCode::ALL.iter().copied().find(|known| known.word() == code);
    match (check_rule(code), audit) {
        (Some(rule), _) if globals.output == Format::Table => print(&rule_text(rule)),
        (Some(rule), _) => rule_report(rule).print(globals),
        (None, Some(code)) if globals.output == Format::Table => print(&audit_text(code)),
        // The codes are all that the arguments let through.
        (None, found) => found.map_or_else(|| list().print(globals), |code| audit_report(code).print(globals)),
    }
}

fn list() -> Report {
    let columns = vec!["code", "command", "what"];
    let mut report = Report { rows_name: "codes", columns, ..Report::default() };
    let rules = RULES.iter().map(|rule| (rule.code, command_of(rule), rule.what));
    let of_audit = AuditCode::ALL.iter().map(|code| (code.word(), "audit", code.meaning()));
    for (code, command, what) in rules.chain(of_audit) {
        report.rows.push(json!({ "code": code, "command": command, "what": what }));
        report.cells.push(vec![code.to_owned(), command.to_owned(), what.to_owned()]);
    }
    report
}

fn command_of(rule: &CheckRule) -> &'static str {
    if rule.strict { "check --strict" } else { "check" }
}

fn rule_text(rule: &CheckRule) -> String {
    format!(
        "{} ({}): {}\n\n{}\n\nFound in these facts:\n\n{}\n\nNot found in these:\n\n{}\n",
        rule.code,
        command_of(rule),
        rule.what,
        rule.why,
        rule.example,
        rule.counterexample
    )
}

fn audit_text(code: AuditCode) -> String {
    format!("{} (audit): {}\n", code.word(), code.meaning())
}

fn rule_report(rule: &CheckRule) -> Report {
    of_fields(&[
        ("code", rule.code),
        ("command", command_of(rule)),
        ("what", rule.what),
        ("why", rule.why),
        ("example", rule.example),
        ("counterexample", rule.counterexample),
    ])
}

fn audit_report(code: AuditCode) -> Report {
    of_fields(&[("code", code.word()), ("command", "audit"), ("what", code.meaning())])
}

fn of_fields(fields: &[(&str, &str)]) -> Report {
    let mut report = Report { columns: vec!["field", "value"], ..Report::default() };
    for (name, value) in fields {
        report.set(name, json!(value));
        report.cells.push(vec![(*name).to_owned(), (*value).to_owned()]);
    }
    report
}
