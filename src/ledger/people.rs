//! Two names that are one person, and one name that is two people.

use std::collections::{BTreeMap, BTreeSet};

use super::known::of_one;
use super::{Amendment, Error, Ledger, Options, Receipts, View};
use crate::domain::{
    Claim, Draft, EventId, Fact, Field, Fields, Kind, LooseKey, Name, NameKey, Noun, Quotation, Seq, Text,
};
use crate::projections::register::people::{FactOf, facts_of, held_together};
use crate::projections::{Knowledge, Record, World, moment_in_words};
use crate::replay::KnownAt;
use crate::replay::slice::Subjects;

/// How many offices that two people hold at one time are warned of.
const TOGETHER_MOST: usize = 3;

/// The amendments that would give some facts of a person to another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The person, as shown.
    pub person: String,
    /// The other name.
    pub becomes: Name,
    /// The facts, in the order in which they are amended.
    pub rewrites: Vec<Rewrite>,
    /// What somebody should look at before it is done.
    pub warnings: Vec<String>,
}

/// One fact that names somebody else afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewrite {
    /// The event that recorded it.
    pub fact: (Seq, EventId),
    /// What it says.
    pub before: Fact,
    /// The fields that change, with their old texts.
    pub changes: Vec<(Field, String)>,
    /// The fact that it goes with, where it was not asked for: a departure and
    /// the appointment that it ends are of one person.
    pub with: Option<Seq>,
}

/// A standing fact that names a person, told to somebody who has to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// The fact, and what may tell two people apart.
    pub of: FactOf,
    /// The position of its event.
    pub seq: Seq,
    /// What it says now.
    pub says: Fact,
    /// The label of the article that it cites first.
    pub label: Option<String>,
}

impl Ledger {
    /// Records that a name is another name of somebody: an alias, with a
    /// warning where both are recorded as holding different offices at one time.
    ///
    /// # Errors
    /// [`Error::Unnamed`] where no fact names one of them, [`Error::Alias`]
    /// where the first stands for somebody already or for the second, otherwise
    /// as for [`append`](Self::append).
    pub fn merge(
        &mut self,
        name: &Name,
        into: &Name,
        why: &Text,
        quotation: Option<Quotation>,
        options: &Options,
    ) -> Result<Receipts, Error> {
        let warnings = {
            let view = self.view(KnownAt::Head)?;
            let names = vec![(Noun::Person, name), (Noun::Person, into)];
            let known = view.known_of(&Subjects { names, ..Subjects::default() })?;
            let world = World::fold(&known, view.zone());
            let keys = [name, into].map(|name| recorded_key(&view, &world, name));
            let [one, other] = keys;
            let (one, other) = (one?, other?);
            if one == other && world.names.check_alias(Noun::Person, name, into).is_ok() {
                return Err(Error::Refused(format!("`{name}` is a name of `{}` already", world.person(&one))));
            }
            self.warnings_of_merging(&world, (name, &one), (into, &other))
        };
        let mut fields = Fields::default();
        fields.set(Field::Name, name.as_str());
        fields.set(Field::Of, into.as_str());
        fields.set(Field::Names, Noun::Person.word());
        fields.set(Field::Why, why.as_str());
        let draft = Draft { kind: Kind::Alias, fields, quotation, key: None };
        let mut receipts = self.append(vec![draft], options)?;
        receipts.warnings.extend(warnings);
        Ok(receipts)
    }

    fn warnings_of_merging(
        &self,
        world: &World<'_>,
        (name, one): (&Name, &NameKey),
        (into, other): (&Name, &NameKey),
    ) -> Vec<String> {
        let together = held_together(world, one, other);
        let told = together.iter().take(TOGETHER_MOST).map(|both| {
            let since = moment_in_words(self.zone(), both.since);
            format!(
                "from {since} `{name}` holds {} and `{into}` holds {}: if they are two people, retract this alias",
                both.one, both.other
            )
        });
        told.collect()
    }

    /// The standing facts that name a person, by what may tell two people apart,
    /// with the name shown.
    ///
    /// # Errors
    /// [`Error::Unnamed`] where no fact names the person.
    pub fn facts_of(&self, person: &Name) -> Result<(String, Vec<Telling>), Error> {
        let view = self.view(KnownAt::Head)?;
        view.of_person(person, |world| {
            let key = view.person_key(world, person)?;
            let told = facts_of(world, &key).into_iter().filter_map(|of| {
                let record = world.knowledge.record(of.fact)?;
                let article = of.source.and_then(|source| world.knowledge.articles.get(&source));
                let label = article.map(|article| article.source.description.label.to_string());
                Some(Telling { seq: record.origin.0, says: record.current()?.clone(), label, of })
            });
            Ok((world.person(&key), told.collect()))
        })
    }

    /// Proposes to give some facts of a person to another name, together with
    /// the appointments and departures that belong to them. Changes nothing.
    ///
    /// # Errors
    /// [`Error::Unnamed`] where no fact names the person, [`Error::NotFound`]
    /// or [`Error::Target`] where an event is no standing fact, and
    /// [`Error::Refused`] where one does not name the person, or the new name
    /// is not told apart from the old one.
    pub fn propose_split(&self, person: &Name, becomes: &Name, events: &[String]) -> Result<Split, Error> {
        let view = self.view(KnownAt::Head)?;
        let seqs = events.iter().map(|event| self.find_event(event)).collect::<Result<Vec<_>, _>>()?;
        let mut subjects = Subjects { events: seqs, ..of_one(person) };
        subjects.names.push((Noun::Person, becomes));
        let known = view.known_of(&subjects)?;
        let world = World::fold(&known, view.zone());
        let key = view.person_key(&world, person)?;
        check_apart(&world, person, &key, becomes)?;
        let mut asked: BTreeMap<(Seq, EventId), Option<Seq>> = BTreeMap::new();
        for event in events {
            let record = known.target(self.find_event_id(event)?)?;
            if rewritten(&world, record, &key).is_none() {
                return Err(Error::Refused(format!("event {event} does not name `{}`", world.person(&key))));
            }
            asked.insert(record.origin, None);
        }
        take_along(&known, &world, &key, &mut asked);
        let rewrites = asked.into_iter().filter_map(|(origin, with)| {
            let record = known.record(origin.1)?;
            let (before, changes) = rewritten(&world, record, &key)?;
            Some(Rewrite { fact: origin, before, changes, with })
        });
        let mut rewrites: Vec<Rewrite> = rewrites.collect();
        // A departure may name what it ends once that is of the same person again.
        rewrites.sort_by_key(|rewrite| (rewrite.before.claim.kind() == Kind::Departed, rewrite.fact));
        let mut warnings = Vec::new();
        if world.names.knows(Noun::Person, &NameKey::of(becomes)) {
            let theirs = facts_of(&world, &world.names.resolve(Noun::Person, becomes)).len();
            warnings.push(format!("`{becomes}` is recorded already, in {theirs} facts, and would have these too"));
        } else if let Some(near) = view.near_name(Noun::Person, becomes)? {
            warnings.push(format!("`{becomes}` is new and nearly `{near}`, who is somebody else"));
        }
        Ok(Split { person: world.person(&key), becomes: becomes.clone(), rewrites, warnings })
    }

    /// Gives the facts of a proposal to the other name, all or none.
    ///
    /// # Errors
    /// As for [`amend_all`](Self::amend_all).
    pub fn split(&mut self, split: &Split, why: &Text, options: &Options) -> Result<Receipts, Error> {
        let amendments = split.rewrites.iter().map(|rewrite| {
            let mut changes = Fields::default();
            for (field, _) in &rewrite.changes {
                changes.set(*field, split.becomes.as_str());
            }
            (rewrite.fact.1, Amendment { changes, cleared: Vec::new(), quotation: None, why: why.clone() })
        });
        self.amend_all(amendments.collect(), options)
    }
}

/// The person of a name that is recorded as it is given: identifiers name no alias.
fn recorded_key(view: &View<'_>, world: &World<'_>, name: &Name) -> Result<NameKey, Error> {
    if world.names.knows(Noun::Person, &NameKey::of(name)) {
        return Ok(world.names.resolve(Noun::Person, name));
    }
    Err(view.unnamed(Noun::Person, name, None))
}

/// A name that is to be somebody else's has to look like it.
fn check_apart(world: &World<'_>, person: &Name, key: &NameKey, becomes: &Name) -> Result<(), Error> {
    let shown = world.person(key);
    let new = NameKey::of(becomes);
    if world.names.resolve(Noun::Person, becomes) == *key {
        return Err(Error::Refused(format!(
            "`{becomes}` is a name of `{shown}`: give another one, such as `{person} #2`"
        )));
    }
    let known = world.names.knows(Noun::Person, &new);
    if !known && LooseKey::of(&new).is_one_slip_from(&LooseKey::of(key)) {
        return Err(Error::Refused(format!(
            "`{becomes}` would be taken for a slip of `{shown}`: tell them apart with a number, such as `{person} #2`"
        )));
    }
    Ok(())
}

/// The fields of a fact that name a person. An alias is given to another
/// person by what it stands for, since the spelling is the one in the articles.
fn rewritten(world: &World<'_>, record: &Record, key: &NameKey) -> Option<(Fact, Vec<(Field, String)>)> {
    let fact = record.current()?;
    let is_it = |name: &Name| world.names.resolve(Noun::Person, name) == *key;
    let fields = match &fact.claim {
        Claim::Alias { of, noun: Noun::Person, .. } => vec![(Field::Of, Some(of))],
        Claim::Departed { holding, by, .. } => vec![(Field::Person, Some(&holding.person)), (Field::By, by.as_ref())],
        claim => {
            let people = claim.names().into_iter().filter(|(noun, _)| *noun == Noun::Person);
            people.map(|(_, name)| (Field::Person, Some(name))).collect()
        }
    };
    let named =
        fields.into_iter().filter_map(|(field, name)| Some((field, name.filter(|name| is_it(name))?.to_string())));
    let changes: Vec<(Field, String)> = named.collect();
    (!changes.is_empty()).then(|| (fact.clone(), changes))
}

/// Adds the appointments that the departures among some facts end, and the
/// departures that end the appointments among them, until none is missing.
fn take_along(
    knowledge: &Knowledge,
    world: &World<'_>,
    key: &NameKey,
    asked: &mut BTreeMap<(Seq, EventId), Option<Seq>>,
) {
    let mut pairs: BTreeSet<((Seq, EventId), (Seq, EventId))> = BTreeSet::new();
    let is_of = |record: &Record| {
        rewritten(world, record, key)
            .is_some_and(|(_, changes)| changes.iter().any(|(field, _)| *field == Field::Person))
    };
    for survivor in knowledge.survivors().filter(|survivor| is_of(survivor.record)) {
        if let Claim::Departed { ends: Some(ends), .. } = survivor.fact.claim
            && let Some(appointment) = knowledge.record(ends)
            && is_of(appointment)
        {
            pairs.insert((survivor.record.origin, appointment.origin));
        }
    }
    loop {
        let missing = pairs.iter().flat_map(|(one, other)| [(*one, *other), (*other, *one)]);
        let missing = missing.filter(|(there, absent)| asked.contains_key(there) && !asked.contains_key(absent));
        let Some((there, absent)) = missing.min() else { return };
        asked.insert(absent, Some(there.0));
    }
}
