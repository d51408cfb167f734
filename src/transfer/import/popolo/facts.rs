//! What the objects say, as facts.

use std::collections::{BTreeMap, BTreeSet};

use super::super::naming::{Handle, Named, Naming};
use super::super::{DataSet, Known, Place, RefusedRow, Unit, fields};
use super::objects::{Entity, Membership, Objects};
use crate::domain::{Basis, Field, How, Kind, Noun, PostChange};

/// Says everything.
pub(super) fn say(objects: &Objects, known: &Known, data: &mut DataSet) {
    let mut saying = Saying::of(objects, known);
    saying.name_everybody();
    saying.say_bodies(data);
    saying.say_persons(data);
    saying.say_posts(data);
    for membership in &objects.memberships {
        match saying.membership(membership, data) {
            Ok(unit) => data.units.push(unit),
            Err(why) => {
                let key = Some(membership.key.clone());
                data.refused.push(RefusedRow { key, place: membership.place.clone(), why });
            }
        }
    }
    let (shared, by_id) = (&saying.shared, saying.named_by_id);
    let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for body in &objects.organizations {
        if let Some(handle) = saying.handles.get(&format!("organizations/{}", body.id)) {
            names.entry(&handle.name).or_default().insert(&body.id);
        }
    }
    let joined: Vec<&str> = names.iter().filter(|(_, ids)| ids.len() > 1).map(|(name, _)| *name).collect();
    if !joined.is_empty() {
        data.notes.push(format!("organizations of one name and one parent are one body: {}", joined.join(", ")));
    }
    if !shared.is_empty() {
        data.notes.push(format!("names that several share are no aliases: {}", shared.join(", ")));
    }
    if by_id > 0 {
        data.notes.push(format!(
            "{by_id} {} named by identifier alone, since no file says the name: import the file that does, and each becomes an alias of it",
            if by_id == 1 { "person or body is" } else { "persons and bodies are" }
        ));
    }
}

struct Saying<'o> {
    objects: &'o Objects,
    known: &'o Known,
    persons: Naming,
    bodies: Naming,
    /// The names given, by the key of the unit.
    handles: BTreeMap<String, Handle>,
    /// Units of persons and bodies that are only referred to, which were said.
    referred: BTreeSet<String>,
    labels: BTreeMap<&'o str, usize>,
    posts: BTreeMap<&'o str, &'o Entity>,
    shared: Vec<String>,
    named_by_id: u64,
}

impl<'o> Saying<'o> {
    fn of(objects: &'o Objects, known: &'o Known) -> Self {
        let mut labels: BTreeMap<&str, usize> = BTreeMap::new();
        for post in &objects.posts {
            *labels.entry(current(&post.names)).or_default() += 1;
        }
        Self {
            objects,
            known,
            persons: Naming::of(Noun::Person),
            bodies: Naming::of(Noun::Body),
            handles: BTreeMap::new(),
            referred: BTreeSet::new(),
            labels,
            posts: objects.posts.iter().map(|post| (post.id.as_str(), post)).collect(),
            shared: Vec::new(),
            named_by_id: 0,
        }
    }

    /// First those that have a name from before, so that it stays theirs.
    fn name_everybody(&mut self) {
        let objects = self.objects;
        for keep in [true, false] {
            for (array, entities) in [("persons", &objects.persons), ("organizations", &objects.organizations)] {
                for entity in entities {
                    let unit = format!("{array}/{}", entity.id);
                    if self.handles.contains_key(&unit) {
                        continue;
                    }
                    let known = self.known.names.get(&unit).or_else(|| self.known.elsewhere.get(&unit));
                    let (naming, owner) = match array {
                        "persons" => (&mut self.persons, unit.clone()),
                        // Bodies of one name in the same body are one.
                        _ => (&mut self.bodies, body_owner(entity)),
                    };
                    let handle = match keep {
                        true => naming.keep(&owner, known, &entity.names, false).or_else(|| {
                            // A name that was the identifier itself stays, as one that stands for the real one.
                            known.filter(|known| known.name == entity.id).map(|known| naming.give(&owner, &known.name))
                        }),
                        false => Some(naming.give(&owner, current(&entity.names))),
                    };
                    self.handles.extend(handle.map(|handle| (unit, handle)));
                }
            }
        }
    }

    fn say_bodies(&mut self, data: &mut DataSet) {
        for entity in &self.objects.organizations {
            let mut unit = self.unit("organizations", entity);
            let Some(handle) = self.handles.get(&unit.key).cloned() else { continue };
            let parent = entity.parent.as_deref().and_then(|parent| self.body(parent, &entity.place, data));
            let parent = parent.or_else(|| self.known.top.clone()).filter(|parent| *parent != handle.name);
            let body = [
                (Field::Body, Some(handle.name.as_str())),
                (Field::PartOf, parent.as_deref()),
                (Field::Seats, entity.seats.as_deref()),
                (Field::Note, entity.note.as_deref()),
            ];
            unit.say("is", Kind::Body, fields(body));
            self.say_identifiers(&mut unit, Field::Body, &handle.name, entity);
            let others = self.bodies.say_others(&mut unit, &handle, current(&entity.names), &entity.names);
            self.shared.extend(others);
            data.units.push(unit);
        }
    }

    fn say_persons(&mut self, data: &mut DataSet) {
        for entity in &self.objects.persons {
            let mut unit = self.unit("persons", entity);
            let Some(handle) = self.handles.get(&unit.key).cloned() else { continue };
            self.say_identifiers(&mut unit, Field::Person, &handle.name, entity);
            let others = self.persons.say_others(&mut unit, &handle, current(&entity.names), &entity.names);
            self.shared.extend(others);
            data.units.push(unit);
        }
    }

    /// When posts came to be and ceased; identifiers only of those whose label
    /// no other has, since a post is known by its name.
    fn say_posts(&mut self, data: &mut DataSet) {
        for entity in &self.objects.posts {
            let mut unit = self.unit("posts", entity);
            let label = current(&entity.names);
            if self.labels.get(label) == Some(&1) {
                self.say_identifiers(&mut unit, Field::Post, label, entity);
            }
            let Some(body) = entity.parent.as_deref().and_then(|parent| self.body(parent, &entity.place, data)) else {
                data.units.push(unit);
                continue;
            };
            for (when, change) in [(&entity.from, PostChange::Created), (&entity.to, PostChange::Abolished)] {
                if let Some(when) = when {
                    let post = [
                        (Field::Body, Some(body.as_str())),
                        (Field::Post, Some(label)),
                        (Field::Change, Some(change.word())),
                        (Field::When, Some(when.as_str())),
                    ];
                    unit.say(change.word(), Kind::Post, fields(post));
                }
            }
            data.units.push(unit);
        }
    }

    fn unit(&self, array: &str, entity: &Entity) -> Unit {
        Unit::new(format!("{array}/{}", entity.id), entity.place.clone())
    }

    fn say_identifiers(&self, unit: &mut Unit, field: Field, handle: &str, entity: &Entity) {
        let own = (self.known.scheme.as_str(), entity.id.as_str());
        let others = entity.identifiers.iter().map(|(scheme, id)| (scheme.as_str(), id.as_str()));
        let mut said = BTreeSet::new();
        for (scheme, id) in std::iter::once(own).chain(others.filter(|other| *other != own)) {
            let is_own = said.is_empty();
            if !said.insert((scheme, id)) {
                continue;
            }
            // One of several in a scheme is known by what it is.
            let statement = if is_own { "id".to_owned() } else { format!("id/{scheme}/{id}") };
            let note = entity.note.as_deref().filter(|_| is_own && field != Field::Body);
            let of = [(field, Some(handle)), (Field::Scheme, Some(scheme)), (Field::Id, Some(id)), (Field::Note, note)];
            unit.say(statement, Kind::Identified, fields(of));
        }
    }

    /// The name of a body, by its identifier.
    fn body(&mut self, id: &str, place: &Place, data: &mut DataSet) -> Option<String> {
        self.referred("organizations", id, place, data)
    }

    /// The name of what an object refers to. What no file describes has the
    /// name that another file gave it, else its identifier for a name, and is
    /// said to have it.
    fn referred(&mut self, array: &str, id: &str, place: &Place, data: &mut DataSet) -> Option<String> {
        let id = self.objects.resolve(array, id);
        let key = format!("{array}/{id}");
        if let Some(handle) = self.handles.get(&key) {
            return Some(handle.name.clone());
        }
        let own = self.known.names.get(&key);
        if own.is_none()
            && let Some(known) = self.known.elsewhere.get(&key)
        {
            return Some(known.name.clone());
        }
        let noun = if array == "persons" { Field::Person } else { Field::Body };
        let handle = own.map_or_else(|| id.to_owned(), |known| known.name.clone());
        self.named_by_id += u64::from(handle == id);
        if self.referred.insert(key.clone()) {
            let mut unit = Unit::new(key.clone(), place.clone());
            if let (Field::Body, Some(top)) = (noun, self.known.top.as_deref()) {
                unit.say("is", Kind::Body, fields([(Field::Body, Some(&*handle)), (Field::PartOf, Some(top))]));
            }
            let scheme = Some(self.known.scheme.as_str());
            let of = [(noun, Some(handle.as_str())), (Field::Scheme, scheme), (Field::Id, Some(id))];
            unit.say("id", Kind::Identified, fields(of));
            data.units.push(unit);
        }
        self.handles.insert(key, Handle { name: handle.clone(), is_ours: false });
        Some(handle)
    }

    fn membership(&mut self, membership: &Membership, data: &mut DataSet) -> Result<Unit, String> {
        let place = &membership.place;
        let person = self.referred("persons", &membership.person, place, data).ok_or("it names nobody")?;
        let post = match &membership.post {
            None => None,
            Some(id) => Some(
                *self
                    .posts
                    .get(self.objects.resolve("posts", id))
                    .ok_or_else(|| format!("it names the post {id}, which is in no object that was taken"))?,
            ),
        };
        let organization = membership.organization.as_deref().or_else(|| post?.parent.as_deref());
        let body = match organization {
            Some(id) => self.body(id, place, data),
            None => self.known.top.clone(),
        };
        let body = body.ok_or("it names no organization: say with --body which one is meant")?;
        let label = post.map(|post| current(&post.names));
        // `member` is what the format says of a seat that is no post.
        let role = membership.role.as_deref().filter(|role| !role.eq_ignore_ascii_case("member"));
        let holding = [(Field::Person, Some(&*person)), (Field::Body, Some(&*body)), (Field::Post, label.or(role))];
        let mut unit = Unit::new(membership.key.clone(), place.clone());
        self.say_times(&mut unit, holding, membership)?;
        if let Some(behalf) = &membership.behalf
            && let Some(group) = self.body(behalf, place, data)
        {
            let aligned = [(Field::Person, Some(&*person)), (Field::Group, Some(&*group))];
            unit.say("behalf", Kind::Aligned, fields(aligned));
        }
        Ok(unit)
    }

    fn say_times(
        &self,
        unit: &mut Unit,
        holding: [(Field, Option<&str>); 3],
        membership: &Membership,
    ) -> Result<(), String> {
        let span = self.span(membership);
        let note = (Field::Note, membership.note.as_deref());
        if let Some(from) = span.from {
            let more = [
                (Field::When, Some(from)),
                (Field::Acting, span.acting.then_some("true")),
                (Field::Rank, span.rank),
                note,
            ];
            unit.say("began", Kind::Appointed, fields(holding.into_iter().chain(more)));
        }
        if let Some(to) = span.to {
            let ends = span.from.map(|_| format!("{}/began", unit.key));
            let more = [
                (Field::How, Some(span.how.word())),
                (Field::Reason, span.reason),
                (Field::When, Some(to)),
                (Field::Ends, ends.as_deref()),
            ];
            let note = span.from.is_none().then_some(note);
            unit.say("ended", Kind::Departed, fields(holding.into_iter().chain(more).chain(note)));
        }
        if span.from.is_some() || span.to.is_some() {
            return Ok(());
        }
        let Some(day) = self.known.day.as_deref() else {
            return Err("it has neither a start nor an end: say with --as-of of which day the file is, and it is taken as held then".to_owned());
        };
        let more =
            [(Field::When, Some(day)), (Field::Basis, Some(Basis::Published.word())), (Field::Rank, span.rank), note];
        unit.say("held", Kind::Held, fields(holding.into_iter().chain(more)));
        Ok(())
    }

    /// When and how a membership began and ended: exactly, where our own
    /// export says so; else its dates, and for those that it does not have the
    /// ones of its legislative period.
    fn span<'m>(&'m self, membership: &'m Membership) -> Span<'m> {
        if let Some(exact) = &membership.exact {
            return Span {
                from: exact.from.as_deref(),
                to: exact.to.as_deref().filter(|_| exact.ended),
                how: exact.how.as_deref().and_then(|how| how.parse().ok()).unwrap_or(How::Unknown),
                reason: None,
                acting: exact.acting,
                rank: exact.rank.as_deref(),
            };
        }
        let period = membership.period.as_ref().and_then(|period| self.objects.periods.get(period));
        let (begins, ends) = period.map_or((None, None), |(from, to)| (from.as_deref(), to.as_deref()));
        let (how, reason) = match membership.end_reason.as_deref() {
            Some(reason) => how_of(reason),
            None if membership.to.is_none() && ends.is_some() => (How::TermEnded, None),
            None => (How::Unknown, None),
        };
        Span {
            from: membership.from.as_deref().or(begins),
            to: membership.to.as_deref().or(ends),
            how,
            reason,
            acting: false,
            rank: None,
        }
    }
}

struct Span<'m> {
    from: Option<&'m str>,
    to: Option<&'m str>,
    how: How,
    reason: Option<&'m str>,
    acting: bool,
    rank: Option<&'m str>,
}

/// The way out that a reason for an end is, and the reason itself where no way
/// out says all of it.
fn how_of(reason: &str) -> (How, Option<&str>) {
    match reason {
        "died" => (How::Died, None),
        "resigned" => (How::Resigned, None),
        "retired" | "general_election_not_standing" => (How::StoodDown, Some(reason)),
        "general_election" | "general_election_standing" | "dissolution" => (How::TermEnded, Some(reason)),
        "still_in_office" => (How::Unknown, None),
        other => (How::Unknown, Some(other)),
    }
}

fn current(names: &[Named]) -> &str {
    names.last().map_or("", |named| named.name.as_str())
}

/// What bodies have to share to be one: their name and the body they are part of.
fn body_owner(entity: &Entity) -> String {
    format!("{}\n{}", entity.parent.as_deref().unwrap_or_default(), current(&entity.names))
}
