//! The world as the surviving facts tell it: tenures and departures in time.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::time::{Edtf, Mark, Moment, MomentRange, Zone};
use crate::domain::{Claim, EventId, Fact, How, Name, NameKey, Noun, Seq, Stance, Text};

use super::bodies::Bodies;
use super::fold::{Act, Fold, Report};
use super::names::Names;
use super::posts::{PostKey, Posts};
use super::tenures::{Departure, Tenure};
use super::timing::{Timing, timing_of};
use super::{Knowledge, Record, Survivor};

/// A surviving fact's place among the survivors, in order of recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactIndex(usize);

impl FactIndex {
    pub(super) fn nth(index: usize) -> Self {
        Self(index)
    }
}

/// The surviving facts with their ranges of time.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    survivors: Vec<Survivor<'a>>,
    timings: Vec<Option<Timing>>,
}

impl<'a> Facts<'a> {
    fn gather(knowledge: &'a Knowledge, zone: &Zone) -> Self {
        let survivors: Vec<_> = knowledge.survivors().collect();
        let timings = survivors.iter().map(|s| timing_of(s.fact, s.record, knowledge, zone)).collect();
        Self { survivors, timings }
    }

    /// Every fact, in order of recording.
    pub fn iter(&self) -> impl Iterator<Item = (FactIndex, &Survivor<'a>)> {
        self.survivors.iter().enumerate().map(|(index, survivor)| (FactIndex(index), survivor))
    }

    /// The fact of a record, if it stands.
    fn of(&self, record: &Record) -> Option<FactIndex> {
        let found = self.survivors.binary_search_by_key(&record.origin.0, |survivor| survivor.record.origin.0);
        found.ok().map(FactIndex)
    }

    /// One fact.
    #[must_use]
    pub fn get(&self, fact: FactIndex) -> &Survivor<'a> {
        &self.survivors[fact.0]
    }

    /// When it was so, for facts that say when.
    #[must_use]
    pub fn when(&self, fact: FactIndex) -> Option<MomentRange> {
        self.timing(fact).map(|timing| timing.when)
    }

    pub(super) fn timing(&self, fact: FactIndex) -> Option<Timing> {
        self.timings[fact.0]
    }

    /// How some facts mean one of their times, all together.
    pub(super) fn mark<'f>(
        &self,
        facts: impl IntoIterator<Item = &'f FactIndex>,
        time: impl Fn(&Fact) -> Option<&Edtf>,
    ) -> Mark {
        let marks = facts.into_iter().filter_map(|fact| Some(time(self.get(*fact).fact)?.mark()));
        marks.fold(Mark::default(), Mark::or)
    }

    /// The events that make up some facts, oldest first.
    #[must_use]
    pub fn events<'f>(&self, facts: impl IntoIterator<Item = &'f FactIndex>) -> Vec<(Seq, EventId)> {
        let events: BTreeSet<_> = facts.into_iter().flat_map(|fact| self.get(*fact).record.events()).collect();
        events.into_iter().collect()
    }
}

/// A change of somebody's capacity.
#[derive(Debug, Clone)]
pub(super) struct StatusChange {
    pub when: MomentRange,
    pub capacity: crate::domain::Capacity,
    pub turn: crate::domain::Turn,
    pub post: Option<NameKey>,
    pub fact: FactIndex,
}

/// What was said not to have happened.
#[derive(Debug, Clone)]
struct Denial {
    when: MomentRange,
    post: Option<NameKey>,
    fact: FactIndex,
}

type Place = (NameKey, NameKey);

/// Everything that the surviving facts say of who held what, when. It holds
/// for every moment; an answer looks at one of them.
#[derive(Debug, Clone)]
pub struct World<'a> {
    /// What is known.
    pub knowledge: &'a Knowledge,
    /// The ledger's zone.
    pub zone: &'a Zone,
    /// The facts that stand.
    pub facts: Facts<'a>,
    /// The names in them.
    pub names: Names,
    /// Every tenure, by person, then body.
    pub tenures: Vec<Tenure>,
    /// Every departure, in the same order, two reports of one being one.
    pub departures: Vec<Departure>,
    pub(super) bodies: Bodies,
    pub(super) posts: Posts,
    statuses: BTreeMap<Place, Vec<StatusChange>>,
    denials: BTreeMap<Place, Vec<Denial>>,
    /// What puts somebody in a faction, by person.
    aligned: BTreeMap<NameKey, Vec<FactIndex>>,
}

impl<'a> World<'a> {
    /// Folds what is known into tenures and departures.
    #[must_use]
    pub fn fold(knowledge: &'a Knowledge, zone: &'a Zone) -> Self {
        let facts = Facts::gather(knowledge, zone);
        let names = Names::gather(&facts, &knowledge.spelt);
        let bodies = Bodies::gather(&facts, &names);
        let posts = Posts::gather(&facts, &names);
        let mut world = Self {
            knowledge,
            zone,
            facts,
            names,
            tenures: Vec::new(),
            departures: Vec::new(),
            bodies,
            posts,
            statuses: BTreeMap::new(),
            denials: BTreeMap::new(),
            aligned: BTreeMap::new(),
        };
        world.gather_groups();
        world.fold_tenures();
        world
    }

    fn gather_groups(&mut self) {
        for (index, survivor) in self.facts.iter() {
            if let (Claim::Aligned { person, .. }, Stance::Reported) = (&survivor.fact.claim, survivor.fact.stance) {
                self.aligned.entry(self.names.resolve(Noun::Person, person)).or_default().push(index);
            }
        }
    }

    fn fold_tenures(&mut self) {
        let mut reports: BTreeMap<Place, Vec<Report>> = BTreeMap::new();
        let mut ended: BTreeMap<FactIndex, Vec<Report>> = BTreeMap::new();
        for (index, survivor) in self.facts.iter() {
            let Some(timing) = self.facts.timing(index) else { continue };
            let Some(holding) = survivor.fact.claim.holding() else { continue };
            let (place, post) = self.place(holding);
            let reported = survivor.fact.stance == Stance::Reported;
            let report = |act| Report { fact: index, timing, post: post.clone(), act };
            let act = match &survivor.fact.claim {
                Claim::Departed { how, ends, .. } if reported => {
                    let appointment = ends.and_then(|id| self.appointment(id));
                    if let Some(appointment) = appointment {
                        ended.entry(appointment).or_default().push(report(Act::Departed(*how)));
                        continue;
                    }
                    Act::Departed(*how)
                }
                Claim::Departed { .. } if survivor.fact.stance == Stance::Denied => {
                    let denial = Denial { when: timing.when, post, fact: index };
                    self.denials.entry(place).or_default().push(denial);
                    continue;
                }
                Claim::Appointed { acting, rank, .. } if reported => {
                    Act::Appointed { acting: *acting, rank: rank.clone() }
                }
                Claim::Held { rank, .. } if reported => Act::Held { rank: rank.clone() },
                Claim::Withdrawn { .. } if reported => Act::Withdrawn,
                Claim::Status { capacity, turn, .. } if reported => {
                    let change =
                        StatusChange { when: timing.when, capacity: *capacity, turn: *turn, post, fact: index };
                    self.statuses.entry(place).or_default().push(change);
                    continue;
                }
                _ => continue,
            };
            let report = report(act);
            reports.entry(place).or_default().push(report);
        }
        for ((person, body), mut group) in reports {
            let (own, shared): (Vec<_>, Vec<_>) =
                group.into_iter().partition(|report| ended.contains_key(&report.fact));
            group = shared;
            group.extend(self.posts.abolished_in(&body).map(|abolition| Report {
                fact: abolition.fact,
                timing: Timing { when: abolition.when, announced: None },
                post: Some(abolition.post.1.clone()),
                act: Act::Abolished,
            }));
            let group = self.sorted(group);
            let mut fold = Fold::new(person, body);
            for appointment in own {
                let departures = ended.remove(&appointment.fact).unwrap_or_default();
                fold.take_ended(appointment, self.sorted(departures));
            }
            fold.take_all(group);
            fold.finish(&mut self.tenures, &mut self.departures);
        }
        self.add_ranks_and_names();
    }

    fn sorted(&self, mut reports: Vec<Report>) -> Vec<Report> {
        // Merging three ranges depends on their order, so reports that differ in
        // nothing but when they were announced need one too.
        let content = |report: &Report| (self.claim(report), report.timing.announced);
        reports.sort_by(|a, b| a.order().cmp(&b.order()).then_with(|| content(a).cmp(&content(b))));
        reports
    }

    fn claim(&self, report: &Report) -> &Claim {
        &self.facts.get(report.fact).fact.claim
    }

    /// The fact that a departure's `ends` names, if it is a reported appointment that stands.
    fn appointment(&self, id: EventId) -> Option<FactIndex> {
        let index = self.facts.of(self.knowledge.record(id)?)?;
        let fact = self.facts.get(index).fact;
        let is_appointment = matches!(fact.claim, Claim::Appointed { .. });
        let stands = is_appointment && fact.stance == Stance::Reported && self.facts.timing(index).is_some();
        stands.then_some(index)
    }

    /// Posts lend their rank to tenures without one, and facts that join names
    /// stand behind whatever they joined.
    fn add_ranks_and_names(&mut self) {
        for tenure in &mut self.tenures {
            let mut behind = BTreeSet::new();
            for fact in &tenure.facts {
                behind.extend(aliases_behind(&self.names, &self.facts.get(*fact).fact.claim));
            }
            if let Some(post) = &tenure.post {
                let key: PostKey = (tenure.body.clone(), post.clone());
                if let (None, Some((rank, fact))) = (&tenure.rank, self.posts.rank(&key)) {
                    tenure.rank = Some(rank.clone());
                    tenure.rank_fact = Some(fact);
                }
                behind.extend(self.posts.name_at(&key, Moment::MAX).1);
            }
            tenure.facts.extend(behind);
        }
        for departure in &mut self.departures {
            let mut behind = BTreeSet::new();
            for fact in &departure.facts {
                behind.extend(aliases_behind(&self.names, &self.facts.get(*fact).fact.claim));
            }
            departure.facts.extend(behind);
        }
    }

    /// The name that stands for all the names of a post.
    #[must_use]
    pub fn post_named(&self, body: &NameKey, post: &Name) -> NameKey {
        self.posts.standing(&(body.clone(), self.names.resolve(Noun::Post, post))).1
    }

    fn place(&self, holding: &crate::domain::Holding) -> (Place, Option<NameKey>) {
        let body = self.names.resolve(Noun::Body, &holding.body);
        let post = holding.post.as_ref().map(|post| self.post_named(&body, post));
        ((self.names.resolve(Noun::Person, &holding.person), body), post)
    }

    /// The tenures of a person in a body that a fact about a holding may speak
    /// of: of that post, or, where either names none, of any.
    pub fn tenures_like<'s>(&'s self, holding: &crate::domain::Holding) -> impl Iterator<Item = &'s Tenure> {
        let (place, post) = self.place(holding);
        let there = of_place(&self.tenures, &place, |tenure| (&tenure.person, &tenure.body));
        there.iter().filter(move |tenure| compatible(tenure.post.as_ref(), post.as_ref()))
    }

    /// The facts that deny a departure: what was denied lies inside its range,
    /// or, where that meets no departure, it was the last one before.
    #[must_use]
    pub fn denials(&self, departure: &Departure) -> BTreeSet<FactIndex> {
        let place = (departure.person.clone(), departure.body.clone());
        let denials = self.denials.get(&place).into_iter().flatten();
        denials
            .filter(|denial| compatible(denial.post.as_ref(), departure.post.as_ref()))
            .filter(|denial| self.denied(&place, denial).contains(&departure.when))
            .map(|denial| denial.fact)
            .collect()
    }

    /// When the departures happened that a denial speaks of.
    fn denied(&self, place: &Place, denial: &Denial) -> Vec<MomentRange> {
        let there = of_place(&self.departures, place, |departure| (&departure.person, &departure.body));
        let of_it = there.iter().filter(|departure| compatible(denial.post.as_ref(), departure.post.as_ref()));
        let ranges: Vec<MomentRange> = of_it.map(|departure| departure.when).collect();
        let met = ranges.iter().copied().filter(|when| when.intersection(denial.when).is_some());
        let met: Vec<MomentRange> = met.collect();
        if met.is_empty() {
            let before = ranges.into_iter().filter(|when| when.latest < denial.when.earliest);
            return before.max_by_key(|when| (when.latest, when.earliest)).into_iter().collect();
        }
        met
    }

    /// The changes of capacity that concern a tenure, oldest first.
    pub(super) fn statuses(&self, tenure: &Tenure) -> Vec<&StatusChange> {
        let place = (tenure.person.clone(), tenure.body.clone());
        let changes = self.statuses.get(&place).into_iter().flatten();
        let mut of_it: Vec<_> =
            changes.filter(|change| compatible(change.post.as_ref(), tenure.post.as_ref())).collect();
        of_it.sort_by_key(|change| (change.when, change.turn == crate::domain::Turn::Began, change.capacity));
        of_it
    }

    /// The events behind a row: those of its facts, of the renamings of the
    /// posts in these, and of the aliases that lead from the names in all of
    /// them to the ones that are meant.
    #[must_use]
    pub fn events<'f>(&self, facts: impl IntoIterator<Item = &'f FactIndex>) -> Vec<(Seq, EventId)> {
        let mut behind: BTreeSet<FactIndex> = facts.into_iter().copied().collect();
        let holdings: Vec<_> = behind.iter().filter_map(|fact| self.facts.get(*fact).fact.claim.holding()).collect();
        for ((_, body), post) in holdings.into_iter().map(|holding| self.place(holding)) {
            behind.extend(post.into_iter().flat_map(|post| self.posts.name_at(&(body.clone(), post), Moment::MAX).1));
        }
        let aliases = behind.iter().flat_map(|fact| aliases_behind(&self.names, &self.facts.get(*fact).fact.claim));
        let aliases: Vec<FactIndex> = aliases.collect();
        behind.extend(aliases);
        self.facts.events(&behind)
    }

    /// How a person is shown.
    #[must_use]
    pub fn person(&self, key: &NameKey) -> String {
        self.names.shown(Noun::Person, key)
    }

    /// How the person is shown whom a name stands for.
    pub(super) fn person_named(&self, name: &Name) -> String {
        self.person(&self.names.resolve(Noun::Person, name))
    }

    /// How a body is shown.
    #[must_use]
    pub fn body(&self, key: &NameKey) -> String {
        self.names.shown(Noun::Body, key)
    }

    /// How a post is shown at a moment.
    #[must_use]
    pub fn post(&self, body: &NameKey, post: &NameKey, at: Moment) -> String {
        let (name, _) = self.posts.name_at(&(body.clone(), post.clone()), at);
        self.names.shown(Noun::Post, &name)
    }

    /// The bodies that an answer about one of them speaks of, with the facts that say so.
    #[must_use]
    pub fn bodies_within(&self, body: &Name) -> BTreeMap<NameKey, BTreeSet<FactIndex>> {
        let mut within = self.bodies.within(&self.names.resolve(Noun::Body, body));
        let behind = self.names.aliases_behind(Noun::Body, body);
        within.values_mut().for_each(|facts| facts.extend(behind.iter().copied()));
        within
    }

    /// The factions that a person is said to belong to, with the facts that say so.
    pub(super) fn groups(&self, person: &NameKey) -> Vec<(&Name, FactIndex)> {
        let aligned = self.aligned.get(person).into_iter().flatten();
        let groups = aligned.filter_map(|index| match &self.facts.get(*index).fact.claim {
            Claim::Aligned { group, .. } => Some((group, *index)),
            _ => None,
        });
        groups.collect()
    }

    /// The ways out and ranks, for messages.
    #[must_use]
    pub fn ranks(&self) -> BTreeSet<&Text> {
        self.tenures.iter().filter_map(|tenure| tenure.rank.as_ref()).collect()
    }
}

/// Those of a person in a body, of what is in the order of both.
fn of_place<'s, T>(all: &'s [T], place: &Place, of: impl Fn(&T) -> (&NameKey, &NameKey)) -> &'s [T] {
    let place = (&place.0, &place.1);
    let begin = all.partition_point(|one| of(one) < place);
    let there = &all[begin..];
    &there[..there.partition_point(|one| of(one) == place)]
}

/// Whether two facts may speak of one post: the same, or either names none.
pub(super) fn compatible(one: Option<&NameKey>, other: Option<&NameKey>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

fn aliases_behind(names: &Names, claim: &Claim) -> Vec<FactIndex> {
    claim.names().into_iter().flat_map(|(noun, name)| names.aliases_behind(noun, name)).collect()
}

/// Whether a way out is one that a departure's reports leave open.
pub(super) fn hows_without_unknown(hows: &BTreeSet<How>) -> BTreeSet<How> {
    hows.iter().copied().filter(|how| *how != How::Unknown).collect()
}
