//! Auditing a ledger as it lies on disk, in whatever state that is.

use std::path::Path;
use std::time::Duration;

use super::settings::Settings;
use super::{Error, Ledger};
use crate::audit::{Progress, Report, Subject, audit};

impl Ledger {
    /// Audits the ledger in a directory: read-only doubt of everything in it.
    /// What would keep it from opening is a finding here, not an error.
    ///
    /// # Errors
    /// [`Error::NoLedger`], and [`Error::Lock`] where another process holds it.
    pub fn audit(dir: &Path, wait: Duration, progress: &mut dyn FnMut(Progress)) -> Result<Report, Error> {
        let (place, log) = Self::hold(dir, wait)?;
        let log = match log {
            Ok(log) => log,
            Err(why) => return Ok(Report::unreadable(why)),
        };
        // A file that does not read agrees with nothing, which is a finding, not an error.
        let unreadable = || Settings { origin: String::new(), zone: String::new(), verifying_key: String::new() };
        let settings = Settings::read(&place.settings_path()).unwrap_or_else(|_| Some(unreadable()));
        let settings = settings.map(|settings| crate::audit::Settings {
            origin: settings.origin,
            zone: settings.zone,
            verifying_key: settings.verifying_key,
        });
        let articles = place.articles();
        let head_file = place.head_file.read()?;
        Ok(audit(&Subject { log: &log, sources: &articles, head_file, settings }, progress))
    }
}
