//! A published log, read and doubted as an outsider would.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Error, KeyRing, Recorders, VerifiedCheckpoint, verify_checkpoint};
use crate::domain::{Content, Event, EventId, KeyChange, Name, SourceId};
use crate::log::{Read, StoredEvent, read};
use crate::proof::checkpoint::Checkpoint;
use crate::proof::note::{Note, Verifier};
use crate::proof::tree::{Frontier, Hash, leaf_hash};
use crate::proof::{Link, body_digest, follows, source_digest};
use crate::transfer::tiles::{WIDTH, path, spans, unbundle};

/// Where a publication has its checkpoint.
pub(super) const CHECKPOINT: &str = "checkpoint";
/// Where its headers are, in bundles.
pub(super) const ENTRIES: &str = "tile/entries";
/// Where its bodies are, in bundles of the same width.
pub(super) const BODIES: &str = "reshuffle/bodies";
/// Where its articles are, by digest, if they are published.
const SOURCES: &str = "reshuffle/sources";

/// Where an article is, if it is published.
pub(super) fn source_path(id: SourceId) -> String {
    let name = id.to_string();
    format!("{SOURCES}/{}/{name}", &name[..2])
}

/// Where the tiles of a level are.
pub(super) fn tiles_of(level: u32) -> String {
    format!("tile/{level}")
}

/// What somebody finds in a publication who believes nothing of it.
#[derive(Debug, Clone, Default)]
pub struct Examined {
    /// The checkpoint, and who signed it.
    pub by: Option<VerifiedCheckpoint>,
    /// The keys that it signs with, one after the other.
    pub keys: KeyRing,
    /// How many articles and originals the events name.
    pub sources: u64,
    /// Those of them that are not published.
    pub missing: Vec<SourceId>,
    /// How many events were erased.
    pub redacted: u64,
    /// The roots at the sizes that were asked for.
    pub roots: BTreeMap<u64, Hash>,
}

impl Examined {
    /// Verifies a checkpoint of the log by known keys; where none is known, by
    /// the log's own that was in force.
    ///
    /// # Errors
    /// As for [`verify_checkpoint`].
    pub fn verify(&self, note: &str, known: &[Verifier]) -> Result<VerifiedCheckpoint, Error> {
        if known.is_empty() { self.keys.verify(note, &[]) } else { verify_checkpoint(note, known) }
    }
}

/// A directory with a published log.
pub struct Publication {
    dir: PathBuf,
    note: String,
}

impl Publication {
    /// The publication in a directory.
    ///
    /// # Errors
    /// [`Error::Io`] where it has no checkpoint that can be read.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        let path = dir.join(CHECKPOINT);
        let note = fs::read_to_string(&path)
            .map_err(|why| Error::io(format!("could not read the checkpoint {}", path.display()), why))?;
        Ok(Self { dir: dir.to_owned(), note })
    }

    /// Its checkpoint, as it is there.
    #[must_use]
    pub fn note(&self) -> &str {
        &self.note
    }

    /// Reads and checks all of it: every tile, every link of the chain, every
    /// body, every signature of a recorder, what was erased, the articles that
    /// are there, the root, and the signature by a known key; where none is
    /// known, by a key that the log itself names. Each event is handed on in
    /// order, before all is known to hold.
    ///
    /// # Errors
    /// [`Error::Forged`] with the first thing that does not hold,
    /// [`Error::Unverified`] where no known key signed it, [`Error::Io`] where a
    /// file cannot be read; whatever taking an event fails with.
    pub fn examine(
        &self,
        known: &[Verifier],
        sizes: &BTreeSet<u64>,
        take: &mut dyn FnMut(&StoredEvent, &Read) -> Result<(), Error>,
    ) -> Result<Examined, Error> {
        let claimed = Note::read(&self.note).map_err(|why| forged(why.to_string()))?;
        let claimed = Checkpoint::read(&claimed.text).map_err(|why| forged(why.to_string()))?;
        let mut found = Examined::default();
        let mut tree = Frontier::default();
        let mut tiles = Tiles { publication: self, levels: Vec::new() };
        let mut last: Option<Link> = None;
        let (mut empty, mut erased) = (BTreeSet::new(), BTreeSet::new());
        let mut named = BTreeSet::new();
        let mut recorders = Recorders::default();
        let mut before: (EventId, Option<Name>) = (EventId::ZERO, None);
        for (index, width) in spans(claimed.size, 0) {
            let (headers, bodies) = (self.bundle(ENTRIES, index, width)?, self.bundle(BODIES, index, width)?);
            for (header, body) in
                unbundled(ENTRIES, index, &headers, width)?.into_iter().zip(unbundled(BODIES, index, &bodies, width)?)
            {
                let seq = last.as_ref().map_or(0, |link| link.seq + 1);
                if sizes.contains(&seq) {
                    found.roots.insert(seq, tree.root());
                }
                let header = header.try_into().map_err(|_| forged(format!("entry {seq} is not a header")))?;
                let stored = StoredEvent { header, body: body.to_vec() };
                follows(last.as_ref(), stored.seq().0, stored.recorded_at_us(), &stored.prev().0)
                    .map_err(|why| forged(format!("entry {seq}: {why}")))?;
                if !stored.body.is_empty() && body_digest(&stored.body) != stored.body_digest() {
                    return Err(forged(format!("the body of event {seq} is not the one that its header names")));
                }
                let read = read(&stored).map_err(|why| forged(format!("event {seq} does not read: {why}")))?;
                last = Some(Link { seq, recorded_at_us: stored.recorded_at_us(), id: stored.id().0 });
                if let Read::Event(event) = &read {
                    check_endorsement(event, &found.keys, tree.root())?;
                }
                tree.push(leaf_hash(&stored.header));
                tiles.push(leaf_hash(&stored.header))?;
                if stored.body.is_empty() {
                    empty.insert(stored.id());
                }
                let mut recorder = None;
                if let Read::Event(event) = &read {
                    note_content(&event.entry.content, &mut erased, &mut named);
                    found.keys.note(event)?;
                    check_signature(event, &recorders, (before.0, before.1.as_ref()))?;
                    recorders.note(event);
                    recorder = Some(event.entry.recorder.clone());
                }
                before = (stored.id(), recorder);
                take(&stored, &read)?;
            }
        }
        tiles.finish()?;
        if sizes.contains(&claimed.size) {
            found.roots.insert(claimed.size, tree.root());
        }
        if tree.root() != claimed.root {
            return Err(forged("the entries do not lead to the root of the checkpoint".to_owned()));
        }
        if let Some(id) = empty.difference(&erased).next() {
            return Err(forged(format!("the body of event {id} is gone, and no event says that it was erased")));
        }
        found.redacted = empty.len() as u64;
        if claimed.origin != found.keys.origin() {
            return Err(forged(format!("the log is that of `{}`", found.keys.origin())));
        }
        let by = found.verify(&self.note, known)?;
        found.by = Some(by);
        found.sources = named.len() as u64;
        for id in named {
            if self.source(id)?.is_none() {
                found.missing.push(id);
            }
        }
        Ok(found)
    }

    /// An article or an original, if it is published.
    ///
    /// # Errors
    /// [`Error::Forged`] where other bytes are in its place.
    pub fn source(&self, id: SourceId) -> Result<Option<Vec<u8>>, Error> {
        let path = self.dir.join(source_path(id));
        match fs::read(&path) {
            Ok(bytes) if SourceId(source_digest(&bytes)) == id => Ok(Some(bytes)),
            Ok(_) => Err(forged(format!("{} does not hold the bytes that it is named by", path.display()))),
            Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(why) => Err(Error::io(format!("could not read {}", path.display()), why)),
        }
    }

    /// The bytes of a tile or a bundle.
    fn bundle(&self, of: &str, index: u64, width: u64) -> Result<Vec<u8>, Error> {
        let name = self.dir.join(path(of, index, width));
        fs::read(&name).map_err(|why| Error::io(format!("could not read {}", name.display()), why))
    }
}

/// A new key is one that the key before it endorses, by a checkpoint of all before.
fn check_endorsement(event: &Event, keys: &KeyRing, root: Hash) -> Result<(), Error> {
    let Content::SigningKey { holder: None, change: KeyChange::Added, endorsement, .. } = &event.entry.content else {
        return Ok(());
    };
    let endorsed = keys.verify(endorsement.as_ref().map_or("", |text| text.as_str()), &[]);
    let expected = Checkpoint { origin: keys.origin().to_owned(), size: event.seq.0, root };
    match endorsed {
        Ok(by) if by.checkpoint == expected => Ok(()),
        _ => Err(forged(format!("the key before does not endorse the new one of event {}", event.seq))),
    }
}

/// What signs the event before it is by the key of who recorded that.
fn check_signature(event: &Event, recorders: &Recorders, before: (EventId, Option<&Name>)) -> Result<(), Error> {
    if !matches!(event.entry.content, Content::Signed { .. }) {
        return Ok(());
    }
    let verified = recorders.verify(event, before);
    verified.map(drop).map_err(|why| forged(format!("the signature in event {} does not hold: {why}", event.seq)))
}

/// What an event means for the publication as a whole.
fn note_content(content: &Content, erased: &mut BTreeSet<EventId>, named: &mut BTreeSet<SourceId>) {
    match content {
        Content::Redacted { events, sources, .. } => {
            erased.extend(events);
            named.retain(|id| !sources.contains(id));
        }
        Content::Source(source) => {
            named.insert(source.digest);
            named.extend(source.description.original);
        }
        _ => {}
    }
}

/// The tiles as the entries make them, compared with those that are there.
struct Tiles<'a> {
    publication: &'a Publication,
    /// Of each level, the hashes of the tile that is not full yet, and its index.
    levels: Vec<(Vec<Hash>, u64)>,
}

impl Tiles<'_> {
    fn push(&mut self, leaf: Hash) -> Result<(), Error> {
        let (mut level, mut hash) = (0, leaf);
        loop {
            if self.levels.len() == level {
                self.levels.push((Vec::new(), 0));
            }
            let (hashes, _) = &mut self.levels[level];
            hashes.push(hash);
            if (hashes.len() as u64) < WIDTH {
                return Ok(());
            }
            hash = self.compare(level)?;
            level += 1;
        }
    }

    fn finish(&mut self) -> Result<(), Error> {
        for level in 0..self.levels.len() {
            if !self.levels[level].0.is_empty() {
                self.compare(level)?;
            }
        }
        Ok(())
    }

    /// Compares a tile, and goes on to the next of its level; answers with its root.
    fn compare(&mut self, level: usize) -> Result<Hash, Error> {
        let (hashes, index) = &mut self.levels[level];
        let name = tiles_of(u32::try_from(level).unwrap_or(u32::MAX));
        let there = self.publication.bundle(&name, *index, hashes.len() as u64)?;
        if there != hashes.as_flattened() {
            return Err(forged(format!(
                "{} is not the tile over the entries",
                path(&name, *index, hashes.len() as u64)
            )));
        }
        let mut over = Frontier::default();
        std::mem::take(hashes).into_iter().for_each(|hash| over.push(hash));
        *index += 1;
        Ok(over.root())
    }
}

fn unbundled<'b>(of: &str, index: u64, bytes: &'b [u8], width: u64) -> Result<Vec<&'b [u8]>, Error> {
    unbundle(bytes, width).ok_or_else(|| forged(format!("{} does not hold {width} entries", path(of, index, width))))
}

fn forged(why: String) -> Error {
    Error::Forged(format!("the publication does not hold: {why}"))
}
