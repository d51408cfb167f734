//! What is done to facts later: amended, taken back, said by a second article.

use std::collections::HashSet;

use super::Echo;

/// How many facts there are to one correction.
const FACTS_EACH: usize = 500;
/// How many corrections there are at most: each is an append of its own.
const AT_MOST: usize = 3_000;

/// Why facts are corrected.
pub const WHY: &str = "as the paper printed the next day";
/// The note that an amendment adds.
pub const NOTE: &str = "confirmed by letter";

/// One correction of a fact, counted from the first of the history.
pub enum Correction {
    /// A note is added to it.
    Amended(usize),
    /// It is taken back.
    Retracted(usize),
    /// The article of this label says the same.
    Corroborated(Echo, String),
}

/// The corrections of a history of so many facts, a third of each kind, given
/// what its articles repeat.
pub fn corrections(facts: usize, echoes: Vec<(Echo, String)>) -> Vec<Correction> {
    let many = (facts / FACTS_EACH).min(AT_MOST);
    let stride = facts / many.max(1);
    let fact_of = |nth: usize| nth * stride + stride / 2;
    let retracted: HashSet<usize> = (0..many).filter(|nth| nth % 3 == 1).map(fact_of).collect();
    let mut echoes = echoes.into_iter().filter(|(echo, _)| !retracted.contains(&echo.fact));
    let mut of = |nth: usize| match nth % 3 {
        0 => Some(Correction::Amended(fact_of(nth))),
        1 => Some(Correction::Retracted(fact_of(nth))),
        _ => echoes.next().map(|(echo, label)| Correction::Corroborated(echo, label)),
    };
    (0..many).filter_map(&mut of).collect()
}
