//! Private keys: the file that `ssh-keygen` writes.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signer, SigningKey};

use super::wire::{Reader, unarmored};
use super::{ED25519, KeyFault, PublicKey};

const BEGIN: &str = "-----BEGIN OPENSSH PRIVATE KEY-----";
const END: &str = "-----END OPENSSH PRIVATE KEY-----";
const MAGIC: &[u8] = b"openssh-key-v1\0";

/// The longest file that is read, in bytes. That of an RSA key of 16,384 bits,
/// which is refused by its name, has some 12,000.
const FILE_LEN_MAX: usize = 1 << 16;

/// What the private part is padded to a multiple of, where nothing encrypts it.
const BLOCK_LEN: usize = 8;

/// A private key, which is never shown.
#[derive(Clone)]
pub struct PrivateKey(SigningKey);

impl PrivateKey {
    /// The half that others know.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey::of(&self.0)
    }

    /// Signs bytes, with nothing around them.
    pub(super) fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey(of {})", self.public())
    }
}

impl FromStr for PrivateKey {
    type Err = KeyFault;

    /// Reads the text of a file.
    fn from_str(text: &str) -> Result<Self, KeyFault> {
        if text.len() > FILE_LEN_MAX {
            return Err(KeyFault::TooLong);
        }
        let text = text.trim();
        if text.starts_with("ssh-") || text.starts_with("ecdsa-") || text.starts_with("sk-") {
            return Err(KeyFault::PublicHalf);
        }
        if !text.starts_with(BEGIN) {
            return Err(KeyFault::NotPrivate);
        }
        let bytes = unarmored(text, BEGIN, END).ok_or(KeyFault::Damaged("its lines are not those of a key"))?;
        read(&bytes)
    }
}

/// Reads what stands between the two lines.
fn read(bytes: &[u8]) -> Result<PrivateKey, KeyFault> {
    let cut = KeyFault::Damaged("it ends too early");
    let mut from = Reader(bytes.strip_prefix(MAGIC).ok_or(KeyFault::Damaged("it does not begin as a key does"))?);
    let cipher = from.string().ok_or(cut.clone())?;
    let derivation = from.string().ok_or(cut.clone())?;
    let settings = from.string().ok_or(cut.clone())?;
    if from.number().ok_or(cut.clone())? != 1 {
        return Err(KeyFault::Damaged("it holds another number of keys than one"));
    }
    let public = from.string().ok_or(cut.clone())?;
    let private = from.string().ok_or(cut)?;
    // The type stands outside of what a passphrase locks, and says more.
    let public = PublicKey::from_blob(public)?;
    if cipher != b"none" || derivation != b"none" {
        return Err(KeyFault::Encrypted);
    }
    if !settings.is_empty() || !from.is_at_end() {
        return Err(KeyFault::Damaged("something is in it that does not belong there"));
    }
    read_private(private, public)
}

/// Reads the private part, which repeats the public one.
fn read_private(bytes: &[u8], public: PublicKey) -> Result<PrivateKey, KeyFault> {
    let cut = KeyFault::Damaged("its private part ends too early");
    let mut from = Reader(bytes);
    let (one, other) = (from.number().ok_or(cut.clone())?, from.number().ok_or(cut.clone())?);
    if one != other {
        return Err(KeyFault::Damaged("the two numbers that have to be the same are not"));
    }
    let kind = from.text().ok_or(cut.clone())?;
    let again: [u8; 32] = from.array().ok_or(cut.clone())?;
    let pair: [u8; 64] = from.array().ok_or(cut.clone())?;
    from.string().ok_or(cut)?;
    let padding = from.0;
    let is_padded = bytes.len().is_multiple_of(BLOCK_LEN)
        && padding.len() < BLOCK_LEN
        && padding.iter().zip(1..).all(|(byte, number)| *byte == number);
    if !is_padded {
        return Err(KeyFault::Damaged("what fills it up is not 1, 2, 3…"));
    }
    let seed: [u8; 32] = std::array::from_fn(|i| pair[i]);
    let key = SigningKey::from_bytes(&seed);
    let halves = [again, std::array::from_fn(|i| pair[32 + i]), key.verifying_key().to_bytes()];
    if kind != ED25519 || halves.iter().any(|half| *half != public.to_bytes()) {
        return Err(KeyFault::Damaged("its two halves are not of one key"));
    }
    Ok(PrivateKey(key))
}
