//! How alike two names are, and in what: what a search goes by, which proposes
//! and never decides.

use super::styles::Styled;
use super::words::words;
use super::{LooseKey, Name, NameKey, Noun};

/// The fewest letters of a word in which a slip is seen past.
const SLIP_LEN_MIN: usize = 4;

/// The fewest letters that stand for a word which they begin.
const BEGINNING_LEN_MIN: usize = 3;

/// Words that a post or a body may have or lack.
const SMALL: &[&str] = &["the", "of", "for", "and", "to", "in"];

words! {
    /// In what two names are alike, the most alike first.
    Likeness {
        /// They compare as equal.
        Same = "same",
        /// One is recorded as another name of the other.
        AlsoKnown = "also_known",
        /// An identifier is the same.
        Identifier = "identifier",
        /// Case, accents, punctuation or spaces differ.
        Typing = "typing",
        /// Titles, or the places these are of, differ.
        Title = "title",
        /// Only one of them has a disambiguator.
        Number = "number",
        /// The words are in another order.
        Order = "order",
        /// Given names are shortened or left out.
        Given = "given",
        /// One letter differs.
        Slip = "slip",
        /// One of them is the other's surname.
        Surname = "surname",
        /// The words of one are all in the other.
        Part = "part",
        /// The surname is the same, the given names are others.
        Namesake = "namesake",
    }
}

/// How alike two names are; the most alike is the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resemblance {
    /// In what.
    pub likeness: Likeness,
    /// Whether one letter differs besides.
    pub slip: bool,
    /// Whether titles or their places differ besides.
    pub title: bool,
    /// Whether just one of them has a disambiguator.
    pub number: bool,
}

impl Ord for Resemblance {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        // Some words that are the very same are more than a surname that is nearly so.
        let rank = |of: &Self| match (of.likeness, of.slip) {
            (Likeness::Surname | Likeness::Part, slip) => (Likeness::Surname, slip, of.likeness),
            (likeness, slip) => (likeness, slip, likeness),
        };
        (rank(self), self.title, self.number).cmp(&(rank(other), other.title, other.number))
    }
}

impl PartialOrd for Resemblance {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Resemblance {
    /// A likeness with nothing besides.
    #[must_use]
    pub fn of(likeness: Likeness) -> Self {
        Self { likeness, slip: false, title: false, number: false }
    }

    /// What makes the two alike, for people.
    #[must_use]
    pub fn in_words(self) -> String {
        let main = match self.likeness {
            Likeness::Same => "the name itself",
            Likeness::AlsoKnown => "another name",
            Likeness::Identifier => "the same identifier",
            Likeness::Typing => "the same but for case, accents or punctuation",
            Likeness::Title => "the same, title aside",
            Likeness::Number => "the same, disambiguator aside",
            Likeness::Order => "the same words in another order",
            Likeness::Given => "given names shortened or left out",
            Likeness::Slip => "one letter differs",
            Likeness::Surname => "same surname",
            Likeness::Part => "the same words among others",
            Likeness::Namesake => "same surname, another given name",
        };
        let besides = [
            (self.title && self.likeness != Likeness::Title, "title aside"),
            (self.number && self.likeness != Likeness::Number, "disambiguator aside"),
            (self.slip && self.likeness != Likeness::Slip, "one letter differs"),
        ];
        let besides = besides.into_iter().filter(|(is_so, _)| *is_so).map(|(_, what)| what);
        std::iter::once(main).chain(besides).collect::<Vec<_>>().join(", ")
    }
}

/// A name that is sought, taken apart once for many comparisons.
#[derive(Debug, Clone)]
pub struct Sought {
    noun: Noun,
    key: NameKey,
    parts: Parts,
}

impl Sought {
    /// Takes a name apart.
    #[must_use]
    pub fn new(noun: Noun, name: &Name) -> Self {
        let key = NameKey::of(name);
        let parts = Parts::of(noun, &key);
        Self { noun, key, parts }
    }

    /// How a known name is like it, if it is at all. Where the sought name has
    /// digits, a known one has the very same or is not like it.
    #[must_use]
    pub fn like(&self, known: &NameKey) -> Option<Resemblance> {
        if *known == self.key {
            return Some(Resemblance::of(Likeness::Same));
        }
        let (asked, known) = (&self.parts, &Parts::of(self.noun, known));
        if !asked.digits.is_empty() && asked.digits != known.digits {
            return None;
        }
        let (likeness, slip) = match self.noun {
            Noun::Person => asked.like_a_person(known),
            Noun::Body | Noun::Post => asked.like_a_thing(known),
        }?;
        let title = (&asked.styled.styles, &asked.styled.place) != (&known.styled.styles, &known.styled.place);
        let number = asked.number != known.number;
        let likeness = match likeness {
            Likeness::Typing if title => Likeness::Title,
            Likeness::Typing if number => Likeness::Number,
            other => other,
        };
        Some(Resemblance { likeness, slip, title, number })
    }
}

/// A name taken apart.
#[derive(Debug, Clone)]
struct Parts {
    styled: Styled,
    /// The disambiguator.
    number: Vec<String>,
    /// All digits in it, in order.
    digits: String,
}

impl Parts {
    fn of(noun: Noun, key: &NameKey) -> Self {
        let text = key.as_str();
        let words = |text: &str| LooseKey::folded(text).words();
        let is_number = |(_, number): &(&str, &str)| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
        let (named, number) = text.rsplit_once('#').filter(is_number).unwrap_or((text, ""));
        let styled = match noun {
            Noun::Person => Styled::of(named.split(',').map(words).collect()),
            Noun::Body | Noun::Post => Styled { name: words(named), ..Styled::default() },
        };
        let digits = text.chars().filter(|c| c.is_numeric()).collect();
        Self { styled, number: words(number), digits }
    }

    fn like_a_person(&self, known: &Self) -> Option<(Likeness, bool)> {
        let (a, b) = (&self.styled.name[..], &known.styled.name[..]);
        let all: Vec<&String> =
            known.styled.name.iter().chain(&known.styled.styles).chain(&known.styled.place).collect();
        let part = || among(a.iter(), &all).map(|slip| (Likeness::Part, slip));
        if digits(a) != digits(b) {
            return part();
        }
        if let Some(found) = as_written(a, b) {
            return Some(found);
        }
        if is_given_shortened(a, b) {
            return Some((Likeness::Given, false));
        }
        if word_by_word(a, b) == Some(true) {
            return Some((Likeness::Slip, true));
        }
        let (shorter, longer) = if a.len() < b.len() { (a, b) } else { (b, a) };
        let surname = &longer[longer.len() - shorter.len()..];
        if let (false, true, Some(slip)) = (shorter.is_empty(), a.len() != b.len(), word_by_word(shorter, surname)) {
            return Some((Likeness::Surname, slip));
        }
        let namesake = a.last().is_some() && a.last() == b.last() && digits(&a[a.len() - 1..]).is_empty();
        part().or(namesake.then_some((Likeness::Namesake, false)))
    }

    fn like_a_thing(&self, known: &Self) -> Option<(Likeness, bool)> {
        let (a, b) = (&self.styled.name[..], &known.styled.name[..]);
        fn telling(words: &[String]) -> Vec<&String> {
            words.iter().filter(|word| !SMALL.contains(&word.as_str())).collect()
        }
        let (few, many) = (telling(a), telling(b));
        let part = || among(few.iter().copied(), &many).map(|slip| (Likeness::Part, slip));
        if digits(a) != digits(b) {
            return part();
        }
        if let Some(found) = as_written(a, b) {
            return Some(found);
        }
        if word_by_word(a, b) == Some(true) {
            return Some((Likeness::Slip, true));
        }
        let holds_all = !many.is_empty() && many.iter().all(|word| few.contains(word));
        match part() {
            Some((_, false)) if holds_all => Some((Likeness::Order, false)),
            None if holds_all => Some((Likeness::Part, false)),
            found => found,
        }
    }
}

/// Whether two names are the same words, spaces aside, or in another order.
fn as_written(a: &[String], b: &[String]) -> Option<(Likeness, bool)> {
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let sorted = |words: &[String]| {
        let mut words: Vec<String> = words.to_vec();
        words.sort_unstable();
        words
    };
    if a.concat() == b.concat() {
        Some((Likeness::Typing, false))
    } else {
        (a.len() == b.len() && sorted(a) == sorted(b)).then_some((Likeness::Order, false))
    }
}

/// Whether words are the same one by one; true where one of them is a slip.
fn word_by_word(a: &[String], b: &[String]) -> Option<bool> {
    let mut differing = a.iter().zip(b).filter(|(one, other)| one != other);
    match (a.len() == b.len(), differing.next(), differing.next()) {
        (true, None, _) => Some(false),
        (true, Some((one, other)), None) if is_slip(one, other) => Some(true),
        _ => None,
    }
}

fn is_slip(one: &str, other: &str) -> bool {
    let long = |word: &str| word.chars().count() >= SLIP_LEN_MIN;
    long(one) && long(other) && LooseKey::folded(one).is_one_slip_from(&LooseKey::folded(other))
}

/// Whether every word is among others or begins one; true where a slip had to be seen past.
fn among<'w>(words: impl Iterator<Item = &'w String>, others: &[&String]) -> Option<bool> {
    let (mut any, mut slips) = (false, 0);
    for word in words {
        any = true;
        let begins = |other: &&&String| other.starts_with(word.as_str()) && word.chars().count() >= BEGINNING_LEN_MIN;
        if others.contains(&word) || others.iter().any(|other| begins(&other)) {
            continue;
        }
        if !others.iter().any(|other| is_slip(word, other)) {
            return None;
        }
        slips += 1;
    }
    (any && slips <= 1).then_some(slips == 1)
}

/// Whether the surname is the same and the given names may be: an initial, a
/// beginning, or fewer of them.
fn is_given_shortened(a: &[String], b: &[String]) -> bool {
    let (Some((surname, given)), Some((other_surname, others))) = (a.split_last(), b.split_last()) else {
        return false;
    };
    let may_be = |(one, other): (&String, &String)| {
        let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
        // Beside the very same surname a letter is enough, and Ed is Edward.
        long.starts_with(short.as_str())
    };
    surname == other_surname && !given.is_empty() && !others.is_empty() && given.iter().zip(others).all(may_be)
}

fn digits(words: &[String]) -> String {
    words.iter().flat_map(|word| word.chars()).filter(|c| c.is_numeric()).collect()
}
