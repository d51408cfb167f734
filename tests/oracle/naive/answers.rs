//! Who holds what, and how many have left.

use std::collections::BTreeSet;

use reshuffle::domain::time::{Moment, MomentRange};
use reshuffle::domain::{Capacity, Field, Kind, SourceField};

use super::known::Told;
use super::tenures::{Departure, Sure, Tenure};
use super::world::{World, plain};

/// One holder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HolderRow {
    pub body: String,
    pub post: Option<String>,
    pub person: String,
    pub certainty: Sure,
    pub since: (Moment, Moment),
    pub until: Option<(Moment, Moment)>,
    pub acting: bool,
    pub capacities: Vec<Capacity>,
    pub rank: Option<String>,
}

/// What is counted, in words.
#[derive(Debug, Clone)]
pub struct Rule {
    pub body: Option<String>,
    pub how: String,
    pub rank: Option<String>,
    pub group: Option<String>,
    pub from: Option<Moment>,
    pub to: Option<Moment>,
    pub per_post: bool,
    pub by_effect: bool,
}

/// One counted person, or holding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TallyRow {
    pub person: String,
    pub body: Option<String>,
    pub post: Option<String>,
    pub certainty: Sure,
    pub disputed: bool,
    pub hows: BTreeSet<String>,
    pub when: (Moment, Moment),
    /// How many publish it.
    pub publishers: usize,
}

fn ends(range: MomentRange) -> (Moment, Moment) {
    (range.earliest, range.latest)
}

impl World<'_> {
    fn rank_of(&self, tenure: &Tenure) -> Option<String> {
        let of_post = || self.rank_of_post(&tenure.body, tenure.post.as_ref()?);
        tenure.rank.clone().or_else(of_post)
    }

    /// One row a person, body and post.
    pub fn cabinet(&self, body: Option<&str>, at: Moment) -> Vec<HolderRow> {
        let bodies = body.map(|body| self.bodies_in(body));
        let mut rows: Vec<(HolderRow, Option<String>)> = Vec::new();
        for tenure in &self.tenures {
            let Some(certainty) = tenure.held_at(at, &self.departures) else { continue };
            if bodies.as_ref().is_some_and(|bodies| !bodies.contains(&tenure.body)) {
                continue;
            }
            let stretches = tenure.stretches.iter();
            let best = stretches
                .filter(|stretch| stretch.held_at(at, &self.departures).is_some())
                .max_by_key(|stretch| (stretch.held_at(at, &self.departures), ends(stretch.start)))
                .expect("what is held has a stretch that is");
            let capacities = self.capacities(tenure, at);
            let row = HolderRow {
                body: tenure.body.clone(),
                post: tenure.post.as_ref().map(|post| self.post_at(&tenure.body, post, at)),
                person: tenure.person.clone(),
                certainty,
                since: ends(best.start),
                until: best.until(&self.departures).map(ends),
                acting: capacities.contains(&Capacity::Acting)
                    || tenure.acting && !capacities.contains(&Capacity::Full),
                capacities: capacities.into_iter().filter(|capacity| *capacity != Capacity::Full).collect(),
                rank: self.rank_of(tenure),
            };
            let same = rows
                .iter_mut()
                .find(|(known, post)| (&known.person, &known.body, post) == (&row.person, &row.body, &tenure.post));
            match same {
                Some((known, _)) if (known.certainty, known.since) > (row.certainty, row.since) => {}
                Some((known, _)) => *known = row,
                None => rows.push((row, tenure.post.clone())),
            }
        }
        let mut rows: Vec<HolderRow> = rows.into_iter().map(|(row, _)| row).collect();
        rows.sort();
        rows
    }

    /// The rows of a count, by person, body and post.
    pub fn tally(&self, rule: &Rule, at: Moment) -> Vec<TallyRow> {
        let bodies = rule.body.as_ref().map(|body| self.bodies_in(body));
        let mut rows: Vec<(TallyRow, Option<String>, BTreeSet<String>)> = Vec::new();
        for tenure in &self.tenures {
            if bodies.as_ref().is_some_and(|bodies| !bodies.contains(&tenure.body)) || !self.is_of_group(tenure, rule) {
                continue;
            }
            for (place, departure) in self.departures.iter().enumerate() {
                if !tenure.was_ended_by(place) {
                    continue;
                }
                let questions = [
                    in_window(departure, rule, at),
                    stands(departure, at),
                    is_way(&departure.hows, &rule.how),
                    is_rank(self.rank_of(tenure).as_deref(), rule.rank.as_deref()),
                ];
                let Some(certainty) = questions.into_iter().min().flatten() else { continue };
                let row = TallyRow {
                    person: tenure.person.clone(),
                    body: rule.per_post.then(|| tenure.body.clone()),
                    post: tenure
                        .post
                        .as_ref()
                        .map(|post| self.post_at(&tenure.body, post, at))
                        .filter(|_| rule.per_post),
                    certainty,
                    disputed: self.is_denied(departure),
                    hows: departure.hows.clone(),
                    when: ends(counted_range(departure, rule)),
                    publishers: 0,
                };
                let key = tenure.post.clone().filter(|_| rule.per_post);
                let same = rows
                    .iter_mut()
                    .find(|(known, post, _)| (&known.person, &known.body, post) == (&row.person, &row.body, &key));
                match same {
                    Some((known, _, publishers)) => {
                        known.certainty = known.certainty.max(certainty);
                        known.disputed |= row.disputed;
                        known.hows.extend(row.hows);
                        publishers.extend(self.publishers(departure));
                        known.when = (known.when.0.min(row.when.0), known.when.1.max(row.when.1));
                    }
                    None => rows.push((row, key, self.publishers(departure))),
                }
            }
        }
        let mut rows: Vec<TallyRow> =
            rows.into_iter().map(|(row, _, by)| TallyRow { publishers: by.len(), ..row }).collect();
        rows.sort();
        rows
    }

    /// Whether a departure was denied: one whose range meets the denial, or,
    /// where none does, the last before it.
    fn is_denied(&self, departure: &Departure) -> bool {
        let denials = self.known.facts.iter().filter(|fact| fact.kind == Kind::Departed && fact.stance() == "denied");
        denials.into_iter().any(|denial| {
            let when = denial.when(&self.known, self.zone).expect("it has a time");
            let (person, body) = (self.person_of(denial).unwrap_or_default(), self.body_of(denial).unwrap_or_default());
            let post = denial.get(Field::Post).map(|post| self.post(&body, post));
            let spoken_of = |one: &Departure| {
                one.person == person && one.body == body && (one.post.is_none() || post.is_none() || one.post == post)
            };
            let meant: Vec<&Departure> = self.departures.iter().filter(|one| spoken_of(one)).collect();
            let meets = |one: &Departure| one.when.intersection(when).is_some();
            if !spoken_of(departure) || meant.iter().any(|one| meets(one)) {
                return spoken_of(departure) && meets(departure);
            }
            let before = meant.iter().map(|one| one.when).filter(|one| one.latest < when.earliest);
            let last = before.max_by_key(|one| (one.latest, one.earliest));
            last == Some(departure.when)
        })
    }

    /// The publishers of the articles that report a departure; an article of
    /// which none is recorded is its own.
    fn publishers(&self, departure: &Departure) -> BTreeSet<String> {
        let reports = self.known.facts.iter().filter(|fact| departure.told.contains(&fact.origin));
        let publisher = |label: &String| {
            let said = self.known.articles.get(label).and_then(|parts| parts.get(&SourceField::Publisher));
            said.unwrap_or(label).clone()
        };
        reports.flat_map(Told::sources).map(publisher).collect()
    }

    fn is_of_group(&self, tenure: &Tenure, rule: &Rule) -> bool {
        let Some(group) = &rule.group else { return true };
        self.reported().any(|fact| {
            fact.kind == Kind::Aligned
                && self.person_of(fact).as_ref() == Some(&tenure.person)
                && fact.get(Field::Group).map(plain) == Some(plain(group))
        })
    }
}

/// Least and most of a count.
pub fn bounds(rows: &[TallyRow]) -> (u32, u32) {
    let sure = rows.iter().filter(|row| row.certainty == Sure::Certain).count();
    (sure as u32, rows.len() as u32)
}

/// When a departure counts as having happened.
fn counted_range(departure: &Departure, rule: &Rule) -> MomentRange {
    departure.announced.filter(|_| !rule.by_effect).unwrap_or(departure.when)
}

/// Whether a departure lies inside the window.
fn in_window(departure: &Departure, rule: &Rule, at: Moment) -> Option<Sure> {
    let range = counted_range(departure, rule);
    let from = rule.from.unwrap_or(Moment::MIN);
    let to = rule.to.map_or(at, |to| to.min(at));
    if from > to {
        None
    } else if from <= range.earliest && range.latest <= to {
        Some(Sure::Certain)
    } else {
        (range.earliest <= to && from <= range.latest).then_some(Sure::Possible)
    }
}

/// Whether a departure was not yet taken back.
fn stands(departure: &Departure, at: Moment) -> Option<Sure> {
    match departure.withdrawn {
        Some(withdrawn) if withdrawn.latest <= at => None,
        Some(withdrawn) if withdrawn.earliest <= at => Some(Sure::Possible),
        _ => Some(Sure::Certain),
    }
}

/// Whether a departure is of the way that is counted.
fn is_way(hows: &BTreeSet<String>, rule: &str) -> Option<Sure> {
    let takes = |how: &str| if rule == "left" { how != "reshuffled" } else { how == rule };
    let said: Vec<&String> = hows.iter().filter(|how| *how != "unknown").collect();
    if said.is_empty() {
        return Some(if rule == "left" || rule == "unknown" { Sure::Certain } else { Sure::Possible });
    }
    let taken = said.iter().filter(|how| takes(how)).count();
    match taken {
        0 => None,
        _ if taken == said.len() => Some(Sure::Certain),
        _ => Some(Sure::Possible),
    }
}

/// Whether a tenure is of the rank that is counted; without one it may be.
fn is_rank(rank: Option<&str>, rule: Option<&str>) -> Option<Sure> {
    match (rule, rank) {
        (None, _) => Some(Sure::Certain),
        (Some(_), None) => Some(Sure::Possible),
        (Some(wanted), Some(rank)) => (wanted == rank).then_some(Sure::Certain),
    }
}
