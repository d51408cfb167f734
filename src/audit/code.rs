//! What can be found: one stable word each.

use std::fmt;

/// Defines the codes with the words that name them everywhere.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $code:ident = $word:literal,)+) => {
        /// What a finding is about. The words are stable: scripts may rely on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $code,)+ }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$code,)+];

            /// The word for it.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$code => $word,)+ }
            }

            /// What it means, in a sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$code => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// Events could not be read, or the log could not be opened.
    LogUnreadable = "log-unreadable",
    /// A header does not begin with the magic bytes and a known version.
    HeaderMalformed = "header-malformed",
    /// Events are missing, repeated, or not in their place.
    SeqOrder = "seq-order",
    /// An event's header is not the one that the chain names.
    ChainLink = "chain-link",
    /// An event was not recorded after the one before it.
    TimeOrder = "time-order",
    /// A body is not the one that its header names.
    BodyDigest = "body-digest",
    /// A body is not the canonical encoding of anything.
    BodyMalformed = "body-malformed",
    /// A body is gone, and no `redacted` event says so.
    BodyMissing = "body-missing",
    /// An event is of a kind that this version does not know.
    KindUnknown = "kind-unknown",
    /// Bytes were erased, and a `redacted` event says so.
    Redacted = "redacted",
    /// A `redacted` event names bytes that are still there.
    NotErased = "not-erased",
    /// The first event is not `created`, or another one is.
    CreatedFirst = "created-first",
    /// Something is done to an event that is not there, or not of the right kind.
    TargetUnknown = "target-unknown",
    /// Something is done to an event that was retracted before.
    TargetRetracted = "target-retracted",
    /// An amendment turns a fact into one of another kind.
    AmendedKind = "amended-kind",
    /// A departure ends what is not an earlier appointment.
    EndsUnknown = "ends-unknown",
    /// A source is named that was not added before.
    SourceUnknown = "source-unknown",
    /// The same bytes were added as a source twice.
    SourceRepeated = "source-repeated",
    /// Two sources have one label at the same time.
    LabelRepeated = "label-repeated",
    /// Aliases run in a circle, or one name has two targets.
    AliasCycle = "alias-cycle",
    /// A time stands for no moment in the ledger's zone.
    TimeImpossible = "time-impossible",
    /// What is kept as a checkpoint, or what the key before said to a new one, does not read.
    CheckpointMalformed = "checkpoint-malformed",
    /// A checkpoint names a key that has not signed it.
    CheckpointForged = "checkpoint-forged",
    /// A checkpoint is of another log, or of another point of it.
    CheckpointElsewhere = "checkpoint-elsewhere",
    /// A checkpoint is signed by nobody who is known.
    CheckpointUnknown = "checkpoint-unknown",
    /// A checkpoint is of more events than the log has: the end was cut off.
    RolledBack = "rolled-back",
    /// A checkpoint is of other events than the log has: there are two logs of one name.
    Forked = "forked",
    /// What stands in the place of a signature is none of an event.
    SignatureMalformed = "signature-malformed",
    /// An event is not what its signature is of.
    SignatureForged = "signature-forged",
    /// A signature is of another event than the one right before it.
    SignatureMisplaced = "signature-misplaced",
    /// A signature is by a key that is none of who signs, there in the log.
    SignerUnknown = "signer-unknown",
    /// An event is signed by somebody else than recorded it.
    SignerDiffers = "signer-differs",
    /// The ledger's zone is not in the bundled database, so no time can be checked.
    ZoneUnknown = "zone-unknown",
    /// A client key was used again for something else.
    KeyRepeated = "key-repeated",
    /// A source's bytes are gone.
    SourceMissing = "source-missing",
    /// A source's bytes are not the ones it is named by.
    SourceDamaged = "source-damaged",
    /// A source's bytes could not be read.
    SourceUnreadable = "source-unreadable",
    /// A source has another length than its event says.
    SourceLength = "source-length",
    /// A source is not text.
    SourceNotText = "source-not-text",
    /// Bytes are kept that no event names.
    SourceOrphan = "source-orphan",
    /// A quote does not stand where it is said to.
    QuoteMisplaced = "quote-misplaced",
    /// The index by id differs from the events.
    IndexDiffers = "index-differs",
    /// The log ends before an event that it once surely held.
    TailLost = "tail-lost",
    /// The log has another event where a record of its end names one.
    HeadDiffers = "head-differs",
    /// `reshuffle.toml` differs from the first event.
    SettingsDiffer = "settings-differ",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
