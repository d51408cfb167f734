//! Signed notes: a text with signatures below it, as C2SP's `signed-note`
//! (version 1.0.0) has them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// What a signature line begins with.
const DASH: &str = "\u{2014} ";
/// The longest note that is read, in bytes.
const NOTE_LEN_MAX: usize = 1 << 20;
/// The most signatures that a note may have.
const SIGNATURES_MAX: usize = 256;

/// What a key signs, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// The text of a note, with Ed25519.
    Ed25519,
    /// A checkpoint and the time, with Ed25519: see C2SP's `tlog-cosignature`.
    Cosignature,
}

impl KeyKind {
    const ALL: [Self; 2] = [Self::Ed25519, Self::Cosignature];

    /// The byte that stands for it.
    const fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 1,
            Self::Cosignature => 4,
        }
    }
}

/// Who is known to sign: a name and a public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    kind: KeyKind,
    key: VerifyingKey,
}

/// Why a text is no verifier key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// It has not the three parts.
    #[error("a verifier key is NAME+ID+KEY, such as `example.org/ledger+530d903a+AekyeR…`")]
    Parts,
    /// The name is empty, or has a space or a plus sign in it.
    #[error("the name of a key is not empty and has no space and no `+` in it")]
    Name,
    /// The key itself is none that is known here.
    #[error("the last part is not the base64 of an Ed25519 key")]
    Key,
    /// The second part is not what follows from the others.
    #[error("the second part should be {0}: a letter is wrong somewhere")]
    Id(String),
}

impl Verifier {
    /// The verifier of a name and a public key.
    ///
    /// # Errors
    /// [`KeyFault`] where the name or the key cannot be one.
    pub fn new(name: &str, kind: KeyKind, key: &[u8; 32]) -> Result<Self, KeyFault> {
        check_name(name)?;
        let key = VerifyingKey::from_bytes(key).map_err(|_| KeyFault::Key)?;
        Ok(Self { name: name.to_owned(), kind, key })
    }

    /// Whose it is.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public key.
    #[must_use]
    pub fn key(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// The four bytes that a signature names its key by.
    #[must_use]
    pub fn id(&self) -> [u8; 4] {
        let text = Sha256::new().chain_update(&self.name).chain_update(b"\n");
        let digest = text.chain_update([self.kind.byte()]).chain_update(self.key.as_bytes()).finalize();
        std::array::from_fn(|i| digest[i])
    }

    fn id_in_hex(&self) -> String {
        format!("{:08x}", u32::from_be_bytes(self.id()))
    }

    /// Whether it says so of a text. `said` is what follows the key's id.
    fn verifies(&self, text: &str, said: &[u8]) -> bool {
        let (message, signature) = match self.kind {
            KeyKind::Ed25519 => (text.as_bytes().to_vec(), said),
            KeyKind::Cosignature => {
                let Some((time, signature)) = said.split_first_chunk() else { return false };
                let Ok(time) = i64::try_from(u64::from_be_bytes(*time)) else { return false };
                (format!("cosignature/v1\ntime {time}\n{text}").into_bytes(), signature)
            }
        };
        Signature::from_slice(signature).is_ok_and(|signature| self.key.verify_strict(&message, &signature).is_ok())
    }
}

impl std::fmt::Display for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = [&[self.kind.byte()], &self.key.as_bytes()[..]].concat();
        write!(f, "{}+{}+{}", self.name, self.id_in_hex(), BASE64.encode(key))
    }
}

impl std::str::FromStr for Verifier {
    type Err = KeyFault;

    fn from_str(text: &str) -> Result<Self, KeyFault> {
        let mut parts = text.trim().splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyFault::Parts);
        };
        let key = BASE64.decode(key).map_err(|_| KeyFault::Key)?;
        let (kind, key) = key.split_first().ok_or(KeyFault::Key)?;
        let kind = KeyKind::ALL.into_iter().find(|known| known.byte() == *kind).ok_or(KeyFault::Key)?;
        let verifier = Self::new(name, kind, key.try_into().map_err(|_| KeyFault::Key)?)?;
        if verifier.id_in_hex() != id {
            return Err(KeyFault::Id(verifier.id_in_hex()));
        }
        Ok(verifier)
    }
}

/// A note as it was read: nothing about it was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The text, with the newline at its end.
    pub text: String,
    /// Who is said to have signed it, and what follows the name, as bytes.
    signatures: Vec<(String, Vec<u8>)>,
}

/// Why something is no signed note, or one that shows nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteFault {
    /// It is longer, or has more signatures, than any needs.
    #[error("it is longer than a signed note may be")]
    TooLong,
    /// It has other control characters in it than ends of lines.
    #[error("it has control characters in it")]
    Control,
    /// No blank line stands before the signatures, or none follow.
    #[error("it is not a text with signatures below a blank line")]
    Parts,
    /// A line below the text is not a signature.
    #[error("`{0}` is not a line of a signature")]
    Line(String),
    /// A known key is named, and did not sign this.
    #[error("it is said to be signed by `{0}`, who has not signed this")]
    Forged(String),
    /// None of the keys that are known has signed it.
    #[error("none of the known keys has signed it; it names {0}")]
    Unknown(String),
}

impl Note {
    /// Reads a note.
    ///
    /// # Errors
    /// [`NoteFault`] where it is none.
    pub fn read(note: &str) -> Result<Self, NoteFault> {
        if note.len() > NOTE_LEN_MAX {
            return Err(NoteFault::TooLong);
        }
        if note.chars().any(|c| c < ' ' && c != '\n') {
            return Err(NoteFault::Control);
        }
        let end = note.rfind("\n\n").ok_or(NoteFault::Parts)?;
        let (text, lines) = (&note[..=end], &note[end + 2..]);
        let lines = lines.strip_suffix('\n').filter(|lines| !lines.is_empty()).ok_or(NoteFault::Parts)?;
        let signatures = lines.split('\n').map(|line| {
            let refused = || NoteFault::Line(line.chars().take(80).collect());
            let (name, said) = line.strip_prefix(DASH).and_then(|rest| rest.split_once(' ')).ok_or_else(refused)?;
            let said = BASE64.decode(said).ok().filter(|said| said.len() > 4).ok_or_else(refused)?;
            check_name(name).map_err(|_| refused())?;
            Ok((name.to_owned(), said))
        });
        let signatures = signatures.collect::<Result<Vec<_>, _>>()?;
        if signatures.len() > SIGNATURES_MAX {
            return Err(NoteFault::TooLong);
        }
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// The note as it is written.
    #[must_use]
    pub fn to_text(&self) -> String {
        let lines = self.signatures.iter().map(|(name, said)| format!("{DASH}{name} {}\n", BASE64.encode(said)));
        format!("{}\n{}", self.text, lines.collect::<String>())
    }

    /// Takes in the signatures of another note of the same text.
    pub fn add_signatures_of(&mut self, other: Self) {
        if self.text == other.text {
            self.signatures.extend(other.signatures);
            let mut seen = Vec::new();
            self.signatures.retain(|signature| {
                let is_new = !seen.contains(signature);
                seen.push(signature.clone());
                is_new
            });
        }
    }

    /// Who of those known has signed it. Signatures by others are passed over.
    ///
    /// # Errors
    /// [`NoteFault::Forged`] where a known key is named and did not sign it,
    /// [`NoteFault::Unknown`] where none of them is named.
    pub fn verified_by<'k>(&self, known: &'k [Verifier]) -> Result<Vec<&'k Verifier>, NoteFault> {
        let mut signers = Vec::new();
        for (name, said) in &self.signatures {
            let Some((id, said)) = said.split_first_chunk::<4>() else { continue };
            for verifier in known.iter().filter(|known| known.name == *name && known.id() == *id) {
                if !verifier.verifies(&self.text, said) {
                    return Err(NoteFault::Forged(name.clone()));
                }
                if !signers.contains(&verifier) {
                    signers.push(verifier);
                }
            }
        }
        if signers.is_empty() {
            let names: Vec<&str> = self.signatures.iter().map(|(name, _)| name.as_str()).collect();
            return Err(NoteFault::Unknown(names.join(", ")));
        }
        Ok(signers)
    }
}

/// Signs a text, which ends in a newline, as a note by one key.
///
/// # Errors
/// [`KeyFault::Name`] where the name cannot be that of a key.
pub fn sign(text: &str, name: &str, key: &SigningKey) -> Result<String, KeyFault> {
    let verifier = Verifier::new(name, KeyKind::Ed25519, key.verifying_key().as_bytes())?;
    let signature = key.sign(text.as_bytes());
    let said = [&verifier.id()[..], &signature.to_bytes()].concat();
    Ok(format!("{text}\n{DASH}{name} {}\n", BASE64.encode(said)))
}

fn check_name(name: &str) -> Result<(), KeyFault> {
    let is_name = !name.is_empty() && !name.contains(|c: char| c == '+' || c.is_whitespace() || c.is_control());
    if is_name { Ok(()) } else { Err(KeyFault::Name) }
}
