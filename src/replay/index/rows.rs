//! What an index has of events, in rows of one length: as values, and as the
//! bytes by whose order they are looked up.

use super::term::Term;
use crate::domain::time::{Moment, MomentRange};
use crate::domain::{EventId, Name, NameKey, Noun, Seq, SourceId};
use crate::proof::index_digest;

/// A name in twelve bytes: enough that no two of a ledger's names share them
/// by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Brief(pub [u8; 12]);

/// An event's id in sixteen bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct BriefId(pub [u8; 16]);

/// A source in four bytes: others may share them, so they only say what a
/// source is surely not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SourceTag(pub [u8; 4]);

impl Brief {
    /// No name.
    pub const NONE: Self = Self([0; 12]);

    /// The brief of a person, a body or a post.
    #[must_use]
    pub fn of(noun: Noun, name: &NameKey) -> Self {
        Self(first(&index_digest(&[&[noun as u8], name.as_str().as_bytes()])))
    }

    /// The brief of a name as it is spelt.
    #[must_use]
    pub fn named(noun: Noun, name: &Name) -> Self {
        Self::of(noun, &NameKey::of(name))
    }

    /// The same, unless it is none.
    #[must_use]
    pub fn some(self) -> Option<Self> {
        (self != Self::NONE).then_some(self)
    }
}

impl From<EventId> for BriefId {
    fn from(id: EventId) -> Self {
        Self(first(&id.0))
    }
}

impl From<SourceId> for SourceTag {
    fn from(id: SourceId) -> Self {
        Self(first(&id.0))
    }
}

/// What a holding's fact says, beside names and times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// Somebody took a post or seat.
    Appointed,
    /// The same, as a stand-in.
    AppointedActing,
    /// Somebody held it.
    Held,
    /// Somebody left.
    Departed,
    /// Somebody left what an appointment, named by its event, had opened.
    DepartedFrom,
    /// Somebody's departure was taken back.
    Withdrawn,
    /// Something that opens and ends nothing.
    Aside,
}

impl Act {
    const ALL: [Self; 7] = [
        Self::Appointed,
        Self::AppointedActing,
        Self::Held,
        Self::Departed,
        Self::DepartedFrom,
        Self::Withdrawn,
        Self::Aside,
    ];

    /// Whether somebody takes or holds a post by it.
    #[must_use]
    pub fn takes_post(self) -> bool {
        matches!(self, Self::Appointed | Self::AppointedActing | Self::Held)
    }
}

/// A fact, or an amended one, about a holding: by body, person and position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spell {
    /// Where.
    pub body: Brief,
    /// Who.
    pub person: Brief,
    /// The position of the event.
    pub seq: Seq,
    /// Its id.
    pub id: BriefId,
    /// What it says.
    pub act: Act,
    /// As what; none where it names no post.
    pub post: Brief,
    /// When, as the articles that it cites were stamped when it was noted.
    pub when: MomentRange,
    /// Whether it says when it became public.
    pub announced: bool,
    /// An article that it cites, and whether there are more.
    pub cites: (SourceTag, bool),
}

/// What an event does to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Does {
    /// Says it otherwise.
    Amends,
    /// Takes it back.
    Retracts,
    /// Says the same, in another article.
    Corroborates,
    /// Says the same, in an article whose bytes were stamped.
    CorroboratesBy,
    /// Is a departure that ends it.
    Ends,
}

impl Does {
    const ALL: [Self; 5] = [Self::Amends, Self::Retracts, Self::Corroborates, Self::CorroboratesBy, Self::Ends];
}

/// Something done to an event by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tie {
    /// To which.
    pub target: BriefId,
    /// The position of the other.
    pub seq: Seq,
    /// Its id.
    pub by: BriefId,
    /// What.
    pub does: Does,
    /// The article that it is corroborated by.
    pub cites: SourceTag,
}

/// How names, bodies and posts hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Link {
    /// A person's name stands for another.
    Person,
    /// A body's name stands for another.
    Body,
    /// A post's name stands for another, in every body.
    Post,
    /// A body is described: what it is part of, if that is said.
    Part,
    /// A post of a body is described.
    Described,
    /// A post of a body has another name from then on.
    Renamed,
    /// A post of a body is no more.
    Abolished,
    /// The stamp of an article was corrected.
    Restamped,
}

impl Link {
    const ALL: [Self; 8] = [
        Self::Person,
        Self::Body,
        Self::Post,
        Self::Part,
        Self::Described,
        Self::Renamed,
        Self::Abolished,
        Self::Restamped,
    ];
}

/// A fact, or an amended one, about how things hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Join {
    /// What it says.
    pub link: Link,
    /// Of which body; none of an alias.
    pub body: Brief,
    /// The name that is spoken of.
    pub name: Brief,
    /// The other name, if there is one.
    pub to: Brief,
    /// The position of the event.
    pub seq: Seq,
    /// Its id.
    pub id: BriefId,
    /// When.
    pub when: MomentRange,
    /// Whether it gives a number of seats.
    pub seats: bool,
}

/// That an event is found by a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// By what.
    pub term: Term,
    /// Its position.
    pub seq: Seq,
}

/// A row as bytes: first what it is looked up by.
pub trait Row<const N: usize>: Sized {
    /// The bytes.
    fn to_bytes(&self) -> [u8; N];

    /// What bytes say, if they are a row's.
    fn of_bytes(bytes: &[u8; N]) -> Option<Self>;
}

/// How long each kind of row is.
pub const SPELL_LEN: usize = 82;
/// How long the part of it is that names a body and a person; the position follows.
pub const SPELL_PLACE_LEN: usize = 24;
/// How long a tie is.
pub const TIE_LEN: usize = 45;
/// How long a join is.
pub const JOIN_LEN: usize = 78;
/// How long a mark is.
pub const MARK_LEN: usize = 16;
/// How long the term in it is; the position follows.
pub const TERM_LEN: usize = 8;

impl Row<SPELL_LEN> for Spell {
    fn to_bytes(&self) -> [u8; SPELL_LEN] {
        let (tag, more) = self.cites;
        let flags = u8::from(self.announced) | u8::from(more) << 1;
        joined(&[
            &self.body.0,
            &self.person.0,
            &self.seq.0.to_be_bytes(),
            &self.id.0,
            &[self.act as u8, flags],
            &self.post.0,
            &range_bytes(self.when),
            &tag.0,
        ])
    }

    fn of_bytes(bytes: &[u8; SPELL_LEN]) -> Option<Self> {
        Some(Self {
            body: Brief(part(bytes, 0)),
            person: Brief(part(bytes, 12)),
            seq: Seq(u64::from_be_bytes(part(bytes, 24))),
            id: BriefId(part(bytes, 32)),
            act: *Act::ALL.get(usize::from(bytes[48]))?,
            announced: bytes[49] & 1 != 0,
            post: Brief(part(bytes, 50)),
            when: range_of(bytes, 62),
            cites: (SourceTag(part(bytes, 78)), bytes[49] & 2 != 0),
        })
    }
}

impl Row<TIE_LEN> for Tie {
    fn to_bytes(&self) -> [u8; TIE_LEN] {
        joined(&[&self.target.0, &self.seq.0.to_be_bytes(), &self.by.0, &[self.does as u8], &self.cites.0])
    }

    fn of_bytes(bytes: &[u8; TIE_LEN]) -> Option<Self> {
        Some(Self {
            target: BriefId(part(bytes, 0)),
            seq: Seq(u64::from_be_bytes(part(bytes, 16))),
            by: BriefId(part(bytes, 24)),
            does: *Does::ALL.get(usize::from(bytes[40]))?,
            cites: SourceTag(part(bytes, 41)),
        })
    }
}

impl Row<JOIN_LEN> for Join {
    fn to_bytes(&self) -> [u8; JOIN_LEN] {
        joined(&[
            &[self.link as u8],
            &self.body.0,
            &self.name.0,
            &self.to.0,
            &self.seq.0.to_be_bytes(),
            &self.id.0,
            &range_bytes(self.when),
            &[u8::from(self.seats)],
        ])
    }

    fn of_bytes(bytes: &[u8; JOIN_LEN]) -> Option<Self> {
        Some(Self {
            link: *Link::ALL.get(usize::from(bytes[0]))?,
            body: Brief(part(bytes, 1)),
            name: Brief(part(bytes, 13)),
            to: Brief(part(bytes, 25)),
            seq: Seq(u64::from_be_bytes(part(bytes, 37))),
            id: BriefId(part(bytes, 45)),
            when: range_of(bytes, 61),
            seats: bytes[77] != 0,
        })
    }
}

impl Row<MARK_LEN> for Mark {
    fn to_bytes(&self) -> [u8; MARK_LEN] {
        joined(&[&self.term.0, &self.seq.0.to_be_bytes()])
    }

    fn of_bytes(bytes: &[u8; MARK_LEN]) -> Option<Self> {
        Some(Self { term: Term(part(bytes, 0)), seq: Seq(u64::from_be_bytes(part(bytes, 8))) })
    }
}

fn joined<const N: usize>(parts: &[&[u8]]) -> [u8; N] {
    let mut bytes = [0; N];
    let mut at = 0;
    for part in parts {
        bytes[at..at + part.len()].copy_from_slice(part);
        at += part.len();
    }
    bytes
}

fn part<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    std::array::from_fn(|i| bytes[at + i])
}

pub(super) fn first<const N: usize>(digest: &[u8; 32]) -> [u8; N] {
    part(digest, 0)
}

fn range_bytes(range: MomentRange) -> [u8; 16] {
    joined(&[&range.earliest.0.to_be_bytes(), &range.latest.0.to_be_bytes()])
}

fn range_of(bytes: &[u8], at: usize) -> MomentRange {
    let moment = |at: usize| Moment(i64::from_be_bytes(part(bytes, at)));
    MomentRange { earliest: moment(at), latest: moment(at + 8) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_back_as_they_were_written() {
        let when = MomentRange { earliest: Moment::MIN, latest: Moment(77) };
        let (one, two, id) = (Brief([1; 12]), Brief([2; 12]), BriefId([9; 16]));
        for act in Act::ALL {
            let spell = Spell {
                body: one,
                person: two,
                seq: Seq(1 << 40),
                id,
                act,
                post: Brief([3; 12]),
                when,
                announced: act == Act::Departed,
                cites: (SourceTag([4; 4]), act == Act::Held),
            };
            assert_eq!(Spell::of_bytes(&spell.to_bytes()), Some(spell));
        }
        for does in Does::ALL {
            let tie = Tie { target: id, seq: Seq(5), by: BriefId([8; 16]), does, cites: SourceTag([1; 4]) };
            assert_eq!(Tie::of_bytes(&tie.to_bytes()), Some(tie));
        }
        for link in Link::ALL {
            let join = Join { link, body: one, name: two, to: Brief::NONE, seq: Seq(6), id, when, seats: true };
            assert_eq!(Join::of_bytes(&join.to_bytes()), Some(join));
        }
        let mark = Mark { term: Term::named(one), seq: Seq(7) };
        assert_eq!(Mark::of_bytes(&mark.to_bytes()), Some(mark));
    }

    #[test]
    fn bytes_that_are_no_row_are_none() {
        let mut bytes = [0; TIE_LEN];
        bytes[40] = 200;
        assert_eq!(Tie::of_bytes(&bytes), None);
    }
}
