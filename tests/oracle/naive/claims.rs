//! The numbers that articles print, beside ours.

use reshuffle::domain::time::Moment;
use reshuffle::domain::{Field, Kind};

use super::answers::{Rule, bounds};
use super::known::{Told, range};
use super::world::World;

/// An article's number beside ours.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClaimRow {
    /// The operation that recorded it.
    pub origin: usize,
    pub until: Moment,
    pub least: u32,
    pub most: u32,
    pub verdict: &'static str,
    pub missing: Vec<String>,
    pub extra: Vec<String>,
}

impl World<'_> {
    /// Every `counted` fact that its source itself stands by, in order of recording.
    pub fn claims(&self, at: Moment) -> Vec<ClaimRow> {
        let counted = self.reported().filter(|fact| fact.kind == Kind::Counted);
        counted.map(|fact| self.claim(fact, at)).collect()
    }

    fn claim(&self, fact: &Told, at: Moment) -> ClaimRow {
        let sources: Vec<&String> = fact.sources().collect();
        let to = fact.get(Field::To).map(|to| range(to, self.zone).latest);
        let when = || Some(fact.when(&self.known, self.zone)?.latest);
        let stamp = || fact.cites.iter().find_map(|label| self.known.stamp(label, self.zone));
        let until = to.or_else(when).or_else(stamp).unwrap_or(at);
        let rule = Rule {
            body: fact.get(Field::Body).map(str::to_owned),
            how: fact.get(Field::How).expect("a way is counted").to_owned(),
            rank: fact.get(Field::Rank).map(str::to_owned),
            group: None,
            from: fact.get(Field::From).map(|from| range(from, self.zone).earliest),
            to: Some(until),
            per_post: fact.get(Field::Per) == Some("post"),
            by_effect: false,
        };
        let rows = self.tally(&rule, until.min(at));
        let (least, most) = bounds(&rows);
        let number: u32 = fact.get(Field::Number).and_then(|number| number.parse().ok()).expect("a number");
        let verdict = if at < until {
            "unclear"
        } else {
            verdict(fact.get(Field::Compare).unwrap_or("exactly"), number, least, most)
        };
        let counted: Vec<&String> = rows.iter().map(|row| &row.person).collect();
        let named = self.named_as_having_left(&sources);
        let mut missing: Vec<String> = named.iter().filter(|person| !counted.contains(person)).cloned().collect();
        let mut extra: Vec<String> = counted.into_iter().filter(|person| !named.contains(person)).cloned().collect();
        for people in [&mut missing, &mut extra] {
            people.sort();
            people.dedup();
        }
        ClaimRow { origin: fact.origin, until, least, most, verdict, missing, extra }
    }

    fn named_as_having_left(&self, sources: &[&String]) -> Vec<String> {
        let departed = self.reported().filter(|fact| fact.kind == Kind::Departed);
        let by_it = departed.filter(|fact| fact.sources().any(|label| sources.contains(&label)));
        by_it.filter_map(|fact| self.person_of(fact)).collect()
    }
}

fn verdict(compare: &str, number: u32, least: u32, most: u32) -> &'static str {
    let off = (number / 10).max(1);
    let (agrees, disagrees) = match compare {
        "at_least" => (least >= number, most < number),
        "about" => {
            let (low, high) = (number.saturating_sub(off), number.saturating_add(off));
            (low <= least && most <= high, most < low || high < least)
        }
        _ => (least == number && most == number, number < least || most < number),
    };
    match (agrees, disagrees) {
        (true, _) => "agrees",
        (_, true) => "disagrees",
        _ => "unclear",
    }
}
