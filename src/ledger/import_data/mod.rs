//! In: a data set of somebody else's, the first time or in a newer version.
//!
//! Each statement of a data set is compared with what the last import stated
//! in its place and with what the ledger says now. What the publisher changed
//! becomes an amendment, what it took out a retraction, what is new a fact, all
//! in one batch; what somebody here corrected meanwhile, and the publisher
//! changed too, is a conflict.

mod course;
mod files;
mod past;
mod reconcile;
mod sources;

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::append::Staged;
use super::{Error, Ledger, Options, Receipt, Receipts};
use crate::domain::{Name, SourceField};
use crate::transfer::import::{DataFile, DataSet, Fault, Known};
use files::Surveyed;
use past::Past;
use reconcile::Reconciler;

pub use crate::transfer::import::Format as DataFormat;

/// What is done where somebody here corrected a fact that the publisher
/// changed or took out since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnConflict {
    /// Nothing is imported.
    Stop,
    /// The correction stays, and what the publisher says now stands beside it.
    KeepBoth,
    /// The correction stays.
    Skip,
}

/// A data set to import.
#[derive(Debug, Clone)]
pub struct DataImport {
    /// Its format.
    pub format: DataFormat,
    /// Its files; a folder stands for the tables in it.
    pub files: Vec<PathBuf>,
    /// The data set that this is a version of; found by what it says where
    /// nothing is given.
    pub set: Option<String>,
    /// The body that bodies without another are part of.
    pub body: Option<Name>,
    /// What is done about conflicts.
    pub on_conflict: OnConflict,
    /// What is said of the files as sources.
    pub description: Vec<(SourceField, String)>,
}

/// How many statements came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// New facts.
    pub added: u64,
    /// Those that are here already.
    pub same: u64,
    /// Those that the publisher changed.
    pub amended: u64,
    /// Those that the publisher took out.
    pub retracted: u64,
    /// Those that were corrected here and changed there.
    pub conflicting: u64,
    /// Rows, or statements of a row, that do not fit.
    pub refused: u64,
}

/// A row that was not taken, or one of several things that it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The file's name.
    pub file: String,
    /// The line on which the row begins, from 1.
    pub line: u64,
    /// Where in the line it begins, in characters from 1.
    pub column: u64,
    /// Why.
    pub why: String,
}

/// What came of importing a data set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DataImported {
    /// The new events.
    pub receipts: Receipts,
    /// The data sets that the files are of, and whether earlier versions were here.
    pub sets: Vec<(String, bool)>,
    /// How much of what came of it.
    pub counts: ImportCounts,
    /// What was not taken.
    pub refused: Vec<Refused>,
    /// What was corrected here and changed there.
    pub conflicts: Vec<String>,
    /// What somebody should know of it.
    pub notes: Vec<String>,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportProgress {
    /// How many rows were compared.
    pub done: u64,
    /// How many there are.
    pub total: u64,
}

impl Ledger {
    /// Imports a data set, all or nothing: its files become sources, and each
    /// fact cites the rows that say it. Rows that do not fit are told and left
    /// out. The same files again add nothing.
    ///
    /// # Errors
    /// [`Error::NotDataSet`] where a file is not of the format, [`Error::Refused`]
    /// where it is no text or too long, [`Error::Corrected`] where there are
    /// conflicts and they are to stop it; nothing was recorded.
    pub fn import_data(
        &mut self,
        import: &DataImport,
        options: &Options,
        progress: &mut dyn FnMut(ImportProgress),
    ) -> Result<DataImported, Error> {
        // Every row is compared with what is known, so all of it is needed.
        self.forget_known();
        self.state()?;
        let (paths, notes) = files::found(import.format, &import.files)?;
        let mut surveyed = paths.iter().map(|path| Surveyed::of(path)).collect::<Result<Vec<_>, _>>()?;
        let done = DataImported { notes, ..DataImported::default() };
        let mut run = Run { import, options, staged: Staged::default(), receipts: Vec::new(), done, progress };
        let checked = self.check_options(options, &mut run.staged);
        let tried = checked.and_then(|()| self.take_groups(&mut surveyed, &mut run));
        let kept = tried.and_then(|()| if options.dry_run { Ok(()) } else { self.keep_files(&surveyed, &run.staged) });
        let Run { staged, receipts, mut done, .. } = run;
        done.receipts = self.settle(staged, kept.map(|()| receipts), options)?;
        Ok(done)
    }

    /// Goes through the files, those together that are one data set.
    fn take_groups(&mut self, files: &mut [Surveyed], run: &mut Run<'_>) -> Result<(), Error> {
        let import = run.import;
        let together = if import.format.is_one_file_each() { 1 } else { files.len().max(1) };
        let groups = files.chunks_mut(together);
        let groups = groups.map(|group| Ok((read(import, group, &Known::default())?, group)));
        let mut groups = groups.collect::<Result<Vec<_>, Error>>()?;
        // Those that say who is who come first, so that the others can refer to them.
        groups
            .sort_by_key(|(data, _)| std::cmp::Reverse(data.units.iter().filter(|unit| unit.names_somebody()).count()));
        for (data, group) in groups {
            let past = Past::of(self.state()?, import.format);
            let (set, is_newer) = set_of(import, &past, &data, &group[0].name)?;
            let known = Known {
                top: import.body.as_ref().map(ToString::to_string).or_else(|| default_top(import.format)),
                day: day_of(import),
                ..past.known(&set, &self.state()?.prefix.knowledge)
            };
            let data = read(import, group, &known)?;
            run.done.sets.push((set.clone(), is_newer));
            run.done.notes.extend(data.notes.iter().cloned());
            let new = self.add_data_files(group, &set, run)?;
            Reconciler::new(self, set, &past, group, &new, run)?.take(data)?;
        }
        run.done.refused.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        if import.on_conflict == OnConflict::Stop && !run.done.conflicts.is_empty() {
            return Err(Error::Corrected(std::mem::take(&mut run.done.conflicts)));
        }
        Ok(())
    }
}

/// An import that is under way.
struct Run<'r> {
    import: &'r DataImport,
    options: &'r Options,
    staged: Staged,
    receipts: Vec<Receipt>,
    done: DataImported,
    progress: &'r mut dyn FnMut(ImportProgress),
}

fn read(import: &DataImport, files: &[Surveyed], known: &Known) -> Result<DataSet, Error> {
    let readers: Vec<DataFile<'_>> = files.iter().map(Surveyed::reader).collect::<Result<_, _>>()?;
    import.format.read(readers, known).map_err(|fault| {
        let file = match &fault {
            Fault::In { file, .. } => files.get(*file).map(|file| file.name.clone()),
            _ => None,
        };
        Error::NotDataSet { format: import.format.word(), file, fault }
    })
}

/// The data set that files are a version of, and whether one was here before.
fn set_of(import: &DataImport, past: &Past, data: &DataSet, name: &str) -> Result<(String, bool), Error> {
    if let Some(named) = &import.set {
        let set = past::named_set(import.format, named)?;
        let is_newer = past.has(&set);
        return Ok((set, is_newer));
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if past.is_empty() {
        return Ok((past.new_name(stem), false));
    }
    let keys: BTreeSet<String> = data
        .units
        .iter()
        .flat_map(|unit| unit.statements.iter().map(|statement| past::short_key(unit, statement)))
        .collect();
    Ok(match past.version_of(&keys) {
        Some(set) => (set.to_owned(), true),
        None => (past.new_name(stem), false),
    })
}

/// The body above all others, where a format has one that goes without saying.
fn default_top(format: DataFormat) -> Option<String> {
    (format == DataFormat::Ifg).then(|| "UK Government".to_owned())
}

/// The day of which the files are.
fn day_of(import: &DataImport) -> Option<String> {
    let said = |wanted: SourceField| import.description.iter().find(|(field, _)| *field == wanted);
    said(SourceField::AsOf).or_else(|| said(SourceField::Published)).map(|(_, text)| text.clone())
}
