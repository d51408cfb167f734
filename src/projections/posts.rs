//! Posts under all their names: renamed, ranked, abolished.

use std::collections::BTreeMap;

use crate::domain::time::{Moment, MomentRange};
use crate::domain::{Claim, NameKey, Noun, PostTurn, Stance, Text};

use super::names::Names;
use super::world::{FactIndex, Facts};

/// A post by the body it is in and one of its names.
pub(super) type PostKey = (NameKey, NameKey);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Renaming {
    when: MomentRange,
    from: NameKey,
    to: NameKey,
    fact: FactIndex,
}

/// The end of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Abolition {
    pub post: PostKey,
    pub when: MomentRange,
    pub fact: FactIndex,
}

/// The posts that facts describe.
#[derive(Debug, Clone, Default)]
pub(super) struct Posts {
    /// The name that stands for all the names of a post, by each of them.
    standing: BTreeMap<PostKey, NameKey>,
    renamings: BTreeMap<PostKey, Vec<Renaming>>,
    ranks: BTreeMap<PostKey, Vec<(MomentRange, Text, FactIndex)>>,
    seats: BTreeMap<PostKey, Vec<(MomentRange, u32, FactIndex)>>,
    /// By body.
    abolitions: BTreeMap<NameKey, Vec<Abolition>>,
}

impl Posts {
    pub fn gather(facts: &Facts<'_>, names: &Names) -> Self {
        let mut described = Vec::new();
        for (index, survivor) in facts.iter().filter(|(_, survivor)| survivor.fact.stance == Stance::Reported) {
            if let (Claim::Post { body, post, turn, seats, rank }, Some(when)) =
                (&survivor.fact.claim, facts.when(index))
            {
                let key = (names.resolve(Noun::Body, body), names.resolve(Noun::Post, post));
                described.push((when, key, turn, seats, rank, index));
            }
        }
        described.sort_by(|a, b| (a.0, &a.1, a.2, a.3, a.4).cmp(&(b.0, &b.1, b.2, b.3, b.4)));

        let mut posts = Self::default();
        for (_, (body, post), turn, ..) in &described {
            if let PostTurn::Renamed(to) = turn {
                posts.join(body, post, &names.resolve(Noun::Post, to));
            }
        }
        for (when, key, turn, seats, rank, fact) in described {
            let standing = posts.standing(&key);
            match turn {
                PostTurn::Renamed(to) => {
                    let to = names.resolve(Noun::Post, to);
                    let renaming = Renaming { when, from: key.1, to, fact };
                    posts.renamings.entry(standing.clone()).or_default().push(renaming);
                }
                PostTurn::Abolished => {
                    let ended = posts.abolitions.entry(standing.0.clone()).or_default();
                    ended.push(Abolition { post: standing.clone(), when, fact });
                }
                PostTurn::Created => {}
            }
            if let Some(rank) = rank {
                posts.ranks.entry(standing.clone()).or_default().push((when, rank.clone(), fact));
            }
            if let Some(seats) = seats {
                posts.seats.entry(standing).or_default().push((when, *seats, fact));
            }
        }
        posts
    }

    /// The post under the name that stands for all of its names.
    pub fn standing(&self, key: &PostKey) -> PostKey {
        (key.0.clone(), self.standing.get(key).unwrap_or(&key.1).clone())
    }

    /// The ends of posts.
    pub fn abolitions(&self) -> impl Iterator<Item = &Abolition> {
        self.abolitions.values().flatten()
    }

    /// The ends of posts in a body.
    pub fn abolished_in(&self, body: &NameKey) -> impl Iterator<Item = &Abolition> {
        self.abolitions.get(body).into_iter().flatten()
    }

    /// The name surely in force at a moment, with the renamings behind it.
    pub fn name_at(&self, post: &PostKey, at: Moment) -> (NameKey, Vec<FactIndex>) {
        let Some(renamings) = self.renamings.get(post) else { return (post.1.clone(), Vec::new()) };
        let behind = renamings.iter().map(|renaming| renaming.fact).collect();
        let name = match renamings.iter().rev().find(|renaming| renaming.when.latest <= at) {
            Some(renaming) => &renaming.to,
            None => &renamings[0].from,
        };
        (name.clone(), behind)
    }

    /// The names of a post one after the other, each with when it came into
    /// force and the fact that says so; the first had no beginning that is known.
    pub fn names_over_time(&self, post: &PostKey) -> Vec<(&NameKey, Option<(MomentRange, FactIndex)>)> {
        let renamings = self.renamings.get(post).map_or(&[][..], Vec::as_slice);
        renamings
            .first()
            .map(|first| (&first.from, None))
            .into_iter()
            .chain(renamings.iter().map(|renaming| (&renaming.to, Some((renaming.when, renaming.fact)))))
            .collect()
    }

    /// The standing of a post, with the fact that says so.
    pub fn rank(&self, post: &PostKey) -> Option<(&Text, FactIndex)> {
        self.ranks.get(post)?.last().map(|(_, rank, fact)| (rank, *fact))
    }

    /// The posts of which the number of seats is known at a moment, with the fact that says so.
    pub fn seated(&self, at: Moment) -> impl Iterator<Item = (&PostKey, u32, FactIndex)> {
        self.seats.iter().filter_map(move |(post, described)| {
            let (_, seats, fact) = described.iter().rev().find(|(when, ..)| when.earliest <= at)?;
            Some((post, *seats, *fact))
        })
    }

    /// Every number of seats that was given, in order of time, by post.
    pub fn seats(&self) -> impl Iterator<Item = (&PostKey, &[(MomentRange, u32, FactIndex)])> {
        self.seats.iter().map(|(post, described)| (post, described.as_slice()))
    }

    /// Makes two names of one post stand together; the least stands for all.
    fn join(&mut self, body: &NameKey, one: &NameKey, other: &NameKey) {
        let one = self.standing(&(body.clone(), one.clone())).1;
        let other = self.standing(&(body.clone(), other.clone())).1;
        let (least, greater) = if one <= other { (one, other) } else { (other, one) };
        let of_body = self.standing.range_mut((body.clone(), NameKey::default())..);
        let of_body = of_body.take_while(|((of, _), _)| of == body);
        of_body.filter(|(_, name)| **name == greater).for_each(|(_, standing)| *standing = least.clone());
        self.standing.insert((body.clone(), greater), least.clone());
        self.standing.insert((body.clone(), least.clone()), least);
    }
}
