//! Creating and opening the database.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::thread;
use std::time::Duration;

use ::sled::{Config, Db};

use super::engine::{Engine, Fault, known_key, missing};
use super::layout::{EARLIER, LAYOUT, META, META_LAYOUT, PAGES, SEGMENT_LEN, TAIL};
use super::pace::Pace;
use crate::log::Head;

/// What the engine may keep of the database in memory, in bytes.
const CACHE_LEN_MAX: u64 = 40 * 1024 * 1024;

/// A worker of an engine that was just closed may hold the file for another
/// moment; it is tried again this many times.
const TRIES: u32 = 100;
/// How long to sleep between two tries.
const PAUSE: Duration = Duration::from_millis(20);

/// Makes a database in a directory that is absent or empty.
pub(super) fn create(dir: &Path) -> Result<Engine, Fault> {
    match fs::create_dir(dir) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => refuse_unless_empty(dir)?,
        Err(source) => return Err(at("could not create", dir, source)),
    }
    let db = start(dir)?;
    let engine = engine(db, open_file(dir)?, dir)?;
    engine.meta.insert(META_LAYOUT, LAYOUT)?;
    engine.sync()?;
    sync(&dir.join("conf"))?;
    sync(dir)?;
    if let Some(parent) = dir.parent() {
        // A bare name lies in the current directory.
        let here = Path::new(".");
        sync(if parent == Path::new("") { here } else { parent })?;
    }
    Ok(engine)
}

/// Opens a database that [`create`] made, drops what lies beyond its head
/// record, and answers with the head.
pub(super) fn open(dir: &Path) -> Result<(Engine, Option<Head>), Fault> {
    let file = open_file(dir)?;
    // What the engine is about to recover from must not be lost to a power cut
    // after it has overwritten, on the strength of that, what it holds to be
    // free.
    file.sync_data().map_err(|source| at("could not sync", &dir.join("db"), source))?;
    remove_unfinished_snapshots(dir)?;
    let db = start(dir)?;
    let names = db.tree_names();
    let is_there = |tree: &str| names.iter().any(|name| name == tree.as_bytes());
    if is_there(EARLIER) {
        return Err(earlier_layout());
    }
    if [PAGES, TAIL, META].iter().any(|tree| !is_there(tree)) {
        return Err(no_ledger());
    }
    let mut engine = engine(db, file, dir)?;
    match engine.meta.get(META_LAYOUT)? {
        Some(layout) if layout == LAYOUT => {}
        Some(_) => {
            return Err(Fault::Contradiction(
                "it was written by another version of this program, or is damaged".to_owned(),
            ));
        }
        None => return Err(no_ledger()),
    }
    let head = verified_head(&engine)?;
    engine.drop_beyond(head.map(|head| head.seq))?;
    engine.settle_tail()?;
    if let Some(head) = head
        && engine.get(head.seq.next())?.is_some()
    {
        return Err(Fault::Contradiction(format!("event {} is the last one, and another one follows it", head.seq)));
    }
    engine.sync()?;
    // The engine has moved a new snapshot into place.
    sync(dir)?;
    Ok((engine, head))
}

fn engine(db: Db, file: File, dir: &Path) -> Result<Engine, Fault> {
    let [pages, tail, meta] = [db.open_tree(PAGES)?, db.open_tree(TAIL)?, db.open_tree(META)?];
    let tail_first = match tail.first()? {
        Some((key, _)) => Some(known_key(&key)?.0),
        None => None,
    };
    Ok(Engine { db, pages, tail, meta, tail_len: 0, tail_first, pace: Pace::new(), file, dir: dir.to_owned() })
}

fn verified_head(engine: &Engine) -> Result<Option<Head>, Fault> {
    let Some((seq, id)) = engine.head_record()? else {
        return Ok(None);
    };
    let last = engine.get(seq)?.ok_or_else(|| missing(seq))?;
    if last.id() != id {
        return Err(Fault::Contradiction(format!("event {seq} should be {id}, but is {}", last.id())));
    }
    Ok(Some(Head { seq, id, recorded_at_us: last.recorded_at_us() }))
}

fn start(dir: &Path) -> Result<Db, Fault> {
    let mut tries = 0;
    loop {
        let opened =
            Config::new().path(dir).segment_size(SEGMENT_LEN).cache_capacity(CACHE_LEN_MAX).flush_every_ms(None).open();
        match opened {
            Err(::sled::Error::Io(error)) if tries < TRIES && error.to_string().contains("could not acquire lock") => {
                tries += 1;
                thread::sleep(PAUSE);
            }
            // The segments of the layout before this one were shorter.
            Err(::sled::Error::Unsupported(why)) if why.contains("io buffer size") => return Err(earlier_layout()),
            opened => return Ok(opened?),
        }
    }
}

/// The engine takes the snapshot with the greatest name for the newest, and
/// one that it was still writing when the process died has a greater name.
fn remove_unfinished_snapshots(dir: &Path) -> Result<(), Fault> {
    let listed = fs::read_dir(dir).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    for entry in listed.map_err(|source| at("could not list", dir, source))? {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("snap.") && name.ends_with(".generating") {
            fs::remove_file(entry.path()).map_err(|source| at("could not remove", &entry.path(), source))?;
        }
    }
    Ok(())
}

fn refuse_unless_empty(dir: &Path) -> Result<(), Fault> {
    let mut entries = fs::read_dir(dir).map_err(|source| at("could not list", dir, source))?;
    match entries.next() {
        None => Ok(()),
        Some(_) => {
            Err(at("could not create a log where there is something already", dir, ErrorKind::AlreadyExists.into()))
        }
    }
}

fn open_file(dir: &Path) -> Result<File, Fault> {
    let path = dir.join("db");
    match fs::metadata(&path) {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Err(at("there is no log", dir, ErrorKind::InvalidData.into())),
        Err(source) => return Err(at("there is no log", dir, source)),
    }
    // Syncing needs no more than reading, but some systems want to be asked
    // for writing.
    File::options().read(true).write(true).open(&path).map_err(|source| at("could not open", &path, source))
}

fn sync(path: &Path) -> Result<(), Fault> {
    File::open(path).and_then(|file| file.sync_all()).map_err(|source| at("could not sync", path, source))
}

fn no_ledger() -> Fault {
    Fault::Contradiction(
        "they hold no ledger: where making it was cut short, remove that directory and make it \
         again; otherwise what they held is gone"
            .to_owned(),
    )
}

fn earlier_layout() -> Fault {
    Fault::Contradiction(
        "an earlier version of this program laid them out, in a way that was never released and is not read here: \
         export the ledger with that version, and import it with this one"
            .to_owned(),
    )
}

fn at(action: &str, path: &Path, source: io::Error) -> Fault {
    Fault::Io { action: format!("{action}: {}", path.display()), source }
}
