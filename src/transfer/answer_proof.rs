//! An answer as the question and the events that it follows from, as JSON
//! Lines: the question with a signed checkpoint, then an event a line.

use std::io::{self, BufRead, Read};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};

use crate::codec::{HEADER_LEN, MAX_EVENT_LEN};
use crate::domain::time::{Moment, Zone, parse_at, utc};
use crate::domain::{HowRule, Name, Per, Text};
use crate::projections::asked::Asked;
use crate::projections::tally::Rule;
use crate::proof::hex::{hex, unhex};
use crate::proof::tree::Hash;

/// What the first line begins with.
const BEGIN: &str = "{\"proof\":\"reshuffle-answer@v1\",";

/// What a proof of an answer says it is.
const MAGIC: &str = "reshuffle-answer@v1";

/// The longest first line, in bytes: a signed note has a mebibyte at most.
const OPENING_LEN_MAX: u64 = 4 << 20;

/// The longest line of an event, in bytes: two digits a byte, and the path.
const EVENT_LINE_LEN_MAX: u64 = (2 * (HEADER_LEN + MAX_EVENT_LEN) + 64 * 48 + 256) as u64;

/// What is proved, and by which checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The question.
    pub asked: Asked,
    /// Of which moment.
    pub at: Moment,
    /// As known when.
    pub known_at: Moment,
    /// By the articles that could be read when; by all where none is named.
    pub reported_by: Option<Moment>,
    /// The checkpoint, a signed note.
    pub checkpoint: String,
}

/// An event of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exhibit {
    /// Its header.
    pub header: [u8; HEADER_LEN],
    /// Its body; empty where it was erased, none where it is left out.
    pub body: Option<Vec<u8>>,
    /// The proof that it is in the log; none where the headers prove that together.
    pub path: Option<Vec<Hash>>,
}

/// Why a file is no proof of an answer.
#[derive(Debug, thiserror::Error)]
pub enum AnswerProofFault {
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// The first line is not what belongs there.
    #[error("its first line is not the question of a proof: {0}")]
    Opening(String),
    /// A line is no event.
    #[error("its line {line} is not an event: {why}")]
    Event {
        /// Which, from 1.
        line: u64,
        /// What is wrong with it.
        why: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpeningLine {
    proof: String,
    answer: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rule: Option<RuleMember>,
    at: String,
    known_at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reported_by: Option<String>,
    checkpoint: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleMember {
    how: String,
    rank: Option<String>,
    group: Option<String>,
    from: Option<String>,
    to: Option<String>,
    per: String,
    by: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EventLine {
    header: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<Vec<String>>,
}

impl Opening {
    /// Its line, with the line feed.
    #[must_use]
    pub fn to_line(&self) -> String {
        let (answer, rule) = match &self.asked {
            Asked::Cabinet(_) => ("cabinet", None),
            Asked::Tally(rule) => ("tally", Some(RuleMember::of(rule))),
        };
        let line = OpeningLine {
            proof: MAGIC.to_owned(),
            answer: answer.to_owned(),
            body: self.asked.body().map(ToString::to_string),
            rule,
            at: utc(self.at),
            known_at: utc(self.known_at),
            reported_by: self.reported_by.map(utc),
            checkpoint: self.checkpoint.clone(),
        };
        written(&line)
    }

    fn read(line: &str) -> Result<Self, String> {
        let line: OpeningLine = serde_json::from_str(line).map_err(|why| why.to_string())?;
        if line.proof != MAGIC {
            return Err(format!("`proof` is not `{MAGIC}`"));
        }
        let body = line.body.map(Name::new).transpose().map_err(|why| format!("`body`: {why}"))?;
        let asked = match (line.answer.as_str(), line.rule) {
            ("cabinet", None) => Asked::Cabinet(body),
            ("tally", Some(rule)) => Asked::Tally(rule.read(body)?),
            _ => return Err("`answer` is `cabinet`, or `tally` with a `rule`".to_owned()),
        };
        Ok(Self {
            asked,
            at: moment(&line.at)?,
            known_at: moment(&line.known_at)?,
            reported_by: line.reported_by.as_deref().map(moment).transpose()?,
            checkpoint: line.checkpoint,
        })
    }
}

impl RuleMember {
    fn of(rule: &Rule) -> Self {
        Self {
            how: rule.how.word().to_owned(),
            rank: rule.rank.as_ref().map(ToString::to_string),
            group: rule.group.as_ref().map(ToString::to_string),
            from: rule.from.map(utc),
            to: rule.to.map(utc),
            per: rule.per.word().to_owned(),
            by: if rule.by_effect { "effect" } else { "announced" }.to_owned(),
        }
    }

    fn read(self, body: Option<Name>) -> Result<Rule, String> {
        Ok(Rule {
            body,
            how: self.how.parse::<HowRule>().map_err(|why| format!("`how`: {why}"))?,
            rank: self.rank.map(Text::new).transpose().map_err(|why| format!("`rank`: {why}"))?,
            group: self.group.map(Name::new).transpose().map_err(|why| format!("`group`: {why}"))?,
            from: self.from.as_deref().map(moment).transpose()?,
            to: self.to.as_deref().map(moment).transpose()?,
            per: self.per.parse::<Per>().map_err(|why| format!("`per`: {why}"))?,
            by_effect: match self.by.as_str() {
                "effect" => true,
                "announced" => false,
                _ => return Err("`by` is `announced` or `effect`".to_owned()),
            },
        })
    }
}

impl Exhibit {
    /// Its line, with the line feed.
    #[must_use]
    pub fn to_line(&self) -> String {
        written(&EventLine {
            header: hex(&self.header),
            body: self.body.as_deref().map(hex),
            path: self.path.as_ref().map(|path| path.iter().map(|hash| BASE64.encode(hash)).collect()),
        })
    }

    fn read(line: &str) -> Result<Self, String> {
        let line: EventLine = serde_json::from_str(line).map_err(|why| why.to_string())?;
        let header = unhex(&line.header).and_then(|header| header.try_into().ok());
        let header = header.ok_or_else(|| format!("`header` is not {HEADER_LEN} bytes in hexadecimal digits"))?;
        let body = line.body.map(|body| unhex(&body).ok_or("`body` is not hexadecimal digits")).transpose()?;
        let hash = |hash: &String| BASE64.decode(hash).ok().and_then(|hash| hash.try_into().ok());
        let path = line.path.map(|path| path.iter().map(hash).collect::<Option<_>>());
        let path = path.map(|path| path.ok_or("`path` is not a list of hashes in base64")).transpose()?;
        Ok(Self { header, body, path })
    }
}

/// Whether a file that begins so is a proof of an answer.
#[must_use]
pub fn is_answer_proof(beginning: &[u8]) -> bool {
    beginning.starts_with(BEGIN.as_bytes())
}

/// Reads a proof of an answer: its question, and its events one by one.
///
/// # Errors
/// [`AnswerProofFault`] where it does not begin as one.
pub fn read<R: BufRead>(
    mut from: R,
) -> Result<(Opening, impl Iterator<Item = Result<Exhibit, AnswerProofFault>>), AnswerProofFault> {
    let first = next_line(&mut from, OPENING_LEN_MAX)?.unwrap_or_else(|| Ok(String::new()));
    let opening = first.and_then(|line| Opening::read(&line)).map_err(AnswerProofFault::Opening)?;
    let mut line = 1;
    let exhibits = std::iter::from_fn(move || {
        line += 1;
        let text = match next_line(&mut from, EVENT_LINE_LEN_MAX) {
            Ok(text) => text?,
            Err(why) => return Some(Err(why.into())),
        };
        Some(text.and_then(|text| Exhibit::read(&text)).map_err(|why| AnswerProofFault::Event { line, why }))
    });
    Ok((opening, exhibits))
}

/// The next line; none at the end, and at fault where it is too long or no text.
fn next_line(from: &mut impl BufRead, length_max: u64) -> io::Result<Option<Result<String, String>>> {
    let mut line = Vec::new();
    from.by_ref().take(length_max).read_until(b'\n', &mut line)?;
    Ok(match line.last() {
        None => None,
        Some(b'\n') => Some(String::from_utf8(line).map_err(|_| "it is not UTF-8".to_owned())),
        Some(_) => Some(Err("it breaks off, or is longer than one can be".to_owned())),
    })
}

fn moment(text: &str) -> Result<Moment, String> {
    let zone = Zone::new("UTC").map_err(|why| why.to_string())?;
    let moment = parse_at(text, Moment::MIN, &zone).map_err(|why| why.to_string())?;
    // One moment is written in one way.
    if utc(moment) == text { Ok(moment) } else { Err(format!("`{text}` is not a moment in UTC")) }
}

fn written(line: &impl Serialize) -> String {
    // Texts and lists of texts are JSON.
    serde_json::to_string(line).map(|line| line + "\n").unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn proof() -> (Opening, Vec<Exhibit>) {
        let rule = Rule {
            body: Some(Name::new("Board").unwrap()),
            rank: Some(Text::new("chief").unwrap()),
            from: Some(Moment(-5_000_000_000_000_001)),
            per: Per::Post,
            by_effect: true,
            ..Rule::of(HowRule::Left)
        };
        let opening = Opening {
            asked: Asked::Tally(rule),
            at: Moment(1_466_960_400_123_456),
            known_at: Moment(1_466_960_400_000_000),
            reported_by: Some(Moment(0)),
            checkpoint: "example.org/desk\n1\nx\n\n— signed\n".to_owned(),
        };
        let exhibits = vec![
            Exhibit { header: [7; HEADER_LEN], body: Some(vec![1, 2]), path: Some(vec![[3; 32]]) },
            Exhibit { header: [8; HEADER_LEN], body: Some(Vec::new()), path: None },
            Exhibit { header: [9; HEADER_LEN], body: None, path: None },
        ];
        (opening, exhibits)
    }

    #[test]
    fn what_is_written_is_read_back() {
        let (opening, exhibits) = proof();
        for asked in [opening.asked.clone(), Asked::Cabinet(None), Asked::Cabinet(Name::new("Board").ok())] {
            let opening = Opening { asked, ..opening.clone() };
            let text = opening.to_line() + &exhibits.iter().map(Exhibit::to_line).collect::<String>();
            assert!(is_answer_proof(text.as_bytes()), "{text}");
            let (again, events) = read(text.as_bytes()).unwrap();
            assert_eq!((again, events.map(Result::unwrap).collect::<Vec<_>>()), (opening, exhibits.clone()));
        }
    }

    #[test]
    fn whatever_is_no_proof_is_refused() {
        let (opening, exhibits) = proof();
        let first = opening.to_line();
        let changed = [
            String::new(),
            "{}\n".to_owned(),
            first.replace("@v1", "@v2"),
            first.replace("tally", "cabinet"),
            first.replace("post", "head"),
            first.replace("effect", "guess"),
            first.replace("17:00", "17:61"),
            first.trim_end().to_owned(),
        ];
        for text in changed {
            assert!(matches!(read(text.as_bytes()), Err(AnswerProofFault::Opening(_))), "{text}");
        }
        let line = exhibits[0].to_line();
        let long = format!("{{\"header\":\"{}\"}}\n", "0".repeat(200_000));
        let changed = [line.replace("0707", "07"), line.replace("0102", "012"), line.replace("AwM", "A"), long];
        for line in changed.iter().map(String::as_str).chain(["\n", "{\"header\":\"\",\"why\":1}\n"]) {
            let text = format!("{first}{line}");
            let (_, mut events) = read(text.as_bytes()).unwrap();
            assert!(matches!(events.next(), Some(Err(AnswerProofFault::Event { line: 2, .. }))), "{line}");
        }
    }
}
