//! A history as plain text, one operation a line: what both implementations are given.
//!
//! ```text
//! article A: as_of=2016-06-26T13:14
//! appointed: person=Ann; body=Cabinet; when=2016; source=A
//! amend #2: when=2015; post=; source=A
//! retract #3
//! ```
//!
//! `#2` is the second line; an empty value clears a field.

use std::collections::BTreeMap;
use std::fmt;

use reshuffle::domain::{Field, Kind, SourceField};

/// One thing that is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    Article { label: String, parts: BTreeMap<SourceField, String> },
    Redescribe { label: String, parts: Vec<(SourceField, Option<String>)> },
    Fact { kind: Kind, fields: BTreeMap<Field, String>, source: String },
    Amend { target: usize, set: BTreeMap<Field, String>, unset: Vec<Field>, source: Option<String> },
    Retract { target: usize },
    Corroborate { target: usize, source: String },
}

/// Operations in order of recording. A target is a position in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History(pub Vec<Op>);

impl History {
    /// Reads a history as [`fmt::Display`] writes it.
    #[track_caller]
    pub fn parse(text: &str) -> Self {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        Self(lines.map(|line| operation(line).unwrap_or_else(|| panic!("not an operation: {line}"))).collect())
    }
}

fn operation(line: &str) -> Option<Op> {
    let (head, rest) = line.split_once(':').unwrap_or((line, ""));
    let parts: Vec<(&str, &str)> = rest
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| part.split_once('='))
        .collect::<Option<_>>()?;
    let source = parts.iter().find(|(name, _)| *name == "source").map(|(_, label)| (*label).to_owned());
    let own: Vec<(&str, &str)> = parts.into_iter().filter(|(name, _)| *name != "source").collect();
    match head.split_once(' ') {
        Some(("article", label)) => {
            let parts = own.into_iter().map(|(name, value)| Some((name.parse().ok()?, value.to_owned())));
            Some(Op::Article { label: label.to_owned(), parts: parts.collect::<Option<_>>()? })
        }
        Some(("redescribe", label)) => {
            let value = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let parts = own.into_iter().map(|(name, text)| Some((name.parse().ok()?, value(text))));
            Some(Op::Redescribe { label: label.to_owned(), parts: parts.collect::<Option<_>>()? })
        }
        Some(("amend", target)) => {
            let (cleared, given): (Vec<_>, Vec<_>) = own.into_iter().partition(|(_, value)| value.is_empty());
            let unset = cleared.into_iter().map(|(name, _)| name.parse().ok()).collect::<Option<_>>()?;
            Some(Op::Amend { target: place(target)?, set: fields(given)?, unset, source })
        }
        Some(("retract", target)) => Some(Op::Retract { target: place(target)? }),
        Some(("corroborate", target)) => Some(Op::Corroborate { target: place(target)?, source: source? }),
        Some(_) => None,
        None => {
            let (kind, how) = Kind::fact_named(head)?;
            let mut fields = fields(own)?;
            fields.extend(how.map(|how| (Field::How, how.word().to_owned())));
            Some(Op::Fact { kind, fields, source: source? })
        }
    }
}

fn fields(parts: Vec<(&str, &str)>) -> Option<BTreeMap<Field, String>> {
    parts.into_iter().map(|(name, value)| Some((name.parse().ok()?, value.to_owned()))).collect()
}

/// The position that `#3` names, from 0.
pub fn place(text: &str) -> Option<usize> {
    text.strip_prefix('#')?.parse::<usize>().ok()?.checked_sub(1)
}

impl Op {
    /// The operation that it corrects.
    pub fn target(&self) -> Option<usize> {
        match self {
            Self::Amend { target, .. } | Self::Retract { target } | Self::Corroborate { target, .. } => Some(*target),
            _ => None,
        }
    }

    /// The kind, of a fact.
    pub fn kind(&self) -> Option<Kind> {
        if let Self::Fact { kind, .. } = self { Some(*kind) } else { None }
    }

    /// The appointment that a departure names.
    pub fn ends(&self) -> Option<usize> {
        if let Self::Fact { fields, .. } = self { place(fields.get(&Field::Ends)?) } else { None }
    }

    /// The articles that it speaks of.
    pub fn sources(&self) -> Vec<&String> {
        match self {
            Self::Redescribe { label, .. } => vec![label],
            Self::Fact { source, .. } | Self::Corroborate { source, .. } => vec![source],
            Self::Amend { source, .. } => source.iter().collect(),
            Self::Article { .. } | Self::Retract { .. } => Vec::new(),
        }
    }

    /// The same with every place of another operation changed.
    pub fn with_places(&self, new: impl Fn(usize) -> usize) -> Self {
        let mut op = self.clone();
        match &mut op {
            Self::Amend { target, .. } | Self::Retract { target } | Self::Corroborate { target, .. } => {
                *target = new(*target);
            }
            Self::Fact { fields, .. } => {
                if let Some(ends) = fields.get_mut(&Field::Ends)
                    && let Some(old) = place(ends)
                {
                    *ends = format!("#{}", new(old) + 1);
                }
            }
            Self::Article { .. } | Self::Redescribe { .. } => {}
        }
        op
    }
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|op| writeln!(f, "{op}"))
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = Vec::new();
        let set = |fields: &BTreeMap<Field, String>| -> Vec<String> {
            fields.iter().map(|(field, value)| format!("{field}={value}")).collect()
        };
        let (head, source) = match self {
            Self::Article { label, parts: said } => {
                parts.extend(said.iter().map(|(part, value)| format!("{part}={value}")));
                (format!("article {label}"), None)
            }
            Self::Redescribe { label, parts: said } => {
                parts.extend(said.iter().map(|(part, value)| format!("{part}={}", value.as_deref().unwrap_or(""))));
                (format!("redescribe {label}"), None)
            }
            Self::Fact { kind, fields, source } => {
                parts = set(fields);
                (kind.to_string(), Some(source))
            }
            Self::Amend { target, set: given, unset, source } => {
                parts = set(given);
                parts.extend(unset.iter().map(|field| format!("{field}=")));
                (format!("amend #{}", target + 1), source.as_ref())
            }
            Self::Retract { target } => (format!("retract #{}", target + 1), None),
            Self::Corroborate { target, source } => (format!("corroborate #{}", target + 1), Some(source)),
        };
        parts.extend(source.map(|label| format!("source={label}")));
        let colon = if parts.is_empty() { "" } else { ": " };
        write!(f, "{head}{colon}{}", parts.join("; "))
    }
}
