//! Why something is no key and no signature.

/// Why a text is no key that signs here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// It is longer than any key's file.
    #[error("it is longer than the file of a key")]
    TooLong,
    /// It is the public half.
    #[error("it is the public half of a key: name the file of the private one, without `.pub`")]
    PublicHalf,
    /// It is the private half.
    #[error(
        "it is the private half of a key, which nobody else should have: name the public one, in the file with `.pub`"
    )]
    PrivateHalf,
    /// It has not the form of a private key of OpenSSH.
    #[error("it is no private key of OpenSSH: `ssh-keygen -t ed25519 -f FILE` makes one")]
    NotPrivate,
    /// It has not the form of a public key of OpenSSH.
    #[error("it is no public key of OpenSSH: one is a line `ssh-ed25519 AAAA… COMMENT`, as in the file with `.pub`")]
    NotPublic,
    /// It is locked with a passphrase.
    #[error(
        "it is locked with a passphrase, for which nobody is asked here: sign with a key without one, or with an unlocked copy (`ssh-keygen -p -f COPY -N ''`)"
    )]
    Encrypted,
    /// It is of another type.
    #[error("it is of the type `{}`, and only `ssh-ed25519` signs here: `ssh-keygen -t ed25519 -f FILE` makes one", .0.escape_default())]
    OtherType(String),
    /// Its parts do not fit together.
    #[error("it is damaged: {0}")]
    Damaged(&'static str),
}

/// Why a text is no signature of something.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// It is not what stands between the two lines of an SSH signature.
    #[error("it is no SSH signature")]
    Form,
    /// It is made for something else.
    #[error("it is made in the namespace `{}`", .0.escape_default())]
    Namespace(String),
    /// It is by a key, or over a hash, of a type that is not taken here.
    #[error("it uses `{}`, which is not taken here", .0.escape_default())]
    Algorithm(String),
    /// Its key has not signed this.
    #[error("the key that it names, {0}, has not signed this")]
    Forged(super::PublicKey),
}
