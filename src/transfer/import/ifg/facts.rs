//! What the rows say, as facts.

use std::collections::{BTreeMap, BTreeSet};

use super::super::naming::{Handle, Naming};
use super::super::{DataSet, Known, RefusedRow, Unit, fields};
use super::tables::{Appointment, Organisation, Person, Post, Standing, Tables};
use crate::domain::{Capacity, Field, How, Kind, Noun, Turn};

/// Says everything.
pub(super) fn say(tables: &Tables, known: &Known, data: &mut DataSet) {
    say_organisations(tables, known, data);
    let people = say_persons(tables, known, data);
    say_posts(tables, known, data);
    let holdings = holdings(tables);
    for appointment in &tables.appointments.rows {
        let saying = Saying { tables, people: &people, holdings: &holdings };
        match saying.of(appointment) {
            Ok(unit) => data.units.push(unit),
            Err(why) => {
                let key = Some(format!("appointment/{}", appointment.id));
                data.refused.push(RefusedRow { key, place: appointment.place.clone(), why });
            }
        }
    }
    let changing = tables.appointments.rows.iter().filter(|appointment| {
        let standings = tables.standings.get(&appointment.id).map_or(&[][..], Vec::as_slice);
        standings.windows(2).any(|pair| pair[0].cabinet != pair[1].cabinet)
    });
    let changing = changing.count();
    if changing > 0 {
        data.notes.push(format!(
            "{changing} appointments change their rank while they are held: the first one is shown, and each change is a status with the new one as its note"
        ));
    }
    // Those of a row that is refused are told by it.
    let refused: BTreeSet<String> = data.refused.iter().filter_map(|row| row.key.clone()).collect();
    let orphans = tables.standings.iter().filter(|(id, _)| tables.appointments.get(id).is_none());
    for (id, standings) in orphans.filter(|(id, _)| !refused.contains(&format!("appointment/{id}"))) {
        for standing in standings {
            let why = format!("it is of appointment {id}, which is in no row");
            data.refused.push(RefusedRow { key: None, place: standing.place.clone(), why });
        }
    }
}

fn say_organisations(tables: &Tables, known: &Known, data: &mut DataSet) {
    let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for organisation in &tables.organisations.rows {
        if let Some(short) = &organisation.short_name {
            named.entry(short).or_default().insert(&organisation.name);
        }
    }
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    tables.organisations.rows.iter().for_each(|organisation| *names.entry(&organisation.name).or_default() += 1);
    let mut said = BTreeSet::new();
    for organisation in &tables.organisations.rows {
        let mut unit = Unit::new(format!("organisation/{}", organisation.id), organisation.place.clone());
        let name = Some(organisation.name.as_str());
        let note = lifetime(organisation);
        let top = known.top.as_deref().filter(|top| Some(*top) != name);
        let body = [(Field::Body, name), (Field::PartOf, top), (Field::Note, note.as_deref())];
        unit.say("is", Kind::Body, fields(body));
        let id = [(Field::Body, name), (Field::Scheme, Some(&*known.scheme)), (Field::Id, Some(&*organisation.id))];
        unit.say("id", Kind::Identified, fields(id));
        if let Some(short) = &organisation.short_name
            && named[short.as_str()].len() == 1
            && !names.contains_key(short.as_str())
            && said.insert(short)
        {
            let alias = [(Field::Name, Some(short.as_str())), (Field::Of, name), (Field::Names, Some("body"))];
            unit.say("short", Kind::Alias, fields(alias));
        }
        data.units.push(unit);
    }
    let joined: Vec<&str> = names.iter().filter(|(_, times)| **times > 1).map(|(name, _)| *name).collect();
    if !joined.is_empty() {
        data.notes.push(format!("organisations of one name are one body: {}", joined.join(", ")));
    }
    let shared: Vec<&str> = named.iter().filter(|(_, names)| names.len() > 1).map(|(short, _)| *short).collect();
    if !shared.is_empty() {
        data.notes.push(format!("short names that several bodies share are no aliases: {}", shared.join(", ")));
    }
}

/// From when to when an organisation was there, in words: no kind of fact says so.
fn lifetime(organisation: &Organisation) -> Option<String> {
    match (&organisation.from, &organisation.to) {
        (Some(from), Some(to)) => Some(format!("from {from} to {to}")),
        (Some(from), None) => Some(format!("from {from}")),
        (None, Some(to)) => Some(format!("to {to}")),
        (None, None) => None,
    }
}

/// Names everybody; answers with the names by identifier.
fn say_persons<'t>(tables: &'t Tables, known: &Known, data: &mut DataSet) -> BTreeMap<&'t str, Handle> {
    let mut naming = Naming::of(Noun::Person);
    let key = |person: &Person| format!("person/{}", person.id);
    let mut handles: BTreeMap<&str, Handle> = BTreeMap::new();
    // Whose name may stand in a row that is refused keeps the one from before.
    let refused: BTreeSet<&str> = data.refused.iter().filter_map(|row| row.key.as_deref()).collect();
    for person in &tables.persons.rows {
        let unit = key(person);
        let kept = naming.keep(&unit, known.names.get(&unit), &person.names, refused.contains(unit.as_str()));
        handles.extend(kept.map(|handle| (&*person.id, handle)));
    }
    for person in &tables.persons.rows {
        let Some(current) = person.current() else { continue };
        handles.entry(&person.id).or_insert_with(|| naming.give(&key(person), &current.name));
    }
    let mut shared = Vec::new();
    for person in &tables.persons.rows {
        let (Some(current), Some(handle)) = (person.current(), handles.get(&*person.id)) else { continue };
        let mut unit = Unit::new(key(person), current.place.clone());
        let own = (&*known.scheme, &*person.id, &current.place);
        let others = person.others.iter().map(|(scheme, id, place)| (*scheme, id.as_str(), place));
        for (scheme, id, place) in std::iter::once(own).chain(others) {
            let statement = if scheme == known.scheme { "id".to_owned() } else { format!("id/{scheme}") };
            let of = [(Field::Person, Some(&*handle.name)), (Field::Scheme, Some(scheme)), (Field::Id, Some(id))];
            unit.say(statement, Kind::Identified, fields(of)).places = vec![place.clone()];
        }
        shared.extend(naming.say_others(&mut unit, handle, &current.name, &person.names));
        data.units.push(unit);
    }
    if !shared.is_empty() {
        data.notes.push(format!("names that several people share are no aliases: {}", shared.join(", ")));
    }
    handles
}

/// A post is known by its name in its body, so only an identifier whose name
/// no other post has can be said of a post.
fn say_posts(tables: &Tables, known: &Known, data: &mut DataSet) {
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    tables.posts.rows.iter().for_each(|post| *named.entry(&post.name).or_default() += 1);
    let mut left_out = 0;
    for post in &tables.posts.rows {
        if named[&*post.name] > 1 {
            left_out += 1;
            continue;
        }
        let mut unit = Unit::new(format!("post/{}", post.id), post.place.clone());
        let id = [
            (Field::Post, Some(post.name.as_str())),
            (Field::Scheme, Some(known.scheme.as_str())),
            (Field::Id, Some(post.id.as_str())),
        ];
        unit.say("id", Kind::Identified, fields(id));
        data.units.push(unit);
    }
    if left_out > 0 {
        data.notes
            .push(format!("{left_out} posts share their name with others, and so their identifiers are left out"));
    }
}

/// From when to when each person held something.
type Holdings<'t> = BTreeMap<&'t str, Vec<(&'t str, Option<&'t str>, &'t str)>>;

fn holdings(tables: &Tables) -> Holdings<'_> {
    let mut holdings: Holdings<'_> = BTreeMap::new();
    for appointment in &tables.appointments.rows {
        if let Some(from) = &appointment.from {
            let held = (from.as_str(), appointment.to.as_deref(), appointment.id.as_str());
            holdings.entry(&appointment.person).or_default().push(held);
        }
    }
    holdings
}

struct Saying<'t> {
    tables: &'t Tables,
    people: &'t BTreeMap<&'t str, Handle>,
    holdings: &'t Holdings<'t>,
}

impl Saying<'_> {
    fn of(&self, appointment: &Appointment) -> Result<Unit, String> {
        let none = |table: &str, id: &str| format!("it names {table} {id}, which is in no row that was taken");
        let person = self.people.get(&*appointment.person).ok_or_else(|| none("person", &appointment.person))?;
        let post = self.tables.posts.get(&appointment.post).ok_or_else(|| none("post", &appointment.post))?;
        let organisation = self.tables.organisations.get(&post.organisation);
        let organisation = organisation.ok_or_else(|| none("organisation", &post.organisation))?;
        if appointment.from.is_none() && appointment.to.is_none() {
            return Err("it has neither a start nor an end, and no day is made up".to_owned());
        }
        let mut unit = Unit::new(format!("appointment/{}", appointment.id), appointment.place.clone());
        let holding = [
            (Field::Person, Some(person.name.as_str())),
            (Field::Body, Some(organisation.name.as_str())),
            (Field::Post, Some(post.name.as_str())),
        ];
        let standings = self.tables.standings.get(&appointment.id).map_or(&[][..], Vec::as_slice);
        if let Some(from) = &appointment.from {
            self.say_beginning(&mut unit, holding, from, (appointment, post, organisation), standings);
        }
        if let Some(to) = &appointment.to {
            let ends = appointment.from.as_ref().map(|_| format!("{}/began", unit.key));
            let more = [
                (Field::How, Some(self.how(appointment, to).word())),
                (Field::When, Some(to.as_str())),
                (Field::Ends, ends.as_deref()),
            ];
            unit.say("ended", Kind::Departed, fields(holding.into_iter().chain(more)));
        }
        say_changes(&mut unit, holding, standings);
        Ok(unit)
    }

    fn say_beginning(
        &self,
        unit: &mut Unit,
        holding: [(Field, Option<&str>); 3],
        from: &str,
        (appointment, post, organisation): (&Appointment, &Post, &Organisation),
        standings: &[Standing],
    ) {
        let first = standings.first();
        let note = post.rank.as_ref().map(|rank| format!("rank equivalence: {rank}"));
        let more = [
            (Field::When, Some(from)),
            (Field::Acting, first.filter(|first| first.is_acting).map(|_| "true")),
            (Field::Rank, first.and_then(|first| first.cabinet.as_deref())),
            (Field::Note, note.as_deref()),
        ];
        let person = self.tables.persons.get(&appointment.person).and_then(Person::current);
        // The row itself has identifiers only: the rows that say what they mean stand beside it.
        let beside = person.map(|named| &named.place).into_iter().chain([&post.place, &organisation.place]);
        let places = std::iter::once(&appointment.place).chain(beside).chain(first.map(|first| &first.place));
        let places = places.cloned().collect();
        unit.say("began", Kind::Appointed, fields(holding.into_iter().chain(more))).places = places;
    }

    /// Who still holds or takes another post that day was moved; of others
    /// nothing is said.
    fn how(&self, appointment: &Appointment, to: &str) -> How {
        let others = self.holdings.get(&*appointment.person).into_iter().flatten();
        let mut others = others.filter(|(_, _, id)| *id != appointment.id);
        let moved = others.any(|(from, until, _)| *from <= to && until.is_none_or(|until| until > to));
        if moved { How::Reshuffled } else { How::Unknown }
    }
}

/// Says where the standing of an appointment changes while it is held.
fn say_changes(unit: &mut Unit, holding: [(Field, Option<&str>); 3], standings: &[Standing]) {
    let attends = |standing: &Standing| standing.cabinet.as_deref().is_some_and(|rank| rank.starts_with("Attends"));
    // Whoever stands in holds nothing in full, whatever the rank.
    let in_full = |standing: &Standing| standing.cabinet.as_deref() == Some("Full cabinet") && !standing.is_acting;
    let began_acting = standings.first().is_some_and(|first| first.is_acting);
    let (mut acting, mut on_leave, mut attending) = (began_acting, false, false);
    let mut full = standings.first().is_some_and(in_full);
    for standing in standings {
        let changes = [
            (&mut acting, standing.is_acting, Capacity::Acting, None),
            (&mut on_leave, standing.is_on_leave, Capacity::OnLeave, standing.leave_reason.as_deref()),
            (&mut attending, attends(standing), Capacity::Attending, standing.cabinet.as_deref()),
            (&mut full, in_full(standing), Capacity::Full, standing.cabinet.as_deref()),
        ];
        for (before, now, capacity, note) in changes {
            let Some(from) = standing.from.as_deref().filter(|_| *before != now) else { continue };
            *before = now;
            let (capacity, turn) = match (capacity, now) {
                (capacity, true) => (capacity, Turn::Began),
                // Who was appointed to stand in does so no more by holding it in full.
                (Capacity::Acting, false) if began_acting => (Capacity::Full, Turn::Began),
                (capacity, false) => (capacity, Turn::Ended),
            };
            let more = [
                (Field::Status, Some(capacity.word())),
                (Field::Change, Some(turn.word())),
                (Field::When, Some(from)),
                (Field::Note, note),
            ];
            let statement = format!("{capacity}/{turn}/{from}");
            let places = vec![standing.place.clone(), unit.place.clone()];
            unit.say(statement, Kind::Status, fields(holding.into_iter().chain(more))).places = places;
        }
    }
}
