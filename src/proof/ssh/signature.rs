//! Signatures over any bytes: SSHSIG, version 1.

use sha2::{Digest, Sha256, Sha512};

use super::wire::{Reader, armored, strings, unarmored};
use super::{ED25519, KeyFault, PrivateKey, PublicKey, SignatureFault};

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";
const MAGIC: &[u8] = b"SSHSIG";
const VERSION: u32 = 1;

/// What is hashed with when we sign; `ssh-keygen` does so unless told otherwise.
const HASH: &str = "sha512";

/// The longest signature that is read, in bytes: as much as an event has room for.
const ARMORED_LEN_MAX: usize = 4_096;

/// Signs bytes in a namespace; answers as `ssh-keygen -Y sign` does.
#[must_use]
pub fn sign(key: &PrivateKey, namespace: &str, message: &[u8]) -> String {
    let signature = key.sign(&signed(namespace, HASH, &Sha512::digest(message)));
    let signature = strings(&[ED25519.as_bytes(), &signature]);
    let parts = strings(&[&key.public().to_blob(), namespace.as_bytes(), b"", HASH.as_bytes(), &signature]);
    armored(&[MAGIC, &VERSION.to_be_bytes(), &parts].concat(), BEGIN, END)
}

/// By which key bytes are signed in a namespace. That key has to be known from
/// elsewhere.
///
/// # Errors
/// [`SignatureFault`] where the text is no signature in that namespace, or not
/// one of these bytes.
pub fn verify(armored: &str, namespace: &str, message: &[u8]) -> Result<PublicKey, SignatureFault> {
    if armored.len() > ARMORED_LEN_MAX {
        return Err(SignatureFault::Form);
    }
    let bytes = unarmored(armored, BEGIN, END).ok_or(SignatureFault::Form)?;
    let Parts { key, namespace: given, hash, signature } = Parts::read(&bytes).ok_or(SignatureFault::Form)?;
    let key = PublicKey::from_blob(key).map_err(|why| match why {
        KeyFault::OtherType(kind) => SignatureFault::Algorithm(kind),
        _ => SignatureFault::Form,
    })?;
    if given != namespace {
        return Err(SignatureFault::Namespace(given.to_owned()));
    }
    let digest = match hash {
        "sha512" => Sha512::digest(message).to_vec(),
        "sha256" => Sha256::digest(message).to_vec(),
        _ => return Err(SignatureFault::Algorithm(hash.to_owned())),
    };
    let signature = ed25519(signature).ok_or(SignatureFault::Form)?;
    let holds = key.has_signed(&signed(namespace, hash, &digest), &signature);
    if holds { Ok(key) } else { Err(SignatureFault::Forged(key)) }
}

/// What the key signs: the hash of the message, and what it is for.
fn signed(namespace: &str, hash: &str, digest: &[u8]) -> Vec<u8> {
    [MAGIC, &strings(&[namespace.as_bytes(), b"", hash.as_bytes(), digest])].concat()
}

/// The parts of a signature, as its bytes have them.
struct Parts<'b> {
    key: &'b [u8],
    namespace: &'b str,
    hash: &'b str,
    signature: &'b [u8],
}

impl<'b> Parts<'b> {
    fn read(bytes: &'b [u8]) -> Option<Self> {
        let mut from = Reader(bytes.strip_prefix(MAGIC)?);
        if from.number()? != VERSION {
            return None;
        }
        let (key, namespace, reserved, hash) = (from.string()?, from.text()?, from.string()?, from.text()?);
        let signature = from.string()?;
        (reserved.is_empty() && from.is_at_end()).then_some(Self { key, namespace, hash, signature })
    }
}

/// The signature proper, with the type of its key before it.
fn ed25519(bytes: &[u8]) -> Option<[u8; 64]> {
    let mut from = Reader(bytes);
    let (kind, signature) = (from.text()?, from.array()?);
    (kind == ED25519 && from.is_at_end()).then_some(signature)
}
