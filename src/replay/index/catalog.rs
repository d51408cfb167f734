//! The index as it is asked: the rows that are kept, and those of the few
//! events since.

use std::io;

use super::notes::{Earlier, Noter};
use super::port::{IndexStore, Rows};
use super::rows::{Brief, Join, MARK_LEN, Mark, Row, Spell, Tie};
use super::term::Term;
use crate::domain::time::{MomentRange, Zone};
use crate::domain::{Content, Seq, Source, SourceId};
use crate::log::{EventLog, Head, LogError, Read, StoredEvent, read};
use crate::replay::{ReplayError, read_event};

/// How many events come together before their rows are kept. What is not kept
/// is read from the log by every process that asks.
const KEPT_MIN: u64 = 256;

/// The most events whose rows are kept at once; as many are held in memory.
const KEPT_MAX: u64 = 1 << 16;

/// Why an index does not answer.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// What is kept of it cannot be read.
    #[error("the index of facts cannot be read ({0}); `reshuffle reindex` builds it anew from the log")]
    Kept(#[from] io::Error),
    /// The log does not give its events, or one of them does not read.
    #[error(transparent)]
    Replay(#[from] ReplayError),
}

impl From<LogError> for CatalogError {
    fn from(why: LogError) -> Self {
        Self::Replay(why.into())
    }
}

/// The index of a log, up to some event.
pub struct Catalog {
    store: Box<dyn IndexStore>,
    since: Noter,
    zone: Zone,
    /// How many events were noted, those whose rows are kept among them.
    noted: u64,
    /// Rows were kept since it was opened.
    grew: bool,
    /// Rows cannot be kept, so no more is tried.
    gave_up: bool,
}

impl Catalog {
    /// The index whose rows are kept in a store.
    #[must_use]
    pub fn new(store: Box<dyn IndexStore>, zone: Zone) -> Self {
        let noted = store.covered();
        Self { grew: false, gave_up: !store.keeps(), store, since: Noter::new(zone.clone()), zone, noted }
    }

    /// Of how many events, from the first on, note was taken.
    #[must_use]
    pub fn noted(&self) -> u64 {
        self.noted
    }

    /// Takes note of what the log has beyond what was noted.
    ///
    /// # Errors
    /// [`CatalogError`] where the log or an event of it cannot be read.
    pub fn catch_up(&mut self, log: &dyn EventLog) -> Result<(), CatalogError> {
        let Some(head) = log.head() else { return Ok(()) };
        if self.noted > head.seq.0 {
            return Ok(());
        }
        for stored in log.scan(Seq(self.noted)) {
            self.note(log, &stored?)?;
            if self.noted - self.store.covered() >= KEPT_MAX {
                self.keep(log, head);
            }
        }
        if self.noted - self.store.covered() >= KEPT_MIN {
            self.keep(log, head);
        }
        self.sort();
        Ok(())
    }

    /// Takes note of events that came to the log, the next ones beyond what was
    /// noted. Where that is not what they are, and where it fails, they are read
    /// from the log by whoever asks next.
    pub fn note_all(&mut self, log: &dyn EventLog, events: &[Read]) {
        let Some(head) = log.head() else { return };
        let is_next = |read: &Read, noted| matches!(read, Read::Event(event) if event.seq == Seq(noted));
        for event in events {
            if !is_next(event, self.noted) {
                break;
            }
            if self.note_read(log, event, Seq(self.noted)).is_err() {
                drop(self.since.take_all());
                self.noted = self.store.covered();
                return;
            }
            if self.noted - self.store.covered() >= KEPT_MAX {
                self.keep(log, head);
            }
        }
        if self.noted - self.store.covered() >= KEPT_MIN {
            self.keep(log, head);
        }
        self.sort();
    }

    /// Takes note of what the log has beyond, once that is so much that the
    /// next to ask would wait for it, or where more of it was kept before; and
    /// makes finding faster.
    ///
    /// # Errors
    /// As for [`catch_up`](Self::catch_up).
    pub fn keep_up(&mut self, log: &dyn EventLog) -> Result<(), CatalogError> {
        let Some(head) = log.head().filter(|_| !self.gave_up) else { return Ok(()) };
        let unkept = (head.seq.0 + 1).saturating_sub(self.store.covered());
        if self.grew || unkept >= KEPT_MIN {
            self.catch_up(log)?;
            if self.noted > self.store.covered() {
                self.keep(log, head);
            }
            if self.store.tidy().is_err() {
                // What is lacking is read from the log by whoever asks next.
                drop(self.since.take_all());
                self.noted = self.store.covered();
            }
        }
        Ok(())
    }

    /// Takes note that a fact has named something, as somebody who asked here
    /// was told: it need not be looked up again.
    pub fn has_named(&mut self, name: Brief) {
        self.since.has_named(name);
    }

    /// Takes note of an article that nothing described anew, as somebody who
    /// asked here was told: its stamp need not be looked up again. One that was
    /// added by an event that was not noted, which may yet be dropped, is not.
    pub fn has_described(&mut self, source: &Source, added: Seq) {
        if added.0 < self.noted {
            self.since.has_described(source);
        }
    }

    /// Forgets all but the first so many events, since the others are gone.
    pub fn cut_to(&mut self, events: u64) {
        if self.noted > events {
            drop(self.since.take_all());
            self.store.cut_to(events);
            self.noted = self.store.covered();
        }
    }

    /// Drops all rows, to note all events again.
    ///
    /// # Errors
    /// Where they cannot be removed.
    pub fn clear(&mut self) -> io::Result<()> {
        drop(self.since.take_all());
        self.noted = 0;
        self.store.clear()
    }

    /// How many operations there are, as far as rows are kept.
    #[must_use]
    pub fn ties_kept(&self) -> u64 {
        self.store.ties_kept()
    }

    pub(super) fn store(&self) -> &dyn IndexStore {
        self.store.as_ref()
    }

    pub(super) fn zone(&self) -> &Zone {
        &self.zone
    }

    fn note(&mut self, log: &dyn EventLog, stored: &StoredEvent) -> Result<(), CatalogError> {
        let seq = stored.seq();
        let event = read_event(stored)?;
        self.note_read(log, &event, seq)
    }

    fn note_read(&mut self, log: &dyn EventLog, event: &Read, seq: Seq) -> Result<(), CatalogError> {
        let mut earlier = Kept { store: self.store.as_ref(), log, zone: &self.zone };
        self.since.note(event, &mut earlier)?;
        self.noted = seq.0 + 1;
        Ok(())
    }

    /// Has the rows since kept. Where that fails they stay in memory.
    fn keep(&mut self, log: &dyn EventLog, head: Head) {
        if self.gave_up {
            return;
        }
        let events = self.noted - self.store.covered();
        let last = Seq(self.noted - 1);
        let id = if last == head.seq { Some(head.id) } else { log.get(last).ok().flatten().map(|event| event.id()) };
        let Some(id) = id else { return };
        let notes = self.since.take();
        let kept = self.store.extend(notes, events, id);
        self.grew = true;
        if kept.is_err() {
            self.gave_up = true;
            self.noted = self.store.covered();
            // What was taken away is noted again, in memory.
            drop(self.since.take_all());
            for stored in log.scan(Seq(self.noted)).map_while(Result::ok).take_while(|event| event.seq() <= last) {
                if self.note(log, &stored).is_err() {
                    break;
                }
            }
        }
    }

    fn sort(&mut self) {
        let notes = &mut self.since.notes;
        notes.spells.sort_unstable();
        notes.ties.sort_unstable();
        notes.joins.sort_unstable();
        notes.marks.sort_unstable();
    }

    /// Facts about holdings, by body, person and position: of one body, or all.
    pub fn spells(&self, body: Option<Brief>) -> impl Iterator<Item = io::Result<Spell>> + '_ {
        let begin = body.map_or(Vec::new(), |body| body.0.to_vec());
        let since = beginning(&self.since.notes.spells, &begin);
        typed(self.store.spells(&begin), since)
    }

    /// The first fact about a holding of each body that any is about.
    pub fn bodies(&self) -> impl Iterator<Item = io::Result<Spell>> + '_ {
        let mut last: Option<Brief> = None;
        std::iter::from_fn(move || {
            let rows = match last {
                None => typed(self.store.spells(&[]), &self.since.notes.spells),
                Some(Brief(body)) => {
                    let since = &self.since.notes.spells;
                    let from = since.partition_point(|row| row[..body.len()] <= body[..]);
                    typed(self.store.spells_after(&body), &since[from..])
                }
            };
            let next: Option<io::Result<Spell>> = { rows }.next();
            last = next.as_ref().and_then(|spell| Some(spell.as_ref().ok()?.body)).or(last);
            next
        })
    }

    /// Facts about what one person holds in a body, oldest first.
    pub fn spells_of(&self, (body, person): (Brief, Brief)) -> impl Iterator<Item = io::Result<Spell>> + '_ {
        let begin = [body.0, person.0].concat();
        typed(self.store.spells(&begin), beginning(&self.since.notes.spells, &begin))
    }

    /// Everything that was done to events, by what it was done to.
    pub fn ties(&self) -> impl Iterator<Item = io::Result<Tie>> + '_ {
        typed(self.store.ties(&[]), &self.since.notes.ties)
    }

    /// How names, bodies and posts hang together, everything that was ever said.
    pub fn joins(&self) -> impl Iterator<Item = io::Result<Join>> + '_ {
        typed(self.store.joins(&[]), &self.since.notes.joins)
    }

    /// The positions of events that are found by a term, oldest first.
    pub fn marked(&self, term: Term) -> impl Iterator<Item = io::Result<Seq>> + '_ {
        let kept: Rows<'_, MARK_LEN> = match self.store.lacks_marks(&term.0) {
            true => Box::new(std::iter::empty()),
            false => self.store.marks(&term.0),
        };
        typed(kept, beginning(&self.since.notes.marks, &term.0)).map(|mark: io::Result<Mark>| mark.map(|mark| mark.seq))
    }
}

/// The rows that begin so, of rows in order.
fn beginning<'r, const N: usize>(rows: &'r [[u8; N]], begin: &[u8]) -> &'r [[u8; N]] {
    let from = rows.partition_point(|row| row[..begin.len()] < *begin);
    let to = rows.partition_point(|row| row[..begin.len()] <= *begin);
    &rows[from..to]
}

/// Two sequences of rows as one, in order, and what they say.
fn typed<'a, R: Row<N> + 'a, const N: usize>(
    kept: Rows<'a, N>,
    since: &'a [[u8; N]],
) -> impl Iterator<Item = io::Result<R>> + 'a {
    let (mut kept, mut since) = (kept.peekable(), since.iter().peekable());
    std::iter::from_fn(move || {
        let kept_first = match (kept.peek(), since.peek()) {
            (Some(Ok(one)), Some(other)) => one <= *other,
            (Some(_), _) => true,
            (None, _) => false,
        };
        let row = if kept_first { kept.next()? } else { Ok(*since.next()?) };
        let unknown = || io::Error::new(io::ErrorKind::InvalidData, "a row of the index says nothing");
        Some(row.and_then(|row| R::of_bytes(&row).ok_or_else(unknown)))
    })
}

/// The range of an article's stamp, as last described before an event.
pub(super) fn stamp_of(
    store: &dyn IndexStore,
    log: &dyn EventLog,
    zone: &Zone,
    source: SourceId,
    before: Seq,
) -> Result<Option<MomentRange>, CatalogError> {
    let mut stamp = None;
    for row in store.marks(&Term::source(source).0) {
        let Some(mark) = Mark::of_bytes(&row?).filter(|mark| mark.seq < before) else { continue };
        let Some(stored) = log.get(mark.seq)? else { continue };
        let Ok(Read::Event(event)) = read(&stored) else { continue };
        let description = match &event.entry.content {
            Content::Source(added) if added.digest == source && stamp.is_none() => &added.description,
            Content::Redescribed { source: of, description, .. } if *of == source => description,
            _ => continue,
        };
        stamp = Some(description.as_of.as_ref().and_then(|edtf| edtf.bounds(zone).ok()));
    }
    Ok(stamp.flatten())
}

/// What is known of the events whose rows are kept.
struct Kept<'a> {
    store: &'a dyn IndexStore,
    log: &'a dyn EventLog,
    zone: &'a Zone,
}

impl Earlier for Kept<'_> {
    type Error = CatalogError;

    fn stamp(&mut self, source: SourceId) -> Result<Option<MomentRange>, CatalogError> {
        stamp_of(self.store, self.log, self.zone, source, Seq(u64::MAX))
    }

    fn names(&mut self, name: Brief) -> Result<bool, CatalogError> {
        let Term(term) = Term::named(name);
        Ok(!self.store.lacks_marks(&term) && self.store.marks(&term).next().transpose()?.is_some())
    }
}
