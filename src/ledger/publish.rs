//! Publishing: the log as static files, for any web server, and for whoever
//! wants to check it or to restore it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

use super::checkpoints::{tree_files, tree_unreadable};
use super::events::events_of;
use super::publication::{BODIES, CHECKPOINT, ENTRIES, source_path, tiles_of};
use super::{Error, Issued, Ledger};
use crate::backend::files::write_durably;
use crate::domain::{Content, Kind, Seq, SourceId};
use crate::log::StoredEvent;
use crate::proof::tree::root;
use crate::transfer::tiles::{WIDTH, bundle, path, spans};

/// What came of publishing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The checkpoint that was published, last of all.
    pub issued: Issued,
    /// How many files were written.
    pub written: u64,
    /// Of how many events the publication was before.
    pub before: u64,
    /// Files that held what was erased since: written anew, or removed.
    pub cleansed: Vec<String>,
}

impl Ledger {
    /// Writes the log as static files into a directory: what is not there yet,
    /// and the checkpoint at the end.
    ///
    /// # Errors
    /// [`Error::Occupied`] where something else is in the directory,
    /// [`Error::Forked`] where another log is, or more of this one than there
    /// is here; [`Error::Io`] where it cannot be written.
    pub fn publish(&mut self, dir: &Path, with_sources: bool) -> Result<Published, Error> {
        let before = self.published_before(dir)?;
        let issued = self.checkpoint()?;
        let size = issued.checkpoint.size;
        let Some(place) = &self.place else {
            return Err(Error::Refused("a ledger in memory is not published".to_owned()));
        };
        let tree = tree_files(&place.dir, self.log.as_ref())?;
        if root(&tree, size).map_err(tree_unreadable)? != issued.checkpoint.root {
            return Err(Error::Forged(
                "the tree beside the log is damaged: `reshuffle reindex` makes it anew".to_owned(),
            ));
        }
        let mut files = Files { dir, written: 0 };
        for level in 0..u64::BITS / 8 {
            let hashes = size >> (8 * level);
            for (index, width) in spans(hashes, before >> (8 * level)) {
                let tile = || tree.hashes(level, index * WIDTH, width).map(|hashes| hashes.as_flattened().to_vec());
                files.add(&path(&tiles_of(level), index, width), || tile().map_err(tree_unreadable))?;
            }
        }
        for (index, width) in spans(size, before) {
            let events = self.log.scan(Seq(index * WIDTH)).take(usize::try_from(width).unwrap_or(0));
            let events = events.collect::<Result<Vec<StoredEvent>, _>>()?;
            files.add(&path(ENTRIES, index, width), || Ok(bundle(events.iter().map(|event| &event.header[..]))))?;
            files.add(&path(BODIES, index, width), || Ok(bundle(events.iter().map(|event| &event.body[..]))))?;
        }
        if with_sources {
            for id in self.kept_bytes()? {
                if let Some(bytes) = self.articles.get(id)? {
                    files.add(&source_path(id), || Ok(bytes))?;
                }
            }
        }
        let cleansed = self.cleanse(&mut files)?;
        let page = self.page(&issued, with_sources)?;
        files.replace("index.html", page.as_bytes())?;
        files.replace(CHECKPOINT, issued.note.as_bytes())?;
        Ok(Published { issued, written: files.written, before, cleansed })
    }

    /// Drops from a publication what was erased since it was written.
    fn cleanse(&self, files: &mut Files<'_>) -> Result<Vec<String>, Error> {
        let (mut bundles, mut sources) = (BTreeSet::new(), BTreeSet::new());
        for event in events_of(self.log.as_ref(), &[Kind::Redacted]) {
            if let Content::Redacted { events, sources: erased, .. } = event?.entry.content {
                for id in events {
                    bundles.extend(self.log.seq_of(&id.0)?.map(|seq| seq.0 / WIDTH));
                }
                sources.extend(erased);
            }
        }
        let mut cleansed = Vec::new();
        for (index, width) in bundles.into_iter().flat_map(|index| (1..=WIDTH).map(move |width| (index, width))) {
            let name = path(BODIES, index, width);
            let Ok(there) = fs::read(files.dir.join(&name)) else { continue };
            let events = self.log.scan(Seq(index * WIDTH)).take(usize::try_from(width).unwrap_or(0));
            let events = events.collect::<Result<Vec<StoredEvent>, _>>()?;
            let bytes = bundle(events.iter().map(|event| &event.body[..]));
            if bytes != there {
                files.replace(&name, &bytes)?;
                cleansed.push(name);
            }
        }
        for id in sources {
            let name = source_path(id);
            match fs::remove_file(files.dir.join(&name)) {
                Ok(()) => cleansed.push(name),
                Err(why) if why.kind() == io::ErrorKind::NotFound => {}
                Err(why) => return Err(Error::io(format!("could not remove {name}"), why)),
            }
        }
        Ok(cleansed)
    }

    /// Of how many events of this log a directory has the publication.
    fn published_before(&self, dir: &Path) -> Result<u64, Error> {
        let unreadable = |why| Error::io(format!("could not read {}", dir.display()), why);
        let note = match fs::read_to_string(dir.join(CHECKPOINT)) {
            Ok(note) => note,
            Err(why) if why.kind() == io::ErrorKind::NotFound => {
                let mut entries = match fs::read_dir(dir) {
                    Ok(entries) => entries,
                    Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(0),
                    Err(why) => return Err(unreadable(why)),
                };
                // A first publication that was cut short left tiles behind.
                let is_ours = dir.join("tile").is_dir() || entries.next().is_none();
                return if is_ours { Ok(0) } else { Err(Error::Occupied(dir.to_owned())) };
            }
            Err(why) => return Err(unreadable(why)),
        };
        let checkpoint = self.key_ring()?.verify(&note, &[])?.checkpoint;
        let events = self.log.head().map_or(0, |head| head.seq.0 + 1);
        let is_ours = checkpoint.origin == self.created.origin.as_str() && checkpoint.size <= events;
        let tree = self.tree()?;
        let root = root(tree.as_ref(), checkpoint.size.min(events)).map_err(tree_unreadable)?;
        if !is_ours || root != checkpoint.root {
            return Err(Error::Forked { size: checkpoint.size, events });
        }
        Ok(checkpoint.size)
    }

    /// Every article and original that an event names.
    fn kept_bytes(&self) -> Result<Vec<SourceId>, Error> {
        let mut ids = Vec::new();
        for event in events_of(self.log.as_ref(), &[Kind::Source]) {
            if let Content::Source(source) = event?.entry.content {
                ids.push(source.digest);
                ids.extend(source.description.original);
            }
        }
        Ok(ids)
    }

    /// A page for people who come with a browser.
    fn page(&self, issued: &Issued, with_sources: bool) -> Result<String, Error> {
        let origin = escaped(self.created.origin.as_str());
        let size = issued.checkpoint.size;
        let mut keys = String::new();
        for verifier in self.key_ring()?.all() {
            // A string takes whatever is written to it.
            let _ = writeln!(keys, "<li><code>{}</code></li>", escaped(&verifier.to_string()));
        }
        let sources = match with_sources {
            true => "<p>The articles lie in <code>reshuffle/sources/</code>, by digest.</p>",
            false => {
                "<p>The articles are not here, for they belong to others: their descriptions and digests are in the events.</p>"
            }
        };
        Ok(format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{origin}</title></head><body>\n\
             <h1>{origin}</h1>\n<p>A log of {size} events about who holds office, each of which cites the words it rests on. \
             It is laid out as <a href=\"https://c2sp.org/tlog-tiles\">tlog-tiles</a>: \
             <a href=\"checkpoint\">checkpoint</a>, <code>tile/</code>, <code>tile/entries/</code> (the headers of events), \
             and beside them <code>reshuffle/bodies/</code> (what they say).</p>\n{sources}\n\
             <p>It is signed by these keys, the newest last:</p>\n<ul>\n{keys}</ul>\n\
             <p>Checked with <code>reshuffle monitor</code>, and made a ledger again with <code>reshuffle restore</code>.</p>\n</body></html>\n"
        ))
    }
}

/// The files of a publication.
struct Files<'a> {
    dir: &'a Path,
    written: u64,
}

impl Files<'_> {
    /// Writes a file that never changes, unless it is there.
    fn add(&mut self, name: &str, bytes: impl FnOnce() -> Result<Vec<u8>, Error>) -> Result<(), Error> {
        if self.dir.join(name).is_file() { Ok(()) } else { self.replace(name, &bytes()?) }
    }

    fn replace(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.dir.join(name);
        let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| write_durably(&path, bytes));
        written.map_err(|why| Error::io(format!("could not write {}", path.display()), why))?;
        self.written += 1;
        Ok(())
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
