//! Whether aliases lead somewhere: never in a circle, never to two names.

use std::collections::{BTreeMap, BTreeSet};

use super::Code;
use super::report::{At, Findings, Weight};
use super::roll::RowIndex;
use crate::domain::{Claim, Fact, NameKey, Noun, Stance};

/// A spelling, and what it is said to stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Statement {
    noun: Noun,
    name: NameKey,
    of: NameKey,
}

/// What one event made of an alias.
#[derive(Debug)]
struct Version {
    row: RowIndex,
    statement: Option<Statement>,
    retracted: bool,
}

/// The aliases that hold, with all that was ever said of each.
#[derive(Debug, Default)]
pub(super) struct Aliases {
    /// By the fact that first said so.
    versions: BTreeMap<RowIndex, Vec<Version>>,
    /// The name that each spelling stands for, by the fact that says so.
    standing: BTreeMap<(Noun, NameKey), BTreeMap<RowIndex, NameKey>>,
}

impl Aliases {
    /// Notes an alias, or what it is amended to.
    pub fn say(&mut self, root: RowIndex, row: RowIndex, fact: &Fact, at: At, findings: &mut Findings) {
        let Claim::Alias { name, of, noun } = &fact.claim else { return };
        let statement = (fact.stance == Stance::Reported).then(|| Statement {
            noun: *noun,
            name: NameKey::of(name),
            of: NameKey::of(of),
        });
        let before = self.current(root).cloned();
        self.versions.entry(root).or_default().push(Version { row, statement, retracted: false });
        self.settle(root, before, at, Weight::Broken, findings);
    }

    /// Notes that an alias, or one version of it, was taken back.
    ///
    /// Taking back a correction brings back what it corrected, which may by
    /// then contradict others. That was refused to nobody, so it is worth a
    /// warning only.
    pub fn retract(&mut self, root: RowIndex, row: RowIndex, at: At, findings: &mut Findings) {
        let before = self.current(root).cloned();
        let Some(versions) = self.versions.get_mut(&root) else { return };
        for version in versions.iter_mut().filter(|version| row == root || version.row == row) {
            version.retracted = true;
        }
        self.settle(root, before, at, Weight::Warning, findings);
    }

    fn current(&self, root: RowIndex) -> Option<&Statement> {
        let versions = self.versions.get(&root)?;
        versions.iter().rev().find(|version| !version.retracted)?.statement.as_ref()
    }

    fn settle(&mut self, root: RowIndex, before: Option<Statement>, at: At, weight: Weight, findings: &mut Findings) {
        let now = self.current(root).cloned();
        if now == before {
            return;
        }
        if let Some(Statement { noun, name, .. }) = before
            && let Some(targets) = self.standing.get_mut(&(noun, name))
        {
            targets.remove(&root);
        }
        let Some(Statement { noun, name, of }) = now else { return };
        let targets = self.standing.entry((noun, name.clone())).or_default();
        if let Some(other) = targets.values().find(|other| **other != of) {
            let (name, other, of) = (name.as_str(), other.as_str(), of.as_str());
            let message = format_args!("it makes `{name}` stand for `{of}`, and it stands for `{other}` already");
            findings.add(Code::AliasCycle, weight, at, message);
        }
        targets.insert(root, of.clone());
        if self.leads_to(noun, of.clone(), &name) {
            let message =
                format_args!("it makes `{}` stand for `{}`, which leads back to it", name.as_str(), of.as_str());
            findings.add(Code::AliasCycle, weight, at, message);
        }
    }

    fn leads_to(&self, noun: Noun, mut from: NameKey, to: &NameKey) -> bool {
        let mut seen = BTreeSet::new();
        while from != *to {
            let next = self.standing.get(&(noun, from.clone())).and_then(|targets| targets.values().min());
            match next {
                Some(next) if seen.insert(from) => from = next.clone(),
                _ => return false,
            }
        }
        true
    }
}
