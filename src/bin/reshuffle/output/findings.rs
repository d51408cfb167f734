//! What is doubtful, one finding after another.

use reshuffle::ledger::{Doubtful, Quoted};
use serde_json::json;

use super::report::{Report, counted, escape};
use super::views::{Stated, ids, seqs};

/// How many quotes of one finding people are shown before the rest is counted.
const QUOTES_SHOWN: usize = 6;

/// Findings for programs.
pub fn findings_report(findings: &[Doubtful], stated: &Stated<'_>) -> Report {
    let mut report = stated.report();
    report.rows_name = "findings";
    report.columns = vec!["code", "subject", "text", "settle", "events", "quotes"];
    for finding in findings {
        let quotes = finding
            .quotes
            .iter()
            .map(|quoted| json!({ "event": quoted.event.to_string(), "source": quoted.source, "quote": quoted.exact }));
        report.rows.push(json!({
            "code": finding.code,
            "subject": finding.subject,
            "text": finding.text,
            "settle": finding.settle,
            "events": ids(&finding.events),
            "quotes": quotes.collect::<Vec<_>>(),
        }));
        report.cells.push(vec![
            finding.code.to_owned(),
            finding.subject.clone(),
            finding.text.clone(),
            finding.settle.clone(),
            seqs(&finding.events),
            finding.quotes.iter().map(quote_line).collect::<Vec<_>>().join("\n"),
        ]);
    }
    report
}

/// Findings for people; nothing where there are none.
pub fn findings_text(findings: &[Doubtful]) -> String {
    let mut text = String::new();
    for finding in findings {
        let mut lines = vec![
            format!("{}: {}", finding.code, finding.subject),
            format!("  doubt   {}", finding.text),
            format!("  settle  {}", finding.settle),
            format!("  events  {}", seqs(&finding.events)),
        ];
        lines
            .extend(finding.quotes.iter().take(QUOTES_SHOWN).map(|quoted| format!("  quote   {}", quote_line(quoted))));
        if finding.quotes.len() > QUOTES_SHOWN {
            lines.push(format!("  … and {} more", counted((finding.quotes.len() - QUOTES_SHOWN) as u64, "quote")));
        }
        lines.iter().for_each(|line| text.push_str(&format!("{}\n", escape(line))));
        text.push('\n');
    }
    text.pop();
    text
}

/// A quote on one line, with its article.
fn quote_line(quoted: &Quoted) -> String {
    format!("“{}” ({})", quoted.exact.replace(['\n', '\r'], " "), quoted.source)
}
