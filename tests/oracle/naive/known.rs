//! What survives of the operations up to a point of recording.

use std::collections::BTreeMap;

use reshuffle::domain::time::{Edtf, MomentRange, Zone};
use reshuffle::domain::{Field, Kind, SourceField};

use crate::history::{Op, place};

/// A fact that stands.
#[derive(Debug, Clone)]
pub struct Told {
    /// The place of the operation that recorded it.
    pub origin: usize,
    pub kind: Kind,
    pub fields: BTreeMap<Field, String>,
    /// The articles it cites, the one to show first.
    pub cites: Vec<String>,
    /// The articles that say the same.
    pub corroborated_by: Vec<String>,
}

/// Everything that stands.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub articles: BTreeMap<String, BTreeMap<SourceField, String>>,
    pub facts: Vec<Told>,
}

struct Version {
    op: usize,
    fields: BTreeMap<Field, String>,
    cites: Vec<String>,
    retracted: bool,
}

struct Record {
    kind: Kind,
    versions: Vec<Version>,
    corroborated_by: Vec<String>,
    retracted: bool,
}

impl Record {
    fn holds(&self) -> Option<&Version> {
        self.versions.iter().rev().find(|version| !version.retracted).filter(|_| !self.retracted)
    }

    /// Whether something may be done to it under this name.
    fn is_target(&self, op: usize) -> bool {
        !self.retracted && self.versions.iter().any(|version| version.op == op && !version.retracted)
    }
}

/// What stands after these operations, of which those not `accepted` never
/// happened; and the operations whose target was not there.
pub fn told(ops: &[Op], accepted: &[bool]) -> (Known, Vec<usize>) {
    let mut articles: BTreeMap<String, BTreeMap<SourceField, String>> = BTreeMap::new();
    let mut records: Vec<Record> = Vec::new();
    let mut without_target = Vec::new();
    for (at, op) in ops.iter().enumerate() {
        let target = match op {
            Op::Amend { target, .. } | Op::Retract { target } | Op::Corroborate { target, .. } => Some(*target),
            _ => None,
        };
        let found = target.and_then(|target| records.iter().position(|record| record.is_target(target)));
        if target.is_some() && found.is_none() {
            without_target.push(at);
        }
        if !accepted[at] {
            continue;
        }
        match op {
            Op::Article { label, parts } => {
                articles.insert(label.clone(), parts.clone());
            }
            Op::Redescribe { label, parts } => {
                let article = articles.entry(label.clone()).or_default();
                for (part, value) in parts {
                    match value {
                        Some(value) => article.insert(*part, value.clone()),
                        None => article.remove(part),
                    };
                }
            }
            Op::Fact { kind, fields, source } => {
                let first = Version { op: at, fields: fields.clone(), cites: vec![source.clone()], retracted: false };
                let record = Record { kind: *kind, versions: vec![first], corroborated_by: vec![], retracted: false };
                records.push(record);
            }
            Op::Amend { set, unset, source, .. } => {
                let Some(record) = found.map(|found| &mut records[found]) else { continue };
                let Some(now) = record.holds() else { continue };
                let mut fields = now.fields.clone();
                fields.retain(|field, _| !unset.contains(field));
                fields.extend(set.iter().map(|(field, value)| (*field, value.clone())));
                let old = now.cites.iter().filter(|cited| Some(*cited) != source.as_ref());
                let cites = source.iter().chain(old).cloned().collect();
                record.versions.push(Version { op: at, fields, cites, retracted: false });
            }
            Op::Retract { target } => {
                let Some(record) = found.map(|found| &mut records[found]) else { continue };
                if record.versions[0].op == *target {
                    record.retracted = true;
                } else {
                    for version in record.versions.iter_mut().filter(|version| version.op == *target) {
                        version.retracted = true;
                    }
                }
            }
            Op::Corroborate { source, .. } => {
                if let Some(found) = found {
                    records[found].corroborated_by.push(source.clone());
                }
            }
        }
    }
    let facts = records.iter().filter_map(|record| {
        let version = record.holds()?;
        Some(Told {
            origin: record.versions[0].op,
            kind: record.kind,
            fields: version.fields.clone(),
            cites: version.cites.clone(),
            corroborated_by: record.corroborated_by.clone(),
        })
    });
    let facts = facts.collect();
    (Known { articles, facts }, without_target)
}

/// The range of a date as it is written.
pub fn range(text: &str, zone: &Zone) -> MomentRange {
    let edtf: Edtf = text.parse().expect("a date that the ledger accepted");
    edtf.bounds(zone).expect("a range that the ledger accepted")
}

impl Told {
    pub fn get(&self, field: Field) -> Option<&str> {
        self.fields.get(&field).map(String::as_str)
    }

    pub fn stance(&self) -> &str {
        self.get(Field::Stance).unwrap_or("reported")
    }

    pub fn is_reported(&self) -> bool {
        self.stance() == "reported"
    }

    pub fn sources(&self) -> impl Iterator<Item = &String> {
        self.cites.iter().chain(&self.corroborated_by)
    }

    /// The operation that `ends` names.
    pub fn ends(&self) -> Option<usize> {
        place(self.get(Field::Ends)?)
    }

    pub fn announced(&self, zone: &Zone) -> Option<MomentRange> {
        Some(range(self.get(Field::Announced)?, zone))
    }

    /// When it was so, bounded by the stamps of the articles that say it.
    pub fn when(&self, known: &Known, zone: &Zone) -> Option<MomentRange> {
        let written = range(self.get(Field::When)?, zone);
        if !self.is_reported() || self.get(Field::Announced).is_some() {
            return Some(written);
        }
        let stamps = self.sources().filter_map(|label| known.stamp(label, zone));
        let first = stamps.filter(|stamp| written.contains(*stamp)).min();
        Some(MomentRange { earliest: written.earliest, latest: first.unwrap_or(written.latest) })
    }
}

impl Known {
    /// The last moment of an article's stamp.
    pub fn stamp(&self, label: &str, zone: &Zone) -> Option<reshuffle::domain::time::Moment> {
        let text = self.articles.get(label)?.get(&SourceField::AsOf)?;
        Some(range(text, zone).latest)
    }
}
