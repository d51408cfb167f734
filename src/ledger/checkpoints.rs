//! Checkpoints: what the log is, signed, kept, and verified by others.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::keys::{self, KeyFiles};
use super::store::Place;
use super::{Error, KeyRing, Ledger, Options, Receipts};
use crate::backend::files::{TreeFiles, write_durably};
use crate::backend::memory::MemoryTree;
use crate::domain::{Content, KeyChange, Seq, Text};
use crate::log::{EventLog, Read, StoredEvent, StoredHeader, read};
use crate::proof::body_digest;
use crate::proof::checkpoint::Checkpoint;
use crate::proof::evidence::Evidence;
use crate::proof::hex::{hex, unhex};
use crate::proof::note::{Note, NoteFault, Verifier, sign};
use crate::proof::tree::{Hash, Subtrees, inclusion, leaf_hash, root, verify_inclusion};

/// How many leaves are written to the tree's files at once.
const STRETCH: usize = 1 << 16;

/// A tree whose hashes lie in files, or in memory.
type Tree = Box<dyn Subtrees<Error = io::Error>>;

/// A checkpoint that was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The signed note.
    pub note: String,
    /// Whether it was signed just now.
    pub is_new: bool,
}

/// A checkpoint that verified, and by whose keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedCheckpoint {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The names of those who signed it, of the keys given.
    pub signers: Vec<String>,
}

/// An event that was proved to be in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// Its bytes.
    pub stored: StoredEvent,
    /// What it says.
    pub read: Read,
    /// The checkpoint that binds it.
    pub by: VerifiedCheckpoint,
}

/// What of an event is put beside a proof that it is in the log.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Beside {
    header: String,
    body: String,
}

impl Ledger {
    /// Who signs for this ledger now: its name and its newest key.
    ///
    /// # Errors
    /// [`Error::Log`] where the log cannot be read.
    pub fn verifier(&self) -> Result<Verifier, Error> {
        let keys = self.key_ring()?;
        keys.all().next_back().cloned().ok_or_else(|| Error::Refused("this ledger has no key".to_owned()))
    }

    /// The keys that this ledger signs with, one after the other.
    pub(super) fn key_ring(&self) -> Result<KeyRing, Error> {
        KeyRing::of(self.log.as_ref())
    }

    /// Signs what the log is now, and keeps that; or answers with the
    /// checkpoint of as many events that is kept already.
    ///
    /// # Errors
    /// [`Error::Forked`] where the log is not what an earlier checkpoint says:
    /// then nothing is signed. [`Error::Refused`] without the private key.
    pub fn checkpoint(&mut self) -> Result<Issued, Error> {
        let (dir, keys) = self.signing_place()?;
        let size = self.log.head().map_or(0, |head| head.seq.0 + 1);
        let tree = self.tree()?;
        let root_at = |size| root(tree.as_ref(), size).map_err(tree_unreadable);
        let checkpoint = Checkpoint { origin: self.created.origin.to_string(), size, root: root_at(size)? };
        // Whoever signs two logs of one name is a liar, be it by mistake.
        if let Some((earlier, note)) = latest(&dir)? {
            if earlier.size > size || earlier.root != root_at(earlier.size)? {
                return Err(Error::Forked { size: earlier.size, events: size });
            }
            if earlier == checkpoint {
                return Ok(Issued { checkpoint, note, is_new: false });
            }
        }
        let verifier = self.verifier()?;
        let key = keys.private(&verifier.key())?;
        let note = sign(&checkpoint.to_text(), verifier.name(), &key).map_err(|why| Error::Refused(why.to_string()))?;
        let path = dir.join(format!("{size:020}"));
        fs::create_dir_all(&dir)
            .and_then(|()| write_durably(&path, note.as_bytes()))
            .map_err(|why| Error::io(format!("could not keep the checkpoint {}", path.display()), why))?;
        Ok(Issued { checkpoint, note, is_new: true })
    }

    /// Keeps what witnesses have signed below a checkpoint of this ledger, for
    /// whoever is shown it later; answers with who signed it.
    ///
    /// # Errors
    /// As for [`verify_checkpoint`]; [`Error::Forged`] too where it is not what
    /// this log was at that size.
    pub fn keep_checkpoint(&mut self, note: &str, witnesses: &[Verifier]) -> Result<VerifiedCheckpoint, Error> {
        let own = self.key_ring()?;
        own.verify(note, &[])?;
        // Of each witness that is named here something has to be there.
        for witness in witnesses {
            verify_checkpoint(note, std::slice::from_ref(witness))?;
        }
        let verified = own.verify(note, witnesses)?;
        let checkpoint = &verified.checkpoint;
        let events = self.log.head().map_or(0, |head| head.seq.0 + 1);
        let is_ours = checkpoint.origin == self.created.origin.as_str()
            && checkpoint.size <= events
            && root(self.tree()?.as_ref(), checkpoint.size).map_err(tree_unreadable)? == checkpoint.root;
        if !is_ours {
            return Err(Error::Forged("this checkpoint is not of this log".to_owned()));
        }
        let (dir, _) = self.signing_place()?;
        let path = dir.join(format!("{:020}", checkpoint.size));
        let unread = |why: NoteFault| Error::Refused(format!("the checkpoint {} does not read: {why}", path.display()));
        let mut whole = Note::read(note).map_err(unread)?;
        if let Ok(kept) = fs::read_to_string(&path) {
            let added = std::mem::replace(&mut whole, Note::read(&kept).map_err(unread)?);
            whole.add_signatures_of(added);
        }
        fs::create_dir_all(&dir)
            .and_then(|()| write_durably(&path, whole.to_text().as_bytes()))
            .map_err(|why| Error::io(format!("could not keep the checkpoint {}", path.display()), why))?;
        Ok(verified)
    }

    /// Replaces the ledger's key: the old one signs a last checkpoint, an
    /// event names the new one, and from then on only that signs.
    ///
    /// # Errors
    /// As for [`checkpoint`](Self::checkpoint).
    pub fn new_key(&mut self, options: &Options) -> Result<Receipts, Error> {
        let key = keys::random(&self.environment)?;
        self.change_key(&key, options)
    }

    /// The same with a private key that lies in a file, as one of a ledger does.
    ///
    /// # Errors
    /// [`Error::Refused`] where the text is no such key.
    pub fn import_key(&mut self, private: &str, options: &Options) -> Result<Receipts, Error> {
        let key = keys::read(private).ok_or_else(|| {
            Error::Refused("this is no private key: its file is one line, `reshuffle ed25519 seed HEX`".to_owned())
        })?;
        if self.key_ring()?.all().any(|known| known.key() == key.verifying_key().to_bytes()) {
            return Err(Error::Refused("the ledger has that key, or had it: no key comes back".to_owned()));
        }
        self.change_key(&key, options)
    }

    fn change_key(&mut self, key: &ed25519_dalek::SigningKey, options: &Options) -> Result<Receipts, Error> {
        // Before anything is signed by the key that goes.
        self.check_signer(options)?;
        let (_, keys) = self.signing_place()?;
        let endorsement = if options.dry_run { String::new() } else { self.checkpoint()?.note };
        let endorsement = Text::new(endorsement).ok();
        let key_event = Content::SigningKey {
            holder: None,
            key: key.verifying_key().to_bytes(),
            change: KeyChange::Added,
            endorsement,
        };
        if !options.dry_run {
            keys.prepare(key)?;
        }
        let receipts = self.append_contents(vec![(key_event, None)], options)?;
        if !options.dry_run {
            keys.replace()?;
        }
        Ok(receipts)
    }

    /// A proof, for whoever has no ledger at hand, that an event is in this
    /// one: its bytes, its place in the tree, and a checkpoint.
    ///
    /// # Errors
    /// As for [`checkpoint`](Self::checkpoint), which is issued where none
    /// that is kept speaks of the event.
    pub fn evidence(&mut self, seq: Seq) -> Result<String, Error> {
        let stored = self.log.get(seq)?;
        let stored = stored.ok_or_else(|| Error::NotFound { what: "event", given: seq.to_string() })?;
        let (checkpoint, note) = self.checkpoint_over(seq)?;
        let hashes = inclusion(self.tree()?.as_ref(), seq.0, checkpoint.size).map_err(tree_unreadable)?;
        let leaf = leaf_hash(&stored.header);
        verify_inclusion(&leaf, seq.0, checkpoint.size, &hashes, &checkpoint.root).map_err(|_| tree_damaged())?;
        let beside = Beside { header: hex(&stored.header), body: hex(&stored.body) };
        let extra = serde_json::to_vec(&beside).map_err(|why| Error::Refused(why.to_string()))?;
        Ok(Evidence { extra: Some(extra), index: seq.0, hashes, checkpoint: note }.to_text())
    }

    /// The newest checkpoint that is kept, or one that is issued, with an event in it.
    pub(super) fn checkpoint_over(&mut self, seq: Seq) -> Result<(Checkpoint, String), Error> {
        let (dir, _) = self.signing_place()?;
        if let Some(kept) = latest(&dir)?.filter(|(latest, _)| seq.0 < latest.size) {
            return Ok(kept);
        }
        let issued = self.checkpoint()?;
        Ok((issued.checkpoint, issued.note))
    }

    /// The tree over all headers of the log.
    pub(super) fn tree(&self) -> Result<Tree, Error> {
        let log = self.log.as_ref();
        match &self.place {
            Some(place) => Ok(Box::new(tree_files(&place.dir, log)?)),
            None => {
                let mut tree = MemoryTree::default();
                for header in log.scan_headers(Seq(0)) {
                    tree.extend(&[leaf_hash(&header?.bytes)]);
                }
                Ok(Box::new(tree))
            }
        }
    }

    /// Drops the tree, to be made anew from the log.
    pub(super) fn drop_tree(&self) -> Result<(), Error> {
        let Some(place) = &self.place else { return Ok(()) };
        match fs::remove_dir_all(tree_dir(&place.dir)) {
            Err(why) if why.kind() != io::ErrorKind::NotFound => {
                Err(Error::io("could not drop the tree beside the log", why))
            }
            _ => Ok(()),
        }
    }

    /// Where checkpoints are kept, and the private keys.
    fn signing_place(&self) -> Result<(PathBuf, KeyFiles), Error> {
        let place = self.place.as_ref();
        let place = place.ok_or_else(|| Error::Refused("a ledger in memory has no private key".to_owned()))?;
        Ok((checkpoints_dir(&place.dir), place.keys()))
    }
}

/// Where a ledger keeps its checkpoints.
pub(super) fn checkpoints_dir(dir: &Path) -> PathBuf {
    dir.join("checkpoints")
}

fn tree_dir(dir: &Path) -> PathBuf {
    Place::log_dir(dir).join("tree")
}

/// The tree's files, up to the last event of the log.
pub(super) fn tree_files(dir: &Path, log: &dyn EventLog) -> Result<TreeFiles, Error> {
    let mut tree = TreeFiles::open(&tree_dir(dir));
    let last = match tree.size().checked_sub(1) {
        Some(seq) => log.get(Seq(seq))?.map(|event| event.id()),
        None => None,
    };
    if last != tree.last() {
        tree.clear();
    }
    let unwritable = |why| Error::io("could not write the tree beside the log", why);
    let mut leaves: Vec<Hash> = Vec::new();
    let mut last: Option<StoredHeader> = None;
    for header in log.scan_headers(Seq(tree.size())) {
        let header = header?;
        leaves.push(leaf_hash(&header.bytes));
        if leaves.len() >= STRETCH {
            tree.extend(&std::mem::take(&mut leaves), header.id()).map_err(unwritable)?;
        }
        last = Some(header);
    }
    if let (Some(last), false) = (last, leaves.is_empty()) {
        tree.extend(&leaves, last.id()).map_err(unwritable)?;
    }
    Ok(tree)
}

/// The checkpoints that are kept in a directory, the smallest first.
pub(super) fn kept(dir: &Path) -> Result<Vec<(PathBuf, String)>, Error> {
    let unreadable = |why| Error::io(format!("could not read the checkpoints in {}", dir.display()), why);
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(why) => return Err(unreadable(why)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(unreadable)?.path();
        let is_one = path
            .file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.len() == 20 && name.bytes().all(|byte| byte.is_ascii_digit()));
        paths.extend(is_one.then_some(path));
    }
    paths.sort();
    paths.into_iter().map(|path| Ok((path.clone(), fs::read_to_string(&path).map_err(unreadable)?))).collect()
}

fn latest(dir: &Path) -> Result<Option<(Checkpoint, String)>, Error> {
    let Some((path, text)) = kept(dir)?.pop() else { return Ok(None) };
    let spoilt = |why: String| Error::Refused(format!("the checkpoint {} does not read: {why}", path.display()));
    let note = Note::read(&text).map_err(|why| spoilt(why.to_string()))?;
    let checkpoint = Checkpoint::read(&note.text).map_err(|why| spoilt(why.to_string()))?;
    Ok(Some((checkpoint, text)))
}

/// Verifies a checkpoint by keys that are known, without any ledger.
///
/// # Errors
/// [`Error::Refused`] where the text is no checkpoint, [`Error::Forged`] where
/// a known key is named and did not sign it, [`Error::Unverified`] where none
/// of the keys is named.
pub fn verify_checkpoint(note: &str, known: &[Verifier]) -> Result<VerifiedCheckpoint, Error> {
    let refused = |why: String| Error::Refused(format!("this is no checkpoint: {why}"));
    let note = Note::read(note).map_err(|why| refused(why.to_string()))?;
    let checkpoint = Checkpoint::read(&note.text).map_err(|why| refused(why.to_string()))?;
    let signers = note.verified_by(known).map_err(|why| match why {
        NoteFault::Forged(_) => Error::Forged(why.to_string()),
        why => Error::Unverified(why.to_string()),
    })?;
    let signers: Vec<String> = signers.into_iter().map(|signer| signer.name().to_owned()).collect();
    // What a witness says is of the log that it has seen under that name.
    Ok(VerifiedCheckpoint { checkpoint, signers })
}

/// Verifies that an event is in a log, without any ledger.
///
/// # Errors
/// As for [`verify_checkpoint`]; [`Error::Forged`] too where the event is not
/// the one that the proof is of.
pub fn verify_evidence(text: &str, known: &[Verifier]) -> Result<Proven, Error> {
    let refused = |why: String| Error::Refused(format!("this is no proof: {why}"));
    let evidence = Evidence::read(text).map_err(|why| refused(why.to_string()))?;
    let by = verify_checkpoint(&evidence.checkpoint, known)?;
    let beside = evidence.extra.as_deref().and_then(|extra| serde_json::from_slice::<Beside>(extra).ok());
    let stored = beside.and_then(|beside| {
        let header = unhex(&beside.header)?.try_into().ok()?;
        Some(StoredEvent { header, body: unhex(&beside.body)? })
    });
    let stored = stored.ok_or_else(|| refused("the line `extra` does not hold an event".to_owned()))?;
    let leaf = leaf_hash(&stored.header);
    verify_inclusion(&leaf, evidence.index, by.checkpoint.size, &evidence.hashes, &by.checkpoint.root)
        .map_err(|why| Error::Forged(format!("the proof does not show that this event is in the log: {why}")))?;
    if stored.seq().0 != evidence.index {
        return Err(Error::Forged("the event says that it stands elsewhere in the log".to_owned()));
    }
    // An empty body is one that was erased; its digest still binds what it was.
    if !stored.body.is_empty() && body_digest(&stored.body) != stored.body_digest() {
        return Err(Error::Forged("the body is not the one that the header names".to_owned()));
    }
    let read = read(&stored).map_err(|why| Error::Forged(format!("the event is not what its header says: {why}")))?;
    Ok(Proven { stored, read, by })
}

pub(super) fn tree_damaged() -> Error {
    Error::Forged("the tree beside the log is damaged: `reshuffle reindex` makes it anew".to_owned())
}

pub(super) fn tree_unreadable(why: io::Error) -> Error {
    Error::io("the tree beside the log cannot be read; `reshuffle reindex` makes it anew", why)
}
