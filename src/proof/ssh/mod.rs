//! Keys and signatures of OpenSSH, as far as recorders sign events with them:
//! Ed25519 keys from the files that `ssh-keygen` writes, and SSHSIG, which
//! `ssh-keygen -Y` makes and verifies (`PROTOCOL.key` and `PROTOCOL.sshsig`
//! of OpenSSH).
//!
//! Whatever comes in is bounded before it is read, and nothing may be left over.

mod fault;
mod private;
mod public;
mod signature;
mod wire;

use super::hex::hex;

pub use fault::{KeyFault, SignatureFault};
pub use private::PrivateKey;
pub use public::PublicKey;
pub use signature::{sign, verify};

/// The name of the one type of key that is known here.
const ED25519: &str = "ssh-ed25519";

/// In which namespace recorders sign, so that what they sign elsewhere with
/// the same key is never taken for a signature of an event.
pub const NAMESPACE: &str = "event@reshuffle";

/// Signs an event by its id: over its 64 lower-case hexadecimal digits, with
/// nothing after them.
#[must_use]
pub fn sign_event(key: &PrivateKey, id: &[u8; 32]) -> String {
    sign(key, NAMESPACE, hex(id).as_bytes())
}

/// By which key an event is signed.
///
/// # Errors
/// [`SignatureFault`] where the text is no signature, or not one of this event.
pub fn verify_event(armored: &str, id: &[u8; 32]) -> Result<PublicKey, SignatureFault> {
    verify(armored, NAMESPACE, hex(id).as_bytes())
}
