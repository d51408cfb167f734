//! A history to measure with: made of nothing but a seed, the same on every
//! machine, and like what a desk records.
//!
//! Parliaments of nine bodies each, 450 posts in all, from 1945 on. Whoever
//! holds a post leaves it after four years on the average (by resigning, by
//! being sacked, …) and somebody follows, new or from another post, at once or
//! some weeks later. Articles of some 150 facts each tell it in the order of
//! the world; a quarter of their dates are coarse. Besides there are reasons,
//! statements, other names of people, new names of posts, denials and rumours.
//! The number of parliaments grows with the history, so that its end is near
//! 2026 whatever its size, and any one body is as busy in a long history as in
//! a short one.

mod article;
mod chance;
mod corrections;
mod dates;
mod late;
mod names;
mod story;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

pub use article::Article;
pub use corrections::{Correction, NOTE, WHY, corrections};
pub use late::late;

use article::PUBLISHERS;
use chance::Chance;
use names::{CHAMBERS_EACH, Names, POSTS};
use story::{Seat, Story};

const SEED: u64 = 0x2016_0626;

/// How many posts the bodies of a parliament have; the first, a hundred, is
/// the one that questions are asked of.
const SIZES: [usize; CHAMBERS_EACH] = [POSTS, 20, 40, 30, 60, 25, 50, 35, 90];

/// How many facts a parliament gives from 1945 to 2026, about.
const FACTS_EACH: usize = 19_000;

/// How many facts an article has.
const FACTS_OF_ARTICLE: std::ops::Range<usize> = 100..200;

/// An article with the facts that are taken from it.
pub struct Chapter {
    /// The article.
    pub article: Article,
    /// Its facts, in order.
    pub facts: Vec<Stated>,
    /// A fact of the chapter before that this article tells once more.
    pub echo: Option<Echo>,
}

/// A fact as one article states it.
pub struct Stated {
    /// As a line of JSON, the way `append --from` takes it.
    pub line: String,
    /// The quote in it.
    pub quote: String,
    /// What it changes about who holds what, for those who keep a table.
    pub change: Option<Change>,
}

/// What one fact does to the table of who holds what.
pub enum Change {
    /// Somebody took a post.
    Opened(Place, i64),
    /// Whoever held it left, and how.
    Closed(Place, &'static str, i64),
}

/// Somebody in a post of a body, by the names that stand.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// Who.
    pub person: String,
    /// Where.
    pub body: String,
    /// As what: the post's first name.
    pub post: String,
}

/// A fact that a second article tells.
pub struct Echo {
    /// Which, counted from the first of the history.
    pub fact: usize,
    /// The words, which are the same in both.
    pub quote: String,
}

/// The chapters of a history, one after the other.
pub struct History {
    chance: Chance,
    names: Names,
    seats: Vec<Seat>,
    due: BinaryHeap<Reverse<(i64, usize)>>,
    /// Who has left a post of each parliament and may return.
    former: Vec<Vec<u32>>,
    styled: HashSet<u32>,
    people: u32,
    facts_left: usize,
    facts_told: usize,
    chapters: usize,
    last: Option<Echo>,
}

impl History {
    /// A history of so many facts.
    pub fn of(facts: usize) -> Self {
        let parliaments = facts.div_ceil(FACTS_EACH).max(1);
        let mut chance = Chance::seeded(SEED);
        let (mut seats, mut due) = (Vec::new(), BinaryHeap::new());
        for body in 0..parliaments * CHAMBERS_EACH {
            for post in 0..SIZES[body % CHAMBERS_EACH] {
                due.push(Reverse((chance.below(365) as i64, seats.len())));
                seats.push(Seat::vacant(body, post));
            }
        }
        Self {
            chance,
            names: Names::new(),
            seats,
            due,
            former: vec![Vec::new(); parliaments],
            styled: HashSet::new(),
            people: 0,
            facts_left: facts,
            facts_told: 0,
            chapters: 0,
            last: None,
        }
    }

    /// The body of a hundred posts that questions are asked of.
    pub fn body() -> String {
        Names::new().body(0)
    }

    /// The chapter that founds the bodies, or one that goes on from day to day.
    fn chapter(&mut self) -> Option<Chapter> {
        if self.facts_left == 0 {
            return None;
        }
        let number = self.chapters;
        self.chapters += 1;
        let publisher = PUBLISHERS[number % PUBLISHERS.len()];
        let title = format!("{publisher}, number {}", number + 1);
        let label = format!("{}-{:05}", publisher.rsplit(' ').next().unwrap_or("news").to_lowercase(), number + 1);
        let mut story = Story::begun(&title, label.clone(), self.facts_told);
        let echo = self.last.take().filter(|_| number.is_multiple_of(2));
        if let Some(echo) = &echo {
            story.repeat(&echo.quote, &mut self.chance);
        }
        if number == 0 {
            for body in 0..self.seats.last().map_or(0, |seat| seat.body + 1) {
                story.found(&self.names, body, SIZES[body % CHAMBERS_EACH], &mut self.chance);
            }
        }
        let most = story.facts.len() + FACTS_OF_ARTICLE.start + self.chance.below(FACTS_OF_ARTICLE.len());
        let mut day = 0;
        while story.facts.len() < most.min(self.facts_left) {
            let Some(Reverse((today, seat))) = self.due.pop() else { break };
            day = today;
            let next = self.turn(&mut story, today, seat);
            self.due.push(Reverse((next, seat)));
        }
        story.facts.truncate(self.facts_left);
        self.facts_left -= story.facts.len();
        self.facts_told += story.facts.len();
        let middle = story.facts.len() / 2;
        self.last = story
            .facts
            .get(middle)
            .map(|stated| Echo { fact: self.facts_told - story.facts.len() + middle, quote: stated.quote.clone() });
        let published = dates::day(day + 1 + self.chance.below(3) as i64).to_string();
        let article = Article { label, publisher, title, published, text: story.draft.finish() };
        Some(Chapter { article, facts: story.facts, echo })
    }

    /// What happens to a seat on its day, and the day on which something does next.
    fn turn(&mut self, story: &mut Story, today: i64, seat: usize) -> i64 {
        let parliament = self.seats[seat].body / CHAMBERS_EACH;
        let seat = &mut self.seats[seat];
        let chance = &mut self.chance;
        match seat.holder.take() {
            None => {
                let former = &mut self.former[parliament];
                let person = if former.is_empty() || chance.below(100) < 45 {
                    self.people += 1;
                    self.people - 1
                } else {
                    former.swap_remove(chance.below(former.len()))
                };
                seat.holder = Some(person);
                story.appoint(&self.names, seat, today, self.styled.contains(&person), chance);
                if chance.in_a_thousand(5) && self.styled.insert(person) {
                    story.style(&self.names, person, chance);
                }
                today + 30 + chance.span(1_430.0) as i64
            }
            Some(person) => {
                seat.holder = Some(person);
                let died = story.depart(&self.names, seat, today, self.styled.contains(&person), chance);
                seat.holder = None;
                if !died {
                    self.former[parliament].push(person);
                }
                if chance.below(10) < 6 { today } else { today + 1 + chance.span(90.0) as i64 }
            }
        }
    }
}

impl Iterator for History {
    type Item = Chapter;

    fn next(&mut self) -> Option<Chapter> {
        self.chapter()
    }
}
