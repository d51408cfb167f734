//! The ledger's Ed25519 key pair: made with the ledger, private part never shown.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use ed25519_dalek::SigningKey;

use super::{Environment, Error};
use crate::domain::EventId;

/// Makes a key pair and writes its private part, readable by its owner only;
/// answers with the public part.
pub(super) fn make(path: &Path, environment: &Environment) -> Result<[u8; 32], Error> {
    let mut seed = [0; 32];
    environment.random.fill(&mut seed).map_err(|why| Error::io("could not get random bytes for a key", why))?;
    let key = SigningKey::from_bytes(&seed);
    let text = format!("reshuffle ed25519 seed {}\n", EventId(seed));
    let written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|why| Error::io(format!("could not write the key {}", path.display()), why))?;
    Ok(key.verifying_key().to_bytes())
}
