//! `reshuffle.toml`: a convenience for people. Event 0 is the truth.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Error;
use crate::domain::Created;

/// What the file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    pub origin: String,
    pub zone: String,
    pub verifying_key: String,
}

impl Settings {
    /// What event 0 says.
    pub fn of(created: &Created) -> Self {
        Self {
            origin: created.origin.to_string(),
            zone: created.zone.to_string(),
            verifying_key: crate::domain::EventId(created.verifying_key).to_string(),
        }
    }

    /// The file's text.
    pub fn to_text(&self) -> Result<String, Error> {
        let table = toml::to_string(self).map_err(|why| Error::Refused(why.to_string()))?;
        Ok(format!("# For people. The first event of the log is what counts.\n{table}"))
    }

    /// Reads the file, if it is there.
    pub fn read(path: &Path) -> Result<Option<Self>, Error> {
        match std::fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text)
                .map(Some)
                .map_err(|why| Error::Refused(format!("{} does not read: {}", path.display(), why.message()))),
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(why) => Err(Error::io(format!("could not read {}", path.display()), why)),
        }
    }
}
