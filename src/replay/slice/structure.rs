//! Which names mean the same at some point of record time, which bodies are
//! part of which, and which posts are one.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use foldhash::{HashMap, HashSet};

use super::operations::Operations;
use super::same::Same;
use crate::domain::time::MomentRange;
use crate::domain::{Noun, Seq};
use crate::replay::index::{Brief, Catalog, Join, Link, SourceTag};

/// A post: a body's name, and one of its own.
pub(super) type Post = (Brief, Brief);

/// How things hang together.
#[derive(Debug, Default)]
pub(super) struct Structure {
    aliases: BTreeMap<Noun, Aliases>,
    /// The posts that were renamed into each other.
    renamed: Same<Post>,
    abolitions: HashMap<Post, Vec<MomentRange>>,
    /// What describes a body, by its standing name.
    parts: HashMap<Brief, Vec<Join>>,
    /// What describes a body's posts, by its standing name.
    posts: HashMap<Brief, Vec<Join>>,
    restamped: HashSet<SourceTag>,
    /// What facts about how things hang together said before they were amended.
    formerly: Vec<Join>,
}

#[derive(Debug, Default)]
struct Aliases {
    same: Same<Brief>,
    /// What says so, in the order of the names that stand for others.
    joins: Vec<Join>,
    /// Names that lead nowhere for sure: to two others, or in a circle.
    odd: HashSet<Brief>,
}

impl Structure {
    /// How things hung together by an event.
    pub fn until(catalog: &Catalog, operations: &Operations, last: Seq) -> io::Result<Self> {
        let mut structure = Self::default();
        let mut described = Vec::new();
        for join in catalog.joins() {
            let join = join?;
            if join.link == Link::Restamped {
                // Its stamp was another one before or after.
                structure.restamped.insert(tag_of(join.name));
                continue;
            }
            if join.seq > last {
                continue;
            }
            if !operations.is_current(join.id) {
                // What was taken back does not come back.
                structure.formerly.extend(operations.deeds(join.id).current.map(|_| join));
                continue;
            }
            match join.link {
                Link::Person => structure.alias(Noun::Person, join),
                Link::Body => structure.alias(Noun::Body, join),
                Link::Post => structure.alias(Noun::Post, join),
                _ => described.push(join),
            }
        }
        structure.aliases.values_mut().for_each(Aliases::settle);
        // Aliases are all known by now, so bodies and posts have standing names.
        for join in &described {
            if join.link == Link::Renamed {
                let (one, other) =
                    (structure.named_post(join.body, join.name), structure.named_post(join.body, join.to));
                structure.renamed.join(one, other);
            }
        }
        for join in described {
            let body = structure.standing(Noun::Body, join.body);
            match join.link {
                Link::Part => structure.parts.entry(body).or_default().push(join),
                _ => structure.posts.entry(body).or_default().push(join),
            }
            if join.link == Link::Abolished {
                let post = structure.post(join.body, join.name);
                structure.abolitions.entry(post).or_default().push(join.when);
            }
        }
        Ok(structure)
    }

    fn alias(&mut self, noun: Noun, join: Join) {
        self.aliases.entry(noun).or_default().joins.push(join);
    }

    /// One name for all that mean the same.
    pub fn standing(&self, noun: Noun, name: Brief) -> Brief {
        self.aliases.get(&noun).map_or(name, |aliases| aliases.same.standing(name))
    }

    /// Whether a name stands for another, or another for it.
    pub fn is_joined(&self, noun: Noun, name: Brief) -> bool {
        self.aliases.get(&noun).is_some_and(|aliases| aliases.same.is_joined(name))
    }

    /// Whether it cannot be told what a name stands for.
    pub fn is_odd(&self, noun: Noun, name: Brief) -> bool {
        self.aliases.get(&noun).is_some_and(|aliases| aliases.odd.contains(&aliases.same.standing(name)))
    }

    /// All names that mean the same as one.
    pub fn names_of(&self, noun: Noun, name: Brief) -> Vec<Brief> {
        self.aliases.get(&noun).map_or_else(|| vec![name], |aliases| aliases.same.members(name))
    }

    /// What joins a name to those that mean the same.
    pub fn aliases_of(&self, noun: Noun, name: Brief) -> impl Iterator<Item = &Join> {
        let aliases = self.aliases.get(&noun).filter(|aliases| aliases.same.is_joined(name));
        let names = aliases.map_or_else(Vec::new, |aliases| aliases.same.members(name));
        names.into_iter().flat_map(move |name| aliases.map_or(&[][..], |aliases| aliases.joins_of(name)))
    }

    /// All names that a post goes by in some body, if one of them is this.
    pub fn names_of_post(&self, name: Brief) -> BTreeSet<Brief> {
        let standing = self.standing(Noun::Post, name);
        let renamed = self.renamed.groups().filter(|group| group.iter().any(|(_, post)| *post == standing));
        let posts = renamed.flatten().map(|(_, post)| *post).chain([standing]);
        posts.flat_map(|post| self.names_of(Noun::Post, post)).collect()
    }

    /// One name for all names of a post.
    pub fn post(&self, body: Brief, post: Brief) -> Post {
        self.renamed.standing(self.named_post(body, post))
    }

    fn named_post(&self, body: Brief, post: Brief) -> Post {
        (self.standing(Noun::Body, body), self.standing(Noun::Post, post))
    }

    /// When a post was abolished.
    pub fn abolitions(&self, post: Post) -> &[MomentRange] {
        self.abolitions.get(&post).map_or(&[], Vec::as_slice)
    }

    /// What describes the posts of a body.
    pub fn posts_of(&self, body: Brief) -> &[Join] {
        self.posts.get(&self.standing(Noun::Body, body)).map_or(&[], Vec::as_slice)
    }

    /// The bodies that are described, by standing names, with what describes them.
    pub fn bodies(&self) -> impl Iterator<Item = (Brief, &[Join])> {
        self.parts.iter().map(|(body, joins)| (*body, joins.as_slice()))
    }

    /// The bodies whose posts are described, by standing names, with what describes these.
    pub fn posts(&self) -> impl Iterator<Item = (Brief, &[Join])> {
        self.posts.iter().map(|(body, joins)| (*body, joins.as_slice()))
    }

    /// What describes a body.
    pub fn parts_of(&self, body: Brief) -> &[Join] {
        self.parts.get(&body).map_or(&[], Vec::as_slice)
    }

    /// What facts about how things hang together said and do not say any more.
    pub fn formerly(&self) -> &[Join] {
        &self.formerly
    }

    /// Some bodies and all that they are part of, by standing names.
    pub fn above(&self, bodies: BTreeSet<Brief>) -> BTreeSet<Brief> {
        let mut waiting: Vec<Brief> = bodies.iter().copied().collect();
        let mut above = bodies;
        while let Some(body) = waiting.pop() {
            let parents = self.parts_of(body).iter().filter_map(|join| join.to.some());
            let parents = parents.map(|parent| self.standing(Noun::Body, parent));
            waiting.extend(parents.filter(|parent| above.insert(*parent)));
        }
        above
    }

    /// A body and all that are part of it, by standing names.
    pub fn within(&self, body: Brief) -> BTreeSet<Brief> {
        let mut within = BTreeSet::from([self.standing(Noun::Body, body)]);
        loop {
            let known = within.len();
            for (child, joins) in &self.parts {
                let parents = joins.iter().filter_map(|join| join.to.some());
                if parents.map(|parent| self.standing(Noun::Body, parent)).any(|parent| within.contains(&parent)) {
                    within.insert(*child);
                }
            }
            if within.len() == known {
                return within;
            }
        }
    }

    /// Whether an article ever had another stamp.
    pub fn is_restamped(&self, (tag, more): (SourceTag, bool)) -> bool {
        self.restamped.contains(&tag) || more && !self.restamped.is_empty()
    }
}

impl Aliases {
    fn joins_of(&self, name: Brief) -> &[Join] {
        let joins = &self.joins[self.joins.partition_point(|join| join.name < name)..];
        &joins[..joins.partition_point(|join| join.name == name)]
    }

    fn settle(&mut self) {
        self.joins.sort_by_key(|join| join.name);
        let mut edges: Vec<(Brief, Brief)> = self.joins.iter().map(|join| (join.name, join.to)).collect();
        edges.sort_unstable();
        edges.dedup();
        edges.iter().for_each(|(name, of)| self.same.join(*name, *of));
        let mut of_all: HashMap<Brief, usize> = HashMap::default();
        for ((name, _), next) in edges.iter().zip(edges.iter().skip(1).map(Some).chain([None])) {
            *of_all.entry(self.same.standing(*name)).or_default() += 1;
            if next.is_some_and(|(other, _)| other == name) {
                self.odd.insert(self.same.standing(*name));
            }
        }
        // Names that each lead to one other, and to one in the end, are one
        // more than the ways between them.
        let circles = of_all.into_iter().filter(|(name, edges)| self.same.members(*name).len() <= *edges);
        let circles: Vec<Brief> = circles.map(|(name, _)| name).collect();
        self.odd.extend(circles);
    }
}

fn tag_of(name: Brief) -> SourceTag {
    SourceTag(std::array::from_fn(|i| name.0[i]))
}
