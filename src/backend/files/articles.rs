//! Articles in files named by the BLAKE3 of their bytes, as `b3sum` prints it:
//! `sources/ab/abcdef…`, 64 digits under a folder of the first two.
//!
//! An article is written beside the folders under a name of its own, synced,
//! renamed into its folder, and then every folder on the way is synced. A torn
//! file can therefore never carry a digest's name; what is left of an
//! interrupted writing is removed before the next one.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;

use crate::domain::SourceId;
use crate::proof::{SourceHasher, source_digest};
use crate::sources::{SourceError, SourceStore};

/// How the name of a file that is still being written begins.
const INCOMING: &str = ".incoming-";

/// The articles of a ledger, in its folder `sources`.
#[derive(Debug)]
pub struct Articles {
    folder: PathBuf,
}

impl Articles {
    /// The store in that folder, which is made when the first article comes.
    /// Nothing on disk is touched yet.
    #[must_use]
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Where the article of that digest lies, or would.
    #[must_use]
    pub fn path_of(&self, id: SourceId) -> PathBuf {
        let name = id.to_string();
        self.folder.join(&name[..2]).join(name)
    }

    /// Makes the folder and removes what an interrupted writing left in it.
    ///
    /// Only the process that holds the ledger puts articles, so nothing with
    /// such a name is still in use. Were it, its writer would fail to rename
    /// it and say so: no article could be harmed.
    fn prepare(&self) -> Result<(), SourceError> {
        make_folder(&self.folder)?;
        for (name, path) in entries(&self.folder)? {
            if name.starts_with(INCOMING) {
                fs::remove_file(&path).map_err(not_kept(&path))?;
            }
        }
        Ok(())
    }

    /// Writes and syncs bytes under a name that no other writing uses, and
    /// tells their digest.
    fn write_incoming(&self, pieces: &mut Pieces<'_>) -> Result<Incoming, SourceError> {
        let path = self.folder.join(format!("{INCOMING}{}", process::id()));
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(not_kept(&path))?;
        let mut incoming = Incoming { id: SourceId([0; 32]), path, placed: false };
        let mut hasher = SourceHasher::default();
        for piece in pieces {
            let piece = piece.map_err(SourceError::NotGiven)?;
            hasher.update(&piece);
            file.write_all(&piece).map_err(not_kept(&incoming.path))?;
        }
        file.sync_all().map_err(not_kept(&incoming.path))?;
        incoming.id = SourceId(hasher.finish());
        Ok(incoming)
    }
}

/// Bytes that come one piece after the other.
type Pieces<'a> = dyn Iterator<Item = io::Result<Vec<u8>>> + 'a;

/// A written file that has no digest's name yet. Dropped before it is placed,
/// it is removed: a full disk should not be left with what filled it.
struct Incoming {
    id: SourceId,
    path: PathBuf,
    placed: bool,
}

impl Incoming {
    /// Gives it the name under which it stays.
    fn place(mut self, path: &Path) -> Result<(), SourceError> {
        fs::rename(&self.path, path).map_err(not_kept(path))?;
        self.placed = true;
        Ok(())
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.placed {
            // Failing here adds nothing to say: the next writing removes it.
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl SourceStore for Articles {
    fn put_pieces(&mut self, pieces: &mut Pieces<'_>) -> Result<SourceId, SourceError> {
        self.prepare()?;
        let incoming = self.write_incoming(pieces)?;
        let id = incoming.id;
        // An article that is there intact is written again all the same: its
        // first writer may have died between the renaming and the sync, and
        // after a failed sync a second one succeeds without having done it.
        self.get(id)?;
        let path = self.path_of(id);
        let folder = path.parent().unwrap_or(&self.folder);
        make_folder(folder)?;
        incoming.place(&path)?;
        sync_folder(folder)?;
        sync_folder(&self.folder)?;
        Ok(id)
    }

    fn get(&self, id: SourceId) -> Result<Option<Vec<u8>>, SourceError> {
        let path = self.path_of(id);
        match fs::metadata(&path) {
            Ok(found) if found.is_file() => {}
            // Opening a pipe would wait for someone to write into it.
            Ok(_) => return Err(SourceError::NotAFile(path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(SourceError::Unreadable { path, source }),
        }
        let bytes = fs::read(&path).map_err(unreadable(&path))?;
        let actual = SourceId(source_digest(&bytes));
        if actual == id { Ok(Some(bytes)) } else { Err(SourceError::Damaged { path, actual }) }
    }

    fn list(&self) -> Result<Vec<SourceId>, SourceError> {
        if !self.folder.try_exists().map_err(unreadable(&self.folder))? {
            return Ok(Vec::new());
        }
        let mut ids = Vec::new();
        for (prefix, folder) in entries(&self.folder)? {
            if prefix.len() != 2 || !folder.is_dir() {
                continue;
            }
            let named = entries(&folder)?;
            let named = named.iter().filter(|(name, _)| name.starts_with(&prefix));
            ids.extend(named.filter_map(|(name, _)| name.parse::<SourceId>().ok()));
        }
        ids.sort_unstable();
        Ok(ids)
    }
}

/// Makes a folder whose entry in its parent survives a power cut.
fn make_folder(folder: &Path) -> Result<(), SourceError> {
    match fs::create_dir(folder) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(source) => return Err(not_kept(folder)(source)),
    }
    // Also of a folder that was there: whoever made it may not have lived to sync.
    match folder.parent() {
        Some(parent) if parent != Path::new("") => sync_folder(parent),
        Some(_) => sync_folder(Path::new(".")),
        None => Ok(()),
    }
}

/// Makes the entries of a folder survive a power cut.
fn sync_folder(folder: &Path) -> Result<(), SourceError> {
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(not_kept(folder))
}

/// The entries of a folder whose names are text, as those of ours are.
fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, SourceError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
        let path = entry.map_err(unreadable(folder))?.path();
        if let Some(name) = path.file_name().and_then(OsStr::to_str) {
            found.push((name.to_owned(), path));
        }
    }
    Ok(found)
}

fn not_kept(path: &Path) -> impl Fn(io::Error) -> SourceError {
    |source| SourceError::NotKept { path: path.to_owned(), source }
}

fn unreadable(path: &Path) -> impl Fn(io::Error) -> SourceError {
    |source| SourceError::Unreadable { path: path.to_owned(), source }
}
