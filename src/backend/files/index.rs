//! The rows of a log's index, in files of their own: a folder for each kind.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;

use super::runs::Runs;
use crate::domain::{EventId, Seq};
use crate::replay::index::{
    IndexStore, JOIN_LEN, MARK_LEN, Notes, Rows, SPELL_LEN, SPELL_PLACE_LEN, TERM_LEN, TIE_LEN,
};

/// An index in files.
pub struct IndexFiles {
    dir: PathBuf,
    spells: Runs<SPELL_LEN>,
    ties: Runs<TIE_LEN>,
    joins: Runs<JOIN_LEN>,
    marks: Runs<MARK_LEN>,
}

impl IndexFiles {
    /// The index in a directory, as far as it is of this log. `id_at` tells the
    /// id of the log's event at a position.
    ///
    /// # Errors
    /// What `id_at` fails with.
    pub fn open<E>(dir: &Path, mut id_at: impl FnMut(Seq) -> Result<Option<EventId>, E>) -> Result<Self, E> {
        let mut files = Self {
            dir: dir.to_owned(),
            spells: Runs::open(&dir.join("spells"), &mut id_at)?,
            ties: Runs::open(&dir.join("ties"), &mut id_at)?,
            joins: Runs::open(&dir.join("joins"), &mut id_at)?,
            marks: Runs::open(&dir.join("marks"), &mut id_at)?.of_digests(),
        };
        files.even_out();
        Ok(files)
    }

    /// A process that died may have left more of one kind than of another.
    fn even_out(&mut self) {
        let all =
            |files: &Self| [files.spells.covered(), files.ties.covered(), files.joins.covered(), files.marks.covered()];
        loop {
            let covered = all(self);
            let least = covered.into_iter().min().unwrap_or_default();
            if covered.iter().all(|events| *events == least) {
                return;
            }
            self.cut_each_to(least);
        }
    }

    fn cut_each_to(&mut self, events: u64) {
        self.spells.cut_to(events);
        self.ties.cut_to(events);
        self.joins.cut_to(events);
        self.marks.cut_to(events);
    }
}

impl IndexStore for IndexFiles {
    fn covered(&self) -> u64 {
        self.marks.covered()
    }

    fn ties_kept(&self) -> u64 {
        self.ties.rows()
    }

    fn keeps(&self) -> bool {
        true
    }

    fn spells(&self, begin: &[u8]) -> Rows<'_, SPELL_LEN> {
        match begin.len() {
            SPELL_PLACE_LEN => self.spells.in_turn(begin),
            _ => self.spells.range(begin, begin),
        }
    }

    fn spells_after(&self, begin: &[u8]) -> Rows<'_, SPELL_LEN> {
        let mut low = begin.to_vec();
        low.resize(SPELL_LEN, u8::MAX);
        self.spells.range(&low, &[])
    }

    fn ties(&self, begin: &[u8]) -> Rows<'_, TIE_LEN> {
        self.ties.range(begin, begin)
    }

    fn joins(&self, begin: &[u8]) -> Rows<'_, JOIN_LEN> {
        self.joins.range(begin, begin)
    }

    fn marks(&self, begin: &[u8]) -> Rows<'_, MARK_LEN> {
        match begin.len() {
            TERM_LEN => self.marks.in_turn(begin),
            _ => self.marks.range(begin, begin),
        }
    }

    fn lacks_marks(&self, begin: &[u8]) -> bool {
        self.marks.lacks(begin)
    }

    fn hides_mark(&self, row: &[u8; MARK_LEN]) -> io::Result<bool> {
        self.marks.hides(row)
    }

    fn extend(&mut self, notes: Notes, events: u64, last: EventId) -> io::Result<()> {
        let before = self.covered();
        let Notes { spells, ties, joins, marks } = notes;
        let written = (self.marks.extend_beside(marks, events, last))
            .and_then(|()| self.spells.extend_beside(spells, events, last))
            .and_then(|()| self.ties.extend(ties, events, last))
            .and_then(|()| self.joins.extend(joins, events, last));
        if written.is_err() {
            self.cut_to(before);
        }
        written
    }

    fn cut_to(&mut self, events: u64) {
        self.cut_each_to(events);
        self.even_out();
    }

    fn tidy(&mut self) -> io::Result<()> {
        let events = self.covered();
        let Self { spells, ties, joins, marks, .. } = self;
        let tidied = beside(
            events,
            || marks.tidy(),
            || {
                spells.tidy()?;
                ties.tidy()?;
                joins.tidy()
            },
        );
        if tidied.is_err() {
            self.even_out();
        }
        tidied
    }

    fn clear(&mut self) -> io::Result<()> {
        self.spells.clear()?;
        self.ties.clear()?;
        self.joins.clear()?;
        self.marks.clear()?;
        match fs::remove_dir(&self.dir) {
            Err(why) if why.kind() != io::ErrorKind::NotFound => Err(why),
            _ => Ok(()),
        }
    }
}

/// From how many events on files of one kind are tidied beside those of others.
const TIDIED_BESIDE_MIN: u64 = 4_096;

/// Does two things, both at once where that is worth a thread.
fn beside(
    events: u64,
    one: impl FnOnce() -> io::Result<()> + Send,
    other: impl FnOnce() -> io::Result<()>,
) -> io::Result<()> {
    if events < TIDIED_BESIDE_MIN {
        return other().and_then(|()| one());
    }
    thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        one.join().unwrap_or_else(|_| Err(io::Error::other("a thread that wrote rows has panicked"))).and(other)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn id_of(seq: u64) -> EventId {
        EventId(*blake3::hash(&seq.to_be_bytes()).as_bytes())
    }

    /// Something to say of each of some events: a row of two kinds.
    fn notes(from: u64, events: u64) -> Notes {
        let digest = |seq: u64, at: usize| id_of(seq).0[at % 32];
        let seqs = || from..from + events;
        Notes {
            spells: seqs().map(|seq| std::array::from_fn(|at| digest(seq, at))).collect(),
            marks: seqs().map(|seq| std::array::from_fn(|at| digest(seq, at))).collect(),
            ..Notes::default()
        }
    }

    fn opened(dir: &Path, events: u64) -> IndexFiles {
        IndexFiles::open(dir, |seq| Ok::<_, io::Error>((seq.0 < events).then(|| id_of(seq.0)))).unwrap()
    }

    #[test]
    fn what_could_not_be_written_of_one_kind_is_spoken_of_by_none() {
        const FEW: u64 = 10;
        const MANY: u64 = 5_000;
        let parent = tempfile::tempdir().unwrap();
        let dir = parent.path().join("index");
        let extend =
            |files: &mut IndexFiles, from, events| files.extend(notes(from, events), events, id_of(from + events - 1));
        let mut files = opened(&dir, 0);
        extend(&mut files, 0, FEW).unwrap();
        // Nothing can be made where there is a file.
        let (spells, away) = (dir.join("spells"), parent.path().join("away"));
        fs::rename(&spells, &away).unwrap();
        fs::write(&spells, b"").unwrap();
        extend(&mut files, FEW, MANY).unwrap();
        assert_eq!(files.covered(), FEW + MANY);
        let row = notes(FEW + 7, 1).marks[0];
        assert!(!files.lacks_marks(&row) && files.marks(&row).count() == 1, "it is found while it is written");
        assert!(extend(&mut files, FEW + MANY, MANY).is_err());
        assert_eq!((files.covered(), files.marks(&row).count()), (FEW, 0));
        fs::remove_file(&spells).unwrap();
        fs::rename(&away, &spells).unwrap();
        extend(&mut files, FEW, MANY).unwrap();
        drop(files);
        let files = opened(&dir, FEW + MANY);
        assert_eq!((files.covered(), files.spells.covered(), files.marks(&row).count()), (FEW + MANY, FEW + MANY, 1));
    }
}
