//! Random histories: few people, bodies and posts, and a small span of dates,
//! so that facts meet.

use std::collections::BTreeMap;
use std::fmt;

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use reshuffle::domain::time::Moment;
use reshuffle::domain::{Field, Kind, SourceField};

use crate::compare::Question;
use crate::history::{History, Op};
use crate::naive::{Rule, range};
use crate::recorded::zone;

const PEOPLE: [&str; 8] = ["Ann", "Ann", "Ann", "Ann", "Ann", "Bob", "Annie", "Cay"];
const BODIES: [&str; 8] = ["Cabinet", "Cabinet", "Cabinet", "Cabinet", "Cabinet", "Cabinet", "Office", "Court"];
const POSTS: [&str; 8] = ["Whip", "Whip", "Whip", "Whip", "Clerk", "Clerk", "Chief", "Guard"];
const RANKS: [&str; 2] = ["full", "junior"];
const GROUPS: [&str; 2] = ["Reds", "Blues"];
const ARTICLES: [&str; 3] = ["A", "B", "C"];
const HOWS: [&str; 7] = ["resigned", "resigned", "sacked", "reshuffled", "unknown", "stood_down", "died"];
const STANCES: [&str; 3] = ["expected", "rumoured", "denied"];

const DATES: [&str; 26] = [
    "2016",
    "2015",
    "2016-06",
    "2016-05",
    "2016-06-24",
    "2016-06-25",
    "2016-06-26",
    "2016-06-26",
    "2016-06-27",
    "2016-06-28",
    "2016-06-26T10:00",
    "2016-06-26T12:00",
    "2016-06-26T13:00",
    "2016-06-26T14:00",
    "2016-06-27T10:00",
    "2016-06-25T18:30",
    "2016-06-26T10:00/2016-06-26T13:00",
    "2016-06-26T12:00/2016-06-26T14:00",
    "2016-06-25/2016-06-26",
    "2016-06-25/2016-06-27",
    "2016-06-26/2016-06-28",
    "2016-06-26T12:00/2016-06-27",
    "../2016-06-26",
    "../2016-06-25",
    "2016-06-26/..",
    "2016-06-27/..",
];

/// A history before its targets are found.
#[derive(Clone)]
pub struct Plan {
    /// The few dates of a history of one person in one body; none of a wide one.
    palette: Vec<&'static str>,
    articles: Vec<Article>,
    steps: Vec<Step>,
}

type Article = (Option<&'static str>, Option<&'static str>);

#[derive(Debug, Clone)]
enum Step {
    Fact { kind: Kind, fields: BTreeMap<Field, String>, source: usize, ends: Option<usize> },
    Amend { pick: usize, set: BTreeMap<Field, String>, unset: Option<Field>, source: Option<usize> },
    Retract { pick: usize },
    Corroborate { pick: usize, source: usize },
    Redescribe { source: usize, as_of: Option<&'static str> },
}

/// A question before its moment is read and its prefix is cut.
#[derive(Debug, Clone)]
pub struct Asked {
    date: &'static str,
    latest: bool,
    off_us: i64,
    cut: Option<usize>,
    body: Option<&'static str>,
    rule: Rule,
}

fn one(of: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    select(of)
}

fn article() -> impl Strategy<Value = Article> {
    (weighted(0.5, one(&DATES[..16])), weighted(0.7, one(&["Herald", "Post"])))
}

fn fields() -> impl Strategy<Value = BTreeMap<Field, String>> {
    let who = (one(&PEOPLE), one(&BODIES), weighted(0.65, one(&POSTS)), one(&DATES));
    let how = (one(&HOWS), weighted(0.12, one(&DATES)), weighted(0.15, one(&STANCES)));
    let what = (weighted(0.25, Just("true")), weighted(0.3, one(&RANKS)), one(&GROUPS), one(&POSTS), one(&BODIES));
    let count =
        (0u32..4, one(&["exactly", "at_least", "about"]), weighted(0.3, one(&DATES)), weighted(0.3, one(&DATES)));
    let rest = (
        weighted(0.3, Just("post")),
        one(&["created", "renamed", "renamed", "abolished"]),
        one(&["person", "body", "post"]),
        one(&["acting", "on_leave", "attending", "full"]),
        weighted(0.8, Just(())),
        weighted(0.8, Just(())),
        weighted(0.4, 1u32..4),
    );
    (who, how, what, count, rest).prop_map(
        |(
            (person, body, post, when),
            (how, announced, stance),
            (acting, rank, group, other_post, other_body),
            (number, compare, from, to),
            (per, change, noun, status, has_body, has_when, seats),
        )| {
            let mut all = BTreeMap::new();
            let mut set = |field: Field, value: Option<&str>| {
                if let Some(value) = value {
                    all.insert(field, value.to_owned());
                }
            };
            set(Field::Person, Some(person));
            set(Field::Body, Some(body));
            set(Field::Post, post);
            set(Field::When, Some(when));
            set(Field::How, Some(how));
            set(Field::Announced, announced);
            set(Field::Stance, stance);
            set(Field::Acting, acting);
            set(Field::Rank, rank);
            set(Field::Group, Some(group));
            set(Field::PartOf, Some(other_body));
            set(Field::Compare, Some(compare));
            set(Field::From, from);
            set(Field::Per, per);
            set(Field::Change, Some(change));
            set(Field::Names, Some(noun));
            set(Field::Status, Some(status));
            set(Field::To, to);
            all.insert(Field::Number, number.to_string());
            if has_body.is_none() {
                all.insert(Field::Note, "no body".to_owned());
            }
            if has_when.is_none() {
                all.insert(Field::Basis, "desk".to_owned());
            }
            all.insert(Field::Of, other_post.to_owned());
            all.extend(seats.map(|seats| (Field::Seats, seats.to_string())));
            all
        },
    )
}

/// Only what a fact of this kind has, made fit for it.
fn fitted(kind: Kind, mut all: BTreeMap<Field, String>) -> BTreeMap<Field, String> {
    let (no_body, no_when) = (all.remove(&Field::Note).is_some(), all.remove(&Field::Basis).is_some());
    let other_post = all.remove(&Field::Of).unwrap_or_default();
    match kind {
        Kind::Counted => {
            if no_body {
                all.remove(&Field::Body);
            }
            all.insert(Field::How, if no_when { "left".to_owned() } else { all[&Field::How].clone() });
        }
        Kind::Alias => {
            let (field, of) = match all[&Field::Names].as_str() {
                "person" => (Field::Person, PEOPLE[4 + usize::from(no_body)].to_owned()),
                "body" => (Field::Body, all[&Field::PartOf].clone()),
                _ => (Field::Post, other_post.clone()),
            };
            let name = all.get(&field).cloned().unwrap_or_else(|| "Guard".to_owned());
            all.insert(Field::Name, name);
            all.insert(Field::Of, of);
        }
        Kind::Post => {
            all.entry(Field::Post).or_insert_with(|| "Whip".to_owned());
            if all[&Field::Change] == "renamed" {
                all.insert(Field::To, other_post);
            } else {
                all.remove(&Field::To);
            }
        }
        Kind::Status => {
            all.insert(Field::Change, if no_body { "ended" } else { "began" }.to_owned());
        }
        Kind::Reason => {
            all.insert(Field::Reason, "for reasons".to_owned());
        }
        _ => {}
    }
    if no_when && !kind.required_fields().contains(&Field::When) {
        all.remove(&Field::When);
    }
    let allowed = kind.fields();
    all.retain(|field, _| allowed.contains(field));
    all
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        6 => Just(Kind::Appointed),
        8 => Just(Kind::Departed),
        3 => Just(Kind::Held),
        2 => Just(Kind::Withdrawn),
        2 => Just(Kind::Counted),
        3 => Just(Kind::Post),
        1 => Just(Kind::Body),
        1 => Just(Kind::Alias),
        1 => Just(Kind::Aligned),
        1 => Just(Kind::Status),
        1 => select(&[Kind::Reason, Kind::Said][..]),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let source = 0..ARTICLES.len();
    prop_oneof![
        14 => (kind(), fields(), source.clone(), weighted(0.15, any::<usize>()))
            .prop_map(|(kind, fields, source, ends)| Step::Fact { kind, fields: fitted(kind, fields), source, ends }),
        3 => (any::<usize>(), fields(), vec(select(&CHANGED[..]), 0..3), weighted(0.4, select(&CLEARED[..])), weighted(0.3, source.clone()))
            .prop_map(|(pick, fields, changed, unset, source)| {
                let set = fields.into_iter().filter(|(field, _)| changed.contains(field)).collect();
                Step::Amend { pick, set, unset, source }
            }),
        2 => any::<usize>().prop_map(|pick| Step::Retract { pick }),
        1 => (any::<usize>(), source.clone()).prop_map(|(pick, source)| Step::Corroborate { pick, source }),
        1 => (source, weighted(0.6, one(&DATES[..16]))).prop_map(|(source, as_of)| Step::Redescribe { source, as_of }),
    ]
}

const CHANGED: [Field; 9] = [
    Field::When,
    Field::When,
    Field::Person,
    Field::Post,
    Field::How,
    Field::Stance,
    Field::Announced,
    Field::Rank,
    Field::Acting,
];
const CLEARED: [Field; 6] = [Field::Post, Field::Announced, Field::Stance, Field::Rank, Field::Acting, Field::Ends];

/// Histories of so many operations, beside their articles.
pub fn plans(longest: usize) -> impl Strategy<Value = Plan> {
    let articles = vec(article(), ARTICLES.len());
    // Most of what is hard happens to one person within few moments.
    let palette = prop_oneof![1 => Just(Vec::new()), 2 => vec(one(&DATES), 2..5)];
    (palette, articles, vec(step(), 1..longest)).prop_map(|(palette, articles, mut steps)| {
        let plan = |steps| Plan { palette: palette.clone(), articles: articles.clone(), steps };
        let narrow = plan(Vec::new());
        for step in &mut steps {
            if let Step::Fact { fields, .. } | Step::Amend { set: fields, .. } = step {
                fields.iter_mut().for_each(|(field, value)| narrow.narrow(*field, value));
            }
        }
        plan(steps)
    })
}

/// Questions to a history, at the edges of the dates that it may hold.
pub fn questions() -> impl Strategy<Value = Vec<Asked>> {
    let rule = (
        weighted(0.3, one(&BODIES)),
        prop_oneof![2 => Just("left"), 3 => one(&HOWS)],
        weighted(0.2, one(&RANKS)),
        weighted(0.1, one(&GROUPS)),
        (weighted(0.3, one(&DATES[..22])), weighted(0.2, one(&DATES[..22]))),
        any::<bool>(),
        weighted(0.3, Just(())),
    )
        .prop_map(|(body, how, rank, group, (from, to), per_post, by_effect)| Rule {
            body: body.map(str::to_owned),
            how: how.to_owned(),
            rank: rank.map(str::to_owned),
            group: group.map(str::to_owned),
            from: from.map(|from| range(from, &zone()).earliest),
            to: to.map(|to| range(to, &zone()).latest),
            per_post,
            by_effect: by_effect.is_some(),
        });
    let asked =
        (one(&DATES), any::<bool>(), -1i64..=1, weighted(0.4, any::<usize>()), weighted(0.3, one(&BODIES)), rule)
            .prop_map(|(date, latest, off_us, cut, body, rule)| Asked { date, latest, off_us, cut, body, rule });
    vec(asked, 1..6)
}

impl fmt::Debug for Plan {
    /// As the history, which is what there is to read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{}", self.history())
    }
}

impl Plan {
    /// The history, every target found.
    pub fn history(&self) -> History {
        let mut ops: Vec<Op> = Vec::new();
        for (label, (as_of, publisher)) in ARTICLES.iter().zip(&self.articles) {
            let mut parts = BTreeMap::new();
            parts.extend(as_of.map(|as_of| (SourceField::AsOf, as_of.to_owned())));
            parts.extend(publisher.map(|publisher| (SourceField::Publisher, publisher.to_owned())));
            ops.push(Op::Article { label: (*label).to_owned(), parts });
        }
        for step in &self.steps {
            ops.extend(step.operation(&ops));
        }
        History(ops)
    }

    /// A date of the palette for any other.
    fn date(&self, date: &'static str) -> &'static str {
        let place = DATES.iter().position(|one| *one == date).unwrap_or_default();
        picked(&self.palette, place).unwrap_or(date)
    }

    fn narrow(&self, field: Field, value: &mut String) {
        if self.palette.is_empty() {
            return;
        }
        match field {
            Field::Person if value != "Annie" => "Ann".clone_into(value),
            Field::Body if value == "Office" => "Cabinet".clone_into(value),
            Field::When | Field::Announced => {
                let date = DATES.iter().find(|date| *date == value).expect("a date of ours");
                self.date(date).clone_into(value);
            }
            _ => {}
        }
    }

    /// The questions to it, at the edges of its dates.
    pub fn ask(&self, asked: &[Asked], history: &History) -> Vec<Question> {
        let length = history.0.len();
        let asked = asked.iter().map(|asked| {
            let range = range(self.date(asked.date), &zone());
            let edge = if asked.latest { range.latest } else { range.earliest };
            Question {
                at: Moment(edge.0.saturating_add(asked.off_us)),
                known_after: asked.cut.map_or(length, |cut| cut % (length + 1)),
                body: asked.body.map(str::to_owned),
                rule: asked.rule.clone(),
            }
        });
        asked.collect()
    }
}

fn picked<T: Copy>(of: &[T], pick: usize) -> Option<T> {
    of.get(pick % of.len().max(1)).copied()
}

fn places(ops: &[Op], wanted: impl Fn(&Op) -> bool) -> Vec<usize> {
    (0..ops.len()).filter(|at| wanted(&ops[*at])).collect()
}

impl Step {
    fn operation(&self, ops: &[Op]) -> Option<Op> {
        let correctable = |op: &Op| matches!(op, Op::Fact { .. } | Op::Amend { .. });
        let label = |source: &usize| ARTICLES[*source].to_owned();
        Some(match self {
            Self::Fact { kind, fields, source, ends } => {
                let mut fields = fields.clone();
                if let (Kind::Departed, Some(pick)) = (kind, ends) {
                    let appointment = |op: &Op| {
                        matches!(op, Op::Fact { kind: Kind::Appointed, fields: theirs, .. }
                            if theirs[&Field::Person] == fields[&Field::Person]
                                && theirs[&Field::Body] == fields[&Field::Body])
                    };
                    if let Some(place) = picked(&places(ops, appointment), *pick) {
                        fields.insert(Field::Ends, format!("#{}", place + 1));
                    }
                }
                Op::Fact { kind: *kind, fields, source: label(source) }
            }
            Self::Amend { pick, set, unset, source } => {
                let target = picked(&places(ops, correctable), *pick)?;
                let kind = kind_of(ops, target)?;
                let allowed = kind.fields();
                let set = set.iter().filter(|(field, _)| allowed.contains(field));
                let set = set.map(|(field, value)| (*field, value.clone())).collect();
                let unset = unset.iter().copied().filter(|field| allowed.contains(field)).collect();
                Op::Amend { target, set, unset, source: source.as_ref().map(label) }
            }
            Self::Retract { pick } => Op::Retract { target: picked(&places(ops, correctable), *pick)? },
            Self::Corroborate { pick, source } => {
                Op::Corroborate { target: picked(&places(ops, correctable), *pick)?, source: label(source) }
            }
            Self::Redescribe { source, as_of } => {
                Op::Redescribe { label: label(source), parts: vec![(SourceField::AsOf, as_of.map(str::to_owned))] }
            }
        })
    }
}

fn kind_of(ops: &[Op], place: usize) -> Option<Kind> {
    match &ops[place] {
        Op::Fact { kind, .. } => Some(*kind),
        Op::Amend { target, .. } => kind_of(ops, *target),
        _ => None,
    }
}
