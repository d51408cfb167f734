//! Puts what was recorded into the tables: events, sources, facts, quotes.

use std::collections::BTreeMap;

use rusqlite::types::Value as Cell;
use rusqlite::{Connection, params_from_iter};

use crate::domain::time::{Edtf, Moment, MomentRange, Zone};
use crate::domain::{Citation, Content, Fact, Field, Seq, SourceField, SourceId};
use crate::projections::{FactIndex, Record, World};

use super::moment::Clock;
use super::numbers::Numbers;
use super::schema::{SEARCHES, tables, views};
use super::{Picture, SCHEMA_VERSION, meaning};

/// Rows on their way into a database.
pub(super) struct Filling<'a> {
    pub connection: &'a Connection,
    pub picture: &'a Picture<'a>,
    pub numbers: Numbers<'a>,
    pub clock: Clock,
    /// The numbers of the sources.
    sources: BTreeMap<SourceId, i64>,
}

/// Makes every table and view, and fills them.
pub(super) fn fill(connection: &Connection, picture: &Picture<'_>) -> rusqlite::Result<()> {
    connection
        .execute_batch("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; BEGIN; PRAGMA defer_foreign_keys = ON")?;
    let made = tables().flat_map(super::schema::Table::statements).chain(views().map(super::schema::View::statement));
    for statement in made.chain(SEARCHES.iter().map(super::schema::Search::statement)) {
        connection.execute_batch(&statement)?;
    }
    let known = &picture.world.knowledge.articles;
    let mut by_age: Vec<_> = known.values().map(|article| (article.added.0, article.source.digest)).collect();
    by_age.sort_unstable();
    let filling = Filling {
        connection,
        picture,
        numbers: Numbers::of(picture.world, picture.events),
        clock: Clock::utc(),
        sources: by_age.into_iter().map(|(_, digest)| digest).zip(1..).collect(),
    };
    filling.meta()?;
    filling.events()?;
    filling.sources()?;
    filling.facts()?;
    meaning::fill(&filling)?;
    for search in SEARCHES {
        connection.execute_batch(&search.filling())?;
    }
    connection.execute_batch("COMMIT; ANALYZE")
}

impl<'a> Filling<'a> {
    /// Adds a row, whose cells stand in the order of the columns.
    pub fn add(&self, table: &str, cells: Vec<Cell>) -> rusqlite::Result<()> {
        let places = vec!["?"; cells.len()].join(", ");
        let mut statement = self.connection.prepare_cached(&format!("INSERT INTO {table} VALUES ({places})"))?;
        statement.execute(params_from_iter(cells)).map(|_| ())
    }

    /// A moment; NULL where it is unbounded.
    pub fn moment(&self, moment: Moment) -> Cell {
        text(self.clock.text(moment))
    }

    /// The two ends of a range; both NULL where there is none.
    pub fn range(&self, range: Option<MomentRange>) -> [Cell; 2] {
        range.map_or([Cell::Null, Cell::Null], |range| [self.moment(range.earliest), self.moment(range.latest)])
    }

    /// The position of the fact that a row rests on.
    pub fn fact(&self, fact: FactIndex) -> Cell {
        position(self.world().facts.get(fact).record.origin.0)
    }

    pub fn world(&self) -> &'a World<'a> {
        self.picture.world
    }

    fn zone(&self) -> &'a Zone {
        self.picture.world.zone
    }

    fn meta(&self) -> rusqlite::Result<()> {
        let head = self.picture.events.last();
        let reported_by = self.picture.reported_by.and_then(|moment| self.clock.text(moment));
        let rows = [
            ("origin", Some(self.picture.origin.to_owned())),
            ("zone", Some(self.zone().name().to_owned())),
            ("at", self.clock.text(self.picture.at)),
            ("known_at", self.clock.text(self.picture.known_at)),
            ("reported_by", reported_by),
            ("head_seq", head.map(|event| event.seq.to_string())),
            ("head_id", head.map(|event| event.id.to_string())),
            ("schema", Some(SCHEMA_VERSION.to_string())),
        ];
        rows.into_iter().try_for_each(|(name, value)| self.add("meta", vec![text(Some(name)), text(value)]))
    }

    fn events(&self) -> rusqlite::Result<()> {
        for event in self.picture.events {
            let content = event.entry.as_ref().map(|entry| &entry.content);
            let why = content.and_then(|content| match content {
                Content::Redescribed { why, .. }
                | Content::Amended { why, .. }
                | Content::Retracted { why, .. }
                | Content::Redacted { why, .. } => Some(why),
                _ => None,
            });
            let target = content.and_then(Content::target).and_then(|target| self.numbers.seq(target));
            self.add(
                "events",
                vec![
                    position(event.seq),
                    text(Some(event.id)),
                    text(Some(event.kind.map_or("unknown", |kind| kind.word()))),
                    self.moment(event.recorded_at),
                    text(event.entry.as_ref().map(|entry| &entry.recorder)),
                    text(event.entry.as_ref().and_then(|entry| entry.key.as_ref())),
                    text((event.seq != Seq(0)).then_some(event.prev)),
                    target.map_or(Cell::Null, position),
                    text(why),
                    flag(event.erased),
                ],
            )?;
        }
        Ok(())
    }

    fn sources(&self) -> rusqlite::Result<()> {
        for (digest, id) in &self.sources {
            let article = &self.world().knowledge.articles[digest];
            let description = &article.source.description;
            let part = |field| text(description.get(field));
            let stamp = description.as_of.as_ref().or(description.published.as_ref());
            let [earliest, latest] = self.range(stamp.and_then(|stamp| self.bounds(stamp)));
            self.add(
                "sources",
                vec![
                    Cell::Integer(*id),
                    text(Some(digest)),
                    number(article.source.length),
                    part(SourceField::Label),
                    part(SourceField::Url),
                    part(SourceField::Archived),
                    part(SourceField::Publisher),
                    part(SourceField::Title),
                    part(SourceField::Author),
                    part(SourceField::Published),
                    part(SourceField::AsOf),
                    earliest,
                    latest,
                    part(SourceField::Lang),
                    text(description.original),
                    text(description.version_of),
                    position(article.added.0),
                    article.redescribed.last().map_or(Cell::Null, |(seq, ..)| position(*seq)),
                ],
            )?;
        }
        Ok(())
    }

    fn facts(&self) -> rusqlite::Result<()> {
        let world = self.world();
        let timed = world.facts.iter().map(|(index, survivor)| (survivor.record.origin.0, world.facts.when(index)));
        let timed: BTreeMap<Seq, Option<MomentRange>> = timed.collect();
        let mut citations = 0;
        for record in world.knowledge.records() {
            // An erased fact, or one of articles left out, has nothing to show.
            let Some(fact) = record.last_said() else { continue };
            let when = timed.get(&record.origin.0).copied();
            let when = when.unwrap_or_else(|| fact.when.as_ref().and_then(|when| self.bounds(when)));
            self.fact_row(record, fact, when)?;
            self.versions(record)?;
            self.citations(record, fact, &mut citations)?;
        }
        Ok(())
    }

    fn fact_row(&self, record: &Record, fact: &Fact, when: Option<MomentRange>) -> rusqlite::Result<()> {
        let amended = record.amended().map(|(seq, _)| seq);
        let state = match (&record.retraction, amended) {
            (Some(_), _) => "retracted",
            (None, Some(_)) => "amended",
            (None, None) => "standing",
        };
        let (person, body, post) = self.numbers.about(&fact.claim);
        let ends = match &fact.claim {
            crate::domain::Claim::Departed { ends, .. } => ends.and_then(|id| self.numbers.seq(id)),
            _ => None,
        };
        let mut cells = vec![
            position(record.origin.0),
            text(Some(fact.claim.kind().word())),
            text(Some(state)),
            amended.map_or(Cell::Null, position),
            record.retraction.as_ref().map_or(Cell::Null, |(seq, ..)| position(*seq)),
            reference(person),
            reference(body),
            reference(post),
            ends.map_or(Cell::Null, position),
        ];
        cells.extend(self.range(when));
        cells.extend(fields(fact));
        self.add("facts", cells)
    }

    fn versions(&self, record: &Record) -> rusqlite::Result<()> {
        let first = record.original.iter().map(|fact| (record.origin.0, fact, None, None));
        let amended = record.amendments().iter().map(|amendment| {
            (amendment.seq, &amendment.fact, Some(&amendment.why), amendment.retracted.map(|(seq, _)| seq))
        });
        let in_force = record.amended().map_or(record.origin.0, |(seq, _)| seq);
        for (seq, fact, why, retracted) in first.chain(amended) {
            let mut cells = vec![
                position(seq),
                position(record.origin.0),
                flag(seq == in_force && record.retraction.is_none()),
                text(why),
                retracted.map_or(Cell::Null, position),
            ];
            cells.extend(fields(fact));
            self.add("versions", cells)?;
        }
        Ok(())
    }

    fn citations(&self, record: &Record, fact: &Fact, last: &mut i64) -> rusqlite::Result<()> {
        let said_in = record.amended().map_or(record.origin.0, |(seq, _)| seq);
        // Citations that an amendment took over were given by what it amended.
        let given = |citation: &Citation| {
            let own = record.original.iter().map(|fact| (record.origin.0, fact));
            let mut all = own.chain(record.amendments().iter().map(|amendment| (amendment.seq, &amendment.fact)));
            all.find(|(_, fact)| fact.citations.contains(citation)).map_or(said_in, |(seq, _)| seq)
        };
        let own = fact.citations.iter().map(|citation| (given(citation), citation));
        for ((event, citation), place) in own.chain(record.corroborations()).zip(1_i64..) {
            // Articles that could not be read by the moment asked for are left out.
            let Some(source) = self.sources.get(&citation.source) else { continue };
            *last += 1;
            let (bytes, chars) = (citation.bytes(), citation.chars());
            self.add(
                "citations",
                vec![
                    Cell::Integer(*last),
                    position(record.origin.0),
                    Cell::Integer(place),
                    position(event),
                    Cell::Integer(*source),
                    text(Some(&citation.exact)),
                    text(Some(&citation.prefix)),
                    text(Some(&citation.suffix)),
                    number(bytes.start),
                    number(bytes.end),
                    number(chars.start),
                    number(chars.end),
                ],
            )?;
        }
        Ok(())
    }

    /// What a date as written stands for; none where the zone has no such hour.
    fn bounds(&self, edtf: &Edtf) -> Option<MomentRange> {
        edtf.bounds(self.zone()).ok()
    }
}

/// The cells of the fields of a fact, in the vocabulary's order.
fn fields(fact: &Fact) -> impl Iterator<Item = Cell> {
    let fields = fact.to_fields();
    Field::ALL.iter().map(move |field| text(fields.get(*field)))
}

/// A text; NULL where there is none.
pub(super) fn text(value: Option<impl ToString>) -> Cell {
    value.map_or(Cell::Null, |value| Cell::Text(value.to_string()))
}

/// A position in the log.
pub(super) fn position(seq: Seq) -> Cell {
    number(seq.0)
}

/// A number; SQLite's are signed, and none of ours comes near their end.
pub(super) fn number(value: u64) -> Cell {
    Cell::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}

/// Yes or no.
pub(super) fn flag(value: bool) -> Cell {
    Cell::Integer(i64::from(value))
}

/// The number of a row of another table.
pub(super) fn reference(number: Option<i64>) -> Cell {
    number.map_or(Cell::Null, Cell::Integer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::sqlite::facts::{FIELDS, column_of};

    #[test]
    fn every_field_of_a_fact_has_its_column() {
        let wanted: Vec<String> = Field::ALL.iter().map(|field| column_of(field.word())).collect();
        assert_eq!(FIELDS.iter().map(|column| column.name).collect::<Vec<_>>(), wanted);
    }
}
