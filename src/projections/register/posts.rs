//! Posts as records.

use crate::domain::time::Moment;
use crate::domain::{Claim, EventId, Name, Noun, PostTurn, Seq, Stance, Text};

use super::super::cabinet::{Holder, behind, cabinet};
use super::super::history::{Dated, TenureRow, history};
use super::super::posts::PostKey;
use super::super::world::World;
use super::gathered::Mentioned;
use super::{Register, Summary, dated};

/// A post of a body, with its holders at the moment asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostRow {
    /// The body.
    pub body: String,
    /// Names, identifiers, and how much is recorded. An identifier names a post
    /// without its body, so posts of one name in several bodies share it.
    pub summary: Summary,
    /// Its standing.
    pub rank: Option<Text>,
    /// How many may hold it, as far as that is known by the moment.
    pub seats: Option<u32>,
    /// When it came to be, where that is recorded.
    pub created: Option<Dated>,
    /// When it ceased to be, where that is recorded.
    pub abolished: Option<Dated>,
    /// Who holds it, surely or possibly.
    pub holders: Vec<Holder>,
}

/// A name that a post went by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameInForce {
    /// The name.
    pub name: String,
    /// When it came into force; none for the first.
    pub since: Option<Dated>,
    /// The events that say so.
    pub events: Vec<(Seq, EventId)>,
}

/// Everything known of one post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostRecord {
    /// Names, identifiers, and who holds it.
    pub row: PostRow,
    /// Its names one after the other; empty where it was never renamed.
    pub names_over_time: Vec<NameInForce>,
    /// Who holds and held it, in order of time, whatever the moment.
    pub tenures: Vec<TenureRow>,
}

/// Every post that standing facts name, by body, then name at a moment; with a
/// body only those of it and its parts, with a scheme only those that have an
/// identifier of it.
#[must_use]
pub fn posts(world: &World<'_>, body: Option<&Name>, scheme: Option<&Name>, at: Moment) -> Vec<PostRow> {
    let register = Register::of(world);
    let within = body.map(|body| world.bodies_within(body));
    let holders = cabinet(world, None, at).holders;
    let asked = register.posts.iter().filter(|((body, _), _)| behind(within.as_ref(), body).is_some());
    let mut rows: Vec<PostRow> = asked.map(|(key, mentioned)| row(world, key, mentioned, &holders, at)).collect();
    if let Some(scheme) = scheme {
        rows.iter_mut().for_each(|row| row.summary.identifiers.retain(|found| found.scheme == scheme.as_str()));
        rows.retain(|row| !row.summary.identifiers.is_empty());
    }
    rows.sort_by(|a, b| (&a.body, &a.summary.name).cmp(&(&b.body, &b.summary.name)));
    rows
}

/// Everything known of the posts that go by a name, by any of their names; with
/// a body only those of it and its parts. One a body, by body.
#[must_use]
pub fn posts_named(world: &World<'_>, name: &Name, body: Option<&Name>, at: Moment) -> Vec<PostRecord> {
    let register = Register::of(world);
    let within = body.map(|body| world.bodies_within(body));
    let keys = register.posts_named(name).into_iter().filter(|(body, _)| behind(within.as_ref(), body).is_some());
    let keys: Vec<PostKey> = keys.cloned().collect();
    records(&register, &keys, at)
}

/// Everything known of the posts that have an identifier.
#[must_use]
pub fn posts_identified(world: &World<'_>, given: &str, body: Option<&Name>, at: Moment) -> Vec<PostRecord> {
    let register = Register::of(world);
    let within = body.map(|body| world.bodies_within(body));
    let asked = register.posts.iter().filter(|((body, _), _)| behind(within.as_ref(), body).is_some());
    let keys: Vec<PostKey> =
        asked.filter(|(_, mentioned)| mentioned.identified_by(given).is_some()).map(|(key, _)| key.clone()).collect();
    records(&register, &keys, at)
}

fn records(register: &Register<'_, '_>, keys: &[PostKey], at: Moment) -> Vec<PostRecord> {
    let world = register.world;
    let (holders, all) = (cabinet(world, None, at).holders, history(world, None).tenures);
    let record = |key: &PostKey| {
        let last = world.post(&key.0, &key.1, Moment::MAX);
        let body = world.body(&key.0);
        let is_of_it = |row: &&TenureRow| row.body == body && row.post.as_ref() == Some(&last);
        let mut tenures: Vec<TenureRow> = all.iter().filter(is_of_it).cloned().collect();
        tenures.sort_by_key(|row| (row.since.range, row.until.map(|until| until.range)));
        let names = world.posts.names_over_time(key).into_iter().map(|(name, since)| NameInForce {
            name: world.names.shown(Noun::Post, name),
            since: since.and_then(|(_, fact)| dated(world, fact)),
            events: since.map(|(_, fact)| world.events([&fact])).unwrap_or_default(),
        });
        PostRecord {
            row: row(world, key, &register.posts[key], &holders, at),
            names_over_time: names.collect(),
            tenures,
        }
    };
    keys.iter().map(record).collect()
}

fn row(world: &World<'_>, key: &PostKey, mentioned: &Mentioned, holders: &[Holder], at: Moment) -> PostRow {
    let name = world.post(&key.0, &key.1, at);
    let body = world.body(&key.0);
    let is_of_it = |holder: &&Holder| holder.body == body && holder.post.as_ref() == Some(&name);
    let turned = |wanted: &PostTurn| {
        let facts = mentioned.facts.iter().filter(|fact| {
            let fact = world.facts.get(**fact).fact;
            fact.stance == Stance::Reported && matches!(&fact.claim, Claim::Post { turn, .. } if turn == wanted)
        });
        facts.filter_map(|fact| dated(world, *fact)).min_by_key(|dated| dated.range)
    };
    PostRow {
        rank: world.posts.rank(key).map(|(rank, _)| rank.clone()),
        seats: world.posts.seated(at).find(|(post, ..)| *post == key).map(|(_, seats, _)| seats),
        created: turned(&PostTurn::Created),
        abolished: turned(&PostTurn::Abolished),
        holders: holders.iter().filter(is_of_it).cloned().collect(),
        summary: Summary::of(world, Noun::Post, name, mentioned),
        body,
    }
}
