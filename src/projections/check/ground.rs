//! What the rules look at, and the words that they share.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::time::{Moment, MomentRange};
use crate::domain::{Capacity, EventId, NameKey, Seq};
use crate::projections::cabinet::capacities;
use crate::projections::posts::PostKey;
use crate::projections::{Departure, FactIndex, Stretch, Tenure, World, moment_in_words, range_in_words};

use super::Rule;

/// What a rule doubts, before its events and quotes are looked up.
#[derive(Debug)]
pub(super) struct Doubt {
    pub subject: String,
    pub text: String,
    pub settle: String,
    /// From which moment in the world on it shows.
    pub since: Moment,
    /// The facts behind it.
    pub facts: BTreeSet<FactIndex>,
    /// Events behind it that are no facts, such as the one that added an article.
    pub events: Vec<(Seq, EventId)>,
    /// Facts that say which bodies it concerns, and are not behind it.
    pub beside: BTreeSet<FactIndex>,
}

impl Default for Doubt {
    fn default() -> Self {
        Self {
            subject: String::new(),
            text: String::new(),
            settle: String::new(),
            since: Moment::MIN,
            facts: BTreeSet::new(),
            events: Vec::new(),
            beside: BTreeSet::new(),
        }
    }
}

/// A world, and the moment that a check is for.
pub(super) struct Ground<'w, 'k> {
    pub world: &'w World<'k>,
    pub at: Moment,
    running: Vec<&'static str>,
    /// When a post has one seat, by post: from, until (not included), and the fact that says so.
    one_seat: BTreeMap<PostKey, Vec<(Moment, Moment, FactIndex)>>,
}

impl<'w, 'k> Ground<'w, 'k> {
    pub fn new(world: &'w World<'k>, at: Moment, rules: &[&Rule]) -> Self {
        let mut one_seat: BTreeMap<PostKey, Vec<_>> = BTreeMap::new();
        for (post, described) in world.posts.seats() {
            for (place, (when, seats, fact)) in described.iter().enumerate() {
                let until = described.get(place + 1).map_or(Moment::MAX, |(next, ..)| next.earliest);
                if *seats == 1 && when.earliest < until {
                    one_seat.entry(post.clone()).or_default().push((when.earliest, until, *fact));
                }
            }
        }
        Self { world, at, running: rules.iter().map(|rule| rule.code).collect(), one_seat }
    }

    /// Whether another rule is asked too, which says the same better.
    pub fn runs(&self, code: &str) -> bool {
        self.running.contains(&code)
    }

    /// The first moment of a stretch of time at which a post has one seat, with the fact that says so.
    pub fn one_seat_within(
        &self,
        body: &NameKey,
        post: &NameKey,
        from: Moment,
        until: Moment,
    ) -> Option<(Moment, FactIndex)> {
        let periods = self.one_seat.get(&(body.clone(), post.clone()))?;
        periods.iter().find_map(|(begin, end, fact)| {
            let (begin, end) = (from.max(*begin), until.min(*end));
            (begin < end).then_some((begin, *fact))
        })
    }

    /// The tenures of each post that ever has one seat.
    pub fn of_one_seat_posts(&self) -> BTreeMap<(&'w NameKey, &'w NameKey), Vec<&'w Tenure>> {
        let mut posts: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for tenure in &self.world.tenures {
            let Some(post) = &tenure.post else { continue };
            if self.one_seat.contains_key(&(tenure.body.clone(), post.clone())) {
                posts.entry((&tenure.body, post)).or_default().push(tenure);
            }
        }
        posts
    }

    /// When a stretch is surely held: from, and until (not included).
    pub fn surely(&self, stretch: &Stretch) -> Option<(Moment, Moment)> {
        let until = stretch.end_range(&self.world.departures).map_or(Moment::MAX, |end| end.earliest);
        (stretch.start.latest < until).then_some((stretch.start.latest, until))
    }

    /// The parts of a stretch of time in which somebody does not only stand in
    /// for the holder.
    pub fn in_own_right(&self, tenure: &Tenure, from: Moment, until: Moment) -> Vec<(Moment, Moment)> {
        let changes = self.world.statuses(tenure).into_iter().map(|change| change.when.latest);
        let mut cuts: Vec<Moment> = changes.filter(|at| from < *at && *at < until).collect();
        cuts.extend([from, until]);
        cuts.sort_unstable();
        cuts.dedup();
        let mut parts: Vec<(Moment, Moment)> = Vec::new();
        for pair in cuts.windows(2) {
            let (begin, end) = (pair[0], pair[1]);
            match parts.last_mut() {
                _ if self.stands_in(tenure, begin) => {}
                Some((_, last)) if *last == begin => *last = end,
                _ => parts.push((begin, end)),
            }
        }
        parts
    }

    /// Whether somebody only stands in for the holder at a moment.
    pub fn stands_in(&self, tenure: &Tenure, at: Moment) -> bool {
        let capacities = capacities(self.world, tenure, at, &mut BTreeSet::new());
        capacities.contains(&Capacity::Acting) || tenure.acting && !capacities.contains(&Capacity::Full)
    }

    /// A person, a post and a body, as far as they are known.
    pub fn subject(&self, tenure: &Tenure) -> String {
        format!("{}, {}", self.world.person(&tenure.person), self.office(tenure))
    }

    /// A post and a body.
    pub fn office(&self, tenure: &Tenure) -> String {
        let post = tenure.post.as_ref().map(|post| format!("{}, ", self.world.post(&tenure.body, post, self.at)));
        format!("{}{}", post.unwrap_or_default(), self.world.body(&tenure.body))
    }

    pub fn person(&self, tenure: &Tenure) -> String {
        self.world.person(&tenure.person)
    }

    /// How somebody left, by all reports.
    pub fn ways(&self, departure: &Departure) -> String {
        departure.hows.iter().map(|how| how.word().replace('_', " ")).collect::<Vec<_>>().join(" or ")
    }

    pub fn range(&self, range: MomentRange) -> String {
        range_in_words(self.world.zone, range, Moment::MIN)
    }

    pub fn moment(&self, moment: Moment) -> String {
        moment_in_words(self.world.zone, moment)
    }

    /// The end of something that lasts until a moment, not included.
    pub fn until(&self, moment: Moment) -> String {
        if moment == Moment::MAX { "on".to_owned() } else { format!("until {}", self.moment(moment)) }
    }

    /// The event that recorded a fact, as commands name it.
    pub fn event(&self, fact: FactIndex) -> Seq {
        self.world.facts.get(fact).record.origin.0
    }

    /// Several of them.
    pub fn event_list<'f>(&self, facts: impl IntoIterator<Item = &'f FactIndex>) -> String {
        let seqs: Vec<String> = facts.into_iter().map(|fact| self.event(*fact).to_string()).collect();
        seqs.join(", ")
    }
}

/// How many facts, with the word for them.
pub(super) fn facts_in_words(number: usize) -> String {
    if number == 1 { "1 fact".to_owned() } else { format!("{number} facts") }
}
