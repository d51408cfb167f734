//! The questions whose answers are numbers and names that others print.

use crate::domain::Name;
use crate::domain::time::Moment;

use super::World;
use super::cabinet::{Cabinet, cabinet};
use super::tally::{Rule, Tally, tally};

/// What is asked of a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Who holds what, in a body and its parts or in all of them.
    Cabinet(Option<Name>),
    /// How many have left, by a rule.
    Tally(Rule),
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// Who holds what.
    Cabinet(Cabinet),
    /// How many have left.
    Tally(Tally),
}

impl Asked {
    /// The body that it is about.
    #[must_use]
    pub fn body(&self) -> Option<&Name> {
        match self {
            Self::Cabinet(body) => body.as_ref(),
            Self::Tally(rule) => rule.body.as_ref(),
        }
    }

    /// The answer at a moment.
    #[must_use]
    pub fn answer(&self, world: &World<'_>, at: Moment) -> Answered {
        match self {
            Self::Cabinet(body) => Answered::Cabinet(cabinet(world, body.as_ref(), at)),
            Self::Tally(rule) => Answered::Tally(tally(world, rule, at)),
        }
    }
}
