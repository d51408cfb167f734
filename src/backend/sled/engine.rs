//! What is written to the database, inside the room's thread.

use std::fs::File;
use std::path::PathBuf;

use ::sled::{Db, Tree};

use super::layout::{META_HEAD, PAGE_LEN_MAX, Value, page_key, read_key};
use super::pace::Pace;
use super::page::{Draft, Page};
use crate::backend::head_record;
use crate::domain::{EventId, Seq};
use crate::log::Head;

/// What can go wrong in here.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// The engine says so.
    #[error("{0}")]
    Engine(::sled::Error),
    /// What the engine gave back contradicts itself.
    #[error("{0}")]
    Contradiction(String),
    /// The operating system refused something of ours.
    #[error("{action}: {source}")]
    Io { action: String, source: std::io::Error },
}

impl From<::sled::Error> for Fault {
    fn from(error: ::sled::Error) -> Self {
        match error {
            ::sled::Error::Io(source) => Self::Engine(::sled::Error::Io(legible(source))),
            error => Self::Engine(error),
        }
    }
}

/// What the system said, where the engine handed on the debugging form of it.
fn legible(error: std::io::Error) -> std::io::Error {
    let text = error.to_string();
    let said = text.split_once("message: \"").and_then(|(_, rest)| rest.split_once('"'));
    match said {
        Some((said, _)) => std::io::Error::new(error.kind(), said),
        None => error,
    }
}

/// How long a page is that is written as one although nothing else is in it:
/// below, it goes to the tail, to become part of a fuller one.
const LONE_PAGE_LEN_MIN: usize = PAGE_LEN_MAX / 2;

/// The open database.
pub(super) struct Engine {
    pub(super) db: Db,
    pub(super) pages: Tree,
    pub(super) tail: Tree,
    pub(super) meta: Tree,
    /// How many bytes of pages the tail holds, and from which event on.
    pub(super) tail_len: usize,
    pub(super) tail_first: Option<Seq>,
    /// How often to sync, as far as that was learnt.
    pub(super) pace: Pace,
    /// Our own descriptor of the engine's file, opened before any write to it,
    /// so that no failed write-back goes unreported.
    pub(super) file: File,
    pub(super) dir: PathBuf,
}

impl Engine {
    /// Writes a batch that is known to fit, laid out, and the record of its
    /// last event; durable on return.
    pub(super) fn append(&mut self, values: Vec<Value>, head: Head) -> Result<(), Fault> {
        let alone = match &values[..] {
            [(key, value)] if is_page(key) => Some(value.len()),
            _ => None,
        };
        if alone.is_none_or(|len| self.tail_len + len > PAGE_LEN_MAX) {
            self.pack()?;
        }
        if let (Some(len), Some((key, value))) = (alone, values.first())
            && (self.tail_first.is_some() || len < LONE_PAGE_LEN_MIN)
        {
            self.tail.insert(key, value.as_slice())?;
            self.tail_len += len;
            self.tail_first = self.tail_first.or(read_key(key).map(|(seq, _, _)| seq));
        } else {
            self.write_pages(values)?;
        }
        self.meta.insert(META_HEAD, head_record::to_bytes(head.seq, head.id).to_vec())?;
        let written = self.sync()?;
        self.pace.synced(written);
        Ok(())
    }

    /// Writes the beginning of a batch, laid out. The head record does not
    /// speak of it, so that opening drops it.
    pub(super) fn stage(&mut self, values: Vec<Value>) -> Result<(), Fault> {
        self.pack()?;
        self.write_pages(values)
    }

    /// Writes values to the pages. First all keys, with nothing in them: the
    /// engine writes a leaf anew whenever it splits and at every tenth change,
    /// and leaves that are split before they hold anything are never written
    /// again with what they hold. By count that is a quarter of the bytes.
    fn write_pages(&mut self, values: Vec<Value>) -> Result<(), Fault> {
        for (key, _) in &values {
            self.pages.insert(key, &[])?;
            self.keep_pace(0)?;
        }
        for (key, value) in values {
            let len = value.len();
            self.pages.insert(key, value)?;
            self.keep_pace(len)?;
        }
        Ok(())
    }

    /// Makes one page of what is in the tail. The page is durable before the
    /// first group of it goes; whatever is then left of the groups is known
    /// for what it is by being in the page.
    pub(super) fn pack(&mut self) -> Result<(), Fault> {
        let Some(first) = self.tail_first else { return Ok(()) };
        let page = self.joined_tail()?;
        self.pages.insert(page_key(first), page.into_bytes())?;
        self.sync()?;
        self.clear_tail()
    }

    /// All that is in the tail as one page.
    pub(super) fn joined_tail(&self) -> Result<Draft, Fault> {
        let mut joined = Draft::default();
        let mut next = self.tail_first.unwrap_or(Seq(0));
        for entry in self.tail.iter() {
            let (key, value) = entry?;
            let (first, _, _) = known_key(&key)?;
            if first != next {
                return Err(missing(next));
            }
            let group = Page::read(&value).map_err(|why| unreadable(first, &why))?;
            joined.take_all(&group).map_err(|why| unreadable(first, &why))?;
            next = Seq(first.0 + group.count() as u64);
        }
        Ok(joined)
    }

    /// Removes what is in the tail, which is in the pages as well.
    pub(super) fn clear_tail(&mut self) -> Result<(), Fault> {
        let keys = self.tail.iter().keys().collect::<Result<Vec<_>, _>>()?;
        for key in keys {
            self.tail.remove(key)?;
            self.keep_pace(0)?;
        }
        (self.tail_len, self.tail_first) = (0, None);
        Ok(())
    }

    /// Notes a write of so many bytes, and syncs where it is time to.
    fn keep_pace(&mut self, len: usize) -> Result<(), Fault> {
        self.pace.wrote(len);
        if self.pace.is_due() {
            let written = self.sync()?;
            self.pace.synced(written);
        }
        Ok(())
    }

    /// Makes all that was written survive a power cut; answers with the number
    /// of bytes that the engine had not written yet.
    pub(super) fn sync(&self) -> Result<usize, Fault> {
        let written = self.db.flush()?;
        self.file.sync_data().map_err(|source| Fault::Io {
            action: format!("could not sync {}", self.dir.join("db").display()),
            source,
        })?;
        Ok(written)
    }

    /// The head record; `None` of an empty log.
    pub(super) fn head_record(&self) -> Result<Option<(Seq, EventId)>, Fault> {
        let Some(record) = self.meta.get(META_HEAD)? else {
            return Ok(None);
        };
        head_record::from_bytes(&record)
            .map(Some)
            .ok_or_else(|| Fault::Contradiction("the record of the last event is damaged".to_owned()))
    }

    /// Drops what an unfinished batch left beyond `head`.
    pub(super) fn drop_beyond(&mut self, head: Option<Seq>) -> Result<(), Fault> {
        let first = match head {
            None => Seq(0),
            Some(head) => head.next(),
        };
        for tree in [self.tail.clone(), self.pages.clone()] {
            while let Some(entry) = tree.range(page_key(first)..).next_back() {
                tree.remove(entry?.0)?;
                self.keep_pace(0)?;
            }
        }
        Ok(())
    }

    /// Takes stock of the tail, and clears it where a crash came between a
    /// page and the removal of the groups that are in it.
    pub(super) fn settle_tail(&mut self) -> Result<(), Fault> {
        let mut remnants = Vec::new();
        let packed = self.packed_until()?;
        (self.tail_len, self.tail_first) = (0, None);
        for entry in self.tail.iter() {
            let (key, value) = entry?;
            let (first, _, _) = known_key(&key)?;
            let group = Page::read(&value).map_err(|why| unreadable(first, &why))?;
            if first.0 < packed && self.is_packed(first, &group)? {
                remnants.push(key);
            } else {
                self.tail_len += value.len();
                self.tail_first = self.tail_first.or(Some(first));
            }
        }
        for key in remnants {
            self.tail.remove(key)?;
            self.keep_pace(0)?;
        }
        Ok(())
    }

    /// One past the last event in the pages.
    fn packed_until(&self) -> Result<u64, Fault> {
        let Some((first, last, value)) = self.covering(&self.pages, Seq(u64::MAX))? else { return Ok(0) };
        let count = if last > 0 { 1 } else { Page::read(&value).map_or(1, |page| page.count()) };
        Ok(first.0.saturating_add(count as u64))
    }

    /// Whether a group's events are in the pages, the very same ones.
    fn is_packed(&self, first: Seq, group: &Page<'_>) -> Result<bool, Fault> {
        let mut packed = 0;
        for nth in 0..group.count() {
            let seq = Seq(first.0 + nth as u64);
            let own = group.event(nth).map_err(|why| unreadable(seq, &why))?;
            match self.get_from(&self.pages, seq, &mut None)? {
                None => {}
                Some(event) if (&event.header, event.body.as_slice()) == own => packed += 1,
                Some(_) => {
                    return Err(Fault::Contradiction(format!("event {seq} is there twice, and not the same")));
                }
            }
        }
        match packed {
            0 => Ok(false),
            all if all == group.count() => Ok(true),
            _ => Err(Fault::Contradiction(format!("of a group from event {first} on only a part was packed"))),
        }
    }
}

pub(super) fn is_page(key: &[u8]) -> bool {
    matches!(read_key(key), Some((_, 0, 0)))
}

pub(super) fn known_key(key: &[u8]) -> Result<(Seq, u8, u8), Fault> {
    read_key(key).ok_or_else(|| Fault::Contradiction("a key among the events is not one".to_owned()))
}

pub(super) fn unreadable(seq: Seq, why: &str) -> Fault {
    Fault::Contradiction(format!("event {seq} cannot be read: {why}"))
}

/// An event up to the head that is not there.
pub(super) fn missing(seq: Seq) -> Fault {
    Fault::Contradiction(format!("event {seq} is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_said_is_told_in_its_own_words() {
        let full = std::io::Error::from_raw_os_error(28);
        let kind = full.kind();
        let repeated = ::sled::Error::Io(full).clone();
        let Fault::Engine(::sled::Error::Io(told)) = Fault::from(repeated) else {
            panic!("another fault");
        };
        assert_eq!((told.kind(), told.to_string().as_str()), (kind, "No space left on device"));
    }
}
