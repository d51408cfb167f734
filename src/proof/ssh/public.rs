//! Public keys: the line that `ssh-keygen` writes into a file with `.pub`.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD as BASE64, STANDARD_NO_PAD};
use ed25519_dalek::{Signature, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use super::wire::{Reader, strings};
use super::{ED25519, KeyFault};

/// The longest line that is read, in bytes: room for a long comment.
const LINE_LEN_MAX: usize = 8_192;

/// A public key by which events are signed.
///
/// It prints as OpenSSH prints its fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// The key of these bytes, if they are one that can sign.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        let key = VerifyingKey::from_bytes(bytes).ok()?;
        // A weak one verifies what nobody signed.
        (!key.is_weak()).then_some(Self(*bytes))
    }

    /// The public half of a private key.
    pub(super) fn of(key: &SigningKey) -> Self {
        Self(key.verifying_key().to_bytes())
    }

    /// Its bytes.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 32] {
        self.0
    }

    /// The line that others know it by, without a comment.
    #[must_use]
    pub fn to_line(self) -> String {
        format!("{ED25519} {}", BASE64.encode(self.to_blob()))
    }

    /// Whether it has signed bytes.
    pub(super) fn has_signed(self, bytes: &[u8], signature: &[u8; 64]) -> bool {
        let key = VerifyingKey::from_bytes(&self.0);
        key.is_ok_and(|key| key.verify_strict(bytes, &Signature::from_bytes(signature)).is_ok())
    }

    /// The bytes that SSH writes for it.
    pub(super) fn to_blob(self) -> Vec<u8> {
        strings(&[ED25519.as_bytes(), &self.0])
    }

    /// The key that SSH writes so.
    pub(super) fn from_blob(blob: &[u8]) -> Result<Self, KeyFault> {
        let mut from = Reader(blob);
        let kind = from.text().ok_or(KeyFault::Damaged("it names no type"))?;
        if kind != ED25519 {
            return Err(KeyFault::OtherType(kind.to_owned()));
        }
        let bytes = from.array().filter(|_| from.is_at_end()).ok_or(KeyFault::Damaged("it has another length"))?;
        Self::from_bytes(&bytes).ok_or(KeyFault::Damaged("its bytes are no key"))
    }
}

impl FromStr for PublicKey {
    type Err = KeyFault;

    /// Reads a line `ssh-ed25519 AAAA… COMMENT`; white space around it, and
    /// the comment, say nothing.
    fn from_str(line: &str) -> Result<Self, KeyFault> {
        if line.len() > LINE_LEN_MAX {
            return Err(KeyFault::TooLong);
        }
        if line.contains("PRIVATE KEY-----") {
            return Err(KeyFault::PrivateHalf);
        }
        let line = line.trim();
        if line.lines().count() != 1 {
            return Err(KeyFault::NotPublic);
        }
        let mut words = line.split([' ', '\t']).filter(|word| !word.is_empty());
        let (Some(kind), Some(base64)) = (words.next(), words.next()) else { return Err(KeyFault::NotPublic) };
        let blob = BASE64.decode(base64).map_err(|_| KeyFault::NotPublic)?;
        let key = Self::from_blob(&blob)?;
        if kind == ED25519 { Ok(key) } else { Err(KeyFault::OtherType(kind.to_owned())) }
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(self.to_blob())))
    }
}
