//! A ledger on disk (or, for tests, in memory): making it, opening it, holding it.

use std::cell::{OnceCell, Ref, RefCell};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use super::keys::KeyFiles;
use super::recorders::Recorders;
use super::settings::Settings;
use super::sightings::Sightings;
use super::state::State;
use super::touched::Touched;
use super::{Environment, Error};
use crate::backend::SledLog;
use crate::backend::files::{Articles, HeadFile, IndexFiles, Lock};
use crate::backend::memory::{MemoryArticles, MemoryLog};
use crate::domain::time::{Moment, Zone};
use crate::domain::{Content, Created, Entry, Name, Origin, Seq};
use crate::log::{EventLog, Head, LogError, Read};
use crate::replay::index::{Catalog, CatalogError, IndexStore, NoStore};
use crate::replay::slice::Ground;
use crate::replay::{KnownAt, Prefix, read_event, replay};
use crate::sources::{Held, SourceStore};

/// How many bytes of articles are held that were quoted from.
const TEXTS_LEN_MAX: usize = 8 * 1024 * 1024;

/// A ledger, held by this process until it is dropped.
pub struct Ledger {
    pub(super) log: Box<dyn EventLog>,
    pub(super) articles: Box<dyn SourceStore>,
    /// Articles that were quoted from lately: most are again.
    pub(super) texts: RefCell<Held<Arc<str>>>,
    pub(super) environment: Environment,
    pub(super) zone: Zone,
    pub(super) created: Created,
    /// The last event that was sealed, in the log or staged for it.
    pub(super) sealed: Option<Head>,
    /// Everything known by then, once an append needs all of it.
    pub(super) state: OnceCell<State>,
    /// Where it does not, what was recalled of it.
    pub(super) recalled: State,
    /// What of it an append came across.
    pub(super) sightings: Sightings,
    /// Which of its facts do not stand as they were recorded.
    pub(super) touched: Touched,
    /// Who may sign, once somebody asks.
    pub(super) recorders: OnceCell<Recorders>,
    /// Which events bear on a question.
    pub(super) catalog: RefCell<Catalog>,
    /// Everything known at the last event of the log, once an answer needs all of it.
    known: OnceCell<Prefix>,
    /// What the last answer was told from, for the next one.
    ground: RefCell<Option<Rc<Ground>>>,
    pub(super) place: Option<Place>,
}

/// Where a ledger lies. The lock comes last, so that it is let go last.
pub(super) struct Place {
    pub dir: PathBuf,
    pub head_file: HeadFile,
    _lock: Lock,
}

impl Place {
    fn hold(dir: &Path, wait: Duration) -> Result<Self, Error> {
        let lock = Lock::acquire(&dir.join("lock"), wait)?;
        Ok(Self { dir: dir.to_owned(), head_file: HeadFile::new(dir.join("head")), _lock: lock })
    }

    pub fn log_dir(dir: &Path) -> PathBuf {
        dir.join("log")
    }

    /// The index of facts beside a log, as far as it is of it.
    pub fn index(dir: &Path, log: &dyn EventLog) -> Result<IndexFiles, LogError> {
        IndexFiles::open(&Self::log_dir(dir).join("index"), |seq| Ok(log.get(seq)?.map(|event| event.id())))
    }

    pub fn articles(&self) -> Articles {
        Articles::at(self.dir.join("sources"))
    }

    pub fn keys(&self) -> KeyFiles {
        KeyFiles::at(self.dir.join("keys"))
    }

    pub fn settings_path(&self) -> PathBuf {
        self.dir.join("reshuffle.toml")
    }
}

impl Ledger {
    /// Makes a ledger in a directory that is empty or not there, with a new
    /// key pair, and records its beginning.
    ///
    /// # Errors
    /// [`Error::Occupied`] where something is in the directory;
    /// [`Error::Io`] and [`Error::Log`] where it cannot be written.
    pub fn init(
        dir: &Path,
        origin: Origin,
        zone: &Zone,
        recorder: Name,
        environment: Environment,
    ) -> Result<Self, Error> {
        let is_empty = match fs::read_dir(dir) {
            Ok(mut entries) => entries.next().is_none(),
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => true,
            Err(why) => return Err(Error::io(format!("could not look into {}", dir.display()), why)),
        };
        if !is_empty {
            return Err(Error::Occupied(dir.to_owned()));
        }
        let keys_dir = dir.join("keys");
        fs::create_dir_all(&keys_dir)
            .map_err(|why| Error::io(format!("could not make the directory {}", keys_dir.display()), why))?;
        let place = Place::hold(dir, Duration::ZERO)?;
        let created = Created {
            origin,
            zone: Name::new(zone.name()).map_err(|why| Error::Refused(format!("the zone's name is refused: {why}")))?,
            verifying_key: place.keys().make(&environment)?,
        };
        let settings = Settings::of(&created).to_text()?;
        let written = File::create(place.settings_path()).and_then(|mut file| {
            file.write_all(settings.as_bytes())?;
            file.sync_all()
        });
        written.map_err(|why| Error::io(format!("could not write {}", place.settings_path().display()), why))?;
        let log = SledLog::create(&Place::log_dir(dir))?;
        for path in [keys_dir.as_path(), dir, parent_of(dir)] {
            sync_dir(path)?;
        }
        let articles = Box::new(place.articles());
        Self::begin(Box::new(log), articles, created, recorder, environment, Some(place))
    }

    /// Opens the ledger in a directory, waiting for whoever holds it.
    ///
    /// # Errors
    /// [`Error::NoLedger`], [`Error::Lock`] where another process holds it for
    /// longer than `wait`, [`Error::TailLost`] where acknowledged events are
    /// gone, [`Error::Log`] and [`Error::Replay`] where the log is broken.
    pub fn open(dir: &Path, wait: Duration, environment: Environment) -> Result<Self, Error> {
        let (place, log) = Self::hold(dir, wait)?;
        let log = log?;
        place.check_head(&log)?;
        let created = created_by(&log)?.ok_or_else(|| {
            Error::Refused(format!(
                "the ledger at `{}` was not finished being made: remove it and run `reshuffle init` again",
                dir.display()
            ))
        })?;
        let index = Place::index(dir, &log)?;
        let zone = Zone::new(created.zone.as_str()).map_err(|why| Error::Refused(why.to_string()))?;
        Ok(Self {
            sealed: log.head(),
            log: Box::new(log),
            articles: Box::new(place.articles()),
            texts: RefCell::new(Held::at_most(TEXTS_LEN_MAX)),
            environment,
            catalog: RefCell::new(Catalog::new(Box::new(index), zone.clone())),
            ground: RefCell::default(),
            zone,
            created,
            state: OnceCell::new(),
            known: OnceCell::new(),
            recalled: State::default(),
            sightings: Sightings::default(),
            touched: Touched::default(),
            recorders: OnceCell::new(),
            place: Some(place),
        })
    }

    /// Holds a ledger's directory and opens its log, whatever state that is in.
    pub(super) fn hold(dir: &Path, wait: Duration) -> Result<(Place, Result<SledLog, LogError>), Error> {
        let log_dir = Place::log_dir(dir);
        if !log_dir.is_dir() && !dir.join("lock").is_file() {
            return Err(Error::NoLedger(dir.to_owned()));
        }
        let place = Place::hold(dir, wait)?;
        super::redact::tidy_up(dir)?;
        if !log_dir.is_dir() {
            return Err(Error::NoLedger(dir.to_owned()));
        }
        Ok((place, SledLog::open(&log_dir)))
    }

    /// A ledger that is gone when dropped: for tests and for trying things out.
    ///
    /// # Errors
    /// [`Error::Refused`] where the zone's name is not a name.
    pub fn in_memory(origin: Origin, zone: &Zone, recorder: Name, environment: Environment) -> Result<Self, Error> {
        let name = Name::new(zone.name()).map_err(|why| Error::Refused(why.to_string()))?;
        let created = Created { origin, zone: name, verifying_key: [0; 32] };
        let articles = Box::new(MemoryArticles::new());
        Self::begin(Box::new(MemoryLog::new()), articles, created, recorder, environment, None)
    }

    fn begin(
        log: Box<dyn EventLog>,
        articles: Box<dyn SourceStore>,
        created: Created,
        recorder: Name,
        environment: Environment,
        place: Option<Place>,
    ) -> Result<Self, Error> {
        let zone = Zone::new(created.zone.as_str()).map_err(|why| Error::Refused(why.to_string()))?;
        let content = Content::Created(created.clone());
        let index: Box<dyn IndexStore> = match &place {
            Some(place) => Box::new(Place::index(&place.dir, log.as_ref())?),
            None => Box::new(NoStore),
        };
        let mut ledger = Self {
            log,
            articles,
            texts: RefCell::new(Held::at_most(TEXTS_LEN_MAX)),
            environment,
            catalog: RefCell::new(Catalog::new(index, zone.clone())),
            ground: RefCell::default(),
            zone,
            created,
            sealed: None,
            state: OnceCell::new(),
            known: OnceCell::new(),
            recalled: State::default(),
            sightings: Sightings::default(),
            touched: Touched::default(),
            recorders: OnceCell::new(),
            place,
        };
        ledger.commit_entries(vec![Entry { recorder, key: None, content }])?;
        Ok(ledger)
    }

    /// The ledger's beginning: its origin, zone and verifying key.
    #[must_use]
    pub fn created(&self) -> &Created {
        &self.created
    }

    /// The ledger's zone.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The last event.
    #[must_use]
    pub fn head(&self) -> Option<Head> {
        self.log.head()
    }

    /// The present moment, as the ledger's clock tells it.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.environment.clock.now()
    }

    /// How many events the index of facts does not speak of yet. It is made
    /// up for by what asks it first.
    #[must_use]
    pub fn unnoted(&self) -> u64 {
        let events = self.log.head().map_or(0, |head| head.seq.0 + 1);
        events.saturating_sub(self.catalog.borrow().noted())
    }

    /// Everything that is known at the head.
    ///
    /// # Errors
    /// [`Error::Replay`] where the log cannot be read.
    pub fn knowledge(&self) -> Result<&crate::projections::Knowledge, Error> {
        if let Some(state) = self.state.get() {
            return Ok(&state.prefix.knowledge);
        }
        if let Some(known) = self.known.get() {
            return Ok(&known.knowledge);
        }
        let known = replay(self.log.as_ref(), KnownAt::Head)?;
        Ok(&self.known.get_or_init(|| known).knowledge)
    }

    /// Everything known at the last event that was sealed, folded when it is
    /// first asked for: most commands never do. What is sealed and not in the
    /// log yet must not come before that.
    pub(super) fn state(&self) -> Result<&State, Error> {
        if let Some(state) = self.state.get() {
            return Ok(state);
        }
        let state = State::of(self.log.as_ref())?;
        Ok(self.state.get_or_init(|| state))
    }

    /// The index, up to the last event of the log.
    pub(super) fn catalog(&self) -> Result<Ref<'_, Catalog>, Error> {
        let caught_up = self.catalog.borrow_mut().catch_up(self.log.as_ref());
        match caught_up {
            // What cannot be read is of no use to anybody.
            Err(CatalogError::Kept(_)) => self.make_catalog_anew()?,
            caught_up => caught_up?,
        }
        Ok(self.catalog.borrow())
    }

    /// What answers as known at an event are told from.
    pub(super) fn ground(&self, catalog: &Catalog, head: Head) -> Result<Rc<Ground>, CatalogError> {
        let mut kept = self.ground.borrow_mut();
        if let Some(ground) = kept.as_ref().filter(|ground| ground.is_by(catalog, head)) {
            return Ok(ground.clone());
        }
        let ground = Rc::new(Ground::beside(kept.as_deref(), catalog, head)?);
        *kept = Some(ground.clone());
        Ok(ground)
    }

    /// Forgets what answers were told from: other events will have its places.
    pub(super) fn forget_ground(&mut self) {
        *self.ground.get_mut() = None;
    }

    /// Forgets everything known, since the log has changed.
    pub(super) fn forget_known(&mut self) {
        self.known = OnceCell::new();
    }

    /// Drops the index and builds it again.
    pub(super) fn make_catalog_anew(&self) -> Result<(), Error> {
        *self.ground.borrow_mut() = None;
        let mut catalog = self.catalog.borrow_mut();
        catalog.clear().map_err(|why| Error::io("could not drop the index of facts", why))?;
        Ok(catalog.catch_up(self.log.as_ref())?)
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        // Whoever asks next makes up for what is not done here.
        let _ = self.catalog.borrow_mut().keep_up(self.log.as_ref());
    }
}

/// The ledger's beginning, as its first event has it.
pub(super) fn created_by(log: &dyn EventLog) -> Result<Option<Created>, Error> {
    let Some(stored) = log.get(Seq(0))? else { return Ok(None) };
    let event = read_event(&stored)?;
    let Read::Event(event) = event else { return Ok(None) };
    if let Content::Created(created) = event.entry.content { Ok(Some(created)) } else { Ok(None) }
}

impl Place {
    /// A log that ends before the last acknowledged event, or has another one
    /// in its place, must not be answered from and not be appended to.
    fn check_head(&self, log: &dyn EventLog) -> Result<(), Error> {
        let Some((seq, id)) = self.head_file.read()? else { return Ok(()) };
        let lost = |found| Err(Error::TailLost { seq, id, found });
        match log.get(seq)? {
            Some(event) if event.id() == id => Ok(()),
            Some(event) => lost(format!("has event {} there", event.id())),
            None => {
                lost(log.head().map_or_else(|| "is empty".to_owned(), |head| format!("ends at event {}", head.seq)))
            }
        }
    }
}

pub(super) fn parent_of(dir: &Path) -> &Path {
    match dir.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => dir,
    }
}

pub(super) fn sync_dir(path: &Path) -> Result<(), Error> {
    let synced = File::open(path).and_then(|dir| dir.sync_all());
    synced.map_err(|why| Error::io(format!("could not sync the directory {}", path.display()), why))
}
