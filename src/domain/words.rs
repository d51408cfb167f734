//! The closed vocabularies: words that a field takes one of.

/// A word that is not of its vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not one of: {allowed}")]
pub struct WordError {
    pub(crate) given: String,
    pub(crate) allowed: String,
}

/// Defines an enum whose values are written as fixed words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// Every value, in the order of the vocabulary.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its place in the vocabulary, from 0: what bytes hold of it.
            #[must_use]
            pub fn code(self) -> u8 {
                self as u8
            }

            /// The value at a place in the vocabulary.
            #[must_use]
            pub fn from_code(code: u8) -> Option<Self> {
                Self::ALL.get(usize::from(code)).copied()
            }

            /// The word for it.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::WordError;

            fn from_str(text: &str) -> Result<Self, $crate::domain::WordError> {
                Self::ALL.iter().copied().find(|value| value.word() == text).ok_or_else(|| $crate::domain::WordError {
                    given: text.to_owned(),
                    allowed: Self::ALL.iter().map(|value| value.word()).collect::<Vec<_>>().join(", "),
                })
            }
        }
    };
}
pub(crate) use words;

words! {
    /// How somebody left.
    How {
        /// Of their own accord, in protest or otherwise.
        Resigned = "resigned",
        /// Dismissed.
        Sacked = "sacked",
        /// Did not seek to stay on.
        StoodDown = "stood_down",
        /// Moved to another post.
        Reshuffled = "reshuffled",
        /// Died in office.
        Died = "died",
        /// The term ran out.
        TermEnded = "term_ended",
        /// The source does not say.
        Unknown = "unknown",
    }
}

words! {
    /// Which departures a count takes: one way out, or all but reshuffles.
    HowRule {
        /// Only resignations.
        Resigned = "resigned",
        /// Only dismissals.
        Sacked = "sacked",
        /// Only those who stood down.
        StoodDown = "stood_down",
        /// Only moves to another post.
        Reshuffled = "reshuffled",
        /// Only deaths.
        Died = "died",
        /// Only ends of a term.
        TermEnded = "term_ended",
        /// Only those of whom nothing is said.
        Unknown = "unknown",
        /// Every way out but a reshuffle.
        Left = "left",
    }
}

impl HowRule {
    /// Whether a departure of that kind is counted.
    #[must_use]
    pub fn takes(self, how: How) -> bool {
        match self {
            Self::Left => how != How::Reshuffled,
            one => one.word() == how.word(),
        }
    }
}

words! {
    /// What a fact's `when` rests on.
    Basis {
        /// The quoted words themselves.
        Quote = "quote",
        /// The article's own date.
        Published = "published",
        /// The judgement of whoever records it.
        Desk = "desk",
    }
}

words! {
    /// What the source makes of what it says.
    Stance {
        /// It happened.
        Reported = "reported",
        /// It will happen.
        Expected = "expected",
        /// It is said to have happened.
        Rumoured = "rumoured",
        /// It did not happen.
        Denied = "denied",
    }
}

words! {
    /// How an article states a number.
    Compare {
        /// That many.
        Exactly = "exactly",
        /// That many or more.
        AtLeast = "at_least",
        /// Within a tenth, at least one.
        About = "about",
    }
}

words! {
    /// What a count counts.
    Per {
        /// Each person once.
        Person = "person",
        /// Each holding of a post once: person, body and post.
        Post = "post",
    }
}

words! {
    /// What a name names.
    Noun {
        /// Someone.
        Person = "person",
        /// A cabinet, party, department.
        Body = "body",
        /// An office in a body.
        Post = "post",
    }
}

words! {
    /// What became of a post.
    PostChange {
        /// It came to be.
        Created = "created",
        /// It goes by another name from then on.
        Renamed = "renamed",
        /// It ceased to be.
        Abolished = "abolished",
    }
}

words! {
    /// In what capacity a post is held.
    Capacity {
        /// Standing in.
        Acting = "acting",
        /// Away, still holding it.
        OnLeave = "on_leave",
        /// Entitled to attend without being a member.
        Attending = "attending",
        /// In full.
        Full = "full",
    }
}

words! {
    /// Which end of a stretch is meant.
    Turn {
        /// Its beginning.
        Began = "began",
        /// Its end.
        Ended = "ended",
    }
}

words! {
    /// What became of a signing key.
    KeyChange {
        /// Accepted from then on.
        Added = "added",
        /// Not accepted from then on.
        Revoked = "revoked",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back_and_another_names_the_vocabulary() {
        for how in How::ALL {
            assert_eq!(how.word().parse(), Ok(*how));
        }
        let refusal = "quit".parse::<How>().map_err(|e| e.to_string());
        assert_eq!(
            refusal,
            Err("`quit` is not one of: resigned, sacked, stood_down, reshuffled, died, term_ended, unknown".to_owned())
        );
    }

    #[test]
    fn left_is_every_way_out_but_a_reshuffle() {
        let left: Vec<_> = How::ALL.iter().filter(|how| HowRule::Left.takes(**how)).collect();
        assert_eq!(left.len(), How::ALL.len() - 1);
        assert!(!HowRule::Left.takes(How::Reshuffled));
        assert!(HowRule::Resigned.takes(How::Resigned) && !HowRule::Resigned.takes(How::Sacked));
    }
}
