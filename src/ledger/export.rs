//! Out: what a view knows, written in a format that others read.

use std::collections::BTreeMap;
use std::io::Write;

use super::{Error, Ledger, View};
use crate::domain::time::Moment;
use crate::domain::{Content, Kind, Seq, SourceId};
use crate::log::{Read, StoredEvent};
use crate::projections::directory::directory;
use crate::projections::history::{History, history};
use crate::replay::read_event;
use crate::transfer::events::{Attached, travels, write, write_bare};
use crate::transfer::export::annotations::{Annotations, Cited};
use crate::transfer::export::prov::Provenance;
use crate::transfer::export::quickstatements::Told;
use crate::transfer::export::{csv, popolo, quickstatements};

/// What is written, and in which format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// Tenures as CSV.
    Tenures,
    /// Departures as CSV.
    Departures,
    /// Everything as a SQLite database, which holds all moments; the one given,
    /// else now, is that of its ready-made answers.
    Sqlite,
    /// Every event with its citations and every article with its text, as JSON Lines.
    Events,
    /// Every citation of what stands, as W3C Web Annotations.
    Annotations,
    /// Where every fact comes from and what was done to it, as W3C PROV-JSON.
    Provenance,
    /// Persons, organizations, posts and memberships, as Popolo JSON.
    Popolo,
    /// Positions held, as QuickStatements for Wikidata.
    QuickStatements,
}

impl Export {
    /// Whether it can be cut at a moment in the world; if not, it holds what
    /// was recorded, which has no such moment.
    #[must_use]
    pub fn takes_a_moment(self) -> bool {
        !matches!(self, Self::Events | Self::Annotations | Self::Provenance)
    }
}

/// What came of an export, beside the bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exported {
    /// What somebody should know of it, such as what was left out.
    pub notes: Vec<String>,
}

impl View<'_> {
    /// Every tenure and departure; with a moment, only what is held then and
    /// what may have happened by then.
    ///
    /// # Errors
    /// [`Error::Replay`] where the log cannot be read.
    pub fn history(&self, at: Option<Moment>) -> Result<History, Error> {
        Ok(history(&self.world()?, at))
    }
}

impl Ledger {
    /// Writes what a view knows. Formats that speak of the world are cut at a
    /// moment of it where one is given, and cover all of it where none is.
    /// The same view and moment give the same bytes.
    ///
    /// # Errors
    /// [`Error::Io`] where it cannot be written, [`Error::Refused`] where a
    /// moment is given to a format that has none, and what keeps an article
    /// or an event from being read.
    pub fn export(
        &self,
        what: Export,
        view: &View<'_>,
        at: Option<Moment>,
        out: &mut dyn Write,
    ) -> Result<Exported, Error> {
        if at.is_some() && !what.takes_a_moment() {
            let why = "this format holds what was recorded, which has no moment in the world: leave out --at, or cut it with --known-at";
            return Err(Error::Refused(why.to_owned()));
        }
        let (knowledge, zone) = (view.knowledge()?, view.zone());
        let written = match what {
            Export::Tenures => csv::tenures(&view.history(at)?, knowledge, zone, out),
            Export::Departures => csv::departures(&view.history(at)?, knowledge, zone, out),
            Export::Sqlite => out.write_all(&self.database(view, at.unwrap_or_else(|| self.now()))?.bytes()?),
            Export::Popolo => return export_popolo(view, at, out),
            Export::QuickStatements => return self.export_statements(view, at, out),
            Export::Events => return self.export_events(view, out),
            Export::Annotations => return self.export_annotations(view, out),
            Export::Provenance => return self.export_provenance(view, out),
        };
        written.map_err(not_written)?;
        Ok(Exported::default())
    }

    fn export_events(&self, view: &View<'_>, out: &mut dyn Write) -> Result<Exported, Error> {
        let mut bound = 0;
        for stored in self.prefix(view) {
            let (stored, event) = stored?;
            let place = (stored.id(), Moment(stored.recorded_at_us()));
            let written = match event {
                Read::Event(event) => {
                    bound += u64::from(!travels(event.entry.content.kind()));
                    let attached = self.attached(&event.entry.content)?;
                    write(&event.entry, attached, place, view.zone(), out)
                }
                Read::Erased(kind) => {
                    bound += 1;
                    write_bare(("erased", kind.map(|kind: Kind| kind.to_string())), place, view.zone(), out)
                }
                Read::Unknown(number) => {
                    bound += 1;
                    write_bare(("unknown", Some(number.to_string())), place, view.zone(), out)
                }
            };
            written.map_err(not_written)?;
        }
        let note = format!(
            "{bound} of the events say nothing in another ledger (erased, signatures or keys), and an import passes them over"
        );
        Ok(Exported { notes: (bound > 0).then_some(note).into_iter().collect() })
    }

    /// The citations of the facts that stand, in the order in which they were
    /// recorded; of an amended one those of the amendment, which holds the older too.
    fn export_annotations(&self, view: &View<'_>, out: &mut dyn Write) -> Result<Exported, Error> {
        let knowledge = view.knowledge()?;
        let head = view.head().map(|head| head.id);
        let mut annotations = Annotations::begin(&self.created.origin, head, out).map_err(not_written)?;
        let mut kept_at = BTreeMap::new();
        for stored in self.prefix(view) {
            let Read::Event(event) = stored?.1 else { continue };
            if let Content::Source(source) = &event.entry.content {
                kept_at.entry(source.digest).or_insert(event.recorded_at);
            }
            let Some(record) = knowledge.record(event.id) else { continue };
            let amended = record.amended().map(|(_, id)| id);
            let in_force = match &event.entry.content {
                Content::Fact(_) => amended.is_none(),
                Content::Amended { .. } => amended == Some(event.id),
                _ => true,
            };
            let Some(fact) = record.current().filter(|_| in_force) else { continue };
            for (nth, citation) in (1..).zip(event.entry.content.citations()) {
                let article = knowledge.articles.get(&citation.source);
                let (Some(article), Some(kept_at)) = (article, kept_at.get(&citation.source)) else { continue };
                let cited = Cited {
                    event: event.id,
                    nth,
                    recorder: &event.entry.recorder,
                    recorded_at: event.recorded_at,
                    fact,
                    citation,
                    source: &article.source,
                    kept_at: *kept_at,
                };
                annotations.add(&cited).map_err(not_written)?;
            }
        }
        annotations.finish().map_err(not_written)?;
        Ok(Exported::default())
    }

    fn export_provenance(&self, view: &View<'_>, out: &mut dyn Write) -> Result<Exported, Error> {
        let mut provenance = Provenance::new(view.knowledge()?);
        for stored in self.prefix(view) {
            let (stored, event) = stored?;
            let added = match event {
                Read::Event(event) => provenance.add(&event),
                Read::Erased(kind) if kind.is_some_and(Kind::is_fact) => provenance.add_erased(stored.id()),
                Read::Erased(_) | Read::Unknown(_) => Ok(()),
            };
            added.map_err(not_written)?;
        }
        provenance.finish(&self.created.origin, out).map_err(not_written)?;
        Ok(Exported::default())
    }

    fn export_statements(&self, view: &View<'_>, at: Option<Moment>, out: &mut dyn Write) -> Result<Exported, Error> {
        let mut retrieved = BTreeMap::new();
        for (id, article) in &view.knowledge()?.articles {
            let added = self.log.get(article.added.0)?;
            retrieved.extend(added.map(|stored| (*id, Moment(stored.recorded_at_us()))));
        }
        let world = view.world()?;
        let told = Told {
            directory: &directory(&world, at),
            history: &history(&world, at),
            knowledge: view.knowledge()?,
            retrieved: &retrieved,
            zone: view.zone(),
        };
        let made = quickstatements::write(&told, out).map_err(not_written)?;
        let left_out = made.left_out.iter().map(|(why, number)| format!("left out: {number} ({why})"));
        Ok(Exported { notes: std::iter::once(format!("statements: {}", made.statements)).chain(left_out).collect() })
    }

    /// The events that a view was folded from, oldest first.
    pub(super) fn prefix<'l>(
        &'l self,
        view: &View<'_>,
    ) -> impl Iterator<Item = Result<(StoredEvent, Read), Error>> + 'l {
        let last = view.head().map(|head| head.seq);
        let events = self.log.scan(Seq(0)).take_while(move |stored| match stored {
            Ok(stored) => last.is_some_and(|last| stored.seq() <= last),
            Err(_) => true,
        });
        events.map(|stored| {
            let stored = stored?;
            let event = read_event(&stored)?;
            Ok((stored, event))
        })
    }

    /// The bytes that an event speaks of, where it adds an article.
    fn attached(&self, content: &Content) -> Result<Attached, Error> {
        let Content::Source(source) = content else { return Ok(Attached::default()) };
        let bytes = self.article_bytes(source.digest, source.description.label.as_str())?;
        let text = String::from_utf8(bytes).map_err(|why| Error::Refused(format!("an article is no text: {why}")))?;
        let original =
            source.description.original.map(|id: SourceId| self.article_bytes(id, "the original of an article"));
        Ok(Attached { text: Some(text), original: original.transpose()? })
    }
}

fn export_popolo(view: &View<'_>, at: Option<Moment>, out: &mut dyn Write) -> Result<Exported, Error> {
    let world = view.world()?;
    let (mut directory, history) = (directory(&world, at), history(&world, at));
    if at.is_some() {
        directory.keep(&history);
    }
    let undated = popolo::write(&directory, &history, view.knowledge()?, view.zone(), out).map_err(not_written)?;
    let note =
        format!("memberships that ended at a time for which Popolo has no date, so that `end_date` is null: {undated}");
    Ok(Exported { notes: (undated > 0).then_some(note).into_iter().collect() })
}

fn not_written(why: std::io::Error) -> Error {
    Error::io("could not write the export", why)
}
