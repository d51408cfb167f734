//! The fold of one person's facts in one body into tenures and departures.
//!
//! Facts come in order of their earliest moment, then latest, then departures
//! before all else, then post (none last), then content. The order in which
//! they were recorded is not looked at.

use std::collections::BTreeSet;

use crate::domain::time::{Moment, MomentRange};
use crate::domain::{How, NameKey, Text};

use super::tenures::{Departure, End, Stretch, Tenure};
use super::timing::Timing;
use super::world::{FactIndex, compatible};

/// What a fact does to tenures.
#[derive(Debug, Clone)]
pub(super) enum Act {
    Departed(How),
    Appointed { acting: bool, rank: Option<Text> },
    Held { rank: Option<Text> },
    Withdrawn,
    Abolished,
}

/// A fact as the fold takes it.
#[derive(Debug, Clone)]
pub(super) struct Report {
    pub fact: FactIndex,
    pub timing: Timing,
    pub post: Option<NameKey>,
    pub act: Act,
}

impl Report {
    /// Where it comes in the fold, content aside.
    pub fn order(&self) -> (MomentRange, bool, bool, Option<&NameKey>) {
        let departs = matches!(self.act, Act::Departed(_));
        (self.timing.when, !departs, self.post.is_none(), self.post.as_ref())
    }
}

/// The fold over one person's facts in one body.
pub(super) struct Fold {
    person: NameKey,
    body: NameKey,
    tenures: Vec<Tenure>,
    departures: Vec<Departure>,
    /// Tenures that no other fact touches, with their departures.
    sealed: Vec<Tenure>,
    sealed_departures: Vec<Departure>,
    /// Appointments met while just that was held, by tenure.
    waiting: Vec<Vec<Report>>,
}

impl Fold {
    pub fn new(person: NameKey, body: NameKey) -> Self {
        Self {
            person,
            body,
            tenures: Vec::new(),
            departures: Vec::new(),
            sealed: Vec::new(),
            sealed_departures: Vec::new(),
            waiting: Vec::new(),
        }
    }

    /// Takes an appointment and the departures that name it as what they end.
    pub fn take_ended(&mut self, appointment: Report, departures: Vec<Report>) {
        let index = self.sealed.len();
        let mut tenure = self.tenure(appointment.post.clone(), appointment.timing.when);
        tenure.describe(&appointment);
        let mut reports = departures.into_iter();
        if let Some(first) = reports.next() {
            let mut departure = self.departure(&first);
            departure.post = appointment.post;
            departure.tenures.push(index);
            reports.for_each(|report| departure.merge(&report));
            tenure.facts.extend(&departure.facts);
            tenure.last_stretch().end = Some(End::Departure(self.sealed_departures.len()));
            self.sealed_departures.push(departure);
        }
        self.sealed.push(tenure);
    }

    /// Takes all other facts, in their order.
    pub fn take_all(&mut self, reports: Vec<Report>) {
        let mut taken = BTreeSet::new();
        for (index, report) in reports.iter().enumerate() {
            match &report.act {
                Act::Departed(_) => {
                    let later = reports[index + 1..].iter().filter(|later| !taken.contains(&later.fact));
                    if let Some(appointment) = self.depart(report, &later.collect::<Vec<_>>()) {
                        taken.insert(appointment);
                    }
                }
                Act::Appointed { acting, .. } if !taken.contains(&report.fact) => self.appoint(report, *acting),
                Act::Appointed { .. } => {}
                Act::Held { .. } => self.hold(report),
                Act::Withdrawn => self.withdraw(report),
                Act::Abolished => {
                    let open = self.open().filter(|index| self.tenures[*index].post == report.post);
                    for index in open.collect::<Vec<_>>() {
                        self.close(index, report, End::Other(report.timing.when));
                    }
                }
            }
        }
        for index in 0..self.tenures.len() {
            for report in std::mem::take(&mut self.waiting[index]) {
                self.tenures[index].narrow(&report);
            }
        }
    }

    /// Hands over what was found, renumbering departures and tenures to the whole.
    pub fn finish(self, tenures: &mut Vec<Tenure>, departures: &mut Vec<Departure>) {
        for (own_tenures, own_departures) in [(self.sealed, self.sealed_departures), (self.tenures, self.departures)] {
            let (first_tenure, first_departure) = (tenures.len(), departures.len());
            tenures.extend(own_tenures.into_iter().map(|mut tenure| {
                for stretch in &mut tenure.stretches {
                    if let Some(End::Departure(index)) = &mut stretch.end {
                        *index += first_departure;
                    }
                }
                tenure
            }));
            departures.extend(own_departures.into_iter().map(|mut departure| {
                departure.tenures.iter_mut().for_each(|index| *index += first_tenure);
                departure
            }));
        }
    }

    fn open(&self) -> impl Iterator<Item = usize> {
        let open = self.tenures.iter().enumerate().filter(|(_, tenure)| tenure.is_open());
        open.map(|(index, _)| index)
    }

    fn appoint(&mut self, report: &Report, acting: bool) {
        let same: Vec<usize> = self.open().filter(|index| self.tenures[*index].post == report.post).collect();
        for index in same {
            if self.tenures[index].acting && !acting {
                self.close(index, report, End::Other(report.timing.when));
            } else {
                self.waiting[index].push(report.clone());
                return;
            }
        }
        self.open_with(report);
    }

    fn hold(&mut self, report: &Report) {
        let open: Vec<usize> =
            self.open().filter(|index| report.post.is_none() || self.tenures[*index].post == report.post).collect();
        if let [index] = open[..] {
            self.tenures[index].bound_start(report);
        }
        if !open.is_empty() {
            return;
        }
        let own = self.tenures.iter().map(|tenure| (tenure, &self.departures));
        let sealed = self.sealed.iter().map(|tenure| (tenure, &self.sealed_departures));
        let there = own.chain(sealed).filter(|(tenure, _)| compatible(tenure.post.as_ref(), report.post.as_ref()));
        let ends = there.filter_map(|(tenure, departures)| Some((tenure.end_range(departures)?.earliest, tenure)));
        let last_end = ends.filter(|(end, _)| *end <= report.timing.when.earliest).max_by_key(|(end, _)| *end);
        let latest = report.timing.when.latest;
        let earliest = last_end.map_or(Moment::MIN, |(end, _)| end).min(latest);
        // What ended before is why this cannot have begun earlier.
        let behind = last_end.map(|(_, tenure)| tenure.facts.clone()).unwrap_or_default();
        let index = self.add(report.post.clone(), MomentRange { earliest, latest });
        self.tenures[index].describe(report);
        self.tenures[index].facts.extend(behind);
    }

    fn withdraw(&mut self, report: &Report) {
        let Some(index) = self.last_departure(report) else { return };
        let departure = &mut self.departures[index];
        let tenures = departure.tenures.clone();
        if let Some((before, _)) = &mut departure.withdrawn {
            // Taken back once already: another report of that, as of an appointment.
            let narrowed = before.intersection(report.timing.when).unwrap_or(*before);
            *before = narrowed;
            for &tenure in &tenures {
                self.tenures[tenure].continued_from(index, report.timing.when);
                self.tenures[tenure].facts.insert(report.fact);
            }
            self.explain(&tenures, report);
            return;
        }
        departure.withdrawn = Some((report.timing.when, report.fact));
        for &tenure in &tenures {
            let tenure = &mut self.tenures[tenure];
            if tenure.last_stretch().end == Some(End::Departure(index)) {
                tenure.stretches.push(Stretch { start: report.timing.when, end: None });
                tenure.facts.insert(report.fact);
            }
        }
        self.explain(&tenures, report);
    }

    /// A fact about one post bears on the others that the same departure ended
    /// only because that post was left with them, so what makes its tenure is
    /// behind theirs.
    fn explain(&mut self, tenures: &[usize], report: &Report) {
        let speaks_of = |tenure: &Tenure| compatible(tenure.post.as_ref(), report.post.as_ref());
        let Some(meant) = tenures.iter().find(|index| speaks_of(&self.tenures[**index])) else { return };
        let behind = self.tenures[*meant].facts.clone();
        for index in tenures {
            if !speaks_of(&self.tenures[*index]) {
                self.tenures[*index].facts.extend(&behind);
            }
        }
    }

    /// Takes a departure; answers with the later appointment that it used up.
    fn depart(&mut self, report: &Report, later: &[&Report]) -> Option<FactIndex> {
        let mut closed = self.open_of(report.post.as_ref());
        let mut used = None;
        if closed.is_empty() {
            if let Some(appointment) = next_appointment(report, later) {
                used = Some(appointment.fact);
                closed.push(self.open_with(appointment));
            } else if let Some(index) = self.last_departure(report) {
                self.departures[index].merge(report);
                let tenures = self.departures[index].tenures.clone();
                for &tenure in &tenures {
                    self.tenures[tenure].facts.insert(report.fact);
                }
                self.explain(&tenures, report);
                return None;
            } else {
                let start = MomentRange { earliest: Moment::MIN, latest: report.timing.when.latest };
                closed.push(self.add(report.post.clone(), start));
            }
        }
        let mut departure = self.departure(report);
        departure.tenures.clone_from(&closed);
        let end = End::Departure(self.departures.len());
        self.departures.push(departure);
        for index in closed {
            self.close(index, report, end);
        }
        used
    }

    /// The open tenures that a departure closes: of its post, failing that one
    /// without a post; of any post where it names none.
    fn open_of(&self, post: Option<&NameKey>) -> Vec<usize> {
        let open: Vec<usize> = self.open().collect();
        let of = |wanted: Option<&NameKey>| -> Vec<usize> {
            open.iter().copied().filter(|index| self.tenures[*index].post.as_ref() == wanted).collect()
        };
        match post {
            None => open,
            Some(_) => {
                let same = of(post);
                if same.is_empty() { of(None) } else { same }
            }
        }
    }

    /// The last departure from what a fact speaks of.
    fn last_departure(&self, report: &Report) -> Option<usize> {
        let of_it = self.departures.iter().enumerate().rev().find(|(_, departure)| {
            departure.tenures.iter().any(|index| compatible(self.tenures[*index].post.as_ref(), report.post.as_ref()))
        });
        of_it.map(|(index, _)| index)
    }

    /// Ends a tenure. An appointment that waited opens the next one if the
    /// departure may have come before it; otherwise it was another report.
    fn close(&mut self, index: usize, report: &Report, end: End) {
        self.tenures[index].last_stretch().end = Some(end);
        self.tenures[index].facts.insert(report.fact);
        for waiting in std::mem::take(&mut self.waiting[index]) {
            let comes_after =
                matches!(end, End::Departure(_)) && report.timing.when.earliest < waiting.timing.when.latest;
            match waiting.act {
                Act::Appointed { acting, .. } if comes_after => self.appoint(&waiting, acting),
                _ => self.tenures[index].narrow(&waiting),
            }
        }
    }

    fn open_with(&mut self, appointment: &Report) -> usize {
        let index = self.add(appointment.post.clone(), appointment.timing.when);
        self.tenures[index].describe(appointment);
        index
    }

    fn add(&mut self, post: Option<NameKey>, start: MomentRange) -> usize {
        self.tenures.push(self.tenure(post, start));
        self.waiting.push(Vec::new());
        self.tenures.len() - 1
    }

    fn tenure(&self, post: Option<NameKey>, start: MomentRange) -> Tenure {
        Tenure {
            person: self.person.clone(),
            body: self.body.clone(),
            post,
            stretches: vec![Stretch { start, end: None }],
            acting: false,
            rank: None,
            rank_fact: None,
            facts: BTreeSet::new(),
        }
    }

    fn departure(&self, report: &Report) -> Departure {
        Departure {
            person: self.person.clone(),
            body: self.body.clone(),
            post: report.post.clone(),
            hows: report.how().into_iter().collect(),
            when: report.timing.when,
            announced: report.timing.announced,
            withdrawn: None,
            tenures: Vec::new(),
            facts: BTreeSet::from([report.fact]),
        }
    }
}

impl Report {
    pub fn how(&self) -> Option<How> {
        if let Act::Departed(how) = self.act { Some(how) } else { None }
    }
}

fn next_appointment<'r>(departure: &Report, later: &[&'r Report]) -> Option<&'r Report> {
    let could_come_before = |report: &&&Report| {
        matches!(report.act, Act::Appointed { .. }) && report.timing.when.earliest < departure.timing.when.latest
    };
    let of_post = |wanted: Option<&NameKey>| {
        later.iter().filter(could_come_before).find(|report| wanted.is_none() || report.post.as_ref() == wanted)
    };
    match &departure.post {
        None => of_post(None).copied(),
        Some(post) => of_post(Some(post))
            .copied()
            .or_else(|| later.iter().filter(could_come_before).find(|report| report.post.is_none()).copied()),
    }
}
