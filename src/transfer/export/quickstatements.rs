//! Positions held, as QuickStatements (version 1) for Wikidata: P39 with start
//! (P580), end (P582) and end cause (P1534), and a reference for each article
//! with an address (S854, S1065, S1476, S577, S813).
//!
//! A statement is made only where nothing has to be guessed: both the person
//! and the post have one Wikidata identifier, the post's belongs to one body,
//! the holder is not a stand-in, and holds it once (a second statement with
//! the same value would be merged into the first).

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::dates::{Coarse, coarse};
use crate::domain::time::{Moment, MomentRange, Zone};
use crate::domain::{How, SourceId};
use crate::projections::directory::{Directory, Listed};
use crate::projections::history::{History, TenureRow};
use crate::projections::{Article, Knowledge};

/// Ways out that Wikidata has an item for, as "end cause".
const CAUSES: [(How, &str); 2] = [(How::Resigned, "Q796919"), (How::Died, "Q5247364")];

/// How many rows became statements, and why the others did not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    /// So many did.
    pub statements: u64,
    /// So many did not, by reason.
    pub left_out: BTreeMap<&'static str, u64>,
}

/// What the statements are made of.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// Who and what has which identifier.
    pub directory: &'a Directory,
    /// Who held what.
    pub history: &'a History,
    /// What is known of the articles.
    pub knowledge: &'a Knowledge,
    /// When the ledger took in each article.
    pub retrieved: &'a BTreeMap<SourceId, Moment>,
    /// The ledger's zone.
    pub zone: &'a Zone,
}

/// Writes a statement a line, with tabs between its parts.
///
/// # Errors
/// The writer's.
pub fn write(told: &Told<'_>, out: &mut dyn Write) -> io::Result<Made> {
    let items = Items::of(told.directory);
    let mut held: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for row in &told.history.tenures {
        if let Ok(pair) = items.pair(row) {
            *held.entry(pair).or_default() += 1;
        }
    }
    let mut made = Made::default();
    for row in &told.history.tenures {
        let pair = items.pair(row).and_then(|pair| {
            if held.get(&pair) == Some(&1) { Ok(pair) } else { Err("held more than once by one person") }
        });
        match pair {
            Ok((person, post)) => {
                made.statements += 1;
                writeln!(out, "{}", statement(person, post, row, told).join("\t"))?;
            }
            Err(why) => *made.left_out.entry(why).or_default() += 1,
        }
    }
    Ok(made)
}

/// The items of persons and of posts.
struct Items<'a> {
    persons: BTreeMap<&'a str, &'a str>,
    posts: BTreeMap<(&'a str, &'a str), &'a str>,
    shared: BTreeSet<&'a str>,
}

impl<'a> Items<'a> {
    fn of(directory: &'a Directory) -> Self {
        let persons = directory.persons.iter().filter_map(|person| Some((person.name.as_str(), item(person)?)));
        let posts = directory.posts.iter().filter_map(|post| {
            let place = (post.body.as_str(), post.listed.name.as_str());
            Some((place, item(&post.listed)?))
        });
        let posts: BTreeMap<_, _> = posts.collect();
        let mut seen = BTreeSet::new();
        let shared = posts.values().copied().filter(|item| !seen.insert(*item)).collect();
        Self { persons: persons.collect(), posts, shared }
    }

    /// The items of a row's person and post, else why there is no statement.
    fn pair(&self, row: &TenureRow) -> Result<(&'a str, &'a str), &'static str> {
        let person = self.persons.get(row.person.as_str()).ok_or("person without one Wikidata identifier")?;
        let post = row.post.as_deref().ok_or("seat without a post")?;
        let post = self.posts.get(&(row.body.as_str(), post)).ok_or("post without one Wikidata identifier")?;
        if self.shared.contains(post) {
            return Err("post whose identifier posts of other bodies have too");
        }
        if row.acting { Err("stand-in") } else { Ok((person, post)) }
    }
}

/// The one Wikidata item of a name; none where there are several.
fn item(listed: &Listed) -> Option<&str> {
    let mut items = listed.identifiers.iter().filter(|(scheme, _)| scheme == "wikidata").map(|(_, id)| id.as_str());
    let is_item = |id: &&str| {
        let digits = id.strip_prefix('Q').unwrap_or_default();
        !digits.is_empty() && !digits.starts_with('0') && digits.bytes().all(|digit| digit.is_ascii_digit())
    };
    items.next().filter(is_item).filter(|_| items.next().is_none())
}

fn statement(person: &str, post: &str, row: &TenureRow, told: &Told<'_>) -> Vec<String> {
    let mut parts = vec![person.to_owned(), "P39".to_owned(), post.to_owned()];
    let mut add = |property: &str, value: String| parts.extend([property.to_owned(), value]);
    if let Some(start) = date(row.since.range, told.zone) {
        add("P580", start);
    }
    if let Some(until) = row.until {
        // An end that no date of Wikidata's says is still an end.
        add("P582", date(until.range, told.zone).unwrap_or_else(|| "somevalue".to_owned()));
        let cause = CAUSES.iter().find(|(how, _)| row.hows == [*how]);
        if let Some((_, cause)) = cause {
            add("P1534", (*cause).to_owned());
        }
    }
    let articles = row.sources.iter().filter_map(|source| Some((source, told.knowledge.articles.get(source)?)));
    let references = articles.filter_map(|(source, article)| reference(*source, article, told));
    for (nth, reference) in references.enumerate() {
        for (place, (property, value)) in reference.into_iter().enumerate() {
            // An exclamation mark begins another reference of the same statement.
            let begins = if nth > 0 && place == 0 { "!" } else { "" };
            add(&format!("{begins}{property}"), value);
        }
    }
    parts
}

fn reference(source: SourceId, article: &Article, told: &Told<'_>) -> Option<Vec<(&'static str, String)>> {
    let description = &article.source.description;
    let url = description.url.as_ref().map(|url| url.as_str()).filter(|url| super::is_web_address(url))?;
    let mut parts = vec![("S854", quoted(url))];
    let archived = description.archived.as_ref().filter(|url| super::is_web_address(url.as_str()));
    parts.extend(archived.map(|url| ("S1065", quoted(url.as_str()))));
    if let (Some(title), Some(lang)) = (&description.title, &description.lang) {
        parts.push(("S1476", format!("{}:{}", lang.as_str().to_lowercase(), quoted(title.as_str()))));
    }
    let published = description.published.as_ref().and_then(|when| when.bounds(told.zone).ok());
    parts.extend(published.and_then(|range| date(range, told.zone)).map(|day| ("S577", day)));
    let retrieved = told.retrieved.get(&source).map(|moment| MomentRange::point(*moment));
    parts.extend(retrieved.and_then(|range| date(range, told.zone)).map(|day| ("S813", day)));
    Some(parts)
}

/// A text in quotation marks, on one line and in one cell.
fn quoted(text: &str) -> String {
    let plain: String =
        text.chars().map(|c| if c.is_whitespace() || crate::domain::is_deceptive(c) { ' ' } else { c }).collect();
    format!("\"{plain}\"")
}

/// A date with its precision: 11 a day, 10 a month, 9 a year.
fn date(range: MomentRange, zone: &Zone) -> Option<String> {
    Some(match coarse(range, zone)? {
        Coarse::Day(day) => format!("+{day}T00:00:00Z/11"),
        Coarse::Month(year, month) => format!("+{year:04}-{month:02}-00T00:00:00Z/10"),
        Coarse::Year(year) => format!("+{year:04}-00-00T00:00:00Z/9"),
    })
}
