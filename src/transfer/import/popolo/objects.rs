//! The objects of a Popolo text, as far as facts are made of them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::elements::Element;
use super::super::naming::Named;
use super::super::{Place, RefusedRow};
use super::names::names;
use crate::proof::source_digest;

/// The most bytes of a remark; the whole of it stands in the object, which is cited.
const NOTE_LEN_MAX: usize = 1_000;

/// What persons, organizations and posts have in common.
#[derive(Debug)]
pub(super) struct Entity {
    pub id: String,
    /// Every name, the current one last.
    pub names: Vec<Named>,
    pub identifiers: Vec<(String, String)>,
    pub note: Option<String>,
    /// The organization that it is part of.
    pub parent: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub seats: Option<String>,
    pub place: Place,
}

/// Who was what, where and when.
#[derive(Debug)]
pub(super) struct Membership {
    pub key: String,
    pub person: String,
    pub organization: Option<String>,
    pub post: Option<String>,
    pub role: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub end_reason: Option<String>,
    pub behalf: Option<String>,
    pub period: Option<String>,
    pub area: Option<String>,
    pub note: Option<String>,
    /// What our own export writes beside what the format knows.
    pub exact: Option<Exact>,
    pub place: Place,
}

/// A membership with everything that Popolo has no word for.
#[derive(Debug)]
pub(super) struct Exact {
    pub from: Option<String>,
    pub to: Option<String>,
    pub ended: bool,
    pub how: Option<String>,
    pub acting: bool,
    pub rank: Option<String>,
}

/// Everything that was read.
#[derive(Debug, Default)]
pub(super) struct Objects {
    pub persons: Vec<Entity>,
    pub organizations: Vec<Entity>,
    pub posts: Vec<Entity>,
    pub memberships: Vec<Membership>,
    /// When terms began and ended, by their identifier.
    pub periods: BTreeMap<String, (Option<String>, Option<String>)>,
    /// The objects that only point to another one, by array and identifier.
    redirects: BTreeMap<(String, String), String>,
    /// How many memberships are of nobody any more.
    pub vacated: u64,
    /// What was not taken.
    pub refused: Vec<RefusedRow>,
    /// How many objects only repeat another one.
    pub repeated: u64,
    /// The digest of what each unit was made of.
    seen: BTreeMap<String, [u8; 32]>,
}

/// A member of an object as a text: a string or a whole number. A number with a
/// fraction, or too large to be exact, is none.
pub(super) fn text(object: &Value, name: &str) -> Option<String> {
    let text = match object.get(name)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) if !number.is_f64() => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn digest(object: &Value) -> [u8; 32] {
    source_digest(object.to_string().as_bytes())
}

/// A date at which something ended; none for the far one that stands for no end.
fn date(object: &Value, name: &str) -> Option<String> {
    text(object, name).filter(|date| !date.starts_with("9999"))
}

impl Objects {
    /// How many there are of all kinds.
    pub fn len(&self) -> usize {
        self.seen.len() + self.periods.len()
    }

    /// Takes an object of some array, with those inside it.
    pub fn take(&mut self, element: Element) {
        let Element { array, place, value } = element;
        let array = match array.as_str() {
            // A list without a name.
            "" if value.get("person_id").is_some() => "memberships",
            "" => "persons",
            named => named,
        };
        self.take_object(array, &value, &place, &Context::default());
    }

    fn take_object(&mut self, array: &str, object: &Value, place: &Place, inside: &Context) {
        if let (Some(id), Some(to)) = (text(object, "id"), text(object, "redirect")) {
            self.seen.insert(format!("{array}/{id}"), digest(object));
            self.redirects.insert((array.to_owned(), id), to);
            return;
        }
        let taken = match array {
            "persons" | "organizations" | "posts" => self.take_entity(array, object, place, inside),
            "memberships" => self.take_memberships(object, place, inside).map(|()| None),
            "events" => {
                if let Some(id) = text(object, "id") {
                    self.periods.insert(id, (text(object, "start_date"), date(object, "end_date")));
                }
                Ok(None)
            }
            _ => Ok(None),
        };
        match taken {
            Ok(None) => {}
            Ok(Some(within)) => self.take_inside(object, place, &within),
            Err(why) => {
                let key = text(object, "id").map(|id| format!("{array}/{id}"));
                let key = key.filter(|key| !self.seen.contains_key(key));
                self.refused.push(RefusedRow { key, place: place.clone(), why });
            }
        }
    }

    /// Posts and memberships may stand inside what they belong to.
    fn take_inside(&mut self, object: &Value, place: &Place, within: &Context) {
        for array in ["posts", "memberships"] {
            for nested in object.get(array).and_then(Value::as_array).into_iter().flatten() {
                self.take_object(array, nested, place, within);
            }
        }
    }

    /// Whether a unit is new. One that only repeats an earlier object is not,
    /// and is passed over.
    fn is_new(&mut self, key: String, object: &Value) -> Result<bool, String> {
        let digest = digest(object);
        match self.seen.get(&key) {
            None => {
                self.seen.insert(key, digest);
                Ok(true)
            }
            Some(earlier) if *earlier == digest => {
                self.repeated += 1;
                Ok(false)
            }
            Some(_) => Err(
                "an earlier object has the same identifier, or is of the same and has none, and says something else"
                    .to_owned(),
            ),
        }
    }

    /// Takes a person, an organization or a post; answers with what stands inside it.
    fn take_entity(
        &mut self,
        array: &str,
        object: &Value,
        place: &Place,
        inside: &Context,
    ) -> Result<Option<Context>, String> {
        let id = text(object, "id").ok_or("it has no `id`")?;
        let all_names = if array == "posts" { labels(object, place) } else { names(object, place) };
        if all_names.is_empty() {
            return Err("it has no name".to_owned());
        }
        if !self.is_new(format!("{array}/{id}"), object)? {
            return Ok(None);
        }
        let parent = text(object, if array == "posts" { "organization_id" } else { "parent_id" });
        let entity = Entity {
            id: id.clone(),
            names: all_names,
            identifiers: identifiers(object),
            note: note(object),
            parent: parent.or_else(|| inside.organization.clone()),
            from: text(object, "start_date"),
            to: date(object, "end_date"),
            seats: object.get("reshuffle").and_then(|ours| text(ours, "seats")),
            place: place.clone(),
        };
        let id = Some(id);
        Ok(Some(match array {
            "persons" => {
                self.persons.push(entity);
                Context { person: id, ..inside.clone() }
            }
            "organizations" => {
                self.organizations.push(entity);
                Context { organization: id, ..Context::default() }
            }
            _ => {
                self.posts.push(entity);
                Context { post: id, ..inside.clone() }
            }
        }))
    }

    fn take_memberships(&mut self, object: &Value, place: &Place, inside: &Context) -> Result<(), String> {
        let people: Vec<String> = match object.get("person_id") {
            Some(Value::Array(ids)) => ids.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => text(object, "person_id").or_else(|| inside.person.clone()).into_iter().collect(),
        };
        if people.is_empty() && object.get("person_id").is_some_and(Value::is_array) {
            self.vacated += 1;
            return Ok(());
        }
        if people.is_empty() {
            return Err("it has no `person_id`".to_owned());
        }
        for (nth, person) in people.into_iter().enumerate() {
            let membership = Membership {
                key: String::new(),
                organization: text(object, "organization_id").or_else(|| inside.organization.clone()),
                post: text(object, "post_id").or_else(|| inside.post.clone()),
                role: text(object, "role"),
                from: text(object, "start_date"),
                to: date(object, "end_date"),
                end_reason: text(object, "end_reason"),
                behalf: text(object, "on_behalf_of_id"),
                period: text(object, "legislative_period_id"),
                area: text(object, "area_id"),
                note: note(object),
                exact: object.get("reshuffle").map(exact),
                place: place.clone(),
                person,
            };
            let id = text(object, "id").unwrap_or_else(|| membership.by_what_it_says());
            let key = format!("memberships/{id}");
            let key = if nth == 0 { key } else { format!("{key}/{}", membership.person) };
            if self.is_new(key.clone(), object)? {
                self.memberships.push(Membership { key, ..membership });
            }
        }
        Ok(())
    }

    /// Where an identifier of an array leads, in the end.
    pub fn resolve<'a>(&'a self, array: &str, id: &'a str) -> &'a str {
        let mut at = id;
        // As many steps as there are entries: a circle ends somewhere in it.
        for _ in 0..self.redirects.len() {
            match self.redirects.get(&(array.to_owned(), at.to_owned())) {
                Some(to) => at = to,
                None => break,
            }
        }
        at
    }
}

impl Membership {
    /// A name for one that has no identifier.
    fn by_what_it_says(&self) -> String {
        let parts = [&self.organization, &self.post, &self.role, &self.behalf, &self.period, &self.area, &self.from];
        let parts = parts.into_iter().map(|part| part.as_deref().unwrap_or("-"));
        std::iter::once(self.person.as_str()).chain(parts).collect::<Vec<_>>().join("|")
    }
}

/// What an object stands inside of.
#[derive(Debug, Clone, Default)]
struct Context {
    person: Option<String>,
    organization: Option<String>,
    post: Option<String>,
}

fn labels(object: &Value, place: &Place) -> Vec<Named> {
    let named = |name: String| Named { name, from: None, to: None, place: place.clone() };
    let area = object.get("area").and_then(|area| text(area, "name"));
    let label = text(object, "label").or_else(|| text(object, "role")).or(area);
    label.map(named).into_iter().collect()
}

fn identifiers(object: &Value) -> Vec<(String, String)> {
    let listed = object.get("identifiers").and_then(Value::as_array).into_iter().flatten();
    listed.filter_map(|each| Some((text(each, "scheme")?, text(each, "identifier")?))).collect()
}

/// The object's own note and sources, as one remark.
fn note(object: &Value) -> Option<String> {
    let ours = object.get("reshuffle").and_then(|ours| ours.get("notes")).and_then(Value::as_array);
    let ours = ours.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
    let sources = object.get("sources").and_then(Value::as_array).into_iter().flatten();
    let sources = sources.filter_map(|source| {
        let url = text(source, "url")?;
        Some(text(source, "note").map_or_else(|| format!("source: {url}"), |note| format!("source: {url} ({note})")))
    });
    let single = text(object, "source").map(|source| format!("source: {source}"));
    let area = object.get("area").and_then(|area| text(area, "name")).or_else(|| text(object, "area_id"));
    let area = area.map(|area| format!("area: {area}"));
    // Sources that our own export made of quotes belong to the other ledger's articles.
    let sources = sources.filter(|_| object.get("reshuffle").is_none());
    let parts: Vec<String> =
        text(object, "note").into_iter().chain(ours).chain(area).chain(single).chain(sources).collect();
    let joined = parts.join("; ");
    let cut = joined.char_indices().map(|(at, _)| at).find(|at| *at >= NOTE_LEN_MAX);
    (!joined.is_empty()).then(|| cut.map_or(joined.clone(), |at| format!("{}…", &joined[..at])))
}

fn exact(ours: &Value) -> Exact {
    let hows: Vec<&str> =
        ours.get("how").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let is = |name: &str| ours.get(name).and_then(Value::as_bool).unwrap_or(false);
    Exact {
        from: text(ours, "start"),
        to: text(ours, "end"),
        ended: is("ended"),
        how: if let [how] = hows[..] { Some(how.to_owned()) } else { None },
        acting: is("acting"),
        rank: text(ours, "rank"),
    }
}
