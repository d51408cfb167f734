//! `reshuffle check`

use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use reshuffle::ledger::{CheckRule, RULES};

use crate::arguments::{BodyArg, CutArgs, Format, Globals};
use crate::failure::Failure;
use crate::output::{Stated, findings_report, findings_text, print};

/// What is doubtful in the facts, and what would settle it
///
/// Says nothing where all is well. Each finding has a code, the events and the
/// quotes behind it, and what to record so that the doubt is gone;
/// `reshuffle explain CODE` says why a rule is there. `audit` doubts the bytes
/// instead. Exits with 1 where anything is found.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  reshuffle check\n  reshuffle check seat-overlap not-ended --body \"Labour Shadow Cabinet\" --at 2016-06-27\n  reshuffle check --strict -o json"
)]
pub struct Args {
    /// Only these rules [default: all but the strict ones]
    #[arg(value_name = "RULE", value_parser = PossibleValuesParser::new(RULES.iter().map(|rule| rule.code)))]
    rules: Vec<String>,
    /// The strict rules as well
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    body: BodyArg,
    #[command(flatten)]
    cut: CutArgs,
}

pub fn run(args: &Args, globals: &Globals) -> Result<ExitCode, Failure> {
    let asked = |rule: &CheckRule| match &args.rules[..] {
        [] => args.strict || !rule.strict,
        named => named.iter().any(|code| code == rule.code) || args.strict && rule.strict,
    };
    let rules: Vec<&'static CheckRule> = RULES.iter().filter(|rule| asked(rule)).collect();
    let ledger = globals.open()?;
    let (at, view) = (args.cut.at(&ledger)?, args.cut.view(&ledger)?);
    let findings = view.check(&rules, args.body.body.as_ref(), at)?;
    let stated = Stated { ledger: &ledger, view: &view, at };
    match globals.output {
        Format::Table => print(&findings_text(&findings))?,
        _ => findings_report(&findings, &stated).print(globals)?,
    }
    Ok(ExitCode::from(u8::from(!findings.is_empty())))
}
