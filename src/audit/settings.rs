//! Whether `reshuffle.toml` says what event 0 says.

use super::Code;
use super::report::{At, Findings, Weight};
use crate::domain::{Created, EventId};

/// What `reshuffle.toml` says of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The ledger's name in the world.
    pub origin: String,
    /// The IANA name of its zone.
    pub zone: String,
    /// Its Ed25519 verifying key, as lower-case hex.
    pub verifying_key: String,
}

impl Settings {
    /// Compares the file with the event, which is the truth.
    pub(super) fn check(&self, created: &Created, at: At, findings: &mut Findings) {
        // Any 32 bytes print alike.
        let key = EventId(created.verifying_key).to_string();
        for (name, here, truth) in [
            ("origin", self.origin.as_str(), created.origin.as_str()),
            ("zone", &self.zone, created.zone.as_str()),
            ("verifying_key", &self.verifying_key, &key),
        ] {
            if here != truth {
                let here = crate::domain::excerpt(here);
                let message = format_args!(
                    "reshuffle.toml gives `{here}` as `{name}`; the first event, which counts, gives `{truth}`"
                );
                findings.add(Code::SettingsDiffer, Weight::Warning, at, message);
            }
        }
    }
}
