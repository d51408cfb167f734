//! A file that is there whole or not at all.

use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use reshuffle::ledger::Error;

use crate::failure::Failure;

/// Has something written into a file that is named, or to standard output
/// where none is, or `-`.
pub fn write_into<T>(
    into: Option<&Path>,
    may_replace: bool,
    what: &str,
    write: impl FnOnce(&mut dyn Write) -> Result<T, Error>,
) -> Result<T, Failure> {
    let buffered = |out: &mut dyn Write| {
        let mut out = BufWriter::new(out);
        let written = write(&mut out);
        let flushed = out.flush().map_err(|why| Error::io(format!("could not write {what}"), why));
        match written.and_then(|written| flushed.map(|()| written)) {
            // A reader who has left is no error.
            Err(Error::Io { source, .. }) if source.kind() == ErrorKind::BrokenPipe => Err(Failure::Closed),
            done => Ok(done?),
        }
    };
    let Some(path) = into.filter(|path| *path != Path::new("-")) else {
        return buffered(&mut std::io::stdout().lock());
    };
    let new = NewFile::at(path, may_replace)?;
    let written = buffered(&mut new.create()?)?;
    new.finish()?;
    Ok(written)
}

/// A file that is being written under a name beside its own, and takes its
/// own when it is finished. Dropped before that, it leaves nothing behind.
#[derive(Debug)]
pub struct NewFile {
    path: PathBuf,
    partial: PathBuf,
    finished: bool,
}

impl NewFile {
    /// Makes room for a file. One that is there already is refused, unless it
    /// may be replaced.
    pub fn at(path: &Path, may_replace: bool) -> Result<Self, Failure> {
        if path.is_dir() {
            return Err(Failure::refused(format!("`{}` is a directory; name a file in it", path.display())));
        }
        if !may_replace && path.symlink_metadata().is_ok() {
            return Err(Failure::refused(format!(
                "`{}` is there already; name another file, or replace it with --force",
                path.display()
            )));
        }
        let Some(name) = path.file_name() else {
            return Err(Failure::refused(format!("`{}` names no file", path.display())));
        };
        let partial = format!(".{}.{}.partial", name.to_string_lossy(), std::process::id());
        let partial = path.with_file_name(partial);
        match fs::remove_file(&partial) {
            Err(why) if why.kind() != ErrorKind::NotFound => Err(Self::refused(&partial, why)),
            _ => Ok(Self { path: path.to_owned(), partial, finished: false }),
        }
    }

    /// The name under which it is written.
    pub fn partial(&self) -> &Path {
        &self.partial
    }

    /// Makes the file under that name.
    pub fn create(&self) -> Result<File, Failure> {
        File::create_new(self.partial()).map_err(|why| Self::refused(self.partial(), why))
    }

    /// Writes a whole file.
    pub fn write(path: &Path, may_replace: bool, bytes: &[u8]) -> Result<(), Failure> {
        let new = Self::at(path, may_replace)?;
        new.create()?.write_all(bytes).map_err(|why| Self::refused(new.partial(), why))?;
        new.finish()
    }

    /// What was written becomes the file, once it is on the disk.
    pub fn finish(mut self) -> Result<(), Failure> {
        let kept = File::open(&self.partial).and_then(|file| file.sync_all());
        let kept = kept.and_then(|()| fs::rename(&self.partial, &self.path));
        kept.map_err(|why| Self::refused(&self.path, why))?;
        self.finished = true;
        Ok(())
    }

    fn refused(path: &Path, why: std::io::Error) -> Failure {
        Failure::Io(format!("could not write {}", path.display()), why)
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.finished {
            // What was never made, or cannot be removed, is told by the error that led here.
            let _ = fs::remove_file(&self.partial);
        }
    }
}
