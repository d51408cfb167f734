//! The ledger's Ed25519 key pairs: made with the ledger or later, private part never shown.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;

use super::store::sync_dir;
use super::{Environment, Error};
use crate::domain::EventId;

/// What stands before the private part in its file.
const BEGIN: &str = "reshuffle ed25519 seed ";

/// The files of private keys in a ledger.
pub(super) struct KeyFiles {
    dir: PathBuf,
}

impl KeyFiles {
    /// The files in a directory.
    pub fn at(dir: PathBuf) -> Self {
        Self { dir }
    }

    fn path(&self) -> PathBuf {
        self.dir.join("ed25519")
    }

    /// Where a key lies that the ledger does not speak of yet.
    fn next(&self) -> PathBuf {
        self.dir.join("ed25519.next")
    }

    /// Makes a key pair and keeps its private part; answers with the public part.
    pub fn make(&self, environment: &Environment) -> Result<[u8; 32], Error> {
        let key = random(environment)?;
        write(&self.path(), &key)?;
        Ok(key.verifying_key().to_bytes())
    }

    /// The private part of a key.
    pub fn private(&self, public: &[u8; 32]) -> Result<SigningKey, Error> {
        // A process that died may not have put the next key in its place.
        for path in [self.path(), self.next()] {
            match fs::read_to_string(&path) {
                Ok(text) => {
                    let key = read(&text).ok_or_else(|| {
                        Error::Refused(format!(
                            "{} is no private key of a ledger: restore it from a backup, or make another with `reshuffle key new`",
                            path.display()
                        ))
                    })?;
                    if key.verifying_key().as_bytes() == public {
                        return Ok(key);
                    }
                }
                Err(why) if why.kind() == io::ErrorKind::NotFound => {}
                Err(why) => return Err(Error::io(format!("could not read the key {}", path.display()), why)),
            }
        }
        Err(Error::Refused(format!(
            "the private key of this ledger is not in {}: put it back there from a backup; without it nothing can be signed",
            self.dir.display()
        )))
    }

    /// Keeps the private part of a key that the ledger does not speak of yet.
    pub fn prepare(&self, key: &SigningKey) -> Result<(), Error> {
        remove(&self.next())?;
        write(&self.next(), key)?;
        sync_dir(&self.dir)
    }

    /// Puts what was prepared in the place of the key before it.
    pub fn replace(&self) -> Result<(), Error> {
        fs::rename(self.next(), self.path())
            .map_err(|why| Error::io(format!("could not replace the key {}", self.path().display()), why))?;
        sync_dir(&self.dir)
    }
}

/// A new key.
pub(super) fn random(environment: &Environment) -> Result<SigningKey, Error> {
    let mut seed = [0; 32];
    environment.random.fill(&mut seed).map_err(|why| Error::io("could not get random bytes for a key", why))?;
    Ok(SigningKey::from_bytes(&seed))
}

/// A private key from its file.
pub(super) fn read(text: &str) -> Option<SigningKey> {
    let EventId(seed) = text.strip_prefix(BEGIN)?.trim_end().parse().ok()?;
    Some(SigningKey::from_bytes(&seed))
}

fn write(path: &Path, key: &SigningKey) -> Result<(), Error> {
    let text = format!("{BEGIN}{}\n", EventId(key.to_bytes()));
    let written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).and_then(|mut file: File| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|why| Error::io(format!("could not write the key {}", path.display()), why))
}

fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(why) if why.kind() != io::ErrorKind::NotFound => {
            Err(Error::io(format!("could not remove {}", path.display()), why))
        }
        _ => Ok(()),
    }
}
