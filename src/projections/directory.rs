//! Who and what is named: persons, bodies and posts with their other names and
//! identifiers, as one list of each.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::time::{Moment, MomentRange};
use crate::domain::{Claim, Name, NameKey, Noun, PostTurn, Stance};

use super::history::{Dated, History};
use super::world::World;

/// A person, or a body that nothing else is said of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The name that is shown.
    pub name: String,
    /// The other spellings and styles in use.
    pub other_names: Vec<String>,
    /// Scheme and identifier of each.
    pub identifiers: Vec<(String, String)>,
}

/// A body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedBody {
    /// Its names and identifiers.
    pub listed: Listed,
    /// The bodies that it is part of.
    pub part_of: Vec<String>,
    /// The number of its seats that was last given.
    pub seats: Option<u32>,
}

/// A post of a body, under all its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPost {
    /// The body.
    pub body: String,
    /// Its names and identifiers. An identifier names a post without its body,
    /// so posts of one name in several bodies share it.
    pub listed: Listed,
    /// When it came to be, where that is recorded.
    pub created: Option<Dated>,
    /// When it ceased to be, where that is recorded.
    pub abolished: Option<Dated>,
}

/// Everything that standing facts name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directory {
    /// By name.
    pub persons: Vec<Listed>,
    /// By name.
    pub bodies: Vec<ListedBody>,
    /// By body, then name.
    pub posts: Vec<ListedPost>,
}

/// Lists what standing facts name; posts by their name of a moment, else by their last.
#[must_use]
pub fn directory(world: &World<'_>, at: Option<Moment>) -> Directory {
    let gathered = Gathered::of(world);
    let persons = gathered.listed(world, Noun::Person);
    let bodies = gathered.listed(world, Noun::Body).into_iter().map(|(key, listed)| ListedBody {
        listed,
        part_of: gathered.parents.get(&key).into_iter().flatten().map(|parent| world.body(parent)).collect(),
        seats: world
            .bodies
            .seated(at.unwrap_or(Moment::MAX))
            .find(|(body, ..)| **body == key)
            .map(|(_, seats, _)| seats),
    });
    Directory {
        bodies: bodies.collect(),
        posts: gathered.posts(world, at.unwrap_or(Moment::MAX)),
        persons: persons.into_iter().map(|(_, listed)| listed).collect(),
    }
}

impl Directory {
    /// Leaves what some tenures name, and the bodies that those bodies are part of.
    pub fn keep(&mut self, history: &History) {
        let rows = || history.tenures.iter();
        let persons: BTreeSet<&str> = rows().map(|row| row.person.as_str()).collect();
        let posts: BTreeSet<(&str, &str)> =
            rows().filter_map(|row| Some((row.body.as_str(), row.post.as_deref()?))).collect();
        let mut bodies: BTreeSet<String> = rows().map(|row| row.body.clone()).collect();
        loop {
            let known = bodies.len();
            let kept = self.bodies.iter().filter(|body| bodies.contains(&body.listed.name));
            let parents: Vec<String> = kept.flat_map(|body| body.part_of.iter().cloned()).collect();
            bodies.extend(parents);
            if bodies.len() == known {
                break;
            }
        }
        self.persons.retain(|person| persons.contains(person.name.as_str()));
        self.bodies.retain(|body| bodies.contains(&body.listed.name));
        self.posts.retain(|post| posts.contains(&(post.body.as_str(), post.listed.name.as_str())));
    }
}

type PostKey = (NameKey, NameKey);

#[derive(Default)]
struct Gathered {
    identifiers: BTreeMap<(Noun, NameKey), BTreeSet<(String, String)>>,
    parents: BTreeMap<NameKey, BTreeSet<NameKey>>,
    /// The names of each post, by the one that stands for all.
    posts: BTreeMap<PostKey, BTreeSet<NameKey>>,
    created: BTreeMap<PostKey, Dated>,
    abolished: BTreeMap<PostKey, Dated>,
}

impl Gathered {
    fn of(world: &World<'_>) -> Self {
        let mut gathered = Self::default();
        for (index, survivor) in world.facts.iter() {
            let fact = survivor.fact;
            if let Some(holding) = fact.claim.holding()
                && let Some(post) = &holding.post
            {
                gathered.name_post(world, &holding.body, post);
            }
            if fact.stance != Stance::Reported {
                continue;
            }
            match &fact.claim {
                Claim::Identified { noun, name, scheme, id } => {
                    let key = (*noun, world.names.resolve(*noun, name));
                    gathered.identifiers.entry(key).or_default().insert((scheme.to_string(), id.to_string()));
                }
                Claim::Body { body, part_of: Some(parent), .. } => {
                    let parent = world.names.resolve(Noun::Body, parent);
                    gathered.parents.entry(world.names.resolve(Noun::Body, body)).or_default().insert(parent);
                }
                Claim::Post { body, post, turn, .. } => {
                    let key = gathered.name_post(world, body, post);
                    let mark = fact.when.as_ref().map(|when| when.mark()).unwrap_or_default();
                    let dated = world.facts.when(index).map(|range: MomentRange| Dated { range, mark });
                    match (turn, dated) {
                        (PostTurn::Created, Some(dated)) => earliest(&mut gathered.created, key, dated),
                        (PostTurn::Abolished, Some(dated)) => earliest(&mut gathered.abolished, key, dated),
                        (PostTurn::Renamed(to), _) => drop(gathered.name_post(world, body, to)),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        gathered
    }

    fn name_post(&mut self, world: &World<'_>, body: &Name, post: &Name) -> PostKey {
        let named = (world.names.resolve(Noun::Body, body), world.names.resolve(Noun::Post, post));
        let key = world.posts.standing(&named);
        self.posts.entry(key.clone()).or_default().insert(named.1);
        key
    }

    /// The names of a noun that stand for themselves, with those that stand for them.
    fn listed(&self, world: &World<'_>, noun: Noun) -> Vec<(NameKey, Listed)> {
        let mut all: BTreeMap<NameKey, Vec<String>> = BTreeMap::new();
        for (_, key) in world.names.all().filter(|(of, _)| *of == noun) {
            let resolved = world.names.resolve_key(noun, key);
            let others = all.entry(resolved.clone()).or_default();
            if resolved != *key {
                others.push(world.names.shown(noun, key));
            }
        }
        let mut listed: Vec<(NameKey, Listed)> = all
            .into_iter()
            .map(|(key, other_names)| {
                let identifiers = self.identifiers.get(&(noun, key.clone())).into_iter().flatten().cloned().collect();
                let name = world.names.shown(noun, &key);
                (key, Listed { name, other_names, identifiers })
            })
            .collect();
        listed.sort_by(|(_, a), (_, b)| a.name.cmp(&b.name));
        listed
    }

    fn posts(&self, world: &World<'_>, at: Moment) -> Vec<ListedPost> {
        let mut spellings: BTreeMap<NameKey, BTreeSet<String>> = BTreeMap::new();
        for (_, key) in world.names.all().filter(|(of, _)| *of == Noun::Post) {
            let resolved = world.names.resolve_key(Noun::Post, key);
            spellings.entry(resolved).or_default().insert(world.names.shown(Noun::Post, key));
        }
        let posts = self.posts.iter().map(|(key, names)| {
            let name = world.post(&key.0, &key.1, at);
            let mut other_names: BTreeSet<String> =
                names.iter().flat_map(|name| spellings.get(name)).flatten().cloned().collect();
            other_names.remove(&name);
            let identifiers: BTreeSet<(String, String)> = names
                .iter()
                .flat_map(|name| self.identifiers.get(&(Noun::Post, name.clone())))
                .flatten()
                .cloned()
                .collect();
            ListedPost {
                body: world.body(&key.0),
                listed: Listed {
                    name,
                    other_names: other_names.into_iter().collect(),
                    identifiers: identifiers.into_iter().collect(),
                },
                created: self.created.get(key).copied(),
                abolished: self.abolished.get(key).copied(),
            }
        });
        let mut posts: Vec<ListedPost> = posts.collect();
        posts.sort_by(|a, b| (&a.body, &a.listed.name).cmp(&(&b.body, &b.listed.name)));
        posts
    }
}

/// Of several times of one change the earliest.
fn earliest(times: &mut BTreeMap<PostKey, Dated>, key: PostKey, dated: Dated) {
    let known = times.entry(key).or_insert(dated);
    if dated.range < known.range {
        *known = dated;
    }
}
