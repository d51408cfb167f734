//! What an audit says in the end, and how findings are gathered.

use std::collections::BTreeMap;
use std::fmt;

use super::Code;
use crate::domain::{EventId, Seq};

/// How many findings of one code are kept with their messages; the rest are counted.
///
/// The limit is for each code, so that a log with a million faults of one
/// sort still shows the one fault of another.
pub const KEPT_OF_A_CODE: usize = 100;

/// What an audit comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Everything was checked and agrees.
    Intact,
    /// Something contradicts itself.
    Broken,
    /// Nothing contradicts itself, but not everything could be checked.
    Unverifiable,
}

/// How much a finding weighs in the verdict; the heaviest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Something contradicts itself.
    Broken,
    /// Something could not be checked.
    Unverifiable,
    /// Something to know that changes no verdict.
    Warning,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub code: Code,
    /// How much it weighs.
    pub weight: Weight,
    /// The event's place in the log, where it is about one.
    pub seq: Option<Seq>,
    /// The event's id, where it is about one that is there.
    pub id: Option<EventId>,
    /// What is wrong, and where there is one, the way out.
    pub message: String,
}

/// How many of something are signed by who recorded them, and how many are not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// Those with a signature that holds.
    pub signed: u64,
    /// The others.
    pub unsigned: u64,
}

/// How much is signed by who recorded it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signed {
    /// Of the facts.
    pub facts: Share,
    /// Of the amendments, retractions and corroborations.
    pub corrections: Share,
}

/// Everything that an audit found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What it comes to.
    pub verdict: Verdict,
    /// How many events were read.
    pub events: u64,
    /// How many articles were read and hashed again.
    pub sources: u64,
    /// How many quotes were compared with their articles.
    pub quotes: u64,
    /// How much is signed; none where nobody was ever to sign.
    pub signed: Option<Signed>,
    /// The last event that stands in its place.
    pub head: Option<(Seq, EventId)>,
    /// The first event that something broken was found of. What only the
    /// index says of an event does not count: the event is whole.
    pub first_broken: Option<Seq>,
    /// What was found, in the order of the log, at most [`KEPT_OF_A_CODE`] of a code.
    pub findings: Vec<Finding>,
    /// How many more there are of a code.
    pub omitted: BTreeMap<Code, u64>,
}

impl Report {
    /// The report on a log that could not even be opened.
    #[must_use]
    pub fn unreadable(message: impl fmt::Display) -> Self {
        let mut findings = Findings::default();
        findings.add(Code::LogUnreadable, Weight::Broken, At::Nowhere, format_args!("{message}"));
        findings.report(0, 0, 0, None)
    }

    /// How many findings there are, kept or not.
    #[must_use]
    pub fn found(&self) -> u64 {
        self.omitted.values().fold(self.findings.len() as u64, |sum, more| sum.saturating_add(*more))
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Intact => "intact",
            Self::Broken => "broken",
            Self::Unverifiable => "unverifiable",
        })
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Broken => "broken",
            Self::Unverifiable => "unverifiable",
            Self::Warning => "warning",
        })
    }
}

/// Where a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// At no event.
    Nowhere,
    /// At a place where no event could be read.
    Seq(Seq),
    /// At an event.
    Event(Seq, EventId),
}

impl At {
    fn seq(self) -> Option<Seq> {
        match self {
            Self::Nowhere => None,
            Self::Seq(seq) | Self::Event(seq, _) => Some(seq),
        }
    }

    fn id(self) -> Option<EventId> {
        match self {
            Self::Event(_, id) => Some(id),
            _ => None,
        }
    }
}

/// The findings so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    kept: Vec<Finding>,
    counts: BTreeMap<Code, u64>,
    heaviest: Option<Weight>,
    first_broken: Option<Seq>,
}

impl Findings {
    /// Adds one. The message is only written out where it is kept.
    pub fn add(&mut self, code: Code, weight: Weight, at: At, message: fmt::Arguments<'_>) {
        self.heaviest = Some(self.heaviest.map_or(weight, |heaviest| heaviest.min(weight)));
        if let (Weight::Broken, Some(seq), true) = (weight, at.seq(), code != Code::IndexDiffers) {
            self.first_broken = Some(self.first_broken.map_or(seq, |first| first.min(seq)));
        }
        let count = self.counts.entry(code).or_default();
        *count += 1;
        if *count <= KEPT_OF_A_CODE as u64 {
            self.kept.push(Finding { code, weight, seq: at.seq(), id: at.id(), message: message.to_string() });
        }
    }

    /// Adds something that contradicts itself.
    pub fn broken(&mut self, code: Code, at: At, message: fmt::Arguments<'_>) {
        self.add(code, Weight::Broken, at, message);
    }

    /// The report, findings in the order of the log; what is about no event comes last.
    pub fn report(mut self, events: u64, sources: u64, quotes: u64, head: Option<(Seq, EventId)>) -> Report {
        self.kept.sort_by_key(|finding| (finding.seq.is_none(), finding.seq));
        let over = |(code, count): (Code, u64)| match count.saturating_sub(KEPT_OF_A_CODE as u64) {
            0 => None,
            more => Some((code, more)),
        };
        Report {
            verdict: match self.heaviest {
                Some(Weight::Broken) => Verdict::Broken,
                Some(Weight::Unverifiable) => Verdict::Unverifiable,
                Some(Weight::Warning) | None => Verdict::Intact,
            },
            events,
            sources,
            quotes,
            signed: None,
            head,
            first_broken: self.first_broken,
            findings: self.kept,
            omitted: self.counts.into_iter().filter_map(over).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_one_code_leaves_room_for_another() {
        let mut findings = Findings::default();
        for seq in (0..1_000).rev() {
            findings.add(Code::SourceOrphan, Weight::Warning, At::Seq(Seq(seq)), format_args!("{seq}"));
        }
        findings.add(Code::ZoneUnknown, Weight::Unverifiable, At::Nowhere, format_args!("last"));
        let report = findings.report(0, 0, 0, None);
        assert_eq!(report.findings.len(), KEPT_OF_A_CODE + 1);
        assert_eq!(report.omitted, BTreeMap::from([(Code::SourceOrphan, 900)]));
        assert_eq!((report.found(), report.verdict), (1_001, Verdict::Unverifiable));
        assert_eq!(report.findings.last().map(|finding| finding.code), Some(Code::ZoneUnknown));
    }

    #[test]
    fn the_first_broken_event_is_found_among_all_and_the_index_breaks_none() {
        let mut findings = Findings::default();
        findings.broken(Code::IndexDiffers, At::Seq(Seq(1)), format_args!(""));
        for seq in (5..500).rev() {
            findings.broken(Code::BodyDigest, At::Seq(Seq(seq)), format_args!(""));
        }
        let report = findings.report(0, 0, 0, None);
        assert_eq!((report.first_broken, report.verdict), (Some(Seq(5)), Verdict::Broken));
    }

    #[test]
    fn a_log_that_cannot_be_opened_is_broken() {
        let report = Report::unreadable("no such database");
        assert_eq!((report.verdict, report.findings[0].code), (Verdict::Broken, Code::LogUnreadable));
        assert_eq!(report.findings[0].message, "no such database");
    }

    #[test]
    fn every_code_has_a_word_of_its_own() {
        let words: std::collections::BTreeSet<_> = Code::ALL.iter().map(|code| code.word()).collect();
        assert_eq!(words.len(), Code::ALL.len());
        assert!(words.iter().all(|word| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')));
    }
}
