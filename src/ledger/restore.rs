//! From a publication back to a ledger, and from a newer one onwards.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::audit::check_written;
use super::checkpoints::checkpoints_dir;
use super::publication::{Examined, Publication};
use super::settings::Settings;
use super::store::{Place, parent_of, sync_dir};
use super::{Error, Ledger};
use crate::backend::SledLog;
use crate::backend::files::{Articles, HeadFile, write_durably};
use crate::domain::{Content, SourceId};
use crate::log::{EventLog, Read, StoredEvent};
use crate::proof::note::Verifier;
use crate::sources::SourceStore;

/// How many events are written at once.
const STRETCH: usize = 16_384;

/// What came of restoring or following.
#[derive(Debug, Clone)]
pub struct Restored {
    /// What was found in the publication.
    pub examined: Examined,
    /// How many events were written.
    pub events: u64,
}

impl Ledger {
    /// Makes a ledger of a publication: same events, same ids. All of it is
    /// checked before anything is written, and again while it is; the ledger
    /// is there as a whole or not at all. It has no private key.
    ///
    /// # Errors
    /// [`Error::Occupied`] where something is in the ledger's place, and as for
    /// [`Publication::examine`].
    pub fn restore(publication: &Publication, dir: &Path, known: &[Verifier]) -> Result<Restored, Error> {
        if fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(Error::Occupied(dir.to_owned()));
        }
        let Some(unfinished) = beside(dir) else {
            return Err(Error::Refused(format!(
                "`{}` names no directory that can be made: give it a name",
                dir.display()
            )));
        };
        let examined = publication.examine(known, &BTreeSet::new(), &mut |_, _| Ok(()))?;
        let refused = |path: &Path, why| Error::io(format!("could not write {}", path.display()), why);
        match fs::remove_dir_all(&unfinished) {
            Err(why) if why.kind() != std::io::ErrorKind::NotFound => return Err(refused(&unfinished, why)),
            _ => {}
        }
        fs::create_dir_all(unfinished.join("keys")).map_err(|why| refused(&unfinished, why))?;
        let mut log = SledLog::create(&Place::log_dir(&unfinished))?;
        let mut articles = Articles::at(unfinished.join("sources"));
        let written = write(publication, known, &mut log, &mut articles, 0)?;
        let head = log.head().ok_or_else(|| Error::Refused("the publication is of a log without events".to_owned()))?;
        let created = super::store::created_by(&log)?
            .ok_or_else(|| Error::Forged("the publication does not begin with what made its ledger".to_owned()))?;
        check_written(&log, &articles)?;
        drop(log);
        HeadFile::new(unfinished.join("head")).write(head.seq, head.id)?;
        let settings = unfinished.join("reshuffle.toml");
        write_durably(&settings, Settings::of(&created).to_text()?.as_bytes())
            .map_err(|why| refused(&settings, why))?;
        keep_checkpoint(&unfinished, publication, &examined)?;
        // An empty directory in the ledger's place gives way.
        let moved = fs::rename(&unfinished, dir);
        moved.map_err(|why| refused(dir, why))?;
        sync_dir(parent_of(dir))?;
        Ok(Restored { examined, events: written })
    }

    /// Takes in what a newer publication of the same log has beyond this ledger.
    ///
    /// # Errors
    /// [`Error::Forged`] where the publication is not this log going on, and as
    /// for [`Publication::examine`].
    pub fn follow(
        dir: &Path,
        wait: Duration,
        publication: &Publication,
        known: &[Verifier],
    ) -> Result<Restored, Error> {
        let (place, log) = Self::hold(dir, wait)?;
        let mut log = log?;
        let head = log.head().ok_or_else(|| Error::NoLedger(dir.to_owned()))?;
        let mut is_met = false;
        let mut look = |stored: &StoredEvent, _: &Read| {
            if stored.seq() == head.seq {
                is_met = true;
                if stored.id() != head.id {
                    return Err(Error::Forged(format!(
                        "the publication has another event {} than this ledger: there are two logs of one name",
                        head.seq
                    )));
                }
            }
            Ok(())
        };
        let examined = publication.examine(known, &BTreeSet::new(), &mut look)?;
        if !is_met {
            return Err(Error::Forged(format!(
                "the publication ends before event {}, the last one of this ledger: it is older, or its end was cut off",
                head.seq
            )));
        }
        let mut articles = place.articles();
        let events = write(publication, known, &mut log, &mut articles, head.seq.0 + 1)?;
        if let Some(head) = log.head() {
            place.head_file.write(head.seq, head.id)?;
        }
        keep_checkpoint(dir, publication, &examined)?;
        Ok(Restored { examined, events })
    }
}

/// Writes the events of a publication from one on, and its articles before
/// them; answers with their number.
fn write(
    publication: &Publication,
    known: &[Verifier],
    log: &mut SledLog,
    articles: &mut Articles,
    from: u64,
) -> Result<u64, Error> {
    let mut stretch = Vec::new();
    let mut events = 0;
    let written = publication.examine(known, &BTreeSet::new(), &mut |stored, read| {
        if let Read::Event(event) = read
            && let Content::Source(source) = &event.entry.content
        {
            let ids: Vec<SourceId> = std::iter::once(source.digest).chain(source.description.original).collect();
            for id in ids {
                // What is named by events that are here is here, unless it was not published before.
                if (stored.seq().0 >= from || articles.get(id)?.is_none())
                    && let Some(bytes) = publication.source(id)?
                {
                    articles.put(&bytes)?;
                }
            }
        }
        if stored.seq().0 >= from {
            stretch.push(stored.clone());
            events += 1;
        }
        if stretch.len() >= STRETCH {
            log.stage(log.head(), &std::mem::take(&mut stretch))?;
        }
        Ok(())
    });
    // What turns out not to hold is dropped with the log that has it staged.
    written?;
    log.append(log.head(), &stretch)?;
    Ok(events)
}

fn keep_checkpoint(dir: &Path, publication: &Publication, examined: &Examined) -> Result<(), Error> {
    let Some(by) = &examined.by else { return Ok(()) };
    let path = checkpoints_dir(dir).join(format!("{:020}", by.checkpoint.size));
    let kept =
        fs::create_dir_all(checkpoints_dir(dir)).and_then(|()| write_durably(&path, publication.note().as_bytes()));
    kept.map_err(|why| Error::io(format!("could not keep the checkpoint {}", path.display()), why))
}

/// A name beside a directory's own, for what is not finished.
fn beside(dir: &Path) -> Option<PathBuf> {
    let name = dir.file_name()?.to_string_lossy();
    Some(dir.with_file_name(format!(".{name}.restoring")))
}
