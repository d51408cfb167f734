//! The kinds of event, and which fields each kind of fact has.

use super::field::Field;
use super::words::{How, words};

words! {
    /// What an event is. The number of each kind is part of the format.
    Kind {
        /// The first event: the ledger's name, zone and key.
        Created = "created",
        /// An article was added.
        Source = "source",
        /// An article's description was corrected.
        Redescribed = "redescribed",
        /// A fact was corrected.
        Amended = "amended",
        /// A fact was taken back.
        Retracted = "retracted",
        /// Another source says the same.
        Corroborated = "corroborated",
        /// Bytes were erased.
        Redacted = "redacted",
        /// A signing key was accepted or revoked.
        SigningKey = "signing_key",
        /// Somebody signed an event.
        Signed = "signed",
        /// Somebody took a post or seat.
        Appointed = "appointed",
        /// Somebody held a post or seat; since when is not known.
        Held = "held",
        /// Somebody left.
        Departed = "departed",
        /// A departure was taken back in the world.
        Withdrawn = "withdrawn",
        /// Why somebody left.
        Reason = "reason",
        /// A statement.
        Said = "said",
        /// A promise.
        Pledged = "pledged",
        /// A number that an article prints.
        Counted = "counted",
        /// Somebody belongs to a faction.
        Aligned = "aligned",
        /// Another spelling or style of a name.
        Alias = "alias",
        /// What a body is part of and how many seats it has.
        Body = "body",
        /// A post was created, renamed or abolished.
        Post = "post",
        /// Somebody's capacity in a post began or ended.
        Status = "status",
        /// An identifier in somebody else's scheme.
        Identified = "identified",
    }
}

impl Kind {
    /// The number in the header. Facts begin at 16.
    #[must_use]
    pub fn number(self) -> u16 {
        let position = self as u16;
        if self.is_fact() { position - Self::Appointed as u16 + 16 } else { position + 1 }
    }

    /// The kind with that number, if this version knows it.
    #[must_use]
    pub fn from_number(number: u16) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.number() == number)
    }

    /// Whether it is something that a source says.
    #[must_use]
    pub fn is_fact(self) -> bool {
        self >= Self::Appointed
    }

    /// Every kind of fact.
    pub fn facts() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|kind| kind.is_fact())
    }

    /// The kind of fact that a word names. `resigned` and `sacked` are short
    /// for a departure of that way.
    #[must_use]
    pub fn fact_named(word: &str) -> Option<(Self, Option<How>)> {
        match word {
            "resigned" => Some((Self::Departed, Some(How::Resigned))),
            "sacked" => Some((Self::Departed, Some(How::Sacked))),
            other => Self::facts().find(|kind| kind.word() == other).map(|kind| (kind, None)),
        }
    }

    /// The fields of its own that a fact of this kind must have. None for other events.
    #[must_use]
    pub fn required_fields(self) -> &'static [Field] {
        use Field::*;
        match self {
            Self::Appointed | Self::Held | Self::Withdrawn => &[Person, Body, When],
            Self::Departed => &[Person, Body, How, When],
            Self::Reason => &[Person, Body, Reason],
            Self::Said => &[Person],
            Self::Pledged => &[Person, Pledge],
            Self::Counted => &[How, Number],
            Self::Aligned => &[Person, Group],
            Self::Alias => &[Name, Of],
            Self::Body => &[Body],
            Self::Post => &[Body, Post, Change, When],
            Self::Status => &[Person, Body, Status, Change, When],
            Self::Identified => &[Scheme, Id],
            _ => &[],
        }
    }

    /// The fields of its own that a fact of this kind may have besides.
    #[must_use]
    pub fn optional_fields(self) -> &'static [Field] {
        use Field::*;
        match self {
            Self::Appointed => &[Post, Acting, Rank],
            Self::Held => &[Post, Rank],
            Self::Departed => &[Post, By, Reason, Ends],
            Self::Withdrawn | Self::Status => &[Post],
            Self::Pledged => &[Due],
            Self::Counted => &[Body, Of, Compare, From, To, Rank, Per],
            Self::Alias => &[Names],
            Self::Body => &[PartOf, Seats],
            Self::Post => &[To, Seats, Rank],
            Self::Identified => &[Person, Body, Post],
            _ => &[],
        }
    }

    /// The fields that facts of every kind share.
    #[must_use]
    pub fn shared_fields() -> &'static [Field] {
        &[Field::When, Field::Basis, Field::Announced, Field::Stance, Field::Note, Field::Why]
    }

    /// Every field that a fact of this kind may have, each once.
    #[must_use]
    pub fn fields(self) -> Vec<Field> {
        let own = self.required_fields().iter().chain(self.optional_fields());
        let mut all: Vec<Field> = Vec::new();
        for field in own.chain(Self::shared_fields()) {
            if !all.contains(field) && (*field != Field::Why || self.may_rest_on_judgement()) {
                all.push(*field);
            }
        }
        all
    }

    /// Whether a `why` may stand instead of a citation: these say how we name
    /// things, not what happened.
    #[must_use]
    pub fn may_rest_on_judgement(self) -> bool {
        matches!(self, Self::Alias | Self::Body | Self::Post | Self::Identified)
    }

    /// The field that a positional NAME fills, if the kind takes one.
    #[must_use]
    pub fn positional(self) -> Option<Field> {
        match self {
            Self::Counted => None,
            Self::Alias => Some(Field::Name),
            Self::Body => Some(Field::Body),
            Self::Post => Some(Field::Post),
            _ => Some(Field::Person),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_stable_and_unique() {
        let numbers: Vec<u16> = Kind::ALL.iter().map(|kind| kind.number()).collect();
        assert_eq!(numbers, (1..=9).chain(16..=29).collect::<Vec<_>>());
        assert!(Kind::ALL.iter().all(|kind| Kind::from_number(kind.number()) == Some(*kind)));
        assert_eq!(Kind::from_number(10), None);
    }

    #[test]
    fn only_names_may_rest_on_a_judgement() {
        assert!(Kind::Alias.fields().contains(&Field::Why));
        assert!(!Kind::Departed.fields().contains(&Field::Why));
    }
}
