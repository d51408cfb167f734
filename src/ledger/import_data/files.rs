//! The files of an import: surveyed in one pass, then cited from.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::super::Error;
use crate::domain::Citation;
use crate::sources::{MAX_DATA_BYTES, Survey, Surveyor, read_text};
use crate::transfer::import::{DataFile, Format, Place, ifg};

/// How many bytes are read at a time.
const PIECE_LEN: usize = 256 * 1024;

/// A file that was surveyed.
pub(super) struct Surveyed {
    pub path: PathBuf,
    /// Its name, without the folders it is in.
    pub name: String,
    pub survey: Survey,
    file: File,
}

/// The files that were named; of folders the tables in them.
pub(super) fn found(format: Format, named: &[PathBuf]) -> Result<(Vec<PathBuf>, Vec<String>), Error> {
    let (mut files, mut notes) = (Vec::new(), Vec::new());
    for path in named {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        if format != Format::Ifg {
            return Err(Error::Refused(format!("{} is a folder: name the files in it", path.display())));
        }
        let failed = |why| Error::io(format!("could not look into {}", path.display()), why);
        let mut inside: Vec<PathBuf> = Vec::new();
        for entry in fs::read_dir(path).map_err(failed)? {
            inside.push(entry.map_err(failed)?.path());
        }
        inside.sort();
        let is_csv = |file: &&PathBuf| file.extension().is_some_and(|ending| ending == "csv");
        let (tables, others): (Vec<&PathBuf>, Vec<&PathBuf>) =
            inside.iter().filter(is_csv).partition(|file| ifg::is_table(&name_of(file)));
        if tables.is_empty() {
            return Err(Error::Refused(format!("{} has none of the tables of the set", path.display())));
        }
        if !others.is_empty() {
            let others: Vec<String> = others.into_iter().map(|file| name_of(file)).collect();
            notes.push(format!("no use is made of {}", others.join(", ")));
        }
        files.extend(tables.into_iter().cloned());
    }
    Ok((files, notes))
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// The pieces of a file, one after the other.
pub(super) fn pieces(mut file: impl Read) -> impl Iterator<Item = io::Result<Vec<u8>>> {
    std::iter::from_fn(move || {
        let mut piece = vec![0; PIECE_LEN];
        loop {
            match file.read(&mut piece) {
                Ok(0) => return None,
                Ok(read) => {
                    piece.truncate(read);
                    return Some(Ok(piece));
                }
                Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
                Err(why) => return Some(Err(why)),
            }
        }
    })
}

impl Surveyed {
    /// Reads a file once, for its digest and to see that it is a text.
    pub fn of(path: &Path) -> Result<Self, Error> {
        let failed = |why| Error::io(format!("could not read {}", path.display()), why);
        let mut file = File::open(path).map_err(failed)?;
        let found = file.metadata().map_err(failed)?;
        if !found.is_file() {
            return Err(Error::Refused(format!(
                "{} is not a regular file, and what is imported is read more than once: save it to a file first",
                path.display()
            )));
        }
        let length = found.len();
        if length > MAX_DATA_BYTES {
            return Err(Error::Refused(format!(
                "{} has {length} bytes, and {MAX_DATA_BYTES} (256 MiB) are the most: split it into files of their own",
                path.display()
            )));
        }
        let mut surveyor = Surveyor::default();
        let mut is_text = Ok(());
        for piece in pieces(&mut file) {
            is_text = surveyor.take(&piece.map_err(failed)?);
            if is_text.is_err() {
                break;
            }
        }
        let survey = is_text.and_then(|()| surveyor.finish());
        let Ok(survey) = survey.map_err(|_| ()) else {
            // What else it may be is told by one look at the whole.
            let bytes = fs::read(path).map_err(failed)?;
            let why =
                read_text(&bytes).map_or_else(|why| why.to_string(), |_| "it changed while it was read".to_owned());
            return Err(Error::Refused(format!("{}: {why}", path.display())));
        };
        if survey.length == 0 {
            return Err(Error::Refused(format!("{} is empty", path.display())));
        }
        Ok(Self { path: path.to_owned(), name: name_of(path), survey, file })
    }

    /// The file, to be read from its beginning.
    pub fn reader(&self) -> Result<DataFile<'static>, Error> {
        Ok(DataFile { name: self.name.clone(), reader: Box::new(self.open()?) })
    }

    /// Its bytes, once more from the beginning.
    pub fn open(&self) -> Result<File, Error> {
        File::open(&self.path).map_err(|why| Error::io(format!("could not read {}", self.path.display()), why))
    }

    /// That it is not what it was a moment ago.
    pub fn changed(&self) -> Error {
        Error::Refused(format!("{} changed while it was imported: import it again", self.path.display()))
    }

    /// Cites what stands at a place, in as many pieces as quotes may be long.
    pub fn cite(&mut self, place: &Place, piece_len: u64) -> Result<Vec<Citation>, Error> {
        let mut citations = Vec::new();
        let mut start = place.bytes.start;
        while start < place.bytes.end {
            // A piece ends before a character that it would cut.
            let most = (start + piece_len).min(place.bytes.end);
            let cited = (most.saturating_sub(3)..=most).rev().filter(|end| *end > start);
            let mut piece = None;
            for end in cited {
                piece = self.cite_piece(&(start..end))?;
                if piece.is_some() {
                    break;
                }
            }
            let Some(piece) = piece else {
                return Err(Error::Refused(format!(
                    "{} changed while it was read: import it again",
                    self.path.display()
                )));
            };
            start += piece.exact.len() as u64;
            citations.push(piece);
        }
        Ok(citations)
    }

    fn cite_piece(&mut self, place: &std::ops::Range<u64>) -> Result<Option<Citation>, Error> {
        let window = self.survey.window(place);
        let mut bytes = vec![0; usize::try_from(window.end - window.start).unwrap_or_default()];
        let read = self.file.seek(SeekFrom::Start(window.start)).and_then(|_| self.file.read_exact(&mut bytes));
        read.map_err(|why| Error::io(format!("could not read {}", self.path.display()), why))?;
        Ok(self.survey.cite(&bytes, place))
    }
}
