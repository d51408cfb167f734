//! What happened, in order: every start and departure once, however often it
//! was reported, and every other dated or undated fact beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::time::{Mark, Moment, MomentRange};
use crate::domain::{Claim, EventId, Fact, How, Kind, Name, NameKey, Noun, Seq, Stance};

use super::cabinet::behind;
use super::claims::end_of;
use super::tenures::{Certainty, Departure, Stretch, Tenure};
use super::world::{FactIndex, World};

/// Whom and what a timeline is about; of everything where nothing is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Topic {
    /// Only this person, in any recorded spelling.
    pub person: Option<Name>,
    /// Only this body and its parts.
    pub body: Option<Name>,
    /// Only this post, under any of its names.
    pub post: Option<Name>,
}

/// Something that happened, or that somebody said would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When; none for what no fact dates. A count has the end of its window.
    pub when: Option<MomentRange>,
    /// How that time is meant.
    pub mark: Mark,
    /// When it became public, where a report gives that.
    pub announced: Option<MomentRange>,
    /// What kind of fact it is. A tenure that goes on after its departure was
    /// taken back begins by a `withdrawn`.
    pub kind: Kind,
    /// The ways out that are reported, of a departure.
    pub hows: BTreeSet<How>,
    /// Who.
    pub person: Option<String>,
    /// Where.
    pub body: Option<String>,
    /// As what, under the name surely in force at its latest moment.
    pub post: Option<String>,
    /// What the source makes of it.
    pub stance: Stance,
    /// How surely it has happened by the moment of the answer; none where it
    /// cannot have, is not dated, or is not reported as having happened.
    pub happened: Option<Certainty>,
    /// Whether a surviving fact denies it.
    pub disputed: bool,
    /// What the facts say.
    pub reports: Vec<Arc<Fact>>,
    /// The events that make it so, oldest first.
    pub events: Vec<(Seq, EventId)>,
}

/// Everything that the surviving facts say of a topic, in order of its
/// earliest moment, then its latest; what is not dated comes last.
///
/// The order and the rows do not depend on the moment, which only tells what
/// has happened by then.
#[must_use]
pub fn timeline(world: &World<'_>, topic: &Topic, at: Moment) -> Vec<Entry> {
    let gatherer = Gatherer {
        world,
        at,
        person: topic.person.as_ref().map(|person| world.names.resolve(Noun::Person, person)),
        within: topic.body.as_ref().map(|body| world.bodies_within(body)),
        post: topic.post.as_ref().map(|post| world.names.resolve(Noun::Post, post)),
    };
    let mut entries = gatherer.starts();
    entries.extend(gatherer.departures());
    entries.extend(gatherer.others());
    let place = |entry: &Entry| (entry.body.clone(), entry.post.clone(), entry.person.clone());
    entries.sort_by_cached_key(|entry| {
        (entry.when.is_none(), entry.when, entry.kind, place(entry), entry.stance, entry.hows.clone())
    });
    entries
}

/// Every departure from a body and its parts, or from all, as entries of a timeline.
pub(super) fn departures(world: &World<'_>, body: Option<&Name>, at: Moment) -> Vec<Entry> {
    let within = body.map(|body| world.bodies_within(body));
    let mut entries = Gatherer { world, at, person: None, within, post: None }.departures();
    entries.sort_by_cached_key(|entry| (entry.when, entry.body.clone(), entry.post.clone(), entry.person.clone()));
    entries
}

struct Gatherer<'w, 'k> {
    world: &'w World<'k>,
    at: Moment,
    person: Option<NameKey>,
    within: Option<BTreeMap<NameKey, BTreeSet<FactIndex>>>,
    post: Option<NameKey>,
}

impl Gatherer<'_, '_> {
    fn starts(&self) -> Vec<Entry> {
        let tenures = self.world.tenures.iter().filter(|tenure| self.is_about(&tenure.person, tenure));
        tenures
            .flat_map(|tenure| tenure.stretches.iter().enumerate().filter_map(|(n, s)| self.start(tenure, n, s)))
            .collect()
    }

    /// The start of a stretch, where a fact says it.
    fn start(&self, tenure: &Tenure, nth: usize, stretch: &Stretch) -> Option<Entry> {
        let says = |fact: &&FactIndex| {
            let claim = &self.world.facts.get(**fact).fact.claim;
            match nth {
                0 => matches!(claim, Claim::Appointed { .. } | Claim::Held { .. }),
                _ => matches!(claim, Claim::Withdrawn { .. }),
            }
        };
        let facts: BTreeSet<FactIndex> = tenure.facts.iter().filter(says).copied().collect();
        let kinds = facts.iter().map(|fact| self.world.facts.get(*fact).fact.claim.kind());
        let kind = kinds.min()?;
        let mark = stretch.start_mark(tenure, &self.world.facts);
        Some(self.entry(kind, Some((stretch.start, mark)), &tenure.person, tenure, &facts))
    }

    fn departures(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        for departure in &self.world.departures {
            for tenure in departure.tenures.iter().map(|index| &self.world.tenures[*index]) {
                if self.is_about(&departure.person, tenure) {
                    entries.push(self.departure(departure, tenure));
                }
            }
        }
        entries
    }

    fn departure(&self, departure: &Departure, tenure: &Tenure) -> Entry {
        let denials = self.world.denials(departure);
        let when = (departure.when, departure.mark(true, &self.world.facts));
        let facts: BTreeSet<FactIndex> = departure.facts.union(&denials).copied().collect();
        let mut entry = self.entry(Kind::Departed, Some(when), &departure.person, tenure, &facts);
        entry.announced = departure.announced;
        entry.hows = departure.hows.clone();
        entry.disputed = !denials.is_empty();
        entry.reports.retain(|fact| fact.stance == Stance::Reported && fact.claim.kind() == Kind::Departed);
        entry
    }

    /// The facts that are neither a start nor a departure of the fold's.
    fn others(&self) -> Vec<Entry> {
        let told: BTreeSet<FactIndex> =
            self.world.tenures.iter().flat_map(|tenure| tenure.facts.iter().copied()).collect();
        let facts = self.world.facts.iter().filter(|(index, survivor)| {
            let claim = &survivor.fact.claim;
            // A change of a post stands behind tenures and is an event of its own.
            let is_told = told.contains(index) && claim.holding().is_some();
            !is_told && !matches!(claim, Claim::Alias { .. } | Claim::Identified { .. })
        });
        facts.filter_map(|(index, survivor)| self.other(index, survivor.fact)).collect()
    }

    fn other(&self, index: FactIndex, fact: &Fact) -> Option<Entry> {
        let named = |noun: Noun| {
            let names = fact.claim.names();
            names.into_iter().find(|(of, _)| *of == noun).map(|(_, name)| self.world.names.resolve(noun, name))
        };
        let (person, body, post) = (named(Noun::Person), named(Noun::Body), named(Noun::Post));
        let standing = body.clone().zip(post).map(|place| self.world.posts.standing(&place).1);
        let asked_person = self.person.as_ref().is_none_or(|asked| person.as_ref() == Some(asked));
        let asked_post = self.post.is_none() || self.is_post(body.as_ref(), standing.as_ref());
        let asked_body = match &self.within {
            None => true,
            Some(within) => body.as_ref().is_some_and(|body| within.contains_key(body)),
        };
        if !(asked_person && asked_post && asked_body) {
            return None;
        }
        let when = match &fact.claim {
            Claim::Counted(count) => end_of(self.world, index, count),
            _ => self.world.facts.when(index),
        };
        let mark = fact.when.as_ref().map(|when| when.mark()).unwrap_or_default();
        let mut entry = self.bare(fact.claim.kind(), when.zip(Some(mark)), &BTreeSet::from([index]));
        entry.stance = fact.stance;
        // A day that has passed makes nothing of a rumour or a denial certain.
        entry.happened = entry.happened.filter(|_| fact.stance == Stance::Reported);
        entry.announced = self.world.facts.timing(index).and_then(|timing| timing.announced);
        entry.person = person.map(|person| self.world.person(&person));
        entry.post = body.as_ref().zip(standing.as_ref()).map(|(body, post)| self.post(body, post, when));
        entry.body = body.map(|body| self.world.body(&body));
        if let Claim::Departed { how, .. } = fact.claim {
            entry.hows = BTreeSet::from([how]);
        }
        Some(entry)
    }

    fn is_about(&self, person: &NameKey, tenure: &Tenure) -> bool {
        self.person.as_ref().is_none_or(|asked| asked == person)
            && behind(self.within.as_ref(), &tenure.body).is_some()
            && (self.post.is_none() || self.is_post(Some(&tenure.body), tenure.post.as_ref()))
    }

    /// Whether a post of a body is the one asked for, which may be asked by any of its names.
    fn is_post(&self, body: Option<&NameKey>, post: Option<&NameKey>) -> bool {
        let (Some(asked), Some(body), Some(post)) = (&self.post, body, post) else { return false };
        self.world.posts.standing(&(body.clone(), asked.clone())).1 == *post
    }

    fn post(&self, body: &NameKey, post: &NameKey, when: Option<MomentRange>) -> String {
        self.world.post(body, post, when.map_or(Moment::MAX, |when| when.latest))
    }

    fn entry(
        &self,
        kind: Kind,
        when: Option<(MomentRange, Mark)>,
        person: &NameKey,
        tenure: &Tenure,
        facts: &BTreeSet<FactIndex>,
    ) -> Entry {
        let mut entry = self.bare(kind, when, facts);
        entry.person = Some(self.world.person(person));
        entry.body = Some(self.world.body(&tenure.body));
        entry.post = tenure.post.as_ref().map(|post| self.post(&tenure.body, post, entry.when));
        entry
    }

    fn bare(&self, kind: Kind, when: Option<(MomentRange, Mark)>, facts: &BTreeSet<FactIndex>) -> Entry {
        let happened = when.and_then(|(when, _)| match when {
            MomentRange { latest, .. } if latest <= self.at => Some(Certainty::Certain),
            MomentRange { earliest, .. } if earliest <= self.at => Some(Certainty::Possible),
            _ => None,
        });
        Entry {
            when: when.map(|(when, _)| when),
            mark: when.map(|(_, mark)| mark).unwrap_or_default(),
            announced: None,
            kind,
            hows: BTreeSet::new(),
            person: None,
            body: None,
            post: None,
            stance: Stance::Reported,
            happened,
            disputed: false,
            reports: facts.iter().map(|fact| self.world.facts.get(*fact).fact.clone()).collect(),
            events: self.world.events(facts),
        }
    }
}
