//! Erasing what must not be kept: the bodies of events, the bytes of articles.
//!
//! A database that lets go of bytes leaves them in its file. So what is to
//! stay is written into a new one beside it, which is synced, audited, and
//! takes its place by renaming; whatever ends the process in between, there is
//! the one or the other, and the next to open the ledger tidies up.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::audit::check_written;
use super::find::found_source;
use super::store::{Place, sync_dir};
use super::{Error, Ledger, Options};
use crate::backend::SledLog;
use crate::backend::files::Articles;
use crate::backend::memory::MemoryLog;
use crate::domain::{Content, Entry, EventId, Kind, Seq, SourceId, Text};
use crate::log::{EventLog, Read};
use crate::replay::read_event;

/// How many events are written at once.
const STRETCH: usize = 16_384;

/// What was erased, or would be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redaction {
    /// The events whose bodies go.
    pub events: Vec<(Seq, EventId)>,
    /// The articles and originals whose bytes go.
    pub sources: Vec<SourceId>,
    /// Events that stay and quote from these.
    pub quoting: Vec<(Seq, EventId)>,
    /// The event that says so; none of a trial.
    pub by: Option<(Seq, EventId)>,
}

impl Ledger {
    /// Erases a fact with everything that says it otherwise or again, one
    /// amendment or corroboration, or the bytes of an article; and records
    /// that. The chain, the tree and every checkpoint stay what they are.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Refused`] where what is named cannot be
    /// erased; [`Error::Io`] and [`Error::Log`] where the new database cannot
    /// be written: then the old one stays.
    pub fn redact(mut self, given: &str, why: &Text, with_quotes: bool, options: &Options) -> Result<Redaction, Error> {
        let mut redaction = self.what_goes(given, with_quotes)?;
        // Before a database is written anew.
        self.check_signer(options)?;
        if options.dry_run {
            return Ok(redaction);
        }
        let mut staged = super::append::Staged::default();
        self.check_options(options, &mut staged)?;
        let content = Content::Redacted {
            events: redaction.events.iter().map(|(_, id)| *id).collect(),
            sources: redaction.sources.clone(),
            why: why.clone(),
        };
        let entry = Entry { recorder: options.recorder.clone(), key: None, content };
        let by = self.seal_entry(entry, None, options, &mut staged)?;
        let Some(place) = &self.place else {
            return Err(Error::Refused("a ledger in memory is gone anyway".to_owned()));
        };
        let dir = place.dir.clone();
        let erased: BTreeSet<Seq> = redaction.events.iter().map(|(seq, _)| *seq).collect();
        let new = new_dir(&dir);
        remove(&new)?;
        let mut log = SledLog::create(&new)?;
        let mut stretch = Vec::new();
        for stored in self.log.scan(Seq(0)) {
            let mut stored = stored?;
            if erased.contains(&stored.seq()) {
                stored.body.clear();
            }
            stretch.push(stored);
            if stretch.len() >= STRETCH {
                log.stage(log.head(), &std::mem::take(&mut stretch))?;
            }
        }
        stretch.extend(staged.events);
        log.append(log.head(), &stretch)?;
        let articles = place.articles();
        let checked = check_written(&log, &articles);
        drop(log);
        if checked.is_err() {
            remove(&new)?;
        }
        checked?;
        // The old database has to be closed before its directory goes.
        drop(std::mem::replace(&mut self.log, Box::new(MemoryLog::new())));
        swap(&dir)?;
        if let (Some(place), Some(head)) = (&self.place, self.sealed) {
            place.head_file.write(head.seq, head.id)?;
        }
        for id in &redaction.sources {
            erase_file(&articles, *id)?;
        }
        redaction.by = Some((by.seq, by.id));
        Ok(redaction)
    }

    /// What would go.
    fn what_goes(&mut self, given: &str, with_quotes: bool) -> Result<Redaction, Error> {
        self.recall_source(given)?;
        let source = found_source(&self.working().prefix.knowledge, given).ok().map(|article| article.source.clone());
        let Some(source) = source else {
            if with_quotes {
                return Err(Error::Refused("--with-quotes goes with an article".to_owned()));
            }
            return self.what_goes_of_record(given);
        };
        let mut redaction = Redaction { sources: vec![source.digest], ..Redaction::default() };
        redaction.sources.extend(source.description.original);
        for stored in self.log.scan(Seq(0)) {
            let stored = stored?;
            let event = read_event(&stored)?;
            if let Read::Event(event) = event
                && event.entry.content.citations().iter().any(|citation| citation.source == source.digest)
            {
                redaction.quoting.push((event.seq, event.id));
            }
        }
        if with_quotes {
            redaction.events = std::mem::take(&mut redaction.quoting);
        }
        Ok(redaction)
    }

    fn what_goes_of_record(&mut self, given: &str) -> Result<Redaction, Error> {
        let seq = self.find_event(given)?;
        let found = self.event(seq)?.ok_or_else(|| Error::NotFound { what: "event", given: given.to_owned() })?;
        let Read::Event(event) = found.1 else {
            return Err(Error::Refused(format!("of event {seq} nothing is there to be erased")));
        };
        let of_record = match event.entry.content.kind() {
            Kind::Amended | Kind::Corroborated => Vec::new(),
            kind if kind.is_fact() => {
                self.recall_record(event.id)?;
                let record = self.working().prefix.knowledge.record(event.id);
                record.map(crate::projections::Record::saying_it).unwrap_or_default()
            }
            kind => {
                return Err(Error::Refused(format!(
                    "event {seq} is of the kind `{kind}`, which stays: facts, amendments, corroborations and the bytes of articles can be erased"
                )));
            }
        };
        let events = if of_record.is_empty() { vec![(event.seq, event.id)] } else { of_record };
        Ok(Redaction { events, ..Redaction::default() })
    }
}

fn new_dir(dir: &Path) -> PathBuf {
    dir.join("log.new")
}

fn old_dir(dir: &Path) -> PathBuf {
    dir.join("log.old")
}

/// Puts the new database in the place of the old one, which goes.
fn swap(dir: &Path) -> Result<(), Error> {
    let moved = |from: PathBuf, to: PathBuf| {
        fs::rename(&from, &to).map_err(|why| Error::io(format!("could not rename {}", from.display()), why))
    };
    moved(Place::log_dir(dir), old_dir(dir))?;
    moved(new_dir(dir), Place::log_dir(dir))?;
    sync_dir(dir)?;
    remove(&old_dir(dir))?;
    sync_dir(dir)
}

/// Finishes, or takes back, what a process left that died while it erased.
pub(super) fn tidy_up(dir: &Path) -> Result<(), Error> {
    let (log, new, old) = (Place::log_dir(dir), new_dir(dir), old_dir(dir));
    if !log.is_dir() && old.is_dir() {
        // The new one was whole before the old one moved.
        let from = if new.is_dir() { &new } else { &old };
        fs::rename(from, &log).map_err(|why| Error::io(format!("could not rename {}", from.display()), why))?;
        sync_dir(dir)?;
    }
    if log.is_dir() && (new.is_dir() || old.is_dir()) {
        remove(&new)?;
        remove(&old)?;
        sync_dir(dir)?;
    }
    Ok(())
}

fn remove(dir: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(dir) {
        Err(why) if why.kind() != io::ErrorKind::NotFound => {
            Err(Error::io(format!("could not remove {}", dir.display()), why))
        }
        _ => Ok(()),
    }
}

/// Overwrites an article's file and removes it.
fn erase_file(articles: &Articles, id: SourceId) -> Result<(), Error> {
    let path = articles.path_of(id);
    let erased = fs::metadata(&path).and_then(|found| {
        let file = fs::OpenOptions::new().write(true).open(&path)?;
        io::copy(&mut io::Read::take(io::repeat(0), found.len()), &mut &file)?;
        file.sync_all()?;
        fs::remove_file(&path)
    });
    match erased {
        Err(why) if why.kind() != io::ErrorKind::NotFound => {
            Err(Error::io(format!("{} could not be erased; run the command again", path.display()), why))
        }
        _ => path.parent().map_or(Ok(()), sync_dir),
    }
}
