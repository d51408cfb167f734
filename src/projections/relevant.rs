//! Which facts can matter at all to what is said of somebody.
//!
//! A row speaks of one person. What it says follows from the facts about that
//! person in any spelling, from those that describe the bodies and posts in
//! them, and from whoever lends a name the spelling that is shown. All others
//! may be left out of a fold without changing the row, which is what makes it
//! affordable to fold it again without each of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Claim, EventId, Name, NameKey, Noun, PostTurn};

use super::{Knowledge, Record};

/// Something with a name.
type Named = (Noun, NameKey);

/// The facts that matter to something, by their own events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Relevant {
    /// Those about the people asked for.
    pub own: BTreeSet<EventId>,
    /// Those that describe bodies and posts, or lend a name its spelling.
    pub shared: BTreeSet<EventId>,
    /// The people: those asked for, under every name that leads to them.
    pub people: BTreeSet<NameKey>,
}

impl Relevant {
    /// What is known of them.
    pub fn part(&self, knowledge: &Knowledge) -> Knowledge {
        knowledge.part(&self.own.union(&self.shared).copied().collect())
    }
}

/// What names what, in the facts that stand and in what they would say again.
pub(super) struct Index<'k> {
    records: Vec<&'k Record>,
    /// The facts that are about something: they matter when it does.
    about: BTreeMap<Named, BTreeSet<usize>>,
    /// The facts by spelling, and whether they spell it so now.
    spellings: BTreeMap<Named, BTreeMap<Name, Vec<(usize, bool)>>>,
    /// The facts that say which appointment they end, by that one.
    enders: BTreeMap<EventId, BTreeSet<usize>>,
    by_origin: BTreeMap<EventId, usize>,
}

impl<'k> Index<'k> {
    pub fn of(knowledge: &'k Knowledge) -> Self {
        let records: Vec<&Record> = knowledge.records().filter(|record| record.retraction.is_none()).collect();
        let by_origin = records.iter().enumerate().map(|(index, record)| (record.origin.1, index)).collect();
        let mut found = Self {
            about: BTreeMap::new(),
            spellings: BTreeMap::new(),
            enders: BTreeMap::new(),
            by_origin,
            records: Vec::new(),
        };
        for (index, record) in records.iter().enumerate() {
            for fact in record.forms() {
                for named in subjects(&fact.claim) {
                    found.about.entry(named).or_default().insert(index);
                }
                for (noun, name) in fact.claim.names() {
                    let spelling = found.spellings.entry((noun, NameKey::of(name))).or_default();
                    spelling.entry(name.clone()).or_default().push((index, record.current() == Some(fact)));
                }
                if let Some(ended) = ends(&fact.claim).and_then(|id| knowledge.record(id)) {
                    found.enders.entry(ended.origin.1).or_default().insert(index);
                }
            }
        }
        found.records = records;
        found
    }

    /// Everyone of whom a departure is, was or would again be recorded.
    pub fn who_left(&self) -> BTreeSet<NameKey> {
        let forms = self.records.iter().flat_map(|record| record.forms());
        let left = forms.filter_map(|fact| match &fact.claim {
            Claim::Departed { holding, .. } => Some(NameKey::of(&holding.person)),
            _ => None,
        });
        left.collect()
    }

    /// The facts that matter to some people, and to an answer about some bodies.
    pub fn relevant(
        &self,
        people: impl IntoIterator<Item = NameKey>,
        bodies: impl IntoIterator<Item = Name>,
    ) -> Relevant {
        let people = people.into_iter().map(|key| (Noun::Person, key));
        let bodies = bodies.into_iter().map(|name| (Noun::Body, NameKey::of(&name)));
        let mut waiting: Vec<Named> = people.chain(bodies).collect();
        let mut reached: BTreeSet<Named> = waiting.iter().cloned().collect();
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        while let Some(named) = waiting.pop() {
            let mut facts: Vec<usize> = self.about.get(&named).into_iter().flatten().copied().collect();
            while let Some(index) = facts.pop() {
                if !taken.insert(index) {
                    continue;
                }
                // A departure and the appointment that it ends go together,
                // whoever they are about.
                facts.extend(self.enders.get(&self.records[index].origin.1).into_iter().flatten());
                for fact in self.records[index].forms() {
                    facts.extend(ends(&fact.claim).and_then(|id| self.by_origin.get(&id)));
                    let names = shown_names(&fact.claim).into_iter().map(|(noun, name)| (noun, NameKey::of(name)));
                    waiting.extend(names.filter(|named| reached.insert(named.clone())));
                }
            }
        }
        let is_own = |index: &usize| {
            let forms = self.records[*index].forms();
            forms.flat_map(|fact| subjects(&fact.claim)).any(|(noun, _)| noun == Noun::Person)
        };
        let (own, mut shared): (BTreeSet<usize>, BTreeSet<usize>) = taken.into_iter().partition(is_own);
        shared.extend(reached.iter().flat_map(|named| self.spellers(named)).filter(|index| !own.contains(index)));
        let origins = |facts: BTreeSet<usize>| facts.into_iter().map(|index| self.records[index].origin.1).collect();
        let people = reached.into_iter().filter(|(noun, _)| *noun == Noun::Person).map(|(_, key)| key);
        Relevant { own: origins(own), shared: origins(shared), people: people.collect() }
    }

    /// The facts by which a name is shown as it is: the least spelling in use.
    /// Of many that spell it so, two will do: without either it stays the same.
    fn spellers(&self, named: &Named) -> Vec<usize> {
        let mut found = Vec::new();
        for facts in self.spellings.get(named).into_iter().flat_map(BTreeMap::values) {
            let (now, would): (Vec<_>, Vec<_>) = facts.iter().partition(|(_, now)| *now);
            found.extend(would.into_iter().map(|(index, _)| index));
            let mut now: Vec<usize> = now.into_iter().map(|(index, _)| index).collect();
            now.dedup();
            if !now.is_empty() {
                found.extend(now.into_iter().take(2));
                break;
            }
        }
        found
    }
}

/// What a claim matters to: whatever it tells something of.
fn subjects(claim: &Claim) -> Vec<Named> {
    let named = |noun, name: &Name| (noun, NameKey::of(name));
    match claim {
        Claim::Alias { name, of, noun } => vec![named(*noun, name), named(*noun, of)],
        Claim::Body { body, .. } => vec![named(Noun::Body, body)],
        // A post matters to those who hold it, not to all of its body.
        Claim::Post { .. } => {
            let posts = shown_names(claim).into_iter().filter(|(noun, _)| *noun == Noun::Post);
            posts.map(|(noun, post)| named(noun, post)).collect()
        }
        Claim::Reason { person, .. }
        | Claim::Said { person }
        | Claim::Pledged { person, .. }
        | Claim::Aligned { person, .. } => vec![named(Noun::Person, person)],
        _ => claim.holding().into_iter().map(|holding| named(Noun::Person, &holding.person)).collect(),
    }
}

/// The names in a claim by which other facts may come to matter. At whose
/// hands somebody left is not one of them: no row says it.
fn shown_names(claim: &Claim) -> Vec<(Noun, &Name)> {
    match claim {
        Claim::Post { body, post, turn, .. } => {
            let to = if let PostTurn::Renamed(to) = turn { Some(to) } else { None };
            let posts = [Some(post), to].into_iter().flatten().map(|post| (Noun::Post, post));
            std::iter::once((Noun::Body, body)).chain(posts).collect()
        }
        Claim::Departed { holding, .. } => {
            let post = holding.post.iter().map(|post| (Noun::Post, post));
            [(Noun::Person, &holding.person), (Noun::Body, &holding.body)].into_iter().chain(post).collect()
        }
        _ => claim.names(),
    }
}

fn ends(claim: &Claim) -> Option<EventId> {
    if let Claim::Departed { ends, .. } = claim { *ends } else { None }
}
