//! What a fact says: one claim of one kind.

use super::time::Edtf;
use super::words::{Capacity, Compare, How, HowRule, Noun, Per, PostChange, Turn};
use super::{EventId, Kind, Name, Text};

/// A person in a body, in a post of it or (with none) in a seat.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Holding {
    /// Who.
    pub person: Name,
    /// Where.
    pub body: Name,
    /// As what, where the source says.
    pub post: Option<Name>,
}

/// What became of a post, with the new name where it was renamed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PostTurn {
    /// It came to be.
    Created,
    /// It goes by this name from then on.
    Renamed(Name),
    /// It ceased to be.
    Abolished,
}

/// What a fact says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// Somebody took a post or seat.
    Appointed {
        /** Who, where, as what. */
        holding: Holding,
        /** Whether as a stand-in. */
        acting: bool,
        /** The standing of the office. */
        rank: Option<Text>,
    },
    /// Somebody surely held it by the end of `when`; since when is not known.
    Held {
        /** Who, where, as what. */
        holding: Holding,
        /** The standing of the office. */
        rank: Option<Text>,
    },
    /// Somebody left.
    Departed {
        /** Who, from where, as what. */
        holding: Holding,
        /** In which way. */
        how: How,
        /** At whose hands. */
        by: Option<Name>,
        /** Why. */
        reason: Option<Text>,
        /** The appointment that it ends. */
        ends: Option<EventId>,
    },
    /// The latest departure from `when` on is taken back.
    Withdrawn {
        /** Who, where, as what. */
        holding: Holding,
    },
    /// Why somebody left.
    Reason {
        /** Who. */
        person: Name,
        /** Which body. */
        body: Name,
        /** Why. */
        reason: Text,
    },
    /// A statement: the quote itself.
    Said {
        /** Who. */
        person: Name,
    },
    /// A promise.
    Pledged {
        /** Who. */
        person: Name,
        /** What. */
        pledge: Text,
        /** By when. */
        due: Option<Edtf>,
    },
    /// A number that an article prints.
    Counted(Count),
    /// Somebody belongs to a faction.
    Aligned {
        /** Who. */
        person: Name,
        /** The faction. */
        group: Name,
    },
    /// Another spelling or style of a name.
    Alias {
        /** The spelling. */
        name: Name,
        /** The name that it stands for. */
        of: Name,
        /** What both name. */
        noun: Noun,
    },
    /// What a body is part of and how many seats it has.
    Body {
        /** Which body. */
        body: Name,
        /** The body above it. */
        part_of: Option<Name>,
        /** How many seats. */
        seats: Option<u32>,
    },
    /// What became of a post.
    Post {
        /** Which body. */
        body: Name,
        /** Which post. */
        post: Name,
        /** What became of it. */
        turn: PostTurn,
        /** How many may hold it. */
        seats: Option<u32>,
        /** Its standing. */
        rank: Option<Text>,
    },
    /// In which capacity somebody holds a post.
    Status {
        /** Who, where, as what. */
        holding: Holding,
        /** In which capacity. */
        capacity: Capacity,
        /** Whether it began or ended. */
        turn: Turn,
    },
    /// An identifier in somebody else's scheme.
    Identified {
        /** What is identified. */
        noun: Noun,
        /** Its name. */
        name: Name,
        /** Whose identifiers. */
        scheme: Name,
        /** The identifier. */
        id: Text,
    },
}

/// A number that an article prints, with the rule it counts by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count {
    /// In which body; all of them where none is named.
    pub body: Option<Name>,
    /// Which ways out are counted.
    pub how: HowRule,
    /// The number.
    pub number: u32,
    /// Out of how many.
    pub of: Option<u32>,
    /// How the number is meant.
    pub compare: Compare,
    /// Since when.
    pub from: Option<Edtf>,
    /// Until when.
    pub to: Option<Edtf>,
    /// Of which standing.
    pub rank: Option<Text>,
    /// What is counted once.
    pub per: Per,
}

impl Claim {
    /// The kind of event that says this.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Appointed { .. } => Kind::Appointed,
            Self::Held { .. } => Kind::Held,
            Self::Departed { .. } => Kind::Departed,
            Self::Withdrawn { .. } => Kind::Withdrawn,
            Self::Reason { .. } => Kind::Reason,
            Self::Said { .. } => Kind::Said,
            Self::Pledged { .. } => Kind::Pledged,
            Self::Counted(_) => Kind::Counted,
            Self::Aligned { .. } => Kind::Aligned,
            Self::Alias { .. } => Kind::Alias,
            Self::Body { .. } => Kind::Body,
            Self::Post { .. } => Kind::Post,
            Self::Status { .. } => Kind::Status,
            Self::Identified { .. } => Kind::Identified,
        }
    }

    /// The posts that it names, each after its body.
    #[must_use]
    pub fn places(&self) -> Vec<(&Name, &Name)> {
        if let Self::Post { body, post, turn, .. } = self {
            let to = if let PostTurn::Renamed(to) = turn { Some(to) } else { None };
            return std::iter::once(post).chain(to).map(|post| (body, post)).collect();
        }
        let held = self.holding().and_then(|holding| Some((&holding.body, holding.post.as_ref()?)));
        held.into_iter().collect()
    }

    /// Who, where and as what, of the claims about a holding.
    #[must_use]
    pub fn holding(&self) -> Option<&Holding> {
        match self {
            Self::Appointed { holding, .. }
            | Self::Held { holding, .. }
            | Self::Departed { holding, .. }
            | Self::Withdrawn { holding }
            | Self::Status { holding, .. } => Some(holding),
            _ => None,
        }
    }

    /// Every name in it, with what it names. The two sides of an alias are both there.
    #[must_use]
    pub fn names(&self) -> Vec<(Noun, &Name)> {
        if let Some(Holding { person, body, post }) = self.holding() {
            let by = match self {
                Self::Departed { by, .. } => by.as_ref(),
                _ => None,
            };
            return [
                (Noun::Person, Some(person)),
                (Noun::Body, Some(body)),
                (Noun::Post, post.as_ref()),
                (Noun::Person, by),
            ]
            .into_iter()
            .filter_map(|(noun, name)| Some((noun, name?)))
            .collect();
        }
        match self {
            Self::Reason { person, body, .. } => vec![(Noun::Person, person), (Noun::Body, body)],
            Self::Said { person } | Self::Pledged { person, .. } | Self::Aligned { person, .. } => {
                vec![(Noun::Person, person)]
            }
            Self::Counted(Count { body, .. }) => body.iter().map(|body| (Noun::Body, body)).collect(),
            Self::Alias { name, of, noun } => vec![(*noun, name), (*noun, of)],
            Self::Body { body, part_of, .. } => {
                std::iter::once(body).chain(part_of).map(|body| (Noun::Body, body)).collect()
            }
            Self::Post { body, post, turn, .. } => {
                let to = if let PostTurn::Renamed(to) = turn { Some(to) } else { None };
                std::iter::once((Noun::Body, body))
                    .chain([post].into_iter().chain(to).map(|post| (Noun::Post, post)))
                    .collect()
            }
            Self::Identified { noun, name, .. } => vec![(*noun, name)],
            _ => Vec::new(),
        }
    }
}

impl PostTurn {
    /// The word for it.
    #[must_use]
    pub fn change(&self) -> PostChange {
        match self {
            Self::Created => PostChange::Created,
            Self::Renamed(_) => PostChange::Renamed,
            Self::Abolished => PostChange::Abolished,
        }
    }
}
